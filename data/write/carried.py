"""Stocks in a period that has its first report, or has lost its last: there every region that holds one has a row."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sqlalchemy import Connection, select

from data.write.bulk import read_by_ids
from data.write.parents import KEY
from data.write.sums import COLUMNS
from data.write.touched import cell_number, period_of, serial
from queries.periods import STEP
from queries.schema import LEVELS, regions, rollups

COMPARED = [*KEY, "value", "held"]
KEPT = [*COMPARED, "base", "oldest"]


@dataclass
class First:
    """A period that an indicator has been reported for by nobody before, and the periods before it: the last, that of a
    step and of a year ago or the last by then (0: none)."""

    indicator_id: int
    period: int
    before: int
    mom: int
    yoy: int


def first(indicator_id: int, period: int, known: np.ndarray, frequency: str) -> First:
    def last(by: int) -> int:
        at = np.searchsorted(known, by, side="right")
        return int(known[at - 1]) if at else 0

    month = serial(period)
    return First(indicator_id, period, last(int(period_of(month - 1))), last(int(period_of(month - STEP[frequency]))),
                 last(int(period_of(month - 12))))


def carry(connection: Connection, firsts: list[First], catalogue: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What every region comes to in these periods with no report of its own, from its roll-ups before them; and where that does
    not tell it, for some unit began to report since the period compared with: region_id, period, indicator_id.

    Costs a row a region, indicator and new period: neither history nor observations are read.
    """
    wanted = pd.DataFrame([vars(one) for one in firsts if one.before])
    if wanted.empty:
        return pd.DataFrame(columns=COLUMNS), pd.DataFrame(columns=KEY)
    wanted = wanted.rename(columns={"period": "at"})
    deepest = max(LEVELS.index(level) for level in catalogue.loc[wanted["indicator_id"], "report_level"])
    places = pd.Series(connection.execute(select(regions.c.id).where(
        regions.c.level.in_(LEVELS[:deepest + 1]))).scalars().all())
    last = {(one.before, one.indicator_id) for one in firsts if one.before}
    others = {(period, one.indicator_id) for one in firsts if one.before for period in (one.mom, one.yoy) if period} - last
    now = _read(connection, last, KEPT, places)
    compared = pd.concat([part for part in (now[COMPARED], _read(connection, others, COMPARED, places)) if len(part)] or [now])
    now = now.merge(wanted, left_on=["indicator_id", "period"], right_on=["indicator_id", "before"])
    key = cell_number(compared, compared["period"])
    order = np.argsort(key)
    final = now.assign(period=now["at"], units=0, carried=now["held"])
    summed = ~now["indicator_id"].isin(catalogue.loc[catalogue["kind"] == "ratio", "id"])
    unclear = []
    for name in ("mom", "yoy"):
        mine = cell_number(now, now[name])
        at = np.searchsorted(key, mine, sorter=order)
        there = np.append(key[order], -1)[at] == mine
        then = {of: np.where(there, np.append(compared[of].to_numpy(dtype=float)[order], np.nan)[at], np.nan)
                for of in ("value", "held")}
        # Who reported once is carried on: as many units then and now are the same ones.
        same = summed & (then["held"] == now["held"])
        final[f"{name}_value"], final[f"{name}_base"] = now["value"].where(same), np.where(same, then["value"], np.nan)
        final[f"{name}_units"] = now["held"].where(same, 0)
        unclear.append(final.loc[summed & there & ~same, KEY])
    return final[COLUMNS], pd.concat(unclear, ignore_index=True).drop_duplicates()


def _read(connection: Connection, pairs: Iterable[tuple[int, int]], names: list[str], places: pd.Series) -> pd.DataFrame:
    """Columns of the roll-ups that all places have of these periods and indicators."""
    by_period: dict[int, list[int]] = {}
    for period, number in sorted(pairs):
        by_period.setdefault(period, []).append(int(number))
    parts = [read_by_ids(connection, select(*(rollups.c[name] for name in names)).where(
        rollups.c.period == period, rollups.c.indicator_id.in_(numbers)), rollups.c.region_id, places)
        for period, numbers in by_period.items()]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=names)
