"""Observations in arrays, straight from the driver: what roll-ups are summed up from."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Select, and_, func, select

from data.write.bulk import CHUNK
from queries.schema import observations

COLUMNS = ("region_id", "period", "indicator_id", "value")
AT_A_TIME = 100_000


def read_cells(connection: Connection, region_ids: Iterable[int], indicators: pd.DataFrame, first: int = 0, last: int = 999_999
               ) -> pd.DataFrame:
    """region_id, period, indicator_id, value of what these regions reported for the indicators from a period to another, and of
    stocks the last before: what is carried."""
    units, of = np.unique([int(number) for number in region_ids]).tolist(), observations.c
    columns = [of[name] for name in COLUMNS]
    stocks = _ids(indicators.loc[indicators["kind"] == "stock", "id"])
    parts = []
    for start in range(0, len(units), CHUNK):
        here = of.region_id.in_(units[start:start + CHUNK])
        parts.append(select(*columns).where(here, of.indicator_id.in_(_ids(indicators["id"])), of.period.between(first, last)))
        if first:
            newest = select(of.region_id, of.indicator_id, func.max(of.period).label("period")).where(
                here, of.indicator_id.in_(stocks), of.period < first).group_by(of.region_id, of.indicator_id).subquery()
            parts.append(select(*columns).join(newest, and_(*(of[name] == newest.c[name] for name in COLUMNS[:3]))))
    tables = [table for part in parts for table in _fetch(connection, part)] or [np.empty((0, 4))]
    table = np.concatenate(tables)
    return pd.DataFrame({name: table[:, at] if name == "value" else table[:, at].astype(np.int64)
                         for at, name in enumerate(COLUMNS)})


def _fetch(connection: Connection, rows: Select):
    """The rows as arrays, so many at a time: as objects they fill ten times the memory."""
    cursor = connection.execute(rows).cursor
    assert cursor is not None  # a SELECT has one
    while part := cursor.fetchmany(AT_A_TIME):
        yield np.array(part, dtype=float)


def _ids(numbers: Iterable) -> list[int]:
    return [int(number) for number in numbers]
