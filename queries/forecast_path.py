"""The way from the last period reported to the year's end that is forecast."""

import pandas as pd


def path(shape: pd.Series, month: int, value: float, end: float) -> pd.Series:
    """The forecast by month, from `value` in `month` to `end` in December, as `shape` (cumulated by month: last year's figures,
    or the plan) went on from there; straight, with these two months alone, where it says nothing of both or did not grow."""
    ends = pd.Series({month: value, 12: end}, dtype=float)
    if not {month, 12} <= set(shape.index) or not shape[12] > shape[month]:
        return ends
    later = shape[shape.index >= month]
    return value + (end - value) * (later - shape[month]) / (shape[12] - shape[month])
