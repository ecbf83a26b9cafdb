"""What every reader of files hands out: sheets of cells, with what is hidden or merged. Knows nothing of indicators."""

from dataclasses import dataclass, field
from datetime import datetime


class Unusable(ValueError):
    """The file cannot be read at all; the message (Chinese) says why and what to do."""


@dataclass
class Sheet:
    """A sheet's non-empty cells, row -> column -> value (both from 1): str, int, float, Percent, bool, datetime or Fault.

    merged: top, left, bottom and right of each, at least two cells, none far beyond the last row and column. hidden_rows,
    hidden_columns: of those that hold anything. formulas: the cells (row, column) whose value an .xlsx has from one.
    """

    name: str
    rows: dict[int, dict[int, object]] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    hidden: bool = False
    formulas: set[tuple[int, int]] = field(default_factory=set)


def column_letter(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def shown(value) -> str:
    """A cell's content as a finding quotes it."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)[:60]
