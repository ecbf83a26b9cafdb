"""汇报材料: what there is to say about a scope as a paper, put right by hand, taken as Word, PowerPoint and Excel; and what was
said before, with what has changed since."""

import streamlit as st

from pages.parts.briefing import choice, edit, files, kept, preview, templates
from pages.parts.shell import paper, picks
from pages.parts.shell.url import note
from pages.parts.ui.board import board
from pages.parts.ui.html import draw, html

scope, number = st.session_state["scope"], st.session_state.get("snapshot", "")
held = kept.find(scope.version, number) if number else None
if number and held is None:
    note("网址里的留存编号没有对应的材料，没有打开。")
    st.session_state["snapshot"] = number = ""
with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="paper-bar"):
    of = choice.kind()
    choices = choice.chosen(scope, of)
    made = choice.whole(scope, of)
    if made.sections:
        files.offer(scope, of, made, choices)
        if choices and held is None:
            st.button("全部恢复原样", icon=":material/undo:", key="paper-restore", on_click=choice.restore, args=(scope, of))
if held is not None:
    board("said", edit.follow, changes=kept.changes(scope.version, held), hand=kept.by_hand(scope.version, held),
          figures=kept.figures(scope.version, held), mark=picks.Snapshot(number), kept=kept.kept(scope.version, paper.is_whole()))
else:
    if made.sections:
        draw(html('<p class="muted">点句子可以改写或不要；做出文件时每个数都留存在一个编号下，以后查得到当时怎么说的。</p>'))
        board("briefing", edit.follow, mark=picks.Saying(st.session_state.get(choice.OPEN, "")),
              paper=preview.paper(made, choices))
        edit.open_chosen(scope, of, made)
    else:
        draw(html('<p class="muted">{}{}。</p>', made.place, choice.why_none(made)))
    if made.sections:
        templates.show(scope)
    board("kept", edit.follow, kept=kept.kept(scope.version, paper.is_whole()))
