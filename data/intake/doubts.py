"""Everything about a file that is taken but should be looked at: sums that do not add up, what the quality rules would
find, numbers of long ago that would change. Page, command line and JSON read the same list."""

from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Connection

from data.clock import today
from data.intake.draft import Draft
from data.intake.preview import Preview
from queries.catalogue import list_indicators
from queries.periods import is_year, shift
from queries.regions import list_names


@dataclass(frozen=True)
class Doubt:
    """severity: error, warn or note, as of the rules. where: the cell, or the region, period and indicator; words: what is seen;
    reason: why that is asked, of a rule."""

    severity: str
    where: str
    words: str
    reason: str = ""


def doubts_of(connection: Connection, draft: Draft, seen: Preview) -> list[Doubt]:
    """The draft's own, then numbers of long ago, then what the rules would find, the worst of these first."""
    found = [Doubt("warn", f"{one.sheet} 第 {one.row} 行 {one.column} 列" if one.row else one.sheet, one.expected)
             for one in draft.doubts]
    found += _long_ago(seen.changes)
    names, catalogue = list_names(connection)["name"], list_indicators(connection)
    found += [Doubt(row.severity, f"{names.get(row.region_id, '')} · {_when(row.period)} · "
                                  f"{catalogue.at[row.indicator_id, 'short_name']}", row.words, row.reason)
              for row in seen.doubts.itertuples()]
    return found


def _long_ago(changes: pd.DataFrame) -> list[Doubt]:
    """A wrong year would change what was reported, or set, a year ago."""
    if changes.empty:
        return []
    day, aims = today(), changes["table"].eq("targets")
    before = changes["period"].lt(day.year).where(aims, changes["period"] <= shift(day.year * 100 + day.month, -12))
    old = changes[before & changes["state"].eq("改动") & changes["table"].isin(["observations", "targets"])]
    return [Doubt("warn", f"{_when(period)}{'目标' if is_year(period) else ''}",
                  f"会改动一年以前已经导入的 {len(rows)} 个数，请核对年份是不是写错了") for period, rows in old.groupby("period")]


def _when(period: int) -> str:
    return f"{period}年" if is_year(period) else f"{period // 100}年{period % 100}月"
