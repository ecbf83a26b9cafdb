"""Which part of the catalogue is shown, and what of it; all in the URL."""

from dataclasses import dataclass

import streamlit as st

from pages.parts.shell import reference
from pages.parts.shell.scope import Scope
from pages.parts.shell.url import settle
from pages.parts.ui.chips import show_chips
from pages.parts.ui.markdown import plain
from pages.parts.ui.matrix import short

PARTS = {"": "指标目录", "figures": "文件中的数字", "goals": "文件中的目标"}
CLEAR = {"": "不限", "ok": "清楚的", "bad": "数字不全或存疑的"}


@dataclass(frozen=True)
class Wanted:
    """part of PARTS; an action's code, what is looked for and which legibility of CLEAR, each "" for all."""

    part: str
    action: str
    words: str
    clear: str


def show_filters(scope: Scope) -> Wanted:
    actions = {"": "全部"} | reference.actions(scope.version).set_index("code")["name"].map(short).to_dict()
    for key, options in (("part", PARTS), ("of_action", actions), ("clear", CLEAR)):
        settle(key, list(options), "")
    st.session_state.setdefault("words", "")
    with st.container(horizontal=True, vertical_alignment="center"):
        part = st.segmented_control("内容", list(PARTS), required=True, key="part", format_func=PARTS.__getitem__,
                                    label_visibility="collapsed", persist_state="session")
        action = st.pills("行动", list(actions), required=True, key="of_action", persist_state="session",
                          format_func=lambda code: plain(actions[code]), label_visibility="collapsed")
        words = st.text_input("查找", key="words", placeholder="查指标、项目、原句", label_visibility="collapsed", width=260,
                              persist_state="session", type="search", live=True) or ""
        clear = "" if part != "figures" else st.pills(
            "清晰程度", list(CLEAR), required=True, key="clear", label_visibility="collapsed", persist_state="session",
            format_func=CLEAR.__getitem__) or ""
    said = {"of_action": f"行动：{actions[action or '']}", "words": f"查找：{words}", "clear": CLEAR[clear]}
    on = {"of_action": action and part != "goals", "words": words, "clear": clear}
    show_chips({key: text for key, text in said.items() if on[key]})
    return Wanted(part or "", action or "", words, clear)
