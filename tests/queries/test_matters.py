"""督办: the data judge. What a figure says of a matter, how urgent it looks, and who sees which."""

from datetime import date, datetime, timedelta

import pandas as pd
import pytest
from sqlalchemy import insert

from data.write.actor import alone
from data.write.matters import Link, Matter, assign, take_step
from queries import schema
from queries.matter_rules import colour, judge
from queries.matters import counts, list_entries, list_matters, meetings
from queries.privacy import Viewer
from queries.standing import standing

CITY, HOME, AWAY, TOWN = "411400", "411421", "411422", "411421001"
LESS = {"direction": "lower_better", "kind": "stock", "value_then": 110.0, "wanted": 10.0}
AT = datetime(2026, 9, 1, 9)
OFFICE = alone("商丘市妇联")


def told(**of) -> dict:
    """A matter decided on 1 July at 10, due 31 December at 110; the figure is of September unless said otherwise."""
    row = {"decided_on": pd.Timestamp(2026, 7, 1), "due": pd.Timestamp(2026, 12, 31), "wanted": 110.0, "value_then": 10.0,
           "value_now": 60.0, "as_of": 202609.0, "direction": "higher_better", "kind": "flow", "state": "doing",
           "spoke_at": pd.Timestamp(2026, 9, 20)} | of
    frame = judge(pd.DataFrame([row]), 0.05)
    frame["colour"] = colour(frame, date(2026, 10, 10), 7, 30)
    return frame.iloc[0].to_dict()


@pytest.mark.parametrize("of, verdict, behind, shade", [
    ({}, "short", False, ""), ({"value_now": 50.0}, "short", True, "yellow"), ({"value_now": 56.0}, "short", False, ""),
    ({"value_now": 110.0}, "reached", False, ""), ({"value_now": float("nan")}, "unknown", False, ""),
    ({"wanted": float("nan")}, "", False, ""), ({"as_of": float("nan"), "value_now": float("nan")}, "unknown", False, ""),
    ({"value_then": float("nan"), "value_now": 50.0}, "short", False, ""),
    ({"as_of": 202606.0, "value_now": 10.0}, "short", False, ""),  # nothing was asked of it by then
    (LESS | {"value_now": 10.0}, "reached", False, ""), (LESS | {"value_now": 90.0}, "short", True, "yellow"),
    ({"direction": "lower_better", "value_now": 60.0}, "unknown", False, ""),  # a limit is kept when the year is over
    ({"direction": "lower_better", "value_now": 60.0, "as_of": 202612.0}, "reached", False, ""),
    ({"direction": "lower_better", "value_now": 120.0}, "short", True, "yellow"),
    ({"due": pd.Timestamp(2026, 10, 10), "value_now": 105.0, "as_of": 202609.0}, "short", False, "blue"),
    ({"due": pd.Timestamp(2026, 10, 17), "value_now": 105.0}, "short", False, "blue"),
    ({"due": pd.Timestamp(2026, 10, 18), "value_now": 105.0}, "short", False, ""),
    ({"due": pd.Timestamp(2026, 10, 9), "value_now": 110.0}, "reached", False, "red"),
    ({"spoke_at": pd.Timestamp(2026, 9, 9)}, "short", False, "yellow"),
    ({"spoke_at": pd.Timestamp(2026, 9, 10)}, "short", False, ""),
    ({"state": "returned"}, "short", False, "yellow"), ({"state": "asked"}, "short", False, "yellow"),
    ({"state": "asked", "value_now": 110.0, "spoke_at": pd.Timestamp(2026, 7, 1)}, "reached", False, ""),
    ({"state": "done", "due": pd.Timestamp(2026, 10, 1)}, "short", False, ""), ({"state": "stopped"}, "short", False, "")])
def test_what_the_data_say_and_how_it_looks(of, verdict, behind, shade):
    found = told(**of)
    assert (found["verdict"], found["behind"], found["colour"]) == (verdict, behind, shade)


@pytest.fixture
def city(world):
    world.add_regions((CITY, "city", None), (HOME, "county", CITY), (AWAY, "county", CITY), (TOWN, "township", HOME))
    world.add_indicators(F={}, P={"sensitive": True})
    for code, many in (("F", 10), ("P", 13)):
        world.observe(code, HOME, dict.fromkeys(range(202601, 202611), many))
        world.observe(code, AWAY, dict.fromkeys(range(202601, 202611), many))
    world.aim("F", 2026, **{HOME: 120, AWAY: 120})
    return world.done()


def give(world, place: str, code: str = "", wanted: float = 0, **more) -> int:
    link = Link(world.region[place], world.indicator[code], 202608, wanted) if code else None
    return assign(world.connection, Matter(**{
        "what": f"{place}{code}", "source": "调度会", "decided_on": AT.date(), "unit_id": world.region[place],
        "unit": f"{place}妇联", "due": date(2026, 12, 20), "link": link} | more), actor=OFFICE, at=AT)


def listed(world, place: str = CITY, year: int = 2026, month: int = 10, viewer=None, today=date(2026, 11, 5)) -> pd.DataFrame:
    return list_matters(world.connection, world.region[place], year, month, today, **({"viewer": viewer} if viewer else {}))


def test_the_figure_now_stands_beside_the_one_decided_on(city):
    give(city, HOME, "F", 90), give(city, AWAY, "F", 300), give(city, HOME)
    done = give(city, HOME, "F", 200)
    for step in ("progress", "ask"):
        take_step(city.connection, done, step, "办了", actor=OFFICE, at=AT + timedelta(days=60))
    rows = listed(city).set_index("what")
    assert rows.loc[f"{HOME}F", ["value_then", "value_now", "as_of"]].values.tolist()[0] == [80.0, 100.0, 202610.0]
    mine = listed(city)
    assert mine["verdict"].value_counts().to_dict() == {"short": 2, "reached": 1, "": 1}
    assert mine.loc[done, "contradicted"] and mine["contradicted"].sum() == 1 and mine["attained"].sum() == 1
    assert counts(mine) == {"all": 4, "open": 4, "red": 0, "yellow": 4, "blue": 0, "asked": 1, "contradicted": 1, "attained": 1}
    known = standing(city.connection, list(city.region.values()), 2026, 10)
    again = list_matters(city.connection, city.region[CITY], 2026, 10, date(2026, 11, 5), known)
    pd.testing.assert_frame_equal(mine, again)
    early = listed(city, month=8).loc[done]
    assert (early["value_now"], early["as_of"]) == (80.0, 202608)
    assert list_entries(city.connection, [done])["kind"].tolist() == ["assign", "progress", "ask"]
    assert list(meetings(mine).values()) == ["调度会（2026-09-01）"]


def test_who_sees_what(city):
    give(city, HOME, "P", 150), give(city, AWAY), give(city, TOWN)
    assert listed(city, HOME)["what"].tolist() == [f"{HOME}P", TOWN] and listed(city, AWAY)["what"].tolist() == [AWAY]
    about, exact = listed(city, HOME).iloc[0], listed(city, HOME, viewer=Viewer(frozenset({city.region[HOME]}))).iloc[0]
    assert (about["value_then"], about["value_now"], about["rounded"], about["rounded_then"]) == (105.0, 130.0, True, True)
    assert (exact["value_now"], exact["rounded"]) == (130.0, False)


def test_the_most_urgent_first_and_the_open_ones_of_earlier_years(city):
    connection = city.connection
    late = give(city, HOME, due=date(2026, 10, 1))
    stopped, soon = give(city, HOME), give(city, AWAY, due=date(2026, 11, 10))
    take_step(connection, soon, "progress", "办", actor=OFFICE, at=datetime(2026, 11, 1))
    take_step(connection, stopped, "stop", "不办了", actor=OFFICE, at=AT)
    assert listed(city).index.tolist() == [late, soon, stopped]
    assert listed(city)["colour"].tolist() == ["red", "blue", ""]
    assert listed(city, year=2027, month=1, today=date(2027, 2, 1)).index.tolist() == [late, soon]
    assert listed(city, year=2025).empty
    connection.execute(insert(schema.settings), [{"key": "due_soon_days", "value": "3"}])
    assert listed(city)["colour"].tolist() == ["red", "", ""]
