"""发布考核结果: what an appraisal came to is frozen with the rules it was worked out by. Nothing is changed afterwards; a new
publication stands in the place of the former, which is kept.
"""

import calendar
import json
from datetime import date, datetime

import pandas as pd
from sqlalchemy import Connection, select

from data.write.actor import Actor, permit
from data.write.appraisals import Round
from data.write.audit import note
from data.write.bulk import insert_frame, insert_one
from data.write.errors import Refused
from data.write.settings import hold_writers, raise_data_version
from data.write.text import clean, longest, signed, too_long
from queries.appraisal_rules import COLUMNS, HALVES, KINDS, in_words
from queries.appraisals import draft, lacking, list_marks, rules_in_force
from queries.schema import appraisal_results, appraisals, regions, schemes

TOLD = 5


def publish(connection: Connection, of: Round, region_id: int, decision: str, decided_on: date | None, *, actor: Actor,
            at: datetime, demo: bool = False) -> int:
    """Publishes what the units below an office (its region) have, after a decision (a meeting or a document, with its date); the
    number of the publication. 敏感数 count as anybody may see them.

    Raises NotPermitted; Refused, all at once: before the half is over, without a decision, while a unit has no 总分.
    """
    permit(connection, actor, "appraise", [region_id])
    text, wrong = clean(decision), {}
    if not text:
        wrong["decision"] = "请填会议或文件的名称，如“党组会议”“商妇〔2026〕12号”。"
    elif len(text) > longest(appraisals.c.decision):
        wrong["decision"] = too_long("依据", text, longest(appraisals.c.decision))
    if of.half not in HALVES:
        raise Refused("没有这次考核，请刷新后再看。")
    last = date(of.year, of.half, calendar.monthrange(of.year, of.half)[1])
    if decided_on is None or decided_on > at.date() or decided_on <= last:
        wrong["decided_on"] = f"请选会议或文件的日期：在{last.year}年{last.month}月{last.day}日（考核期末）以后、今天或以前。"
    scheme, units = _units(connection, of, region_id)
    held, _ = rules_in_force(connection, of.scheme_id, of.year)
    found = draft(connection, of.scheme_id, of.year, of.half, list(units))
    if short := lacking(found, held):
        names = "；".join(f"{units[region]}没有{what}" for region, what in list(short.items())[:TOLD])
        wrong["units"] = f"还不能发布：{names}{f'……共 {len(short)} 个单位' if len(short) > TOLD else ''}。"
    if last >= at.date():
        wrong["half"] = f"{of.year}年{HALVES[of.half]}还没有结束，不能发布。"
    unit, _ = signed(actor.unit, None, wrong, needed=False)
    assert decided_on is not None
    raise_data_version(connection, whole=False)
    number = insert_one(
        connection, appraisals, scheme_id=of.scheme_id, year=of.year, half=of.half, region_id=region_id, whole=held.whole,
        site_share=held.site_share, bonus_cap=held.bonus_cap, grades=in_words(held.grades), veto_grade=held.veto_grade,
        decision=text, decided_on=decided_on, data_version=hold_writers(connection), actor=unit, published_at=at, demo=demo)
    marks = list_marks(connection, of.scheme_id, of.year, of.half, list(units))
    rows = found[COLUMNS].reset_index().assign(appraisal_id=number, marks=[as_json(marks, region) for region in found.index])
    insert_frame(connection, appraisal_results, rows)
    note(connection, actor, "appraise", at=at, what=f"{scheme} {of.year}年{HALVES[of.half]} 发布", region_ids=[region_id],
         details=f"{len(rows)} 个单位，依据 {text}（{decided_on}）")
    return number


def _units(connection: Connection, of: Round, region_id: int) -> tuple[str, dict[int, str]]:
    """The scheme's name and the units directly below an office that it appraises, official order. Raises Refused for none."""
    scheme = connection.execute(select(schemes.c.name, schemes.c.level).where(schemes.c.id == of.scheme_id)).first()
    rows = [] if scheme is None else connection.execute(select(regions.c.id, regions.c.name).where(
        regions.c.level == scheme.level, regions.c.parent_id == region_id).order_by(regions.c.code)).all()
    if scheme is None or not rows:
        raise Refused("这里没有这个方案考核的单位，请在上方选管这些单位的地区。")
    return scheme.name, {row.id: row.name for row in rows}


def as_json(marks: pd.DataFrame, region: int) -> str:
    """What was entered about a unit, as it was when it was published."""
    mine = marks[marks["region_id"] == region]
    rows = [{"kind": row.kind, "score": None if pd.isna(row.score) else row.score, 
             "words": None if pd.isna(row.words) else row.words, "evidence": None if pd.isna(row.evidence) else row.evidence,
             "actor": row.actor}
            for row in mine.sort_values("kind", key=lambda kinds: kinds.map(list(KINDS).index), kind="stable").itertuples()]
    return json.dumps(rows, ensure_ascii=False)
