"""Whose kept answers a change of the tree ends."""

from collections.abc import Iterable

from sqlalchemy import Connection

from data.write.region_versions import touch_all, touch_regions
from data.write.settings import put_settings
from queries.database import data_version


def touch_tree(connection: Connection, rows: dict[int, dict], touched: Iterable[int]) -> None:
    """Villages count where they lie; of anything else targets, reports due and comparisons change all over."""
    if rows and all(row["level"] == "village" for row in rows.values()):
        touch_regions(connection, touched)
        put_settings(connection, data_version_rules=str(data_version(connection)))
    else:
        touch_all(connection)
