"""Rows of actions and rules as they change, and back: what each batch made of which."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from data.write.errors import Refused
from queries.schema import actions, metadata, reference_revisions, rules

TABLES = {"actions": actions, "rules": rules}
WORDS = {"indicators": "项指标（包括停用的）", "projects": "个工作项目", "confirmations": "处已核实的疑点"}
Row = Mapping[str, Any]


def change_row(connection: Connection, batch_id: int, table: str, before: Row | None, after: Row | None) -> None:
    """Makes a row another (None: there is none), and leaves the trace."""
    code = (after or before or {})["code"]
    connection.execute(insert(reference_revisions).values(batch_id=batch_id, table=table, code=code, before=_json(before),
                                                          after=_json(after)))
    _put(connection, table, before, after)


def refuse_used(connection: Connection, of: str, row: Row) -> None:
    """Raises Refused for a row that others refer to."""
    for table in metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column is not TABLES[of].c.id:
                continue
            held = connection.scalar(select(func.count()).select_from(table).where(key.parent == row["id"]))
            if held:
                raise Refused(f"“{row['name']}”里有{held}{WORDS.get(table.name, table.comment)}，不能撤销；请先归到别处。")


def touches_reference(connection: Connection, batch_id: int) -> bool:
    return connection.execute(select(func.count()).where(reference_revisions.c.batch_id == batch_id)).scalar_one() > 0


def undo_reference(connection: Connection, batch_id: int) -> int:
    """Takes back what a batch did; how many rows are others for it. What was set again since stays. Raises Refused where anything
    refers to a row that would go, or its place is another's by now."""
    changed = 0
    for one in connection.execute(select(reference_revisions).where(reference_revisions.c.batch_id == batch_id)).all():
        table = TABLES[one.table]
        before, after = (None if text is None else json.loads(text) for text in (one.before, one.after))
        if _same(read_row(connection, one.table, one.code), after):
            if before is None:
                refuse_used(connection, one.table, after or {})
            elif after is None and connection.scalar(select(table.c.id).where(table.c.name == before["name"])):
                raise Refused(f"已经另有“{before['name']}”，不能恢复。")
            _put(connection, one.table, after, before)
            changed += 1
    return changed


def read_row(connection: Connection, table: str, code: str) -> dict[str, Any] | None:
    found = connection.execute(select(TABLES[table]).where(TABLES[table].c.code == code)).mappings().first()
    return None if found is None else dict(found)


def _same(now: Row | None, said: Row | None) -> bool:
    return (now is None) == (said is None) and (now is None or dict(now) == dict(said or {}))


def _json(row: Row | None) -> str | None:
    return None if row is None else json.dumps(dict(row), ensure_ascii=False, sort_keys=True)


def _put(connection: Connection, name: str, before: Row | None, after: Row | None) -> None:
    table = TABLES[name]
    if before is None:
        connection.execute(insert(table).values(dict(after or {})))
    elif after is None:
        connection.execute(delete(table).where(table.c.id == before["id"]))
    else:
        connection.execute(update(table).where(table.c.id == before["id"]).values(dict(after)))
