"""考评 entered, published and frozen: on both engines."""

import json
from datetime import date, datetime

import pandas as pd
import pytest
from sqlalchemy import func, insert, select

from data.write.actor import Actor, alone
from data.write.appraisal_results import publish
from data.write.appraisal_rules import Typed, set_rules
from data.write.appraisals import Round, enter, read_evidence, withdraw
from data.write.errors import NotPermitted, NotThere, Refused
from data.write.ledger import KEY
from data.write.observations import record
from queries import schema
from queries.appraisal_rules import COLUMNS, MINUS, SELF, SITE, USUAL, VETO, Rules, differences
from queries.appraisals import (
    draft,
    list_marks,
    list_published,
    list_results,
    moved_by,
    recomputed,
    rule_changes,
    rules_in_force,
    rules_of,
)
from queries.record import read_record

CITY, A, B = "411400", "411402", "411403"
AT = datetime(2026, 7, 20, 9, 30)
OFFICE = {"actor": alone("商丘市妇联"), "at": AT}
HALF = Round(1, 2026, 6)
USUALLY = Typed("100", "60", "10", "优秀 90，良好 75，合格 60，不合格 0", "合格")


@pytest.fixture
def city(world):
    """Two counties with six months of one figure: A has half of what it should, B all; so 得分率 50 and 100."""
    world.add_regions((CITY, "city", None), (A, "county", CITY), (B, "county", CITY), ("411402001", "township", A))
    world.add_indicators(F={})
    for place, value in ((A, 10), (B, 20)):
        world.observe("F", place, {202600 + month: value for month in range(1, 7)})
    world.aim("F", 2026, **{A: 240, B: 240})
    world.connection.execute(insert(schema.schemes), [{"id": 1, "name": "考核", "level": "county"}])
    return world.done()


def put(world, place: str, kind: str, score: str = "", words: str = "依据", evidence: str = "", **more) -> int:
    return enter(world.connection, HALF, world.region[place], kind, score, words, evidence, **OFFICE | more)


def now(world) -> pd.DataFrame:
    return draft(world.connection, 1, 2026, 6, [world.region[A], world.region[B]])


def test_what_is_published_stays_and_what_would_be_now_is_told(city):
    connection, (a, b) = city.connection, (city.region[A], city.region[B])
    put(city, A, SELF, "９５", "自评依据 =1+1\x07"), put(city, A, SITE, "80"), put(city, B, SITE, "90")
    put(city, B, MINUS, "2", "迟报", f"第 {city.batch} 次")
    found = now(city)
    assert found["rate"].tolist() == [50, 100] and found["total"].tolist() == [68.0, 92.0]  # 80×.6+50×.4; 90×.6+100×.4−2
    number = publish(connection, HALF, city.region[CITY], "党组会议", date(2026, 7, 18), **OFFICE)
    assert list_results(connection, number)["grade"].tolist() == ["合格", "优秀"] and rules_of(connection, number) == Rules()
    record(connection, pd.DataFrame([(a, 202606, 1, 40.0)], columns=[*KEY, "value"]), file_name="更正.xlsx",
           received_at=AT, committed_at=AT.replace(hour=10), actor=OFFICE["actor"])
    newest = connection.scalar(select(func.max(schema.batches.c.id)))
    assert moved_by(connection, number, [a, b]).to_numpy().tolist() == [[a, newest]]
    put(city, B, VETO), set_rules(connection, 1, 2026, Typed("120", "50", "5", "好 100，差 0", "差"), reason="新办法", **OFFICE)
    held = list_results(connection, number).set_index("region_id")
    assert held["total"].tolist() == [68.0, 92.0] and rules_of(connection, number) == Rules(), "frozen"
    kept = json.loads(held.at[b, "marks"])
    assert [one["kind"] for one in kept] == [SITE, MINUS] and kept[1]["evidence"] == f"第{city.batch}次"
    assert json.loads(held.at[a, "marks"])[0]["words"] == "自评依据 =1+1"
    figures = differences(held[COLUMNS], recomputed(connection, number)).set_index("region_id")
    assert figures.loc[a, ["what", "total_then"]].tolist() == ["平时", 68.0] and figures.at[a, "total_now"] > 68
    assert figures.index.tolist() == [a], "of what was entered since nothing is told"
    then = differences(held[COLUMNS], now(city))
    assert then["region_id"].tolist() == [a, b] and then["what"].tolist() == ["平时", "平时、否决"]
    newer = publish(connection, HALF, city.region[CITY], "复核会议", date(2026, 7, 19), **OFFICE)
    kept = list_published(connection, 1, 2026, 6, city.region[CITY])
    assert kept["id"].tolist() == [newer, number] and kept["decision"].tolist() == ["复核会议", "党组会议"]
    assert list_results(connection, number)["total"].tolist() == [68.0, 92.0]
    assert read_record(connection, many=1)["details"].tolist() == ["2 个单位，依据 复核会议（2026-07-19）"]


def test_a_score_takes_the_place_of_the_one_before_and_items_stand_together(city):
    first, second = put(city, A, SITE, "80"), put(city, A, SITE, "82.5")
    items = [put(city, A, MINUS, "1"), put(city, A, MINUS, "0.5")]
    assert list_marks(city.connection, 1, 2026, 6, [city.region[A]]).index.tolist() == [second, *items]
    withdraw(city.connection, items[0], **OFFICE)
    assert now(city).loc[city.region[A], ["site_score", "deduction"]].tolist() == [82.5, 0.5]
    for gone in (first, items[0], 999):
        with pytest.raises(NotThere):
            withdraw(city.connection, gone, **OFFICE)
    rows = city.connection.execute(select(schema.appraisal_marks).order_by("id")).all()
    assert [row.ended_by for row in rows] == ["商丘市妇联", None, "商丘市妇联", None], "nothing is deleted"


def test_a_county_scores_itself_and_nobody_else(city):
    county = {"actor": Actor("甲县妇联", frozenset({("county", city.region[A])}), account="li")}
    put(city, A, SELF, "95", **county)
    for place, kind in ((B, SELF), (A, SITE), (A, VETO)):
        with pytest.raises(NotPermitted), city.connection.begin_nested():
            put(city, place, kind, "95", **county)
    with pytest.raises(NotPermitted):
        publish(city.connection, HALF, city.region[CITY], "会", date(2026, 7, 18), actor=county["actor"], at=AT)


WRONG = [
    (SITE, "", "", "", "score", "请填现场考评分"), (SITE, "九十", "", "", "score", "不是数"),
    (SITE, "101", "", "", "score", "0 到 100"),
    (USUAL, "-1", "", "", "score", "0 到 100"), (SITE, "1.234", "", "", "score", "2 位小数"),
    (SITE, "inf", "", "", "score", "不是数"),
    (MINUS, "0", "迟报", "", "score", "0.01 到"), (MINUS, "1", " \x07", "", "words", "请写明扣分的依据"),
    (SELF, "9", "", "", "words", "请写明"),
    (VETO, "", "", "", "words", "请写明否决"), (SITE, "9", "字" * 201, "", "words", "201"),
    (SITE, "9", "", "见附件", "evidence", "看不懂"),
    (SITE, "9", "", "第99次", "evidence", "没有第99次"), (SITE, "9", "", "督办2026年第8号", "evidence", "没有2026年第8号")]


def test_what_is_wrong_is_refused_by_field_and_changes_nothing(city):
    for kind, score, words, evidence, field, said in WRONG:
        with pytest.raises(Refused) as refused, city.connection.begin_nested():
            put(city, A, kind, score, words, evidence)
        assert said in refused.value.fields[field] and len(refused.value.fields) == 1, (kind, score)
    assert city.connection.scalar(select(schema.appraisal_marks.c.id)) is None


def test_a_township_is_not_of_a_county_s_scheme(city):
    with pytest.raises(Refused, match="没有这次考核"):
        enter(city.connection, HALF, city.region["411402001"], SELF, "9", "因", **OFFICE)


def test_evidence_is_a_batch_or_a_matter(city):
    city.connection.execute(insert(schema.matters).values(
        year=2026, number=3, source_kind="paper", source="文", decided_on=AT.date(), what="事", unit_id=2, unit="甲",
        due=AT.date(), state="done", actor="市", made_at=AT))
    assert read_evidence(city.connection, " 督办 2026年 3号") == "督办2026年第3号"
    assert read_evidence(city.connection, f"{city.batch}次") == f"第{city.batch}次"


def test_what_may_not_be_published(city):
    for of, decision, on, fields in (
            (HALF, "", None, {"decision", "decided_on", "units"}), (HALF, "会", date(2026, 6, 30), {"decided_on", "units"}),
            (HALF, "会" * 65, date(2026, 7, 21), {"decision", "decided_on", "units"}),
            (Round(1, 2026, 12), "会", date(2026, 7, 18), {"decided_on", "units", "half"})):
        with pytest.raises(Refused) as refused, city.connection.begin_nested():
            publish(city.connection, of, city.region[CITY], decision, on, **OFFICE)
        assert set(refused.value.fields) == fields
        assert f"{A}没有现场考评分；{B}没有现场考评分" in refused.value.fields["units"]
    with pytest.raises(Refused, match="没有这个方案考核的单位"):
        publish(city.connection, HALF, city.region[A], "会", date(2026, 7, 18), **OFFICE)
    assert city.connection.scalar(select(schema.appraisals.c.id)) is None


def test_the_rules_are_set_by_year_with_a_trace(city):
    connection = city.connection
    assert rules_in_force(connection, 1, 2026) == (Rules(), None)
    set_rules(connection, 1, 2025, Typed("120", "70", "0", "好 100；差 0", "差"), reason="方案", **OFFICE)
    assert rules_in_force(connection, 1, 2026) == (Rules(120, 70, 0, (("好", 100), ("差", 0)), "差"), 2025)
    set_rules(connection, 1, 2026, USUALLY, reason="沿用老办法", **OFFICE)
    set_rules(connection, 1, 2026, Typed("100", "50", "10", USUALLY.grades, "良好"), reason="改", **OFFICE)
    rows = rule_changes(connection, 1, 2026)
    assert rows["site_share"].tolist() == [50, 60] and rows["replaced_at"].isna().tolist() == [True, False]
    with pytest.raises(Refused) as refused:
        set_rules(connection, 1, 2026, Typed("0", "101", "x", "好", "无"), reason="", **OFFICE)
    assert set(refused.value.fields) == {"whole", "site_share", "bonus_cap", "grades", "reason"}
    with pytest.raises(Refused, match="没有改动"):
        set_rules(connection, 1, 2026, Typed("100", "50", "10", USUALLY.grades, "良好"), reason="再", **OFFICE)
    with pytest.raises(Refused, match="不是等次之一"):
        set_rules(connection, 1, 2026, Typed("100", "50", "10", USUALLY.grades, "无"), reason="再", **OFFICE)
