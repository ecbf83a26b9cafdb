"""What goes to a closed unit's successor with it: its 妇女之家, and the targets of the years to come. (The year's own target
counts with the successor's as long as the year is looked at: queries/targets.py.)"""

import pandas as pd
from sqlalchemy import Connection, or_, select

from data.write.actor import Actor
from data.write.bulk import read_by_ids
from data.write.ledger import KEY, write
from data.write.sites import FIELDS, write_sites
from data.write.tree.checks import later_targets
from data.write.tree.plan import Change
from queries.schema import indicators, region_successions, regions, sites


def carry_sites(connection: Connection, change: Change, batch_id: int, actor: Actor) -> int:
    """The register of a unit that ends: what stands then ends with it, and goes on in the successor from the month on; what was
    to open later is the successor's alone. Where nobody follows, it ends. How many."""
    closed = pd.Series(list(change.moves), dtype=int)
    rows = select(sites).where(or_(sites.c.closed.is_(None), sites.c.closed > change.period))
    held = read_by_ids(connection, rows, sites.c.region_id, closed).astype(object)
    if held.empty:
        return 0
    held = held.assign(site_id=held["id"], to=held["region_id"].map(change.moves), county_id=None)
    begun, followed = ~pd.to_numeric(held["opened"]).ge(change.period), held["to"].notna()
    goes_on = held.assign(region_id=held["to"])
    copies = goes_on[begun & followed].assign(site_id=None, opened=change.period)
    parts = [held[begun].assign(closed=change.period), goes_on[~begun & followed], _apart(connection, copies)]
    rows = pd.concat([part for part in parts if len(part)] or [held.iloc[:0]], ignore_index=True)[[*FIELDS, "site_id"]]
    if len(rows):
        write_sites(connection, rows.astype({"region_id": int, "site_id": float}), batch_id, actor)
    return len(held)


def _apart(connection: Connection, copies: pd.DataFrame) -> pd.DataFrame:
    """Named after where it stood, where the successor has one of its name, or two come in with the same."""
    if copies.empty:
        return copies
    key = ["region_id", "form", "name"]
    there = read_by_ids(connection, select(*(sites.c[name] for name in key)), sites.c.region_id, copies["region_id"])
    taken = copies.duplicated(key, keep=False) | pd.MultiIndex.from_frame(copies[key]).isin(pd.MultiIndex.from_frame(there[key]))
    names = dict(connection.execute(select(regions.c.id, regions.c.name).where(
        regions.c.id.in_(connection.execute(select(region_successions.c.from_id)).scalars().all()))).all())
    origin = read_by_ids(connection, select(sites.c.id, sites.c.region_id), sites.c.id, copies["id"]).set_index("id")["region_id"]
    was = copies["id"].map(origin).map(lambda number: names.get(number, ""))
    copies.loc[taken, "name"] = (copies["name"] + "（原" + was + "）").str[:64]
    return copies


def carry_targets(connection: Connection, change: Change, batch_id: int, actor: Actor) -> int:
    """Targets of later years go to the successor, a flow's and a stock's added to its own; a ratio's stays the successor's."""
    held = later_targets(connection, list(change.moves), change.period // 100)
    if held.empty:
        return 0
    ratios = set(connection.execute(select(indicators.c.id).where(indicators.c.kind == "ratio")).scalars())
    gone = held.assign(value=float("nan"))
    over = held.assign(region_id=held["region_id"].map(change.moves))
    over = over[over["region_id"].notna() & ~over["indicator_id"].isin(ratios)]
    own = later_targets(connection, over["region_id"].unique().tolist(), change.period // 100)
    own = own.merge(over[KEY].drop_duplicates(), on=KEY)
    sums = pd.concat([over, own]).groupby(KEY, as_index=False)["value"].sum()
    write(connection, "targets", pd.concat([gone, sums], ignore_index=True)[[*KEY, "value"]], batch_id, actor)
    return len(held)
