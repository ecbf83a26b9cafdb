"""What was said in the room: the figures of papers and meetings as they were shown, and which of them have changed since."""

import json

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Row, func, select

from queries.brought import KEY, last_batches
from queries.frames import BOOL, FLOAT_OR_NAN, INT, INT_OR_NAN, TEXT, WORD_OR_NONE, Frame, hands_out, of_schema
from queries.homes.coverage import coverage
from queries.privacy import ANYBODY, READS, Viewer
from queries.schema import snapshot_figures, snapshots
from queries.standing import STANDING, standing

NOW = ("value", "withheld", "rounded", "as_of", "due_units", "status", "gap")
SNAPSHOTS = Frame(**of_schema(snapshots))
SAID = Frame(region_id=INT, indicator_id=INT, status=WORD_OR_NONE("as in SINCE"), as_of=INT_OR_NAN("judged as of then"))
SINCE = Frame(
    region_id=INT, indicator_id=INT, was_period=INT_OR_NAN("judged as of then"), was_value=FLOAT_OR_NAN("as it was shown"),
    was_shown=TEXT("with its unit"), was_status=WORD_OR_NONE("one of measures.STATUSES; None: no verdict"),
    **{name: STANDING.columns[name] for name in NOW}, changed=BOOL("another value or status than then"),
    batch_id=INT_OR_NAN("of what is changed: the last batch since that wrote it or was undone; NaN: none (a setting, or time)"))

HOMES_SINCE = Frame(region_id=INT, was_villages=INT, was_covered=INT("of these, with a 妇女之家, as was said"), villages=INT,
                    covered=INT("now, of the same month"), changed=BOOL)


@hands_out(SNAPSHOTS)
def list_snapshots(connection: Connection, number: str | None = None) -> pd.DataFrame:
    """Every snapshot, the newest first, or the one of the number: SNAPSHOTS."""
    rows = select(snapshots).order_by(snapshots.c.id.desc())
    return SNAPSHOTS.read(connection, rows if number is None else rows.where(snapshots.c.number == number))


@hands_out(SAID)
def said(connection: Connection, snapshot_id: int) -> pd.DataFrame:
    """The figures of a snapshot, as the verdicts that queries.changes compares with: SAID."""
    rows = select(*(snapshot_figures.c[name] for name in (*KEY, "status")), snapshot_figures.c.period.label("as_of")).where(
        snapshot_figures.c.snapshot_id == snapshot_id).order_by(*(snapshot_figures.c[name] for name in KEY))
    frame = pd.read_sql(rows, connection)
    frame["status"] = frame["status"].astype(object).where(frame["status"].notna(), None)
    return frame


def last_meeting(connection: Connection, region_id: int, year: int) -> Row | None:
    """The newest snapshot of a meeting about the region in the year: id, number, month, made_at."""
    one = snapshots.c
    return connection.execute(select(one.id, one.number, one.month, one.made_at).where(
        one.kind == "会议", one.region_id == region_id, one.year == year).order_by(one.id.desc()).limit(1)).first()


def newest(connection: Connection) -> int | None:
    """The id of the newest snapshot, of whatever."""
    return connection.scalar(select(func.max(snapshots.c.id)))


@hands_out(SINCE)
def since(connection: Connection, snapshot_id: int, viewer: Viewer = ANYBODY) -> pd.DataFrame:
    """The figures of a snapshot beside the same figures now, of the same year and month, as the viewer sees them, by region and
    indicator: SINCE. Ask for a viewer without grants: what was kept is rounded."""
    held = connection.execute(select(snapshots.c.year, snapshots.c.month, snapshots.c.made_at).where(
        snapshots.c.id == snapshot_id)).first()
    was = pd.read_sql(select(
        *(snapshot_figures.c[name] for name in KEY),
        *(snapshot_figures.c[name].label(f"was_{name}") for name in ("period", "value", "shown", "status"))).where(
        snapshot_figures.c.snapshot_id == snapshot_id).order_by(*(snapshot_figures.c[name] for name in KEY)), connection)
    if held is None or was.empty:
        return pd.DataFrame({name: [] for name in SINCE.columns})
    now = standing(connection, was["region_id"].unique().tolist(), held.year, held.month, was["indicator_id"].unique().tolist(),
                   viewer)
    final = was.merge(now[[*KEY, *NOW]], on=KEY, how="left")
    # Of an indicator that the catalogue has no longer in that year there is nothing now.
    final = final.fillna({"withheld": "", "rounded": False, "due_units": 0}).astype({"rounded": bool, "due_units": int})
    final["status"] = final["status"].astype(object).where(final["status"].notna(), None)
    final["was_status"] = final["was_status"].astype(object).where(final["was_status"].notna(), None)
    final["changed"] = _differ(final)
    brought = last_batches(connection, final[final["changed"]], held.made_at, held.year * 100 + 12)
    return final.merge(brought, on=KEY, how="left")


@hands_out(HOMES_SINCE)
def homes_since(connection: Connection, snapshot_id: int) -> pd.DataFrame:
    """What a snapshot said of the register beside what it says now of the same month: HOMES_SINCE, in order of region."""
    held = connection.execute(select(snapshots.c.year, snapshots.c.month, snapshots.c.homes).where(
        snapshots.c.id == snapshot_id)).first()
    said_ = json.loads(held.homes) if held is not None and held.homes else []
    was = pd.DataFrame(said_, columns=["region_id", "was_villages", "was_covered"]).astype(int)
    now = coverage(connection, was["region_id"].tolist(), held.year * 100 + held.month if held is not None else 200001)
    final = was.join(now[["villages", "covered"]], on="region_id").fillna({"villages": 0, "covered": 0}).astype(int)
    return final.assign(changed=(final["was_villages"] != final["villages"]) | (final["was_covered"] != final["covered"]))


def _differ(frame: pd.DataFrame) -> pd.Series:
    """Another value, one where there was none or the other way round, <5 where it was none, another verdict."""
    was, now = frame["was_value"].to_numpy(dtype=float), frame["value"].to_numpy(dtype=float)
    same = np.isclose(was, now, rtol=1e-9, atol=1e-9, equal_nan=True)
    small = frame["was_shown"].str.startswith(READS["small"]).to_numpy() != (frame["withheld"] == "small").to_numpy()
    verdict = frame["was_status"].fillna("").to_numpy() != frame["status"].fillna("").to_numpy()
    return pd.Series(~same | small | verdict, index=frame.index)
