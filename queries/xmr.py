"""XmR charts: what of a series of numbers is a signal and what is noise. SEMANTICS.md, 异动. Pure: asks no database."""

import numpy as np
import pandas as pd

LEAST, RUN, WIDTH = 13, 7, 2.66
"""Points for a verdict; points in a row for a signal; limits from the mean, in mean moving ranges."""
OUTSIDE, SIDE, MOVE, NEAR = ("超出上限", "低于下限"), ("高于均值", "低于均值"), ("上升", "下降"), ("接近上限", "接近下限")
"""Each kind of signal upward and downward, in the order in which one is named before another."""


def xmr(values: pd.Series | np.ndarray) -> pd.DataFrame:
    """The XmR chart of one series in order of time, NaN where a period is missing: value, mean, upper, lower, signal ("" none),
    run (points in a row that the signal is about, up to this one), a row a value.

    Limits: mean ± 2.66 × mean moving range of neighbours. Signals: a point outside the limits; 7 points in a row on one
    side of the mean; 7 in a row each above (below) the one before; 2 of 3 in a row beyond two thirds of the way to the same
    limit. A missing period is no 0: it ends every row. Fewer than 13 points: mean and limits NaN, no signal.
    """
    line = np.asarray(values, dtype=float)[None, :]
    mean, width, signal, run = judge(line)
    frame = pd.DataFrame({"value": line[0], "signal": signal[0], "run": run[0]})
    return frame.assign(mean=mean[0, 0], upper=mean[0, 0] + width[0, 0], lower=mean[0, 0] - width[0, 0])


def judge(lines: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
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
