"""SEMANTICS.md's worked examples, number by number."""

import pandas as pd
import pytest
from conftest import months

from queries.standing import standing

CITY, A, B = "411400", "411402", "411403"
FIVE = ("411402", "411403", "411421", "411422", "411423")


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
    assert (found["baseline"], found["status"]) == (150, "未上报") and pd.isna(found["as_of"])
    assert (found["last_in"], found["last_of"]) == (found["reported"], found["due_units"]) == (1, 2)
    alone = row(example, "S", B)
    assert (alone["value"], alone["carried"]) == (50, 1)
    example.observe("S", B, {202603: 50})
    found = row(example.done(), "S", CITY)
    assert (found["as_of"], found["expected"], round(found["gap"], 1), found["status"]) == (202603, 156, -1.1, "略滞后")


def test_quarterly_flow_is_judged_at_its_last_due_period(example):
    found = row(example, "Q", A, month=7)
    assert (found["value"], found["share"], found["expected"]) == (210, 0.5, 200)
    assert round(found["gap"], 1) == 2.5
    assert found["status"] == "达序时"


@pytest.fixture
def five(world):
    """Five counties with 50 each by 202610, 10 a month; target of the city 600."""
    world.add_regions((CITY, "city", None), *((county, "county", CITY) for county in FIVE))
    world.add_indicators(G={"kind": "flow"})
    for county in FIVE:
        world.observe("G", county, months(2026, [10] * 10))
    world.aim("G", 2026, **{CITY: 600, FIVE[4]: 120})
    return world


@pytest.mark.parametrize(("early", "as_of", "value", "expected", "gap", "status"), [
    (2, 202610, 500, 500, 0.0, "达序时"), (4, 202611, 545, 550, -0.8, "略滞后")])
def test_judged_as_of_the_newest_period_that_four_fifths_have_reported(five, early, as_of, value, expected, gap, status):
    for county, more in zip(FIVE[:early], (11, 11, 11, 12), strict=False):
        five.observe("G", county, {202611: more})
    found = row(five.done(), "G", CITY, month=11)
    assert (found["as_of"], found["value"], found["status"]) == (as_of, value, status)
    assert (found["expected"], round(found["gap"], 1)) == (pytest.approx(expected), gap)
    assert (found["last_in"], found["last_of"], found["behind"]) == (early, 5, 0 if early == 4 else 1)
    late = row(five, "G", FIVE[4], month=11)
    assert (late["as_of"], late["value"], late["status"], late["later_in"]) == (202610, 100, "达序时", 0), "缺11月"
