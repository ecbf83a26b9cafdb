"""封账: a month that is closed for a region and all below it changes only after it is unlocked, with a reason."""

from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, Row, select, update

from data.write.actor import Actor, permit
from data.write.audit import note
from data.write.bulk import insert_one, read_by_ids
from data.write.errors import NotPermitted, NotThere, Refused
from data.write.settings import raise_data_version
from data.write.text import signed
from queries.schema import locks, region_closure, regions

LIVE = locks.c.unlocked_at.is_(None)


class Locked(NotPermitted):
    """A month that would change is closed: says which, by whom, and who can open it."""


def lock(connection: Connection, region_id: int, period: int, *, actor: Actor, reason: str, at: datetime) -> int:
    """Closes a month (yyyymm) of a region and all below it. Raises NotPermitted, Refused."""
    permit(connection, actor, "lock", [region_id])
    wrong = {} if 1 <= period % 100 <= 12 and 1900 <= period // 100 <= 2999 else {"period": "不是月份，应如 202611。"}
    unit, reason = signed(actor.unit, reason, wrong, why="封账说明")
    raise_data_version(connection, whole=False)
    if connection.scalar(select(locks.c.id).where(locks.c.region_id == region_id, locks.c.period == period, LIVE)):
        raise Refused(period=f"{period // 100}年{period % 100}月已经封账了。")
    number = insert_one(connection, locks, region_id=region_id, period=period, reason=reason, actor=unit, locked_at=at)
    note(connection, actor, "lock", at=at, what=f"{period // 100}年{period % 100}月", region_ids=[region_id], details=reason)
    return number


def unlock(connection: Connection, lock_id: int, *, actor: Actor, reason: str, at: datetime) -> None:
    """Opens a closed month again. Raises NotPermitted, Refused without a reason, NotThere where it is not closed (any more)."""
    held = connection.execute(select(locks).where(locks.c.id == lock_id)).first()
    permit(connection, actor, "lock", [held.region_id] if held else (), "unlock")
    unit, reason = signed(actor.unit, reason, why="解锁原因")
    raise_data_version(connection, whole=False)
    if held is None or connection.scalar(select(locks.c.id).where(locks.c.id == lock_id, LIVE)) is None:
        raise NotThere("这个月没有封账，或已经解锁了。")
    connection.execute(update(locks).where(locks.c.id == lock_id).values(
        unlocked_at=at, unlocked_by=unit, unlock_reason=reason))
    note(connection, actor, "unlock", at=at, what=f"{held.period // 100}年{held.period % 100}月", region_ids=[held.region_id],
         details=reason)


def refuse_locked(connection: Connection, actor: Actor, cells: pd.DataFrame, event: str) -> None:
    """Raises Locked where one of the cells (region_id, period: yyyymm, or a year, which touches its closed months) is closed.
    To be asked while the writers' lock is held."""
    held = connection.execute(select(locks).where(LIVE).order_by(locks.c.period)).all() if len(cells) else []
    if not held:
        return
    places = cells[["region_id", "period"]].astype(int).drop_duplicates()
    lines = read_by_ids(connection, select(region_closure.c.ancestor_id, region_closure.c.descendant_id).where(
        region_closure.c.ancestor_id.in_({row.region_id for row in held})), region_closure.c.descendant_id, places["region_id"])
    for row in held:
        below = set(lines.loc[lines["ancestor_id"] == row.region_id, "descendant_id"])
        touched = places[places["region_id"].isin(below) & places["period"].isin((row.period, row.period // 100))]
        if len(touched):
            raise Locked(_words(connection, row), actor, event, sorted(set(touched["region_id"])))


def _words(connection: Connection, row: Row) -> str:
    place = connection.scalar(select(regions.c.name).where(regions.c.id == row.region_id))
    return (f"没有写入：{place}{row.period // 100}年{row.period % 100}月已由{row.actor}于 {row.locked_at:%Y-%m-%d} 封账"
            f"（{row.reason}）。确要改，请市级业务员先写明原因解锁（“上报与质量”页）。")
