"""异动: which period increments are a signal and which are noise, by an XmR chart. SEMANTICS.md, 异动."""

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from queries.frames import FLOAT_OR_NAN, INT, TEXT, Frame, hands_out
from queries.periods import STEP, shift
from queries.privacy import ANYBODY, Viewer
from queries.xmr import LEAST, MOVE, NEAR, OUTSIDE, SIDE, judge, xmr
from queries.years import YearGrid, read_years

NEARLY_ALL = 0.95
"""Of the most units that ever reported, how many a total must hold to be comparable with the others."""
COUNTED = {"monthly": "个月", "quarterly": "个季度", "half-yearly": "个半年", "yearly": "年"}
CONTROL = Frame(
    period=INT, value=FLOAT_OR_NAN("NaN where the period is missing"), mean=FLOAT_OR_NAN("NaN with fewer than 13 points"),
    upper=FLOAT_OR_NAN, lower=FLOAT_OR_NAN, signal=TEXT('"" none'),
    run=INT("points in a row that the signal is about, up to this one"),
    words=TEXT('what is said of a signal at the last point that it is about, "" elsewhere'))
SIGNALS = Frame(region_id=INT, indicator_id=INT, period=INT, signal=TEXT, run=INT("as in CONTROL"),
                side=INT("1 upward, -1 downward"), words=TEXT("what officials would say"))


@hands_out(CONTROL)
def control(connection: Connection, region_id: int, indicator_id: int, year: int, month: int, viewer: Viewer = ANYBODY
            ) -> pd.DataFrame:
    """One indicator's XmR chart for a region seen through `month` of `year` (CONTROL), from the first increment to the period
    judged as of, where there is none to the last due, with nothing of the year; no rows for a ratio or where there is nothing.
    Increments as `signals` has them."""
    for grid in read_years(connection, [region_id], year, month, indicator_id, viewer):
        frame = xmr(_increments(grid)[grid.places.index.get_loc(region_id), 0]).assign(
            period=_periods(grid), frequency=grid.frequency)
        goes_on = (frame["signal"] == frame["signal"].shift(-1)) & (frame["run"] + 1 == frame["run"].shift(-1))
        frame["words"] = [_say(row, year) if row.signal and not on else "" for row, on in
                          zip(frame.itertuples(), goes_on, strict=True)]
        at = grid.at[grid.places.index.get_loc(region_id), 0]
        frame = frame if at < 0 else frame.iloc[:len(frame) - grid.last + at]
        return frame[frame["value"].notna().cummax()].reset_index(drop=True)
    return xmr([]).assign(period=0, words="")


@hands_out(SIGNALS)
def signals(connection: Connection, region_ids: list[int], year: int, month: int, viewer: Viewer = ANYBODY) -> pd.DataFrame:
    """The signals of the period judged as of (queries.judged), seen through `month` of `year` (SIGNALS), regions as given,
    catalogue order within; none where no period of the year is.

    Increments are a flow's values of single periods and a stock's changes from one to the next, compared unit by unit.
    Where fewer than nearly all of the units reported (for a change: either time), a total says nothing about the work: such a
    period is missing. Personal indicators are judged by what the viewer sees, rounded; where one period reads <5 there is
    no verdict at all, for what is left is no fair sample.
    """
    tables = []
    for grid in read_years(connection, region_ids, year, month, viewer=viewer):
        lines = _increments(grid)
        last = lines.shape[-1] - 1 - grid.last + grid.at
        newest = np.take_along_axis(lines, last[..., None], axis=-1)[..., 0]
        enough = (grid.at >= 0) & ~np.isnan(newest) & ((~np.isnan(lines)).sum(axis=-1) >= LEAST)
        if not enough.any():
            continue
        _, _, signal, run = judge(lines[enough])
        region, indicator = np.nonzero(enough)
        at = last[enough]
        line = np.arange(len(at))
        signal, run = signal[line, at], run[line, at]
        found = signal != ""
        tables.append(pd.DataFrame({
            "region_id": grid.places.index.to_numpy()[region[found]],
            "indicator_id": grid.indicators.index.to_numpy()[indicator[found]], "period": np.asarray(_periods(grid))[at[found]],
            "signal": signal[found], "run": run[found], "frequency": grid.frequency}))
    final = pd.concat(tables) if tables else pd.DataFrame(
        columns=["region_id", "indicator_id", "period", "signal", "run", "frequency"])
    upward = [pair[0] for pair in (OUTSIDE, SIDE, MOVE, NEAR)]
    final["side"] = final["signal"].isin(upward) * 2 - 1
    final["words"] = [_say(row, year) for row in final.itertuples()]
    order = {region: number for number, region in enumerate(region_ids)}
    final = final.sort_values(["region_id", "indicator_id"], key=lambda ids: ids.map(order) if ids.name == "region_id" else ids)
    return final.reset_index(drop=True)


def _periods(grid: YearGrid) -> list[int]:
    step, count = STEP[grid.frequency], grid.single.shape[-1]
    every = [year * 100 + step * (number + 1) for year in grid.years for number in range(count)]
    return every[:len(every) - count + grid.last + 1]


def _increments(grid: YearGrid) -> np.ndarray:
    """Regions × indicators × periods up to the last due: what the chart is about, NaN where missing."""
    def line(array: np.ndarray) -> np.ndarray:
        flat = array.reshape(*array.shape[:2], -1)
        return flat[..., :flat.shape[-1] - array.shape[-1] + grid.last + 1]

    there, units = line(grid.there), line(grid.units)
    whole = there & (units >= NEARLY_ALL * units.max(axis=-1, keepdims=True)) & (line(grid.held) > line(grid.carried))
    values = line(grid.single)
    if grid.kind == "stock":
        whole[..., 1:] &= whole[..., :-1]
        whole[..., 0] = False
        values = line(grid.change)
    hidden = line(grid.hidden).any(axis=-1, keepdims=True)
    # What is later than the period judged as of has come from some of the units only.
    later = np.arange(values.shape[-1]) >= values.shape[-1] - grid.last + grid.at[..., None]
    return np.where(whole & ~hidden & ~later, values, np.nan)


def _say(row, year: int) -> str:
    """3月起连续7个月低于均值, 10月超出上限, 近3个月有2个月接近上限."""
    step, unit = STEP[row.frequency], COUNTED[row.frequency]
    if row.signal in NEAR:
        return f"近3{unit}至少有2{unit}{row.signal}"
    if row.signal in OUTSIDE:
        return f"{_named(row.period, row.frequency, year)}{row.signal}"
    first = shift(int(row.period), -step * (int(row.run) - 1))
    return f"{_named(first, row.frequency, year)}起连续{row.run}{unit}{row.signal}"


def _named(period: int, frequency: str, year: int) -> str:
    """A period in words, with its year where that is another one."""
    month = period % 100
    names = {"monthly": f"{month}月", "quarterly": f"{'一二三四'[(month - 1) // 3]}季度",
             "half-yearly": "上半年" if month == 6 else "下半年", "yearly": "全年"}
    return ("" if period // 100 == year else f"{period // 100}年") + names[frequency]
