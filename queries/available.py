"""Which years and months the database has something about."""

from datetime import date

from sqlalchemy import Connection, func, select

from queries.database import DatabaseFault, read_settings
from queries.judged import coverage, judged, reaches
from queries.periods import deadline, ended_months, last_ended, shift
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


def year_shown_first(connection: Connection, today: date) -> int | None:
    """The newest year that the root has reports of, no later than that of the newest month that may be shown first; None where
    it has none."""
    newest = connection.execute(select(func.max(rollups.c.period)).where(
        rollups.c.region_id == _root(connection),
        rollups.c.period <= _newest_settled(connection, today) // 100 * 100 + 12)).scalar()
    return newest // 100 if newest else None


def month_shown_first(connection: Connection, year: int, today: date) -> int:
    """The newest month of the year whose reporting deadline has passed, or a newer one that is over and of whose due cells
    nearly all are in (queries.judged.coverage). Where there is neither, the newest that is over; 0 where none is."""
    over = ended_months(year, today)
    return min(max(over), max(min(over), _newest_settled(connection, today) - year * 100)) if over else 0


def _newest_settled(connection: Connection, today: date) -> int:
    """The newest month that may be shown first, of whatever year."""
    day, least = int(read_settings(connection).get("deadline_day", 10)), coverage(connection)
    root, period = _root(connection), last_ended(today)
    while deadline(period, day) >= today:
        told = judged(connection, [root], period // 100, period % 100)
        told = told[told["due"] == period]
        due = told["due_units"].sum()
        if due and reaches(told["reported"].sum(), due, least):
            break
        period = shift(period, -1)
    return period


def _root(connection: Connection) -> int:
    return connection.execute(select(regions.c.id).where(regions.c.parent_id.is_(None))).scalar_one()
