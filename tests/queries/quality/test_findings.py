"""The rules against the traps that real documents hold (workflows.md, section 8), each with that very case, on both
engines; and against the demo, where only what was planted and little else may be found."""

import json

import pandas as pd
import pytest
from conftest import DEMO_THROUGH, months
from sqlalchemy import insert, select, update

from data.demo.generate import planted_cells
from data.reference.catalogue import load_rules
from data.reference.forms import load_forms
from data.write.observations import check as check_record
from queries.catalogue import list_indicators
from queries.quality.by_county import alone, counties_of, put_together
from queries.quality.caused import would_cause
from queries.quality.findings import counts, findings, list_rules, told, unconfirmed
from queries.regions import find_root
from queries.schema import boundaries, confirmations, indicators, observations, region_successions, regions, rules, sites
from queries.standing import standing

pytestmark = pytest.mark.one_engine
CITY, A, B = "411400", "411402", "411403"
TOWNS = [f"411402{number}" for number in range(100, 107)]
QUARTERS = [period for year in (2024, 2025) for period in (year * 100 + 3, year * 100 + 6, year * 100 + 9, year * 100 + 12)]
MONEY = {"unit": "元", "frequency": "quarterly"}
NAN = float("nan")


@pytest.fixture
def city(world):
    """A city of two counties, the first with seven townships, and the shipped rules."""
    return build(world)


def build(world, *more: tuple[str, str, str]):
    towns = [(town, "township", A) for town in TOWNS]
    world.add_regions((CITY, "city", None), (A, "county", CITY), (B, "county", CITY), *towns, *more)
    inside = [code for code, *_ in (*towns, *more)]
    world.connection.execute(update(regions).where(regions.c.code.in_(inside)).values(county_id=world.region[A]))
    load_rules(world.connection)
    return world


def found(world, rule: str, year: int = 2026, month: int = 3, region: str | None = None) -> dict[tuple, str]:
    """(region code, period, indicator code) -> words of a rule's findings."""
    frame = as_kept(world.connection, year, month, world.region.get(region))
    places = {number: code for code, number in world.region.items()}
    codes = {number: code for code, number in world.indicator.items()}
    return {(places[row.region_id], row.period, codes[row.indicator_id]): row.words
            for row in frame[frame["code"] == rule].itertuples()}


def as_kept(connection, year: int, month: int, region: int | None = None) -> pd.DataFrame:
    """The findings, which are the same put together of what is found in each county by itself."""
    region = find_root(connection) if region is None else region
    whole, counties = findings(connection, year, month, region), counties_of(connection, region, year, month)
    if counties:
        parts = pd.concat([alone(connection, year, month, [county]) for county in counties], ignore_index=True)
        pd.testing.assert_frame_equal(parts, alone(connection, year, month, counties), check_exact=True)
        pd.testing.assert_frame_equal(told(connection, put_together(connection, year, month, region, parts)), whole,
                                      check_exact=True)
    return whole


def refused(world, code: str, region: str, period: int, value) -> str:
    cells = pd.DataFrame({"region_id": [world.region[region]], "period": [period], "indicator_id": [world.indicator[code]],
                          "value": [value]})
    return "；".join(reason for _, reason in check_record(world.connection, cells))


# --- the traps --------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("value, seen", [(215, True), (421, True), (5, True), (4230, False), (2200, False)])
def test_digits_dropped_from_a_stock(city, value, seen):
    """4215 个妇女之家 of which the sharing site leaves 215, 421 or 5."""
    city.add_indicators(**{"WL-01": {"kind": "stock", "frequency": "quarterly"}})
    city.observe("WL-01", A, dict(zip(QUARTERS, [4150, 4160, 4170, 4180, 4190, 4200, 4210, 4215], strict=True)) | {202603: value})
    said = found(city.done(), "DS-01")
    assert (A, 202603, "WL-01") in said if seen else not said
    assert not seen or "4,215" in said[A, 202603, "WL-01"] and "4,150" in said[A, 202603, "WL-01"]


@pytest.mark.parametrize("value, seen", [(0, True), (30, False)])
def test_nothing_left_but_zeros(city, value, seen):
    """小扇子000个, 义务植树00棵: a number whose digits have gone reads 0."""
    city.add_indicators(F={})
    city.observe("F", A, months(2025, [300] * 12) | months(2026, [310, 290, value]))
    assert bool(found(city.done(), "DS-02")) is seen


@pytest.mark.both_engines
def test_a_certainly_wrong_total(city):
    """近三年来共挖掘“最美家庭”典型7户, while the awards listed add to 71."""
    city.add_indicators(**{"WM-01": {"frequency": "yearly", "unit": "户"}})
    city.observe("WM-01", A, {202312: 66, 202412: 68, 202512: 71, 202612: 7})
    assert list(found(city.done(), "DS-01", month=12)) == [(A, 202612, "WM-01")]
    assert not found(city, "DS-01", 2025, 12)


@pytest.mark.parametrize("copies, seen", [(15, True), (15500, False)])
def test_papers_that_cannot_go_round(city, copies, seen):
    """免费赠送中国妇女报15份, of which 940 villages had the use."""
    city.add_indicators(**{"GA-09": {"frequency": "yearly", "unit": "份"}, "JC-02": {"kind": "stock", "frequency": "yearly"},
                           "JC-03": {"kind": "stock", "frequency": "yearly"}})
    for code, value in (("GA-09", copies), ("JC-02", 900), ("JC-03", 40)):
        city.observe(code, A, {202612: value})
    said = found(city.done(), "DJ-06", month=12)
    assert bool(said) is seen and (not seen or "15 份" in said[A, 202612, "GA-09"] and "940" in said[A, 202612, "GA-09"])


@pytest.mark.parametrize("total, online, seen", [(0.56e8 + 9400, 0.56e8, True), (1.5e8, 0.56e8, False)])
def test_offline_sales_in_the_wrong_unit(city, total, online, seen):
    """销售额1.5亿元，其中线上0.56亿元，线下0.94万元: offline is off by ten thousand, and with it 线上＋线下≠销售额."""
    city.add_indicators(**{"CY-15": MONEY, "CY-16": MONEY | {"whole": "CY-15"}})
    for code, usual, now in (("CY-15", 1.4e8, total), ("CY-16", 0.53e8, online)):
        city.observe(code, A, dict.fromkeys(QUARTERS, usual) | {202603: now})
    said = found(city.done(), "DW-02")
    assert bool(said) is seen and (not seen or "9,400 元" in said[A, 202603, "CY-15"])


@pytest.mark.both_engines
def test_parts_that_do_not_add_up(city):
    """The same with a sum of its own: a rule is a row, and one row more asks whether 线上＋线下 is 销售额."""
    city.add_indicators(T=MONEY, N=MONEY, O=MONEY)
    city.connection.execute(insert(rules).values(
        id=900, code="HJ-90", name="线上加线下不等于销售额", kind="total", severity="error", left_side="T", right_side="N+O",
        reason="核对"))
    for region, offline in ((A, 0.94e4), (B, 0.94e8)):
        for code, value in (("T", 1.5e8), ("N", 0.56e8), ("O", offline)):
            city.observe(code, region, {202603: value})
    assert found(city.done(), "HJ-90") == {(A, 202603, "T"): "T 1.5 亿元，N＋O合计 5,600.94 万元，相差 9,399.06 万元"}


@pytest.mark.parametrize("value, off", [(0.24e4, "1万分之一"), (0.24e12, "1万倍"), (0.25, "1亿分之一"), (0.3e8, None),
                                        (0.9e8, None)])
def test_yuan_and_ten_thousand_yuan(city, value, off):
    """实现利润0.24万元 beside sales of 1.5亿元; and the other way round, and 亿 for 元."""
    city.add_indicators(P=MONEY)
    city.observe("P", A, dict(zip(QUARTERS, [2.4e7, 2.2e7, 2.6e7, 2.5e7] * 2, strict=True)) | {202603: value})
    said = found(city.done(), "DW-01")
    assert list(said) == ([(A, 202603, "P")] if off else []) and (not off or off in said[A, 202603, "P"])
    assert not found(city, "DS-01")  # one fault, one finding


@pytest.mark.parametrize("own, seen", [(8, True), (9, True), (2, False)])
def test_a_total_entered_beside_its_parts(city, own, seen):
    """8个来料加工点, but the list adds to 9: totals are computed, an entry above the townships is the county's own."""
    city.add_indicators(**{"CY-10": {"kind": "stock", "report_level": "township", "frequency": "quarterly"}})
    for town, value in zip(TOWNS, [1, 1, 2, 2, 1, 1, 1], strict=True):
        city.observe("CY-10", town, {202603: value})
    city.observe("CY-10", A, {202603: own})
    said = found(city.done(), "HJ-01")
    assert bool(said) is seen and (not seen or f"{own} 个" in said[A, 202603, "CY-10"] and "9 个" in said[A, 202603, "CY-10"])


@pytest.mark.parametrize("asked", [None, CITY])
def test_a_city_of_a_province_is_held_against_its_own_counties(world, asked):
    others = ("410102", "410103")
    world.add_regions(("410000", "province", None), (CITY, "city", "410000"), ("410100", "city", "410000"),
                      (A, "county", CITY), (B, "county", CITY), *((code, "county", "410100") for code in others))
    load_rules(world.connection)
    world.add_indicators(F={})
    for county, value in ((A, 4), (B, 5), *((code, 100) for code in others)):
        world.observe("F", county, {202603: value})
    world.observe("F", CITY, {202603: 9}), world.observe("F", "410100", {202603: 209})
    said = found(world.done(), "HJ-01", region=asked)
    assert set(said) == {(CITY, 202603, "F")} | ({("410100", 202603, "F")} if asked is None else set())
    assert "2 个县上报合计 9" in said[CITY, 202603, "F"]


def test_what_a_county_always_does_itself_is_no_total(city):
    city.add_indicators(F={"report_level": "township"})
    for town in TOWNS:
        city.observe("F", town, months(2025, [10] * 12) | months(2026, [1, 1, 1]))
    city.observe("F", A, months(2025, [7] * 12) | months(2026, [7, 7, 7]))
    assert not found(city.done(), "HJ-01")


def test_a_figure_a_head_is_worked_out_and_never_entered(city):
    """全村人均耕地不足1.5亩, but 1736亩 ÷ 764人 = 2.27."""
    city.add_indicators(X={"kind": "stock", "unit": "亩"}, Y={"kind": "stock", "unit": "人"},
                        R={"kind": "ratio", "unit": "亩/人", "numerator": "X", "denominator": "Y", "precision": 2})
    assert "比率" in refused(city, "R", A, 202603, 1.5)
    city.observe("X", A, {202603: 1736}), city.observe("Y", A, {202603: 764})
    frame = standing(city.done().connection, [city.region[A]], 2026, 3).set_index("indicator_id")
    assert round(frame.at[city.indicator["R"], "value"], 2) == 2.27


@pytest.mark.parametrize("people, seen", [(105, True), (26, False)])
def test_people_that_do_not_go_with_the_households(city, people, seen):
    """我单位共包11户，贫困人口105人: 9.5 a household."""
    city.add_indicators(P={"kind": "stock", "unit": "人"}, H={"kind": "stock", "unit": "户"})
    city.connection.execute(insert(rules).values(
        id=901, code="DJ-90", name="每户人口", kind="each", severity="warn", left_side="P", right_side="H", low=1, high=7,
        reason="核对"))
    city.observe("P", A, {202603: people}), city.observe("H", A, {202603: 11})
    said = found(city.done(), "DJ-90")
    assert bool(said) is seen and (not seen or "平均每户 9.55 人" in said[A, 202603, "P"])


def test_a_loan_that_is_too_small(city):
    city.add_indicators(**{"CY-07": MONEY, "CY-06": {"unit": "人", "frequency": "quarterly"}})
    for region, amount in ((A, 267.6), (B, 2_676_000)):
        city.observe("CY-07", region, {202603: amount}), city.observe("CY-06", region, {202603: 27})
    assert list(found(city.done(), "DJ-01")) == [(A, 202603, "CY-07")]


@pytest.mark.parametrize("whole, seen", [(50, True), (130, False), (888, False)])
def test_a_part_larger_than_its_whole(city, whole, seen):
    """女性从业人数达50人, but 130余人 are women who own a shop."""
    city.add_indicators(**{"CY-12": {"kind": "stock"}, "CY-13": {"kind": "stock", "whole": "CY-12"}})
    city.observe("CY-12", A, {202603: whole}), city.observe("CY-13", A, {202603: 130})
    said = found(city.done(), "QZ-01")
    assert said == ({(A, 202603, "CY-13"): f"CY-13 130 个，大于CY-12 {whole} 个"} if seen else {})


def test_a_part_of_the_county_against_a_whole_of_its_townships(city):
    """Only once all townships are in: until then the whole is not known."""
    city.add_indicators(W={"report_level": "township"}, P={"whole": "W"})
    city.observe("P", A, months(2026, [20, 20, 20]))
    for town in TOWNS:
        city.observe("W", town, months(2026, [2, 3, 2] if town != TOWNS[0] else [2, 3]))
    assert found(city.done(), "QZ-01") == {(A, 202601, "P"): "P 20 个，大于W 14 个"}


@pytest.mark.parametrize("values, seen", [([10] * 7, True), ([10, 10, 10, 9, 10, 10, 10], False), ([1] * 7, False)])
def test_each_or_altogether(city, values, seen):
    """各村评选出“平安家庭”10户: each, or altogether?"""
    city.add_indicators(**{"WM-12": {"kind": "stock", "report_level": "township", "unit": "户"}})
    for town, value in zip(TOWNS, values, strict=True):
        city.observe("WM-12", town, {202603: value})
    assert list(found(city.done(), "CF-03")) == ([(A, 202603, "WM-12")] if seen else [])


@pytest.mark.parametrize("people, seen", [(200_000, True), (50_000, False)])
def test_visits_counted_as_heads(city, people, seen):
    """接受政策咨询人数约20万人次, where 13万多 women live: 人 is not 人次."""
    city.add_indicators(**{"CY-03": {"unit": "人"}, "JC-01": {"kind": "stock", "unit": "人", "frequency": "yearly"}})
    city.observe("JC-01", A, {202512: 130_000})
    city.observe("CY-03", A, months(2026, [10_000, people - 20_000, 10_000]))
    assert list(found(city.done(), "QZ-07")) == ([(A, 202602, "CY-03")] if seen else [])


@pytest.mark.parametrize("value, seen", [(1000, True), (154, False)])
def test_a_target_as_if_it_were_a_result(city, value, seen):
    """千户爱心家庭: 154 were found, 1,000 wanted."""
    city.add_indicators(**{"GA-04": {"kind": "stock", "unit": "户", "frequency": "half-yearly"}})
    city.aim("GA-04", 2026, **{A: 1000})
    city.observe("GA-04", A, {202512: 120, 202606: value})
    assert list(found(city.done(), "MB-01", month=6)) == ([(A, 202606, "GA-04")] if seen else [])


@pytest.mark.parametrize("said", ["2名女企业7、家", "1630岁", "X", "X万余", "98%", "无一漏缺", "", None])
def test_words_are_no_number(city, said):
    """Page numbers in a sentence, an age range without its dash, a placeholder: nothing of it gets in."""
    city.add_indicators(F={})
    assert refused(city, "F", A, 202603, said)
    assert not refused(city, "F", A, 202603, 0)


def test_nothing_received_is_not_all_closed(city):
    """没有接待过, 无一起上访: zero is a report, and 0 of 0 is no rate."""
    city.add_indicators(**{"WQ-04": {}, "WQ-05": {"whole": "WQ-04"},
                           "WQ-06": {"kind": "ratio", "unit": "%", "numerator": "WQ-05", "denominator": "WQ-04"}})
    for region, closed in ((A, 0), (B, 1)):
        city.observe("WQ-04", region, months(2025, [0, 2, 0, 1] * 3) | months(2026, [0, 0, 0]))
        city.observe("WQ-05", region, months(2025, [0, 2, 0, 1] * 3) | months(2026, [0, 0, closed]))
    frame = standing(city.done().connection, [city.region[A]], 2026, 3).set_index("indicator_id")
    assert frame.at[city.indicator["WQ-04"], "value"] == 0 and pd.isna(frame.at[city.indicator["WQ-06"], "value"])
    assert not found(city, "DS-02")
    assert list(found(city, "QZ-01")) == [(B, 202603, "WQ-05")]  # closed what never came


def test_a_percentage_over_a_hundred(city):
    """办结率达98 (%, dropped) and the like: where nothing marks the numerator as a part, the rate itself is looked at."""
    city.add_indicators(X={}, Y={}, R={"kind": "ratio", "unit": "%", "numerator": "X", "denominator": "Y"})
    for region, top in ((A, 120), (B, 98)):
        city.observe("X", region, {202603: top}), city.observe("Y", region, {202603: 100})
    assert found(city.done(), "QZ-04") == {(A, 202603, "X"): "R超过 100%：X 120 个，大于Y 100 个"}


@pytest.mark.parametrize("last, seen", [(7, True), (8, False)])
def test_the_same_report_of_two_units(city, last, seen):
    """The hospital's report, printed twice."""
    flows = [f"F{letter}" for letter in "ABCDEF"]
    city.add_indicators(**{code: {"report_level": "township"} for code in flows})
    for number, code in enumerate(flows):
        city.observe(code, TOWNS[0], {202602: number + 2}), city.observe(code, TOWNS[1],
                                                                         {202602: number + 2 if number < 5 else last})
        city.observe(code, TOWNS[2], {202602: 30 + number})
    said = found(city.done(), "CF-01")
    assert list(said) == ([(TOWNS[0], 202602, "FA"), (TOWNS[1], 202602, "FA")] if seen else [])
    assert not seen or TOWNS[1] in said[TOWNS[0], 202602, "FA"]


@pytest.mark.parametrize("last, seen", [(7, True), (8, False)])
def test_the_same_report_as_the_month_before(city, last, seen):
    flows = [f"F{letter}" for letter in "ABCDEF"]
    city.add_indicators(**{code: {} for code in flows})
    for number, code in enumerate(flows):
        city.observe(code, A, {202602: number + 2, 202603: number + 2 if number < 5 else last})
    assert list(found(city.done(), "CF-02")) == ([(A, 202603, "FA")] if seen else [])


# --- rules of the product itself --------------------------------------------------------------------------------------

@pytest.mark.both_engines
def test_targets_that_do_not_add_up_and_cannot_be(city):
    city.add_indicators(F={}, G={}, H={}, X={}, Y={}, R={"kind": "ratio", "unit": "%", "numerator": "X", "denominator": "Y"})
    city.observe("F", A, {202601: 1})
    city.aim("F", 2026, **{CITY: 2000, A: 1200, B: 600})
    city.aim("G", 2026, **{CITY: 1800, A: 1200, B: 600})
    city.aim("H", 2026, **{CITY: 2000, TOWNS[0]: 700, TOWNS[1]: 500, B: 600})  # A's is the sum of its townships'
    city.aim("R", 2026, **{CITY: 80, A: 8000})
    assert found(city.done(), "MB-02") == dict.fromkeys(
        [(CITY, 2026, "F"), (CITY, 2026, "H")], "全年目标 2,000 个，下级目标合计 1,800 个，相差 200 个")
    assert found(city, "MB-03") == {(A, 2026, "R"): "目标 8,000%，超过 100%"}


@pytest.mark.both_engines
def test_stocks_carried_forward(city):
    city.add_indicators(S={"kind": "stock", "report_level": "township"})
    for town in TOWNS:
        city.observe("S", town, months(2026, [5, 5, 5] if town in TOWNS[:4] else [5]))
    assert found(city.done(), "YY-01") == {
        (A, 202603, "S"): "3 个乡镇2026年3月的数没有报，沿用以前的（最早 2026年1月），按未上报计"}
    assert not found(city, "YY-01", month=1)


def test_a_jump_out_of_its_limits(city):
    """XmR: mean ± 2.66 × mean moving range of the earlier increments, worked out here with plain Python."""
    usual = [100, 110, 95, 105, 100, 108, 97, 103, 99, 106, 101, 104]
    city.add_indicators(F={}, S={"kind": "stock"})
    city.observe("F", A, months(2025, usual) | months(2026, [102, 98, 400]))
    city.observe("F", B, months(2025, usual) | months(2026, [102, 98, 140]))
    said = found(city.done(), "DS-03")
    line = [*usual, 102, 98]
    limit = sum(line) / 14 + 2.66 * sum(abs(b - a) for a, b in zip(line, line[1:], strict=False)) / 13
    assert list(said) == [(A, 202603, "F")] and f"{limit:.2f}".rstrip("0") in said[A, 202603, "F"]
    assert 140 > limit  # outside too, but no more than a season can do


def test_twelve_points_give_no_verdict(city):
    city.add_indicators(F={})
    city.observe("F", A, months(2025, [None, None, None] + [100, 110, 95] * 3) | months(2026, [102, 98, 4000]))
    assert not found(city.done(), "DS-03")


def test_a_rule_about_unknown_indicators_finds_nothing(city):
    city.add_indicators(F={})
    city.observe("F", A, {202603: 1})
    assert findings(city.done().connection, 2026, 3).empty
    assert list(findings(city.connection, 2026, 3).columns) == list(findings(city.connection, 2025, 3).columns)


# --- units that merge, split and end; indicators that are retired -----------------------------------------------------

USUAL = [100, 110, 95, 105, 100, 108, 97, 103, 99, 106, 101, 104]


def follow(world, kind: str, at: int, *pairs: tuple[str, str], ends: tuple[str, ...] = ()) -> None:
    """What a change of the tree leaves (data/write/tree)."""
    world.connection.execute(insert(region_successions), [
        {"id": number, "from_id": world.region[one], "to_id": world.region[other], "period": at, "kind": kind,
         "batch_id": world.batch} for number, (one, other) in enumerate(pairs, start=1)])
    world.connection.execute(update(regions).where(regions.c.code.in_(ends)).values(valid_to=at))


@pytest.mark.parametrize("new", [False, True])
def test_a_merged_unit_s_target_is_its_own_and_its_predecessors(city, new):
    """120 and 80 are 200 from the merger on, 120 before; in a new unit all that it is made of had one. A stock that came in with
    a predecessor's is near what was there."""
    into, (one, two) = TOWNS[0], (TOWNS[:2] if not new else TOWNS[1:3])
    city.add_indicators(F={"report_level": "township"}, S={"report_level": "township", "kind": "stock"},
                        N={"report_level": "township"})
    for code in "FS":
        city.aim(code, 2026, **{one: 120, two: 80})
    city.aim("N", 2026, **{one: 120})
    city.observe("F", one, months(2026, [10, 120])), city.observe("N", one, months(2026, [10, 120]))
    city.observe("S", one, {202602: 115}), city.observe("S", two, {202602: 80})
    for code, values in {"F": {202603: 200, 202604: 120}, "N": {202603: 120}, "S": {202603: 200}}.items():
        city.observe(code, into, values)
    gone = (one, two) if new else (two,)
    follow(city, "merged", 202603, *((town, into) for town in gone), ends=gone)
    if new:
        city.connection.execute(update(regions).where(regions.c.code == into).values(valid_from=202603))
    said = set(found(city.done(), "MB-01", month=4))
    assert said == {(one, 202602, "F"), (one, 202602, "N"), (into, 202603, "F"), *([] if new else [(into, 202603, "N")])}


@pytest.mark.parametrize("value, seen", [(520, False), (5200, True)])
def test_what_came_with_a_merger_is_no_jump(city, value, seen):
    """Four others of the same size came in: five times as much is what there was, fifty times is not. Persons' figures are
    put together with nobody's; the county's, of which the township is a part, are its own."""
    city.add_indicators(F={"report_level": "township"}, P={"report_level": "township", "sensitive": True})
    for town in TOWNS[:5]:
        for code in "FP":
            city.observe(code, town, months(2025, USUAL) | months(2026, [102, 98] + ([105] if town == TOWNS[0] else [])))
    city.connection.execute(update(observations).where(
        observations.c.period == 202603, observations.c.region_id == city.region[TOWNS[0]]).values(value=value))
    assert (TOWNS[0], 202603, "F") in {**found(city.done(), "DS-03"), **found(city, "DW-01")}, "without the merger it is one"
    follow(city, "merged", 202603, *((town, TOWNS[0]) for town in TOWNS[1:5]), ends=tuple(TOWNS[1:5]))
    for region in (None, CITY, A):
        said = found(city, "DS-03", region=region)
        assert list(said) == ([(TOWNS[0], 202603, "F")] if seen else [])
        assert not seen or "以往在 475 个 至 550 个 之间" in said[TOWNS[0], 202603, "F"]


@pytest.mark.both_engines
def test_a_split_leaves_no_past(city):
    """A fifth is left of what was."""
    city.add_indicators(F={"report_level": "township"})
    city.observe("F", TOWNS[0], months(2025, USUAL) | months(2026, [102, 98, 20]))
    city.observe("F", TOWNS[1], {202603: 80})
    assert list(found(city.done(), "DS-03")) == [(TOWNS[0], 202603, "F")]
    follow(city, "split", 202603, (TOWNS[0], TOWNS[1]))
    assert not found(city, "DS-03") and not found(city, "DS-03", region=A)


def test_what_moves_to_another_county_takes_its_past_along(world):
    new = "411403100"
    city = build(world, (new, "township", B))
    city.connection.execute(update(regions).where(regions.c.code == new).values(county_id=city.region[B], valid_from=202603))
    city.add_indicators(F={"report_level": "township"})
    city.observe("F", TOWNS[0], months(2025, USUAL) | months(2026, [102, 98]))
    city.observe("F", new, {202603: 400})
    assert not found(city.done(), "DS-03"), "a new unit has no past of its own"
    follow(city, "moved", 202603, (TOWNS[0], new), ends=(TOWNS[0],))
    assert list(found(city, "DS-03")) == list(found(city, "DS-03", region=B)) == [(new, 202603, "F")]
    assert findings(city.connection, 2026, 3, city.region[A]).empty


def test_who_is_no_longer_there_owes_nothing_and_hides_nothing(city):
    """A stock of a township that ended is not carried on, and the county's sum is whole without it."""
    city.add_indicators(S={"kind": "stock", "report_level": "township"}, W={"kind": "stock", "report_level": "township"},
                        C={"kind": "stock", "whole": "W"})
    for town in TOWNS:
        for code in "SW":
            city.observe(code, town, months(2026, [50, 50, 50] if town != TOWNS[6] else [50]))
    city.observe("C", A, {202603: 301})
    assert (A, 202603, "S") in found(city.done(), "YY-01") and not found(city, "QZ-01")
    city.connection.execute(update(regions).where(regions.c.code == TOWNS[6]).values(valid_to=202602))
    assert not found(city, "YY-01") and list(found(city, "QZ-01")) == [(A, 202603, "C")]
    assert (A, 202603, "S") in found(city, "CF-03") and (A, 202601, "S") in found(city, "CF-03")


def test_nothing_is_found_of_an_indicator_that_there_is_not_in_the_year(city):
    city.add_indicators(W={}, P={"whole": "W"}, S={"kind": "stock"}, F={})
    city.observe("W", A, {202503: 3, 202603: 3}), city.observe("P", A, {202503: 4, 202603: 4})
    city.observe("S", A, {202502: 20, 202503: 20, 202601: 20}), city.observe("F", A, {202603: 120})
    city.aim("F", 2026, **{CITY: 200, A: 120})
    rules_ = ("QZ-01", "YY-01", "MB-01", "MB-02")
    there = {rule: found(city.done(), rule) for rule in rules_}
    assert all(there.values())
    before = found(city, "QZ-01", year=2025)
    cells = pd.DataFrame({"region_id": [city.region[A]], "period": [202602], "indicator_id": [city.indicator["P"]],
                          "value": [9.0]})
    more = pd.concat([cells, cells.assign(indicator_id=city.indicator["W"], value=2.0)])
    assert "QZ-01" in set(would_cause(city.connection, more)["code"])
    city.connection.execute(update(indicators).where(indicators.c.code.in_(("P", "S"))).values(last_year=2025))
    city.connection.execute(update(indicators).where(indicators.c.code == "F").values(first_year=2027))
    assert not any(found(city, rule) for rule in rules_) and found(city, "QZ-01", year=2025) == before != {}
    assert would_cause(city.connection, more).empty
    city.connection.execute(update(indicators).values(last_year=None, first_year=None))
    assert {rule: found(city, rule) for rule in rules_} == there


# --- privacy, regions, confirmations, what an import would cause ------------------------------------------------------

@pytest.mark.both_engines
def test_numbers_of_what_is_personal_are_not_said(city):
    city.add_indicators(W={"sensitive": True}, P={"sensitive": True, "whole": "W"})
    city.observe("W", A, {202603: 3}), city.observe("P", A, {202603: 4})
    city.observe("W", CITY, {202603: 1})
    frame = findings(city.done().connection, 2026, 3)
    row = frame[frame["code"] == "QZ-01"].iloc[0]
    assert (row["words"] == "P （不公开），大于W （不公开）" and row["hidden"] and pd.isna(row["value"])
            and pd.isna(row["expected"]))


def test_a_zero_of_what_is_personal_is_not_told(city):
    city.add_indicators(F={"sensitive": True})
    city.observe("F", A, months(2025, [30] * 12) | months(2026, [30, 0]))
    assert not found(city.done(), "DS-02")


@pytest.mark.both_engines
def test_a_region_has_its_own_findings_and_those_below(city):
    city.add_indicators(W={"report_level": "township"}, P={"report_level": "township", "whole": "W"}, V={}, Q={"whole": "V"})
    city.observe("W", TOWNS[0], {202603: 1}), city.observe("P", TOWNS[0], {202603: 2})
    city.observe("V", B, {202603: 1}), city.observe("Q", B, {202603: 2})
    city.done()
    assert set(found(city, "QZ-01")) == {(TOWNS[0], 202603, "P"), (B, 202603, "Q")}
    assert set(found(city, "QZ-01", region=A)) == {(TOWNS[0], 202603, "P")}
    assert set(found(city, "QZ-01", region=B)) == {(B, 202603, "Q")}


@pytest.mark.both_engines
@pytest.mark.parametrize("change, counts", [({}, True), ({"value": 51.0}, False), ({"expected": 39.0}, False),
                                            ({"withdrawn_at": pd.Timestamp("2026-05-01").to_pydatetime()}, False)])
def test_a_confirmation_counts_as_long_as_the_figures_stay(city, change, counts):
    city.add_indicators(W={}, P={"whole": "W"})
    city.observe("W", A, {202603: 40}), city.observe("P", A, {202603: 50})
    city.done()
    row = {"rule_id": int(list_rules(city.connection).at["QZ-01", "id"]), "region_id": city.region[A], "period": 202603,
           "indicator_id": city.indicator["P"], "value": 50.0, "expected": 40.0, "reason": "核对过", "actor": "测试妇联",
           "confirmed_at": pd.Timestamp("2026-04-01").to_pydatetime()}
    city.connection.execute(insert(confirmations).values(row | change))
    found_now = findings(city.connection, 2026, 3).iloc[0]
    assert (found_now["confirmed_by"] == "测试妇联") is counts and pd.notna(found_now["confirmation_id"]) is counts


def test_findings_counted_without_those_confirmed():
    frame = pd.DataFrame({"severity": ["warn", "error", "warn"], "code": ["A", "B", "A"], "confirmation_id": [NAN, NAN, 3]})
    left = unconfirmed(frame)
    assert counts(left, "severity") == {"warn": 1, "error": 1} and counts(left, "code") == {"A": 1, "B": 1}
    assert counts(frame, "code") == {"A": 2, "B": 1} and counts(frame.iloc[:0], "code") == {}


@pytest.mark.both_engines
def test_what_an_import_would_cause(city):
    city.add_indicators(W={"report_level": "township"}, P={"report_level": "township", "whole": "W"}, F={})
    for town in TOWNS[:2]:
        city.observe("W", town, {202602: 4, 202603: 4}), city.observe("P", town, {202602: 5, 202603: 3})
    city.observe("F", B, months(2025, [300] * 12))
    city.done()
    cells = pd.DataFrame([(city.region[TOWNS[1]], 202603, city.indicator["P"], 9),
                          (city.region[TOWNS[1]], 202602, city.indicator["P"], 4),
                          (city.region[B], 202601, city.indicator["F"], 3), (city.region[B], 202601, city.indicator["W"], 1)],
                         columns=["region_id", "period", "indicator_id", "value"])
    brought = would_cause(city.connection, cells)
    assert {(row.code, row.region_id, row.period, row.words) for row in brought.itertuples()} == {
        ("QZ-01", city.region[TOWNS[1]], 202603, "P 9 个，大于W 4 个"),
        ("DS-01", city.region[B], 202601, "报 3 个，以往最低 300 个、上一期 300 个，疑数字掉位")}
    assert set(found(city, "QZ-01")) == {(TOWNS[0], 202602, "P"), (TOWNS[1], 202602, "P")}  # and nothing was written


@pytest.fixture
def homes(world):
    """`city` whose first two townships have two villages each, with the forms of 阵地 and the indicators that count them."""
    city = build(world, *((town + number, "village", town) for town in TOWNS[:2] for number in ("001", "002")))
    city.connection.execute(update(regions).where(regions.c.level == "village").values(kind="111村委会"))
    stock = {"kind": "stock", "report_level": "township", "frequency": "quarterly"}
    city.add_indicators(**dict.fromkeys(["WL-01", "GA-05", "GA-15", "TP-01", "TP-02", "TP-06", "CY-10", "CY-17", "WL-09", "WM-14",
                                         "WQ-02"], stock))
    load_forms(city.connection)
    return city


def site(world, region: str, form: str = "村", **more) -> None:
    world.connection.execute(insert(sites), [{"region_id": world.region[region], "county_id": world.region[A], "form": form,
                                              "name": f"{region}{form}", "batch_id": world.batch} | more])


@pytest.mark.both_engines
def test_reports_that_differ_from_the_register(homes):
    site(homes, TOWNS[0] + "001"), site(homes, TOWNS[0] + "002"), site(homes, TOWNS[1] + "001")
    for town in TOWNS[:2]:
        homes.observe("WL-01", town, {202603: 2})
    said = found(homes.done(), "MC-01")
    assert list(said) == [(TOWNS[1], 202603, "WL-01")] and "名册少 1个" in said[TOWNS[1], 202603, "WL-01"]
    assert found(homes, "MC-01", region=B) == {}


def test_what_is_personal_is_not_compared_with_the_register(homes):
    homes.connection.execute(update(indicators).where(indicators.c.code == "WL-01").values(sensitive=True))
    site(homes, TOWNS[0] + "001")
    homes.observe("WL-01", TOWNS[0], {202603: 2})
    assert found(homes.done(), "MC-01") == {}


@pytest.mark.both_engines
def test_points_outside_their_county(homes):
    """Two of a township are one finding; a form that nobody counts goes with its category; what opens later is not there yet."""
    square = [[115.0, 34.0], [115.4, 34.0], [115.4, 34.4], [115.0, 34.4], [115.0, 34.0]]
    homes.connection.execute(insert(boundaries),
                             [{"region_id": homes.region[A], "lon": 115.2, "lat": 34.2, "own": False, "geometry": json.dumps(
        {"type": "MultiPolygon", "coordinates": [[square]]})}])
    away = {"lon": 120.0, "lat": 30.0}
    for village in ("001", "002"):
        site(homes, TOWNS[0] + village, opened=202505, **away)
    site(homes, TOWNS[1], "留守儿童之家", **away)
    site(homes, TOWNS[1] + "001", "楼宇", opened=202604, **away)
    site(homes, TOWNS[1] + "002", lon=115.2, lat=34.2)
    homes.observe("WL-01", TOWNS[0], {202603: 2})
    said = found(homes.done(), "MC-02")
    assert list(said) == [(TOWNS[0], 2026, "WL-01"), (TOWNS[1], 2026, "GA-15")]
    assert said[TOWNS[0], 2026, "WL-01"].count("不在") == 2
    assert (TOWNS[1], 2026, "WL-01") in found(homes, "MC-02", month=4)
    assert found(homes, "MC-02", 2024, 12) == {(TOWNS[1], 2024, "GA-15"): said[TOWNS[1], 2026, "GA-15"]}


# --- the demo ---------------------------------------------------------------------------------------------------------

def test_the_planted_faults_of_the_demo_are_found_and_little_else(demo_engine):
    with demo_engine.connect() as connection:
        tree = pd.read_sql(select(regions), connection)
        planted = planted_cells(list_indicators(connection).reset_index(drop=True), tree, DEMO_THROUGH)
        frame = findings(connection, DEMO_THROUGH // 100, DEMO_THROUGH % 100)
    for what, rule in (("unit_slip", "DW-01"), ("subset_larger", "QZ-01")):
        cells = planted.loc[planted["what"] == what, ["region_id", "period", "indicator_id"]]
        mine = frame.loc[frame["code"] == rule, ["region_id", "period", "indicator_id"]]
        assert len(cells) and set(cells.itertuples(index=False, name=None)) == set(mine.itertuples(index=False, name=None))
    counts = frame["code"].value_counts()
    assert counts[["MC-01", "MC-02"]].tolist() == [1, 1]
    assert (frame["severity"] == "error").sum() == 2 and counts.max() <= 10 and len(frame) <= 30, counts.to_dict()
    assert {"QZ-01", "DW-01", "MB-02", "YY-01"} <= set(counts.index)
