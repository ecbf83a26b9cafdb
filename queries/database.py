"""The engine from JINGUO_DATABASE_URL, and what state the database behind it is in."""

import os
import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
from sqlalchemy import Connection, Engine, Select, create_engine, event, inspect, select, text
from sqlalchemy.exc import DatabaseError, SQLAlchemyError

from queries.database_file import DatabaseFile, Wrong, path_of
from queries.database_url import know_relatives, parse, told
from queries.schema import settings

SCHEMA_VERSION = "0032"
"""The newest Alembic revision; tests hold it equal to the migrations' head."""

DEFAULT_URL = f"sqlite:///{Path(__file__).parent.parent / 'data' / 'jinguo.db'}"

POOL = {"pool_pre_ping": True, "pool_size": 5, "max_overflow": 5}
"""Ten connections a process at most: a question takes milliseconds, and a server with 100 serves nine processes."""
SWITCHING = ("session is read-only", "server is in hot standby mode", "database system is starting up",
             "database system is shutting down", "database system is in recovery mode", "not yet accepting connections",
             "not accepting commands")
"""What servers answer while none of them is the primary."""

SAFE = text("SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off'")
"""For this transaction: PostgreSQL answers a commit when it is on the disk, or on the standbys' too where that is wanted."""


class DatabaseFault(Exception):
    """The database cannot be used. `reason`: unreachable, switching (of a primary and its standbys none takes writes yet, or it
    is only just starting), readonly, full, damaged, foreign, unknown_version, empty, incomplete (a table is gone),
    outdated (a column is not there yet: no start has brought it to this program's version), unreported
    (regions and catalogue are there, and reports only are missing), or of a SQLite file gone (it was deleted or moved, or its
    disk is) or replaced (by another, or an older copy; or its -wal is another's)."""

    def __init__(self, reason: str, detail: str = ""):
        super().__init__(f"{reason}: {detail}")
        self.reason, self.detail = reason, detail


def database_url() -> str:
    return os.environ.get("JINGUO_DATABASE_URL", "").strip() or DEFAULT_URL


def open_engine(url: str | None = None, must_exist: bool = False, standby: bool = False) -> Engine:
    """An engine for the URL. SQLite gets WAL, a busy timeout, foreign keys and transactions of its own (DATABASE.md), and its
    file is looked at whenever a connection is used; must_exist: a missing one is not made. Of several servers in the URL it is
    the one that can be written to; standby: one to read from.

    Raises DatabaseFault("unreachable") for a URL that SQLAlchemy cannot read or whose driver is missing.
    """
    try:
        parsed = parse(url or database_url())
        kind = parsed.get_backend_name()
        sqlite = kind == "sqlite"
        words = {"timeout": 30} if sqlite else told(parsed, standby) if kind == "postgresql" else {}
        engine = create_engine(parsed, connect_args=words, **({} if sqlite else POOL))
    except (SQLAlchemyError, ImportError) as error:
        raise DatabaseFault("unreachable", str(error)) from error
    if kind == "postgresql":
        know_relatives(engine)
    if sqlite:
        event.listen(engine, "connect", _set_pragmas)
        if (path := path_of(parsed)) is not None:
            _watch(engine, DatabaseFile(path, must_exist))
        event.listen(engine, "begin", _emit_begin)
    return engine


def _watch(engine: Engine, file: DatabaseFile) -> None:
    def look(*_) -> None:
        _refuse(file.wrong())

    def opened(_connection, record) -> None:
        record.info["file"] = file
        file.opened()

    event.listen(engine, "do_connect", look)  # SQLite would make a file that is missing, and mix two that do not belong together
    event.listen(engine, "connect", opened)
    # Not at the checkout: there a connection is closed for an error, and SQLite would still write its -wal into the file.
    event.listen(engine, "begin", look)
    event.listen(engine, "close", lambda *_: file.closed())


def _refuse(wrong: Wrong | None) -> None:
    if wrong:
        raise DatabaseFault(*wrong)


def _set_pragmas(connection, _record) -> None:
    # The driver must not open transactions by itself: on Python 3.11 it would commit before DDL and begin late.
    connection.isolation_level = None
    cursor = connection.cursor()
    # What is committed survives a power loss: the -wal is on the disk by then (a Mac's only with fullfsync).
    for pragma in ("busy_timeout=30000", "foreign_keys=ON", "synchronous=FULL", "fullfsync=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    if cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        _turn_on_wal(cursor)
    cursor.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchall()  # only now are -wal and -shm open
    cursor.close()


def _turn_on_wal(cursor) -> None:
    """Two processes that start together both ask for it; SQLite turns the second away without waiting."""
    for attempt in range(50):
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or attempt == 49:
                raise
            time.sleep(0.1)


def _emit_begin(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


@contextmanager
def reading(engine: Engine, as_one: bool = True) -> Iterator[Connection]:
    """A connection to read from, all as of one moment; or, not as_one, on PostgreSQL each statement as of its own, with no
    transaction open between them. What goes wrong below comes out as a DatabaseFault."""
    try:
        with engine.connect() as connection:
            if engine.dialect.name == "postgresql":  # SQLite's transactions are as one by themselves
                connection.execution_options(isolation_level="REPEATABLE READ" if as_one else "AUTOCOMMIT")
            yield connection
    except (SQLAlchemyError, pd.errors.DatabaseError) as error:
        raise _not_upgraded(engine, error) or fault_of(error) from error


@contextmanager
def writing(engine: Engine, wait_seconds: int = 30) -> Iterator[Connection]:
    """One write transaction, all or nothing. Writers queue; each waits `wait_seconds` at most for the others."""
    try:
        with engine.connect().execution_options(write=True) as connection:
            if engine.dialect.name == "sqlite":
                connection.connection.execute(f"PRAGMA busy_timeout={wait_seconds * 1000}")
            with connection.begin():
                _refuse_unsafe(connection)
                if engine.dialect.name == "postgresql":
                    connection.execute(SAFE)
                yield connection
                _refuse_unsafe(connection)
            # What was committed just while the file went away is nowhere, too.
            _refuse_unsafe(connection)
    # A driver's own error comes from what SQLAlchemy is too slow for (COPY).
    except (SQLAlchemyError, pd.errors.DatabaseError, engine.dialect.loaded_dbapi.Error) as error:
        raise fault_of(error) from error


def _refuse_unsafe(connection: Connection) -> None:
    """Raises DatabaseFault where what is written would be lost, or may not be written."""
    file = connection.info.get("file")
    if file is not None:
        _refuse(file.wrong() or file.unwritable())


def refuse_unwritable(connection: Connection) -> None:
    """Raises DatabaseFault("readonly") for a SQLite file that nobody wants written to any more."""
    file = connection.info.get("file")
    _refuse(file and file.unwritable())


def fetch_raw(connection: Connection, rows: Select) -> list[tuple]:
    """All rows straight from the driver, as it gives them: of plain numbers a hundred thousand in a third of the time."""
    cursor = connection.execute(rows).cursor
    assert cursor is not None  # a SELECT has one
    return list(cursor.fetchall())


def fault_of(error: Exception) -> Exception:
    """The DatabaseFault that an engine's error (pandas wraps it) amounts to; the error itself when it is not the
    database's state."""
    if isinstance(error, pd.errors.DatabaseError) and isinstance(error.__cause__, SQLAlchemyError):
        error = error.__cause__
    words = str(getattr(error, "orig", error)).lower()
    if any(sign in words for sign in ("disk is full", "no space left", "disk full", "could not extend file")):
        return DatabaseFault("full", words)
    if any(sign in words for sign in SWITCHING):
        return DatabaseFault("switching", words)
    if "connection to server" in words and "failed" in words:  # whatever the reason, "Permission denied" too
        return DatabaseFault("unreachable", words)
    if any(sign in words for sign in ("readonly", "read-only", "permission denied")):
        return DatabaseFault("readonly", words)
    if "disk i/o error" in words:
        return DatabaseFault("gone", words)
    if "not a database" in words or "malformed" in words or "corrupt" in words:
        return DatabaseFault("damaged", words)
    if re.search('no such table|relation ".*" does not exist', words):
        return DatabaseFault("incomplete", words)
    if "unable to open" in words or getattr(error, "connection_invalidated", False) or any(
            sign in words for sign in ("connection", "connect to server", "could not translate", "is locked",
                                       "conflict with recovery")):
        return DatabaseFault("unreachable", words)
    return error


def _not_upgraded(engine: Engine, error: Exception) -> DatabaseFault | None:
    """Whether what was asked for is not there because no start has brought the database to this program's version."""
    if not re.search('no such (column|table)|(column|relation) .* does not exist', str(error).lower()):
        return None
    try:
        with engine.connect() as connection:
            found = revision(connection)
    except (SQLAlchemyError, DatabaseFault):
        return None
    return DatabaseFault("outdated", f"database {found}") if found not in (None, SCHEMA_VERSION) else None


def revision(connection: Connection) -> str | None:
    """The schema version that the database says it has; None for a database without a single table.

    Raises DatabaseFault("foreign") where there are tables but none of ours.
    """
    tables = inspect(connection).get_table_names()
    if "alembic_version" in tables:
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if tables:
        raise DatabaseFault("foreign", ", ".join(sorted(tables)[:5]))
    return None


def data_version(connection: Connection) -> int:
    """A number that every committed write raises and that never comes again for another content, not in a database either that
    lost its last writes: the key under which anything derived may be cached. Below 2**53.

    Raises DatabaseFault("empty") where the tables or their settings are missing, "foreign" where there are others.
    """
    try:
        value = connection.execute(select(settings.c.value).where(settings.c.key == "data_version")).scalar()
    except DatabaseError as error:
        fault = fault_of(error)
        if isinstance(fault, DatabaseFault) and fault.reason != "incomplete":
            raise fault from error
        connection.rollback()
        revision(connection)
        raise DatabaseFault("empty", str(error)) from error
    if value is None:
        raise DatabaseFault("empty", "settings without data_version")
    return int(value)


def read_settings(connection: Connection) -> dict[str, str]:
    return {key: value for key, value in connection.execute(select(settings.c.key, settings.c.value))}
