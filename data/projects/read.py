"""A workbook of 工作项目 that comes back: its sheets known by their headings, its rows as words by heading."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from data.intake.files import read_file
from data.intake.sent_out import without_copies
from data.intake.sheets import Sheet, Unusable, column_letter
from data.normal import normal
from data.projects.sheets import HEADS, KINDS, NEEDED, plain

LOOKED_AT = 20
"""Rows in which the headings are looked for."""
YEAR = re.compile("(20[0-9]{2})年")


@dataclass(frozen=True)
class Fault:
    """A cell that cannot be taken, and why (Chinese). column: a letter, "" where it is about the row."""

    sheet: str
    row: int
    column: str
    words: str


@dataclass
class Page:
    """A sheet: its kind, its name, its year (0 where it needs none) and where each heading stands. copy: as it went out, None
    where the file does not say."""

    kind: str
    name: str
    year: int
    heads: dict[str, int]
    rows: dict[int, dict[int, object]] = field(default_factory=dict)
    copy: "Page | None" = None

    def cells(self) -> Iterator[tuple[int, dict[str, object]]]:
        """Row number and what stands below each heading, of rows that hold anything."""
        for row, held in sorted(self.rows.items()):
            cells = {head: held.get(at) for head, at in self.heads.items()}
            if any(plain(value) for value in cells.values()):
                yield row, cells

    def fault(self, row: int, head: str, words: str) -> Fault:
        return Fault(self.name, row, column_letter(self.heads[head]) if head in self.heads else "", words)


def read_pages(file_name: str, content: bytes) -> list[Page]:
    """The sheets of 工作项目 in a file. Raises Unusable where there is none, or a year is not said."""
    sheets, _ = read_file(file_name, content)
    sheets, copies = without_copies(sheets)
    out = {(page.kind, page.year): page for sheet in copies if (page := _page(sheet)) is not None}
    found = [page for sheet in sheets if (page := _page(sheet)) is not None]
    for page in found:
        page.copy = out.get((page.kind, page.year))
    if not found:
        raise Unusable("这个文件里没有工作项目的表：要有“代码、名称”等栏目。请先下载工作项目的 Excel，在里面改了再传上来")
    return found


def _page(sheet: Sheet) -> Page | None:
    for row in sorted(sheet.rows)[:LOOKED_AT]:
        heads = {normal(str(value)): at for at, value in sheet.rows[row].items()}
        kind = next((kind for kind in reversed(KINDS) if set(NEEDED[kind]) <= set(heads) and _is(kind, sheet.name, heads)), None)
        if kind is not None:
            said = YEAR.search(sheet.name)
            if said is None and kind != KINDS[0]:
                raise Unusable(f"表“{sheet.name}”没有写是哪一年的：表名应如“2026年{kind}”")
            rows = {at: cells for at, cells in sheet.rows.items() if at > row}
            return Page(kind, sheet.name, int(said[1]) if said else 0, heads, rows)
    return None


def _is(kind: str, name: str, heads: dict[str, int]) -> bool:
    """Of the sheets that begin alike, the one whose name says so, or whose other headings do."""
    return kind in name or (kind != "开展情况" and len(set(HEADS[kind].values()) & set(heads)) > len(NEEDED[kind]) + 1)
