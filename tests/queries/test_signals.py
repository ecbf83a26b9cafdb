"""Signal or noise: the rules one by one, on increments only, and never from what is missing or may not be shown."""

import numpy as np
import pandas as pd
import pytest
from conftest import months
from hypothesis import given, settings
from hypothesis import strategies as st
from outlook import first_of, verdicts

from queries.signals import control, signals
from queries.xmr import xmr

pytestmark = pytest.mark.one_engine
CITY, A, B, C, TOWN = "411400", "411402", "411403", "411404", "411402100"
NOISE = [10, 12, 11, 13, 12, 11, 10, 12, 11, 13, 12, 10, 11]     # mean 11.38, mean range 1.33, limits 7.8 to 14.9


def test_limits_are_the_mean_and_2_66_mean_ranges():
    frame = xmr(NOISE)
    mean = sum(NOISE) / 13
    width = 2.66 * sum(abs(b - a) for a, b in zip(NOISE, NOISE[1:], strict=False)) / 12
    assert frame[["mean", "upper", "lower"]].drop_duplicates().values.tolist() == [
        pytest.approx([mean, mean + width, mean - width])]
    assert (frame["signal"] == "").all()


@pytest.mark.parametrize(("values", "signal", "run"), [
    (NOISE + [20], "超出上限", 1), (NOISE + [0], "低于下限", 1), ([15, 5] * 6 + [11] * 6, "", 1),
    ([15, 5] * 6 + [11] * 7, "高于均值", 7), ([5, 15] * 6 + [9] * 8, "低于均值", 8),
    ([5, 15] * 6 + [9] * 7 + [99], "超出上限", 1), ([15, 5] * 6 + [7, 8, 9, 10, 11, 12], "上升", 7),
    ([15, 5] * 6 + [7, 8, 9, 10, 11], "", 1), ([5, 15] * 6 + [13, 12, 11, 10, 9, 8], "下降", 7),
    ([5, 15] * 6 + [13, 12, 11, 11, 10, 9, 8], "", 1), ([9, 11] * 15 + [14.5, 10, 14.5], "接近上限", 1),
    ([9, 11] * 15 + [14.5, 10, 10, 14.5], "", 1), ([9, 11] * 15 + [5.6, 5.7], "接近下限", 1),
    ([9, 11] * 15 + [14.5, 5.6], "", 1)])
def test_the_rules(values, signal, run):
    last = xmr(values).iloc[-1]
    assert (last["signal"], last["run"]) == (signal, run)
    assert first_of(verdicts(values)[-1]) == signal


def test_every_point_of_a_row_is_marked():
    assert xmr([15, 5] * 6 + [11] * 7)["signal"].tolist() == [""] * 12 + ["高于均值"] * 7
    assert xmr([15, 5] * 6 + [7, 8, 9, 10, 11, 12])["signal"].tolist() == [""] * 11 + ["上升"] * 7


@pytest.mark.parametrize("values", [[], [1.0], NOISE[:12], [*NOISE[:12], None, None], [None] * 40, [*NOISE[:12], np.nan]])
def test_fewer_than_13_points_are_no_verdict(values):
    frame = xmr(pd.Series(values, dtype=float))
    assert len(frame) == len(values)
    assert frame[["mean", "upper", "lower"]].isna().all(axis=None) and (frame["signal"] == "").all()


def test_a_missing_period_ends_a_row_and_is_no_0():
    values = [9, 14] * 5 + [12, 12, 12, 12, None, 12, 12, 12]
    frame = xmr(pd.Series(values, dtype=float))
    assert (frame["signal"] == "").all()
    assert frame["mean"].iloc[0] == pytest.approx(np.mean([v for v in values if v is not None]))


@pytest.mark.parametrize("value", [0.1, 1e9 / 3, -7.7, 0])
def test_what_never_changes_is_no_signal(value):
    frame = xmr([value] * 30)
    assert (frame["signal"] == "").all() and frame["upper"].iloc[0] == pytest.approx(value)


@settings(deadline=None, derandomize=True, database=None, max_examples=300)
@given(st.lists(st.one_of(st.none(), st.integers(0, 6), st.integers(0, 60), st.integers(-5, 5).map(lambda n: n / 7)),
                min_size=0, max_size=40), st.booleans())
def test_signals_equal_the_independent_recomputation(values, risen):
    values = [value if value is None or not risen else value + number for number, value in enumerate(values)]
    found = xmr(pd.Series(values, dtype=float))["signal"].tolist()
    assert found == [first_of(words) for words in verdicts(values)]


@pytest.fixture
def tree(world):
    world.add_regions((CITY, "city", None), (A, "county", CITY), (B, "county", CITY), (C, "county", CITY),
                      (TOWN, "township", A))
    world.add_indicators(
        F={}, S={"kind": "stock"}, Q={"frequency": "quarterly"}, P={"sensitive": True}, X={},
        R={"kind": "ratio", "unit": "%", "numerator": "F", "denominator": "X"}, T={"sensitive": True, "report_level": "township"})
    world.judge_from(0.01)
    return world


def ask(world, month=6, year=2026):
    names = {number: code for code, number in world.indicator.items()}
    places = {number: code for code, number in world.region.items()}
    frame = signals(world.connection, list(world.region.values()), year, month)
    return {(places[row.region_id], names[row.indicator_id]): (row.words, row.side) for row in frame.itertuples()}


LOW = months(2025, [50, 60, 55, 58, 52, 57, 54, 53, 59, 51, 60, 56])


@pytest.mark.both_engines
@pytest.mark.parametrize(("now", "words", "side"), [
    ([55, 54, 55, 54, 55, 90], "6月超出上限", 1), ([55, 54, 55, 54, 55, 0], "6月低于下限", -1)])
def test_a_point_outside_is_named_with_its_month(tree, now, words, side):
    tree.observe("F", A, LOW | months(2026, now))
    assert ask(tree.done()) == {(A, "F"): (words, side), (CITY, "F"): (words, side)}


def test_a_row_is_named_with_its_first_month(tree):
    tree.observe("F", A, LOW | {202512: 50} | months(2026, [50, 51, 50, 51, 50, 51]))
    assert ask(tree.done())[A, "F"] == ("2025年12月起连续7个月低于均值", -1)
    assert ask(tree, month=5) == {}, "only signals of the month that is asked about"
    tree.observe("F", A, {202607: 51})
    assert ask(tree.done(), month=7)[A, "F"] == ("2025年12月起连续8个月低于均值", -1)


def test_a_signal_is_of_the_period_judged_as_of(tree):
    tree.observe("F", A, LOW | months(2026, [55, 54, 55, 54, 90]))
    tree.done()
    assert ask(tree, month=5)[A, "F"] == ask(tree, month=6)[A, "F"] == ("5月超出上限", 1)
    seen = control(tree.connection, tree.region[A], tree.indicator["F"], 2026, 6)
    assert seen["period"].iloc[-1] == 202605, "June has not come"


def test_one_early_report_is_no_signal_and_ends_no_chart(tree):
    steady = LOW | months(2026, [55, 54, 55, 54, 55])
    for county in (A, B, C):
        tree.observe("F", county, steady)
    tree.observe("F", A, {202606: 500})
    tree.connection.exec_driver_sql("UPDATE settings SET value = '0.8' WHERE key = 'judge_coverage'")
    assert (CITY, "F") not in ask(tree.done()) and ask(tree)[A, "F"] == ("6月超出上限", 1)
    assert control(tree.connection, tree.region[CITY], tree.indicator["F"], 2026, 6)["period"].iloc[-1] == 202605


def test_without_a_period_to_judge_by_nothing_is_a_signal(tree):
    tree.connection.exec_driver_sql("UPDATE settings SET value = '0.8' WHERE key = 'judge_coverage'")
    tree.observe("F", A, LOW | months(2026, [55, 54, 55, 54, 55, 90]))
    assert set(ask(tree.done())) == {(A, "F")}
    seen = control(tree.connection, tree.region[CITY], tree.indicator["F"], 2026, 6).set_index("period")["value"]
    assert seen.index[-1] == 202606 and seen[202601:].isna().all()


def test_cumulated_values_are_never_judged(tree):
    tree.observe("F", A, LOW | months(2026, [55, 54, 55, 54, 55, 56]))
    frame = control(tree.done().connection, tree.region[A], tree.indicator["F"], 2026, 6)
    assert frame["value"].tolist()[-6:] == [55, 54, 55, 54, 55, 56] and frame["period"].tolist()[0] == 202501
    assert ask(tree) == {}


@pytest.mark.both_engines
def test_a_stock_is_judged_by_its_changes_unit_by_unit(tree):
    steady = dict(zip(LOW | months(2026, [0] * 6), range(100, 190, 5), strict=False))
    tree.observe("S", A, steady)
    tree.observe("S", B, {period: 1000 for period in steady if period >= 202506})
    frame = control(tree.done().connection, tree.region[CITY], tree.indicator["S"], 2026, 6).set_index("period")["value"]
    assert frame.dropna().unique().tolist() == [5.0], "a unit that joins is no jump"
    assert ask(tree) == {}


def test_a_total_that_lacks_a_unit_is_a_missing_period(tree):
    steady = LOW | months(2026, [55, 54, 55, 54, 55, 56])
    for county in (A, B):
        tree.observe("F", county, steady)
    tree.observe("F", C, {period: value for period, value in steady.items() if period != 202606})
    frame = control(tree.done().connection, tree.region[CITY], tree.indicator["F"], 2026, 6).set_index("period")["value"]
    assert pd.isna(frame[202606]) and frame[202605] == 165
    assert ask(tree) == {}, "two thirds of the usual total is no fall of the work"


def test_quarters_need_13_of_them_and_are_named_so(tree):
    cells = {year * 100 + month: value for year, row in ((2022, [5, 6, 5, 6]), (2023, [5, 6, 5, 6]), (2024, [5, 6, 5, 6]),
             (2025, [5, 6, 5, 6])) for month, value in zip((3, 6, 9, 12), row, strict=True)}
    tree.observe("Q", A, cells | {202603: 5, 202606: 20})
    assert ask(tree.done(), month=8)[A, "Q"] == ("二季度超出上限", 1)
    assert ask(tree, year=2024, month=12) == {}


def test_a_ratio_has_no_increments(tree):
    tree.observe("F", A, LOW)
    tree.observe("X", A, LOW)
    assert control(tree.done().connection, tree.region[A], tree.indicator["R"], 2025, 12).empty


@pytest.mark.both_engines
def test_small_counts_of_a_county_are_neither_drawn_nor_judged(tree):
    for county, values in ((A, LOW | months(2026, [3, 55, 54, 55, 54, 90])), (B, LOW | months(2026, [9, 55, 54, 55, 54, 90])),
                           (C, LOW | months(2026, [55, 55, 54, 55, 54, 90]))):
        tree.observe("P", county, values)
    tree.done()
    assert set(ask(tree)) == {(CITY, "P"), (B, "P"), (C, "P")}, "A has a small count"
    assert control(tree.connection, tree.region[A], tree.indicator["P"], 2026, 6)["value"].notna().sum() == 0
    drawn = control(tree.connection, tree.region[C], tree.indicator["P"], 2026, 6)["value"]
    assert drawn.notna().all() and (drawn % 5 == 0).all(), "judged by the rounded figures"


def test_nothing_sensitive_is_judged_below_county(tree):
    tree.observe("T", TOWN, LOW | months(2026, [55, 54, 55, 54, 55, 90]))
    assert set(ask(tree.done())) == {(A, "T"), (CITY, "T")}
    assert control(tree.connection, tree.region[TOWN], tree.indicator["T"], 2026, 6)["value"].notna().sum() == 0


@pytest.mark.both_engines
def test_nothing_reported_is_no_signal(tree):
    frame = signals(tree.done().connection, list(tree.region.values()), 2026, 6)
    assert frame.empty and list(frame.columns) == ["region_id", "indicator_id", "period", "signal", "run", "side", "words"]
    assert control(tree.connection, tree.region[A], tree.indicator["F"], 2026, 6).empty
