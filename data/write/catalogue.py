"""指标目录 as a federation makes it its own: indicators set up, changed, renamed, retired and opened again; every change a batch
with a reason, on record, shown and undone as those of figures are. What may be is catalogue_rules.py."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from data.write.actor import Actor, permit
from data.write.catalogue_rules import FIELDS, FLAGS, NAMED, WORDS, Rows, Used, Wrong, find_wrong, plain
from data.write.catalogue_trace import leave_trace, put, read_rows, used
from data.write.errors import Refused
from data.write.ledger import Written, note_batch, open_batch
from data.write.region_versions import touch_all
from data.write.settings import hold_writers
from data.write.text import clean, signed
from queries.schema import actions, indicator_revisions, indicators

NEW = {"programme": "其他工作", "direction": "higher_better", "frequency": "quarterly", "report_level": "county",
       "additive": True, "sensitive": False, "precision": 0, "weight": 0.0, "headline": False, "source": "本单位自设",
       "own": True, **dict.fromkeys(NAMED, ())}
"""What an indicator is that is set up, where nothing else is said."""
LISTED = 6


@dataclass(frozen=True)
class Change:
    """What a change comes to. before, after: the whole catalogue by code (catalogue_rules.Rows); wrong: why not."""

    before: Rows
    after: Rows
    wrong: Wrong
    used: Mapping[str, Used]

    @property
    def changed(self) -> list[str]:
        """The codes of the indicators that are new or others than they were."""
        return [code for code, row in self.after.items() if row != self.before.get(code)]

    def fields(self, code: str) -> list[str]:
        """What of an indicator changes; of a new one all that is said."""
        old, row = self.before.get(code), self.after[code]
        return [field for field in FIELDS if (row[field] not in (None, [], "") if old is None else old[field] != row[field])]


def compare(connection: Connection, wanted: Mapping[str, Mapping[str, Any]]) -> Change:
    """What would come of it: code -> the fields (catalogue_rules.FIELDS) that are to be; of a code that there is not, a new
    indicator. Nothing is written.

    A name that goes is kept as a former one. The one 代表指标 of an action takes the place of the one before.
    """
    before = read_rows(connection)
    after, number = dict(before), _next_number(connection)
    for code, fields in wanted.items():
        if code not in before:
            after[code], number = {**dict.fromkeys(FIELDS), **NEW, "former": [], "aliases": [], "id": number}, number + 1
        after[code] = {**after[code], **{field: tidy(field, value) for field, value in fields.items()},
                       "code": clean(fields.get("code", code)) if code not in before else code}
        if code in before:
            _keep_names(before[code], after[code])
    twice = _move_headlines(before, after, wanted)
    numbers = {code: row["id"] for code, row in before.items() if after[code] != row}
    found = used(connection, numbers)
    wrong = twice | find_wrong(before, after, found)
    there = set(connection.execute(select(actions.c.id)).scalars())
    wrong |= {(code, "action_id"): "没有这个行动。" for code in wanted
              if after[code]["action_id"] is not None and after[code]["action_id"] not in there}
    return Change(before, after, wrong, found)


def _move_headlines(before: Rows, after: dict[str, dict[str, Any]], wanted: Mapping[str, Mapping[str, Any]]) -> Wrong:
    """The one that is said now takes the place of the one before; two that are said now are one too many."""
    wrong: Wrong = {}
    for code in wanted:
        row, old = after[code], before.get(code, NEW | {"action_id": None})
        if row["headline"] is not True or old["headline"] and old["action_id"] == row["action_id"]:
            continue
        for other in [one for one in after.values() if one["headline"] is True and one["action_id"] == row["action_id"]]:
            if other["code"] == row["code"]:
                continue
            if wanted.get(other["code"], {}).get("headline"):
                wrong[code, "headline"] = f"一个行动只有一项代表指标，{other['code']} 也标了“是”，请只留一项。"
            else:
                after[other["code"]] = {**other, "headline": False}
    return wrong


def _next_number(connection: Connection) -> int:
    """After the largest that there ever was: one that was taken back is not another's."""
    return 1 + max(connection.execute(select(func.coalesce(func.max(column), 0))).scalar_one()
                   for column in (indicators.c.id, indicator_revisions.c.indicator_id))


def tidy(field: str, value: Any) -> Any:
    """A field's value as it is kept."""
    if field in NAMED:
        return sorted({plain(name): clean(name) for name in value if clean(name)}.values())
    if isinstance(value, str):
        text = clean(value)
        if field in ("numerator", "denominator", "whole"):
            text = text.replace("＋", "+").replace(" ", "").upper()
        return text or None
    if field == "weight" and isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return bool(value) if field in FLAGS and value in (0, 1) else value


def _keep_names(old: Mapping[str, Any], row: dict[str, Any]) -> None:
    """A name that an indicator no longer has, it had; one that it has again, it has."""
    now = {plain(row[field]) for field in ("name", "short_name") if row[field]}
    had = [old[field] for field in ("name", "short_name") if old[field] != row[field]]
    names = {plain(name): name for name in (*row["former"], *had) if plain(name) not in now}
    row["former"] = sorted(names.values())
    row["aliases"] = [name for name in row["aliases"] if plain(name) not in now | names.keys()]


def save(connection: Connection, wanted: Mapping[str, Mapping[str, Any]], *, actor: Actor, reason: str, at: datetime,
         file_name: str = "指标目录", file_sha256: str | None = None) -> Written:
    """Makes the catalogue what is wanted (as `compare` takes it), as one batch, all or nothing.

    Raises NotPermitted; Refused for what may not be (the fields are those of one indicator, and “CY-01.name” of several), without
    a unit or a reason, and where nothing changes; Known where the same file was taken before.
    """
    permit(connection, actor, "catalogue")
    hold_writers(connection)
    change = compare(connection, wanted)
    one = len(wanted) == 1
    wrong = {field if one else f"{code}.{field}": why if one else f"{code}：{why}" for (code, field), why in change.wrong.items()}
    if not wrong and not change.changed:
        wrong = {"code": "没有改动，不用保存。"}
    signed(actor.unit, reason, wrong)
    batch = open_batch(connection, kind="edit", file_name=file_name, file_sha256=file_sha256, actor=actor, received_at=at,
                       committed_at=at, rows=len(wanted), note=reason, table="indicators")
    leave_trace(connection, batch, change.before, change.after)
    put(connection, change.before, change.after)
    touch_all(connection)
    note_batch(connection, actor, "catalogue", batch, None, "；".join(_said(change, code) for code in change.changed[:LISTED]))
    added = [code for code in change.changed if code not in change.before]
    return Written(batch, len(added), len(change.changed) - len(added), len(wanted) - len(set(wanted) & set(change.changed)))


def _said(change: Change, code: str) -> str:
    fields = "、".join(WORDS[field] for field in change.fields(code) if field not in NAMED)
    return f"{code} {'新设' if code not in change.before else fields}"


def add(connection: Connection, fields: Mapping[str, Any], *, actor: Actor, reason: str, at: datetime) -> Written:
    """Sets up an indicator: code, name, short_name, action_id, unit, kind, definition, and what is not as in NEW. Raises as
    `save` does, and Refused for a code that is taken."""
    permit(connection, actor, "catalogue")
    code = clean(str(fields.get("code") or "")).upper()
    if code in read_rows(connection):
        raise Refused(code=f"代码 {code} 已经有了，请换一个。")
    return save(connection, {code: {**fields, "code": code}}, actor=actor, reason=reason, at=at)


def retire(connection: Connection, code: str, year: int, *, actor: Actor, reason: str, at: datetime) -> Written:
    """From a year on there is no such indicator; what was before stays as it was. Raises as `save` does."""
    return save(connection, {code: {"last_year": year - 1}}, actor=actor, reason=reason, at=at)


def reopen(connection: Connection, code: str, *, actor: Actor, reason: str, at: datetime) -> Written:
    """There is such an indicator again, in the years that it was not as well. Raises as `save` does."""
    return save(connection, {code: {"last_year": None}}, actor=actor, reason=reason, at=at)
