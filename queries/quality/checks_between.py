"""Checks of indicators against one another, against what is below, and of targets. As in checks_alone.py each takes
(rule, grid) and yields (region_id, period, indicator_id, value, expected, words)."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from queries.catalogue import parts
from queries.quality.checks_alone import Found, history
from queries.quality.pasts import targets_since
from queries.quality.report_grid import ReportGrid, terms
from queries.quality.words import say
from queries.rows import rows_of


def subset(rule, grid: ReportGrid) -> Found:
    """A part larger than its whole. Without sides: every 其中 indicator against indicators.whole."""
    if isinstance(rule.left_side, str):
        pairs = [(rule.left_side, rule.right_side)]
    else:
        marked = grid.catalogue[grid.catalogue["whole"].notna()]
        pairs = list(zip(marked["code"], marked["whole"], strict=True))
    for left, right in pairs:
        yield from _beyond(grid, left, right)


def _beyond(grid: ReportGrid, left: str, right: str, factor: float = 1.0) -> Found:
    """Where the left side is more than `factor` times the right side."""
    pair = _pair(grid, left, right)
    over = pair["left"].to_numpy(dtype=float) > pair["right"].to_numpy(dtype=float) * factor + 1e-6
    if not over.any():
        return
    unit = pair.attrs["unit"]
    for row in rows_of(pair[over]):
        hidden = pair.attrs["hidden"]
        yield (row.region_id, row.period, pair.attrs["id"], row.left, row.right,
               f"{naming(grid, left)} {say(row.left, unit, hidden)}，大于{naming(grid, right)} "
               f"{say(row.right, pair.attrs['right_unit'], hidden)}")


def _pair(grid: ReportGrid, one: str, second: str, cumulated: bool = False) -> pd.DataFrame:
    """Both sides where both are known and the left one was reported: region_id, period, left, right. attrs: id of the
    first indicator, unit, right_unit, hidden (no number may be said)."""
    codes = [code for side in (one, second) for _, code in terms(side)]
    if not grid.is_about(one, second):
        return pd.DataFrame(columns=["region_id", "period", "left", "right"])
    level, frequency = grid.level_of(one, second), grid.frequency_of(one, second)
    ours, theirs = grid.side(one, level, frequency), grid.side(second, level, frequency)
    given = grid.given(one, level, frequency)
    checked = np.intersect1d(ours.columns, theirs.columns).astype(int)
    checked = checked[checked >= grid.start]
    left, right, told = (_values(table, ours.index, checked) for table in (ours, theirs, given))
    known = ~np.isnan(left) & ~np.isnan(right) & (told == 1)
    if cumulated:
        left = np.nancumsum(left, axis=1)
    at, when = np.nonzero(known)
    frame = pd.DataFrame({"region_id": ours.index.to_numpy()[at], "period": checked[when], "left": left[at, when],
                          "right": right[at, when]})
    first, other = grid.by_code[codes[0]], grid.by_code[terms(second)[0][1]]
    frame.attrs = {"id": first.id, "unit": first.unit, "right_unit": other.unit,
                   "hidden": any(grid.personal[grid.by_code[code].id] for code in codes)}
    return frame


def _values(table: pd.DataFrame, index: pd.Index, periods: np.ndarray) -> np.ndarray:
    """A table's values in the rows and periods asked for, NaN where it has none: pandas' reindex, at a tenth of its time."""
    rows, columns = table.index.get_indexer(index), table.columns.get_indexer(periods)
    values = np.full((len(index), len(periods)), np.nan)
    held = np.ix_(rows >= 0, columns >= 0)
    values[held] = table.to_numpy(dtype=float)[np.ix_(rows[rows >= 0], columns[columns >= 0])]
    return values


def naming(grid: ReportGrid, expression: str) -> str:
    """The names of an expression's indicators: 行政村＋社区."""
    words = ""
    for sign, code in terms(expression):
        words += {"+": "＋", "-": "减"}.get(sign, "") + grid.by_code[code].short_name.removeprefix("其中：")
    return words


def ratio(rule, grid: ReportGrid) -> Found:
    """A percentage over 100 %: of those whose numerator is not marked as a part of its denominator, which `subset` says."""
    rates = grid.catalogue[(grid.catalogue["kind"] == "ratio") & (grid.catalogue["unit"] == "%")]
    for rate in rows_of(rates):
        whole = grid.by_code[rate.numerator].whole if rate.numerator in grid.by_code else None
        if isinstance(whole, str) and set(parts(whole)) == set(parts(rate.denominator)):
            continue
        for region, period, _, top, bottom, words in _beyond(grid, rate.numerator, rate.denominator):
            yield (region, period, grid.by_code[terms(rate.numerator)[0][1]].id, top, bottom,
                   f"{rate.short_name.removeprefix('其中：')}超过 100%：{words}")


def total(rule, grid: ReportGrid) -> Found:
    """The left side is not the sum of the right one; `high`: the difference that is let pass."""
    pair = _pair(grid, rule.left_side, rule.right_side)
    allowed = 0.0 if np.isnan(rule.high) else rule.high
    for row in rows_of(pair[(pair["left"] - pair["right"]).abs() > allowed + 1e-6]):
        hidden, unit = pair.attrs["hidden"], pair.attrs["unit"]
        yield (row.region_id, row.period, pair.attrs["id"], row.left, row.right,
               f"{naming(grid, rule.left_side)} {say(row.left, unit, hidden)}，{naming(grid, rule.right_side)}合计 "
               f"{say(row.right, unit, hidden)}，相差 {say(row.left - row.right, unit, hidden)}")


def each(rule, grid: ReportGrid) -> Found:
    """The left side for each one of the right side is not between `low` and `high`."""
    pair = _pair(grid, rule.left_side, rule.right_side)
    pair = pair[pair["right"] > 0]
    quotient = pair["left"] / pair["right"]
    for row in rows_of(pair.assign(each=quotient)[(quotient < rule.low) | (quotient > rule.high)]):
        unit, per = pair.attrs["unit"], pair.attrs["right_unit"]
        hidden = pair.attrs["hidden"]
        yield (row.region_id, row.period, pair.attrs["id"], row.left, row.right,
               f"{naming(grid, rule.left_side)} {say(row.left, unit, hidden)}，{naming(grid, rule.right_side)} "
               f"{say(row.right, per, hidden)}，平均每{per} {say(row.each, unit, hidden)}，"
               f"一般在 {say(rule.low, unit)} 至 {say(rule.high, unit)} 之间")


def head(rule, grid: ReportGrid) -> Found:
    """Heads counted over the year are more than there are: 人 was entered as 人次. The first period that goes beyond."""
    pair = _pair(grid, rule.left_side, rule.right_side, cumulated=True)
    over = pair[pair["left"] > pair["right"]].sort_values("period").drop_duplicates("region_id")
    for row in rows_of(over):
        hidden = pair.attrs["hidden"]
        yield (row.region_id, row.period, pair.attrs["id"], row.left, row.right,
               f"{naming(grid, rule.left_side)}全年累计 {say(row.left, pair.attrs['unit'], hidden)}，比"
               f"{naming(grid, rule.right_side)} {say(row.right, pair.attrs['right_unit'], hidden)} 还多，疑把人次当成了人数")


def above(rule, grid: ReportGrid) -> Found:
    """An entry of a unit above those that report (本级) that is `low` to `high` times their sum, and three times as large as
    any of its own before: the sum was entered once more."""
    for region, indicator_id, own in entered(grid):
        indicator = grid.by_id[indicator_id]
        below = grid.reported[grid.reported["indicator_id"] == indicator_id]
        below = below[below["region_id"].isin(grid.below(region))]
        sums = below.groupby("period")["value"].agg(["sum", "size"]).reindex(own["period"])
        hidden, who = grid.personal[indicator_id], "乡镇" if indicator.report_level == "township" else "县"
        for row, (amount, units) in zip(rows_of(own), sums.to_numpy(), strict=True):
            if units > 1 and rule.low <= row.value / (amount or np.nan) <= rule.high:
                yield (region, row.period, indicator_id, row.value, amount,
                       f"本级填了 {say(row.value, indicator.unit, hidden)}，{units:.0f} 个{who}上报合计 "
                       f"{say(amount, indicator.unit, hidden)}，疑把合计又填了一遍")


def entered(grid: ReportGrid) -> Iterator[tuple[int, int, pd.DataFrame]]:
    """What was entered above those that report and is three times as large as any of its own before: region, indicator, cells."""
    for (region, indicator_id), own in grid.above[grid.above["value"] > 0].groupby(["region_id", "indicator_id"]):
        own = own.sort_values("period")
        usual = own["value"].cummax().shift().fillna(0)
        own = own[(own["value"] > usual * 3) & (own["period"] >= grid.start)]
        if len(own):
            yield region, indicator_id, own


def copied(rule, grid: ReportGrid) -> Found:
    """A figure that is its own annual target, `low` or more: one period's flow, or a stock that was not that before."""
    aims = targets_since(grid.targets, grid.successions, grid.places, grid.year).rename(columns={"value": "target"})
    cells = grid.reported.assign(row=grid.rows)
    some = (cells["period"] >= grid.start) & (cells["value"] >= rule.low) & cells["value"].isin(aims["target"])
    pairs = cells[some].merge(aims, on=["region_id", "indicator_id"])
    pairs = pairs[pairs["since"] <= pairs["period"]].sort_values("since", kind="stable").drop_duplicates(
        ["row", "period"], keep="last")
    pairs = pairs[pairs["value"] == pairs["target"]].sort_index()
    if (grid.catalogue.loc[pairs["indicator_id"], "kind"] == "stock").any():
        past = history(grid)[["row", "period", "count", "last"]].rename(columns={"count": "earlier"})
        pairs = pairs.merge(past, on=["row", "period"], how="left")
    for row in rows_of(pairs):
        if grid.personal[row.indicator_id]:
            continue
        indicator = grid.by_id[row.indicator_id]
        if indicator.kind == "stock" and (not row.earlier or abs(row.last / row.value - 1) < rule.high):
            continue  # near the target before: reaching it is no surprise
        yield (row.region_id, row.period, row.indicator_id, row.value, row.target,
               f"报 {say(row.value, indicator.unit)}，与全年目标一个不差，疑把目标数当成完成数")


def aims(rule, grid: ReportGrid) -> Found:
    """A region's own target is not the sum of its children's (flow, stock), who without one of their own have that of theirs; the
    finding stands at the year."""
    added = grid.targets[grid.targets["indicator_id"].map(grid.catalogue["kind"]) != "ratio"]
    own, parent = added.set_index(["region_id", "indicator_id"])["value"], grid.places["parent_id"]
    counted, rising = [], added.assign(region_id=added["region_id"].map(parent)).dropna(subset="region_id")
    while len(rising):
        counted.append(rising)
        stops = pd.MultiIndex.from_frame(rising[["region_id", "indicator_id"]]).isin(own.index)
        rising = rising[~stops].assign(region_id=rising["region_id"].map(parent)).dropna(subset="region_id")
    sums = pd.concat([added.iloc[:0], *counted]).groupby(["region_id", "indicator_id"])["value"].sum()
    both = pd.concat([own, sums.rename("below")], axis=1, join="inner").reset_index()
    for row in rows_of(both[(both["value"] - both["below"]).abs() > 1e-6 * both["value"].abs()]):
        unit = grid.by_id[row.indicator_id].unit
        yield (int(row.region_id), grid.year, int(row.indicator_id), row.value, row.below,
               f"全年目标 {say(row.value, unit)}，下级目标合计 {say(row.below, unit)}，相差 {say(row.value - row.below, unit)}")


def aim(rule, grid: ReportGrid) -> Found:
    """A target that cannot be: a percentage over 100."""
    rates = grid.catalogue[grid.catalogue["unit"] == "%"]
    wrong = grid.targets[grid.targets["indicator_id"].isin(rates["id"]) & (grid.targets["value"] > 100)]
    for row in rows_of(wrong):
        yield (row.region_id, grid.year, row.indicator_id, row.value, 100.0,
               f"目标 {say(row.value, '')}%，超过 100%")
