"""工作项目: what may stand in a row, whoever gives it. Each function gives the row and what is wrong with it, by field."""

import math
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from data.normal import normal
from data.write.project_traces import Row
from data.write.text import clean, longest, too_long
from queries.project_rules import HALVES, RESULTS, RUNS, TASK_STATES
from queries.schema import LEVELS, project_checks, project_tasks, projects

WORDS = {"name": "名称", "about": "内容", "lead": "牵头单位", "quotation": "原句", "level": "层级", "what": "任务",
         "unit": "责任单位", "remark": "说明"}
NEEDED = {"name": "请填名称，如“巾帼直播培训班”。", "about": "请写明是什么、看什么数。",
          "what": "请写明任务，如“办 4 期培训班”。",
          "unit": "请填责任单位或部门，如“睢县妇联”；不写个人姓名。"}
HEAVIEST = 1000.0
Wrong = dict[str, str]


def _texts(table, given: Mapping[str, Any], names: Collection[str]) -> tuple[Row, Wrong]:
    row, wrong = {name: clean(str(given.get(name) or "")) for name in names}, {}
    for name, text in row.items():
        if not text and name in NEEDED:
            wrong[name] = NEEDED[name]
        elif len(text) > longest(table.c[name]):
            wrong[name] = too_long(WORDS[name], text, longest(table.c[name]))
    return {name: text or None for name, text in row.items()}, wrong


def project_row(given: Mapping[str, Any], before: Row | None, names: Mapping[str, int], number: int | None,
                actions: Collection[int], indicators: Collection[int]) -> tuple[Row, Wrong]:
    """A project's row. given: name, about, lead, quotation, level, action_id, indicators, hidden, as far as they differ from
    before. names: of all projects, in one way of writing, and their numbers."""
    held = before or {"basis": None, "source_id": None, "also_in": None, "hidden": False, "own": True, "indicators": [],
                      "action_id": None}
    row, wrong = _texts(projects, {**held, **given}, ("name", "about", "lead", "quotation", "level"))
    if row["name"] and names.get(normal(row["name"]), number) != number:
        wrong["name"] = f"已经有“{row['name']}”这个工作项目。"
    final = {**held, **row, "action_id": given.get("action_id", held["action_id"]),
             "hidden": bool(given.get("hidden", held["hidden"])),
             "indicators": sorted({int(one) for one in given.get("indicators", held["indicators"])})}
    if final["action_id"] not in actions:
        wrong["action_id"] = "请选所属行动。"
    if unknown := set(final["indicators"]) - set(indicators):
        wrong["indicators"] = f"没有编号为 {'、'.join(map(str, sorted(unknown)))} 的指标。"
    return final, wrong


def state_row(project_id: int, region_id: int, level: str, year: int, state: str, at: datetime) -> tuple[Row | None, Wrong]:
    """A region's state of a project in a year; None for "": nothing stated."""
    wrong = _year(year, at)
    if level not in LEVELS[:3]:
        wrong["region_id"] = "开展情况由县（市、区）和以上填报。"
    if state not in ("", *RUNS):
        wrong["state"] = "应是：开展、未开展、无此项；没有说的留空。"
    row = {"project_id": project_id, "region_id": region_id, "year": year, "state": state, "demo": False}
    return (row if state else None), wrong


def task_row(given: Mapping[str, Any], level: str, at: datetime) -> tuple[Row, Wrong]:
    """A task's row. given: project_id, region_id, year, what, unit, due, weight, state (todo unless said)."""
    row, wrong = _texts(project_tasks, given, ("what", "unit"))
    year, due, weight, state = (given.get(name) for name in ("year", "due", "weight", "state"))
    wrong |= _year(year, at)
    if level not in LEVELS[:4]:
        wrong["region_id"] = "任务的责任单位在乡镇（街道）和以上。"
    if not isinstance(due, date):
        wrong["due"] = "请选完成时限。"
    elif isinstance(year, int) and due.year != year:
        wrong["due"] = f"完成时限 {due} 不在 {year} 年内。"
    if not isinstance(weight, int | float) or not math.isfinite(weight) or not 0 < weight <= HEAVIEST:
        wrong["weight"] = f"权重应大于 0，不超过 {HEAVIEST:.0f}。"
    if (state or TASK_STATES[0]) not in TASK_STATES:
        wrong["state"] = "应是：未开始、进行中、已完成。"
    return row | {"project_id": given["project_id"], "region_id": given["region_id"], "year": year, "due": due,
                  "weight": weight if "weight" in wrong else float(weight or 0), "state": state or TASK_STATES[0],
                  "demo": bool(given.get("demo"))}, wrong


def check_row(given: Mapping[str, Any], level: str, at: datetime) -> tuple[Row, Wrong]:
    """A check's row. given: project_id, region_id, year, half, checked_on, result, remark."""
    row, wrong = _texts(project_checks, given, ("remark",))
    year, half, day, result = (given.get(name) for name in ("year", "half", "checked_on", "result"))
    wrong |= _year(year, at)
    if level not in LEVELS[:3]:
        wrong["region_id"] = "检查的是县（市、区）和以上。"
    if half not in HALVES:
        wrong["half"] = "应是：年中检查、年终检查。"
    if not isinstance(day, date):
        wrong["checked_on"] = "请选检查日期。"
    elif day > at.date() or isinstance(year, int) and not year <= day.year <= year + 1:
        wrong["checked_on"] = f"检查日期 {day} 不对：应是今天或以前，{year} 年的检查在当年或次年。"
    if result not in RESULTS:
        wrong["result"] = "应是：达到要求、基本达到、没有达到。"
    return row | {"project_id": given["project_id"], "region_id": given["region_id"], "year": year, "half": half,
                  "checked_on": day, "result": result, "demo": False}, wrong


def _year(year: Any, at: datetime) -> Wrong:
    if isinstance(year, int) and at.year - 10 <= year <= at.year + 1:
        return {}
    return {"year": f"年度 {year} 不对：应在 {at.year - 10} 到 {at.year + 1} 之间。"}
