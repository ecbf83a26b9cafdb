"""An office's own templates: chosen for the files, put up after a check that says what is wrong, taken down and brought back."""

from functools import partial
from typing import Literal

import streamlit as st

from data import clock
from data.papers import templates
from data.write import paper_templates
from data.write.exports import Leaving
from pages.parts.papers.frozen import actor
from pages.parts.shell import exports, reference, writes
from pages.parts.shell.scope import Scope
from pages.parts.ui.html import draw, html, table, tr
from pages.parts.ui.markdown import markdown, plain
from queries.paper_templates import list_templates, template_file

OURS = 0
KINDS: dict[Literal["docx", "pptx"], str] = {"docx": "Word", "pptx": "PowerPoint"}


def chosen(scope: Scope, ending: str) -> int:
    """The template that was chosen for a kind of file, if it is still there; OURS for none."""
    number = st.session_state.get(f"template-{ending}", OURS)
    if number == OURS:
        return OURS
    rows = reference.ask(list_templates, scope.region)
    return number if number in rows.index and rows.at[number, "withdrawn_at"] != rows.at[number, "withdrawn_at"] else OURS


def of(scope: Scope, number: int) -> bytes | None:
    """Its file, for a paper of the scope's region; None for our own form."""
    return reference.ask(template_file, number, scope.region) if number else None


def show(scope: Scope) -> None:
    """The place for them, folded away."""
    rows = reference.ask(list_templates, scope.region)
    live = rows[rows["withdrawn_at"].isna()]
    with st.expander("本单位的模板", icon=":material/draft:"):
        left, right = st.columns(2)
        for column, (ending, name) in zip((left, right), KINDS.items(), strict=True):
            of_kind = live[live["kind"] == ending]
            names = {OURS: "按公文格式" if ending == "docx" else "本程序的样式"} | {
                int(row.id): f"{row.name}（{row.place}）" for row in of_kind.itertuples()}
            st.session_state[f"template-{ending}"] = chosen(scope, ending)
            column.selectbox(plain(f"{name} 用哪个"), list(names), key=f"template-{ending}", format_func=names.__getitem__)
        _upload(scope)
        for row in rows[rows["own"]].itertuples():
            _one(scope, row)
        _help()


def _upload(scope: Scope) -> None:
    turn = st.session_state.get("template-turn", 0)
    given = st.file_uploader("放一个模板（.docx 带占位符，或 .pptx 带母版）", type=list(KINDS), key=f"template-file-{turn}")
    if given is None:
        return
    content, ending = given.getvalue(), given.name.rpartition(".")[2].lower()
    kind: Literal["docx", "pptx"] = "pptx" if ending == "pptx" else "docx"
    faults = templates.check(content, kind)
    for fault in faults:
        st.error(plain(f"{given.name}：{fault}"), icon=":material/error:")
    if faults:
        return
    name = st.text_input("模板的名称", value=given.name.rpartition(".")[0], max_chars=paper_templates.NAME,
                         key=f"template-name-{turn}")
    under = st.empty()
    if st.button("存为模板", type="primary", key="template-keep"):
        keep = partial(paper_templates.keep, region_id=scope.region, kind=kind, name=name or "", content=content,
                       actor=actor(scope.version), at=clock.now())
        number = writes.write(keep, {"name": under})
        if number:
            st.session_state["template-turn"] = turn + 1
            st.session_state.pop(f"template-{kind}", None)
            writes.done(f"模板“{name}”已存好，做文件时可以选。")


def _one(scope: Scope, row) -> None:
    """One of the region's own, to be taken down or brought back."""
    down = row.withdrawn_at == row.withdrawn_at
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(markdown("{}（{}，{}，{}）{}", row.name, KINDS[row.kind], row.actor, f"{row.kept_at:%Y-%m-%d}",
                             "，已撤下" if down else ""))
        if st.button("恢复" if down else "撤下", key=f"template-{'up' if down else 'down'}-{row.id}"):
            change = paper_templates.bring_back if down else paper_templates.withdraw
            def moved(connection) -> bool:
                change(connection, int(row.id), actor=actor(scope.version), at=clock.now())
                return True

            if writes.write(moved, {}):
                writes.done(f"模板“{row.name}”已{'恢复' if down else '撤下'}。")


def _help() -> None:
    """What may stand in one, and one to begin with."""
    with st.container(horizontal=True):
        for ending, name in KINDS.items():
            exports.offer(f"{name} 模板的样子", Leaving(f"模板.{ending}"), partial(templates.starter, ending),
                          key=f"template-start-{ending}")
    lines = [tr(word, what) for word, what in templates.documented()]
    draw(table(["占位符", "换成什么"], lines) if lines else html(""))
