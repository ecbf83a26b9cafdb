"""Which roll-ups a change of the tree moves: those of the units that end or go on and of what they lie in, from its month on: a
stock is carried no further, 同比 and 环比 compare with others."""

from collections.abc import Iterable

import pandas as pd
from sqlalchemy import Connection, func, select

from data.write.bulk import read_by_ids
from data.write.rollups import refresh
from queries.periods import shift
from queries.schema import indicators, observations, regions
from queries.succession import read_lineage


def moved_cells(connection: Connection, touched: Iterable[int], period: int | None) -> pd.DataFrame:
    """region_id, period, indicator_id: cells such that all that depends on them is all that a change of these units in the month
    moves."""
    key = ["region_id", "period", "indicator_id"]
    places = pd.Series(sorted(touched), dtype=int)
    known = read_by_ids(connection, select(regions.c.id).where(regions.c.level != "village"), regions.c.id, places)["id"]
    if period is None or known.empty:
        return pd.DataFrame(columns=key, dtype=int)
    units = pd.Series(sorted({*known, *read_lineage(connection).after(known)}))
    of = observations.c
    stocks = select(indicators.c.id).where(indicators.c.kind == "stock")
    flows = read_by_ids(connection, select(of.region_id, of.period, of.indicator_id).where(
        of.indicator_id.not_in(stocks), of.period >= period, of.period < shift(period, 12)), of.region_id, units)
    held = read_by_ids(connection, select(of.region_id, of.indicator_id, func.count().label("n")).where(
        of.indicator_id.in_(stocks)).group_by(of.region_id, of.indicator_id), of.region_id, units)
    return pd.concat([flows[key], held.assign(period=period)[key]], ignore_index=True).astype(int)


def sum_up_again(connection: Connection, changed: pd.DataFrame) -> None:
    if len(changed):
        refresh(connection, changed)
