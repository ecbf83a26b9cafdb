"""A table as it stands on the screen, as Excel and as CSV: read from what was drawn, so that no number in the file is another."""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import StringIO

import pandas as pd
import streamlit as st

from data.formats import LIKE_FORMULAS
from data.write.mark import leaving
from pages.parts.shell import exports
from pages.parts.shell.scope import Scope
from pages.parts.ui import excel
from pages.parts.ui.html import draw, html, tag

NUMBER = re.compile(r"([+−-]?)(\d[\d,]*(?:\.(\d+))?)(%?)")
APART = {"br", "small", "em", "p", "div", "li", "span", "button", "b"}
VOID = {"br", "img", "hr", "input"}


@dataclass
class Table:
    """title: the heading above it. heads, rows: the words in its cells, one row as long as the other."""

    title: str
    heads: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)


class Drawn(HTMLParser):
    """The tables of a block of HTML. A picture is read as its label, a cell over several columns as one and empty ones."""

    def __init__(self, markup: str):
        super().__init__(convert_charrefs=True)
        self.tables: list[Table] = []
        self.title, self.in_title, self.in_head, self.depth_of_picture = "", False, False, 0
        self.row, self.cell, self.span = [], None, 1
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if self.depth_of_picture:
            self.depth_of_picture += tag not in VOID
        elif given.get("role") in ("img", "group"):  # a strip of statuses, with doors or without
            self.depth_of_picture = 1
            self.handle_data(f" {given.get('aria-label') or ''} ")
        elif tag in ("h2", "h3"):
            self.title, self.in_title = "", True
        elif tag == "table":
            self.tables.append(Table(" ".join(self.title.strip(" ›").split())))
        elif tag == "thead":
            self.in_head = True
        elif tag == "tr":
            self.row = []
        elif tag in ("td", "th"):
            self.cell, self.span = "", int(given.get("colspan") or 1)
        elif tag in APART:
            self.handle_data(" ")

    def handle_endtag(self, tag):
        if self.depth_of_picture:
            self.depth_of_picture -= 1
        elif tag in ("h2", "h3"):
            self.in_title = False
        elif tag == "thead":
            self.in_head = False
        elif tag in ("td", "th") and self.cell is not None:
            self.row += [" ".join(self.cell.split()), *[""] * (self.span - 1)]
            self.cell = None
        elif tag == "tr" and self.tables:
            if self.in_head:
                self.tables[-1].heads = self.row
            else:
                self.tables[-1].rows.append(self.row)

    def handle_data(self, data):
        if self.in_title:
            self.title += data
        elif self.cell is not None and (not self.depth_of_picture or data.startswith(" ")):
            self.cell += data


def keep(key: str, blocks: Mapping[str, str]) -> None:
    """Of a board that is drawn, the table that was asked for."""
    board, block, number = st.session_state.get("table") or ("", "", 0)
    if board == key and block in blocks:
        found = Drawn(str(blocks[block])).tables
        if number < len(found):
            st.session_state["table_found"] = found[number]


def offer_kept(scope: Scope, page: str) -> None:
    """Opens the dialog with the files of the table that was asked for, once the page is drawn."""
    table = st.session_state.pop("table_found", None)
    if table is None:
        return

    @st.dialog("下载表格")
    def show() -> None:
        _offer(scope, table, page)

    show()


def allow_inside() -> None:
    """At the head of a dialog that the address opens: its tables may be asked for, and the page is then drawn anew, rounded."""
    if st.session_state.get("table_asked"):
        st.rerun()
    st.session_state["tables_inside"] = True


def told() -> dict[str, bool]:
    """What a board is told of it, for carry.js; one outside a dialog gives its tables in any case."""
    return {"tables": True} if st.session_state.get("tables_inside") else {}


def offer_inside(scope: Scope, about: str) -> None:
    """At its foot: the files of the table that was asked for. about: their name where the table has no title."""
    table = st.session_state.pop("table_found", None)
    if table is not None:
        with st.container(border=True):
            draw(html('<i data-offer="1"></i>'))
            _offer(scope, table, about)


def _offer(scope: Scope, table: Table, instead: str) -> None:
    name = table.title or instead
    draw(tag("p", f"共 {len(table.rows):,} 行，与屏幕上的数相同；分页的列全，敏感数取约数。"))
    with st.container(horizontal=True):
        for kind, make in (("Excel", as_excel), ("CSV", as_csv)):
            file = f"{name}_{scope.year}年{scope.month}月.{'xlsx' if kind == 'Excel' else 'csv'}"
            exports.offer(kind, excel.about(scope, file), lambda make=make: make(scope, name, table), key=f"table-{kind}")


def as_excel(scope: Scope, title: str, table: Table) -> bytes:
    heads, rows = _even(table)
    columns = [excel.Column(f"c{at}", head, _format([row[at] for row in rows]), _width(head, [row[at] for row in rows]))
               for at, head in enumerate(heads)]
    frame = pd.DataFrame([[_value(cell, column.format) for cell, column in zip(row, columns, strict=True)] for row in rows],
                         columns=[column.key for column in columns], dtype=object)
    return excel.workbook(title, excel.notes(scope), [excel.Sheet(title, columns, frame)])


def as_csv(scope: Scope, title: str, table: Table) -> bytes:
    """The headings and the rows, then an empty line and what the file is; UTF-8 with the mark that Excel knows it by."""
    heads, rows = _even(table)
    file = StringIO()
    writer = csv.writer(file)
    writer.writerow(map(_harmless, heads))
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    mark = leaving.get()
    writer.writerows([[], [title], *([line] for line in excel.notes(scope)), *([[mark.line]] if mark else [])])
    return file.getvalue().encode("utf-8-sig")


def _even(table: Table) -> tuple[list[str], list[list[str]]]:
    wide = max((len(row) for row in (table.heads, *table.rows)), default=0)
    heads, *rows = (row + [""] * (wide - len(row)) for row in (table.heads, *table.rows))
    return heads, rows


def _format(cells: list[str]) -> str:
    """The Excel format of a column's numbers; "" where it has none, or numbers of two kinds."""
    found = [match for cell in cells if (match := NUMBER.fullmatch(cell))]
    if not found or len({match[4] for match in found}) > 1:
        return ""
    places = max(len(match[3] or "") for match in found)
    shape = "#,##0" + ("." + "0" * places if places else "") + found[0][4]
    return f"+{shape};-{shape};{shape}" if any(match[1] == "+" for match in found) else shape


def _value(cell: str, number_format: str) -> float | int | str:
    match = NUMBER.fullmatch(cell) if number_format else None
    if match is None:
        return cell
    size = float(match[2].replace(",", "")) * (-1 if match[1] in "−-" and match[1] else 1)
    size = round(size / 100, 12) if match[4] else size
    return int(size) if size == int(size) else size


def _plain(cell: str) -> str:
    match = NUMBER.fullmatch(cell)
    return f"{'-' if match[1] in ('−', '-') else ''}{match[2].replace(',', '')}{match[4]}" if match else _harmless(cell)


def _harmless(text: str) -> str:
    """Text that a program would take for a formula stands behind an apostrophe."""
    return f"'{text}" if text.startswith(LIKE_FORMULAS) else text


def _width(head: str, cells: list[str]) -> float:
    return min(60.0, 3 + 2.0 * max([len(head), *(len(cell) * 0.8 for cell in cells)]))
