"""工作项目 in papers, where it is wanted: how many are carried out, which tasks are overdue, which checks were not met."""

from data.papers.outline import Column, Section, Sentence, Table
from pages.parts.papers.material import Material
from pages.parts.papers.words import listed, sentence
from pages.parts.shell import planned
from queries.project_rules import HALVES, MISSED, TASK_WORDS
from queries.projects import totals
from queries.rows import rows_of

MOST = 60
"""Rows of the list of overdue tasks."""


def sections(m: Material) -> list[Section]:
    """One that is left out unless it is wanted; none where nobody has said or planned anything this year."""
    counted = totals(planned.counts(m.scope, m.today))
    tasks, checks = planned.tasks(m.scope, m.today), planned.checks(m.scope)
    if counted["unsaid"] == counted["all"] and tasks.empty and checks.empty:
        return []
    late, missed = tasks[tasks["overdue"]], checks[checks["result"] == MISSED]
    return [Section("problems.plans", "工作项目推进情况", 2, (*_told(m, counted, len(tasks), len(late)), *_late(m, late),
                                                     *_missed(m, missed)), optional=True)]


def _told(m: Material, counted: dict[str, int], tasks: int, late: int) -> list[Sentence]:
    said = f"{m.who}{counted['all']}个工作项目，已开展{counted['running']}个"
    said += "".join(f"，{word}{counted[name]}个" for name, word in (("idle", "未开展"), ("none", "无此项"), ("unsaid", "未填报"))
                    if counted[name])
    plan = f"{m.scope.year}年分解任务{tasks}项，逾期{late}项" if tasks else f"{m.scope.year}年还没有分解任务"
    return [sentence("plans.count", said), sentence("plans.tasks", plan)]


def _late(m: Material, late) -> list[Table]:
    names = planned.listed(m.scope.version)["name"]
    rows = tuple((names[row.project_id], row.what, row.unit, f"{row.due:%Y年}{row.due.month}月{row.due.day}日",
                  TASK_WORDS[row.state])
                 for row in rows_of(late.head(MOST)))
    columns = tuple(map(Column, ("工作项目", "任务", "责任单位", "完成时限", "进展")))
    return [Table("plans.late", "逾期的任务", columns, rows)] if rows else []


def _missed(m: Material, missed) -> list[Sentence]:
    names = planned.listed(m.scope.version)["name"]
    said = [f"{row.place}“{names[row.project_id]}”（{HALVES[row.half]}）" for row in rows_of(missed)]
    return [sentence("plans.missed", f"检查没有达到要求的有{listed(said)}")] if said else []
