"""工作项目: what states there are, how far a plan is, and when a task is overdue."""

from collections.abc import Iterable
from datetime import date

RUNNING, IDLE, NONE = RUNS = ("running", "idle", "none")
RUN_WORDS = {RUNNING: "开展", IDLE: "未开展", NONE: "无此项", "": "未填报"}
"""A region's state of a project in a year; "": nobody has said anything, which is not 未开展."""
TODO, DOING, DONE = TASK_STATES = ("todo", "doing", "done")
TASK_WORDS = {TODO: "未开始", DOING: "进行中", DONE: "已完成"}
MET, PARTLY, MISSED = RESULTS = ("met", "partly", "missed")
RESULT_WORDS = {MET: "达到要求", PARTLY: "基本达到", MISSED: "没有达到"}
HALVES = {6: "年中检查", 12: "年终检查"}
NO_PLAN = "未分解任务"


def progress(tasks: Iterable[tuple[str, float]]) -> float | None:
    """The weight of what is done of the weight of all, 0 to 1; None without a task: that is no 0 %.

    tasks: (state, weight).
    """
    known = list(tasks)
    whole = sum(weight for _, weight in known)
    return sum(weight for state, weight in known if state == DONE) / whole if whole > 0 else None


def is_overdue(state: str, due: date, today: date) -> bool:
    """Whether a task that is not done should have been."""
    return state != DONE and due < today


def together(states: Iterable[str]) -> str:
    """What a region is said to do with a project by those in it that have said something: 开展 where one does, else 未开展 where
    one does not yet, else 无此项; "" where nobody has."""
    said = set(states)
    return next((state for state in RUNS if state in said), "")
