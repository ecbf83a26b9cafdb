"""How one indicator, or all of a region's, moved over time."""

import numpy as np
import pandas as pd
from sqlalchemy import Connection, select

from queries import measures
from queries.catalogue import in_year, list_indicators, with_part_kinds
from queries.frames import FLOAT, INT, TEXT, Frame, hands_out, of_schema
from queries.judged import judged
from queries.periods import between, plan_share
from queries.plans import list_plans
from queries.privacy import ANYBODY, Viewer, cumulated, sight, visible
from queries.schema import regions, rollups
from queries.succession import family, personal_ids
from queries.targets import list_targets
from queries.wholes import as_told

OF_ROLLUP = (rollups.c.region_id, rollups.c.indicator_id, rollups.c.period, rollups.c.value, rollups.c.base)
ROLLUPS = Frame(**of_schema(*OF_ROLLUP))
TREND = Frame(series=TEXT("今年, 上年 or 计划"), month=INT("1-12"),
              value=FLOAT("in the indicator's unit: 累计 of a flow, 期末 of a stock, a ratio so far; as the viewer sees them"))
SPARKLINES = Frame(indicator_id=INT, period=INT, value=FLOAT(
    "a flow's own of each period (not cumulated), a stock's level, a ratio of that period alone; as the viewer sees them"))


@hands_out(TREND)
def trend(connection: Connection, region_id: int, indicator_id: int, year: int, month: int, viewer: Viewer = ANYBODY
          ) -> pd.DataFrame:
    """One indicator month by month: this year through the period judged as of (queries.judged; through `month` where there is
    none), all of last year, and this year's plan: TREND.

    A period that nobody reported, or that reads <5, has no row. Plan rows only where there is a target.
    """
    catalogue = with_part_kinds(list_indicators(connection))
    indicator = catalogue.loc[indicator_id]
    seen = sight(_rows_of(connection, region_id, [indicator_id]), catalogue, viewer).iloc[0]
    rows = _rows(connection, [region_id], [indicator_id], 0, year * 100 + month)
    rows = as_told(connection, _through_judged(connection, rows, region_id, year, month, [indicator_id]), catalogue, viewer)
    tables = []
    for name, of_year in (("今年", year), ("上年", year - 1)):
        of = rows[rows["period"] // 100 == of_year].set_index("period").sort_index()
        value = _cumulated(of, indicator, seen)
        tables.append(pd.DataFrame({"series": name, "month": of.index % 100, "value": value.to_numpy()}))
    tables.append(_plan(connection, region_id, indicator, rows, year * 100 + month, seen))
    return pd.concat(tables, ignore_index=True).dropna(subset="value")


def _cumulated(rows: pd.DataFrame, indicator: pd.Series, seen: str) -> pd.Series:
    """The values so far as they are seen; of a ratio numerator and denominator first."""
    def side(column: str, kind: str) -> pd.Series:
        figures, step = (rows.get(name, pd.Series(np.nan, index=rows.index)).to_numpy(dtype=float)
                         for name in (column, f"{column}_step"))
        return pd.Series(cumulated(figures, seen, step) if kind == "flow" else visible(figures, seen), index=rows.index)

    if indicator["kind"] != "ratio":
        return side("value", indicator["kind"])
    top, bottom = side("value", indicator["numerator_kind"]), side("base", indicator["denominator_kind"])
    return measures.quotient(top, bottom, pd.Series(indicator["unit"] == "%", index=rows.index))


def _plan(connection: Connection, region_id: int, indicator: pd.Series, rows: pd.DataFrame, until: int, seen: str
          ) -> pd.DataFrame:
    year = until // 100
    stated = list_targets(connection, year, [int(indicator["id"])], [region_id], until)
    if stated.empty:
        return pd.DataFrame(columns=["series", "month", "value"])
    months = [period % 100 for period in between(year * 100 + 1, year * 100 + 12, indicator["frequency"])]
    plans = list_plans(connection, year, [region_id]).set_index("indicator_id")["plan"]
    plan = plans.get(indicator["id"], indicator["plan"])
    plan = plan if isinstance(plan, str) else None
    ends = visible(rows[rows["period"] <= (year - 1) * 100 + 12].sort_values("period")["value"], seen)
    of_stock = indicator["kind"] == "stock" and len(ends) > 0
    if of_stock and pd.isna(ends.iloc[-1]):  # a line from a baseline that is not seen would tell it
        return pd.DataFrame(columns=["series", "month", "value"])
    frame = pd.DataFrame({"series": "计划", "month": months, "kind": indicator["kind"],
                          "percent": indicator["unit"] == "%", "direction": indicator["direction"],
                          "value": float("nan"), "target": float(stated["target"].iloc[0]),
                          "baseline": ends.iloc[-1] if of_stock else 0.0,
                          "share": [plan_share(plan, month, indicator["frequency"]) for month in months]})
    paced = measures.pace(frame)
    return paced[["series", "month", "expected"]].rename(columns={"expected": "value"})


@hands_out(SPARKLINES)
def sparklines(connection: Connection, region_id: int, year: int, month: int, viewer: Viewer = ANYBODY) -> pd.DataFrame:
    """The last two years of every indicator that there is in the year, through the period judged as of, a row a period reported,
    without those that read <5: SPARKLINES."""
    whole = list_indicators(connection)
    catalogue = in_year(whole, year)
    rows = _rows(connection, [region_id], None, (year - 1) * 100 + 1, year * 100 + month)
    rows = rows[rows["indicator_id"].isin(catalogue["id"])]
    rows = as_told(connection, _through_judged(connection, rows, region_id, year, month, None), whole, viewer)
    places = _rows_of(connection, region_id, catalogue["id"].tolist())
    rows = rows.merge(places.assign(seen=sight(places, whole, viewer), kind=catalogue["kind"].to_numpy(),
                                    percent=catalogue["unit"].eq("%").to_numpy()), on=["region_id", "indicator_id"])
    value, base = visible(rows["value"], rows["seen"]), visible(rows["base"], rows["seen"])
    rows["value"] = measures.quotient(value, base, rows["percent"]).where(rows["kind"] == "ratio", value)
    return rows.dropna(subset="value").sort_values(["indicator_id", "period"])


def by_indicator(rows: pd.DataFrame) -> dict[int, pd.DataFrame]:
    """The rows of `sparklines` by indicator id."""
    return {int(indicator): of for indicator, of in rows.groupby("indicator_id")}


def _through_judged(connection: Connection, rows: pd.DataFrame, region_id: int, year: int, month: int,
                    indicator_ids: list[int] | None) -> pd.DataFrame:
    """The rows without those of periods later than the one judged as of: no line ends with what some units have reported."""
    as_of = judged(connection, [region_id], year, month, indicator_ids).set_index("indicator_id")["as_of"]
    return rows[~(rows["period"] > rows["indicator_id"].map(as_of))]


def _rows_of(connection: Connection, region_id: int, indicator_ids: list[int]) -> pd.DataFrame:
    """region_id, level, indicator_id of one region: what privacy.sight asks for."""
    level = connection.execute(select(regions.c.level).where(regions.c.id == region_id)).scalar_one()
    return pd.DataFrame({"region_id": region_id, "level": level, "indicator_id": pd.Series(indicator_ids, dtype=int)})


def _rows(connection: Connection, region_ids: list[int], indicator_ids: list[int] | None, first: int, last: int
          ) -> pd.DataFrame:
    of = family(connection, region_ids, last)
    wanted = select(*OF_ROLLUP).where(rollups.c.region_id.in_(of.ids), rollups.c.period.between(first, last))
    if indicator_ids is not None:
        wanted = wanted.where(rollups.c.indicator_id.in_(indicator_ids))
    rows = ROLLUPS.typed(pd.read_sql(wanted, connection))
    return rows if of.of.empty else of.told(rows, personal_ids(connection))
