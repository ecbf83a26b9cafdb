"""The register of 妇女之家 row by row: villages without one, a township's villages, and the files the rows came in."""

import pandas as pd
from sqlalchemy import ColumnElement, Connection, FromClause, exists, func, or_, select

from queries.frames import INT, INT_OR_NAN, TEXT, TEXT_OR_NAN, Frame, hands_out, of_schema
from queries.homes.counted import registers, standing
from queries.homes.coverage import list_forms, names_of, registered_seats
from queries.regions import in_use as regions_in_use
from queries.schema import batches, forms, region_closure, regions, sites

OF_CHILD = (regions.c.id, regions.c.code, regions.c.name, regions.c.level, regions.c.kind, regions.c.lon, regions.c.lat)
CHILDREN = Frame("id", **of_schema(*OF_CHILD))
UNBUILT = Frame(code=TEXT, village=TEXT, kind=TEXT_OR_NAN, township=TEXT, county=TEXT,
                city=TEXT_OR_NAN("that the county lies in"))
VILLAGES = Frame(**of_schema(regions.c.id, regions.c.name, regions.c.kind), homes=INT("妇女之家 standing then"),
                 forms=TEXT("their forms, model ones marked"), others=TEXT("other sites"),
                 since=INT_OR_NAN("the oldest home's opening, NaN if unknown"))
OF_FILE = (sites.c.batch_id, batches.c.file_name, batches.c.actor, batches.c.received_at)
REGISTER_FILES = Frame(seat=TEXT, **of_schema(*OF_FILE), homes=INT("妇女之家"), others=INT("other sites"))


@hands_out(CHILDREN)
def children(connection: Connection, region_id: int) -> pd.DataFrame:
    """What lies right below a region, villages left out, in code order: CHILDREN, indexed by id."""
    rows = select(*OF_CHILD).where(regions.c.parent_id == region_id, regions.c.level != "village")
    return pd.read_sql(rows.order_by(regions.c.code), connection).set_index("id", drop=False)


def below(connection: Connection, region_id: int) -> pd.Series:
    """Names of everything from the region down to its townships, by id; a township with its seat's name before it."""
    seat = regions.alias("seat")
    rows = pd.read_sql(select(regions.c.id, regions.c.level, regions.c.name, seat.c.name.label("seat"))
                       .join(region_closure, region_closure.c.descendant_id == regions.c.id)
                       .outerjoin(seat, seat.c.id == regions.c.parent_id)
                       .where(region_closure.c.ancestor_id == region_id, regions.c.level != "village"),
                       connection).set_index("id")
    return rows["name"].where(rows["level"] != "township", rows["seat"].fillna("") + " " + rows["name"])


@hands_out(UNBUILT)
def unbuilt(connection: Connection, region_id: int, period: int, townships: list[int] | None = None) -> pd.DataFrame:
    """Villages and communities without any 妇女之家 at the end of the month, in code order: UNBUILT; only those of some
    townships where these are given. Not those of a county that keeps no register: of them nothing is known."""
    known = list_forms(connection)
    wanted = names_of(known, "")
    village, township, seat, city = (regions.alias(name) for name in ("village", "township", "seat", "city"))
    rows = (select(village.c.code, village.c.name.label("village"), village.c.kind, township.c.name.label("township"),
                   seat.c.name.label("county"), seat.c.id.label("seat"), city.c.name.label("city"))
            .join(region_closure, region_closure.c.descendant_id == village.c.id)
            .join(township, township.c.id == village.c.parent_id)
            .join(seat, seat.c.id == func.coalesce(village.c.county_id, township.c.parent_id))
            .outerjoin(city, (city.c.id == seat.c.parent_id) & (city.c.level == "city"))
            .where(region_closure.c.ancestor_id.in_([region_id] if townships is None else townships),
                   region_closure.c.descendant_level == "village", _without_home(village, wanted, period))
            .order_by(village.c.code))
    found = pd.read_sql(rows, connection)
    return found[found["seat"].isin(registered_seats(registers(connection), known, wanted))].reset_index(drop=True)


def unbuilt_townships(connection: Connection, region_id: int, period: int) -> list[int]:
    """The townships that have any village of `unbuilt`, in code order: no village is read beyond the first without a home."""
    known = list_forms(connection)
    wanted = names_of(known, "")
    village, township = regions.alias("village"), regions.alias("township")
    lacks = exists().where(village.c.parent_id == township.c.id, village.c.level == "village",
                           _without_home(village, wanted, period))
    rows = connection.execute(
        select(township.c.code, township.c.id, township.c.parent_id)
        .join(region_closure, region_closure.c.descendant_id == township.c.id)
        .where(region_closure.c.ancestor_id == region_id, region_closure.c.descendant_level == "township", lacks)).all()
    kept = registered_seats(registers(connection), known, wanted)
    return [town for _, town, seat in sorted(map(tuple, rows)) if seat in kept]


def _without_home(village: FromClause, wanted: list[str], period: int) -> ColumnElement[bool]:
    home = exists().where(sites.c.region_id == village.c.id, sites.c.form.in_(wanted), standing(period))
    return regions_in_use(period, village) & ~home


@hands_out(VILLAGES)
def villages_of(connection: Connection, township_id: int, period: int) -> pd.DataFrame:
    """A township's villages and communities in code order, and last itself: VILLAGES."""
    here = pd.read_sql(select(regions.c.id, regions.c.name, regions.c.kind).where(
        or_(regions.c.id == township_id, (regions.c.parent_id == township_id) & regions_in_use(period)))
        .order_by(regions.c.code), connection)
    here = pd.concat([here[here["id"] != township_id], here[here["id"] == township_id]])
    rows = pd.read_sql(select(sites.c.region_id, sites.c.form, sites.c.level, sites.c.opened, forms.c.domain)
                       .join(forms, forms.c.name == sites.c.form)
                       .where(sites.c.region_id.in_(here["id"].tolist()), standing(period))
                       .order_by(forms.c.id, sites.c.name), connection)
    home = rows["domain"] != "other"
    words = rows["form"].where(rows["level"].fillna("") == "", rows["form"] + "（" + rows["level"].fillna("") + "）")
    here["homes"] = here["id"].map(rows[home].groupby("region_id").size()).fillna(0).astype(int)
    here["forms"] = here["id"].map(words[home].groupby(rows["region_id"]).agg("、".join)).astype(object).fillna("")
    here["others"] = here["id"].map(rows.loc[~home, "form"].groupby(rows["region_id"]).agg("、".join)).astype(object).fillna("")
    here["since"] = here["id"].map(rows[home].groupby("region_id")["opened"].min())
    return here.reset_index(drop=True)


def built(rows: pd.DataFrame) -> tuple[int, int, float]:
    """Of villages (rows of `villages_of` without the township): how many, how many with a home, and these in %, NaN of none."""
    count, covered = len(rows), len(rows[rows["homes"] > 0])
    return count, covered, covered / count * 100 if count else float("nan")


def by_township(rows: pd.DataFrame) -> pd.DataFrame:
    """`unbuilt` township by township, in its order: county, township, number, villages (their names)."""
    groups = rows.groupby(["county", "township"], sort=False)["village"]
    return groups.agg(number="size", villages=list).reset_index()


def in_use(rows: pd.DataFrame) -> pd.Series:
    """homes and others of all of `register_files`."""
    return rows[["homes", "others"]].sum()


@hands_out(REGISTER_FILES)
def register_files(connection: Connection, region_id: int, period: int) -> pd.DataFrame:
    """Where the rows standing at the end of the month came from, in code order: REGISTER_FILES."""
    county = regions.alias("county")
    domain = forms.c.domain == "other"
    rows = pd.read_sql(
        select(county.c.code, county.c.name.label("seat"), *OF_FILE, domain.label("other"), func.count().label("n"))
        .join(batches, batches.c.id == sites.c.batch_id).join(county, county.c.id == sites.c.county_id)
        .join(forms, forms.c.name == sites.c.form)
        .join(region_closure, region_closure.c.descendant_id == sites.c.region_id)
        .where(region_closure.c.ancestor_id == region_id, standing(period))
        .group_by(county.c.code, county.c.name, *OF_FILE, domain), connection)
    other = rows["other"].astype(bool)
    rows = rows.assign(homes=rows["n"].where(~other, 0), others=rows["n"].where(other, 0))
    return rows.groupby(["code", "seat", *(column.name for column in OF_FILE)], as_index=False)[["homes", "others"]].sum()
