"""The coverage of a region out of its children's: after a change in one county no other register is looked at again."""

import pandas as pd
from sqlalchemy import Connection, select

from queries.frames import hands_out
from queries.homes.coverage import COVERAGE, add_rate, own_coverage
from queries.schema import regions


def children_of(connection: Connection, region_ids: list[int]) -> dict[int, list[int]]:
    """The children from counties up of each of the regions that has any."""
    rows = connection.execute(select(regions.c.parent_id, regions.c.id).where(
        regions.c.parent_id.in_(region_ids), regions.c.level.in_(("province", "city", "county"))).order_by(regions.c.id))
    found: dict[int, list[int]] = {}
    for parent, child in rows:
        found.setdefault(parent, []).append(child)
    return found


@hands_out(COVERAGE)
def coverage_of(connection: Connection, region_id: int, period: int, parts: pd.DataFrame) -> pd.DataFrame:
    """`coverage` of the region. parts: that of all its children (`children_of`)."""
    sums = own_coverage(connection, region_id, period) + parts[["villages", "covered", "unregistered"]].sum()
    return add_rate(pd.DataFrame([sums], index=[region_id]))
