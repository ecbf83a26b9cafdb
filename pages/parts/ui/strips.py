"""Strips of statuses in which every indicator that lags is a door to why it does."""

import pandas as pd

from pages.parts.shell import reference
from pages.parts.shell.picks import Why
from pages.parts.ui import format as fmt
from pages.parts.ui import status
from pages.parts.ui.html import Markup, button
from queries.measures import BEHIND


def strip(version: int, rows: pd.DataFrame, counts: dict[str, int]) -> Markup:
    """status.strip of the rows (of queries.standing, of one region) with their counts; picks: Why, of what lags."""
    catalogue = reference.indicators(version)
    doors: dict[str, list[Markup]] = {}
    for row in rows[rows["status"].isin(BEHIND)].sort_values("gap", ascending=False, kind="stable").itertuples():
        indicator = catalogue.loc[row.indicator_id]
        words = f"{fmt.alone(indicator['short_name'])}{row.status}，与序时差 {fmt.points(row.gap)} 百分点，点开看为什么"
        doors.setdefault(row.status, []).append(button(
            Why(row.region_id, indicator["code"]), status.SIGN[row.status], look=status.CLASS[row.status], title=words,
            aria_label=f"{status.SIGN[row.status]} {words}"))
    return status.strip(counts, doors)
