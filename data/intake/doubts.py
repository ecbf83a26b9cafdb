"""Everything about a file that is taken but should be looked at: sums that do not add up, what the quality rules would
find, numbers of long ago that would change. Page, command line and JSON read the same list."""

from dataclasses import dataclass

import pandas as pd

from data.intake.draft import Draft
from data.intake.preview import Preview
from queries.periods import is_year, shift


@dataclass(frozen=True)
class Doubt:
    """severity: error, warn or note, as of the rules. where: the cell or the region and period; words: what is seen."""

    severity: str
    where: str
    words: str


def doubts_of(draft: Draft, seen: Preview, region_names: dict[int, str], catalogue: pd.DataFrame, this_month: int) -> list[Doubt]:
    """region_names: id -> name; catalogue: by indicator id; this_month: yyyymm of today."""
    found = [Doubt("warn", f"{one.sheet} 第 {one.row} 行 {one.column} 列" if one.row else one.sheet, one.expected)
             for one in draft.doubts]
    found += _long_ago(seen.changes, this_month)
    found += [Doubt(row.severity, f"{region_names.get(row.region_id, '')} · {_when(row.period)} · "
                                  f"{catalogue.at[row.indicator_id, 'short_name']}",
                    f"{row.words}。{row.reason}") for row in seen.doubts.itertuples()]
    return found


def _long_ago(changes: pd.DataFrame, this_month: int) -> list[Doubt]:
    """A wrong year would change what was reported a year ago."""
    if changes.empty:
        return []
    old = changes[(changes["table"] == "observations") & (changes["state"] == "改动")
                  & (changes["period"] <= shift(this_month, -12))]
    return [Doubt("warn", _when(period), f"会改动一年以前已经入库的 {len(rows)} 个数，请核对年份是不是写错了")
            for period, rows in old.groupby("period")]


def _when(period: int) -> str:
    return f"{period}年" if is_year(period) else f"{period // 100}年{period % 100}月"
