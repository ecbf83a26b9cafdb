"""How a workbook of 工作项目 is laid out: the headings by which its sheets are known, and the words in its cells. Out and in."""

from data.normal import normal
from queries.project_rules import HALVES, RESULT_WORDS, RUN_WORDS, TASK_WORDS

PROJECTS, STATES, TASKS, CHECKS = KINDS = ("工作项目", "开展情况", "任务分解", "检查")
"""What a sheet is called, those of a year with it before: 2026年任务分解."""
HEADS = {
    PROJECTS: {"code": "代码", "name": "名称", "action_id": "所属行动", "about": "内容", "level": "开展层级", "lead": "牵头单位",
               "indicators": "指标", "hidden": "列出", "quotation": "原句"},
    STATES: {"code": "代码", "name": "名称"},
    TASKS: {"number": "编号", "code": "项目代码", "name": "项目名称", "what": "任务", "region_id": "地区", "unit": "责任单位",
            "due": "完成时限", "weight": "权重", "state": "进展"},
    CHECKS: {"code": "项目代码", "name": "项目名称", "region_id": "地区", "half": "哪次检查", "checked_on": "检查日期",
             "result": "结果",
             "remark": "说明"}}
NEEDED = {PROJECTS: ("代码", "名称"), STATES: ("代码",), TASKS: ("项目代码", "任务"), CHECKS: ("项目代码", "哪次检查")}
BLANK = ("", "—", "-", "–", "/")
DROPPED = "删去"
"""In a task's 进展: it goes out of the plan."""
LISTED = {"是": False, "否": True}
"""Whether it is hidden."""
STATE_OF = {word: state for state, word in RUN_WORDS.items()} | {"已开展": "running"} | dict.fromkeys(BLANK, "")
TASK_OF = {word: state for state, word in TASK_WORDS.items()} | {"完成": "done"}
HALF_OF = {word: half for half, word in HALVES.items()} | {"年中": 6, "年终": 12}
RESULT_OF = {word: result for result, word in RESULT_WORDS.items()}


def sheet_name(kind: str, year: int) -> str:
    return kind if kind == PROJECTS else f"{year}年{kind}"


def labels(places: dict[int, tuple[str, str]]) -> dict[int, str]:
    """Region id -> how it stands in a sheet: its name, with its code where two have that. places: id -> name, code."""
    names = [name for name, _ in places.values()]
    return {region: name if names.count(name) == 1 else f"{name}（{code}）" for region, (name, code) in places.items()}


def plain(value: object) -> str:
    """A cell's words in one way of writing; "" for what stands for nothing."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = normal(str(value)) if value is not None else ""
    return "" if text in BLANK else text
