"""Plans in force: how much of a year's work a region should have done by each month. SEMANTICS.md, 序时进度."""

import pandas as pd
from sqlalchemy import Connection, select

from queries.again import once
from queries.frames import INT, TEXT, Frame, hands_out
from queries.regions import depth
from queries.schema import plans, region_closure, regions

PLANS = Frame(region_id=INT, indicator_id=INT, plan=TEXT("twelve cumulative shares separated by commas, as in the catalogue"),
              stated_by=INT("the region whose plan it is"))


@once
@hands_out(PLANS)
def list_plans(connection: Connection, year: int, region_ids: list[int]) -> pd.DataFrame:
    """The plan stated for the year, of every region asked × indicator that has one: PLANS.

    A region without a plan of its own follows its nearest ancestor's. One that lacks a month is no plan. Where there is no
    row the catalogue's plan holds, else month / 12 (queries.periods.plan_share).
    """
    rows = pd.read_sql(
        select(region_closure.c.descendant_id.label("region_id"), plans.c.indicator_id, plans.c.period, plans.c.value,
               plans.c.region_id.label("stated_by"), regions.c.level)
        .join(region_closure, region_closure.c.ancestor_id == plans.c.region_id)
        .join(regions, regions.c.id == plans.c.region_id)
        .where(region_closure.c.descendant_id.in_(region_ids), plans.c.period.between(year * 100 + 1, year * 100 + 12))
        .order_by(plans.c.period), connection)
    stated = rows.groupby(["region_id", "indicator_id", "stated_by", "level"])["value"].agg(
        [len, lambda shares: ",".join(repr(float(share)) for share in shares)]).set_axis(["months", "plan"], axis=1)
    whole = stated[stated["months"] == 12].reset_index()
    nearest = whole.sort_values("level", key=depth, kind="stable").drop_duplicates(
        ["region_id", "indicator_id"], keep="last")
    return nearest.sort_values(["region_id", "indicator_id"], ignore_index=True)
