"""The settings table: what is kept under a name, and the data version that every write raises."""

from sqlalchemy import Connection, delete, insert, select, update

from data.write.text import kept
from queries.schema import settings


def hold_writers(connection: Connection) -> int:
    """Takes the writers' lock, for the rest of the transaction, and gives the data version. SQLite has one by itself; on
    PostgreSQL it is that of the row."""
    row = select(settings.c.value).where(settings.c.key == "data_version").with_for_update()
    return int(connection.execute(row).scalar_one())


def raise_data_version(connection: Connection) -> None:
    """Part of every write, and the first: it takes the writers' lock. Once a transaction: a version that leaps is another
    database's (queries/database_file.py)."""
    value = hold_writers(connection) + 1
    connection.execute(update(settings).where(settings.c.key == "data_version").values(value=str(value)))


def put_settings(connection: Connection, **values: str) -> None:
    """Keeps values under their names, whatever was there. Raises Refused for one that is too long."""
    connection.execute(delete(settings).where(settings.c.key.in_(list(values))))
    connection.execute(insert(settings), [kept(settings, key=key, value=value) for key, value in values.items()])
