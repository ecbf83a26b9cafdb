"""核实无误: a finding that was looked into is written down, with who and why. Nothing is ever deleted, only withdrawn."""

from datetime import datetime

import numpy as np
import pandas as pd
from sqlalchemy import Connection, select, update

from data.write.actor import Actor, permit
from data.write.audit import note
from data.write.bulk import insert_one
from data.write.errors import Refused
from data.write.locks import refuse_locked
from data.write.settings import raise_data_version
from data.write.text import signed
from queries.periods import year_of
from queries.quality.findings import CELL, exact_findings
from queries.schema import confirmations, indicators, rules


def confirm(connection: Connection, *, rule_id: int, region_id: int, period: int, indicator_id: int, month: int, reason: str,
            actor: Actor, at: datetime) -> int:
    """Marks a finding, as findings() of the period's year through `month` has it now, as looked into. Returns the
    confirmation's number.

    It counts as long as the value stays the same. Raises NotPermitted; Refused without a reason or a unit, and for what is no
    finding (any more) or is confirmed already.
    """
    permit(connection, actor, "confirm", [region_id])
    unit, reason = signed(actor.unit, reason, why="核实情况")
    raise_data_version(connection, whole=False)
    refuse_locked(connection, actor, pd.DataFrame({"region_id": [region_id], "period": [period]}), "confirm")
    for where in (region_id, None):  # what is the same as another unit's is seen where both are
        found = exact_findings(connection, year_of(period), month, where)
        mine = found[(found[CELL] == [rule_id, region_id, period, indicator_id]).all(axis=1)]
        if len(mine):
            break
    else:
        raise Refused("这条疑点已经不在了：数据可能刚改过，请刷新后再看。")
    finding = mine.iloc[0]
    if not np.isnan(finding["confirmation_id"]):
        raise Refused(f"这条疑点已由{finding['confirmed_by']}核实过了。")
    number = insert_one(
        connection, confirmations, rule_id=rule_id, region_id=region_id, period=period, indicator_id=indicator_id,
        value=_plain(finding["value"]), expected=_plain(finding["expected"]), reason=reason, actor=unit, confirmed_at=at)
    note(connection, actor, "confirm", at=at, what=_named(connection, number), region_ids=[region_id], details=reason)
    return number


def withdraw(connection: Connection, confirmation_id: int, *, actor: Actor, at: datetime) -> None:
    """Takes a confirmation back: the finding counts again. Raises NotPermitted, and Refused where there is no live one of this
    number."""
    cell = pd.read_sql(select(confirmations.c.region_id, confirmations.c.period).where(
        confirmations.c.id == confirmation_id), connection)
    permit(connection, actor, "confirm", cell["region_id"], "withdraw")
    unit, _ = signed(actor.unit, needed=False)
    raise_data_version(connection, whole=False)
    live = connection.execute(select(confirmations.c.id).where(
        confirmations.c.id == confirmation_id, confirmations.c.withdrawn_at.is_(None))).scalar()
    if live is None:
        raise Refused("没有这条核实记录，或已经取消了。")
    refuse_locked(connection, actor, cell, "withdraw")
    connection.execute(update(confirmations).where(confirmations.c.id == confirmation_id).values(
        withdrawn_at=at, withdrawn_by=unit))
    note(connection, actor, "withdraw", at=at, what=_named(connection, confirmation_id), region_ids=cell["region_id"])


def _named(connection: Connection, confirmation_id: int) -> str:
    """Which finding it was, in words: the rule, the indicator and the period."""
    row = connection.execute(select(rules.c.name, indicators.c.code, confirmations.c.period).join(
        rules, rules.c.id == confirmations.c.rule_id).join(indicators, indicators.c.id == confirmations.c.indicator_id).where(
        confirmations.c.id == confirmation_id)).one()
    return f"{row.name} {row.code} {row.period}"


def _plain(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
