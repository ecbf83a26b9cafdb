"""How the numbers of a picture or a table are written."""

from dataclasses import dataclass

from data.papers.outline import Amount, Chart, Column
from pages.parts.ui import format as fmt
from pages.parts.ui.html import Markup
from pages.parts.ui.status import chip
from queries.measures import STATUSES

GAP = "—"
"""What stands where there is no number; an outline that knows why says so in words."""


@dataclass(frozen=True)
class Numbers:
    """All numbers of one picture: divided by the same, with the same decimals. unit: what they are in then."""

    unit: str
    divisor: float = 1.0
    decimals: int = 0

    def __call__(self, value: float | None) -> str:
        percent = "%" if self.unit == "%" else ""
        return GAP if value is None else fmt.plain(value / self.divisor, self.decimals) + percent


def numbers_of(chart: Chart) -> Numbers:
    """Money in 万元 or 亿元 as its largest is; one decimal where any of the first series has a part of one: a plan beside what
    was reported has no more."""
    first, *_ = [series for _, series in chart.series] or [()]
    there = (value for _, series in chart.series for value in series if value is not None)
    divisor, unit = fmt.scale(max(there, key=abs, default=0.0), chart.unit)
    return Numbers(unit, divisor, int(any(round(value / divisor, 1) % 1 for value in first if value is not None)))


def cell(value: str | float | None, column: Column) -> str | Markup:
    """A cell of a table: a number as its column says, words as they are."""
    if value is None:
        return GAP
    if isinstance(value, str):
        return chip(value) if column.kind == "status" and value in STATUSES else value
    if column.kind == "percent":
        return f"{fmt.plain(value * 100, column.decimals)}%"
    decimals = value.decimals if isinstance(value, Amount) else column.decimals
    return fmt.plain(value, decimals, sign=column.kind == "points")
