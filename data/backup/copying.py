"""All rows of one database into another, whatever engine and version each is of."""

from collections.abc import Iterator

from sqlalchemy import Connection, Date, DateTime, MetaData, Table, delete, func, insert, inspect, select

from data.write.bulk import insert_rows
from data.write.errors import NotWritten
from queries.database import SCHEMA_VERSION, revision
from queries.schema import answers, audit, audit_head, metadata

CHUNK = 20_000
RECORD = (audit.name, audit_head.name)
"""Append only: a restore leaves the one that is there."""
MADE_ANEW = (answers.name,)
"""Worked out again from the rest."""


class NotDone(NotWritten):
    """There is no backup, or nothing was restored."""


def tables_of(connection: Connection) -> list[Table]:
    """Our tables as they are in this database, which may be older than queries/schema.py; those referred to first."""
    held = set(metadata.tables) & set(inspect(connection).get_table_names())
    if revision(connection) == SCHEMA_VERSION:  # asking for each column takes longer than a small database's rows
        return [table for table in metadata.sorted_tables if table.name in held]
    found = MetaData()
    found.reflect(connection, only=sorted(held))
    return found.sorted_tables


def copy_rows(source: Connection, target: Connection, leave: tuple[str, ...] = ()) -> None:
    """Copies all tables but those to leave; what a new one holds from its making on gives way."""
    theirs = {table.name: table for table in tables_of(source)}
    if target.dialect.name == "sqlite":
        target.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    for table in tables_of(target):
        if table.name not in leave:
            if table.name == audit_head.name:
                target.execute(delete(table))
            _copy_table(source, theirs[table.name], target, table)


def _copy_table(source: Connection, theirs: Table, target: Connection, ours: Table) -> None:
    columns = [metadata.tables[ours.name].c[column.name] for column in ours.columns]
    # Read and written in the schema's own types, which SQLite's tables do not tell apart.
    rows = source.execution_options(yield_per=CHUNK).execute(select(*columns).select_from(metadata.tables[theirs.name]))
    names = [column.name for column in columns]
    if target.dialect.name == "sqlite" and any(isinstance(column.type, Date | DateTime) for column in columns):
        for part in rows.partitions():
            target.execute(insert(metadata.tables[ours.name]), [dict(zip(names, row, strict=True)) for row in part])
    elif target.dialect.name == "sqlite":
        for part in rows.partitions():
            insert_rows(target, ours, names, map(tuple, part))
    else:  # one COPY a table: a region may come before the one it lies in
        insert_rows(target, ours, names, _stream(rows))


def _stream(rows) -> Iterator[tuple]:
    for part in rows.partitions():
        yield from map(tuple, part)


def go_on_counting(connection: Connection) -> None:
    """PostgreSQL's own counters must know the ids that came with the backup."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables_of(connection):
        key = table.primary_key.columns
        if len(key) == 1 and connection.scalar(select(func.pg_get_serial_sequence(table.name, next(iter(key)).name))):
            last = connection.scalar(select(func.max(next(iter(key)))))
            connection.execute(select(func.setval(func.pg_get_serial_sequence(table.name, next(iter(key)).name),
                                                  last or 1, last is not None)))
