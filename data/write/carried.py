"""Stocks in a period that has its first report, or has lost its last: there every region that holds one has a row."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from sqlalchemy import Connection, select

from data.write.bulk import read_by_ids
from data.write.sums import COLUMNS
from data.write.touched import period_of, serial
from queries.periods import STEP
from queries.schema import LEVELS, regions, rollups

NONE = {"yoy_value": np.nan, "yoy_base": np.nan, "yoy_units": 0, "mom_value": np.nan, "mom_base": np.nan, "mom_units": 0}


@dataclass
class First:
    """A period that an indicator has been reported for by nobody before, and the periods before it: the last, that of a step
    and of a year ago or the last by then (0: none)."""

    indicator_id: int
    period: int
    before: int
    step: int
    year: int


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
    firsts = [one for one in firsts if one.before]
    if not firsts:
        return pd.DataFrame(columns=COLUMNS), pd.DataFrame(columns=["region_id", "period", "indicator_id"])
    ids = sorted({one.indicator_id for one in firsts})
    periods = sorted({period for one in firsts for period in (one.before, one.step, one.year) if period})
    deepest = max(LEVELS.index(level) for level in catalogue.loc[catalogue["id"].isin(ids), "report_level"])
    places = pd.Series(connection.execute(select(regions.c.id).where(
        regions.c.level.in_(LEVELS[:deepest + 1]))).scalars().all())
    held = read_by_ids(connection, select(rollups).where(rollups.c.period.in_(periods), rollups.c.indicator_id.in_(ids)),
                       rollups.c.region_id, places)
    by_cell = {key: of.set_index("region_id") for key, of in held.groupby(["indicator_id", "period"])}
    tables, unclear = [], []
    made = set(catalogue.loc[catalogue["kind"] == "ratio", "id"])
    for one in firsts:
        if (now := by_cell.get((one.indicator_id, one.before))) is None:
            continue
        table = now.assign(period=one.period, units=0, carried=now["held"], **NONE)
        if one.indicator_id not in made:
            for name, at in (("mom", one.step), ("yoy", one.year)):
                if (then := by_cell.get((one.indicator_id, at))) is None:
                    continue
                then = then.reindex(now.index)
                # Who reported once is carried on: as many units then and now are the same ones.
                same = then["held"] == now["held"]
                table[f"{name}_value"] = now["value"].where(same)
                table[f"{name}_base"] = then["value"].where(same)
                table[f"{name}_units"] = now["held"].where(same, 0)
                unclear.append(table.loc[then["held"].notna() & ~same, ["period", "indicator_id"]].reset_index())
        tables.append(table.reset_index()[COLUMNS])
    found = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=COLUMNS)
    rest = pd.concat(unclear, ignore_index=True).drop_duplicates() if unclear else pd.DataFrame(
        columns=["region_id", "period", "indicator_id"])
    return found, rest
