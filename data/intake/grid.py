"""A sheet as the reading sees it: each cell's text in one way of writing, and what merged cells say where they cover."""

from bisect import bisect_left

from data.intake.cells import Fault, is_blank, tidy
from data.intake.sheets import Sheet, column_letter
from data.intake.traditional import simplify

MOST_COVERED = 2_000_000


class Grid:
    """The cells of one sheet; the sheet itself stays as it came."""

    def __init__(self, sheet: Sheet):
        self.sheet, self.name = sheet, sheet.name
        self.rows = sorted(sheet.rows)
        merged = [one for one in sheet.merged if one[:2] != one[2:]]
        self.covered, self.anchors = self._cover(merged), {(top, left): (bottom, right) for top, left, bottom, right in merged}
        self.traditional = []

    def _cover(self, merged: list[tuple]) -> dict[tuple[int, int], tuple[int, int]]:
        """Place covered by a merged cell -> the place of what it says, for rows that hold anything."""
        last, covered = max((max(cells) for cells in self.sheet.rows.values()), default=0), {}
        for top, left, bottom, right in merged:
            if self.sheet.rows.get(top, {}).get(left) is None:
                continue
            for row in self.rows[bisect_left(self.rows, top):bisect_left(self.rows, bottom + 1)]:
                for column in range(left, min(right, last) + 1):
                    if (row, column) != (top, left) and len(covered) < MOST_COVERED:
                        covered[row, column] = (top, left)
        return covered

    def cells(self, row: int) -> dict[int, object]:
        return self.sheet.rows.get(row, {})

    def raw(self, row: int, column: int):
        """What stands there, or what a merged cell over it says."""
        value = self.cells(row).get(column)
        if value is None and (place := self.covered.get((row, column))):
            value = self.cells(place[0]).get(place[1])
        return value

    def text(self, row: int, column: int) -> str:
        return self.plain(self.raw(row, column))

    def plain(self, value) -> str:
        """Tidied, in simplified characters."""
        if value is None:
            return ""
        tidied = tidy(value)
        simple = simplify(tidied)
        if simple != tidied and len(self.traditional) < 50:
            self.traditional.append(tidied)
        return simple

    def own_texts(self, row: int, columns=None) -> dict[int, str]:
        """The row's own texts (no numbers, no blanks), column -> text."""
        return {at: self.plain(value) for at, value in sorted(self.cells(row).items()) if isinstance(value, str)
                and not isinstance(value, Fault) and not is_blank(value) and (columns is None or at in columns)}

    def above(self, row: int) -> list[int]:
        return self.rows[:bisect_left(self.rows, row)]

    def place(self, row: int, column: int) -> str:
        return f"{column_letter(column)}{row}"
