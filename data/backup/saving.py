"""The database as it is now, into a file."""

import logging
from pathlib import Path

from sqlalchemy import Connection, Engine

from data import clock
from data.backup.copying import MADE_ANEW, NotDone, copy_rows
from data.upgrade import copy_file, file_of, migrate, refuse_unknown
from data.write.actor import WHOLE, Actor, permit
from data.write.audit import note
from data.write.exports import next_number
from queries.database import SCHEMA_VERSION, DatabaseFault, open_engine, reading, revision, writing

log = logging.getLogger(__name__)


def backup(engine: Engine, target: Path, *, actor: Actor) -> str:
    """Writes the database as it is now into a new file, while others read and write; its 导出编号. Raises NotPermitted, NotDone,
    DatabaseFault.

    It goes on record first, so that the file's own record ends with its number; "" of a database that cannot be written to or is
    of an older version, which is backed up all the same.
    """
    if target.exists():
        raise NotDone(f"{target} 已经存在，备份不覆盖任何文件。请换一个文件名。")
    target.parent.mkdir(parents=True, exist_ok=True)
    with reading(engine) as connection:
        version = revision(connection)
        if version is None:
            raise NotDone("数据库是空的，没有可备份的内容。")
        refuse_unknown(version)
        permit(connection, actor, "backup")
    number = _on_record(engine, target, actor) if version == SCHEMA_VERSION else ""
    try:
        with reading(engine.execution_options(**_snapshot(engine))) as connection:
            if (path := file_of(connection)) is not None:
                copy_file(path, target)
            else:
                _copy_out(connection, version, target)
    except Exception:
        if number:
            _on_record(engine, target, actor, number)
        raise
    return number


def _on_record(engine: Engine, target: Path, actor: Actor, failed: str = "") -> str:
    """The backup's number, or that the one with that number failed."""
    try:
        with writing(engine) as connection:
            number = failed or next_number(connection, clock.now())
            note(connection, actor, "backup", at=clock.now(), what=f"{number} {target.name}", region_ids=WHOLE,
                 outcome="failed" if failed else "done", details="没有做成" if failed else "整个数据库，含敏感数")
    except DatabaseFault as fault:
        log.warning("the backup is not on record: %s", fault)
        return ""
    return number


def _snapshot(engine: Engine) -> dict:
    """On PostgreSQL all tables are read as of one moment; SQLite is copied by its own means."""
    if engine.dialect.name == "sqlite":
        return {}
    return {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


def _copy_out(connection: Connection, version: str, target: Path) -> None:
    plain = target.with_name(f".{target.name}.making")
    made = open_engine(f"sqlite:///{plain}")
    try:
        with writing(made) as copy:
            migrate(copy, version)
            copy_rows(connection, copy, leave=MADE_ANEW)
        copy_file(plain, target)
    finally:
        made.dispose()
        for ending in ("", "-wal", "-shm"):
            plain.with_name(plain.name + ending).unlink(missing_ok=True)
