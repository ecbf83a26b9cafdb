"""How a 工作项目 stands, in signs, words and colour together."""

from pages.parts.ui import format as fmt
from pages.parts.ui.html import Markup, html, tag
from queries.project_rules import NO_PLAN, RUN_WORDS, TASK_WORDS

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
