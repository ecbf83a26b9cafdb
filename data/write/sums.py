"""Roll-ups of observations: every region × period × indicator, own value plus everything below. Pure: asks no database."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.write.progress import Tell, quiet
from queries.catalogue import parts
from queries.periods import STEP, fits, shift
from queries.privacy import personal
from queries.schema import LEVELS, rollups
from queries.succession import Lineage, ended

COLUMNS = [column.name for column in rollups.columns]
COUNTS = ("units", "held", "carried", "oldest", "yoy_units", "mom_units")


@dataclass
class UnitGrid:
    """One indicator's values, units × periods. `value` is what counts at a period (a stock's latest so far), `since`
    the period it was reported for, `own` whether the unit reported for exactly that period."""

    units: np.ndarray
    periods: np.ndarray
    value: np.ndarray
    since: np.ndarray
    own: np.ndarray


class Closure:
    """The pairs of the tree as arrays: ancestor and below, whether they are the same region (own); and the ids of the regions of
    each level."""

    def __init__(self, pairs: pd.DataFrame):
        self.ancestor, self.below = pairs["ancestor_id"].to_numpy(), pairs["descendant_id"].to_numpy()
        self.own = self.ancestor == self.below
        level = pairs["ancestor_level"].to_numpy()[self.own]
        self.level = {name: self.ancestor[self.own][level == name] for name in LEVELS}
        """A region of the report level owes a report; a 本级 entry above it counts in the total but is not due."""
        self._totals: dict[tuple[bytes, bool], _Totals] = {}

    def totals(self, units: np.ndarray, additive: bool) -> "_Totals":
        """Of these units, once: most indicators are reported by the same ones."""
        key = units.tobytes(), bool(additive)
        if key not in self._totals:
            self._totals[key] = _Totals(units, self, additive)
        return self._totals[key]


def compute(cells: pd.DataFrame, indicators: pd.DataFrame, closure: pd.DataFrame, tell: Tell = quiet,
            also: Mapping[int, np.ndarray] | None = None, lineage: Lineage | None = None) -> pd.DataFrame:
    """All roll-up rows of the given observations, with the columns of the rollups table.

    cells: region_id, period, indicator_id, value. indicators: the catalogue rows wanted and their parts.
    closure: ancestor_id, ancestor_level, descendant_id of every region that reports. also: by the id of a stock the
    periods that others, who are not among the cells, have reported. lineage: units that were closed, merged or split; the cells
    of those that others are compared with are among the cells, and counted nowhere unless the closure has them.
    """
    by_code, tree = indicators.set_index("code"), Closure(closure)
    apart = set(indicators.loc[personal(indicators), "id"]) if lineage else set()
    also = also or {}
    grids: dict[str, UnitGrid] = {}
    tables: list[dict[str, np.ndarray]] = []
    grouped = _by_indicator(cells)
    for done, row in enumerate(indicators.itertuples()):
        if row.kind != "ratio" and row.id in grouped:
            tell(done / len(indicators), f"正在汇总：{row.code}")
            grids[row.code] = make_grid(*grouped[row.id], row.kind, also.get(row.id, ()) if row.kind == "stock" else (), lineage)
            tables.append(roll_up(grids[row.code], row, tree, lineage, apart))
    for row in indicators.itertuples():
        if row.kind == "ratio":
            top, bottom = (_side(expression, row, grids, by_code, tree, lineage)
                           for expression in (row.numerator, row.denominator))
            if top and bottom:
                every = [grids[code].periods for side in (row.numerator, row.denominator) for code in parts(side)]
                tables.append(_roll_up_ratio(top, bottom, row, tree, np.unique(np.concatenate(every))))
    if not tables:
        return pd.DataFrame(columns=COLUMNS)
    return pd.DataFrame({name: np.concatenate([table[name] for table in tables]) for name in COLUMNS})


def _by_indicator(cells: pd.DataFrame) -> dict[int, tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """region_id, period and value of each indicator's cells."""
    order = np.argsort(cells["indicator_id"].to_numpy(), kind="stable")
    numbers, starts = np.unique(cells["indicator_id"].to_numpy()[order], return_index=True)
    region, period, value = (np.split(cells[name].to_numpy()[order], starts[1:]) for name in ("region_id", "period", "value"))
    return {int(number): (region[at], period[at], value[at]) for at, number in enumerate(numbers)}


def make_grid(region_ids: np.ndarray, reported: np.ndarray, values: np.ndarray, kind: str, also: Iterable[int] = (),
              lineage: Lineage | None = None) -> UnitGrid:
    """Of cells: who reported which value for which period. also: periods that it has a column of, whether a unit reported them
    or not. A stock of a unit that is no longer in use is not carried on."""
    units, unit_at = np.unique(region_ids, return_inverse=True)
    periods = np.union1d(reported, np.asarray(also, dtype=np.int64))
    value = np.full((len(units), len(periods)), np.nan)
    value[unit_at, np.searchsorted(periods, reported)] = values
    own = ~np.isnan(value)
    since = np.where(own, periods, 0)
    if kind == "stock":
        latest = np.maximum.accumulate(np.where(own, np.arange(len(periods)), -1), axis=1)
        value = np.where(latest >= 0, np.take_along_axis(value, np.maximum(latest, 0), axis=1), np.nan)
        since = np.maximum.accumulate(since, axis=1)
        if lineage:
            over = periods >= ended(lineage, units)[:, None]
            value, since = np.where(over, np.nan, value), np.where(over, 0, since)
    return UnitGrid(units, periods, value, since, own)


def roll_up(grid: UnitGrid, indicator, closure: Closure, lineage: Lineage | None = None, apart: Collection[int] = ()
            ) -> dict[str, np.ndarray]:
    """Totals of a flow or stock for every ancestor of its units (only the unit itself where it is not additive)."""
    total = closure.totals(grid.units, indicator.additive)
    known = ~np.isnan(grid.value)
    due = np.isin(grid.units, closure.level[indicator.report_level])[:, None]
    columns = {"value": grid.value, "units": grid.own & due, "held": known, "carried": known & ~grid.own}
    for name, months in (("yoy", -12), ("mom", -STEP[indicator.frequency])):
        earlier = _earlier(grid, months, indicator.kind == "stock", lineage, indicator.id in apart)
        both = known & ~np.isnan(earlier)
        columns |= {f"{name}_value": np.where(both, grid.value, np.nan), f"{name}_base": np.where(both, earlier, np.nan),
                    f"{name}_units": both}
    oldest = total.lowest(np.where(known, grid.since, 999912))
    return _stack(total.ancestors, grid.periods, total.sums(columns) | {"oldest": oldest}, indicator.id)


def _earlier(grid: UnitGrid, months: int, carried: bool, lineage: Lineage | None, apart: bool) -> np.ndarray:
    """Each cell's value `months` away: for a stock the latest by then, for a flow that very period's; where the unit is one that
    others were merged into, theirs with it (none where one is missing, after a split, and of what is about persons)."""
    wanted = np.array([shift(int(period), months) for period in grid.periods])
    at = np.searchsorted(grid.periods, wanted, side="right") - 1
    found = at >= 0 if carried else (at >= 0) & (grid.periods[np.maximum(at, 0)] == wanted)
    final = np.where(found, grid.value[:, np.maximum(at, 0)], np.nan)
    if lineage is None:
        return final
    place = {int(unit): row for row, unit in enumerate(grid.units)}
    for unit in place.keys() & lineage.moved:
        for column, (then, period) in enumerate(zip(wanted.tolist(), grid.periods.tolist(), strict=True)):
            if not lineage.is_same(unit, period, then):
                of = None if apart or not found[column] else lineage.made_of(unit, period, then)
                known = of and all(one in place for one in of)
                final[place[unit], column] = sum(
                    grid.value[place[one], at[column]] for one in sorted(of or ())) if known else np.nan
    return final


def _side(expression: str, ratio, grids: dict[str, UnitGrid], by_code: pd.DataFrame, closure: Closure, lineage: Lineage | None
          ) -> UnitGrid | None:
    """A ratio's numerator or denominator at the level of the ratio; a unit counts where it has every part."""
    side = None
    for code in parts(expression):
        if code not in grids:
            return None
        grid = grids[code]
        if lineage and by_code.at[code, "kind"] == "stock":
            grid = _until_their_end(grid, lineage)
        if by_code.at[code, "report_level"] != ratio.report_level:
            grid = _lift(grid, ratio.report_level, closure)
        side = grid if side is None else _add(side, grid, carried=by_code.at[code, "kind"] == "stock")
    return side


def _lift(grid: UnitGrid, level: str, closure: Closure) -> UnitGrid:
    """Sums the values of units to the regions of a level above them; a 本级 entry above that level stays where it is."""
    higher = np.concatenate([closure.level[name] for name in LEVELS[:LEVELS.index(level)]])
    kept = np.isin(closure.ancestor, closure.level[level]) | (closure.own & np.isin(closure.ancestor, higher))
    total = _Totals(grid.units, closure, additive=True, kept=kept)
    known = ~np.isnan(grid.value)
    sums = total.sums({"known": known, "value": grid.value, "own": grid.own})
    value = np.where(sums["known"] > 0, sums["value"], np.nan)
    since = np.where(np.isnan(value), 0, total.lowest(np.where(known, grid.since, 999912)))
    return UnitGrid(total.ancestors, grid.periods, value, since, sums["own"] > 0)


def _until_their_end(grid: UnitGrid, lineage: Lineage) -> UnitGrid:
    """The grid with a column where units end, so that whatever looks for the latest finds that they do."""
    ends = ended(lineage, grid.units)
    periods = np.union1d(grid.periods, np.unique(ends[ends < 999_999]))
    if len(periods) == len(grid.periods):
        return grid
    wider = _at(grid, grid.units, periods, carried=True)
    over = periods >= ends[:, None]
    return UnitGrid(grid.units, periods, np.where(over, np.nan, wider.value), np.where(over, 0, wider.since), wider.own & ~over)


def _add(left: UnitGrid, right: UnitGrid, carried: bool) -> UnitGrid:
    units = np.intersect1d(left.units, right.units)
    periods = np.union1d(left.periods, right.periods)
    a, b = _at(left, units, periods, carried), _at(right, units, periods, carried)
    return UnitGrid(units, periods, a.value + b.value, np.minimum(a.since, b.since), a.own & b.own)


def _at(grid: UnitGrid, units: np.ndarray, periods: np.ndarray, carried: bool) -> UnitGrid:
    """The grid seen at other units (a subset) and periods: a stock's latest by then, a flow's very period."""
    rows = np.searchsorted(grid.units, units)
    at = np.searchsorted(grid.periods, periods, side="right") - 1
    exact = (at >= 0) & (grid.periods[np.maximum(at, 0)] == periods)
    found = at >= 0 if carried else exact
    pick = np.ix_(rows, np.maximum(at, 0))
    return UnitGrid(units, periods, np.where(found, grid.value[pick], np.nan), np.where(found, grid.since[pick], 0),
                exact & grid.own[pick])


def _roll_up_ratio(numerator: UnitGrid, denominator: UnitGrid, ratio, closure: Closure, reported: np.ndarray
                   ) -> dict[str, np.ndarray]:
    """Numerator (value) and denominator (base) summed over the units that have both. SEMANTICS.md: 比率. reported: the periods
    that any part was reported for."""
    units = np.intersect1d(numerator.units, denominator.units)
    periods = np.array([p for p in reported if fits(int(p), ratio.frequency)], dtype=int)
    top = _at(numerator, units, periods, carried=ratio.numerator_kind == "stock")
    bottom = _at(denominator, units, periods, carried=ratio.denominator_kind == "stock")
    both = ~np.isnan(top.value) & ~np.isnan(bottom.value)
    due = np.isin(units, closure.level[ratio.report_level])[:, None]
    total = closure.totals(units, additive=True)
    none = np.full((len(total.ancestors), len(periods)), np.nan)
    columns = {**total.sums({
        "value": np.where(both, top.value, np.nan), "base": np.where(both, bottom.value, np.nan), "units": both & top.own & due,
        "held": both, "carried": both & ~top.own}),
               "oldest": total.lowest(np.where(both, top.since, 999912)),
               "yoy_value": none, "yoy_base": none, "yoy_units": np.zeros_like(none),
               "mom_value": none, "mom_base": none, "mom_units": np.zeros_like(none)}
    return _stack(total.ancestors, periods, columns, ratio.id)


class _Totals:
    """Sums rows of units into rows of their ancestors, one after the other in the order of their ids: the same parts then
    come to the same sum to the last bit, whoever else is among the units."""

    def __init__(self, units: np.ndarray, closure: Closure, additive: bool, kept: np.ndarray | None = None):
        mine = np.isin(closure.below, units)
        if kept is not None:
            mine &= kept
        if not additive:
            mine &= closure.own
        ancestors, rows = closure.ancestor[mine], np.searchsorted(units, closure.below[mine])
        order = np.lexsort((rows, ancestors))
        self.rows = rows[order]
        self.ancestors, self.starts, self.group = np.unique(ancestors[order], return_index=True, return_inverse=True)

    def sums(self, matrices: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Each of them (units × periods, all alike) as ancestors × periods; what is missing adds nothing."""
        beside = np.concatenate(list(matrices.values()), axis=1, dtype=float)
        beside[np.isnan(beside)] = 0
        width = beside.shape[1]
        place = self.group[:, None] * width + np.arange(width)
        # Of nothing bincount would tell whole numbers.
        final = np.bincount(place.ravel(), beside[self.rows].ravel(), len(self.ancestors) * width).astype(float, copy=False)
        parts = np.split(final.reshape(len(self.ancestors), width), len(matrices), axis=1)
        return dict(zip(matrices, parts, strict=True))

    def lowest(self, matrix: np.ndarray) -> np.ndarray:
        if not len(self.rows):
            return matrix[:0]
        return np.minimum.reduceat(matrix[self.rows], self.starts, axis=0)


def _stack(ancestors: np.ndarray, periods: np.ndarray, columns: dict[str, np.ndarray], indicator_id: int
           ) -> dict[str, np.ndarray]:
    keep = columns["held"] > 0
    region_at, period_at = np.nonzero(keep)
    table = {name: matrix[keep] for name, matrix in columns.items()}
    for name in ("yoy", "mom"):
        none = table[f"{name}_units"] == 0
        table[f"{name}_value"][none] = table[f"{name}_base"][none] = np.nan
    table |= {name: table[name].astype(np.int64) for name in COUNTS}
    return {"base": np.full(len(region_at), np.nan), **table, "region_id": ancestors[region_at],
            "period": periods[period_at], "indicator_id": np.full(len(region_at), indicator_id)}
