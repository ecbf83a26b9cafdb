"""What the target desk needs beside a standing: who lies below a region, and how targets of parts and whole compare."""

from collections.abc import Sequence

import pandas as pd
from sqlalchemy import Connection, select

from queries.frames import FLOAT, FLOAT_OR_NAN, INT, TEXT, TEXT_OR_NAN, Frame, hands_out, of_schema
from queries.regions import in_use
from queries.schema import batches, indicators, region_closure, regions, revisions
from queries.targets import list_targets

KEY = ["region_id", "indicator_id"]
OF_PLACE = (regions.c.id, regions.c.code, regions.c.name, regions.c.level)
PLACES = Frame(**of_schema(*OF_PLACE))
SUMS = Frame(region_id=INT, indicator_id=INT, below=FLOAT("sum of the targets of the regions directly below"),
             parts=INT("how many of these have one"))
FAMILY = Frame(role=TEXT("parent, self, sibling or child"), region_id=INT, name=TEXT, target=FLOAT_OR_NAN("the one in force"),
               origin=TEXT_OR_NAN("own, children or parent, see queries.targets"))
OF_BATCH = (batches.c.id, batches.c.file_name, batches.c.actor, batches.c.note, batches.c.committed_at, batches.c.rows,
            batches.c.undone_at, batches.c.undone_by)
RECENT_BATCHES = Frame(**of_schema(*OF_BATCH))


@hands_out(PLACES)
def list_places(connection: Connection, region_id: int, period: int) -> pd.DataFrame:
    """The regions directly below that are in use at the month (PLACES) in official (code) order, villages left out."""
    rows = select(*OF_PLACE).where(
        regions.c.parent_id == region_id, regions.c.level != "village", in_use(period)).order_by(regions.c.code)
    return pd.read_sql(rows, connection)


@hands_out(SUMS)
def sums_below(connection: Connection, year: int, region_ids: list[int]) -> pd.DataFrame:
    """What the targets of the regions directly below each region come to (SUMS). Only what adds up: no ratios, nothing that is
    judged region by region."""
    additive = connection.execute(select(indicators.c.id).where(indicators.c.kind != "ratio", indicators.c.additive)).scalars()
    below = connection.execute(select(regions.c.id, regions.c.parent_id).where(
        regions.c.parent_id.in_(region_ids), regions.c.level != "village")).all()
    known = list_targets(connection, year, list(additive), [region for region, _ in below])
    above = known.assign(region_id=known["region_id"].map(dict(below)).astype(int))  # no rows have no type
    return above.groupby(KEY, as_index=False).agg(below=("target", "sum"), parts=("target", "size"))


def together(known: pd.DataFrame, said: pd.DataFrame, sums: pd.DataFrame) -> pd.DataFrame:
    """A standing with the same cells' forecast and `sums_below`, and ends: the forecast as a fraction of the target (NaN of
    0). miss is False where there is nothing to miss."""
    final = known.merge(said.drop(columns="as_of"), on=KEY, how="left").merge(sums, on=KEY, how="left")
    final["ends"] = final["forecast"] / final["target"].where(final["target"] != 0)
    final["miss"] = final["miss"].eq(True)
    return final


def totals(rows: pd.DataFrame) -> dict:
    """What rows of the desk come to: rows, indicators, regions, miss (counts), and a count for every status that occurs."""
    return {"rows": len(rows), "indicators": rows["indicator_id"].nunique(), "regions": rows["region_id"].nunique(),
            "miss": int(rows["miss"].sum())} | rows["status"].value_counts().to_dict()


def family_sums(kin: pd.DataFrame, value: float) -> dict[str, tuple[int, float]]:
    """What the targets of a `family` add up to, were the cell's own `value`: role -> how many have one, and their sum; of
    child, and of sibling, which the cell itself is counted among."""
    stated = kin.dropna(subset="target").groupby("role")["target"].agg(["size", "sum"])
    stated = stated.reindex(["child", "sibling"], fill_value=0)
    return {"child": (int(stated.at["child", "size"]), float(stated.at["child", "sum"])),
            "sibling": (int(stated.at["sibling", "size"]) + 1, float(stated.at["sibling", "sum"] + value))}


def times_off(value: float, held: float) -> float:
    """How many times the one before a new target is (below 1: a part of it), where that is so far off that the unit may be
    mistaken; else NaN."""
    if pd.isna(held) or held <= 0 or value <= 0 or 0.05 < value / held < 20:
        return float("nan")
    return value / held


@hands_out(FAMILY)
def family(connection: Connection, region_id: int, indicator_id: int, year: int) -> pd.DataFrame:
    """The targets in force around one cell (FAMILY), in official order within each role."""
    own = connection.execute(select(regions.c.parent_id).where(regions.c.id == region_id)).scalar_one()
    near = regions.c.id.in_([region_id, own]) if own else regions.c.id == region_id
    kin = near | (regions.c.parent_id == region_id) | ((regions.c.parent_id == own) if own else False)
    rows = pd.read_sql(select(regions.c.id.label("region_id"), regions.c.parent_id, regions.c.name).where(
        kin, regions.c.level != "village").order_by(regions.c.code), connection)
    stated = list_targets(connection, year, [indicator_id], rows["region_id"].tolist())
    rows = rows.merge(stated, on="region_id", how="left")
    rows["role"] = "sibling"
    rows.loc[rows["parent_id"] == region_id, "role"] = "child"
    rows.loc[rows["region_id"] == region_id, "role"] = "self"
    rows.loc[rows["region_id"] == own, "role"] = "parent"
    return rows


@hands_out(RECENT_BATCHES)
def recent_batches(connection: Connection, tables: list[str], limit: int, within: Sequence[int] | None = None) -> pd.DataFrame:
    """The newest edits of these tables (RECENT_BATCHES), never the demo, newest first. within: only those that touch nothing
    outside these regions."""
    touched = select(revisions.c.batch_id).where(revisions.c.table.in_(tables)).distinct()
    if within is not None:
        inside = select(region_closure.c.descendant_id).where(region_closure.c.ancestor_id.in_(within))
        touched = touched.where(revisions.c.batch_id.not_in(select(revisions.c.batch_id).where(
            revisions.c.table.in_(tables), revisions.c.region_id.not_in(inside))))
    rows = select(*OF_BATCH).where(batches.c.id.in_(touched), batches.c.kind != "demo").order_by(batches.c.id.desc()).limit(limit)
    return pd.read_sql(rows, connection)
