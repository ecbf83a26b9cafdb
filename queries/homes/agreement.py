"""Where what units report of 妇女之家 and what their register holds differ."""

import numpy as np
import pandas as pd
from sqlalchemy import Connection, select

from queries.catalogue import in_year, list_indicators
from queries.database import fetch_raw
from queries.frames import FLOAT, INT, TEXT, Frame, hands_out
from queries.homes.counted import registers
from queries.homes.coverage import (
    COVERED,
    HOMES,
    NEW,
    RATE,
    VILLAGES,
    by_seat,
    coverage,
    list_forms,
    names_of,
    registered_seats,
    tally,
)
from queries.periods import last_due
from queries.rows import rows_of
from queries.schema import observations, regions, rollups

DISAGREEMENTS = Frame(region_id=INT, period=INT, indicator_id=INT, value=FLOAT("reported"), expected=FLOAT("by the register"),
                      words=TEXT)


@hands_out(DISAGREEMENTS)
def disagreements(connection: Connection, year: int, month: int, unit_ids: list[int] | None = None) -> pd.DataFrame:
    """Where a unit's own report (of these units; None: of any) and the register differ at the end of the period last due by
    the month, of the indicators that there are in the year: DISAGREEMENTS.

    WL-01, WL-02 and WL-04, and every
    indicator that counts one form; WL-03 where only its denominator differs. Not where the unit has not reported that
    very period, nor where its seat keeps no register.
    """
    catalogue = in_year(list_indicators(connection), year).set_index("code", drop=False)
    known = list_forms(connection)
    by_domain = {HOMES: ["village", "new"], NEW: ["new"]}
    counted = {code: known.loc[known["domain"].isin(domains), "name"].tolist() for code, domains in by_domain.items()}
    by_id = catalogue.set_index("id")["code"]
    for row in rows_of(known[known["indicator_id"].isin(by_id.index)]):
        counted[by_id[int(row.indicator_id)]] = [row.name]
    wanted = catalogue[catalogue["code"].isin([*counted, COVERED])]
    wanted = wanted.assign(due=[last_due(year, month, frequency) for frequency in wanted["frequency"]])
    of_level = {level: list(connection.execute(select(regions.c.id).where(regions.c.level == level)).scalars())
                for level in wanted["report_level"].unique()}
    of_level = of_level if unit_ids is None else {level: sorted({*units} & {*unit_ids}) for level, units in of_level.items()}
    found, homes = [], names_of(known, "")
    for level, group in wanted.groupby("report_level"):
        units = of_level[level]
        if not units:
            continue
        seats = pd.concat(by_seat(connection, units)).drop_duplicates("region_id").set_index("region_id")["seat"]
        held = registers(connection, {int(seat) for seat in seats.dropna()})
        registered = {names: registered_seats(held, known, [*names])
                      for names in {(*counted.get(code, homes),) for code in group["code"]}}
        rows = _reported(connection, group, units)
        for period, due in group.groupby("due"):
            now = rows[rows["period"] == period]
            asked = {name for code in due["code"] if code != COVERED for name in counted[code]}
            counts = tally(connection, now["region_id"].unique().tolist(), period, sorted(asked))
            for indicator in rows_of(due, index=False):
                names = counted.get(indicator.code, homes)
                kept = seats.index[seats.isin(registered[*names,])]
                reported = now[(now["indicator_id"] == indicator.id) & now["region_id"].isin(kept)].assign(unit=indicator.unit)
                found += (_compare_coverage(connection, catalogue, reported, period) if indicator.code == COVERED else
                          [_compare(reported, counts[counts["form"].isin(names)])])
    final = pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=["region_id", "period", "indicator_id",
                                                                                    "value", "expected", "unit"])
    final["words"] = [f"截至{row.period // 100}年{row.period % 100}月上报 {row.value:,.10g}{row.unit}，按名册为 "
                      f"{row.expected:,.10g}{row.unit}，名册{'少' if row.expected < row.value else '多'} "
                      f"{round(abs(row.value - row.expected), 1):,.10g}{row.unit.replace('%', ' 个百分点')}"
                      for row in rows_of(final)]
    return final


def _compare(reported: pd.DataFrame, counts: pd.DataFrame) -> pd.DataFrame:
    """What units reported against the sites of the register that were counted (rows of `tally`)."""
    expected = reported["region_id"].map(counts.groupby("region_id")["sites"].sum()).fillna(0).astype(float)
    return reported.assign(expected=expected)[reported["value"] != expected]


def _compare_coverage(connection: Connection, catalogue: pd.DataFrame, reported: pd.DataFrame, period: int
                      ) -> list[pd.DataFrame]:
    counted = coverage(connection, reported["region_id"].tolist(), period)
    reported = reported.assign(expected=reported["region_id"].map(counted["covered"]).astype(float))
    differ = reported["value"] != reported["expected"]
    parts = [code for code in VILLAGES if code in catalogue.index]
    whole = pd.read_sql(select(rollups.c.region_id, rollups.c.indicator_id, rollups.c.period, rollups.c.value).where(
        rollups.c.region_id.in_(reported["region_id"].tolist()), rollups.c.period <= period,
        rollups.c.indicator_id.in_([int(catalogue.at[code, "id"]) for code in parts])), connection).sort_values("period")
    whole = whole.drop_duplicates(["region_id", "indicator_id"], keep="last").groupby("region_id")["value"].agg(["sum", "size"])
    if RATE not in catalogue.index:
        return [reported[differ]]
    rates = reported[~differ].copy()
    below = rates["region_id"].map(whole["sum"].where(whole["size"] == len(parts)))
    other = below.notna() & (below != rates["region_id"].map(counted["villages"])) & (below > 0)
    rates = rates[other].assign(indicator_id=int(catalogue.at[RATE, "id"]), unit="%", value=lambda frame: (
        frame["value"] / below[other] * 100).round(1))
    rates["expected"] = rates["region_id"].map(counted["rate"]).round(1)
    return [reported[differ], rates[rates["value"] != rates["expected"]]]


def _reported(connection: Connection, wanted: pd.DataFrame, units: list[int]) -> pd.DataFrame:
    """region_id, period, indicator_id, value of what the units reported for the indicators at the end of the period due."""
    columns = ["region_id", "period", "indicator_id", "value"]
    which = (observations.c.period.in_(wanted["due"].unique().tolist()), observations.c.indicator_id.in_(wanted["id"].tolist()))
    # By id lists: the key begins with the region, and a list stays below what PostgreSQL takes.
    rows = [row for start in range(0, len(units), 10_000) for row in fetch_raw(connection, select(
        *(observations.c[name] for name in columns)).where(
        observations.c.region_id.in_(units[start:start + 10_000]), *which))]
    return pd.DataFrame(np.array(rows, dtype=float).reshape(-1, 4), columns=columns).astype(dict.fromkeys(columns[:3], int))
