"""Words that are written: cleaned where they come in, no longer than their column, alike on every engine.

The rules of a trace stand here: who (a unit, never a person) and why.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import overload

from sqlalchemy import Column, String, Table

from data.write.errors import Refused
from queries.schema import batches

LONGEST_REASON = 500
"""What no column limits (Text) people's words still are."""
_PLANES = "".join(chr(plane << 16 | 0xFFFE) + chr(plane << 16 | 0xFFFF) for plane in range(17))
UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
                    rf"\ufdd0-\ufdef\U000e0000-\U000e007f{_PLANES}]")
"""Marks that nobody sees, but tab and line's end: control, zero-width, turned direction, halves of a pair, no characters."""


def length_of(column: Column) -> int | None:
    """How many characters a column of words takes; None for any number."""
    return column.type.length if isinstance(column.type, String) else None


LONGEST_ACTOR = length_of(batches.c.actor) or LONGEST_REASON


def clean(text: str | None) -> str:
    """Words as they are kept: without marks that nobody sees, every gap, a line's end too, one space, none outside."""
    spaced = " ".join((text or "").split())
    return " ".join(UNSEEN.sub("", spaced).split())


def label(column: Column) -> str:
    """What people call a column: the first word of its comment, and where it is."""
    word = re.split(r"[,;:(，；：（\s]", column.comment or column.name)[0]
    return f"{word}（{column.table.name}.{column.name}）"


def longest(column: Column) -> int:
    """How many characters a column of words takes."""
    return length_of(column) or LONGEST_REASON


@overload
def signed(actor: str | None, reason: str | None = None, wrong: Mapping[str, str] = ..., *, unit: str = ..., why: str = ...
           ) -> tuple[str, str]: ...


@overload
def signed(actor: str | None, reason: str | None = None, wrong: Mapping[str, str] = ..., *, unit: str = ..., why: str = ...,
           needed: bool) -> tuple[str, str | None]: ...


def signed(actor: str | None, reason: str | None = None, wrong: Mapping[str, str] = MappingProxyType({}), *,
           unit: str = "经办单位", why: str = "原因", needed: bool = True) -> tuple[str, str | None]:
    """Who and why, as a trace keeps them; no reason is None, where none is `needed`.

    wrong: what else is wrong, field by field. unit, why: what the screen calls the two. Raises Refused, all at once.
    """
    actor, reason, wrong = clean(actor), clean(reason), dict(wrong)
    if not actor:
        wrong["actor"] = f"请填{unit}，如“睢县妇联”；不写个人姓名。"
    elif len(actor) > LONGEST_ACTOR:
        wrong["actor"] = too_long(unit, actor, LONGEST_ACTOR)
    if needed and not reason:
        wrong["reason"] = f"请写明{why}，以后查得到；不写个人姓名。"
    elif len(reason) > LONGEST_REASON:
        wrong["reason"] = too_long(why, reason, LONGEST_REASON)
    if wrong:
        raise Refused(**wrong)
    return actor, reason or None


def kept(table: Table, /, **values) -> dict:
    """A row's values with the texts as they are kept, an empty one missing where it may be. Raises Refused, naming the
    columns, for what is longer than its column."""
    words = {name: clean(value) for name, value in values.items()
             if isinstance(value, str) and isinstance(table.columns[name].type, String)}
    wrong = {name: too_long(label(table.columns[name]), text, longest(table.columns[name])) for name, text in words.items()
             if len(text) > longest(table.columns[name])}
    if wrong:
        raise Refused(**wrong)
    return values | {name: text or (None if table.columns[name].nullable else "") for name, text in words.items()}


def too_long(word: str, text: str, most: int) -> str:
    return f"{word}写得太长：不超过 {most} 个字，现有 {len(text)} 个。"
