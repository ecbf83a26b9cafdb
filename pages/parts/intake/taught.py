"""教过的写法: what each sender's sheets were taught to mean; shown, taken back, exported."""

import pandas as pd
import streamlit as st

from data import clock
from data.intake.choices import BY_VILLAGE, FORMLESS, GROUP, IGNORE, NOTHING, ZERO
from data.write.exports import Leaving
from data.write.mappings import forget, teach
from pages.parts.shell import exports, reference, signing, writes
from pages.parts.shell.cache import by_version
from pages.parts.shell.url import worded
from pages.parts.ui.excel import Column, Sheet, workbook
from pages.parts.ui.markdown import markdown
from queries.homes.coverage import list_forms
from queries.mappings import list_mappings

WHAT = {"heading": "栏目", "place": "地区写法", "blank": "空着的写法", "money": "金额单位"}
MEANS = {IGNORE: "不要", GROUP: "分组的名称", ZERO: "零", NOTHING: "未上报"}


@by_version(4)
def taught(version: int) -> pd.DataFrame:
    """list_mappings with 类别 (kind) and 是什么 (means) in words."""
    frame = reference.ask(list_mappings)
    if reference.seen(version) is not None:
        frame = frame[frame["sender"].isin(signing.own_units(version))].reset_index(drop=True)
    catalogue, nodes = reference.indicators(version).set_index("code"), reference.tree(version).set_index("code")
    return frame.assign(kind=frame["what"].map(WHAT), means=[_means(row, catalogue, nodes) for row in frame.itertuples()])


def _means(row, catalogue: pd.DataFrame, nodes: pd.DataFrame) -> str:
    if row.what == "heading" and row.answer in catalogue.index:
        return f"{row.answer} {catalogue.at[row.answer, 'short_name']}"
    if row.what == "place" and row.answer in nodes.index:
        return nodes.at[row.answer, "name"]
    return MEANS.get(str(row.answer), str(row.answer))


def show_taught(version: int) -> None:
    """The list, closed until asked for: one of them can be changed or taken back, all of them downloaded."""
    frame = taught(version)
    with st.expander(markdown("4 教过的写法（{}）", len(frame)), expanded=False):
        if frame.empty:
            st.caption("还没有。核对时答复“请定”的问题并勾选“记住”，以后同一单位的表照此办，不再问。")
            return
        st.dataframe(frame[["sender", "kind", "text", "means", "actor", "taught_at"]], hide_index=True, column_config={
            "sender": "报送单位", "kind": "类别", "text": "表中写法", "means": "是什么", "actor": "谁教的",
            "taught_at": st.column_config.DatetimeColumn("何时", format="YYYY-MM-DD HH:mm")})
        exports.offer("下载对应表", Leaving("写法对应表.xlsx"), lambda: _book(version), key="taught-file")
        _change(version, frame)


def _change(version: int, frame: pd.DataFrame) -> None:
    names = {row.id: f"{row.sender}：{row.text or row.kind} → {row.means}" for row in frame.itertuples()}
    with st.form("taught", border=True):
        number = st.selectbox("改哪一条", list(names), index=None, placeholder="请选", format_func=worded(names))
        wanted = st.text_input("改为（指标代码、区划代码、忽略、0、空；不填为撤销这一条）", key="taught-answer")
        signed = signing.sign(version, "taught", "如：栏目的意思变了", "原因（可不填）")
        asked = st.form_submit_button("改写法", icon=":material/edit:")
    if asked and number is not None:
        row = frame.set_index("id").loc[number]
        answer = wanted.strip()
        if answer and not _is_known(version, row["what"], row["text"], answer):
            st.error(markdown("“{}”不是{}可以有的答案，没有改。", answer, WHAT[row["what"]]))
            return

        def change(connection) -> bool:
            if answer:
                teach(connection, row["sender"], {(row["what"], row["text"]): answer}, actor=signed.actor, at=clock.now())
            else:
                forget(connection, int(number), actor=signed.actor, at=clock.now())
            return True

        if writes.write(change, signed.places):
            writes.done(f"已{'改教' if answer else '撤销'}：{names[number]}{f'，改为 {answer}' if answer else ''}。"
                        "已导入的数不变。")


def _is_known(version: int, what: str, text: str, answer: str) -> bool:
    if what == "heading" and text == FORMLESS:
        return answer == BY_VILLAGE or answer in set(reference.ask(list_forms)["name"])
    if what == "heading":
        return answer in (IGNORE, GROUP) or answer in set(reference.indicators(version)["code"])
    if what == "place":
        return answer == IGNORE or answer in set(reference.tree(version)["code"])
    return answer in ((ZERO, NOTHING) if what == "blank" else ("元", "千元", "万元", "亿元"))


def _book(version: int) -> bytes:
    return workbook("各单位报表写法对应表", [], [Sheet("写法", [
        Column("sender", "报送单位", width=22), Column("kind", "类别", width=12), Column("text", "表中写法", width=36),
        Column("means", "是什么", width=30),
        Column("answer", "答案", width=14), Column("actor", "谁教的", width=20)], taught(version))])
