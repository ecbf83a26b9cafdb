"""Periods: named by their last month, and due by a frequency."""

import pytest

from queries.periods import between, due_month, fits, is_year, last_due, plan_share, shift, year_of

PLAN = "0,0.05,0.3,0.5,0.6,0.7,0.75,0.8,0.85,0.9,0.95,1"


@pytest.mark.parametrize(("period", "alone", "year"),
                         [(2026, True, 2026), (202601, False, 2026), (190001, False, 1900), (9999, True, 9999)])
def test_a_year_and_a_month_are_told_apart(period, alone, year):
    assert is_year(period) is alone and year_of(period) == year


@pytest.mark.parametrize(("period", "months", "expected"), [
    (202603, 0, 202603), (202603, -1, 202602), (202601, -1, 202512), (202512, 1, 202601), (202603, -12, 202503),
    (202612, 13, 202801), (202606, -18, 202412)])
def test_shift(period, months, expected):
    assert shift(period, months) == expected


@pytest.mark.parametrize(("first", "last", "frequency", "expected"), [
    (202601, 202603, "monthly", [202601, 202602, 202603]), (202601, 202608, "quarterly", [202603, 202606]),
    (202601, 202602, "quarterly", []), (202507, 202612, "half-yearly", [202512, 202606, 202612]),
    (202401, 202611, "yearly", [202412, 202512]), (202603, 202602, "monthly", [])])
def test_between(first, last, frequency, expected):
    assert between(first, last, frequency) == expected


@pytest.mark.parametrize(("month", "frequency", "due", "period"), [
    (7, "monthly", 7, 202607), (7, "quarterly", 6, 202606), (2, "quarterly", 0, 202512), (3, "quarterly", 3, 202603),
    (11, "half-yearly", 6, 202606), (5, "half-yearly", 0, 202512), (11, "yearly", 0, 202512), (12, "yearly", 12, 202612)])
def test_the_last_period_due(month, frequency, due, period):
    assert due_month(month, frequency) == due
    assert last_due(2026, month, frequency) == period


@pytest.mark.parametrize(("period", "frequency", "expected"), [
    (202601, "monthly", True), (202600, "monthly", False), (202613, "monthly", False), (20261, "monthly", False),
    (202602, "quarterly", False), (202609, "quarterly", True), (202609, "half-yearly", False), (202606, "yearly", False),
    (202612, "yearly", True)])
def test_fits(period, frequency, expected):
    assert fits(period, frequency) is expected


@pytest.mark.parametrize(("plan", "month", "frequency", "share"), [
    (None, 3, "monthly", 0.25), (None, 7, "quarterly", 0.5), (None, 2, "quarterly", 0.0), (None, 11, "yearly", 0.0),
    (None, 12, "yearly", 1.0), (PLAN, 1, "monthly", 0.0), (PLAN, 3, "monthly", 0.3), (PLAN, 8, "quarterly", 0.7),
    (PLAN, 12, "half-yearly", 1.0)])
def test_plan_share(plan, month, frequency, share):
    assert plan_share(plan, month, frequency) == share
