"""核实无误: a finding that was looked into is written down, with who and why. Nothing is ever deleted, only withdrawn."""

from datetime import datetime

import numpy as np
from sqlalchemy import Connection, insert, select, update

from data.write.settings import raise_data_version
from queries.periods import year_of
from queries.quality.findings import CELL, exact_findings
from queries.schema import confirmations

LONGEST_ACTOR, LONGEST_REASON = 64, 500


class Refused(ValueError):
    """Nothing was written; the message says why, in Chinese."""


def confirm(connection: Connection, *, rule_id: int, region_id: int, period: int, indicator_id: int, month: int, reason: str,
            actor: str, at: datetime) -> int:
    """Marks a finding, as findings() of the period's year through `month` has it now, as looked into. Returns the
    confirmation's number.

    It counts as long as the value stays the same. Raises Refused without a reason or a unit, and for what is no finding
    (any more) or is confirmed already.
    """
    reason, actor = _checked(reason, actor)
    raise_data_version(connection)
    found = exact_findings(connection, year_of(period), month, region_id)
    mine = found[(found[CELL] == [rule_id, region_id, period, indicator_id]).all(axis=1)]
    if mine.empty:
        raise Refused("这条疑点已经不在了：数据可能刚改过，请刷新后再看。")
    finding = mine.iloc[0]
    if not np.isnan(finding["confirmation_id"]):
        raise Refused(f"这条疑点已由{finding['confirmed_by']}核实过了。")
    return connection.execute(insert(confirmations).values(
        rule_id=rule_id, region_id=region_id, period=period, indicator_id=indicator_id, value=_plain(finding["value"]),
        expected=_plain(finding["expected"]), reason=reason, actor=actor, confirmed_at=at)).inserted_primary_key[0]


def withdraw(connection: Connection, confirmation_id: int, *, actor: str, at: datetime) -> None:
    """Takes a confirmation back: the finding counts again. Raises Refused where there is no live one of this number."""
    if not actor.strip():
        raise Refused("请填写取消核实的单位。")
    raise_data_version(connection)
    live = connection.execute(select(confirmations.c.id).where(
        confirmations.c.id == confirmation_id, confirmations.c.withdrawn_at.is_(None))).scalar()
    if live is None:
        raise Refused("没有这条核实记录，或已经取消了。")
    connection.execute(update(confirmations).where(confirmations.c.id == confirmation_id).values(
        withdrawn_at=at, withdrawn_by=actor.strip()[:LONGEST_ACTOR]))


def _checked(reason: str, actor: str) -> tuple[str, str]:
    reason, actor = reason.strip(), actor.strip()
    if not reason:
        raise Refused("请写明核实情况：跟谁核对的、为什么没有错。")
    if not actor:
        raise Refused("请填写核实的单位，如“睢县妇联”；不要填个人姓名。")
    if len(reason) > LONGEST_REASON or len(actor) > LONGEST_ACTOR:
        raise Refused(f"写得太长：情况不超过 {LONGEST_REASON} 字，单位不超过 {LONGEST_ACTOR} 字。")
    return reason, actor


def _plain(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
