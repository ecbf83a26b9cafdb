"""As of which data version each region's figures are, so that a change elsewhere leaves its answers as they are."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd
from sqlalchemy import Connection, select

from queries.schema import region_versions, settings

JUDGED_BY = ("judge_coverage", "lag_threshold")
"""What answers about regions take from the settings, which may be changed by hand."""

ANSWERS, DRAWS = ("queries",), ("data", "pages", "queries")
"""What works answers out, and what draws a page of them."""


@dataclass(frozen=True)
class State:
    """versions: region → the data version of the last write that its answers may depend on: to what lies in it, or to what is
    everybody's. made_by: what works answers out, the program and the settings that it goes by."""

    versions: dict[int, int]
    made_by: str


def state_of(connection: Connection, region_ids: list[int]) -> State:
    """Of these regions, as of this connection's moment."""
    keys = ("data_version", "data_version_counted", "data_version_whole", *JUDGED_BY)
    held = dict(connection.execute(select(settings.c.key, settings.c.value).where(settings.c.key.in_(keys))).all())
    made_by = hashlib.sha256(repr((program(), *(held.get(key) for key in JUDGED_BY))).encode()).hexdigest()[:16]
    now = int(held["data_version"])
    if held.get("data_version_counted") != held["data_version"]:  # another program has written, and nobody knows where
        return State(dict.fromkeys(region_ids, now), made_by)
    whole = int(held.get("data_version_whole", now))
    told = dict(connection.execute(select(region_versions.c.region_id, region_versions.c.version).where(
        region_versions.c.region_id.in_(region_ids))).all())
    return State({region: max(whole, told.get(region, 0)) for region in region_ids}, made_by)


def only_figures(held: Mapping[str, str], since: int) -> bool:
    """Whether nothing but figures that were reported, and what is said about them, can have changed since that data version: not
    what figures there are, of which regions, what they are measured by and who sees what. held: the settings of now."""
    if held.get("data_version_counted") != held["data_version"]:
        return False
    return int(held.get("data_version_rules", held.get("data_version_whole", held["data_version"]))) <= since


@cache
def program(rooms: tuple[str, ...] = ANSWERS) -> str:
    """A fingerprint of the code in these folders, and of pandas."""
    found, home = hashlib.sha256(pd.__version__.encode()), Path(__file__).parents[1]
    for path in sorted(path for room in rooms for path in (home / room).rglob("*.py")):
        found.update(path.read_bytes())
    return found.hexdigest()
