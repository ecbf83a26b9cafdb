"""Mutated workbooks and text files for the checker: what may go wrong with a file, at random, from a seed.

`python tests/intake_fuzz.py sqlite:///demo.db 10000` runs as many and reports; data/intake/test_fuzz.py runs a few.
"""

import io
import random
import sys
import time
import zipfile
from collections import Counter
from pathlib import Path

from openpyxl import Workbook

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from data.intake import read
from data.intake.blocks import cut
from data.intake.cells import is_blank
from data.intake.choices import Choices
from data.intake.draft import Draft
from data.intake.files import read_file
from data.intake.grid import Grid
from data.intake.headings import HeadingReader
from data.intake.sheets import Unusable, column_letter
from data.intake.vocabulary import Vocabulary
from queries.database import open_engine, reading

BASES = (
    [["地区", "期", "指标", "计量单位", "数值"], *([place, 202611, code, None, number] for number, (place, code) in enumerate(
        (place, code) for place in ("睢县", "夏邑县", "411402", "永城")
        for code in ("CY-01", "CY-02", "就业咨询", "12338热线")))],
    [["商丘市2026年11月统计表"], ["县（市、区）", "招聘会场次", "就业岗位（个）", "达成就业", "备注"],
     *([place, at, at * 2, at * 3, "好"] for at, place in enumerate(("睢县", "夏邑县", "民权县", "宁陵县", "柘城县"), start=1)),
     ["合计", 15, 30, 45, None]],
    [["指标", "睢县", None, "夏邑县", None], [None, "2026年10月", "2026年11月", "2026年10月", "2026年11月"],
     *([code, 1, 2, 3, 4] for code in ("CY-01", "CY-02", "CY-03", "CY-04"))],
    [["填报单位：睢县妇联  单位：万元"], ["指标代码", "指标", *(f"2026年{month}月" for month in (3, 6, 9))],
     *([code, None, 1.25, 2, "3,000"] for code in ("CY-07", "CY-15", "TP-11", "GA-07"))],
    [["县", "乡镇", "村（社区）", "形式", "名称", "建成年月"],
     *(["睢县", "城关镇", None, "楼宇", f"第{at}家", 202601] for at in range(5))])
NASTY = (None, "", " ", "0", 0, -1, 1e308, float("nan"), "１２", "1.5万", "3亿", "98%", "12 件", "约30", "无", "未报", "—",
         "#N/A", "=1/0", "=cmd|' /C calc'!A1", "合计", "睢县", "城关镇", "CY-01", "CY-99", "信访办结率", 202611, 202613,
         "2026年1-11月", "1-11月", "11月", True, "睢" * 500, "\u200b", "\ufeff", "𠀀",
         "1,2,3", "1 2", "地区", "期", "指标", "数值", "序号", "备注", "单位", "万元", "411422105", "411400", 10**18, "市本级",
         "睢县本级", "2026年目标", "'", "\\", "a\nb")


def mutate_grid(dice: random.Random) -> list[list]:
    grid = [list(row) for row in dice.choice(BASES)]
    for _ in range(dice.choice((0, 1, 1, 2, 3, 8))):
        row = dice.randrange(len(grid))
        what = dice.random()
        if what < 0.7:
            at = dice.randrange(len(grid[row]) + 1)
            grid[row][at:at + 1] = [dice.choice(NASTY)]
        elif what < 0.78:
            grid.insert(row, list(dice.choice(grid)))
        elif what < 0.86 and len(grid) > 1:
            grid.pop(row)
        elif what < 0.92:
            grid.insert(row, [])
        else:
            at = dice.randrange(6)
            for line in grid:
                line.insert(at, dice.choice(NASTY))
    return grid


def as_workbook(dice: random.Random, grid: list[list]) -> bytes:
    book = Workbook()
    page = book.active
    page.title = dice.choice(("表", "2026年11月", "睢县", "Sheet1"))
    for row, values in enumerate(grid, start=1):
        for at, value in enumerate(values, start=1):
            if value is not None and value == value:
                page.cell(row, at).value = value
                if dice.random() < 0.02:
                    page.cell(row, at).number_format = dice.choice(("0%", "yyyy-mm-dd", "@", "#,##0"))
    if dice.random() < 0.3:
        top, left = dice.randrange(1, 8), dice.randrange(1, 6)
        page.merge_cells(start_row=top, end_row=top + dice.randrange(3), start_column=left, end_column=left + dice.randrange(3))
    if dice.random() < 0.1:
        page.row_dimensions[dice.randrange(1, 8)].hidden = True
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def as_text(dice: random.Random, grid: list[list]) -> bytes:
    mark = dice.choice((",", "\t", ";"))
    lines = []
    for row in grid:
        words = ["" if value is None else str(value) for value in row]
        if dice.random() < 0.9:
            words = [f'"{word.replace(chr(34), chr(34) * 2)}"' if set(word) & {mark, '"', "\n"} else word for word in words]
        lines.append(mark.join(words))
    return dice.choice(("\n", "\r\n")).join(lines).encode(dice.choice(("utf-8", "utf-8-sig", "gb18030", "utf-16")), "replace")


def break_bytes(dice: random.Random, content: bytes) -> bytes:
    broken = bytearray(content)
    for _ in range(dice.choice((1, 2, 5, 20))):
        at = dice.randrange(len(broken)) if broken else 0
        what = dice.random()
        if what < 0.6 and broken:
            broken[at] = dice.randrange(256)
        elif what < 0.8:
            del broken[at:at + dice.randrange(1, 30)]
        else:
            broken[at:at] = bytes(dice.randrange(256) for _ in range(dice.randrange(1, 10)))
    return bytes(broken)


def break_inside(dice: random.Random, content: bytes) -> bytes:
    """Breaks the XML inside a workbook and packs it again."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        parts = old.namelist()
        chosen = dice.choice([name for name in parts if "sheet" in name or "shared" in name or "styles" in name
                              or "workbook" in name])
        for name in parts:
            data = old.read(name)
            if name == chosen:
                data = dice.choice((break_bytes, lambda dice, data: data.replace(b'r="', b'r="%d' % dice.randrange(10), 3),
                                    lambda dice, data: data.replace(b"<v>", b"<v>9", 2), lambda dice, data: b"",
                                    lambda dice, data: data.replace(b' t="s"', b"")))(dice, data)
            new.writestr(name, data)
    return file.getvalue()


def make(seed: int) -> tuple[str, bytes]:
    """A file's name and content."""
    dice = random.Random(seed)
    grid = mutate_grid(dice)
    if dice.random() < 0.45:
        content = as_text(dice, grid)
        return "报表.csv", break_bytes(dice, content) if dice.random() < 0.35 else content
    content, way = as_workbook(dice, grid), dice.random()
    return "报表.xlsx", break_bytes(dice, content) if way < 0.12 else break_inside(dice, content) if way < 0.4 else content


def remember_names(connection) -> None:
    """Has the intake look names up in tables made once: nothing is written meanwhile, and they are half of its time."""
    known = {villages: Vocabulary(connection, villages) for villages in (False, True)}
    read.Vocabulary = lambda _connection, villages=False: known[villages]


def account(connection, name: str, content: bytes) -> tuple[str, Draft | None]:
    """Reads the file and makes sure that each of its cells went somewhere, once. Raises AssertionError where one did not."""
    try:
        draft = read.draft_of(connection, name, content)
    except Unusable as error:
        assert str(error)
        return "unusable", None
    names = read.Vocabulary(connection)
    sheets = {sheet.name: sheet for sheet in read_file(name, content)[0]}
    taken = Counter((row.sheet, row.row, row.column) for frame in draft.cells.values() for row in frame.itertuples())
    assert not taken or max(taken.values()) == 1, "a cell was taken twice"
    told, refused = ({(one.sheet, *place) for one in findings for place in (one.cells or [(one.row, one.column)])}
                     for findings in (draft.findings, draft.refused))
    for sheet, row, column in taken:
        assert any(column_letter(at) == column and not is_blank(value)
                   for at, value in sheets[sheet].rows[row].items()), "invented"
        assert (sheet, row, column) not in refused, "taken and refused"
    assert sum(count.taken for count in draft.counts) == draft.taken
    headings = HeadingReader(names, Choices())
    for count in draft.counts:
        assert min(count.taken, count.refused, count.blank, count.aside) >= 0
        sheet = sheets[count.sheet]
        grid = Grid(sheet)
        tables = [table for table in cut(grid, headings) if read.is_table(grid, table)]
        if not tables or any(table.is_sites for table in tables):
            continue
        filled, others = [], 0
        for table in tables:
            rows = {row: sheet.rows[row] for row in table.rows}
            others += sum(column.at in cells for cells in rows.values()
                          for column in table.at("unknown", "bad", "aside", "total"))
            filled += [(row, column) for row, cells in rows.items() for column in table.values
                       if not is_blank(cells.get(column.at))]
        stray = sum(len(one.cells) for one in draft.refused if one.sheet == sheet.name and "上面没有认出标题" in one.expected)
        assert count.taken + count.refused + count.aside == len(filled) + others + stray, "a cell was lost or counted twice"
        columns = {one.column for one in draft.findings if one.sheet == sheet.name
                   and ("是比率" in one.expected or "由各期相加" in one.expected)}
        for row, column in filled:
            letter = column_letter(column.at)
            assert ((sheet.name, row, letter) in taken or (sheet.name, row, letter) in told or (sheet.name, row, None) in told
                    or letter in columns), f"nothing said of {letter}{row}"
    return "refused" if draft.refused else "fine", draft


def main() -> int:
    engine, many = open_engine(sys.argv[1]), int(sys.argv[2])
    first = int(sys.argv[3]) if len(sys.argv) > 3 else 0
    outcomes, slowest, failed = Counter(), (0.0, 0), []
    with reading(engine) as connection:
        remember_names(connection)
        for seed in range(first, first + many):
            name, content = make(seed)
            start = time.perf_counter()
            try:
                outcomes[account(connection, name, content)[0]] += 1
            except Exception as error:
                failed.append(seed)
                print(f"seed {seed}: {type(error).__name__}: {error}", flush=True)
            slowest = max(slowest, (time.perf_counter() - start, seed))
    print(f"{many} files: {dict(outcomes)}; failed {len(failed)}: {failed[:20]}; slowest {slowest[0]:.2f} s (seed {slowest[1]})")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
