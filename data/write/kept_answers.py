"""Answers put by for whoever asks next, also after a start and in other processes; read by queries/kept_answers.py. They change
no figure and raise no version: what they say follows from the rest."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, and_, delete, func, insert, or_, select

from data.write.actor import Actor, permit
from queries.database import writing
from queries.region_versions import state_of
from queries.schema import answers

BUDGET = 64 * 2**20
"""Bytes that all of them may take; beyond it those kept longest ago go."""
WAIT_SECONDS = 5
"""What is not kept now is another time."""
KEY = (answers.c.question, answers.c.region_id, answers.c.year, answers.c.month)


@dataclass(frozen=True)
class Answer:
    """What a question (its name, at most 16 letters) answers anybody of a region at a month, as bytes; version and made_by: of
    the region's State when it was asked."""

    question: str
    region_id: int
    year: int
    month: int
    version: int
    made_by: str
    content: bytes


def put_by(engine: Engine, found: list[Answer], actor: Actor, at: datetime) -> int:
    """`keep` in a transaction of its own; other writers are waited for a short while only. Raises NotPermitted, DatabaseFault."""
    with writing(engine, WAIT_SECONDS) as connection:
        return keep(connection, found, actor, at)


def keep(connection: Connection, found: list[Answer], actor: Actor, at: datetime) -> int:
    """Keeps the answers that are still true, in place of what was kept under their names; how many. Raises NotPermitted."""
    permit(connection, actor, "settings")
    state = state_of(connection, sorted({one.region_id for one in found}))
    rows = {(one.question, one.region_id, one.year, one.month): one for one in found
            if state.versions[one.region_id] == one.version and state.made_by == one.made_by}
    if rows:
        connection.execute(delete(answers).where(or_(*(and_(*(column == value for column, value in zip(KEY, key, strict=True)))
                                                       for key in rows))))
        connection.execute(insert(answers), [vars(one) | {"kept_at": at, "size": len(one.content)} for one in rows.values()])
        _trim(connection)
    return len(rows)


def _trim(connection: Connection) -> None:
    """Takes the oldest away, until all are within the budget."""
    over = (connection.scalar(select(func.sum(answers.c.size))) or 0) - BUDGET
    if over <= 0:
        return
    gone = []
    for *key, size in connection.execute(select(*KEY, answers.c.size).order_by(answers.c.kept_at)):
        gone.append(and_(*(column == value for column, value in zip(KEY, key, strict=True))))
        over -= size
        if over <= 0:
            break
    for start in range(0, len(gone), 200):
        connection.execute(delete(answers).where(or_(*gone[start:start + 200])))
