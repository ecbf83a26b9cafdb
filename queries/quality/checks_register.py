"""Rules about the register of 妇女之家: each check is called as (connection, year, month, ids of the
units it is about, None: all) and hands out FOUND."""

import pandas as pd
from sqlalchemy import Connection, or_, select

from queries.catalogue import in_year, list_indicators
from queries.frames import hands_out
from queries.homes.agreement import DISAGREEMENTS, disagreements
from queries.homes.coverage import HOMES, list_forms
from queries.homes.points import misplaced
from queries.privacy import personal
from queries.schema import regions, sites

FEW_UNITS = 100
"""A county's, with its townships; and those above the counties."""
FOUND = DISAGREEMENTS
"""What a check hands out."""


@hands_out(FOUND)
def register(connection: Connection, year: int, month: int, unit_ids: list[int] | None = None) -> pd.DataFrame:
    """A unit's report and its register differ; nothing of what is personal."""
    found, catalogue = disagreements(connection, year, month, unit_ids), list_indicators(connection)
    return found[~found["indicator_id"].map(personal(catalogue)).astype(bool)]


@hands_out(FOUND)
def point(connection: Connection, year: int, month: int, unit_ids: list[int] | None = None) -> pd.DataFrame:
    """Sites opened by the month whose point lies outside their county, a row a township (or county) and indicator: value is
    how many, period the year, for they stay there until somebody moves them.

    The indicator, of those that there are in the year, is the one that counts the form, else one of its category, else 妇女之家.
    """
    # Of a city's many units it is not worth while to ask of them alone.
    wrong = misplaced(connection, unit_ids if unit_ids is not None and len(unit_ids) <= FEW_UNITS else None)
    catalogue, known = in_year(list_indicators(connection), year), list_forms(connection).set_index("name")
    known = known.assign(indicator_id=known["indicator_id"].where(known["indicator_id"].isin(catalogue["id"])))
    homes = catalogue.loc[catalogue["code"] == HOMES, "id"]
    rows = pd.read_sql(
        select(sites.c.id, sites.c.form, regions.c.level, regions.c.parent_id).join(regions, regions.c.id == sites.c.region_id)
        .where(sites.c.id.in_(wrong["site_id"].tolist()), or_(sites.c.opened.is_(None), sites.c.opened <= year * 100 + month)),
        connection)
    rows = rows.merge(wrong, left_on="id", right_on="site_id")
    rows["region_id"] = rows["parent_id"].where(rows["level"] == "village", rows["region_id"]).astype(int)
    of_category = known.groupby("category")["indicator_id"].first()
    own = rows["form"].map(known["indicator_id"]).astype(float)
    rows["indicator_id"] = own.fillna(rows["form"].map(known["category"]).map(of_category).astype(float)).fillna(
        homes.iloc[0] if len(homes) else float("nan"))
    rows = rows.dropna(subset="indicator_id").astype({"indicator_id": int})
    rows = rows if unit_ids is None else rows[rows["region_id"].isin(unit_ids)]
    counted = rows.groupby(["region_id", "indicator_id"], as_index=False).agg(value=("id", "size"), words=("words", "；".join))
    return counted.assign(period=year, expected=0.0, value=counted["value"].astype(float))
