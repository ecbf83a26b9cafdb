"""考评办法: how a scheme's year is appraised, set by the office with a trace; a newer one takes the place of the older."""

import math
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from data.write.actor import Actor, permit
from data.write.audit import note
from data.write.bulk import insert_one
from data.write.errors import NotThere, Refused
from data.write.settings import raise_data_version
from data.write.text import clean, longest, signed, too_long
from queries.appraisal_rules import BadGrades, Rules, in_words, read_grades
from queries.appraisals import rules_in_force
from queries.schema import appraisal_rules, schemes

MOST = 1000.0
LIVE = appraisal_rules.c.replaced_at.is_(None)
WORDS = {"whole": "满分", "site_share": "现场占比", "bonus_cap": "加分上限"}
LIMITS = {"whole": (1.0, MOST), "site_share": (0.0, 100.0), "bonus_cap": (0.0, MOST)}


@dataclass(frozen=True)
class Typed:
    """The rules as they were typed."""

    whole: str
    site_share: str
    bonus_cap: str
    grades: str
    veto_grade: str


def read_rules(typed: Typed) -> Rules:
    """The rules that were typed. Raises Refused, all at once by field."""
    numbers, wrong = {}, {}
    for name in WORDS:
        numbers[name], wrong[name] = read_number(WORDS[name], getattr(typed, name), *LIMITS[name])
    grades, veto = (), clean(typed.veto_grade)
    try:
        grades = read_grades(clean(typed.grades), numbers["whole"] if not wrong["whole"] else MOST)
    except BadGrades as bad:
        wrong["grades"] = str(bad)
    if grades and veto not in dict(grades):
        wrong["veto_grade"] = f"“{veto[:12]}”不是等次之一。可以填：{'、'.join(name for name, _ in grades)}。"
    if len(in_words(grades)) > longest(appraisal_rules.c.grades):
        wrong["grades"] = too_long("等次", in_words(grades), longest(appraisal_rules.c.grades))
    if wrong := {field: said for field, said in wrong.items() if said}:
        raise Refused(**wrong)
    return Rules(**numbers, grades=grades, veto_grade=veto)


def set_rules(connection: Connection, scheme_id: int, year: int, typed: Typed, *, actor: Actor, reason: str, at: datetime) -> int:
    """Sets how the scheme is appraised in the year; its number. What has been published keeps the rules that it was published by.

    Raises NotPermitted; Refused, all at once by field, and where nothing changes.
    """
    permit(connection, actor, "weights")
    held, wrong = None, {}
    try:
        held = read_rules(typed)
    except Refused as refused:
        wrong = dict(refused.fields)
    if len(clean(reason)) > longest(appraisal_rules.c.reason):
        wrong["reason"] = too_long("原因", clean(reason), longest(appraisal_rules.c.reason))
    if held is not None and (held, year) == rules_in_force(connection, scheme_id, year):
        wrong["rules"] = "没有改动，不用保存。"
    unit, why = signed(actor.unit, reason, wrong)
    assert held is not None
    name = connection.scalar(select(schemes.c.name).where(schemes.c.id == scheme_id))
    if name is None:
        raise NotThere("没有这个考核方案，请刷新后再看。")
    raise_data_version(connection, whole=False)
    connection.execute(update(appraisal_rules).where(
        appraisal_rules.c.scheme_id == scheme_id, appraisal_rules.c.year == year, LIVE).values(replaced_at=at))
    row = {"whole": held.whole, "site_share": held.site_share, "bonus_cap": held.bonus_cap, "grades": in_words(held.grades),
           "veto_grade": held.veto_grade}
    number = insert_one(connection, appraisal_rules, scheme_id=scheme_id, year=year, **row, reason=why, actor=unit, set_at=at)
    note(connection, actor, "weights", at=at, what=f"{name} {year}年考评办法", region_ids=None,
         details=f"满分 {held.whole:.10g}，现场 {held.site_share:.10g}%，加分上限 {held.bonus_cap:.10g}，{row['grades']}，"
                 f"否决的最高为{held.veto_grade}。{why}")
    return number


def read_number(word: str, text: str, least: float, most: float) -> tuple[float, str]:
    """What was typed as a number within limits, two decimals at most, full-width digits too; NaN and why not."""
    typed = unicodedata.normalize("NFKC", text).strip()
    if not clean(typed):
        return math.nan, f"请填{word}，如 60。"
    try:
        value = float(typed)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        return math.nan, f"{word}“{clean(text)[:12]}”不是数。请填数字，如 60。"
    if not least <= value <= most:
        return math.nan, f"{word}应在 {least:.10g} 到 {most:.10g} 之间，现为 {value:.10g}。"
    return (value, "") if round(value, 2) == value else (math.nan, f"{word}最多 2 位小数。")
