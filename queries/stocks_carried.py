"""Stocks that nobody anywhere reported for the last period due: compared with last year from the units' own reports, for
roll-ups have a row only for periods that somebody reported."""

import pandas as pd
from sqlalchemy import Connection, func, select

from queries.schema import observations, region_closure


def compare_carried(connection: Connection, rows: pd.DataFrame) -> pd.DataFrame:
    """Like for like, each unit's latest value at its period due against its latest a year before.

    rows: region_id, indicator_id, due, additive. Returns yoy_value, yoy_base, yoy_units (units with both) and held (units
    with a value now), indexed by region_id and indicator_id.
    """
    pairs = select(region_closure.c.ancestor_id.label("region_id"), region_closure.c.descendant_id.label("unit")).where(
        region_closure.c.ancestor_id.in_(rows["region_id"].unique().tolist()), region_closure.c.descendant_level != "village")
    below = pd.read_sql(pairs, connection)
    tables = []
    for due, of_due in rows.groupby("due"):
        indicators, units = of_due["indicator_id"].unique().tolist(), below["unit"].unique().tolist()
        now, before = (_latest(connection, units, indicators, int(due) - back) for back in (0, 100))
        known = now.merge(before, on=["unit", "indicator_id"], how="left", suffixes=("", "_before"))
        known = of_due.merge(below, on="region_id").merge(known, on=["unit", "indicator_id"])
        known = known[known["additive"] | (known["unit"] == known["region_id"])]
        both = known["value_before"].notna()
        tables.append(known.assign(
            yoy_value=known["value"].where(both), yoy_base=known["value_before"], yoy_units=both.astype(int), held=1))
    sums = pd.concat(tables).groupby(["region_id", "indicator_id"])[["yoy_value", "yoy_base", "yoy_units", "held"]]
    return sums.sum(min_count=1)


def _latest(connection: Connection, units: list[int], indicators: list[int], until: int) -> pd.DataFrame:
    """Each unit's latest value by a period: unit, indicator_id, value."""
    key = (observations.c.region_id, observations.c.indicator_id)
    newest = select(*key, func.max(observations.c.period).label("period")).where(
        key[0].in_(units), key[1].in_(indicators), observations.c.period <= until).group_by(*key).subquery()
    rows = select(key[0].label("unit"), key[1], observations.c.value).join(
        newest, (newest.c.region_id == key[0]) & (newest.c.indicator_id == key[1])
        & (newest.c.period == observations.c.period))
    return pd.read_sql(rows, connection).astype({"value": float})  # no rows have no type
