"""Who reports in the demo, for which periods, and what has not come in."""

import zlib
from dataclasses import dataclass

import numpy as np
import pandas as pd

from queries.periods import STEP, between, due_month, last_due, shift

USUAL_SIZE = {"township": 24, "county": 500}
"""Villages of a unit in a tree that does not go down to them."""
POSITIONS = 9
"""Roles belong to the n-th county in code order, and repeat after this many."""
UNREPORTED = (4, 7)
"""County positions whose workbook of the last month has not come."""
MANY = 60
"""Counties from which on only every tenth of those is late: else no city of a province would have everything in."""
MISSING_RATE = 0.004
"""Part of the (county, month, action) that never came."""


@dataclass(frozen=True)
class Plant:
    """A fault put in on purpose, for the quality pages: in the `county`-th county (and its `township`-th township), the
    indicators `codes`, `back` periods before the last due one (but within the current year where it has one due)."""

    what: str
    county: int
    codes: tuple[str, ...]
    back: int
    township: int | None = None


PLANTS = (
    Plant("unit_slip", 3, ("CY-07",), 0),                           # 万元 entered as if 元
    Plant("subset_larger", 0, ("TP-05", "TP-04"), 0, township=3),   # the first code larger than the second
    Plant("missing", 1, ("WQ-15", "WQ-16"), 2),
    Plant("missing", 1, ("WQ-15", "WQ-16"), 3),
    Plant("missing", 3, ("GA-16", "GA-17"), 1),
    Plant("missing", 6, ("CY-01", "CY-02", "CY-03", "CY-04"), 4),
    Plant("missing", 6, ("CY-01", "CY-02", "CY-03", "CY-04"), 3),
    Plant("missing", 6, ("WL-05",), 1, township=1),
)


@dataclass(frozen=True)
class Units:
    """The reporting units of one level in code order: region ids, the group each belongs to (a row number of
    Tree.groups), and size in villages."""

    ids: np.ndarray
    group: np.ndarray
    size: np.ndarray


@dataclass(frozen=True)
class Tree:
    """root: its row. groups: who sends workbooks, in code order (counties, and cities with townships of their own);
    title: their name, with the parent's before it where a name repeats. units: by level. committees, communities:
    村委会 and 居委会 (类似 ones too) of each township."""

    root: pd.Series
    groups: pd.DataFrame
    units: dict[str, Units]
    committees: np.ndarray
    communities: np.ndarray


def make_tree(regions: pd.DataFrame) -> Tree:
    regions = regions.sort_values("code")
    townships, counties, villages = (regions[regions["level"] == level] for level in ("township", "county", "village"))
    sender = townships["county_id"].fillna(townships["parent_id"]).astype(int)
    groups = regions[regions["id"].isin(sender) | regions["id"].isin(counties["id"])].reset_index(drop=True)
    above = groups["parent_id"].map(regions.set_index("id")["name"]).fillna("")
    groups["title"] = groups["name"].where(~groups["name"].duplicated(keep=False), above + groups["name"])
    row_of = pd.Series(groups.index, index=groups["id"])
    kind = villages["kind"].fillna("").astype(str)
    committees, communities, below = (
        chosen.groupby("parent_id").size().reindex(townships["id"], fill_value=0).to_numpy() for chosen in
        (villages[kind.str.endswith("村委会")], villages[kind.str.endswith("居委会")], villages))
    size = np.maximum(below, 1) if len(villages) else np.full(len(townships), USUAL_SIZE["township"])
    group, county_group = (row_of.loc[ids].to_numpy(dtype=int) for ids in (sender, counties["id"]))
    county_size = np.bincount(group, weights=size, minlength=len(groups))[county_group]
    units = {"township": Units(townships["id"].to_numpy(), group, size.astype(float)),
             "county": Units(counties["id"].to_numpy(), county_group,
                             np.where(county_size > 0, county_size, USUAL_SIZE["county"]))}
    return Tree(regions[regions["parent_id"].isna()].iloc[0], groups, units, committees, communities)


class Reports:
    """Units and periods of every indicator that somebody reports, and which of those cells came in.

    Whole years, from that of the month 33 before `through` to that of `through`.
    """

    def __init__(self, indicators: pd.DataFrame, regions: pd.DataFrame, through: int):
        self.tree, self.through = make_tree(regions), through
        self.years = np.arange(shift(through, -33) // 100, through // 100 + 1)
        self.months = np.array(between(int(self.years[0]) * 100 + 1, int(self.years[-1]) * 100 + 12))
        self.catalogue = {row.code: row for row in indicators.itertuples(index=False)
                          if row.kind != "ratio" and len(self.tree.units[row.report_level].ids)}
        self._masks: dict[str, np.ndarray] = {}

    def draw(self, *keys) -> np.random.Generator:
        """A random generator of its own for these keys (indicator, purpose, year): the same in every process."""
        text = "|".join(str(key) for key in (self.tree.root["code"], *keys))
        return np.random.Generator(np.random.PCG64(zlib.crc32(text.encode())))

    def units(self, code: str) -> Units:
        return self.tree.units[self.catalogue[code].report_level]

    def columns(self, frequency: str) -> np.ndarray:
        """Where the periods of a frequency lie among the months."""
        return np.flatnonzero(self.months % 100 % STEP[frequency] == 0)

    def periods(self, code: str) -> np.ndarray:
        return self.months[self.columns(self.catalogue[code].frequency)]

    def plant_cells(self, plant: Plant, code: str) -> tuple[np.ndarray, int]:
        """The units (row numbers) and the period of a planted fault; no units where the tree has none such."""
        row = self.catalogue[code]
        rows = np.flatnonzero(self.units(code).group == plant.county % len(self.tree.groups))
        if plant.township is not None and len(rows):
            rows = rows[[plant.township % len(rows)]]
        year, month, step = self.through // 100, self.through % 100, STEP[row.frequency]
        period = shift(last_due(year, month, row.frequency), -plant.back * step)
        return rows, max(period, year * 100 + step) if due_month(month, row.frequency) else period

    def mask(self, code: str) -> np.ndarray:
        """Which cells were reported, units × own periods. The indicators of an action go missing together, so that a
        subset keeps its whole."""
        if code not in self._masks:
            row, periods, group = self.catalogue[code], self.periods(code), self.units(code).group
            turn = POSITIONS if len(self.tree.groups) < MANY else POSITIONS * 10
            unsent = (periods == self.through) & np.isin(group % turn, UNREPORTED)[:, None]
            kept = (periods <= self.through) & ~unsent
            if not code.startswith("JC"):
                lost = [self.draw("missing", row.action_id, period).random(len(self.tree.groups)) < MISSING_RATE
                        for period in periods]
                kept = kept & ~np.array(lost).T[group]
            for plant in PLANTS:
                if code in plant.codes:
                    rows, period = self.plant_cells(plant, code)
                    kept[np.ix_(rows, periods == period)] = plant.what != "missing"
            self._masks[code] = kept
        return self._masks[code]
