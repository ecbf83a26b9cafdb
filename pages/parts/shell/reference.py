"""What is known by the data's version alone, and by who looks."""

from collections.abc import Mapping
from datetime import date

import pandas as pd

from data import clock
from pages.parts.shell.cache import by_version, newest, read_at
from pages.parts.shell.connection import ask, ask_primary, engine  # noqa: F401 - the pages ask for these here
from pages.parts.shell.reader import reader
from queries import catalogue, quotations, regions
from queries.available import month_shown_first, year_shown_first, years_with_data
from queries.database import DatabaseFault, data_version, read_settings, refuse_unwritable
from queries.periods import last_ended


def current_version() -> int:
    version = ask(data_version)
    read_at(version)
    return version


def ready_version() -> int:
    """The same of a database that can be written to, as far as can be told without writing."""
    version = ask_primary(data_version)
    ask_primary(refuse_unwritable)
    return version


@by_version(4)
def settings(version: int) -> Mapping[str, str]:
    return ask(read_settings)


@by_version(64)
def tree(version: int) -> pd.DataFrame:
    """The regions that the reader sees, the root's first: the tree's, or what stands for it."""
    return ask(regions.list_regions, reader().regions, reader().total)


@by_version(64)
def names(version: int) -> Mapping[int, str]:
    """What the regions of the tree are called, by id."""
    return tree(version)["name"].to_dict()


@by_version(64)
def codes(version: int) -> Mapping[int, str]:
    return tree(version)["code"].to_dict()


@by_version(64)
def tree_at(version: int, period: int) -> pd.DataFrame:
    """Those of the tree that are in use at a month; a region that ended stays in `tree`, for its own past."""
    nodes = tree(version)
    return nodes[regions.are_in_use(nodes, period)]


@by_version(64)
def root_of(version: int) -> int:
    nodes = tree(version)
    return int(nodes.index[nodes["parent_id"].isna()][0])


@by_version(4)
def actions(version: int) -> pd.DataFrame:
    return ask(catalogue.list_actions)


@by_version(4)
def own_groups(version: int) -> Mapping[str, str]:
    """其他工作: address -> name of what a federation has set up beside the six actions."""
    found = actions(version)
    own = found[found["kind"] == "own"]
    return dict(zip(own["code"], own["name"], strict=True))


def groups_in_menu() -> Mapping[str, str]:
    """The same as the menu has them, which is drawn before anything is asked: of the version read last; none where the database
    does not answer."""
    try:
        return own_groups(newest() or current_version())
    except DatabaseFault:
        return {}


@by_version(4)
def indicators(version: int) -> pd.DataFrame:
    return ask(catalogue.list_indicators)


@by_version(4)
def also_called(version: int) -> Mapping[str, tuple[str, ...]]:
    """By an indicator's code what it and its programme were called, and are called besides: what a search looks in, too."""
    return ask(catalogue.also_called)


@by_version(16)
def indicators_in(version: int, year: int) -> pd.DataFrame:
    """Those that there are in the year: what a page of it lists."""
    return catalogue.in_year(indicators(version), year)


def years(version: int) -> tuple[int, ...]:
    """Where nobody has reported or aimed at anything yet, the year that is reported about next: what is set up before that
    (indicators, targets, 区划) is of a year too."""
    return reported_years(version) or (last_ended(clock.today()) // 100,)


@by_version(4)
def reported_years(version: int) -> tuple[int, ...]:
    """Of reports or targets; () where there is nothing yet."""
    try:
        return tuple(ask(years_with_data))
    except DatabaseFault as fault:
        if fault.reason != "unreported":
            raise
        return ()


@by_version(4)
def first_shown(version: int, today: date) -> int:
    """The year that a visitor sees first: the newest with reports. Targets of next year are set before it begins."""
    return ask(year_shown_first, today) or years(version)[0]


@by_version(32)
def first_month(version: int, year: int, today: date) -> int:
    """The 截至月 that a visitor of the year sees first; 0: no month of it is over."""
    return ask(month_shown_first, year, today)


@by_version(4)
def figures(version: int) -> pd.DataFrame:
    return ask(quotations.quoted_figures)


@by_version(4)
def goals(version: int) -> pd.DataFrame:
    return ask(quotations.stated_goals)


@by_version(64)
def tops(version: int) -> tuple[int, ...]:
    """The regions that hold all that the reader may go to: the root, or those of the reader's grants."""
    return tuple(sorted(reader().regions or ())) if reader().total else (root_of(version),)


@by_version(64)
def seen(version: int) -> frozenset[int] | None:
    """The ids of all regions that the reader sees, villages too; None for everything."""
    if reader().regions is None:
        return None
    return frozenset(ask(regions.ids_below, tops(version))) | {root_of(version)}


def name_of(version: int, region: int) -> str:
    """A region's name, a township's with its county's before it."""
    nodes = tree(version)
    return nodes.at[region, "name"] if region in nodes.index else region_labels(version)[region][0]


@by_version(64)
def townships(version: int) -> Mapping[str, int]:
    """Code -> id of the townships that the reader sees."""
    towns = places(version)
    return {row.code: int(row.Index) for row in towns[towns["level"] == "township"].itertuples()}


@by_version(64)
def places(version: int) -> pd.DataFrame:
    """Every region above village that the reader sees, by id: code, parent_id, level, name (a township's with its county's)."""
    found, known = ask(regions.list_names), seen(version)
    return found if known is None else found[found.index.isin(known)]


@by_version(64)
def region_labels(version: int) -> Mapping[int, tuple[str, str]]:
    """Region id -> its name (a township's with its county's) and level; villages are not among them."""
    return {int(row.Index): (row.name, row.level) for row in places(version).itertuples()}
