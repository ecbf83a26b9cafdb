"""考核 as offices do it, by the rules alone: worked examples, and what holds whatever is entered."""

import math
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.appraisal_rules import (
    BONUS,
    MINUS,
    SELF,
    SITE,
    USUAL,
    VETO,
    BadGrades,
    Rules,
    appraise,
    count_grades,
    differences,
    in_words,
    read_grades,
)

NAN = math.nan
OF_120 = Rules(120, 60, 5, (("一等", 108), ("二等", 90), ("三等", 0)), "二等")


def made(rates: dict, marks: list, rules: Rules = Rules()) -> pd.DataFrame:
    frame = pd.DataFrame(marks, columns=["region_id", "kind", "score"]).astype({"score": float})
    return appraise(pd.Series(rates, dtype=float), frame, rules)


def test_worked_examples():
    """1: 90×60% + 80×40% = 86. 2 with 加分 7+5 of at most 10 and 扣分 3: 95×60% + 80×40% + 10 − 3 = 96, with a 否决 合格.
    3: the office's own 平时 in the figures' stead: 70×60% + 50×40% = 62. 4: nobody was there."""
    found = made({1: 80, 2: 80, 3: 99, 4: 80}, [
        (1, SITE, 90), (1, SELF, 98), (2, SITE, 95), (2, BONUS, 7), (2, BONUS, 5), (2, MINUS, 3), (2, VETO, NAN), (3, SITE, 70),
        (3, USUAL, 50)])
    assert found["total"].tolist()[:3] == [86.0, 96.0, 62.0] and math.isnan(found.at[4, "total"])
    assert found["grade"].tolist() == ["良好", "合格", "合格", ""]
    assert found.loc[2, ["bonus_asked", "bonus", "deduction", "vetoed"]].tolist() == [12, 10, 3, True]
    assert found["usual_given"].tolist() == [False, False, True, False] and found.at[1, "self_score"] == 98


def test_a_whole_other_than_100_scales_the_figures():
    found = made({1: 90, 2: 90}, [(1, SITE, 110), (2, SITE, 110), (2, VETO, NAN)], OF_120)
    assert found["usual_score"].tolist() == [108, 108] and found["total"].tolist() == [109.2, 109.2]  # 110×0.6 + 108×0.4
    assert found["grade"].tolist() == ["一等", "二等"]
    assert made({1: 50}, [(1, SITE, 30)], Rules(60, 50, 0, (("过", 30), ("不过", 0)), "过")).at[1, "total"] == 30


def test_a_part_without_a_share_need_not_be_there():
    assert made({1: NAN}, [(1, SITE, 88)], Rules(site_share=100)).at[1, "total"] == 88
    assert made({1: 88}, [], Rules(site_share=0)).at[1, "total"] == 88
    assert math.isnan(made({1: NAN}, [(1, SITE, 88)]).at[1, "total"])


def test_who_would_have_another_score_now():
    then = made({1: 80, 2: 80, 3: 80}, [(1, SITE, 90), (2, SITE, 90), (3, SITE, 90)])
    now = made({1: 80, 2: 45, 3: 80}, [(1, SITE, 90), (2, SITE, 90), (3, SITE, 90), (3, MINUS, 1), (3, VETO, NAN)])
    assert differences(then, now).to_dict("records") == [
        {"region_id": 2, "what": "平时", "total_then": 86.0, "total_now": 72.0, "grade_then": "良好", "grade_now": "合格"},
        {"region_id": 3, "what": "扣分、否决", "total_then": 86.0, "total_now": 85.0, "grade_then": "良好", "grade_now": "合格"}]
    assert differences(then, then).empty
    assert count_grades(now["grade"], Rules()) == [("良好", 1), ("合格", 2)]


scores = st.integers(0, 12000).map(lambda cents: cents / 100)
ranges = st.lists(st.integers(1, 119), min_size=1, max_size=5, unique=True).map(
    lambda least: tuple((f"{at}等", float(one)) for at, one in enumerate([*sorted(least, reverse=True), 0])))


@st.composite
def cases(draw) -> tuple:
    grades = draw(ranges)
    rules = Rules(120.0, float(draw(st.integers(0, 100))), draw(scores), grades, draw(st.sampled_from(grades))[0])
    items = st.lists(st.tuples(st.sampled_from([BONUS, MINUS]), scores), max_size=6)
    return rules, draw(st.integers(0, 10000)) / 100, draw(scores), draw(items), draw(st.booleans())


@settings(deadline=None, derandomize=True, database=None, max_examples=60)
@given(case=cases())
def test_whatever_is_entered(case):
    """The 总分 is the sum in exact decimals; 加分 never add more than the cap; a 否决 never lifts anybody and never leaves one
    above the grade that is set; a better 总分 never has a worse 等次."""
    rules, rate, site, items, vetoed = case
    marks = [(1, SITE, site), *((1, kind, score) for kind, score in items)]
    plain, veto = (made({1: rate}, more, rules).loc[1] for more in (marks, [*marks, (1, VETO, NAN)]))
    share = Decimal(str(rules.site_share)) / 100
    usual = Decimal(str(plain["usual_score"]))
    assert usual == (Decimal(str(rate)) * Decimal("1.2")).quantize(Decimal("0.01"), ROUND_HALF_UP)
    plus, minus = (sum((Decimal(str(score)) for kind, score in items if kind == one), Decimal()) for one in (BONUS, MINUS))
    exact = share * Decimal(str(site)) + (1 - share) * usual + min(plus, Decimal(str(rules.bonus_cap))) - minus
    assert Decimal(str(plain["total"])) == max(exact, Decimal()).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert plain["bonus"] <= rules.bonus_cap and plain["total"] >= 0 and veto["total"] == plain["total"]
    names = [name for name, _ in rules.grades]
    assert names.index(veto["grade"]) == max(names.index(plain["grade"]), names.index(rules.veto_grade))
    assert names.index(rules.grade(plain["total"] + 1, False)) <= names.index(plain["grade"])
    assert dict(rules.grades)[plain["grade"]] <= plain["total"]
    assert read_grades(in_words(rules.grades), rules.whole) == rules.grades


@pytest.mark.parametrize("text, said", [
    ("优秀", "看不懂"), ("优秀 90", "2 到 8 个"), ("优秀 90，优秀 0", "重复"),
    ("优秀 60，良好 90，差 0", "一个比一个低"),
    ("优秀 90，良好 75", "从 0 分起"), ("优秀 101，差 0", "超过了满分"), ("优秀优秀优秀优秀优秀优秀优 9，差 0", "太长"),
    ("", "2 到 8 个")])
def test_ranges_that_are_none_are_refused_by_name(text, said):
    with pytest.raises(BadGrades, match=said):
        read_grades(text, 100)


def test_ranges_are_read_as_people_type_them():
    assert read_grades("优秀：９０；良好: 75分、不合格0", 100) == (("优秀", 90), ("良好", 75), ("不合格", 0))
    assert read_grades("A1 90，A2：0", 100) == (("A1", 90), ("A2", 0))
