"""Where the numbers at the ends of a chart's lines stand, so that none covers another."""

import numpy as np
import pandas as pd

PLOT, LINE = 200.0, 23.0
"""Pixels: the lowest that a chart's plot is, and the height of a number with room around it."""
NICE = 1.25
"""How much higher than its values an axis may reach."""


def spread(values: np.ndarray, gap: float) -> np.ndarray:
    """The values moved apart as little as can be, so that no two are nearer than the gap; their order stays."""
    order = np.argsort(values, kind="stable")
    blocks: list[list[float]] = []  # sum of what each wants less its place in the block, and how many there are
    for value in values[order]:
        blocks.append([float(value), 1.0])
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] + blocks[-2][1] * gap > blocks[-1][0] / blocks[-1][1]:
            total, count = blocks.pop()
            blocks[-1][0] += total - count * blocks[-1][1] * gap
            blocks[-1][1] += count
    placed = np.concatenate([total / count + np.arange(count) * gap for total, count in blocks] or [np.array([])])
    final = np.empty(len(values))
    final[order] = placed
    return final


def place(frame: pd.DataFrame, last: pd.Series) -> pd.DataFrame:
    """place (in the values' unit), dx, dy (pixels) and align of the number at each line's end, which `last` marks. frame: month,
    value, low, high.

    Lines that end in December have theirs in a column to the right, moved apart; those that end before have them above the
    point, the lower of two below it.
    """
    final = pd.DataFrame({"place": frame["value"], "dx": 0.0, "dy": 0.0, "align": "left"}, index=frame.index)
    ends = frame[last]
    right, early = ends.index[ends["month"] == 12], ends[ends["month"] < 12]
    reach = frame[["value", "low", "high"]].stack()
    high = reach.max() if len(reach) else 0.0
    gap = LINE / PLOT * NICE * ((high - reach.min() if len(reach) else 0.0) or abs(high) or 1.0)
    final.loc[right, "place"] = spread(frame.loc[right, "value"].to_numpy(), gap)
    final.loc[right, "dx"] = 16.0
    below = early.index[early["value"].rank(method="first", ascending=False) > 1]
    final.loc[early.index, "dy"], final.loc[below, "dy"] = -14.0, 18.0
    late = early.index[early["month"] > 6]
    final.loc[late, "align"], final.loc[early.index, "dx"], final.loc[late, "dx"] = "right", -8.0, 8.0
    return final
