"""A sheet cut into blocks, each a table with headings, a title and footnotes of its own, before anything in it is read."""

import re
from dataclasses import dataclass, field

from data.intake.cells import as_unit, is_blank
from data.intake.columns import FIELDS, make_column, subtotals
from data.intake.context import Line, lines_of, name_month
from data.intake.grid import Grid
from data.intake.heading_rows import heading_rows, is_number, is_order_row, is_unit_row, is_year, parts_of
from data.intake.heading_words import PLACES, SITE_KEYS
from data.intake.headings import Column, HeadingReader, Part
from data.intake.label_words import FOOT
from data.intake.period_rows import months_of, number_months, reach_right
from data.intake.place_names import is_total
from data.intake.place_words import DIRECT, ZONE
from data.intake.side_by_side import side_by_side, title_of
from data.intake.understood import TITLE
from data.intake.when import mentions

MOST_TITLE_ROWS = 8


@dataclass
class Table:
    """One block: its columns, its headings' rows, its rows of data, and the lines around it. numbered: rows of 甲乙丙 or 1 2
    3."""

    columns: list[Column]
    headings: list[int]
    rows: list[int]
    title: list[Line] = field(default_factory=list)
    foot: list[Line] = field(default_factory=list)
    set_aside: list[tuple[int, str]] = field(default_factory=list)

    def at(self, *roles: str) -> list[Column]:
        return [column for column in self.columns if column.role in roles]

    @property
    def values(self) -> list[Column]:
        return self.at("value")

    @property
    def is_sites(self) -> bool:
        return bool(self.at("name") and (self.at("form") or self.at("village")) and not self.values)

    @property
    def name(self) -> str:
        if self.is_sites:
            return "阵地名册"
        return "宽表" if any(column.region or column.indicator or column.when for column in self.values) else "长表"


def cut(grid: Grid, reader: HeadingReader) -> list[Table]:
    """The sheet's blocks from the top, side by side from the left; [] where no row of headings is found."""
    starts = heading_rows(grid, reader)
    tables, rows = [], grid.rows
    tops = [_title_start(grid, start, rows, starts[number - 1][-1] if number else 0) for number, start in enumerate(starts)]
    first_title = [row for row in rows if starts and row < starts[0][0] and row not in starts[0]]
    for number, heading in enumerate(starts):
        end = tops[number + 1] if number + 1 < len(starts) else None
        data = [row for row in rows if row > heading[-1] and (end is None or row < end)]
        own = [row for row in rows if tops[number] <= row < heading[0]]
        of_month = name_month(lines_of(grid, own))
        every, spread = _columns(grid, reader, heading, data, of_month)
        groups = side_by_side(every)
        for columns in groups:
            title = title_of(grid, own, columns, groups)
            title += [Line(text, heading[0], columns[0].at, TITLE) for text in spread]
            tables += _sections(grid, reader, columns, heading, data, title, first_title if number else [])
    return tables


def _title_start(grid: Grid, heading: list[int], rows: list[int], after: int) -> int:
    """The first row of the lines that stand over a block: texts alone, none of them a row of the block before."""
    top, above = heading[0], [row for row in rows if after < row < heading[0]]
    if not after:
        return above[0] if above else top
    for row in reversed(above[-MOST_TITLE_ROWS:]):
        cells = {at: value for at, value in grid.cells(row).items() if not is_blank(value)}
        texts = grid.own_texts(row)
        if len(cells) > 1 and any(is_number(value) and not is_year(value) for value in cells.values()):
            break  # also where a number is a text, as in every CSV
        first = next(iter(texts.values()), "")
        if (FOOT.match(first) or is_total(first) or len(texts) > 1 and len(cells) > 2
            and not re.search(r"[:：]", "".join(texts.values()))):
            break
        top = row
    return top


def _columns(grid: Grid, reader: HeadingReader, heading: list[int], data: list[int], of_month: bool) -> tuple[
        list[Column], list[str]]:
    """The columns, and what stands over all of them as a title would. of_month: the title names a month, so that bare numbers are
    no months of its year."""
    months = {row: months_of(grid, row, [parts_of(grid, reader, line) for line in heading if line < row]) for row in heading}
    order = [row for row in heading if is_order_row(grid, row) and not months[row]]
    said = {row: {at: part for at, part in parts_of(grid, reader, row).items() if at not in months[row]}
            for row in heading if row not in order}
    reach_right(grid, said)
    used = {at for row in data for at in grid.cells(row)}
    every = sorted({at for parts in said.values() for at in parts} | used)
    stacks = {at: [parts[at] for row, parts in said.items() if at in parts] for at in every}
    for row in heading:
        if is_unit_row(grid, row):
            label = {at for at in grid.cells(row) if re.fullmatch(r"(?:计量|数值)?单位", grid.text(row, at).replace(" ", ""))}
            for at in label:
                stacks[at] = [part for part in stacks[at] if part.role not in ("counted", "unit", "either")] or stacks[at]
    for found in months.values():
        stacks.update(found)
    if not of_month:
        number_months(stacks)
    spread = _spread(stacks)
    keyed = any(part.role in PLACES and not _counts(grid, at, part, data) for at, parts in stacks.items() for part in parts[:1])
    columns = [make_column(at, parts, keyed, reader.names) for at, parts in stacks.items()]
    _no_sites(columns)
    _look_inside(grid, columns, data, reader)
    subtotals(columns)
    return columns, spread


def _spread(stacks: dict[int, list[Part]]) -> list[str]:
    """Takes away a heading that spans all columns of values: it is a title of the table, not of its columns."""
    values = [at for at, parts in stacks.items() if parts and parts[0].role not in FIELDS and parts[0].role != "aside"]
    if len(values) > 1 and all(len(stacks[at]) > 1 for at in values) and len({stacks[at][0] for at in values}) == 1:
        if stacks[values[0]][0].role == "unknown" and any(word in stacks[values[0]][0].text
                                                          for word in ("情况", "工作", "统计", "报表", "月报")):
            text = stacks[values[0]][0].text
            for at in values:
                stacks[at] = stacks[at][1:]
            return [text]
    return []


def _no_sites(columns: list[Column]) -> None:
    """类型, 级别, 名称 beside figures are no part of a register: 名称 may be the places', the others are unknown."""
    if any(column.role == "value" for column in columns):
        for column in columns:
            if column.role in SITE_KEYS:
                column.role = "either" if column.role == "name" else "unknown"


def _counts(grid: Grid, at: int, part: Part, data: list[int]) -> bool:
    """Whether a column called 行政村 or 社区 holds how many there are, not their names."""
    if part.indicator is None:
        return False
    values = [value for row in data[:60] if (value := grid.cells(row).get(at)) is not None and not is_blank(value)]
    numbers = [value for value in values if is_number(value) and not re.fullmatch(r"\d{6,12}", grid.plain(value))]
    return bool(numbers) and len(numbers) >= 0.6 * len(values)


def _look_inside(grid: Grid, columns: list[Column], data: list[int], reader: HeadingReader) -> None:
    """Gives 单位, 行政村 and columns without a known heading the role that their content has, if it plainly has one."""
    for column in columns:
        if column.role in PLACES and column.alternative and _counts(grid, column.at, column.parts[0], data):
            column.role, column.indicator = "value", column.alternative
        if column.role == "either" or column.role == "unknown" and not column.parts:
            texts = [grid.plain(value) for row in data[:60] if isinstance(value := grid.cells(row).get(column.at), str)
                     and not is_blank(value)]
            texts = [text for text in texts if not FOOT.match(text)]
            roles = [_role_of(text, reader) for text in texts]
            for role in ("indicator", "region", "unit"):
                if roles and roles.count(role) >= 0.6 * len(roles) and (column.role == "either" or not any(
                        other.role == role for other in columns)):
                    column.role = role
            if column.role == "either":
                column.role = "unit" if not texts else "unknown"


def _role_of(text: str, reader: HeadingReader) -> str:
    if as_unit(text):
        return "unit"
    part = reader.read(text)
    if part.indicator:
        return "indicator"
    if DIRECT.match(text) or ZONE.search(text):
        return "region"
    return "region" if part.region or part.role == "total" or part.role == "bad" and "县名" in part.wrong else ""


def _sections(grid: Grid, reader: HeadingReader, columns: list[Column], heading: list[int], data: list[int],
              title: list[Line], first: list[int]) -> list[Table]:
    """The block's rows without its footnotes; where a line between them names a period, the rows below it are a block of
    their own under the same headings."""
    within = {column.at for column in columns}
    inherited = lines_of(grid, first)
    tables = [Table(columns, heading, [], _inherit(inherited, title))]
    at_end = set(_feet(grid, data))
    for row in data:
        cells = grid.own_texts(row, within)
        if row in at_end:
            tables[-1].foot += lines_of(grid, [row])
            tables[-1].set_aside.append((row, "、".join(grid.own_texts(row).values())[:60]))
        elif len(cells) == 1 and len([at for at in grid.cells(row) if at in within]) == 1 and (
                line := _names_period(reader, next(iter(cells.values())))):
            tables.append(Table(columns, heading, [], _inherit(_inherit(inherited, title), [Line(line, row, min(cells), 4)])))
        else:
            tables[-1].rows.append(row)
    for table in tables[:-1]:
        table.foot = table.foot or tables[-1].foot
    return [table for number, table in enumerate(tables) if table.rows or number == 0 and len(tables) == 1]


def _names_period(reader: HeadingReader, text: str) -> str:
    found = [one for one in mentions(text) if one.kind != "filled"]
    return text if found and not FOOT.match(text) and not reader.read(text).indicator else ""


def _inherit(above: list[Line], own: list[Line]) -> list[Line]:
    """Lines further up speak for what the nearer ones do not: a period, or a region, named nearer takes their place."""
    months = name_month(own)
    kept = [line for line in above if not (months and name_month([line]))]
    return [*kept, *own]


def _feet(grid: Grid, data: list[int]) -> list[int]:
    """Footnotes and signature rows: a label of such first in the row, and the rows below the last of the numbers that
    hold texts alone."""
    found = []
    for row in data:
        cells = [(at, value) for at, value in sorted(grid.cells(row).items()) if not is_blank(value)]
        if cells and isinstance(cells[0][1], str) and FOOT.match(grid.plain(cells[0][1])):
            found.append(row)
    for row in reversed(data):
        cells = grid.cells(row)
        if row in found:
            continue
        texts = [value for value in cells.values() if not is_blank(value)]
        if len(texts) != 1 or not isinstance(texts[0], str) or len(grid.plain(texts[0])) < 8 or any(map(is_number, texts)):
            break
        found.append(row)
    return found
