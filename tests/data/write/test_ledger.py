"""Whatever is written and undone, in any order: a cell holds the newest value of a batch that is not undone."""

from datetime import datetime

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update

from data.write.actor import alone
from data.write.errors import NotThere
from data.write.ledger import KEY, open_batch, write
from data.write.rollups import rebuild
from data.write.undoing import overwritten, undo
from queries.database import data_version
from queries.schema import batches, observations, plans, revisions, rollups, targets

CITY, A, B = "411400", "411402", "411403"
AT = datetime(2026, 4, 5)
NAN = float("nan")


@pytest.fixture
def small(world):
    world.add_regions((CITY, "city", None), (A, "county", CITY), (B, "county", CITY))
    world.add_indicators(F={"kind": "flow"}, S={"kind": "stock"})
    return world


def put(world, table: str, *rows: tuple[str, str, int, float]) -> int:
    cells = pd.DataFrame([(world.region[region], period, world.indicator[code], value)
                          for code, region, period, value in rows], columns=[*KEY, "value"])
    batch = open_batch(world.connection, kind="edit", file_name="修改", actor=alone("测试妇联"), received_at=AT, committed_at=AT,
                       rows=len(cells), note="更正")
    write(world.connection, table, cells, batch, alone("测试妇联"))
    return batch


def held(world, table) -> dict:
    return {tuple(row[:3]): tuple(row[3:]) for row in world.connection.execute(select(table))}


def rolled(world) -> pd.DataFrame:
    frame = pd.read_sql(select(rollups), world.connection)
    return frame.sort_values(["region_id", "period", "indicator_id"]).reset_index(drop=True).astype(float)


STEPS = st.lists(st.one_of(
    st.dictionaries(st.tuples(st.sampled_from("FS"), st.sampled_from([A, B]), st.sampled_from([202601, 202602, 202603])),
                    st.one_of(st.just(NAN), st.integers(0, 3).map(float)), min_size=1, max_size=4),
    st.integers(0, 7)), min_size=1, max_size=9)
"""What is done in turn: cells written (a NaN takes one away), or the n-th batch undone."""


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=10)
@given(steps=STEPS)
def test_any_order_of_writes_and_undos(small, steps):
    point = small.connection.begin_nested()
    done, alive = [], {}
    for step in steps:
        if isinstance(step, dict):
            number = put(small, "observations", *((*cell, value) for cell, value in step.items()))
            done.append(number)
            alive[number] = step
        elif step < len(done) and done[step] in alive:
            undo(small.connection, done[step], actor=alone("测试妇联"), at=AT)
            del alive[done[step]]
    expected = {}
    for cells in alive.values():
        expected |= cells
    expected = {(small.region[region], period, small.indicator[code]): value
                for (code, region, period), value in expected.items() if value == value}
    assert {cell: value for cell, (value, _) in held(small, observations).items()} == expected
    assert {batch for _, batch in held(small, observations).values()} <= set(alive)
    kept = rolled(small)
    rebuild(small.connection)
    pd.testing.assert_frame_equal(kept, rolled(small))
    point.rollback()


@pytest.mark.parametrize("table", [targets, plans])
def test_targets_and_plans_are_traced_and_undone_alike(small, table):
    period = 2026 if table is targets else 202606
    first = put(small, table.name, ("F", A, period, 0.5))
    second = put(small, table.name, ("F", A, period, 0.75))
    cell = (small.region[A], period, small.indicator["F"])
    assert held(small, table) == {cell: (0.75, second)}
    assert overwritten(small.connection, first)["batch_id"].tolist() == [second]
    undo(small.connection, second, actor=alone("测试妇联"), at=AT)
    assert held(small, table) == {cell: (0.5, first)}
    undo(small.connection, first, actor=alone("测试妇联"), at=AT)
    assert held(small, table) == {}
    traced = small.connection.execute(select(revisions.c.old_value, revisions.c.new_value).order_by(revisions.c.batch_id))
    assert [tuple(row) for row in traced] == [(None, 0.5), (0.5, 0.75)]


def test_a_value_that_a_later_batch_repeats_outlives_the_older_one(small):
    first = put(small, "observations", ("F", A, 202601, 5))
    second = put(small, "observations", ("F", A, 202601, 5))
    cell = (small.region[A], 202601, small.indicator["F"])
    assert held(small, observations) == {cell: (5.0, first)}
    undo(small.connection, first, actor=alone("测试妇联"), at=AT)
    assert held(small, observations) == {cell: (5.0, second)}


def test_a_demo_value_that_a_report_confirms_is_the_reports(small):
    small.connection.execute(update(batches).values(kind="demo"))
    small.observe("F", A, {202601: 5, 202602: 6})
    number = put(small, "observations", ("F", A, 202601, 5))
    cell = (small.region[A], 202601, small.indicator["F"])
    assert held(small, observations)[cell] == (5.0, number)
    undo(small.connection, number, actor=alone("测试妇联"), at=AT)
    assert held(small, observations)[cell] == (5.0, small.batch)


def test_taking_away_what_is_not_there_vouches_for_its_absence(small):
    put(small, "observations", ("F", A, 202601, 5))
    away = put(small, "observations", ("F", A, 202601, NAN))
    put(small, "observations", ("F", A, 202601, NAN))
    undo(small.connection, away, actor=alone("测试妇联"), at=AT)
    assert held(small, observations) == {}


def test_a_confirmed_demo_value_stays_the_reports_when_a_second_report_is_undone(small):
    small.connection.execute(update(batches).values(kind="demo"))
    small.observe("F", A, {202601: 5})
    first = put(small, "observations", ("F", A, 202601, 5))
    second = put(small, "observations", ("F", A, 202601, 5))
    undo(small.connection, second, actor=alone("测试妇联"), at=AT)
    assert held(small, observations) == {(small.region[A], 202601, small.indicator["F"]): (5.0, first)}


def by_another_program(world, value: float) -> int:
    """Writes a cell as other programs may: with a batch, without a revision. Returns the batch's number."""
    values = {"kind": "import", "file_name": "别的程序", "actor": "测试", "received_at": AT, "committed_at": AT, "rows": 1}
    number = world.connection.execute(insert(batches).values(values)).inserted_primary_key[0]
    cell = {"region_id": world.region[A], "period": 202601, "indicator_id": world.indicator["F"]}
    world.connection.execute(delete(observations).filter_by(**cell))
    world.connection.execute(insert(observations), [cell | {"value": value, "batch_id": number}])
    return number


def test_an_undo_leaves_what_another_program_wrote(small):
    ours = put(small, "observations", ("F", A, 202601, 5))
    theirs = by_another_program(small, 7)
    cell = (small.region[A], 202601, small.indicator["F"])
    undo(small.connection, ours, actor=alone("测试妇联"), at=AT)
    assert held(small, observations) == {cell: (7.0, theirs)}


def test_an_undo_brings_back_what_another_program_wrote(small):
    put(small, "observations", ("F", A, 202601, 5))
    theirs = by_another_program(small, 7)
    later = put(small, "observations", ("F", A, 202601, 8))
    undo(small.connection, later, actor=alone("测试妇联"), at=AT)
    assert held(small, observations) == {(small.region[A], 202601, small.indicator["F"]): (7.0, theirs)}


def test_undone_twice_demo_and_unknown_are_refused(small):
    number = put(small, "observations", ("F", A, 202601, 5))
    before = data_version(small.connection)
    assert undo(small.connection, number, actor=alone("测试妇联"), at=AT, reason="填错了") == 1
    assert data_version(small.connection) > before
    row = small.connection.execute(select(batches.c.undone_by, batches.c.undone_reason).where(batches.c.id == number)).one()
    assert tuple(row) == ("测试妇联", "填错了")
    small.connection.execute(update(batches).where(batches.c.id == small.batch).values(kind="demo"))
    for wrong in (number, 999, small.batch):
        with pytest.raises(NotThere):
            undo(small.connection, wrong, actor=alone("测试妇联"), at=AT)
