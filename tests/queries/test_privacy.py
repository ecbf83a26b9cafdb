"""Personal information: what a standing frame may not show, and that nothing shown gives it away."""

import pandas as pd
import pytest
from conftest import months

from queries.privacy import FROM_VALUE, hide_small, is_small
from queries.standing import standing
from queries.trend import trend

CITY, COUNTIES, TOWN = "411400", ("411402", "411403", "411404", "411405"), "411402100"
SHOWN_FROM_VALUE = ("value", "current", "yoy", "mom", "completion", "gap", "expected", "top", "bottom", "baseline")


@pytest.fixture
def tree(world):
    world.add_regions((CITY, "city", None), *((code, "county", CITY) for code in COUNTIES),
                      (TOWN, "township", COUNTIES[0]))
    private = {"kind": "flow", "sensitive": True}
    world.add_indicators(
        F=private, S=private | {"kind": "stock"}, X=private, Y=private, open={"kind": "flow"}, base={"kind": "flow"},
        T=private | {"report_level": "township"},
        R=private | {"kind": "ratio", "unit": "%", "numerator": "X", "denominator": "Y"})
    return world


def report(world, code, values, period=202603):
    for region, value in zip(COUNTIES, values, strict=True):
        if value is not None:
            world.observe(code, region, {period: value})


def ask(world, code, month=3):
    frame = standing(world.connection, list(world.region.values()), 2026, month)
    names = {number: region for region, number in world.region.items()}
    frame = frame[frame["indicator_id"] == world.indicator[code]]
    return frame.assign(region=frame["region_id"].map(names)).set_index("region")


@pytest.mark.parametrize(("values", "withheld", "total"), [
    ((10, 20, 30, 40), ["", "", "", ""], 100), ((3, 20, 30, 40), ["small", "paired", "", ""], 93),
    ((40, 30, 5, 4), ["", "", "paired", "small"], 79), ((1, 4, 30, 40), ["small", "small", "", ""], 75),
    ((0, 0, 0, 0), ["", "", "", ""], 0), ((0, 3, 9, 8), ["", "small", "", "paired"], 20),
    ((None, 2, 9, None), ["", "small", "paired", ""], 11), ((5, 5, 5, 5), ["", "", "", ""], 20),
    ((1, 2, 3, 4), ["small"] * 4, 10)])
def test_a_count_of_1_to_4_goes_and_a_single_one_takes_the_next_smallest_along(tree, values, withheld, total):
    report(tree, "F", values)
    frame = ask(tree.done(), "F")
    assert frame.loc[list(COUNTIES), "withheld"].tolist() == withheld
    assert (frame.loc[CITY, "value"], frame.loc[CITY, "withheld"]) == (total, ""), "the city total stays exact"
    shown = frame.loc[list(COUNTIES), "value"]
    expected = [value if word == "" else None for value, word in zip(values, withheld, strict=True)]
    assert [None if pd.isna(value) else value for value in shown] == expected


@pytest.mark.parametrize("values", [(3, 20, 30, 40), (0, 3, 9, 8), (1, 4, 30, 40), (4, 5, 6, None)])
def test_subtracting_from_the_city_total_leaves_at_least_two_counties(tree, values):
    report(tree, "F", values)
    frame = ask(tree.done(), "F").loc[list(COUNTIES)]
    assert (frame["withheld"] != "").sum() >= 2


@pytest.mark.parametrize("code", ["F", "S"])
def test_everything_worked_out_from_a_withheld_value_goes_too(tree, code):
    report(tree, code, (3, 20, 30, 40))
    report(tree, code, (2, 10, 30, 40), period=202602)
    report(tree, code, (9, 10, 30, 40), period=202512)
    report(tree, code, (2, 10, 30, 40), period=202503)
    if code == "F":
        tree.connection.exec_driver_sql("DELETE FROM observations WHERE period = 202602")
    tree.aim(code, 2026, **dict.fromkeys(COUNTIES, 100))
    frame = ask(tree.done(), code)
    assert set(SHOWN_FROM_VALUE) == set(FROM_VALUE)
    for region in COUNTIES[:2]:
        assert frame.loc[region, list(SHOWN_FROM_VALUE)].isna().all(), region
    assert not frame.loc[COUNTIES[2], ["value", "current", "yoy", "completion", "gap", "expected"]].isna().any()
    assert frame.loc[CITY, "value"] == 93


def test_a_small_month_goes_while_the_larger_sum_of_the_year_stays(tree):
    for region, values in zip(COUNTIES, ([10, 10, 3], [50, 50, 50], [20, 20, 20], [90, 90, 90]), strict=True):
        tree.observe("F", region, months(2026, values))
    frame = ask(tree.done(), "F").loc[list(COUNTIES)]
    assert frame["withheld"].tolist() == ["", "", "", ""]
    assert frame["value"].tolist() == [23, 150, 60, 270]
    assert frame["current"].isna().tolist() == [True, False, True, False], "the next smallest goes with it"
    assert frame["mom"].isna().tolist() == [True, False, True, False]


@pytest.mark.parametrize(("top", "bottom", "withheld"), [
    (3, 40, "paired"), (1, 4, "paired"), (30, 40, ""), (0, 40, ""), (0, 3, "paired"), (5, 5, "")])
def test_a_ratio_goes_where_either_part_is_small(tree, top, bottom, withheld):
    report(tree, "X", (top, 20, 30, 40))
    report(tree, "Y", (bottom, 50, 60, 70))
    frame = ask(tree.done(), "R")
    assert frame.loc[COUNTIES[0], "withheld"] == withheld
    assert pd.isna(frame.loc[COUNTIES[0], "value"]) == (withheld != "")
    assert frame.loc[CITY, "value"] == pytest.approx((top + 90) / (bottom + 180) * 100)


@pytest.mark.parametrize("value", [0, 3, 5000])
def test_nothing_sensitive_is_shown_below_the_county(tree, value):
    tree.observe("T", TOWN, {202603: value})
    frame = ask(tree.done(), "T")
    assert frame.loc[TOWN, list(SHOWN_FROM_VALUE)].isna().all()
    assert frame.loc[TOWN, "withheld"] == "paired"
    assert frame.loc[CITY, "value"] == value


def test_what_is_not_sensitive_is_never_withheld(tree):
    report(tree, "open", (1, 2, 3, 4))
    frame = ask(tree.done(), "open")
    assert frame["withheld"].eq("").all()
    assert frame.loc[list(COUNTIES), "value"].tolist() == [1, 2, 3, 4]


@pytest.mark.parametrize(("value", "small"), [(0, False), (1, True), (4, True), (5, False), (float("nan"), False)])
def test_small_is_1_to_4(value, small):
    assert is_small(pd.Series([value])).tolist() == [small]


@pytest.mark.parametrize(("level", "beside", "expected"), [
    ("city", {}, [0, 3, 9]), ("county", {}, [0, None, 9]), ("township", {}, [None] * 3), ("village", {}, [None] * 3),
    ("county", {"B": [2, 20, 2], "C": [30, 30, 30]}, [0, None, None]),  # 9 is next to the one small count beside it
    ("county", {"B": [2, 20, 2], "C": [30, 30, 7]}, [0, None, 9]),  # 7 goes instead
    ("county", {"B": [2, 20, 2], "C": [30, 30, 3]}, [0, None, 9])])  # two are small: nothing can be worked out
def test_a_series_is_hidden_by_level_and_by_what_stands_beside_it(level, beside, expected):
    shown = hide_small(pd.Series([0.0, 3.0, 9.0]), level, pd.DataFrame(beside, index=range(3), dtype=float))
    assert [None if pd.isna(value) else value for value in shown] == expected


def test_trends_of_all_counties_do_not_give_a_small_one_away(tree):
    report(tree, "F", (3, 20, 30, 40))
    tree.done()
    shown = {code: trend(tree.connection, tree.region[code], tree.indicator["F"], 2026, 3)["value"].tolist()
             for code in (CITY, *COUNTIES)}
    assert shown[CITY] == [93]
    assert sum(not shown[code] for code in COUNTIES) >= 2, "93 - 20 - 30 - 40 = 3"


def test_a_county_asked_for_alone_withholds_what_it_does_beside_the_others(tree):
    report(tree, "F", (3, 20, 30, 40))
    tree.done()
    frame = standing(tree.connection, [tree.region[COUNTIES[1]]], 2026, 3)
    assert frame[frame["indicator_id"] == tree.indicator["F"]]["withheld"].tolist() == ["paired"]
