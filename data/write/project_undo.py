"""工作项目: what a batch changed, given back what it would hold without it.

What a row holds is the newest trace of a batch that is not undone, else what was there before the first. So batches may be undone
in any order, as those of data/write/ledger.py.
"""

import json

import pandas as pd
from sqlalchemy import Connection, and_, func, select

from data.write.actor import Actor
from data.write.errors import Overtaken
from data.write.project_traces import (
    TABLES,
    Change,
    as_row,
    as_text,
    held,
    places,
    refuse_closed,
    root_of,
    write_rows,
)
from queries.schema import batches, matters, project_checks, project_revisions, project_states, project_tasks, projects


def changes_of(connection: Connection, batch_id: int) -> list[Change]:
    """What a batch changed, as it did."""
    rows = connection.execute(select(project_revisions).where(project_revisions.c.batch_id == batch_id)).all()
    return [Change(row.table, row.row_id, *(as_row(row.table, text) if text else None for text in (row.after, row.before)))
            for row in rows]


def places_of(connection: Connection, batch_id: int) -> dict[str, list[int]]:
    """Act -> the regions whose rows a batch changed."""
    found = changes_of(connection, batch_id)
    return places(found, root_of(connection)) if found else {}


def undo_projects(connection: Connection, batch_id: int, actor: Actor) -> int:
    """Gives every row of a batch that is marked undone what it would hold without it; how many changed. What another program
    wrote since stays. Raises Locked, and Overtaken where something else refers to a project that would go."""
    mine, all_of = project_revisions.alias("mine"), project_revisions.alias("all_of")
    same = and_(mine.c.table == all_of.c.table, mine.c.row_id == all_of.c.row_id)
    story = connection.execute(
        select(all_of.c.table, all_of.c.row_id, all_of.c.before, all_of.c.after, batches.c.undone_at).join(mine, same)
        .join(batches, batches.c.id == all_of.c.batch_id).where(mine.c.batch_id == batch_id)
        .order_by(all_of.c.table, all_of.c.row_id, all_of.c.batch_id)).all()
    demo = connection.scalar(select(func.count()).where(batches.c.kind == "demo", batches.c.undone_at.is_(None)))
    final: dict[tuple[str, int], str | None] = {}
    traced: dict[tuple[str, int], set[str | None]] = {}
    for row in story:
        key = row.table, row.row_id
        gone = row.before and json.loads(row.before).get("demo") and not demo  # cleared since
        final.setdefault(key, None if gone else row.before)
        traced.setdefault(key, set()).update((row.before, row.after))
        if row.undone_at is None:
            final[key] = row.after
    now = {name: held(connection, name, [number for table, number in final if table == name]) for name in TABLES}
    wanted = []
    for (table, number), text in final.items():
        row = now[table].get(number)
        if (row and as_text(row)) != text and (row is None or as_text(row) in traced[table, number]):
            wanted.append(Change(table, number, as_row(table, text) if text else None, row))
    refuse_closed(connection, actor, wanted, "undo")
    _refuse_referred(connection, [change.number for change in wanted if change.table == projects.name and change.after is None])
    write_rows(connection, [(change.number, change.table, change.after) for change in wanted if change.number])
    return len(wanted)


def _refuse_referred(connection: Connection, numbers: list) -> None:
    for of, word in ((project_tasks, "任务"), (project_states, "开展情况"), (project_checks, "检查"), (matters, "督办事项")):
        if numbers and connection.scalar(select(func.count()).where(of.c.project_id.in_(numbers))):
            raise Overtaken(f"没有撤销：加的工作项目后来有了{word}。可以先撤销或删去{word}，或把这个项目设为不列出。")


def later_projects(connection: Connection, batch_id: int) -> pd.DataFrame:
    """Rows of the batch that later live batches wrote too: region_id, batch_id. An undo leaves these as they are."""
    later, mine = project_revisions.alias("later"), project_revisions.alias("mine")
    return pd.read_sql(
        select(mine.c.region_id, later.c.batch_id)
        .join(mine, and_(mine.c.table == later.c.table, mine.c.row_id == later.c.row_id))
        .join(batches, batches.c.id == later.c.batch_id)
        .where(mine.c.batch_id == batch_id, later.c.batch_id > batch_id, batches.c.undone_at.is_(None)), connection)
