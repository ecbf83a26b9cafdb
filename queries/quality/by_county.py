"""What the rules find in a region, out of what they find in each county by itself: after one county's import the others' reports
are not looked at again. What is about regions above the counties, or about units of several, is looked at here; all is as
`findings.raised` says, which looks at everything at once."""

from collections.abc import Iterable

import pandas as pd
from sqlalchemy import Connection, and_, or_, select

from queries.frames import INT, Frame, hands_out
from queries.quality.checks_alone import UNITS, alike, sheets
from queries.quality.checks_between import entered
from queries.quality.findings import RAISED, RAW, below, in_order, lay_out, list_grid_places, list_rules, load_grid, tried
from queries.quality.report_grid import ReportGrid
from queries.rows import rows_of
from queries.schema import observations, region_closure
from queries.succession import family

ALONE = Frame(**RAISED.columns, size=INT("of a sheet (checks_alone.sheets), which has no code; 0 of a finding"),
              mark=INT("of a sheet: a mark is the same where the figures are"))
MOST = 500
"""Counties: a province has fewer than two hundred; to put those of a country together takes longer than to look at all."""


def counties_of(connection: Connection, region_id: int, year: int, month: int) -> list[int]:
    """The counties that a region's findings can be put together of, itself if it is one; [] where they cannot: it has none, or
    too many, or has taken over the work of units outside it."""
    found = connection.execute(select(region_closure.c.descendant_id).where(
        region_closure.c.ancestor_id == region_id, region_closure.c.descendant_level == "county")).scalars().all()
    if not 0 < len(found) <= MOST:
        return []
    units = below(connection, region_id)
    return [] if set(family(connection, units, year * 100 + month).ids) - set(units) else sorted(found)


@hands_out(ALONE)
def alone(connection: Connection, year: int, month: int, county_ids: list[int]) -> pd.DataFrame:
    """What the rules find in each of these counties, as if it were asked alone, but for what is about several units; and what
    each of its units reported of each month as one: ALONE, county by county."""
    grid, book, units = load_grid(connection, year, month, *county_ids), list_rules(connection), below(connection, *county_ids)
    found = [tried(connection, grid, book[~_is_between_units(book)], units).assign(size=0, mark=0), _told(grid, units)]
    every = pd.concat([frame for frame in found if len(frame)] or found[:1], ignore_index=True)
    order = every["county_id"].map({county: at for at, county in enumerate(county_ids)}).argsort(kind="stable")
    return every.iloc[order].reset_index(drop=True)


@hands_out(RAISED)
def put_together(connection: Connection, year: int, month: int, region_id: int, parts: pd.DataFrame) -> pd.DataFrame:
    """`findings.raised` of the region. parts: `alone` of all its counties (`counties_of`)."""
    book, is_sheet = list_rules(connection), parts["code"] == ""
    found, told = [parts.loc[~is_sheet, RAW]], [parts[is_sheet]]
    if above := _above(connection, region_id):
        grid = _grid_above(connection, year, month, region_id, above)
        found.append(tried(connection, grid, book[~_is_between_units(book)], above)[RAW])
        told.append(_told(grid, above))
    every = pd.concat(told, ignore_index=True).sort_values(["region_id", "period"])
    names = list_grid_places(connection, every["region_id"].unique().tolist())["name"]
    found += [pd.DataFrame([(rule.code, *one) for one in alike(rule, every, names)], columns=RAW)
              for rule in rows_of(book[_is_between_units(book)])]
    raw = pd.concat([frame for frame in found if len(frame)] or found[:1], ignore_index=True)
    return in_order(raw, list_grid_places(connection, raw["region_id"].unique().tolist()), book)


def _is_between_units(book: pd.DataFrame) -> pd.Series:
    return (book["kind"] == "twice") & (book["right_side"] == UNITS)


def _told(grid: ReportGrid, units: Iterable[int]) -> pd.DataFrame:
    """What each of the units reported as one in the year's months, as rows of ALONE."""
    found = sheets(grid)
    found = found[(found["period"] >= grid.start) & found["region_id"].isin(units)]
    at = grid.places.loc[found["region_id"]]
    return found.assign(code="", value=float("nan"), expected=float("nan"), words="", level=at["level"].to_numpy(),
                        county_id=at["county_id"].to_numpy(), mark=found["mark"].to_numpy().astype("int64"))[list(ALONE.columns)]


def _above(connection: Connection, region_id: int) -> list[int]:
    """Those of the region and what is below it, down to the townships, that lie in no county."""
    counties = select(region_closure.c.descendant_id).where(
        region_closure.c.ancestor_id == region_id, region_closure.c.descendant_level == "county")
    inside = set(connection.execute(select(region_closure.c.descendant_id).where(
        region_closure.c.ancestor_id.in_(counties), region_closure.c.descendant_level.in_(("county", "township")))).scalars())
    return [unit for unit in below(connection, region_id) if unit not in inside]


def _grid_above(connection: Connection, year: int, month: int, region_id: int, above: list[int]) -> ReportGrid:
    """Of these regions the reports, of all below the region the targets, which are added up from wherever they were set; and what
    all report of those indicators of which one of these regions entered what may be the sum of it."""
    ids, own = below(connection, region_id), observations.c.region_id.in_(above)
    grid = lay_out(connection, year, month, ids, own)
    wanted = {int(indicator) for _, indicator, _ in entered(grid)}
    if not wanted:
        return grid
    of_sums = and_(observations.c.indicator_id.in_(wanted), observations.c.period >= grid.start)
    return lay_out(connection, year, month, ids, and_(observations.c.region_id.in_(ids), or_(own, of_sums)))
