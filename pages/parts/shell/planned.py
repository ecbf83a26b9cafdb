"""工作项目 as pages ask for them: what is listed, and how each stands in a region in a year."""

from datetime import date

import pandas as pd

from pages.parts.shell.cache import by_version
from pages.parts.shell.reference import ask, seen
from pages.parts.shell.scope import Scope
from queries import projects
from queries.quality.checks_of_quotations import project_quotations


@by_version(4)
def misread(version: int) -> pd.DataFrame:
    """The sentences that are easily misread: queries.quality.checks_of_quotations.OF_PROJECTS."""
    return ask(project_quotations)


@by_version(4)
def listed(version: int) -> pd.DataFrame:
    """Every project, the hidden ones too (queries.projects.PROJECTS)."""
    return ask(projects.list_projects)


def shown(version: int) -> pd.DataFrame:
    """Those that are not hidden."""
    found = listed(version)
    return found[~found["hidden"]]


@by_version(32)
def _states(version: int, region: int, year: int) -> pd.DataFrame:
    return ask(projects.list_states, region, year)


@by_version(32)
def _tasks(version: int, region: int, year: int, today: date) -> pd.DataFrame:
    return ask(projects.list_tasks, region, year, today)


@by_version(32)
def _checks(version: int, region: int, year: int) -> pd.DataFrame:
    return ask(projects.list_checks, region, year)


def states(scope: Scope) -> pd.DataFrame:
    """What the region and those below it have said, as far as the reader sees them."""
    return _seen(scope, _states(scope.version, scope.region, scope.year))


def tasks(scope: Scope, today: date) -> pd.DataFrame:
    return _seen(scope, _tasks(scope.version, scope.region, scope.year, today))


def checks(scope: Scope) -> pd.DataFrame:
    return _seen(scope, _checks(scope.version, scope.region, scope.year))


def _seen(scope: Scope, frame: pd.DataFrame) -> pd.DataFrame:
    known = seen(scope.version)
    return frame if known is None else frame[frame["region_id"].isin(known)]


@by_version(64)
def standing(scope: Scope, today: date) -> pd.DataFrame:
    """How every project stands in the region, all units in it together (queries.projects.STANDING)."""
    return projects.project_standing(listed(scope.version), ask(projects.count_states, scope.region, scope.year),
                                     _tasks(scope.version, scope.region, scope.year, today),
                                     _checks(scope.version, scope.region, scope.year), scope.region)


@by_version(64)
def counts(scope: Scope, today: date) -> pd.DataFrame:
    """queries.projects.COUNTS of the region, by action."""
    return projects.count_projects(listed(scope.version), standing(scope, today))
