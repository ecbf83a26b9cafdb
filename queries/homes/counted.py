"""What coverage and growth are made of, for every month at once: when the first 妇女之家 of each village opened, and which
villages there are, by the seat that keeps the register or by township. One pass over the register serves all months of a page."""

from collections.abc import Collection

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select, true

from queries.again import once
from queries.frames import INT, INT_OR_NAN, Frame, hands_out
from queries.schema import region_closure, regions, sites

VALIDITY = ("valid_from", "valid_to")
OF_VILLAGES = Frame(key=INT("seat or township"), valid_from=INT_OR_NAN, valid_to=INT_OR_NAN, n=INT)
FEW = 50
"""Seats that are asked about by themselves; to find out what all registers hold takes as long as there are sites."""
IS_DATED = or_(regions.c.valid_from.is_not(None), regions.c.valid_to.is_not(None))


def standing(period: int) -> ColumnElement:
    """Sites that had opened by the end of the month and had not closed."""
    return and_(or_(sites.c.opened.is_(None), sites.c.opened <= period), or_(sites.c.closed.is_(None), sites.c.closed > period))


def stood(frame: pd.DataFrame, periods: list[int], opened: str = "opened", closed: str = "closed") -> np.ndarray:
    """`standing` for rows that have been read: rows × periods."""
    begun, gone = (pd.to_numeric(frame[name], errors="coerce").to_numpy(float)[:, None] for name in (opened, closed))
    at = np.asarray(periods, dtype=float)
    return ~(begun > at) & ~(gone <= at)


def registers(connection: Connection, seats: Collection[int] = ()) -> frozenset[tuple[int, str]]:
    """Every seat (of these few, or more) with every form that its register has a row of, whenever it stood."""
    return _registers(connection, sorted(seats) if 0 < len(seats) <= FEW else [])


@once
def _registers(connection: Connection, seats: list[int]) -> frozenset[tuple[int, str]]:
    """seats: none for all that there are."""
    rows = select(sites.c.county_id, sites.c.form).distinct()
    return frozenset(map(tuple, connection.execute(rows.where(sites.c.county_id.in_(seats)) if seats else rows)))


def within(connection: Connection, seats: list[int]) -> ColumnElement:
    """Sites of these seats' registers: no condition where nobody else keeps one, for thousands of seats take long to compare."""
    few = len(seats) <= FEW or {seat for seat, _ in registers(connection)} - set(seats)
    return sites.c.county_id.in_(seats) if few else true()


def openings(connection: Connection, key: str, seats: list[int], wanted: list[str], ending: str
             ) -> tuple[pd.DataFrame, pd.DataFrame]:
    """How the villages of these seats (whose kind has the ending) that ever had a site of the forms came to have one, by key (the
    seat, or the township); of other seats too, where these are most. Where nothing ever closed: key, opened (of the first, 0 for
    always), n, a row a key and month. All others, which are few, site by site: region_id, key, opened, closed and VALIDITY."""
    kept = {seat for seat, _ in registers(connection)} if len(seats) > FEW else set()
    # A page asks about all of them, and about those that have reported.
    return _openings(connection, key, None if kept and 2 * len(kept & {*seats}) >= len(kept) else seats, wanted, ending)


@once
def _openings(connection: Connection, key: str, seats: list[int] | None, wanted: list[str], ending: str
              ) -> tuple[pd.DataFrame, pd.DataFrame]:
    """seats: None for all that there are."""
    at = sites.c.county_id if key == "seat" else regions.c.parent_id
    kind = regions.c.kind.like(f"%{ending}") if ending else true()
    columns = (sites.c.region_id, at.label("key"), *(regions.c[name] for name in VALIDITY))
    here = (select(*columns, func.min(func.coalesce(sites.c.opened, 0)).label("opened"), func.count(sites.c.closed).label("gone"))
            .join(regions, regions.c.id == sites.c.region_id)
            .where(regions.c.level == "village", kind, sites.c.form.in_(wanted),
                   true() if seats is None else sites.c.county_id.in_(seats))
            .group_by(*columns)).subquery()
    lasting = and_(here.c.gone == 0, here.c.valid_from.is_(None), here.c.valid_to.is_(None))
    alone = case((lasting, 0), else_=here.c.region_id)
    found = pd.read_sql(select(alone.label("region_id"), here.c.key, here.c.opened, func.count().label("n")).group_by(
        alone, here.c.key, here.c.opened), connection)
    # Where a home has closed, another may stand.
    changing = found.loc[found["region_id"] > 0, "region_id"].unique().tolist()
    rows = (select(*columns, sites.c.opened, sites.c.closed).join(regions, regions.c.id == sites.c.region_id)
            .where(sites.c.form.in_(wanted)))
    # A list stays below what PostgreSQL takes.
    one_by_one = [pd.read_sql(rows.where(sites.c.region_id.in_(changing[start:start + 10_000])), connection)
                  for start in range(0, max(len(changing), 1), 10_000)]
    return found.loc[found["region_id"] == 0, ["key", "opened", "n"]], pd.concat(one_by_one, ignore_index=True)


@once
@hands_out(OF_VILLAGES)
def villages(connection: Connection, key: str, keys: list[int], ending: str) -> pd.DataFrame:
    """Villages and communities (whose kind has the ending) by seat or township and validity: OF_VILLAGES. A seat's are
    asked for with those of all seats below it."""
    validity = tuple(regions.c[name] for name in VALIDITY)
    if key == "seat" and not ending:
        # Asked for by themselves, so that SQLite finds them in an index of their own.
        some = list(connection.execute(select(regions.c.id).where(IS_DATED, regions.c.level == "village")).scalars())
        dated = pd.concat([pd.DataFrame(columns=["key", *VALIDITY, "n"]), *(
            _by_seat(connection, keys, validity, regions.c.id.in_(some[start:start + 10_000]))
            for start in range(0, len(some), 10_000))])
        steady = _below(connection, keys).sub(dated.groupby("key")["n"].sum(), fill_value=0).loc[keys]
        always = pd.DataFrame({"key": steady.index, "valid_from": np.nan, "valid_to": np.nan, "n": steady.to_numpy(int)})
        return pd.concat([always, dated]) if some else always
    kind = regions.c.kind.like(f"%{ending}") if ending else true()
    if key == "seat":
        return _by_seat(connection, keys, validity, kind)
    rows = select(regions.c.parent_id.label("key"), *validity, func.count().label("n")).where(
        regions.c.level == "village", kind, regions.c.parent_id.in_(keys)).group_by(regions.c.parent_id, *validity)
    return pd.read_sql(rows, connection)


def _by_seat(connection: Connection, keys: list[int], validity: tuple[ColumnElement, ...], which: ColumnElement) -> pd.DataFrame:
    """Villages of a condition by seat and validity."""
    township = regions.alias("township")
    parts = []
    for at, has_county in ((regions.c.county_id, regions.c.county_id.is_not(None)),
                           (township.c.parent_id, regions.c.county_id.is_(None))):
        rows = select(at.label("key"), *validity, func.count().label("n"))
        rows = rows if at is regions.c.county_id else rows.join(township, township.c.id == regions.c.parent_id)
        parts.append(pd.read_sql(rows.where(regions.c.level == "village", which, has_county).group_by(at, *validity), connection))
    final = pd.concat(parts)
    return final[final["key"].isin(keys)].astype({"key": int, "n": int})


def _below(connection: Connection, keys: list[int]) -> pd.Series:
    """How many villages belong to each seat, whenever, counted from the tree's pairs alone: all below it but those of seats
    below it."""
    ancestor, level = region_closure.c.ancestor_id, region_closure.c.descendant_level
    counted = dict(connection.execute(select(ancestor, func.count()).where(ancestor.in_(keys), level == "village").group_by(
        ancestor)).all())
    final = pd.Series({key: counted.get(key, 0) for key in keys}, dtype=int)
    for seat, below in connection.execute(select(ancestor, region_closure.c.descendant_id).where(
            ancestor.in_(keys), level.in_(("city", "county")), ancestor != region_closure.c.descendant_id)):
        final[seat] -= counted.get(below, 0)
    return final
