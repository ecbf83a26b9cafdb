"""Targets of parts beside the target of the whole, against plain sums; recent edits; who lies below."""

from datetime import datetime

import pandas as pd
import pytest
from sqlalchemy import text

from data.write.actor import alone
from data.write.ledger import KEY, open_batch, write
from data.write.undoing import undo
from queries.desk import family, family_sums, list_places, recent_batches, sums_below, times_off, together, totals

CITY, A, B, TOWN = "411400", "411402", "411403", "411402100"
NAN = float("nan")
AT = datetime(2026, 4, 5)


@pytest.fixture
def small(world):
    world.add_regions((CITY, "city", None), (A, "county", CITY), (B, "county", CITY), (TOWN, "township", A))
    world.add_indicators(F={"kind": "flow"}, R={"kind": "ratio", "unit": "%", "numerator": "F", "denominator": "F"},
                         X={"kind": "stock", "additive": False})
    world.aim("F", 2026, **{CITY: 3200, A: 2000, B: 1120})
    world.aim("R", 2026, **{CITY: 80, A: 90})
    world.aim("X", 2026, **{A: 5, B: 6})
    return world


def test_children_come_to_a_sum_beside_an_own_target(small):
    found = sums_below(small.connection, 2026, list(small.region.values()))
    assert found.values.tolist() == [[small.region[CITY], small.indicator["F"], 3120, 2]]
    assert sums_below(small.connection, 2025, list(small.region.values())).empty


def test_what_the_family_adds_up_to_with_another_value(small):
    of_county = family(small.connection, small.region[B], small.indicator["F"], 2026)
    assert family_sums(of_county, 1500) == {"child": (0, 0), "sibling": (2, 3500)}
    of_city = family(small.connection, small.region[CITY], small.indicator["F"], 2026)
    assert family_sums(of_city, 1) == {"child": (2, 3120), "sibling": (1, 1)}


@pytest.mark.parametrize("value, held, times", [
    (20, 1, 20), (19.9, 1, NAN), (1, 20, 0.05), (1, 19, NAN), (1, NAN, NAN), (5, 0, NAN), (0, 5, NAN), (-5, 5, NAN)])
def test_a_target_far_from_the_one_before(value, held, times):
    assert times_off(value, held) == pytest.approx(times, nan_ok=True)


def test_standing_forecast_and_sums_together():
    known = pd.DataFrame({"region_id": [1, 1, 2], "indicator_id": [1, 2, 1], "target": [100.0, 0.0, NAN],
                          "status": ["滞后", None, "未设目标"]})
    said = pd.DataFrame({"region_id": [1, 1, 2], "indicator_id": [1, 2, 1], "as_of": 202603, "forecast": [80.0, 5.0, 7.0],
                         "miss": [True, False, None]})
    sums = pd.DataFrame({"region_id": [1], "indicator_id": [1], "below": [90.0], "parts": [2]})
    final = together(known, said, sums)
    assert final["ends"].tolist() == pytest.approx([0.8, NAN, NAN], nan_ok=True) and final["miss"].tolist() == [True, False,
                                                                                                                False]
    assert final["below"].tolist() == pytest.approx([90, NAN, NAN], nan_ok=True) and "as_of" not in final
    assert totals(final) == {"rows": 3, "indicators": 2, "regions": 2, "miss": 1, "滞后": 1, "未设目标": 1}
    assert totals(final.iloc[:0]) == {"rows": 0, "indicators": 0, "regions": 0, "miss": 0}


def test_the_family_of_a_cell(small):
    of_county = family(small.connection, small.region[B], small.indicator["F"], 2026)
    assert dict(zip(of_county["name"], of_county["role"])) == {CITY: "parent", A: "sibling", B: "self"}
    assert of_county.set_index("name")["target"].to_dict() == {CITY: 3200, A: 2000, B: 1120}
    of_city = family(small.connection, small.region[CITY], small.indicator["R"], 2026)
    assert of_city[["role", "name", "target", "origin"]].values.tolist() == [
        ["self", CITY, 80, "own"], ["child", A, 90, "own"], ["child", B, 80, "parent"]]
    missing = family(small.connection, small.region[TOWN], small.indicator["F"], 2026)
    assert missing["role"].tolist() == ["parent", "self"] and missing["target"].isna().tolist() == [False, True]


def test_places_lie_directly_below(small):
    assert list_places(small.connection, small.region[CITY], 202603)["code"].tolist() == [A, B]
    assert list_places(small.connection, small.region[A], 202603)["level"].tolist() == ["township"]


def test_recent_edits_are_those_of_the_tables_newest_first(small):
    numbers = []
    for table, note in (("targets", "一"), ("plans", "二"), ("observations", "三"), ("targets", "四")):
        numbers.append(open_batch(small.connection, kind="edit", file_name="改", actor=alone("测试妇联"), received_at=AT,
                                  committed_at=AT, rows=1, note=note))
        cell = pd.DataFrame([(small.region[A], 202601 if table != "targets" else 2026, 1, 1.0)], columns=[*KEY, "value"])
        write(small.connection, table, cell, numbers[-1], alone("测试妇联"))
    undo(small.connection, numbers[1], actor=alone("测试妇联"), at=AT)
    found = recent_batches(small.connection, ["targets", "plans"], 10)
    assert found["note"].tolist() == ["四", "二", "一"] and found["undone_at"].notna().tolist() == [False, True, False]
    assert recent_batches(small.connection, ["targets", "plans"], 1)["id"].tolist() == [numbers[3]]


def test_on_the_demo_the_sums_are_what_plain_adding_gives(demo_engine):
    with demo_engine.connect() as connection:
        rows = connection.execute(text("""SELECT r.parent_id, t.indicator_id, t.value, i.kind, i.additive, r.level FROM targets t
            JOIN indicators i ON i.id = t.indicator_id JOIN regions r ON r.id = t.region_id WHERE t.year = 2026""")).all()
        everywhere = list(connection.execute(text("SELECT id FROM regions WHERE level <> 'village'")).scalars())
        plain = {}
        for parent, number, value, kind, additive, level in rows:
            if level in ("county", "township") and kind != "ratio" and additive:
                plain[parent, number] = plain.get((parent, number), 0) + value
        found = sums_below(connection, 2026, everywhere).set_index(["region_id", "indicator_id"])["below"].to_dict()
    assert len(plain) > 300 and found == pytest.approx(plain)
