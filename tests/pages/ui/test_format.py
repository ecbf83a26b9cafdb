"""Numbers as they are written: half up, in 万元 and 亿元, with a true minus, and 未上报 apart from 0."""

from datetime import datetime

import pytest

from pages.parts.ui import format as fmt

NAN = float("nan")


@pytest.mark.parametrize("value, precision, sign, expected", [
    (0, 0, False, "0"), (1234.4, 0, False, "1,234"), (0.5, 0, False, "1"), (2.5, 0, False, "3"), (3.5, 0, False, "4"),
    (-2.5, 0, False, "−3"), (0.25, 1, False, "0.3"), (1.005, 2, False, "1.01"), (0.15, 1, False, "0.2"),
    (-0.04, 1, False, "0.0"), (-0.04, 1, True, "0.0"), (0.04, 1, True, "0.0"), (0.05, 1, True, "+0.1"),
    (1e12, 0, False, "1,000,000,000,000"), (-1234567.89, 1, True, "−1,234,567.9"), (12, 1, True, "+12.0")])
def test_plain(value, precision, sign, expected):
    assert fmt.plain(value, precision, sign) == expected


@pytest.mark.parametrize("value, unit, precision, expected", [
    (9714, "个", 0, ("9,714", "个")), (0, "起", 0, ("0", "起")), (NAN, "起", 0, ("未上报", "")), (None, "起", 0, ("未上报", "")),
    (9999, "元", 1, ("9,999", "元")), (10000, "元", 1, ("1.0", "万元")), (99_995_000, "元", 1, ("9,999.5", "万元")),
    (1e8, "元", 1, ("1.0", "亿元")), (1.55e8, "元", 1, ("1.6", "亿元")), (-12_345, "元", 1, ("−1.2", "万元")),
    (123_456, "人", 0, ("123,456", "人")), (12_345, "元/户", 0, ("12,345", "元/户")), (96.35, "%", 1, ("96.4", "%"))])
def test_amount(value, unit, precision, expected):
    assert fmt.amount(value, unit, precision) == expected


@pytest.mark.parametrize("changed, kind, expected", [
    ({}, {}, ("640", "人")), ({"value": 0.0}, {}, ("0", "人")), ({"value": NAN}, {}, ("未上报", "")),
    ({"value": NAN, "withheld": "small"}, {}, ("<5", "人")), ({"value": NAN, "withheld": "below"}, {}, ("不显示", "")),
    ({"value": 640.0, "rounded": True}, {}, ("约640", "人")),
    ({"value": 15_000.0, "rounded": True}, {"unit": "元", "precision": 1}, ("约1.5", "万元")),
    ({"value": NAN, "withheld": "base"}, {"kind": "ratio", "unit": "%"}, ("—", "")),
    ({"value": NAN, "status": "未到期"}, {}, ("未到期", "")), ({"value": NAN}, {"kind": "ratio", "unit": "%"}, ("—", "")),
    ({"value": NAN}, {"additive": False}, ("不汇总", ""))])
def test_shown(row, indicator, changed, kind, expected):
    assert fmt.shown(row(**changed), indicator(**kind)) == expected


@pytest.mark.parametrize("function, value, expected", [
    (fmt.percent, 0.8, "80.0%"), (fmt.percent, 0.0, "0.0%"), (fmt.percent, NAN, "—"), (fmt.percent, None, "—"),
    (fmt.points, -1.666, "−1.7"), (fmt.points, 2.5, "+2.5"), (fmt.points, 0.0, "0.0"), (fmt.points, NAN, "—"),
    (fmt.period, 202609, "2026年9月"), (fmt.period, 202612.0, "2026年12月")])
def test_percent_points_and_period(function, value, expected):
    assert function(value) == expected


@pytest.mark.parametrize("value, kind, expected", [
    (0.05, {}, "+5.0%"), (-0.05, {}, "−5.0%"), (NAN, {}, "—"),
    (-0.4, {"kind": "ratio", "unit": "%"}, "−0.4 百分点"), (12.4, {"kind": "ratio", "unit": "元/户"}, "+12 元/户")])
def test_a_difference_of_rates_is_in_points_never_in_percent(indicator, value, kind, expected):
    assert fmt.difference(value, indicator(**kind)) == expected


def test_a_data_version_is_read_as_when_it_was_written():
    assert fmt.version(41) == "41"
    told = fmt.version(int(datetime(2026, 12, 5, 17, 45, 12, 123456).timestamp() * 1e6))
    assert told in ("20261205-174512.123", "20261205-174512.122"), "to the millisecond"
