"""Where a number came from: units, months, batches."""

import pandas as pd
import pytest
from conftest import months

from queries.origin import ORIGIN, origin
from queries.privacy import Viewer
from queries.standing import standing

pytestmark = pytest.mark.one_engine
CITY, A, B, TOWN_1, TOWN_2 = "411400", "411402", "411403", "411402100", "411403100"


@pytest.fixture
def tree(world):
    world.add_regions((CITY, "city", None), (A, "county", CITY), (B, "county", CITY), (TOWN_1, "township", A),
                      (TOWN_2, "township", B), ("411402100001", "village", TOWN_1))
    counties = {code: world.region[code] for code in (A, B)}
    for code, county in ((A, A), (B, B), (TOWN_1, A), (TOWN_2, B)):
        world.connection.exec_driver_sql(
            f"UPDATE regions SET county_id = {counties[county]} WHERE id = {world.region[code]}")
    world.add_indicators(
        F={"kind": "flow"}, S={"kind": "stock"}, Q={"kind": "flow", "frequency": "quarterly"}, X={}, Y={},
        R={"kind": "ratio", "unit": "%", "numerator": "X", "denominator": "Y"}, T={"report_level": "township"},
        private={"sensitive": True}, townwise={"sensitive": True, "report_level": "township"})
    return world


def ask(world, code, region=CITY, month=3, year=2026):
    frame = origin(world.connection, world.region[region], world.indicator[code], year, month)
    names = {number: name for name, number in world.region.items()}
    assert list(frame.columns) == list(ORIGIN.columns)
    return frame.assign(at=frame["region_id"].map(names)).set_index("at")


def values(frame):
    return {at: None if pd.isna(value) else value for at, value in frame["value"].items()}


@pytest.mark.both_engines
def test_a_flows_units_with_their_months_and_batch(tree):
    tree.observe("F", A, months(2026, [90, 110, 130]) | months(2025, [1, 1, 1]))
    tree.observe("F", B, months(2026, [40, None]))
    tree.judge_from(0.5)
    frame = ask(tree.done(), "F")
    assert values(frame) == {A: 330, B: 40}
    assert frame["state"].tolist() == ["已上报", "未上报"]
    assert frame[["periods", "periods_due"]].values.tolist() == [[3, 3], [1, 3]]
    assert frame["as_of"].tolist() == [202603, 202601]
    assert frame.loc[A, ["batch_id", "file_name", "actor"]].tolist() == [tree.batch, "测试.xlsx", "测试"]


def test_the_units_add_up_to_the_figure(tree):
    tree.observe("F", A, months(2026, [90, 110]))
    tree.observe("F", B, months(2026, [5]))
    tree.observe("F", CITY, months(2026, [7]))
    frame = ask(tree.done(), "F")
    assert frame["value"].sum() == 90 + 5 + 7, "of January: February is one county's"
    shown = standing(tree.connection, [tree.region[CITY]], 2026, 3).set_index("indicator_id").loc[tree.indicator["F"]]
    assert (shown["value"], shown["as_of"]) == (102, 202601) and set(frame["as_of"]) == {202601}
    tree.judge_from(0.5)
    assert ask(tree, "F")["value"].sum() == 212
    assert frame.loc[CITY, "state"] == "本级"


def test_a_unit_without_anything_is_listed_as_not_reported(tree):
    frame = ask(tree.done(), "F")
    assert values(frame) == {A: None, B: None}
    assert frame["state"].tolist() == ["未上报", "未上报"]
    assert frame["periods"].tolist() == [0, 0]


@pytest.mark.parametrize(("month", "states", "due"), [
    (2, ["未上报", "未上报"], 0), (3, ["已上报", "未上报"], 1), (5, ["已上报", "未上报"], 1), (6, ["未上报", "未上报"], 2)])
def test_a_quarter_is_judged_at_its_last_due_period(tree, month, states, due):
    tree.observe("Q", A, {202603: 5})
    frame = ask(tree.done(), "Q", month=month)
    assert frame["periods_due"].tolist() == [due, due]
    assert frame["state"].tolist() == states


@pytest.mark.both_engines
def test_a_stock_says_since_when_it_is_carried(tree):
    tree.observe("S", A, {202512: 100, 202603: 104, 202604: 999})
    tree.observe("S", B, {202512: 50})
    frame = ask(tree.done(), "S")
    assert values(frame) == {A: 104, B: 50}
    assert frame["state"].tolist() == ["已上报", "沿用"]
    assert frame["as_of"].tolist() == [202603, 202512]


@pytest.mark.both_engines
def test_a_ratio_opens_to_its_parts(tree):
    tree.observe("X", A, {202603: 9})
    tree.observe("Y", A, {202603: 10})
    frame = ask(tree.done(), "R", region=A)
    assert frame[["code", "value"]].values.tolist() == [["X", 9], ["Y", 10]]


def test_townships_are_the_units_of_what_they_report_and_a_county_sees_its_own(tree):
    tree.observe("T", TOWN_1, {202603: 2})
    tree.observe("T", TOWN_2, {202603: 3})
    assert values(ask(tree.done(), "T")) == {TOWN_1: 2, TOWN_2: 3}
    assert values(ask(tree, "T", region=A)) == {TOWN_1: 2}


@pytest.mark.both_engines
@pytest.mark.parametrize(("cells", "shown"), [
    ({A: 30, B: 50}, {A: 30, B: 50}), ({A: 3, B: 52}, {A: None, B: 50}), ({A: 3, B: 4}, {A: None, B: None}),
    ({A: 0, B: 49}, {A: 0, B: 50})])
def test_personal_figures_of_units_are_rounded(tree, cells, shown):
    for region, value in cells.items():
        tree.observe("private", region, {202603: value})
    frame = ask(tree.done(), "private")
    assert values(frame) == shown
    assert frame["withheld"].tolist() == ["small" if value is None else "" for value in shown.values()]
    assert frame["rounded"].tolist() == [bool(value) for value in shown.values()]
    assert frame["state"].eq("已上报").all()


@pytest.mark.both_engines
def test_a_countys_own_entry_and_its_townships_are_two_rows(tree):
    tree.observe("townwise", TOWN_1, {202601: 3, 202602: 9, 202603: 60})
    tree.observe("townwise", A, {202603: 11})
    frame = ask(tree.done(), "townwise")
    assert frame[["region_id", "value", "state"]].values.tolist()[:2] in (
        [[tree.region[A], 10, "本级"], [tree.region[A], 70, "1/1 个乡镇已上报"]],
        [[tree.region[A], 70, "1/1 个乡镇已上报"], [tree.region[A], 10, "本级"]])


@pytest.mark.parametrize(("own", "townships", "withheld"), [(4, 4, "below"), (2, 40, "below"), (40, 2, "below"), (40, 50, "")])
def test_the_townships_are_not_told_where_they_would_tell_a_small_figure_beside_it(tree, own, townships, withheld):
    """The county reads 约10, its 本级 <5: were its townships to read <5 too, both would be 4."""
    tree.observe("townwise", TOWN_1, {202603: townships})
    tree.observe("townwise", A, {202603: own})
    frame = ask(tree.done(), "townwise").dropna(subset="as_of").set_index("state")
    below = frame.loc["1/1 个乡镇已上报"]
    assert below["withheld"] == withheld and pd.isna(below["value"]) == bool(withheld)
    assert frame.at["本级", "withheld"] == ("small" if own < 5 else "")


@pytest.mark.both_engines
def test_who_is_granted_sees_townships_exactly(tree):
    tree.observe("townwise", TOWN_1, {202603: 3})
    tree.done()
    frame = origin(tree.connection, tree.region[A], tree.indicator["townwise"], 2026, 3, Viewer(frozenset(tree.region.values())))
    assert frame[["region_id", "value"]].values.tolist() == [[tree.region[TOWN_1], 3]]


@pytest.mark.both_engines
def test_sensitive_townships_appear_only_as_their_county(tree):
    tree.observe("townwise", TOWN_1, {202603: 60})
    tree.observe("townwise", TOWN_2, {202603: 70})
    frame = ask(tree.done(), "townwise")
    assert values(frame) == {A: 60, B: 70}
    assert set(frame["level"]) == {"county"}


@pytest.mark.both_engines
@pytest.mark.parametrize("year", [2020, 2030])
def test_a_year_without_data_has_units_and_no_values(tree, year):
    tree.observe("F", A, {202603: 1})
    assert values(ask(tree.done(), "F", year=year)) == {A: None, B: None}
