"""The region tree: who is below whom."""

from collections.abc import Collection

import pandas as pd
from sqlalchemy import Connection, func, select

from queries.frames import INT, TEXT, Frame, hands_out, of_schema
from queries.schema import LEVELS, region_closure, regions

OF_TREE = (regions.c.id, regions.c.code, regions.c.parent_id, regions.c.level, regions.c.name, regions.c.lon, regions.c.lat)
REGIONS = Frame("id", **of_schema(*OF_TREE))
COUNTS = Frame("ancestor_id", **{level: INT(f"regions of level {level}, itself counted") for level in LEVELS[:-1]})
NAMES = Frame("id", **of_schema(regions.c.code, regions.c.parent_id, regions.c.level),
              name=TEXT("a township's with its county's before it"))


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
    rows = select(*OF_TREE).where(regions.c.level.in_(shown)).order_by(regions.c.code)
    if below is not None:
        rows = rows.where(regions.c.id.in_([root, *ids_below(connection, below)]))
    frame = pd.read_sql(rows, connection).set_index("id", drop=False)
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
        region_closure.c.ancestor_id.in_(region_ids), region_closure.c.descendant_level != "village").distinct()).scalars())


@hands_out(COUNTS)
def count_below(connection: Connection, region_ids: list[int]) -> pd.DataFrame:
    """How many regions of each level but village lie in each region (COUNTS), by its id."""
    ancestor, level = region_closure.c.ancestor_id, region_closure.c.descendant_level
    rows = connection.execute(select(ancestor, level, func.count()).where(
        ancestor.in_(region_ids), level != "village").group_by(ancestor, level)).all()
    frame = pd.DataFrame(rows, columns=["ancestor_id", "descendant_level", "n"])
    frame = frame.pivot(index="ancestor_id", columns="descendant_level", values="n")
    return frame.reindex(columns=list(COUNTS.columns)).fillna(0)


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
