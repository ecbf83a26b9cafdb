"""原因与措施: what the units say of figures that lag, and which figures lag without a word."""

import pandas as pd
from sqlalchemy import Connection, select

from queries.frames import FLOAT, INT, INT_OR_NAN, TEXT_OR_NAN, TIME_OR_NAT, Frame, hands_out, of_schema
from queries.measures import ON_PACE
from queries.periods import between
from queries.privacy import ANYBODY, Viewer
from queries.rows import rows_of
from queries.schema import reasons
from queries.standing import standing

KEY = ["region_id", "indicator_id"]
LAGS = "滞后"
SAID = ("why", "measure", "due", "actor", "written_at")
REASONS = Frame(**of_schema(reasons))
EXPLAINED = Frame(
    region_id=INT, indicator_id=INT, as_of=INT("the period that it lags as of"), gap=FLOAT("与序时差, 百分点"),
    reason_id=INT_OR_NAN("the reason that stands; NaN: 滞后而未说明原因"), period=INT_OR_NAN("that it was given for"),
    why=TEXT_OR_NAN, measure=TEXT_OR_NAN, due=TIME_OR_NAT("完成时限"), actor=TEXT_OR_NAN("责任单位"), written_at=TIME_OR_NAT)


@hands_out(EXPLAINED)
def explained(connection: Connection, known: pd.DataFrame, viewer: Viewer = ANYBODY) -> pd.DataFrame:
    """Every figure that lags of a standing (queries.standing, as the viewer sees it), with the reason that stands for it, if any:
    EXPLAINED, in the standing's order.

    A reason stands from the period that it was given for until the figure is back on pace: the newest of the year's that was not
    taken back, of no later period than the figure is judged as of, and with no period on pace in between.
    """
    lagging = known.loc[known["status"] == LAGS, [*KEY, "as_of", "gap", "frequency"]].astype({"as_of": int})
    found = _given(connection, lagging)
    over = _back_on_pace(connection, found, viewer)
    final = lagging.merge(found[~over.to_numpy()].drop(columns=["as_of", "frequency"]), on=KEY, how="left")
    return final


def _given(connection: Connection, lagging: pd.DataFrame) -> pd.DataFrame:
    """The newest live reason of each of these figures that is of its year and no later than it is judged: KEY, as_of, frequency,
    reason_id, period, SAID."""
    years = lagging["as_of"] // 100
    first, last = (int(years.min()) * 100, int(lagging["as_of"].max())) if len(lagging) else (0, 0)
    rows = pd.read_sql(select(reasons.c.id.label("reason_id"), reasons.c.region_id, reasons.c.indicator_id, reasons.c.period,
                              *(reasons.c[name] for name in SAID)).where(
        reasons.c.withdrawn_at.is_(None), reasons.c.period.between(first, last),
        reasons.c.region_id.in_(lagging["region_id"].unique().tolist())), connection)
    rows = rows.astype({"region_id": int, "indicator_id": int, "period": int}).merge(
        lagging[[*KEY, "as_of", "frequency"]], on=KEY)
    rows = rows[(rows["period"] <= rows["as_of"]) & (rows["period"] // 100 == rows["as_of"] // 100)]
    return rows.sort_values("period", kind="stable").drop_duplicates(KEY, keep="last")


def _back_on_pace(connection: Connection, found: pd.DataFrame, viewer: Viewer) -> pd.Series:
    """Whether each figure was on pace at any period between the reason's and the one that it lags as of."""
    over = pd.Series(False, index=found.index)
    passed = {row.Index: between(row.period, row.as_of, row.frequency)[1:-1] for row in rows_of(found)}
    for period in sorted({one for some in passed.values() for one in some}):
        asked = found[[period in passed[row] for row in found.index]]
        then = standing(connection, asked["region_id"].unique().tolist(), period // 100, period % 100,
                        asked["indicator_id"].unique().tolist(), viewer)
        well = pd.MultiIndex.from_frame(then.loc[then["status"].isin(ON_PACE), KEY])
        over.loc[asked.index] |= pd.MultiIndex.from_frame(asked[KEY]).isin(well)
    return over


@hands_out(REASONS)
def list_reasons(connection: Connection, region_id: int, indicator_id: int, year: int) -> pd.DataFrame:
    """Everything that was ever said of a figure of the year (REASONS), what was taken back or put in other words too, the newest
    first."""
    return pd.read_sql(select(reasons).where(
        reasons.c.region_id == region_id, reasons.c.indicator_id == indicator_id,
        reasons.c.period.between(year * 100 + 1, year * 100 + 12)).order_by(reasons.c.id.desc()), connection)


def count_unexplained(frame: pd.DataFrame) -> int:
    """How many of EXPLAINED lag without a word."""
    return int(frame["reason_id"].isna().sum())
