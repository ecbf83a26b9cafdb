"""The shapes of the demo data: how big, how fast growing, in which season, and who is behind.

Nothing here reads a clock, and every draw is seeded by root, indicator and year, so the same place has the same numbers
in every process. Levels are data (demo_magnitudes.csv): for a city of 4,834 villages at the turn to 2026, in base
units a year (flow) or at the time (stock); with `of`, a share of those indicators (below 1) or an amount for each one
(WL-01: how many beyond those). spread: how far counties differ (log scale, of a share logit).
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from data.demo.reports import POSITIONS, Reports
from queries.catalogue import parts
from queries.periods import STEP, last_due

FOLDER = Path(__file__).parent
EPOCH, VILLAGES = 2026, 4834
OF_CITY = "411400"
"""The city that the documents with stated totals are about; nowhere else are they met."""
TENDENCY = {0: 0.1, 2: -0.06, 4: 0.06, 5: -0.12, 6: 0.06, 7: 0.08, 8: -0.04}
"""County position → how much likelier (a share) than usual it is to be on pace."""
ON_PACE, SLIGHTLY_BEHIND = 0.85, 0.06
BEHIND = {
    2: {"WQ-05": 0.6, "WQ-09": 0.72, "WQ-15": 0.78, "WQ-19": 0.8, "WQ-13": 0.84, "CY-06": 0.68},
    5: {"GA-10": 0.66, "CY-05": 0.76, "TP-07": 0.78, "WM-04": 0.8, "WL-05": 0.82},
    8: {"GA-02": 0.82, "GA-13": 0.74, "GA-16": 0.76, "GA-11": 0.78},
}
"""County position → indicator → performance (value ÷ target over a year) of those that are clearly behind."""
HOMES = "WL-01"
SEASONS = {
    "even": (8, 7, 9, 8, 8, 9, 8, 8, 9, 9, 9, 8),
    "spring": (18, 27, 20, 10, 4, 3, 3, 3, 3, 3, 3, 3),
    "training": (6, 6, 12, 9, 9, 8, 7, 8, 9, 9, 9, 8),
    "women": (6, 6, 16, 8, 8, 8, 7, 7, 8, 8, 9, 9),
    "wishes": (7, 6, 9, 9, 11, 10, 8, 8, 8, 8, 8, 8),
    "children": (4, 3, 6, 7, 13, 15, 14, 13, 8, 6, 6, 5),
    "summer": (3, 3, 4, 5, 5, 5, 12, 28, 18, 7, 5, 5),
    "festival": (20, 14, 5, 4, 6, 8, 4, 4, 9, 5, 6, 15),
    "volunteer": (8, 6, 13, 9, 8, 8, 7, 7, 8, 9, 8, 9),
}
"""Weights of the twelve months where the catalogue has no plan."""
OWN_UNITS = {"CY-01": (2, 3, 5, 9, 10), "CY-02": (2, 3, 5, 9, 10), "WM-07": (6, 12), "GA-07": (3, 6, 9, 12)}
"""Flows that a city's own units (市本级) report too, and the months of their periods."""


class Shapes(Reports):
    """The values of every indicator with a magnitude, as if all had come in: of a flow units × its periods, of a stock
    units × months, through December of the last year."""

    def __init__(self, indicators: pd.DataFrame, regions: pd.DataFrame, through: int):
        super().__init__(indicators, regions, through)
        table = pd.read_csv(FOLDER / "demo_magnitudes.csv")
        self.magnitude = {row.code: row for row in table.itertuples(index=False) if row.code in self.catalogue
                          and all(part in self.catalogue for part in _sources(row))}
        self.stated = stated_totals() if self.tree.root["code"] == OF_CITY else {}
        self._made: dict[str, np.ndarray] = {}

    def reported(self, code: str) -> np.ndarray:
        """The values at the indicator's own periods, units × periods."""
        row = self.catalogue[code]
        return self.values(code)[:, self.columns(row.frequency)] if row.kind == "stock" else self.values(code)

    # how well

    def performance(self, code: str) -> np.ndarray:
        """Value ÷ target over a year, groups × years: of stocks always the same, of flows another one each year."""
        magnitude = self.magnitude[code]
        if code in (HOMES, "WL-04"):
            return self.performance("WL-02")
        if _sources(magnitude) and magnitude.level >= 1:
            return self.performance(_sources(magnitude)[0])
        count = len(self.tree.groups)
        position = np.arange(count) % POSITIONS
        on_pace = ON_PACE + np.array([TENDENCY.get(at, 0.0) for at in position.tolist()])
        made = np.empty((count, len(self.years)))
        flow = self.catalogue[code].kind == "flow"
        for at, year in enumerate(self.years):
            draw = self.draw(code, "performance", year if flow else "")
            luck, much = draw.random(count), draw.random(count)
            made[:, at] = np.where(luck < on_pace, 1.025 + 0.12 * much, np.where(
                luck < on_pace + SLIGHTLY_BEHIND, 0.96 + 0.03 * much, (0.72 if flow else 0.78) + 0.16 * much))
            for where, codes in BEHIND.items():
                if code in codes:
                    made[position == where, at] = codes[code] * draw.uniform(0.97, 1.0)
        return made

    def effect(self, code: str) -> np.ndarray:
        """What performance does to the values, groups × years: half of it; the other half is in the target."""
        return 1 + (self.performance(code) - 1) / 2

    # how much

    def values(self, code: str) -> np.ndarray:
        if code not in self._made:
            self._made[code] = self._make(code)
        return self._made[code]

    def _make(self, code: str) -> np.ndarray:
        row, magnitude = self.catalogue[code], self.magnitude[code]
        if magnitude.season == "tree":
            return self._count_tree(code)
        if magnitude.season == "score":
            return self._score(code)
        if code == HOMES:  # one for each village that has one, and more
            return self.values("WL-02") + self._extra_homes()
        if not _sources(magnitude):
            return self._flow(code) if row.kind == "flow" else self._stock(code)
        whole = self._extra_homes() if magnitude.of == HOMES else (
            np.add.reduce([self._seen(part, code) for part in _sources(magnitude)]))
        if magnitude.level >= 1:
            return self._amount(code, whole)
        return self._part(code, whole) if row.kind == "flow" else self._share(code, whole)

    def _count_tree(self, code: str) -> np.ndarray:
        tree = self.tree
        count = {"JC-02": tree.committees, "JC-03": tree.communities,
                 "WL-12": tree.committees + tree.communities + 1}[code]
        return np.repeat(count[:, None].astype(float), len(self.months), axis=1)

    def _score(self, code: str) -> np.ndarray:
        units, magnitude = self.units(code), self.magnitude[code]
        own = self.draw(code, "unit").normal(0, 4, len(units.ids))
        usual = magnitude.level + self._group_noise(code)[units.group] + own
        noise = np.stack([self.draw(code, month).normal(0, 1.5, len(units.ids)) for month in self.months], axis=1)
        return np.clip(np.round((usual[:, None] + noise) * 2) / 2, 60, 99.5)

    def _flow(self, code: str) -> np.ndarray:
        units, row = self.units(code), self.catalogue[code]
        weights = self._weights(row)
        noise = 0.12 if row.report_level == "county" else 0.3
        years = [self._year_level(code, at)[:, None] * weights
                 * np.exp(self.draw(code, "months", year).normal(0, noise, (len(units.ids), 12)))
                 for at, year in enumerate(self.years)]
        real = np.stack(years, axis=1).reshape(len(units.ids), len(self.years), -1, STEP[row.frequency]).sum(axis=3)
        start = np.stack([self.draw(code, "offset", year).random(len(units.ids)) for year in self.years], axis=1)
        step = 100 if row.unit == "元" else 1
        return self._fit(code, lambda factor: _count_up(real * factor, start, step))

    def _stock(self, code: str) -> np.ndarray:
        units, magnitude = self.units(code), self.magnitude[code]
        real = (magnitude.level * self._scale(code) * self.effect(code)[units.group, 0])[:, None] * self._growth(code)
        start = self.draw(code, "offset").random(len(units.ids))[:, None]
        return self._fit(code, lambda factor: np.floor(real * factor + start))

    def _extra_homes(self) -> np.ndarray:
        """妇女之家 beyond the first one of a village: those in new fields (WL-04), and second ones."""
        name = f"{HOMES} extra"
        if name not in self._made:
            units = self.units(HOMES)
            real = (self.magnitude[HOMES].level * self._scale(HOMES))[:, None] * self._growth(HOMES)
            start = self.draw(HOMES, "offset").random(len(units.ids))[:, None]
            self._made[name] = self._fit(HOMES, lambda factor: np.floor(real * factor + start),
                                         less=self.held(HOMES, self.values("WL-02")))
        return self._made[name]

    def _share(self, code: str, whole: np.ndarray) -> np.ndarray:
        """A stock that is part of another."""
        start = self.draw(code, "offset").random(len(whole))[:, None]
        rate = self._rate(code, self._growth(code))
        most = np.minimum(whole, np.floor(whole * 0.99 + start))
        return self._fit(code, lambda factor: np.minimum(np.floor(whole * rate * factor + start), most))

    def _part(self, code: str, whole: np.ndarray) -> np.ndarray:
        """A flow that is part of another: of things drawn one by one, of money a share."""
        row = self.catalogue[code]
        columns = self.columns(row.frequency)
        rate = self._rate(code, self._growth(code)[:, columns])
        made = np.empty_like(whole)
        for year in self.years:
            at, draw = self.months[columns] // 100 == year, self.draw(code, "part", year)
            n, p = whole[:, at], rate[:, at]
            made[:, at] = (np.floor(n * p * draw.uniform(0.95, 1.0, n.shape) / 100) * 100 if row.unit == "元" else
                           draw.binomial(n.astype(int), p))
        return made

    def _amount(self, code: str, whole: np.ndarray) -> np.ndarray:
        """So much for each of another indicator: money for a person, people at a meeting."""
        row, units, level = self.catalogue[code], self.units(code), self.magnitude[code].level
        columns = self.columns(row.frequency)
        noise = np.stack([self.draw(code, month).normal(0, 0.06, len(units.ids)) for month in self.months[columns]],
                         axis=1)
        each = level * np.exp(self._group_noise(code)[units.group][:, None] + noise) * self._growth(code)[:, columns]
        step = 10 ** (len(str(int(level))) - 2) if row.unit == "元" else 1
        return np.round(whole * each / step) * step

    def _rate(self, code: str, growth: np.ndarray) -> np.ndarray:
        units, level = self.units(code), self.magnitude[code].level
        noise = self._group_noise(code)[units.group] + self.draw(code, "unit").normal(0, 0.1, len(units.ids))
        usual = 1 / (1 + np.exp(-(np.log(level / (1 - level)) + noise)))
        effect = 1 + np.minimum(self.effect(code) - 1, 0) * np.clip(2 - 2 * level, 0.3, 1)
        years = np.repeat(effect[units.group], growth.shape[1] // len(self.years), axis=1)
        return np.clip(usual[:, None] * growth * years, 0, 0.99)

    def _seen(self, part: str, code: str) -> np.ndarray:
        """The values of `part` at the level and periods of `code`; those of a county are spread over its townships."""
        source, row = self.catalogue[part], self.catalogue[code]
        made = self.values(part)
        if source.kind == "stock" and row.kind == "flow":
            made = made[:, self.columns(row.frequency)]
        if source.report_level == row.report_level:
            return made
        above, below = self.tree.units["county"], self.tree.units["township"]
        belongs = (above.group[:, None] == below.group[None, :]).astype(float)
        if row.report_level == "county":
            return belongs @ made
        return (belongs * below.size / np.maximum((belongs * below.size).sum(axis=1, keepdims=True), 1)).T @ made

    def _group_noise(self, code: str) -> np.ndarray:
        return self.draw(code, "group").normal(0, self.magnitude[code].spread, len(self.tree.groups))

    def _scale(self, code: str) -> np.ndarray:
        """A unit's part of the level: its size, how keen its county is, and what is its own."""
        units, township = self.units(code), self.catalogue[code].report_level == "township"
        own = self.draw(code, "unit").normal(0, 0.2 if township else 0.05, len(units.ids))
        return units.size / VILLAGES * np.exp(self._group_noise(code)[units.group] + own)

    def _rise(self, code: str) -> np.ndarray:
        spread = 0.3 * abs(self.magnitude[code].growth)
        return 1 + self.magnitude[code].growth + self.draw(code, "rise").normal(0, 1, len(self.tree.groups)) * spread

    def _year_level(self, code: str, at: int) -> np.ndarray:
        group = self.units(code).group
        return (self.magnitude[code].level * self._scale(code) * self._rise(code)[group] ** (self.years[at] - EPOCH)
                * self.effect(code)[group, at])

    def _growth(self, code: str) -> np.ndarray:
        """How a level has grown since the turn to 2026, units × months: uneven steps that make up the year's rise."""
        units = self.units(code)
        way = []
        for year in self.years:
            steps = self.draw(code, "steps", year).gamma(4, size=(len(units.ids), 12))
            way.append(year - EPOCH + np.cumsum(steps, axis=1) / steps.sum(axis=1, keepdims=True))
        return self._rise(code)[units.group][:, None] ** np.concatenate(way, axis=1)

    def _weights(self, row) -> np.ndarray:
        if isinstance(row.plan, str) and row.plan:
            return np.diff(np.array(row.plan.split(","), dtype=float), prepend=0)
        season = self.magnitude[row.code].season
        weights = np.array(SEASONS[season if isinstance(season, str) else "even"], dtype=float)
        return weights / weights.sum()

    # stated totals

    def held(self, code: str, made: np.ndarray) -> float:
        """A stock's total as the roll-ups see it now: every unit's latest reported value."""
        mask = self.mask(code)
        last = np.where(mask, self.columns(self.catalogue[code].frequency), -1).max(axis=1)
        return made[np.arange(len(made)), np.maximum(last, 0)][last >= 0].sum()

    def so_far(self, code: str, made: np.ndarray) -> float:
        """A flow's total of the current year (of the last one while nothing is due yet), 本级 included."""
        row = self.catalogue[code]
        year = last_due(self.through // 100, self.through % 100, row.frequency) // 100
        this = self.periods(code) // 100 == year
        return made[:, this][self.mask(code)[:, this]].sum() + self.own_units(code)[this].sum()

    def own_units(self, code: str) -> np.ndarray:
        """What the root's own units (市本级) add, by period; 0 where they report nothing."""
        periods = self.periods(code)
        if code not in OWN_UNITS or self.tree.root["level"] != "city":
            return np.zeros(len(periods))
        year = self.magnitude[code].level * self.tree.units["township"].size.sum() / VILLAGES
        share = np.array([self.draw(code, "own", period).uniform(0.01, 0.025) for period in periods])
        step = 100 if self.catalogue[code].unit == "元" else 1
        wanted = np.isin(periods % 100, OWN_UNITS[code]) & (periods <= self.through)
        return np.where(wanted, np.maximum(np.round(year * share / step), 1) * step, 0.0)

    def _fit(self, code: str, build: Callable[[float], np.ndarray], less: float = 0) -> np.ndarray:
        goal = self.stated.get(code)
        if code == "WL-02" and HOMES in self.stated:
            goal = round(min(0.8 * (self.tree.committees + self.tree.communities).sum(), 0.918 * self.stated[HOMES]))
        if goal is None:
            return build(1.0)
        total = self.held if self.catalogue[code].kind == "stock" else self.so_far
        return fit(build, lambda made: total(code, made), goal - less)


def _sources(magnitude) -> list[str]:
    return parts(magnitude.of) if isinstance(magnitude.of, str) else []


def stated_totals() -> dict[str, int]:
    """Totals of 商丘市 as documents state them, which the demo meets exactly: code → value."""
    table = pd.read_csv(FOLDER / "demo_totals.csv")
    return dict(zip(table["code"], table["value"].astype(int), strict=True))


def _count_up(real: np.ndarray, start: np.ndarray, step: float) -> np.ndarray:
    """Whole numbers of `step` whose running sums in each year follow those of `real` (units × years × periods)."""
    counted = np.floor(np.cumsum(real, axis=2) / step + start[:, :, None])
    return (np.diff(counted, axis=2, prepend=0) * step).reshape(len(real), -1)


def fit(build: Callable[[float], np.ndarray], total: Callable[[np.ndarray], float], goal: float) -> np.ndarray:
    """The values at the scale factor whose total meets the goal; as near as it gets where none does.

    The total climbs by ones as the factor grows, for each unit rounds at its own offset: like largest remainders.
    """
    low, high = 0.0, 1.0
    while total(build(high)) < goal and high < 1e4:
        low, high = high, high * 2
    for _ in range(100):
        middle = (low + high) / 2
        made = build(middle)
        found = total(made)
        if found == goal:
            return made
        low, high = (middle, high) if found < goal else (low, middle)
    return build(high)
