"""What weights come to, by hand."""

import pandas as pd
import pytest

from queries.weights import add_up


def test_weights_add_up_by_action_and_share_the_whole():
    rows, by_action, total = add_up(pd.DataFrame({"action_id": [1, 2, 1], "weight": [10.0, 25.0, 15.0]}))
    assert total == 50 and rows["share"].tolist() == [0.2, 0.5, 0.3]
    assert by_action.to_dict("index") == {1: {"weight": 25, "number": 2, "share": 0.5},
                                          2: {"weight": 25, "number": 1, "share": 0.5}}


@pytest.mark.parametrize("weights", [[], [0.0, 0.0]])
def test_of_nothing_there_are_no_shares(weights):
    rows, by_action, total = add_up(pd.DataFrame({"action_id": [1] * len(weights), "weight": weights}))
    assert total == 0 and rows["share"].isna().all() and by_action["share"].isna().all()
