"""考核 as an office does it: what 平时, 现场, 加分, 扣分 and 否决 make of a unit's 总分 and 等次. No database here.

总分 = 现场考评分 × 现场占比 + 平时得分 × 平时占比 + 加分 (at most the cap) − 扣分, never below 0, two decimals. Both scores are
on the scheme's own whole (100, 120, 60 …). 平时得分 is the 得分率 of the figures on that whole, unless the office gave
平时 a score of its own. 等次 is by the 总分 as it is shown; with a 否决 it is none above the one set.
"""

import math
import re
import unicodedata
from dataclasses import dataclass

import pandas as pd

SELF, SITE, USUAL, BONUS, MINUS, VETO = "self", "site", "usual", "bonus", "minus", "veto"
KINDS = {SELF: "自评分", SITE: "现场考评分", USUAL: "平时考评分", BONUS: "加分", MINUS: "扣分", VETO: "否决"}
"""What is entered about a unit, and what it is called."""
ONCE = (SELF, SITE, USUAL)
"""One at a time of a unit: a newer one takes the place of the older. The others are items, as many as there are."""
COLUMNS = ["self_score", "rate", "usual_score", "usual_given", "site_score", "bonus_asked", "bonus", "deduction", "vetoed",
           "total", "grade"]
HALVES = {6: "半年", 12: "全年"}
DIGITS = 2
MOST_GRADES = 8
LONGEST_GRADE = 12


class BadGrades(ValueError):
    """The words are no ranges of 等次; the message (Chinese) says why."""


@dataclass(frozen=True)
class Rules:
    """whole: 满分. site_share: of 现场, in %; what is left is 平时. bonus_cap: the most that 加分 add, in points. grades: 等次
    and the least 总分 for it, best first, the last from 0. veto_grade: the best that a unit with a 否决 may have."""

    whole: float = 100.0
    site_share: float = 60.0
    bonus_cap: float = 10.0
    grades: tuple[tuple[str, float], ...] = (("优秀", 90.0), ("良好", 75.0), ("合格", 60.0), ("不合格", 0.0))
    veto_grade: str = "合格"

    def grade(self, total: float, vetoed: bool) -> str:
        """The 等次 of a 总分; "" where there is none."""
        if math.isnan(total):
            return ""
        names = [name for name, _ in self.grades]
        at = next(at for at, (_, least) in enumerate(self.grades) if total >= least)
        return names[max(at, names.index(self.veto_grade)) if vetoed else at]

    def usual(self, rate: float) -> float:
        """The 得分率 of the figures (0 to 100; NaN: none) on the whole of this scheme."""
        return shown(rate / 100 * self.whole)

    def total(self, site: float, usual: float, bonus: float, minus: float) -> float:
        """NaN while a part that counts has no score."""
        share = self.site_share / 100
        parts = [part * score for part, score in ((share, site), (1 - share, usual)) if part > 1e-9]
        return shown(max(math.fsum(parts) + min(bonus, self.bonus_cap) - minus, 0.0))


def shown(value: float) -> float:
    """To the digits that are shown, halves up; what is shown is what counts."""
    return value if math.isnan(value) else math.floor(value * 10**DIGITS + 0.5 + 1e-7) / 10**DIGITS


def in_words(grades: tuple[tuple[str, float], ...]) -> str:
    """优秀 90，良好 75，合格 60，不合格 0: as it is kept and typed."""
    return "，".join(f"{name} {least:.10g}" for name, least in grades)


def read_grades(text: str, whole: float) -> tuple[tuple[str, float], ...]:
    """The ranges that such words mean, commas and colons of either width. Raises BadGrades."""
    found: list[tuple[str, float]] = []
    for part in filter(None, (one.strip() for one in re.split("[,;、]", unicodedata.normalize("NFKC", text)))):
        match = re.fullmatch(r"(.*[^\d:.\s]|[^:]+?(?=[\s:]))[\s:]*(\d+(?:\.\d+)?)\s*分?", part)
        if match is None:
            raise BadGrades(f"“{part[:20]}”看不懂。请写成“优秀 90，良好 75，合格 60，不合格 0”。")
        found.append((match[1].strip(), float(match[2])))
    if not 2 <= len(found) <= MOST_GRADES:
        raise BadGrades(f"等次要有 2 到 {MOST_GRADES} 个，如“优秀 90，良好 75，合格 60，不合格 0”。")
    names, least = [name for name, _ in found], [value for _, value in found]
    if long := next((name for name in names if len(name) > LONGEST_GRADE), ""):
        raise BadGrades(f"等次的名称“{long[:20]}”太长，不超过 {LONGEST_GRADE} 个字。")
    if len(set(names)) < len(names):
        raise BadGrades("等次的名称有重复的。")
    if least != sorted(set(least), reverse=True):
        raise BadGrades("等次的最低分要一个比一个低。")
    if least[-1] != 0:
        raise BadGrades(f"最后一个等次要从 0 分起，如“{names[-1]} 0”。")
    if least[0] > whole:
        raise BadGrades(f"“{names[0]}”的最低分 {least[0]:.10g} 超过了满分 {whole:.10g}。")
    return tuple(found)


def appraise(rates: pd.Series, marks: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """What units have (COLUMNS), index as `rates` (得分率 by region id; NaN: nothing of it counts). marks: the live ones,
    region_id, kind, score.

    usual_given: 平时 is the office's own 考评分 and not the figures'. bonus_asked: 加分 as entered; bonus: what counts of it.
    """
    rows = {}
    for region, rate in rates.items():
        mine = marks[marks["region_id"] == region]
        scores = {kind: mine.loc[mine["kind"] == kind, "score"] for kind in KINDS}
        once = {kind: float(scores[kind].iloc[-1]) if len(scores[kind]) else math.nan for kind in ONCE}
        given = not math.isnan(once[USUAL])
        usual = once[USUAL] if given else rules.usual(float(rate))
        asked, minus = (shown(float(scores[kind].sum())) for kind in (BONUS, MINUS))
        vetoed = len(scores[VETO]) > 0
        total = rules.total(once[SITE], usual, asked, minus)
        rows[region] = (once[SELF], float(rate), usual, given, once[SITE], asked, min(asked, rules.bonus_cap), minus, vetoed,
                        total, rules.grade(total, vetoed))
    return pd.DataFrame.from_dict(rows, orient="index", columns=COLUMNS).rename_axis(rates.index.name)


def count_grades(grades: pd.Series, rules: Rules) -> list[tuple[str, int]]:
    """Every 等次 that anybody has, best first, and how many have it."""
    return [(name, number) for name, _ in rules.grades if (number := int((grades == name).sum()))]


def differences(then: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """Who would have another 总分 or 等次 now, in the order of `then`: region_id, what (平时, 现场, 加分, 扣分, 否决, those that
    differ), total_then, total_now, grade_then, grade_now. Both: frames of `appraise`."""
    rows = []
    for region, old in then.iterrows():
        if region not in now.index:
            continue
        new = now.loc[region]
        if _same(old["total"], new["total"]) and old["grade"] == new["grade"]:
            continue
        words = {"usual_score": "平时", "site_score": "现场", "bonus": "加分", "deduction": "扣分"}
        what = [word for name, word in words.items() if not _same(old[name], new[name])]
        what += ["否决"] if old["vetoed"] != new["vetoed"] else []
        rows.append((region, "、".join(what or ["考评办法"]), old["total"], new["total"], old["grade"], new["grade"]))
    return pd.DataFrame(rows, columns=["region_id", "what", "total_then", "total_now", "grade_then", "grade_now"])


def _same(one: float, other: float) -> bool:
    return math.isnan(one) and math.isnan(other) or abs(one - other) < 1e-9
