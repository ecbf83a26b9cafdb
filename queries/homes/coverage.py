"""Where there are 妇女之家 and where not, counted from the register (sites): coverage, forms, growth.

A site counts at the end of a month when it had opened by then (an unknown month: always) and had not closed. A village or
community is covered while at least one 妇女之家 stands in it, however many. A seat is what a register is kept for: a
county, or a city whose townships are in none. A seat without a single row has handed in no register: its villages are
unknown, not uncovered, and enter no sum.
"""

from collections.abc import Collection

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select

from queries.again import once
from queries.catalogue import in_year, list_indicators
from queries.frames import FLOAT_OR_NAN, INT, INT_OR_NAN, TEXT, Frame, hands_out, of_schema
from queries.homes.counted import VALIDITY, openings, registers, standing, stood, villages, within
from queries.regions import count_below
from queries.schema import forms, region_closure, regions, rollups, sites

HOMES, COVERED, RATE, NEW = "WL-01", "WL-02", "WL-03", "WL-04"
WOMEN, VILLAGES = "JC-01", ("JC-02", "JC-03")
ENDING = {"村": "村委会", "社区": "居委会"}
"""Forms that only one kind of village can have, and how that kind ends."""
FORMS = Frame(**of_schema(forms))
COVERAGE = Frame(
    "region_id", villages=INT("villages and communities that exist then (for 村 and 社区 only those of that kind)"),
    covered=INT("of these, with at least one; both over the seats that keep a register"),
    unregistered=INT("seats that keep none"), rate=FLOAT_OR_NAN("in %; NaN without any village"))
TALLY = Frame(region_id=INT, form=TEXT, sites=INT, model=INT("示范 of any level"))
WOMEN_KNOWN = Frame("region_id", women=FLOAT_OR_NAN("NaN unless every unit has reported"), as_of=INT_OR_NAN)
GROWTH = Frame(period=INT, homes=INT("all 妇女之家"), covered=INT, villages=INT, rate=FLOAT_OR_NAN("in %"))


@once
@hands_out(FORMS)
def list_forms(connection: Connection) -> pd.DataFrame:
    """Every form in official order: all columns of the table (FORMS)."""
    return FORMS.read(connection, select(forms).order_by(forms.c.id))


def names_of(list_of_forms: pd.DataFrame, form: str) -> list[str]:
    """The forms that a choice stands for: itself, or every 妇女之家 for ""."""
    return [form] if form else list_of_forms.loc[list_of_forms["domain"] != "other", "name"].tolist()


@hands_out(COVERAGE)
def coverage(connection: Connection, region_ids: list[int], period: int, form: str = "") -> pd.DataFrame:
    """How many villages and communities have a 妇女之家 (or a site of the form) at the end of the month: COVERAGE, a row a region
    as asked. For townships too."""
    seats, towns = by_seat(connection, region_ids)
    known = list_forms(connection)
    wanted = names_of(known, form)
    registered = registered_seats(registers(connection, _all_seats(seats, towns)), known, wanted)
    parts = [_cover(connection, frame, key, period, wanted, ENDING.get(form, ""), registered)
             for key, frame in (("seat", seats), ("township", towns)) if len(frame)]
    final = pd.concat(parts) if parts else pd.DataFrame(columns=["villages", "covered", "unregistered"], dtype=int)
    return add_rate(final).reindex(region_ids)


def add_rate(counted: pd.DataFrame) -> pd.DataFrame:
    return counted.assign(rate=counted["covered"] / counted["villages"].where(counted["villages"] > 0) * 100)


def own_coverage(connection: Connection, region_id: int, period: int) -> pd.Series:
    """villages, covered and unregistered of the region's own seat alone, without those below it; 0 where it is none."""
    held, known = registers(connection, [region_id]), list_forms(connection)
    towns = select(regions.c.id).where(regions.c.parent_id == region_id, regions.c.level == "township").limit(1)
    if not connection.execute(towns).all() and not any(seat == region_id for seat, _ in held):
        return pd.Series(0, index=["villages", "covered", "unregistered"])
    seats, _ = by_seat(connection, [region_id])
    own, wanted = seats[seats["key"] == region_id], names_of(known, "")
    return _cover(connection, own, "seat", period, wanted, "", registered_seats(held, known, wanted), seats).loc[region_id]


@hands_out(TALLY)
def tally(connection: Connection, region_ids: list[int], period: int, names: list[str] | None = None) -> pd.DataFrame:
    """Sites standing at the end of the month by region and form, of these forms or all: TALLY.

    A form of which there is none has no row. What is not in the table of forms is not counted anywhere.
    """
    seats, towns = by_seat(connection, region_ids)
    parts = []
    for key, frame in (("seat", seats), ("township", towns)):
        if len(frame):
            at = _key(key)
            rows = (select(at.label("key"), sites.c.form, func.count().label("sites"),
                           func.sum(case((_is_model(), 1), else_=0)).label("model"))
                    .where(standing(period), sites.c.form.in_(select(forms.c.name) if names is None else names),
                           within(connection, _seats(frame)))
                    .group_by(at, sites.c.form))
            if key == "township":
                rows = rows.join(regions, regions.c.id == sites.c.region_id)
            counted = pd.read_sql(rows, connection).merge(frame, on="key")
            parts.append(counted.groupby(["region_id", "form"], as_index=False)[["sites", "model"]].sum())
    return pd.concat(parts) if parts else pd.DataFrame(columns=list(TALLY.columns))


@hands_out(WOMEN_KNOWN)
def women(connection: Connection, region_ids: list[int], period: int) -> pd.DataFrame:
    """妇女人口 (JC-01) as last summed up by the month, where the catalogue has it in the year: WOMEN_KNOWN, a row a region as
    asked."""
    catalogue = in_year(list_indicators(connection), period // 100)
    indicator = catalogue[catalogue["code"] == WOMEN]
    if indicator.empty:
        return pd.DataFrame(columns=["women", "as_of"], index=region_ids)
    indicator = indicator.iloc[0]
    rows = pd.read_sql(select(rollups.c.region_id, rollups.c.period.label("as_of"), rollups.c.value.label("women"),
                              rollups.c.held)
                       .where(rollups.c.region_id.in_(region_ids), rollups.c.indicator_id == int(indicator["id"]),
                              rollups.c.period <= period), connection)
    last = rows.sort_values("as_of").drop_duplicates("region_id", keep="last").set_index("region_id")
    units = count_below(connection, region_ids, period)[indicator["report_level"]].to_dict()
    last["women"] = last["women"].where(last["held"] >= last.index.map(units))
    return last.reindex(region_ids)


@hands_out(GROWTH)
def growth(connection: Connection, region_id: int, periods: list[int]) -> pd.DataFrame:
    """Month by month over the seats that keep a register: GROWTH."""
    seats, towns = by_seat(connection, [region_id])
    frame, key = (seats, "seat") if len(seats) else (towns, "township")
    known = list_forms(connection)
    wanted = names_of(known, "")
    kept = frame["seat"].isin(registered_seats(registers(connection), known, wanted))
    mine = sites.c.form.in_(wanted) & within(connection, _seats(frame))
    if key == "township":
        mine &= or_(regions.c.parent_id == region_id, regions.c.id == region_id)
    counted = select(sites.c.opened, sites.c.closed, func.count().label("n"))
    counted = counted.join(regions, regions.c.id == sites.c.region_id) if key == "township" else counted
    homes = pd.read_sql(counted.where(mine).group_by(sites.c.opened, sites.c.closed), connection)
    there = _villages(connection, key, frame, "")
    there = there[there["key"].isin(frame.loc[kept, "key"])]
    final = pd.DataFrame({"period": periods, "homes": homes["n"].to_numpy(int) @ stood(homes, periods),
                          "covered": _covered(connection, key, frame, wanted, "", periods).sum(axis=0).to_numpy(),
                          "villages": there["n"].to_numpy(int) @ stood(there, periods, *VALIDITY)}).astype(int)
    return final.assign(rate=final["covered"] / final["villages"].where(final["villages"] > 0) * 100)


@once
def by_seat(connection: Connection, region_ids: list[int]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The regions from counties up with their seats, and the townships with theirs: region_id, key (what is counted by:
    the seat, or the township itself), seat."""
    wanted = select(regions.c.id, regions.c.level, regions.c.parent_id)
    levels = pd.read_sql(wanted if len(region_ids) > 10_000 else wanted.where(regions.c.id.in_(region_ids)), connection)
    levels = levels[levels["id"].isin(region_ids)]
    towns = levels[levels["level"] == "township"]
    towns = pd.DataFrame({"region_id": towns["id"], "key": towns["id"], "seat": towns["parent_id"].astype("Int64")})
    above = levels.loc[levels["level"].isin(("province", "city", "county")), "id"].tolist()
    seats = pd.read_sql(select(region_closure.c.ancestor_id.label("region_id"), region_closure.c.descendant_id.label("key"))
                        .where(region_closure.c.ancestor_id.in_(above),
                               region_closure.c.descendant_level.in_(("city", "county"))),
                        connection)
    return seats.assign(seat=seats["key"]), towns


def registered_seats(held: Collection[tuple[int, str]], known: pd.DataFrame, names: list[str]) -> set[int]:
    """Seats with at least one row of the forms (held: `registers`); for any form of 妇女之家, with a 妇女之家 of any form: the
    register that has no 楼宇 says that there is none. known: `list_forms`."""
    homes = set(names_of(known, ""))
    wanted = homes if homes & set(names) else set(names)
    return {seat for seat, form in held if form in wanted}


def _key(key: str) -> ColumnElement:
    return sites.c.county_id if key == "seat" else case((regions.c.level == "village", regions.c.parent_id), else_=regions.c.id)


def _seats(frame: pd.DataFrame) -> list[int]:
    """The seats of a frame of `by_seat`, in one order however the regions were asked for."""
    return sorted({int(seat) for seat in frame["seat"].dropna()})


def _is_model() -> ColumnElement:
    return and_(sites.c.level.is_not(None), sites.c.level != "")


def _all_seats(*frames: pd.DataFrame) -> set[int]:
    return {seat for frame in frames for seat in _seats(frame)}


def _villages(connection: Connection, key: str, frame: pd.DataFrame, ending: str) -> pd.DataFrame:
    """`villages` of the keys of a frame of `by_seat`."""
    return villages(connection, key, sorted({int(one) for one in frame["key"]}), ending)


def _covered(connection: Connection, key: str, frame: pd.DataFrame, wanted: list[str], ending: str, periods: list[int]
             ) -> pd.DataFrame:
    """How many villages of each key of a frame of `by_seat` have a site of the forms at the end of each month: keys × periods."""
    steady, changing = openings(connection, key, _seats(frame), wanted, ending)
    steady, changing = (rows[rows["key"].isin(frame["key"])] for rows in (steady, changing.sort_values("region_id")))
    months, opened = np.asarray(periods), steady["opened"].to_numpy(int)
    parts = [pd.DataFrame((opened[:, None] <= months) * steady["n"].to_numpy(int)[:, None], steady["key"].to_numpy())]
    if len(changing):
        there = stood(changing, periods) & stood(changing, periods, *VALIDITY)
        begins = np.flatnonzero(~changing["region_id"].duplicated())
        parts.append(pd.DataFrame(np.logical_or.reduceat(there, begins).astype(int), changing["key"].to_numpy()[begins]))
    return pd.concat(parts).groupby(level=0).sum()


def _cover(connection: Connection, frame: pd.DataFrame, key: str, period: int, wanted: list[str], ending: str,
           registered: set[int], every: pd.DataFrame | None = None) -> pd.DataFrame:
    """villages, covered and unregistered of the regions of a frame of `by_seat`; every: the frame that it is a part of."""
    below = _villages(connection, key, frame if every is None else every, ending)
    below = below[stood(below, [period], *VALIDITY)[:, 0]].groupby("key")["n"].sum()
    covered = _covered(connection, key, frame, wanted, ending, [period])[0]
    counted = frame.assign(villages=frame["key"].map(below).fillna(0), covered=frame["key"].map(covered).fillna(0),
                           known=frame["seat"].isin(registered))
    # A city that is no seat itself has no villages outside its counties: nothing to register.
    counted["unregistered"] = (~counted["known"] & (counted["villages"] > 0)).astype(int)
    counted.loc[~counted["known"], ["villages", "covered"]] = 0
    return counted.groupby("region_id")[["villages", "covered", "unregistered"]].sum()
