"""Month by month: this year, last year and the plan; sparklines of everything."""

import pytest
from conftest import months

from queries.trend import by_indicator, sparklines, trend

pytestmark = pytest.mark.one_engine
CITY, A, B = "411400", "411402", "411403"


@pytest.fixture
def tree(world):
    world.add_regions((CITY, "city", None), (A, "county", CITY), (B, "county", CITY), ("411402100", "township", A))
    world.add_indicators(
        F={"kind": "flow"}, S={"kind": "stock"}, Q={"kind": "flow", "frequency": "quarterly"}, X={}, Y={},
        R={"kind": "ratio", "unit": "%", "numerator": "X", "denominator": "Y"}, never={"kind": "flow"},
        seasonal={"kind": "flow", "plan": "0.5,0.8,1,1,1,1,1,1,1,1,1,1"},
        private={"kind": "flow", "sensitive": True, "report_level": "township"}, P={"sensitive": True},
        share={"kind": "ratio", "unit": "%", "numerator": "private", "denominator": "P", "sensitive": True})
    return world


def series(world, code, region, name, month=3, year=2026):
    frame = trend(world.connection, world.region[region], world.indicator[code], year, month)
    frame = frame[frame["series"] == name]
    return {int(row.month): round(row.value, 6) for row in frame.itertuples()}


@pytest.mark.both_engines
def test_a_flow_cumulates_and_a_silent_period_has_no_point(tree):
    tree.observe("F", A, months(2026, [90, None, 0, 7]) | months(2025, [5, 5, 5, 5]))
    tree.observe("F", B, months(2025, [1], first=12))
    tree.done()
    assert series(tree, "F", A, "今年") == {1: 90, 3: 90}
    assert series(tree, "F", CITY, "今年", month=4) == {1: 90, 3: 90, 4: 97}
    assert series(tree, "F", CITY, "上年") == {1: 5, 2: 10, 3: 15, 4: 20, 12: 21}, "all of last year"


@pytest.mark.both_engines
def test_a_stock_is_never_cumulated_and_carries_a_silent_unit(tree):
    tree.observe("S", A, {202512: 100, 202603: 104})
    tree.observe("S", B, {202512: 50})
    tree.done()
    assert series(tree, "S", CITY, "今年") == {3: 154}
    assert series(tree, "S", CITY, "上年") == {12: 150}


@pytest.mark.both_engines
def test_a_ratio_is_so_far_and_has_no_point_without_denominator(tree):
    tree.observe("X", A, months(2026, [0, 9, 9]))
    tree.observe("Y", A, months(2026, [0, 10, 90]))
    tree.done()
    assert series(tree, "R", A, "今年") == {2: 90.0, 3: 18.0}


@pytest.mark.parametrize(("code", "target", "expected"), [
    ("F", 1200, {month: 100.0 * month for month in range(1, 13)}), ("Q", 400, {3: 100, 6: 200, 9: 300, 12: 400}),
    ("seasonal", 10, {1: 5, 2: 8} | dict.fromkeys(range(3, 13), 10)), ("R", 95, dict.fromkeys(range(1, 13), 95)),
    ("F", 0, dict.fromkeys(range(1, 13), 0))])
def test_the_plan_is_the_share_of_the_target(tree, code, target, expected):
    tree.aim(code, 2026, **{CITY: target})
    tree.done()
    assert series(tree, code, CITY, "计划") == expected
    if code != "R":
        assert series(tree, code, A, "计划") == {}, "no target of its own, no children with one"


def test_a_stocks_plan_starts_from_the_end_of_last_year(tree):
    tree.observe("S", A, {202512: 150})
    tree.aim("S", 2026, **{A: 174})
    tree.done()
    assert series(tree, "S", A, "计划")[3] == 156
    assert series(tree, "S", A, "计划")[12] == 174


@pytest.mark.both_engines
def test_a_stocks_plan_starts_from_a_value_carried_from_years_before(tree):
    tree.observe("S", A, {202312: 150})
    tree.aim("S", 2026, **{A: 174})
    tree.done()
    assert series(tree, "S", A, "计划")[3] == 156


@pytest.mark.both_engines
@pytest.mark.parametrize("year", [2026, 2031])
def test_no_data_is_no_rows(tree, year):
    tree.observe("F", A, {202401: 1})
    tree.done()
    frame = trend(tree.connection, tree.region[CITY], tree.indicator["never"], year, 3)
    assert frame.empty and list(frame.columns) == ["series", "month", "value"]
    assert sparklines(tree.connection, tree.region[CITY], year, 3).empty


def test_sparklines_are_single_periods_of_two_years(tree):
    tree.observe("F", A, months(2026, [90, 110]) | months(2025, [5], first=12) | {202412: 3})
    tree.observe("X", A, {202601: 1, 202602: 3})
    tree.observe("Y", A, {202601: 4, 202602: 0})
    tree.done()
    frame = sparklines(tree.connection, tree.region[A], 2026, 2)
    of = {code: frame[frame["indicator_id"] == tree.indicator[code]] for code in ("F", "R")}
    assert of["F"][["period", "value"]].values.tolist() == [[202512, 5], [202601, 90], [202602, 110]]
    assert of["R"][["period", "value"]].values.tolist() == [[202601, 25.0]]
    split = by_indicator(frame)
    assert set(split) == set(frame["indicator_id"]) and split[tree.indicator["R"]].equals(of["R"])


@pytest.mark.both_engines
def test_personal_figures_are_drawn_rounded_and_small_ones_not(tree):
    tree.observe("private", A, months(2026, [3, 4, 10, 0, 2]))
    tree.done()
    for region in (CITY, A):
        assert series(tree, "private", region, "今年", month=5) == {2: 5, 3: 15, 4: 15, 5: 20}
        frame = sparklines(tree.connection, tree.region[region], 2026, 5)
        found = frame[frame["indicator_id"] == tree.indicator["private"]]
        assert dict(zip(found["period"] % 100, found["value"], strict=True)) == {3: 10, 4: 0}


@pytest.mark.both_engines
def test_nothing_sensitive_is_drawn_below_county(tree):
    tree.observe("private", "411402100", months(2026, [30, 40, 50]))
    tree.done()
    assert series(tree, "private", "411402100", "今年") == {}
    assert sparklines(tree.connection, tree.region["411402100"], 2026, 3).empty


@pytest.mark.parametrize(("top", "bottom", "shown"), [(2, 4, {}), (2, 400, {}), (31, 1000, {1: 3.0}), (0, 9, {1: 0.0})])
def test_a_sensitive_ratio_goes_by_the_size_of_its_parts_not_by_its_own(tree, top, bottom, shown):
    tree.observe("private", A, {202601: top})
    tree.observe("P", A, {202601: bottom})
    tree.done()
    assert series(tree, "share", A, "今年") == shown
    frame = sparklines(tree.connection, tree.region[A], 2026, 3)
    found = frame[frame["indicator_id"] == tree.indicator["share"]]
    assert dict(zip(found["period"] % 100, found["value"], strict=True)) == shown
