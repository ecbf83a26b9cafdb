"""Scores: worked by hand, and against a recomputation cell by cell that shares no code with queries/."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
from conftest import World, months
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from independent import Facts
from sqlalchemy import insert

from data.write.rollups import rebuild
from queries import schema
from queries.database import open_engine, reading
from queries.scores import award, count_scored, list_scored, losses, lost_in_all, rank, scores, spread, totals
from queries.weights import weighable, weights_in_force

pytestmark = pytest.mark.one_engine
CITY, A, B = "411400", "411402", "411403"
TOWN = "411402001"
COUNTY_SCHEME, TOWN_SCHEME = 1, 2
PLAN = "0,0.05,0.3,0.5,0.6,0.7,0.75,0.8,0.85,0.9,0.95,1"
SCHEMES = [{"id": COUNTY_SCHEME, "name": "县考核", "level": "county", "note": None},
           {"id": TOWN_SCHEME, "name": "乡镇考核", "level": "township", "note": None}]


def weigh(world: World, year: int, scheme: int = COUNTY_SCHEME, **weights: float) -> None:
    world.connection.execute(insert(schema.weights), [
        {"scheme_id": scheme, "year": year, "indicator_id": world.indicator[code], "value": value, "batch_id": world.batch}
        for code, value in weights.items()])


def score(world: World, month: int, region: str = A, scheme: int = COUNTY_SCHEME, year: int = 2026) -> pd.DataFrame:
    """One region's rows, indexed by indicator code."""
    regions = [world.region[A], world.region[B]] if scheme == COUNTY_SCHEME else [world.region[TOWN]]
    frame = scores(world.connection, scheme, regions, year, month)
    codes = {number: code for code, number in world.indicator.items()}
    frame = frame[frame["region_id"] == world.region[region]]
    return frame.set_index(frame["indicator_id"].map(codes).rename("code"))


@pytest.fixture
def city(world):
    """A flow, a flow by quarters with a plan, a ratio in %, a stock, one where less is better, and what has no points."""
    world.add_regions((CITY, "city", None), (A, "county", CITY), (B, "county", CITY), (TOWN, "township", A))
    world.add_indicators(
        F={}, P={"plan": PLAN, "frequency": "quarterly"}, X={"direction": "neutral"}, Y={"direction": "neutral"},
        R={"kind": "ratio", "unit": "%", "numerator": "X", "denominator": "Y"}, S={"kind": "stock"},
        L={"kind": "stock", "direction": "lower_better"}, LF={"direction": "lower_better"}, Z={}, N={},
        YEAR={"frequency": "yearly"}, SECRET={"sensitive": True}, T={"report_level": "township"},
        TS={"report_level": "township", "sensitive": True})
    world.connection.execute(insert(schema.schemes), SCHEMES)
    world.observe("F", A, months(2026, [50, 50, 50, 50, 50, 50]))  # 300 of 1200, p 0.5: factor 0.5
    world.observe("P", A, {202603: 40, 202606: 44})  # 84 of 100, p 0.7: full
    world.observe("X", A, {202606: 8})
    world.observe("Y", A, {202606: 10})  # 80 % of 90 %
    world.observe("S", A, {202512: 100, 202606: 108})  # 108 of 120 is 0.9, over p 0.5: full
    world.observe("L", A, {202512: 100, 202606: 95})  # from 100 to 80: 90 by June, at 95
    world.observe("LF", A, months(2026, [1, 1, 1, 1, 1, 3]))  # 8 where 10 a year are allowed, 5 by June
    world.observe("Z", A, {202606: 5})
    world.observe("SECRET", A, {202606: 3})
    world.observe("SECRET", B, {202606: 60})
    world.observe("T", TOWN, {202606: 30})
    world.observe("TS", TOWN, {202606: 30})
    world.aim("F", 2026, **{A: 1200, B: 600})
    world.aim("P", 2026, **{A: 100})
    world.aim("R", 2026, **{CITY: 90})
    world.aim("S", 2026, **{A: 120})
    world.aim("L", 2026, **{A: 80})
    world.aim("LF", 2026, **{A: 10})
    world.aim("Z", 2026, **{A: 0})
    world.aim("YEAR", 2026, **{A: 10})
    world.aim("SECRET", 2026, **{A: 10, B: 100})
    world.aim("T", 2026, **{TOWN: 100})
    world.aim("TS", 2026, **{TOWN: 100})
    return world.done()


@pytest.mark.both_engines
def test_points_by_hand_at_half_year(city):
    weigh(city, 2026, F=10, P=4, R=9, S=3, L=19, LF=8, N=2, SECRET=7, YEAR=6, Z=5, T=0, TS=5)
    found = score(city, 6)
    assert found["points"].dropna().to_dict() == pytest.approx(
        {"F": 5.0, "P": 4.0, "R": 8.0, "S": 3.0, "L": 18.0, "LF": 5.0, "TS": 3.0})
    assert found.loc["L", "limit"] == 90 and found.loc["LF", "limit"] == 5 and found.loc["R", "share"] == 1
    assert found["why"][["N", "YEAR", "SECRET", "Z", "T"]].to_dict() == {
        "N": "未设目标", "YEAR": "未到期", "SECRET": "不公开", "Z": "目标为零", "T": "不考核"}
    assert found[["points", "maximum", "factor"]].loc[["N", "YEAR", "SECRET", "Z", "T"]].isna().all().all()
    whole = totals(found, ["region_id"]).iloc[0]
    assert whole[["points", "maximum"]].tolist() == [46, 58] and whole["rate"] == pytest.approx(46 / 58 * 100)
    assert whole[["counted", "unreported", "hidden"]].tolist() == [7, 0, 1]
    lost = losses(found).merge(pd.DataFrame(city.indicator.items(), columns=["code", "indicator_id"]))
    assert lost["code"].tolist() == ["F", "LF", "TS", "R", "L"] and lost["lost"].tolist() == pytest.approx([5, 3, 2, 1, 1])
    assert lost["beside_most"].tolist() == pytest.approx([1, 0.6, 0.4, 0.2, 0.2]) and lost_in_all(found) == pytest.approx(12)


def test_the_spread_of_what_is_known():
    assert spread(pd.Series([80.0, np.nan, 60.0, 61.0])) == (60, 80, 61)
    assert spread(pd.Series([np.nan])) is None


def test_what_is_not_reported_has_no_points_but_counts(city):
    found = score(city, 6, region=B)
    assert found.loc["F", ["why", "points", "maximum"]].tolist() == ["未上报", 0, 1]
    assert pd.isna(found.loc["F", "factor"]), "no value has been measured"
    assert found.loc["R", "why"] == "未上报", "the city's target holds, the parts are missing"
    assert totals(found, ["region_id"])["unreported"].item() == 2


def test_the_full_year_asks_for_the_whole_target(city):
    found = score(city, 12)
    assert found.loc["F", "points"] == pytest.approx(300 / 1200) and found.loc["LF", "points"] == 1, "8 of 10 allowed"
    assert found.loc["L", "points"] == pytest.approx(80 / 95) and found.loc["YEAR", "why"] == "未上报"


def test_less_is_better_falls_to_nothing_only_in_the_limit(city):
    city.observe("LF", B, months(2026, [0, 0, 0, 0, 0, 0]))
    city.aim("LF", 2026, **{B: 0})
    rebuild(city.connection)
    assert score(city, 6, region=B).loc["LF", ["points", "maximum"]].tolist() == [1, 1], "none allowed and none there"
    city.observe("LF", B, {202512: 0})
    city.connection.execute(schema.observations.update().where(
        schema.observations.c.period == 202603, schema.observations.c.region_id == city.region[B]).values(value=2))
    rebuild(city.connection)
    assert score(city, 6, region=B).loc["LF", ["points", "maximum"]].tolist() == [0, 1]


def test_a_ratio_of_nothing_is_not_scored(city):
    city.observe("X", B, {202606: 0})
    city.observe("Y", B, {202606: 0})
    rebuild(city.connection)
    found = score(city, 6, region=B).loc["R"]
    assert found["why"] == "分母为零" and pd.isna(found["points"]) and pd.isna(found["maximum"])


@pytest.mark.both_engines
def test_a_withheld_value_leaves_no_trace_in_any_sum(city):
    """Whatever the small count is, every figure of the score is the same."""
    def seen() -> list:
        frame = pd.concat([score(city, 6, region=region) for region in (A, B)])
        return [frame.reset_index(drop=True), totals(frame, ["region_id"]), totals(frame, ["action_id"]), losses(frame)]

    before = seen()
    assert before[0].loc[before[0]["why"] == "不公开", "region_id"].tolist() == [city.region[A]]
    city.connection.execute(schema.observations.update().where(
        schema.observations.c.indicator_id == city.indicator["SECRET"],
        schema.observations.c.region_id == city.region[A]).values(value=1))
    rebuild(city.connection)
    for one, other in zip(before, seen(), strict=True):
        pd.testing.assert_frame_equal(one, other)


@pytest.mark.both_engines
def test_a_township_is_scored_on_what_townships_report(city):
    found = score(city, 6, region=TOWN, scheme=TOWN_SCHEME)
    assert list(found.index) == ["T"] and found.loc["T", "points"] == pytest.approx(0.6)
    assert score(city, 6).loc["T", "why"] == "计分", "the county is scored on the sum of its townships"


def test_regions_to_score(city):
    found = list_scored(city.connection, "county", city.region[CITY], 202603)
    assert found["code"].tolist() == [A, B] and found["parent"].tolist() == [CITY, CITY]
    assert list_scored(city.connection, "county", city.region[A], 202603)["code"].tolist() == [A]
    assert list_scored(city.connection, "township", city.region[B], 202603).empty
    counted = [count_scored(city.connection, level, city.region[CITY], 202603) for level in ("county", "township", "village")]
    assert counted == [2, 1, 0]


@pytest.mark.both_engines
def test_a_year_without_weights_takes_the_year_before_else_the_catalogue(city):
    weigh(city, 2024, F=3, S=2)
    weigh(city, 2026, F=5)
    weigh(city, 2026, scheme=TOWN_SCHEME, F=9)

    def held(year: int) -> dict:
        frame = weights_in_force(city.connection, COUNTY_SCHEME, year).set_index("indicator_id")
        return {code: tuple(frame.loc[city.indicator[code], ["weight", "origin"]]) for code in ("F", "S", "P")}

    assert held(2023) == {"F": (1, "catalogue"), "S": (1, "catalogue"), "P": (1, "catalogue")}
    assert held(2025) == {"F": (3, "earlier"), "S": (2, "earlier"), "P": (1, "catalogue")}
    assert held(2026) == {"F": (5, "own"), "S": (2, "earlier"), "P": (1, "catalogue")}
    assert score(city, 6).loc["F", "maximum"] == 5


def test_places_are_shared_and_left_free_after():
    places = rank(pd.Series([90.004, 90.0, 95.0, float("nan"), 80.0]))
    assert places.tolist()[:3] == [2, 2, 1] and pd.isna(places[3]) and places[4] == 4


def test_the_catalogue_never_scores_the_score_itself(demo_engine):
    with reading(demo_engine) as connection:
        catalogue = pd.read_sql(schema.indicators.select(), connection).set_index("code", drop=False)
        found = weights_in_force(connection, TOWN_SCHEME, 2026).set_index("indicator_id")["weight"]
    assert found[catalogue.at["WL-20", "id"]] == 0 and found[catalogue.at["CY-01", "id"]] == 1
    assert not weighable(catalogue, "county")[["JC-01", "WQ-04"]].any(), "neutral"
    assert not weighable(catalogue, "township")[["CY-01", "GA-10"]].any(), "reported above; sensitive"
    assert weighable(catalogue, "county")["GA-10"] and weighable(catalogue, "township")["WM-05"]


# Against a recomputation, on worlds by chance.

KINDS = {"F": {}, "Q": {"frequency": "quarterly", "plan": PLAN}, "H": {"frequency": "half-yearly", "kind": "stock"},
         "S": {"kind": "stock"}, "Y": {"frequency": "yearly"}, "X": {"kind": "flow"}, "D": {"kind": "flow"},
         "R": {"kind": "ratio", "unit": "%", "numerator": "X", "denominator": "D"},
         "U": {"kind": "ratio", "unit": "元/户", "numerator": "X", "denominator": "D"}}
SCHEMA = open_engine("sqlite://")
schema.metadata.create_all(SCHEMA)


@dataclass(frozen=True)
class Chance:
    """What a random world is like; `seed` fills in the values."""

    missing: float
    zero_targets: float
    month: int
    seed: int


chances = st.builds(Chance, missing=st.sampled_from([0.0, 0.2, 0.7]), zero_targets=st.sampled_from([0.0, 0.3]),
                    month=st.integers(1, 12), seed=st.integers(0, 2 ** 20))


def build(connection, chance: Chance, backwards: bool = False) -> World:
    rng = np.random.default_rng(chance.seed)
    world = World(connection)
    world.add_regions((CITY, "city", None), (A, "county", CITY), (B, "county", CITY), ("411404", "county", CITY))
    kinds = {f"{code}{sign}": spec | {"direction": direction, "weight": float(rng.integers(0, 4))}
             for code, spec in KINDS.items() if code not in "XD"
             for sign, direction in (("+", "higher_better"), ("-", "lower_better"), ("0", "neutral"))}
    world.add_indicators(X=KINDS["X"] | {"direction": "neutral"}, D=KINDS["D"] | {"direction": "neutral"}, **kinds)
    connection.execute(insert(schema.schemes), SCHEMES)
    rows = []
    for code, number in world.indicator.items():
        spec = KINDS[code[0]]
        if spec.get("kind") == "ratio":
            continue
        step = {"monthly": 1, "quarterly": 3, "half-yearly": 6, "yearly": 12}[spec.get("frequency", "monthly")]
        for region in (A, B, "411404"):
            for period in [year * 100 + month for year in (2025, 2026) for month in range(step, 13, step)]:
                if rng.random() >= chance.missing:
                    value = 0.0 if rng.random() < 0.2 else float(rng.integers(1, 60))
                    rows.append({"region_id": world.region[region], "period": period, "indicator_id": number,
                                 "value": value, "batch_id": world.batch})
    connection.execute(insert(schema.observations), rows[::-1] if backwards else rows)
    for code in kinds:
        for region in (A, B, CITY):
            if rng.random() < 0.8:
                value = 0.0 if rng.random() < chance.zero_targets else float(rng.integers(1, 400))
                world.aim(code, 2026, **{region: value})
    for code in kinds:
        if rng.random() < 0.4:
            weigh(world, int(rng.choice([2024, 2025, 2026, 2027])), **{code: float(rng.choice([0, 0.5, 2, 7]))})
    return world.done()


def recomputed(facts: Facts, weights: dict, code: str, region: int, month: int) -> tuple[float | None, float | None, str]:
    """Points, maximum and why of one cell, from the reports themselves."""
    row, cell = facts.indicators[code], facts.stand(region, code, 2026, month, as_it_is=True)
    years = [year for number, year in weights if number == row.id and year <= 2026]
    weight = weights[row.id, max(years)] if years else row.weight
    if weight == 0:
        return None, None, "不考核"
    if cell.status in ("未设目标", "未到期"):
        return None, None, cell.status
    if row.kind == "ratio":
        sums = facts.ratio_sums(code, region, [202600 + m for m in range(1, month + 1)], 202600 + month)
        if sums is not None and sums[1] == 0:
            return None, None, "分母为零"
    lower = row.direction == "lower_better"
    if not lower and cell.target == 0:
        return None, None, "目标为零"
    if cell.value is None or not cell.judged:
        return 0.0, weight, "未上报"
    if lower:
        allowed = cell.expected if row.kind == "flow" else max(cell.expected, cell.target)
        factor = 1.0 if cell.value <= allowed else max(allowed, 0.0) / cell.value
    else:
        factor = min(1.0, cell.value / cell.target / (1.0 if row.unit == "%" else cell.share))
    return weight * factor, weight, "计分"


@settings(deadline=None, derandomize=True, database=None, phases=[Phase.generate], max_examples=15,
          suppress_health_check=list(HealthCheck))
@given(chances)
def test_scores_equal_the_recomputation(chance):
    with SCHEMA.connect() as connection:
        world = build(connection, chance)
        regions = [world.region[code] for code in (A, B, "411404")]
        frame = scores(connection, COUNTY_SCHEME, regions, 2026, chance.month)
        facts = Facts.read(connection)
        weights = {(row.indicator_id, row.year): row.value for row in connection.execute(schema.weights.select())}
    codes = {number: code for code, number in world.indicator.items()}
    assert set(frame["indicator_id"]) == {n for n, code in codes.items() if code[-1] in "+-"} and len(frame) == 14 * 3
    for row in frame.itertuples():
        points, maximum, why = recomputed(facts, weights, codes[row.indicator_id], row.region_id, chance.month)
        assert row.why == why, (codes[row.indicator_id], row)
        assert (pd.isna(row.points), pd.isna(row.maximum)) == (points is None, maximum is None)
        if points is not None:
            assert (row.points, row.maximum) == pytest.approx((points, maximum))
            assert 0 <= row.points <= row.maximum == row.weight
    sums = totals(frame, ["region_id"])
    for region in regions:
        mine = frame[frame["region_id"] == region]
        assert sums.loc[region, "points"] == pytest.approx(mine["points"].sum(), nan_ok=True) or mine["points"].isna().all()


@settings(deadline=None, derandomize=True, database=None, phases=[Phase.generate], max_examples=3,
          suppress_health_check=list(HealthCheck))
@given(chances)
def test_the_order_of_rows_and_regions_changes_no_score(chance):
    frames = []
    for backwards in (False, True):
        with SCHEMA.connect() as connection:
            world = build(connection, chance, backwards)
            regions = [world.region[code] for code in (A, B, "411404")]
            frames.append(scores(connection, COUNTY_SCHEME, regions[::-1] if backwards else regions, 2026, chance.month))
    one, other = (frame.sort_values(["region_id", "indicator_id"], ignore_index=True) for frame in frames)
    pd.testing.assert_frame_equal(one, other)


def test_points_never_leave_their_bounds():
    frame = pd.DataFrame({
        "direction": ["higher_better", "higher_better", "lower_better", "lower_better"], "kind": "flow", "percent": False,
        "value": [-5.0, 1e12, -3.0, 1e12], "target": 10.0, "share": 0.5, "expected": 5.0,
        "completion": [-0.5, 1e11, -0.3, 1e11],
        "bottom": float("nan"), "status": "滞后", "withheld": "", "weight": 2.0})
    assert award(frame)["points"].tolist() == pytest.approx([0.0, 2.0, 2.0, 0.0], abs=1e-9)
