"""Back from what data/write/ledger.py wrote: a batch, or all that came in together, is taken back whole, in any order."""

from datetime import datetime

import numpy as np
import pandas as pd
from sqlalchemy import Connection, and_, select, update

from data.write.actor import WHOLE, Actor
from data.write.catalogue_trace import later_changes, touches_catalogue, undo_catalogue
from data.write.errors import NotThere
from data.write.ledger import EVERYBODYS, KEY, batches_where, note_batch, permit_table, present, put_cells
from data.write.locks import refuse_locked
from data.write.progress import Tell, quiet
from data.write.project_undo import later_projects, undo_projects
from data.write.project_undo import places_of as project_places
from data.write.reference_trace import touches_reference, undo_reference
from data.write.region_versions import touch_all, touch_regions
from data.write.settings import raise_data_version
from data.write.sites import later_sites, places_of, undo_sites
from data.write.text import signed
from data.write.tree.undone import is_of_tree, regions_of, undo_tree
from queries.schema import batches, revisions


def undo(connection: Connection, batch_id: int, *, actor: Actor, at: datetime, reason: str | None = None,
         tell: Tell = quiet) -> int:
    """Takes a batch back, whole: each of its cells and sites holds again what it would without it. Returns how many
    changed.

    Raises NotPermitted, NotThere, and Refused without a unit. What a later batch, or another program, wrote since stays (see
    `overwritten`).
    """
    return _undo(connection, batch_id, actor, at, reason, tell)


def _undo(connection: Connection, batch_id: int, actor: Actor, at: datetime, reason: str | None, tell: Tell,
          raises: bool = True) -> int:
    """raises: whether it raises the data version: of a transaction the first write does."""
    regions_of = _places(connection, batch_id)
    for table, region_ids in regions_of.items():
        permit_table(connection, actor, table, region_ids, "undo")
    unit, reason = signed(actor.unit, reason, why="撤销原因", needed=False)
    if raises:
        raise_data_version(connection, whole=False)
    batch = connection.execute(select(batches.c.kind, batches.c.undone_at, batches.c.undone_by).where(
        batches.c.id == batch_id)).first()
    if batch is None:
        raise NotThere(f"没有第 {batch_id} 次导入。")
    if batch.kind == "demo":
        raise NotThere(f"第 {batch_id} 次导入是示例数据，不能单独撤销；清除全部示例数据请用“清除示例数据”。")
    if batch.undone_at is not None:
        raise NotThere(f"第 {batch_id} 次导入已由{batch.undone_by}于 {batch.undone_at:%Y-%m-%d %H:%M} 撤销。")
    connection.execute(update(batches).where(batches.c.id == batch_id).values(
        undone_at=at, undone_by=unit, undone_reason=reason))
    changed = undo_sites(connection, batch_id) + undo_projects(connection, batch_id, actor)
    if "indicators" in regions_of:
        changed += undo_catalogue(connection, batch_id) + undo_reference(connection, batch_id)
        touch_all(connection)
    tables = select(revisions.c.table).where(revisions.c.batch_id == batch_id).distinct()
    for table in connection.execute(tables).scalars().all():
        tell(0.0, "正在比较")
        cells = _without(connection, table, batch_id)
        different = ~((cells["value"] == cells["old_value"]) & (cells["batch_id"] == cells["old_batch_id"])
                      | cells["value"].isna() & cells["old_batch_id"].isna())
        if table != "weights":
            refuse_locked(connection, actor, cells[different], "undo")
        put_cells(connection, table, cells[different], tell)
        changed += int(different.sum())
    # When a figure that stays was first received may be another without the batch.
    touch_regions(connection, regions_of.get("observations", []))
    if "regions" in regions_of:
        changed += undo_tree(connection, batch_id)
    touched = WHOLE if regions_of.keys() & set(EVERYBODYS) else {region for places in regions_of.values() for region in places}
    note_batch(connection, actor, "undo", batch_id, touched, reason or "", at)
    return changed


def _places(connection: Connection, batch_id: int) -> dict[str, list[int]]:
    """Which regions' cells and sites of which table a batch changed; a batch without any is an import of none."""
    rows = connection.execute(select(revisions.c.table, revisions.c.region_id).where(
        revisions.c.batch_id == batch_id).distinct()).all()
    found: dict[str, list[int]] = {}
    for table, region in rows:
        found.setdefault(table, []).append(region)
    if sites := places_of(connection, batch_id):
        found["sites"] = sites
    if touches_catalogue(connection, batch_id) or touches_reference(connection, batch_id):
        found["indicators"] = []
    if is_of_tree(connection, batch_id):
        found["regions"] = regions_of(connection, batch_id)
    found |= project_places(connection, batch_id)
    return found or {"observations": []}


def lot_of(connection: Connection, batch_id: int) -> list[int]:
    """The live batches that came in together with this one, itself too, the newest first."""
    first = connection.scalar(select(batches.c.lot).where(batches.c.id == batch_id)) or batch_id
    return sorted(batches_where(connection, ((batches.c.lot == first) | (batches.c.id == first)) & batches.c.undone_at.is_(None)),
                  reverse=True)


def undo_lot(connection: Connection, batch_id: int, *, actor: Actor, at: datetime, reason: str | None = None,
             tell: Tell = quiet) -> int:
    """Takes back all live batches that came in together with this one: `undo` of each, all or none. Returns how many cells
    and sites changed. Raises NotPermitted, NotThere, Refused."""
    found = lot_of(connection, batch_id)
    if not found:
        raise NotThere(f"第 {batch_id} 次导入和与它一起导入的都已经撤销了。")
    return sum(_undo(connection, number, actor, at, reason, tell, raises=number == found[0]) for number in found)


def overwritten(connection: Connection, batch_id: int) -> pd.DataFrame:
    """Cells of the batch that later live batches wrote too (table, region_id, period, indicator_id, batch_id): an undo
    leaves these as they are. A site (table "sites") has its region only, an indicator (table "indicators") none."""
    later, mine = revisions.alias("later"), revisions.alias("mine")
    rows = (select(later.c.table, later.c.region_id, later.c.period, later.c.indicator_id, later.c.batch_id)
            .join(mine, and_(*(later.c[name] == mine.c[name] for name in ("table", *KEY))))
            .join(batches, batches.c.id == later.c.batch_id)
            .where(mine.c.batch_id == batch_id, later.c.batch_id > batch_id, batches.c.undone_at.is_(None)))
    cells = pd.read_sql(rows, connection)
    others = [part.assign(table=table) for table, part in (
        ("sites", later_sites(connection, batch_id)), ("indicators", later_changes(connection, batch_id)),
        ("projects", later_projects(connection, batch_id))) if len(part)]
    return pd.concat([cells, *others], ignore_index=True) if others else cells


def _without(connection: Connection, table: str, batch_id: int) -> pd.DataFrame:
    """What the batch's cells hold once it is undone: KEY, value, batch_id (NaN: nothing), and old_value, old_batch_id: what
    they hold now. Cells that another program wrote since are left out: nobody undoes its work."""
    mine, all_of = revisions.alias("mine"), revisions.alias("all_of")
    rows = pd.read_sql(
        select(*(all_of.c[name] for name in KEY), all_of.c.batch_id, all_of.c.old_value, all_of.c.new_value,
               all_of.c.old_batch_id, batches.c.undone_at)
        .join(mine, and_(*(all_of.c[name] == mine.c[name] for name in ("table", *KEY))))
        .join(batches, batches.c.id == all_of.c.batch_id)
        .where(mine.c.batch_id == batch_id, mine.c.table == table), connection)
    rows = rows.astype({"old_value": float, "new_value": float, "old_batch_id": float})
    places = rows[KEY].drop_duplicates()
    # The demo and other programs leave no revisions: what they wrote is known as the old value of the next batch's.
    told = [*KEY, "batch_id"]
    foreign = rows[rows["old_batch_id"].notna() & ~_among(rows[[*KEY, "old_batch_id"]], rows[told])
                   & ~rows["old_batch_id"].isin(batches_where(connection, batches.c.undone_at.is_not(None)))]
    foreign = foreign.assign(at=foreign["batch_id"] - 0.5, value=foreign["old_value"], batch_id=foreign["old_batch_id"])
    live = rows[rows["undone_at"].isna()].assign(at=lambda frame: frame["batch_id"], value=lambda frame: frame["new_value"])
    story = pd.concat([foreign, live])[[*KEY, "at", "value", "batch_id"]].sort_values("at", ignore_index=True)
    before = story.groupby(KEY)[["value", "batch_id"]].shift()
    # A demo value vouches for nothing: who confirms it holds it.
    demo = before["batch_id"].isin(batches_where(connection, batches.c.kind == "demo"))
    vouched = (story.groupby(KEY).cumcount().gt(0) & ~demo
               & ((story["value"] == before["value"]) | story["value"].isna() & before["value"].isna()))
    final = places.merge(story[~vouched].drop_duplicates(KEY, keep="last"), on=KEY, how="left").astype({"value": float})
    final.loc[final["value"].isna(), "batch_id"] = None
    now = final.merge(present(connection, table, final), on=KEY, how="left")
    theirs = now["old_batch_id"].notna() & ~_among(now[[*KEY, "old_batch_id"]], rows[told])
    return now[~theirs | (now["batch_id"] == now["old_batch_id"])]


def _among(cells: pd.DataFrame, others: pd.DataFrame) -> np.ndarray:
    """Which of the cells (KEY and a batch) are among the others, whatever the batch's column is called."""
    columns = [*KEY, "batch_id"]
    known = others.set_axis(columns, axis=1).astype(float).drop_duplicates().assign(known=True)
    both = cells.set_axis(columns, axis=1).astype(float).merge(known, on=columns, how="left")
    return both["known"].notna().to_numpy()
