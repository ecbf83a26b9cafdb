"""督办: no step that the state does not allow, whatever is tried; every step taken is traced; what is wrong is refused."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select

from data.write.actor import alone
from data.write.errors import NotThere, Overtaken, Refused
from data.write.matter_amendments import amend
from data.write.matters import Link, Matter, assign, take_step
from queries import schema
from queries.matter_rules import ENTRY_WORDS, OPEN, STATE_WORDS, STATES, STEPS, IllegalStep, after, steps_from
from queries.record import read_record

CITY, HOME, TOWN = "411400", "411421", "411421001"
AT = datetime(2026, 10, 12, 9, 30)
OFFICE = {"actor": alone("商丘市妇联"), "at": AT}
CHAIN = {("assigned", "doing"), ("doing", "asked"), ("asked", "done"), ("asked", "returned"), ("returned", "doing"),
         ("done", "doing"), ("stopped", "doing")}
"""What the picture draws; and from every open state to stopped."""


@pytest.fixture
def city(world):
    world.add_regions((CITY, "city", None), (HOME, "county", CITY), (TOWN, "township", HOME))
    world.add_indicators(F={}, P={"sensitive": True}, N={"direction": "neutral"},
                         T={"report_level": "township", "sensitive": True})
    world.observe("F", HOME, {202601: 40}), world.observe("P", HOME, {202601: 13})
    return world.done()


def matter(world, **more) -> Matter:
    usual = Matter("补齐", "第三季度调度会", date(2026, 10, 12), world.region[HOME], "睢县妇联", date(2026, 12, 20))
    return replace(usual, **more)


def test_the_rules_are_the_picture():
    moves = {(state, then) for step in STEPS.values() for state, then in step.moves.items() if then != state}
    assert moves == CHAIN | {(state, "stopped") for state in OPEN}
    assert {state for state in STATES if not steps_from(state, "unit")} == {"asked", "done", "stopped"}
    assert steps_from("done", "office") == steps_from("stopped", "office") == ["reopen"]
    assert set(ENTRY_WORDS) == {"assign", "amend", *STEPS} and list(STATE_WORDS) == list(STATES)


@settings(deadline=None, derandomize=True, database=None, phases=[Phase.generate], max_examples=25,
          suppress_health_check=list(HealthCheck))
@given(tried=st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.sampled_from(["办了", "", "  \x07"])), max_size=12))
def test_no_illegal_step_is_possible_and_every_step_is_traced(city, tried):
    connection = city.connection
    for table in (schema.matter_entries, schema.matters):
        connection.execute(delete(table))
    number = assign(connection, matter(city), **OFFICE)
    state, taken = "assigned", [("assign", "assigned")]
    for step, words in tried:
        silent = STEPS[step].needed and not words.strip(" \x07")
        legal = state in STEPS[step].moves
        try:
            with connection.begin_nested():
                state = take_step(connection, number, step, words, **OFFICE)
            assert legal and not silent
            taken.append((step, state))
        except (Refused if silent else Overtaken):
            assert silent or not legal
    held = connection.execute(select(schema.matter_entries).order_by(schema.matter_entries.c.id)).all()
    assert [(row.kind, row.state) for row in held] == taken and {row.actor for row in held} == {"商丘市妇联"}
    assert connection.scalar(select(schema.matters.c.state)) == state
    assert all((before in OPEN or kind == "reopen") and after(before, kind) == then
               for (_, before), (kind, then) in zip(taken, taken[1:], strict=False))
    rows = read_record(connection, many=len(taken))
    assert rows["act"].tolist() == ["handle" if kind != "assign" and STEPS[kind].by == "unit" else "decide"
                                    for kind, _ in reversed(taken)]


def test_what_is_not_there_takes_no_step(city):
    with pytest.raises(NotThere):
        take_step(city.connection, 99, "progress", "办", **OFFICE)
    with pytest.raises(IllegalStep):
        after("done", "dance")


def test_numbers_run_within_a_year_and_the_figure_then_is_as_anybody_sees_it(city):
    home = city.region[HOME]
    linked = matter(city, link=Link(home, city.indicator["P"], 202601, 20.0))
    found = [assign(city.connection, one, **OFFICE) for one in (linked, matter(city), matter(city, decided_on=date(2025, 12, 1)))]
    rows = city.connection.execute(select(schema.matters).order_by(schema.matters.c.id)).all()
    assert [row.id for row in rows] == found and [(row.year, row.number) for row in rows] == [(2026, 1), (2026, 2), (2025, 1)]
    assert (rows[0].value_then, rows[0].wanted, rows[0].period_then) == (15.0, 20.0, 202601)  # 13, rounded
    assert (rows[1].region_id, rows[1].wanted, rows[1].lead) == (None, None, None)


def test_what_was_decided_is_put_right_with_a_reason_and_stays_in_the_entry(city):
    number = assign(city.connection, matter(city, level="一般"), **OFFICE)
    held = {"what": "补齐", "due": date(2026, 12, 20), "lead": "", "helpers": "", "level": "一般", "note": ""}
    amend(city.connection, number, held | {"due": date(2027, 1, 20), "level": "重要"}, "会议同意延期", **OFFICE)
    row = city.connection.execute(select(schema.matters)).one()
    assert (row.due, row.level, row.what, row.lead, row.state) == (date(2027, 1, 20), "重要", "补齐", None, "assigned")
    last = city.connection.execute(select(schema.matter_entries).order_by(schema.matter_entries.c.id.desc())).first()
    assert (last.kind, last.state, last.words) == (
        "amend", "assigned", "级别 一般 → 重要；完成时限 2026-12-20 → 2027-01-20。会议同意延期")
    assert read_record(city.connection, many=1)["act"].tolist() == ["decide"]
    now = held | {"due": date(2027, 1, 20), "level": "重要"}
    for changes, why, fields in (({}, "因", {"what"}), ({"what": ""}, "因", {"what"}),
                                 ({"due": date(2026, 10, 1)}, "因", {"due"}),
                                 ({"lead": "岗" * 33}, "因", {"lead"}), ({"note": "注"}, " ", {"words"})):
        with pytest.raises(Refused) as refused, city.connection.begin_nested():
            amend(city.connection, number, now | changes, why, **OFFICE)
        assert set(refused.value.fields) == fields
    take_step(city.connection, number, "stop", "并入他项", **OFFICE)
    with pytest.raises(Overtaken):
        amend(city.connection, number, now | {"note": "注"}, "因", **OFFICE)
    with pytest.raises(NotThere):
        amend(city.connection, 99, now, "因", **OFFICE)


def test_words_are_text(city):
    number = assign(city.connection, matter(city, what="=1+1\x07 <b>**x**", lead="分管副主席\u202e", level=" 紧急 "), **OFFICE)
    row = city.connection.execute(select(schema.matters).where(schema.matters.c.id == number)).one()
    assert (row.what, row.lead, row.level) == ("=1+1 <b>**x**", "分管副主席", "紧急")


@pytest.mark.parametrize("wrong, fields", [
    ({"what": " "}, {"what"}), ({"what": "事" * 201}, {"what"}), ({"source": ""}, {"source"}), ({"lead": "岗" * 33}, {"lead"}),
    ({"decided_on": None}, {"decided_on"}), ({"decided_on": date(2026, 10, 13)}, {"decided_on"}), ({"due": None}, {"due"}),
    ({"due": date(2026, 10, 12)}, {"due"}), ({"due": date(2099, 1, 1)}, {"due"}),
    ({"link": (2, 1, 202601, None)}, {"wanted"}), ({"link": (2, 1, 202601, -1.0)}, {"wanted"}),
    ({"link": (2, 1, 202601, float("nan"))}, {"wanted"}), ({"link": (2, 3, 202601, 1.0)}, {"link"}),
    ({"link": (3, 1, 202601, 1.0)}, {"link"}), ({"link": (3, 4, 202601, 1.0)}, {"link"}),
    ({"link": (99, 1, 202601, 1.0)}, {"link"}),
    ({"what": "", "source": "", "decided_on": None, "due": None}, {"what", "source", "decided_on", "due"})])
def test_what_may_not_be_is_refused_by_field_and_changes_nothing(city, wrong, fields):
    if "link" in wrong:
        wrong = {"link": Link(*wrong["link"])}
    with pytest.raises(Refused) as refused, city.connection.begin_nested():
        assign(city.connection, matter(city, **wrong), **OFFICE)
    assert set(refused.value.fields) == fields
    assert city.connection.scalar(select(schema.matters.c.id)) is None


def test_a_county_gives_matters_to_its_townships_alone(city):
    from data.write.actor import Actor
    from data.write.errors import NotPermitted

    home, town = city.region[HOME], city.region[TOWN]
    leader = {"actor": Actor("睢县妇联", frozenset({("leader", home)}), account="li"), "at": AT}
    number = assign(city.connection, matter(city, unit_id=town, unit="某镇妇联"), **leader)
    take_step(city.connection, number, "progress", "办", **leader)
    city.connection.execute(insert(schema.matters).values(
        year=2026, number=9, source_kind="paper", source="文", decided_on=AT.date(), what="事", unit_id=home, unit="睢县妇联",
        due=AT.date(), state="asked", actor="市", made_at=AT))
    theirs = city.connection.scalar(select(schema.matters.c.id).where(schema.matters.c.number == 9))
    for call in (lambda: assign(city.connection, matter(city), **leader),
                 lambda: take_step(city.connection, theirs, "close", **leader)):
        with pytest.raises(NotPermitted), city.connection.begin_nested():
            call()
