"""Assessment schemes (考核方案) and the weights in force: what counts in a score, and how much."""

import pandas as pd
from sqlalchemy import Connection, func, select

from queries.frames import FLOAT, INT, INT_OR_NAN, TEXT, Frame, hands_out, of_schema
from queries.privacy import shown_at
from queries.regions import depth
from queries.schema import LEVELS, batches, indicators, revisions, schemes, weights

ORIGINS = ("own", "earlier", "catalogue")
SCHEMES = Frame("id", **of_schema(schemes))
WEIGHTS = Frame(indicator_id=INT, weight=FLOAT("分"), origin=TEXT("one of ORIGINS"),
                since=INT_OR_NAN("the year that it was set for; NaN for the catalogue's"))
OF_CHANGE = (revisions.c.batch_id, revisions.c.indicator_id, revisions.c.old_value, revisions.c.new_value,
             batches.c.actor, batches.c.note, batches.c.committed_at, batches.c.undone_at, batches.c.undone_by)
WEIGHT_CHANGES = Frame(**of_schema(*OF_CHANGE))


@hands_out(SCHEMES)
def list_schemes(connection: Connection) -> pd.DataFrame:
    """One row a scheme: all columns of the table (SCHEMES), indexed by id."""
    return SCHEMES.read(connection, select(schemes).order_by(schemes.c.id))


@hands_out(WEIGHTS)
def weights_in_force(connection: Connection, scheme_id: int, year: int) -> pd.DataFrame:
    """What every indicator weighs in the year (WEIGHTS), catalogue order.

    An indicator without a weight of its own in the year (origin own) takes the scheme's newest one of the years before
    (earlier), else the catalogue's (catalogue).
    """
    newest = (select(weights.c.indicator_id, func.max(weights.c.year).label("since"))
              .where(weights.c.scheme_id == scheme_id, weights.c.year <= year).group_by(weights.c.indicator_id).subquery())
    stated = pd.read_sql(
        select(weights.c.indicator_id, weights.c.value, weights.c.year.label("since"))
        .join(newest, (newest.c.indicator_id == weights.c.indicator_id) & (newest.c.since == weights.c.year))
        .where(weights.c.scheme_id == scheme_id), connection).set_index("indicator_id").astype(float)
    catalogue = pd.read_sql(select(indicators.c.id, indicators.c.weight).order_by(indicators.c.id), connection)
    found = stated.reindex(catalogue["id"])
    final = pd.DataFrame({
        "indicator_id": catalogue["id"], "since": found["since"].to_numpy(),
        "weight": found["value"].fillna(catalogue.set_index("id")["weight"]).to_numpy(dtype=float)})
    final["origin"] = final["since"].map(lambda since: "own" if since == year else "earlier", na_action="ignore")
    final["origin"] = final["origin"].astype(object).fillna("catalogue")
    return final


def weighable(catalogue: pd.DataFrame, level: str) -> pd.Series:
    """Which indicators of the catalogue a scheme of that level can score at all: neutral ones have no verdict, one that is
    reported above the level is nobody's there, and nothing personal is known below the county."""
    reported = depth(catalogue["report_level"]) >= LEVELS.index(level)
    return (catalogue["direction"] != "neutral") & reported & shown_at(catalogue, level)


def add_up(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, float]:
    """What weights (rows with action_id and weight) come to: the rows with share (of all, a fraction; NaN where all weigh
    nothing); by action (index action_id) weight, share and number (of indicators); and the weight of all."""
    total = float(rows["weight"].sum())
    rows = rows.assign(share=rows["weight"] / total if total else float("nan"))
    by_action = rows.groupby("action_id").agg(weight=("weight", "sum"), number=("weight", "size"))
    by_action["share"] = by_action["weight"] / total if total else float("nan")
    return rows, by_action, total


@hands_out(WEIGHT_CHANGES)
def weight_changes(connection: Connection, scheme_id: int, year: int) -> pd.DataFrame:
    """Every change of the year's weights, newest batch first, catalogue order within: WEIGHT_CHANGES."""
    rows = (select(*OF_CHANGE)
            .join(batches, batches.c.id == revisions.c.batch_id)
            .where(revisions.c.table == "weights", revisions.c.region_id == scheme_id, revisions.c.period == year)
            .order_by(revisions.c.batch_id.desc(), revisions.c.indicator_id))
    return pd.read_sql(rows, connection)
