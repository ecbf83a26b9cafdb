"""原因与措施 wherever a lagging figure stands: why, and what is done by when. Pure functions from rows of queries.reasons to
HTML."""

from pages.parts.shell.picks import Pick
from pages.parts.ui import format as fmt
from pages.parts.ui.html import Markup, button, html, join, tag

NONE = "未说明原因"
TITLE = "点开看为什么、写明原因和措施"


def is_said(row) -> bool:
    return not fmt.is_missing(row.reason_id)


def by_when(row) -> str:
    """12月31日前完成，睢县妇联 10月9日写."""
    return f"{row.due.month}月{row.due.day}日前完成，{row.actor} {row.written_at.month}月{row.written_at.day}日写"


def short(row, pick: Pick) -> Markup:
    """A line for a tile: the reason, or that there is none, as the door to all of it."""
    if not is_said(row):
        return button(pick, NONE, look="reason none", title=TITLE)
    return button(pick, tag("b", "原因"), f" {row.why}", look="reason", title=f"{row.why} 措施：{row.measure}（{by_when(row)}）")


def whole(row) -> Markup:
    """The reason, the measure, by when, by whom, and of which period it was said."""
    earlier = f"{fmt.period(row.period)}写明，至今没有追上序时" if row.period != row.as_of else ""
    return html('<p><b>原因</b> {}</p><p><b>措施</b> {}</p><p class="muted">{}</p>', row.why, row.measure,
                join(filter(None, (by_when(row), earlier)), "；"))
