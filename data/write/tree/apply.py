"""A Change written: the rows with their trace, the tree's closure, homes and targets that go along, roll-ups and versions. And
taken back: by `undo` of data/write/ledger.py, like any batch."""

import json
from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, insert, select, update

from data.write.actor import WHOLE, Actor, permit
from data.write.audit import note
from data.write.bulk import insert_frame, read_by_ids
from data.write.errors import Refused
from data.write.ledger import open_batch
from data.write.locks import refuse_locked
from data.write.tree.acts import Act
from data.write.tree.carried_along import carry_sites, carry_targets
from data.write.tree.plan import Change
from data.write.tree.planning import plan
from data.write.tree.summed_again import moved_cells, sum_up_again
from data.write.tree.touching import touch_tree
from queries.schema import region_closure, region_names, region_revisions, region_successions, regions


def carry_out(connection: Connection, acts: list[Act], *, actor: Actor, reason: str, at: datetime, file_name: str = "",
              labels: list[str] | None = None) -> int:
    """Does what is asked one after the other, as one batch; its number. Raises NotPermitted, Locked, and Refused (field by
    field; by its label where there are some) where one of them may not be: all is taken back with the
    transaction."""
    permit(connection, actor, "regions")
    if not acts:
        raise Refused("没有要改的。")
    first = plan(connection, acts[0])
    name = file_name or f"区划：{first.title}"[:255]
    batch_id = open_batch(connection, kind="edit", file_name=name, actor=actor, received_at=at, committed_at=at,
                          rows=len(acts), note=reason, table="regions")
    trace: dict[tuple[str, int], list] = {}
    for number, act in enumerate(acts):
        try:
            _do(connection, first if number == 0 else plan(connection, act), batch_id, actor, trace)
        except Refused as refused:
            if labels is None:
                raise
            words = "；".join([*refused.fields.values()] or [str(refused)])
            raise Refused(f"{labels[number]}：{words}整个表都没有改。") from refused
    insert_frame(connection, region_revisions, pd.DataFrame([
        {"batch_id": batch_id, "table": table, "row_id": number, "before": before, "after": after}
        for (table, number), (before, after) in trace.items()]))
    note(connection, actor, "regions", at=at, what=f"第 {batch_id} 次 {file_name or first.title}", region_ids=WHOLE,
         details=f"{len(acts)} 项。{reason}")
    return batch_id


def _do(connection: Connection, change: Change, batch_id: int, actor: Actor, trace: dict) -> None:
    refuse_locked(connection, actor, pd.DataFrame({"region_id": list({*change.moves, *change.moves.values()} - {None}),
                                                   "period": change.period}), "regions")
    ended = [number for number in change.rows if number not in change.added]
    held = read_by_ids(connection, select(regions), regions.c.id, pd.Series(ended, dtype=int)).astype(object)
    for row in held.to_dict("records"):
        _trace(trace, "regions", row["id"], _plain(row), change.rows[row["id"]])
        connection.execute(update(regions).where(regions.c.id == row["id"]).values(change.rows[row["id"]]))
    for number in change.added:
        _trace(trace, "regions", number, None, change.rows[number])
        connection.execute(insert(regions).values(change.rows[number]))
        _close_over(connection, change.rows[number])
    for table, rows in ((region_successions, change.successions), (region_names, change.names)):
        for row in rows:
            _trace(trace, table.name, row["id"], None, row)
            connection.execute(insert(table).values(row | {"batch_id": batch_id}))
    carry_sites(connection, change, batch_id, actor)
    carry_targets(connection, change, batch_id, actor)
    touched = {*change.rows, *change.moves, *(row["from_id"] for row in change.successions)}
    touch_tree(connection, change.rows, touched)
    sum_up_again(connection, moved_cells(connection, touched, change.period))


def _trace(trace: dict, table: str, number: int, before: dict | None, after: dict | None) -> None:
    held = trace.get((table, number))
    trace[(table, number)] = [held[0] if held else _as_json(before), _as_json(after)]


def _as_json(row: dict | None) -> str | None:
    return None if row is None else json.dumps(row, ensure_ascii=False, sort_keys=True)


def _plain(row: dict) -> dict:
    """The row with Python's own values, None where missing."""
    whole = ("id", "parent_id", "county_id", "valid_from", "valid_to")
    return {name: None if pd.isna(value) else int(value) if name in whole else value for name, value in row.items()}


def _close_over(connection: Connection, row: dict) -> None:
    """The region with itself and with all that it lies in."""
    above = connection.execute(select(region_closure.c.ancestor_id).where(
        region_closure.c.descendant_id == row["parent_id"])).scalars().all()
    connection.execute(insert(region_closure), [
        {"ancestor_id": number, "descendant_level": row["level"], "descendant_id": row["id"]} for number in (row["id"], *above)])
