"""What a file would put into the database, cell by cell, and what is wrong with it. data/intake/files … make it,
data/intake/commit.py writes it."""

from dataclasses import dataclass, field

import pandas as pd

from data.intake.blanking import Blanked
from data.intake.understood import Understood
from data.write.ledger import KEY

SITE = ["region_id", "county_id", "form", "name", "level", "opened", "closed", "lon", "lat"]
"""A site row. It stands for the site of the same region, form and name where there is one, else for a new one."""
PLACE = ["sheet", "row", "column"]
"""Where in the file a value stands: sheet, row number from 1, column letter."""


@dataclass(frozen=True)
class Finding:
    """Something to say about a cell, a row (no column), a sheet (no row) or the file (no sheet), in Chinese.

    severity: "refused" (the cell is not taken), "doubt" (taken, but to be looked at) or "note" (how a cell was understood, or
    why it was left out). cells: all that a finding about several is about, (row, column letter); row and column are the first's.
    """

    sheet: str
    row: int | None
    column: str | None
    found: str
    expected: str
    severity: str
    cells: tuple[tuple[int, str | None], ...] = ()


@dataclass(frozen=True)
class Count:
    """The cells of a sheet that could hold a value: read = taken + refused + blank + aside (left out, each with a note)."""

    sheet: str
    layout: str
    taken: int
    refused: int
    blank: int
    aside: int

    @property
    def read(self) -> int:
        return self.taken + self.refused + self.blank + self.aside


def no_cells() -> dict[str, pd.DataFrame]:
    return {table: pd.DataFrame(columns=[*KEY, "value", *PLACE]) for table in ("observations", "targets")}


@dataclass
class Draft:
    """A file, understood. Only a draft without refused findings may be committed, unless a person takes part of it on purpose
    (`commit(…, partial=True)`): what was refused is in `cells` and `sites` in no case.

    cells: ledger table ("observations", "targets") -> frame with region_id, period (a target's is its year),
    indicator_id, value (base unit, never NaN, each cell once), sheet, row, column.
    blanked: what was about persons, and was taken out of the sheets before they were read.
    sites: frame with SITE (period columns yyyymm; level, opened, closed, lon, lat may be missing) and sheet, row; site_id (may be
    missing): the known site that a row stands for although it is called otherwise now, as a person said.
    """

    file_name: str
    file_sha256: str
    kind: str = "import"
    cells: dict[str, pd.DataFrame] = field(default_factory=no_cells)
    sites: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=[*SITE, "sheet", "row"]))
    findings: list[Finding] = field(default_factory=list)
    counts: list[Count] = field(default_factory=list)
    understood: Understood = field(default_factory=lambda: Understood(""))
    blanked: Blanked = field(default_factory=Blanked)

    @property
    def doubts(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.severity == "doubt"]

    @property
    def refused(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.severity == "refused"]

    @property
    def notes(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.severity == "note"]

    @property
    def taken(self) -> int:
        """How many values and sites it holds."""
        return sum(map(len, self.cells.values())) + len(self.sites)
