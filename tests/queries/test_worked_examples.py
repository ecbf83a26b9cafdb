"""SEMANTICS.md's worked examples, number by number."""

import pytest
from conftest import months

from queries.standing import standing

CITY, A, B = "411400", "411402", "411403"


@pytest.fixture
def example(world):
    world.add_regions((CITY, "city", None), (A, "county", CITY), (B, "county", CITY))
    world.add_indicators(
        F={"kind": "flow"}, X={"kind": "flow"}, Y={"kind": "flow"},
        R={"kind": "ratio", "unit": "%", "numerator": "X", "denominator": "Y"},
        S={"kind": "stock"}, Q={"kind": "flow", "frequency": "quarterly"})
    world.observe("F", A, months(2026, [90, 110, 130]) | months(2025, [100, 100, 100]))
    world.observe("F", B, months(2026, [40, None, 50]) | months(2025, [50, 50, 50]))
    world.aim("F", 2026, **{A: 1200, B: 600})
    world.observe("X", A, {202603: 9})
    world.observe("Y", A, {202603: 10})
    world.observe("X", B, {202603: 1})
    world.observe("Y", B, {202603: 90})
    world.observe("S", A, {202512: 100, 202603: 104})
    world.observe("S", B, {202512: 50})
    world.aim("S", 2026, **{CITY: 174})
    world.observe("Q", A, {202603: 100, 202606: 110})
    world.aim("Q", 2026, **{A: 400})
    return world.done()


def row(world, code, region, month=3):
    frame = standing(world.connection, list(world.region.values()), 2026, month)
    return frame[(frame["region_id"] == world.region[region])
                 & (frame["indicator_id"] == world.indicator[code])].iloc[0]


@pytest.mark.parametrize(("region", "value", "target", "expected", "gap", "status"), [
    (CITY, 420, 1800, 450, -1.7, "略滞后"), (A, 330, 1200, 300, 2.5, "达序时"), (B, 90, 600, 150, -10.0, "滞后")])
def test_flow_against_pace(example, region, value, target, expected, gap, status):
    found = row(example, "F", region)
    assert (found["value"], found["target"], found["expected"]) == (value, target, expected)
    assert found["share"] == 0.25
    assert round(found["gap"], 1) == gap
    assert found["status"] == status


def test_same_period_comparison_is_like_for_like(example):
    found = row(example, "F", CITY)
    assert found["yoy"] == pytest.approx((420 - 400) / 400)
    assert (found["yoy_units"], found["yoy_all"]) == (5, 6)
    assert (found["cells"], found["due_cells"]) == (5, 6)


def test_period_on_period_is_like_for_like(example):
    assert row(example, "F", A)["mom"] == pytest.approx((130 - 110) / 110)
    city = row(example, "F", CITY)
    assert city["mom"] == pytest.approx((130 - 110) / 110), "B has no February and stays out"
    assert city["current"] == 180


def test_ratio_is_a_ratio_of_sums(example):
    assert row(example, "R", CITY)["value"] == pytest.approx(10.0)
    assert row(example, "R", A)["value"] == pytest.approx(90.0)


def test_stock_is_carried_forward_and_judged_from_its_baseline(example):
    found = row(example, "S", CITY)
    assert (found["value"], found["carried"], found["oldest"]) == (154, 1, 202512)
    assert found["baseline"] == 150
    assert found["expected"] == 156
    assert round(found["gap"], 1) == -1.1
    assert found["status"] == "略滞后"
    assert (found["reported"], found["due_units"]) == (1, 2)
    alone = row(example, "S", B)
    assert (alone["value"], alone["carried"]) == (50, 1)


def test_quarterly_flow_is_judged_at_its_last_due_period(example):
    found = row(example, "Q", A, month=7)
    assert (found["value"], found["share"], found["expected"]) == (210, 0.5, 200)
    assert round(found["gap"], 1) == 2.5
    assert found["status"] == "达序时"
