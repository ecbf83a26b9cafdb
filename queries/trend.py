"""How one indicator, or all of a region's, moved over time."""

import pandas as pd
from sqlalchemy import Connection, select

from queries import measures
from queries.catalogue import list_indicators, with_part_kinds
from queries.periods import between, plan_share
from queries.plans import list_plans
from queries.privacy import hide_small
from queries.schema import regions, rollups
from queries.targets import list_targets


def trend(connection: Connection, region_id: int, indicator_id: int, year: int, month: int) -> pd.DataFrame:
    """One indicator month by month: this year through `month`, all of last year, and this year's plan.

    series (今年, 上年, 计划), month (1-12), value in the indicator's unit: 累计 of a flow, 期末 of a stock, a ratio so
    far. A period that nobody reported has no row. Plan rows only where there is a target.
    """
    indicator = with_part_kinds(list_indicators(connection)).loc[indicator_id]
    level, others = _place(connection, region_id)
    rows = _rows(connection, [region_id], [indicator_id], 0, year * 100 + month)
    tables = []
    for name, of_year in (("今年", year), ("上年", year - 1)):
        of = rows[rows["period"] // 100 == of_year].set_index("period").sort_index()
        value, *made_of = _cumulated(of, indicator)
        if indicator["sensitive"]:
            beside = _rows(connection, others, [indicator_id], of_year * 100 + 1, of_year * 100 + 12)
            columns = {other: _cumulated(group.set_index("period").sort_index(), indicator)[0]
                       for other, group in beside.groupby("region_id")}
            value = hide_small(value, level, pd.DataFrame(columns, index=of.index, dtype=float), *made_of)
        tables.append(pd.DataFrame({"series": name, "month": of.index % 100, "value": value.to_numpy()}))
    tables.append(_plan(connection, region_id, indicator, rows, year))
    return pd.concat(tables, ignore_index=True).dropna(subset="value")


def _cumulated(rows: pd.DataFrame, indicator: pd.Series) -> list[pd.Series]:
    """The values so far; of a ratio with its numerator and denominator."""
    if indicator["kind"] == "flow":
        return [rows["value"].cumsum()]
    if indicator["kind"] == "stock":
        return [rows["value"]]
    top = rows["value"].cumsum() if indicator["numerator_kind"] == "flow" else rows["value"]
    bottom = rows["base"].cumsum() if indicator["denominator_kind"] == "flow" else rows["base"]
    return [measures.quotient(top, bottom, pd.Series(indicator["unit"] == "%", index=rows.index)), top, bottom]


def _plan(connection: Connection, region_id: int, indicator: pd.Series, rows: pd.DataFrame, year: int) -> pd.DataFrame:
    stated = list_targets(connection, year)
    stated = stated[(stated["region_id"] == region_id) & (stated["indicator_id"] == indicator["id"])]
    if stated.empty:
        return pd.DataFrame(columns=["series", "month", "value"])
    months = [period % 100 for period in between(year * 100 + 1, year * 100 + 12, indicator["frequency"])]
    plans = list_plans(connection, year, [region_id]).set_index("indicator_id")["plan"]
    plan = plans.get(indicator["id"], indicator["plan"])
    plan = plan if isinstance(plan, str) else None
    ends = rows[rows["period"] <= (year - 1) * 100 + 12].sort_values("period")
    frame = pd.DataFrame({"series": "计划", "month": months, "kind": indicator["kind"],
                          "percent": indicator["unit"] == "%", "direction": indicator["direction"],
                          "value": float("nan"), "target": float(stated["target"].iloc[0]),
                          "baseline": ends["value"].iloc[-1] if len(ends) and indicator["kind"] == "stock" else 0.0,
                          "share": [plan_share(plan, month, indicator["frequency"]) for month in months]})
    paced = measures.pace(frame)
    return paced[["series", "month", "expected"]].rename(columns={"expected": "value"})


def sparklines(connection: Connection, region_id: int, year: int, month: int) -> pd.DataFrame:
    """The last two years of every indicator, a row a period reported: indicator_id, period, value.

    A flow's own value of each period (not cumulated), a stock's level, a ratio of that period alone.
    """
    catalogue = list_indicators(connection)
    level, others = _place(connection, region_id)
    first, last = (year - 1) * 100 + 1, year * 100 + month
    rows = _rows(connection, [region_id], None, first, last).merge(
        catalogue[["kind", "unit", "sensitive"]], left_on="indicator_id", right_index=True)
    ratio = measures.quotient(rows["value"], rows["base"], rows["unit"] == "%")
    rows["shown"] = ratio.where(rows["kind"] == "ratio", rows["value"])
    open_ones = rows[~rows["sensitive"]]
    ratios, counts = (rows[rows["sensitive"] & ((rows["kind"] == "ratio") == wanted)] for wanted in (True, False))
    beside = _rows(connection, others, counts["indicator_id"].unique().tolist(), first, last).pivot(
        index=["indicator_id", "period"], columns="region_id", values="value")
    counts = counts.assign(shown=hide_small(
        counts["value"], level, beside.reindex(pd.MultiIndex.from_frame(counts[["indicator_id", "period"]]))
        .set_axis(counts.index)))
    ratios = ratios.assign(shown=hide_small(ratios["shown"], level, pd.DataFrame(index=ratios.index), ratios["value"],
                                            ratios["base"]))
    final = pd.concat([open_ones, counts, ratios]).drop(columns="value").rename(columns={"shown": "value"})
    return final[["indicator_id", "period", "value"]].dropna().sort_values(["indicator_id", "period"])


def by_indicator(rows: pd.DataFrame) -> dict[int, pd.DataFrame]:
    """The rows of `sparklines` by indicator id."""
    return {int(indicator): of for indicator, of in rows.groupby("indicator_id")}


def _place(connection: Connection, region_id: int) -> tuple[str, list[int]]:
    """The region's level, and the regions beside it under the same parent."""
    own = regions.alias("own")
    level, = connection.execute(select(regions.c.level).where(regions.c.id == region_id)).one()
    rows = select(regions.c.id).join(own, own.c.parent_id == regions.c.parent_id).where(
        own.c.id == region_id, regions.c.id != region_id)
    return level, list(connection.execute(rows).scalars())


def _rows(connection: Connection, region_ids: list[int], indicator_ids: list[int] | None, first: int, last: int
          ) -> pd.DataFrame:
    wanted = select(rollups.c.region_id, rollups.c.indicator_id, rollups.c.period, rollups.c.value,
                    rollups.c.base).where(rollups.c.region_id.in_(region_ids), rollups.c.period.between(first, last))
    if indicator_ids is not None:
        wanted = wanted.where(rollups.c.indicator_id.in_(indicator_ids))
    return pd.read_sql(wanted, connection).astype({"value": float, "base": float})  # NULLs and no rows have no type
