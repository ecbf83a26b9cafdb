"""Which years and months the database has something about."""

from sqlalchemy import Connection, func, select

from queries.database import DatabaseFault
from queries.schema import regions, rollups, targets


def years_with_data(connection: Connection) -> list[int]:
    """Years with observations, from the root's roll-ups, and years with targets only; newest first.

    Raises DatabaseFault("empty") where there is no region, "unreported" where there is neither report nor target.
    """
    root = connection.execute(select(regions.c.id).where(regions.c.parent_id.is_(None))).scalar()
    if root is None:
        raise DatabaseFault("empty", "no region")
    periods = connection.execute(select(rollups.c.period).where(rollups.c.region_id == root).distinct()).scalars()
    planned = connection.execute(select(targets.c.year).distinct()).scalars()
    years = sorted({period // 100 for period in periods} | set(planned), reverse=True)
    if not years:
        raise DatabaseFault("unreported", "neither observations nor targets")
    return years


def last_year(connection: Connection) -> int | None:
    """The newest year that the root has reports of; None where it has none."""
    root = connection.execute(select(regions.c.id).where(regions.c.parent_id.is_(None))).scalar_one()
    newest = connection.execute(select(func.max(rollups.c.period)).where(rollups.c.region_id == root)).scalar()
    return newest // 100 if newest else None


def last_period(connection: Connection, year: int) -> int:
    """The latest period of the year that any unit reported for; December of a year without data."""
    root = connection.execute(select(regions.c.id).where(regions.c.parent_id.is_(None))).scalar_one()
    found = connection.execute(select(func.max(rollups.c.period)).where(
        rollups.c.region_id == root, rollups.c.period.between(year * 100 + 1, year * 100 + 12))).scalar()
    return found or year * 100 + 12
