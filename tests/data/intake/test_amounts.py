"""What people type is read as they mean it, or refused; never guessed."""

import pytest

from data.intake.amounts import read_amount, read_plan
from data.intake.cells import Bad


@pytest.mark.parametrize("text, unit, value, said", [
    ("1200", "人", 1200, ""), ("1,200", "人", 1200, "按 1,200 人计"), ("１，２００", "人", 1200, "按 1,200 人计"),
    ("1.5万", "人", 15000, "按 15,000 人计"), ("1.5万", "元", 15000, "按 15,000 元计"), ("1.1万", "元", 11000, "按 11,000 元计"),
    ("320", "万元", 3_200_000, "按 3,200,000 元计"), ("320", "元", 320, ""),
    ("3200000元", "万元", 3_200_000, "按 3,200,000 元计"), ("1\u00a0200", "人", 1200, "按 1,200 人计"),
    ("320万元", "亿元", 3_200_000, "按 3,200,000 元计"), ("1.5亿元", "万元", 150_000_000, "按 150,000,000 元计"),
    ("98%", "%", 98, "按 98%计"), ("９８．５％", "%", 98.5, "按 98.5%计"),
    ("98.5", "%", 98.5, ""), (" 12 场次 ", "场次", 12, "按 12 场次计"), ("0", "人", 0, ""), ("-5", "人", -5, "按 -5 人计"),
    ("−5", "人", -5, "按 -5 人计"), (".5万", "人", 5000, "按 5,000 人计"), ("3千元", "万元", 3000, "按 3,000 元计"),
    ("0.30", "%", 0.3, ""), ("1200元/户", "元/户", 1200, "按 1,200 元/户计"), ("12", "人／次", 12, "")])
def test_it_is_read(text, unit, value, said):
    assert read_amount(text, unit) == (value, said)


@pytest.mark.parametrize("text, unit", [
    ("", "人"), ("   ", "人"), ("十二", "人"), ("abc", "人"), ("12a", "人"), ("1e5", "人"), ("nan", "人"), ("inf", "元"),
    ("1,2", "人"), ("1,2000", "人"), ("1.2.3", "人"), ("12公里", "人"), ("98%", "人"), ("5人", "元"), ("5万", "%"), ("1-2", "人"),
    ("=1+1", "人"), ("99999999999999999", "人"), ("12 34 x", "人"), ("约100", "人"), ("5%元", "元"), ("12 34", "人"),
    ("320万", "万元"), ("00", "人"), ("未报", "人"), ("12.5", "人")])
def test_it_is_refused(text, unit):
    with pytest.raises(Bad, match="[\u4e00-\u9fff]"):
        read_amount(text, unit)


EVEN = "5,10,20,30,40,50,60,70,80,90,95,100"


@pytest.mark.parametrize("text", [EVEN, EVEN.replace(",", "\t"), EVEN.replace(",", "，"), EVEN.replace(",", "%,") + "%",
                                  EVEN.replace(",", "\n"), EVEN.replace(",", "、 "), f" {EVEN} "])
def test_a_plan_is_read_in_any_spelling(text):
    assert read_plan(text) == [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1]


@pytest.mark.parametrize("text, words", [("5,10", "读到 2 个"), ("", "读到 0 个"), (EVEN + ",100", "读到 13 个"),
                                         (EVEN.replace("70", "七十"), "8月"), (EVEN.replace("70", "7o"), "8月")])
def test_a_plan_is_refused_with_the_month(text, words):
    with pytest.raises(Bad, match=words):
        read_plan(text)
