"""The region tree: who is below whom."""

import pandas as pd
from sqlalchemy import Connection, select

from queries.schema import LEVELS, region_closure, regions


def list_regions(connection: Connection) -> pd.DataFrame:
    """Root to counties (to townships where the root is a county) in official (code) order: id, code, parent_id, level,
    name, lon, lat; indexed by id."""
    root = connection.execute(select(regions.c.level).where(regions.c.parent_id.is_(None))).scalar()
    shown = LEVELS[:max(LEVELS.index("county"), LEVELS.index(root or "county") + 1) + 1]
    rows = select(regions.c.id, regions.c.code, regions.c.parent_id, regions.c.level, regions.c.name,
                  regions.c.lon, regions.c.lat).where(regions.c.level.in_(shown)).order_by(regions.c.code)
    return pd.read_sql(rows, connection).set_index("id", drop=False)


def count_below(connection: Connection, region_ids: list[int]) -> pd.DataFrame:
    """How many regions of each level lie in each region (itself counted): index region id, a column a level."""
    rows = select(region_closure.c.ancestor_id, region_closure.c.descendant_level,
                  region_closure.c.descendant_id).where(region_closure.c.ancestor_id.in_(region_ids),
                                                        region_closure.c.descendant_level != "village")
    frame = pd.read_sql(rows, connection)
    return frame.pivot_table(index="ancestor_id", columns="descendant_level", values="descendant_id",
                             aggfunc="count", fill_value=0)


def list_names(connection: Connection) -> pd.DataFrame:
    """Every region above village: index id, name (a township's with its county's before it) and level."""
    county = regions.alias("county")
    rows = (select(regions.c.id, regions.c.name, regions.c.level, county.c.name.label("county"))
            .outerjoin(county, county.c.id == regions.c.county_id).where(regions.c.level != "village"))
    frame = pd.read_sql(rows, connection).set_index("id")
    below = frame["level"] == "township"
    frame.loc[below, "name"] = frame["county"].fillna("") + frame["name"]
    return frame[["name", "level"]]
