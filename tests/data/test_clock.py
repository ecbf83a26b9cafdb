"""The one clock: the computer's, or the day that JINGUO_TODAY names."""

from datetime import date, datetime

import pytest

from data import clock


@pytest.mark.parametrize("fixed", ["2026-12-05", " 2026-12-05 "])
def test_the_day_of_the_setting_stands_for_today(monkeypatch, fixed):
    monkeypatch.setenv("JINGUO_TODAY", fixed)
    assert clock.today() == date(2026, 12, 5) == clock.now().date()


@pytest.mark.parametrize("fixed", [None, "", "  "])
def test_without_it_the_computers_own_clock_to_the_second(monkeypatch, fixed):
    monkeypatch.delenv("JINGUO_TODAY", raising=False)
    if fixed is not None:
        monkeypatch.setenv("JINGUO_TODAY", fixed)
    before = datetime.now()
    assert 0 <= (clock.now() - before.replace(microsecond=0)).total_seconds() < 60 and clock.now().microsecond == 0


@pytest.mark.parametrize("fixed", ["明天", "2026-13-01", "20261"])
def test_what_is_no_day_is_said_in_words(monkeypatch, fixed):
    monkeypatch.setenv("JINGUO_TODAY", fixed)
    with pytest.raises(ValueError, match=f"JINGUO_TODAY“{fixed}”不是日期"):
        clock.today()
