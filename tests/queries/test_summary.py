"""What a standing frame amounts to."""

import numpy as np
import pandas as pd
import pytest

from queries import summary
from queries.measures import STATUSES

WORDS = {1: ["已完成", "达序时", "略滞后", "滞后", "未上报", None], 2: ["滞后", "滞后", "未到期", "达序时", "未设目标", None],
         3: ["达序时", "滞后", "略滞后", "达序时", "已完成", None], 4: ["滞后", "滞后", "达序时", "达序时", "达序时", None]}
GAPS = [20.0, 3.0, -2.0, -9.0, np.nan, np.nan]


def standing_frame(words=None, gaps=None):
    rows = [{"region_id": region, "indicator_id": number, "action_id": number % 2, "status": word, "gap": gap,
             "behind": int(number == 1)}
            for region, of_region in (words or WORDS).items()
            for number, (word, gap) in enumerate(zip(of_region, gaps or GAPS, strict=True))]
    return pd.DataFrame(rows)


def test_statuses_are_counted_without_neutral_indicators():
    counted = summary.count_statuses(standing_frame(), ["region_id"])
    assert list(counted.columns) == list(STATUSES)
    assert counted.loc[1].to_dict() == dict.fromkeys(STATUSES, 1) | {"未设目标": 0, "未到期": 0}
    assert counted.sum(axis=1).tolist() == [5, 5, 5, 5]


@pytest.mark.parametrize("counts, expected", [
    ({"已完成": 2, "达序时": 3, "略滞后": 1, "滞后": 4, "未上报": 9, "未设目标": 9}, (5, 10)), ({"未上报": 3}, (0, 0)),
    ({}, (0, 0))])
def test_on_pace_of_all_that_are_judged(counts, expected):
    assert summary.counts_on_pace(counts) == expected


def test_headline_names_the_two_worst_in_the_order_of_the_peers():
    before = standing_frame({1: ["已完成", "滞后", "滞后", "滞后", "滞后", "滞后"]})
    found = summary.headline_facts(standing_frame(), before, 1, [2, 3, 4])
    assert found == {"judged": 4, "on_pace": 2, "earlier": 1, "unreported": 1, "share": 0.5, "more": 1, "behind": 1,
                     "worst": [(2, 2), (4, 2)]}
    assert summary.headline_facts(standing_frame(), before, 1, [4, 3, 2])["worst"] == [(4, 2), (2, 2)]


@pytest.mark.parametrize(("words", "expected"), [
    (["未到期"] * 6, {"judged": 0, "unreported": 0, "share": None, "more": None}),
    (["未上报"] * 6, {"judged": 0, "unreported": 6, "share": None, "more": None}),
    (["已完成"] * 6, {"judged": 6, "on_pace": 6, "earlier": 1, "unreported": 0, "share": 1.0, "more": 6})])
def test_headline_without_anything_judged(words, expected):
    expected = {"on_pace": 0, "earlier": 0, "behind": 0, "worst": []} | expected
    before = standing_frame({1: ["滞后" if expected["judged"] else "未到期"] * 6})
    assert summary.headline_facts(standing_frame({1: words}), before, 1, []) == expected


def test_matrix_takes_the_median_gap_of_what_is_judged():
    found = summary.matrix(standing_frame()).set_index(["region_id", "action_id"])
    assert found.loc[(1, 0)].to_dict() == {"gap": 9.0, "behind": 0, "judged": 2, "earlier": 0, "carrier": 2.0}
    assert found.loc[(1, 1)].to_dict() == {"gap": -3.0, "behind": 1, "judged": 2, "earlier": 1, "carrier": 3.0}
    assert summary.matrix(standing_frame({1: ["未到期"] * 6})).empty


def test_attention_is_worst_first_and_needs_a_gap():
    found = summary.attention(standing_frame({1: ["滞后"] * 6}), 3)
    assert found["gap"].tolist() == [-9.0, -2.0, 3.0]
    assert summary.attention(standing_frame({1: ["达序时"] * 6}), 3).empty


def test_highlights_name_an_indicator_once():
    found = summary.highlights(standing_frame({1: ["达序时"] * 6, 2: ["已完成"] * 6}), 5)
    assert found["indicator_id"].tolist() == [0, 1, 2, 3]
    assert found["gap"].is_monotonic_decreasing


@pytest.mark.parametrize(("cells", "expected"), [
    ([9, 4, 4], {"peers_in": 2, "late": []}), ([8, 4, 3], {"peers_in": 1, "late": [3]}),
    ([0, 0, 0], {"peers_in": 0, "late": [2, 3]})])
def test_reporting_calls_a_peer_in_when_all_its_cells_are(cells, expected):
    frame = pd.DataFrame({"region_id": [1, 2, 3], "month_cells": cells, "month_due": [9, 4, 4]})
    found = summary.reporting(frame, 1, [2, 3])
    assert found == {"peers_due": 2, "cells": cells[0], "due_cells": 9} | expected


def test_the_outlook_counts_targets_that_will_be_missed_and_what_is_still_on_pace():
    rows = standing_frame().query("region_id == 1").set_index("indicator_id", drop=False)
    said = pd.DataFrame([(1, 0, True, 0.01), (1, 1, False, 0.05), (1, 2, True, 0.03), (1, 3, None, 0.9), (1, 5, True, 0.9),
                         (2, 1, True, 0.9)], columns=["region_id", "indicator_id", "miss", "mean_error"])
    assert summary.outlook(rows, said, 1) == {"judged": 3, "miss": 2, "on_pace": 1, "error": 0.03}, "5 is neutral, 3 has none"
    nothing = {"judged": 0, "miss": 0, "on_pace": 0, "error": None}
    assert summary.outlook(rows, said.iloc[:0], 1) == summary.outlook(rows, said, 9) == nothing
