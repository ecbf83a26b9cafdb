"""Roll-ups of regions above the counties as they are told to who sees them rounded: by what is told of the counties.
SEMANTICS.md, Privacy."""

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Double, and_, or_, select

from queries.again import once
from queries.database import fetch_raw
from queries.privacy import ANYBODY, Viewer, personal
from queries.schema import LEVELS, observations, regions, rollups
from queries.told import ROUND_TO, STAND_IN, is_small, lifted, steps

KEY = ["region_id", "indicator_id", "period"]
COUNTY = LEVELS.index("county")
FIGURES = [column.name for column in rollups.columns if isinstance(column.type, Double)]


def as_told(connection: Connection, rows: pd.DataFrame, catalogue: pd.DataFrame, viewer: Viewer = ANYBODY) -> pd.DataFrame:
    """Roll-ups with what `queries.told` says in place of every exact figure about persons of a region above the counties that the
    viewer does not see exactly: whatever is worked out from them then says no more than they do. Beside each figure
    <name>_step, what it adds to what is cumulated in the year (NaN of everything else), where there are any.

    rows: region_id, indicator_id, period and any figures of rollups, from January of a year on where they are summed.
    catalogue: of all indicators.
    """
    private = catalogue.loc[personal(catalogue) & catalogue["additive"], "id"]
    closed = rows[rows["indicator_id"].isin(private) & ~rows["region_id"].isin(viewer.exact)]
    parents = _parents(connection) if len(closed) else {}
    closed = closed[closed["region_id"].isin(parents.values())]
    if closed.empty:
        return rows
    names = [name for name in FIGURES if name in rows]
    keys, lines, values = _parts(connection, closed, names, parents)
    small = is_small(values)
    at = pd.MultiIndex.from_frame(closed[KEY]).get_indexer(pd.MultiIndex.from_arrays(keys.T))
    single, step = (np.array(closed[names], dtype=float) for _ in range(2))
    here = at >= 0
    np.add.at(single, at[here], np.where(small, STAND_IN - values, 0.0)[here])
    np.add.at(step, at[here], np.where(small, _steps(keys[:, 2], lines, values) - values, 0.0)[here])
    final = rows.copy()
    final.loc[closed.index, names] = lifted(single)
    for name, of in zip(names, step.T, strict=True):
        final[f"{name}_step"] = pd.Series(of, index=closed.index)
    return final


@once
def _parents(connection: Connection) -> dict[int, int]:
    """What lies directly above each region down to the counties."""
    rows = select(regions.c.id, regions.c.parent_id).where(regions.c.level.in_(LEVELS[:COUNTY + 1]),
                                                           regions.c.parent_id.is_not(None))
    return {region: parent for region, parent in connection.execute(rows)}


def _parts(connection: Connection, closed: pd.DataFrame, names: list[str], parents: dict[int, int]
           ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What the figures of `closed` are made of, the counties' and what lies in none: their KEYs (of the whole), whose they are
    (part and whole), and the figures; of the counties only the rows with a small one."""
    wholes, indicators, periods = (closed[name].unique().tolist() for name in KEY)
    counties = parents.keys() - set(parents.values())
    above = {region: [one for one in _above(region, parents) if one in wholes] for region in counties}
    outside = select(regions.c.id).where(regions.c.county_id.is_(None), regions.c.level != "village")
    own = connection.execute(select(observations.c.indicator_id).where(
        observations.c.region_id.in_(outside), observations.c.indicator_id.in_(indicators)).distinct()).scalars().all()
    small = [and_(rollups.c[name] > 0, rollups.c[name] < ROUND_TO) for name in names]
    rows = fetch_raw(connection, select(*(rollups.c[name] for name in (*KEY, *names))).where(
        rollups.c.region_id.in_(list(above)), rollups.c.period.in_(periods), rollups.c.indicator_id.in_(indicators),
        or_(rollups.c.indicator_id.in_(own), *small)))
    found = [(whole, row[1], row[2], *row) for row in rows for whole in above[row[0]]]
    parts = np.array(found, dtype=float).reshape(-1, 6 + len(names))[:, [0, 1, 2, 3, *range(6, 6 + len(names))]]
    if own:
        mine = closed[closed["indicator_id"].isin(own)].set_index(KEY)[names].astype(float)
        held = pd.DataFrame(parts[:, 4:], columns=names).groupby(list(parts[:, :3].astype(int).T)).sum()
        rest = mine.sub(held.rename_axis(KEY).reindex(mine.index), fill_value=0).reset_index()
        parts = np.vstack([parts, rest[[*KEY, "region_id", *names]].to_numpy(dtype=float)])
    return parts[:, :3].astype(int), parts[:, [0, 1, 3]].astype(int), parts[:, 4:]


def _above(region: int, parents: dict[int, int]) -> list[int]:
    found = []
    while region in parents:
        region = parents[region]
        found.append(region)
    return found


def _steps(periods: np.ndarray, lines: np.ndarray, values: np.ndarray) -> np.ndarray:
    """told.steps of the figures: periods and lines (whose they are), a row each; values: a column each."""
    if not len(values):
        return values
    each = pd.DataFrame(np.column_stack([lines, periods // 100]))
    line = each.groupby(each.columns.tolist(), sort=False).ngroup().to_numpy()
    place = (line, slice(None), periods % 100 - 1)
    grid = np.full((line.max() + 1, values.shape[1], 12), np.nan)
    grid[place] = values
    return steps(grid)[place]
