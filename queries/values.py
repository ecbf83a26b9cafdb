"""What roll-ups come to as a viewer sees them: the figure up to a period, a single period's, and 同比 like for like. The steps
that a standing and a look back over the years share.

frame: a row a cell (region × indicator) in their order, numbered from 0, with KEY, kind, percent, numerator_kind,
denominator_kind, additive, seen (privacy.sight) and at (the period that all is of).
rows: roll-ups with cell (the number of their row in the frame) and until (the last period that counts for the row), by cell and
period.
"""

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from queries import measures
from queries.paired import counted_apart
from queries.periods import STEP
from queries.privacy import ROUNDED, marks, summed, visible
from queries.stocks_carried import compare_carried
from queries.succession import personal_ids

KEY = ["region_id", "indicator_id"]
FIGURES = [*KEY, "period", "value", "base", "held", "carried", "oldest", "yoy_value", "yoy_base", "yoy_units", "mom_value",
           "mom_base"]
"""The columns of rows that are asked for here."""


def cells(rows: pd.DataFrame, region_ids: list[int], indicator_ids: list[int]) -> np.ndarray:
    """The number that each row's region and indicator have among all of them, region by region; -1: none."""
    region = pd.Index(region_ids).get_indexer(rows["region_id"])
    indicator = pd.Index(indicator_ids).get_indexer(rows["indicator_id"])
    return np.where((region < 0) | (indicator < 0), -1, region * len(indicator_ids) + indicator)


def by_cell(frame: pd.DataFrame, region_ids: list[int], indicator_ids: list[int]) -> pd.DataFrame:
    """Roll-ups as `rows` without until: those of these regions and indicators."""
    cell = cells(frame, region_ids, indicator_ids)
    order = np.argsort(cell * 1_000_000 + frame["period"].to_numpy(), kind="stable")
    order = order[np.count_nonzero(cell < 0):]
    return frame.iloc[order].assign(cell=cell[order]).reset_index(drop=True)


def figures(frame: pd.DataFrame, rows: pd.DataFrame, year: int, years_back: int) -> pd.DataFrame:
    """value, what is on the screen (of the same period some years back): 累计, 期末, or Σ numerator ÷ Σ denominator, each by its
    own kind; a ratio's top and bottom (numerator and denominator); withheld, rounded; blind: whether there is a value that is
    not seen."""
    until = rows["until"] - years_back * 100
    this = rows[rows["period"].between((year - years_back) * 100 + 1, until)]
    sums = this.groupby("cell", sort=False)[["value", "base"]].sum(min_count=1).reindex(frame.index)
    last = newest(rows, until)[["value", "base"]].reindex(frame.index)
    ratio, seen = frame["kind"] == "ratio", frame["seen"]
    added = frame["numerator_kind"].eq("flow").where(ratio, frame["kind"] == "flow")
    below_added = frame["denominator_kind"].eq("flow")
    top, bottom = sums["value"].where(added, last["value"]), sums["base"].where(below_added, last["base"])
    seen_top = summed(this, ["cell"], "value", seen).where(added, visible(last["value"], seen))
    seen_bottom = summed(this, ["cell"], "base", seen).where(below_added, visible(last["base"], seen))
    final = marks(top, seen_top, seen).assign(top=seen_top.where(ratio), bottom=seen_bottom.where(ratio))
    final["value"] = measures.quotient(seen_top, seen_bottom, frame["percent"]).where(ratio, seen_top)
    exact = measures.quotient(top, bottom, frame["percent"]).where(ratio, top)
    final["blind"] = exact.notna() & final["value"].isna()
    final.loc[ratio & (seen == ROUNDED), "withheld"] = np.where(final["blind"], "base", "")[ratio & (seen == ROUNDED)]
    final.loc[ratio & (seen == ROUNDED), "rounded"] = final["value"].notna() & (final["value"] != 0)
    return final


def carried(frame: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """carried (units that stand with an earlier period than the one all is of, of the frame's value) and oldest (the earliest of
    these periods; NaN: none)."""
    last = newest(rows, rows["until"])
    summed_up = (frame["kind"] == "flow") | (frame["numerator_kind"] == "flow")  # nothing is carried where nothing is a stock
    stale = (last["period"].reindex(frame.index) < frame["at"]) & ~summed_up
    units = last["held"].reindex(frame.index).where(stale, last["carried"].reindex(frame.index))
    final = pd.DataFrame({"carried": units.where(~summed_up & frame["value"].notna(), 0).fillna(0).astype(int)})
    return final.assign(oldest=last["oldest"].reindex(frame.index).where(final["carried"] > 0))


def newest(rows: pd.DataFrame, until: int | pd.Series | np.ndarray) -> pd.DataFrame:
    """The last roll-up of each cell by a period."""
    early = np.flatnonzero(rows["period"] <= until)
    cell = rows["cell"].to_numpy()[early]
    return rows.iloc[early[np.append(cell[1:] != cell[:-1], True)[:len(cell)]]].set_index("cell")


def at_period(rows: pd.DataFrame, frame: pd.DataFrame, steps: int) -> pd.DataFrame:
    """Each row's roll-up at the period it is of, moved by `steps` periods of its frequency."""
    at = frame["at"]
    serial = at // 100 * 12 + at % 100 - 1 + steps * frame["frequency"].map(STEP).astype(int)
    there = rows["period"].to_numpy() == of_row(serial // 12 * 100 + serial % 12 + 1, rows)
    return rows[there].set_index("cell").reindex(frame.index)


def alone(at: pd.DataFrame, frame: pd.DataFrame) -> pd.Series:
    """The figure of a period by itself, out of `at_period`."""
    value, base = visible(at["value"], frame["seen"]), visible(at["base"], frame["seen"])
    return measures.quotient(value, base, frame["percent"]).where(frame["kind"] == "ratio", value)


def of_row(values: pd.Series, rows: pd.DataFrame) -> np.ndarray:
    """What each roll-up's cell has of the values."""
    return values.to_numpy()[rows["cell"].to_numpy()]


def _held_a_year_before(rows: pd.DataFrame, frame: pd.DataFrame) -> pd.Series:
    return newest(rows, of_row(frame["at"], rows) - 100)["held"].reindex(frame.index)


def _counted_apart(connection: Connection, frame: pd.DataFrame, year: int) -> pd.Series:
    until = frame["at"] if "until" not in frame else frame["until"]
    return counted_apart(connection, frame[[*KEY, "kind", "at"]].assign(until=until), year, personal_ids(connection))


def like_for_like(frame: pd.DataFrame, rows: pd.DataFrame, connection: Connection, year: int) -> pd.DataFrame:
    """yoy (同比), yoy_units and yoy_all of the frame, which has value too: only pairs of reporting unit and period that are
    present in both years are compared."""
    flow, ratio = frame["kind"] == "flow", frame["kind"] == "ratio"
    names = ["yoy_value", "yoy_base", "yoy_units", "held"]
    this = rows[rows["period"].between(year * 100 + 1, rows["until"])]
    last = rows[rows["period"].between((year - 1) * 100 + 1, rows["until"] - 100)]
    sums, seen = this.groupby("cell", sort=False)[names].sum(min_count=1).reindex(frame.index), frame["seen"]
    at_due = at_period(rows, frame, 0)
    pairs = sums.where(flow, at_due[names])
    silent = frame[(frame["kind"] == "stock") & frame["value"].notna() & at_due["held"].isna()]
    if len(silent):
        carried = silent[[*KEY, "at", "additive", "seen"]].rename(columns={"at": "due"})
        told = compare_carried(connection, carried.reset_index(drop=True))
        pairs.update(told.reindex(pd.MultiIndex.from_frame(silent[KEY])).set_axis(silent.index))
    held_last = last.groupby("cell", sort=False)["held"].sum().reindex(frame.index).where(
        flow, _held_a_year_before(rows, frame)).fillna(0)
    difference = frame["value"] - figures(frame[ratio], rows[of_row(ratio, rows)], year, 1)["value"].reindex(frame.index)
    now, before = (summed(this, ["cell"], name, seen).where(flow, visible(pairs[name], seen)) for name in names[:2])
    final = pd.DataFrame({"yoy": measures.change(now, before).where(~ratio, difference)})
    final["yoy_units"] = pairs["yoy_units"].where(~ratio).fillna(0).astype(int)
    all_held = pairs["held"].fillna(0) + held_last - pairs["yoy_units"].fillna(0) - _counted_apart(connection, frame, year)
    final["yoy_all"] = all_held.where(~ratio & final["yoy"].notna(), 0).astype(int)
    return final
