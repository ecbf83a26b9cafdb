"""One cell's text as a value or a refusal: a table of what people write."""

from datetime import datetime

import pytest

from data.intake.cells import FORMULA, Bad, Fault, Percent, Read, is_blank, read_target, read_unit, read_value
from data.intake.when import When, mentions, read_period

WAN = 10_000


@pytest.mark.parametrize(("raw", "unit", "times", "value"), [
    (12, "人", 1, 12), (0, "人", 1, 0), ("0", "人", 1, 0), ("0.5", "元", 1, 0.5), ("0%", "%", 1, 0), ("１２３", "人", 1, 123),
    ("1,234", "人", 1, 1234), ("1，234，567", "人", 1, 1234567),
    (" 12\u00a0", "人", 1, 12), ("12\u200b", "人", 1, 12), ("12.0", "人", 1, 12), (12.0000000001, "人", 1, 12),
    ("12 件", "件", 1, 12), ("-3", "人", 1, -3), (12.3456, "元", WAN, 123456), ("12.3456", "元", WAN, 123456),
    (0.1, "元", WAN, 1000), (1.005, "元", WAN, 10050), ("98%", "%", 1, 98),
    (98, "%", 1, 98), ("98.5", "%", 1, 98.5), (3.14, "元", 1, 3.14)])
def test_a_plain_number_is_taken_without_a_word(raw, unit, times, value):
    assert read_value(raw, unit, times) == Read(value, "")


@pytest.mark.parametrize(("raw", "unit", "times", "value"), [
    ("1.5万", "人", 1, 15000), ("3亿", "元", 1, 3e8), ("25万人", "人", 1, 250000), ("12亿元", "元", 1, 12e8),
    ("12起", "件", 1, 12), ("1.5万元", "元", WAN, 15000), ("25元", "元", WAN, 25), ("1\u00a0234", "人", 1, 1234),
    ("零", "件", 1, 0), (Percent(0.98), "%", 1, 98), ("3千", "元", 1, 3000)])
def test_what_is_more_than_a_number_is_said(raw, unit, times, value):
    read = read_value(raw, unit, times)
    assert read.value == value and f"{value:.0f}" in read.said


@pytest.mark.parametrize(("raw", "unit", "times", "words"), [
    ("约30", "个", 1, "约数"), ("30余", "个", 1, "约数"), ("30多人", "人", 1, "约数"), (">5", "人", 1, "约数"),
    ("无", "件", 1, "零请填 0"), ("1,23", "人", 1, "逗号"), ("126 310", "人", 1, "两个数"), ("3\n200", "人", 1, "两个数"),
    ("12①", "件", 1, "脚注"), ("35²", "人", 1, "脚注"), ("未开展", "场次", 1, "零请填 0"), ("1.2.3", "人", 1, "小数点"),
    ("1e5", "人", 1, "科学计数"), ("12人次", "人", 1, "单位应是“人”"), ("120个(含线上20个)", "个", 1, "看不出收哪一个"),
    ("12户", "人", 1, "单位应是"), ("98%", "人", 1, "百分比"), (Percent(0.5), "人", 1, "百分比"), ("12.5", "人", 1, "整数"),
    (12.5, "户", 1, "整数"), ("1.5万", "元", WAN, "只写一处"), (True, "人", 1, "是/否"), (datetime(2026, 1, 1), "人", 1, "日期"),
    (Fault("#N/A"), "人", 1, "报错"), (FORMULA, "人", 1, "公式"), ("合格", "人", 1, "应是数字"),
    (float("inf"), "人", 1, "数太大"), (float("nan"), "人", 1, "不是数"),
    ("9" * 30, "元", 1, "数太大"), ("1.5万万", "元", 1, "单位应是"), ("00", "棵", 1, "可能掉位"), ("000", "个", 1, "可能掉位"),
    ("012", "人", 1, "可能掉位"), ("０００", "人", 1, "可能掉位"), ("00%", "%", 1, "可能掉位"), ("0,000", "人", 1, "可能掉位"),
    ("5万", "%", 1, "百分数")])
def test_what_could_mean_two_things_is_refused(raw, unit, times, words):
    with pytest.raises(Bad, match=words.replace("?", "[?]")):
        read_value(raw, unit, times)


@pytest.mark.parametrize(("raw", "unit", "value"), [("≥98%", "%", 98), ("不少于24场", "场次", 24), ("300个以上", "个", 300),
                                                    ("不低于1.5万", "人", 15000), (24, "场次", 24)])
def test_a_target_at_least_is_its_lower_bound(raw, unit, value):
    read = read_target(raw, unit)
    assert read.value == value and (isinstance(raw, int) or "下限" in read.said)


@pytest.mark.parametrize("raw", [None, "", " ", "未报", "未上报", "—", "——", "－", "\u3000", "/"])
def test_not_reported_is_not_zero(raw):
    assert is_blank(raw) and not is_blank(0) and not is_blank("0") and not is_blank(Fault("#N/A"))


@pytest.mark.parametrize(("raw", "when"), [
    ("2026年11月", When(2026, 11, 11)), ("2026-11", When(2026, 11, 11)), ("202611", When(2026, 11, 11)),
    (202611, When(2026, 11, 11)), (202611.0, When(2026, 11, 11)), ("２０２６年１１月", When(2026, 11, 11)),
    ("2026/1", When(2026, 1, 1)), ("2026.10", When(2026, 10, 10)),
    (datetime(2026, 11, 1), When(2026, 11, 11)), ("2026-11-01 00:00:00", When(2026, 11, 11)), ("11月", When(None, 11, 11)),
    ("11月份", When(None, 11, 11)), ("十一月", When(None, 11, 11)), ("1-11月", When(None, 11, 1)),
    ("2026年1—11月", When(2026, 11, 1)), ("三季度", When(None, 9, 7)), ("2026年第3季度", When(2026, 9, 7)),
    ("2026Q3", When(2026, 9, 7)), ("上半年", When(None, 6, 1)), ("2026年下半年", When(2026, 12, 7)), ("2026年", When(2026, None)),
    ("2026", When(2026, None)), ("20261", None), ("202613", None), ("2026年13月", None), ("411422", None), ("睢县", None),
    ("", None), (True, None), (12.5, None)])
def test_periods(raw, when):
    assert read_period(raw) == when


@pytest.mark.parametrize(("when", "count"), [
    (When(2026, 11, 11), 1), (When(2026, 11), 1), (When(2026, 11, 1), 11), (When(None, 9, 7), 3), (When(2026, None), 12)])
def test_how_many_months_a_period_runs_over(when, count):
    assert when.count == count


def test_days_of_a_year_that_cannot_be_meant_name_no_period():
    assert mentions("1889年1月1日至3月31日") == ()
    assert [one.kind for one in mentions("2026年1月1日至3月31日")] == ["cumulated"]


@pytest.mark.parametrize(("text", "unit", "times"), [
    ("万元", "元", WAN), ("元", "元", 1), ("亿元", "元", 10**8), ("千元", "元", 1000), ("人", "人", 1), ("万人", "人", WAN),
    ("名", "人", 1), ("人次", "人", None), ("户", "人", None), ("％", "%", 1), ("美元", "元", None)])
def test_units(text, unit, times):
    assert read_unit(text, unit) == times
