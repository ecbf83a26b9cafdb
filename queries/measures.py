"""What the numbers mean, in code: SEMANTICS.md line by line. Plain columns in, plain columns out; no database."""

import numpy as np
import pandas as pd

STATUSES = ("未设目标", "未到期", "未上报", "已完成", "达序时", "略滞后", "滞后")
BEHIND = ("略滞后", "滞后")
ON_PACE = ("已完成", "达序时")


def change(now: pd.Series, before: pd.Series) -> pd.Series:
    """同比 or 环比 as a fraction of the earlier value; NaN where that is 0 or missing."""
    return (now - before) / before.where(before != 0)


def quotient(numerator: pd.Series, denominator: pd.Series, percent: pd.Series) -> pd.Series:
    """A ratio in its unit (`percent`: in %); NaN where the denominator is 0 or missing, never 0 or 100 %."""
    return numerator / denominator.where(denominator != 0) * np.where(percent, 100.0, 1.0)


def pace(frame: pd.DataFrame) -> pd.DataFrame:
    """Adds expected (序时应达), completion (完成率, a fraction) and gap (与序时差, 百分点; negative is always bad).

    Reads kind, percent (a ratio in %), direction, value, target, baseline (a stock's at last year's end; NaN is 0) and
    share (p). expected and gap are NaN before anything is due (share 0) and where value or target is missing.
    """
    final = frame.copy()
    ratio, stock = final["kind"] == "ratio", final["kind"] == "stock"
    points = ratio & final["percent"]
    baseline = final["baseline"].fillna(0.0).where(stock, 0.0)
    expected = baseline + (final["target"] - baseline) * final["share"]
    final["expected"] = expected.where(~points, final["target"]).where(final["share"] > 0)
    base = final["target"].where(final["target"] != 0)
    final["completion"] = final["value"] / base
    difference = final["value"] - final["expected"]
    gap = difference.where(points, difference / base * 100)
    gap = gap.where(~((final["target"] == 0) & (difference == 0)), 0.0)
    final["gap"] = gap.where(final["direction"] != "lower_better", -gap)
    return final


def status(frame: pd.DataFrame, lag_threshold: float, year_over: pd.Series) -> pd.Series:
    """The status word of each row, in SEMANTICS.md's order; None for neutral indicators.

    Reads kind, direction, value, target, share, expected, gap and judged (whether enough have reported for a verdict).
    `lag_threshold` is in 百分点 (5 by default); `year_over`: whether each row is of the year's last period.
    """
    lower, flow = frame["direction"] == "lower_better", frame["kind"] == "flow"
    value, target = frame["value"], frame["target"]
    met = np.where(lower, value <= target, value >= target)
    met = pd.Series(met, index=frame.index) & ~(lower & flow & ~year_over)
    # A target of 0 leaves the gap without a value: then only its sign is known.
    gap = frame["gap"].fillna(np.sign(value - frame["expected"]) * np.where(lower, -np.inf, np.inf)).round(9)
    words = np.select(
        [frame["direction"] == "neutral", target.isna(), frame["share"] == 0, value.isna() | ~frame["judged"], met, gap >= 0,
         gap >= -lag_threshold],
        ["", "未设目标", "未到期", "未上报", "已完成", "达序时", "略滞后"], default="滞后")
    return pd.Series(words, index=frame.index, dtype=object).replace("", None)
