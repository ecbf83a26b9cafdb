"""Indicators over the years: every figure against plain pandas over the reports, what adds up and what does not, and that a year
beside another gives no small figure away."""

import numpy as np
import pandas as pd
import pytest
from attack import line, read, whole_so_far
from conftest import months
from sqlalchemy import select

from queries import schema
from queries.catalogue import list_indicators, parts
from queries.database import reading
from queries.lookback import lookback, moved, several_years, so_far
from queries.privacy import personal
from queries.standing import standing

CITY, A, B = "411400", "411402", "411403"
STEP = {"monthly": 1, "quarterly": 3, "half-yearly": 6, "yearly": 12}
NAN = float("nan")


@pytest.fixture
def tree(world):
    world.add_regions((CITY, "city", None), (A, "county", CITY), (B, "county", CITY))
    world.add_indicators(
        F={}, S={"kind": "stock"}, Y={"frequency": "yearly"}, top={}, bottom={},
        R={"kind": "ratio", "unit": "%", "numerator": "top", "denominator": "bottom"},
        M={"kind": "ratio", "unit": "%", "numerator": "top", "denominator": "S"}, private={"sensitive": True})
    return world


def ask(tree, region=CITY, month=3, first=2024, years=3) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Year by year, by indicator and year; and what the last years come to, by indicator. By the indicators' codes."""
    rows = lookback(tree.connection, tree.region[region], 2026, month, first)
    codes = {number: code for code, number in tree.indicator.items()}
    sums = several_years(rows, list_indicators(tree.connection), years).rename(codes)
    return rows.assign(code=rows["indicator_id"].map(codes)).set_index(["code", "year"]), sums


def test_years_of_every_kind(tree):
    """Flows to the same month and over the years, stocks at their ends, ratios of their parts; what is missing is no zero."""
    tree.observe("F", A, months(2024, [10] * 12) | months(2025, [20] * 12) | months(2026, [30] * 3))
    tree.observe("F", B, months(2024, [1] * 12) | months(2025, [2, None, 2]) | months(2026, [3] * 3))
    tree.observe("S", A, {202403: 100, 202412: 110, 202503: 120, 202603: 130})
    tree.observe("S", B, {202412: 50, 202603: 50})
    tree.observe("top", A, months(2024, [1] * 12) | months(2025, [9] * 12) | months(2026, [5] * 3))
    tree.observe("bottom", A, months(2024, [10] * 12) | months(2025, [10] * 12) | months(2026, [100] * 3))
    tree.observe("private", A, months(2024, [10] * 12) | months(2026, [0, 0, 0]))
    tree.observe("Y", A, {202412: 7, 202512: 9})
    tree.done()
    rows, sums = ask(tree)
    flow = rows.loc["F"]
    assert flow["value"].tolist() == [33, 64, 99] and flow["month"].tolist() == [3, 3, 3]
    assert flow["whole"].tolist()[:2] == [132, 244] and pd.isna(flow.at[2026, "whole"])
    # 同口径: B's February is in neither sum
    assert flow["yoy"].tolist()[1:] == pytest.approx([(64 - 32) / 32, (96 - 64) / 64])
    assert flow["yoy_units"].tolist()[1:] == [5, 5] and flow["yoy_all"].tolist()[1:] == [6, 6]
    assert flow[["cells", "due_cells"]].values.tolist() == [[24, 24], [14, 24], [6, 6]]
    assert sums.loc["F", ["total", "through", "lacking"]].tolist() == [132 + 244 + 99, 2026, []]
    stock = rows.loc["S"]
    assert stock["value"].tolist() == [100, 170, 180] and stock["whole"].tolist()[:2] == [160, 170]
    assert stock["carried"].tolist() == [0, 1, 0] and stock["whole_carried"].tolist()[:2] == [0, 2]
    assert not {"S", "M"} & set(sums.index), "no stock is added up, no ratio with one below it"
    ratio = rows.loc["R"]
    assert ratio["yoy"].tolist()[1] == 80 and ratio["whole"].tolist()[:2] == [10, 90]
    assert sums.at["R", "total"] == pytest.approx((12 + 108 + 15) / (120 + 120 + 300) * 100), "not 35 and not 105"
    silent, yearly = rows.loc["private"], rows.loc["Y"]
    assert pd.isna(silent.at[2025, "value"]) and pd.isna(silent.at[2025, "whole"]) and silent.at[2026, "value"] == 0
    assert pd.isna(sums.at["private", "total"]) and sums.at["private", "lacking"] == [2025]
    assert (yearly["month"] == 0).all() and yearly["value"].isna().all() and yearly["whole"].tolist()[:2] == [7, 9]
    assert sums.loc["Y", ["total", "through", "lacking"]].tolist() == [16, 2025, []], "this year's is not due"
    assert several_years(rows.reset_index(), list_indicators(tree.connection), 2)["total"].iloc[0] == 244 + 99


def test_the_months_end_where_enough_have_reported_and_december_ends_the_year(tree):
    tree.observe("F", A, months(2025, [1] * 12) | months(2026, [2] * 12))
    tree.observe("F", B, months(2025, [1] * 12) | months(2026, [2] * 2) | months(2026, [2] * 9, first=4))
    tree.done()
    assert ask(tree, first=2025)[0].loc["F", ["month", "value"]].values.tolist() == [[2, 4], [2, 8]]
    assert ask(tree, month=12, first=2026)[0].loc["F", ["month", "value", "whole"]].values.tolist() == [[12, 46, 46]]


def test_how_many_went_up_is_said_by_what_is_printed(tree):
    catalogue = list_indicators(tree.connection).assign(
        direction=["higher_better", "lower_better", "neutral", *["higher_better"] * 5])
    rows = pd.DataFrame({"indicator_id": [1, 2, 3, 4, 6], "yoy": [0.2, 0.1, -0.5, 0.0004, -0.04]})
    assert moved(rows, catalogue) == {"compared": 5, "up": 2, "down": 1, "even": 2, "better": 1, "worse": 1}


# Against plain pandas


class Raw:
    """The reports of a region's units as they are, of some indicators."""

    def __init__(self, connection, region: int, catalogue: pd.DataFrame):
        tree = pd.read_sql(select(schema.regions.c.id, schema.regions.c.parent_id), connection).set_index("id")["parent_id"]
        units, layer = [], [region]
        while layer:
            units, layer = units + layer, tree.index[tree.isin(layer)].tolist()
        cells = pd.read_sql(select(schema.observations).where(schema.observations.c.indicator_id.in_(catalogue.index.tolist())),
                            connection)
        self.region, self.catalogue = region, catalogue
        self.rows = dict(list(cells[cells["region_id"].isin(units)].groupby("indicator_id")))
        self.none = cells.iloc[:0]

    def of(self, indicator: int) -> pd.DataFrame:
        found = self.rows.get(indicator, self.none)
        return found if self.catalogue.at[indicator, "additive"] else found[found["region_id"] == self.region]

    def until(self, indicator: int, year: int, month: int) -> float:
        """累计 of a flow, 期末 of a stock."""
        rows = self.of(indicator)
        if self.catalogue.at[indicator, "kind"] == "flow":
            return rows.loc[rows["period"].between(year * 100 + 1, year * 100 + month), "value"].sum(min_count=1)
        rows = rows[rows["period"] <= year * 100 + month].sort_values("period")
        return rows.drop_duplicates("region_id", keep="last")["value"].sum(min_count=1)

    def yoy(self, indicator: int, year: int, month: int) -> float:
        rows = self.of(indicator)
        if self.catalogue.at[indicator, "kind"] == "flow":
            now = rows[rows["period"].between(year * 100 + 1, year * 100 + month)].set_index(["region_id", "period"])["value"]
            then = rows.assign(period=rows["period"] + 100).set_index(["region_id", "period"])["value"]
        else:
            now, then = (rows[rows["period"] <= end].sort_values("period").drop_duplicates("region_id", keep="last")
                         .set_index("region_id")["value"] for end in (year * 100 + month, (year - 1) * 100 + month))
        both = now.index.intersection(then.index)
        return now[both].sum() / then[both].sum() - 1 if len(both) and then[both].sum() else NAN


@pytest.mark.parametrize("seed", range(3))
def test_every_figure_is_what_the_reports_come_to(demo_engine, seed):
    """Of random regions and months: the open flows and stocks, and the ratios of flows from their parts."""
    chance = np.random.default_rng(seed)
    year, month, level = 2026, int(chance.integers(2, 12)), ("city", "county", "township")[seed]
    with reading(demo_engine) as connection:
        catalogue = list_indicators(connection)
        region = int(chance.choice(connection.execute(
            select(schema.regions.c.id).where(schema.regions.c.level == level)).scalars().all()))
        some = sorted(chance.choice(catalogue.index[catalogue["kind"] != "ratio"], 30, replace=False).tolist())
        some += catalogue.index[catalogue["code"].isin(["WL-17", "WL-18", "WL-19"])].tolist()
        raw = Raw(connection, region, catalogue.loc[sorted(set(some))])
        rows = lookback(connection, region, year, month, 2024, some)
        judged = standing(connection, [region], year, month, some).set_index("indicator_id")
    secret, known = personal(catalogue), 0
    number = dict(zip(catalogue["code"], catalogue["id"], strict=True))
    for row in rows.itertuples():
        indicator = raw.catalogue.loc[row.indicator_id]
        if secret[row.indicator_id] or not row.month:
            continue
        if row.year == year:
            assert np.isclose(row.value, judged.at[row.indicator_id, "value"], equal_nan=True)
            assert np.isclose(row.yoy, judged.at[row.indicator_id, "yoy"], equal_nan=True)
        if indicator["kind"] == "ratio":
            continue
        assert np.isclose(row.value, raw.until(row.indicator_id, row.year, row.month), equal_nan=True)
        assert np.isclose(row.yoy, raw.yoy(row.indicator_id, row.year, row.month), equal_nan=True), indicator["code"]
        if row.year < year:
            assert np.isclose(row.whole, raw.until(row.indicator_id, row.year, 12), equal_nan=True)
        known += not np.isnan(row.value)
    sums = several_years(rows, raw.catalogue, 3)
    for at, found in sums[~secret[sums.index]].iterrows():
        month_of = rows[(rows["indicator_id"] == at) & (rows["year"] == year)]["month"].iloc[0]
        kind, spans = raw.catalogue.loc[at], [(2024, 12), (2025, 12), *([(2026, month_of)] if month_of else [])]
        if kind["kind"] == "flow":
            each = [raw.until(at, *span) for span in spans]
            assert np.isclose(found["total"], sum(each), equal_nan=True)
        elif not np.isnan(found["total"]):
            top, bottom = (sum(_pairs(raw, number, kind, spans, side)) for side in ("numerator", "denominator"))
            assert np.isclose(found["total"], top / bottom * 100)
    assert known > 20


def _pairs(raw: Raw, number: dict, ratio: pd.Series, spans: list, side: str) -> list[float]:
    """A side of a ratio of flows, of the units and periods that reported both."""
    frames = [pd.concat([raw.of(number[part]) for part in parts(ratio[name])]).groupby(["region_id", "period"])[
        "value"].sum() for name in ("numerator", "denominator")]
    both = frames[0].index.intersection(frames[1].index)
    own = frames[side == "denominator"][both].reset_index()
    return [own.loc[own["period"].between(year * 100 + 1, year * 100 + month), "value"].sum() for year, month in spans]


# Privacy


@pytest.mark.one_engine
@pytest.mark.parametrize("seed", range(2))
def test_years_beside_one_another_leave_small_figures_open(tree, seed):
    """What is told of a year is what its running sums tell, no more (tests/queries/test_privacy.py: they leave every figure that
    reads <5 open, and of the city nothing else is told); the years' sum is the sum of what is told."""
    chance = np.random.default_rng(seed)
    lines = {(place, year): chance.choice([0, 1, 2, 3, 6, 12], 12, p=[.4, .2, .15, .1, .1, .05]).tolist()
             for place in (A, B) for year in (2024, 2025, 2026)}
    for (place, year), of in lines.items():
        tree.observe("private", place, months(year, of))
    tree.done()
    for place in (CITY, A, B):
        rows = lookback(tree.connection, tree.region[place], 2026, 6, 2024, [tree.indicator["private"]])
        frame = rows.set_index("year")
        for year in (2024, 2025, 2026):
            told = whole_so_far([lines[A, year], lines[B, year]])
            told = told if place == CITY else [one for one, _ in line(lines[place, year])]
            for name, at in (("value", 5), ("whole", 11)):
                if name == "value" or year < 2026:
                    shown = frame.at[year, name]
                    assert ("<5" if np.isnan(shown) else shown) == read(told[at])
        each = so_far(rows, 2026)["value"]
        found = several_years(rows, list_indicators(tree.connection), 3).iloc[0]
        assert found["total"] == pytest.approx(each.sum() if each.notna().all() else NAN, nan_ok=True)
        assert found["withheld"] == ("" if each.notna().all() else "base")
