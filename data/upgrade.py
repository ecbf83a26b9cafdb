"""An older database brought to the newest schema: copied first (SQLite), all or nothing, missing reference rows added."""

import logging
import sqlite3
import sys
from contextlib import closing
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, select, update

from data import clock
from data.reference.boundaries import has_none, load_shipped
from data.reference.catalogue import FOLDER, number, read
from data.reference.forms import load_forms
from data.reference.projects import load_projects
from data.reference.release import keep_shipped
from data.write.actor import WHOLE, program
from data.write.audit import note
from data.write.bulk import insert_frame
from data.write.citus import lay_out, one_after_another
from data.write.shipped import has_base
from queries.database import SCHEMA_VERSION, DatabaseFault, fault_of
from queries.schema import indicators, rules, schemes

ADDED = (rules, schemes)
"""Reference tables that came after the first version; their rows are the CSV file of their name, known by `code`."""
log = logging.getLogger(__name__)


def config() -> Config:
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent.parent / "queries" / "migrations"))
    return made


@cache
def _known() -> frozenset[str]:
    """Every schema version of this program."""
    return frozenset(script.revision for script in ScriptDirectory.from_config(config()).walk_revisions())


def refuse_unknown(found: str | None) -> None:
    """Raises DatabaseFault("unknown_version") for a schema version that this program does not know."""
    if found not in (None, SCHEMA_VERSION) and found not in _known():
        raise DatabaseFault("unknown_version", f"database {found}, program {SCHEMA_VERSION}")


def migrate(connection: Connection, version: str = "head") -> None:
    """Runs the migrations that are missing up to a version, inside the caller's transaction."""
    settings = config()
    settings.attributes["connection"] = connection
    one_after_another(connection)
    command.upgrade(settings, version)
    if version in ("head", SCHEMA_VERSION):
        lay_out(connection)


def upgrade(connection: Connection, found: str | None) -> None:
    """Brings the database from the version found (None: empty) to the newest, inside the caller's transaction.

    A SQLite file is copied beside itself first. Raises DatabaseFault("unknown_version").
    """
    refuse_unknown(found)
    if found is None:
        migrate(connection)
    elif found != SCHEMA_VERSION:
        path = file_of(connection)
        if path is not None:
            log.info("copy before the upgrade: %s", copy_file(path, free_name(path, found)))
        migrate(connection)
        add_reference(connection)
        note(connection, program(), "upgrade", at=clock.now(), what=f"{found} → {SCHEMA_VERSION}", region_ids=WHOLE)
        log.info("upgraded from %s to %s", found, SCHEMA_VERSION)


def free_name(path: Path, version: str) -> Path:
    """A file name beside the database, with date and version, that nothing has yet."""
    plain = f"{path.stem}-{clock.today():%Y%m%d}-v{version}"
    names = (path.with_name(f"{plain}{f'-{again}' if again else ''}.db") for again in range(1000))
    return next(name for name in names if not name.exists())


def file_of(connection: Connection) -> Path | None:
    """The SQLite file behind a connection; None for another engine and for a database in memory."""
    if connection.dialect.name != "sqlite":
        return None
    # beside "main" there may be one for temporary tables
    name = next(file for _, name, file in connection.exec_driver_sql("PRAGMA database_list") if name == "main")
    return Path(name) if name else None


def copy_file(path: Path, target: Path) -> Path:
    """A copy of a SQLite database as of now, whole and checked, while others read and write it. Returns the target."""
    part = target.with_name(f".{target.name}.part")
    try:
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(part)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, without -wal and -shm beside it
            if (said := copy.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
                raise DatabaseFault("damaged", f"copy of {path}: {said}")
        part.rename(target)
    except sqlite3.Error as error:
        raise fault_of(error) from error
    finally:
        part.unlink(missing_ok=True)
    return target


def add_reference(connection: Connection) -> None:
    """Adds what newer versions ship and an older database lacks: 工作项目, schemes (by name), forms, boundaries; rules where it
    keeps no base yet. From then on they are offered with the rest of the catalogue (data/offered.py)."""
    based = has_base(connection)
    for table in ADDED if not based else (schemes,):
        path = FOLDER / f"{table.name}.csv"
        if not path.is_file():
            continue
        known_by = "code" if "code" in table.c else "name"
        held = set(connection.execute(select(table.c[known_by])).scalars())
        rows = number(read(path, table))
        rows = rows[~rows[known_by].isin(held)]
        if set(rows["id"]) & set(connection.execute(select(table.c.id)).scalars()):
            last = connection.execute(select(func.max(table.c.id))).scalar_one()
            rows = rows.assign(id=range(last + 1, last + 1 + len(rows)))
        insert_frame(connection, table, rows)
    load_forms(connection)
    load_projects(connection)
    if has_none(connection):
        load_shipped(connection)
    if based:
        return
    # The score itself must not count into itself; the first version gave it a weight.
    connection.execute(update(indicators).where(indicators.c.code == "WL-20").values(weight=0))
    keep_shipped(connection)


if __name__ == "__main__":
    from data.offered import main

    sys.exit(main())
