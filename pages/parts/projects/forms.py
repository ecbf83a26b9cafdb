"""What is changed on the page of 工作项目: a new one of one's own, and of the one that is open its state, tasks, checks and
itself."""

from collections.abc import Callable
from datetime import date

import pandas as pd
import streamlit as st

from data import clock
from data.write.actor import is_permitted
from data.write.project_years import check_project, drop_task, put_task, state_project, step_task
from data.write.projects import add_project, edit_project, hide_projects
from pages.parts.projects.filters import actions
from pages.parts.projects.tasks import of_project
from pages.parts.shell import permit, planned, reference, signing, undoing, writes
from pages.parts.shell.scope import Scope
from pages.parts.ui.markdown import plain
from queries.accounts import unit_of
from queries.project_rules import HALVES, RESULT_WORDS, RUN_WORDS, RUNS, TASK_WORDS

STEPS = {"state": "填开展情况", "step": "报任务进展", "task": "分解任务", "check": "记检查", "edit": "改这个项目",
         "hide": "不列出"}


def offer_new(scope: Scope) -> None:
    """The button, and the form that it opens, for whoever may add one."""
    if permit.may_write() and reference.ask(is_permitted, permit.actor(""), "projects") and st.button(
            "新增工作项目", icon=":material/add:", key="project-new"):
        _new(scope)


@st.dialog("新增工作项目", width="large")
def _new(scope: Scope) -> None:
    given, places = _about(scope, None, "new")
    signed = signing.sign(scope.version, "project-new", "如：市妇联执委会议定", "依据")
    if st.button("新增", type="primary", key="project-new-do"):
        batch = writes.write(lambda connection: add_project(connection, given, actor=signed.actor, reason=signed.reason,
                                                            at=clock.now()), places | signed.places)
        if batch:
            writes.done(f"已新增工作项目“{given['name']}”。", undoing.of_batch(batch))


def show_forms(scope: Scope, row, today: date) -> None:
    """What whoever looks may change of the project that is open."""
    if not permit.may_write():
        return
    actor = permit.actor("")
    may = {act: reference.ask(is_permitted, actor, act, [scope.region]) for act in ("states", "projects")}
    whole = reference.ask(is_permitted, actor, "projects")
    tasks = of_project(scope, row.id, today)
    allowed = {"state": may["states"], "step": may["states"] and len(tasks), "task": may["projects"], "check": may["projects"],
               "edit": whole, "hide": whole}
    open_ = [name for name in STEPS if allowed[name]]
    if not open_:
        return
    words = STEPS | {"hide": "重新列出" if row.hidden else "不列出"}
    with st.container(border=True, key="project-forms"):
        step = st.segmented_control("办理", open_, default=open_[0], required=True, key=f"project-step-{row.code}",
                                    format_func=lambda name: plain(words[name]))
        change, places = FORMS[step](scope, row, tasks)
        signed = signing.sign(scope.version, f"project-{step}-{row.code}", "如：年初分解，会议议定",
                              "原因（第一次填可不写）" if step in ("state", "step", "check") else "原因")
        if st.button(plain(f"保存：{words[step]}"), type="primary", key=f"project-do-{step}-{row.code}"):
            batch = writes.write(lambda connection: change(connection, actor=signed.actor, reason=signed.reason, at=clock.now()),
                                 places | signed.places)
            if batch:
                writes.done(f"“{row.name}”：{words[step]}，已保存（{signed.actor.unit}）。", undoing.of_batch(batch))


def _state(scope: Scope, row, tasks: pd.DataFrame) -> tuple[Callable, dict]:
    frame = planned.states(scope)
    said = frame[(frame["project_id"] == row.id) & (frame["region_id"] == scope.region)]["state"]
    now = said.iloc[0] if len(said) else ""
    place = reference.tree(scope.version).at[scope.region, "name"]
    state = st.segmented_control(plain(f"{place}{scope.year}年"), ["", *RUNS], default=now, required=True,
                                 key=f"project-state-{row.code}-{scope.region}-{scope.year}",
                                 format_func=lambda one: plain(RUN_WORDS[one]))
    places = {"state": st.empty(), "region_id": st.empty(), "year": st.empty()}
    return lambda connection, **by: state_project(connection, row.id, scope.region, scope.year, state, **by), places


def _step(scope: Scope, row, tasks: pd.DataFrame) -> tuple[Callable, dict]:
    left, right = st.columns(2)
    chosen = left.selectbox("任务", tasks["id"].tolist(), key=f"project-task-{row.code}", filter_mode=None,
                            format_func=lambda number: f"{tasks.at[number, 'what']}（{tasks.at[number, 'unit']}）")
    chosen = chosen or int(tasks["id"].iloc[0])
    state = right.segmented_control("进展", list(TASK_WORDS), default=tasks.at[chosen, "state"], required=True,
                                    key=f"project-task-state-{chosen}", format_func=lambda one: plain(TASK_WORDS[one]))
    return lambda connection, **by: step_task(connection, chosen, state, **by), {"change": st.empty()}


def _task(scope: Scope, row, tasks: pd.DataFrame) -> tuple[Callable, dict]:
    """A new task, one that is there to be changed, or to be taken out."""
    chosen = st.selectbox("新任务，或改哪一项", [0, *tasks["id"].tolist()], key=f"project-plan-{row.code}", filter_mode=None,
                          format_func=lambda number: tasks.at[number, "what"] if number else "新任务")
    key, held = f"{row.code}-{chosen}", next(tasks[tasks["id"] == chosen].itertuples(), None)
    what = st.text_input("任务", held.what if held else "", key=f"task-what-{key}", max_chars=120,
                         placeholder="如：办 4 期培训班")
    places = {"what": st.empty()}
    one, two, three, four = st.columns(4)
    nodes = reference.places(scope.version)
    near = [scope.region, *nodes.index[nodes["parent_id"] == scope.region]]
    first = int(held.region_id) if held else scope.region
    near = near if first in near else [first, *near]
    region = one.selectbox("地区", near, index=near.index(first), key=f"task-region-{key}",
                           format_func=lambda at: nodes.at[at, "name"])
    unit = two.text_input("责任单位或部门（不写姓名）", held.unit if held else unit_of(nodes.at[region, "name"]),
                          key=f"task-unit-{key}-{region}",
                          max_chars=64)
    due = three.date_input("完成时限", held.due.date() if held else date(scope.year, 12, 31), format="YYYY-MM-DD",
                           key=f"task-due-{key}")
    weight = four.number_input("权重", 0.0, 1000.0, float(held.weight) if held else 10.0, step=5.0, key=f"task-weight-{key}")
    places |= {"region_id": one.empty(), "unit": two.empty(), "due": three.empty(), "weight": four.empty(), "year": st.empty()}
    if held and st.checkbox("从计划里删去这项任务", key=f"task-drop-{key}"):
        return lambda connection, **by: drop_task(connection, held.id, **by), places
    given = {"project_id": row.id, "region_id": int(region or scope.region), "year": scope.year, "what": what, "unit": unit,
             "due": due,
             "weight": weight}
    return lambda connection, **by: put_task(connection, given, held.id if held else None, **by), places


def _check(scope: Scope, row, tasks: pd.DataFrame) -> tuple[Callable, dict]:
    one, two, three = st.columns(3)
    half = one.segmented_control("哪次检查", list(HALVES), default=6, required=True, key=f"check-half-{row.code}",
                                 format_func=lambda number: plain(HALVES[number]))
    day = two.date_input("检查日期", clock.today(), max_value=clock.today(), format="YYYY-MM-DD", key=f"check-day-{row.code}")
    result = three.segmented_control("结果", list(RESULT_WORDS), default="met", required=True, key=f"check-result-{row.code}",
                                     format_func=lambda word: plain(RESULT_WORDS[word]))
    places = {"half": one.empty(), "checked_on": two.empty(), "result": three.empty()}
    remark = st.text_input("说明（可不填，不写个人姓名和情况）", key=f"check-remark-{row.code}", max_chars=200)
    places |= {"remark": st.empty(), "region_id": st.empty(), "year": st.empty()}
    given = {"project_id": row.id, "region_id": scope.region, "year": scope.year, "half": half, "checked_on": day,
             "result": result,
             "remark": remark}
    return lambda connection, **by: check_project(connection, given, **by), places


def _edit(scope: Scope, row, tasks: pd.DataFrame) -> tuple[Callable, dict]:
    given, places = _about(scope, row, row.code)
    return lambda connection, **by: edit_project(connection, row.id, given, **by), places


def _hide(scope: Scope, row, tasks: pd.DataFrame) -> tuple[Callable, dict]:
    st.markdown("重新列出以后，列表、计数和查找里都有它。" if row.hidden
                else "不列出以后，列表、计数和查找里没有它；填过的都留着，可以重新列出。")
    return lambda connection, **by: hide_projects(connection, [row.id], not row.hidden, **by), {}


def _about(scope: Scope, row, key: str) -> tuple[dict, dict]:
    """What a project is: the fields, as they stand or empty, and the places under them."""
    def held(name: str) -> str:
        value = getattr(row, name, "")
        return value if isinstance(value, str) else ""

    known, codes = reference.actions(scope.version).set_index("code")["id"], actions(scope.version)
    catalogue = reference.indicators(scope.version).set_index("code", drop=False)
    left, right = st.columns(2)
    given: dict = {"name": left.text_input("名称", held("name"), key=f"project-name-{key}", max_chars=64)}
    places = {"name": left.empty()}
    offered = [code for code in codes if code]
    action = right.selectbox("所属行动", offered, index=offered.index(row.action) if row else None, key=f"project-action-{key}",
                             format_func=lambda code: codes[code])
    places["action_id"] = right.empty()
    given["about"] = st.text_input("内容：是什么，看什么数", held("about"), key=f"project-about-{key}", max_chars=200)
    places["about"] = st.empty()
    left, right = st.columns(2)
    given["lead"] = left.text_input("牵头单位或部门（不写姓名）", held("lead"), key=f"project-lead-{key}", max_chars=64)
    places["lead"] = left.empty()
    chosen = right.multiselect("看哪些指标", catalogue["code"].tolist(), row.indicators if row else [],
                               key=f"project-numbers-{key}",
                               format_func=lambda code: f"{code} {catalogue.at[code, 'short_name']}")
    places["indicators"] = right.empty()
    given |= {"action_id": int(known[action]) if action else None, "indicators": [int(catalogue.at[code, "id"])
                                                                                  for code in chosen]}
    return given, places


FORMS = {"state": _state, "step": _step, "task": _task, "check": _check, "edit": _edit, "hide": _hide}
