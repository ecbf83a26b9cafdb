"""Demo data (示例数据): what years of reporting look like, the same for the same place and month, without a person.

reports.py says who reports what, shapes.py how the numbers run; this module makes observations, batches and
targets of them, loads and clears.
"""

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd
from sqlalchemy import Connection, delete, func, insert, select, update

from data.demo.reports import PLANTS, POSITIONS
from data.demo.shapes import Shapes
from data.demo.sites import load_sites
from data.reference.catalogue import FOLDER
from data.write.bulk import insert_frame
from data.write.rollups import rebuild
from data.write.settings import put_settings, raise_data_version
from queries.catalogue import list_indicators, parts
from queries.periods import shift
from queries.privacy import shown_at
from queries.schema import batches, observations, plans, regions, sites, targets, weights

NOTE = "示例数据"
ROOT_GROUP = -1
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


@dataclass
class Demo:
    """Rows for the tables of the same names, each with all their columns. Values in base units; batch ids from 1."""

    batches: pd.DataFrame
    observations: pd.DataFrame
    targets: pd.DataFrame


def generate(indicators: pd.DataFrame, regions: pd.DataFrame, through: int) -> Demo:
    """At least 34 months of reports up to `through` (yyyymm), with the targets of its year and of the one before.

    indicators: rows of the indicators table. regions: rows of the regions table down to the villages, any root.
    Ratios are not generated: they are computed from their parts.
    """
    shapes = Shapes(at_own_level(indicators), regions, through)
    cells = _gather(_report(shapes), indicators, shapes)
    years = (through // 100 - 1, through // 100)
    aims = pd.concat([_aim(shapes, indicators, year) for year in years], ignore_index=True)
    sent = _send(shapes, cells, aims)
    number = sent["key"].reset_index().set_index("key")["id"]
    for frame in (cells, aims):
        frame["batch_id"] = number.loc[frame["key"]].to_numpy()
    return Demo(sent.reset_index().drop(columns="key"),
                cells.drop(columns="key").sort_values(["region_id", "period", "indicator_id"], ignore_index=True),
                aims.drop(columns="key").sort_values(["region_id", "year", "indicator_id"], ignore_index=True))


def at_own_level(indicators: pd.DataFrame) -> pd.DataFrame:
    """The indicators at the level that the catalogue's file names: townships have their numbers even where the counties
    report for them (data.reference.load_reference, of a province)."""
    named = pd.read_csv(FOLDER / "indicators.csv", usecols=["code", "report_level"]).set_index("code")["report_level"]
    return indicators.assign(report_level=indicators["code"].map(named).fillna(indicators["report_level"]))


def _gather(cells: pd.DataFrame, indicators: pd.DataFrame, shapes: Shapes) -> pd.DataFrame:
    """The cells with those of townships summed up by county where the counties report: only when all are in."""
    level = indicators.set_index("id")["report_level"]
    finer = [row.id for row in shapes.catalogue.values() if row.report_level != level[row.id]]
    below = cells["indicator_id"].isin(finer) & (cells["key"] >= 1_000_000)
    if not below.any():
        return cells
    summed = cells[below].groupby(["key", "indicator_id"])["value"].agg(["sum", "size"]).reset_index()
    group = (summed["key"] // 1_000_000 - 1).to_numpy()
    complete = summed["size"].to_numpy() == np.bincount(shapes.tree.units["township"].group)[group]
    counties = pd.DataFrame({"region_id": shapes.tree.groups["id"].to_numpy()[group], "period": summed["key"] % 1_000_000,
                             "indicator_id": summed["indicator_id"], "value": summed["sum"], "key": summed["key"]})
    return pd.concat([cells[~below], counties[complete]], ignore_index=True)


def planted_cells(indicators: pd.DataFrame, regions: pd.DataFrame, through: int) -> pd.DataFrame:
    """Where the faults of reports.PLANTS are: what, region_id, period, indicator_id; one row a cell.

    what: unit_slip (万元 as 元), subset_larger (the part, not its whole), missing (not reported).
    """
    shapes = Shapes(indicators, regions, through)
    rows = []
    for plant in PLANTS:
        for code in plant.codes[:1] if plant.what == "subset_larger" else plant.codes:
            if code in shapes.magnitude:
                at, period = shapes.plant_cells(plant, code)
                rows += [(plant.what, int(region), period, shapes.catalogue[code].id) for region in
                         shapes.units(code).ids[at]]
    return pd.DataFrame(rows, columns=["what", "region_id", "period", "indicator_id"])


def _report(shapes: Shapes) -> pd.DataFrame:
    """region_id, period, indicator_id, value and key: (group, period) of the workbook it came in, as one number."""
    found = []
    for code in shapes.magnitude:
        units, periods, indicator = shapes.units(code), shapes.periods(code), shapes.catalogue[code].id
        value = _plant(shapes, code)
        unit_at, period_at = np.nonzero(shapes.mask(code))
        found.append(_cells(units.ids[unit_at], periods[period_at], indicator, value[unit_at, period_at],
                            units.group[unit_at]))
        own = shapes.own_units(code)
        at = np.flatnonzero(own)
        found.append(_cells(np.full(len(at), shapes.tree.root["id"]), periods[at], indicator, own[at],
                            np.full(len(at), ROOT_GROUP)))
    return pd.concat(found, ignore_index=True)


def _cells(region: np.ndarray, period: np.ndarray, indicator: int, value: np.ndarray, group: np.ndarray
           ) -> pd.DataFrame:
    return pd.DataFrame({"region_id": region, "period": period, "indicator_id": indicator, "value": value,
                         "key": (group + 1) * 1_000_000 + period})


def _plant(shapes: Shapes, code: str) -> np.ndarray:
    """The indicator's values at its periods, planted faults included."""
    value = shapes.reported(code)
    for plant in PLANTS:
        if code == plant.codes[0] and not plant.what.startswith("missing"):
            rows, period = shapes.plant_cells(plant, code)
            cell = np.ix_(rows, shapes.periods(code) == period)
            value = value.copy()
            value[cell] = value[cell] / 10_000 if plant.what == "unit_slip" else np.ceil(
                shapes.reported(plant.codes[1])[cell] * 1.2) + 3
    return value


def _send(shapes: Shapes, cells: pd.DataFrame, aims: pd.DataFrame) -> pd.DataFrame:
    """The batches in the order they came in, indexed by id, with the key of their cells."""
    counted = cells.groupby("key").size()
    root = shapes.tree.root
    names = {ROOT_GROUP: (root["code"], root["name"])} | {
        at: (row.code, row.title) for at, row in enumerate(shapes.tree.groups.itertuples(index=False))}
    rows = []
    for key, count in counted.items():
        group, period = key // 1_000_000 - 1, key % 1_000_000
        code, name = names[group]
        where = f"{name}本级" if group == ROOT_GROUP else name
        rows.append((key, f"示例_{where}_{period // 100}年{period % 100}月.xlsx", f"{name}妇联",
                     _received(code, group, period), count))
    rows += [(year, f"示例_{year}年目标任务分解表.xlsx", f"{root['name']}妇联", datetime(year, 1, 20, 10), count)
             for year, count in aims.groupby("key").size().items()]
    sent = pd.DataFrame(rows, columns=["key", "file_name", "actor", "received_at", "rows"])
    sent = sent.sort_values(["received_at", "file_name"], ignore_index=True)
    minutes = pd.to_timedelta([3 + zlib.crc32(name.encode()) % 18 for name in sent["file_name"]], unit="m")
    sent = sent.assign(kind="demo", file_sha256=None, committed_at=sent["received_at"] + minutes, undone_at=None, lot=None,
                       rest=None, completes=None, undone_by=None, undone_reason=None, note=NOTE)
    sent.index = pd.RangeIndex(1, len(sent) + 1, name="id")
    return sent[[column.name for column in batches.columns if column.name != "id"] + ["key"]]


def _received(code: str, group: int, period: int) -> datetime:
    """Day 3 to 9 of the next month in office hours; about one workbook in 40 comes after the deadline."""
    luck = zlib.crc32(f"{code}|{period}".encode())
    late = group != ROOT_GROUP and zlib.crc32(f"{period}|{code}".encode()) % 40 == 0
    following = shift(period, 1)
    return datetime(following // 100, following % 100, 11 + luck % 6 if late else 3 + luck % 7, 8 + luck // 7 % 9,
                    luck // 63 % 60)


def _aim(shapes: Shapes, indicators: pd.DataFrame, year: int) -> pd.DataFrame:
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


def load_demo(connection: Connection, through: int) -> None:
    """Fills batches, observations and targets from the catalogue and the regions that are there, and sums them up."""
    tree = pd.read_sql(select(regions), connection)
    catalogue = list_indicators(connection).reset_index(drop=True)
    demo = generate(catalogue, tree, through)
    number = _insert_batches(connection, demo.batches)
    for table, frame in ((observations, demo.observations), (targets, demo.targets)):
        insert_frame(connection, table, frame.assign(batch_id=number.loc[frame["batch_id"]].to_numpy()))
    load_sites(connection, at_own_level(catalogue), tree, through)
    rebuild(connection)


def _insert_batches(connection: Connection, frame: pd.DataFrame) -> pd.Series:
    """Inserts under ids the database gives (its sequence must know them); returns those ids by the frame's."""
    before = connection.execute(select(func.coalesce(func.max(batches.c.id), 0))).scalar_one()
    plain = frame.drop(columns="id").astype(object)
    connection.execute(insert(batches), plain.where(plain.notna(), None).to_dict("records"))
    given = connection.execute(select(batches.c.file_name, batches.c.id).where(
        batches.c.id > before, batches.c.kind == "demo"))
    return frame.set_index("id")["file_name"].map({name: number for name, number in given})


def clear_demo(connection: Connection, at: datetime) -> None:
    """Removes everything that demo batches brought and marks them undone at `at`; what was imported since stays."""
    live = list(connection.execute(select(batches.c.id).where(batches.c.kind == "demo", batches.c.undone_at.is_(None)))
                .scalars())
    for table in (observations, targets, plans, weights, sites):
        connection.execute(delete(table).where(table.c.batch_id.in_(live)))
    connection.execute(update(batches).where(batches.c.id.in_(live)).values(undone_at=at))
    put_settings(connection, data_label="")
    rebuild(connection)
    raise_data_version(connection)
