"""Roll-ups kept current on every write; what they are is sums.py.

A write costs what it touches: its units' block (forest.py) is summed up anew from its own reports, above it every region is
made of its children's roll-ups and its own entry (parents.py); of these only the indicators and periods that the changed
cells count in (touched.py). docs/DATABASE.md, Roll-ups.
"""

import numpy as np
import pandas as pd
from sqlalchemy import Connection, delete, func, select

from data.write import forest, touched
from data.write.cells import read_cells
from data.write.parents import KEY, add_up
from data.write.progress import Tell, quiet
from data.write.refreshing import Refresh
from data.write.rows import write_rows
from data.write.sums import compute
from queries.catalogue import list_indicators, with_part_kinds
from queries.database import fetch_raw
from queries.schema import observations, region_closure, regions, rollups

AT_A_TIME = 300_000
"""Reports summed up together by a rebuild: what its memory is bounded by."""


def load_closure(connection: Connection) -> pd.DataFrame:
    """ancestor_id, ancestor_level, descendant_id for every region above village."""
    upper = regions.alias("upper")
    rows = (select(region_closure.c.ancestor_id, upper.c.level.label("ancestor_level"), region_closure.c.descendant_id)
            .join(upper, upper.c.id == region_closure.c.ancestor_id)
            .where(region_closure.c.descendant_level != "village", upper.c.level != "village"))
    return pd.read_sql(rows, connection)


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
    catalogue, tree = with_part_kinds(list_indicators(connection)), forest.everything(connection)
    counts = fetch_raw(connection, select(observations.c.region_id, func.count()).group_by(observations.c.region_id))
    stocks = catalogue.loc[catalogue["kind"] == "stock", "id"].tolist()
    reported = pd.DataFrame(fetch_raw(connection, select(observations.c.indicator_id, observations.c.period).where(
        observations.c.indicator_id.in_(stocks)).distinct()), columns=["id", "period"])
    also = {int(number): of["period"].to_numpy(dtype=np.int64) for number, of in reported.groupby("id")}
    share = forest.Shares(tree, pd.Series(dict(counts), dtype=float), AT_A_TIME)
    closure = forest.blocks(load_closure(connection))
    kept, written, total = [], 0, max(1, sum(count for _, count in counts))
    done = 0
    for roots, places in share.groups:
        pairs = closure[closure["descendant_id"].isin(places)]
        cells = read_cells(connection, places, catalogue)
        rows = compute(cells, catalogue, pairs, also=also)
        above = tree.index[tree.index.isin(places) & (tree["level"] < forest.COUNTY)].to_numpy()
        rows = with_above(rows, tree, above, catalogue)
        kept.append(rows[rows["region_id"].isin(roots)])
        done += len(cells)
        tell(done / total, f"正在汇总：{done:,} / {total:,} 个数")
        written += write_rows(connection, rows)
    if len(share.split):
        cells = read_cells(connection, share.split, catalogue)
        own = compute(cells, catalogue, closure[closure["descendant_id"].isin(share.split)], also=also)
        rows = with_above(pd.concat([own, *kept], ignore_index=True), tree, share.split, catalogue)
        written += write_rows(connection, rows[rows["region_id"].isin(share.split)])
    return written


def with_above(rows: pd.DataFrame, tree: pd.DataFrame, above: np.ndarray, catalogue: pd.DataFrame) -> pd.DataFrame:
    """The rows with those of the regions above the counties made of their children; there they had their own entries alone."""
    added_up = rows["indicator_id"].isin(catalogue.loc[catalogue["additive"] | (catalogue["kind"] == "ratio"), "id"])
    below = rows[~(rows["region_id"].isin(above) & added_up)]
    return pd.concat([below, add_up(rows[added_up], tree, above)], ignore_index=True) if len(above) else rows
