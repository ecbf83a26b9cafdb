"""The demo's targets: what is set for the year, too high here, missing there."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from data.demo.reports import POSITIONS
from data.demo.shapes import Shapes
from queries.catalogue import parts
from queries.privacy import shown_at

NO_TARGET = ("CY-04", "GA-19", "TP-10", "WL-20", "WQ-20")
"""Indicators that nobody has set a target for (未设目标); neutral ones have none either."""
CITY_TARGETS = {"CY-01": 1.1, "CY-02": 1.1, "CY-07": 0.97, "GA-07": 1.08, "GA-10": 1.02, "WL-01": 1.01, "WM-05": 1.03}
"""Indicators for which the root has a target of its own: how far it is from the sum of the counties'."""
RATIO_TARGETS = {"CY-14": 53, "WM-09": 5.5, "WM-13": 83, "WQ-06": 95, "WQ-12": 60, "WQ-14": 88, "WQ-18": 50,
                 "GA-03": 88, "WL-03": 80, "WL-08": 80, "WL-14": 98, "WL-19": 93}
"""Target of the root in %, which every county without its own inherits; a point less in the year before."""
OWN_RATIO_TARGETS = {("WL-03", 0): 70, ("WL-03", 6): 90, ("WQ-18", 4): 45, ("WM-13", 8): 88}
"""(indicator, county position) with a target of its own."""
ADDED_ON = {("WL-05", 3), ("WM-14", 7)}
"""(indicator, county position) whose townships were set more than the county's own target (层层加码)."""


def targets_of(shapes: Shapes, indicators: pd.DataFrame, year: int) -> pd.DataFrame:
    """region_id, year, indicator_id, value and key (the year) of one year's targets."""
    root = int(shapes.tree.root["id"])
    groups = shapes.tree.groups
    county = (groups["level"] == "county").to_numpy()
    position = np.arange(len(groups)) % POSITIONS
    seen_below = set(indicators.loc[shown_at(indicators, "township"), "id"])
    rows = []
    for row in indicators.itertuples(index=False):
        if row.direction == "neutral" or row.code in NO_TARGET:
            continue
        if row.code in RATIO_TARGETS:
            rows.append((root, row.id, RATIO_TARGETS[row.code] - (year < shapes.years[-1])))
            own = [OWN_RATIO_TARGETS.get((row.code, at), np.nan) for at in position.tolist()]
            rows += [(int(groups["id"][at]), row.id, own[at]) for at in np.flatnonzero(~np.isnan(own) & county)
                     if groups["id"][at] != root]
        elif row.code in shapes.magnitude:
            goal = _goals(shapes, row.code, year)
            rows += [(int(groups["id"][at]), row.id, goal[at]) for at in np.flatnonzero(county & (goal > 0))]
            if row.report_level == "township" and row.additive and row.id in seen_below and not isinstance(row.whole, str):
                rows += [(int(town), row.id, value) for town, value in _split(shapes, row.code, year, np.where(county, goal, 0))]
            if row.code in CITY_TARGETS and (county & (goal > 0)).sum() > 1:
                rows.append((root, row.id, float(round_off(goal[county].sum() * CITY_TARGETS[row.code], 0.04))))
    aims = pd.DataFrame(rows, columns=["region_id", "indicator_id", "value"])
    return aims.assign(year=year, key=year, value=aims["value"].astype(float))[
        ["region_id", "year", "indicator_id", "value", "key"]]


def _goals(shapes: Shapes, code: str, year: int) -> np.ndarray:
    """Each group's target: what the year comes to ÷ its performance; of a stock that is on pace, part of its growth."""
    at = int(year - shapes.years[0])
    performance = shapes.performance(code)[:, at]
    if shapes.catalogue[code].kind == "flow":
        return _capped(shapes, code, year, round_off(_by_group(shapes, code, year) / performance))
    end, start = (_by_group(shapes, code, when) for when in (year, year - 1))
    modest = start + (end - start) * (1.82 - performance)
    lower = shapes.catalogue[code].direction == "lower_better"
    ambitious = end * performance if lower else end / performance
    return _capped(shapes, code, year, round_off(np.where(performance >= 1, modest, ambitious)))


def _split(shapes: Shapes, code: str, year: int, goal: np.ndarray) -> list[tuple[int, float]]:
    """Each township's part of its county's target: as much as it does, more or less, in steps that add up to the whole."""
    units, luck = shapes.units(code), shapes.draw(code, "split", year)
    usual = _in_year(shapes, code, year)
    spread = 0.15 if shapes.catalogue[code].kind == "flow" else 0.02
    usual = usual * np.exp(luck.normal(0, spread, len(usual)))
    found = []
    for at in np.flatnonzero(goal > 0):
        mine = np.flatnonzero(units.group == at)
        whole = goal[at] * (1.06 if (code, at % POSITIONS) in ADDED_ON else 1)
        if usual[mine].sum() > 0:
            step = _step(whole / len(mine) * 0.1)
            edges = np.round(np.cumsum(usual[mine]) / usual[mine].sum() * whole / step) * step
            part = np.diff(edges, prepend=0)
            found += [pair for pair in zip(units.ids[mine], part, strict=True) if pair[1] > 0]
    return found


def _by_group(shapes: Shapes, code: str, year: int) -> np.ndarray:
    """What each group's units come to over the year (flow) or at its end (stock)."""
    return np.bincount(shapes.units(code).group, weights=_in_year(shapes, code, year), minlength=len(shapes.tree.groups))


def _in_year(shapes: Shapes, code: str, year: int) -> np.ndarray:
    """The same unit by unit."""
    values = shapes.values(code)
    if shapes.catalogue[code].kind == "flow":
        return values[:, shapes.periods(code) // 100 == year].sum(axis=1)
    return values[:, shapes.months == year * 100 + 12][:, 0]


def _capped(shapes: Shapes, code: str, year: int, goal: np.ndarray) -> np.ndarray:
    """No target of a part that comes nearer to its whole than half of what is usually left."""
    whole, usual = shapes.catalogue[code].whole, shapes.magnitude[code].level
    if not isinstance(whole, str) or not all(part in shapes.magnitude for part in parts(whole)):
        return goal
    most = np.add.reduce([_by_group(shapes, part, year) for part in parts(whole)]) * (0.5 + min(usual, 1) / 2)
    return np.where(goal > most, round_off(most, how=np.floor), goal)


def round_off(value: np.ndarray, part: float = 0.02, how: Callable = np.round) -> np.ndarray:
    """To the steps people set targets in: 1, 5, 10, 50, … whichever is the largest within `part` of the value."""
    step = _step(np.asarray(value) * part)
    return how(value / step) * step


def _step(most: np.ndarray | float) -> np.ndarray | float:
    """The largest of 1, 5, 10, 50, … that is not above; 1 where all are. Each divides the next."""
    steps = np.array([1, 5, *(base * 10.0 ** power for power in range(1, 9) for base in (1, 5))])
    return steps[np.maximum(np.searchsorted(steps, most, side="right") - 1, 0)]
