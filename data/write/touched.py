"""What a change of cells moves: which indicators, which periods, which regions. Nothing else is summed up anew."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from sqlalchemy import Connection, select

from data.write.bulk import read_by_ids
from queries.catalogue import parts
from queries.database import fetch_raw
from queries.periods import STEP, fits
from queries.schema import LEVELS, observations, regions, rollups

FOREVER = 10 ** 9
SPAN = 100_000
"""More than any serial number of a month."""


@dataclass(frozen=True)
class Made:
    """A ratio: its id, of which ids, whether all of these are stocks (then it is carried as they are), and whether one may be
    reported between its own periods."""

    id: int
    parts: tuple[int, ...]
    frequency: str
    report_level: str
    carried: bool
    coarse: bool


def ratios(catalogue: pd.DataFrame) -> list[Made]:
    by_code, found = {row.code: row for row in catalogue[["id", "code", "kind", "frequency"]].itertuples(index=False)}, []
    for row in catalogue[catalogue["kind"] == "ratio"].itertuples():
        of = [by_code[code] for code in (*parts(row.numerator), *parts(row.denominator)) if code in by_code]
        found.append(Made(row.id, tuple(int(part.id) for part in of), row.frequency, row.report_level,
                          all(part.kind == "stock" for part in of),
                          any(STEP[part.frequency] % STEP[row.frequency] for part in of)))
    return found


def serial(periods) -> np.ndarray:
    """Months counted from the year 0, so that they can be added to."""
    periods = np.asarray(periods, dtype=np.int64)
    return periods // 100 * 12 + periods % 100 - 1


def period_of(serials: np.ndarray) -> np.ndarray:
    return serials // 12 * 100 + serials % 12 + 1


def spans(connection: Connection, changed: pd.DataFrame, catalogue: pd.DataFrame) -> dict[int, np.ndarray]:
    """By indicator the months (serial) from … to before … in which a changed value is what counts: a flow's own, a stock's up to
    the same unit's next report."""
    stock = changed["indicator_id"].isin(catalogue.loc[catalogue["kind"] == "stock", "id"]).to_numpy()
    begin = serial(changed["period"])
    end = begin + 1
    if stock.any():
        of = changed[stock]
        rows = select(observations.c.region_id, observations.c.period, observations.c.indicator_id).where(
            observations.c.period > int(of["period"].min()), observations.c.indicator_id.in_(_ids(of["indicator_id"])))
        later = read_by_ids(connection, rows, observations.c.region_id, of["region_id"])
        known = np.sort(cell_number(later, later["period"]))
        mine = cell_number(of, of["period"])
        at = np.searchsorted(known, mine, side="right")
        following = np.append(known, -1)[at]
        end[stock] = np.where(following // SPAN == mine // SPAN, following % SPAN, FOREVER)
    return _by_indicator(np.stack([changed["indicator_id"].to_numpy(dtype=np.int64), begin, end], axis=1))


def periods_of(cells: pd.DataFrame) -> dict[int, np.ndarray]:
    """By indicator the periods of its cells (indicator_id, period), each once, in order."""
    found = _by_indicator(cells[["indicator_id", "period"]].to_numpy(dtype=np.int64))
    return {number: periods[:, 0] for number, periods in found.items()}


def _by_indicator(rows: np.ndarray) -> dict[int, np.ndarray]:
    """The rest of the rows by their first column, each row once, in order."""
    rows = rows[np.lexsort(rows.T[::-1])]
    rows = rows[np.append(True, (rows[1:] != rows[:-1]).any(axis=1))[:len(rows)]]
    numbers, starts = np.unique(rows[:, 0], return_index=True)
    return dict(zip(numbers.tolist(), np.split(rows[:, 1:], starts[1:]), strict=True)) if len(rows) else {}


def cell_number(cells: pd.DataFrame, periods: pd.Series) -> np.ndarray:
    """A number for each cell, in the order of region_id, indicator_id, period; cells has the first two."""
    line = cells["region_id"].to_numpy(dtype=np.int64) * 40_000 + cells["indicator_id"].to_numpy(dtype=np.int64)
    return line * SPAN + serial(periods)


def _ids(numbers) -> list[int]:
    return [int(number) for number in np.unique(numbers)]


def within(months: np.ndarray, of: np.ndarray, shifts: tuple[int, ...]) -> np.ndarray:
    """Which of the months (serial) lie in one of the spans, or so many months after."""
    found = np.zeros(len(months), dtype=bool)
    for begin, end in of:
        for by in shifts:
            found |= (months >= begin + by) & (months < end + by)
    return found


def known_periods(connection: Connection, catalogue: pd.DataFrame) -> dict[int, np.ndarray]:
    """By indicator (of those given, no ratio) the periods that there are roll-ups of: the root's, and of what is not added up the
    units'."""
    root = connection.execute(select(regions.c.id).where(regions.c.parent_id.is_(None))).scalars().all()
    ids = _ids(catalogue["id"])
    rows = fetch_raw(connection, select(rollups.c.indicator_id, rollups.c.period).where(
        rollups.c.region_id.in_(root), rollups.c.indicator_id.in_(ids)))
    apart = catalogue[~catalogue["additive"]]
    if len(apart):
        deepest = max(LEVELS.index(level) for level in apart["report_level"])
        units = connection.execute(select(regions.c.id).where(regions.c.level.in_(LEVELS[:deepest + 1]))).scalars().all()
        rows += read_by_ids(connection, select(rollups.c.indicator_id, rollups.c.period).where(
            rollups.c.indicator_id.in_(_ids(apart["id"]))).distinct(), rollups.c.region_id, pd.Series(units)).values.tolist()
    found = periods_of(pd.DataFrame(np.array(rows, dtype=np.int64).reshape(-1, 2), columns=["indicator_id", "period"]))
    return dict.fromkeys(ids, np.empty(0, dtype=np.int64)) | found


def fitting(periods: np.ndarray, frequency: str) -> np.ndarray:
    return np.array([period for period in periods if fits(int(period), frequency)], dtype=np.int64)
