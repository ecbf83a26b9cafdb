"""The record (审计): a row for whatever is done, added in the same transaction, chained to the row before, never changed."""

import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta

import pandas as pd
from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from data.write.actor import WHOLE, Actor, permit
from data.write.errors import NotPermitted, Refused
from data.write.text import clean, length_of
from queries.database import DatabaseFault, writing
from queries.record import EVENTS, OUTCOMES, hash_of, in_words, read_record
from queries.schema import audit, audit_head, region_closure, regions

log = logging.getLogger(__name__)
CHUNK = 10_000
KEPT_DAYS = 185
"""Younger rows are never purged: six months, and a day more than the longest of them."""


def note(connection: Connection, actor: Actor, act: str, *, at: datetime, what: str = "",
         region_ids: Iterable[int] | None = (), outcome: str = "done", details: str = "") -> int:
    """Adds a row to the record, in the caller's transaction; its number. To be called last: it holds up whoever else adds one.

    act: of queries.record.EVENTS. what: the object, in words. region_ids: what was touched, of which the row keeps the nearest
    region that holds all; WHOLE for the tree. outcome: done, refused or failed.
    Words of strangers are cleaned, and cut where they are longer than their column.
    """
    assert act in EVENTS and outcome in OUTCOMES, (act, outcome)
    number, before = _hold(connection)
    region, place = nearest(connection, region_ids)
    row: dict = {"id": number + 1, "at": at.replace(microsecond=0), "account": actor.account, "unit": clean(actor.unit) or "未填",
           "address": actor.address, "way": actor.way, "act": act, "what": what, "region_id": region, "place": place,
           "outcome": outcome, "details": details, "previous": before}
    row = {name: _short(name, value) if isinstance(value, str) else value for name, value in row.items()}
    row["hash"] = hash_of(row)
    connection.execute(insert(audit).values(row))
    connection.execute(update(audit_head).values(last=row["id"], hash=row["hash"]))
    return number + 1


@contextmanager
def refusals_on_record(engine: Engine, at: datetime) -> Iterator[None]:
    """Around a transaction: what was not permitted in it goes on record in one of its own, for it is taken back itself."""
    try:
        yield
    except NotPermitted as refused:
        try:
            with writing(engine) as connection:
                note_refused(connection, refused, at)
        except DatabaseFault as fault:
            log.error("a refusal is not on record: %s: %s", fault, refused)
        raise


def note_refused(connection: Connection, refused: NotPermitted, at: datetime) -> None:
    note(connection, refused.actor, refused.act, at=at, region_ids=refused.region_ids, outcome="refused", details=str(refused))


def read_out(connection: Connection, wanted: Mapping, *, actor: Actor) -> pd.DataFrame:
    """The record as people read it (queries.record.HEADS), the oldest first, to be handed out (data/write/exports.py). wanted: as
    queries.record.read_record takes it. Raises NotPermitted."""
    permit(connection, actor, "record", event="export")
    return in_words(read_record(connection, wanted).iloc[::-1])


def purge(connection: Connection, before: datetime, *, actor: Actor, at: datetime) -> int:
    """Gives up the rows that are older than a time, which itself goes on record; how many. The rest stays chained to the last one
    that went. Raises Refused for a time less than KEPT_DAYS ago, and where nothing is that old."""
    permit(connection, actor, "purge")
    if before > at - timedelta(days=KEPT_DAYS):
        raise Refused(f"审计记录至少保存 {KEPT_DAYS} 天，只能清理 {at - timedelta(days=KEPT_DAYS):%Y-%m-%d} 以前的，没有清理。")
    _hold(connection)
    young = connection.scalar(select(func.min(audit.c.id)).where(audit.c.at >= before))
    old = select(audit.c.id, audit.c.hash).order_by(audit.c.id.desc())
    last = connection.execute(old.where(audit.c.id < young) if young else old).first()
    if last is None:
        raise Refused(f"{before:%Y-%m-%d} 以前没有记录，不用清理。")
    connection.execute(update(audit_head).values(purged=last.id, anchor=last.hash))
    gone = connection.execute(select(func.count()).where(audit.c.id <= last.id)).scalar_one()
    connection.execute(delete(audit).where(audit.c.id <= last.id))
    note(connection, actor, "purge", at=at, what=f"{before:%Y-%m-%d} 以前的 {gone} 条", region_ids=WHOLE,
         details=f"清理到第 {last.id} 条，校验码 {last.hash}")
    return gone


def _hold(connection: Connection) -> tuple[int, str]:
    """The last row's number and hash, held so that the next one is the only one that follows it."""
    row = connection.execute(select(audit_head.c.last, audit_head.c.hash).with_for_update()).first()
    assert row is not None, "audit_head has one row from its making on"
    return row.last, row.hash


def _short(name: str, value: str) -> str | None:
    return clean(value)[:length_of(audit.c[name])] or None


def nearest(connection: Connection, region_ids: Iterable[int] | None) -> tuple[int | None, str | None]:
    """The lowest region that is or holds all of these, and its name; none for no region, or for one that is not there."""
    if region_ids is None:
        row = connection.execute(select(regions.c.id, regions.c.name).where(regions.c.parent_id.is_(None))).first()
        return (row.id, row.name) if row else (None, None)
    ids, above = sorted({int(region) for region in region_ids}), None
    for start in range(0, len(ids), CHUNK):
        part = ids[start:start + CHUNK]
        held = set(connection.execute(select(region_closure.c.ancestor_id).where(
            region_closure.c.descendant_id.in_(part)).group_by(region_closure.c.ancestor_id).having(
            func.count() == len(part))).scalars())
        above = held if above is None else above & held
    # they are a line from the root down: the lowest is nobody's parent
    rows = connection.execute(select(regions.c.id, regions.c.name, regions.c.parent_id).where(
        regions.c.id.in_(above or ()))).all()
    parents = {row.parent_id for row in rows}
    lowest = next((row for row in rows if row.id not in parents), None)
    return (lowest.id, lowest.name) if lowest else (None, None)

