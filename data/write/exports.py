"""A file that leaves: a number of its own, which stands in it, and a row of the record that says who took what.

The number is given before the file is made and the row written once it is, each in a transaction of its own, so that nobody waits
for a long file. Who gets no row gets no file; a file that could not be made keeps its number, and the record says so.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, Engine, case, select, update

from data.write.actor import Actor
from data.write.audit import note
from data.write.errors import NotPermitted
from data.write.mark import Mark, leaving
from queries.database import writing
from queries.schema import audit_head


@dataclass(frozen=True)
class Leaving:
    """What is about to leave. name: the file's; about: of when and what, in words; region_ids: of where, as `note` takes them.
    exact: whether 敏感数 stand in it as they are. act: download for a file that is handed out as it came, else export."""

    name: str
    about: str = ""
    region_ids: tuple[int, ...] | None = ()
    exact: bool = False
    act: Literal["export", "download"] = "export"


def send_out(engine: Engine, file: Leaving, make: Callable[[], bytes], *, actor: Actor, at: datetime) -> tuple[str, bytes]:
    """Has a file made, numbered and put on record; its number and its bytes. Raises whatever `make` raises, which goes on record
    too."""
    with writing(engine) as connection:
        number = next_number(connection, at)
    who = f"{actor.unit} {actor.account}" if actor.account else ""
    token = leaving.set(Mark(number, file.exact, who, at))
    try:
        content = make()
    except Exception as error:
        refused = isinstance(error, NotPermitted)
        _on_record(engine, file, number, actor, at, "没有做出来" + (f"：{error}" if refused else ""),
                   "refused" if refused else "failed")
        raise
    finally:
        leaving.reset(token)
    _on_record(engine, file, number, actor, at, f"{len(content):,} 字节，SHA-256 {hashlib.sha256(content).hexdigest()}")
    return number, content


def number_print(engine: Engine, page: Leaving, *, actor: Actor, at: datetime) -> str:
    """The number of a page that is about to be printed from the browser; that it was asked for is on record."""
    with writing(engine) as connection:
        number = next_number(connection, at)
        note(connection, actor, page.act, at=at, what=f"{number} {page.name}", region_ids=page.region_ids,
             details="；".join(filter(None, (page.about, "从浏览器打印"))))
    return number


def show_exact(engine: Engine, region_id: int, *, actor: Actor, at: datetime) -> None:
    """Puts on record that 敏感数 of the region and all below it are looked at as they are (pages/parts/shell/exact_here.py)."""
    with writing(engine) as connection:
        note(connection, actor, "exact", at=at, what="确切的敏感数", region_ids=(region_id,))


def next_number(connection: Connection, at: datetime) -> str:
    """The next 导出编号, for good: they go up without a gap, from 1 in every year, whatever becomes of the file. The row is held
    until the caller's transaction ends, so that no two processes have the same one."""
    year, last = audit_head.c.exports_year, audit_head.c.exports
    # A clock that was set back gives no number a second time.
    connection.execute(update(audit_head).values(exports=case((year < at.year, 1), else_=last + 1),
                                                 exports_year=case((year < at.year, at.year), else_=year)))
    row = connection.execute(select(year, last)).one()
    return f"{row[0]}-{row[1]:06d}"


def _on_record(engine: Engine, file: Leaving, number: str, actor: Actor, at: datetime, what_came: str,
               outcome: str = "done") -> None:
    said = [words for words in (file.about, "含敏感数" if file.exact else "", what_came) if words]
    with writing(engine) as connection:
        note(connection, actor, file.act, at=at, what=f"{number} {file.name}", region_ids=file.region_ids, outcome=outcome,
             details="；".join(said))
