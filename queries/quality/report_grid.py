"""Reports laid out for checking: a row a unit and indicator, a column a month, with what each value's own history says."""

import re
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from queries.periods import STEP, between
from queries.privacy import personal
from queries.quality.pasts import pasts
from queries.regions import are_in_use
from queries.rows import rows_of
from queries.schema import LEVELS

TERM = re.compile(r"([+-]?)\s*([A-Z]+(?:-\d+)?)")
"""A signed code in an expression such as CY-15-CY-16."""


@dataclass
class ReportGrid:
    """catalogue: the indicators of the year by id; of others there is nothing. places: id, level, parent_id, county_id, name,
    valid_from, valid_to by id, down to the townships. successions: queries.succession.SUCCESSIONS through the month. cells:
    region_id, period, indicator_id, value of units and of 本级. targets: region_id, indicator_id, value of `year`. Checked
    are the periods of `year` through `month`; earlier cells are history. personal: whether an indicator's numbers may not be
    said, by id (SEMANTICS.md, Privacy): rules look at exact figures, so their words have none of these. asked: the indicators
    (ids) that rules between several are to be about; None: all."""

    catalogue: pd.DataFrame
    places: pd.DataFrame
    successions: pd.DataFrame
    cells: pd.DataFrame
    targets: pd.DataFrame
    year: int
    month: int
    asked: set[int] | None = None
    _tables: dict = field(default_factory=dict)

    def __post_init__(self):
        until = self.year * 100 + self.month
        self.cells = self.cells[(self.cells["period"] <= until) & self.cells["value"].notna()
                                & self.cells["indicator_id"].isin(self.catalogue.index)]
        self.targets = self.targets[self.targets["indicator_id"].isin(self.catalogue.index)]
        first = min(int(self.cells["period"].min()), until) if len(self.cells) else until
        self.months = np.array(between(first, until))
        self.personal = personal(self.catalogue)
        self.is_dated = bool(self.places[["valid_from", "valid_to"]].notna().any(axis=None))
        self.by_code = {row.code: row for row in rows_of(self.catalogue, index=False)}
        self.by_id = {row.id: row for row in self.by_code.values()}
        depth = {level: at for at, level in enumerate(LEVELS)}  # numbers: words of a hundred thousand cells compare slowly
        level = self.cells["region_id"].map(self.places["level"].map(depth)).to_numpy(dtype=float)
        own = self.cells["indicator_id"].map(self.catalogue["report_level"].map(depth)).to_numpy(dtype=float)
        self.reported, self.above = self.cells[level == own], self.cells[level != own]
        ids, self.rows = np.unique(self.reported["indicator_id"].to_numpy(np.int64) << 32
                                   | self.reported["region_id"].to_numpy(np.int64), return_inverse=True)
        self.index = pd.DataFrame({"indicator_id": ids >> 32, "region_id": ids & 0xFFFFFFFF})
        self.values = np.full((len(ids), len(self.months)), np.nan)
        self.values[self.rows, np.searchsorted(self.months, self.reported["period"])] = self.reported["value"]

    @property
    def start(self) -> int:
        return self.year * 100 + 1

    def below(self, region_id: int) -> list[int]:
        """Every place that lies in the region."""
        found, within = [], [region_id]
        while within:
            within = self.places.index[self.places["parent_id"].isin(within)].tolist()
            found += within
        return found

    def name(self, region_id: int) -> str:
        return self.places.at[region_id, "name"]

    def is_about(self, *sides: str) -> bool:
        """Whether the catalogue has every indicator of the expressions, and any of them is asked for."""
        codes = [code for side in sides for _, code in terms(side)]
        return all(code in self.by_code for code in codes) and (
            self.asked is None or any(self.by_code[code].id in self.asked for code in codes))

    def level_of(self, *sides: str) -> str:
        """The level at which expressions can be compared: the highest that reports any of their terms."""
        levels = [self.by_code[code].report_level for side in sides for _, code in terms(side)]
        return min(levels, key=LEVELS.index)

    def frequency_of(self, left: str, right: str) -> str:
        """How often they can be compared: as the rarest flow is reported; of stocks alone, as the left one is."""
        used = [self.by_code[code] for side in (left, right) for _, code in terms(side)]
        flows = [indicator.frequency for indicator in used if indicator.kind == "flow"]
        return max(flows, key=STEP.__getitem__) if flows else used[0].frequency

    def side(self, expression: str, level: str, frequency: str) -> pd.DataFrame:
        """The expression's value, region × period: sums of signed terms; NaN where any unit below, or any month, of a term
        is missing. A stock that is not reported in the period stands with its latest value."""
        (sign, code), *others = terms(expression)
        total = self._table(code, level, frequency) if sign != "-" else -self._table(code, level, frequency)
        for sign, code in others:
            table = self._table(code, level, frequency)
            total = total - table if sign == "-" else total + table
        return total

    def given(self, expression: str, level: str, frequency: str) -> pd.DataFrame:
        """Whether the first term was reported in the period itself."""
        code = terms(expression)[0][1]
        return self._table(code, level, frequency, fill=False).notna()

    def count_units(self, level: str) -> pd.DataFrame:
        """How many units of the level lie in each county, county × month."""
        key = ("units", level, "", False)
        if key not in self._tables:
            below = self.places[self.places["level"] == level]
            used = pd.DataFrame(self._in_use(below).astype(int), index=below["county_id"].to_numpy(), columns=self.months)
            self._tables[key] = used.groupby(level=0).sum()
        return self._tables[key]

    def _in_use(self, places: pd.DataFrame) -> np.ndarray:
        """Places × months."""
        if not self.is_dated:
            return np.ones((len(places), len(self.months)), dtype=bool)
        dates = np.repeat(places[["valid_from", "valid_to"]].to_numpy(dtype=float), len(self.months), axis=0)
        frame = pd.DataFrame(dates, columns=["valid_from", "valid_to"])
        return are_in_use(frame, np.tile(self.months, len(places))).reshape(len(places), len(self.months))

    def with_history(self, keys: pd.DataFrame, values: np.ndarray, months: np.ndarray, changes: np.ndarray | None = None
                     ) -> pd.DataFrame:
        """`with_history` of the periods checked, each row held against the past of all that make up its unit by then. keys:
        region_id and indicator_id of the rows."""
        frame = with_history(values, months, self.start, changes)
        for month, rows, told in pasts(self.successions, self.places, keys, values, months, self.personal):
            again = with_history(told, months, max(self.start, month), None if changes is None else changes[rows])
            again["row"] = rows[again["row"]]
            kept = frame[~(frame["row"].isin(rows) & (frame["period"] >= month))]
            frame = pd.concat([kept, again], ignore_index=True)
        return frame

    def _table(self, code: str, level: str, frequency: str, fill: bool = True) -> pd.DataFrame:
        key = (code, level, frequency, fill)
        if key not in self._tables:
            self._tables[key] = self._make(self.by_code[code], level, frequency, fill)
        return self._tables[key]

    def _make(self, indicator, level: str, frequency: str, fill: bool) -> pd.DataFrame:
        mine = slice(*np.searchsorted(self.index["indicator_id"], [indicator.id, indicator.id + 1]))
        values, units = self.values[mine], self.index["region_id"].to_numpy()[mine]
        stock, step = indicator.kind == "stock", STEP[frequency]
        if stock and fill:
            values = _carried_on(values)
            values = np.where(self._in_use(self.places.loc[units]), values, np.nan) if self.is_dated else values
        if indicator.report_level != level:
            frame = pd.DataFrame(values, index=units, columns=self.months)
            groups = frame.groupby(self.places["county_id"].reindex(units).to_numpy())
            known = groups.count()
            expected = self.count_units(indicator.report_level).reindex(known.index)
            frame = groups.sum(min_count=1).where(known == expected if fill else known > 0)
            values, units = frame.to_numpy(), frame.index.astype(int)
        if not stock and step > STEP[indicator.frequency]:
            values = pd.DataFrame(values).T.rolling(step, min_periods=step // STEP[indicator.frequency]).sum().T.to_numpy()
        told = self.months % 100 % step == 0
        return pd.DataFrame(values[:, told], index=units, columns=self.months[told])


def _carried_on(values: np.ndarray) -> np.ndarray:
    """Rows × months, each month with the latest value until then."""
    latest = np.maximum.accumulate(np.where(np.isnan(values), 0, np.arange(values.shape[1])), axis=1)
    return np.take_along_axis(values, latest, axis=1)


def terms(expression: str) -> list[tuple[str, str]]:
    """'CY-15-CY-16' -> [('', 'CY-15'), ('-', 'CY-16')]."""
    return TERM.findall(expression)


def with_history(values: np.ndarray, months: np.ndarray, start: int, changes: np.ndarray | None = None) -> pd.DataFrame:
    """Every value from `start` on with what came before it in its row: row, period, value; count, low, high, last of the
    earlier values; mean and move (mean moving range) of the earlier increments, and the increment `step` itself.

    values: rows × months, NaN where nothing was reported. changes: rows whose increments are differences (stocks).
    """
    present = ~np.isnan(values)
    order = np.argsort(~present, axis=1, kind="stable")
    packed, many = np.take_along_axis(values, order, axis=1), present.sum(axis=1)
    with np.errstate(invalid="ignore"):
        steps = packed.copy()
        if changes is not None:
            steps[changes] = np.diff(packed[changes], axis=1, prepend=np.nan)
        moves = np.abs(np.diff(steps, axis=1, prepend=np.nan))
        # A missing period is no neighbour: neither a change nor a moving range goes across it.
        gaps = np.where(present.cumsum(axis=1)[:, -1:] > np.arange(values.shape[1]), np.diff(order, axis=1, prepend=-99), 99)
        across = gaps > gaps[:, 1:].min(axis=1, initial=99, keepdims=True)
        moves[across] = np.nan
        if changes is not None:
            steps[across & changes[:, None]] = np.nan
        low, high = np.fmin.accumulate(packed, axis=1), np.fmax.accumulate(packed, axis=1)
        mean, move = _running_mean(steps), _running_mean(moves)
    period = months[order]
    row, at = np.nonzero((np.arange(values.shape[1]) < many[:, None]) & (period >= start))
    before = np.maximum(at - 1, 0)
    frame = pd.DataFrame({"row": row, "period": period[row, at], "value": packed[row, at], "step": steps[row, at],
                          "count": at, "low": low[row, before], "high": high[row, before], "last": packed[row, before],
                          "mean": mean[row, before], "move": move[row, before]})
    frame.loc[frame["count"] == 0, ["low", "high", "last", "mean", "move"]] = np.nan
    return frame


def _running_mean(values: np.ndarray) -> np.ndarray:
    """The mean of each row up to each column, NaN left out."""
    counted = np.cumsum(~np.isnan(values), axis=1)
    return np.cumsum(np.nan_to_num(values), axis=1) / np.where(counted == 0, np.nan, counted)
