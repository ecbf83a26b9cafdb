"""When what is reported was first received: by the batch that holds it, or by a live one before a correction."""

import numpy as np
import pandas as pd
from sqlalchemy import Connection, func, select

from queries.database import fetch_raw
from queries.frames import INT, TIME, Frame, hands_out
from queries.regions import ABOVE_VILLAGES
from queries.schema import batches, observations, region_closure, revisions

KEY = ["region_id", "period", "indicator_id"]
RECEIVED = Frame(region_id=INT("the unit"), period=INT, indicator_id=INT, received_at=TIME,
                 within=INT("which of the regions that were asked about it lies in"))
MOST = 500
"""Counties: a province has fewer than two hundred; to put those of a country together takes longer than to look at all."""


def holders_of(connection: Connection, region_id: int) -> list[int]:
    """The counties from the region down, and the townships that lie in none of them: every unit lies in one, once. [] where
    there are too many to be put together."""
    levels = connection.execute(select(region_closure.c.descendant_id, region_closure.c.descendant_level).where(
        region_closure.c.ancestor_id == region_id, region_closure.c.descendant_level.in_(("county", "township")))).all()
    counties = [region for region, level in levels if level == "county"]
    inside = set(connection.execute(select(region_closure.c.descendant_id).where(
        region_closure.c.ancestor_id.in_(counties), region_closure.c.descendant_level == "township")).scalars()) if len(
        counties) <= MOST else set()
    found = sorted({*counties, *(region for region, level in levels if level == "township" and region not in inside)})
    return found if len(found) <= MOST else []


@hands_out(RECEIVED)
def received(connection: Connection, year: int, month: int, region_ids: list[int]) -> pd.DataFrame:
    """Every cell of the year through the month that a unit in one of the regions has reported: RECEIVED, region by region. None
    of the regions lies in another."""
    span, number = (year * 100 + 1, year * 100 + month), {region: at for at, region in enumerate(region_ids)}
    inside = (region_closure.c.ancestor_id.in_(region_ids), ABOVE_VILLAGES)
    rows = select(region_closure.c.ancestor_id, *(observations.c[name] for name in KEY), observations.c.batch_id).join(
        region_closure, region_closure.c.descendant_id == observations.c.region_id).where(
        observations.c.period.between(*span), *inside)
    held = pd.DataFrame(np.array(fetch_raw(connection, rows), dtype=int).reshape(-1, 5), columns=["within", *KEY, "batch_id"])
    arrived = pd.Series(dict(connection.execute(select(batches.c.id, batches.c.received_at)).all()), dtype="datetime64[us]")
    held["received_at"] = held["batch_id"].map(arrived)
    wrote, before = revisions.c.batch_id, revisions.c.old_batch_id
    units = select(region_closure.c.descendant_id).where(*inside)
    earlier = [pd.read_sql(select(*(revisions.c[name] for name in KEY), func.min(batches.c.received_at).label("earlier"))
                           .join(batches, batches.c.id == which)
                           .where(revisions.c.table == "observations", revisions.c.period.between(*span), value.is_not(None),
                                  revisions.c.region_id.in_(units), batches.c.undone_at.is_(None))
                           .group_by(*(revisions.c[name] for name in KEY)), connection)
               for which, value in ((wrote, revisions.c.new_value), (before, revisions.c.old_value))]
    earlier = [frame.assign(earlier=pd.to_datetime(frame["earlier"])) for frame in earlier if len(frame)]
    if earlier:
        first = pd.concat(earlier).groupby(KEY)["earlier"].min()
        held = held.join(first, on=KEY)
        held["received_at"] = held[["received_at", "earlier"]].min(axis=1)
    order = np.lexsort((*(held[name].to_numpy() for name in reversed(KEY)), held["within"].map(number).to_numpy(int)))
    return held.iloc[order].reset_index(drop=True)
