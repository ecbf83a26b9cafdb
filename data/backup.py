"""A backup of the shared database, of whichever engine, as one SQLite file; and back from it, into whichever engine.

One format for all: it needs no tool beside Python, no particular PostgreSQL version, moves an office from SQLite to
PostgreSQL, and can itself be opened by the dashboard. The imported files (JINGUO_FILES) are not in it.
"""

import logging
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from sqlalchemy import (
    Connection,
    Date,
    DateTime,
    Engine,
    MetaData,
    Table,
    create_engine,
    delete,
    func,
    insert,
    inspect,
    select,
    text,
)

from data import clock
from data.command import Parser, say
from data.upgrade import add_reference, copy_file, file_of, migrate, refuse_unknown
from data.write.actor import WHOLE, Actor, alone, permit
from data.write.audit import note
from data.write.bulk import insert_rows
from data.write.citus import one_after_another
from data.write.errors import NotWritten
from data.write.exports import next_number
from data.write.settings import next_version, put_settings, raise_data_version
from data.write.text import label, length_of
from queries.access import key_of, read_rules
from queries.database import (
    SCHEMA_VERSION,
    DatabaseFault,
    data_version,
    fault_of,
    open_engine,
    reading,
    revision,
    writing,
)
from queries.fault_words import said
from queries.record import head_of
from queries.schema import answers, audit, audit_head, metadata, sessions

log = logging.getLogger(__name__)
WAIT_SECONDS = 300
CHUNK = 20_000
RECORD = (audit.name, audit_head.name)
"""Append only: a restore leaves the one that is there."""
MADE_ANEW = (answers.name,)
"""Worked out again from the rest."""


class NotDone(NotWritten):
    """There is no backup, or nothing was restored."""


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
            _copy_rows(connection, copy, leave=MADE_ANEW)
        copy_file(plain, target)
    finally:
        made.dispose()
        for ending in ("", "-wal", "-shm"):
            plain.with_name(plain.name + ending).unlink(missing_ok=True)


def restore(engine: Engine, file: Path, overwrite: bool = False, *, actor: Actor) -> None:
    """Fills the database from a backup, in one transaction: readers see the old data until the new are there.

    A backup of an older schema is upgraded on the way in. Raises NotPermitted; NotDone for a file that is not a sound backup,
    and, unless `overwrite`, for a database that is not empty; DatabaseFault for a newer schema.
    """
    if not file.is_file():
        raise NotDone(f"没有文件 {file}。")
    kept = create_engine("sqlite://", creator=lambda: sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True))
    try:
        with kept.connect() as source, writing(engine, WAIT_SECONDS) as connection:
            one_after_another(connection)
            version = _refuse_unsound(source, file)
            _refuse_long(source)
            permit(connection, actor, "backup", event="restore")
            own = _record(connection)
            access = _access_version(connection)
            before = _empty(connection, version, overwrite)
            _copy_rows(source, connection, leave=(*own, *MADE_ANEW))
            _go_on_counting(connection)
            # Whatever is cached under a version that either database had is out of date.
            now = max(before, data_version(connection))
            put_settings(connection, data_version=str(now))
            if version != SCHEMA_VERSION:
                migrate(connection)
                add_reference(connection)
            _put_back(connection, own)
            _end_sessions(connection, access)
            theirs = head_of(source) if inspect(source).has_table(audit.name) else None
            raise_data_version(connection)
            put_settings(connection, data_version_before=str(before))
            note(connection, actor, "restore", at=clock.now(), what=file.name, region_ids=WHOLE,
                 details=f"备份中的审计记录到第 {theirs[0]} 条，校验码 {theirs[1]}" if theirs else "")
        # a version ahead of the file's, waiting beside it, is that of another (database_file.py)
        if engine.dialect.name == "sqlite":
            with closing(engine.raw_connection()) as connection:
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        kept.dispose()


def _refuse_unsound(source: Connection, file: Path) -> str:
    """The schema version of a backup, once it is found to be whole."""
    try:
        whole = source.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        loose = source.exec_driver_sql("PRAGMA foreign_key_check").first()
        version = revision(source)
    except Exception as error:
        raise NotDone(f"{file} 不是完好的备份，没有恢复，数据库没有变化。详情：{fault_of(error)}") from error
    if not whole or loose or version is None:
        raise NotDone(f"{file} 不是完好的备份，没有恢复，数据库没有变化。")
    refuse_unknown(version)
    return version


def _refuse_long(source: Connection) -> None:
    """SQLite keeps a text of any length that another program writes; no other engine would take it, and no page expects it."""
    for table in _tables(source):
        for column in table.columns:
            ours = metadata.tables[table.name].c[column.name]
            if (most := length_of(ours)) and (many := source.scalar(select(func.count()).where(func.length(column) > most))):
                raise NotDone(f"备份里的{label(ours)}有 {many} 处超过 {most} 个字，没有恢复，数据库没有变化。请先改短。")


def _record(connection: Connection) -> dict[str, list[dict]]:
    """The rows of the target's own record, by table; nothing where it has none. Restoring never takes it away."""
    if not inspect(connection).has_table(audit.name) or not connection.scalar(select(func.count()).select_from(audit)):
        return {}
    held = {name: {column["name"] for column in inspect(connection).get_columns(name)} for name in RECORD}
    return {table.name: [dict(row) for row in connection.execute(select(
        *(column for column in table.columns if column.name in held[table.name]))).mappings()] for table in (audit_head, audit)}


def _put_back(connection: Connection, own: dict[str, list[dict]]) -> None:
    """The record as it was, where the tables had to be made anew."""
    if own and not connection.scalar(select(func.count()).select_from(audit)):
        connection.execute(delete(audit_head))
        for name, rows in own.items():
            connection.execute(insert(metadata.tables[name]), rows)


def _access_version(connection: Connection) -> int:
    return read_rules(connection).version if inspect(connection).has_table("settings") else 0


def _end_sessions(connection: Connection, before: int) -> None:
    """Nobody is signed in with what a backup held, and every process learns that its accounts are others."""
    connection.execute(delete(sessions))
    if last := max(before, read_rules(connection).version):
        put_settings(connection, **{key_of("version"): str(next_version(last))})


def _empty(connection: Connection, version: str, overwrite: bool) -> int:
    """Makes the target hold all tables of the version and no rows; returns the data version it had."""
    found = revision(connection)
    if found is None:
        migrate(connection, version)
        return 0
    if not overwrite:
        raise NotDone("要恢复到的数据库不是空的，没有恢复。确要用备份替换其中的全部数据，请先备份它，再加 --overwrite。")
    refuse_unknown(found)
    before = data_version(connection)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    tables = _tables(connection)
    if found == version:  # rows only: on PostgreSQL the tables keep what other roles may do with them
        for table in reversed(tables):
            if table.name not in RECORD:
                connection.execute(delete(table))
    else:
        tables[0].metadata.drop_all(connection)
        connection.execute(text("DROP TABLE alembic_version"))
        migrate(connection, version)
    return before


def _tables(connection: Connection) -> list[Table]:
    """Our tables as they are in this database, which may be older than queries/schema.py; those referred to first."""
    held = set(metadata.tables) & set(inspect(connection).get_table_names())
    if revision(connection) == SCHEMA_VERSION:  # asking for each column takes longer than a small database's rows
        return [table for table in metadata.sorted_tables if table.name in held]
    found = MetaData()
    found.reflect(connection, only=sorted(held))
    return found.sorted_tables


def _copy_rows(source: Connection, target: Connection, leave: tuple[str, ...] = ()) -> None:
    """Copies all tables but those to leave; what a new one holds from its making on gives way."""
    theirs = {table.name: table for table in _tables(source)}
    if target.dialect.name == "sqlite":
        target.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    for table in _tables(target):
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


def _go_on_counting(connection: Connection) -> None:
    """PostgreSQL's own counters must know the ids that came with the backup."""
    if connection.dialect.name != "postgresql":
        return
    for table in _tables(connection):
        key = table.primary_key.columns
        if len(key) == 1 and connection.scalar(select(func.pg_get_serial_sequence(table.name, next(iter(key)).name))):
            last = connection.scalar(select(func.max(next(iter(key)))))
            connection.execute(select(func.setval(func.pg_get_serial_sequence(table.name, next(iter(key)).name),
                                                  last or 1, last is not None)))


def main(arguments: list[str] | None = None) -> int:
    parser = Parser(prog="python -m data.backup", description="备份整个数据库到一个文件；或从备份恢复")
    parser.add_argument("target", nargs="?", type=Path, metavar="文件",
                        help="备份到哪个文件；默认在 data 文件夹里，以日期时间为名")
    parser.add_argument("--restore", type=Path, metavar="文件", help="从这个备份恢复（到 JINGUO_DATABASE_URL 所指的库）")
    parser.add_argument("--overwrite", action="store_true", help="恢复时替换库里已有的全部数据")
    wanted = parser.parse_args(arguments)
    try:
        engine = open_engine()
        if wanted.restore:
            restore(engine, wanted.restore, wanted.overwrite, actor=alone("命令行", way="command"))
            say(f"已从 {wanted.restore} 恢复。")
        else:
            default = Path(__file__).parent / f"jinguo-{clock.now():%Y%m%d-%H%M%S}.db"
            number = backup(engine, wanted.target or default, actor=alone("命令行", way="command"))
            say(f"已备份到 {wanted.target or default}{f'，导出编号 {number}' if number else ''}。"
                  "导入的原文件（JINGUO_FILES）不在其中，请另行拷贝。")
    except NotDone as error:
        say(f"没有完成：{error}", to=sys.stderr)
        return 1
    except DatabaseFault as fault:
        say(f"没有完成：{said(fault.reason)}详情：{fault.detail}", to=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
