"""Roll-ups: what is summed over which regions, and that a refresh leaves what a rebuild would."""

import pandas as pd
import pytest
from sqlalchemy import delete, select, text

from data.intake.preview import totals
from data.write import bulk
from data.write.bulk import insert_frame, take_statistics
from data.write.rollups import rebuild, refresh
from queries import schema
from queries.standing import standing

CITY, A, B, TOWN_1, TOWN_2 = "411400", "411402", "411403", "411402100", "411402101"


@pytest.fixture
def tree(world):
    world.add_regions((CITY, "city", None), (A, "county", CITY), (B, "county", CITY), (TOWN_1, "township", A),
                      (TOWN_2, "township", A), ("411402100001", "village", TOWN_1))
    world.add_indicators(
        F={"kind": "flow"}, S={"kind": "stock"}, T={"report_level": "township"}, X={}, Y={}, Z={},
        R={"kind": "ratio", "unit": "%", "numerator": "X", "denominator": "Y"},
        sum={"kind": "ratio", "unit": "%", "numerator": "X", "denominator": "Y+Z"},
        lifted={"kind": "ratio", "unit": "%", "numerator": "T", "denominator": "Y"},
        alone={"kind": "stock", "additive": False, "report_level": "township"})
    return world


def cells(world, code, *names):
    """Roll-ups of an indicator: {(region, period): the columns}."""
    table = schema.rollups
    rows = world.connection.execute(select(table).where(table.c.indicator_id == world.indicator[code])).mappings()
    regions = {number: code for code, number in world.region.items()}
    return {(regions[row["region_id"]], row["period"]): tuple(row[name] for name in names) for row in rows}


def everything(connection):
    key = ["region_id", "period", "indicator_id"]
    return pd.read_sql(select(schema.rollups), connection).sort_values(key, ignore_index=True)


def assert_refresh_equals_rebuild(world, changed):
    refresh(world.connection, pd.DataFrame(changed, columns=["region_id", "period", "indicator_id"]))
    refreshed = everything(world.connection)
    rebuild(world.connection)
    pd.testing.assert_frame_equal(refreshed, everything(world.connection))


def test_nothing_reported_is_no_rollup(tree):
    assert rebuild(tree.connection) == 0


def test_a_total_is_own_value_plus_everything_below(tree):
    tree.observe("F", CITY, {202601: 7})
    tree.observe("F", A, {202601: 10})
    tree.observe("F", B, {202601: 0})
    assert cells(tree.done(), "F", "value", "units", "held") == {
        (CITY, 202601): (17, 2, 3), (A, 202601): (10, 1, 1), (B, 202601): (0, 1, 1)}


def test_an_entry_above_the_level_counts_in_the_total_but_is_not_due(tree):
    tree.observe("T", A, {202601: 5})
    tree.observe("T", TOWN_1, {202601: 1})
    assert cells(tree.done(), "T", "value", "units", "held") == {
        (CITY, 202601): (6, 1, 2), (A, 202601): (6, 1, 2), (TOWN_1, 202601): (1, 1, 1)}


def test_a_stock_is_carried_into_every_later_period_that_somebody_reported(tree):
    tree.observe("S", A, {202512: 100, 202603: 104})
    tree.observe("S", B, {202512: 50})
    assert cells(tree.done(), "S", "value", "units", "held", "carried", "oldest") == {
        (CITY, 202512): (150, 2, 2, 0, 202512), (CITY, 202603): (154, 1, 2, 1, 202512),
        (A, 202512): (100, 1, 1, 0, 202512), (A, 202603): (104, 1, 1, 0, 202603),
        (B, 202512): (50, 1, 1, 0, 202512), (B, 202603): (50, 0, 1, 1, 202512)}


def test_a_ratio_keeps_the_sums_of_the_units_that_have_both(tree):
    tree.observe("X", A, {202601: 9})
    tree.observe("Y", A, {202601: 10})
    tree.observe("X", B, {202601: 1})
    assert cells(tree.done(), "R", "value", "base", "held") == {(CITY, 202601): (9, 10, 1), (A, 202601): (9, 10, 1)}


def test_a_part_of_two_flows_is_never_carried_forward(tree):
    tree.observe("X", A, {202601: 9, 202602: 9})
    tree.observe("Y", A, {202601: 10})
    tree.observe("Z", A, {202601: 1, 202602: 1})
    assert cells(tree.done(), "sum", "value", "base") == {(CITY, 202601): (9, 11), (A, 202601): (9, 11)}


def test_a_numerator_is_lifted_to_the_level_of_the_ratio_and_the_citys_own_stays(tree):
    tree.observe("T", TOWN_1, {202601: 1})
    tree.observe("T", TOWN_2, {202601: 2})
    tree.observe("T", CITY, {202601: 4})
    tree.observe("Y", A, {202601: 10})
    tree.observe("Y", CITY, {202601: 20})
    assert cells(tree.done(), "lifted", "value", "base", "held") == {
        (CITY, 202601): (7, 30, 2), (A, 202601): (3, 10, 1)}


def test_what_is_not_additive_has_no_total_yet_its_reports_are_counted(tree):
    tree.observe("alone", TOWN_1, {202601: 80})
    tree.done()
    assert cells(tree, "alone", "value") == {(TOWN_1, 202601): (80,)}
    frame = standing(tree.connection, [tree.region[name] for name in (CITY, A, TOWN_1)], 2026, 1)
    frame = frame[frame["indicator_id"] == tree.indicator["alone"]]
    assert frame["value"].isna().tolist() == [True, True, False]
    assert frame[["reported", "due_units", "cells", "due_cells"]].values.tolist() == [
        [1, 2, 1, 2], [1, 2, 1, 2], [1, 1, 1, 1]]


def test_what_is_not_additive_comes_to_nothing_where_only_those_above_are_looked_at(tree):
    cell = {"region_id": tree.region[TOWN_1], "period": 202601, "indicator_id": tree.indicator["alone"], "value": 80.0}
    assert totals(tree.connection, pd.DataFrame([cell])).empty


@pytest.mark.parametrize(("code", "region", "period"), [
    ("S", A, 202603), ("S", A, 202511), ("F", B, 202601), ("X", A, 202601), ("T", TOWN_1, 202601), ("Y", A, 202602),
    ("Z", A, 202601)])
def test_refresh_after_a_new_cell_equals_rebuild(tree, code, region, period):
    tree.observe("S", B, {202512: 50})
    tree.observe("F", A, {202601: 1, 202602: 2})
    tree.observe("X", B, {202601: 1})
    tree.observe("Y", B, {202601: 4, 202603: 4})
    tree.observe("Z", B, {202601: 4})
    tree.done()
    tree.observe(code, region, {period: 9})
    assert_refresh_equals_rebuild(tree, [(tree.region[region], period, tree.indicator[code])])


def test_refresh_after_the_only_report_of_a_period_goes_equals_rebuild(tree):
    tree.observe("S", A, {202512: 100, 202603: 104})
    tree.observe("S", B, {202512: 50})
    tree.done()
    table = schema.observations
    tree.connection.execute(delete(table).where(table.c.period == 202603))
    assert_refresh_equals_rebuild(tree, [(tree.region[A], 202603, tree.indicator["S"])])


def test_refresh_of_nothing_does_nothing(tree):
    tree.observe("F", A, {202601: 1})
    before = everything(tree.done().connection)
    assert refresh(tree.connection, pd.DataFrame(columns=["region_id", "period", "indicator_id"])) == 0
    pd.testing.assert_frame_equal(before, everything(tree.connection))


def test_a_frame_goes_in_with_missing_values_as_null(tree):
    frame = pd.DataFrame({"id": [901, 902], "code": ["a", "b"], "level": "village", "name": "村", "kind": [None, "村委会"],
                          "parent_id": pd.array([1, None], dtype="Int64"), "lon": [float("nan"), 115.5]})
    insert_frame(tree.connection, schema.regions, frame)
    table = schema.regions
    rows = tree.connection.execute(select(table.c.kind, table.c.parent_id, table.c.lon)
                                   .where(table.c.id > 900).order_by(table.c.id)).all()
    assert rows == [(None, 1, None), ("村委会", None, 115.5)]


def test_postgresql_knows_how_much_a_large_write_has_put_in(tree):
    tree.observe("F", A, dict.fromkeys((202601, 202602, 202603), 1))
    if tree.connection.dialect.name == "postgresql":
        known = text("SELECT reltuples FROM pg_class WHERE oid = CAST('observations' AS regclass)")
        before = tree.connection.scalar(known)
        take_statistics(tree.connection, bulk.LARGE, schema.observations)
        assert tree.connection.scalar(known) == before
        take_statistics(tree.connection, bulk.LARGE + 1, schema.observations)
        assert tree.connection.scalar(known) == 3
    else:
        take_statistics(tree.connection, bulk.LARGE + 1, schema.observations)
