"""Numbers as officials write them: thousands separators, 万元 and 亿元, 百分点, a true minus sign."""

import math
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from queries.privacy import reads

MISSING = "未上报"
NONE = "—"


def plain(value: float, precision: int = 0, sign: bool = False) -> str:
    """1234.5 -> 1,234.5; rounds half up, as a reader with a pencil would."""
    step = Decimal(1).scaleb(-int(precision))
    rounded = Decimal(repr(float(value))).quantize(step, ROUND_HALF_UP)
    text = f"{abs(rounded):,.{precision}f}"
    if rounded < 0:
        return f"−{text}"
    return f"+{text}" if sign and rounded > 0 else text


def is_missing(value: float | None) -> bool:
    return value is None or math.isnan(value)


def amount(value: float | None, unit: str, precision: int = 0) -> tuple[str, str]:
    """A value and its unit as shown: (“9,714”, “个”), (“1.5”, “亿元”); (“未上报”, “”) where there is none."""
    if value is None or is_missing(value):
        return MISSING, ""
    divisor, scaled = scale(value, unit)
    return plain(value / divisor, decimals(scaled, precision)), scaled


def decimals(unit: str, precision: int) -> int:
    """Digits after the point of what is told in that unit: 元 are told whole, whatever its indicator's 万元 are told to."""
    return 0 if unit == "元" else int(precision)


def scale(value: float, unit: str) -> tuple[float, str]:
    """What to divide by, and the unit then: 元 from 1万 on in 万元, from 1亿 on in 亿元; others as they are."""
    if unit == "元" and abs(value) >= 1e8:
        return 1e8, "亿元"
    if unit == "元" and abs(value) >= 1e4:
        return 1e4, "万元"
    return 1.0, unit


def shown(row, indicator) -> tuple[str, str]:
    """The value of a standing row and its unit, as it may be read: <5, 约10."""
    if row.withheld:
        return marked("", row), indicator.unit if row.withheld == "small" else ""
    if is_missing(row.value) and not indicator.additive:
        return "不汇总", ""
    if is_missing(row.value) and row.status == "未到期":
        return "未到期", ""
    if is_missing(row.value) and (indicator.kind == "ratio" or not row.due_units):  # nobody below has it to report
        return NONE, ""
    text, unit = amount(row.value, indicator.unit, indicator.precision)
    return marked(text, row), unit


def marked(text: str, row) -> str:
    """A number in words as it may be read, by the marks of its row (queries.privacy.marks)."""
    return reads(text, row.withheld, row.rounded)


def percent(fraction: float | None, sign: bool = False) -> str:
    return NONE if fraction is None or is_missing(fraction) else f"{plain(fraction * 100, 1, sign)}%"


def points(value: float | None) -> str:
    """A gap or a difference of two rates, in 百分点."""
    return NONE if value is None or is_missing(value) else plain(value, 1, sign=True)


def difference(value: float | None, indicator) -> str:
    """同比 or 环比: a change in %, of a rate in 百分点, of another ratio in its unit."""
    if value is None or is_missing(value):
        return NONE
    if indicator.kind != "ratio":
        return percent(value, sign=True)
    if indicator.unit == "%":
        return f"{points(value)} 百分点"
    return f"{plain(value, indicator.precision, sign=True)} {indicator.unit}"


def carried(units: int) -> str:
    """Of a stock: how many of its units have not reported the period and stand with the one before."""
    return f"{units} 个单位用上期数"


def alone(name: str) -> str:
    """An indicator's name where its whole does not stand before it: 其中：线上销售额 -> 线上销售额."""
    return name.removeprefix("其中：")


def version(number: int) -> str:
    """A data version as people compare it: when it was written, to the millisecond; 41 of a database that counted."""
    if number < 10**14:
        return str(number)
    when = datetime.fromtimestamp(number / 1e6)
    return f"{when:%Y%m%d-%H%M%S}.{number // 1000 % 1000:03d}"


def period(value: int) -> str:
    return f"{int(value) // 100}年{int(value) % 100}月"
