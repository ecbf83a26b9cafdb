"""As of which period a figure is shown and judged: the newest that nearly all of its due units have reported, so that no single
late or early report turns a page red. SEMANTICS.md, Judged as of."""

import numpy as np
import pandas as pd
from sqlalchemy import Connection, func, literal, select

from queries import rolled_up
from queries.again import once
from queries.catalogue import in_year, list_indicators, parts, with_part_kinds, with_parts
from queries.database import fetch_raw, read_settings
from queries.frames import INT, INT_OR_NAN, Frame, hands_out
from queries.periods import STEP, due_month, last_due
from queries.regions import COUNTS, count_by_month
from queries.rows import rows_of
from queries.schema import observations, region_closure
from queries.succession import Family, family, personal_ids

USUAL = 0.8
JUDGED = Frame(
    region_id=INT, indicator_id=INT, due=INT("last period due, which may lie in the year before"),
    as_of=INT_OR_NAN("the period of this year that it is judged as of; NaN: none is reached"),
    behind=INT("periods due after it; all of the year's where none is reached"),
    due_units=INT("应报单位 of the last due period; 0 of a ratio, which is made"), reported=INT("of these, with a report"),
    due_cells=INT("of the year so far"), cells=INT("of these, reported"),
    last_in=INT("units that have reported the last due period; of a ratio those of the part that the fewest have"),
    last_of=INT("of so many"), later_in=INT("reports of the periods after as_of"))


def coverage(connection: Connection) -> float:
    """The part of the due units (of all due cells, where it is about a month) that must have reported."""
    return float(read_settings(connection).get("judge_coverage", USUAL))


def reaches(units, of, least: float):
    """Whether `units` of `of` are as many as that part of them."""
    return units >= of * least - 1e-9


@once
@hands_out(JUDGED)
def judged(connection: Connection, region_ids: list[int], year: int, month: int, indicator_ids: list[int] | None = None
           ) -> pd.DataFrame:
    """One row a region × indicator (regions as given, catalogue order within, of those that there are in the year, or of
    those asked for): JUDGED.

    Due units are those of the report level at or below the region; 本级 entries do not count, but where there is no such unit:
    there the region's own report is all that can come. A ratio is as of the newest period that every part of its numerator
    reaches, and of its denominator where that is a flow.
    """
    whole = with_part_kinds(list_indicators(connection))
    wanted = in_year(whole, year) if indicator_ids is None else whole[whole["id"].isin(indicator_ids)]
    needed = _needed(wanted, whole)
    counted = whole.loc[sorted({*wanted["id"][wanted["kind"] != "ratio"], *(part for of in needed.values() for part in of)})]
    of_all, personal = family(connection, region_ids, year * 100 + month), personal_ids(connection)
    asked = None if indicator_ids is None else with_parts(indicator_ids, whole)
    units, there, own = _count_reports(connection, of_all, counted, personal, year, month, asked)
    months = [(year - 1) * 100 + 12, *range(year * 100 + 1, year * 100 + month + 1)]
    every = _count_due(connection, of_all, counted, personal, months)
    enough = there & reaches(units, every, coverage(connection))
    reached = np.where(every > 0, enough, own)
    reached[..., 0] = False  # last year's
    ends = [due_month(month, frequency) for frequency in counted["frequency"]]
    reported, due_units = (array[:, np.arange(len(counted)), ends] for array in (units, every))
    ripe = np.array([[at > 0 and at % STEP[name] == 0 for at in range(month + 1)] for name in counted["frequency"]], dtype=int)
    number = {indicator: at for at, indicator in enumerate(counted["id"])}
    told = {name: np.zeros((len(region_ids), len(wanted)), dtype=int) for name in
            ("as_of", "due_units", "due_cells", "reported", "cells", "last_in", "last_of", "later_in")}
    for at, indicator in enumerate(wanted["id"]):
        of = [number[part] for part in needed.get(indicator, [indicator])]
        least = of[0] + np.zeros(len(region_ids), dtype=int) if len(of) == 1 else np.array(of)[
            np.argmin(reported[:, of] / np.maximum(due_units[:, of], 1), axis=1)]
        last = _last(np.logical_and.reduce(reached[:, of], axis=1))
        told["as_of"][:, at] = last
        told["last_in"][:, at], told["last_of"][:, at] = (np.take_along_axis(array, least[:, None], axis=1)[:, 0]
                                                          for array in (reported, due_units))
        told["later_in"][:, at] = np.where(np.arange(month + 1) > last[:, None], units[:, of].sum(axis=1), 0).sum(axis=1)
        if indicator not in needed:
            told["due_units"][:, at], told["reported"][:, at] = due_units[:, of[0]], reported[:, of[0]]
            told["cells"][:, at] = units[:, of[0], 1:].sum(axis=1)
            told["due_cells"][:, at] = every[:, of[0]] @ ripe[of[0]]
    frame = pd.DataFrame({name: array.ravel() for name, array in told.items()})
    step, due, periods = (np.tile(wanted["frequency"].map(of).to_numpy(dtype=int), len(region_ids)) for of in (
        STEP, {name: last_due(year, month, name) for name in STEP}, {name: month // step for name, step in STEP.items()}))
    behind = (np.where(due > year * 100, due % 100, 0) - frame["as_of"]) / step
    known = frame["as_of"] > 0
    return frame.assign(
        region_id=np.repeat(np.array(region_ids, dtype=int), len(wanted)), indicator_id=np.tile(wanted["id"], len(region_ids)),
        due=due, as_of=(year * 100 + frame["as_of"]).where(known), behind=behind.where(known, periods))


def _needed(wanted: pd.DataFrame, whole: pd.DataFrame) -> dict[int, list[int]]:
    """The parts (ids) whose reports each ratio waits for. A denominator that is a stock is carried."""
    number = dict(zip(whole["code"], whole["id"], strict=True))
    return {ratio.id: list(dict.fromkeys(number[code] for code in [
        *parts(ratio.numerator), *(parts(ratio.denominator) if ratio.denominator_kind == "flow" else [])]))
        for ratio in rows_of(wanted[wanted["kind"] == "ratio"])}


def _last(reached: np.ndarray) -> np.ndarray:
    """The number of the last True of each row; 0: none (the first does not count)."""
    return np.where(reached.any(axis=1), reached.shape[1] - 1 - reached[:, ::-1].argmax(axis=1), 0)


def _count_due(connection: Connection, of: Family, indicators: pd.DataFrame, personal: list[int], periods: list[int]
               ) -> np.ndarray:
    """Regions × indicators × periods: the units in use then; a successor's with those whose work it has taken over."""
    levels, at = list(COUNTS.columns), {region: number for number, region in enumerate(of.ids)}
    below = count_by_month(connection, of.ids, periods)[:, [levels.index(level) for level in indicators["report_level"]]]
    final = below[[at[region] for region in of.asked]]
    taken = ~indicators["id"].isin(personal).to_numpy()
    for row in rows_of(of.of):
        final[of.asked.index(row.to_id)] += below[at[row.region_id]] * taken[:, None]
    return final


def _count_reports(connection: Connection, of_all: Family, indicators: pd.DataFrame, personal: list[int], year: int, month: int,
                   asked: list[int] | None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Regions × indicators × periods (last year's December, and the months of this one): units that reported, whether there is a
    roll-up, and whether anybody did, 本级 too. Who reported what is never added up has no roll-up of who: there the reports
    themselves are counted. asked: as queries.rolled_up is asked for them."""
    regions, ids = pd.Index(of_all.asked), pd.Index(indicators["id"].to_numpy())
    units = np.zeros((len(regions), len(ids), month + 1), dtype=int)
    apart = ~indicators["additive"].to_numpy(dtype=bool)
    there, own = (np.zeros(units.shape, dtype=bool) for _ in range(2))

    def place(table: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        months = np.where(table[:, 2] > year * 100, table[:, 2] % 100, 0)
        return regions.get_indexer(table[:, 0]), ids.get_indexer(table[:, 1]), months

    def by_now(table: np.ndarray) -> np.ndarray:
        return _taken_over(table[table[:, 2] <= year * 100 + month], of_all, personal)

    rows = _rolled_up(connection, of_all.ids, asked, year)
    rows = by_now(rows[np.isin(rows[:, 1], ids)])
    at = place(rows)
    np.add.at(units, at, np.where(apart[at[1]], 0, rows[:, 3]))
    there[at] = True
    np.logical_or.at(own, at, rows[:, 4] > 0)
    for level, of in indicators[apart].groupby("report_level"):
        rows = by_now(_count_apart(connection, of_all.ids, level, of["id"].tolist(), year))
        at = place(rows)
        np.add.at(units, at, rows[:, 3])
        there[at] = True
    return units, there, own


def _taken_over(rows: np.ndarray, of_all: Family, personal: list[int]) -> np.ndarray:
    """The rows of the regions asked for, and their predecessors' as their own."""
    if of_all.of.empty:
        return rows
    parts = [rows[np.isin(rows[:, 0], of_all.asked)]]
    for pair in rows_of(of_all.of):
        theirs = rows[(rows[:, 0] == pair.region_id) & ~np.isin(rows[:, 1], personal)]
        parts.append(np.column_stack([np.full(len(theirs), pair.to_id), theirs[:, 1:]]))
    return np.concatenate(parts)


def _rolled_up(connection: Connection, regions: list[int], asked: list[int] | None, year: int) -> np.ndarray:
    """region, indicator, period, due units, all units with a report; from last year's December to the end of the year, for the
    month before is asked about too."""
    rows = rolled_up.recent(connection, regions, asked, year)
    key, (units, held, carried) = rows[:, :3], (rows[:, rolled_up.RECENT.index(name)] for name in ("units", "held", "carried"))
    return np.column_stack([key, units, held - carried]).astype(int)


@once
def _count_apart(connection: Connection, regions: list[int], level: str, indicator_ids: list[int], year: int) -> np.ndarray:
    """The same of reports at the level, nobody's beyond them."""
    cell = (region_closure.c.ancestor_id, observations.c.indicator_id, observations.c.period)
    rows = fetch_raw(connection, select(*cell, func.count(), literal(0))
                     .join(region_closure, region_closure.c.descendant_id == observations.c.region_id)
                     .where(region_closure.c.ancestor_id.in_(regions), region_closure.c.descendant_level == level,
                            observations.c.indicator_id.in_(indicator_ids),
                            observations.c.period.between((year - 1) * 100 + 12, year * 100 + 12))
                     .group_by(*cell))
    return np.array(rows, dtype=int).reshape(-1, 5)
