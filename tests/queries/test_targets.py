"""Targets in force: own, else the children's sum (flow, stock), else the parent's (ratio)."""

import pytest

from queries.targets import list_targets

CITY, A, B, TOWN, VILLAGE = "411400", "411402", "411403", "411402100", "411402100001"


@pytest.fixture
def tree(world):
    world.add_regions((CITY, "city", None), (A, "county", CITY), (B, "county", CITY), (TOWN, "township", A),
                      (VILLAGE, "village", TOWN))
    world.add_indicators(F={"kind": "flow", "report_level": "township"}, S={"kind": "stock"}, X={}, Y={},
                         R={"kind": "ratio", "unit": "%", "numerator": "X", "denominator": "Y"})
    return world


def in_force(world, code, year=2026):
    frame = list_targets(world.connection, year)
    frame = frame[frame["indicator_id"] == world.indicator[code]]
    names = {number: region for region, number in world.region.items()}
    return {names[row.region_id]: (row.target, row.origin) for row in frame.itertuples()}


def test_a_year_without_targets_has_none(tree):
    tree.aim("F", 2025, **{CITY: 5})
    assert list_targets(tree.connection, 2026).empty
    assert list(list_targets(tree.connection, 2026).columns) == ["region_id", "indicator_id", "target", "origin"]


@pytest.mark.parametrize(("code", "stated", "expected"), [
    ("F", {A: 1200, B: 600}, {CITY: (1800, "children"), A: (1200, "own"), B: (600, "own")}),
    ("F", {CITY: 2000, A: 1200, B: 600}, {CITY: (2000, "own"), A: (1200, "own"), B: (600, "own")}),
    ("F", {CITY: 2000}, {CITY: (2000, "own")}),
    ("F", {TOWN: 7}, {TOWN: (7, "own"), A: (7, "children"), CITY: (7, "children")}),
    ("F", {TOWN: 7, A: 0, B: 5}, {TOWN: (7, "own"), A: (0, "own"), B: (5, "own"), CITY: (5, "children")}),
    ("S", {A: 3}, {A: (3, "own"), CITY: (3, "children")}),
    ("R", {CITY: 90}, {CITY: (90, "own"), A: (90, "parent"), B: (90, "parent"), TOWN: (90, "parent")}),
    ("R", {CITY: 90, A: 80}, {CITY: (90, "own"), A: (80, "own"), B: (90, "parent"), TOWN: (80, "parent")}),
    ("R", {A: 80}, {A: (80, "own"), TOWN: (80, "parent")})])
def test_the_target_in_force(tree, code, stated, expected):
    tree.aim(code, 2026, **stated)
    assert in_force(tree, code) == expected


def test_targets_of_other_years_do_not_count(tree):
    tree.aim("F", 2025, **{A: 1})
    tree.aim("F", 2026, **{B: 2})
    assert in_force(tree, "F") == {B: (2, "own"), CITY: (2, "children")}


def test_a_county_beside_cities_is_summed_and_given_with_them(world):
    world.add_regions(("410000", "province", None), (CITY, "city", "410000"), (A, "county", CITY), (B, "county", CITY),
                      ("419001", "county", "410000"))
    world.add_indicators(F={"kind": "flow"}, X={}, Y={}, R={"kind": "ratio", "unit": "%", "numerator": "X", "denominator": "Y"})
    world.aim("F", 2026, **{A: 10, B: 20, "419001": 3})
    world.aim("R", 2026, **{"410000": 90})
    assert in_force(world, "F") == {A: (10, "own"), B: (20, "own"), CITY: (30, "children"), "419001": (3, "own"),
                                    "410000": (33, "children")}
    assert in_force(world, "R") == {"410000": (90, "own")} | dict.fromkeys((CITY, A, B, "419001"), (90, "parent"))
