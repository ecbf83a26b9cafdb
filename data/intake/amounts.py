"""What people type into a field for an amount or a year's plan: read as data/intake/cells.py reads a sheet, and said back."""

import re
from decimal import Decimal

from data.intake.cells import Bad, read_unit, read_value, tidy

PLAIN = re.compile(r"[0-9]+\.?[0-9]*")


def read_amount(text: str, unit: str) -> tuple[float, str]:
    """The value in the base unit (万元 and 亿元: in 元; %: in percent), and how the text was read where that is not plain
    (“按 15,000 人计”), else "".

    unit: what a bare number means: 万元, %, 人 … A unit in the text itself goes before it. Raises Bad.
    """
    base = "元" if read_unit(unit, "元") else unit
    times = 1 if base == unit else read_unit(unit, base) or 1
    value = read_value(text, base, times).value
    if value is None:
        raise Bad("请填一个数")
    plain = times == 1 and PLAIN.fullmatch(text.strip())
    return value, "" if plain else f"按 {_words(value)}{'' if base == '%' else ' '}{base}计"


def _words(value: float) -> str:
    text = f"{Decimal(repr(value)):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def read_plan(text: str) -> list[float]:
    """Twelve cumulative shares (0.05 for 5 %) out of a row of percentages: commas, spaces, tabs (from Excel) or lines
    between them. Raises Bad; whether they may stand is data.write.targets.check_plan's to say."""
    parts = [part for part in re.split(r"[\s,、;]+", tidy(text)) if part]
    if len(parts) != 12:
        raise Bad(f"要 12 个数（1月到12月的累计百分数），读到 {len(parts)} 个")
    shares = []
    for month, part in enumerate(parts, start=1):
        try:
            share, _ = read_amount(part, "%")
        except Bad as error:
            raise Bad(f"{month}月的“{part[:12]}”：{error}") from error
        shares.append(float(Decimal(repr(share)) / 100))
    return shares
