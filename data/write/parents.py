"""The regions above the counties: each one's roll-up is its own entry (本级) and the roll-ups of its children. Pure."""

import numpy as np
import pandas as pd

from data.write.sums import COLUMNS, COUNTS

KEY = ["region_id", "period", "indicator_id"]
SUMS = [name for name in COLUMNS if name not in (*KEY, "oldest")]


def add_up(rows: pd.DataFrame, tree: pd.DataFrame, above: np.ndarray) -> pd.DataFrame:
    """Roll-ups of the regions `above` (ids), made of `rows`: roll-ups of everything directly below them, and their own
    entries under their own ids.

    tree: indexed by region id, parent_id (NaN: none) and depth (0: the root).
    """
    found = rows[~rows["region_id"].isin(above)]
    own = rows[rows["region_id"].isin(above)]
    depth = tree["depth"].reindex(above)
    made = []
    for level in sorted(depth.unique(), reverse=True):
        at_level = depth.index[depth == level]
        below = found["region_id"].map(tree["parent_id"])
        mine = below.isin(at_level).to_numpy()
        theirs = own[own["region_id"].isin(at_level)]
        parts = pd.concat([found[mine], theirs], ignore_index=True)
        whose = np.concatenate([below[mine].to_numpy(dtype=np.int64), theirs["region_id"].to_numpy(dtype=np.int64)])
        final = _sum(parts, whose)
        made.append(final)
        found = pd.concat([found, final], ignore_index=True) if level else found
    return pd.concat(made, ignore_index=True) if made else rows.iloc[:0]


def _sum(parts: pd.DataFrame, whose: np.ndarray) -> pd.DataFrame:
    """One row a region, period and indicator; parts one after the other in the order of their ids (sums._Totals)."""
    if parts.empty:
        return parts
    order = np.lexsort((parts["region_id"], parts["indicator_id"], parts["period"], whose))
    parts, whose = parts.iloc[order], whose[order]
    period, indicator = parts["period"].to_numpy(dtype=np.int64), parts["indicator_id"].to_numpy(dtype=np.int64)
    new = np.ones(len(parts), dtype=bool)
    new[1:] = (np.diff(whose) != 0) | (np.diff(period) != 0) | (np.diff(indicator) != 0)
    starts, group = np.flatnonzero(new), np.cumsum(new) - 1
    table = {"region_id": whose[starts], "period": period[starts], "indicator_id": indicator[starts]}
    for name in SUMS:
        values = parts[name].to_numpy(dtype=float)
        table[name] = np.bincount(group, np.nan_to_num(values), len(starts))
        if name in COUNTS:
            table[name] = table[name].astype(np.int64)
        else:
            table[name][np.logical_and.reduceat(np.isnan(values), starts)] = np.nan
    table["oldest"] = np.minimum.reduceat(parts["oldest"].to_numpy(dtype=np.int64), starts)
    return pd.DataFrame(table)[COLUMNS]
