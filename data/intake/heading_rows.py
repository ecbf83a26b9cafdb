"""Which rows of a sheet are headings: a row that names what the columns are, and the rows that belong to it."""

import re

from data.intake.cells import Fault, as_unit, is_blank
from data.intake.columns import FIELDS
from data.intake.grid import Grid
from data.intake.heading_words import FIELD, KEYS, PLACES, SITE_KEYS, field_of
from data.intake.headings import HeadingReader, Part
from data.intake.label_words import FOOT
from data.intake.period_rows import months_of
from data.intake.when import mentions, read_period

MOST_HEADING_ROWS, SEARCHED_ROWS = 5, 40
_ORDER = re.compile(r"[甲乙丙丁戊]|栏次|序号|行次|\(?\d{1,2}\)?(?:=.*)?")


def heading_rows(grid: Grid, reader: HeadingReader) -> list[list[int]]:
    """The rows of headings of each block."""
    found, taken = [], 0
    for position, row in enumerate(grid.rows):
        above = grid.cells(grid.rows[position - 1]) if position else {}
        if row <= taken or not (position < SEARCHED_ROWS and not found or _has_key(grid, row, above)):
            continue
        said = parts_of(grid, reader, row)
        if _is_heading(said) and not (found and (_holds_numbers(grid, row) or _is_data(grid, reader, found[-1], said))):
            rows = [row]
            for following in grid.rows[position + 1:position + MOST_HEADING_ROWS]:
                if following != rows[-1] + 1 or not _continues(grid, reader, rows, following):
                    break
                rows.append(following)
            if position and _is_group_row(grid, reader, grid.rows[position - 1], row, said):
                rows.insert(0, grid.rows[position - 1])
            found.append(rows)
            taken = rows[-1]
    return found


def _is_data(grid: Grid, reader: HeadingReader, heading: list[int], said: dict[int, Part]) -> bool:
    """Whether a row below headings holds, where those have a place or an indicator, the name of one."""
    keys = {at: part.role for row in heading for at, part in parts_of(grid, reader, row).items() if part.role in KEYS}
    return any(part.role not in KEYS or keys[at] == "indicator" and part.indicator for at, part in said.items() if at in keys)


def _has_key(grid: Grid, row: int, above: dict[int, object]) -> bool:
    """Whether a cell is a heading's word; not one that says what the cell above says: of a register's forms every other is 村."""
    texts = {at: value for at, value in grid.cells(row).items() if isinstance(value, str) and len(value) < 20}
    return len(texts) > 1 and any(above.get(at) != text and _key(grid.plain(text)) for at, text in texts.items())


def _key(text: str) -> bool:
    plain = re.sub(r"[\s()、,/\\*:·]", "", text).lower()
    return plain in FIELD or field_of(plain) in (*PLACES, "indicator")


def parts_of(grid: Grid, reader: HeadingReader, row: int) -> dict[int, Part]:
    places = {at for (line, at) in grid.covered if line == row} if grid.covered else set()
    values = {at: grid.raw(row, at) for at in places} | grid.cells(row)
    return {at: reader.read(value) for at, value in sorted(values.items()) if not isinstance(value, (Fault, bool))
            and not is_blank(value)}


def _holds_numbers(grid: Grid, row: int) -> bool:
    return any(is_number(value) and not is_year(value) for value in grid.cells(row).values())


def is_number(value) -> bool:
    if isinstance(value, bool) or value is None:
        return False
    return isinstance(value, (int, float)) or isinstance(value, str) and bool(
        re.fullmatch(r"\s*[+-]?[\d,，.]+\s*(?:%\s*)?", value))


def is_year(value) -> bool:
    when = read_period(value)
    return when is not None and when.year is not None


def _is_heading(said: dict[int, Part]) -> bool:
    fields = {part.text for part in said.values() if part.role in FIELDS or part.role == "value" and not (
        part.indicator or part.region or part.when)}
    kinds = {kind: {part.text for part in said.values() if getattr(part, kind)
                    and not (kind == "indicator" and part.role in FIELDS)}
             for kind in ("indicator", "region", "when")}
    same = max(map(len, kinds.values()))
    answered = any(part.role in PLACES and getattr(said.get(at + 1), "region", None)
                   or part.role in ("period", "year", "month") and getattr(said.get(at + 1), "when", None)
                   for at, part in said.items())
    if answered and same < 2:  # “填报单位 | 睢县妇联” above a table is no heading of it
        return False
    named = len(fields) + sum(map(len, kinds.values()))
    if len(fields) == 1 and named == 1:  # one field that we know, and columns that we do not
        return len(said) > 1 and any(part.role in KEYS for part in said.values()) and any(
            part.role in ("unknown", "aside", "bad") or part.role == "topic" and part.unit for part in said.values())
    return named >= 2 and (bool(fields) or same >= 2)


def _continues(grid: Grid, reader: HeadingReader, rows: list[int], row: int) -> bool:
    """Whether the next row still belongs to the headings: sub-headings, units, 甲乙丙, or a merged field."""
    if is_order_row(grid, row) or is_unit_row(grid, row) or months_of(grid, row, [parts_of(grid, reader, line) for line in rows]):
        return True
    keys = {at for line in rows for at, part in parts_of(grid, reader, line).items()
            if part.role in (*KEYS, *SITE_KEYS, "either")}
    cells = {at: value for at, value in grid.cells(row).items() if not is_blank(value)}
    own = {at: value for at, value in cells.items() if at not in keys}
    if not own or any(is_number(value) and not is_year(value) for value in own.values()):
        return False
    if any(not isinstance(value, str) and not is_year(value) for value in own.values()):
        return False
    either = {at for line in rows for at, part in parts_of(grid, reader, line).items() if part.role == "either"}
    for at in keys & cells.keys():
        part = reader.read(cells[at])  # below 单位, 本月 and 11月 are headings too
        if grid.text(row, at) not in {grid.text(line, at) for line in rows} and not (at in either and part.role == "value"
                                                                                     and (part.when or part.span)):
            return False
    if not keys:
        return _is_heading(parts_of(grid, reader, row))
    return not FOOT.match(grid.plain(next(iter(own.values()))))


def is_order_row(grid: Grid, row: int) -> bool:
    """甲 | 1 | 2 | 3, 栏次 | (1) | (2), or 1 | 2 | 3 below the headings, counting columns."""
    cells = [grid.plain(value).replace(" ", "") for _, value in sorted(grid.cells(row).items()) if not is_blank(value)]
    if len(cells) < 2 or not all(_ORDER.fullmatch(text) for text in cells):
        return False
    numbers = [int(found[1]) for text in cells if (found := re.match(r"\(?(\d+)", text))]
    lettered = len(numbers) < len(cells)
    return numbers == list(range(1, len(numbers) + 1)) and (lettered and len(numbers) > 0 or len(numbers) > 2)


def is_unit_row(grid: Grid, row: int) -> bool:
    """（人） | （万元）, or 计量单位 | 人 | 万元."""
    cells = [grid.plain(value) for value in grid.cells(row).values() if not is_blank(value)]
    rest = [text for text in cells if not re.fullmatch(r"(?:计量|数值)?单位", text.replace(" ", ""))]
    return bool(rest) and all(as_unit(text) for text in rest)


def _spans_some(text: str, left: int, right: int) -> bool:
    """（万元） merged over some columns is those columns' own; 单位：万元, or what stands in one cell, is said of the table."""
    return right > left and not text.startswith(("单位", "计量", "金额", "数值"))


def _is_group_row(grid: Grid, reader: HeadingReader, row: int, heading: int, said: dict[int, Part]) -> bool:
    """Whether the row above the headings holds headings over groups of them, not a title."""
    if row != heading - 1:
        return False
    cells = grid.own_texts(row)
    first = min(said)
    if any(is_number(value) for value in grid.cells(row).values()) or first in cells or not cells:
        return False
    for at, text in cells.items():
        bottom, right = grid.anchors.get((row, at), (row, at))
        if at not in said or re.search(r"[:：]", text) or FOOT.match(text) or as_unit(text) and not _spans_some(text, at, right):
            return False
        if at <= first and right >= max(said):
            return False
        if mentions(text) and not read_period(text) or any(one.kind == "filled" for one in mentions(text)):
            return False
    return True
