"""Every place of the tree, villages too, and where some of them lie: what a search looks through, and what it says of them."""

from collections.abc import Collection

import pandas as pd
from sqlalchemy import Connection, func, select

from queries.frames import TEXT_OR_NAN, Frame, hands_out, of_schema
from queries.regions import depth
from queries.schema import region_closure, regions

OF_PLACE = (regions.c.id, regions.c.code, regions.c.level, regions.c.name)
PLACES = Frame("id", **of_schema(*OF_PLACE))
SEATS = Frame("id", **of_schema(*OF_PLACE), parent_code=TEXT_OR_NAN("of the region above"), parent=TEXT_OR_NAN("its name"),
              upper_code=TEXT_OR_NAN("of the one above that"), upper=TEXT_OR_NAN("its name"))


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
    frame = pd.read_sql(rows.order_by(regions.c.code), connection).set_index("id", drop=False)
    return frame.sort_values("level", key=depth, kind="stable")


@hands_out(SEATS)
def seats(connection: Connection, region_ids: list[int]) -> pd.DataFrame:
    """The regions with what they lie in (SEATS), by id."""
    parent, upper = regions.alias("parent"), regions.alias("upper")
    rows = (select(*OF_PLACE, parent.c.code.label("parent_code"), parent.c.name.label("parent"),
                   upper.c.code.label("upper_code"), upper.c.name.label("upper"))
            .outerjoin(parent, parent.c.id == regions.c.parent_id).outerjoin(upper, upper.c.id == parent.c.parent_id)
            .where(regions.c.id.in_(region_ids)))
    return pd.read_sql(rows, connection).set_index("id", drop=False)
