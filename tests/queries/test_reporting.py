"""上报: due, reported and in time, against counts by hand and, on the demo, against plain loops over the raw tables."""

from collections import Counter
from datetime import date, datetime

import pandas as pd
import pytest
from conftest import months
from sqlalchemy import insert, select, update

from queries.periods import deadline
from queries.reporting import due_cells, list_units, rates
from queries.schema import batches, observations, regions, revisions, settings

pytestmark = pytest.mark.one_engine
CITY, A, B, TOWN, OTHER = "411400", "411402", "411403", "411402100", "411402101"
LATER = date(2026, 6, 1)


@pytest.fixture
def city(world):
    world.add_regions((CITY, "city", None), (A, "county", CITY), (B, "county", CITY), (TOWN, "township", A),
                      (OTHER, "township", A))
    world.add_indicators(F={}, Q={"frequency": "quarterly", "report_level": "township"},
                         R={"kind": "ratio", "numerator": "F", "denominator": "F"})
    return world


def send(world, code: str, region: str, values: dict[int, float], received: datetime) -> int:
    """Observations in a batch of their own; its number."""
    kept, world.batch = world.batch, world.connection.execute(insert(batches).values(
        world._batch() | {"received_at": received})).inserted_primary_key[0]
    world.observe(code, region, values)
    sent, world.batch = world.batch, kept
    return sent


def asked(world, region=CITY, month=3, today=LATER) -> pd.DataFrame:
    return due_cells(world.connection, world.region[region], 2026, month, today)


@pytest.mark.both_engines
def test_the_worked_example(city):
    """SEMANTICS.md: A reports three months, B the first and third: 上报率 5/6."""
    city.observe("F", A, months(2026, [90, 110, 130])), city.observe("F", B, months(2026, [40, None, 50]))
    cells = asked(city)
    of_f = rates(cells[cells["indicator_id"] == city.indicator["F"]], ["indicator_id"]).iloc[0]
    assert (of_f["due"], of_f["reported"], of_f["missing"]) == (6, 5, 1) and of_f["rate"] == 5 / 6


def test_what_is_due(city):
    """Monthly at the county, quarterly at the township once the quarter is over; ratios never."""
    count = Counter(zip(asked(city)["indicator_id"], asked(city)["period"], strict=True))
    f, q = city.indicator["F"], city.indicator["Q"]
    assert count == {(f, 202601): 2, (f, 202602): 2, (f, 202603): 2, (q, 202603): 2}
    assert set(asked(city, month=2)["indicator_id"]) == {f}


@pytest.mark.parametrize("received, state", [
    (datetime(2026, 2, 10, 23, 59), "按时"), (datetime(2026, 2, 11), "迟报"), (datetime(2026, 1, 3), "按时"), (None, "逾期未报")])
def test_in_time_is_by_the_end_of_the_deadline(city, received, state):
    if received:
        send(city, "F", A, {202601: 0.0}, received)
    cells = asked(city, region=A, month=1)
    assert cells["state"].tolist() == [state]


@pytest.mark.parametrize("today, state, closed", [
    (date(2026, 2, 1), "未到期限", False), (date(2026, 2, 10), "未到期限", False), (date(2026, 2, 11), "逾期未报", True)])
def test_nothing_is_late_before_its_day(city, today, state, closed):
    cells = asked(city, region=A, month=1, today=today)
    assert cells["state"].tolist() == [state] and cells["closed"].tolist() == [closed]
    total = rates(cells, ["period"]).iloc[0]
    assert total["rate"] == 0 and (total["in_time"] == 0 if closed else pd.isna(total["in_time"]))


@pytest.mark.both_engines
def test_the_deadline_is_a_setting_and_fits_the_month(city):
    assert deadline(202612, 10) == date(2027, 1, 10) and deadline(202601, 31) == date(2026, 2, 28)
    city.connection.execute(insert(settings).values(key="deadline_day", value="5"))
    send(city, "F", A, {202601: 1.0}, datetime(2026, 2, 6))
    assert asked(city, region=A, month=1)["state"].tolist() == ["迟报"]


@pytest.mark.both_engines
@pytest.mark.parametrize("first_live, state", [(True, "按时"), (False, "迟报")])
def test_a_correction_does_not_make_a_report_late(city, first_live, state):
    """In time by the first receipt; a first report that was undone does not count."""
    first = send(city, "F", B, {202601: 1.0}, datetime(2026, 2, 3))
    city.connection.execute(update(batches).where(batches.c.id == first).values(
        undone_at=None if first_live else datetime(2026, 2, 4)))
    second = send(city, "F", A, {202601: 2.0}, datetime(2026, 3, 1))
    row = {"table": "observations", "region_id": city.region[A], "period": 202601, "indicator_id": city.indicator["F"]}
    city.connection.execute(insert(revisions), [
        row | {"batch_id": first, "old_value": None, "new_value": 1.0, "old_batch_id": None},
        row | {"batch_id": second, "old_value": 1.0, "new_value": 2.0, "old_batch_id": first}])
    assert asked(city, region=A, month=1)["state"].tolist() == [state]


def test_a_unit_owes_nothing_before_it_exists(city):
    city.connection.execute(update(regions).where(regions.c.code == OTHER).values(valid_from=202604))
    assert set(asked(city)["region_id"]) == {city.region[A], city.region[B], city.region[TOWN]}


@pytest.mark.both_engines
def test_places_are_the_regions_children_or_itself(city):
    of_city, of_county = asked(city), asked(city, region=A)
    assert set(of_city["place"]) == {city.region[A], city.region[B]}
    assert set(of_county["place"]) == {city.region[A], city.region[TOWN], city.region[OTHER]}
    assert list_units(city.connection, city.region[CITY])["code"].tolist() == [A, TOWN, OTHER, B]
    assert asked(city, region=TOWN)["place"].unique().tolist() == [city.region[TOWN]]


def test_the_demo_agrees_with_a_plain_count(demo_engine):
    """Every cell of the year looked up one by one in the raw tables, with nothing of the code under test."""
    with demo_engine.connect() as connection:
        root = connection.execute(select(regions.c.id).where(regions.c.parent_id.is_(None))).scalar()
        cells = due_cells(connection, root, 2026, 11, date(2026, 11, 22))
        catalogue = pd.read_sql("SELECT * FROM indicators WHERE kind <> 'ratio'", connection)
        place = pd.read_sql("SELECT id, level, county_id FROM regions WHERE level IN ('county', 'township')", connection)
        held = {(row.region_id, row.period, row.indicator_id): row.received_at for row in connection.execute(
            select(observations.c.region_id, observations.c.period, observations.c.indicator_id, batches.c.received_at)
            .join(batches, batches.c.id == observations.c.batch_id).where(observations.c.period > 202600))}
    every = {"monthly": range(1, 12), "quarterly": (3, 6, 9), "half-yearly": (6,), "yearly": ()}
    due, reported, punctual, closed = Counter(), Counter(), Counter(), Counter()
    for unit in place.itertuples():
        county = unit.id if unit.level == "county" else int(unit.county_id)
        for indicator in catalogue[catalogue["report_level"] == unit.level].itertuples():
            for month in every[indicator.frequency]:
                key, came = (county, 202600 + month), held.get((unit.id, 202600 + month, indicator.id))
                due[key] += 1
                reported[key] += came is not None
                if month < 11:  # on 22 November October's deadline has passed, November's has not
                    closed[key] += 1
                    punctual[key] += came is not None and came.date() <= date(2026, month + 1, 10)
    final = rates(cells, ["place", "period"]).set_index(["place", "period"])
    assert final["due"].to_dict() == dict(due) and final["reported"].to_dict() == dict(reported)
    assert sum(due.values()) == len(cells) == 47039
    for key, row in final.iterrows():
        expected = punctual[key] / closed[key] if closed[key] else None
        assert pd.isna(row["in_time"]) if expected is None else row["in_time"] == pytest.approx(expected)
    assert {key for key in due if key[1] == 202611 and due[key] == reported[key]} == {
        key for key, row in final.iterrows() if key[1] == 202611 and row["missing"] + row["waiting"] == 0} != set()
