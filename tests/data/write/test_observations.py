"""Reports enter whole, traced and summed up, or not at all."""

from datetime import datetime

import pandas as pd
import pytest
from sqlalchemy import func, select

from data.write.actor import alone
from data.write.errors import RefusedRows
from data.write.ledger import Written
from data.write.observations import record
from data.write.rollups import rebuild
from queries.database import data_version
from queries.schema import batches, observations, revisions, rollups
from queries.standing import standing

CITY, A, B, T = "411400", "411402", "411403", "411402001"
WHEN = {"file_name": "测试.xlsx", "actor": alone("测试妇联"), "received_at": datetime(2026, 4, 5),
        "committed_at": datetime(2026, 4, 5)}


@pytest.fixture
def small(world):
    world.add_regions((CITY, "city", None), (A, "county", CITY), (B, "county", CITY), (T, "township", A))
    world.add_indicators(F={"kind": "flow"}, Q={"kind": "stock", "frequency": "quarterly"},
                         R={"kind": "ratio", "unit": "%", "numerator": "F", "denominator": "Q"})
    world.observe("F", A, {202601: 10, 202602: 20})
    return world.done()


def cells(world, *rows: tuple[str, str, int, object]) -> pd.DataFrame:
    return pd.DataFrame([{"region_id": world.region.get(region, -1), "indicator_id": world.indicator.get(code, -1),
                          "period": period, "value": value} for code, region, period, value in rows])


def rolled(world) -> pd.DataFrame:
    frame = pd.read_sql(select(rollups), world.connection)
    return frame.sort_values(["region_id", "period", "indicator_id"]).reset_index(drop=True).astype(float)


def test_new_changed_and_unchanged_cells_are_told_apart_and_traced(small):
    before = data_version(small.connection)
    done = record(small.connection, cells(small, ("F", A, 202601, 10), ("F", A, 202602, 25), ("F", B, 202602, 7)), **WHEN)
    assert done == Written(done.batch_id, added=1, changed=1, unchanged=1)
    traced = small.connection.execute(select(revisions.c.old_value, revisions.c.new_value, revisions.c.old_batch_id)
                                      .where(revisions.c.batch_id == done.batch_id).order_by(revisions.c.region_id,
                                                                                             revisions.c.period)).all()
    assert [tuple(row) for row in traced] == [
        (10.0, 10.0, small.batch), (20.0, 25.0, small.batch), (None, 7.0, None)]
    found = standing(small.connection, [small.region[CITY]], 2026, 2)
    assert found.loc[found["indicator_id"] == small.indicator["F"], "value"].item() == 42
    assert data_version(small.connection) > before


def test_roll_ups_after_a_write_are_those_of_a_rebuild(small):
    record(small.connection, cells(small, ("F", B, 202601, 1), ("Q", A, 202603, 4), ("F", CITY, 202603, 3)), **WHEN)
    kept = rolled(small)
    rebuild(small.connection)
    pd.testing.assert_frame_equal(kept, rolled(small))


def test_zero_is_a_report(small):
    record(small.connection, cells(small, ("F", B, 202602, 0)), **WHEN)
    assert small.connection.execute(select(func.count()).select_from(observations)).scalar() == 3


@pytest.mark.parametrize(("row", "reason"), [
    (("F", T, 202603, 1), "由县级上报，不能填在乡镇级"), (("R", A, 202603, 1), "由分子、分母算出"),
    (("Q", A, 202602, 1), "期只能是 3、6、9、12 月"), (("F", A, 202613, 1), "期只能是"), (("F", A, 202603, -1), "负数"),
    (("F", A, 202603, "十二"), "不是数"), (("F", A, 202603, None), "不是数"), (("F", A, 202603, float("inf")), "不是数"),
    (("F", "999999", 202603, 1), "没有编号为 -1 的地区"), (("X", A, 202603, 1), "没有编号为 -1 的指标")])
def test_a_bad_cell_is_refused_with_its_row_and_nothing_is_written(small, row, reason):
    with pytest.raises(RefusedRows, match=f"第2行.*{reason}") as caught:
        record(small.connection, cells(small, ("F", B, 202603, 5), row), **WHEN)
    assert [number for number, _ in caught.value.rows] == [1]
    assert small.connection.execute(select(func.count()).select_from(batches)).scalar() == 1
    assert small.connection.execute(select(func.count()).select_from(observations)).scalar() == 2


@pytest.mark.parametrize(("cell", "received", "committed"), [
    (("F", B, 202604, 1), (2026, 4, 30), (2026, 4, 30)), (("F", B, 202604, 1), (2026, 4, 28), (2026, 5, 6)),
    (("F", B, 202604, 1), (2026, 5, 6), (2026, 4, 28)), (("Q", A, 202606, 1), (2026, 5, 31), (2026, 5, 31))])
def test_a_period_that_is_not_over_is_refused(small, cell, received, committed):
    when = WHEN | {"received_at": datetime(*received), "committed_at": datetime(*committed)}
    with pytest.raises(RefusedRows, match=f"第2行：2026年{cell[2] % 100}月还没结束"):
        record(small.connection, cells(small, ("F", B, 202603, 5), cell), **when)
    assert small.connection.execute(select(func.count()).select_from(observations)).scalar() == 2
    over = datetime(2026, cell[2] % 100 + 1, 1)
    record(small.connection, cells(small, cell), **WHEN | {"received_at": over, "committed_at": over})


def test_what_there_is_at_a_quarters_end_may_come_in_its_last_month(small):
    early = datetime(2026, 6, 29)
    record(small.connection, cells(small, ("Q", A, 202606, 1)), **WHEN | {"received_at": early, "committed_at": early})


def test_the_same_cell_twice_in_one_file_is_refused(small):
    with pytest.raises(RefusedRows, match="第2行：同一单位"):
        record(small.connection, cells(small, ("F", B, 202603, 5), ("F", B, 202603, 6)), **WHEN)


def test_an_entry_above_the_reporting_level_is_the_units_own_and_not_due(small):
    record(small.connection, cells(small, ("F", CITY, 202601, 100)), **WHEN)
    found = standing(small.connection, [small.region[CITY]], 2026, 1)
    row = found[found["indicator_id"] == small.indicator["F"]].iloc[0]
    assert (row["value"], row["reported"], row["due_units"]) == (110, 1, 2)
