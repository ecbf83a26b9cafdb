"""Rows of headings that say of when the columns below them are: a period over some of them, or the bare numbers of the months."""

import re

from data.intake.cells import is_blank
from data.intake.columns import only_period
from data.intake.grid import Grid
from data.intake.heading_words import BESIDE
from data.intake.headings import Part
from data.intake.place_names import is_total
from data.intake.when import When

FEWEST_MONTHS = 5
"""So many bare numbers from 1 on are months; 1 to 4 could be quarters or weeks."""
_MONTHS = re.compile(r"(?:本年|全年|\d{4}年)?(?:各|分|按|逐)?月(?:份|度)?(?:完成|实际)?(?:数|数量|情况|值)?")


def reach_right(grid: Grid, said: dict[int, dict[int, Part]]) -> None:
    """10月 or 累计 over the first of some columns, which nobody has merged, is said of those beside it too: up to the next
    heading of its row, or to a column without a heading below. said: row -> column -> part, of a block's rows of headings."""
    rows = sorted(said)
    for number, row in enumerate(rows[:-1]):
        below = {at for lower in rows[number + 1:] for at, part in said[lower].items() if part.role != "counted"}
        upper = {at for higher in rows[:number] for at in said[higher]}
        last = None
        for at in range(min(said[row], default=0), max(below, default=0) + 1):
            if part := said[row].get(at):
                merged = (row, at) in grid.anchors or (row, at) in grid.covered
                last = part if at in below and not merged and _says_which(part) else None
            elif at not in below or at in upper:
                last = None
            elif last is not None:
                said[row][at] = last


def _says_which(part: Part) -> bool:
    """A period, 本月, 累计, 同比, 年度目标, 合计: which figures of an indicator stand below, not of which indicator."""
    if part.indicator or part.region:
        return False
    return only_period(part) or part.role == "total" or bool(part.span or part.target) or part.role == "aside" and bool(
        BESIDE.search(part.text))


def months_of(grid: Grid, row: int, above: list[dict[int, Part]]) -> dict[int, list[Part]]:
    """The columns of a row 1 | 2 | 3 …, with 合计 beside it or without, below 月份 or 各月完成数, each with what its headings
    come to. above: the parts of the rows of headings over it."""
    numbers = _counted(grid, row)
    texts = {parts[at].text.replace(" ", "") for parts in above for at in numbers if at in parts}
    return {at: [_month(number)] for at, number in numbers.items()} if len(texts) == 1 and _MONTHS.fullmatch(texts.pop()) else {}


def _counted(grid: Grid, row: int) -> dict[int, int]:
    """The columns that the row numbers from 1 on; {} where anything else but 合计 stands in it."""
    cells = {at: grid.plain(value) for at, value in sorted(grid.cells(row).items()) if not is_blank(value)}
    numbers = {at: int(text) for at, text in cells.items() if re.fullmatch(r"\d{1,2}", text)}
    return numbers if _from_one(list(numbers.values())) and all(is_total(cells[at]) for at in cells.keys() - numbers) else {}


def number_months(stacks: dict[int, list[Part]]) -> None:
    """Columns headed 1, 2, 3 … and nothing else are those of the months."""
    numbers = {at: int(parts[0].text) for at, parts in sorted(stacks.items()) if len(parts) == 1 and parts[0].role == "unknown"
               and re.fullmatch(r"\d{1,2}", parts[0].text)}
    if len(numbers) >= FEWEST_MONTHS and _from_one(list(numbers.values())):
        stacks.update({at: [_month(number)] for at, number in numbers.items()})


def _from_one(numbers: list[int]) -> bool:
    return 2 <= len(numbers) <= 12 and numbers == list(range(1, len(numbers) + 1))


def _month(number: int) -> Part:
    return Part(f"{number}月", "value", when=When(None, number, number))
