"""Periods (yyyymm, named by their last month) and what a frequency asks for. SEMANTICS.md, Periods."""

from calendar import monthrange
from datetime import date

STEP = {"monthly": 1, "quarterly": 3, "half-yearly": 6, "yearly": 12}


def is_year(period: int) -> bool:
    """Whether a period column holds a year (of a target, a weight, a rule about a year) and not a month."""
    return period < 10_000


def year_of(period: int) -> int:
    return period if is_year(period) else period // 100


def shift(period: int, months: int) -> int:
    """The period `months` later (earlier when negative)."""
    serial = period // 100 * 12 + period % 100 - 1 + months
    return serial // 12 * 100 + serial % 12 + 1


def between(first: int, last: int, frequency: str = "monthly") -> list[int]:
    """Every period of the frequency that ends from `first` to `last`, both included."""
    step, found, period = STEP[frequency], [], first
    while period <= last:
        if period % 100 % step == 0:
            found.append(period)
        period = shift(period, 1)
    return found


def due_month(month: int, frequency: str) -> int:
    """The month of this year in which the last period due by `month` ends; 0 when none is due yet."""
    return month // STEP[frequency] * STEP[frequency]


def last_due(year: int, month: int, frequency: str) -> int:
    """The last period due by the month, which may lie in the year before."""
    due = due_month(month, frequency)
    return year * 100 + due if due else (year - 1) * 100 + 12


def fits(period: int, frequency: str) -> bool:
    """Whether a period of this frequency can end in this month."""
    return 1 <= period % 100 <= 12 and 190000 < period < 300000 and period % 100 % STEP[frequency] == 0


def deadline(period: int, day: int) -> date:
    """The last day on which a period's report is in time: that day of the month after it; one that is too short ends earlier."""
    following = shift(period, 1)
    year, month = following // 100, following % 100
    return date(year, month, min(day, monthrange(year, month)[1]))


def last_ended(today: date) -> int:
    """The newest month that is over on that day."""
    return shift(today.year * 100 + today.month, -1)


def ended_months(year: int, today: date) -> list[int]:
    """The months of the year that are over on that day."""
    return [month for month in range(1, 13) if year * 100 + month <= last_ended(today)]


def plan_share(plan: str | None, month: int, frequency: str) -> float:
    """p(m): the part of the year's work due by the last period due by `month`; 0 when none is due."""
    due = due_month(month, frequency)
    if due == 0:
        return 0.0
    return float(plan.split(",")[due - 1]) if plan else due / 12
