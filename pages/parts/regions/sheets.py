"""区划表: out as a workbook with columns for what is to be done, and in again: previewed row by row, done all or nothing."""

from functools import partial

import pandas as pd
import streamlit as st

from data import clock
from data.intake.tree_sheet import ACTS, ENDS, GIVEN, HEADS, PARTS, Line, read_tree
from data.write.errors import Refused
from data.write.tree.apply import carry_out
from pages.parts.regions.choice import View
from pages.parts.regions.listed import LEVELS
from pages.parts.shell import exports, permit, reference, signing, undoing, writes
from pages.parts.shell.scope import Scope
from pages.parts.ui.excel import Column, Sheet, about, notes, workbook
from pages.parts.ui.html import draw, html, table, tag, tr
from queries.region_list import list_whole

COLUMNS = [Column(name, name, width=26 if name in ("名称", "新名称") else 14) for name in HEADS]
HINT = (f"在“要做什么”里填：{'、'.join(ACTS)}；不填的行不动。增设的另起一行，写明上级代码。"
        f"{PARTS}（原单位保留）、{ENDS}（原单位停用）的，“新名称”写分出的单位，几个以分号相隔；"
        f"划给它的下级各在自己那一行填“{GIVEN}”，“新名称”写给哪一个。改完传回来，先看再导入。")


def show(scope: Scope, view: View) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", key="tree-sheets"):
        exports.offer("下载区划表", about(scope, "区划表.xlsx"), partial(make, scope, view), key="tree-file", hint=HINT)
    if not permit.may_write():
        return
    turn = st.session_state.get("tree-turn", 0)
    given = st.file_uploader("把改好的区划表传回来", type=["xlsx", "xls", "ods", "csv"], key=f"tree-upload-{turn}")
    if given is None:
        return
    try:
        lines = reference.ask_primary(read_tree, given.name, given.getvalue())
    except Refused as refused:
        st.markdown(writes.refusal(str(refused)))
        return
    _take(scope, given.name, lines, turn)


def _take(scope: Scope, name: str, lines: list[Line], turn: int) -> None:
    if not lines:
        st.info("没有改动：“要做什么”一栏都空着，或写的都已经改好了。", icon=":material/check:")
        return
    wrong = [line for line in lines if line.is_wrong]
    draw(html("<p>{} 行要改，{}</p>", len(lines),
              f"其中 {len(wrong)} 行不能改，整个表都没有导入：" if wrong else "确定以后一起改："))
    draw(table(("第几行", "改什么"), [tr(f"第 {line.row} 行", tag("span", line.words, look="late" if line.is_wrong else ""))
                                 for line in lines]))
    if wrong:
        return
    signed = signing.sign(scope.version, "tree-sheet", "如：民政部门批复〔2026〕12号")
    if st.button("全部确定", type="primary", icon=":material/check:", key="tree-sheet-do"):
        labels = [f"第 {line.row} 行" for line in lines if line.act is not None]
        acts = [line.act for line in lines if line.act is not None]
        batch = writes.write(lambda connection: carry_out(
            connection, acts, actor=signed.actor, reason=signed.reason, at=clock.now(), file_name=name, labels=labels),
            signed.places)
        if batch:
            st.session_state["tree-turn"] = turn + 1
            writes.done(f"区划表 {len(acts)} 行已改，记为第 {batch} 次。", undoing.of_batch(batch))


def make(scope: Scope, view: View) -> bytes:
    """Every unit below the region, ended ones too, with empty columns for what is to be done."""
    found = reference.ask(list_whole, view.parent)
    rows = pd.DataFrame({
        "区划代码": found["code"], "名称": found["name"], "级别": found["level"].map(LEVELS | {"province": "省"}),
        "上级代码": found["above"], "起用": _month(found["valid_from"]), "停用": _month(found["valid_to"])})
    rows = rows.assign(**{name: "" for name in HEADS[6:]})
    return workbook("区划表", notes(scope, HINT), [Sheet("区划", COLUMNS, rows)])


def _month(periods: pd.Series) -> list[str | None]:
    return [None if pd.isna(period) else f"{int(period)}" for period in periods]
