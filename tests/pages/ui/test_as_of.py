"""As of which period a figure is, in words."""

import pytest

from pages.parts.ui import as_of

NAN = float("nan")


def behind(periods: int, last_in: int = 0, last_of: int = 9, later_in: int | None = None, **more) -> dict:
    later = last_in if later_in is None else later_in
    return {"behind": periods, "last_in": last_in, "last_of": last_of, "later_in": later} | more


@pytest.mark.parametrize(("changed", "words", "lacking"), [
    ({}, "截至2026年11月", ""),
    (behind(1, 2, as_of=202610), "截至2026年10月", "11月已报 2/9"),
    (behind(1, as_of=202610, last_of=1), "截至2026年10月", "缺11月"),
    (behind(4, as_of=202603, due=202607, last_of=1), "截至2026年3月", "缺4—7月"),
    (behind(4, 0, later_in=3, as_of=202603, due=202607), "截至2026年3月", "4—7月未报齐，7月已报 0/9"),
    (behind(3, 1, 2, as_of=NAN, due=202603), "", "1—3月未报齐，3月已报 1/2"),
    (behind(1, 120, 199, as_of=202609, due=202612, frequency="quarterly"), "截至2026年9月", "四季度已报 120/199"),
    (behind(2, as_of=202603, due=202609, frequency="quarterly"), "截至2026年3月", "缺二—三季度"),
    (behind(1, as_of=NAN, due=202606, frequency="half-yearly"), "", "缺上半年"),
    (behind(1, as_of=202606, due=202612, frequency="half-yearly"), "截至2026年6月", "缺下半年"),
    (behind(2, as_of=NAN, due=202612, frequency="half-yearly"), "", "缺全年"),
    (behind(1, as_of=NAN, due=202612, frequency="yearly"), "", "缺全年"),
    (behind(0, as_of=NAN, due=202512, frequency="yearly"), "", "")])
def test_what_is_said_of_the_period(row, changed, words, lacking):
    of = row(**changed)
    assert (as_of.until(of), as_of.lacking(of)) == (words, lacking)
    assert (lacking in as_of.note(of)) if lacking else as_of.note(of) == ""
    assert as_of.month_of(of) in (words and f"截至{int(of.as_of) % 100}月", "")


def test_where_a_number_is_from_its_period_is_told(row):
    assert as_of.whole(row()) == "截至2026年11月，最近一期已报齐或基本报齐"
    assert as_of.whole(row(**behind(1, 2, as_of=202610))) == "截至2026年10月（11月已报 2/9，没有计入）"
    assert "还没有一期" in as_of.whole(row(**behind(1, 1, 2, as_of=NAN))) and as_of.whole(row(as_of=NAN)) == "还没有到期"
