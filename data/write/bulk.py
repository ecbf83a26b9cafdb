"""Many rows at once: asked for by long lists of ids as data frames, and put in as the driver takes them."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Column, Connection, Float, Integer, Select, Table, insert

from data.write.text import kept
from data.write.types import typed
from queries.database import fetch_raw

CHUNK = 10_000
"""PostgreSQL refuses a statement with more than 65,535 values, SQLite one with more than 32,766."""
LARGE = 20_000
"""Rows from which on a write changes what plans are good."""
SLICE = 200_000
"""Rows made for the driver at a time."""


def read_by_ids(connection: Connection, rows: Select, column: Column, ids: pd.Series) -> pd.DataFrame:
    """The rows whose column is one of the ids (missing ones are none), asked in lists that every engine takes."""
    wanted = np.unique(pd.to_numeric(ids, errors="coerce").dropna()).astype(np.int64).tolist() or [-1]
    asked = [rows.where(column.in_(wanted[start:start + CHUNK])) for start in range(0, len(wanted), CHUNK)]
    if all(isinstance(one.type, (Integer, Float)) for one in rows.selected_columns):
        return _numbers(rows, [row for part in asked for row in fetch_raw(connection, part)])
    return pd.concat([pd.read_sql(part, connection) for part in asked], ignore_index=True)


def _numbers(asked: Select, rows: list[tuple]) -> pd.DataFrame:
    """Rows of nothing but numbers, in a third of the time that pandas takes to find out that they are."""
    columns = asked.selected_columns.items()
    told = zip(*rows, strict=True) if rows else [()] * len(columns)
    return pd.DataFrame({name: np.array(values, np.int64 if isinstance(column.type, Integer) and None not in values else float)
                         for (name, column), values in zip(columns, told, strict=True)})


def insert_frame(connection: Connection, table: Table, frame: pd.DataFrame) -> None:
    """Inserts a frame whose columns are the table's, in the table's own types: missing as NULL, a whole float into an
    integer column as an integer. Not for dates. Raises WrongValue, before anything is written, for what does not fit.

    SQLAlchemy's own parameters take four times as long for a few hundred thousand rows, and on PostgreSQL single
    inserts ten times as long as COPY.
    """
    insert_rows(connection, table, list(frame.columns), _tuples(typed(table, frame)))


def insert_rows(connection: Connection, table: Table, names: list[str], rows: Iterable[tuple]) -> None:
    """Inserts rows of values in the order of the named columns, as the driver takes them."""
    quote = connection.dialect.identifier_preparer.quote
    name, columns = quote(table.name), ", ".join(quote(column) for column in names)
    if connection.dialect.driver == "psycopg":
        cursor: Any = connection.connection.cursor()  # psycopg's own
        with cursor, cursor.copy(f"COPY {name} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
    marks = ", ".join(mark for _ in names)
    rows = iter(rows)
    while part := list(islice(rows, SLICE)):
        connection.exec_driver_sql(f"INSERT INTO {name} ({columns}) VALUES ({marks})", part)


@contextmanager
def indexes_afterwards(connection: Connection, rows: int, *tables: Table) -> Iterator[None]:
    """What new tables are filled with, that many rows, comes first, then their indexes: two thirds of the work where it is much.
    Keys and what is unique are held all the while."""
    late = [index for table in tables for index in table.indexes if not index.unique] if rows > LARGE else []
    for index in late:
        index.drop(connection)
    yield
    for index in late:
        index.create(connection)


def take_statistics(connection: Connection, rows: int, *tables: Table) -> None:
    """After a large write: PostgreSQL plans by what it knows of a table, and of one that has just been filled it knows nothing
    before its own round; until then a join of 200,000 rows takes minutes. SQLite goes by the keys alone."""
    if rows > LARGE and connection.dialect.name == "postgresql":
        for table in tables:
            connection.exec_driver_sql(f"ANALYZE {connection.dialect.identifier_preparer.quote(table.name)}")


def statistics_of(connection: Connection) -> list[str]:
    """The tables in which ANALYZE, run by whatever tool, has left its counts in a SQLite file."""
    if connection.dialect.name != "sqlite":
        return []
    return list(connection.exec_driver_sql("SELECT name FROM sqlite_schema WHERE name GLOB 'sqlite_stat[0-9]'").scalars())


def drop_statistics(connection: Connection) -> None:
    """By them SQLite begins at the wrong end: a province's overview takes half a minute. Holds for connections opened later."""
    for table in statistics_of(connection):
        connection.exec_driver_sql(f"DROP TABLE {table}")


def insert_one(connection: Connection, table: Table, /, **values) -> int:
    """Inserts one row; its number, the table's only key. Raises Refused for a text that is longer than its column."""
    key = connection.execute(insert(table).values(kept(table, **values))).inserted_primary_key
    assert key is not None  # one row has one
    return key[0]


def _tuples(frame: pd.DataFrame) -> Iterator[tuple]:
    """The frame's rows as the driver takes them, made so many at a time: as objects they fill ten times the memory."""
    for first in range(0, len(frame), SLICE):
        part = frame.iloc[first:first + SLICE]
        lists = [column.astype(object).where(column.notna(), None).tolist() if column.hasnans else column.tolist()
                 for _, column in part.items()]
        yield from zip(*lists, strict=True)
