"""工作项目: the programmes with their indicators, what each region says of them, their plan of a year, what is checked."""

import json
from datetime import date

import numpy as np
import pandas as pd
from sqlalchemy import Connection, func, select

from queries.frames import BOOL, FLOAT_OR_NAN, INT, OBJECT, TEXT, TEXT_OR_NAN, Frame, hands_out, of_schema
from queries.project_rules import DONE, NONE, RUNNING, RUNS, progress
from queries.schema import (
    actions,
    indicators,
    project_checks,
    project_indicators,
    project_revisions,
    project_states,
    project_tasks,
    projects,
    region_closure,
    regions,
    sources,
)

PROJECTS = Frame(
    "id", **of_schema(projects), action=TEXT("its action's code"), document=TEXT_OR_NAN("what the source is"),
    place=TEXT_OR_NAN("of the source"), source=TEXT_OR_NAN("its code"),
    indicators=OBJECT("codes of its indicators, in the order of the catalogue"),
    shipped=TEXT("the name that it was shipped with, by which goals and figures of the documents are tied to it; an own one's: "
                 "empty"))
STATES = Frame(**of_schema(project_states))
SAID = Frame(project_id=INT, state=TEXT, regions=INT("that say so"))
PLACE = {"place": TEXT("the region's name")}
TASKS = Frame("id", **of_schema(project_tasks), **PLACE, overdue=BOOL("not done, and its term is over"))
CHECKS = Frame("id", **of_schema(project_checks), **PLACE)
STANDING = Frame(
    "project_id", project_id=INT, state=TEXT("running, idle, none; empty: nobody has said anything"),
    running=INT("regions that say 开展"), idle=INT("regions that say 未开展"), none=INT("regions that say 无此项"),
    said=INT("regions that have said something"), tasks=INT, done=INT, overdue=INT,
    share=FLOAT_OR_NAN("the weight of the tasks that are done of that of all, 0 to 1; NaN: 未分解任务"),
    checked=TEXT("the result of the newest check of the region itself: met, partly, missed; empty: none"))
COUNTS = Frame("action_id", action_id=INT, all=INT("projects that are listed"), running=INT, idle=INT, none=INT,
               unsaid=INT("of which nobody has said anything"), overdue=INT("tasks"))


@hands_out(PROJECTS)
def list_projects(connection: Connection) -> pd.DataFrame:
    """Every project in the order of the actions and of its number, the hidden ones too: PROJECTS."""
    rows = pd.read_sql(
        select(projects, actions.c.code.label("action"), sources.c.document, sources.c.place, sources.c.code.label("source"))
        .join(actions, actions.c.id == projects.c.action_id).outerjoin(sources, sources.c.id == projects.c.source_id)
        .order_by(actions.c.sort, projects.c.id), connection)
    pairs = connection.execute(select(project_indicators.c.project_id, indicators.c.code).join(
        indicators, indicators.c.id == project_indicators.c.indicator_id).order_by(indicators.c.id)).all()
    of: dict[int, list[str]] = {}
    for project, code in pairs:
        of.setdefault(project, []).append(code)
    rows["indicators"] = pd.Series([of.get(number, []) for number in rows["id"]], index=rows.index, dtype=object)
    first = _first_names(connection)
    shipped = [first.get(number, name) for number, name in zip(rows["id"], rows["name"], strict=True)]
    return rows.assign(shipped=pd.Series(shipped, index=rows.index, dtype=object).where(~rows["own"].astype(bool), "")).set_index(
        "id", drop=False)


def _first_names(connection: Connection) -> dict[int, str]:
    """What projects were called before any change, by number: of those that were changed."""
    traced = select(project_revisions.c.row_id, project_revisions.c.before).where(
        project_revisions.c.table == projects.name, project_revisions.c.before.is_not(None)).order_by(
        project_revisions.c.batch_id.desc())
    return {row.row_id: json.loads(row.before)["name"] for row in connection.execute(traced)}


@hands_out(STATES)
def list_states(connection: Connection, region_id: int, year: int) -> pd.DataFrame:
    """What the region and those below it have said of the projects in the year: STATES, in the order of the regions."""
    return pd.read_sql(_within(select(project_states), project_states, region_id, year).order_by(
        project_states.c.region_id, project_states.c.project_id), connection)


@hands_out(SAID)
def count_states(connection: Connection, region_id: int, year: int) -> pd.DataFrame:
    """How many of the region and those below it say the same of a project in the year: SAID."""
    said = (project_states.c.project_id, project_states.c.state)
    rows = _within(select(*said, func.count().label("regions")), project_states, region_id, year)
    return pd.read_sql(rows.group_by(*said), connection)


@hands_out(TASKS)
def list_tasks(connection: Connection, region_id: int, year: int, today: date) -> pd.DataFrame:
    """The tasks of the region's units and of those below it in the year, by term: TASKS."""
    rows = pd.read_sql(_within(select(project_tasks, regions.c.name.label("place")).join(
        regions, regions.c.id == project_tasks.c.region_id), project_tasks, region_id, year).order_by(
        project_tasks.c.due, project_tasks.c.id), connection).astype({"due": "datetime64[us]"})
    rows["overdue"] = (rows["state"] != DONE) & (rows["due"] < pd.Timestamp(today))
    return rows.set_index("id", drop=False)


@hands_out(CHECKS)
def list_checks(connection: Connection, region_id: int, year: int) -> pd.DataFrame:
    """The checks of the region and of those below it in the year, by half and region: CHECKS."""
    rows = pd.read_sql(_within(select(project_checks, regions.c.name.label("place")).join(
        regions, regions.c.id == project_checks.c.region_id), project_checks, region_id, year).order_by(
        project_checks.c.half, project_checks.c.region_id, project_checks.c.id), connection)
    return rows.astype({"checked_on": "datetime64[us]"}).set_index("id", drop=False)


def _within(rows, of, region_id: int, year: int):
    return rows.join(region_closure, region_closure.c.descendant_id == of.c.region_id).where(
        region_closure.c.ancestor_id == region_id, of.c.year == year)


@hands_out(STANDING)
def project_standing(listed: pd.DataFrame, said: pd.DataFrame, tasks: pd.DataFrame, checks: pd.DataFrame, region_id: int
                     ) -> pd.DataFrame:
    """How each listed project stands in a region: STANDING. listed: PROJECTS; said (SAID), tasks, checks: of the region with what
    lies below it.

    A region's project is 开展 where it or one below it says so, else 未开展 where one says that, else 无此项; where nobody has
    said anything it is none of these. Its plan is that of all units in the region.
    """
    final = pd.DataFrame({"project_id": listed["id"]}).set_index("project_id", drop=False)
    for name in RUNS:
        counted = said[said["state"] == name].set_index("project_id")["regions"]
        final[name] = counted.reindex(final.index, fill_value=0).astype(int)
    final["said"] = final[list(RUNS)].sum(axis=1)
    final["state"] = np.select([final[name] > 0 for name in RUNS], RUNS, "")
    by_project = tasks.groupby("project_id")
    final["tasks"] = by_project.size().reindex(final.index, fill_value=0)
    for name, which in (("done", tasks["state"] == DONE), ("overdue", tasks["overdue"])):
        final[name] = which.groupby(tasks["project_id"]).sum().reindex(final.index, fill_value=0).astype(int)
    plans = {project: progress(zip(some["state"], some["weight"], strict=True)) for project, some in by_project}
    final["share"] = pd.Series([plans.get(number) for number in final.index], index=final.index, dtype=float)
    own = checks[checks["region_id"] == region_id].drop_duplicates("project_id", keep="last").set_index("project_id")["result"]
    final["checked"] = own.reindex(final.index).astype(object).fillna("")
    return final


@hands_out(COUNTS)
def count_projects(listed: pd.DataFrame, stood: pd.DataFrame) -> pd.DataFrame:
    """How many projects of each action are listed, and in which state: COUNTS, by action. stood: STANDING of the region."""
    shown = listed[~listed["hidden"]]
    state = stood["state"].reindex(shown.index)
    final = pd.DataFrame({"all": shown.groupby("action_id").size()})
    for name, which in (("running", RUNNING), ("idle", RUNS[1]), ("none", NONE), ("unsaid", "")):
        final[name] = (state == which).groupby(shown["action_id"]).sum()
    final["overdue"] = stood["overdue"].reindex(shown.index).groupby(shown["action_id"]).sum()
    return final.rename_axis("action_id").reset_index().set_index("action_id", drop=False)


def totals(counts: pd.DataFrame) -> dict[str, int]:
    """COUNTS of some actions put together: all, running, idle, none, unsaid, overdue."""
    return {name: int(counts[name].sum()) for name in COUNTS.columns if name != "action_id"}


def by_region(states: pd.DataFrame, project_ids: list[int], region_ids: list[int]) -> pd.DataFrame:
    """STATES as a table: a row a project, a column a region, the state or None."""
    wide = states[states["region_id"].isin(region_ids)].pivot(index="project_id", columns="region_id", values="state")
    return wide.reindex(index=project_ids, columns=region_ids).astype(object).where(lambda frame: frame.notna(), None)
