"""The catalogue that this program ships, as one version: its indicators, actions and rules, by what the database calls them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from data.reference.catalogue import FOLDER, read
from data.write.shipped import Difference, differences, keep_base
from queries.schema import actions, indicators, regions, rules

VERSION = "catalogue_version.txt"
TABLES = {"indicators": indicators, "actions": actions, "rules": rules}
Rows = Mapping[tuple[str, str], Mapping[str, Any]]


@dataclass(frozen=True)
class Release:
    """rows: (indicators, actions or rules; code) -> its fields, an indicator's `action` by code."""

    version: str
    rows: Rows


def read_release(connection: Connection, folder: Path = FOLDER) -> Release:
    """What this program ships, as it would have filled this database: below a province the counties report everything."""
    level = connection.scalar(select(regions.c.level).where(regions.c.parent_id.is_(None)))
    rows = {}
    for kind, table in TABLES.items():
        for row in read(folder / f"{kind}.csv", table).to_dict("records"):
            fields = {str(name): plain(value) for name, value in row.items()}
            if kind == "indicators" and level == "province":
                fields["report_level"] = "county"
            rows[kind, str(fields["code"])] = fields
    return Release((folder / VERSION).read_text("utf-8").strip(), rows)


def shipped_version() -> str:
    return (FOLDER / VERSION).read_text("utf-8").strip()


def offered(connection: Connection) -> tuple[Release, list[Difference]]:
    """What this program ships, and how the database's catalogue differs from it."""
    release = read_release(connection)
    return release, differences(connection, release.version, release.rows)


def keep_shipped(connection: Connection) -> None:
    """Keeps what this program ships as what the database was made from."""
    release = read_release(connection)
    keep_base(connection, release.version, release.rows)


def plain(value: Any) -> Any:
    """As JSON keeps it: nothing for what is missing, a whole number without a point, so that two are the same when they say the
    same."""
    if value is None or value != value:
        return None
    if isinstance(value, bool | str):
        return value
    value = value.item() if hasattr(value, "item") else value
    return int(value) if isinstance(value, float) and value.is_integer() else value
