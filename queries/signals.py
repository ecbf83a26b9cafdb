"""异动: which period increments are a signal and which are noise, by an XmR chart. SEMANTICS.md, 异动."""

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from queries.frames import FLOAT_OR_NAN, INT, TEXT, Frame, hands_out
from queries.periods import STEP, shift
from queries.privacy import ANYBODY, Viewer
from queries.years import YearGrid, read_years

LEAST, RUN, WIDTH = 13, 7, 2.66
"""Points for a verdict; points in a row for a signal; limits from the mean, in mean moving ranges."""
NEARLY_ALL = 0.95
"""Of the most units that ever reported, how many a total must hold to be comparable with the others."""
OUTSIDE, SIDE, MOVE, NEAR = ("超出上限", "低于下限"), ("高于均值", "低于均值"), ("上升", "下降"), ("接近上限", "接近下限")
"""Each kind of signal upward and downward, in the order in which one is named before another."""
COUNTED = {"monthly": "个月", "quarterly": "个季度", "half-yearly": "个半年", "yearly": "年"}
CONTROL = Frame(
    period=INT, value=FLOAT_OR_NAN("NaN where the period is missing"), mean=FLOAT_OR_NAN("NaN with fewer than 13 points"),
    upper=FLOAT_OR_NAN, lower=FLOAT_OR_NAN, signal=TEXT('"" none'),
    run=INT("points in a row that the signal is about, up to this one"),
    words=TEXT('what is said of a signal at the last point that it is about, "" elsewhere'))
SIGNALS = Frame(region_id=INT, indicator_id=INT, period=INT, signal=TEXT, run=INT("as in CONTROL"),
                side=INT("1 upward, -1 downward"), words=TEXT("what officials would say"))


def xmr(values: pd.Series | np.ndarray) -> pd.DataFrame:
    """The XmR chart of one series in order of time, NaN where a period is missing: value, mean, upper, lower, signal ("" none),
    run (points in a row that the signal is about, up to this one), a row a value.

    Limits: mean ± 2.66 × mean moving range of neighbours. Signals: a point outside the limits; 7 points in a row on one
    side of the mean; 7 in a row each above (below) the one before; 2 of 3 in a row beyond two thirds of the way to the same
    limit. A missing period is no 0: it ends every row. Fewer than 13 points: mean and limits NaN, no signal.
    """
    line = np.asarray(values, dtype=float)[None, :]
    mean, width, signal, run = _judge(line)
    frame = pd.DataFrame({"value": line[0], "signal": signal[0], "run": run[0]})
    return frame.assign(mean=mean[0, 0], upper=mean[0, 0] + width[0, 0], lower=mean[0, 0] - width[0, 0])


@hands_out(CONTROL)
def control(connection: Connection, region_id: int, indicator_id: int, year: int, month: int, viewer: Viewer = ANYBODY
            ) -> pd.DataFrame:
    """One indicator's XmR chart for a region through `month` of `year` (CONTROL), from the first increment on; no rows for
    a ratio or where there is nothing. Increments as `signals` has them."""
    for grid in read_years(connection, [region_id], year, month, indicator_id, viewer):
        frame = xmr(_increments(grid)[grid.places.index.get_loc(region_id), 0]).assign(
            period=_periods(grid), frequency=grid.frequency)
        goes_on = (frame["signal"] == frame["signal"].shift(-1)) & (frame["run"] + 1 == frame["run"].shift(-1))
        frame["words"] = [_say(row, year) if row.signal and not on else "" for row, on in
                          zip(frame.itertuples(), goes_on, strict=True)]
        return frame[frame["value"].notna().cummax()].reset_index(drop=True)
    return xmr([]).assign(period=0, words="")


@hands_out(SIGNALS)
def signals(connection: Connection, region_ids: list[int], year: int, month: int, viewer: Viewer = ANYBODY) -> pd.DataFrame:
    """The signals of the last period due by `month` of `year` (SIGNALS), regions as given, catalogue order within.

    Increments are a flow's values of single periods and a stock's changes from one to the next, compared unit by unit.
    Where fewer than nearly all of the units reported (for a change: either time), a total says nothing about the work: such a
    period is missing. Personal indicators are judged by what the viewer sees, rounded; where one period reads <5 there is
    no verdict at all, for what is left is no fair sample.
    """
    tables = []
    for grid in read_years(connection, region_ids, year, month, viewer=viewer):
        lines = _increments(grid)
        enough = ~np.isnan(lines[..., -1]) & ((~np.isnan(lines)).sum(axis=-1) >= LEAST)
        if not enough.any():
            continue
        _, _, signal, run = _judge(lines[enough])
        region, indicator = np.nonzero(enough)
        found = signal[:, -1] != ""
        tables.append(pd.DataFrame({
            "region_id": grid.places.index.to_numpy()[region[found]],
            "indicator_id": grid.indicators.index.to_numpy()[indicator[found]], "period": _periods(grid)[-1],
            "signal": signal[found, -1], "run": run[found, -1], "frequency": grid.frequency}))
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
    return np.where(whole & ~hidden, values, np.nan)


def _judge(lines: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Mean and half the width between the limits (lines × 1), signal and run of each point (lines × points)."""
    known = ~np.isnan(lines)
    ranges = np.abs(np.diff(lines, axis=-1))
    counted = (~np.isnan(ranges)).sum(axis=-1, keepdims=True)
    enough = (known.sum(axis=-1, keepdims=True) >= LEAST) & (counted > 0)
    mean = np.where(enough, np.nansum(lines, axis=-1, keepdims=True) / np.maximum(known.sum(axis=-1, keepdims=True), 1), np.nan)
    width = np.where(enough, WIDTH * np.nansum(ranges, axis=-1, keepdims=True) / np.maximum(counted, 1), np.nan)
    # Sums of the same number differ in the last digits: that close is equal.
    close = 1e-9 * np.nanmax(np.abs(np.where(known, lines, 0.0)), axis=-1, keepdims=True, initial=0.0)
    away = lines - mean
    side, sides = _runs(_sign(away, close))
    move, moves = _runs(_sign(np.diff(lines, axis=-1, prepend=np.nan), np.where(enough, close, np.nan)))
    # A row of moves begins with the point before the first of them.
    moves = np.where(moves > 0, moves + 1, 0)
    beyond = _sign(away, width * 2 / 3 + close)
    final, run = np.full(lines.shape, "", dtype=object), np.ones(lines.shape, dtype=int)
    for words, sign, members, length in (
            (NEAR, beyond, _pairs(beyond, known), np.ones_like(run)),
            (MOVE, *_members(move, moves, 1), moves), (SIDE, *_members(side, sides, 0), sides),
            (OUTSIDE, _sign(away, width + close), np.abs(_sign(away, width + close)) == 1, np.ones_like(run))):
        final = np.where(members, np.where(sign > 0, *words), final)
        run = np.where(members, np.maximum(length, 1), run)
    return mean, width, final, run


def _sign(values: np.ndarray, close: np.ndarray) -> np.ndarray:
    """1 above, -1 below, 0 closer than `close` or missing."""
    return (values > close).astype(int) - (values < -close).astype(int)


def _runs(sign: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The signs, and how many of the same stand in a row up to each point; 0 where the sign is."""
    length = np.abs(sign)
    for at in range(1, sign.shape[-1]):
        length[:, at] += np.where((sign[:, at] != 0) & (sign[:, at] == sign[:, at - 1]), length[:, at - 1], 0)
    return sign, length


def _members(sign: np.ndarray, length: np.ndarray, ahead: int) -> tuple[np.ndarray, np.ndarray]:
    """The signs, and which points stand in a row of at least RUN; `ahead`: points that a row has before its first sign."""
    sign, inside = sign.copy(), np.zeros(sign.shape, dtype=bool)
    for row, at in zip(*np.nonzero(length >= RUN), strict=True):
        first = at - length[row, at] + 1
        inside[row, first:at + 1] = True
        sign[row, first:first + ahead] = sign[row, at]
    return sign, inside


def _pairs(beyond: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Which points are beyond two thirds of the way to a limit together with another of three in a row."""
    inside = np.zeros(beyond.shape, dtype=bool)
    for at in range(2, beyond.shape[-1]):
        three = slice(at - 2, at + 1)
        for sign in (1, -1):
            twice = ((beyond[:, three] == sign).sum(axis=-1) >= 2) & known[:, three].all(axis=-1)
            inside[:, three] |= (beyond[:, three] == sign) & twice[:, None]
    return inside


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
