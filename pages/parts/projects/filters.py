"""The filters of the list: widgets whose values the URL holds, and the view that they ask for."""

from dataclasses import dataclass

import streamlit as st

from pages.parts.shell import reference
from pages.parts.shell.scope import Scope
from pages.parts.shell.url import settle, worded
from pages.parts.ui.chips import show_chips
from pages.parts.ui.markdown import plain
from pages.parts.ui.matrix import short

STATES = {"": "全部状态", "running": "● 已开展", "idle": "○ 未开展", "none": "– 无此项", "unsaid": "？ 未填报",
          "planned": "有任务分解",
          "overdue": "▲ 有逾期任务", "missed": "▼ 检查没有达到", "own": "自己加的", "hidden": "不列出的"}


@dataclass(frozen=True)
class View:
    """An action's code, a state of STATES, what is looked for; "" for all."""

    action: str = ""
    state: str = ""
    words: str = ""


def actions(version: int) -> dict[str, str]:
    """Code -> what it is called here; what is of none of the six is 总括和基础."""
    words = {"base": lambda name: "总括和基础", "own": str}
    return {"": "全部"} | {row.code: words.get(row.kind, short)(row.name) for row in reference.actions(version).itertuples()}


def show_filters(scope: Scope) -> View:
    known = actions(scope.version)
    for key, options in (("project_action", known), ("project_state", STATES)):
        settle(key, list(options), "")
    st.session_state.setdefault("project_words", "")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.pills("行动", list(known), key="project_action", format_func=lambda code: plain(known.get(code, "")), required=True,
                 label_visibility="collapsed", persist_state="session")
        st.selectbox("状态", list(STATES), key="project_state", format_func=worded(STATES), label_visibility="collapsed",
                     persist_state="session", width=170, filter_mode=None)
        st.text_input("查找", key="project_words", placeholder="查名称、内容、原句、牵头单位", label_visibility="collapsed",
                      width=260,
                      persist_state="session", type="search", live=True)
    view = View(*(st.session_state.get(f"project_{name}") or "" for name in ("action", "state", "words")))
    said = {"project_action": f"行动：{known[view.action]}", "project_state": f"状态：{STATES[view.state]}",
            "project_words": f"查找：{view.words}"}
    show_chips({key: words for key, words in said.items() if st.session_state.get(key)})
    return view
