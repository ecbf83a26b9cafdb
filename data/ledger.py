"""Every written value leaves a trace: batches, revisions, and undo. One way in for observations, targets, plans, weights.

What a cell holds is always the newest revision of a batch that is not undone, else what was there before the first
revision. So batches may be undone in any order.
"""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, Table, and_, delete, insert, select, update

from data.rollups import insert_frame, refresh
from queries.database import raise_data_version
from queries.schema import batches, observations, plans, revisions, targets, weights

TABLES = {"observations": observations, "targets": targets, "plans": plans, "weights": weights}
KEY = ["region_id", "period", "indicator_id"]
"""How revisions name a cell of any of the tables: a target's and a weight's period is its year, a weight's region its
scheme."""


class NotThere(ValueError):
    """There is no such batch, or it has been undone already, or it cannot be (a demo batch is cleared, not undone)."""


@dataclass(frozen=True)
class Written:
    """What a batch did: its number, and how many cells were new, changed (gone ones too) or the same as before."""

    batch_id: int
    added: int
    changed: int
    unchanged: int


def open_batch(connection: Connection, *, kind: str, file_name: str, actor: str, received_at: datetime,
               committed_at: datetime, rows: int, file_sha256: str | None = None, note: str | None = None) -> int:
    """A new batch's number. First of all it takes the writers' lock, so that nothing moves between reading and writing."""
    raise_data_version(connection)
    return connection.execute(insert(batches).values(
        kind=kind, file_name=file_name, file_sha256=file_sha256, actor=actor, received_at=received_at,
        committed_at=committed_at, rows=rows, note=note)).inserted_primary_key[0]


def write(connection: Connection, table: str, cells: pd.DataFrame, batch_id: int) -> Written:
    """Writes cells (region_id, period, indicator_id, value; NaN takes the value away) of one table for an open batch.

    Each cell leaves a revision, an unchanged one too: the batch vouches for it, should an older one be undone.
    """
    cells = cells[[*KEY, "value"]].astype(dict.fromkeys(KEY, int) | {"value": float})
    compared = cells.merge(present(connection, table, cells), on=KEY, how="left")
    held = compared["old_batch_id"].notna()
    compared = compared[held | compared["value"].notna()]
    held, same = compared["old_batch_id"].notna(), compared["value"] == compared["old_value"]
    trace = compared.rename(columns={"value": "new_value"}).assign(batch_id=batch_id, table=table)
    insert_frame(connection, revisions, trace[["batch_id", "table", *KEY, "old_value", "new_value", "old_batch_id"]])
    # A demo value that a report confirms is the report's from now on: it stays when the demo is cleared.
    demo = compared["old_batch_id"].isin(list(connection.execute(
        select(batches.c.id).where(batches.c.kind == "demo")).scalars()))
    _put(connection, table, compared[~same | demo].assign(batch_id=batch_id))
    return Written(batch_id, int((~held).sum()), int((held & ~same).sum()), int(same.sum()))


def undo(connection: Connection, batch_id: int, *, actor: str, at: datetime, reason: str | None = None) -> int:
    """Takes a batch back, whole: each of its cells holds again what it would without it. Returns how many cells changed.

    Raises NotThere. What a later batch wrote stays (see `overwritten`).
    """
    raise_data_version(connection)
    kind = connection.execute(select(batches.c.kind).where(
        batches.c.id == batch_id, batches.c.undone_at.is_(None))).scalar()
    if kind is None or kind == "demo":
        raise NotThere(f"batch {batch_id}: {kind}")
    connection.execute(update(batches).where(batches.c.id == batch_id).values(
        undone_at=at, undone_by=actor, undone_reason=reason))
    changed = 0
    for table in connection.execute(select(revisions.c.table).where(revisions.c.batch_id == batch_id).distinct()).scalars().all():
        cells = _without(connection, table, batch_id)
        now = cells.merge(present(connection, table, cells), on=KEY, how="left")
        different = ~((now["value"] == now["old_value"]) & (now["batch_id"] == now["old_batch_id"])
                      | now["value"].isna() & now["old_batch_id"].isna())
        _put(connection, table, now[different])
        changed += int(different.sum())
    return changed


def overwritten(connection: Connection, batch_id: int) -> pd.DataFrame:
    """Cells of the batch that later live batches wrote too (table, region_id, period, indicator_id, batch_id): an undo
    leaves these as they are."""
    later, mine = revisions.alias("later"), revisions.alias("mine")
    rows = (select(later.c.table, later.c.region_id, later.c.period, later.c.indicator_id, later.c.batch_id)
            .join(mine, and_(*(later.c[name] == mine.c[name] for name in ("table", *KEY))))
            .join(batches, batches.c.id == later.c.batch_id)
            .where(mine.c.batch_id == batch_id, later.c.batch_id > batch_id, batches.c.undone_at.is_(None)))
    return pd.read_sql(rows, connection)


def present(connection: Connection, table: str, cells: pd.DataFrame) -> pd.DataFrame:
    """What the table holds in the places of the cells and around: region_id, period, indicator_id, old_value,
    old_batch_id."""
    of = TABLES[table]
    region, period, indicator = _columns(of)
    parts = []
    # Grouped by period: an id list stays below what PostgreSQL takes, and one range a region is read.
    for when, group in cells.groupby("period"):
        ids = group["region_id"].unique().tolist()
        for start in range(0, len(ids), 10_000):
            parts.append(pd.read_sql(select(
                region.label("region_id"), period.label("period"), indicator.label("indicator_id"),
                of.c.value.label("old_value"), of.c.batch_id.label("old_batch_id")).where(
                region.in_(ids[start:start + 10_000]), period == int(when)), connection))
    rows = pd.concat(parts) if parts else pd.DataFrame(columns=[*KEY, "old_value", "old_batch_id"])
    return rows.astype(dict.fromkeys(KEY, int) | {"old_value": float, "old_batch_id": "Int64"})


def _columns(table: Table) -> list:
    """The three columns of the table's key, in the order of KEY."""
    return list(table.primary_key.columns)


def _without(connection: Connection, table: str, batch_id: int) -> pd.DataFrame:
    """What the batch's cells hold once it is undone: region_id, period, indicator_id, value, batch_id (NaN: nothing)."""
    mine, all_of = revisions.alias("mine"), revisions.alias("all_of")
    rows = pd.read_sql(
        select(*(all_of.c[name] for name in KEY), all_of.c.batch_id, all_of.c.old_value, all_of.c.new_value,
               all_of.c.old_batch_id, batches.c.undone_at)
        .join(mine, and_(*(all_of.c[name] == mine.c[name] for name in ("table", *KEY))))
        .join(batches, batches.c.id == all_of.c.batch_id)
        .where(mine.c.batch_id == batch_id, mine.c.table == table).order_by(all_of.c.batch_id), connection)
    places = rows.drop_duplicates(KEY, keep="first")
    # Before the first revision: a demo batch's value, for the demo leaves none; gone with it once the demo is cleared.
    gone = list(connection.execute(select(batches.c.id).where(batches.c.undone_at.is_not(None))).scalars())
    base = places[places["old_batch_id"].notna() & ~places["old_batch_id"].isin(gone)]
    base = base.assign(value=base["old_value"], batch_id=base["old_batch_id"])
    live = rows[rows["undone_at"].isna()].assign(value=lambda frame: frame["new_value"])
    story = pd.concat([base, live])[[*KEY, "value", "batch_id"]].astype({"value": float, "batch_id": float})
    before = story.groupby(KEY)["value"].shift()
    vouched = story.groupby(KEY).cumcount().gt(0) & ((story["value"] == before) | story["value"].isna() & before.isna())
    kept = story[~vouched].drop_duplicates(KEY, keep="last")
    final = places[KEY].merge(kept, on=KEY, how="left")
    final.loc[final["value"].isna(), "batch_id"] = None
    return final


def _put(connection: Connection, table: str, cells: pd.DataFrame) -> None:
    """Makes the table hold value and batch_id in these places (NaN: nothing), and sums up."""
    if cells.empty:
        return
    of = TABLES[table]
    region, period, indicator = _columns(of)
    gone = cells[cells["old_batch_id"].notna()]
    for (when, which), rows in gone.groupby(["period", "indicator_id"]):
        ids = rows["region_id"].tolist()
        for start in range(0, len(ids), 10_000):
            connection.execute(delete(of).where(period == int(when), indicator == int(which),
                                                region.in_(ids[start:start + 10_000])))
    kept = cells[cells["value"].notna()].astype({"batch_id": int})
    insert_frame(connection, of, kept[[*KEY, "value", "batch_id"]].set_axis(
        [region.name, period.name, indicator.name, "value", "batch_id"], axis=1))
    if table == "observations":
        refresh(connection, cells[KEY])
