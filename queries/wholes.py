"""Roll-ups of regions above the counties as they are told to who sees them rounded: by what is told of the counties.
SEMANTICS.md, Privacy."""

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Connection, Double, and_, or_, select

from queries.again import once
from queries.database import fetch_raw
from queries.privacy import ANYBODY, Viewer, personal
from queries.schema import LEVELS, observations, regions, rollups
from queries.told import ROUND_TO, STAND_IN, is_small, lifted, steps

KEY = ["region_id", "indicator_id", "period"]
COUNTY = LEVELS.index("county")
FIGURES = [column.name for column in rollups.columns if isinstance(column.type, Double)]
MOVES = [*FIGURES, *(f"{name}_step" for name in FIGURES)]


def as_told(connection: Connection, rows: pd.DataFrame, catalogue: pd.DataFrame, viewer: Viewer = ANYBODY) -> pd.DataFrame:
    """Roll-ups with what `queries.told` says in place of every exact figure about persons of a region above the counties that the
    viewer does not see exactly: whatever is worked out from them then says no more than they do. Beside each figure
    <name>_step, what it adds to what is cumulated in the year (NaN of everything else), where there are any.

    rows: region_id, indicator_id, period and any figures of rollups, from January of a year on where they are summed.
    catalogue: of all indicators.
    """
    private = catalogue.loc[personal(catalogue) & catalogue["additive"], "id"]
    closed = rows["indicator_id"].isin(private) & ~rows["region_id"].isin(viewer.exact)
    parents = _parents(connection) if closed.any() else {}
    at = np.flatnonzero(closed & rows["region_id"].isin(parents.values()))
    if not len(at):
        return rows
    mine = rows.iloc[at]
    asked = mine["indicator_id"].unique().tolist()
    # Whole years of all of them: a page asks several times, of other months and figures.
    ids = asked if len(asked) == 1 else private.tolist()
    moves = pd.concat([_moves(connection, year, ids) for year in np.unique(mine["period"] // 100).tolist()])
    moves, told = moves.reindex(_cells(*mine[KEY].to_numpy(dtype=int).T)).fillna(0.0), {}
    for name in (name for name in FIGURES if name in rows):
        exact, step = mine[name].to_numpy(dtype=float), f"{name}_step"
        told[name], told[step] = rows[name].to_numpy(dtype=float, copy=True), np.full(len(rows), np.nan)
        told[name][at] = lifted(exact + moves[name].to_numpy())
        told[step][at] = exact + moves[step].to_numpy()
    return rows.assign(**told)


@once
def _parents(connection: Connection) -> dict[int, int]:
    """What lies directly above each region down to the counties."""
    rows = select(regions.c.id, regions.c.parent_id).where(regions.c.level.in_(LEVELS[:COUNTY + 1]),
                                                           regions.c.parent_id.is_not(None))
    return {region: parent for region, parent in connection.execute(rows)}


def _above(region: int, parents: dict[int, int]) -> list[int]:
    found = []
    while region in parents:
        region = parents[region]
        found.append(region)
    return found


@once
def _moves(connection: Connection, year: int, indicator_ids: list[int]) -> pd.DataFrame:
    """What is told of a whole's figures in the year less what they are, and the same of what they add to what is cumulated
    (<name>_step), by `_cells`; no row where it is nothing."""
    parents = _parents(connection)
    counties = np.array(sorted(parents.keys() - set(parents.values())))
    outside = select(regions.c.id).where(regions.c.county_id.is_(None), regions.c.level != "village")
    own: list[int] = list(connection.execute(select(observations.c.indicator_id).where(
        observations.c.region_id.in_(outside), observations.c.indicator_id.in_(indicator_ids)).distinct()).scalars())
    small = [and_(rollups.c[name] > 0, rollups.c[name] < ROUND_TO) for name in FIGURES]
    keys, parts = _rows(connection, year, counties.tolist(), or_(rollups.c.indicator_id.in_(own), *small), indicator_ids)
    lines = [_above(county, parents) for county in counties.tolist()]
    height = max(map(len, lines), default=0)
    above = np.array([line + [0] * (height - len(line)) for line in lines], dtype=int).reshape(len(lines), height)
    above = above[np.searchsorted(counties, keys[:, 0])]
    of, part = np.nonzero(above.T)
    whole = np.column_stack([above.T[of, part], keys[part, 1:]])
    cells, moved = _cells(*whole.T), _moved(keys, parts)[part]
    if own:
        mine_keys, mine = _rows(connection, year, sorted(set(parents.values())), rollups.c.indicator_id.in_(own), own)
        rest = pd.DataFrame(mine, columns=FIGURES, index=_cells(*mine_keys.T))
        held = pd.DataFrame(parts[part], columns=FIGURES, index=cells).groupby(level=0).sum()
        rest = rest.sub(held.reindex(rest.index), fill_value=0)
        cells, moved = np.append(cells, rest.index), np.vstack([moved, _moved(mine_keys, rest.to_numpy())])
    some = (moved != 0).any(axis=1)
    return pd.DataFrame(moved[some], columns=MOVES, index=cells[some]).groupby(level=0).sum()


def _rows(connection: Connection, year: int, region_ids: list[int], wanted: ColumnElement[bool], indicator_ids: list[int]
          ) -> tuple[np.ndarray, np.ndarray]:
    """Roll-ups of the year: KEY and FIGURES."""
    found = fetch_raw(connection, select(*(rollups.c[name] for name in (*KEY, *FIGURES))).where(
        rollups.c.region_id.in_(region_ids), rollups.c.period.between(year * 100 + 1, year * 100 + 12),
        rollups.c.indicator_id.in_(indicator_ids), wanted))
    table = np.array(found, dtype=float).reshape(-1, len(KEY) + len(FIGURES))
    return table[:, :len(KEY)].astype(int), table[:, len(KEY):]


def _cells(region: np.ndarray, indicator: np.ndarray, period: np.ndarray) -> np.ndarray:
    """A number for each region, indicator and period."""
    return (region * 2**15 + indicator) * 2**15 + period // 100 * 12 + period % 100


def _moved(keys: np.ndarray, parts: np.ndarray) -> np.ndarray:
    """What each part's small figures of a year move in its whole (MOVES): the figures told in their place, and in what is
    cumulated, less what they are."""
    line = np.unique(keys[:, 0] * 2**15 + keys[:, 1], return_inverse=True)[1]
    place = (line, slice(None), keys[:, 2] % 100 - 1)
    grid = np.full((line.max(initial=-1) + 1, len(FIGURES), 12), np.nan)
    grid[place] = parts
    told = np.hstack([np.full(parts.shape, STAND_IN), steps(grid)[place]])
    return np.where(np.tile(is_small(parts), 2), told - np.tile(parts, 2), 0.0)
