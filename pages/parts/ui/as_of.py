"""As of which period a figure is, and what has not come since: 截至2026年10月, 11月已报 2/9, 缺4—7月.

SEMANTICS.md, Judged as of."""

from pages.parts.ui import format as fmt
from pages.parts.ui.html import Markup, html
from queries.periods import STEP, shift

RULE = "以基本报齐的最近一期为准；"
"""What every board of verdicts says once."""


def until(row) -> str:
    """截至2026年10月; "" where no period of the year has come in far enough to be judged by."""
    return "" if fmt.is_missing(row.as_of) else f"截至{fmt.period(row.as_of)}"


def month_of(row) -> str:
    """截至10月, where that is not the last period due; else ""."""
    return "" if not row.behind or fmt.is_missing(row.as_of) else f"截至{int(row.as_of) % 100}月"


def lacking(row) -> str:
    """What of the later periods has come: 缺11月, 缺4—7月, 11月已报 2/9, 4—7月未报齐，7月已报 2/9; "" where nothing is behind."""
    if not row.behind:
        return ""
    step = STEP[row.frequency]
    last = int(row.due)
    span = named(shift(last, -step * (int(row.behind) - 1)), last, row.frequency)
    if not row.later_in:
        return f"缺{span}"
    of_last = f"{named(last, last, row.frequency)}已报 {row.last_in:,}/{row.last_of:,}"
    return of_last if row.behind == 1 else f"{span}未报齐，{of_last}"


def named(first: int, last: int, frequency: str) -> str:
    """Periods of one year in words: 11月, 4—7月, 一—三季度, 上半年, 全年."""
    step = STEP[frequency]
    start, end = first % 100, last % 100
    if step == 1:
        return f"{end}月" if start == end else f"{start}—{end}月"
    if step == 3:
        one, other = ("一二三四"[month // 3 - 1] for month in (start, end))
        return f"{other}季度" if one == other else f"{one}—{other}季度"
    return "全年" if step == 12 or start != end else "上半年" if end == 6 else "下半年"


def note(row) -> Markup | str:
    """截至10月，11月已报 2/9, to stand beside a figure that is not of the last period due; "" beside any other."""
    words = "，".join(filter(None, (month_of(row), lacking(row))))
    return html('<em class="as-of">{}</em>', words) if words else ""


def whole(row) -> str:
    """Where the source of a number is told: the period, and what has come since."""
    since = lacking(row)
    if fmt.is_missing(row.as_of):
        return f"今年还没有一期报到可以评价的程度（{since}）" if since else "还没有到期"
    return until(row) + (f"（{since}，没有计入）" if since else "，最近一期已报齐或基本报齐")
