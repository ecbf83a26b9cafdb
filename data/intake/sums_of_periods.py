"""一季度 beside its months: the sum of figures that stand in the same table is set aside and held against them."""

from dataclasses import dataclass
from typing import Any

from data.intake.cell_units import CellUnits
from data.intake.cells import Bad, read_value
from data.intake.headings import Column
from data.intake.keys import Keys
from data.intake.periods import Spanning
from data.intake.sheets import column_letter, shown
from queries.periods import STEP


@dataclass(frozen=True)
class Waiting:
    """A cell of several periods. stated: what it says, None where that is no number."""

    row: int
    column: Column
    raw: object
    error: Spanning
    region: int
    indicator: Any
    stated: float | None


class SumsOfPeriods(CellUnits):
    """The part of a Reader that waits with a figure of several periods until all rows are read. summed_rows and
    summed_columns: what holds such sums, for data/intake/totals.py."""

    def __init__(self, reading):
        super().__init__(reading)
        self.waiting: list[Waiting] = []
        self.summed_rows, self.summed_columns = set(), set()

    def wait(self, row: int, column: Column, raw, keys: Keys, error: Spanning, region: int, found) -> None:
        indicator = self.names.indicator(found.id)
        try:
            stated = read_value(raw, indicator.unit, self.times(column, raw, keys, found, indicator)[0]).value
        except Bad:
            stated = None
        self.waiting.append(Waiting(row, column, raw, error, region, indicator, stated))

    def settle_sums(self) -> None:
        """Sets aside what is the sum of periods that were all taken, with a doubt where it is another; refuses the rest."""
        taken = {(region, period, indicator): value for table, region, period, indicator, value, _, _ in self.rows.cells
                 if table == "observations"}
        for one in self.waiting:
            when, step = one.error.when, STEP[one.indicator.frequency]
            months = [month for month in range(when.first or 1, (when.month or 12) + 1) if month % step == 0]
            parts = [value for month in months
                     if (value := taken.get((one.region, (when.year or 0) * 100 + month, one.indicator.id))) is not None]
            if len(parts) < max(2, len(months)):
                self.rows.refused += 1
                self.refuse(one.row, one.column.at, one.raw, one.error)
            else:
                self._set_aside(one, sum(parts))

    def _set_aside(self, one: Waiting, total: float) -> None:
        words, letter = one.error.when.words(), column_letter(one.column.at)
        self.rows.aside += 1
        (self.summed_columns if one.column.when else self.summed_rows).add(one.column.at if one.column.when else one.row)
        self.once(("sum of periods", words), one.row, letter, shown(one.raw), f"{words}是表内各期之和，不导入，由系统算出")
        if one.stated is not None and abs(total - one.stated) > 1e-6 * max(1, abs(one.stated)):
            self.say(one.row, letter, shown(one.raw), f"{words}写的是 {shown(one.raw)}，与表内各期之和不等，"
                     f"相差 {abs(total - one.stated):,.10g}：至少有一格填错，请核对", "doubt")
