"""Where the year will end: by hand, at the edges, and without giving away what may not be shown."""

import pandas as pd
import pytest
from conftest import months

from queries.forecast import backtest, forecast
from queries.privacy import Viewer

pytestmark = pytest.mark.one_engine
CITY, A, B, C, TOWN = "411400", "411402", "411403", "411404", "411402100"
LATE = [0.0] * 9 + [0.25, 0.5, 1.0]


@pytest.fixture
def tree(world):
    world.add_regions((CITY, "city", None), (A, "county", CITY), (B, "county", CITY), (C, "county", CITY),
                      (TOWN, "township", A))
    world.add_indicators(
        F={}, S={"kind": "stock"}, Q={"frequency": "quarterly"}, L={"kind": "stock", "frequency": "quarterly"},
        Y={"frequency": "yearly"}, less={"direction": "lower_better"}, neutral={"direction": "neutral"}, X={},
        R={"kind": "ratio", "unit": "%", "numerator": "F", "denominator": "X"}, P={"sensitive": True},
        PS={"kind": "stock", "frequency": "quarterly", "sensitive": True}, T={"sensitive": True, "report_level": "township"})
    world.judge_from(0.01)
    return world


def row(world, code, region=A, month=6, year=2026):
    frame = forecast(world.connection, list(world.region.values()), year, month).set_index(["region_id", "indicator_id"])
    return frame.loc[world.region[region], world.indicator[code]]


def said(world, *where, **when):
    found = row(world, *where, **when)
    return [None if pd.isna(found[name]) else round(found[name], 4) for name in ("forecast", "low", "high")] + [
        found["basis"], found["years"]]


NOTHING = [None, None, None, None, 0]


@pytest.mark.both_engines
def test_a_flow_goes_by_the_share_that_the_month_had_in_complete_years(tree):
    tree.observe("F", A, months(2024, [10] * 6 + [30] * 6))                # 25 % by June
    tree.observe("F", A, months(2025, [20] * 6 + [20] * 6))                # 50 %
    tree.observe("F", A, months(2026, [15] * 6))
    tree.done()
    assert said(tree, "F") == [240, 180, 360, "按往年进度", 2], "90 / 37.5 %, 90 / 50 %, 90 / 25 %"
    assert said(tree, "F", CITY) == said(tree, "F")
    assert row(tree, "F")["as_of"] == 202606


@pytest.mark.parametrize("cells", [
    months(2025, [20] * 11), months(2025, [20] * 5 + [None] + [20] * 6), months(2025, [0] * 12), months(2025, [0] * 6 + [9] * 6)])
def test_without_a_complete_year_a_flow_goes_by_the_plan_and_says_so(tree, cells):
    tree.observe("F", A, cells)
    tree.observe("F", A, months(2026, [15] * 6))
    assert said(tree.done(), "F") == [180, None, None, "按进度计划", 0]
    tree.plan("F", 2026, CITY, [0.3] * 11 + [1.0])
    assert said(tree, "F") == [300, None, None, "按进度计划", 0]


def test_a_year_counts_only_where_the_same_units_reported_every_time(tree):
    tree.observe("F", A, months(2025, [10] * 12))
    tree.observe("F", B, months(2025, [10] * 6 + [None] + [10] * 5))
    tree.observe("F", C, months(2025, [None] * 6 + [10] + [None] * 5))
    tree.observe("F", A, months(2026, [10] * 6))
    tree.done()
    assert said(tree, "F", CITY)[3:] == ["按进度计划", 0], "two units each month, but in July not the same two"
    assert said(tree, "F", A)[3:] == ["按往年进度", 1]


def test_an_entry_of_the_citys_own_may_come_and_go(tree):
    tree.observe("F", A, months(2025, [10] * 12))
    tree.observe("F", CITY, {202502: 30, 202503: 10, 202511: 10})
    tree.observe("F", A, months(2026, [10] * 6))
    assert said(tree.done(), "F", CITY) == [pytest.approx(60 / (100 / 170), abs=1e-4), 102, 102, "按往年进度", 1]


def test_a_flow_is_forecast_from_the_last_period_that_was_reported(tree):
    tree.observe("F", A, months(2025, [10] * 12))
    tree.observe("F", A, months(2026, [10] * 4))
    found = row(tree.done(), "F")
    assert (found["forecast"], found["as_of"]) == (120, 202604)


def test_a_forecast_starts_from_the_period_judged_as_of(tree):
    for county in (A, B, C):
        tree.observe("F", county, months(2026, [10] * 5))
    tree.observe("F", A, {202606: 10})
    tree.connection.exec_driver_sql("UPDATE settings SET value = '0.8' WHERE key = 'judge_coverage'")
    city, county = (row(tree.done(), "F", region) for region in (CITY, A))
    assert (city["forecast"], city["as_of"]) == (pytest.approx(360), 202605), "150 by May, not 160 by June"
    assert (county["forecast"], county["as_of"]) == (120, 202606)
    tree.observe("Q", A, {202603: 10})
    assert said(tree.done(), "Q", CITY) == NOTHING and said(tree, "Q")[0] == 40, "no quarter that enough counties reported"


def test_a_quarterly_flow_is_forecast_from_its_last_quarter(tree):
    tree.observe("Q", A, {202503: 10, 202506: 10, 202509: 10, 202512: 50, 202603: 12, 202606: 12})
    assert said(tree.done(), "Q", month=8) == [96, 96, 96, "按往年进度", 1]
    assert said(tree, "Q", month=2) == said(tree, "Y", month=11) == NOTHING


def test_a_plan_in_which_nothing_is_due_yet_forecasts_nothing(tree):
    tree.observe("F", A, months(2026, [10] * 6))
    tree.plan("F", 2026, A, LATE)
    assert said(tree.done(), "F") == NOTHING
    assert said(tree, "F", month=6, region=CITY)[0] == 120


@pytest.mark.both_engines
def test_a_stock_grows_on_as_it_did_this_year(tree):
    tree.observe("L", A, {202512: 100, 202603: 104, 202606: 120})
    assert said(tree.done(), "L") == [140, 128, 152, "按今年各期增减", 0], "(4 + 16) / 2 a quarter, two quarters left"
    assert said(tree, "L", month=4) == [116, 116, 116, "按今年各期增减", 0]


def test_a_unit_that_joins_is_no_growth(tree):
    tree.observe("L", A, {202512: 100, 202603: 104, 202606: 108})
    tree.observe("L", B, {202606: 500})
    assert said(tree.done(), "L", CITY)[0] == 608 + 2 * 4


@pytest.mark.parametrize(("cells", "expected"), [
    ({202512: 100, 202606: 120}, [140, None, None, "按今年各期增减", 0]),    # 20 in two quarters
    ({202603: 100, 202606: 120}, [160, 160, 160, "按今年各期增减", 0]),      # nothing before March
    ({202606: 120}, NOTHING), ({202412: 90, 202509: 100}, NOTHING),
    ({202512: 10, 202603: 4, 202606: 2}, [0, 0, 0, "按今年各期增减", 0])])
def test_a_stocks_change_is_that_of_one_period(tree, cells, expected):
    tree.observe("L", A, cells)
    assert said(tree.done(), "L") == expected


def test_a_silent_units_stock_is_forecast_from_its_last_report(tree):
    tree.observe("L", A, {202512: 100, 202603: 110})
    tree.observe("L", B, {202512: 50, 202603: 50, 202606: 50})
    found = row(tree.done(), "L", A, month=9)
    assert (found["forecast"], found["as_of"]) == (140, 202603)


def test_in_december_the_end_is_there(tree):
    tree.observe("F", A, months(2025, [10] * 12) | months(2026, [7] * 12))
    tree.observe("L", A, {202609: 5, 202612: 8})
    tree.done()
    assert said(tree, "F", month=12) == [84, None, None, "已到年底", 0]
    assert said(tree, "L", month=12) == [8, None, None, "已到年底", 0]


def test_a_ratio_is_not_forecast(tree):
    tree.observe("F", A, months(2026, [10] * 6))
    tree.observe("X", A, months(2026, [20] * 6))
    assert said(tree.done(), "R") == NOTHING


@pytest.mark.parametrize(("code", "target", "miss"), [
    ("F", 121, True), ("F", 120, False), ("F", 0, False), ("less", 119, True), ("less", 120, False), ("neutral", 500, None),
    ("F", None, None), ("X", 100, None)])
def test_what_will_miss_its_target(tree, code, target, miss):
    for reported in ("F", "less", "neutral"):
        tree.observe(reported, A, months(2026, [10] * 6))
    if target is not None:
        tree.aim(code, 2026, **{A: target})
    assert row(tree.done(), code)["miss"] is miss


@pytest.mark.both_engines
def test_the_backtest_says_what_would_have_been_said_then(tree):
    tree.observe("F", A, months(2023, [10] * 6 + [30] * 6))                 # 25 % by June, 240
    tree.observe("F", A, months(2024, [20] * 6 + [20] * 6))                 # 50 %, 240
    tree.observe("F", A, months(2025, [30] * 6 + [20] * 6))                 # 60 %, 300
    tree.observe("F", A, months(2026, [15] * 6))
    frame = backtest(tree.done().connection, [tree.region[A]], 2026, 6)
    assert frame[["year", "basis"]].values.tolist() == [[2023, "按进度计划"], [2024, "按往年进度"], [2025, "按往年进度"]]
    assert frame["forecast"].tolist() == pytest.approx([120, 480, 180 / 0.375])
    assert frame["actual"].tolist() == [240, 240, 300]
    assert frame["error"].tolist() == pytest.approx([-0.5, 1.0, 0.6])
    found = row(tree, "F")
    assert (found["tested"], found["test_year"]) == (2, 2025), "the year that went by the plan is no test of this basis"
    assert (found["error"], found["mean_error"]) == (pytest.approx(0.6), pytest.approx(0.8))


def test_nothing_later_than_the_month_is_known_to_the_backtest(tree):
    tree.observe("L", A, {202412: 100, 202503: 110, 202506: 120, 202509: 1000, 202512: 160, 202603: 170, 202606: 180})
    frame = backtest(tree.done().connection, [tree.region[A]], 2026, 7)
    assert frame[["year", "forecast", "actual"]].values.tolist() == [[2025, 140, 160]]


def test_a_year_that_ended_at_0_has_no_error(tree):
    tree.observe("L", A, {202412: 4, 202503: 3, 202506: 2, 202509: 1, 202512: 0, 202603: 1, 202606: 1})
    frame = backtest(tree.done().connection, [tree.region[A]], 2026, 6)
    assert frame["forecast"].tolist() == [0] and frame["error"].isna().all()
    assert row(tree, "L")["tested"] == 0


@pytest.mark.parametrize(("history", "now", "shown"), [
    ([3] * 12, [9] * 6, True),                   # 18 and 36: nothing small
    ([0] * 5 + [3] + [9] * 6, [9] * 6, False),    # June stood at 3
    ([0] * 6 + [0] * 5 + [3], [9] * 6, False),    # December stood at 3: no share of that year
    ([9] * 12, [0] * 5 + [3], None)])            # this year's value may not be shown itself
def test_a_small_count_of_a_county_cannot_be_worked_out_of_a_forecast(tree, history, now, shown):
    tree.observe("P", A, months(2025, history) | months(2026, now))
    tree.done()
    if shown is None:
        assert said(tree, "P") == NOTHING
    else:
        assert said(tree, "P")[3] == ("按往年进度" if shown else "按进度计划")
        assert len(backtest(tree.connection, [tree.region[A]], 2026, 6)) == shown
    assert said(tree, "P", CITY) == said(tree, "P"), "the total no less than its one part"


@pytest.mark.both_engines
def test_personal_figures_are_forecast_from_what_is_shown_of_them(tree):
    tree.observe("P", A, months(2026, [0] * 5 + [3]))
    tree.observe("P", B, months(2026, [5, 5, 5, 5, 5, 7]))
    tree.observe("P", C, months(2025, [51] * 12) | months(2026, [52] * 6))
    tree.done()
    assert said(tree, "P", A) == NOTHING
    assert said(tree, "P", B)[0] == 60, "30 by June, of 32"
    assert said(tree, "P", C)[0] == pytest.approx(310 / (305 / 610)), "of 312, 306 and 612"
    granted = Viewer(frozenset(tree.region.values()))
    exact = forecast(tree.connection, [tree.region[C]], 2026, 6, granted).set_index("indicator_id")
    assert exact.at[tree.indicator["P"], "forecast"] == pytest.approx(624)


def test_a_small_level_cannot_be_worked_out_of_a_stocks_forecast(tree):
    tree.observe("PS", A, {202512: 3, 202603: 8, 202606: 12})
    tree.observe("PS", B, {202512: 30, 202603: 8, 202606: 12})
    tree.observe("PS", C, {202512: 40, 202603: 8, 202606: 12})
    tree.done()
    assert said(tree, "PS", A) == NOTHING
    assert said(tree, "PS", B)[0] is not None and said(tree, "PS", C)[0] is not None


def test_nothing_sensitive_is_forecast_below_county(tree):
    tree.observe("T", TOWN, months(2025, [90] * 12) | months(2026, [90] * 6))
    tree.done()
    assert said(tree, "T", TOWN) == NOTHING and said(tree, "T", A)[0] == 1080


@pytest.mark.both_engines
def test_nothing_reported_is_nothing_said(tree):
    frame = forecast(tree.done().connection, list(tree.region.values()), 2026, 6)
    assert len(frame) == len(tree.region) * len(tree.indicator)
    assert frame[["forecast", "low", "high", "as_of", "error", "mean_error", "test_year"]].isna().all(axis=None)
    assert (frame["tested"] == 0).all() and frame["miss"].isna().all()
    assert backtest(tree.connection, list(tree.region.values()), 2026, 6).empty
