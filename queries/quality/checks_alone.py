"""Checks of a value against its own history, its neighbours and its target. Each takes (rule, grid) and yields
(region_id, period, indicator_id, value, expected, words); `rule` is a row of the rules table."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from queries.periods import last_due
from queries.quality.report_grid import ReportGrid, terms
from queries.quality.words import month, say
from queries.regions import are_in_use
from queries.rows import rows_of
from queries.xmr import LEAST, WIDTH

Found = Iterator[tuple[int, int, int, float, float, str]]
LEAST_HISTORY = 2
"""Earlier values without which there is no history to speak of: two years of a yearly figure."""
UNITS = "units"
"""The right side of a rule of the kind `twice` that holds units against one another, not against their own past."""
SCALES = {1e-8: "1亿分之一", 1e-4: "1万分之一", 1e4: "1万倍", 1e8: "1亿倍"}


def history(grid: ReportGrid) -> pd.DataFrame:
    """ReportGrid.with_history of every reported cell, with its indicator_id, region_id and hidden (no number may be said)."""
    if "history" not in grid._tables:
        stocks = grid.index["indicator_id"].map(grid.catalogue["kind"]).eq("stock").to_numpy()
        frame = grid.with_history(grid.index, grid.values, grid.months, stocks)
        frame["indicator_id"] = grid.index["indicator_id"].to_numpy()[frame["row"]]
        frame["region_id"] = grid.index["region_id"].to_numpy()[frame["row"]]
        frame["hidden"] = frame["indicator_id"].map(grid.personal)
        grid._tables["history"] = frame
    return grid._tables["history"]


def slip(rule, grid: ReportGrid) -> Found:
    """10⁴ or 10⁸ times too large or too small: times that it fits the earlier values, by itself it is far from them
    (`high` times beyond). left_side: an expression such as sales less those on line; empty for every indicator."""
    if isinstance(rule.left_side, str):
        if not grid.is_about(rule.left_side):
            return
        level, frequency = grid.level_of(rule.left_side), grid.frequency_of(rule.left_side, rule.left_side)
        side = grid.side(rule.left_side, level, frequency)
        codes = [code for _, code in terms(rule.left_side)]
        keys = pd.DataFrame({"region_id": side.index.to_numpy(), "indicator_id": grid.by_code[codes[0]].id})
        frame = grid.with_history(keys, side.to_numpy(), side.columns.to_numpy())
        frame = frame.assign(region_id=side.index.to_numpy()[frame["row"]], indicator_id=grid.by_code[codes[0]].id,
                             hidden=any(grid.personal[grid.by_code[code].id] for code in codes))
    else:
        frame = history(grid)
    for row in rows_of(_slipped(frame, rule.high)):
        unit = grid.by_id[row.indicator_id].unit
        kind = "万元、元（或亿元、万元）" if unit == "元" else f"“万{unit}”与“{unit}”"
        words = (f"报 {say(row.value, unit, row.hidden)}，是以往的 {SCALES[row.off]}左右"
                 f"（以往在 {say(row.low, unit, row.hidden)} 至 {say(row.high, unit, row.hidden)} 之间），疑把{kind}填混")
        yield row.region_id, row.period, row.indicator_id, row.value, row.value / row.off, words


def _slipped(frame: pd.DataFrame, far: float) -> pd.DataFrame:
    """The rows that are a wrong power of ten: with `off`, how many times too large (a fraction: too small)."""
    rows = frame[(frame["count"] >= LEAST_HISTORY) & (frame["value"] > 0) & (frame["low"] > 0)]
    rows = rows[(rows["value"] * far < rows["low"]) | (rows["value"] > rows["high"] * far)]
    off = pd.Series(np.nan, index=rows.index)
    for factor in SCALES:
        meant = rows["value"] / factor
        off = off.where(~meant.between(rows["low"] / 2, rows["high"] * 2), factor)
    return rows.assign(off=off)[off.notna()]


def digits(rule, grid: ReportGrid) -> Found:
    """Digits dropped: `high` times below the lowest value ever, or what is left of the last value without its first
    digits (4215 → 215). Only where there were digits to lose: earlier values from `low` on."""
    frame = history(grid)
    frame = frame[(frame["count"] >= LEAST_HISTORY) & (frame["value"] > 0) & (frame["low"] >= rule.low)]
    stock = frame["indicator_id"].map(grid.catalogue["kind"]) == "stock"
    candidates = frame[(frame["value"] * rule.high < frame["low"]) | (stock & (frame["value"] * 2 < frame["low"]))]
    tail = pd.Series([f"{last:.0f}".endswith(f"{value:.0f}") and value >= 10 for last, value in
                      zip(candidates["last"], candidates["value"], strict=True)], index=candidates.index, dtype=bool)
    candidates = candidates[(candidates["value"] * rule.high < candidates["low"]) | tail]
    for row in rows_of(candidates.drop(_slipped(candidates, 50).index)):
        unit = grid.by_id[row.indicator_id].unit
        yield (row.region_id, row.period, row.indicator_id, row.value, row.low,
               f"报 {say(row.value, unit, row.hidden)}，以往最低 {say(row.low, unit, row.hidden)}、"
               f"上一期 {say(row.last, unit, row.hidden)}，疑数字掉位")


def zero(rule, grid: ReportGrid) -> Found:
    """0 where there never was a 0 before, in at least `high` periods, and the lowest was `low` or more. Not of what is
    personal: the rule itself would give the number away. right_side: “GA-17:GA-16” for what is naturally 0 where the
    other is (nobody comes where nothing was held)."""
    frame = history(grid)
    rows = frame[(frame["value"] == 0) & (frame["count"] >= rule.high) & (frame["low"] >= rule.low) & ~frame["hidden"]]
    nothing = frame[frame["value"] == 0].set_index(["indicator_id", "region_id", "period"]).index
    for pair in (rule.right_side or "").split():
        code, other = pair.split(":")
        if grid.is_about(pair):
            follows = pd.MultiIndex.from_frame(rows[["region_id", "period"]].assign(
                indicator_id=grid.by_code[other].id)[["indicator_id", "region_id", "period"]]).isin(nothing)
            rows = rows[~(follows & (rows["indicator_id"] == grid.by_code[code].id))]
    for row in rows_of(rows):
        unit = grid.by_id[row.indicator_id].unit
        yield (row.region_id, row.period, row.indicator_id, 0.0, row.low,
               f"报 0，以往 {row.count} 期都不是 0（最低 {say(row.low, unit)}）；没有报不要填 0")


def jump(rule, grid: ReportGrid) -> Found:
    """An increment outside its XmR limits (mean ± 2.66 × mean moving range of the earlier ones), and more than `high`
    times the largest (less than 1/`high` of the smallest) value before: seasons alone go outside the limits too. What came
    with a merger, or went with a split, is none."""
    frame = history(grid)
    frame = frame[frame["count"] >= LEAST]
    top, bottom = frame["mean"] + WIDTH * frame["move"], frame["mean"] - WIDTH * frame["move"]
    above = (frame["step"] > top) & (frame["value"] > frame["high"] * rule.high) & (frame["value"] >= rule.low)
    below = (frame["step"] < bottom) & (frame["value"] * rule.high < frame["low"]) & (frame["low"] >= rule.low) & (
        frame["value"] > 0)  # a 0 is another rule's
    rows = frame.assign(limit=top.where(above, bottom))[above | below]
    for row in rows_of(rows.drop(_slipped(rows, 50).index)):
        indicator = grid.by_id[row.indicator_id]
        what = "比上期的增减" if indicator.kind == "stock" else "本期数"
        yield (row.region_id, row.period, row.indicator_id, row.value, row.limit,
               f"报 {say(row.value, indicator.unit, row.hidden)}，以往在 {say(row.low, indicator.unit, row.hidden)} 至 "
               f"{say(row.high, indicator.unit, row.hidden)} 之间；{what}超出控制图界限 "
               f"{say(row.limit, indicator.unit, row.hidden)}")


def carried(rule, grid: ReportGrid) -> Found:
    """Stocks that stand with an earlier period's value, a finding a county and indicator; value: how many units."""
    stocks = grid.catalogue[(grid.catalogue["kind"] == "stock") & grid.catalogue["additive"]]
    due = {frequency: last_due(grid.year, grid.month, frequency) for frequency in stocks["frequency"].unique()}
    cells = grid.reported[grid.reported["indicator_id"].isin(stocks["id"])]
    if cells.empty:
        return
    newest = cells.groupby(["region_id", "indicator_id"])["period"].max().reset_index()
    newest["due"] = newest["indicator_id"].map(stocks["frequency"]).map(due)
    late = newest[(newest["period"] < newest["due"]) & (newest["due"] >= grid.start)]
    late = late[are_in_use(grid.places.loc[late["region_id"]], late["due"].to_numpy())]
    late = late.assign(county=late["region_id"].map(grid.places["county_id"]).fillna(late["region_id"]).astype(int))
    for (county, indicator_id, due_period), rows in late.groupby(["county", "indicator_id", "due"]):
        township = stocks.at[indicator_id, "report_level"] == "township"
        who = f"{len(rows)} 个乡镇" if township else "本县"
        yield (county, int(due_period), indicator_id, float(len(rows)), 0.0,
               f"{who}{month(due_period)}的数没有报，沿用以前的（最早 {month(rows['period'].min())}），按未上报计")


def same(rule, grid: ReportGrid) -> Found:
    """Every township of a county reports the same number of `low` or more: “各村评出10户”, each or altogether?"""
    cells = grid.reported[(grid.reported["period"] >= grid.start) & (grid.reported["value"] >= rule.low)]
    cells = cells[~cells["indicator_id"].map(grid.personal)
                  & (cells["indicator_id"].map(grid.catalogue["report_level"]) == "township")]
    county = cells["region_id"].map(grid.places["county_id"])
    units = grid.count_units("township").stack()
    groups = cells.groupby([county.rename("county"), "period", "indicator_id"])["value"].agg(["size", "min", "max"])
    groups = groups[groups["min"] == groups["max"]].reset_index()
    there = units.reindex(pd.MultiIndex.from_frame(groups[["county", "period"]])).to_numpy()
    groups = groups[(groups["size"] >= rule.high) & (groups["size"] == there)]
    for row in rows_of(groups):
        unit = grid.by_id[row.indicator_id].unit
        yield (int(row.county), row.period, row.indicator_id, row.min, row.min / row.size,
               f"{row.size} 个乡镇都报 {say(row.min, unit)}，是每个乡镇的数，还是全县合计（或下达的任务数）照抄，需核实")


def sheets(grid: ReportGrid) -> pd.DataFrame:
    """What each unit reported of a month as one: region_id, period, mark (of its flows that are not 0, the same for the same
    figures), size (how many), indicator_id (the first of them that is not personal; none without), in this order."""
    flows = grid.catalogue[grid.catalogue["kind"] == "flow"]
    cells = grid.reported[(grid.reported["value"] != 0) & grid.reported["indicator_id"].isin(flows["id"])]
    mixed = pd.util.hash_array(cells["indicator_id"].to_numpy(np.int64)) ^ pd.util.hash_array(cells["value"].to_numpy())
    cells = cells.assign(mark=pd.util.hash_array(mixed).astype(np.uint64) >> 8,
                         open=cells["indicator_id"].where(~cells["indicator_id"].map(grid.personal)))
    found = cells.groupby(["region_id", "period"]).agg(
        mark=("mark", "sum"), size=("mark", "size"), indicator_id=("open", "min")).reset_index()
    return found[found["indicator_id"].notna()].sort_values(["region_id", "period"])


def twice(rule, grid: ReportGrid) -> Found:
    """Two units of a level with the same figures in a month, or a unit with the same ones as the period before: at least
    `low` flows that are not 0, all equal. The finding stands at the first of them that is not personal."""
    found = sheets(grid)
    if rule.right_side == UNITS:
        yield from alike(rule, found[found["period"] >= grid.start], grid.places["name"])
        return
    found = found[found["size"] >= rule.low]
    again = found[(found["mark"] == found["mark"].shift()) & (found["region_id"] == found["region_id"].shift())]
    before = found["period"].shift().reindex(again.index)
    for row, earlier in zip(rows_of(again), before, strict=True):
        if row.period >= grid.start:
            yield (row.region_id, row.period, int(row.indicator_id), float(row.size), np.nan,
                   f"本期 {row.size} 项不为零的数与 {month(earlier)}完全相同，疑照抄上期报表")


def alike(rule, found: pd.DataFrame, names: pd.Series) -> Found:
    """Of `sheets` those that several units have in a month. names: of the units, by id."""
    found = found[found["size"] >= rule.low]
    for _, group in found[found.duplicated(["period", "mark", "size"], keep=False)].groupby(["period", "mark", "size"]):
        of = names.loc[group["region_id"]].tolist()
        for row, name in zip(rows_of(group), of, strict=True):
            others = "、".join(other for other in of if other != name)
            yield (row.region_id, row.period, int(row.indicator_id), float(row.size), np.nan,
                   f"本期 {row.size} 项不为零的数与{others}完全相同，疑同一份报表报了两次")
