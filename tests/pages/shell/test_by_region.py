"""An answer put together region by region, from memory, from the database or anew, is the one that is given when all is asked at
once: on the demo, for every reader, and after any sequence of writes."""

import re
from datetime import date, datetime, timedelta
from random import Random

import pandas as pd
import pytest
from conftest import World
from sqlalchemy import case, delete, event, select, update

from data.reference.catalogue import load_rules
from data.write import kept_answers as keeping
from data.write.actor import alone, program
from data.write.catalogue import add, reopen, retire, save
from data.write.confirmations import confirm, withdraw
from data.write.kept_answers import Answer, keep
from data.write.ledger import open_batch
from data.write.observations import record
from data.write.region_versions import touch_regions
from data.write.settings import raise_data_version
from data.write.sites import FIELDS, write_sites
from data.write.targets import set_plan, set_targets
from data.write.undoing import undo
from pages.parts.shell import answers as answers_of
from pages.parts.shell import by_region, cache, connection, reader, reported
from pages.parts.shell import keeping as keeping_pages
from pages.parts.shell.by_region import (
    ALONE,
    AS_IT_IS,
    COVERAGE,
    FORECAST,
    LINES,
    RAISED,
    RECEIVED,
    SIGNALS,
    STANDING,
    apart,
    joined,
)
from pages.parts.shell.reference import current_version
from pages.parts.shell.scope import Scope
from queries.again import remembering
from queries.database import data_version, read_settings, reading, writing
from queries.homes.put_together import coverage_of
from queries.kept_answers import packed, unpacked
from queries.privacy import ANYBODY, Viewer
from queries.quality import by_county
from queries.quality.findings import findings, list_confirmations, told, unconfirmed
from queries.region_versions import only_figures, state_of
from queries.reporting import due_cells
from queries.schema import answers, batches, regions, rules

ON_SQLITE = pytest.mark.parametrize("prepared", ["sqlite"], indirect=True)
"""What does not depend on the database."""
TOGETHER = (STANDING, AS_IT_IS, FORECAST, SIGNALS, COVERAGE)
CITY, A, B, TOWN = "411400", "411402", "411403", "411402001"
AT = datetime(2026, 4, 5, 9, 30)
BY = alone("商丘市妇联")


def same(one: pd.DataFrame, other: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(one, other, check_exact=True)
    for name in one.columns[one.dtypes == object]:  # for the frames NaN and None are equal
        assert [value is None for value in one[name]] == [value is None for value in other[name]], name


def check_apart(asked, question, ids: list[int], year: int, month: int, viewer: Viewer) -> None:
    """As if they had been asked at once; whoever may see other regions' as they are; and as bytes."""
    whole = question.call(asked, ids, year, month, viewer)
    alone_ = {region: question.call(asked, [region], year, month, Viewer(viewer.exact & {region})) for region in ids[:2]}
    rest = apart(question.call(asked, ids[2:], year, month, Viewer(viewer.exact & set(ids[2:]))), ids[2:], question.frame,
                 question.column)
    found = unpacked({region: packed(piece) for region, piece in (alone_ | rest).items()}, question.frame)
    same(joined(list(found.values()), question.frame), whole)
    same(found[ids[0]], alone_[ids[0]])


@pytest.mark.parametrize("question", (*TOGETHER, ALONE, RECEIVED), ids=lambda question: question.name)
def test_apart_is_together_on_the_demo(demo_engine, question):
    with reading(demo_engine) as asked:
        ids = list(asked.execute(select(regions.c.id).where(regions.c.level.in_(("city", "county")))).scalars())
        ids = ids if question in TOGETHER else list(asked.execute(select(regions.c.id).where(
            regions.c.level == "county").limit(4)).scalars())
        check_apart(asked, question, ids, 2026, 11, Viewer(frozenset(ids[1:4])) if question is STANDING else ANYBODY)


@pytest.fixture
def office(prepared, monkeypatch):
    """office(): a committed city of two counties that the pages look at, and (engine, region ids, indicator ids)."""
    engine = prepared(None)
    with writing(engine) as asked:
        world = World(asked)
        world.add_regions((CITY, "city", None), (A, "county", CITY), (B, "county", CITY), (TOWN, "township", A))
        world.add_indicators(F={"kind": "flow"}, S={"kind": "stock"}, P={"kind": "flow", "sensitive": True, "whole": "F"},
                             R={"kind": "ratio", "numerator": "S", "denominator": "F", "unit": "%"},
                             G={"kind": "stock"})
        world.observe("G", A, {202509: 5.0, 202512: 6.0})  # to be retired: nobody reports it any more
        for code in ("F", "S", "P"):
            for place in (A, B):
                world.observe(code, place, {202500 + month: 10.0 * month for month in range(1, 13)})
                world.observe(code, place, {202601: 11.0 - (code == "F"), 202602: 23.0})  # of P more than of all
        world.add_indicators(**{"WL-01": {"kind": "stock"}})
        for place in (A, B):
            world.observe("WL-01", place, {202601: 2.0, 202602: 2.0})
        asked.execute(update(regions).where(regions.c.level != "city").values(
            county_id=case((regions.c.level == "county", regions.c.id), else_=world.region[A])))
        world.add_forms()
        load_rules(asked)
        asked.execute(delete(rules).where(rules.c.kind.not_in((
            "subset", "register", "point", "carried", "jump", "twice", "above", "aims"))))
        asked.execute(update(rules).where(rules.c.kind == "twice").values(low=2))
        world.done()
        raise_data_version(asked)
    monkeypatch.setenv("JINGUO_DATABASE_URL", engine.url.render_as_string(hide_password=False))
    return engine, world.region, world.indicator


def told_anew(engine, ids: list[int], number: int) -> pd.DataFrame:
    """What pages are told is what the database says when it is asked anew, of one region and of all; the findings."""
    with reading(engine) as asked:
        for question in (STANDING, (FORECAST, SIGNALS, LINES, COVERAGE)[number // 2 % 4]):  # twice each: before and after a write
            some = ids if question is not LINES else ids[number // 8:][:1]
            same(by_region.ask(question, tuple(some), 2026, 3), question.call(asked, some, 2026, 3, ANYBODY))
        today = date(2026, 4, 5)
        same(reported.due(Scope(data_version(asked), ids[0], ids[0], 2026, 2), today), due_cells(asked, ids[0], 2026, 2, today))
        region = ids[0 if number // 2 % 2 else number // 4 % 4]
        if number % 3 == 0:  # as the thread does that keeps answers
            by_region.ask(ALONE, tuple(ids[1:3]), 2026, 2)
            by_region.ask(RECEIVED, tuple(ids[1:3]), 2026, 2)
        found = connection.ask(told, by_region.ask(RAISED, (region,), 2026, 2))
        same(found, findings(asked, 2026, 2, region))
    return found


@pytest.fixture
def one_page():
    """All is asked by one page that goes on for as long: what it asks again of the same data is not worked out again."""
    with remembering():
        yield


def test_what_is_kept_is_what_is_answered_anew_after_any_writes(office, one_page, monkeypatch):
    """Two processes: what one keeps in the database the other, which forgets all between two writes, is told. Changes of the
    catalogue are among the writes: what is retired, opened again, renamed or new, and back."""
    engine, region, indicator = office
    chance, ids, put_by = Random(engine.dialect.name), [region[code] for code in (CITY, A, B, TOWN)], []
    monkeypatch.setattr(by_region, "found_out", [lambda *found: put_by.append(found)])
    put_together, together = by_county.put_together, []
    monkeypatch.setattr(by_county, "put_together", lambda *asked: together.append("findings") or put_together(*asked))
    monkeypatch.setattr(by_region, "coverage_of", lambda *asked: together.append("coverage") or coverage_of(*asked))

    def write(number: int) -> None:
        at = AT + timedelta(minutes=number)
        code, place = chance.choice("FSP"), region[chance.choice((A, B, CITY))]
        what = {1: "confirm", 6: "confirm", 7: "site"}.get(number) or chance.choice((
            "report", "report", "report", "undo", "target", "plan", "reason", "foreign", "setting", "touch", "site", "confirm"))
        with writing(engine) as asked:
            if number % 3 == 2:
                change, code = CATALOGUE[number // 3]
                change(asked, code, actor=BY, reason="市里调整", at=at)
            elif what == "report":
                cells = pd.DataFrame({"region_id": [place], "period": [chance.choice((202512, 202602, 202603))],
                                      "indicator_id": [indicator[code]], "value": [float(chance.randint(1, 30))]})
                record(asked, cells, file_name=f"{number}.xlsx", actor=BY, received_at=at, committed_at=at)
            elif what == "undo":
                live = asked.execute(select(batches.c.id).where(batches.c.undone_at.is_(None), batches.c.id > 1)).scalars().all()
                if live:
                    undo(asked, chance.choice(live), actor=BY, at=at)
            elif what == "target":
                cells = pd.DataFrame({"region_id": [place], "indicator_id": [indicator["F"]], "value": [100.0 + number]})
                set_targets(asked, cells, year=2026, actor=BY, reason="调整", at=at)
            elif what == "plan":
                shares = sorted(chance.randint(0, 20) / 20 for _ in range(11)) + [1.0]
                set_plan(asked, place, 2026, indicator["F"], shares, actor=BY, reason="调整", at=at)
            elif what == "site":
                batch = open_batch(asked, kind="import", file_name=f"{number}.xlsx", actor=BY, received_at=at, committed_at=at,
                                   rows=1)
                home = {"region_id": region[chance.choice((A, TOWN))], "form": "市直单位", "name": f"{number}"}
                write_sites(asked, pd.DataFrame([home], columns=FIELDS), batch, BY)
            elif what == "confirm":
                live = list_confirmations(asked).query("withdrawn_at.isna()")
                left = unconfirmed(findings(asked, 2026, 2))
                if len(live) and chance.random() < 0.5:
                    withdraw(asked, int(live["id"].iloc[0]), actor=BY, at=at)
                elif len(left):
                    one = left.iloc[chance.randrange(len(left))]
                    confirm(asked, **{name: int(one[name]) for name in ("rule_id", "region_id", "period", "indicator_id")},
                            month=2, reason="核实无误", actor=BY, at=at)
            elif what == "reason":
                raise_data_version(asked, whole=False)
            elif what == "foreign":  # another program, that knows no versions of regions
                asked.exec_driver_sql(f"UPDATE rollups SET value = value + 1 WHERE region_id = {place}")
                asked.exec_driver_sql(ADD_ONE[asked.dialect.name])
            elif what == "setting":
                raise_data_version(asked)
                asked.exec_driver_sql("DELETE FROM settings WHERE key = 'judge_coverage'")
                asked.exec_driver_sql(f"INSERT INTO settings (key, value) VALUES ('judge_coverage', '0.{number % 9 + 1}')")
            else:
                raise_data_version(asked, whole=False)
                touch_regions(asked, [place])

    seen = [told_anew(engine, ids, 0)]
    for number in range(1, 13 if engine.dialect.name == "sqlite" else 4):  # what differs between them are a few statements
        write(number)
        with writing(engine) as asked:  # late, and perhaps no longer true
            rows = [Answer(question.name, each, year, month, state.versions[each], state.made_by, packed(piece))
                    for question, year, month, state, made in put_by for each, piece in made.items()]
            keep(asked, rows, program(), AT)
        put_by.clear()
        if number % 2:
            cache.clear()
        seen.append(told_anew(engine, ids, number))
    every = pd.concat(seen)
    assert set(together) == ({"findings", "coverage"} if engine.dialect.name == "sqlite" else {"findings"})
    assert every["hidden"].any() and not every["hidden"].all() and every["confirmation_id"].notna().any()
    assert engine.dialect.name != "sqlite" or set(every["kind"]) >= {"subset", "register", "carried", "twice"}


def renamed(asked, code: str, **signed) -> None:
    save(asked, {code: {"name": f"{code}又名", "short_name": f"{code}又名"}}, **signed)


def added(asked, code: str, **signed) -> None:
    add(asked, {"code": "ZZ-01", "name": "新设的", "short_name": "新设的", "unit": "个", "kind": "flow", "action_id": 1,
                "definition": "新设的"}, **signed)


CATALOGUE = ((lambda asked, code, **signed: retire(asked, code, 2026, **signed), "G"), (added, "ZZ-01"), (reopen, "G"),
             (renamed, "S"))
ADD_ONE = {"sqlite": "UPDATE settings SET value = value + 1 WHERE key = 'data_version'",
           "postgresql": "UPDATE settings SET value = CAST(value AS BIGINT) + 1 WHERE key = 'data_version'"}


def test_a_countys_import_leaves_the_other_county_as_it_was(office):
    engine, region, indicator = office
    ids, asked_anew = [region[code] for code in (CITY, A, B)], []
    by_region.ask(STANDING, tuple(ids), 2026, 3)
    with writing(engine) as asked:
        before = state_of(asked, ids).versions
        for place, period in ((A, 202603), (B, 202603), (A, 202602)):
            cells = pd.DataFrame({"region_id": [region[place]], "period": [period], "indicator_id": [indicator["P"]],
                                  "value": [7.0]})
            record(asked, cells, file_name="三月.xlsx", actor=BY, received_at=AT, committed_at=AT)
            now = state_of(asked, ids).versions
            changed = {place for place, number in zip((CITY, A, B), ids, strict=True) if now[number] != before[number]}
            assert changed == {CITY, place}, "and of a flow nobody else hears"
            before = now
        stock = pd.DataFrame({"region_id": [region[A]], "period": [202603], "indicator_id": [indicator["S"]], "value": [7.0]})
        record(asked, stock, file_name="四月.xlsx", actor=BY, received_at=AT, committed_at=AT)
        assert len({before[number] == state_of(asked, ids).versions[number] for number in ids} | {True}) == 2
    question = by_region.Question("standing", lambda asked, ids, *at: asked_anew.extend(ids) or STANDING.call(asked, ids, *at),
                                  STANDING.frame)
    by_region.ask(question, tuple(ids), 2026, 3)
    asked_anew.clear()
    with writing(engine) as asked:
        record(asked, cells.assign(value=8.0), file_name="五月.xlsx", actor=BY, received_at=AT, committed_at=AT)
    by_region.ask(question, tuple(ids), 2026, 3)
    assert asked_anew == [region[CITY], region[A]]


@ON_SQLITE
def test_of_figures_alone_what_was_before_may_be_shown_meanwhile(office):
    engine, region, indicator = office

    def report(code: str, period: int) -> None:
        cells = pd.DataFrame({"region_id": [region[A]], "period": [period], "indicator_id": [indicator[code]], "value": [7.0]})
        record(asked, cells, file_name=f"{code}{period}.xlsx", actor=BY, received_at=AT, committed_at=AT)

    def touch() -> None:
        set_targets(asked, pd.DataFrame({"region_id": [region[A]], "indicator_id": [indicator["F"]], "value": [9.0]}), year=2026,
                    actor=BY, reason="调整", at=AT)

    with writing(engine) as asked:
        for change, alone_ in ((lambda: report("F", 202602), True), (lambda: report("S", 202603), True), (touch, False),
                               (lambda: raise_data_version(asked, whole=False), True), (lambda: raise_data_version(asked), False),
                               (lambda: report("F", 202601), True), (lambda: asked.exec_driver_sql(ADD_ONE[engine.name]), False),
                               (lambda: report("P", 202601), False), (lambda: report("P", 202602), True)):
            before = data_version(asked)
            change()
            assert only_figures(read_settings(asked), before) == alone_


@ON_SQLITE
def test_answers_read_nothing_that_a_write_leaves_out(office):
    """What counts as no change of any region's figures (raise_data_version with whole=False) is not in what they are made of."""
    engine, region, _ = office
    statements = []
    event.listen(engine, "before_cursor_execute", lambda _c, _cursor, text, *_: statements.append(text))
    with reading(engine) as asked:
        for question in TOGETHER:
            question.call(asked, list(region.values()), 2026, 3, ANYBODY)
        for question in (LINES, RAISED):
            question.call(asked, [region[A]], 2026, 3, ANYBODY)
    names = {table for table in answers.metadata.tables if any(f"FROM {table}" in text or f"JOIN {table}" in text
                                                               for text in statements)}
    assert {"rollups", "observations", "targets", "plans", "sites"} <= names <= {
        "rollups", "observations", "targets", "plans", "sites", "regions", "region_closure", "region_successions",
        "indicators", "settings", "forms", "weights", "actions", "rules", "boundaries"}
    statements.clear()
    with reading(engine) as asked:
        RECEIVED.call(asked, [region[A]], 2026, 3, ANYBODY)
    # What writes them, writes reports with them; an undo, which may leave a figure as it is, says so (the test after this).
    assert all({"batches", "revisions", "observations", "region_closure"} >= set(re.findall(r"(?:FROM|JOIN) (\w+)", text))
               for text in statements)


@ON_SQLITE
def test_a_report_that_is_taken_back_came_no_earlier_though_the_figure_stays(office):
    engine, region, indicator = office
    cells = pd.DataFrame({"region_id": [region[A]], "period": [202603], "indicator_id": [indicator["F"]], "value": [7.0]})
    ids, received_at = (region[A], region[B]), []
    with writing(engine) as asked:
        first = record(asked, cells, file_name="三月.xlsx", actor=BY, received_at=AT, committed_at=AT).batch_id
        record(asked, cells.assign(value=8.0), file_name="更正.xlsx", actor=BY, received_at=AT + timedelta(1), committed_at=AT)
    for taken_back in (False, True):
        if taken_back:
            with writing(engine) as asked:
                undo(asked, first, actor=BY, at=AT)
        told = by_region.ask(RECEIVED, ids, 2026, 3)
        received_at += told.loc[told["period"] == 202603, "received_at"].tolist()
    assert received_at == [AT, AT + timedelta(1)]


@ON_SQLITE
def test_the_oldest_go_when_there_is_no_room(office, monkeypatch):
    engine, region, _ = office
    monkeypatch.setattr(keeping, "BUDGET", 250)
    with writing(engine) as asked:
        state = state_of(asked, list(region.values()))
        for number, place in enumerate((A, B, CITY)):
            one = Answer("standing", region[place], 2026, 3, state.versions[region[place]], state.made_by, b"x" * 100)
            assert keep(asked, [one], program(), AT + timedelta(seconds=number)) == 1
        assert set(asked.execute(select(answers.c.region_id)).scalars()) == {region[B], region[CITY]}
        assert keep(asked, [Answer("standing", region[B], 2026, 3, 5, state.made_by, b"")], program(), AT) == 0, "not true now"


def test_another_process_is_told_what_the_keeper_made_and_works_nothing_out(office, monkeypatch):
    engine, region, _ = office
    monkeypatch.setattr(by_region, "found_out", [])
    monkeypatch.setattr(keeping_pages.time, "sleep", lambda _: None)
    monkeypatch.setenv("JINGUO_TODAY", "2026-04-05")
    keeper, scope = keeping_pages.start(), answers_of.first(current_version())
    assert (scope.region, scope.year, scope.month) == (region[CITY], 2026, 2)
    keeper.make(scope)
    before = answers_of.standing(scope), answers_of.signals(scope), answers_of.standing(scope, -1)
    cache.clear()
    for name in ("standing", "forecast", "signals"):
        monkeypatch.setattr(by_region, name, None)
    for kept, made in zip((answers_of.standing(scope), answers_of.signals(scope), answers_of.standing(scope, -1)), before,
                          strict=True):
        same(kept, made)
    assert len(answers_of.forecast(scope)) and len(answers_of.mine(answers_of.at(scope, region[B])))
    with writing(engine) as asked:  # nobody's answers, and all are kept still
        raise_data_version(asked, whole=False)
    same(answers_of.standing(answers_of.first(current_version())), before[0])


@ON_SQLITE
def test_readers_share_what_anybody_sees_and_nothing_else(office):
    engine, region, indicator = office
    ids = tuple(region[code] for code in (CITY, A, B))
    with reader.as_reader(reader.Reader(exact=frozenset({region[A]}))):
        exact = by_region.ask(STANDING, ids, 2026, 2)
    rounded = by_region.ask(STANDING, ids, 2026, 2)
    mine = [frame[(frame["region_id"] == region[A]) & (frame["indicator_id"] == indicator["P"])] for frame in (exact, rounded)]
    assert [float(frame["value"].iloc[0]) for frame in mine] == [34.0, 35.0]
