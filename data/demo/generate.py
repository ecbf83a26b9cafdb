"""Demo data (示例数据): what years of reporting look like, the same for the same place and month, without a person.

reports.py says who reports what, shapes.py how the numbers run, targets.py what is set; this module makes observations
and batches of them, loads and clears.
"""

import zlib
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd
from sqlalchemy import Connection, delete, func, insert, select, update

from data.demo.appraisals import load_appraisal
from data.demo.meetings import load_meetings
from data.demo.projects import load_projects_demo
from data.demo.reports import PLANTS
from data.demo.shapes import Shapes
from data.demo.sites import load_sites
from data.demo.targets import targets_of
from data.reference.catalogue import FOLDER
from data.write.actor import WHOLE, Actor, permit
from data.write.audit import note
from data.write.bulk import insert_frame, take_statistics
from data.write.citus import one_after_another
from data.write.progress import Tell, quiet
from data.write.rollups import rebuild
from data.write.settings import put_settings, raise_data_version
from queries.catalogue import list_indicators
from queries.periods import shift
from queries.schema import (
    appraisal_marks,
    appraisal_results,
    appraisals,
    batches,
    boards,
    matter_entries,
    matters,
    observations,
    plans,
    project_checks,
    project_states,
    project_tasks,
    reasons,
    regions,
    sites,
    snapshot_figures,
    snapshots,
    targets,
    weights,
)

NOTE = "示例数据"
ROOT_GROUP = -1


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
    aims = pd.concat([targets_of(shapes, indicators, year) for year in years], ignore_index=True)
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


def load_demo(connection: Connection, through: int, now: datetime, *, actor: Actor, tell: Tell = quiet) -> None:
    """Fills batches, observations and targets from the catalogue and the regions that are there, and sums them up. Nothing was
    received later than now. Raises NotPermitted."""
    one_after_another(connection)
    permit(connection, actor, "clear")
    tree = pd.read_sql(select(regions), connection)
    catalogue = list_indicators(connection).reset_index(drop=True)
    tell(0.0, "正在生成示例数据")
    demo = generate(catalogue, tree, through)
    tell(0.3, f"正在写入示例数据：{len(demo.observations):,} 个数")
    number = _insert_batches(connection, demo.batches)
    for table, frame in ((observations, demo.observations), (targets, demo.targets)):
        insert_frame(connection, table, frame.assign(batch_id=number.loc[frame["batch_id"]].to_numpy()))
        take_statistics(connection, len(frame), table)
    tell(0.4, "正在生成阵地名册")
    load_sites(connection, at_own_level(catalogue), tree, through)
    for moment in (batches.c.received_at, batches.c.committed_at):
        connection.execute(update(batches).where(batches.c.kind == "demo", moment > now).values({moment: now}))
    rebuild(connection, lambda share, words: tell(0.6 + 0.2 * share, words))
    tell(0.8, "正在生成会议、督办、考评和工作项目")
    load_meetings(connection, tree, through, now)
    load_appraisal(connection, tree, through, now)
    load_projects_demo(connection, tree, through)
    tell(1.0, "示例数据已写入")


def _insert_batches(connection: Connection, frame: pd.DataFrame) -> pd.Series:
    """Inserts under ids the database gives (its sequence must know them); returns those ids by the frame's."""
    before = connection.execute(select(func.coalesce(func.max(batches.c.id), 0))).scalar_one()
    plain = frame.drop(columns="id").astype(object)
    connection.execute(insert(batches), plain.where(plain.notna(), None).to_dict("records"))
    given = connection.execute(select(batches.c.file_name, batches.c.id).where(
        batches.c.id > before, batches.c.kind == "demo"))
    return frame.set_index("id")["file_name"].map({name: number for name, number in given})


def clear_demo(connection: Connection, at: datetime, *, actor: Actor) -> None:
    """Removes everything that demo batches brought and marks them undone at `at`, and what papers said of it; what was imported
    since stays. Raises NotPermitted."""
    one_after_another(connection)
    permit(connection, actor, "clear")
    live = list(connection.execute(select(batches.c.id).where(batches.c.kind == "demo", batches.c.undone_at.is_(None)))
                .scalars())
    for table in (observations, targets, plans, weights, sites):
        connection.execute(delete(table).where(table.c.batch_id.in_(live)))
    said = select(snapshots.c.id).where(snapshots.c.demo)
    connection.execute(delete(boards).where(boards.c.snapshot_id.in_(said)))
    connection.execute(delete(snapshot_figures).where(snapshot_figures.c.snapshot_id.in_(said)))
    connection.execute(delete(snapshots).where(snapshots.c.demo))
    decided = select(matters.c.id).where(matters.c.demo)
    connection.execute(delete(matter_entries).where(matter_entries.c.matter_id.in_(decided)))
    judged = select(appraisals.c.id).where(appraisals.c.demo)
    connection.execute(delete(appraisal_results).where(appraisal_results.c.appraisal_id.in_(judged)))
    for table in (matters, reasons, appraisals, appraisal_marks, project_checks, project_tasks, project_states):
        connection.execute(delete(table).where(table.c.demo))
    connection.execute(update(batches).where(batches.c.id.in_(live)).values(undone_at=at))
    put_settings(connection, data_label="")
    rebuild(connection)
    raise_data_version(connection)
    note(connection, actor, "clear", at=at, what=f"{len(live)} 批示例数据", region_ids=WHOLE)
