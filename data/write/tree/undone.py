"""A batch's change of the tree taken back: part of `undo` of data/write/ledger.py."""

import json

from sqlalchemy import Connection, delete, select, update

from data.write.bulk import CHUNK
from data.write.errors import Refused
from data.write.tree.summed_again import moved_cells, sum_up_again
from data.write.tree.touching import touch_tree
from queries.schema import (
    answers,
    batches,
    metadata,
    region_closure,
    region_names,
    region_revisions,
    region_successions,
    region_versions,
    regions,
)

TABLES = {table.name: table for table in (regions, region_successions, region_names)}
OWN = {region_closure.name, region_versions.name, answers.name, region_successions.name, region_names.name}
"""Tables whose rows of a region go with it."""


def regions_of(connection: Connection, batch_id: int) -> list[int]:
    """The regions that a batch changed as such."""
    return list(connection.execute(select(region_revisions.c.row_id).where(
        region_revisions.c.batch_id == batch_id, region_revisions.c.table == "regions")).scalars())


def is_of_tree(connection: Connection, batch_id: int) -> bool:
    held = select(region_revisions.c.row_id).where(region_revisions.c.batch_id == batch_id)
    return connection.execute(held).first() is not None


def undo_tree(connection: Connection, batch_id: int) -> int:
    """Takes back what a batch that is marked undone did to the tree; how many rows. Raises Refused where a later batch builds on
    it, or something else belongs to a unit that would be gone."""
    rows = connection.execute(select(region_revisions).where(region_revisions.c.batch_id == batch_id)).mappings().all()
    _refuse_later(connection, batch_id, rows)
    before = {(row["table"], row["row_id"]): row["before"] and json.loads(row["before"]) for row in rows}
    after = {(row["table"], row["row_id"]): row["after"] and json.loads(row["after"]) for row in rows}
    mine = {number: row or after[("regions", number)] for (table, number), row in before.items() if table == "regions"}
    new = [number for (table, number), row in before.items() if table == "regions" and row is None]
    _refuse_held(connection, new, mine)
    successions = [row for (table, _), row in after.items() if table == "region_successions"]
    touched = {*mine, *(row["from_id"] for row in successions)}
    period = min([row["period"] for row in successions] + [row[name] for (table, _), row in after.items() if table == "regions"
                                                            for name in ("valid_from", "valid_to") if row[name]], default=None)
    changed = moved_cells(connection, touched - set(new), period)
    touch_tree(connection, mine, touched - set(new))
    for table, number in sorted(before, key=lambda key: (key[0] == "regions", -key[1])):
        if before[table, number] is None and table != "regions":
            connection.execute(delete(TABLES[table]).where(TABLES[table].c.id == number))
        elif before[table, number] is not None:
            connection.execute(update(TABLES[table]).where(TABLES[table].c.id == number).values(before[table, number]))
    for number in sorted(new, key=lambda one: len(mine[one]["code"]), reverse=True):
        for table, column in ((region_closure, region_closure.c.descendant_id), (region_versions, region_versions.c.region_id),
                              (answers, answers.c.region_id), (regions, regions.c.id)):
            connection.execute(delete(table).where(column == number))
    sum_up_again(connection, changed)
    return len(rows)


def _refuse_later(connection: Connection, batch_id: int, rows) -> None:
    """A batch that changed the same rows, or closed or moved what this one made, has to be taken back first."""
    ids = [row["row_id"] for row in rows if row["table"] == "regions"] or [-1]
    tied = select(region_successions.c.batch_id).where(
        region_successions.c.from_id.in_(ids) | region_successions.c.to_id.in_(ids))
    again = select(region_revisions.c.batch_id).where(region_revisions.c.table == "regions", region_revisions.c.row_id.in_(ids))
    below = select(region_revisions.c.batch_id).join(regions, regions.c.id == region_revisions.c.row_id).where(
        region_revisions.c.table == "regions", regions.c.parent_id.in_(ids))
    later = connection.execute(select(batches.c.id, batches.c.file_name).where(
        batches.c.id > batch_id, batches.c.undone_at.is_(None),
        batches.c.id.in_(tied) | batches.c.id.in_(again) | batches.c.id.in_(below)).order_by(batches.c.id.desc())).first()
    if later:
        raise Refused(f"没有撤销：第 {later.id} 次（{later.file_name}）是接着这一次改的，请先撤销那一次。")


def _refuse_held(connection: Connection, new: list[int], rows: dict[int, dict]) -> None:
    """What else there is of the units that would be gone."""
    for table in metadata.sorted_tables:
        for key in (one for column in table.columns for one in column.foreign_keys if one.column is regions.c.id):
            if table is regions or table.name in OWN:
                continue
            for start in range(0, len(new), CHUNK):
                some = new[start:start + CHUNK]
                held = connection.execute(select(key.parent).where(key.parent.in_(some))).scalars().first()
                if held is not None and table.name != "rollups":
                    word = (table.comment or table.name).split("：")[0].split("，")[0]
                    raise Refused(f"没有撤销：{rows[held]['name']}（{rows[held]['code']}）已有“{word}”的内容，撤销了就没有归处。"
                                  "请先撤销或改正这些，再撤销这一次。")
