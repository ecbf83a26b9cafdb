"""What changed against an earlier reference: by hand, against the raw tables of the demo, and nothing about persons."""

from datetime import datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from independent import Facts
from sqlalchemy import insert, update

from queries import schema
from queries.catalogue import list_indicators
from queries.changes import arrived, corrected, crossed, new_signals
from queries.database import reading
from queries.privacy import Viewer, personal
from queries.standing import standing

CITY, A, B = "411400", "411402", "411403"
NAN = float("nan")
START = datetime(2026, 11, 11)


def verdicts(*rows: tuple[str, float]) -> pd.DataFrame:
    return pd.DataFrame([{"region_id": 1, "indicator_id": number, "status": status, "gap": gap, "as_of": 202611.0,
                          "frequency": "monthly"} for number, (status, gap) in enumerate(rows)])


def test_who_crossed_which_way():
    before = verdicts(("达序时", 1), ("滞后", -9), ("未上报", NAN), ("略滞后", -1), ("未到期", NAN), ("滞后", -9), (None, NAN),
                      ("已完成", 4), ("达序时", 2))
    now = verdicts(("滞后", -6), ("略滞后", -2), ("滞后", -8), ("滞后", -20), ("达序时", 3), ("滞后", -8), ("滞后", -9),
                   ("未上报", NAN), ("略滞后", -1))
    found = crossed(now, before)
    assert list(zip(found["what"], found["indicator_id"], strict=True)) == [
        ("into", 3), ("into", 0), ("out", 1), ("first", 2), ("first", 4), ("silent", 7)]
    assert found["was"].tolist() == ["略滞后", "达序时", "滞后", "未上报", "未到期", "已完成"]
    assert found["gap_before"].iloc[:3].tolist() == [-1, 1, -9]
    assert crossed(now, now).empty and crossed(now, before.iloc[:0]).empty
    assert crossed(now, before.drop(columns="gap"))["gap_before"].isna().all(), "a reference may know the verdicts alone"


@pytest.mark.parametrize("signal, run, then, new", [
    ("超出上限", 1, 202610, True), ("超出上限", 1, 202611, False), ("低于均值", 7, 202610, True), ("低于均值", 8, 202610, False),
    ("低于均值", 9, 202608, True), ("低于均值", 10, 202608, False), ("下降", 8, 202610, False), ("接近上限", 1, 202610, True),
    ("超出上限", 1, NAN, True), ("低于均值", 12, 202511, True)])
def test_a_signal_is_new_where_its_point_is_and_the_run_was_none(signal, run, then, new):
    found = pd.DataFrame({"region_id": [1], "indicator_id": [0], "period": [202611], "signal": [signal], "run": [run]})
    before = verdicts(("达序时", 1)).assign(as_of=then)
    assert len(new_signals(found, verdicts(("达序时", 1)), before)) == new
    assert new_signals(found, verdicts(("达序时", 1)), before.iloc[:0]).empty  # of what the reference does not know


@pytest.fixture
def traced(world):
    """change(code, region, period, old, new, hours): a batch of its own that did so, hours after START."""
    world.add_regions((CITY, "city", None), (A, "county", CITY), (B, "county", CITY), ("411402100", "township", A))
    world.add_indicators(F={}, P={"sensitive": True})
    world.done()

    def change(code, region, period, old, new, hours=1, undone=False, kind="import") -> int:
        when = START + timedelta(hours=hours)
        batch = world.connection.execute(insert(schema.batches).values(
            world._batch() | {"kind": kind, "committed_at": when})).inserted_primary_key[0]
        world.connection.execute(insert(schema.revisions).values(
            batch_id=batch, table="observations", region_id=world.region[region], period=period,
            indicator_id=world.indicator[code], old_value=old, new_value=new))
        if undone:
            world.connection.execute(update(schema.batches).where(schema.batches.c.id == batch).values(undone_at=when))
        return batch

    world.change = change
    return world


def test_a_figure_put_right_is_told_from_the_first_value_to_the_last(traced):
    traced.change("F", A, 202608, 10, 99, hours=-1), traced.change("F", A, 202608, 12, 13)
    last = traced.change("F", A, 202608, 13, 15, hours=2)
    traced.change("F", A, 202609, 4, 5), traced.change("F", A, 202609, 5, 4, hours=2)
    traced.change("F", B, 202608, 7, 8, undone=True), traced.change("F", B, 202609, 7, 7), traced.change("F", B, 202611, 7, 9)
    traced.change("F", B, 202607, None, 9)
    gone = traced.change("F", "411402100", 202610, 3, None, hours=3)
    found = corrected(traced.connection, traced.region[CITY], START, 202610)
    told = found[["region_id", "period", "old_value", "new_value", "batch_id"]].replace({NAN: None}).values.tolist()
    assert told == [[traced.region["411402100"], 202610, 3, None, gone], [traced.region[A], 202608, 12, 15, last]]
    assert corrected(traced.connection, traced.region[B], START, 202610).empty
    assert len(corrected(traced.connection, traced.region[CITY], START, 202610, START + timedelta(hours=2.5))) == 1


def test_no_correction_of_a_figure_about_persons_is_told_but_to_who_sees_it(traced):
    traced.change("P", A, 202608, 12, 13), traced.change("P", B, 202608, 12, 40)
    assert corrected(traced.connection, traced.region[CITY], START, 202610).empty
    exact = Viewer(frozenset([traced.region[A]]))
    assert corrected(traced.connection, traced.region[CITY], START, 202610, viewer=exact)["region_id"].tolist() == [
        traced.region[A]]


def test_who_has_reported_since(traced):
    for period in (202610, 202611):
        traced.change("F", A, period, None, 5)
    newest = traced.change("P", "411402100", 202611, None, 1)
    traced.change("F", B, 202611, None, 5, hours=-1), traced.change("F", B, 202611, 5, 6)
    traced.change("F", B, 202610, None, 5, undone=True), traced.change("F", B, 202610, None, 5, kind="demo")
    found = arrived(traced.connection, [traced.region[A], traced.region[B]], START)
    assert found.values.tolist() == [[traced.region[A], 3, 3, newest]]


def test_the_demo_s_crossings_are_those_of_a_slow_recomputation(demo_engine):
    with reading(demo_engine) as connection:
        facts, catalogue = Facts.read(connection), list_indicators(connection)
        regions = [number for number, row in facts.regions.items() if row.level in ("city", "county")]
        now, before = (standing(connection, regions, 2026, month) for month in (11, 10))
    open_ones = set(catalogue.index[~personal(catalogue)])
    found = crossed(now, before)
    found = found[found["indicator_id"].isin(open_ones)]
    told = {(row.region_id, row.indicator_id): (row.was, row.status) for row in found.itertuples()}
    judged = {"已完成", "达序时", "略滞后", "滞后"}
    cells = [(row.region_id, row.indicator_id) for row in now[now["indicator_id"].isin(open_ones)].sample(
        120, random_state=5).itertuples()]
    for region, number in {*cells, *told}:
        was, status = (facts.stand(region, catalogue.at[number, "code"], 2026, month).status for month in (10, 11))
        moved = (was in judged and status in judged and ("滞后" in (was, status)) and was != status
                 or was in ("未上报", "未到期") and status in judged or was in judged and status == "未上报")
        assert told.get((region, number)) == ((was, status) if moved else None)
    assert told and np.isfinite(found.loc[found["what"] == "into", "gap"]).all()
