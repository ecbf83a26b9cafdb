"""Random small worlds: standing() against the independent recomputation, and what must hold whatever the data."""

import os
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
from conftest import World
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from independent import Facts, differences, due_period, periods_of
from outlook import first_of, increments, outlook, say, verdicts
from sqlalchemy import delete, insert, select

from data.write.rollups import rebuild, refresh
from queries import schema
from queries.database import open_engine
from queries.forecast import backtest, forecast
from queries.privacy import ANYBODY, Viewer
from queries.signals import control, signals
from queries.standing import standing

CITY = "411400"
PLAN = "0,0.05,0.3,0.5,0.6,0.7,0.75,0.8,0.85,0.9,0.95,1"
DIRECTIONS = ("higher_better", "lower_better", "neutral")
LEVELS = ("county", "township")
TRIALS = int(os.environ.get("TRIALS", "1"))
"""How many times as many worlds as each run of the suite asks; the same ones each time."""
MODEST = settings(deadline=None, derandomize=True, database=None, phases=[Phase.generate],
                  suppress_health_check=list(HealthCheck))
SCHEMA = open_engine("sqlite://")
schema.metadata.create_all(SCHEMA)


@dataclass(frozen=True)
class Plan:
    """What a random world is like; `seed` fills in the values."""

    townships: tuple[int, ...]
    missing: float
    late: int
    own: bool
    targets: str
    month: int
    year: int
    seed: int


plans = st.builds(
    Plan, townships=st.lists(st.integers(0, 3), min_size=2, max_size=4).map(tuple),
    missing=st.sampled_from([0.0, 0.1, 0.4, 0.8]), late=st.integers(0, 8), own=st.booleans(),
    targets=st.sampled_from(["none", "city", "counties", "both", "some"]), month=st.integers(1, 12),
    year=st.sampled_from([2025, 2026, 2026, 2026]), seed=st.integers(0, 2 ** 20))


def specs(rng) -> dict[str, dict]:
    """Every kind, frequency and shape of indicator the catalogue may hold, with level and direction by chance."""
    def chance(**spec):
        return {"direction": str(rng.choice(DIRECTIONS)), "report_level": str(rng.choice(LEVELS)),
                "plan": PLAN if rng.random() < 0.3 else None} | spec

    found = {}
    for letter, kind in (("F", "flow"), ("S", "stock")):
        for name in ("monthly", "quarterly", "half-yearly", "yearly"):
            found[f"{letter}-{name[0]}"] = chance(kind=kind, frequency=name)
    level = str(rng.choice(LEVELS))
    found |= {
        "A": chance(kind="flow", report_level=level), "B": chance(kind="flow", report_level=level),
        "Q1": chance(kind="flow", frequency="quarterly"), "Q2": chance(kind="flow", frequency="quarterly"),
        "Q3": chance(kind="flow", frequency="quarterly"),
        "T": chance(kind="stock", frequency="quarterly", report_level="township"),
        "C": chance(kind="stock", frequency="quarterly", report_level="county"),
        "Y1": chance(kind="stock", frequency="yearly", report_level="county"),
        "Y2": chance(kind="stock", frequency="yearly", report_level="county"),
        "alone": chance(kind="stock", frequency="half-yearly", additive=False)}

    def ratio(top, bottom, unit="%", frequency="quarterly", level="county"):
        return {"kind": "ratio", "numerator": top, "denominator": bottom, "unit": unit, "frequency": frequency,
                "report_level": level, "direction": str(rng.choice(DIRECTIONS))}

    found |= {
        "R-flows": ratio("A", "B", frequency="monthly", level=level),
        "R-sum": ratio("Q1", "Q2+Q3"), "R-levels": ratio("T", "C"), "R-parts": ratio("C", "Y1+Y2"),
        "R-two": ratio("T", "Y1+Y2"), "R-unit": ratio("C", "Y1", unit="元/户"),
        "R-mixed": ratio("F-y", "S-h", unit="元/户", frequency="yearly")}
    return found


def units_of(world: World, level: str) -> list[str]:
    return [code for code in world.region if len(code) == (6 if level == "county" else 9) and code != CITY]


@contextmanager
def build(plan: Plan, backwards: bool = False):
    rng = np.random.default_rng(plan.seed)
    with SCHEMA.connect() as connection:
        world = World(connection)
        tree = [(CITY, "city", None)]
        for number, townships in enumerate(plan.townships, start=1):
            county = f"4114{number:02}"
            tree.append((county, "county", CITY))
            tree += [(f"{county}{t + 100}", "township", county) for t in range(townships)]
        world.add_regions(*tree)
        indicators = specs(rng)
        world.add_indicators(**indicators)
        rows = observations(world, indicators, plan, rng)
        connection.execute(insert(schema.observations), rows[::-1] if backwards else rows)
        aim(world, indicators, plan, rng)
        schedule(world, indicators, plan, rng)
        rebuild(connection)
        yield world


def observations(world: World, indicators: dict, plan: Plan, rng) -> list[dict]:
    rows = []
    for code, spec in indicators.items():
        if spec["kind"] == "ratio":
            continue
        units = units_of(world, spec["report_level"])
        if plan.own:
            units += [CITY] + units_of(world, "county")[:1 if spec["report_level"] == "township" else 0]
        periods = [p for year in (2024, 2025, 2026) for p in periods_of(year, 12, spec.get("frequency", "monthly"))]
        if spec.get("frequency", "monthly") == "monthly":
            periods = periods[10:]
        silent = rng.random() < 0.1
        for unit in units:
            last = len(periods) - int(rng.integers(0, plan.late + 1))
            for period in periods[:0 if silent else last]:
                if rng.random() >= plan.missing:
                    value = 0.0 if rng.random() < 0.15 else float(rng.integers(1, 400))
                    rows.append({"region_id": world.region[unit], "period": period, "value": value, "batch_id": world.batch,
                                 "indicator_id": world.indicator[code]})
    return rows


def aim(world: World, indicators: dict, plan: Plan, rng) -> None:
    counties, towns = units_of(world, "county"), units_of(world, "township")
    regions = {"none": [], "city": [CITY], "counties": counties, "both": [CITY, *counties],
               "some": [*counties[:1], *towns[:1], *towns[-1:]]}[plan.targets]
    for code, spec in indicators.items():
        if rng.random() < 0.85:
            for region in dict.fromkeys(regions):
                value = 0.0 if rng.random() < 0.1 else float(rng.integers(1, 150 if spec["kind"] == "ratio" else 4000))
                world.aim(code, plan.year, **{region: value})


def schedule(world: World, indicators: dict, plan: Plan, rng) -> None:
    """Plans of the year's own here and there, some of them without their last months."""
    for code in indicators:
        for region in world.region:
            if rng.random() < 0.15:
                shares = np.sort(rng.integers(0, 21, 12)) / 20
                world.plan(code, plan.year, region, [*shares[:11], 1.0][:12 if rng.random() < 0.8 else 7])


def ask(world: World, plan: Plan) -> pd.DataFrame:
    return standing(world.connection, list(world.region.values()), plan.year, plan.month)


@settings(MODEST, max_examples=8 * TRIALS)
@given(plans)
def test_standing_equals_the_independent_recomputation(plan):
    with build(plan) as world:
        wrong = differences(Facts.read(world.connection), ask(world, plan), plan.year, plan.month)
    assert not wrong, "\n".join(wrong[:30])


@settings(MODEST, max_examples=8 * TRIALS)
@given(plans)
def test_the_forecast_equals_the_independent_recomputation(plan):
    with build(plan) as world:
        facts, codes = Facts.read(world.connection), {number: code for code, number in world.indicator.items()}
        said = forecast(world.connection, list(world.region.values()), plan.year, plan.month)
        tried = backtest(world.connection, list(world.region.values()), plan.year, plan.month)
    for row in said.to_dict("records"):
        code, region = codes[row["indicator_id"]], row["region_id"]
        mine = outlook(facts, code, region, plan.year, plan.month) or dict.fromkeys(
            ("forecast", "low", "high", "basis", "as_of")) | {"years": 0}
        theirs = {name: None if pd.isna(row[name]) else row[name] for name in mine}
        assert theirs == pytest.approx(mine) if mine["basis"] is None else theirs == {
            name: value if isinstance(value, str) or value is None else pytest.approx(value) for name, value in mine.items()
        }, (code, region)
        target, direction = facts.target(code, region, plan.year)[0], facts.indicators[code].direction
        lower, far = direction == "lower_better", None if None in (target, mine["forecast"]) else mine["forecast"] - target
        assert row["miss"] is (None if far is None or direction == "neutral" else
                               bool(round(-far if lower else far, 9) < 0)), (code, region)
    for row in tried.itertuples():
        code, seen = codes[row.indicator_id], outlook(facts, codes[row.indicator_id], row.region_id, plan.year, plan.month)
        month = seen["as_of"] % 100 if seen else due_period(row.year, plan.month, facts.indicators[code].frequency) % 100
        then = say(facts, code, row.region_id, row.year, month)
        assert (row.forecast, row.actual) == pytest.approx((then["forecast"], facts.value(code, row.region_id, row.year, 12)))


def points_seen(facts: Facts, code: str, region: int, plan: Plan) -> list[float | None]:
    """The increments up to the period judged as of; where there is none to the last due, with nothing of the year."""
    frequency, as_of = facts.indicators[code].frequency, facts.as_of(code, region, plan.year, plan.month)
    line = increments(facts, code, region, due_period(plan.year, plan.month, frequency), 202401)
    later = [period for period in periods_of(plan.year, plan.month, frequency) if as_of is None or period > as_of]
    return line[:len(line) - len(later)] + ([] if as_of else [None] * len(later))


@settings(MODEST, max_examples=4 * TRIALS)
@given(plans)
def test_signals_equal_the_independent_recomputation(plan):
    with build(plan) as world:
        facts, codes = Facts.read(world.connection), {number: code for code, number in world.indicator.items()}
        found = signals(world.connection, list(world.region.values()), plan.year, plan.month)
        charts = {code: control(world.connection, world.region[CITY], number, plan.year, plan.month)
                  for code, number in list(world.indicator.items())[plan.seed % 3::3]}
    theirs = {(row.region_id, codes[row.indicator_id]): row.signal for row in found.itertuples()}
    mine = {}
    for code, indicator in facts.indicators.items():
        for region in world.region.values():
            if indicator.kind != "ratio" and facts.as_of(code, region, plan.year, plan.month):
                word = first_of(verdicts(points_seen(facts, code, region, plan))[-1])
                mine |= {(region, code): word} if word else {}
    assert theirs == mine
    for code, chart in charts.items():
        if not chart.empty:
            points = points_seen(facts, code, world.region[CITY], plan)
            assert [None if pd.isna(value) else value for value in chart["value"]] == points[-len(chart):], code
            assert not any(point is not None for point in points[:-len(chart)]), code
            assert chart["signal"].tolist() == [first_of(words) for words in verdicts(points)][-len(chart):], code


@settings(MODEST, max_examples=2)
@given(plans)
def test_what_is_said_of_a_region_is_the_same_whoever_is_asked_with_it(plan):
    """So that it may be kept region by region (pages/parts/shell/by_region.py)."""
    with build(plan) as world:
        ids = list(world.region.values())
        for viewer in (ANYBODY, Viewer(frozenset(ids[1:3]))):
            for question in (standing, forecast, signals):
                alone = [question(world.connection, some, plan.year, plan.month, viewer=Viewer(viewer.exact & set(some)))
                         for some in (ids[:1], ids[1:2], ids[2:])]
                together = question(world.connection, ids, plan.year, plan.month, viewer=viewer)
                rows = pd.concat([frame for frame in alone if len(frame)] or alone[:1], ignore_index=True)
                pd.testing.assert_frame_equal(question.frame.typed(rows), together, check_exact=True)


@settings(MODEST, max_examples=6)
@given(plans)
def test_a_total_is_the_sum_of_its_parts(plan):
    with build(plan) as world:
        rows = pd.read_sql(select(schema.rollups), world.connection)
        own = pd.read_sql(select(schema.observations), world.connection)
        facts = Facts.read(world.connection)
    codes = {row.id: row for row in facts.indicators.values()}
    total = {(r.region_id, r.indicator_id, r.period): r.value for r in rows.itertuples()}
    assert len(own)
    for (region, indicator, period), value in total.items():
        row = codes[indicator]
        if row.kind == "ratio" or not row.additive:
            continue
        alone = facts.exact(row.code, region, period) if row.kind == "flow" else facts.latest(row.code, region, period)
        children = sum(total.get((child, indicator, period), 0) for child in facts.children(region))
        assert value == pytest.approx((alone or 0) + children), (row.code, region, period)


@settings(MODEST, max_examples=6)
@given(plans)
def test_a_ratio_lies_within_the_range_of_its_parts(plan):
    with build(plan) as world:
        rows = pd.read_sql(select(schema.rollups).where(schema.rollups.c.base.is_not(None)), world.connection)
        facts = Facts.read(world.connection)
    codes = {row.id: code for code, row in facts.indicators.items()}
    pairs = {(r.region_id, r.indicator_id, r.period): (r.value, r.base) for r in rows.itertuples()}
    for (region, indicator, period), (top, bottom) in pairs.items():
        below = [pairs.get((child, indicator, period)) for child in facts.children(region)]
        below = [pair for pair in below if pair]
        own_top = top - sum(pair[0] for pair in below)
        own_bottom = bottom - sum(pair[1] for pair in below)
        below.append((own_top, own_bottom))  # 本级
        assert own_top >= 0 and own_bottom >= 0, codes[indicator]
        if bottom and all(pair[1] or not pair[0] for pair in below):
            ratios = [pair[0] / pair[1] for pair in below if pair[1]]
            assert min(ratios) - 1e-9 <= top / bottom <= max(ratios) + 1e-9, (codes[indicator], region, period)


@settings(MODEST, max_examples=4)
@given(plans)
def test_the_order_of_rows_changes_nothing(plan):
    with build(plan) as world:
        frame = ask(world, plan)
        turned = standing(world.connection, list(world.region.values())[::-1], plan.year, plan.month)
    with build(plan, backwards=True) as world:
        again = ask(world, plan)
    pd.testing.assert_frame_equal(frame, again)
    key = ["region_id", "indicator_id"]
    pd.testing.assert_frame_equal(frame.sort_values(key, ignore_index=True), turned.sort_values(key, ignore_index=True))


@settings(MODEST, max_examples=8 * TRIALS)
@given(plans, st.integers(0, 2 ** 20))
def test_refreshing_after_a_write_equals_rebuilding(plan, seed):
    rng = np.random.default_rng(seed)
    with build(plan) as world:
        connection = world.connection
        changed = write_somewhere(world, rng)
        refresh(connection, changed)
        refreshed = read_rollups(connection)
        rebuild(connection)
        pd.testing.assert_frame_equal(refreshed, read_rollups(connection))


def write_somewhere(world: World, rng) -> pd.DataFrame:
    """Deletes, changes and adds a few cells, as an import would; returns their keys."""
    connection, table = world.connection, schema.observations
    cells = pd.read_sql(select(table), connection)
    codes = [code for code in world.indicator if not code.startswith("R-")]
    frequency = dict(connection.execute(select(schema.indicators.c.code, schema.indicators.c.frequency)).all())
    gone = cells.sample(n=min(len(cells), int(rng.integers(0, 3))), random_state=int(rng.integers(1000)))
    keys = [(r.region_id, r.period, r.indicator_id) for r in gone.itertuples()]
    for _ in range(int(rng.integers(1, 4))):
        code = str(rng.choice(codes))
        period = int(rng.choice(periods_of(int(rng.choice([2023, 2025, 2026, 2027])), 12, frequency[code])))
        keys.append((int(rng.choice(list(world.region.values()))), period, world.indicator[code]))
    keys = list(dict.fromkeys(keys))
    for number, (region, period, indicator) in enumerate(keys):
        connection.execute(delete(table).where(table.c.region_id == region, table.c.period == period,
                                               table.c.indicator_id == indicator))
        if number >= len(gone):
            connection.execute(insert(table), [{"region_id": region, "period": period, "indicator_id": indicator,
                                                "value": float(rng.integers(0, 99)), "batch_id": world.batch}])
    return pd.DataFrame(keys, columns=["region_id", "period", "indicator_id"])


def read_rollups(connection) -> pd.DataFrame:
    key = ["region_id", "period", "indicator_id"]
    return pd.read_sql(select(schema.rollups), connection).sort_values(key, ignore_index=True)
