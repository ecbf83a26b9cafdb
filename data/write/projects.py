"""工作项目 as the office keeps them: its own added, any edited, those that it does not run left out of lists and counts. Nothing
is deleted; each change is a batch with a reason, undone as any other (data/write/ledger.py)."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from data.normal import normal
from data.write.actor import Actor, permit
from data.write.errors import NotThere, Refused
from data.write.project_batches import write_changes
from data.write.project_rows import project_row
from data.write.project_traces import Change, Row, held
from queries.schema import actions, indicators, project_revisions, projects

OWN = "ZX-"
"""What the codes of the federation's own begin with."""


def add_project(connection: Connection, given: Mapping[str, Any], *, actor: Actor, reason: str, at: datetime) -> int:
    """Adds a project of the federation's own: given as `project_row` takes it; the batch's number.

    Raises NotPermitted unless the actor decides for the whole tree; Refused by field.
    """
    permit(connection, actor, "projects")
    row, wrong = checked(connection, given, None, None)
    if wrong:
        raise Refused(**wrong)
    change = Change("projects", None, row | {"code": next_code(connection)})
    return write_changes(connection, [change], actor=actor, reason=reason, at=at,
                         what=f"加工作项目：{row['name']}"[:200])


def edit_project(connection: Connection, number: int, given: Mapping[str, Any], *, actor: Actor, reason: str, at: datetime
                 ) -> int:
    """Changes what `given` says of a project (hidden among it); the batch's number. Raises NotPermitted, NotThere, Refused."""
    permit(connection, actor, "projects")
    before = held(connection, "projects", [number]).get(number)
    if before is None:
        raise NotThere("没有这个工作项目，请刷新后再看。")
    row, wrong = checked(connection, given, before, number)
    if wrong:
        raise Refused(**wrong)
    return write_changes(connection, [Change("projects", number, row, before)], actor=actor, reason=reason, at=at,
                         what=f"改工作项目：{before['name']}"[:200])


def hide_projects(connection: Connection, numbers: Collection[int], hidden: bool, *, actor: Actor, reason: str, at: datetime
                  ) -> int:
    """Leaves projects out of lists, counts and the search, or takes them in again; the batch's number."""
    permit(connection, actor, "projects")
    rows = held(connection, "projects", numbers)
    if set(rows) != set(numbers):
        raise NotThere("没有这个工作项目，请刷新后再看。")
    changes = [Change("projects", number, row | {"hidden": hidden}, row) for number, row in rows.items()]
    what = "不列出工作项目" if hidden else "重新列出工作项目"
    return write_changes(connection, changes, actor=actor, reason=reason, at=at, what=f"{what}：{len(changes)} 个")


def checked(connection: Connection, given: Mapping[str, Any], before: Row | None, number: int | None
            ) -> tuple[Row, dict[str, str]]:
    names = {normal(name): found for name, found in connection.execute(select(projects.c.name, projects.c.id))}
    known, of = (list(connection.execute(select(table.c.id)).scalars()) for table in (actions, indicators))
    return project_row(given, before, names, number, known, of)


def next_code(connection: Connection, after: int = 0) -> str:
    """The code of the federation's next own project; `after` of others that are still to be written."""
    given = connection.execute(select(projects.c.code).where(projects.c.code.startswith(OWN))).scalars()
    taken = connection.scalar(select(func.count()).where(
        project_revisions.c.table == "projects", project_revisions.c.before.is_(None)))
    return f"{OWN}{max([taken or 0, *(int(code.removeprefix(OWN)) for code in given)]) + 1 + after:03d}"
