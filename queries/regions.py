"""The region tree: who is below whom."""

from collections.abc import Collection

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Connection, FromClause, and_, func, or_, select

from queries.again import once
from queries.frames import INT, TEXT, Frame, hands_out, of_schema
from queries.schema import LEVELS, region_closure, regions

OF_TREE = (regions.c.id, regions.c.code, regions.c.parent_id, regions.c.level, regions.c.name, regions.c.lon, regions.c.lat,
           regions.c.valid_from, regions.c.valid_to)
REGIONS = Frame("id", **of_schema(*OF_TREE))
COUNTS = Frame("ancestor_id", **{level: INT(f"regions of level {level}, itself counted") for level in LEVELS[:-1]})
OF_DATED = (regions.c.id, regions.c.level, regions.c.valid_from, regions.c.valid_to)
DATED = Frame("id", **of_schema(*OF_DATED[1:]))
NAMES = Frame("id", **of_schema(regions.c.code, regions.c.parent_id, regions.c.level),
              name=TEXT("a township's with its county's before it"))
ABOVE_VILLAGES = region_closure.c.descendant_level.in_(LEVELS[:-1])
"""Of what lies below, without the villages: by the names of the levels, so that the key passes the villages over unread."""


def in_use(period: int, of: FromClause = regions) -> ColumnElement[bool]:
    """Whether a region (of an alias of the table) is in use at a month: from valid_from on, until the month before valid_to."""
    return and_(or_(of.c.valid_from.is_(None), of.c.valid_from <= period), or_(of.c.valid_to.is_(None), of.c.valid_to > period))


def are_in_use(places: pd.DataFrame, period) -> np.ndarray:
    """The same of rows with valid_from and valid_to (NaN: none); period: one, or one a row."""
    begin, end = (places[name].to_numpy(dtype=float) for name in ("valid_from", "valid_to"))
    return ~(begin > period) & ~(end <= period)


def depth(levels: pd.Series) -> pd.Series:
    """How far down the levels are: province 0, village 4."""
    return levels.map(LEVELS.index).astype(int)  # no rows have no type


def find_root(connection: Connection) -> int:
    """The id of the tree's root; 0 where there is none."""
    return connection.execute(select(regions.c.id).where(regions.c.parent_id.is_(None))).scalar() or 0


@hands_out(REGIONS)
def list_regions(connection: Connection, below: Collection[int] | None = None, total: bool = False) -> pd.DataFrame:
    """Root to counties (to townships where the root is a county) in official (code) order: REGIONS, indexed by
    id.

    below: only these regions and what lies below them; a single one stands as the root, unless the tree's own is there for
    its total.
    """
    root = find_root(connection) if below is None or total else next(iter(below), 0)
    level = connection.execute(select(regions.c.level).where(regions.c.id == root)).scalar()
    shown = LEVELS[:max(LEVELS.index("county"), LEVELS.index(level or "county") + 1) + 1]
    inside = regions.c.id.in_(select(region_closure.c.descendant_id).where(
        region_closure.c.ancestor_id == root, region_closure.c.descendant_level.in_(shown)))
    if below is not None:
        inside = regions.c.level.in_(shown) & regions.c.id.in_([root, *ids_below(connection, below)])
    rows = select(*OF_TREE).where(inside).order_by(regions.c.code)
    frame = REGIONS.read(connection, rows)
    if below is not None:
        frame.loc[frame["id"] == root, "parent_id"] = None
    return frame


def ids_below(connection: Connection, region_ids: Collection[int]) -> list[int]:
    """The regions and everything below them, villages too."""
    return list(connection.execute(select(region_closure.c.descendant_id).where(
        region_closure.c.ancestor_id.in_(region_ids)).distinct()).scalars())


def units_below(connection: Connection, region_ids: Collection[int]) -> list[int]:
    """The regions and what lies below them down to the townships."""
    return list(connection.execute(select(region_closure.c.descendant_id).where(
        region_closure.c.ancestor_id.in_(region_ids), ABOVE_VILLAGES).distinct()).scalars())


@once
@hands_out(DATED)
def list_dated(connection: Connection) -> pd.DataFrame:
    """The regions above village that were not always in use, or no longer are: DATED, by id. They are few."""
    some = or_(regions.c.valid_from.is_not(None), regions.c.valid_to.is_not(None))
    return DATED.read(connection, select(*OF_DATED).where(some, regions.c.level != "village"))


@once
@hands_out(COUNTS)
def count_below(connection: Connection, region_ids: list[int], period: int) -> pd.DataFrame:
    """How many regions of each level but village that are in use at the month lie in each region (COUNTS), by its id."""
    counted = count_by_month(connection, region_ids, [period])[..., 0]
    return pd.DataFrame(counted, columns=list(COUNTS.columns), index=pd.Index(region_ids, name="ancestor_id"))


def count_by_month(connection: Connection, region_ids: list[int], periods: list[int]) -> np.ndarray:
    """How many regions lie in each region (itself counted), by level but village and by month in use: an array of three axes."""
    ancestor = region_closure.c.ancestor_id
    at, levels = {region: place for place, region in enumerate(region_ids)}, list(COUNTS.columns)
    found = np.zeros((len(region_ids), len(levels), len(periods)), dtype=int)
    for region, name, count in _count_ever(connection, region_ids):
        found[at[region], levels.index(name)] = count
    dated = list_dated(connection)
    for start in range(0, len(dated), 10_000):  # a list stays below what PostgreSQL takes
        some = dated.iloc[start:start + 10_000]
        away = {int(place.Index): ~np.array([are_in_use(some.loc[[place.Index]], period)[0] for period in periods])
                for place in some.itertuples()}
        for region, place in connection.execute(select(ancestor, region_closure.c.descendant_id).where(
                ancestor.in_(region_ids), region_closure.c.descendant_id.in_(list(away)))):
            found[at[region], levels.index(dated.at[place, "level"])] -= away[place]
    return found


@once
def _count_ever(connection: Connection, region_ids: list[int]) -> tuple[tuple[int, str, int], ...]:
    """How many regions of each level but village lie in each region, in use or not: region, level, count."""
    ancestor, level = region_closure.c.ancestor_id, region_closure.c.descendant_level
    rows = connection.execute(select(ancestor, level, func.count()).where(
        ancestor.in_(region_ids), ABOVE_VILLAGES).group_by(ancestor, level))
    return tuple((region, name, count) for region, name, count in rows)


@hands_out(NAMES)
def list_names(connection: Connection) -> pd.DataFrame:
    """Every region above village (NAMES) in official (code) order, by id."""
    county = regions.alias("county")
    rows = (select(regions.c.id, regions.c.code, regions.c.parent_id, regions.c.name, regions.c.level,
                   county.c.name.label("county"))
            .outerjoin(county, county.c.id == regions.c.county_id).where(regions.c.level != "village").order_by(regions.c.code))
    frame = pd.read_sql(rows, connection).set_index("id")
    below = frame["level"] == "township"
    frame.loc[below, "name"] = frame["county"].fillna("") + frame["name"]
    return frame
