"""Which batch brought a figure to what it is now."""

from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, and_, func, or_, select

from queries.catalogue import list_indicators, parts
from queries.frames import INT, Frame, hands_out
from queries.schema import batches, region_closure, revisions

KEY = ["region_id", "indicator_id"]
BROUGHT = Frame(region_id=INT, indicator_id=INT, batch_id=INT)


@hands_out(BROUGHT)
def last_batches(connection: Connection, rows: pd.DataFrame, since: datetime, through: int) -> pd.DataFrame:
    """Of each figure (KEY of `rows`, of the year of `through`) the last batch after `since` that wrote reports of periods up to
    `through`, or the year's target, behind it, or took them back: KEY, batch_id; no row where none did."""
    made_of = _parts(connection)
    wanted = pd.DataFrame([(row.region_id, row.indicator_id, part) for row in rows.itertuples()
                           for part in made_of.get(row.indicator_id, [])], columns=[*KEY, "part"]).astype(int)
    later = or_(batches.c.committed_at > since, batches.c.undone_at > since)
    of = or_(and_(revisions.c.table == "observations", revisions.c.period <= through),
             and_(revisions.c.table == "targets", revisions.c.period == through // 100))
    found = pd.read_sql(
        select(region_closure.c.ancestor_id.label("region_id"), revisions.c.indicator_id.label("part"),
               func.max(revisions.c.batch_id).label("batch_id"))
        .join(batches, batches.c.id == revisions.c.batch_id)
        .join(region_closure, region_closure.c.descendant_id == revisions.c.region_id)
        .where(later, of, region_closure.c.ancestor_id.in_(wanted["region_id"].unique().tolist()),
               revisions.c.indicator_id.in_(wanted["part"].unique().tolist()))
        .group_by(region_closure.c.ancestor_id, revisions.c.indicator_id), connection).astype(int)
    return wanted.merge(found, on=["region_id", "part"]).groupby(KEY, as_index=False)["batch_id"].max()


def _parts(connection: Connection) -> dict[int, list[int]]:
    """Indicator -> what is reported for it: itself, or the numerator and the denominator of a ratio."""
    catalogue = list_indicators(connection)
    number = dict(zip(catalogue["code"], catalogue["id"], strict=True))
    return {row.id: [number[code] for side in (row.numerator, row.denominator) for code in parts(side) if code in number]
            if row.kind == "ratio" else [row.id] for row in catalogue.itertuples()}
