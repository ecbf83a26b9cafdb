"""Which years and months there is something about."""

import pytest

from queries.available import last_period, last_year, years_with_data
from queries.database import DatabaseFault

CITY, A = "411400", "411402"


@pytest.fixture
def tree(world):
    world.add_regions((CITY, "city", None), (A, "county", CITY))
    world.add_indicators(F={"kind": "flow"})
    return world


@pytest.mark.parametrize(("cells", "targets", "years"), [
    ({202503: 1}, [], [2025]), ({202412: 1, 202601: 0}, [], [2026, 2024]), ({202503: 1}, [2026], [2026, 2025]),
    ({}, [2026], [2026])])
def test_years_with_data_or_targets_newest_first(tree, cells, targets, years):
    tree.observe("F", A, cells)
    for year in targets:
        tree.aim("F", year, **{A: 1})
    assert years_with_data(tree.done().connection) == years


def test_a_tree_without_reports_or_targets_is_unreported(tree):
    with pytest.raises(DatabaseFault) as fault:
        years_with_data(tree.connection)
    assert fault.value.reason == "unreported"


def test_no_region_is_empty(world):
    with pytest.raises(DatabaseFault) as fault:
        years_with_data(world.connection)
    assert fault.value.reason == "empty"


@pytest.mark.parametrize(("year", "period"), [(2025, 202509), (2026, 202602), (2024, 202412), (2027, 202712)])
def test_last_period_with_data_or_december(tree, year, period):
    tree.observe("F", A, {202503: 1, 202509: 0, 202601: 2, 202602: 3})
    assert last_period(tree.done().connection, year) == period


@pytest.mark.parametrize(("cells", "targets", "year"),
                         [({202503: 1}, [2027], 2025), ({202412: 1, 202601: 0}, [], 2026), ({}, [2026], None)])
def test_the_year_shown_first_has_reports(tree, cells, targets, year):
    tree.observe("F", A, cells)
    for of in targets:
        tree.aim("F", of, **{A: 1})
    tree.done()
    assert last_year(tree.connection) == year
