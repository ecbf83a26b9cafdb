"""工作项目 as a workbook: out with what is listed, planned, checked and stated; in with a preview, all or nothing."""

from datetime import date
from functools import partial

import pandas as pd
import streamlit as st

from data import clock
from data.formats import DATE, NUMBER
from data.intake.sent_out import UNKNOWN
from data.intake.sheets import Unusable
from data.projects import sheets
from data.projects.draft import Draft, make_draft
from data.projects.read import Fault
from data.projects.sheets import CHECKS, PROJECTS, STATES, TASKS, sheet_name
from data.write.project_batches import write_changes
from pages.parts.projects import doors
from pages.parts.shell import exports, permit, planned, reference, signing, undoing, writes
from pages.parts.shell.scope import Scope
from pages.parts.ui.board import board
from pages.parts.ui.excel import Column, Sheet, about, notes, workbook
from pages.parts.ui.html import Markup, html, panel, table, tag, tr
from pages.parts.ui.markdown import plain
from pages.parts.ui.project_words import change_row
from queries.project_rules import HALVES, RESULT_WORDS, RUN_WORDS, TASK_WORDS
from queries.projects import by_region

MOST = 300
"""Rows of a preview that are drawn."""
FORMATS = {"due": DATE, "checked_on": DATE, "weight": NUMBER}
WIDTHS = {"name": 30, "about": 36, "quotation": 40, "what": 40, "unit": 24, "remark": 40, "indicators": 24, "lead": 20}
HELP = ("在下载的表里改了再传上来：代码不要改，自己加的项目把代码留空，新任务把编号留空，不要的任务在“进展”里写“删去”；"
        "空着的格、没有的行不动")


def download(scope: Scope, today: date) -> None:
    exports.offer("导出 Excel", about(scope, f"工作项目_{scope.year}年.xlsx"), partial(make, scope, today), key="projects-file")


def make(scope: Scope, today: date) -> bytes:
    out = frames(scope, today)
    return workbook("工作项目", notes(scope, HELP), out, comes_back={sheet.name for sheet in out})


def places(scope: Scope) -> dict[int, tuple[str, str, str]]:
    """The regions of the workbook: the scope's and those below, down to the townships; id: name, code, level."""
    return {int(row.Index): (row.name, row.code, row.level) for row in reference.places(scope.version).itertuples()}


def frames(scope: Scope, today: date) -> list[Sheet]:
    words = sheets.labels({region: (name, code) for region, (name, code, _) in places(scope).items()})
    listed = planned.listed(scope.version)
    known = reference.actions(scope.version).set_index("code")["name"]
    projects = listed.assign(action_id=listed["action"].map(known), indicators=listed["indicators"].map("；".join),
                             hidden=listed["hidden"].map({False: "是", True: "否"}))
    tasks, checks = planned.tasks(scope, today), planned.checks(scope)
    named = {"code": listed["code"], "name": listed["name"]}
    tasks = tasks.assign(number=tasks["id"], region_id=tasks["region_id"].map(words), state=tasks["state"].map(TASK_WORDS),
                         **{name: tasks["project_id"].map(column) for name, column in named.items()})
    checks = checks.assign(region_id=checks["region_id"].map(words), half=checks["half"].map(HALVES),
                           result=checks["result"].map(RESULT_WORDS),
                           **{name: checks["project_id"].map(column) for name, column in named.items()})
    return [_sheet(PROJECTS, scope, projects), _states(scope, listed, words), _sheet(TASKS, scope, tasks),
            _sheet(CHECKS, scope, checks)]


def _sheet(kind: str, scope: Scope, frame: pd.DataFrame) -> Sheet:
    columns = [Column(name, title, FORMATS.get(name, ""), WIDTHS.get(name, 12)) for name, title in sheets.HEADS[kind].items()]
    return Sheet(sheet_name(kind, scope.year), columns, frame[list(sheets.HEADS[kind])])


def _states(scope: Scope, listed: pd.DataFrame, words: dict[int, str]) -> Sheet:
    """A column a region: the scope's own and those below it."""
    nodes, said = reference.tree(scope.version), planned.states(scope)
    below = [int(region) for region in nodes.index[nodes["parent_id"] == scope.region]]
    shown = [region for region in (scope.region, *below) if nodes.at[region, "level"] in ("province", "city", "county")]
    wide = by_region(said, listed.index.tolist(), shown).replace(RUN_WORDS).rename(columns=words)
    columns = [Column("code", "代码"), Column("name", "名称", width=30), *(Column(words[region], words[region], width=10)
                                                                     for region in shown)]
    return Sheet(sheet_name(STATES, scope.year), columns, listed[["code", "name"]].join(wide))


def show_upload(scope: Scope) -> None:
    """A workbook that comes back: what it would change, then all of it or nothing."""
    if not permit.may_write():
        return
    with st.expander("用 Excel 改工作项目、任务、检查和开展情况"):
        st.caption(plain(HELP))
        turn = st.session_state.get("projects-turn", 0)
        given = st.file_uploader("改好的工作项目表", type=["xlsx", "xls", "ods"], key=f"projects-upload-{turn}")
        if given is None:
            return
        try:
            draft = reference.ask(make_draft, given.name, given.getvalue(), places(scope), clock.now())
        except Unusable as unusable:
            st.error(plain(f"{given.name}：{unusable}"), icon=":material/error:")
            return
        board("projects-preview", doors.follow, preview=preview(scope.version, draft))
        if draft.told and not draft.faults:
            _commit(scope, draft, turn)


def preview(version: int, draft: Draft) -> Markup:
    """What cannot be taken, cell by cell; else what would change, row by row. Then what others changed since it went out."""
    told = "" if draft.is_whole or not draft.told else tag("p", f"▲ {UNKNOWN}", look="note")
    since = _cells(f"下载以后别人改过 {len(draft.since)} 处", "照现在的不动", draft.since) if draft.since else ""
    return tag("div", told, _preview(version, draft), since, look="stack")


def _cells(title: str, said: str, cells: list[Fault]) -> Markup:
    rows = [tr(f"{one.sheet} {f'第 {one.row} 行' if one.row else ''}", one.column, one.words) for one in cells[:MOST]]
    return panel(title, said, table(["在哪里", "列", "为什么"], rows, box="scroll tall"))


def _preview(version: int, draft: Draft) -> Markup:
    if draft.faults:
        return _cells(f"有 {len(draft.faults)} 处不能收，都没有写入", "改好再传", draft.faults)
    if not draft.told:
        return tag("p", "没有改动。", look="lead")
    rows = [change_row(version, one.change.table, one.change.before, one.change.after) for one in draft.told[:MOST]]
    more = html('<p class="note">另有 {} 处没有列出。</p>', len(draft.told) - MOST) if len(draft.told) > MOST else ""
    return panel(f"将改 {len(draft.told)} 处", "确认以后才写入，可以撤销",
                 table(["地区", "年", "什么", "原来", "现在", "类别"], rows, box="scroll tall") + more)


def _commit(scope: Scope, draft: Draft, turn: int) -> None:
    with st.form("projects-commit"):
        signed = signing.sign(scope.version, f"projects-{turn}", "如：年中调整任务分解", "说明（可不填）")
        asked = st.form_submit_button("全部写入", type="primary", icon=":material/done_all:")
    if not asked:
        return
    batch = writes.write(lambda connection: write_changes(
        connection, draft.changes, actor=signed.actor, reason=signed.reason or None, at=clock.now(), what=draft.file_name,
        file_sha256=draft.sha256), signed.places)
    if batch:
        st.session_state["projects-turn"] = turn + 1
        writes.done(f"已写入 {len(draft.told)} 处（第{batch}次）。", undoing.of_batch(batch))


