"""Edges of standing(): nothing to show, bases and targets of 0, late periods, neutral indicators."""

import pandas as pd
import pytest
from conftest import months

from queries import stocks_carried
from queries.standing import standing

pytestmark = pytest.mark.one_engine
CITY, A, B = "411400", "411402", "411403"


@pytest.fixture
def tree(world):
    world.add_regions((CITY, "city", None), (A, "county", CITY), (B, "county", CITY), ("411402100", "township", A))
    world.add_indicators(
        F={}, S={"kind": "stock"}, Q={"frequency": "quarterly"}, Y={"frequency": "yearly"},
        less={"direction": "lower_better"}, neutral={"direction": "neutral"}, top={}, bottom={},
        level={"kind": "stock", "direction": "lower_better"}, seasonal={"plan": "0,0" + ",0.5" * 9 + ",1"},
        R={"kind": "ratio", "unit": "%", "numerator": "top", "denominator": "bottom"},
        money={"kind": "ratio", "unit": "元/户", "numerator": "top", "denominator": "bottom"})
    return world


def row(world, code, region=A, month=3, year=2026):
    frame = standing(world.connection, list(world.region.values()), year, month)
    found = frame[(frame["region_id"] == world.region[region]) & (frame["indicator_id"] == world.indicator[code])]
    return found.iloc[0]


@pytest.mark.parametrize(("code", "month", "status"), [
    ("Y", 11, "未到期"), ("Y", 12, "未上报"), ("Q", 2, "未到期"), ("Q", 4, "未上报"), ("F", 1, "未上报"),
    ("seasonal", 2, "未到期"), ("neutral", 3, None)])
def test_status_before_anything_is_in(tree, code, month, status):
    tree.aim(code, 2026, **{A: 100})
    found = row(tree.done(), code, month=month)
    assert found["status"] == status or (status is None and pd.isna(found["status"]))
    assert pd.isna(found["value"])


@pytest.mark.both_engines
def test_without_a_target_there_is_no_verdict(tree):
    tree.observe("F", A, months(2026, [10, 10, 10]))
    found = row(tree.done(), "F")
    assert found["status"] == "未设目标" and found[["target", "expected", "gap", "completion"]].isna().all()


def test_an_indicator_has_no_verdict_below_the_level_that_reports_it(tree):
    tree.aim("F", 2026, **{CITY: 100})
    assert pd.isna(row(tree.done(), "F", region="411402100")["status"])


@pytest.mark.parametrize(("code", "values", "target", "month", "status", "gap"), [
    ("F", [0, 0, 0], 0, 3, "已完成", 0), ("F", [0, 0, 3], 0, 3, "已完成", None), ("less", [0, 0, 0], 0, 3, "达序时", 0),
    ("less", [0, 0, 3], 0, 3, "滞后", None), ("less", [1, 0, 0], 12, 3, "达序时", 100 / 6),
    ("less", [9, 0, 0], 12, 3, "滞后", -50),
    ("less", [1] + [0] * 11, 12, 12, "已完成", 1100 / 12), ("level", [10, 10, 10], 12, 3, "已完成", -700 / 12),
    ("F", [25, 25, 25], 300, 3, "达序时", 0), ("F", [20, 20, 20], 300, 3, "略滞后", -5),
    ("F", [20, 20, 17], 300, 3, "滞后", -6), ("F", [100, 100, 100], 300, 3, "已完成", 75)])
def test_status_at_the_edges(tree, code, values, target, month, status, gap):
    tree.observe(code, A, months(2026, values))
    tree.aim(code, 2026, **{A: target})
    found = row(tree.done(), code, month=month)
    assert found["status"] == status
    assert (None if pd.isna(found["gap"]) else pytest.approx(found["gap"])) == gap
    assert pd.isna(found["completion"]) == (target == 0)


@pytest.mark.parametrize(("code", "cells", "yoy", "mom"), [
    ("F", {202503: 0, 202602: 0, 202603: 5}, None, None), ("F", {202503: 10, 202602: 10, 202603: 0}, -1.0, -1.0),
    ("F", {202603: 5}, None, None), ("F", {202503: 4, 202602: 2, 202603: 5}, 0.25, 1.5),
    ("S", {202503: 4, 202603: 5}, 0.25, 0.25), ("S", {202503: 0, 202603: 5}, None, None)])
def test_comparisons_with_a_base_of_0_or_none_have_no_value(tree, code, cells, yoy, mom):
    tree.observe(code, A, cells)
    found = row(tree.done(), code)
    assert [None if pd.isna(found[name]) else pytest.approx(found[name]) for name in ("yoy", "mom")] == [yoy, mom]


@pytest.mark.parametrize(("top", "bottom", "value"), [
    (0, 0, None), (5, 0, None), (0, 5, 0.0), (5, None, None), (None, 5, None)])
def test_a_ratio_without_denominator_has_no_value(tree, top, bottom, value):
    for code, reported in (("top", top), ("bottom", bottom)):
        if reported is not None:
            tree.observe(code, A, {202603: reported})
    found = row(tree.done(), "R")
    assert (None if pd.isna(found["value"]) else found["value"]) == value


@pytest.mark.both_engines
def test_two_ratios_differ_in_points(tree):
    tree.observe("top", A, {202503: 40, 202602: 10, 202603: 45})
    tree.observe("bottom", A, {202503: 100, 202602: 50, 202603: 50})
    found = row(tree.done(), "R")
    assert found["value"] == pytest.approx(55)
    assert (found["yoy"], found["mom"]) == (pytest.approx(15), pytest.approx(70))


@pytest.mark.both_engines
def test_a_ratio_in_money_is_paced_like_a_stock_without_baseline(tree):
    tree.observe("top", A, {202603: 900})
    tree.observe("bottom", A, {202603: 3})
    tree.aim("money", 2026, **{A: 1200})
    found = row(tree.done(), "money")
    assert (found["value"], found["expected"], found["gap"], found["status"]) == (300, 300, 0, "达序时")


def test_a_ratio_of_flows_is_never_carried_forward(tree):
    tree.observe("top", A, {202601: 9})
    tree.observe("bottom", A, {202601: 10})
    found = row(tree.done(), "R")
    assert found["value"] == pytest.approx(90)
    assert found["carried"] == 0 and pd.isna(found["oldest"])


@pytest.mark.both_engines
def test_last_years_december_is_no_current_period_of_this_year(tree):
    tree.observe("Q", A, {202509: 5, 202512: 7})
    found = row(tree.done(), "Q", month=2)
    assert found[["value", "current", "mom"]].isna().all()
    assert (found["cells"], found["due_cells"]) == (0, 0)


@pytest.mark.both_engines
@pytest.mark.parametrize("year", [2019, 2035])
def test_a_year_without_data_stands_with_nothing(tree, year):
    tree.observe("F", A, {202603: 1})
    frame = standing(tree.done().connection, list(tree.region.values()), year, 6)
    assert len(frame) == len(tree.region) * len(tree.indicator)
    assert frame[["value", "current", "yoy", "mom", "target"]].isna().all(axis=None)
    assert not frame[["reported", "cells", "month_cells", "carried"]].any(axis=None)


@pytest.mark.both_engines
def test_the_lag_threshold_is_a_setting(tree):
    tree.observe("F", A, months(2026, [20, 20, 20]))
    tree.aim("F", 2026, **{A: 300})
    assert row(tree.done(), "F")["status"] == "略滞后"
    tree.connection.exec_driver_sql("INSERT INTO settings VALUES ('lag_threshold', '4')")
    assert row(tree, "F")["status"] == "滞后"


@pytest.mark.both_engines
@pytest.mark.parametrize(("cells", "yoy", "units"), [
    ({A: {202503: 40, 202602: 50}}, 0.25, (1, 1)),                                         # a year ago: of March itself
    ({A: {202412: 40, 202512: 50}, B: {202501: 10, 202504: 99, 202601: 20}}, 0.4, (2, 2)),   # of months before
    ({A: {202503: 40, 202602: 50}, B: {202601: 7}}, 0.25, (1, 2)),                         # B had none a year ago
    ({A: {202602: 50}}, None, (0, 0)), ({A: {202503: 0, 202602: 5}}, None, (1, 0))])
def test_a_carried_stock_compares_with_last_year_even_when_nobody_reported(tree, cells, yoy, units, monkeypatch):
    """SEMANTICS.md: 同比 stands against last year's value through the same month, a stock's value is its latest. However many
    lists the units are asked for in."""
    monkeypatch.setattr(stocks_carried, "MOST", len(cells))
    for region, reports in cells.items():
        tree.observe("S", region, reports)
    found = row(tree.done(), "S", region=CITY)
    assert (None if pd.isna(found["yoy"]) else pytest.approx(found["yoy"])) == yoy
    assert (found["yoy_units"], found["yoy_all"]) == units
    assert pd.isna(found["mom"]), "nobody reported the last period: nothing to set against the one before"
