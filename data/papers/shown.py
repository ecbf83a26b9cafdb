"""A cell of a table in words, the same in a paper and on a slide; it rounds as the screen and as Excel do: half up."""

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from data.papers.outline import Amount, Chart, Column, Map, Place, Table
from data.write.text import clean

GAP = "—"
SIGNS = {"已完成": "✔", "达序时": "●", "略滞后": "◆", "滞后": "▼", "未上报": "○", "未到期": "◷", "未设目标": "–"}
"""Beside every status on a slide, as on the screen: never colour alone."""
NUMBERS = ("number", "percent", "points")
AMOUNT = re.compile(r"[约<]?[+−-]?\d[\d,]*(\.\d+)?(?!年|\d)\D{1,4}")
"""Without a unit it may be a code or a 序号."""
STANDS_FOR = (GAP, "未上报", "未到期", "不汇总", "不可比")
"""What stands where there is no amount."""


def shown(value: str | float | None, column: Column) -> str:
    """12,345 · 83.4% · +3.2 · −0.5 · — for a gap; text as it is, in one line."""
    if value is None or isinstance(value, float) and value != value:
        return GAP
    if isinstance(value, str):
        return clean(value)
    decimals = decimals_in(value, column)
    if column.kind == "percent":
        return f"{plain(value, decimals, shift=2)}%"
    return plain(value, decimals, sign=column.kind == "points")


def decimals_in(value: float, column: Column) -> int:
    return value.decimals if isinstance(value, Amount) else column.decimals


def plain(value: float, decimals: int = 0, sign: bool = False, shift: int = 0) -> str:
    exact = Decimal(repr(float(value))).scaleb(shift)
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    text = f"{abs(rounded):,.{decimals}f}"
    if rounded < 0:
        return f"−{text}"
    return f"+{text}" if sign and rounded > 0 else text


def head(column: Column) -> str:
    """A column's heading with its unit, where its name does not say it."""
    return "".join(head_parts(column))


def head_parts(column: Column) -> list[str]:
    """The name, and what stands in brackets behind it: where a heading takes two lines, it is torn there."""
    unit, name = clean(column.unit), clean(column.name)
    return [name, f"（{unit}）"] if unit and unit not in name else [name]


def counted(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> list[bool]:
    """Of each column whether it holds numbers, to be written on the right. rows: as they are shown."""
    return [column.kind in NUMBERS or column.kind == "text" and is_amounts([row[at] for row in rows])
            for at, column in enumerate(columns)]


def is_amounts(cells: Sequence[str]) -> bool:
    """Whether a column of words holds amounts with their units (2,932人, 约14.2万元, +5.4%): they stand as numbers do."""
    return any(map(AMOUNT.fullmatch, cells)) and all(AMOUNT.fullmatch(cell) or cell in STANDS_FOR for cell in cells)


def tabled(block: Table | Chart | Map) -> Table:
    """A chart or a map as a table of what it shows, for paper and workbook."""
    if isinstance(block, Table):
        return block
    if isinstance(block, Map):
        columns = (Column("地区"), Column("数", "number", block.unit))
        rows = tuple((one.name, _counted(one, block.unit)) for one in block.places)
        return Table(block.key, block.title, columns, rows, figures=block.figures)
    decimals = decimals_of(block)
    columns = (Column("项目"), *(Column(name, "number", block.unit, decimals) for name, _ in block.series))
    rows = tuple((name, *(values[at] for _, values in block.series)) for at, name in enumerate(block.categories))
    return Table(block.key, block.title, columns, rows, figures=block.figures)


def decimals_of(chart: Chart) -> int:
    """As many as its values have, one at most: as completion rates are told everywhere."""
    values = [Decimal(repr(float(value))) for _, row in chart.series for value in row if value is not None]
    return min(max((-min(int(value.normalize().as_tuple().exponent), 0) for value in values), default=0), 1)


def _counted(place: Place, unit: str) -> Amount | str:
    """A place's value with the decimals that it is shown with; what is read instead of one (未上报, 约10) is text."""
    text = place.shown.removesuffix(unit)
    if place.value is None or not re.fullmatch(r"[\d,]+(\.\d+)?", text):
        return place.shown
    return Amount(place.value, len(text.partition(".")[2]))
