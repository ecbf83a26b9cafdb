"""Which regions' figures a write changes, so that nobody works the others' out anew: each has the data version of the last
change to its own or anything below it. Part of a write's transaction, after it has raised the data version."""

from collections.abc import Iterable

import pandas as pd
from sqlalchemy import Connection, delete, insert, select

from data.write.bulk import CHUNK, read_by_ids
from data.write.settings import put_settings
from queries.catalogue import list_indicators, parts, with_part_kinds
from queries.database import data_version
from queries.schema import region_closure, region_versions, regions, rollups
from queries.succession import read_lineage


def touch_all(connection: Connection) -> None:
    """Every region's figures may be others, by other rules: a target is handed down and up, a plan down."""
    now = str(data_version(connection))
    put_settings(connection, data_version_whole=now, data_version_rules=now)


def touch_regions(connection: Connection, region_ids: Iterable[int]) -> None:
    """Those of the regions, of who has taken over their work, and of all they lie in are."""
    region_ids = set(region_ids)
    region_ids |= read_lineage(connection).after(region_ids)
    above = read_by_ids(connection, select(region_closure.c.ancestor_id), region_closure.c.descendant_id,
                        pd.Series(list(region_ids), dtype=float))["ancestor_id"]
    ids, version = [int(region) for region in above.unique()], data_version(connection)
    for start in range(0, len(ids), CHUNK):
        some = ids[start:start + CHUNK]
        connection.execute(delete(region_versions).where(region_versions.c.region_id.in_(some)))
        connection.execute(insert(region_versions), [{"region_id": region, "version": version} for region in some])


def touch_cells(connection: Connection, cells: pd.DataFrame) -> None:
    """Those that observations count in are, once these are written and summed up: region_id, period, indicator_id, value (NaN:
    taken away), old_batch_id (missing: there was none)."""
    if _is_alone(connection, cells):
        put_settings(connection, data_version_whole=str(data_version(connection)))
    else:
        touch_regions(connection, cells["region_id"].unique())


def _is_alone(connection: Connection, cells: pd.DataFrame) -> bool:
    """Whether a period of a stock came or went with the cells: every region has a roll-up of each that anyone reported, and of a
    ratio that is made of one (data/write/sums.py)."""
    catalogue = with_part_kinds(list_indicators(connection))
    carried = set(catalogue.loc[catalogue["kind"] == "stock", "code"])
    for ratio in catalogue[catalogue["kind"] == "ratio"].itertuples():
        made_of = {*parts(ratio.numerator), *parts(ratio.denominator)}
        carried |= made_of if "stock" in (ratio.numerator_kind, ratio.denominator_kind) else set()
    wanted = catalogue[catalogue["code"].isin(carried)]
    cells = cells[cells["indicator_id"].isin(wanted["id"])]
    moved = cells[cells["old_batch_id"].isna() != cells["value"].isna()]
    if moved.empty:
        return False
    if not wanted.loc[wanted["id"].isin(moved["indicator_id"]), "additive"].all():  # whose reports are not counted above
        return True
    pairs = ["period", "indicator_id"]
    roots, periods = select(regions.c.id).where(regions.c.parent_id.is_(None)), [int(one) for one in moved["period"].unique()]
    reports = (rollups.c.held - rollups.c.carried).label("reports")
    found = pd.read_sql(select(rollups.c.period, rollups.c.indicator_id, reports).where(
        rollups.c.region_id.in_(roots), rollups.c.period.in_(periods)), connection).groupby(pairs)["reports"].sum()
    ours = cells[cells["value"].notna()].groupby(pairs).size()
    at = pd.MultiIndex.from_frame(moved[pairs].drop_duplicates().astype(int))
    return bool((found.reindex(at).fillna(0) <= ours.reindex(at).fillna(0)).any())
