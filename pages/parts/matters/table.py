"""The list of matters as HTML: what was decided, who answers for it, the figure decided on, wanted and now, and how it stands."""

from datetime import date

from pages.parts.matters.rows import View, visible
from pages.parts.shell import answers, reference
from pages.parts.shell.cache import by_version
from pages.parts.shell.picks import Matter, Why
from pages.parts.shell.scope import Scope
from pages.parts.ui import as_of
from pages.parts.ui import format as fmt
from pages.parts.ui.html import Cell, Markup, button, html, join, num, table, tag, tr
from pages.parts.ui.matters import SIGN, amount, counted, now, number, poor, term, then, verdict
from queries.matter_rules import ENTRY_WORDS, STATE_WORDS

HEAD = ("序号", "事项", "责任单位", "议定时 → 现在", num("要求达到"), "数据", "完成时限", "状态", "最近一步")


@by_version(64)
def sentence(scope: Scope, today: date) -> Markup:
    """How many there are, and how many of these are urgent. Picks: Matters."""
    found = answers.matters(scope, today)
    place = reference.tree(scope.version).at[scope.region, "name"]
    if found.empty:
        return tag("p", f"{place}{scope.year}年还没有督办事项。", look="headline")
    return html('<p class="headline">{}督办 {} 件，{}。</p>', place, len(found), counted(scope, found))


@by_version(64)
def listed(scope: Scope, view: View, today: date) -> Markup | str:
    """The matters, the most urgent first. Picks: Matter, Why."""
    frame = visible(scope, view, today)
    if frame.empty:
        return tag("p", "没有符合条件的督办事项，请放宽筛选。", look="muted") if len(answers.matters(scope, today)) else ""
    return table(HEAD, [line(row, today) for row in frame.itertuples()], "plain duban")


def line(row, today: date) -> Markup:
    pick = Matter(row.id)
    more = "，".join(filter(None, (f"{row.source} {row.decided_on.month}月{row.decided_on.day}日",
                                 f"{row.lead}牵头" if isinstance(row.lead, str) else "",
                                 row.level if isinstance(row.level, str) else "")))
    helpers = tag("small", f"配合：{row.helpers}") if isinstance(row.helpers, str) else ""
    last = join((ENTRY_WORDS[row.last_kind], tag("small", row.last_words) if isinstance(row.last_words, str) else ""), "")
    return tr(Cell(number(row), "no"), join((button(pick, row.what, look="name"), tag("small", more))), join((row.unit, helpers)),
              *figure(row), Cell(due(row, today), "term"), Cell(tag("b", STATE_WORDS[row.state]), "state"), Cell(last, "last"),
              look=row.colour or ("over" if row.state in ("done", "stopped") else ""), pick=pick)


def figure(row) -> tuple:
    """The linked figure then and now, the one wanted, and what the data say."""
    if not row.verdict:
        return Cell("", "figure"), num(""), Cell("", "says")
    door = button(Why(int(row.region_id), row.code), f"{row.place} {fmt.alone(row.indicator)}", look="door", title="点开看为什么")
    about = join((door, tag("span", f"{then(row)} → ", tag("b", now(row))), tag("small", as_of.until(row))))
    bad = "late" if row.contradicted else "good" if row.verdict == "reached" else ""
    return Cell(about, "figure"), num(amount(row, row.wanted)), Cell(tag("span", verdict(row), look=bad), "says")


def due(row, today: date) -> Markup:
    """The term, how far off it is, and why it is yellow."""
    words = term(row, today)
    left = tag("span", SIGN[row.colour], words, look=f"left {row.colour}".strip()) if words else ""
    why = poor(row, today)
    return join((f"{row.due:%Y-%m-%d}", left, tag("small", why) if why else ""))
