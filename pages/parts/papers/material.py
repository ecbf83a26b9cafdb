"""What an outline is made from: the scope's answers, taken once, and how a row of them becomes a Figure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from data.papers.outline import Figure
from pages.parts.shell import answers, reference
from pages.parts.shell.place_names import whole
from pages.parts.shell.scope import Scope
from pages.parts.ui import format as fmt
from pages.parts.ui.reasons import is_said
from queries import summary
from queries.measures import STATUSES
from queries.rows import rows_of


@dataclass(frozen=True)
class Material:
    """place: the region's name; who: 全市, or that name; below: the regions directly below that are compared, in official order;
    names: of every region that the reader sees; known: the catalogue's rows by id; mine: the standing of the region, by
    indicator; pace: queries.summary.count_statuses of it by action; beneath: of the regions below; cells: queries.summary.matrix
    of these; reasons: those that stand for what lags (queries.reasons), by region and indicator."""

    scope: Scope
    today: date
    place: str
    who: str
    below: tuple[int, ...]
    names: dict[int, str]
    catalogue: pd.DataFrame
    known: dict[int, pd.Series]
    mine: pd.DataFrame
    pace: pd.DataFrame
    beneath: pd.DataFrame
    cells: pd.DataFrame
    reasons: dict

    @property
    def period(self) -> int:
        return self.scope.year * 100 + self.scope.month

    @property
    def until(self) -> str:
        return f"截至{fmt.period(self.period)}"

    @property
    def word(self) -> str:
        """What the compared regions are: 县, 乡镇."""
        return answers.peer_word(self.scope)

    def indicator(self, row) -> pd.Series:
        return self.known[row.indicator_id]

    def name(self, row) -> str:
        """The short name of the row's indicator, as it stands alone."""
        return fmt.alone(self.indicator(row)["short_name"])

    def figure(self, row) -> Figure:
        told = bool(row.withheld) or fmt.is_missing(row.value)
        return Figure(int(row.region_id), int(row.indicator_id), self.scope.year, self.scope.month,
                      None if fmt.is_missing(row.as_of) else int(row.as_of), None if told else float(row.value),
                      self.shown(row), row.status if row.status in STATUSES else None)

    def figures(self, rows: Iterable) -> tuple[Figure, ...]:
        return tuple(map(self.figure, rows))

    def shown(self, row) -> str:
        """The value with its unit, as on the screen."""
        return "".join(fmt.shown(row, self.indicator(row)))


def material(scope: Scope, today: date) -> Material:
    nodes, frame = reference.tree(scope.version), answers.standing(scope)
    place = nodes.at[scope.region, "name"]
    now = reference.tree_at(scope.version, scope.period)
    below = tuple(int(region) for region in now.index[now["parent_id"] == scope.region])
    catalogue, beneath = reference.indicators_in(scope.version, scope.year), frame[frame["region_id"].isin(below)]
    mine = answers.mine(scope)
    return Material(scope, today, place, whole(place) if scope.at_root else place, below, nodes["name"].to_dict(), catalogue,
                    dict(catalogue.iterrows()), mine, summary.count_statuses(mine, ["action_id"]), beneath,
                    summary.matrix(beneath), {
                        (row.region_id, row.indicator_id): row for row in rows_of(answers.reasons(scope)) if is_said(row)})
