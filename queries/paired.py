"""可比口径 across a merger: what compares with what, counted once. SEMANTICS.md, Comparisons."""

import pandas as pd
from sqlalchemy import Connection, select

from queries.database import fetch_raw
from queries.schema import observations, region_closure
from queries.succession import Family, Lineage, family, read_lineage

KEY = ["region_id", "indicator_id"]


def counted_apart(connection: Connection, frame: pd.DataFrame, year: int, personal: list[int]) -> pd.Series:
    """By how many too many the held pairs of a year and the one before come to, where units of the second are one with a unit of
    the first: a successor and its predecessors are one pair, or one that lacks its other side.

    frame: KEY, kind, until and at, as queries.values has it.
    """
    extra = pd.Series(0, index=frame.index)
    lineage = read_lineage(connection)
    moved = sorted(unit for unit in lineage.moved if not lineage.is_same(unit, year * 100 + 12, (year - 1) * 100 + 1))
    if not moved:
        return extra
    asked = frame["region_id"].unique().tolist()
    units = {*moved, *lineage.before(moved)}
    inside = _inside(connection, asked, units, family(connection, asked, int(frame["until"].max())))
    reported = _reported(connection, units, frame["indicator_id"].unique().tolist())
    for cell in frame[frame["kind"].isin(("flow", "stock")) & ~frame["indicator_id"].isin(personal)].itertuples():
        known = reported.get(cell.indicator_id, {})
        periods = range(year * 100 + 1, int(cell.until) + 1) if cell.kind == "flow" else [int(cell.at)]
        for unit in moved:
            if unit in inside[cell.region_id] and known:
                extra[cell.Index] += sum(_extra(lineage, known, unit, period, cell.kind, inside[cell.region_id])
                                         for period in periods if period // 100 == year)
    return extra


def _extra(lineage: Lineage, known: dict[int, list[int]], unit: int, period: int, kind: str, inside: set[int]) -> int:
    if lineage.is_same(unit, period, period - 100) or (parts := lineage.made_of(unit, period, period - 100)) is None:
        return 0

    def there(one: int, when: int) -> bool:
        if lineage.end.get(one, 999_999) <= when:
            return False
        return when in known.get(one, ()) if kind == "flow" else any(first <= when for first in known.get(one, ()))

    mine = there(unit, period)
    before = [one for one in parts if there(one, period - 100)]
    paired = mine and bool(parts) and len(before) == len(parts)
    counted = sum(one in inside for one in before)
    return mine + counted - paired - bool(mine or counted)


def _inside(connection: Connection, asked: list[int], units: set[int], of: Family) -> dict[int, set[int]]:
    """Which of the units each region is made of; a successor of its predecessors too."""
    rows = fetch_raw(connection, select(region_closure.c.ancestor_id, region_closure.c.descendant_id).where(
        region_closure.c.ancestor_id.in_(of.ids), region_closure.c.descendant_id.in_(units)))
    found: dict[int, set[int]] = {region: set() for region in of.ids}
    for above, below in rows:
        found[above].add(below)
    for pair in of.of.itertuples():
        found[pair.to_id] |= found[pair.region_id]
    return {region: found[region] for region in asked}


def _reported(connection: Connection, units: set[int], indicator_ids: list[int]) -> dict[int, dict[int, list[int]]]:
    """Indicator -> unit -> the periods that it reported."""
    rows = fetch_raw(connection, select(observations.c.indicator_id, observations.c.region_id, observations.c.period).where(
        observations.c.region_id.in_(units), observations.c.indicator_id.in_(indicator_ids)))
    found: dict[int, dict[int, list[int]]] = {}
    for indicator, unit, period in rows:
        found.setdefault(indicator, {}).setdefault(unit, []).append(period)
    return found
