"""Rows of roll-ups: which, away, and in."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Connection, delete

from data.write.bulk import CHUNK, SLICE, insert_frame, take_statistics
from data.write.progress import Tell, quiet
from queries.schema import rollups


def among(rows: pd.DataFrame, of: dict[int, np.ndarray]) -> np.ndarray:
    """Which rows are of one of the indicators, in one of its periods."""
    keys = [number * 1_000_000 + np.asarray(periods, dtype=np.int64) for number, periods in of.items()]
    if not keys or not len(rows):
        return np.zeros(len(rows), dtype=bool)
    mine = rows["indicator_id"].to_numpy(dtype=np.int64) * 1_000_000 + rows["period"].to_numpy(dtype=np.int64)
    return np.isin(mine, np.concatenate(keys))


def delete_rows(connection: Connection, region_ids: Iterable, which: ColumnElement) -> None:
    places = ids(region_ids)
    for start in range(0, len(places), CHUNK):
        connection.execute(delete(rollups).where(rollups.c.region_id.in_(places[start:start + CHUNK]), which))


def ids(numbers: Iterable) -> list[int]:
    return [int(number) for number in numbers]


def write_rows(connection: Connection, table: pd.DataFrame, tell: Tell = quiet) -> int:
    # In the order of the key: into a table kept in it, anywhere else is many times slower once it outgrows the cache.
    table = table.sort_values(["region_id", "period", "indicator_id"])
    for first in range(0, len(table), SLICE):
        tell(first / len(table), f"正在写汇总数：{first:,} / {len(table):,}")
        insert_frame(connection, rollups, table.iloc[first:first + SLICE])
    take_statistics(connection, len(table), rollups)
    return len(table)
