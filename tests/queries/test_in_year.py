"""An indicator that there is not in a year is in nothing about that year, and in all of it in years in which it is."""

from datetime import datetime

import pandas as pd
import pytest
from conftest import months
from sqlalchemy import insert, update

from data.write.actor import alone
from data.write.snapshots import FIGURES, take
from queries import schema
from queries.catalogue import last_year_of, list_indicators
from queries.changes import corrected
from queries.homes.agreement import disagreements
from queries.homes.coverage import women
from queries.judged import judged
from queries.quality.checks_register import point
from queries.snapshots import list_snapshots, since
from queries.standing import standing
from queries.trend import sparklines

CITY, A = "411400", "411402"
AT = datetime(2026, 4, 12)


@pytest.fixture
def office(world):
    world.add_regions((CITY, "city", None), (A, "county", CITY))
    world.add_indicators(F={}, S={"kind": "stock"}, **{"JC-01": {"kind": "stock"}, "WL-01": {"kind": "stock"}})
    world.add_forms()
    for code in world.indicator:
        world.observe(code, A, months(2025, [7] * 12) | months(2026, [9, 9, 9]))
    return world.done()


def retire(world, *codes, last=2025) -> None:
    of = schema.indicators
    world.connection.execute(update(of).where(of.c.code.in_(codes)).values(last_year=last))


def lines(world, year) -> set:
    return set(sparklines(world.connection, world.region[A], year, 3)["indicator_id"])


def asked(world, year) -> set:
    return set(judged(world.connection, [world.region[A]], year, 3)["indicator_id"])


def test_judgement_and_sparklines_are_of_the_year_s(office):
    everything, one = set(office.indicator.values()), office.indicator["S"]
    assert lines(office, 2026) == asked(office, 2026) == everything
    retire(office, "S")
    assert lines(office, 2026) == asked(office, 2026) == everything - {one}
    assert lines(office, 2025) == asked(office, 2025) == everything
    assert judged(office.connection, [office.region[A]], 2026, 3, [one])["indicator_id"].tolist() == [one], "asked for by name"


def test_the_register_and_what_is_divided_by_women_follow_too(office):
    office.connection.execute(update(schema.forms).where(schema.forms.c.domain == "village").values(
        indicator_id=office.indicator["WL-01"]))
    office.connection.execute(insert(schema.sites), [
        {"id": 1, "region_id": office.region[A], "county_id": office.region[A], "name": "家", "opened": 202401,
         "form": pd.read_sql(schema.forms.select(), office.connection)["name"].iloc[0], "batch_id": office.batch}])
    number = office.indicator["WL-01"]
    assert number in set(disagreements(office.connection, 2026, 3)["indicator_id"])
    assert women(office.connection, [office.region[A]], 202603)["women"].tolist() == [9]
    retire(office, "WL-01", "JC-01")
    assert disagreements(office.connection, 2026, 3).empty and point(office.connection, 2026, 3).empty
    assert number in set(disagreements(office.connection, 2025, 3)["indicator_id"])
    assert women(office.connection, [office.region[A]], 202603)["women"].isna().all()
    assert women(office.connection, [office.region[A]], 202503)["women"].tolist() == [7]


def test_what_was_said_of_it_is_kept_and_there_is_nothing_beside_it_now(office):
    frame = standing(office.connection, [1, 2], 2026, 3)
    take(office.connection, kind="材料", title="三月汇报", region_id=1, year=2026, month=3, demo=False, edited={}, at=AT,
         figures=frame.assign(period=frame["as_of"], shown="9")[FIGURES], actor=alone("商丘市妇联"))
    retire(office, "S")
    rows = since(office.connection, int(list_snapshots(office.connection)["id"].iloc[0]))
    of = rows[rows["indicator_id"] == office.indicator["S"]]
    assert len(rows) == 8 and of["was_value"].tolist() == [9, 9] and of["value"].isna().all() and of["changed"].all()
    assert of["status"].tolist() == [None, None] and not rows.drop(of.index)["changed"].any()


def test_a_correction_of_it_is_no_news_of_a_year_without_it(office):
    office.connection.execute(insert(schema.batches), [{
        "id": 99, "kind": "import", "file_name": "更正.xlsx", "actor": "市妇联", "received_at": AT, "committed_at": AT,
        "rows": 1}])
    office.connection.execute(insert(schema.revisions), [{
        "id": 99, "batch_id": 99, "table": "observations", "region_id": office.region[A], "period": 202503,
        "indicator_id": office.indicator["S"], "old_value": 6.0, "new_value": 7.0}])

    def told(through):
        return len(corrected(office.connection, office.region[CITY], datetime(2026, 1, 1), through))

    assert told(202603) == told(202512) == 1
    retire(office, "S")
    assert (told(202603), told(202512)) == (0, 1)


@pytest.mark.one_engine
@pytest.mark.parametrize("first, last, year, found", [
    (None, None, 2026, 2026), (None, 2025, 2026, 2025), (2027, None, 2026, None), (2024, 2024, 2026, 2024),
    (2026, 2026, 2026, 2026)])
def test_the_last_year_of_an_indicator(office, first, last, year, found):
    row = list_indicators(office.connection).iloc[0].copy()
    row["first_year"], row["last_year"] = first, last
    assert last_year_of(row, year) == found
