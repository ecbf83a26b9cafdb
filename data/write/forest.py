"""The tree as roll-ups see it: blocks (the counties and all below), summed up from their own reports, and the regions above
them, each made of its children. Villages report nothing and have no part in it."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from sqlalchemy import Connection, select

from data.write.bulk import read_by_ids
from queries.frames import Frame, of_schema
from queries.regions import ABOVE_VILLAGES
from queries.schema import LEVELS, region_closure, regions

COUNTY = LEVELS.index("county")
"""Nothing is reported, and no ratio made, for a level above it but 本级 entries (indicators.report_level)."""
PLACE = (regions.c.id, regions.c.parent_id, regions.c.level)
TREE = Frame(**of_schema(*PLACE))


def climb(connection: Connection, region_ids: Iterable[int]) -> pd.DataFrame:
    """The regions and everything above them, by id: parent_id (NaN: none), depth (0: the root), level (its place in LEVELS)."""
    parts, wanted = [], pd.Series(list(region_ids), dtype=np.int64)
    while len(wanted):
        found = read_by_ids(connection, select(*PLACE).where(regions.c.level != "village"), regions.c.id, wanted)
        parts.append(found)
        known = pd.concat(parts)["id"]
        wanted = found["parent_id"].dropna().astype(np.int64)
        wanted = wanted[~wanted.isin(known)].drop_duplicates()
    return arrange(pd.concat(parts)) if parts else arrange(pd.DataFrame(columns=["id", "parent_id", "level"]))


def everything(connection: Connection) -> pd.DataFrame:
    """The whole tree as `climb` tells it."""
    return arrange(TREE.read(connection, select(*PLACE).where(regions.c.level != "village")))


def children(connection: Connection, above: Iterable[int]) -> pd.DataFrame:
    """What lies directly below: parent_id, by id."""
    rows = read_by_ids(connection, select(regions.c.id, regions.c.parent_id).where(regions.c.level != "village"),
                       regions.c.parent_id, pd.Series(list(above)))
    return rows.set_index("id")


def arrange(places: pd.DataFrame) -> pd.DataFrame:
    """In the order of the ids: a database gives rows in any."""
    tree = places.drop_duplicates("id").set_index("id").sort_index().astype({"parent_id": float})
    tree["level"] = tree["level"].map({level: at for at, level in enumerate(LEVELS)})
    depth, parent = pd.Series(0, index=tree.index), tree["parent_id"]
    while parent.notna().any():
        depth += parent.notna()
        parent = parent.map(tree["parent_id"])
    return tree.assign(depth=depth)


def tops(tree: pd.DataFrame) -> np.ndarray:
    """The roots of the blocks: counties, and townships that lie in none."""
    parent_level = tree["parent_id"].map(tree["level"])
    return tree.index[(tree["level"] >= COUNTY) & ~(parent_level >= COUNTY)].to_numpy()


def pairs_below(connection: Connection, roots: Iterable[int], above: pd.DataFrame) -> pd.DataFrame:
    """ancestor_id, ancestor_level, descendant_id: every pair within the blocks of these roots, what is above them with itself."""
    below = select(region_closure.c.ancestor_id, region_closure.c.descendant_id, region_closure.c.descendant_level).where(
        ABOVE_VILLAGES)
    units = read_by_ids(connection, below, region_closure.c.ancestor_id, pd.Series(list(roots)))
    level = dict(zip(units["descendant_id"], units["descendant_level"], strict=True))
    within = read_by_ids(connection, below, region_closure.c.ancestor_id, units["descendant_id"].drop_duplicates())
    within = within.assign(ancestor_level=within["ancestor_id"].map(level)).drop(columns="descendant_level")
    own = pd.DataFrame({"ancestor_id": above.index, "ancestor_level": [LEVELS[at] for at in above["level"]],
                        "descendant_id": above.index})
    return pd.concat([part for part in (within, own) if len(part)], ignore_index=True)


def blocks(closure: pd.DataFrame) -> pd.DataFrame:
    """Of all pairs of ancestor and descendant those within blocks, and every region above them with itself."""
    above = closure["ancestor_level"].isin(LEVELS[:COUNTY])
    return closure[~above | (closure["ancestor_id"] == closure["descendant_id"])]


class Shares:
    """The tree cut into subtrees of which a number of reports, or one block, is dealt with at a time. groups: the roots of some
    subtrees and all regions in them; split: the regions above these.

    counts: reports by region id.
    """

    def __init__(self, tree: pd.DataFrame, counts: pd.Series, at_a_time: int):
        total = counts.reindex(tree.index).fillna(0)
        for depth in range(int(tree["depth"].max()), 0, -1) if len(tree) else ():
            of = tree.index[tree["depth"] == depth]
            total = total.add(total[of].groupby(tree.loc[of, "parent_id"]).sum(), fill_value=0)
        large = (total.reindex(tree.index) > at_a_time) & (tree["level"] < COUNTY)
        parent_large = tree["parent_id"].map(large).fillna(True).astype(bool)
        self.split = tree.index[large].to_numpy()
        owner = pd.Series(tree.index, index=tree.index).where(~large & parent_large)
        for depth in range(1, int(tree["depth"].max()) + 1) if len(tree) else ():
            of = tree.index[tree["depth"] == depth]
            owner[of] = owner[of].fillna(tree.loc[of, "parent_id"].map(owner))
        roots = tree.index[(~large & parent_large)].sort_values()
        number = (total[roots].cumsum() // at_a_time).groupby(level=0).first()
        self.groups = [(of.index.to_numpy(), owner.index[owner.isin(of.index)].to_numpy()) for _, of in number.groupby(number)]
