"""What has been reported and what looks wrong in it, kept by scope (and day, where a deadline matters)."""

from datetime import date

import pandas as pd

from pages.parts.shell import by_region
from pages.parts.shell.cache import by_version
from pages.parts.shell.reference import ask
from pages.parts.shell.scope import Scope
from queries import reporting
from queries.quality import by_county
from queries.quality import findings as quality
from queries.received import holders_of


@by_version(16)
def due(scope: Scope, today: date) -> pd.DataFrame:
    """reporting.due_cells of the scope."""
    return ask(reporting.due_cells, scope.region, scope.year, scope.month, today, _received(scope))


def _received(scope: Scope) -> pd.DataFrame | None:
    """When what was reported came in, where that is kept of most of those who report; else all is asked for at once."""
    holders = ask(holders_of, scope.region)
    try:
        return by_region.ask(by_region.RECEIVED, tuple(holders), scope.year, scope.month, most=len(holders) // 2)
    except by_region.TooMany:
        return None


@by_version(16)
def owed(scope: Scope, today: date) -> pd.DataFrame:
    """The same for who is still asked to report: what waits for review is not asked for again."""
    cells = due(scope, today)
    return cells.assign(received_at=cells["received_at"].where(cells["state"] != "待审", pd.Timestamp(today)))


@by_version(16)
def overall(scope: Scope, today: date) -> pd.Series:
    """reporting.overall of the scope, which has due cells."""
    return reporting.overall(due(scope, today))


@by_version(16)
def findings(scope: Scope) -> pd.DataFrame:
    """quality.findings of the scope."""
    return ask(quality.told, by_region.ask(by_region.RAISED, (scope.region,), scope.year, scope.month))


def keep_counties(scope: Scope) -> None:
    """Has what is found in each of its counties known, and when its reports came in, out of which the whole is put together
    after an import."""
    if holders := ask(holders_of, scope.region):
        by_region.ask(by_region.RECEIVED, tuple(holders), scope.year, scope.month)
    if counties := ask(by_county.counties_of, scope.region, scope.year, scope.month):
        by_region.ask(by_region.ALONE, tuple(counties), scope.year, scope.month)
