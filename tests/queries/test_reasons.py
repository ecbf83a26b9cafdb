"""原因与措施: a reason stands for a figure until it is back on pace; put down, put in other words, taken back."""

from datetime import date, datetime

import pytest
from sqlalchemy import select

from data.write.actor import alone
from data.write.errors import NotThere, Refused
from data.write.locks import lock
from data.write.reasons import LONGEST, explain, withdraw
from queries import schema
from queries.reasons import count_unexplained, explained, list_reasons
from queries.record import read_record
from queries.standing import standing

CITY, A, B, TOWN = "411400", "411402", "411403", "411402001"
AT = datetime(2026, 4, 12, 9, 30)
WHO = {"actor": alone("甲县妇联"), "at": AT}
SAID = {"why": "资金未到位", "measure": "四月补拨", "due": date(2026, 6, 30)}


@pytest.fixture
def city(world):
    """A lags all year but in April, B from the start."""
    world.add_regions((CITY, "city", None), (A, "county", CITY), (B, "county", CITY), (TOWN, "township", A))
    world.add_indicators(F={}, N={"direction": "neutral"}, T={"report_level": "township", "sensitive": True},
                         Q={"frequency": "quarterly"})
    world.observe("F", A, {202601: 1, 202602: 1, 202603: 1, 202604: 40, 202605: 0, 202606: 0})
    world.observe("F", B, {202601: 1, 202602: 1, 202603: 1, 202604: 1, 202605: 1, 202606: 1})
    world.aim("F", 2026, **{A: 120, B: 120})
    return world.done()


def say(world, place: str, month: int, **more) -> int:
    of = {"region_id": world.region[place], "indicator_id": 1, "period": month}
    return explain(world.connection, **of | SAID | WHO | more)


def told(world, month: int) -> dict:
    rows = explained(world.connection, standing(world.connection, [world.region[A], world.region[B]], 2026, month))
    assert count_unexplained(rows) == rows["why"].isna().sum()
    return {row.region_id: row.why if isinstance(row.why, str) else None for row in rows.itertuples()}


def test_it_stands_until_the_figure_is_back_on_pace(city):
    a, b = city.region[A], city.region[B]
    assert told(city, 3) == {a: None, b: None}
    say(city, A, 202602), say(city, B, 202603)
    assert told(city, 1) == {a: None, b: None}  # nobody had said anything by then
    assert told(city, 3) == {a: "资金未到位", b: "资金未到位"}
    assert told(city, 4) == {b: "资金未到位"}
    assert told(city, 6) == {a: None, b: "资金未到位"}  # it lags again: that is another story


def test_a_newer_one_takes_its_place_and_nothing_is_lost(city):
    a = city.region[A]
    first, second = say(city, A, 202602), say(city, A, 202602, why="人手不足")
    assert told(city, 2)[a] == "人手不足"
    third = say(city, A, 202603, why="换了人")
    assert (told(city, 2)[a], told(city, 3)[a]) == ("人手不足", "换了人")
    withdraw(city.connection, third, **WHO)
    assert told(city, 3)[a] == "人手不足"
    with pytest.raises(NotThere):
        withdraw(city.connection, first, **WHO)
    kept = list_reasons(city.connection, a, 1, 2026)
    assert kept["id"].tolist() == [third, second, first] and kept["withdrawn_by"].notna().tolist() == [True, False, True]
    assert read_record(city.connection, many=3)["act"].tolist() == ["unexplain", "explain", "explain"]


def test_what_is_written_is_text_and_a_closed_month_can_be_explained(city):
    lock(city.connection, city.region[CITY], 202603, reason="审过", **WHO)
    say(city, A, 202603, why=" =1+1\x07\n<b>**x**\u202e ", measure="补" * LONGEST)
    row = city.connection.execute(select(schema.reasons)).one()
    assert (row.why, row.measure, row.due) == ("=1+1 <b>**x**", "补" * LONGEST, date(2026, 6, 30))


@pytest.mark.parametrize("wrong, fields", [
    ({"why": " \x07 "}, {"why"}), ({"measure": "补" * (LONGEST + 1)}, {"measure"}), ({"due": None}, {"due"}),
    ({"due": date(2026, 4, 11)}, {"due"}), ({"due": date(2222, 1, 1)}, {"due"}), ({"actor": alone("")}, {"actor"}),
    ({"why": "", "measure": "", "due": None, "actor": alone("")}, {"why", "measure", "due", "actor"}),
    ({"period": 202600}, set()), ({"indicator_id": 9}, set()), ({"region_id": 99}, set()), ({"indicator_id": 2}, set()),
    ({"indicator_id": 4}, set()), ({"region_id": 3}, set()), ({"region_id": 3, "indicator_id": 3}, set())])
def test_what_may_not_be_is_refused_and_changes_nothing(city, wrong, fields):
    with pytest.raises(Refused) as refused, city.connection.begin_nested():
        say(city, A, 202602, **wrong)
    assert set(refused.value.fields) == fields
    assert city.connection.scalar(select(schema.reasons.c.id)) is None
