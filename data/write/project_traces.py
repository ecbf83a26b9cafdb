"""工作项目: rows of its tables changed with a trace of each: the whole row as JSON, before and after."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Date, Table, delete, func, insert, select

from data.write.actor import Actor
from data.write.bulk import CHUNK
from data.write.locks import refuse_locked
from queries.schema import (
    indicators,
    project_checks,
    project_indicators,
    project_revisions,
    project_states,
    project_tasks,
    projects,
    regions,
)

TABLES = {table.name: table for table in (projects, project_states, project_tasks, project_checks)}
ROWS = "projects", "states"
"""The acts that change rows: whose 工作项目 they are, and what a region says of its own (queries/roles.py)."""
Row = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """What a row is to hold: its table, its number (None: a new one), the whole row without it (None: none any more); of a
    project with its indicators' ids. before: what it held when it was looked at; other than that now, nothing is written."""

    table: str
    number: int | None
    after: Row | None
    before: Row | None = None


def as_text(row: Row) -> str:
    return json.dumps(row, ensure_ascii=False, sort_keys=True, default=lambda day: day.isoformat())


def as_row(table: str, text: str) -> Row:
    dates = {column.name for column in TABLES[table].columns if isinstance(column.type, Date)}
    return {name: date.fromisoformat(value) if name in dates and value else value for name, value in json.loads(text).items()}


def held(connection: Connection, table: str, numbers: Iterable[int] | None = None) -> dict[int, Row]:
    """The rows as they are, by number: those of the numbers, or all."""
    of, found = TABLES[table], {}
    wanted = None if numbers is None else sorted({int(number) for number in numbers})
    for start in range(0, 1 if wanted is None else len(wanted), CHUNK):
        part = None if wanted is None else wanted[start:start + CHUNK]
        rows = select(of) if part is None else select(of).where(of.c.id.in_(part))
        found |= {row["id"]: {name: value for name, value in row.items() if name != "id"}
                  for row in connection.execute(rows).mappings()}
        if of is projects:
            pairs = select(project_indicators.c.project_id, project_indicators.c.indicator_id).order_by(*project_indicators.c)
            for row in found.values():
                row.setdefault("indicators", [])
            for project, indicator in connection.execute(pairs if part is None else pairs.where(
                    project_indicators.c.project_id.in_(part))):
                found[project]["indicators"].append(indicator)
    return found


def act_of(change: Change) -> str:
    """Which act it is: a region's own state and how far a task is are its own to say, all else is the office's."""
    if change.table == project_states.name:
        return "states"
    if change.table != project_tasks.name or change.before is None or change.after is None:
        return "projects"
    return "states" if {**change.before, "state": ""} == {**change.after, "state": ""} else "projects"


def places(changes: Iterable[Change], root: int) -> dict[str, list[int]]:
    """Act -> the regions that the changes touch, before and after; a project is the whole tree's."""
    found: dict[str, set[int]] = {}
    for change in changes:
        for row in (change.before, change.after):
            if row is not None:
                found.setdefault(act_of(change), set()).add(int(row.get("region_id", root)))
    return {act: sorted(found[act]) for act in ROWS if act in found}


def put(connection: Connection, changes: list[Change], batch_id: int, root: int) -> None:
    """Makes the rows hold what they are to, each with its trace, for an open batch. Of new rows the number is the next that no
    row ever had."""
    last = {name: _last(connection, name) for name in TABLES}
    numbered = []
    for change in changes:
        if change.number is None:
            last[change.table] += 1
        numbered.append((last[change.table] if change.number is None else change.number, change))
    write_rows(connection, [(number, change.table, change.after) for number, change in numbered])
    traces = [{"batch_id": batch_id, "table": change.table, "row_id": number,
               "region_id": (change.after or change.before or {}).get("region_id", root),
               "before": change.before and as_text(change.before), "after": change.after and as_text(change.after)}
              for number, change in numbered]
    if traces:
        connection.execute(insert(project_revisions), traces)


def _last(connection: Connection, name: str) -> int:
    of = TABLES[name]
    traced = select(func.max(project_revisions.c.row_id)).where(project_revisions.c.table == name)
    return max(connection.scalar(select(func.max(of.c.id))) or 0, connection.scalar(traced) or 0)


def write_rows(connection: Connection, rows: list[tuple[int, str, Row | None]]) -> None:
    """number, table and what the row is to hold; what refers to a project goes before it, and comes after it."""
    for name, of in reversed(TABLES.items()):
        numbers = [number for number, table, row in rows if table == name and (row is None or of is not projects)]
        _delete(connection, of, numbers)
    for name, of in TABLES.items():
        told = [{**row, "id": number} for number, table, row in rows if table == name and row is not None]
        if told and of is projects:
            _write_projects(connection, told)
        elif told:
            connection.execute(insert(of), told)


def _write_projects(connection: Connection, rows: list[Row]) -> None:
    """Other rows refer to a project: it is changed where it stands."""
    known = set(connection.execute(select(projects.c.id)).scalars())
    connection.execute(delete(project_indicators).where(project_indicators.c.project_id.in_([row["id"] for row in rows])))
    for row in rows:
        values = {name: value for name, value in row.items() if name != "indicators"}
        connection.execute(projects.update().where(projects.c.id == row["id"]).values(values) if row["id"] in known
                           else insert(projects).values(values))
    there = set(connection.execute(select(indicators.c.id)).scalars())  # one's own may have been taken back since
    pairs = [{"project_id": row["id"], "indicator_id": one} for row in rows for one in row["indicators"] if one in there]
    if pairs:
        connection.execute(insert(project_indicators), pairs)


def _delete(connection: Connection, of: Table, numbers: list[int]) -> None:
    for start in range(0, len(numbers), CHUNK):
        part = numbers[start:start + CHUNK]
        if of is projects:
            connection.execute(delete(project_indicators).where(project_indicators.c.project_id.in_(part)))
        connection.execute(delete(of).where(of.c.id.in_(part)))


def root_of(connection: Connection) -> int:
    return connection.execute(select(regions.c.id).where(regions.c.parent_id.is_(None))).scalar_one()


def refuse_closed(connection: Connection, actor: Actor, changes: list[Change], event: str) -> None:
    """Raises Locked where a year is closed that one of the changes is of: a year is closed with its December (封账)."""
    rows = [row for change in changes for row in (change.before, change.after) if row and "year" in row]
    cells = {(row["region_id"], row["year"] * 100 + 12) for row in rows}
    frame = pd.DataFrame(sorted(cells), columns=["region_id", "period"])
    refuse_locked(connection, actor, frame, event)
