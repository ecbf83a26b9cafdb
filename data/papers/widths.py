"""How wide a table's columns are: what is a number is never broken, what is words shares the rest."""

import re
from collections.abc import Sequence

from data.papers.outline import Column
from data.papers.shown import NUMBERS, head

PADDING = 1.1
"""Both sides of a cell, in characters."""
LEAST_WORDS, MOST_WORDS = 5.0, 24.0
"""A column of words may be made as narrow as the one and wants no more than the other, in characters."""
HEAD_LINES = 3
DATE = re.compile(r"[\d年月日.—至-]*")
"""Is not broken either."""


def ems(text: str) -> float:
    """How wide a text is, in Chinese characters."""
    return sum(0.58 if ord(one) < 0x2E80 and one not in "—－…●◆▼✔○◷" else 1.0 for one in text)


def lines(text: str, width: float) -> int:
    """How many lines of so many characters it takes."""
    return max(1, -int(-ems(text) // max(width - PADDING, 1.0)))


def widths(columns: Sequence[Column], rows: Sequence[Sequence[str]], total: float) -> list[float] | None:
    """Of each column, in characters, together `total`; None where they do not fit. rows: the cells as they are shown."""
    hard, soft = zip(*(_wants(column, [row[at] for row in rows]) for at, column in enumerate(columns)), strict=True)
    room = total - sum(hard)
    if room < 0:
        return None
    wanted = [more - least for least, more in zip(hard, soft, strict=True)]
    share = min(1.0, room / sum(wanted)) if sum(wanted) else 0.0
    found = [least + share * more for least, more in zip(hard, wanted, strict=True)]
    return [width * total / sum(found) for width in found]


def _wants(column: Column, cells: Sequence[str]) -> tuple[float, float]:
    """The least that a column needs, and what it would like to have."""
    longest, heading = max(map(ems, cells), default=0.0), ems(head(column))
    least_head, good_head = max(heading / HEAD_LINES + 0.4, min(heading, 2.0)), min(heading, 7.0)
    if column.kind in (*NUMBERS, "status") or longest <= LEAST_WORDS or all(DATE.fullmatch(cell) for cell in cells):
        return max(longest, least_head) + PADDING, max(longest, good_head) + PADDING
    return max(LEAST_WORDS, least_head) + PADDING, max(min(longest, MOST_WORDS), good_head) + PADDING
