"""What a process does that is to be killed: `python acts.py NAME URL`. A further act is a function and a line in ACTS."""

import hashlib
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parents[at]) for at in (3, 2, 1)]

import importing
import pandas as pd
from sqlalchemy import Engine, select, text

from data.intake import review
from data.intake.commit import commit
from data.prepare import prepare
from data.write.accounts import make_account
from data.write.actor import alone, program
from data.write.mappings import teach
from data.write.sign_in import sign_in
from data.write.submissions import give_back
from data.write.targets import set_targets
from data.write.undoing import undo
from queries.database import open_engine, reading, writing
from queries.schema import indicators, regions
from trials.places import CITY, COUNTY, ROWS, THROUGH

AT, ACTOR = datetime(2026, 12, 5), alone("商丘市妇联", way="command")
PASSWORD = "Kan-Jian-Jiu-Ji-7"


@dataclass(frozen=True)
class Act:
    """do: makes ready, says so (`begin`), and does it. before: what the database is made to hold first. root: whose database it
    is done to, None for an empty one. without: the columns that never come out twice alike ("table.column"): random, or the
    moment."""

    do: Callable[[Engine], None]
    before: Callable[[Engine], object] | None = None
    root: str | None = CITY
    without: frozenset[str] = frozenset()


def begin() -> None:
    print("ready", flush=True)
    sys.stdin.readline()


def bring_in(engine: Engine) -> None:
    content = b"the file itself"
    wanted = replace(importing.draft(engine, ROWS), file_sha256=hashlib.sha256(content).hexdigest())
    begin()
    commit(engine, wanted, content=content, actor=ACTOR, received_at=AT, committed_at=AT)


def send_in(engine: Engine, ready: Callable[[], None] = begin) -> None:
    content = b"the file itself"
    wanted = replace(importing.draft(engine, ROWS), file_sha256=hashlib.sha256(content).hexdigest())
    ready()
    review.send(engine, wanted, content=content, actor=ACTOR, at=AT)


def sent(engine: Engine) -> None:
    send_in(engine, ready=lambda: None)


def take_in(engine: Engine) -> None:
    begin()
    review.take(engine, 1, actor=ACTOR, at=AT)


def send_back(engine: Engine) -> None:
    begin()
    with writing(engine) as connection:
        give_back(connection, 1, reason="试验", cells=[("填报", 0, "D")], actor=ACTOR, at=AT)


def take_back(engine: Engine) -> None:
    begin()
    with writing(engine) as connection:
        undo(connection, connection.scalar(text("SELECT max(id) FROM batches WHERE kind = 'import'")), actor=ACTOR, at=AT)


def set_target(engine: Engine) -> None:
    with reading(engine) as connection:
        place = connection.scalar(select(regions.c.id).where(regions.c.level == "county").order_by(regions.c.id).limit(1))
        of = connection.execute(select(indicators.c.id).where(
            indicators.c.kind == "flow", indicators.c.direction == "higher_better").order_by(indicators.c.id)).scalars().all()
    cells = pd.DataFrame({"region_id": place, "indicator_id": of, "value": 9.0})
    begin()
    with writing(engine) as connection:
        set_targets(connection, cells, year=2026, actor=ACTOR, reason="试验", at=AT)


def answer(engine: Engine) -> None:
    begin()
    with writing(engine) as connection:
        teach(connection, ACTOR.unit, {("heading", f"自定的栏{at}"): "CY-01" for at in range(300)}, actor=ACTOR, at=AT)


def make_accounts(engine: Engine) -> None:
    with writing(engine) as connection:
        make_account(connection, program(), name="tongji", region_id=1, post="统计岗", password=PASSWORD, at=AT,
                     must_change=False)


def come_in(engine: Engine) -> None:
    begin()
    if not sign_in(engine, "tongji", PASSWORD, address="127.0.0.1", at=AT).token:
        raise RuntimeError("not let in")


def build(engine: Engine) -> None:
    begin()
    prepare(engine, COUNTY, THROUGH)


ACTS = {
    "import": Act(bring_in),
    "undo": Act(take_back, before=lambda engine: importing.put(engine, importing.draft(engine, ROWS))),
    "send": Act(send_in),
    "take": Act(take_in, before=sent),
    "return": Act(send_back, before=sent),
    "target": Act(set_target),
    "answers": Act(answer),
    # An attempt is counted before the password is looked at, on purpose, and no token comes twice.
    "sign-in": Act(come_in, before=make_accounts, without=frozenset({"lockouts", "sessions.token"})),
    # The record and the batches of the demo say the moment at which they were made.
    "build": Act(build, root=None, without=frozenset({"audit", "audit_head", "batches.received_at", "batches.committed_at"}))}

if __name__ == "__main__":
    ACTS[sys.argv[1]].do(open_engine(sys.argv[2]))
    print("done", flush=True)
