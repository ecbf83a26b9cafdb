"""A workbook of 工作项目 that went out before others changed something: cells that it left alone are as they are now, and a cell
that both changed is told."""

from collections.abc import Iterator, Mapping

from data.intake.sent_out import CONFLICT, LEFT, changed_since
from data.projects.cells import is_same, text_of
from data.projects.known import Known
from data.projects.read import Fault, Page
from data.projects.sheets import CHECKS, DROPPED, HALF_OF, LISTED, PROJECTS, STATES, TASKS, plain
from queries.project_rules import HALVES, RESULT_WORDS, RUN_WORDS, TASK_WORDS

KEYS = {PROJECTS: ("代码",), STATES: ("代码",), TASKS: ("编号",), CHECKS: ("项目代码", "地区", "哪次检查")}
CLEARED = {"指标"}
"""Where an empty cell means none; elsewhere it leaves what there is, but for what a region says of a project."""
Cells = Mapping[str, object]


def settle(page: Page, known: Known) -> Iterator[tuple[Fault, bool]]:
    """Puts what stands now in the cells of the page that are as they went out, takes out rows of what is gone; hands out what
    others changed, and whether whoever sends it changed that too."""
    if page.copy is None:
        return
    out = {_key(page.kind, cells): cells for _, cells in page.copy.cells()}
    for row, cells in list(page.cells()):
        key = _key(page.kind, cells)
        was, now = out.get(key), _now(page, cells, known)
        if now is None and was is not None:
            mine = any(not is_same(page.kind, head, cells[head], was.get(head), known) for head in cells)
            if plain(cells.get("进展")) != DROPPED:  # else it is as it is to be
                yield page.fault(row, KEYS[page.kind][0], f"下载以后别人删去了这一行{CONFLICT if mine else '，不再写入。'}"), mine
            del page.rows[row]
        for head in (now or {}).keys() & cells.keys() if all(key) else ():
            before, after = (was or {}).get(head), (now or {})[head]
            if any(is_same(page.kind, head, one, after, known) for one in (before, cells[head])):
                continue
            mine = not is_same(page.kind, head, cells[head], before, known)
            if mine and not plain(cells[head]) and head not in CLEARED and page.kind != STATES:
                continue
            yield page.fault(row, head, changed_since(text_of(before), text_of(after)) + (CONFLICT if mine else LEFT)), mine
            page.rows[row][page.heads[head]] = after


def _key(kind: str, cells: Cells) -> tuple[str, ...]:
    words = [plain(cells.get(head)) for head in KEYS[kind]]
    return (*words[:2], str(HALF_OF.get(words[2], words[2]))) if kind == CHECKS else tuple(words)


def _now(page: Page, cells: Cells, known: Known) -> dict[str, object] | None:
    """What would stand in the row's cells if it went out now; None where there is no such thing."""
    if page.kind == TASKS:
        text = plain(cells["编号"]) if "编号" in cells else ""
        row = known.rows["project_tasks"].get(int(text)) if text.isascii() and text.isdigit() and len(text) < 10 else None
        return row and {"项目代码": known.codes[row["project_id"]], "任务": row["what"],
                        "地区": known.labels.get(row["region_id"]), "责任单位": row["unit"],
                        "完成时限": row["due"], "权重": row["weight"], "进展": TASK_WORDS[row["state"]]}
    number = known.by_code.get(plain(cells["代码" if page.kind != CHECKS else "项目代码"]))
    if number is None:
        return None
    if page.kind == STATES:
        return {head: RUN_WORDS[known.states.get((number, region, page.year), (0, {"state": ""}))[1]["state"]]
                for head, region in known.regions.items()}
    if page.kind == CHECKS:
        key = number, known.regions.get(plain(cells.get("地区")), 0), page.year, HALF_OF.get(plain(cells["哪次检查"]), 0)
        _, row = known.checks.get(key, (0, None))
        return row and {"哪次检查": HALVES[row["half"]], "检查日期": row["checked_on"], "结果": RESULT_WORDS[row["result"]],
                        "说明": row["remark"]}
    row = known.rows["projects"][number]
    codes = {number: code for code, number in known.indicators.items()}
    return {"名称": row["name"], "所属行动": known.action_names.get(row["action_id"]), "内容": row["about"],
            "开展层级": row["level"], "牵头单位": row["lead"], "指标": "；".join(codes[one] for one in row["indicators"]),
            "列出": next(word for word, hidden in LISTED.items() if hidden == bool(row["hidden"])), "原句": row["quotation"]}
