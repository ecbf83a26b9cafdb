"""The shipped catalogue when a newer program brings another: three ways of each field — what the database was made from (the
base), what the office has, what is shipped now — and taking what is wanted of it. Nothing is taken by itself.

In: indicators, actions' names, rules. Out: programmes, forms, schemes, quotations, which no figure depends on or which have ways
of their own. An office's change stands (a conflict is told) until it is taken on purpose.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from data.write.actor import Actor, permit
from data.write.audit import note
from data.write.catalogue import save
from data.write.catalogue_rules import CHOICES
from data.write.catalogue_rules import WORDS as FIELD_WORDS
from data.write.catalogue_trace import read_rows
from data.write.errors import NotThere, Refused
from data.write.ledger import note_batch, open_batch
from data.write.reference_trace import change_row, read_row
from data.write.region_versions import touch_all
from data.write.settings import hold_writers, put_settings, raise_data_version
from data.write.shipped_words import RULE_WORDS, effect
from data.write.text import signed
from queries.schema import actions, rules, settings, shipped

ADDED, CHANGED, CONFLICT, RETIRED = "新增", "改动", "两边都改了", "不再随附"
Rows = Mapping[tuple[str, str], Mapping[str, Any]]


@dataclass(frozen=True)
class Difference:
    """A line. kind: indicators, actions or rules; field: "" for the whole row; old: what the office has; effect: in words."""

    kind: str
    code: str
    name: str
    field: str
    state: str
    old: Any
    new: Any
    effect: str

    @property
    def key(self) -> str:
        return ".".join(filter(None, (self.code, self.field)))

    @property
    def word(self) -> str:
        """What the field is called."""
        return {"indicators": FIELD_WORDS, "rules": RULE_WORDS, "actions": {"name": "名称"}}[self.kind].get(
            "action_id" if self.field == "action" else self.field, self.field)

    def said(self, value: Any) -> str:
        """A value in words."""
        if value is None or value == "":
            return "（空）"
        return {True: "是", False: "否"}[value] if isinstance(value, bool) else str(CHOICES.get(self.field, {}).get(value, value))


def told(lines: Sequence[Difference]) -> str:
    """随附指标目录有新版本：新增 3、改动 2."""
    counted = {word: sum(line.state == word for line in lines) for word in (ADDED, CHANGED, CONFLICT, RETIRED)}
    return "随附指标目录有新版本：" + "、".join(f"{word} {number}" for word, number in counted.items() if number)


def keep_base(connection: Connection, version: str, rows: Rows) -> None:
    """Keeps what the database was made from, in place of what was kept before."""
    connection.execute(delete(shipped))
    connection.execute(insert(shipped), [{"kind": kind, "code": code, "content": json.dumps(dict(row), ensure_ascii=False,
                                                                                          sort_keys=True)}
                                         for (kind, code), row in rows.items()])
    put_settings(connection, catalogue_version=version)


def has_base(connection: Connection) -> bool:
    return connection.execute(select(func.count()).select_from(shipped)).scalar_one() > 0


def base_version(connection: Connection) -> str:
    return connection.scalar(select(settings.c.value).where(settings.c.key == "catalogue_version")) or ""


def differences(connection: Connection, version: str, rows: Rows) -> list[Difference]:
    """What a release (its version and rows, as `keep_base` takes them) changes and the office has not: line by line."""
    if version == base_version(connection) or not has_base(connection):
        return []
    base = {(row.kind, row.code): json.loads(row.content) for row in connection.execute(select(shipped))}
    held, found = _held(connection), []
    for key in sorted(base.keys() | rows.keys(), key=lambda one: (tuple(rows) + tuple(base)).index(one)):
        found += _of_row(key, base.get(key), rows.get(key), held.get(key))
    return found


def _held(connection: Connection) -> dict[tuple[str, str], dict[str, Any]]:
    """What the office has, in the words of a release; a retired indicator with its last_year."""
    places = dict(connection.execute(select(actions.c.id, actions.c.code)).all())
    found: dict[tuple[str, str], dict[str, Any]] = {
        ("indicators", code): {**row, "action": places[row["action_id"]]} for code, row in read_rows(connection).items()}
    for kind, table in (("actions", actions), ("rules", rules)):
        for row in connection.execute(select(table)).mappings():
            found[kind, row["code"]] = dict(row)
    return found


def _of_row(key: tuple[str, str], base: Mapping | None, new: Mapping | None, held: Mapping | None) -> list[Difference]:
    kind, code = key
    name = str((new or base or {}).get("name", ""))
    if new is None:
        gone = kind == "indicators" and held is not None and held["last_year"] is None
        return [Difference(kind, code, name, "", RETIRED, "在用", "停用", effect(kind, RETIRED))] if gone else []
    if base is None and held is None:
        return [Difference(kind, code, name, "", ADDED, None, name, effect(kind, ADDED))]
    if held is None:
        return []  # taken away by another program: nothing to change
    lines = []
    for field, value in new.items():
        before = value if base is None and field == "code" else (base or {}).get(field)
        if _same(value, held.get(field)) or base is not None and _same(value, before):
            continue
        state = CHANGED if base is not None and _same(before, held.get(field)) else CONFLICT
        lines.append(Difference(kind, code, name, field, state, held.get(field), value, effect(kind, field)))
    return lines


def _same(one: Any, other: Any) -> bool:
    return (one or None) == (other or None) if not isinstance(one, int | float) else one == other


def take(connection: Connection, version: str, rows: Rows, keys: Collection[str], *, actor: Actor, reason: str, at: datetime
         ) -> list[int]:
    """Takes the lines (Difference.key) as edits, all or none; the batches' numbers. Once no line is left the release is the base.

    Raises NotPermitted; Refused by the same checks as an edit, field by field; NotThere for a line that there is not."""
    permit(connection, actor, "catalogue")
    hold_writers(connection)
    open_lines = differences(connection, version, rows)
    wanted = [line for line in open_lines if line.key in set(keys)]
    if missing := sorted(set(keys) - {line.key for line in wanted}):
        raise NotThere(f"新版里没有这一处差异，或已经处理：{'、'.join(missing)}。")
    signed(actor.unit, reason, {} if wanted else {"lines": "请先选定要采用的差异。"})
    words = f"随附指标目录 {version}"
    batches = _take_rows(connection, [line for line in wanted if line.kind != "indicators"], rows, words, actor, reason, at)
    fields = _fields(connection, [line for line in wanted if line.kind == "indicators"], rows, at.year)
    if fields:
        batches.append(save(connection, fields, actor=actor, reason=reason, at=at, file_name=words).batch_id)
    if not differences(connection, version, rows):
        keep_base(connection, version, rows)
    return batches


def _fields(connection: Connection, lines: list[Difference], rows: Rows, year: int) -> dict[str, dict[str, Any]]:
    places = dict(connection.execute(select(actions.c.code, actions.c.id)).all())
    wanted: dict[str, dict[str, Any]] = {}
    for line in lines:
        of = wanted.setdefault(line.code, {})
        said = dict(rows["indicators", line.code]) if line.state == ADDED else {} if line.state == RETIRED else {
            line.field: line.new}
        if line.state == ADDED:
            of["own"] = False
        if line.state == RETIRED:
            of["last_year"] = year
        of |= {("action_id" if field == "action" else field): places.get(value) if field == "action" else value
               for field, value in said.items()}
    return wanted


def _take_rows(connection: Connection, lines: list[Difference], rows: Rows, words: str, actor: Actor, reason: str,
               at: datetime) -> list[int]:
    if not lines:
        return []
    batch = open_batch(connection, kind="edit", file_name=words, actor=actor, received_at=at, committed_at=at,
                       rows=len({(line.kind, line.code) for line in lines}), note=reason, table="indicators")
    for kind, code in dict.fromkeys((line.kind, line.code) for line in lines):
        before = read_row(connection, kind, code)
        table = rules if kind == "rules" else actions
        new = {line.field: line.new for line in lines if (line.kind, line.code) == (kind, code) and line.field}
        if before is None:
            if kind == "actions":
                raise Refused(f"新版多了行动“{rows[kind, code]['name']}”，本程序没有它的页面，不能采用。")
            new = {**rows[kind, code], "id": 1 + (connection.scalar(select(func.max(table.c.id))) or 0)}
        change_row(connection, batch, kind, before, {**(before or {}), **new})
    touch_all(connection)
    note_batch(connection, actor, "catalogue", batch, None, "；".join(f"{line.key} {line.state}" for line in lines[:6]))
    return [batch]


def keep_ours(connection: Connection, version: str, rows: Rows, *, actor: Actor, at: datetime) -> int:
    """Says that what is not taken by now stays as the office has it: nobody asks until a later release changes it. How many lines
    that is. Raises NotPermitted."""
    permit(connection, actor, "catalogue")
    left = len(differences(connection, version, rows))
    raise_data_version(connection, whole=False)
    keep_base(connection, version, rows)
    note(connection, actor, "catalogue", at=at, what=f"随附指标目录 {version}", region_ids=None,
         details=f"其余 {left} 处保留本单位的")
    return left
