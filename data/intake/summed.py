"""Sums of what units below report, taken because a person said so: never beside those units' own figures, which would count
twice."""

import pandas as pd
from sqlalchemy import Connection, select

from data.intake.draft import Draft, Finding
from data.intake.sheets import shown
from data.write.ledger import KEY
from queries.regions import ABOVE_VILLAGES
from queries.schema import observations, region_closure


def counted_below(connection: Connection, draft: Draft, summed: list[tuple[int, int, int]]) -> list[Finding]:
    """A refusal for each such cell whose parts are in the database or in the same file; the cell is taken out of the draft."""
    cells = draft.cells["observations"]
    if not summed or cells.empty:
        return []
    totals = pd.DataFrame(summed, columns=KEY).drop_duplicates()
    below = pd.read_sql(select(region_closure.c.ancestor_id, region_closure.c.descendant_id).where(
        region_closure.c.ancestor_id.in_(totals["region_id"].unique().tolist()), ABOVE_VILLAGES,
        region_closure.c.descendant_id != region_closure.c.ancestor_id), connection)
    held = pd.read_sql(select(*(observations.c[name] for name in KEY)).where(
        observations.c.region_id.in_(below["descendant_id"].tolist()),
        observations.c.period.in_(totals["period"].unique().tolist()),
        observations.c.indicator_id.in_(totals["indicator_id"].unique().tolist())), connection)
    parts = pd.concat([held, cells[KEY].astype(int)]).merge(below, left_on="region_id", right_on="descendant_id")
    counted = set(zip(parts["ancestor_id"], parts["period"], parts["indicator_id"], strict=True)) & set(summed)
    wrong = [tuple(map(int, key)) in counted for key in cells[KEY].itertuples(index=False)]
    draft.cells["observations"] = cells[[not one for one in wrong]].reset_index(drop=True)
    return [Finding(str(row.sheet), int(row.row), row.column, shown(row.value), "下级已经分别报了这一期的数，再收合计数就重复了",
                    "refused")
            for row in cells[wrong].itertuples()]
