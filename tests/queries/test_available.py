"""Which years and months there is something about."""

from datetime import date

import pytest

from queries.available import month_shown_first, year_shown_first, years_with_data
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


@pytest.mark.parametrize(("day", "month"), [
    (date(2026, 11, 30), 10), (date(2026, 12, 1), 10), (date(2026, 12, 10), 10), (date(2026, 12, 11), 11),
    (date(2027, 1, 10), 11), (date(2027, 1, 11), 12), (date(2030, 6, 1), 12), (date(2026, 2, 5), 1), (date(2026, 1, 31), 0),
    (date(2025, 7, 1), 0)])
def test_the_month_shown_first_is_the_newest_whose_deadline_has_passed(tree, day, month):
    tree.observe("F", A, {202601: 2, 202602: 3})
    assert month_shown_first(tree.done().connection, 2026, day) == month
    assert month_shown_first(tree.connection, 2020, day) == 12


@pytest.mark.parametrize(("counties", "month"), [(3, 10), (4, 11), (5, 11)])
def test_or_a_newer_one_that_is_over_and_nearly_all_in(world, counties, month):
    names = [f"4114{number:02}" for number in range(1, 6)]
    world.add_regions((CITY, "city", None), *((name, "county", CITY) for name in names))
    world.add_indicators(F={}, Q={"frequency": "quarterly"}, X={}, R={"kind": "ratio", "numerator": "F", "denominator": "X"})
    for name in names[:counties]:
        for code in "FX":
            world.observe(code, name, {202611: 1, 202612: 1})
    world.done()
    assert month_shown_first(world.connection, 2026, date(2026, 12, 2)) == month, "of the monthly cells; December is not over"
    world.connection.exec_driver_sql("INSERT INTO settings VALUES ('deadline_day', '1')")
    assert month_shown_first(world.connection, 2026, date(2026, 12, 2)) == 11


@pytest.mark.parametrize(("cells", "targets", "year"), [
    ({202503: 1}, [2027], 2025), ({202412: 1, 202601: 0}, [], 2026), ({}, [2026], None), ({202512: 1, 202702: 1}, [], 2025)])
def test_the_year_shown_first_has_reports_and_has_begun(tree, cells, targets, year):
    tree.observe("F", A, cells)
    for of in targets:
        tree.aim("F", of, **{A: 1})
    assert year_shown_first(tree.done().connection, date(2026, 12, 5)) == year
