"""Roll-ups kept current on every write; what they are is sums.py."""

from collections.abc import Iterable

import pandas as pd
from sqlalchemy import ColumnElement, Connection, and_, delete, func, select

from data.write.bulk import CHUNK, SLICE, insert_frame
from data.write.progress import Tell, quiet
from data.write.sums import compute
from queries.catalogue import list_indicators, parts, with_part_kinds
from queries.periods import shift
from queries.schema import observations, region_closure, regions, rollups


def load_closure(connection: Connection) -> pd.DataFrame:
    """ancestor_id, ancestor_level, descendant_id for every region above village."""
    upper = regions.alias("upper")
    rows = (select(region_closure.c.ancestor_id, upper.c.level.label("ancestor_level"), region_closure.c.descendant_id)
            .join(upper, upper.c.id == region_closure.c.ancestor_id)
            .where(region_closure.c.descendant_level != "village", upper.c.level != "village"))
    return pd.read_sql(rows, connection)


def rebuild(connection: Connection) -> int:
    """Computes every roll-up anew from all observations; returns how many rows there are now."""
    connection.execute(delete(rollups))
    cells = pd.read_sql(select(observations), connection)
    return _write(connection, compute(cells, with_part_kinds(list_indicators(connection)), load_closure(connection)))


def refresh(connection: Connection, changed: pd.DataFrame, tell: Tell = quiet) -> int:
    """Brings the roll-ups in line after a write to the `changed` cells (region_id, period, indicator_id).

    Rows from the earliest changed period on are made anew: a stock is carried forward, and later periods compare with
    earlier ones. Returns how many rows were written.
    """
    if changed.empty:
        return 0
    catalogue = with_part_kinds(list_indicators(connection))
    codes = set(catalogue.loc[catalogue["id"].isin(changed["indicator_id"]), "code"])
    ratios = [row for row in catalogue.itertuples() if row.kind == "ratio" and codes & set(_all_parts(row))]
    wanted = set(changed["indicator_id"]) | {row.id for row in ratios}
    needed = codes | {code for row in ratios for code in _all_parts(row)} | {row.code for row in ratios}
    indicators = catalogue[catalogue["code"].isin(needed)]
    closure = load_closure(connection)
    touched = closure.loc[closure["descendant_id"].isin(changed["region_id"]), "ancestor_id"].unique()
    first = int(changed["period"].min())
    cells = _cells_since(connection, indicators, shift(first, -12))
    tell(0.2, "正在汇总")
    fresh = compute(cells, indicators, closure, lambda share, words: tell(0.2 + 0.3 * share, words))
    tell(0.5, "正在写汇总数")
    moved = _moved(changed, cells, indicators, ratios)
    everywhere = pd.MultiIndex.from_frame(fresh[["period", "indicator_id"]].astype(int)).isin(moved)
    fresh = fresh[fresh["indicator_id"].isin(wanted) & (fresh["period"] >= first)
                  & (fresh["region_id"].isin(touched) | everywhere)]
    _delete(connection, touched, rollups.c.period >= first, wanted)
    for period in sorted({period for period, _ in moved}):
        _delete(connection, closure["ancestor_id"].unique(), rollups.c.period == period,
                {number for when, number in moved if when == period})
    return _write(connection, fresh, lambda share, words: tell(0.6 + 0.4 * share, words))


def _cells_since(connection: Connection, indicators: pd.DataFrame, start: int) -> pd.DataFrame:
    """Every observation of the indicators from `start` on, and of the stocks the last one before it: what is carried."""
    columns = [observations.c[name] for name in ("region_id", "period", "indicator_id", "value")]
    of = observations.c.indicator_id
    recent = pd.read_sql(select(*columns).where(of.in_(_ids(indicators["id"])), observations.c.period >= start), connection)
    last = (select(observations.c.region_id, func.max(observations.c.period).label("period"), of)
            .where(of.in_(_ids(indicators.loc[indicators["kind"] == "stock", "id"])), observations.c.period < start)
            .group_by(observations.c.region_id, of).subquery())
    carried = pd.read_sql(select(*columns).join(last, and_(
        observations.c.region_id == last.c.region_id, observations.c.period == last.c.period,
        of == last.c.indicator_id)), connection)
    return pd.concat([carried, recent], ignore_index=True) if len(carried) else recent


def _moved(changed: pd.DataFrame, cells: pd.DataFrame, indicators: pd.DataFrame, ratios: list) -> set[tuple[int, int]]:
    """(period, indicator) that may have come or gone with the change: nobody else reports it.

    That matters to every region, for a stock has a row for each period that anyone reported, and so has a ratio of one.
    """
    key = ["region_id", "period", "indicator_id"]
    stocks = set(indicators.loc[indicators["kind"] == "stock", "code"])
    others = cells[~pd.MultiIndex.from_frame(cells[key]).isin(pd.MultiIndex.from_frame(changed[key]))]
    pairs = ["period", "indicator_id"]
    settled = set(others[pairs].drop_duplicates().itertuples(index=False, name=None))
    alone = set(changed[pairs].drop_duplicates().itertuples(index=False, name=None)) - settled
    number = dict(zip(indicators["code"], indicators["id"], strict=True))
    found = {pair for pair in alone if pair[1] in {number[code] for code in stocks}}
    for ratio in ratios:
        if stocks & set(_all_parts(ratio)):
            own = {number[code] for code in _all_parts(ratio)}
            found |= {(period, ratio.id) for period, indicator in alone if indicator in own}
    return {(int(period), int(indicator)) for period, indicator in found}


def _delete(connection: Connection, region_ids: Iterable, when: ColumnElement, indicator_ids: Iterable) -> None:
    ids = _ids(region_ids)
    for start in range(0, len(ids), CHUNK):
        connection.execute(delete(rollups).where(rollups.c.region_id.in_(ids[start:start + CHUNK]), when,
                                                 rollups.c.indicator_id.in_(_ids(indicator_ids))))


def _ids(numbers: Iterable) -> list[int]:
    return [int(number) for number in numbers]


def _all_parts(ratio) -> Iterable[str]:
    return parts(ratio.numerator) + parts(ratio.denominator)


def _write(connection: Connection, table: pd.DataFrame, tell: Tell = quiet) -> int:
    for column in ("units", "held", "carried", "oldest", "yoy_units", "mom_units"):
        table[column] = table[column].astype(int)
    # In the order of the key: into a table kept in it, anywhere else is many times slower once it outgrows the cache.
    table = table.sort_values(["region_id", "period", "indicator_id"])
    for first in range(0, len(table), SLICE):
        tell(first / len(table), f"正在写汇总数：{first:,} / {len(table):,}")
        insert_frame(connection, rollups, table.iloc[first:first + SLICE])
    return len(table)
