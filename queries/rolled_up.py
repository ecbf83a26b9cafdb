"""Roll-ups of regions as the driver hands them over, which takes longer than all that is made of them: what one page asks of a
region is read once, whether for a standing, for what is judged or for the years."""

import numpy as np
import pandas as pd
from sqlalchemy import Connection, select

from queries.again import once_each
from queries.database import fetch_raw
from queries.schema import rollups

KEY = ["region_id", "indicator_id", "period"]
OF_YEARS = [*KEY, "value", "held", "carried", "units", "mom_units", "mom_value", "mom_base"]
OF_LAST_YEAR = [*OF_YEARS, "base", "oldest"]
RECENT = [*OF_LAST_YEAR, "yoy_value", "yoy_base", "yoy_units"]
"""What was comparable with what a year ago, nobody asks of the months before last December."""


def recent(connection: Connection, region_ids: list[int], indicator_ids: list[int] | None, year: int) -> np.ndarray:
    """RECENT of the year and of the December before it, of these indicators or all."""
    return _read(connection, region_ids, indicator_ids, (year - 1) * 100 + 12, year * 100 + 12, RECENT)


def last_year(connection: Connection, region_ids: list[int], indicator_ids: list[int] | None, year: int) -> np.ndarray:
    """OF_LAST_YEAR of the eleven months before."""
    return _read(connection, region_ids, indicator_ids, (year - 1) * 100 + 1, (year - 1) * 100 + 11, OF_LAST_YEAR)


def earlier(connection: Connection, region_ids: list[int], indicator_ids: list[int] | None, year: int) -> np.ndarray:
    """OF_YEARS of all years before these two."""
    return _read(connection, region_ids, indicator_ids, 0, (year - 2) * 100 + 12, OF_YEARS)


def as_frame(parts: list[tuple[np.ndarray, list[str]]]) -> pd.DataFrame:
    """Rows with the names of their columns in one frame; NaN where some have no such column."""
    frame = pd.concat([pd.DataFrame(rows, columns=names) for rows, names in parts], ignore_index=True)
    return frame.astype(dict.fromkeys(KEY, int))


@once_each
def _read(connection: Connection, region_ids: list[int], indicator_ids: list[int] | None, first: int, last: int, names: list[str]
          ) -> np.ndarray:
    rows = select(*(rollups.c[name] for name in names)).where(
        rollups.c.region_id.in_(region_ids), rollups.c.period.between(first, last))
    if indicator_ids is not None:
        rows = rows.where(rollups.c.indicator_id.in_(indicator_ids))
    return np.array(fetch_raw(connection, rows), dtype=float).reshape(-1, len(names))
