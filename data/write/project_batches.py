"""工作项目: changes written as one batch, all or none, whoever asks for them: a page's form or a workbook."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from data.write.actor import Actor, permit
from data.write.errors import Overtaken, Refused
from data.write.ledger import note_batch, open_batch
from data.write.project_traces import ROWS, TABLES, Change, as_text, held, places, put, refuse_closed, root_of

SAME = "没有改动，不用保存。"


def write_changes(connection: Connection, changes: Sequence[Change], *, actor: Actor, reason: str | None, at: datetime,
                  what: str, file_sha256: str | None = None) -> int:
    """Writes the changes as one batch; its number. what: the file's name, or what an edit is about. file_sha256: of a workbook,
    whose reason may be missing.

    Raises NotPermitted: a region's own state and how far its tasks are are for who may write there, all else is the office's;
    Locked of a closed year; Refused without a reason, and where nothing differs; Overtaken where a row is no longer what the
    change was made from; Known of a workbook that is in already.
    """
    root = root_of(connection)
    changes = [change for change in changes if not _same(change)]
    touched = places(changes, root)
    for act in ROWS:
        if act in touched:
            permit(connection, actor, act, touched[act])
    if not changes:
        permit(connection, actor, "states", ())
        raise Refused(change=SAME)
    main = "projects" if "projects" in touched else "states"
    batch = open_batch(connection, kind="import" if file_sha256 else "edit", file_name=what, actor=actor, received_at=at,
                       committed_at=at, rows=len(changes), note=reason, table=main, file_sha256=file_sha256)
    now = {name: held(connection, name, [change.number for change in changes if change.table == name and change.number])
           for name in TABLES}
    for change in changes:
        row = now[change.table].get(change.number or 0)
        if (row and as_text(row)) != (change.before and as_text(change.before)):
            raise Overtaken("没有写入：别人刚改过其中的内容。请刷新后再看，再决定是否修改。")
    refuse_closed(connection, actor, changes, main)
    put(connection, [_plain(change) for change in changes], batch, root)
    note_batch(connection, actor, main, batch, sorted({region for ids in touched.values() for region in ids}),
               f"{len(changes)} 处")
    return batch


def _same(change: Change) -> bool:
    return (change.before and as_text(change.before)) == (change.after and as_text(change.after))


def _plain(change: Change) -> Change:
    """What a person states or changes is no 示例数据 any more, but for a task's."""
    if change.after is None or change.table == "project_tasks" or not change.after.get("demo"):
        return change
    return replace(change, after={**change.after, "demo": False})
