"""Targets and plans: refused with the reason or written with a trace, on both engines."""

from datetime import datetime

import pandas as pd
import pytest
from sqlalchemy import select

from data.write.actor import alone
from data.write.errors import Refused
from data.write.targets import check_plan, check_target, copy_forward, forward, grow, set_plan, set_targets
from data.write.undoing import undo
from queries.database import data_version
from queries.schema import batches, plans, revisions, targets

CITY, A, B, TOWN = "411400", "411402", "411403", "411402100"
AT = datetime(2026, 4, 5)
TRACE = {"actor": alone("商丘市妇联"), "reason": "市政府6号文调整", "at": AT}
NAN = float("nan")
SHARES = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1]


@pytest.fixture
def small(world):
    world.add_regions((CITY, "city", None), (A, "county", CITY), (B, "county", CITY), (TOWN, "township", A))
    world.add_indicators(F={"kind": "flow", "unit": "人"}, M={"kind": "flow", "unit": "元"},
                         R={"kind": "ratio", "unit": "%", "numerator": "F", "denominator": "M"},
                         L={"kind": "stock", "unit": "人", "direction": "lower_better"},
                         N={"kind": "stock", "direction": "neutral"}, T={"kind": "flow", "report_level": "township"})
    return world


def cells(world, *rows: tuple[str, str, float]) -> pd.DataFrame:
    return pd.DataFrame([(world.region[region], world.indicator[code], value) for code, region, value in rows],
                        columns=["region_id", "indicator_id", "value"])


def held(world) -> dict:
    region = {number: code for code, number in world.region.items()}
    code = {number: name for name, number in world.indicator.items()}
    return {(code[row.indicator_id], region[row.region_id], row.year): row.value
            for row in world.connection.execute(select(targets))}


def written(world) -> int:
    return len(world.connection.execute(select(batches.c.id)).all()) + len(world.connection.execute(select(revisions)).all())


INDICATOR = {"direction": "higher_better", "report_level": "county", "unit": "人", "kind": "flow"}


@pytest.mark.parametrize("value, changed, level, words", [
    (-1, {}, "county", "负数"), (NAN, {}, "county", "有效"), (float("inf"), {}, "county", "有效"), ("12", {}, "county", "有效"),
    (100.1, {"unit": "%"}, "county", "100%"), (10, {"direction": "neutral"}, "county", "只监测"),
    (10, {}, "township", "县级上报"), (1.5, {}, "county", "整数"), (1.5, {"unit": "场次"}, "city", "整数")])
def test_a_target_that_may_not_be(value, changed, level, words):
    assert words in check_target(value, pd.Series(INDICATOR | changed), level)


@pytest.mark.parametrize("value, changed, level", [
    (0, {}, "county"), (1200, {}, "city"), (100.0, {"unit": "%"}, "county"), (98.5, {"unit": "%"}, "city"),
    (0.5, {"unit": "元"}, "county"), (1500, {"unit": "元/户"}, "county"), (5, {"report_level": "township"}, "township"),
    (5, {"direction": "lower_better"}, "county")])
def test_a_target_that_may_be(value, changed, level):
    assert check_target(value, pd.Series(INDICATOR | changed), level) is None


@pytest.mark.parametrize("change, words", [
    ({7: 0.55}, "8月比7月少"), ({0: -0.01}, "1月应在"), ({5: 1.2}, "6月应在"), ({11: 0.99}, "12月应为"), ({3: NAN}, "4月应在"),
    ({2: 0.05}, "3月比2月少")])
def test_a_plan_that_may_not_be_names_the_month(change, words):
    shares = [change.get(at, share) for at, share in enumerate(SHARES)]
    assert words in check_plan(shares)


def test_plans_that_may_be():
    assert check_plan(SHARES) is None and check_plan([0.0] * 11 + [1.0]) is None and check_plan([1.0] * 12) is None


def test_a_target_is_set_changed_taken_away_and_undone(small):
    before = data_version(small.connection)
    first = set_targets(small.connection, cells(small, ("F", A, 1200)), year=2026, **TRACE)
    assert held(small) == {("F", A, 2026): 1200} and data_version(small.connection) > before
    second = set_targets(small.connection, cells(small, ("F", A, NAN)), year=2026, **TRACE)
    assert held(small) == {} and (first.added, second.changed) == (1, 1)
    undo(small.connection, second.batch_id, actor=alone("商丘市妇联"), at=AT)
    assert held(small) == {("F", A, 2026): 1200}
    row = small.connection.execute(select(batches).where(batches.c.id == first.batch_id)).one()
    assert (row.kind, row.actor, row.note, row.rows, row.committed_at) == ("edit", "商丘市妇联", "市政府6号文调整", 1, AT)


@pytest.mark.parametrize("row, trace, field, words", [
    (("F", A, -1), {}, "value", "负数"), (("R", A, 101), {}, "value", "100%"), (("N", A, 5), {}, "value", "只监测"),
    (("F", TOWN, 5), {}, "value", "乡镇级不设"), (("F", A, 100), {"reason": "  "}, "reason", "原因"),
    (("F", A, 100), {"actor": alone("")}, "actor", "单位"), (("F", A, 90), {}, "value", "没有改动"),
    (("F", B, NAN), {}, "value", "不用取消"), (("F", A, 100), {"reason": "长" * 501}, "reason", "500")])
def test_a_refusal_names_its_field_and_changes_nothing(small, row, trace, field, words):
    small.aim("F", 2026, **{A: 90})
    before = held(small), written(small), data_version(small.connection)
    with pytest.raises(Refused) as refused:
        set_targets(small.connection, cells(small, row), year=2026, **TRACE | trace)
    assert list(refused.value.fields) == [field] and words in refused.value.fields[field]
    assert refused.value.reasons == [refused.value.fields[field]]
    assert (held(small), written(small), data_version(small.connection)) == before


def test_a_plan_is_set_taken_away_and_undone(small):
    def stated():
        return {row.period: row.value for row in small.connection.execute(select(plans))}

    where = (small.region[CITY], 2026, small.indicator["F"])
    set_plan(small.connection, *where, SHARES, **TRACE)
    assert stated() == {202600 + month: share for month, share in enumerate(SHARES, start=1)}
    with pytest.raises(Refused, match="没有改动"):
        set_plan(small.connection, *where, SHARES, **TRACE)
    gone = set_plan(small.connection, *where, None, **TRACE)
    assert stated() == {}
    with pytest.raises(Refused, match="不用取消"):
        set_plan(small.connection, *where, None, **TRACE)
    undo(small.connection, gone.batch_id, actor=alone("商丘市妇联"), at=AT)
    assert len(stated()) == 12


@pytest.mark.parametrize("code, region, shares, words", [
    ("R", CITY, SHARES, "比率"), ("N", CITY, SHARES, "只监测"), ("F", TOWN, SHARES, "乡镇级"),
    ("F", CITY, SHARES[::-1], "2月比1月少")])
def test_a_plan_that_may_not_be_is_refused(small, code, region, shares, words):
    before = written(small)
    with pytest.raises(Refused, match=words):
        set_plan(small.connection, small.region[region], 2026, small.indicator[code], shares, **TRACE)
    assert written(small) == before


@pytest.mark.parametrize("value, growth, points, unit, direction, expected", [
    (1200, 0.05, 0, "人", "higher_better", 1260), (1234, 0, 0, "人", "higher_better", 1234),
    (4, 0.05, 0, "人", "higher_better", 4), (1237, 0.05, 0, "人", "higher_better", 1300),
    (1200, -0.1, 0, "人", "higher_better", 1080), (12, 0.05, 0, "人", "higher_better", 13),
    (3_200_000, 0.08, 0, "元", "higher_better", 3_460_000), (0, 0.1, 0, "人", "higher_better", 0),
    (95, 0.5, 2, "%", "higher_better", 97), (99, 0, 2, "%", "higher_better", 100), (1, 0, -2, "%", "higher_better", 0),
    (80, 0.5, 0, "%", "higher_better", 80), (120, 0.5, 9, "人", "lower_better", 120)])
def test_growth(value, growth, points, unit, direction, expected):
    stated = pd.DataFrame({"value": [value], "unit": [unit], "direction": [direction]})
    assert grow(stated, growth, points).tolist() == [expected]


def test_targets_are_copied_forward_once_and_undone_at_once(small):
    small.aim("F", 2026, **{A: 1000, B: 600})
    small.aim("R", 2026, **{CITY: 99})
    small.aim("L", 2026, **{A: 50})
    small.aim("F", 2027, **{B: 777})
    every = list(small.indicator.values())
    seen = forward(small.connection, small.region[CITY], 2026, every, 0.1, 2)
    assert seen["value"].tolist() == [100, 1100, 50, 660] and seen["held"].notna().tolist() == [False, False, False, True]
    done = copy_forward(small.connection, small.region[CITY], 2026, every, 0.1, 2, overwrite=False, **TRACE)
    next_year = {key[:2]: value for key, value in held(small).items() if key[2] == 2027}
    assert next_year == {("F", A): 1100, ("F", B): 777, ("R", CITY): 100, ("L", A): 50}
    with pytest.raises(Refused, match="没有可以结转"):
        copy_forward(small.connection, small.region[CITY], 2026, every, 0.1, 2, overwrite=False, **TRACE)
    again = copy_forward(small.connection, small.region[CITY], 2026, every, 0.1, 2, overwrite=True, **TRACE)
    assert held(small)["F", B, 2027] == 660 and again.changed == 1
    undo(small.connection, again.batch_id, actor=alone("商丘市妇联"), at=AT)
    undo(small.connection, done.batch_id, actor=alone("商丘市妇联"), at=AT)
    assert {key: value for key, value in held(small).items() if key[2] == 2027} == {("F", B, 2027): 777}


def test_copying_keeps_to_the_region_and_the_indicators(small):
    small.aim("F", 2026, **{A: 1000, B: 600})
    small.aim("M", 2026, **{A: 20_000})
    copy_forward(small.connection, small.region[A], 2026, [small.indicator["F"]], 0, 0, overwrite=False, **TRACE)
    assert {key: value for key, value in held(small).items() if key[2] == 2027} == {("F", A, 2027): 1000}


@pytest.mark.parametrize("growth, points", [(NAN, 0), (-0.95, 0), (6, 0), (0, 101), (0, NAN)])
def test_a_growth_beyond_reason_is_refused(small, growth, points):
    with pytest.raises(Refused) as refused:
        forward(small.connection, small.region[CITY], 2026, [1], growth, points)
    assert list(refused.value.fields) == ["growth"]
