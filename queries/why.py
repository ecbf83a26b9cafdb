"""Why a figure stands as it does: which parts of the region make the gap to pace, and what is still to be done by December.

SEMANTICS.md, Targets and pace. Everything is made from what the viewer sees: of rounded figures nothing left over is told.
"""

import math
from typing import NamedTuple

import numpy as np
import pandas as pd
from sqlalchemy import Connection, select

from queries import measures
from queries.frames import FLOAT_OR_NAN, INT, TEXT, Frame, hands_out
from queries.judged import judged
from queries.periods import STEP, between
from queries.privacy import ANYBODY, Viewer
from queries.regions import depth, in_use
from queries.schema import regions
from queries.standing import STANDING, standing

CLOSE = 1e-6
"""As a part of what was to be reached: less is nothing left over."""
OF_STANDING = ("value", "expected", "target", "withheld", "rounded", "cells", "due_cells", "carried", "oldest")
PARTS = Frame(
    role=TEXT("part: a region directly below; own: 本级; rest: by how much the targets of whole and parts differ"),
    region_id=INT("the region itself of own and rest"), **{name: STANDING.columns[name] for name in OF_STANDING},
    away=FLOAT_OR_NAN("what it adds to the gap, in the indicator's unit; negative is bad; NaN: not known"),
    beside_most=FLOAT_OR_NAN("the same as a part of the largest, either way; NaN: not known"))


@hands_out(PARTS)
def parts_of_gap(connection: Connection, region_id: int, indicator_id: int, year: int, month: int, viewer: Viewer = ANYBODY
                 ) -> pd.DataFrame:
    """What the gap of a region seen through `month` is made of, worst first, what is not known after it, own and rest last:
    PARTS. No rows where it has no gap, or nothing directly below it reports the indicator.

    Everything is of the period that the region is judged as of, whoever has reported it: what a part has not reported is
    missing in the whole, and so in its gap. A flow's and a stock's rows are value − 序时应达, a ratio's what a part moves the
    whole by: (numerator − 序时应达 × denominator) ÷ the whole's denominator. They add up to the whole's value − 序时应达, but
    where figures are rounded, each for itself: there own and rest are not told.
    """
    told = judged(connection, [region_id], year, month, [indicator_id]).iloc[0]
    below = connection.execute(select(regions.c.id).where(
        regions.c.parent_id == region_id, regions.c.level != "village", in_use(year * 100 + max(month, 1)))
        .order_by(regions.c.code)).scalars().all()
    nothing = pd.DataFrame({name: [] for name in PARTS.columns})
    if pd.isna(told["as_of"]) or told["behind"] > 1 or not below:
        return nothing
    frame = standing(connection, [region_id, *below], year, int(told["as_of"]) % 100, [indicator_id], viewer, as_it_is=True)
    whole, parts = frame.iloc[0], frame.iloc[1:]
    reports = whole["additive"] & (depth(parts["level"]) <= depth(parts["report_level"])) & (parts["withheld"] != "below")
    parts = parts[reports].copy()
    sign = -1.0 if whole["direction"] == "lower_better" else 1.0
    gap = (whole["value"] - whole["expected"]) * sign
    if parts.empty or pd.isna(gap):
        return nothing
    blurred = bool((frame["rounded"] | (frame["withheld"] != "")).any())
    parts["away"] = (_moves(parts, whole) if whole["kind"] == "ratio" else _falls_short(parts, blurred)) * sign
    rows = [parts.assign(role="part").sort_values("away", kind="stable")]
    if not blurred:
        rows.append(_left_over(parts, whole, gap, sign))
    final = pd.concat(rows, ignore_index=True)
    most = final["away"].abs().max()
    final["beside_most"] = final["away"] / (most if most > 0 else 1.0)
    return final


def _moves(parts: pd.DataFrame, whole: pd.Series) -> pd.Series:
    """By how much each part moves a ratio away from what the whole should be."""
    times = 100.0 if whole["percent"] else 1.0
    return (times * parts["top"] - whole["expected"] * parts["bottom"]) / whole["bottom"]


def _falls_short(parts: pd.DataFrame, blurred: bool) -> pd.Series:
    """value − 序时应达; nothing reported adds nothing, no target asks for nothing, unless no part has one."""
    if parts["target"].isna().all():
        return pd.Series(np.nan, index=parts.index)
    if not blurred:  # a stock that has only what is carried has no verdict, but something to reach
        parts["expected"] = measures.pace(parts)["expected"]
    expected = parts["expected"].mask(parts["target"].isna(), 0.0)
    return parts["value"].mask(parts["value"].isna() & (parts["withheld"] == ""), 0.0) - expected


def _left_over(parts: pd.DataFrame, whole: pd.Series, gap: float, sign: float) -> pd.DataFrame:
    """The rows own and rest, where there is any."""
    ratio, found = whole["kind"] == "ratio", []
    scale = max(abs(whole["expected"]), abs(whole["value"]), 1e-9) * CLOSE
    own = 0.0 if ratio else float(whole["value"] - parts["value"].sum())
    if abs(own) > scale:
        found.append({"role": "own", "value": own, "away": own * sign})
    rest = gap - parts["away"].sum() - own * sign
    if abs(rest) > scale and parts["away"].notna().all():
        found.append({"role": "rest", "value": np.nan, "away": rest})
    empty = {"region_id": whole["region_id"], "expected": np.nan, "target": np.nan, "withheld": "", "rounded": False, "cells": 0,
             "due_cells": 0, "carried": 0, "oldest": np.nan}
    return pd.DataFrame([empty | one for one in found], columns=list(PARTS.columns)).astype(
        {"rounded": bool, "value": float, "away": float, "expected": float, "target": float, "oldest": float})


class ToDo(NamedTuple):
    """What is left to do after the period that a figure is judged as of, in the indicator's unit.

    left: how far it is to the target (of a limit that holds: what is still allowed), met: whether the target is met as things
    stand; first, last: the periods that are left, 0 where none is; each: what every one of them needs for the target (of a
    limit: may have), NaN where nothing is needed or the ratio is one in %; so_far: the mean of the periods until now (of a
    level its change), NaN where not known; more: what the numerator of a ratio in % lacks with the denominator as it is,
    else NaN.
    """

    left: float
    met: bool
    first: int
    last: int
    each: float
    so_far: float
    more: float


def still_to_do(row: pd.Series, precision: int) -> ToDo | None:
    """What is left of a row of queries.standing; None where nothing can be said: no target, no verdict, or a figure that is not
    seen. each is rounded to the precision so that the target is met."""
    if pd.isna(row["gap"]) or pd.isna(row["target"]) or pd.isna(row["as_of"]) or row["direction"] == "neutral":
        return None
    limit = row["direction"] == "lower_better" and row["kind"] == "flow"
    turn = -1.0 if row["direction"] == "lower_better" and not limit else 1.0
    rate = bool(row["kind"] == "ratio" and row["percent"])
    away = float(row["target"] - row["value"]) * turn
    met = away >= 0 if limit else away <= 0
    as_of, step = int(row["as_of"]), STEP[row["frequency"]]
    after = between(as_of, as_of // 100 * 100 + 12, row["frequency"])[1:]
    each, so_far, more = float("nan"), float("nan"), float("nan")
    if not rate:
        begun = row["baseline"] if row["kind"] == "stock" else 0.0
        so_far = float(row["value"] - begun) * turn / (as_of % 100 // step)
        each = _rounded(away / len(after), precision, up=not limit) if after and away > 0 else each
    elif away > 0 and turn > 0 and pd.notna(row["top"]):
        more = _rounded(row["target"] / 100 * row["bottom"] - row["top"], 0, up=True)
    return ToDo(abs(away), met, after[0] if after else 0, after[-1] if after else 0, each, so_far, more)


def _rounded(value: float, precision: int, up: bool) -> float:
    """Up or down to so many decimals; a hair beside a number is that number."""
    times = 10.0 ** int(precision)
    return (math.ceil(value * times - 1e-7) if up else math.floor(value * times + 1e-7)) / times
