"""指标与来源: what every indicator means, and the documents' figures with their sentence."""

import streamlit as st

from pages.parts.catalogue import blocks
from pages.parts.shell import reference
from pages.parts.shell.follow import follow
from pages.parts.ui.board import board
from pages.parts.ui.markdown import plain
from pages.parts.ui.matrix import short

scope = st.session_state["scope"]
actions = reference.actions(scope.version).set_index("code")["name"]
with st.container(horizontal=True, vertical_alignment="center"):
    part = st.segmented_control("内容", ["指标目录", "文件中的数字", "文件中的目标"], default="指标目录", required=True,
                                key="part",
                                label_visibility="collapsed", persist_state="session")
    action = st.pills("行动", ["", *actions.index], default="", required=True, key="of_action", persist_state="session",
                      format_func=lambda code: plain(short(actions[code])) if code else "全部", label_visibility="collapsed")
    words = st.text_input("查找", key="words", placeholder="查指标、项目、原句", label_visibility="collapsed", width=260,
                          persist_state="session", type="search", live=True)
    clear = "" if part != "文件中的数字" else st.pills(
        "清晰程度", ["", "ok", "bad"], default="", required=True, key="clear", label_visibility="collapsed",
        format_func={"": "不限", "ok": "清楚的", "bad": "数字不全或存疑的"}.__getitem__)
if part == "指标目录":
    board("catalogue", follow, catalogue=blocks.catalogue(scope.version, action, words or ""))
elif part == "文件中的数字":
    board("figures", follow, figures=blocks.figures(scope.version, action, words or "", clear))
else:
    board("goals", follow, goals=blocks.goals(scope.version, words or ""))
