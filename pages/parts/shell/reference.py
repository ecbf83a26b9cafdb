"""The engine, and what is known by the data's version alone."""

from collections.abc import Callable, Mapping

import pandas as pd

from pages.parts.shell.cache import by_version
from queries import catalogue, quotations, regions
from queries.available import last_period, last_year, years_with_data
from queries.database import Engine, data_version, open_engine, read_settings, reading, refuse_unwritable


@by_version(4)
def engine() -> Engine:
    """The one SQLAlchemy engine of the process for a database."""
    return open_engine(must_exist=True)


def ask(question: Callable, *arguments):
    """A query's answer, over a connection of its own."""
    with reading(engine()) as connection:
        return question(connection, *arguments)


def current_version() -> int:
    return ask(data_version)


def ready_version() -> int:
    """The same of a database that can be written to, as far as can be told without writing."""
    version = current_version()
    ask(refuse_unwritable)
    return version


@by_version(4)
def settings(version: int) -> Mapping[str, str]:
    return ask(read_settings)


@by_version(4)
def tree(version: int) -> pd.DataFrame:
    return ask(regions.list_regions)


@by_version(4)
def root_of(version: int) -> int:
    nodes = tree(version)
    return int(nodes.index[nodes["parent_id"].isna()][0])


@by_version(4)
def actions(version: int) -> pd.DataFrame:
    return ask(catalogue.list_actions)


@by_version(4)
def indicators(version: int) -> pd.DataFrame:
    return ask(catalogue.list_indicators)


@by_version(4)
def years(version: int) -> tuple[int, ...]:
    return ask(years_with_data)


@by_version(4)
def first_shown(version: int) -> int:
    """The year that a visitor sees first: the newest with reports. Targets of next year are set before it begins."""
    return ask(last_year) or years(version)[0]


@by_version(32)
def last_month(version: int, year: int) -> int:
    return ask(last_period, year) % 100


@by_version(4)
def figures(version: int) -> pd.DataFrame:
    return ask(quotations.quoted_figures)


@by_version(4)
def goals(version: int) -> pd.DataFrame:
    return ask(quotations.stated_goals)


@by_version(4)
def region_labels(version: int) -> Mapping[int, tuple[str, str]]:
    """Region id -> its name (a township's with its county's) and level; villages are not among them."""
    return {int(row.Index): (row.name, row.level) for row in ask(regions.list_names).itertuples()}
