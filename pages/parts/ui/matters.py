"""督办 in words: how urgent a matter is, what the data say of it; and how many there are, as a line for other pages."""

from datetime import date

import pandas as pd

from data import clock
from pages.parts.shell import answers, reference
from pages.parts.shell.cache import by_version
from pages.parts.shell.picks import Matters
from pages.parts.shell.scope import Scope
from pages.parts.ui import format as fmt
from pages.parts.ui.html import Markup, button, html, join
from queries import matters
from queries.matter_rules import BLUE, OPEN, RED, YELLOW
from queries.privacy import READS

SIGN = {RED: "▲", YELLOW: "◆", BLUE: "●", "": ""}
SAYS = {"reached": "数据已达到", "short": "数据未达到", "unknown": "数据还看不出", "": ""}
CONTRADICTED = "报办结但数据未达到"


def number(row) -> str:
    return f"{row.year}-{row.number}"


def term(row, today: date) -> str:
    """逾期 5 天, 还有 3 天, 今天到期; "" of what is over."""
    if row.state not in OPEN:
        return ""
    left = (row.due.date() - today).days
    return f"逾期 {-left} 天" if left < 0 else f"还有 {left} 天" if left else "今天到期"


def poor(row, today: date) -> str:
    """Why it is yellow, where what the data say does not tell it."""
    if row.colour != YELLOW or row.contradicted:
        return ""
    if row.state == "returned":
        return "已退回，要重新办"
    return "落后于自己的进度" if row.behind else f"{(today - row.spoke_at.date()).days} 天没有进展"


def verdict(row) -> str:
    """What the data say, in words."""
    return CONTRADICTED if row.contradicted else SAYS[row.verdict]


def then(row) -> str:
    """The figure when it was decided, as anybody saw it."""
    if fmt.is_missing(row.value_then):
        return READS[row.withheld_then] if isinstance(row.withheld_then, str) else fmt.MISSING
    return f"{'约' if row.rounded_then else ''}{amount(row, row.value_then)}"


def now(row) -> str:
    return fmt.marked(amount(row, row.value_now), row)


def amount(row, value: float) -> str:
    return "".join(fmt.amount(value, row.counted_in, int(row.precision)))


def soon_days(version: int) -> int:
    return matters.days(reference.settings(version), "due_soon_days")


def line(scope: Scope) -> Markup | str:
    """督办: how many are open, overdue, due soon; doors to the list of them. "" where there is none."""
    return _line(scope, clock.today())


@by_version(64)
def _line(scope: Scope, today: date) -> Markup | str:
    found = answers.matters(scope, today)
    if found.empty:
        return ""
    return html('<p class="matters-line"><b>督办</b> {}</p>', counted(scope, found))


def counted(scope: Scope, found: pd.DataFrame) -> Markup:
    """未办结 7 件，逾期 2 件，…: what there is none of is left out. Picks: Matters."""
    number = matters.counts(found)
    said = [("", "open", f"未办结 {number['open']} 件", ""), (RED, "", f"{SIGN[RED]}逾期 {number[RED]} 件", RED),
            (YELLOW, "", f"{SIGN[YELLOW]}滞后 {number[YELLOW]} 件", YELLOW),
            (BLUE, "", f"{SIGN[BLUE]}{soon_days(scope.version)}天内到期 {number[BLUE]} 件", BLUE),
            ("", "asked", f"等待核销 {number['asked']} 件", ""),
            ("contradicted", "", f"{CONTRADICTED} {number['contradicted']} 件", RED),
            ("attained", "", f"数据已达到 {number['attained']} 件", "")]
    many = [number["open"], *(number[key] for key in (RED, YELLOW, BLUE, "asked", "contradicted", "attained"))]
    return join((button(Matters(colour, state), words, look=f"count {look}".strip())
                 for (colour, state, words, look), count in zip(said, many, strict=True) if count), "，")
