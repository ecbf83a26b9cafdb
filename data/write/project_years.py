"""工作项目 of a year: what each region says of them, the tasks that they are broken down into, the checks. A batch each, undone
as any other; refused where the year is closed (封账 of its December)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, select

from data.write.actor import Actor, permit
from data.write.errors import NotThere, Refused
from data.write.project_batches import SAME, write_changes
from data.write.project_rows import check_row, state_row, task_row
from data.write.project_traces import Change, Row, held
from queries.project_rules import HALVES, RUN_WORDS, TASK_WORDS
from queries.schema import project_checks, project_states, projects, regions

UNSAID = "填报开展情况"


def state_project(connection: Connection, project_id: int, region_id: int, year: int, state: str, *, actor: Actor,
                  reason: str = "", at: datetime) -> int:
    """A region's state of a project in a year ("" takes it back); the batch's number. What was stated changes with a reason.

    Raises NotPermitted: a county states its own. Refused by field, NotThere.
    """
    permit(connection, actor, "states", [region_id])
    name = _name(connection, project_id)
    row, wrong = state_row(project_id, region_id, _level(connection, region_id), year, state, at)
    number, before = _placed(connection, project_states, project_id=project_id, region_id=region_id, year=year)
    if (before or {}).get("state", "") == state:
        wrong["state"] = wrong.get("state", SAME)
    if wrong:
        raise Refused(**wrong)
    why = reason or (UNSAID if before is None or before["demo"] else "")
    return write_changes(connection, [Change("project_states", number, row, before)], actor=actor, reason=why, at=at,
                         what=f"{name}：{RUN_WORDS[state]}"[:200])


def put_task(connection: Connection, given: Mapping[str, Any], task_id: int | None = None, *, actor: Actor, reason: str,
             at: datetime) -> int:
    """Adds a task, or changes what `given` says of one; the batch's number. Raises NotPermitted, NotThere, Refused by field."""
    before = _row(connection, "project_tasks", task_id)
    wanted = {**(before or {}), **given}
    permit(connection, actor, "projects", sorted({wanted["region_id"], (before or wanted)["region_id"]}))
    name = _name(connection, wanted["project_id"])
    row, wrong = task_row(wanted, _level(connection, wanted["region_id"]), at)
    if wrong:
        raise Refused(**wrong)
    return write_changes(connection, [Change("project_tasks", task_id, row, before)], actor=actor, reason=reason, at=at,
                         what=f"{name}：{'改' if before else '加'}任务 {row['what']}"[:200])


def step_task(connection: Connection, task_id: int, state: str, *, actor: Actor, reason: str = "", at: datetime) -> int:
    """How far a task is, as its unit says; the batch's number. What was done and is so no more wants a reason."""
    before = _row(connection, "project_tasks", task_id)
    permit(connection, actor, "states", [before["region_id"]] if before else ())
    if before is None or state not in TASK_WORDS:
        raise NotThere("没有这项任务，请刷新后再看。")
    why = reason or ("" if before["state"] == "done" else f"任务{TASK_WORDS[state]}")
    change = Change("project_tasks", task_id, before | {"state": state}, before)
    return write_changes(connection, [change], actor=actor, reason=why, at=at,
                         what=f"{before['what']}：{TASK_WORDS[state]}"[:200])


def drop_task(connection: Connection, task_id: int, *, actor: Actor, reason: str, at: datetime) -> int:
    """Takes a task out of the plan; what it was stays in the trace."""
    before = _row(connection, "project_tasks", task_id)
    permit(connection, actor, "projects", [before["region_id"]] if before else ())
    if before is None:
        raise NotThere("没有这项任务，请刷新后再看。")
    return write_changes(connection, [Change("project_tasks", task_id, None, before)], actor=actor, reason=reason, at=at,
                         what=f"删去任务：{before['what']}"[:200])


def check_project(connection: Connection, given: Mapping[str, Any], *, actor: Actor, reason: str = "", at: datetime) -> int:
    """Puts down a check of the year's middle or end (`check_row`), or changes it with a reason; the batch's number."""
    permit(connection, actor, "projects", [given["region_id"]])
    name = _name(connection, given["project_id"])
    row, wrong = check_row(given, _level(connection, given["region_id"]), at)
    if wrong:
        raise Refused(**wrong)
    number, before = _placed(connection, project_checks, **{key: row[key] for key in ("project_id", "region_id", "year", "half")})
    why = reason or (HALVES[row["half"]] if before is None or before["demo"] else "")
    return write_changes(connection, [Change("project_checks", number, row, before)], actor=actor, reason=why, at=at,
                         what=f"{name}：{HALVES[row['half']]}"[:200])


def _row(connection: Connection, table: str, number: int | None) -> Row | None:
    return None if number is None else held(connection, table, [number]).get(number)


def _placed(connection: Connection, of: Table, **where: int) -> tuple[int | None, Row | None]:
    """The number and the row of what stands there once."""
    number = connection.scalar(select(of.c.id).where(*(of.c[name] == value for name, value in where.items())))
    return number, _row(connection, of.name, number)


def _name(connection: Connection, project_id: int) -> str:
    name = connection.scalar(select(projects.c.name).where(projects.c.id == project_id))
    if name is None:
        raise NotThere("没有这个工作项目，请刷新后再看。")
    return name


def _level(connection: Connection, region_id: int) -> str:
    return connection.scalar(select(regions.c.level).where(regions.c.id == region_id)) or ""
