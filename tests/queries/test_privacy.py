"""Personal information: how figures read, that all else is made from what is read, and that nothing gives a small one away."""

import itertools

import numpy as np
import pandas as pd
import pytest
from attack import line, narrow, read, whole, whole_so_far
from attack import world as world_of
from conftest import months
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from queries import schema
from queries.catalogue import list_indicators
from queries.database import reading
from queries.periods import STEP
from queries.privacy import EXACT, NOTHING, ROUNDED, Viewer, cumulated, marks, personal, reads, sight, summed, visible
from queries.standing import standing
from queries.told import STAND_IN, is_small, lifted, steps
from queries.trend import sparklines, trend

CITY, COUNTIES, TOWN = "411400", ("411402", "411403", "411404", "411405"), "411402100"
MADE = ("value", "current", "yoy", "mom", "completion", "gap", "expected", "top", "bottom", "baseline")
NAN = float("nan")


@pytest.fixture
def tree(world):
    world.add_regions((CITY, "city", None), *((code, "county", CITY) for code in COUNTIES),
                      (TOWN, "township", COUNTIES[0]))
    private = {"kind": "flow", "sensitive": True}
    world.add_indicators(
        F=private, S=private | {"kind": "stock"}, X=private, Y=private, open={"kind": "flow"}, base={"kind": "flow"},
        T=private | {"report_level": "township"},
        R=private | {"kind": "ratio", "unit": "%", "numerator": "X", "denominator": "Y"},
        U={"kind": "ratio", "unit": "%", "numerator": "X", "denominator": "base"})
    return world


def report(world, code, values, period=202603):
    for region, value in zip(COUNTIES, values, strict=True):
        if value is not None:
            world.observe(code, region, {period: value})


def ask(world, code, month=3, viewer=Viewer()):
    frame = standing(world.connection, list(world.region.values()), 2026, month, viewer=viewer)
    names = {number: region for region, number in world.region.items()}
    frame = frame[frame["indicator_id"] == world.indicator[code]]
    return frame.assign(region=frame["region_id"].map(names)).set_index("region")


@pytest.mark.parametrize(("value", "read", "text"), [
    (0, 0, "0"), (0.5, NAN, "<5"), (1, NAN, "<5"), (4, NAN, "<5"), (4.9, NAN, "<5"), (5, 5, "约5"), (7, 5, "约5"),
    (8, 10, "约10"), (12, 10, "约10"), (13, 15, "约15"), (93, 95, "约95"), (1_002, 1_000, "约1000"), (-3, NAN, "<5"),
    (-8, -10, "约-10"), (NAN, NAN, "nan")])
def test_how_a_figure_reads(value, read, text):
    values, seen = pd.Series([float(value)]), pd.Series([ROUNDED])
    number = visible(values, seen)
    mark = marks(values, number, seen).iloc[0]
    assert number.iloc[0] == read or pd.isna(number.iloc[0]) and pd.isna(read)
    assert reads(f"{number.iloc[0]:.0f}", mark["withheld"], mark["rounded"]) == text
    assert visible(values, pd.Series([NOTHING])).isna().all()
    assert visible(values, pd.Series([EXACT])).equals(values)


def test_who_sees_what(tree):
    catalogue = list_indicators(tree.done().connection)
    rows = pd.DataFrame([(1, level, tree.indicator[code]) for level in ("city", "county", "township", "village")
                         for code in ("F", "open")],
                        columns=["region_id", "level", "indicator_id"])
    assert sight(rows, catalogue).tolist() == [ROUNDED, EXACT, ROUNDED, EXACT, NOTHING, EXACT, NOTHING, EXACT]
    assert set(sight(rows, catalogue, Viewer(frozenset([1])))) == {EXACT}
    assert set(sight(rows, catalogue, Viewer(frozenset([2])))) == {EXACT, ROUNDED, NOTHING}, "a grant is for its own regions"


def test_a_ratio_with_a_personal_part_is_personal(tree):
    catalogue = list_indicators(tree.done().connection)
    assert set(catalogue.loc[personal(catalogue), "code"]) == {"F", "S", "X", "Y", "T", "R", "U"}


@pytest.mark.one_engine
@pytest.mark.parametrize(("values", "shown", "total"), [
    ((10, 20, 30, 40), [10, 20, 30, 40], 100), ((3, 21, 33, 38), [None, 20, 35, 40], 95), ((0, 0, 0, 0), [0, 0, 0, 0], 0),
    ((0, 3, 9, 8), [0, None, 10, 10], 20), ((None, 2, 9, None), [None, None, 10, None], 10), ((5, 7, 8, 12), [5, 5, 10, 10], 30)])
@pytest.mark.parametrize("code", ["F", "S"])
def test_every_level_is_rounded_the_total_too(tree, code, values, shown, total):
    report(tree, code, values)
    frame = ask(tree.done(), code)
    assert frame.at[CITY, "value"] == total and frame.at[CITY, "current"] == total
    for column in ("value", "current"):
        assert [None if pd.isna(value) else value for value in frame.loc[list(COUNTIES), column]] == shown
    words = ["" if value is None or value == 0 or value >= 5 else "small" for value in values]
    assert frame.loc[list(COUNTIES), "withheld"].tolist() == words
    assert frame.loc[list(COUNTIES), "rounded"].tolist() == [bool(value) for value in shown]


@pytest.mark.parametrize("code", ["F", "S"])
def test_comparisons_pace_and_verdict_are_made_from_the_rounded_figures(tree, code):
    for values, period in (((17, 93, 3, 0), 202603), ((8, 41, 2, 0), 202602), ((12, 48, 9, 0), 202503),
                           ((9, 101, 22, 0), 202512)):
        report(tree, code, values, period)
    tree.aim(code, 2026, **dict.fromkeys(COUNTIES[:3], 100), **{CITY: 400})
    frame = ask(tree.done(), code)
    value = {"F": [25, 135], "S": [15, 95]}[code]  # 17 + 8, 93 + 41
    base, start = [10, 50], {"F": [0, 0], "S": [10, 100]}[code]
    compared = {"F": [15, 95], "S": [15, 95]}[code]  # F: only March is in both years
    for at in range(2):
        row = frame.loc[COUNTIES[at]]
        assert row["value"] == value[at] and row["mom"] == pytest.approx([15 / 10 - 1, 95 / 40 - 1][at])
        assert row["yoy"] == pytest.approx(compared[at] / base[at] - 1)
        assert row["completion"] == pytest.approx(value[at] / 100)
        expected = start[at] + (100 - start[at]) * 0.25
        assert row["expected"] == pytest.approx(expected) and row["gap"] == pytest.approx(value[at] - expected)
        assert row["status"] == ("已完成" if value[at] >= 100 else "达序时" if value[at] >= expected else "略滞后"
                                 if value[at] >= expected - 5 else "滞后")
    if code == "S":
        hidden = frame.loc[COUNTIES[2]]
        assert hidden[list(MADE)].drop("baseline").isna().all() and hidden["withheld"] == "small" and hidden["status"] is None
    none = frame.loc[COUNTIES[3]]
    assert none["value"] == 0 and pd.isna(none["yoy"]) and pd.isna(none["mom"]) and none["withheld"] == ""


def test_a_stock_from_a_baseline_that_reads_small_has_no_pace(tree):
    report(tree, "S", (3, 20, 30, 40), 202512)
    report(tree, "S", (30, 20, 30, 40))
    tree.aim("S", 2026, **dict.fromkeys(COUNTIES, 100))
    row = ask(tree.done(), "S").loc[COUNTIES[0]]
    assert row["value"] == 30 and row["status"] is None and row[["expected", "gap", "baseline"]].isna().all()


@pytest.mark.one_engine
@pytest.mark.parametrize("value", [1, 2, 3, 4])
def test_whatever_a_small_figure_is_everything_shown_is_the_same(tree, value):
    """A verdict, a forecast or a comparison would tell 1 from 4 where it differed."""
    report(tree, "F", (value, 20, 30, 40))
    report(tree, "F", (20, 20, 30, 40), 202503)
    tree.aim("F", 2026, **{COUNTIES[0]: 4})
    row = ask(tree.done(), "F").loc[COUNTIES[0]]
    assert (row["withheld"], row["status"]) == ("small", None) and row[list(MADE)].isna().all()


def test_who_has_not_reported_is_said_all_the_same(tree):
    report(tree, "F", (3, 20, 30, 40))
    tree.observe("T", TOWN, {202602: 4})
    tree.aim("F", 2026, **{TOWN: 4, COUNTIES[0]: 4})
    tree.aim("X", 2026, **{COUNTIES[0]: 4})
    tree.done()
    assert ask(tree, "X").at[COUNTIES[0], "status"] == "未上报"
    tree.aim("T", 2026, **{TOWN: 4})
    assert ask(tree, "T").at[TOWN, "status"] is None


@pytest.mark.one_engine
@pytest.mark.parametrize(("top", "bottom", "withheld", "shown"), [
    (3, 40, "base", None), (1, 4, "base", None), (31, 42, "", 75.0), (0, 40, "", 0.0), (0, 3, "base", None), (5, 5, "", 100.0),
    (7, 8, "", 50.0)])
def test_a_ratio_is_made_of_its_rounded_parts(tree, top, bottom, withheld, shown):
    report(tree, "X", (top, 20, 30, 40))
    report(tree, "Y", (bottom, 50, 60, 70))
    row = ask(tree.done(), "R").loc[COUNTIES[0]]
    assert row["withheld"] == withheld and (pd.isna(row["value"]) if shown is None else row["value"] == pytest.approx(shown))
    line = trend(tree.connection, tree.region[COUNTIES[0]], tree.indicator["R"], 2026, 3)["value"].tolist()
    assert line == ([] if shown is None else [pytest.approx(shown)])


@pytest.mark.parametrize("value", [0, 3, 5000])
def test_nothing_personal_is_shown_below_the_county(tree, value):
    tree.observe("T", TOWN, {202603: value})
    frame = ask(tree.done(), "T")
    assert frame.loc[TOWN, list(MADE)].isna().all()
    assert frame.loc[TOWN, "withheld"] == "below" and not frame.loc[TOWN, "rounded"]
    assert frame.loc[CITY, "value"] == value if value != 3 else frame.loc[CITY, "withheld"] == "small"


def test_what_is_not_personal_is_as_it_is(tree):
    report(tree, "open", (1, 2, 3, 4))
    frame = ask(tree.done(), "open")
    assert frame["withheld"].eq("").all() and not frame["rounded"].any()
    assert frame.loc[list(COUNTIES), "value"].tolist() == [1, 2, 3, 4]


def test_a_grant_is_for_its_own_regions_only(tree):
    report(tree, "F", (3, 21, 33, 38))
    tree.done()
    frame = ask(tree, "F", viewer=Viewer(frozenset([tree.region[COUNTIES[0]]])))
    assert frame.loc[[CITY, *COUNTIES], "value"].tolist() == [95, 3, 20, 35, 40]
    everything = ask(tree, "F", viewer=Viewer(frozenset(tree.region.values())))
    assert everything.loc[[CITY, *COUNTIES], "value"].tolist() == [95, 3, 21, 33, 38]
    assert not everything["rounded"].any()


def _read(value: float) -> float | str:
    return "<5" if np.isnan(value) else value


@pytest.mark.parametrize(("singles", "told"), [
    ([8, 8, 8], [10, 15, 25]), ([3, 2, 1], [NAN, 5, 5]), ([1, 1, 1, 1], [NAN, 5, 5, 5]), ([4, 4], [NAN, 5]),
    ([0, 0, 3], [0, 0, NAN]), ([NAN, 3, NAN, 9], [NAN, NAN, NAN, 10]), ([4] * 6, [NAN, 5, 10, 15, 20, 20]),
    ([30, 1, 30], [30, 35, 65])])
def test_running_sums_are_told_as_nearest_but_where_that_gives_a_part_away(singles, told):
    singles = np.array(singles, dtype=float)
    assert cumulated(singles, ROUNDED) == pytest.approx(told, nan_ok=True)
    rows = pd.DataFrame({"region_id": 1, "value": singles, "period": 202601 + np.arange(len(singles))})
    assert summed(rows, ["region_id"], "value", pd.Series([ROUNDED], index=[1])).iloc[0] == pytest.approx(told[-1], nan_ok=True)
    assert cumulated(singles, EXACT)[-1] == np.nansum(singles) and np.isnan(cumulated(singles, NOTHING)).all()


def _picture(counties: np.ndarray) -> np.ndarray:
    """All that is read of each of many small worlds (worlds × counties × months): single and cumulated, the counties and the
    city that they add up to. -1: <5."""
    single, added = np.where(is_small(counties), STAND_IN, counties).sum(axis=1), steps(counties).sum(axis=1)
    of_city = visible(lifted(single), ROUNDED), cumulated(single, ROUNDED, added)
    of_counties = visible(counties, ROUNDED), cumulated(counties, np.full(counties.shape[:2], ROUNDED, dtype=object))
    shown = np.concatenate([*of_counties, *(of[:, None] for of in of_city)], axis=1)
    return np.nan_to_num(shown, nan=-1).reshape(len(counties), -1)


def _values_left(groups: np.ndarray, figures: np.ndarray) -> np.ndarray:
    """How many values each world's figure takes among the worlds of its group."""
    _, at = np.unique(groups, return_inverse=True)
    pairs = np.unique(np.stack([at, figures.astype(int)]), axis=1)
    return np.bincount(pairs[0])[at]


@pytest.mark.parametrize(("counties", "periods", "values"), [
    (2, 1, range(13)), (3, 1, range(13)), (4, 1, range(11)), (2, 2, range(9)), (3, 2, range(5)), (1, 4, range(9)),
    (6, 1, range(5))])
def test_every_small_world_could_be_another(counties, periods, values):
    """All worlds of so many counties and months, grouped by all that is read of them, by anybody and by each county that knows
    its own figures: in each group every figure that reads <5 takes all four values."""
    worlds = np.array(list(itertools.product(values, repeat=counties * periods)), dtype=float).reshape(-1, counties, periods)
    _, picture = np.unique(_picture(worlds), axis=0, return_inverse=True)
    for own in (None, *range(counties)[:2]):
        groups = picture.ravel()
        if own is not None:
            groups = np.unique(np.column_stack([groups, worlds[:, own]]), axis=0, return_inverse=True)[1].ravel()
        for county, month in itertools.product(range(counties), range(periods)):
            figures = worlds[:, county, month]
            if county != own:
                assert (_values_left(groups, figures)[is_small(figures)] == 4).all(), (own, county, month)


def test_a_line_tells_nothing_of_any_small_figure_in_it():
    """All lines of seven small figures, grouped by all that is told of them before it is rounded: each figure takes
    all values."""
    lines = np.array(list(itertools.product((1, 2, 3, 4), repeat=7)), dtype=float)
    told = np.unique(steps(lines), axis=0, return_inverse=True)[1].ravel()
    for at in range(7):
        assert (_values_left(told, lines[:, at]) == 4).all()


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 8).flatmap(lambda counties: st.integers(1, 12).flatmap(lambda periods: st.lists(
    st.lists(st.sampled_from([0, 1, 2, 3, 4, 5, 12]), min_size=periods, max_size=periods),
    min_size=counties, max_size=counties))))
def test_whatever_the_counties_report_leaves_their_small_figures_open(counties):
    """Any counties and months: nothing that reads <5 is narrowed at all, to anybody or to a county that knows its own figures;
    and the rule written once more says the same."""
    lines = np.array(counties, dtype=float)
    assert np.allclose(np.cumsum(steps(lines), axis=1), [[told for told, _ in line(of)] for of in counties])
    for own in (None, 0):
        told = narrow(*world_of(dict(enumerate(counties)), "city", own))
        for region, at in zip(*np.nonzero(is_small(lines)), strict=True):
            assert region == own or told["one", region, at] == (1, 4)


def test_sums_of_what_does_not_read_small_are_the_nearest():
    chance = np.random.default_rng(5)
    for singles in chance.integers(5, 60, (200, 12)).astype(float):
        assert cumulated(singles, ROUNDED).tolist() == visible(np.cumsum(singles), ROUNDED).tolist()


def test_sums_stay_near():
    """What is told of a sum as one is at most 6 away, and the rule written once more (tests/attack.py) says the same."""
    chance = np.random.default_rng(6)
    for singles in chance.choice([0, 1, 1, 2, 3, 4, 6, 9, 30], (300, 12)).astype(float):
        told, exact = cumulated(singles, ROUNDED), np.cumsum(singles)
        assert (np.abs(told - exact)[~np.isnan(told)] <= 6).all() and (exact[np.isnan(told)] < 5).all()
        assert [read(value) for value, _ in line(singles.tolist())] == [_read(value) for value in told]
        assert ((told == 0) == (exact == 0)).all()


def attack(frames: dict[int, pd.DataFrame], exact: dict, frequency: str, city=None, own=None) -> int:
    """Has everybody who sees a year's pages (frames: month by month, of one indicator, by region), and a county's own exact
    figures, work out what they can; how many figures that read <5 are left open. exact: region -> the singles, period by period.
    city: the region that the others add up to."""
    counties = {region: singles for region, singles in exact.items() if region != city}
    singles = {region: [min(value, STAND_IN) if value < 5 else value for value in of] for region, of in counties.items()}
    so_far = {region: [told for told, _ in line(of)] for region, of in counties.items()}
    if city is not None:
        singles[city], so_far[city] = whole(list(counties.values())), whole_so_far(list(counties.values()))
    for region, at in itertools.product(singles, range(len(next(iter(exact.values()))))):
        row = frames[(at + 1) * STEP[frequency]].loc[region]
        assert _read(row["current"]) == read(singles[region][at]), (region, at)
        assert _read(row["value"]) == read(so_far[region][at]), (region, at)
        assert (row["withheld"] == "small") == np.isnan(row["value"])
    found = narrow(*world_of(counties, city, own))
    hidden = [(region, at) for region, of in counties.items() if region != own for at, value in enumerate(of) if 0 < value < 5]
    assert all(found["one", *one] == (1, 4) for one in hidden)
    for (kind, region, at), (low, high) in found.items():
        assert low <= (exact[region][at] if kind == "one" else sum(exact[region][:at + 1])) <= high, "the attack itself holds"
    return len(hidden)


@pytest.mark.one_engine
@pytest.mark.parametrize("seed", range(2))
def test_a_year_of_pages_leaves_every_small_figure_open(tree, seed):
    """Cumulated and single, all twelve months, counties and their city, and the sparkline."""
    chance = np.random.default_rng(seed)
    exact = {region: chance.choice([0, 1, 2, 3, 4, 6, 8, 12, 40], 12, p=[.1, .2, .2, .15, .1, .1, .05, .05, .05]).tolist()
             for region in COUNTIES}
    for region, values in exact.items():
        tree.observe("F", region, months(2026, values))
    tree.done()
    exact[CITY] = np.sum(list(exact.values()), axis=0).tolist()
    frames = {month: ask(tree, "F", month) for month in range(1, 13)}
    assert attack(frames, exact, "monthly", CITY) > 20 and attack(frames, exact, "monthly", CITY, COUNTIES[1]) > 15
    for region in (CITY, *COUNTIES):
        shown = sparklines(tree.connection, tree.region[region], 2026, 12)
        assert not shown["value"].between(0.1, 4.9).any() and (shown["value"] % 5 == 0).all()
        told = trend(tree.connection, tree.region[region], tree.indicator["F"], 2026, 12).set_index("month")["value"]
        for month, frame in frames.items():
            assert _read(frame.at[region, "value"]) == _read(told.get(month, NAN)), "every page says the same"


@pytest.mark.one_engine
@pytest.mark.parametrize(("city", "counties", "reads"), [
    (None, (4, 4), 5), (None, (1, 1), 5), (None, (3, 0), "<5"), (None, (0, 0), 0), (3, (0, 0), "<5"), (4, (4, 0), 5),
    (4, (4, 30), 35), (30, (4, 4), 35)])
def test_what_the_city_reports_itself_is_a_part_like_a_county(tree, city, counties, reads):
    report(tree, "F", (*counties, 0, 0))
    report(tree, "S", (*counties, 0, 0), 202602)
    if city is not None:
        tree.observe("F", CITY, {202603: city})
        tree.observe("S", CITY, {202601: city})
    tree.done()
    assert _read(ask(tree, "F").at[CITY, "value"]) == reads
    assert _read(ask(tree, "S", 2).at[CITY, "value"]) == reads


def test_a_city_s_comparisons_and_ratios_are_made_of_what_is_told_of_it(tree):
    for code, values, period in (("F", (4, 4, 0, 0), 202603), ("F", (2, 1, 1, 6), 202602), ("F", (3, 3, 3, 3), 202503),
                                 ("S", (1, 1, 0, 0), 202602), ("S", (4, 4, 0, 0), 202502), ("X", (4, 4, 0, 0), 202603),
                                 ("Y", (4, 4, 4, 40), 202603)):
        report(tree, code, values, period)
    tree.done()
    row, ratio = ask(tree, "F").loc[CITY], ask(tree, "R").loc[CITY]
    assert row[["value", "current", "mom"]].tolist() == pytest.approx([20, 5, 5 / 15 - 1])
    assert row["yoy"] == pytest.approx(5 / 10 - 1)
    assert (ratio["top"], ratio["bottom"], ratio["value"]) == (5, 50, 10)
    assert ask(tree, "S", 3).loc[CITY, ["value", "yoy"]].tolist() == [5, 0], "carried, and compared with what was carried"


@pytest.fixture(scope="module", params=[2025, 2026])
def year(request, demo_engine):
    """A year of the demo's pages about persons: for each flow its exact singles (region -> line), every month's standing of all
    counties and the city as anybody sees it, and the city where the counties add up to it."""
    with reading(demo_engine) as connection:
        catalogue, year = list_indicators(connection), request.param
        flows = catalogue[personal(catalogue) & (catalogue["kind"] == "flow")]
        places = pd.read_sql(select(schema.regions.c.id,
                                    schema.regions.c.level).where(schema.regions.c.level.in_(("city", "county"))), connection)
        rows = pd.read_sql(select(schema.rollups).where(
            schema.rollups.c.indicator_id.in_(flows["id"].tolist()), schema.rollups.c.region_id.in_(places["id"].tolist()),
            schema.rollups.c.period.between(year * 100 + 1, year * 100 + 12)), connection)
        shown = {month: standing(connection, places["id"].tolist(), year, month, flows["id"].tolist(), as_it_is=True)
                 for month in range(1, 13)}
    city, found = int(places.loc[places["level"] == "city", "id"].item()), []
    for indicator in flows.itertuples():
        frames = {month: frame[frame["indicator_id"] == indicator.id].set_index("region_id") for month, frame in shown.items()}
        cells = rows[rows["indicator_id"] == indicator.id].pivot(index="region_id", columns="period", values="value")
        adds_up = cells.drop(index=city).sum().equals(cells.loc[city]) and cells.notna().all(axis=None)
        exact = {region: of.tolist() for region, of in cells.iterrows() if of.notna().all() and (adds_up or region != city)}
        found.append((indicator, frames, exact, city if adds_up else None))
    return found


def test_the_demo_s_pages_leave_every_small_figure_open(year):
    """Every month's standing of all counties and the city, cumulated and single, with all sums over months and over counties, for
    anybody and for each county's account, which has its own exact figures beside the others' and the city's rounded ones."""
    seen = 0
    for indicator, frames, exact, city in year:
        for own in (None, *(set(exact) - {city})):
            seen += attack(frames, exact, indicator.frequency, city, own)
    assert seen > 500


def test_a_county_s_pages_are_its_own_exact_ones_and_everybody_s(demo_engine):
    """What the attack of a county takes for granted."""
    with reading(demo_engine) as connection:
        catalogue = list_indicators(connection)
        ids = catalogue[personal(catalogue) & (catalogue["kind"] == "flow")]["id"].tolist()
        places = pd.read_sql(select(schema.regions.c.id).where(schema.regions.c.level.in_(("city", "county"))), connection)["id"]
        own = int(places.max())
        held = {viewer: standing(connection, places.tolist(), 2026, 11, ids, viewer).set_index("region_id") for viewer in (
            Viewer(), Viewer(frozenset([own])))}
    anybody, county = held.values()
    pd.testing.assert_frame_equal(county.drop(index=own), anybody.drop(index=own))
    assert not county.loc[own, "rounded"].any() and anybody.loc[own, "rounded"].any()
