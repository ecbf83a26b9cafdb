"""封账: which months are closed, of which region and everything below it."""

import pandas as pd
from sqlalchemy import Connection, select

from queries.frames import TEXT, Frame, hands_out, of_schema
from queries.schema import locks, region_closure, regions

LOCKS = Frame("id", **of_schema(locks), place=TEXT("the region's name"))


@hands_out(LOCKS)
def list_locks(connection: Connection) -> pd.DataFrame:
    """Every month that is closed now (LOCKS), the newest month first."""
    rows = select(locks, regions.c.name.label("place")).join(regions, regions.c.id == locks.c.region_id).where(
        locks.c.unlocked_at.is_(None)).order_by(locks.c.period.desc(), locks.c.region_id)
    return LOCKS.read(connection, rows)


def locked_months(connection: Connection, region_id: int, year: int) -> list[int]:
    """The months of the year that are closed for the region, by a lock of its own or of a region above."""
    rows = select(locks.c.period).join(region_closure, region_closure.c.ancestor_id == locks.c.region_id).where(
        locks.c.unlocked_at.is_(None), region_closure.c.descendant_id == region_id, locks.c.period.between(
            year * 100 + 1, year * 100 + 12)).distinct().order_by(locks.c.period)
    return [period % 100 for period in connection.execute(rows).scalars()]
