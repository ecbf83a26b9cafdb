"""考评: what is entered about a unit before anything is published: 自评分 by the unit itself, 考评分, 加分, 扣分 and 否决 by the
office above it. Nothing is ever deleted, and what has been published does not change by it.
"""

import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, select, update

from data.write.actor import Actor, permit
from data.write.appraisal_rules import read_number
from data.write.audit import note
from data.write.bulk import insert_one
from data.write.errors import NotThere, Refused
from data.write.settings import raise_data_version
from data.write.text import clean, longest, signed, too_long
from queries.appraisal_rules import HALVES, KINDS, ONCE, SELF, VETO
from queries.appraisals import has_matter, rules_in_force
from queries.matters import office_of
from queries.schema import appraisal_marks, batches, regions, schemes

LONGEST = longest(appraisal_marks.c.words)
LIVE = appraisal_marks.c.ended_at.is_(None)
LEAST_ITEM = 0.01


@dataclass(frozen=True)
class Round:
    """One appraisal: a scheme's half (6) or whole (12) year."""

    scheme_id: int
    year: int
    half: int


def enter(connection: Connection, of: Round, region_id: int, kind: str, score: str, words: str, evidence: str = "", *,
          actor: Actor, at: datetime, demo: bool = False) -> int:
    """Enters what was typed about a unit; its number. A score of ONCE takes the place of the one before.

    evidence: 第12次, or 督办2026年第3号; both need not be. Raises NotPermitted: 自评分 is for whoever may write there, the rest
    for whoever appraises for the region above. Refused, all at once by field (score, words, evidence).
    """
    _permit(connection, actor, kind, region_id)
    value, wrong = _score(connection, of, kind, score)
    said, proof = clean(words), ""
    refused = {"score": wrong, "words": _refuse_words(kind, said)}
    try:
        proof = read_evidence(connection, evidence)
    except Refused as bad:
        refused |= bad.fields
    unit, _ = signed(actor.unit, None, {field: text for field, text in refused.items() if text}, needed=False)
    named = _named(connection, of, region_id, kind)
    raise_data_version(connection, whole=False)
    if kind in ONCE:
        connection.execute(update(appraisal_marks).where(
            appraisal_marks.c.scheme_id == of.scheme_id, appraisal_marks.c.year == of.year, appraisal_marks.c.half == of.half,
            appraisal_marks.c.region_id == region_id, appraisal_marks.c.kind == kind, LIVE).values(ended_at=at, ended_by=unit))
    number = insert_one(connection, appraisal_marks, scheme_id=of.scheme_id, year=of.year, half=of.half, region_id=region_id,
                        kind=kind, score=value, words=said, evidence=proof, actor=unit, entered_at=at, demo=demo)
    note(connection, actor, _event(kind), at=at, what=named, region_ids=[region_id],
         details="；".join(filter(None, ("" if value is None else f"{value:.10g} 分", said, proof))))
    return number


def withdraw(connection: Connection, mark_id: int, *, actor: Actor, at: datetime) -> None:
    """Takes back what was entered. Raises NotPermitted, and NotThere where nothing that stands has this number."""
    held: Row | None = connection.execute(select(appraisal_marks).where(appraisal_marks.c.id == mark_id)).first()
    if held is None:
        permit(connection, actor, "appraise", ())
        raise NotThere("没有这一项，请刷新后再看。")
    _permit(connection, actor, held.kind, held.region_id)
    unit, _ = signed(actor.unit, needed=False)
    raise_data_version(connection, whole=False)
    if not connection.execute(update(appraisal_marks).where(appraisal_marks.c.id == mark_id, LIVE).values(
            ended_at=at, ended_by=unit)).rowcount:
        raise NotThere("这一项已经撤回或改写了，请刷新后再看。")
    named = _named(connection, Round(held.scheme_id, held.year, held.half), held.region_id, held.kind)
    note(connection, actor, _event(held.kind), at=at, what=named, region_ids=[held.region_id], details="撤回")


def read_evidence(connection: Connection, text: str) -> str:
    """The batch or the matter that was typed, as it is kept: 第12次, 督办2026年第3号; "" for nothing. Raises Refused."""
    typed = unicodedata.normalize("NFKC", clean(text)).replace(" ", "")
    if not typed:
        return ""
    if match := re.fullmatch(r"第?(\d{1,9})[次批]", typed):
        number = int(match[1])
        if connection.scalar(select(batches.c.id).where(batches.c.id == number)) is None:
            raise Refused(evidence=f"没有第{number}次导入。请在“导入”页的导入记录里查是第几次。")
        return f"第{number}次"
    if match := re.fullmatch(r"督办(\d{4})年第?(\d{1,6})号", typed):
        year, number = int(match[1]), int(match[2])
        if not has_matter(connection, year, number):
            raise Refused(evidence=f"没有{year}年第{number}号督办事项。请在“督办”里查编号。")
        return f"督办{year}年第{number}号"
    raise Refused(evidence=f"佐证“{clean(text)[:20]}”看不懂。请写第几次导入（第12次）或督办事项（督办2026年第3号），可不填。")


def _permit(connection: Connection, actor: Actor, kind: str, region_id: int) -> None:
    if kind == SELF:
        permit(connection, actor, "note", [region_id], "self-score")
    else:
        permit(connection, actor, "appraise", [office_of(connection, region_id)])


def _event(kind: str) -> str:
    return "self-score" if kind == SELF else "appraise"


def _score(connection: Connection, of: Round, kind: str, text: str) -> tuple[float | None, str]:
    """What was typed as the score of a kind, none of a 否决; and why it may not be."""
    if kind == VETO:
        return None, ""
    held, _ = rules_in_force(connection, of.scheme_id, of.year)
    value, wrong = read_number(KINDS[kind], text, 0.0 if kind in ONCE else LEAST_ITEM, held.whole)
    return None if math.isnan(value) else value, wrong


def _refuse_words(kind: str, text: str) -> str:
    if not text and kind not in ONCE[1:]:
        return f"请写明{KINDS[kind]}的依据，以后查得到；不写个人姓名和情况。"
    return too_long("说明", text, LONGEST) if len(text) > LONGEST else ""


def _named(connection: Connection, of: Round, region_id: int, kind: str) -> str:
    """What goes on record. Raises Refused where there is no such scheme or half, or it does not appraise this region."""
    scheme = connection.execute(select(schemes.c.name, schemes.c.level).where(schemes.c.id == of.scheme_id)).first()
    place = connection.execute(select(regions.c.name, regions.c.level).where(regions.c.id == region_id)).first()
    if scheme is None or place is None or scheme.level != place.level or of.half not in HALVES:
        raise Refused("没有这次考核，或它不考核这个地区，请刷新后再看。")
    return f"{scheme.name} {of.year}年{HALVES[of.half]} {place.name} {KINDS[kind]}"
