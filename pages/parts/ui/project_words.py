"""A change of 工作项目 in words: of what, and field by field what it was and what it is."""

from collections.abc import Mapping
from typing import Any

from pages.parts.shell import planned, reference
from pages.parts.ui.html import Markup, tr
from queries.project_rules import HALVES, RESULT_WORDS, RUN_WORDS, TASK_WORDS

FIELDS = {"name": "名称", "about": "内容", "lead": "牵头单位", "quotation": "原句", "level": "开展层级", "action_id": "行动",
          "indicators": "指标", "hidden": "不列出", "state": "状态", "what": "任务", "region_id": "地区", "unit": "责任单位",
          "due": "完成时限",
          "weight": "权重", "checked_on": "检查日期", "result": "结果", "remark": "说明"}
TABLES = {"projects": "工作项目", "project_states": "开展情况", "project_tasks": "任务", "project_checks": "检查"}


def change_row(version: int, table: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> Markup:
    """地区, 年, 什么, 原来, 现在, 类别: as the list of a batch has them."""
    row = after or before or {}
    moved = [name for name in FIELDS if name in row and (before or {}).get(name) != (after or {}).get(name)]
    was, now = ("；".join(f"{FIELDS[name]} {said(version, table, name, one.get(name))}" for name in moved) if one else "—"
                for one in (before, after))
    kind = "新增" if before is None else "删去" if after is None else "改动"
    place = reference.name_of(version, row["region_id"]) if row.get("region_id") else "全部"
    return tr(place, row.get("year", "—"), f"{TABLES[table]}：{about(version, table, row)}", was, now, kind)


def about(version: int, table: str, row: Mapping[str, Any]) -> str:
    if table == "projects":
        return row["name"]
    known = planned.listed(version)
    name = known.at[row["project_id"], "name"] if row["project_id"] in known.index else "新加的项目"
    return f"{name} {row['what']}" if table == "project_tasks" else f"{name} {HALVES[row['half']]}" if "half" in row else name


def said(version: int, table: str, name: str, value: Any) -> str:
    """A field's value as people read it."""
    if value is None or value == "" or value == []:
        return "空"
    if name == "state":
        return (TASK_WORDS if table == "project_tasks" else RUN_WORDS)[value]
    if name == "result":
        return RESULT_WORDS[value]
    if name == "hidden":
        return "是" if value else "否"
    if name == "region_id":
        return reference.name_of(version, value)
    if name == "indicators":
        known = reference.indicators(version)
        return "、".join(known.at[one, "code"] for one in value if one in known.index)
    if name == "action_id":
        return reference.actions(version).set_index("id")["name"].get(value, "")
    return f"{value:.10g}" if isinstance(value, float) else str(value)
