"""How wide a table's columns are: what is a number is never broken, what is words shares the rest."""

import re
from collections.abc import Sequence

from data.papers.outline import Column
from data.papers.shown import NUMBERS, head, head_parts, is_amounts

PADDING = 1.1
"""Both sides of a cell, in characters."""
LEAST_WORDS, MOST_WORDS = 5.0, 24.0
"""A column of words may be made as narrow as the one and wants no more than the other, in characters."""
WORDY = ("事项", "进展", "备注")
"""Columns in which much will be written."""
DATE = re.compile(r"[\d年月日.—至-]*")
"""Is not broken either."""
BETWEEN = re.compile(r"(?<=\d)(?=[一-鿿])|(?<=[一-鿿])(?=\d)")


def ems(text: str) -> float:
    """How wide a text is, in Chinese characters."""
    return sum(0.58 if ord(one) < 0x2E80 and one not in "—－…●◆▼✔○◷" else 1.0 for one in text)


def heading(column: Column, width: float) -> list[str]:
    """The lines of a column's heading."""
    return [head(column)] if ems(head(column)) <= width - PADDING else head_parts(column)


def gaps(text: str) -> float:
    """What some programs put between digits and characters, in characters."""
    return 0.25 * len(BETWEEN.findall(text))


def lines(text: str, width: float) -> int:
    """How many lines of so many characters it takes."""
    return max(1, -int(-(ems(text) + gaps(text)) // max(width - PADDING, 1.0)))


def widths(columns: Sequence[Column], rows: Sequence[Sequence[str]], total: float) -> list[float] | None:
    """Of each column, in characters, together `total`; None where they do not fit. rows: the cells as they are shown."""
    for torn in (False, True):
        hard, soft = zip(*(_wants(column, [row[at] for row in rows], torn) for at, column in enumerate(columns)), strict=True)
        room = total - sum(hard)
        if room >= 0:
            break
    else:
        return None
    wanted = [more - least for least, more in zip(hard, soft, strict=True)]
    share = min(1.0, room / sum(wanted)) if sum(wanted) else 0.0
    found = [least + share * more for least, more in zip(hard, wanted, strict=True)]
    return [width * total / sum(found) for width in found]


def _wants(column: Column, cells: Sequence[str], torn: bool) -> tuple[float, float]:
    """The least that a column needs, and what it would like to have. torn: what stands in brackets in a heading may be broken."""
    longest, parts = max((ems(cell) + gaps(cell) for cell in cells), default=0.0), head_parts(column)
    bracket = max(map(ems, parts[1:]), default=0.0)
    bracket = max(-(-bracket // 2), min(bracket, 3.0)) if torn else bracket
    least_head = max(-(-ems(parts[0]) // 2), bracket, min(ems(parts[0]), 2.0))
    good_head = min(ems(head(column)), max(map(ems, parts)) if len(parts) > 1 else 7.0)
    whole = column.kind in (*NUMBERS, "status") or all(DATE.fullmatch(cell) for cell in cells) or is_amounts(cells)
    if not any(cells):  # to be filled in by hand
        return LEAST_WORDS + PADDING, MOST_WORDS if column.name in WORDY else good_head + LEAST_WORDS
    if whole or longest <= LEAST_WORDS:
        return max(longest, least_head) + PADDING, max(longest, good_head) + PADDING
    return max(LEAST_WORDS, least_head) + PADDING, max(min(longest, MOST_WORDS), good_head) + PADDING
