"""Takes persons out of a file's sheets before anything else looks at them: no finding, question, mapping or kept copy can hold
what is not there. Columns under a person's heading, answers behind a label, and numbers and names that show what they are."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from data.intake.blocks import Table, cut
from data.intake.cells import NOT_REPORTED, UNCLEAR, Bad, Fault, is_blank, tidy
from data.intake.columns import FIELDS
from data.intake.grid import Grid
from data.intake.heading_rows import is_number as is_figure
from data.intake.headings import Column, HeadingReader
from data.intake.persons import ERASED, HINT, NAME, NUMBER, is_answer, is_name, is_number, kind_of, opens, without
from data.intake.sheets import Sheet, column_letter

FEWEST_NAMES, MOST_NAMES = 3, 0.8
"""How many cells, and what share of them, must be names for a column that nobody understands to be one of names."""


@dataclass
class Blanked:
    """What was taken out. cells: number of the sheet in the file -> (row, column) -> what stands there instead, None for nothing.
    columns: (sheet, letter, heading) of whole columns; others: how many cells besides, signatures mostly."""

    cells: dict[int, dict[tuple[int, int], str | None]] = field(default_factory=dict)
    columns: list[tuple[str, str, str]] = field(default_factory=list)
    others: int = 0

    @property
    def words(self) -> str:
        """已抹去2列个人信息：负责人、联系电话, or ""."""
        titles = list(dict.fromkeys(title for _, _, title in self.columns))
        said = [f"已抹去{len(self.columns)}列个人信息：{'、'.join(titles[:6])}"
                f"{'等' if len(titles) > 6 else ''}"] if self.columns else []
        said += [f"{'另' if said else '已'}抹去{self.others}格里的个人姓名、号码"] if self.others else []
        return "，".join(said)


def blank_persons(sheets: list[Sheet], reader: HeadingReader) -> Blanked:
    """Takes persons out of the sheets themselves."""
    blanked = Blanked()
    for number, sheet in enumerate(sheets):
        if (name := without(sheet.name)) != sheet.name:
            sheet.name, blanked.cells[number] = name.strip() or f"第{number + 1}张表", {}
            blanked.others += 1
        if _is_suspect(sheet):
            cells = _Finder(sheet, reader, blanked).find()
            if cells:
                blanked.cells[number] = cells
                _apply(sheet, cells)
    return blanked


def blank_again(sheets: list[Sheet], blanked: Blanked) -> None:
    """Takes out of the sheets of the same file what was taken out of them before."""
    for number, cells in blanked.cells.items():
        sheets[number].name = without(sheets[number].name).strip() or f"第{number + 1}张表"
        _apply(sheets[number], cells)


def _apply(sheet: Sheet, cells: dict[tuple[int, int], str | None]) -> None:
    for (row, at), value in cells.items():
        if value is None:
            sheet.rows[row].pop(at, None)
            if not sheet.rows[row]:
                del sheet.rows[row]
        else:
            sheet.rows[row][at] = value


def _is_suspect(sheet: Sheet) -> bool:
    """Whether it is worth looking closer: a word or number of persons, or a column that could be of names."""
    seen, names = set(), Counter()
    for cells in sheet.rows.values():
        for at, value in cells.items():
            if isinstance(value, str):
                if value not in seen:
                    seen.add(value)
                    if HINT.search(value):
                        return True
                names[at] += len(value) < 6 and is_name(value)
            elif not isinstance(value, bool) and isinstance(value, (int, float)) and abs(value) >= 1e10:
                return True
    return any(count >= FEWEST_NAMES for count in names.values())


class _Finder:
    """One sheet."""

    def __init__(self, sheet: Sheet, reader: HeadingReader, blanked: Blanked):
        self.sheet, self.reader, self.blanked = sheet, reader, blanked
        self.grid = Grid(sheet)
        self.tables = cut(self.grid, reader)
        self.cells: dict[tuple[int, int], str | None] = {}
        self.said: dict[str, tuple[bool, object, str]] = {}
        self.heads = {row for table in self.tables for row in table.headings}
        self.values = {(row, column.at): (table, column) for table in self.tables for column in table.values
                       for row in table.rows}

    def find(self) -> dict[tuple[int, int], str | None]:
        for table in self.tables:
            for column in table.columns:
                self._column(table, column)
        of_columns = len(self.cells)
        for row in self.grid.rows:
            self._row(row)
        self.blanked.others += len(self.cells) - of_columns
        return self.cells

    def _column(self, table: Table, column: Column) -> None:
        if column.role in ("value", "total", *FIELDS):
            return
        held = {row: value for row in table.rows if not is_blank(value := self.grid.cells(row).get(column.at))}
        said = [value for value in held.values() if tidy(value) not in (*NOT_REPORTED, *UNCLEAR)]
        if not said or not (self._announced(column, said) or self._of_names(column, said)):
            return
        self.cells |= {(row, column.at): None for row in held}
        title = (column.parts[-1].text if column.parts else "") or f"{column_letter(column.at)}列"
        self.blanked.columns.append((self.sheet.name, column_letter(column.at), title[:20]))

    def _announced(self, column: Column, said: list) -> bool:
        """A heading of persons' names, numbers or addresses, over something else than figures."""
        kinds = [kind for part in column.parts if (kind := kind_of(part.text))]
        if not kinds or column.parts[-1].indicator is not None or _is_figures_heading(column.parts[-1].text):
            return False
        return not all(is_figure(value) and len(re.sub(r"\D", "", str(value))) < 7 for value in said)

    def _of_names(self, column: Column, said: list) -> bool:
        if column.role != "unknown":
            return False
        names = [value for value in said if isinstance(value, str) and is_name(value) and not self._is_place(value)]
        return len(names) >= FEWEST_NAMES and len(names) >= MOST_NAMES * len(said)

    def _is_ours(self, row: int, at: int, value) -> bool:
        """Whether a cell behind a label is a figure, or the name of a region or an indicator, rather than its answer."""
        return (row, at) in self.values or isinstance(value, str) and (self.reader.read(value).role not in ("unknown", "bad")
                                                                       or self._is_place(value))

    def _is_place(self, text: str) -> bool:
        try:
            return self.reader.names.find_region(text) is not None
        except Bad:  # several are called so
            return True

    def _row(self, row: int) -> None:
        """Labels with what answers them, and numbers of persons wherever they stand."""
        cells = sorted(self.grid.cells(row).items())
        asked = ""
        for number, (at, value) in enumerate(cells):
            if (row, at) in self.cells or isinstance(value, (bool, Fault)) or value is None:
                continue
            whole, plain, kind = self._said(value)
            if whole:
                if not self._is_money(row, at, value):
                    self.cells[row, at] = ERASED if (row, at) in self.values else None
                asked = asked if asked == NUMBER else ""
                continue
            if asked and is_answer(value, asked) and not self._is_ours(row, at, value):
                self.cells[row, at] = None
                continue
            asked = ""
            if plain != value:
                self.cells[row, at] = plain if plain.strip() else None
            if kind and row not in self.heads:
                asked = self._asked(row, at, kind, plain, cells[number + 1:])

    def _said(self, value) -> tuple[bool, Any, str]:
        """Whether a cell is somebody's number; what is left of it; what kind of answer it opens."""
        if not isinstance(value, str):
            return isinstance(value, (int, float)) and abs(value) >= 1e10 and is_number(value), value, ""
        if value not in self.said:
            plain = without(value) if HINT.search(value) else value
            self.said[value] = is_number(value), plain, opens(plain) if HINT.search(plain) else ""
        return self.said[value]

    def _asked(self, row: int, at: int, kind: str, text: str, behind: list) -> str:
        """The kind that the cells behind a label answer; "" where the word is a heading of a list below it rather."""
        if re.search(r"[:：]\s*$", text):
            return kind
        following = behind[0][1] if behind else None
        if following is not None and (kind == NUMBER and is_answer(following, NUMBER) or isinstance(following, str)
                                      and is_name(following)):
            return kind
        self._below(row, at, kind)
        return ""

    def _below(self, row: int, at: int, kind: str) -> None:
        """A list of persons under headings that belong to no table: what plainly is a name or a number."""
        for below in self.grid.rows[self.grid.rows.index(row) + 1:]:
            value = self.grid.cells(below).get(at)
            if below in self.heads:
                return
            if value is None or isinstance(value, Fault) or (below, at) in self.values:
                continue
            if (kind == NAME and isinstance(value, str) and is_name(value) or kind != NAME and not self.tables
                and is_answer(value, kind)):
                self.cells[below, at] = None

    def _is_money(self, row: int, at: int, value) -> bool:
        """Whether what looks like a mobile is an amount of money: 138亿元 written out."""
        if (row, at) not in self.values or len(re.sub(r"\D", "", str(value).split(".")[0])) != 11:
            return False
        _, column = self.values[row, at]
        found = column.indicator or next((part.indicator for text in self.grid.own_texts(row).values()
                                          if (part := self.reader.read(text)).indicator), None)
        return found is not None and self.reader.names.indicator(found.id).unit == "元"


def _is_figures_heading(text: str) -> bool:
    return bool(re.search(r"数$|数量$|人次$|率$|\((?:人|名|个|位|户)\)", tidy(text).replace(" ", "")))
