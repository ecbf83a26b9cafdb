"""Stocks that nobody anywhere reported for the last period due: compared with last year from the units' own reports, for
roll-ups have a row only for periods that somebody reported."""

import numpy as np
import pandas as pd
from sqlalchemy import Connection, bindparam, func, select

from queries.again import once
from queries.database import fetch_raw
from queries.privacy import ROUNDED
from queries.regions import ABOVE_VILLAGES
from queries.schema import observations, region_closure, regions
from queries.succession import Lineage, ended, personal_ids, read_lineage
from queries.told import STAND_IN, is_small, lifted

MOST = 10_000
"""Ids in one list: with all of a country's a statement would be longer than SQLite takes."""


def compare_carried(connection: Connection, rows: pd.DataFrame) -> pd.DataFrame:
    """Like for like, each unit's latest value at its period due against its latest a year before.

    rows: region_id, indicator_id, due, additive, seen (privacy.sight). Returns yoy_value, yoy_base, yoy_units (units with both)
    and held (units with a value now), indexed by region_id and indicator_id. Where seen rounded, the sums are of
    counties, of which each small one counts told.STAND_IN.
    """
    below = _units_below(connection, rows["region_id"].unique().tolist())
    tables, lineage, personal = [], read_lineage(connection), personal_ids(connection)
    units = below["unit"].unique().tolist()
    units = [*units, *(lineage.before(units) - set(units))]
    for due, of_due in rows.groupby("due"):
        indicators = of_due["indicator_id"].unique().tolist()
        now, before = (_in_use(lineage, _latest(connection, units, indicators, int(due) - back), int(due) - back)
                       for back in (0, 100))
        before = _with_predecessors(lineage, before, set(now["unit"]), int(due), personal)
        known = now.merge(before, on=["unit", "indicator_id"], how="left", suffixes=("", "_before"))
        reporting = below[below["unit"].isin(now["unit"])]
        known = of_due.merge(reporting, on="region_id").merge(known, on=["unit", "indicator_id"])
        known = known[known["additive"] | (known["unit"] == known["region_id"])]
        both = known["value_before"].notna()
        tables.append(known.assign(
            yoy_value=known["value"].where(both), yoy_base=known["value_before"], yoy_units=both.astype(int), held=1))
    key, names = ["region_id", "indicator_id"], ["yoy_value", "yoy_base", "yoy_units", "held"]
    found = pd.concat(tables)
    final = found.groupby(key)[names].sum(min_count=1)
    closed = found[found["seen"] == ROUNDED]
    counties = closed.fillna({"county_id": 0}).groupby([*key, "county_id"])[names[:2]].sum()
    for name in names[:2]:
        part = counties[name].where(is_small(counties[name].to_numpy())).groupby(level=key)
        moved = (part.count() * STAND_IN - part.sum()).reindex(final.index).fillna(0.0)
        final[name] = (final[name] + moved).where(moved == 0, lambda told: lifted(told.to_numpy()))
    return final


@once
def _units_below(connection: Connection, region_ids: list[int]) -> pd.DataFrame:
    """region_id, unit, county_id (NaN: none) of all that lies at or below each region; a country has tens of thousands."""
    pairs = select(region_closure.c.ancestor_id, region_closure.c.descendant_id, regions.c.county_id).join(
        regions, regions.c.id == region_closure.c.descendant_id).where(
        region_closure.c.ancestor_id.in_(region_ids), ABOVE_VILLAGES)
    found = np.array(fetch_raw(connection, pairs), dtype=float).reshape(-1, 3)
    return pd.DataFrame(found, columns=["region_id", "unit", "county_id"]).astype({"region_id": int, "unit": int})


def _in_use(lineage: Lineage, held: pd.DataFrame, period: int) -> pd.DataFrame:
    """Without units that had ended by then: nothing of theirs is carried on."""
    return held[ended(lineage, held["unit"].to_numpy()) > period]


def _with_predecessors(lineage: Lineage, before: pd.DataFrame, units: set[int], due: int, personal: list[int]) -> pd.DataFrame:
    """What the units stand against: where others have gone into one, theirs with its own; nothing where one is missing, after a
    split, and of what is personal."""
    told = before.set_index(["unit", "indicator_id"])["value"]
    for unit in sorted(units & lineage.moved):
        if not lineage.is_same(unit, due, due - 100):
            parts = lineage.made_of(unit, due, due - 100)
            for indicator in before["indicator_id"].unique():
                known = parts and indicator not in personal and all((one, indicator) in told.index for one in parts)
                values = [told[(one, indicator)] for one in sorted(parts or ())] if known else [float("nan")]
                before = before[(before["unit"] != unit) | (before["indicator_id"] != indicator)]
                before = pd.concat([before, pd.DataFrame({"unit": [unit], "indicator_id": [indicator], "value": [sum(values)]})])
    return before.dropna(subset="value")


def _latest(connection: Connection, units: list[int], indicators: list[int], until: int) -> pd.DataFrame:
    """Each unit's latest value by a period: unit, indicator_id, value; asked in lists that every engine takes."""
    found = [_latest_of(connection, units[start:start + MOST], indicators, until) for start in range(0, len(units), MOST)]
    return pd.concat(found or [_latest_of(connection, [], indicators, until)], ignore_index=True)


def _latest_of(connection: Connection, units: list[int], indicators: list[int], until: int) -> pd.DataFrame:
    key = (observations.c.region_id, observations.c.indicator_id)
    # Written out: to bind so many takes longer than to look them up.
    among = bindparam("units", units, expanding=True, literal_execute=True)
    newest = select(*key, func.max(observations.c.period).label("period")).where(
        key[0].in_(among), key[1].in_(indicators), observations.c.period <= until).group_by(*key).subquery()
    rows = select(*key, observations.c.value).join(
        newest, (newest.c.region_id == key[0]) & (newest.c.indicator_id == key[1])
        & (newest.c.period == observations.c.period))
    found = np.array(fetch_raw(connection, rows), dtype=float).reshape(-1, 3)
    return pd.DataFrame(found, columns=["unit", "indicator_id", "value"]).astype({"unit": int, "indicator_id": int})
