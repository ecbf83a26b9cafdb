"""Back from a backup."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, delete, func, insert, inspect, select, text

from data import clock
from data.backup.copying import MADE_ANEW, RECORD, NotDone, copy_rows, go_on_counting, tables_of
from data.upgrade import add_reference, migrate, refuse_unknown
from data.write.actor import WHOLE, Actor, permit
from data.write.audit import note
from data.write.citus import one_after_another
from data.write.settings import next_version, put_settings, raise_data_version
from data.write.text import label, length_of
from queries.access import key_of, read_rules
from queries.database import SCHEMA_VERSION, data_version, fault_of, revision, writing
from queries.record import head_of
from queries.schema import audit, audit_head, metadata, sessions

WAIT_SECONDS = 300


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
            copy_rows(source, connection, leave=(*own, *MADE_ANEW))
            go_on_counting(connection)
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
    for table in tables_of(source):
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
    tables = tables_of(connection)
    if found == version:  # rows only: on PostgreSQL the tables keep what other roles may do with them
        for table in reversed(tables):
            if table.name not in RECORD:
                connection.execute(delete(table))
    else:
        tables[0].metadata.drop_all(connection)
        connection.execute(text("DROP TABLE alembic_version"))
        migrate(connection, version)
    return before
