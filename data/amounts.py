"""What people type into a field for an amount or a year's plan, read as they mean it: “1.5万”, “１，２００”, “98%”."""

import re
import unicodedata
from decimal import Decimal

SCALES = {"": 1, "十": 10, "百": 100, "千": 1000, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8}
MONEY = {"元": 1, "万元": 10**4, "亿元": 10**8}
MOST = Decimal(10) ** 14
NUMBER = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d+\.?\d*|\.\d+)(.*)")


class Unreadable(ValueError):
    """The text is no amount; the message says why, in Chinese."""


def read_amount(text: str, unit: str) -> tuple[float, str]:
    """The value in the base unit (万元 and 亿元: in 元; %: in percent), and how the text was read where that is not plain
    (“按 15,000 人计”), else "".

    unit: what a bare number means: 万元, %, 人 … A unit in the text itself goes before it. Raises Unreadable.
    """
    plain = normal(text)
    if not plain:
        raise Unreadable("请填一个数")
    found = NUMBER.fullmatch(plain)
    if not found:
        raise Unreadable(f"“{text.strip()[:20]}”不是数，请只填数字，如 1200 或 1.5万")
    sign, digits, tail = found.groups()
    base = "元" if unit in MONEY else unit
    factor = _factor(tail, unit, base)
    if factor is None:
        raise Unreadable(f"“{text.strip()[:20]}”里的“{tail[:8]}”看不懂，本指标的单位是{unit}")
    value = Decimal(digits.replace(",", "")) * factor * (-1 if sign == "-" else 1)
    if abs(value) > MOST:
        raise Unreadable("数太大，请核对单位")
    said = "" if text.strip() == digits.replace(",", "") and factor == 1 else f"按 {_words(value)}{'' if base == '%' else ' '}{base}计"
    return float(value), said


def _factor(tail: str, unit: str, base: str) -> int | None:
    """What to multiply by; None for words that are not of this unit."""
    if not tail:
        return MONEY.get(unit, 1)
    if unit == "%":
        return 1 if tail == "%" else None
    if tail.endswith(base):
        tail = tail[:-len(base)]
    elif base == "元" and tail not in SCALES:
        return None
    return SCALES.get(tail)


def _words(value: Decimal) -> str:
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def normal(text: str) -> str:
    """Half-width digits and signs, without spaces but those between two numbers."""
    text = unicodedata.normalize("NFKC", text).replace("−", "-")
    return re.sub(r"(?<!\d)\s+|\s+(?!\d)", "", text)


def read_plan(text: str) -> list[float]:
    """Twelve cumulative shares (0.05 for 5 %) out of a row of percentages: commas, spaces, tabs (from Excel) or lines
    between them. Raises Unreadable; whether they may stand is data.aims.check_plan's to say."""
    parts = [part for part in re.split(r"[\s,，、;；]+", unicodedata.normalize("NFKC", text).strip()) if part]
    if len(parts) != 12:
        raise Unreadable(f"要 12 个数（1月到12月的累计百分数），读到 {len(parts)} 个")
    shares = []
    for month, part in enumerate(parts, start=1):
        if not re.fullmatch(r"-?\d+\.?\d*%?", part):
            raise Unreadable(f"{month}月的“{part[:12]}”不是数")
        shares.append(float(Decimal(part.rstrip("%")) / 100))
    return shares
