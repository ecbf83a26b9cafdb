"""工作项目 in words: how one stands, and how many there are, as a line for other pages."""

from datetime import date

from data import clock
from pages.parts.shell import planned, reference
from pages.parts.shell.cache import by_version
from pages.parts.shell.picks import Projects
from pages.parts.shell.scope import Scope
from pages.parts.ui import format as fmt
from pages.parts.ui.html import Markup, button, html, join, tag
from queries.project_rules import NO_PLAN, RUN_WORDS, TASK_WORDS
from queries.projects import totals

SIGN = {"running": "●", "idle": "○", "none": "–", "": "？"}
TASK_SIGN = {"todo": "○", "doing": "◐", "done": "✔"}
RESULT_SIGN = {"met": "✔", "partly": "◆", "missed": "▼"}


def state_chip(state: str) -> Markup:
    return html('<span class="run {}"><i>{}</i>{}</span>', state or "unsaid", SIGN[state], RUN_WORDS[state])


def task_chip(state: str, overdue: bool, left: int) -> Markup:
    """How far a task is; what is overdue says for how long."""
    words = html('<span class="run {}"><i>{}</i>{}</span>', state, TASK_SIGN[state], TASK_WORDS[state])
    return words + html('<span class="run overdue"><i>▲</i>逾期 {} 天</span>', -left) if overdue else words


def bar(share: float) -> Markup:
    """A plan's progress as a bar and a number; 未分解任务 where there is no plan."""
    if fmt.is_missing(share):
        return tag("span", NO_PLAN, look="muted")
    words = f"{share * 100:.0f}%"
    return html('<span class="progress" role="img" aria-label="任务进度 {}"><i style="width:{:.1f}%"></i></span> <b>{}</b>',
                words,
                share * 100, words)


def line(scope: Scope, action: str = "") -> Markup | str:
    """本行动 65 个工作项目，已开展 58: with doors to them; "" where none is listed. Picks: Projects."""
    return _line(scope, action, clock.today())


@by_version(256)
def _line(scope: Scope, action: str, today: date) -> Markup | str:
    counted = planned.counts(scope, today)
    if action:
        known = reference.actions(scope.version)
        counted = counted[counted["action_id"].isin(known.loc[known["code"] == action, "id"])]
    if counted.empty:
        return ""
    whole = totals(counted)
    doors = [button(Projects(action, ""), f"{whole['all']} 个工作项目")]
    if whole["unsaid"] == whole["all"]:
        doors.append(button(Projects(action, "unsaid"), "开展情况未填报"))
    else:
        doors += [button(Projects(action, state), f"{word} {whole[state]}") for state, word in
                  (("running", "已开展"), ("idle", "未开展"), ("none", "无此项"), ("unsaid", "未填报"))
                  if whole[state] or state == "running"]
    if whole["overdue"]:
        doors.append(button(Projects(action, "overdue"), f"▲逾期任务 {whole['overdue']} 项", look="count red"))
    return html('<p class="matters-line projects-line"><b>{}</b> {}</p>', "本行动" if action else "工作项目", join(doors, "，"))
