"""督办: what was decided is put right by the office that decided it, with a reason; what stood before stays in the entry."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from data.write.actor import Actor, permit
from data.write.audit import note
from data.write.bulk import insert_one
from data.write.errors import NotThere, Overtaken, Refused
from data.write.matters import LONGEST, WORDS, refuse_words, refused, refused_due
from data.write.settings import raise_data_version
from data.write.text import clean, signed
from queries.matter_rules import AMEND, OPEN, STATE_WORDS
from queries.matters import office_of
from queries.schema import matter_entries, matters

FIELDS = {name: WORDS[name] for name in ("what", "lead", "helpers", "level", "note")} | {"due": "完成时限"}
"""What can be put right. Another unit, or another figure: the matter is stopped, and assigned anew."""
SHOWN = 40
"""Letters of an old and a new text that stand in the entry; the record has them whole."""


def amend(connection: Connection, matter_id: int, changes: Mapping[str, Any], reason: str, *, actor: Actor, at: datetime) -> None:
    """Puts right what `changes` says of an open matter (FIELDS); its state stays.

    Raises NotPermitted unless the actor decides for the region above the unit's; Refused by field, also where nothing
    differs or no reason is given; Overtaken where the matter is closed by now.
    """
    held: Row | None = connection.execute(select(matters).where(matters.c.id == matter_id)).first()
    permit(connection, actor, "decide", [] if held is None else [office_of(connection, held.unit_id)])
    unit, why = signed(actor.unit, None, needed=False)[0], clean(reason)
    new = {name: changes[name] if name == "due" else clean(changes[name]) or None for name in FIELDS if name in changes}
    wrong = {name: said for name, value in new.items() if name != "due" and (said := refused(name, value or ""))}
    if held is None:
        raise NotThere("没有这件督办事项，请刷新后再看。")
    if "due" in new:
        wrong |= refused_due(held.decided_on, changes["due"], at)
    moved = {name: value for name, value in new.items() if value != (getattr(held, name) or None)}
    if not moved:
        wrong["what"] = wrong.get("what") or "没有改动。"
    if wrong:
        raise Refused(**wrong)
    refuse_words("更正的原因", why, needed=True)
    raise_data_version(connection, whole=False)
    held = connection.execute(select(matters).where(matters.c.id == matter_id)).one()
    if held.state not in OPEN:
        raise Overtaken(f"没有写入：{held.year}年第{held.number}号现在是“{STATE_WORDS[held.state]}”，不能更正。请刷新后再看。")
    whole, short = ("；".join(f"{FIELDS[name]} {_said(getattr(held, name), most)} → {_said(value, most)}"
                             for name, value in moved.items()) for most in (None, SHOWN))
    connection.execute(update(matters).where(matters.c.id == matter_id).values(**moved))
    insert_one(connection, matter_entries, matter_id=matter_id, kind=AMEND, state=held.state, actor=unit, entered_at=at,
               words=f"{short}。{why}"[:LONGEST])
    note(connection, actor, "decide", at=at, what=f"{held.year}年第{held.number}号 更正", region_ids=[held.unit_id],
         details=f"{whole}。{why}")


def _said(value: date | str | None, most: int | None = None) -> str:
    text = f"{value:%Y-%m-%d}" if isinstance(value, date) else value or "空"
    return text if most is None or len(text) <= most else f"{text[:most]}……"
