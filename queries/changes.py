"""What changed against an earlier reference: a month before, a last visit, a last meeting. The reference is a frame of verdicts
that whoever asks has kept or asks anew (region_id, indicator_id, status, as_of of queries.standing; gap where it is known), and a
time for what reports brought.

All of it is made from what the viewer sees, or saw then; of a figure about persons no correction is told at all: that a rounded
figure changed, or did not, would say more than the figure.
"""

from collections.abc import Sequence
from datetime import datetime

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from queries.catalogue import in_year, list_indicators
from queries.frames import FLOAT, FLOAT_OR_NAN, INT, Frame, hands_out
from queries.measures import BEHIND, ON_PACE
from queries.periods import STEP
from queries.privacy import ANYBODY, EXACT, Viewer, sight
from queries.schema import batches, region_closure, regions, revisions
from queries.xmr import MOVE, RUN, SIDE

KEY = ["region_id", "indicator_id"]
CELL = [*KEY, "period"]
VERDICTS = (*ON_PACE, *BEHIND)
INTO, OUT, FIRST, SILENT = "into", "out", "first", "silent"
"""Lags now and did not; lagged and does not; has a verdict for want of which it was 未上报 or 未到期; has none any more."""
CORRECTED = Frame(region_id=INT("the unit"), indicator_id=INT, period=INT, old_value=FLOAT,
                  new_value=FLOAT_OR_NAN("NaN: taken away"), batch_id=INT("the last that changed it"))
ARRIVED = Frame(region_id=INT("as asked"), cells=INT("reported for the first time"), batches=INT, last_batch=INT)


def crossed(now: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """What has another verdict than before: the columns of `now`, what (INTO, OUT, FIRST or SILENT, in this order), was (the
    status before) and gap_before (NaN where `before` knows none). The worst gap first, of OUT the best; what is in one of the
    frames only is left out."""
    held = before.assign(gap_before=before["gap"] if "gap" in before else np.nan)
    both = now.merge(held[[*KEY, "status", "gap_before"]].rename(columns={"status": "was"}), on=KEY)
    then, today = both["was"].isin(VERDICTS), both["status"].isin(VERDICTS)
    lagged, lags = both["was"] == "滞后", both["status"] == "滞后"
    both["what"] = np.select([then & today & lags & ~lagged, then & today & lagged & ~lags,
                              today & both["was"].isin(("未上报", "未到期")), then & (both["status"] == "未上报")],
                             [INTO, OUT, FIRST, SILENT], "")
    found = both[both["what"] != ""]
    order = found.assign(kind=found["what"].map([INTO, OUT, FIRST, SILENT].index),
                         rank=found["gap"].where(found["what"] != OUT, -found["gap"]))
    return found.loc[order.sort_values(["kind", "rank"], kind="stable").index].reset_index(drop=True)


def new_signals(found: pd.DataFrame, now: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """Those rows of queries.signals whose newest point came after the reference; a run that was one before goes on, and is
    not new. now: the standing that the signals are of."""
    cells = pd.MultiIndex.from_frame(found[KEY])
    then = before.set_index(KEY)["as_of"].reindex(cells).to_numpy(dtype=float)
    steps = now.set_index(KEY)["frequency"].map(STEP).reindex(cells).to_numpy(dtype=float)
    year, month = np.divmod(found["period"].to_numpy(dtype=float), 100)
    passed = np.where(then // 100 == year, (month - then % 100) / steps, np.inf)
    went_on = found["signal"].isin((*SIDE, *MOVE)).to_numpy() & (found["run"].to_numpy() - passed >= RUN)
    known = cells.isin(pd.MultiIndex.from_frame(before[KEY]))
    return found[known & (passed > 0) & ~went_on]


@hands_out(CORRECTED)
def corrected(connection: Connection, region_id: int, since: datetime, through: int, until: datetime | None = None,
              viewer: Viewer = ANYBODY) -> pd.DataFrame:
    """Figures of the region and of all below, of periods up to `through`, that were changed after `since` (and by `until`) by
    batches that still count, the newest first: CORRECTED, the value before the first change and after the last; what came back
    to what it was is left out, and so is an indicator that there is not in the year of `through`. About persons nothing
    but what the viewer sees exactly."""
    rows = pd.read_sql(
        _changes(region_id, since, until, revisions.c.region_id, regions.c.level, revisions.c.indicator_id, revisions.c.period,
                 revisions.c.old_value, revisions.c.new_value, revisions.c.batch_id)
        .join(regions, regions.c.id == revisions.c.region_id)
        .where(revisions.c.period <= through, revisions.c.old_value.is_not(None),
               or_(revisions.c.new_value.is_(None), revisions.c.new_value != revisions.c.old_value))
        .order_by(revisions.c.batch_id), connection).astype({"old_value": float, "new_value": float})
    catalogue = list_indicators(connection)
    rows = rows[rows["indicator_id"].isin(in_year(catalogue, through // 100)["id"])]
    rows = rows[sight(rows, catalogue, viewer) == EXACT]
    first = rows.drop_duplicates(CELL).set_index(CELL)["old_value"]
    final = rows.drop_duplicates(CELL, keep="last").drop(columns="old_value").join(first, on=CELL)
    return final[final["old_value"] != final["new_value"]].sort_values("batch_id", ascending=False, kind="stable")


@hands_out(ARRIVED)
def arrived(connection: Connection, region_ids: Sequence[int], since: datetime) -> pd.DataFrame:
    """How much was reported for the first time after `since` by each of the regions and all below it: ARRIVED, only those of
    which anything was. Who has reported is told whatever it is about."""
    asked = region_closure.c.ancestor_id
    return pd.read_sql(
        _changes(None, since, None, asked.label("region_id"), func.count().label("cells"),
                 func.count(revisions.c.batch_id.distinct()).label("batches"), func.max(revisions.c.batch_id).label("last_batch"))
        .where(asked.in_(region_ids), revisions.c.old_value.is_(None), revisions.c.new_value.is_not(None))
        .group_by(asked).order_by(asked), connection)


def _changes(region_id: int | None, since: datetime, until: datetime | None, *columns: ColumnElement):
    """The columns of revisions of reports by live batches of that time, of one region and all below or of any."""
    when = [batches.c.committed_at > since, *([batches.c.committed_at <= until] if until else [])]
    where = [region_closure.c.ancestor_id == region_id] if region_id is not None else []
    return (select(*columns).select_from(revisions).join(batches, batches.c.id == revisions.c.batch_id)
            .join(region_closure, region_closure.c.descendant_id == revisions.c.region_id)
            .where(and_(*when, *where), batches.c.undone_at.is_(None), batches.c.kind != "demo",
                   revisions.c.table == "observations"))
