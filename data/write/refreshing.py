"""One change of cells on its way up the tree: what rollups.refresh does."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from sqlalchemy import Connection, and_, select

from data.write import carried, forest, touched
from data.write.bulk import read_by_ids
from data.write.cells import read_cells
from data.write.parents import add_up
from data.write.progress import Tell
from data.write.rows import among, delete_rows, ids, write_rows
from data.write.sums import COLUMNS, compute
from queries.periods import STEP, shift
from queries.schema import LEVELS, observations, regions, rollups
from queries.succession import read_lineage


class Refresh:
    """One change of cells on its way up. Periods by indicator: `known` had roll-ups before, `new` has its first report with this
    change, `at` is summed up anew."""

    def __init__(self, connection: Connection, changed: pd.DataFrame, catalogue: pd.DataFrame, made: list[touched.Made],
                 tree: pd.DataFrame):
        self.connection, self.changed, self.tree = connection, changed, tree
        self.lineage = read_lineage(connection)
        self.stated = set(changed["indicator_id"])
        self.made = [ratio for ratio in made if self.stated & set(ratio.parts)]
        self.wanted = self.stated | {ratio.id for ratio in self.made}
        needed = self.wanted | {part for ratio in self.made for part in ratio.parts}
        self.indicators = catalogue[catalogue["id"].isin(needed)]
        self.stocks = set(self.indicators.loc[self.indicators["kind"] == "stock", "id"])
        self.additive = set(self.indicators.loc[self.indicators["additive"] | (self.indicators["kind"] == "ratio"), "id"])
        self.of = touched.periods_of(changed)
        self.known = touched.known_periods(connection, self.indicators[self.indicators["kind"] != "ratio"])
        self.new = self._find_new()
        self.at = self._find_periods()

    def _find_new(self) -> dict[int, np.ndarray]:
        """Periods of stocks, and of what is made of stocks alone, that nobody has reported before and somebody has now."""
        candidates = {number: np.setdiff1d(self.of[number], self.known[number]) for number in self.stated & self.stocks}
        candidates = {number: periods for number, periods in candidates.items() if len(periods)}
        found = {}
        if candidates:
            rows = read_by_ids(self.connection, select(observations.c.indicator_id, observations.c.period).where(
                observations.c.period.in_(ids(np.concatenate(list(candidates.values())))),
                observations.c.indicator_id.in_(ids(candidates))).distinct(), observations.c.region_id,
                self.changed["region_id"])
            reported = touched.periods_of(rows)
            for number, periods in candidates.items():
                now = np.intersect1d(periods, reported.get(number, ()))
                if len(now):
                    found[number] = now.astype(np.int64)
        for ratio in self.made:
            if ratio.carried:
                periods = np.concatenate([np.empty(0, dtype=np.int64), *(found[part] for part in ratio.parts if part in found)])
                periods = np.setdiff1d(touched.fitting(np.unique(periods), ratio.frequency), self._known(ratio))
                if len(periods):
                    found[ratio.id] = periods
        return found

    def _known(self, ratio: touched.Made) -> np.ndarray:
        return touched.fitting(np.unique(np.concatenate([self.known[part] for part in ratio.parts])), ratio.frequency)

    def _find_periods(self) -> dict[int, np.ndarray]:
        spans = touched.spans(self.connection, self.changed, self.indicators)
        frequency, found = self.indicators["frequency"], {}
        for number, of in spans.items():
            more = self.new.get(number, ()) if number in self.stocks else self.of[number]
            found[number] = np.union1d(self.known[number], np.asarray(more, dtype=np.int64)), of, (0, STEP[frequency[number]], 12)
        for ratio in self.made:
            parts = [part for part in ratio.parts if part in spans]
            more = [self.new.get(ratio.id, ())] if ratio.carried else [
                touched.fitting(self.of[part], ratio.frequency) for part in parts]
            periods = np.unique(np.concatenate([self._known(ratio), *more]).astype(np.int64))
            found[ratio.id] = periods, np.concatenate([spans[part] for part in parts]), (0,)
        return {number: periods[touched.within(touched.serial(periods), of, shifts)]
                for number, (periods, of, shifts) in found.items()}

    def run(self, tell: Tell) -> int:
        silent, unclear = self._carry()
        changed = {*self.changed["region_id"], *unclear["region_id"]}
        self.tree = forest.climb(self.connection, changed | self.lineage.after(changed))
        above = self.tree[self.tree["level"] < forest.COUNTY]
        pairs = forest.pairs_below(self.connection, forest.tops(self.tree), above)
        fresh = self._within_blocks(pairs, lambda share, words: tell(0.2 + 0.3 * share, words))
        tell(0.5, "正在逐级相加")
        silent = silent[~silent["region_id"].isin(self.tree.index)]
        fresh = pd.concat([fresh[~fresh["region_id"].isin(above.index) | ~fresh["indicator_id"].isin(self.additive)],
                           self._above(above, fresh, silent)], ignore_index=True)
        tell(0.6, "正在写汇总数")
        gone = self._find_gone(fresh)
        self._clear(gone)
        rows = pd.concat([part for part in (fresh, silent) if len(part)] or [fresh], ignore_index=True)
        rows = rows[~among(rows, gone)]
        return write_rows(self.connection, rows, lambda share, words: tell(0.7 + 0.3 * share, words))

    def _carry(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """carried.carry of the new periods. What may be reported between a ratio's own periods tells nothing of it: there every
        unit is summed up anew."""
        frequency, coarse = self.indicators["frequency"], {ratio.id for ratio in self.made if ratio.coarse}
        by_ratio = {ratio.id: ratio for ratio in self.made}
        firsts = [carried.first(number, int(period), self._known(by_ratio[number]) if number in by_ratio else self.known[number],
                                frequency[number])
                  for number, periods in self.new.items() if number not in coarse for period in periods]
        silent, unclear = carried.carry(self.connection, firsts, self.indicators)
        if coarse & set(self.new):
            unclear = pd.DataFrame({"region_id": self._places(coarse)})
        # What was carried is told by the number of units alone: not where some ended, merged or split since.
        moved = [self.lineage.touched_between(min(filter(None, (one.before, one.mom, one.yoy))), one.period)
                 for one in firsts if one.before]
        moved = pd.DataFrame({"region_id": sorted(set().union(*moved))}, dtype=int)
        return silent, pd.concat([unclear[["region_id"]], moved]) if len(moved) else unclear

    def _places(self, indicator_ids: Iterable[int]) -> list[int]:
        """Every region that may have roll-ups of the indicators."""
        deepest = max(LEVELS.index(level) for level in self.indicators.loc[ids(indicator_ids), "report_level"])
        return list(self.connection.execute(select(regions.c.id).where(regions.c.level.in_(LEVELS[:deepest + 1]))).scalars())

    def _within_blocks(self, pairs: pd.DataFrame, tell: Tell) -> pd.DataFrame:
        """Roll-ups of the touched regions of the blocks, and of those above them what is their own entry."""
        every = np.unique(np.concatenate(list(self.at.values())))
        if not len(every):
            return pd.DataFrame(columns=COLUMNS)
        also = {number: np.unique(np.concatenate([self.at.get(number, ()), *(
            self.at[ratio.id] for ratio in self.made if number in ratio.parts)])) for number in self.stocks}
        units = set(pairs["descendant_id"])
        cells = read_cells(self.connection, units | self.lineage.before(units), self.indicators, shift(int(every[0]), -12),
                           int(every[-1]))
        rows = compute(cells, self.indicators, pairs, tell, also, self.lineage)
        return rows[rows["region_id"].isin(self.tree.index) & among(rows, self.at)]

    def _above(self, above: pd.DataFrame, fresh: pd.DataFrame, silent: pd.DataFrame) -> pd.DataFrame:
        every = [periods for periods in self.at.values() if len(periods)]
        if above.empty or not every:
            return fresh.iloc[:0]
        below = forest.children(self.connection, above.index)
        others = below.index[~below.index.isin(self.tree.index)].to_series()
        held = read_by_ids(self.connection, select(rollups).where(
            rollups.c.period.in_(ids(np.unique(np.concatenate(every)))),
            rollups.c.indicator_id.in_(ids(self.wanted & self.additive))), rollups.c.region_id, others)
        parts = [part[part["indicator_id"].isin(self.additive)] for part in (
            fresh, held[among(held, self.at)], silent[silent["region_id"].isin(others)]) if len(part)]
        places = pd.concat([self.tree[["parent_id", "depth"]], below.loc[others].assign(depth=-1)])
        return add_up(pd.concat(parts, ignore_index=True), places, above.index.to_numpy()) if parts else fresh.iloc[:0]

    def _find_gone(self, fresh: pd.DataFrame) -> dict[int, np.ndarray]:
        """Periods of stocks, and of what is made of stocks alone, that nobody reports any more."""
        root = self.tree.index[self.tree["depth"] == 0]
        alive = fresh[fresh["region_id"].isin(root) & (fresh["held"] > fresh["carried"])]
        told, gone = touched.periods_of(alive), {}
        for number in self.stated & self.stocks:
            periods = np.intersect1d(self.of[number], self.known[number])
            if len(periods):
                here = told.get(number, ()) if number in self.additive else self._reported(number, periods)
                gone[number] = np.setdiff1d(periods, np.asarray(here, dtype=np.int64))
        for ratio in self.made:
            if ratio.carried:
                left = np.unique(np.concatenate([gone.get(part, ()) for part in ratio.parts]).astype(np.int64))
                kept = [np.setdiff1d(np.union1d(self.known[part], self.new.get(part, ())), gone.get(part, ()))
                        for part in ratio.parts]
                gone[ratio.id] = np.setdiff1d(touched.fitting(left, ratio.frequency), np.concatenate(kept))
        return {number: periods for number, periods in gone.items() if len(periods)}

    def _reported(self, number: int, periods: np.ndarray) -> pd.Series:
        rows = select(observations.c.period).where(observations.c.indicator_id == int(number),
                                                   observations.c.period.in_(ids(periods))).distinct()
        return read_by_ids(self.connection, rows, observations.c.region_id, pd.Series(self._places([number])))["period"]

    def _clear(self, gone: dict[int, np.ndarray]) -> None:
        """Takes away what is written anew, and everywhere what is gone."""
        levels: dict[str, dict[int, np.ndarray]] = {}
        for number, periods in gone.items():
            levels.setdefault(self.indicators.at[number, "report_level"], {})[number] = periods
        everywhere = ((self._places(of), of) for of in levels.values())
        for region_ids, of in ((self.tree.index, self.at), *everywhere):
            alike: dict[tuple, list[int]] = {}
            for number, periods in of.items():
                alike.setdefault(tuple(ids(periods)), []).append(int(number))
            for periods, numbers in alike.items():
                if periods:
                    delete_rows(self.connection, region_ids, and_(rollups.c.period.in_(periods),
                                                              rollups.c.indicator_id.in_(numbers)))
