"""其他工作: at most two groups of indicators that a federation sets up beside the six actions. The six stay as they are; every
change is a batch with a reason, on record and undone as those of the catalogue are."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, func, select

from data.write.actor import Actor, permit
from data.write.errors import NotThere, Refused
from data.write.ledger import Written, note_batch, open_batch
from data.write.reference_trace import change_row, refuse_used
from data.write.region_versions import touch_all
from data.write.settings import hold_writers
from data.write.text import clean, signed
from queries.schema import actions

CODES = ("qita1", "qita2")
"""The addresses of their pages: as many groups as there are of these."""
MOST_LETTERS = 12
"""Of a name: it stands in the menu and over a column."""


def add_group(connection: Connection, name: str, *, actor: Actor, reason: str, at: datetime) -> Written:
    """Sets up a group. Raises NotPermitted, Refused: two there are, a name that is taken, long or none, no unit or reason."""
    permit(connection, actor, "catalogue")
    hold_writers(connection)
    there = own(connection)
    free = next((code for code in CODES if code not in there), None)
    if free is None:
        raise Refused(name=f"其他工作最多{len(CODES)}类，已经有了{'、'.join(there.values())}；可以改名，或撤销没有指标的。")
    numbers = list(connection.execute(select(actions.c.id)).scalars())
    row = {"id": max(numbers, default=0) + 1, "code": free, "name": _named(connection, name, free), "kind": "own",
           "sort": (connection.scalar(select(func.max(actions.c.sort))) or 0) + 1}
    return _save(connection, None, row, actor, reason, at)


def rename_group(connection: Connection, code: str, name: str, *, actor: Actor, reason: str, at: datetime) -> Written:
    """Raises NotPermitted, NotThere for what is no group of one's own, Refused as `add_group` does."""
    permit(connection, actor, "catalogue")
    hold_writers(connection)
    row = _row(connection, code)
    after = {**row, "name": _named(connection, name, code)}
    if after == row:
        raise Refused(name="没有改动，不用保存。")
    return _save(connection, row, after, actor, reason, at)


def remove_group(connection: Connection, code: str, *, actor: Actor, reason: str, at: datetime) -> Written:
    """Takes a group away that has no indicator, retired ones included. Raises NotPermitted, NotThere, Refused."""
    permit(connection, actor, "catalogue")
    hold_writers(connection)
    row = _row(connection, code)
    refuse_used(connection, "actions", row)
    return _save(connection, row, None, actor, reason, at)


def own(connection: Connection) -> dict[str, str]:
    """Code -> name of the groups there are."""
    return dict(connection.execute(select(actions.c.code, actions.c.name).where(actions.c.kind == "own")
                                   .order_by(actions.c.sort)).all())


def _row(connection: Connection, code: str) -> dict:
    found = connection.execute(select(actions).where(actions.c.code == code, actions.c.kind == "own")).mappings().first()
    if found is None:
        raise NotThere("没有这一类其他工作；六大行动和基础数据不能改名、不能撤销。")
    return dict(found)


def _named(connection: Connection, name: str, code: str) -> str:
    text = clean(name)
    taken = connection.scalar(select(actions.c.name).where(actions.c.name == text, actions.c.code != code))
    if not text:
        raise Refused(name="请填名称，如 三新领域工作。")
    if len(text) > MOST_LETTERS:
        raise Refused(name=f"名称有{len(text)}个字，最多{MOST_LETTERS}个：菜单和表头里要放得下。")
    if taken:
        raise Refused(name=f"已经有“{text}”了，请换一个名称。")
    return text


def _save(connection: Connection, before: Mapping | None, after: Mapping | None, actor: Actor, reason: str, at: datetime
          ) -> Written:
    signed(actor.unit, reason, {})
    batch = open_batch(connection, kind="edit", file_name="指标目录", actor=actor, received_at=at, committed_at=at, rows=1,
                       note=reason, table="indicators")
    change_row(connection, batch, "actions", before, after)
    touch_all(connection)
    names = "→".join(row["name"] for row in (before, after) if row)
    note_batch(connection, actor, "catalogue", batch, None, f"其他工作 {'撤销 ' if after is None else ''}{names}")
    return Written(batch, int(before is None), int(before is not None), 0)
