"""Tables that stand beside one another below one row of headings: their columns, and the lines over each."""

from data.intake.context import Line, lines_of
from data.intake.grid import Grid
from data.intake.heading_words import PLACES
from data.intake.headings import Column


def side_by_side(columns: list[Column]) -> list[list[Column]]:
    """Tables beside one another: from a field that has been there before, with values in between, another table begins."""
    groups, seen, valued, last = [[]], set(), False, None
    for column in columns:
        fresh = column.role in (*PLACES, "indicator", "period", "month") and valued and (
            column.role in seen or last is not None and column.at > last + 1)
        if fresh:
            groups.append([])
            seen, valued = set(), False
        groups[-1].append(column)
        seen.add(column.role)
        valued = valued or column.role == "value"
        last = column.at
    whole = all(any(one.role == "value" for one in group) for group in groups)
    return groups if len(groups) > 1 and whole else [columns]


def title_of(grid: Grid, rows: list[int], columns: list[Column], groups: list[list[Column]]) -> list[Line]:
    """The lines over one of the tables that stand side by side: what stands over it, and what stands alone in its row, if that
    is not over one of the others on the right."""
    if len(groups) == 1:
        return lines_of(grid, rows)
    within = {column.at for column in columns}
    others = {column.at for group in groups[1:] for column in group} - within
    last = min((group[0].at for group in groups if group[0].at > min(within, default=0)), default=max(within, default=0) + 2)
    reach, found = set(range(min(within, default=0), last)), []
    for row in rows:
        alone = list(grid.own_texts(row))
        if len(alone) == 1 and alone[0] not in others:
            found += lines_of(grid, [row])
        else:
            found += lines_of(grid, [row], reach)
    return found or lines_of(grid, rows)
