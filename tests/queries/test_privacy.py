"""Personal information: how figures read, that all else is made from what is read, and that nothing gives a small one away."""

import itertools

import numpy as np
import pandas as pd
import pytest
from attack import interval, narrow, told
from conftest import months
from sqlalchemy import select

from queries import schema
from queries.catalogue import list_indicators
from queries.database import reading
from queries.periods import STEP
from queries.privacy import EXACT, NOTHING, ROUNDED, Viewer, cumulated, marks, personal, reads, sight, summed, visible
from queries.running import protect
from queries.standing import standing
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


@pytest.mark.parametrize(("line", "told"), [
    ([8, 8, 8], [10, 15, 25]), ([3, 2, 1], [NAN, 5, 5]), ([1, 1, 1, 1], [NAN, NAN, NAN, 5]), ([4, 4], [NAN, 5]),
    ([0, 0, 3], [0, 0, NAN]), ([NAN, 3, NAN, 9], [NAN, NAN, NAN, 10])])
def test_running_sums_are_told_as_nearest_but_where_that_gives_a_part_away(line, told):
    singles = np.array(line, dtype=float)
    assert cumulated(singles, ROUNDED) == pytest.approx(told, nan_ok=True)
    rows = pd.DataFrame({"region_id": 1, "value": singles})
    assert summed(rows, ["region_id"], "value", pd.Series([ROUNDED], index=[1])).iloc[0] == pytest.approx(told[-1], nan_ok=True)
    assert cumulated(singles, EXACT)[-1] == np.nansum(singles) and np.isnan(cumulated(singles, NOTHING)).all()


def _read(values):
    return tuple("<5" if np.isnan(value) else value for value in values)


def test_every_line_that_reads_small_could_be_another():
    """All lines of four months up to 12, grouped by all that is read of them, single and cumulated: in each group every figure
    that reads <5 takes at least two values, for a reader who knows the rule."""
    groups = {}
    for line in itertools.product(range(13), repeat=4):
        singles = visible(np.array(line, dtype=float), ROUNDED)
        groups.setdefault((_read(singles), _read(protect(tuple(map(float, line))))), []).append((*line, *np.cumsum(line)))
    for (singles, sums), lines in groups.items():
        for at, read in enumerate((*singles, *sums)):
            assert read != "<5" or len({line[at] for line in lines}) > 1, (singles, sums, lines)


def test_sums_of_what_does_not_read_small_are_the_nearest():
    chance = np.random.default_rng(5)
    for line in chance.integers(5, 60, (200, 12)).astype(float):
        assert cumulated(line, ROUNDED).tolist() == visible(np.cumsum(line), ROUNDED).tolist()


def test_sums_stay_near():
    """What is put together with a neighbour is told as at most 4 away."""
    chance = np.random.default_rng(6)
    for line in chance.choice([0, 1, 1, 2, 3, 4, 6, 9, 30], (300, 12)).astype(float):
        told, exact = cumulated(line, ROUNDED), np.cumsum(line)
        assert (np.abs(told - exact)[~np.isnan(told)] <= 4).all() and (exact[np.isnan(told)] < 5).all()
        assert ((told == 0) == (exact == 0)).all()


def attack(frames: dict[int, pd.DataFrame], exact: dict, frequency: str, whole=None, own=()) -> tuple[dict, list]:
    """Bounds of every figure of a year by what its pages read, month by month (frames: of one indicator, by region), and the
    keys of those that read <5. exact: region -> the singles, period by period. whole: the region that the others add up to.
    own: regions whose exact figures the reader has beside these pages."""
    step, bounds, sums, small = STEP[frequency], {}, [], []
    for region, line in exact.items():
        for at, (single, known) in enumerate(zip(line, told(line), strict=True)):
            row, before = frames[(at + 1) * step].loc[region], [("sum", region, at - 1)] if at else []
            assert pd.isna(row["current"]) == (0 < single < 5)
            assert pd.isna(row["value"]) == (row["withheld"] == "small") == (0 < known[0] and known[1] < 5), "told as known"
            assert pd.isna(row["value"]) or known[0] - 4 <= row["value"] <= known[1] + 4
            bounds["sum", region, at], bounds["one", region, at] = known, interval(row["current"],
                                                                                   "small" if 0 < single < 5 else "")
            sums.append((("sum", region, at), [("one", region, at), *before]))
            if region in own:
                bounds["one", region, at], bounds["sum", region, at] = (single, single), (sum(line[:at + 1]),) * 2
                continue
            small += [key for key, value in ((("sum", region, at), sum(line[:at + 1])), (("one", region, at), single))
                      if 0 < value < 5]
    if whole is not None:
        for kind, at in itertools.product(("sum", "one"), range(len(exact[whole]))):
            sums.append(((kind, whole, at), [(kind, region, at) for region in exact if region != whole]))
    return narrow(bounds, sums), small


@pytest.mark.parametrize("seed", range(2))
def test_a_year_of_pages_of_a_region_leaves_its_small_figures_open(tree, seed):
    """Cumulated and single, all twelve months, and the sparkline: no figure that reads <5 is left with one value."""
    chance = np.random.default_rng(seed)
    exact = {region: chance.choice([0, 1, 2, 3, 4, 6, 8, 12, 40], 12, p=[.1, .2, .2, .15, .1, .1, .05, .05, .05]).tolist()
             for region in COUNTIES}
    for region, values in exact.items():
        tree.observe("F", region, months(2026, values))
    tree.done()
    found, small = attack({month: ask(tree, "F", month) for month in range(1, 13)}, exact, "monthly")
    assert len(small) > 20 and not [key for key in small if found[key][0] == found[key][1]]
    for region in COUNTIES:
        line = sparklines(tree.connection, tree.region[region], 2026, 12)
        assert not line["value"].between(0.1, 4.9).any() and (line["value"] % 5 == 0).all()


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
        whole = cells.drop(index=city).sum().equals(cells.loc[city]) and cells.notna().all(axis=None)
        exact = {region: line.tolist() for region, line in cells.iterrows() if line.notna().all()}
        found.append((indicator, frames, exact, city if whole else None))
    return found


def test_a_year_of_pages_of_a_city_leaves_every_small_figure_open(year):
    """The attack on the demo: every month's standing of all counties and the city, cumulated and single, with all sums over
    months and over counties."""
    seen = 0
    for indicator, frames, exact, whole in year:
        found, small = attack(frames, exact, indicator.frequency, whole)
        seen += len(small)
        assert not [key for key in small if found[key][0] == found[key][1]], indicator.code
        for (kind, region, at), (low, high) in found.items():
            assert low <= (exact[region][at] if kind == "one" else sum(exact[region][:at + 1])) <= high, "the attack itself holds"
    assert seen > 50


def test_a_county_that_knows_its_own_figures_learns_no_other_s(year):
    """The same for each county's account, which has its own exact figures beside the others' and the city's rounded ones."""
    seen = 0
    for indicator, frames, exact, whole in year:
        for own in set(exact) - {whole}:
            found, small = attack(frames, exact, indicator.frequency, whole, {own})
            seen += len(small)
            assert not [key for key in small if found[key][0] == found[key][1]], (indicator.code, own)
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
