"""What makes a gap, and what is left to do: by hand, against plain sums over the raw tables, and whatever is reported."""

import random

import numpy as np
import pandas as pd
import pytest
from conftest import months
from sqlalchemy import select

from queries import schema
from queries.catalogue import list_indicators
from queries.database import reading
from queries.periods import between
from queries.privacy import personal
from queries.standing import standing
from queries.why import parts_of_gap, still_to_do

pytestmark = pytest.mark.one_engine
CITY, A, B = "411400", "411402", "411403"
NAN = float("nan")


@pytest.fixture
def two(world):
    """The two counties of SEMANTICS.md's worked examples."""
    world.add_regions((CITY, "city", None), (A, "county", CITY), (B, "county", CITY))
    world.add_indicators(
        F={}, X={}, Y={}, S={"kind": "stock"}, L={"direction": "lower_better"}, P={"sensitive": True},
        R={"kind": "ratio", "unit": "%", "numerator": "X", "denominator": "Y"})
    world.judge_from(0.5)
    return world


def parts(world, code: str, month: int = 3, region: str = CITY) -> pd.DataFrame:
    frame = parts_of_gap(world.connection, world.region[region], world.indicator[code], 2026, month)
    names = {number: place for place, number in world.region.items()}
    return frame.assign(place=frame["region_id"].map(names)).set_index(["role", "place"])


def row(world, code: str, month: int = 3, region: str = CITY) -> pd.Series:
    return standing(world.connection, [world.region[region]], 2026, month, [world.indicator[code]]).iloc[0]


@pytest.mark.both_engines
def test_the_worked_example_of_a_flow(two):
    two.observe("F", A, months(2026, [90, 110, 130]))
    two.observe("F", B, months(2026, [40, None, 50]))
    two.aim("F", 2026, **{A: 1200, B: 600})
    found = parts(two.done(), "F")
    assert list(found.index) == [("part", B), ("part", A)], "the worst first"
    assert found["away"].tolist() == [90 - 150, 330 - 300] and found["beside_most"].tolist() == [-1.0, 0.5]
    assert found[["cells", "due_cells"]].values.tolist() == [[2, 3], [3, 3]], "what is not in is said beside it"
    assert found["away"].sum() == 420 - 450
    left = still_to_do(row(two, "F"), 0)
    assert (left.left, left.met, left.first, left.last) == (1380, False, 202604, 202612)
    assert left.each == 154 and 9 * left.each >= left.left > 9 * (left.each - 1) and left.so_far == 140
    assert parts(two, "F", region=A).empty, "nothing lies below a county that reports"


def test_a_target_of_the_whole_and_a_report_of_its_own_stand_apart(two):
    two.observe("F", A, months(2026, [100]))
    two.observe("F", B, months(2026, [50]))
    two.observe("F", CITY, months(2026, [7]))
    two.aim("F", 2026, **{CITY: 2400, A: 1200, B: 600})
    found = parts(two.done(), "F", 1)
    assert found["away"].to_dict() == {("part", A): 0, ("part", B): 0, ("own", CITY): 7, ("rest", CITY): -50}
    assert found["away"].sum() == row(two, "F", 1)["value"] - row(two, "F", 1)["expected"]


def test_who_has_not_reported_is_in_the_gap_and_said(two):
    two.observe("F", A, months(2026, [100]))
    two.aim("F", 2026, **{A: 1200, B: 600})
    found = parts(two.done(), "F", 1)
    assert found.loc[("part", B), ["away", "cells", "due_cells"]].tolist() == [-50, 0, 1]
    assert np.isnan(found.loc[("part", B), "value"])


@pytest.mark.both_engines
def test_a_ratio_is_pulled_down_by_its_parts(two):
    two.observe("X", A, {202603: 9}), two.observe("Y", A, {202603: 10})
    two.observe("X", B, {202603: 1}), two.observe("Y", B, {202603: 90})
    two.aim("R", 2026, **{CITY: 40})
    found = parts(two.done(), "R")
    assert found["away"].to_dict() == pytest.approx({("part", B): (100 - 40 * 90) / 100, ("part", A): (900 - 400) / 100})
    assert found["away"].sum() == pytest.approx(10 - 40)
    left = still_to_do(row(two, "R"), 1)
    assert left.left == 30 and left.more == 30 and np.isnan(left.each), "40 of 100 is 30 more than 10"


@pytest.mark.both_engines
def test_a_stock_is_measured_from_last_year_s_end(two):
    two.observe("S", A, {202512: 100, 202603: 104}), two.observe("S", B, {202512: 50, 202603: 50})
    two.aim("S", 2026, **{A: 116, B: 58})
    found = parts(two.done(), "S")
    assert found["away"].to_dict() == {("part", B): 50 - 52, ("part", A): 104 - 104}
    left = still_to_do(row(two, "S"), 0)
    assert (left.left, left.each, left.so_far) == (20, 3, pytest.approx(4 / 3))


@pytest.mark.parametrize("values, left, met, each", [([10, 10, 10], 90, True, 10), ([60, 60, 60], 60, False, NAN)])
def test_a_limit_says_what_is_still_allowed(two, values, left, met, each):
    two.observe("L", A, months(2026, values))
    two.aim("L", 2026, **{A: 120})
    found = still_to_do(row(two.done(), "L", region=A), 0)
    assert (found.left, found.met) == (left, met) and (found.each == each or np.isnan(each) and np.isnan(found.each))


def test_what_is_late_is_not_left_to_do_twice(two):
    """Judged as of February: March is among the periods that are left, whatever the month looked at."""
    two.observe("F", A, months(2026, [90, 110]))
    two.aim("F", 2026, **{A: 1200})
    found = still_to_do(row(two.done(), "F", region=A), 0)
    assert (found.left, found.first, found.last, found.each) == (1000, 202603, 202612, 100)


@pytest.mark.parametrize("value", [1, 2, 3, 4])
def test_nothing_left_over_of_rounded_figures_is_told(two, value):
    """Whatever a figure that reads <5 is, the answer is the same."""
    for region, of in ((A, value), (B, 12)):
        two.observe("P", region, months(2026, [of]))
    two.aim("P", 2026, **{A: 120, B: 120})
    found = parts(two.done(), "P", 1)
    assert set(found.index.get_level_values("role")) == {"part"}
    assert found.loc[("part", A), "withheld"] == "small" and np.isnan(found.loc[("part", A), "away"])
    assert found.loc[("part", B), "away"] == 0, "about 10, less 10"
    assert still_to_do(row(two, "P", 1, region=A), 0) is None


def test_the_rows_add_up_to_the_gap_whatever_is_reported(two):
    """Eight flows drawn at random: reports that lack, targets that lack, of the whole too."""
    draw, codes = random.Random(7), [f"Z{number}" for number in range(8)]
    two.add_indicators(**{code: {} for code in codes})
    for code in codes:
        for region in (A, B):
            values = {period: draw.randrange(400) for period in (202601, 202602, 202603) if draw.random() < 0.7}
            if values:
                two.observe(code, region, values)
        two.aim(code, 2026, **{region: draw.randrange(1, 3000) for region in (CITY, A, B) if draw.random() < 0.7})
    rows = standing(two.done().connection, [two.region[CITY]], 2026, 3).set_index("indicator_id")
    looked = 0
    for code in codes:
        mine, found = rows.loc[two.indicator[code]], parts(two, code)
        assert bool(len(found)) == pd.notna([mine["expected"], mine["value"], mine["as_of"]]).all()
        if len(found) and found["away"].notna().all():
            assert found["away"].sum() == pytest.approx(mine["value"] - mine["expected"])
            looked += 1
        left = still_to_do(mine, 0)
        if left and not left.met:
            assert left.left == mine["target"] - mine["value"]
            assert left.each * len(between(left.first, left.last)) >= left.left
    assert looked >= 4


def test_the_demo_s_counties_are_a_plain_sum_of_the_raw_tables(demo_engine):
    """Every flow of the city that counties report: what each county did against its own target, even plan or the catalogue's."""
    with reading(demo_engine) as connection:
        catalogue = list_indicators(connection)
        root = connection.scalar(select(schema.regions.c.id).where(schema.regions.c.parent_id.is_(None)))
        rows = standing(connection, [root], 2026, 11).set_index("indicator_id")
        raw = pd.read_sql(select(schema.observations).where(schema.observations.c.period.between(202601, 202612)), connection)
        aims = pd.read_sql(select(schema.targets).where(schema.targets.c.year == 2026), connection)
        plain = catalogue[(catalogue["kind"] == "flow") & (catalogue["report_level"] == "county")
                          & (catalogue["direction"] == "higher_better") & ~personal(catalogue) & catalogue["additive"]]
        looked = 0
        for number, indicator in list(plain.iterrows())[::3]:
            mine = rows.loc[number]
            found = parts_of_gap(connection, root, number, 2026, 11)
            for part in found[found["role"] == "part"].itertuples():
                of = raw[(raw["indicator_id"] == number) & (raw["region_id"] == part.region_id)]
                of = of[of["period"] <= mine["as_of"]]
                aim = aims[(aims["indicator_id"] == number) & (aims["region_id"] == part.region_id)]["value"]
                assert part.away == pytest.approx(of["value"].sum() - aim.sum() * mine["share"]), indicator["code"]
                looked += 1
        assert looked > 30
