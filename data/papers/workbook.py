"""An outline as a workbook: what its tables, charts and map show, and every figure of its sentences; numbers as numbers."""

import re
from decimal import Decimal
from itertools import chain

from openpyxl.utils import get_column_letter

from data.book import Book
from data.formats import SOURCE
from data.papers.outline import Chart, Column, Map, Outline, Sentence, Table
from data.papers.shown import GAP, NUMBERS, decimals_in, head, is_amounts, shown, tabled
from data.papers.widths import ems
from data.write.mark import leaving

WIDEST, NARROWEST = 48, 8
"""Of a column, in Excel's characters."""
AMOUNT = re.compile(r'([+−-]?)(\d[\d,]*(?:\.\d+)?)([^\d"]+)')
QUOTED = (Column("所在部分"), Column("句子"), Column("数"), Column("截至期", "number"), Column("状态"))


def make(outline: Outline) -> bytes:
    """A sheet a table, each once however often it is shown, and 文中数字. No formula: a sum was summed, and its ratio reckoned,
    where the figures are from."""
    book, lines = Book(), _lines(outline)
    for table in _tables(outline):
        _sheet(book, table, lines)
    _sheet(book, _quoted(outline), lines, {4: "0"})
    book.book.properties.title = outline.title
    return book.save()


def _lines(outline: Outline) -> list[str]:
    mark = leaving.get()
    said = ["【示例数据】演示用的生成数据，不是真实统计" if outline.demo else "", outline.as_of, f"{SOURCE}，{outline.source}",
            f"材料编号 {outline.number}" if outline.number else "", mark.line if mark else "",
            "金额以各列所注单位为准；“—”为没有数，不是 0"]
    return [line for line in said if line]


def _tables(outline: Outline) -> list[Table]:
    blocks = chain.from_iterable(part.blocks for part in (*outline.sections, *outline.slides))
    tables = dict.fromkeys(tabled(block) for block in blocks if isinstance(block, Table | Chart | Map))
    return [table for table in tables if table.rows]


def _quoted(outline: Outline) -> Table:
    """Every figure of a sentence beside it."""
    rows = [(part.title, block.text, figure.shown, None if figure.as_of is None else float(figure.as_of), figure.status)
            for part in (*outline.sections, *outline.slides) for block in part.blocks if isinstance(block, Sentence)
            for figure in block.figures]
    return Table("quoted", "文中数字", QUOTED, tuple(dict.fromkeys(rows)))


def _sheet(book: Book, table: Table, lines: list[str], formats: dict[int, str] | None = None) -> None:
    page = book.page(table.title or "表")
    top = book.write_title(page, table.title, lines)
    book.write_heads(page, top, [head(column) for column in table.columns])
    for at, column in enumerate(table.columns, start=1):
        words = [shown(row[at - 1], column) for row in table.rows]
        counted = column.kind in NUMBERS or is_amounts(words)
        for down, row in enumerate(table.rows, start=1):
            value, form = _number(row[at - 1], column, counted)
            look = "sum" if down <= table.totals else _look(value, counted)
            book.put(page.cell(top + down, at), GAP if value is None else value, look, (formats or {}).get(at) or form)
        longest = max([ems(head(column)), *map(ems, words)]) * 2 + 3
        page.column_dimensions[get_column_letter(at)].width = min(max(longest, NARROWEST), WIDEST)
    last = f"{get_column_letter(len(table.columns))}{top + len(table.rows)}"
    page.auto_filter.ref = f"A{top}:{last}"
    page.print_area = f"A1:{last}"


def _look(value: str | float | None, counted: bool) -> str:
    """How a cell looks: what stands instead of a number stands where numbers do; a long text takes several lines."""
    if counted:
        return "word" if value is None or isinstance(value, str) else "plain"
    return "long" if isinstance(value, str) and ems(value) * 2 > WIDEST else "text"


def _number(value: str | float | None, column: Column, counted: bool) -> tuple[str | float | None, str]:
    """A cell and its number format. What is told with its unit (2,932人) is a number too; 约10人 and <5人 are not."""
    if value is None or value != value:
        return None, ""
    if not isinstance(value, str):
        return value, number_format(value, column)
    told = AMOUNT.fullmatch(value) if counted else None
    if told is None:
        return value, ""
    sign, digits, unit = told.groups()
    exact = Decimal(digits.replace(",", "")) * (-1 if sign in ("-", "−") else 1)
    form = f"#,##0{re.sub(r'[0-9]', '0', digits[digits.find('.'):]) if '.' in digits else ''}"
    if unit == "%":
        exact, form = exact / 100, f"{form}%"
    elif unit:
        form = f'{form}"{unit}"'
    return float(exact), f"+{form};-{form};{form}" if sign == "+" else form


def number_format(value: str | float | None, column: Column) -> str:
    """As the paper shows it."""
    if value is None or isinstance(value, str):
        return ""
    decimals = decimals_in(value, column)
    digits = "." + "0" * decimals if decimals else ""
    if column.kind == "percent":
        return f"0{digits}%"
    return f"+#,##0{digits};-#,##0{digits};0{digits}" if column.kind == "points" else f"#,##0{digits}"
