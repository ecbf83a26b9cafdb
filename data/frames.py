"""Rows asked for by long lists of ids, as data frames."""

import numpy as np
import pandas as pd
from sqlalchemy import Column, Connection, Select

CHUNK = 10_000
"""PostgreSQL refuses a statement with more than 65,535 values, SQLite one with more than 32,766."""


def read_by_ids(connection: Connection, rows: Select, column: Column, ids: pd.Series) -> pd.DataFrame:
    """The rows whose column is one of the ids (missing ones are none), asked in lists that every engine takes."""
    wanted = [int(number) for number in np.unique(pd.to_numeric(ids, errors="coerce").dropna())] or [-1]
    return pd.concat([pd.read_sql(rows.where(column.in_(wanted[start:start + CHUNK])), connection)
                      for start in range(0, len(wanted), CHUNK)], ignore_index=True)
