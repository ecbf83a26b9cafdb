"""Every written value leaves a trace: batches and revisions. One way in for observations, targets, plans, weights (and, through
data/write/sites.py and data/write/project_batches.py, for sites and 工作项目); the way back is data/write/undoing.py.

What a cell holds is always the newest revision of a batch that is not undone, else what was there before the first
revision. So batches may be undone in any order.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, Table, delete, select

from data.write.actor import WHOLE, Actor, permit
from data.write.audit import note as note_down
from data.write.bulk import CHUNK, insert_frame, insert_one, read_by_ids, take_statistics
from data.write.errors import Known
from data.write.locks import refuse_locked
from data.write.progress import Tell, quiet
from data.write.region_versions import touch_all, touch_cells
from data.write.rollups import refresh
from data.write.settings import raise_data_version
from data.write.submissions import refuse_unreviewed
from data.write.text import kept, signed
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
    demo = compared["old_batch_id"].isin(batches_where(connection, batches.c.kind == "demo"))
    put_cells(connection, table, compared[~same | demo].assign(batch_id=batch_id), tell)
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


def batches_where(connection: Connection, which) -> list[int]:
    return list(connection.execute(select(batches.c.id).where(which)).scalars())


def _columns(table: Table) -> list:
    """The three columns of the table's key, in the order of KEY."""
    return list(table.primary_key.columns)


def _delete(connection: Connection, of: Table, cells: pd.DataFrame) -> None:
    """Empties the places. The units of a file mostly have the same indicators in a period: these go in one statement."""
    region, period, indicator = _columns(of)
    alike: dict[tuple, list[int]] = {}
    for (where, when), number in cells.sort_values(KEY).groupby(KEY[:2])["indicator_id"]:
        alike.setdefault((int(when), tuple(number.tolist())), []).append(int(where))
    for (when, numbers), places in alike.items():
        for start in range(0, len(places), CHUNK):
            connection.execute(delete(of).where(region.in_(places[start:start + CHUNK]), period == when, indicator.in_(numbers)))


def put_cells(connection: Connection, table: str, cells: pd.DataFrame, tell: Tell) -> None:
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
