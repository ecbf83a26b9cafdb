"""What was said in the room: a paper's or a meeting's figures are frozen under a short number. Nothing is changed afterwards, and
the same content has one number, however often it is made."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal

import pandas as pd
from sqlalchemy import Connection, Engine, insert, select

from data.write.actor import Actor, is_permitted, permit
from data.write.audit import note
from data.write.bulk import insert_frame
from data.write.errors import Refused
from data.write.settings import hold_writers
from data.write.text import LONGEST_REASON, clean, signed, too_long
from queries.database import writing
from queries.schema import snapshot_figures, snapshots

Home = tuple[int, int, int]
"""Region id, villages, those with a 妇女之家."""
FIGURES = ["region_id", "indicator_id", "period", "value", "shown", "status"]


def take(connection: Connection, *, kind: Literal["材料", "会议"], title: str, region_id: int, year: int, month: int, demo: bool,
         figures: pd.DataFrame, edited: Mapping[str, str | None], actor: Actor, at: datetime, homes: Iterable[Home] = ()) -> str:
    """Freezes figures (FIGURES, as they are shown, one a region and indicator), what was said of the register (homes) and the
    sentences that were put into other words (None: left out); the number, that of an earlier one of the same month with the same
    content where there is one.

    Raises NotPermitted; Refused for a sentence that is too long.
    """
    permit(connection, actor, "note", [region_id], "snapshot")
    words = {clean(key): None if text is None else clean(text) for key, text in sorted(edited.items())}
    wrong = {key: too_long("这句话", text, LONGEST_REASON) for key, text in words.items() if text and len(text) > LONGEST_REASON}
    if wrong:
        raise Refused(**wrong)
    unit, _ = signed(actor.unit, needed=False)
    version = hold_writers(connection)
    title, frame = clean(title)[:200], figures[FIGURES].sort_values(FIGURES[:2])
    register = sorted(map(list, homes))
    digest = _digest(kind, title, region_id, year, month, frame, words, *([register] if register else []))
    numbers = dict(connection.execute(select(snapshots.c.number, snapshots.c.digest).where(
        snapshots.c.number.startswith(f"{at:%Y-%m}-"))).all())
    for number, held in numbers.items():
        if held == digest:
            return number
    number = f"{at:%Y-%m}-{1 + max((int(one.rsplit('-', 1)[1]) for one in numbers), default=0):02d}"
    row = {"number": number, "kind": kind, "title": title, "region_id": region_id, "year": year, "month": month,
           "made_at": at.replace(microsecond=0), "actor": unit, "data_version": version, "demo": demo,
           "edited": json.dumps(words, ensure_ascii=False), "homes": json.dumps(register) if register else None, "digest": digest}
    key = connection.execute(insert(snapshots).values(row)).inserted_primary_key
    assert key is not None  # one row has one
    insert_frame(connection, snapshot_figures, frame.assign(snapshot_id=key[0]))
    note(connection, actor, "snapshot", at=at, what=f"{number} {title}", region_ids=[region_id],
         details=f"{kind}，{len(frame)} 个数" + (f"，手工改动 {len(words)} 句" if words else ""))
    return number


def keep(engine: Engine, /, *, actor: Actor, region_id: int, **content) -> str:
    """`take` in a transaction of its own; "" where the actor may not: who only looks takes a paper without a number."""
    with writing(engine) as connection:
        if not is_permitted(connection, actor, "note", [region_id]):
            return ""
        return take(connection, actor=actor, region_id=region_id, **content)


def _digest(kind: str, title: str, region_id: int, year: int, month: int, frame: pd.DataFrame, words: dict, *more) -> str:
    rows = frame.astype(object).where(frame.notna(), None).to_numpy().tolist()
    said = json.dumps([kind, title, region_id, year, month, rows, words, *more], ensure_ascii=False, default=float)
    return hashlib.sha256(said.encode()).hexdigest()
