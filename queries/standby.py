"""How far a PostgreSQL server is: the primary by what it has written, a standby by what of it has arrived."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, event, text

POSITION = text("""
    SELECT pg_is_in_recovery() AS standby, pg_postmaster_start_time() AS started, clock_timestamp() AS at, CAST(
        CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END - '0/0' AS bigint) AS log,
        pg_last_xact_replay_timestamp() AS last""")


@dataclass(frozen=True)
class Position:
    """Of a server, when it was asked. log: bytes of the log that it holds; at: by its own clock; last: when the last transaction
    that it took over was committed, by the primary's clock, None where it took over none; standby: whether it is one; started:
    when the server was, which tells two apart."""

    standby: bool
    started: datetime
    at: datetime
    log: int
    last: datetime | None


def position(connection: Connection) -> Position:
    """Where the server is. Fails on what is no PostgreSQL."""
    return Position(**connection.execute(POSITION).mappings().one())


def after_commits(engine: Engine, call: Callable[[], None]) -> None:
    """Calls it after every commit over the engine, when its connection is given back: by then it is done."""
    committed = object()  # each caller's own mark, or the first of several would take it from the others
    event.listen(engine, "commit", lambda connection: connection.info.update({committed: True}))
    event.listen(engine, "checkin", lambda _, record: call() if record.info.pop(committed, False) else None)
