"""Every query keeps its contract: the same columns of the same types from a full database, an early one and an empty one."""

import importlib
import inspect
import json
import pkgutil
from collections.abc import Callable, Iterator
from datetime import date, datetime

import pandas as pd
import pytest
from conftest import months
from sqlalchemy import Connection, insert, select

import queries
from data.reference.catalogue import FOLDER, number, read
from data.write.actor import program
from data.write.audit import note
from data.write.bulk import insert_frame
from queries import (
    accounts,
    appraisals,
    boundaries,
    brought,
    catalogue,
    changes,
    desk,
    forecast,
    history,
    judged,
    locks,
    lookback,
    mappings,
    matters,
    origin,
    paper_templates,
    places,
    plans,
    projects,
    quotations,
    reasons,
    received,
    record,
    region_list,
    regions,
    reporting,
    schema,
    scores,
    signals,
    snapshots,
    standing,
    submissions,
    succession,
    targets,
    trend,
    weights,
    why,
)
from queries.database import reading
from queries.frames import FLOAT_OR_NAN, INT, TEXT, Frame, hands_out, of_schema
from queries.homes import agreement, counted, coverage, points, put_together, villages
from queries.quality import by_county, caused, checks_of_quotations, checks_register, findings

STEPS = {"as_told", "compare_carried", "like_for_like"}
"""Steps of standing, indexed by region and indicator."""


def public_queries() -> Iterator[Callable]:
    """Every function of queries that asks a database for a frame."""
    for found in pkgutil.walk_packages(queries.__path__, "queries."):
        if "migrations" not in found.name:
            module = importlib.import_module(found.name)
            for name, one in vars(module).items():
                if inspect.isfunction(one) and one.__module__ == found.name and not name.startswith("_"):
                    signature = inspect.signature(one)
                    if "connection" in signature.parameters and signature.return_annotation is pd.DataFrame:
                        yield one


def calls(connection: Connection, year: int, month: int) -> dict[Callable, tuple]:
    """Query -> what it is asked: about the root, a county, everything above townships, one township, one flow."""
    def first(column, *which) -> int:
        return connection.execute(select(column).where(*which).order_by(column)).scalars().first() or 0

    root = first(schema.regions.c.id, schema.regions.c.parent_id.is_(None))
    town = first(schema.regions.c.id, schema.regions.c.level == "township")
    everywhere = (
        list(connection.execute(select(schema.regions.c.id).where(schema.regions.c.level.in_(("city", "county")))).scalars()))
    flow = first(schema.indicators.c.id, schema.indicators.c.kind == "flow")
    scheme, batch = first(schema.schemes.c.id), first(schema.revisions.c.batch_id)
    counties = list(connection.execute(select(schema.regions.c.id).where(schema.regions.c.level == "county")).scalars())
    explained_one = connection.execute(select(schema.reasons.c.region_id, schema.reasons.c.indicator_id)).first() or (0, 0)
    seat = first(schema.sites.c.county_id, schema.sites.c.lon.is_not(None))
    period = year * 100 + month
    cell = pd.DataFrame({"region_id": [*counties, root][:1], "period": period, "indicator_id": flow, "value": 3e6})
    about_one = {
        query: (root, flow, year, month) for query in (signals.control, trend.trend, origin.origin, why.parts_of_gap)} | {
        scores.scores: (scheme, counties, year, month),
        scores.of_standing: (scheme, standing.standing(connection, counties, year, month, as_it_is=True), year),
        appraisals.draft: (scheme, year, 6, counties)} if flow and scheme else {}
    return about_one | {
        checks_of_quotations.quoted_findings: (), checks_of_quotations.project_quotations: (),
        checks_register.point: (year, month), checks_register.register: (year, month),
        findings.exact_findings: (year, month), findings.findings: (year, month), findings.list_confirmations: (),
        findings.raised: (year, month), findings.told: (findings.raised(connection, year, month),), findings.list_rules: (),
        findings.tried: (findings.load_grid(connection, year, month), findings.list_rules(connection)),
        findings.list_grid_places: (),
        by_county.alone: (year, month, counties),
        by_county.put_together: (year, month, root, by_county.alone(connection, year, month, counties)),
        findings.recent: ([*counties, root][0], flow, period), caused.would_cause: (cell,),
        forecast.backtest: (everywhere, year, month), forecast.forecast: (everywhere, year, month),
        history.batch_cells: (batch,), history.batch_sites: (batch,), history.batch_projects: (batch,),
        history.batch_reference: (batch,),
        history.batches_list: (), history.catalogue_changes: (),
        lookback.lookback: (root, year, month, year - 2),
        history.life: ("observations", [*counties, root][0], [period], flow), judged.judged: (everywhere, year, month),
        scores.list_scored: ("county", root, year * 100 + month), signals.signals: (everywhere, year, month),
        standing.standing: (everywhere, year, month), trend.sparklines: (root, year, month),
        changes.arrived: (everywhere, datetime(2020, 1, 1)), changes.corrected: (root, datetime(2020, 1, 1), period),
        boundaries.outlines: (everywhere,), catalogue.list_actions: (), catalogue.list_indicators: (),
        catalogue.list_other_names: (),
        coverage.coverage: ([*everywhere, town] if town else everywhere, period), agreement.disagreements: (year, month),
        put_together.coverage_of: (root, period, coverage.coverage(connection, counties, period)),
        counted.villages: ("township", [town], ""),
        coverage.growth: (root, [period - 1, period]), coverage.list_forms: (), coverage.tally: (everywhere, period),
        coverage.women: (everywhere, period), desk.family: (root, flow, year), desk.list_places: (root, period),
        desk.recent_batches: (["targets", "observations"], 9), desk.sums_below: (year, everywhere), mappings.list_mappings: (),
        plans.list_plans: (year, everywhere),
        projects.list_projects: (), projects.list_states: (root, year), projects.count_states: (root, year),
        projects.list_checks: (root, year),
        projects.list_tasks: (root, year, date(year, 12, 1)),
        points.dots: (seat, period), points.misplaced: (), quotations.quoted_figures: (), quotations.stated_goals: (),
        accounts.list_accounts: (), accounts.list_grants: (), locks.list_locks: (), record.read_record: (),
        places.list_places: (), places.list_former: (),
        places.seats: (everywhere,), regions.count_below: (everywhere, year * 100 + month),
        region_list.list_units_below: (root,), region_list.list_whole: (root,),
        region_list.tree_changes: (batch,),
        region_list.held_by: (everywhere,), regions.list_dated: (), succession.list_successions: (), regions.list_names: (),
        regions.list_regions: (),
        submissions.list_submissions: (), submissions.waiting_cells: (),
        submissions.unreviewed: (root, [flow], year, month),
        paper_templates.list_templates: (root,),
        appraisals.rule_changes: (scheme, year), appraisals.list_marks: (scheme, year, 6, counties),
        appraisals.list_published: (scheme, year, 6, root), appraisals.list_results: (first(schema.appraisals.c.id),),
        appraisals.recomputed: (first(schema.appraisals.c.id),), appraisals.moved_by: (first(schema.appraisals.c.id), counties),
        brought.last_batches: (pd.DataFrame({"region_id": [root], "indicator_id": [flow]}), datetime(2020, 1, 1), period),
        snapshots.list_snapshots: (), snapshots.since: (first(schema.snapshots.c.id),),
        snapshots.said: (first(schema.snapshots.c.id),), snapshots.homes_since: (first(schema.snapshots.c.id),),
        matters.list_matters: (root, year, month, date(year, 12, 5)),
        matters.list_entries: (list(connection.execute(select(schema.matters.c.id)).scalars()),),
        reasons.explained: (standing.standing(connection, everywhere, year, month),),
        reasons.list_reasons: (*explained_one, year),
        received.received: (year, month, counties),
        reporting.due_cells: (root, year, month, date(year + 1, 1, 5)), reporting.list_units: (root,),
        targets.list_targets: (year,), villages.children: (root,), villages.register_files: (root, period),
        villages.unbuilt: (root, period), villages.villages_of: (town, period), weights.list_schemes: (),
        weights.weight_changes: (scheme, year), weights.weights_in_force: (scheme, year)}


def broken(frame: pd.DataFrame, contract: Frame) -> list[str]:
    """How a frame breaks its contract."""
    if list(frame.columns) != list(contract.columns):
        return [f"columns {list(frame.columns)}"]
    index = contract.columns.get(contract.index, INT).dtype
    return [*(f"{name} is {frame.dtypes[name]}, not {column.dtype}" for name, column in contract.columns.items()
              if frame.dtypes[name] != column.dtype),
            *(f"{name} lacks a value" for name, column in contract.columns.items()
              if not column.nullable and frame[name].isna().any()),
            *([f"index {frame.index.name}: {frame.index.dtype}"] if (frame.index.name or "", frame.index.dtype) != (
                contract.index, index) else [])]


def check(connection: Connection, year: int, month: int) -> dict[str, int]:
    """Asks everything; says what breaks a contract. Query -> how many rows its answer has."""
    rows, found = {}, {}
    for query, asked in calls(connection, year, month).items():
        frame = query(connection, *asked)
        rows[query.__name__] = len(frame)
        if broken(frame, query.frame):
            found[query.__name__] = broken(frame, query.frame)
    assert not found
    return rows


@pytest.mark.one_engine
def test_every_query_that_hands_out_a_frame_has_a_contract_and_is_asked(world):
    fill(world)
    found = set(public_queries())
    assert {query.__name__ for query in found if not hasattr(query, "frame")} == STEPS
    assert {query for query in found if hasattr(query, "frame")} == set(calls(world.connection, 2026, 11))


def test_the_demo(demo_engine):
    with reading(demo_engine) as connection:
        rows = check(connection, 2026, 11)
    untouched = {"arrived", "corrected",
                 "recent_batches", "list_plans", "weight_changes", "life", "list_confirmations", "batch_cells", "batches_list",
                 "batch_sites", "batch_projects", "batch_reference", "tree_changes", "list_former",
                 "list_mappings", "list_locks", "list_accounts", "list_grants",
                 "list_submissions", "waiting_cells", "unreviewed", "list_snapshots", "since", "said", "list_templates",
                 "last_batches", "moved_by", "homes_since",
                 "rule_changes", "list_dated", "list_successions", "catalogue_changes"}  # nobody has changed anything
    assert {name for name, number in rows.items() if not number} == untouched


def test_a_year_before_any_report(demo_engine):
    with reading(demo_engine) as connection:
        check(connection, 2015, 2)


def test_nothing_but_a_root(world):
    world.add_regions(("411400", "city", None))
    check(world.connection, 2026, 11)


@pytest.mark.one_engine
def test_a_county_as_the_root(world):
    """No city above, townships instead of counties to compare; a report, and a ratio without a denominator."""
    world.add_regions(("441900", "county", None), ("441900001", "township", "441900"))
    world.add_indicators(F={}, S={"kind": "stock"}, R={"kind": "ratio", "numerator": "F", "denominator": "S", "unit": "%"})
    world.observe("F", "441900", {202611: 3})
    check(world.done().connection, 2026, 11)


@pytest.mark.one_engine
def test_a_catalogue_without_reports(world):
    world.add_regions(("411400", "city", None), ("411402", "county", "411400"))
    world.add_indicators(F={}, S={"kind": "stock"}, R={"kind": "ratio", "numerator": "F", "denominator": "S", "unit": "%"})
    world.add_forms()
    check(world.connection, 2026, 11)


def test_a_little_of_everything(world):
    """Every table has a row, and every column that may be empty has one that is."""
    fill(world)
    rows = check(world.connection, 2026, 11)
    assert {name for name, number in rows.items() if not number} == set()


def fill(world) -> None:
    world.add_regions(("411400", "city", None), ("411402", "county", "411400"), ("411403", "county", "411400"),
                      ("411402001", "township", "411402"), ("411402001001", "village", "411402001"),
                      ("411402001002", "village", "411402001"))
    connection, region, batch = world.connection, world.region, world.batch
    connection.execute(schema.regions.update().where(schema.regions.c.level.in_(("township", "village"))).values(
        county_id=region["411402"], kind="村委会"))
    connection.execute(schema.regions.update().where(schema.regions.c.code == "411402001").values(valid_from=202001))
    connection.execute(schema.region_successions.insert().values(
        id=1, from_id=region["411403"], to_id=region["411402"], period=203001, kind="merged", batch_id=batch))
    name = {"id": 1, "region_id": region["411402"], "name": "旧名", "until": None, "batch_id": batch}
    connection.execute(schema.region_names.insert().values(name))
    connection.execute(schema.region_revisions.insert().values(
        batch_id=batch, table="region_names", row_id=1, before=None, after=json.dumps(name)))
    connection.execute(schema.reference_revisions.insert().values(
        batch_id=batch, table="actions", code="qita1", before=None, after=json.dumps({"name": "三新"})))
    world.add_indicators(**{
        "WL-01": {"kind": "stock", "report_level": "township"}, "JC-01": {"kind": "stock", "report_level": "township"},
        "F": {"sensitive": True}, "R": {"kind": "ratio", "numerator": "F", "denominator": "JC-01", "unit": "%"}})
    world.add_forms()
    for code, place in (("WL-01", "411402001"), ("JC-01", "411402001"), ("F", "411402"), ("F", "411403")):
        world.observe(code, place, months(2025, [9, 7, 8, 9, 9, 7, 8, 9, 9, 7, 8, 9])
                      | months(2026, [3, 30, 8, 9, 9, 9, 9, 9, 9, 9, 9]))
    world.aim("F", 2026, **{"411402": 100, "411403": 5000})
    world.plan("F", 2026, "411400", [at / 12 for at in range(1, 13)])
    insert_frame(connection, schema.rules, number(read(FOLDER / "rules.csv", schema.rules)))
    when = datetime(2026, 12, 1)
    cell = {"region_id": region["411402"], "period": 202611, "indicator_id": 3}
    matter = {"year": 2026, "source_kind": "meeting", "source": "会", "decided_on": when.date(), "what": "事", "unit": "甲",
              "unit_id": region["411402"], "due": when.date(), "state": "assigned", "actor": "市", "made_at": when}
    appraisal = {"scheme_id": 1, "year": 2026, "whole": 100.0, "site_share": 60.0, "bonus_cap": 9.0, "grades": "好 60，差 0",
                 "veto_grade": "差", "actor": "市"}
    for table, rows in (
            (schema.mappings,
             [{"sender": "睢县妇联", "what": "blank", "text": "无", "answer": "0", "actor": "睢县妇联", "taught_at": when}]),
            (schema.schemes, [{"id": 1, "name": "县考核", "level": "county"}]),
            (schema.weights, [{"scheme_id": 1, "year": 2026, "indicator_id": 3, "value": 5, "batch_id": batch}]),
            (schema.boundaries, [{"region_id": region["411402"], "lon": 0.5, "lat": 0.5, "own": False, "geometry":
                                  '{"type": "MultiPolygon", "coordinates": [[[[0, 0], [0, 1], [1, 1], [1, 0], [0, 0]]]]}'}]),
            (schema.sites, [site | {"county_id": region["411402"], "batch_id": batch, "form": "村"} for site in (
                {"region_id": region["411402001001"], "name": "甲", "lon": 9.0, "lat": 9.0, "level": "市级示范",
                 "opened": 202001},
                {"region_id": region["411402001001"], "name": "乙", "lon": 0.5, "lat": 0.5, "level": None, "opened": None})]),
            (schema.revisions, [cell | {"batch_id": batch, "table": "observations", "new_value": 9.0},
                                cell | {"batch_id": batch, "table": "weights", "region_id": 1, "period": 2026,
                                        "new_value": 5.0}]),
            (schema.revisions, [{"batch_id": batch, "table": "observations", "region_id": region["411402001"], "period": 202605,
                                 "indicator_id": 1, "old_value": 8.0, "new_value": 9.0}]),
            (schema.indicator_revisions, [{"batch_id": batch, "indicator_id": 1, "code": "WL-01", "before": '{"name": "旧"}',
                                           "after": '{"name": "WL-01"}'}]),
            (schema.indicator_names, [{"indicator_id": 1, "name": "旧", "kind": "former"}]),
            (schema.site_revisions, [{"batch_id": batch, "site_id": 1, "after": '{"region_id": 5, "form": "村", "name": "甲"}'}]),
            (schema.project_revisions, [{"batch_id": batch, "table": "project_states", "row_id": 1, "region_id": region["411402"],
                                         "after": '{"state": "idle"}'}]),
            (schema.accounts, [{"id": 1, "name": "suixian", "region_id": region["411402"], "post": "统计岗", "state": "open",
                                "must_change": False, "exact": True, "made_at": when, "changed_at": when}]),
            (schema.grants, [{"account_id": 1, "role": "county", "region_id": region["411402"], "given_at": when}]),
            (schema.confirmations, [cell | {"rule_id": 1, "reason": "属实", "actor": "测试", "confirmed_at": when}]),
            (schema.sources,
             [{"id": 1, "code": "A", "document": "总结", "place": "某县", "year": "未注明", "legibility": "清楚"}]),
            (schema.figures,
             [{"id": 1, "source_id": 1, "programme": "项目", "name": "人数", "quotation": "推荐名", "legibility": "ok",
               "doubtful": False}]),
            (schema.locks, [{"region_id": region["411402"], "period": 202610, "reason": "审过", "actor": "测试",
                             "locked_at": when}]),
            (schema.submissions, [{"file_name": "十月.xlsx", "file_sha256": "b" * 64, "actor": "测试", "sent_at": when,
                                   "region_id": region["411402"], "places": "[1]", "headline": "十月", "rows": 1,
                                   "draft": '{"cells": {"observations": [[2, 202610, 3, 3.0]]}}', "state": "waiting"}]),
            (schema.appraisal_rules, [appraisal | {"reason": "方案", "set_at": when}]),
            (schema.appraisal_marks, [{"scheme_id": 1, "year": 2026, "half": 6, "region_id": region["411402"], "kind": "veto",
                                       "actor": "市", "entered_at": when}]),
            (schema.appraisals, [appraisal | {"id": 1, "half": 6, "region_id": region["411400"], "decision": "会",
                                              "demo": False, "decided_on": when.date(), "data_version": 1,
                                              "published_at": datetime(2026, 1, 1)}]),
            (schema.appraisal_results, [{"appraisal_id": 1, "region_id": region["411402"], "usual_given": False,
                                         "bonus_asked": 0.0,
                                         "bonus": 0.0, "deduction": 0.0, "vetoed": True, "total": 9.0, "grade": "差",
                                         "marks": "[]"}]),
            (schema.projects, [{"id": at, "code": f"XM-00{at}", "action_id": 1, "name": f"项目{at}", "about": "次数",
                                "quotation": said} for at, said in ((1, None), (2, "来信X件"))]),
            (schema.project_states, [{"id": 1, "project_id": 1, "region_id": region["411402"], "year": 2026, "state": "idle"}]),
            (schema.project_tasks, [{"id": 1, "project_id": 1, "region_id": region["411402"], "year": 2026, "what": "办班",
                                     "unit": "甲", "due": when.date(), "weight": 2.0, "state": "todo"}]),
            (schema.project_checks, [{"id": 1, "project_id": 1, "region_id": region["411402"], "year": 2026, "half": 6,
                                      "checked_on": when.date(), "result": "met"}]),
            (schema.matters, [row | more for row, more in (
                (matter | {"id": 1, "number": 1}, dict.fromkeys(("region_id", "indicator_id", "period_then", "wanted"))),
                (matter | {"id": 2, "number": 2}, {"region_id": region["411402"], "indicator_id": 3, "period_then": 202610,
                                                   "wanted": 9.0}))]),
            (schema.matter_entries, [{"matter_id": 1, "kind": "assign", "state": "assigned", "actor": "市", "entered_at": when}]),
            (schema.reasons, [cell | {"why": "因", "measure": "补", "due": when.date(), "actor": "测试", "written_at": when}]),
            (schema.paper_templates, [{"region_id": region["411400"], "kind": "docx", "name": "旧版", "file": b"x",
                                       "actor": "测试", "kept_at": when}]),
            (schema.snapshots, [{"id": 1, "number": "2026-11-01", "kind": "材料", "title": "汇报", "region_id": region["411402"],
                                 "year": 2026, "month": 11, "made_at": when, "actor": "测试", "data_version": 1, "demo": False,
                                 "edited": "{}", "digest": "c" * 64, "homes": "[[2, 3, 1]]"}]),
            (schema.snapshot_figures, [{"snapshot_id": 1, "region_id": region["411402"], "indicator_id": 1, "value": 1.0,
                                        "shown": "1个"}]),
            (schema.goals,
             [{"id": 1, "source_id": 1, "programme": "项目", "name": "目标", "type": "量", "quotation": "达到若干"}])):
        connection.execute(insert(table), rows)
    note(connection, program(), "create", at=when)
    world.done()


ODD = Frame("id", id=INT, name=TEXT, part=FLOAT_OR_NAN)


@pytest.mark.parametrize("rows", [[], [(1, "甲", None)], [(1, "甲", 2)]])
def test_a_contract_gives_every_answer_the_same_types(rows):
    query = hands_out(ODD)(lambda: pd.DataFrame(rows, columns=["id", "name", "part"]).set_index("id", drop=False).assign(more=1))
    assert not broken(query(), ODD) and len(query()) == len(rows)


def test_an_answer_that_lacks_a_column_or_a_number_fails():
    with pytest.raises(KeyError):
        hands_out(ODD)(lambda: pd.DataFrame({"id": [1], "name": ["甲"]}))()
    with pytest.raises((TypeError, ValueError)):
        hands_out(ODD)(lambda: pd.DataFrame({"id": [None], "name": ["甲"], "part": [1.0]}))()


def test_columns_of_the_schema_mean_what_their_comment_says():
    found = of_schema(schema.regions)
    assert found["parent_id"] == FLOAT_OR_NAN("上级；根为空") and found["id"].dtype == "int64" and not found["name"].nullable
    assert list(found) == [column.name for column in schema.regions.columns]
