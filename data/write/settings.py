"""The settings table: what is kept under a name, and the data version that every write raises."""

import secrets

from sqlalchemy import Connection, delete, insert, select, update

from data import clock
from data.write.text import kept
from queries.schema import settings


def hold_writers(connection: Connection) -> int:
    """Takes the writers' lock, for the rest of the transaction, and gives the data version. SQLite has one by itself; on
    PostgreSQL it is that of the row."""
    row = select(settings.c.value).where(settings.c.key == "data_version").with_for_update()
    return int(connection.execute(row).scalar_one())


def next_version(previous: int) -> int:
    """A version later than that one, which nothing ever had: the microsecond it is, and a chance step where the clock is behind.
    A database that lost its last writes (a failover, a copy put back) would count on to the very numbers that they had."""
    now = clock.instant()
    return now if now > previous else previous + 1 + secrets.randbelow(2**20)


def raise_data_version(connection: Connection, whole: bool = True) -> None:
    """Part of every write, and the first: it takes the writers' lock. Once a transaction: the version that was there before is
    how a SQLite file and its -wal know each other (queries/database_file.py).

    whole: every region's figures may be others; else data/write/region_versions.py is told which, or it is about none. Of what
    another program wrote since nobody was told."""
    before = hold_writers(connection)
    now = str(next_version(before))
    counted = connection.scalar(select(settings.c.value).where(settings.c.key == "data_version_counted"))
    # Changed, not put anew: whoever waits for the lock waits for this very row.
    connection.execute(update(settings).where(settings.c.key == "data_version").values(value=now))
    everything = {"data_version_whole": now, "data_version_rules": now} if whole or counted != str(before) else {}
    put_settings(connection, data_version_before=str(before), data_version_counted=now, **everything)


def put_settings(connection: Connection, **values: str) -> None:
    """Keeps values under their names, whatever was there. Raises Refused for one that is too long."""
    connection.execute(delete(settings).where(settings.c.key.in_(list(values))))
    connection.execute(insert(settings), [kept(settings, key=key, value=value) for key, value in values.items()])
