"""As of which period figures are judged: one early cell and one late county change no verdict; what is missing has none."""

import numpy as np
import pandas as pd
import pytest
from conftest import months
from sqlalchemy import insert, select

from data.write.rollups import rebuild, refresh
from queries import schema
from queries.database import open_engine, writing
from queries.judged import judged
from queries.standing import standing

pytestmark = pytest.mark.one_engine
CITY, TOWN = "411400", "411402100"
COUNTIES = ("411402", "411403", "411421", "411422", "411423")
A, LAST = COUNTIES[0], COUNTIES[-1]
VERDICT = ["as_of", "value", "completion", "gap", "yoy", "mom", "status"]


@pytest.fixture
def tree(world):
    world.add_regions((CITY, "city", None), *((code, "county", CITY) for code in COUNTIES), (TOWN, "township", A))
    world.add_indicators(
        F={}, Q={"frequency": "quarterly"}, S={"kind": "stock"}, less={"direction": "lower_better"}, Y={"frequency": "yearly"},
        X={}, D={}, base={"kind": "stock"}, T={"report_level": "township"}, own={"additive": False, "kind": "stock"},
        R={"kind": "ratio", "unit": "%", "numerator": "X", "denominator": "D"},
        V={"kind": "ratio", "unit": "%", "numerator": "S", "denominator": "base"})
    return world


def ask(world, month=11, **more):
    frame = standing(world.connection, list(world.region.values()), 2026, month, **more)
    places, codes = ({number: name for name, number in of.items()} for of in (world.region, world.indicator))
    return frame.assign(at=frame["region_id"].map(places), code=frame["indicator_id"].map(codes)).set_index(["at", "code"])


def steady(world, until=10):
    """Everybody reports everything through that month, last year too."""
    for county in COUNTIES:
        for code, base in (("F", 10), ("S", 50), ("less", 1), ("X", 9), ("D", 10), ("base", 100)):
            world.observe(code, county, months(2025, [base] * 12) | months(2026, [base] * until))
        world.observe("Q", county, {202503: 5, 202603: 6, 202606: 6, 202609: 6})
    world.observe("T", TOWN, months(2026, [3] * until))
    for code, aim in (("F", 60), ("Q", 24), ("S", 60), ("less", 12), ("R", 80), ("V", 40), ("T", 40)):
        world.aim(code, 2026, **{CITY: aim * (1 if code in "RV" else 5)} | {
            county: aim for county in COUNTIES if code not in "RV"})
    return world


@pytest.mark.parametrize("code", ["F", "S", "less", "X", "D", "base", "T"])
def test_one_early_cell_changes_no_verdict_but_its_own_units(tree, code):
    before = ask(steady(tree).done())
    place = TOWN if code == "T" else A
    tree.observe(code, place, {202611: 1000})
    after = ask(tree.done())
    others = [(at, name) for at, name in before.index if at not in (A, TOWN)]
    pd.testing.assert_frame_equal(before.loc[others, VERDICT], after.loc[others, VERDICT]) if code != "T" else None
    assert code == "T" or set(after.loc[CITY, "as_of"].dropna()) == {202610, 202609}
    assert (after["status"] == "滞后").sum() <= (before["status"] == "滞后").sum() + (code in ("less", "D"))


@pytest.mark.both_engines
def test_one_late_county_changes_no_verdict_of_the_others(tree):
    steady(tree, 11).done()
    whole = ask(tree)
    gone = (tree.region[LAST], 202611)
    tree.connection.exec_driver_sql(f"DELETE FROM observations WHERE region_id = {gone[0]} AND period = {gone[1]}")
    rebuild(tree.connection)
    found = ask(tree)
    for county in COUNTIES[:-1]:
        pd.testing.assert_frame_equal(whole.loc[county, VERDICT], found.loc[county, VERDICT])
    assert found.at[(CITY, "F"), "as_of"] == 202611 and found.at[(CITY, "F"), "status"] == whole.at[(CITY, "F"), "status"]
    late = found.loc[LAST].loc["F"]
    assert (late["as_of"], late["behind"], late["status"]) == (202610, 1, whole.at[(LAST, "F"), "status"])


@pytest.mark.parametrize(("through", "as_of", "value", "status", "behind"), [
    (7, 202607, 70, "达序时", 0), (6, 202606, 60, "达序时", 1), (5, 202605, 50, "未上报", 2), (3, 202603, 30, "未上报", 4)])
def test_a_unit_one_period_behind_is_judged_there_and_further_behind_not_at_all(tree, through, as_of, value, status, behind):
    tree.observe("F", A, months(2026, [10] * through))
    tree.aim("F", 2026, **{A: 120})
    found = ask(tree.done(), month=7).loc[A].loc["F"]
    assert (found["as_of"], found["value"], found["status"], found["behind"]) == (as_of, value, status, behind)
    assert (found["last_in"], found["last_of"], found["later_in"]) == (int(through == 7), 1, 0)
    assert pd.isna(found["gap"]) == pd.isna(found["expected"]) == (status == "未上报")
    assert found["completion"] == pytest.approx(value / 120)


def test_where_no_period_is_reached_the_value_is_what_there_is(tree):
    tree.aim("F", 2026, **{CITY: 600})
    for county in COUNTIES[:3]:
        tree.observe("F", county, months(2026, [10] * 11))
    found = ask(tree.done()).loc[CITY].loc["F"]
    assert (found["value"], found["status"], found["last_in"], found["last_of"]) == (330, "未上报", 3, 5)
    assert pd.isna(found["as_of"]) and pd.isna(found["gap"]) and found["behind"] == 11 and found["later_in"] == 33


@pytest.mark.both_engines
def test_a_stock_of_earlier_years_is_carried_without_a_verdict(tree):
    for county in COUNTIES:
        tree.observe("S", county, {202512: 50})
    tree.aim("S", 2026, **{CITY: 240})
    found = ask(tree.done()).loc[CITY].loc["S"]
    assert (found["value"], found["carried"], found["oldest"], found["status"]) == (250, 5, 202512, "未上报")
    assert ask(tree, as_it_is=True).loc[CITY].loc["S", "status"] == "未上报", "nor does it earn points"


@pytest.mark.both_engines
def test_a_ratio_waits_for_its_numerator_and_a_denominator_that_is_a_flow(tree):
    steady(tree)
    for county in COUNTIES:
        tree.observe("X", county, {202611: 9})
        tree.observe("S", county, {202611: 50})
    found = ask(tree.done()).loc[CITY]
    assert found.loc["R", ["as_of", "last_in", "last_of", "later_in"]].tolist() == [202610, 0, 5, 5], "D has not come"
    assert found.loc["V", ["as_of", "last_in", "last_of"]].tolist() == [202611, 5, 5], "base is carried"
    for county in COUNTIES[:4]:
        tree.observe("D", county, {202611: 10})
    assert ask(tree.done()).loc[CITY].loc["R", ["as_of", "last_in"]].tolist() == [202611, 4]


def test_entries_of_the_city_itself_do_not_count(tree):
    tree.observe("F", CITY, months(2026, [10] * 11))
    for county in COUNTIES[:3]:
        tree.observe("F", county, {202611: 10})
    found = judged(tree.done().connection, [tree.region[CITY]], 2026, 11, [tree.indicator["F"]]).iloc[0]
    assert pd.isna(found["as_of"]) and (found["reported"], found["due_units"]) == (3, 5)


def test_where_nobody_below_is_due_the_own_report_is_all_that_can_come(tree):
    """A county without townships reports what townships would."""
    tree.observe("T", LAST, months(2026, [10] * 10))
    tree.aim("T", 2026, **{LAST: 120})
    found = ask(tree.done()).loc[LAST].loc["T"]
    assert (found["as_of"], found["status"], found["last_of"]) == (202610, "达序时", 0)


def test_what_is_not_due_yet_is_not_missing(tree):
    tree.aim("Y", 2026, **{A: 10})
    tree.aim("Q", 2026, **{A: 10})
    found = ask(tree.done(), month=2).loc[A]
    assert found.loc[["Y", "Q"], "status"].tolist() == ["未到期", "未到期"]
    assert found.loc[["Y", "Q"], "behind"].tolist() == [0, 0]


@pytest.mark.both_engines
@pytest.mark.parametrize(("share", "as_of"), [(0.2, 202611), (0.4, 202611), (0.41, 202610), (1, 202610)])
def test_how_many_are_enough_is_a_setting(tree, share, as_of):
    steady(tree)
    for county in COUNTIES[:2]:
        tree.observe("F", county, {202611: 10})
    tree.judge_from(share)
    assert ask(tree.done()).loc[CITY].loc["F", "as_of"] == as_of


def test_a_lower_better_flow_is_done_only_when_the_year_is_in(tree):
    steady(tree, 11).done()
    assert ask(tree, month=12).loc[CITY].loc["less", ["as_of", "status"]].tolist() == [202611, "达序时"]
    for county in COUNTIES:
        tree.observe("less", county, {202612: 1})
    assert ask(tree.done(), month=12).loc[CITY].loc["less", "status"] == "已完成"


def test_comparisons_are_of_the_period_judged_as_of(tree):
    steady(tree)
    tree.observe("F", A, {202611: 900})
    found = ask(tree.done()).loc[CITY].loc["F"]
    assert (found["current"], found["mom"], found["yoy"], found["cells"], found["due_cells"]) == (50, 0, 0, 51, 55)
    assert np.isclose(found["share"], 10 / 12)


def test_every_question_about_a_part_of_the_catalogue_has_the_same_answer(tree):
    steady(tree)
    tree.observe("X", A, {202611: 9})
    whole = ask(tree.done())
    some = [tree.indicator[code] for code in ("R", "V", "F")]
    pd.testing.assert_frame_equal(ask(tree, indicator_ids=some)[VERDICT], whole[whole["indicator_id"].isin(some)][VERDICT])


def test_one_early_cell_in_december_changes_no_verdict_of_the_demo(databases, tmp_path):
    engine = open_engine(databases.copy(tmp_path / "early.db"))
    with writing(engine) as connection:
        places = list(connection.execute(select(schema.regions.c.id).where(
            schema.regions.c.level.in_(("city", "county"))).order_by(schema.regions.c.id)).scalars())
        early = connection.execute(select(schema.observations).where(
            schema.observations.c.region_id == places[1], schema.observations.c.period == 202610)).mappings().first()
        assert early is not None
        before = standing(connection, places, 2026, 12)
        connection.execute(insert(schema.observations).values(dict(early) | {"period": 202612}))
        refresh(connection, pd.DataFrame([dict(early) | {"period": 202612}])[["region_id", "period", "indicator_id"]])
        after = standing(connection, places, 2026, 12)
    engine.dispose()
    touched = (before["region_id"] == places[1]) & (before["indicator_id"] == early["indicator_id"])
    pd.testing.assert_frame_equal(before.loc[~touched, VERDICT], after.loc[~touched, VERDICT])
    assert touched.sum() == 1 and after.loc[touched, "as_of"].item() == 202612
