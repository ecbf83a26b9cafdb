"""Roll-ups kept current on every write; what they are is sums.py.

A write costs what it touches: its units' block (forest.py) is summed up anew from its own reports, above it every region is
made of its children's roll-ups and its own entry (parents.py); of these only the indicators and periods that the changed
cells count in (touched.py). docs/DATABASE.md, Roll-ups.
"""

import numpy as np
import pandas as pd
from sqlalchemy import Connection, delete, select

from data.write import forest, touched
from data.write.parents import KEY
from data.write.progress import Tell, quiet
from data.write.rebuilding import Rebuild
from data.write.refreshing import Refresh
from queries.catalogue import list_indicators, parts, with_part_kinds
from queries.frames import INT, TEXT, Frame
from queries.regions import ABOVE_VILLAGES
from queries.schema import region_closure, regions, rollups

AT_A_TIME = 300_000
"""Reports summed up together by a rebuild: what its memory is bounded by."""

CLOSURE = Frame(ancestor_id=INT, ancestor_level=TEXT, descendant_id=INT)


def load_closure(connection: Connection) -> pd.DataFrame:
    """ancestor_id, ancestor_level, descendant_id for every region above village."""
    upper = regions.alias("upper")
    rows = (select(region_closure.c.ancestor_id, upper.c.level.label("ancestor_level"), region_closure.c.descendant_id)
            .join(upper, upper.c.id == region_closure.c.ancestor_id)
            .where(ABOVE_VILLAGES, upper.c.level != "village"))
    return CLOSURE.read(connection, rows)


def refresh(connection: Connection, changed: pd.DataFrame, tell: Tell = quiet) -> int:
    """Brings the roll-ups in line after a write to the `changed` cells (region_id, period, indicator_id): to the last bit what a
    rebuild makes of it. Returns how many rows were written."""
    catalogue = with_part_kinds(list_indicators(connection))
    tree = forest.climb(connection, changed["region_id"].unique())
    changed = changed[changed["region_id"].isin(tree.index) & changed["indicator_id"].isin(catalogue["id"])]
    if changed.empty:
        return 0
    tell(0.1, "正在汇总")
    return Refresh(connection, changed[KEY].astype(np.int64), catalogue, touched.ratios(catalogue), tree).run(tell)


def rebuild(connection: Connection, tell: Tell = quiet) -> int:
    """Computes every roll-up anew from all observations, some subtrees at a time; returns how many rows there are now."""
    connection.execute(delete(rollups))
    return Rebuild(connection, with_part_kinds(list_indicators(connection)), load_closure(connection)).run(AT_A_TIME, tell)


def rebuild_ratios(connection: Connection, ids: list[int]) -> int:
    """Computes the roll-ups of some ratios anew, whose making is new or another; nothing else is written. Returns how many rows
    there are now."""
    catalogue = with_part_kinds(list_indicators(connection))
    made = catalogue[catalogue["id"].isin(ids)]
    of = {code for row in made.itertuples() for code in (*parts(row.numerator), *parts(row.denominator))}
    needed = catalogue[catalogue["id"].isin(ids) | catalogue["code"].isin(of)]
    for number in ids:
        connection.execute(delete(rollups).where(rollups.c.indicator_id == number))
    return Rebuild(connection, needed, load_closure(connection), ids).run(AT_A_TIME, quiet)
