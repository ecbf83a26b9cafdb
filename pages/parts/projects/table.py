"""The list of 工作项目 as HTML, action by action: what each is, in how many places it is carried out, how far its plan is."""

from datetime import date

import pandas as pd

from pages.parts.projects.chips import RESULT_SIGN, bar, state_chip
from pages.parts.projects.filters import View, actions
from pages.parts.shell import planned, reference
from pages.parts.shell.addresses import ACTIONS
from pages.parts.shell.cache import by_version
from pages.parts.shell.picks import Project, Projects
from pages.parts.shell.scope import Scope
from pages.parts.ui.html import Cell, Markup, button, html, join, num, table, tag, tr
from pages.parts.ui.projects import line
from pages.parts.ui.search import matching
from queries.former_names import PROGRAMMES
from queries.project_rules import RESULT_WORDS

HEADS = ("项目", "开展情况", "任务进度", "检查", num("指标"))


@by_version(64)
def sentence(scope: Scope, today: date) -> Markup:
    """How many there are, and in which state. Picks: Projects."""
    place = reference.tree(scope.version).at[scope.region, "name"]
    return tag("p", f"{place}{scope.year}年工作项目", look="headline") + (line(scope) or tag("p", "没有列出的工作项目。"))


@by_version(64)
def visible(scope: Scope, view: View, today: date) -> pd.DataFrame:
    """The projects that the view lets through, with how they stand."""
    known = planned.listed(scope.version)
    frame = known.join(planned.standing(scope, today).drop(columns="project_id"))
    frame = frame[frame["hidden"] if view.state == "hidden" else ~frame["hidden"]]
    if view.action:
        frame = frame[frame["action"] == view.action]
    narrowed = {"running": frame["state"] == "running", "idle": frame["state"] == "idle", "none": frame["state"] == "none",
                "unsaid": frame["state"] == "", "planned": frame["tasks"] > 0, "overdue": frame["overdue"] > 0,
                "missed": frame["checked"] == "missed", "own": frame["own"]}
    frame = frame[narrowed[view.state]] if view.state in narrowed else frame
    also = frame["name"].map(PROGRAMMES)
    codes = frame["indicators"].map(" ".join)
    return matching(frame.assign(also=also, codes=codes), view.words,
                    ["code", "name", "about", "quotation", "lead", "also", "codes"])


@by_version(64)
def listed(scope: Scope, view: View, today: date) -> Markup:
    """The projects by action. Picks: Project."""
    frame = visible(scope, view, today)
    if frame.empty:
        return tag("p", "没有符合条件的工作项目，请放宽筛选。", look="muted")
    groups = []
    for code, name in actions(scope.version).items():
        rows = frame[frame["action"] == code]
        if len(rows):
            title = html('<h3 class="programme">{}（{}）</h3>', f"{name}行动" if code in ACTIONS else name, len(rows))
            groups.append(title + table(HEADS, [_row(row, scope) for row in rows.itertuples()], "plain projects"))
    return join(groups)


def _row(row, scope: Scope) -> Markup:
    pick = Project(row.code)
    own = tag("em", "自己加的") if row.own else ""
    more = "　".join(filter(None, (row.about, f"牵头：{row.lead}" if isinstance(row.lead, str) else "")))
    late = tag("span", f"▲逾期 {row.overdue} 项", look="run overdue") if row.overdue else ""
    return tr(Cell(join((button(pick, row.name, look="name"), own, tag("small", more))), "what"), Cell(places(row), "state"),
              Cell(join((bar(row.share), late)), "by-tasks"), Cell(result(row.checked), "by-check"),
              num(len(row.indicators) or "无，看任务"), pick=pick)


def places(row) -> Markup:
    """What the region says, or of several how many of them say what."""
    said = state_chip(row.state)
    if row.said < 2:
        return said
    parts = [f"{word} {number}" for word, number in (("开展", row.running), ("未开展", row.idle), ("无此项", row.none)) if number]
    return join((said, tag("small", "，".join(parts))))


def result(checked: str) -> Markup:
    return html('<span class="run {}"><i>{}</i>{}</span>', checked, RESULT_SIGN[checked], RESULT_WORDS[checked]) if checked else (
        tag("span", "未检查", look="muted"))


def doors(scope: Scope, action: str) -> Markup:
    """Back to the projects of the same action."""
    return button(Projects(action, ""), f"{actions(scope.version)[action]}的其他工作项目 ›", look="door")
