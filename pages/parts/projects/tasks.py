"""任务分解 of a project in a year: what, who, by when, how much it weighs, and how far it is."""

from datetime import date

import pandas as pd

from pages.parts.projects.chips import bar, task_chip
from pages.parts.shell import planned
from pages.parts.shell.scope import Scope
from pages.parts.ui.html import Cell, Markup, html, num, panel, table, tr
from queries.project_rules import NO_PLAN


def of_project(scope: Scope, project_id: int, today: date) -> pd.DataFrame:
    frame = planned.tasks(scope, today)
    return frame[frame["project_id"] == project_id]


def plan(scope: Scope, row, today: date) -> Markup:
    frame = of_project(scope, row.id, today)
    if frame.empty:
        return panel(f"{scope.year}年任务分解", f"{NO_PLAN}，不算进度")
    share, late = planned.standing(scope, today).loc[row.id, ["share", "overdue"]]
    lead = html("{}　已完成任务的权重占全部任务的权重{}", bar(share), f"；▲逾期 {late} 项" if late else "")
    rows = [tr(one.what, one.unit, Cell(f"{one.due:%Y-%m-%d}", "term"), num(f"{one.weight:.10g}"),
               Cell(task_chip(one.state, one.overdue, (one.due.date() - today).days), "state"),
               look="red" if one.overdue else "") for one in frame.itertuples()]
    return panel(f"{scope.year}年任务分解（{len(frame)}）", lead,
                 table(["任务", "责任单位", "完成时限", num("权重"), "进展"], rows, "plain project-tasks"))
