"""What a page asks again of the same data is worked out once; of other data, or of two moments, it is asked anew."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import select

from queries.again import once, once_each, remembering, told_as_of
from queries.database import reading
from queries.forecast import forecast
from queries.privacy import ANYBODY
from queries.schema import regions
from queries.standing import standing

asked = []


@dataclass
class Grid:
    of: np.ndarray


@once
def frame_of(connection, ids: list[int], word: str = "") -> pd.DataFrame:
    asked.append((connection, tuple(ids), word))
    return pd.DataFrame({"id": ids})


@once
def grids(connection) -> list[Grid]:
    return [Grid(np.zeros(2))]


@once
def array(connection) -> np.ndarray:
    return np.zeros(2)


@once_each
def lines_of(connection, ids: list[int], word: str) -> np.ndarray:
    asked.append((tuple(ids), word))
    return np.array([[region, place] for region in ids for place in range(2)], dtype=float)


@pytest.fixture(autouse=True)
def nothing_asked():
    asked.clear()


def ask(version: int, ids: list[int], still: bool = True, word: str = "") -> pd.DataFrame:
    with told_as_of(version, lambda: still):
        return frame_of(None, ids, word=word)


def test_it_is_asked_once_of_a_version_and_nobody_changes_what_another_gets():
    with remembering():
        first = ask(1, [7, 8])
        first["id"] = 0
        assert ask(1, [7, 8])["id"].tolist() == [7, 8] and len(asked) == 1
        for version, ids, word in ((1, [7], ""), (1, [7, 8], "x"), (2, [7, 8], "")):
            ask(version, ids, word=word)
        assert len(asked) == 4
        frame_of(None, [7, 8])  # of which nobody says as of when
        assert len(asked) == 5
    ask(1, [7, 8])
    assert len(asked) == 6, "the next page asks for itself"


def test_what_may_be_of_two_moments_is_not_remembered():
    with remembering():
        ask(1, [7], still=False)
        with pytest.raises(ZeroDivisionError), told_as_of(1, lambda: True):
            frame_of(None, [7])
            raise ZeroDivisionError
        ask(1, [7])
        assert len(asked) == 3


def test_of_several_regions_only_those_are_asked_for_that_were_not_yet():
    with remembering():
        for version, ids, more in ((1, [7, 8], [7, 8]), (1, [8, 9], [9]), (1, [9, 7], []), (2, [7], [7])):
            asked.clear()
            with told_as_of(version, lambda: True):
                found = lines_of(None, ids, "x")
            assert sorted(map(tuple, found.tolist())) == [(region, place) for region in sorted(ids) for place in range(2)]
            assert asked == ([(tuple(more), "x")] if more else []), ids
        with told_as_of(1, lambda: True), pytest.raises(ValueError, match="read-only"):
            lines_of(None, [7, 8], "x")[0] = 1


def test_nobody_writes_into_a_remembered_array():
    for held in (lambda: grids(None)[0].of, lambda: array(None)):
        with remembering(), told_as_of(1, lambda: True), pytest.raises(ValueError, match="read-only"):
            held()[0] = 1


def test_remembered_is_asked_anew_on_the_demo(demo_engine):
    """Of two months and a forecast, that ask the same of each other."""
    with reading(demo_engine) as asked, remembering():
        of = select(regions.c.id).where(regions.c.level.in_(("city", "county"))).order_by(regions.c.id)
        ids = list(asked.execute(of).scalars())
        for question in (lambda: standing(asked, ids, 2026, 10), lambda: standing(asked, ids, 2026, 9),
                         lambda: forecast(asked, ids, 2026, 10, ANYBODY)):
            with told_as_of(1, lambda: True):
                found = question()
            pd.testing.assert_frame_equal(found, question(), check_exact=True)
