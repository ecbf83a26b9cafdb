"""What the reporting page asks: due cells, findings, names of units; kept by scope (and day, where a deadline matters)."""

from collections.abc import Mapping
from datetime import date

import pandas as pd

from pages.parts.shell import reference
from pages.parts.shell.cache import by_version
from pages.parts.shell.reference import ask
from pages.parts.shell.reported import due, findings, overall, owed  # noqa: F401 - the page asks for them here
from pages.parts.shell.scope import Scope
from queries import periods, reporting
from queries.quality import checks_of_quotations
from queries.quality import findings as quality


@by_version(64)
def rates(scope: Scope, today: date, *by: str) -> pd.DataFrame:
    return reporting.rates(due(scope, today), list(by))


@by_version(4)
def units(version: int) -> pd.DataFrame:
    """Counties and townships of the whole tree in official order, by id: name, level, place (here: the root's child)."""
    return pd.concat([ask(reporting.list_units, top) for top in reference.tops(version)])


@by_version(16)
def codes(version: int) -> Mapping[int, str]:
    """The code of each region that may be a place."""
    return {**reference.codes(version), **units(version)["code"].to_dict()}


@by_version(64)
def names(version: int) -> Mapping[int, str]:
    """The name of each region, as it is: for where its county is plain."""
    return reference.tree(version)["name"].to_dict() | units(version)["name"].to_dict()


@by_version(64)
def labels(version: int) -> Mapping[int, str]:
    """What each region is called: a township with its county before it."""
    named, below = names(version), units(version)
    towns = below[below["level"] == "township"]
    return {**named, **{unit: f"{named[place]} {named[unit]}" for unit, place in towns["place"].items()
                        if place in named and place != unit}}


def deadline_day(version: int) -> int:
    return int(reference.settings(version).get("deadline_day", 10))


def deadline(version: int, period: int) -> date:
    return periods.deadline(period, deadline_day(version))


@by_version(4)
def rules(version: int) -> pd.DataFrame:
    return ask(quality.list_rules)


@by_version(4)
def confirmations(version: int) -> pd.DataFrame:
    found, known = ask(quality.list_confirmations), reference.seen(version)
    return found if known is None else found[found["region_id"].isin(known)]


@by_version(64)
def recent(version: int, region: int, indicator: int, period: int) -> pd.DataFrame:
    return ask(quality.recent, region, indicator, period)


@by_version(4)
def quotations(version: int) -> pd.DataFrame:
    return ask(checks_of_quotations.quoted_findings)
