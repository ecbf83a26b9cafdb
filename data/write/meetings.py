"""会议: the agenda that an office puts for itself, and a meeting's pages as they are shown, kept with its snapshot."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, delete, insert, select

from data.write.actor import Actor, permit
from data.write.audit import note
from data.write.errors import NotThere, Refused
from data.write.settings import hold_writers
from data.write.snapshots import Home, take
from data.write.text import kept
from queries.schema import agendas, boards, snapshots

MOST_SLIDES = 200
"""Of an agenda."""


def keep_agenda(connection: Connection, region_id: int, order: Sequence[str], left_out: Iterable[str], *, actor: Actor,
                at: datetime) -> None:
    """Keeps in which order the slides (their keys) of a region's meeting are shown, and which are left out, in the place of what
    was kept before. Raises NotPermitted; Refused where none is shown, and for what is no agenda."""
    permit(connection, actor, "note", [region_id], "agenda")
    out = set(left_out)
    if len(set(order)) < len(order) or len(order) > MOST_SLIDES:
        raise Refused("这份议程不对：同一页排了两次，或页数太多。请刷新后再排。")
    if not set(order) - out:
        raise Refused("没有存：至少要留一页。")
    rows = [kept(agendas, region_id=region_id, slide=slide, position=number, shown=slide not in out)
            for number, slide in enumerate(order)]
    hold_writers(connection)
    connection.execute(delete(agendas).where(agendas.c.region_id == region_id))
    connection.execute(insert(agendas), rows)
    note(connection, actor, "agenda", at=at, what="存议程", region_ids=[region_id],
         details=f"{len(order)} 页，不讲 {len(out & set(order))} 页")


def drop_agenda(connection: Connection, region_id: int, *, actor: Actor, at: datetime) -> None:
    """Gives up a region's own agenda: its slides are shown as they come. Raises NotPermitted, and NotThere where it has none."""
    permit(connection, actor, "note", [region_id], "agenda")
    hold_writers(connection)
    if not connection.execute(delete(agendas).where(agendas.c.region_id == region_id)).rowcount:
        raise NotThere("没有自己的议程，或者已经恢复了。")
    note(connection, actor, "agenda", at=at, what="恢复原来的议程", region_ids=[region_id])


def open_meeting(connection: Connection, *, content: bytes, title: str, region_id: int, year: int, month: int, demo: bool,
                 figures: pd.DataFrame, actor: Actor, at: datetime, homes: Iterable[Home] = ()) -> str:
    """Freezes a meeting's figures (data.write.snapshots.take) with its pages as they are shown (data.papers.kept); the number.
    Raises NotPermitted."""
    number = take(connection, kind="会议", title=title, region_id=region_id, year=year, month=month, demo=demo, figures=figures,
                  homes=homes, edited={}, actor=actor, at=at)
    key = connection.execute(select(snapshots.c.id).where(snapshots.c.number == number)).scalar_one()
    if connection.scalar(select(boards.c.snapshot_id).where(boards.c.snapshot_id == key)) is None:
        connection.execute(insert(boards).values(snapshot_id=key, content=content))
    return number
