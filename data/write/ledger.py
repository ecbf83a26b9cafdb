"""Every written value leaves a trace: batches, revisions, and undo. One way in for observations, targets, plans, weights
(and, through data/write/sites.py and data/write/project_batches.py, for sites and 工作项目).

What a cell holds is always the newest revision of a batch that is not undone, else what was there before the first
revision. So batches may be undone in any order.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Table, and_, delete, select, update

from data.write.actor import WHOLE, Actor, permit
from data.write.audit import note as note_down
from data.write.bulk import CHUNK, insert_frame, insert_one, read_by_ids, take_statistics
from data.write.catalogue_trace import later_changes, touches_catalogue, undo_catalogue
from data.write.errors import Known, NotThere
from data.write.locks import refuse_locked
from data.write.progress import Tell, quiet
from data.write.project_undo import later_projects, undo_projects
from data.write.project_undo import places_of as project_places
from data.write.reference_trace import touches_reference, undo_reference
from data.write.region_versions import touch_all, touch_cells
from data.write.rollups import refresh
from data.write.settings import raise_data_version
from data.write.sites import later_sites, places_of, undo_sites
from data.write.submissions import refuse_unreviewed
from data.write.text import kept, signed
from data.write.tree.undone import is_of_tree, regions_of, undo_tree
from queries.schema import batches, observations, plans, revisions, targets, weights

TABLES = {"observations": observations, "targets": targets, "plans": plans, "weights": weights}
ACTS = {"observations": "import", "sites": "import", "targets": "targets", "plans": "targets", "weights": "weights",
        "indicators": "catalogue", "regions": "regions", "projects": "projects", "states": "states"}
"""Which act it is to change what a table holds (queries/roles.py); to take it back is the same."""
EVENTS = {"observations": "import", "sites": "sites", "targets": "targets", "plans": "plans", "weights": "weights",
          "indicators": "catalogue", "regions": "regions", "projects": "projects", "states": "states"}
"""What it is called on record."""
EVERYBODYS = ("weights", "indicators", "regions")
"""What is of no one region: asked for at the root."""
KEY = ["region_id", "period", "indicator_id"]
"""How revisions name a cell of any of the tables: a target's and a weight's period is its year, a weight's region its
scheme."""


@dataclass(frozen=True)
class Written:
    """What a batch did: its number, and how many cells were new, changed (gone ones too) or the same as before."""

    batch_id: int
    added: int
    changed: int
    unchanged: int


def open_batch(connection: Connection, *, kind: str, file_name: str, actor: Actor, received_at: datetime,
               committed_at: datetime, rows: int, table: str = "observations", file_sha256: str | None = None,
               note: str | None = None, lot: int | None = None, rest: int | None = None, completes: int | None = None,
               author: str = "") -> int:
    """A new batch's number. First of all it takes the writers' lock, so that nothing moves between reading and writing.

    actor: its unit is the one that reports or changes, but for what it takes in of an `author`. table: what it is going to
    change. note: of an edit, why. lot: the first batch of those that came in together. rest: how many places of the
    file were left out. completes: whose rest it is.
    Raises NotPermitted for who may nowhere do it, Refused for unit and note, Known if a live batch brought the same file.
    """
    permit(connection, actor, ACTS[table], ())
    edit = kind == "edit"
    unit, note = signed(author or actor.unit, note, unit="经办单位" if edit else "报送单位", why="原因" if edit else "说明",
                        needed=edit)
    row = kept(batches, kind=kind, file_name=file_name, file_sha256=file_sha256, actor=unit, received_at=received_at,
               committed_at=committed_at, rows=rows, note=note, lot=lot, rest=rest, completes=completes)
    raise_data_version(connection, whole=False)
    known = file_sha256 and connection.execute(
        select(batches.c.id, batches.c.file_name, batches.c.actor, batches.c.committed_at)
        .where(batches.c.file_sha256 == file_sha256, batches.c.undone_at.is_(None))).first()
    if known:
        raise Known(known)
    return insert_one(connection, batches, **row)


def permit_table(connection: Connection, actor: Actor, table: str, region_ids: Iterable[int], event: str = "") -> None:
    """Raises NotPermitted where the actor may not change what the table holds of these regions; a weight and the catalogue are
    everybody's."""
    permit(connection, actor, ACTS[table], WHOLE if table in EVERYBODYS else region_ids, event or EVENTS[table])


def write(connection: Connection, table: str, cells: pd.DataFrame, batch_id: int, actor: Actor, tell: Tell = quiet) -> Written:
    """Writes cells (region_id, period, indicator_id, value; NaN takes the value away) of one table for an open batch.

    Each cell leaves a revision, an unchanged one too: the batch vouches for it (or for its absence), should an older one
    be undone. What was done goes on record. Raises NotPermitted, where it has to be reviewed first too, and Locked where
    a cell would change that is of a closed month.
    """
    permit_table(connection, actor, table, cells["region_id"].unique())
    if table == "observations":
        refuse_unreviewed(connection, actor, cells["region_id"].unique(), EVENTS[table])
    tell(0.0, "正在比较")
    cells = cells[[*KEY, "value"]].astype(dict.fromkeys(KEY, int) | {"value": float})
    compared = cells.merge(present(connection, table, cells), on=KEY, how="left")
    held = compared["old_batch_id"].notna()
    same = (compared["value"] == compared["old_value"]) | ~held & compared["value"].isna()
    if table != "weights":  # they are of no month
        refuse_locked(connection, actor, compared[~same], EVENTS[table])
    tell(0.1, "正在记录修改痕迹")
    trace = compared.rename(columns={"value": "new_value"}).assign(batch_id=batch_id, table=table)
    insert_frame(connection, revisions, trace[["batch_id", "table", *KEY, "old_value", "new_value", "old_batch_id"]])
    take_statistics(connection, len(trace), revisions)
    # A demo value that a report confirms is the report's from now on: it stays when the demo is cleared.
    demo = compared["old_batch_id"].isin(_numbers(connection, batches.c.kind == "demo"))
    _put(connection, table, compared[~same | demo].assign(batch_id=batch_id), tell)
    note_batch(connection, actor, EVENTS[table], batch_id, WHOLE if table == "weights" else cells["region_id"].unique(),
               f"{len(cells)} 项")
    return Written(batch_id, int((~held & ~same).sum()), int((held & ~same).sum()), int(same.sum()))


def note_batch(connection: Connection, actor: Actor, event: str, batch_id: int, region_ids: Iterable[int] | None, words: str,
               at: datetime | None = None) -> None:
    """Puts on record what was done with a batch; at the time it was committed, where no other is given."""
    batch = connection.execute(select(batches.c.file_name, batches.c.committed_at, batches.c.note).where(
        batches.c.id == batch_id)).one()
    note_down(connection, actor, event, at=at or batch.committed_at, what=f"第 {batch_id} 次 {batch.file_name}",
              region_ids=region_ids, details=words if at else f"{words}。{batch.note or ''}")


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
        _put(connection, table, cells[different], tell)
        changed += int(different.sum())
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
    return sorted(_numbers(connection, ((batches.c.lot == first) | (batches.c.id == first)) & batches.c.undone_at.is_(None)),
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


def present(connection: Connection, table: str, cells: pd.DataFrame) -> pd.DataFrame:
    """What the table holds in the places of the cells and around: region_id, period, indicator_id, old_value,
    old_batch_id."""
    of = TABLES[table]
    region, period, indicator = _columns(of)
    # By period: one range a region is read.
    parts = [read_by_ids(connection, select(
        region.label("region_id"), period.label("period"), indicator.label("indicator_id"), of.c.value.label("old_value"),
        of.c.batch_id.label("old_batch_id")).where(period == int(when)), region, group["region_id"])
        for when, group in cells.groupby("period")]
    rows = pd.concat(parts) if parts else pd.DataFrame(columns=[*KEY, "old_value", "old_batch_id"])
    return rows.astype(dict.fromkeys(KEY, int) | {"old_value": float, "old_batch_id": "Int64"})


def _numbers(connection: Connection, which) -> list[int]:
    return list(connection.execute(select(batches.c.id).where(which)).scalars())


def _columns(table: Table) -> list:
    """The three columns of the table's key, in the order of KEY."""
    return list(table.primary_key.columns)


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
                   & ~rows["old_batch_id"].isin(_numbers(connection, batches.c.undone_at.is_not(None)))]
    foreign = foreign.assign(at=foreign["batch_id"] - 0.5, value=foreign["old_value"], batch_id=foreign["old_batch_id"])
    live = rows[rows["undone_at"].isna()].assign(at=lambda frame: frame["batch_id"], value=lambda frame: frame["new_value"])
    story = pd.concat([foreign, live])[[*KEY, "at", "value", "batch_id"]].sort_values("at", ignore_index=True)
    before = story.groupby(KEY)[["value", "batch_id"]].shift()
    # A demo value vouches for nothing: who confirms it holds it.
    demo = before["batch_id"].isin(_numbers(connection, batches.c.kind == "demo"))
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


def _delete(connection: Connection, of: Table, cells: pd.DataFrame) -> None:
    """Empties the places. The units of a file mostly have the same indicators in a period: these go in one statement."""
    region, period, indicator = _columns(of)
    alike: dict[tuple, list[int]] = {}
    for (where, when), number in cells.sort_values(KEY).groupby(KEY[:2])["indicator_id"]:
        alike.setdefault((int(when), tuple(number.tolist())), []).append(int(where))
    for (when, numbers), places in alike.items():
        for start in range(0, len(places), CHUNK):
            connection.execute(delete(of).where(region.in_(places[start:start + CHUNK]), period == when, indicator.in_(numbers)))


def _put(connection: Connection, table: str, cells: pd.DataFrame, tell: Tell) -> None:
    """Makes the table hold value and batch_id in these places (NaN: nothing), and sums up."""
    if cells.empty:
        return
    tell(0.25, "正在写入")
    of = TABLES[table]
    columns = _columns(of)
    _delete(connection, of, cells[cells["old_batch_id"].notna()])
    kept = cells[cells["value"].notna()].astype({"batch_id": int})
    insert_frame(connection, of, kept[[*KEY, "value", "batch_id"]].set_axis(
        [*(column.name for column in columns), "value", "batch_id"], axis=1))
    take_statistics(connection, len(cells), of)
    if table == "observations":
        tell(0.4, "正在汇总")
        refresh(connection, cells[KEY], lambda share, words: tell(0.4 + 0.6 * share, words))
        touch_cells(connection, cells)
    else:
        touch_all(connection)
