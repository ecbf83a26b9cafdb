"""Every place of the tree, villages too, what they were called and who followed them, and where some of them lie: what a search
looks through, and what it says of them."""

from collections.abc import Collection

import pandas as pd
from sqlalchemy import Connection, func, select

from queries.frames import INT, INT_OR_NAN, TEXT, TEXT_OR_NAN, Frame, hands_out, of_schema
from queries.regions import depth
from queries.schema import region_closure, region_names, regions
from queries.succession import list_successions

OF_PLACE = (regions.c.id, regions.c.code, regions.c.level, regions.c.name)
PLACES = Frame("id", **of_schema(*OF_PLACE))
SEATS = Frame("id", **of_schema(*OF_PLACE), parent_code=TEXT_OR_NAN("of the region above"), parent=TEXT_OR_NAN("its name"),
              upper_code=TEXT_OR_NAN("of the one above that"), upper=TEXT_OR_NAN("its name"))

FORMER = Frame(region_id=INT("in use"), name=TEXT("a former name or an alias, a predecessor's too"),
               from_id=INT_OR_NAN("the predecessor, where it is its name"), code=TEXT("its code; empty"),
               words=TEXT("how that name and the region go together"))
ENDED = {"merged": "并入", "moved": "划转", "split": "拆分"}


@hands_out(PLACES)
def list_places(connection: Connection, below: Collection[int] | None = None, most: int | None = None) -> pd.DataFrame:
    """PLACES, the highest level first, each in official (code) order. below: only these regions and what lies below them.
    most: where there are more (a whole country's), the villages are left out."""
    rows = select(*OF_PLACE)
    if below is not None:
        rows = rows.where(regions.c.id.in_(select(region_closure.c.descendant_id).where(
            region_closure.c.ancestor_id.in_(below))))
    if most is not None and (connection.scalar(select(func.count()).select_from(rows.subquery())) or 0) > most:
        rows = rows.where(regions.c.level != "village")
    frame = PLACES.read(connection, rows.order_by(regions.c.code))
    return frame.sort_values("level", key=depth, kind="stable")


@hands_out(SEATS)
def seats(connection: Connection, region_ids: list[int]) -> pd.DataFrame:
    """The regions with what they lie in (SEATS), by id."""
    parent, upper = regions.alias("parent"), regions.alias("upper")
    rows = (select(*OF_PLACE, parent.c.code.label("parent_code"), parent.c.name.label("parent"),
                   upper.c.code.label("upper_code"), upper.c.name.label("upper"))
            .outerjoin(parent, parent.c.id == regions.c.parent_id).outerjoin(upper, upper.c.id == parent.c.parent_id)
            .where(regions.c.id.in_(region_ids)))
    return SEATS.read(connection, rows)


@hands_out(FORMER)
def list_former(connection: Connection) -> pd.DataFrame:
    """What units in use are and were called beside their names, and the names of units that ended with who follows them, however
    many steps later: FORMER."""
    ended = {row.id: row for row in connection.execute(
        select(regions.c.id, regions.c.code, regions.c.name).where(regions.c.valid_to.is_not(None)))}
    known = list_successions(connection)
    steps = {int(number): rows for number, rows in known[known["from_id"].isin(ended)].groupby("from_id")}

    def now(number: int) -> list[int]:
        if number not in ended:
            return [number]
        return list(dict.fromkeys(one for to in steps[number]["to_id"] for one in now(int(to)))) if number in steps else []

    told = []
    for number, rows in steps.items():
        last, row = rows.iloc[-1], ended[number]
        words = f"原{row.name}，{last['period'] // 100}年{last['period'] % 100}月{ENDED[last['kind']]}"
        told += [(one, row.name, number, row.code, words) for one in now(number)]
    for row in connection.execute(select(region_names).order_by(region_names.c.id)):
        told += [(one, row.name, None, "", f"{'又称' if row.until is None else '原'}{row.name}") for one in now(row.region_id)]
    return pd.DataFrame(told, columns=list(FORMER.columns)).astype({"from_id": float})
