"""The one door of personal information (个人信息): who sees which figure, and as what. SEMANTICS.md, Privacy.

Which indicators are marked sensitive is read here and nowhere else. Every question fetches exact figures, asks `sight` how
its reader sees each row, and passes what it fetched (sums, not cells that are then summed) through `visible` before
anything is worked out from it; roll-ups go through `wholes.as_told` before that. So comparisons, ratios, verdicts,
forecasts and scores are made from what the same reader may see, and nothing exact ever stands beside, or is divided by,
something rounded.
"""

from dataclasses import dataclass
from typing import overload

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Table, and_

from queries.schema import LEVELS
from queries.told import ROUND_TO, lifted, steps

EXACT, ROUNDED, NOTHING = "exact", "rounded", "nothing"
READS = {"small": "<5", "base": "—", "below": "不显示"}
"""How a figure without a number reads: 1–4, made from one that is, or of a region below the counties."""
NOTE = "涉及个人信息：1–4 显示为“<5”，5 起为最近的 5 的倍数（约数），含“<5”的合计、累计以及完成率、同比等按约数算；县以下不显示。"


@dataclass(frozen=True)
class Viewer:
    """Who asks. exact: the ids of the very regions whose exact figures this reader is granted (敏感数)."""

    exact: frozenset[int] = frozenset()


ANYBODY = Viewer()
"""Who is granted nothing."""


def personal(catalogue: pd.DataFrame) -> pd.Series:
    """Whether each indicator of the catalogue is personal: marked so, or a ratio with a part that is."""
    codes, over, under = (catalogue[name].tolist() for name in ("code", "numerator", "denominator"))
    marked = {code for code, is_marked in zip(codes, catalogue["sensitive"].tolist(), strict=True) if is_marked}
    # what has no part has a missing value there, which is no code
    found = [not marked.isdisjoint((code, *f"{one}+{other}".split("+")))
             for code, one, other in zip(codes, over, under, strict=True)]
    return pd.Series(found, index=catalogue.index, dtype=bool)


def shown_at(catalogue: pd.DataFrame, level: str) -> pd.Series:
    """Whether anybody without a grant sees anything of each indicator in regions of the level."""
    return ~personal(catalogue) | (LEVELS.index(level) <= LEVELS.index("county"))


def sight(rows: pd.DataFrame, catalogue: pd.DataFrame, viewer: Viewer = ANYBODY) -> pd.Series:
    """How the viewer sees the figures of each row (region_id, level, indicator_id): EXACT, ROUNDED or NOTHING."""
    closed = rows["indicator_id"].map(personal(catalogue)).eq(True) & ~rows["region_id"].isin(viewer.exact)
    below = ~rows["level"].isin(LEVELS[:LEVELS.index("county") + 1])
    return pd.Series(np.select([~closed, below], [EXACT, NOTHING], ROUNDED), index=rows.index, dtype=object)


@overload
def visible(values: pd.Series, seen) -> pd.Series: ...


@overload
def visible(values: np.ndarray, seen) -> np.ndarray: ...


def visible(values, seen):
    """The numbers as they are seen: exact; rounded to the nearest multiple of ROUND_TO, NaN where they read <5; or NaN.

    values: a series, or an array that `seen` has the shape of or spreads over.
    """
    exact, how = np.asarray(values, dtype=float), np.asarray(seen, dtype=object)
    final = np.where(how == EXACT, exact, np.nan)
    about = np.broadcast_to(how == ROUNDED, final.shape)
    if about.any():
        some = np.broadcast_to(exact, final.shape)[about]
        size = np.abs(some)
        rounded = np.copysign(np.floor(size / ROUND_TO + 0.5) * ROUND_TO, some)
        final[about] = np.where(size == 0, 0.0, np.where(size < ROUND_TO, np.nan, rounded))
    return pd.Series(final, index=values.index, name=values.name) if isinstance(values, pd.Series) else final


def cumulated(singles: np.ndarray, seen, whole: np.ndarray | None = None) -> np.ndarray:
    """Running sums along the last axis (periods of a year; NaN: none) as they are seen, NaN before the first.

    seen: one value, or as `singles` without its last axis. whole: of what wholes.as_told has told, what each period adds, else
    NaN. Sums of figures that read <5 are told by queries.told.
    """
    there = np.logical_or.accumulate(~np.isnan(singles), axis=-1)
    how = np.asarray(seen, dtype=object)[..., None]
    sums, rounded = np.nancumsum(singles, axis=-1), np.broadcast_to((how == ROUNDED)[..., 0], singles.shape[:-1])
    if rounded.any():
        told = steps(singles[rounded])
        told = told if whole is None else np.where(np.isnan(whole[rounded]), told, whole[rounded])
        sums[rounded] = lifted(np.nancumsum(told, axis=-1))
    return visible(np.where(there, sums, np.nan), how)


def summed(rows: pd.DataFrame, by: list[str], column: str, seen: pd.Series) -> pd.Series:
    """The sums of a column over the periods of one year as they are seen, indexed as `seen` (by `by`): the last of what
    `cumulated` says."""
    at = seen.index.get_indexer(pd.MultiIndex.from_frame(rows[by]) if len(by) > 1 else pd.Index(rows[by[0]]))
    inside, month = at >= 0, rows["period"].to_numpy(dtype=int) % 100 - 1
    grids = []
    for name in (column, f"{column}_step"):
        grids.append(np.full((len(seen), 12), np.nan))
        if name in rows:
            grids[-1][at[inside], month[inside]] = rows[name].to_numpy(dtype=float)[inside]
    return pd.Series(cumulated(grids[0], seen, grids[1])[:, -1], index=seen.index, name=column)


def marks(values: pd.Series, number: pd.Series, seen: pd.Series) -> pd.DataFrame:
    """What stands beside the numbers that are seen of some values: withheld ("", or the key in READS of what is read instead of
    a number) and rounded (whether a number is about right only); index as the values."""
    small = (seen == ROUNDED) & values.notna() & number.isna()
    return pd.DataFrame({"withheld": np.select([seen == NOTHING, small], ["below", "small"], ""),
                         "rounded": (seen == ROUNDED) & number.notna() & (number != 0)}, index=values.index)


def reads(text: str, withheld: str, rounded: bool) -> str:
    """A figure as it is read, from its number in words and its `marks`: 12, 约10, <5, 不显示."""
    return READS[withheld] if withheld else f"约{text}" if rounded else text


def closed(table: Table, catalogue: pd.DataFrame, viewer: Viewer = ANYBODY) -> ColumnElement:
    """Which rows of revisions are of observations whose exact figures the viewer may not know."""
    ids = catalogue.index[personal(catalogue)].tolist()
    return and_(table.c.table == "observations", table.c.indicator_id.in_(ids), table.c.region_id.not_in(viewer.exact))
