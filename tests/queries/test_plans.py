"""Plans of a year and a region: whose holds where, and what they do to the pace."""

import pytest
from conftest import months

from queries.plans import list_plans
from queries.standing import standing
from queries.trend import trend

pytestmark = pytest.mark.one_engine
CITY, A, B, TOWN = "411400", "411402", "411403", "411402100"
EVEN = [month / 12 for month in range(1, 13)]
LATE = [0.0] * 9 + [0.2, 0.6, 1.0]
EARLY = [0.5, 0.9] + [1.0] * 10


@pytest.fixture
def tree(world):
    world.add_regions((CITY, "city", None), (A, "county", CITY), (B, "county", CITY), (TOWN, "township", A))
    world.add_indicators(F={}, Q={"frequency": "quarterly"}, seasonal={"plan": ",".join(map(str, EARLY))})
    return world


def in_force(world, year=2026):
    rows = list_plans(world.connection, year, list(world.region.values()))
    code_of = {number: code for code, number in world.region.items()}
    return {(code_of[row.region_id], row.indicator_id): ([float(part) for part in row.plan.split(",")], code_of[row.stated_by])
            for row in rows.itertuples()}


def share(world, code, region, month):
    frame = standing(world.connection, [world.region[region]], 2026, month).set_index("indicator_id")
    return frame.at[world.indicator[code], "share"]


@pytest.mark.both_engines
def test_nothing_stated_is_no_row(tree):
    assert in_force(tree) == {} and list(list_plans(tree.connection, 2026, [1]).columns) == [
        "region_id", "indicator_id", "plan", "stated_by"]


@pytest.mark.both_engines
def test_a_region_follows_itself_then_its_nearest_ancestor(tree):
    tree.plan("F", 2026, CITY, LATE)
    tree.plan("F", 2026, A, EARLY)
    found = in_force(tree)
    assert {region: value for (region, _), value in found.items()} == {
        CITY: (LATE, CITY), A: (EARLY, A), B: (LATE, CITY), TOWN: (EARLY, A)}
    assert in_force(tree, 2025) == in_force(tree, 2027) == {}, "a plan is one year's"


def test_a_plan_that_lacks_a_month_is_none(tree):
    tree.plan("F", 2026, CITY, LATE)
    tree.plan("F", 2026, A, EARLY[:11])
    assert in_force(tree)[A, tree.indicator["F"]] == (LATE, CITY)


@pytest.mark.parametrize(("code", "region", "month", "expected"), [
    ("F", B, 6, 0.5), ("F", A, 10, 0.2), ("F", TOWN, 10, 0.2), ("seasonal", B, 1, 0.5), ("seasonal", A, 1, 1 / 12),
    ("Q", CITY, 11, 0.0), ("Q", CITY, 12, 1.0), ("Q", B, 2, 0.0)])
def test_the_pace_goes_by_the_plan_in_force_at_the_last_period_due(tree, code, region, month, expected):
    tree.plan("F", 2026, A, LATE)
    tree.plan("seasonal", 2026, A, EVEN)
    tree.plan("Q", 2026, CITY, LATE)
    assert share(tree.done(), code, region, month) == pytest.approx(expected)


@pytest.mark.both_engines
def test_expected_gap_status_and_the_drawn_plan_follow(tree):
    tree.observe("F", A, months(2026, [10] * 10))
    tree.aim("F", 2026, **{A: 1000})
    tree.plan("F", 2026, CITY, LATE)
    frame = standing(tree.done().connection, [tree.region[A]], 2026, 10).set_index("indicator_id")
    found = frame.loc[tree.indicator["F"]]
    assert (found["expected"], found["gap"], found["status"]) == (200, pytest.approx(-10), "滞后")
    drawn = trend(tree.connection, tree.region[A], tree.indicator["F"], 2026, 10)
    assert drawn[drawn["series"] == "计划"].set_index("month")["value"].to_dict() == pytest.approx(
        {10: 200, 11: 600, 12: 1000}), "nothing is due before"
