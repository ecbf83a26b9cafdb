"""Rows of a frame are what pandas makes of them, to the type of every value."""

import numpy as np
import pandas as pd
import pytest

from queries.rows import rows_by, rows_of

MIXED = pd.DataFrame({"id": [3, 1, 2], "value": [1.5, np.nan, 3.0], "name": pd.array(["甲", None, "丙"], "str"),
                      "at": pd.to_datetime(["2026-01-02", None, "2026-03-04"]), "own": [True, False, True],
                      "kind": pd.Categorical(["a", None, "b"]), "told": [["x"], None, ("y",)], "not a name": [1, 2, 3]})


@pytest.mark.parametrize("frame", [
    MIXED, MIXED.iloc[:0], MIXED.iloc[[1]], MIXED[["id"]], MIXED[["at"]], MIXED.set_index("name"),
    MIXED.set_index("id", drop=False), MIXED.set_index(["id", "name"])[["value"]]], ids=[
        "mixed", "empty", "one row", "int", "time", "by name", "by id", "by two"])
@pytest.mark.parametrize("index", [True, False])
def test_rows_are_what_pandas_makes_of_them(frame, index):
    ours, theirs = rows_of(frame, index), list(frame.itertuples(index))
    assert [row._fields for row in ours] == [row._fields for row in theirs]
    for one, other in zip(ours, theirs, strict=True):
        assert [type(value) for value in one] == [type(value) for value in other]
        assert all(mine is theirs or mine == theirs or mine != mine and theirs != theirs
                   for mine, theirs in zip(one, other, strict=True))


def test_rows_by_their_number():
    found = rows_by(MIXED, np.array([7, 7, 5]))
    assert {number: rows["id"].tolist() for number, rows in found.items()} == {7: [3, 1], 5: [2]}
    assert rows_by(MIXED.iloc[:0], np.array([], dtype=int)) == {}
    with pytest.raises(ValueError):
        rows_by(MIXED, np.array([7, 5, 7]))
