"""A sentence opened: put into other words, left out, or back as it was; a table can be left out."""

import streamlit as st

from data.papers.outline import Outline
from data.write.text import LONGEST_REASON
from pages.parts.briefing import choice
from pages.parts.papers import edits
from pages.parts.shell import follow as shell
from pages.parts.shell import picks
from pages.parts.shell.picks import Pick
from pages.parts.shell.scope import Scope


def follow(pick: Pick) -> None:
    """A sentence opens; a part goes or comes back at once; a snapshot opens or closes."""
    match pick:
        case picks.Saying(key):
            st.session_state[choice.OPEN] = key
        case picks.Part(key):
            scope, of = st.session_state["scope"], st.session_state.get("paper", "")
            name = edits.PART + key
            if name in choice.chosen(scope, of):
                choice.restore(scope, of, name)
            else:
                choice.choose(scope, of, name, None)
        case picks.Snapshot(number):
            st.session_state["snapshot"] = "" if st.session_state.get("snapshot") == number else number
        case picks.Batch(number):
            st.session_state.update({"batch": str(number), "go_to": "daoru"})
        case _:
            shell.follow(pick)


def open_chosen(scope: Scope, of: str, made: Outline) -> None:
    """The dialog of the sentence or table that was clicked."""
    key = st.session_state.get(choice.OPEN)
    if not key:
        return
    one = choice.find(made, key)
    held = choice.chosen(scope, of)

    @st.dialog("这一句怎么说" if one else "这张表", on_dismiss=_close)
    def show() -> None:
        if st.session_state.get(choice.OPEN) != key:
            st.rerun()  # what was chosen is about the page around it
        words = None
        if one is not None:
            words = st.text_area("改成", value=held.get(key) or one.text, max_chars=LONGEST_REASON, height=180, key=f"say-{key}")
        with st.container(horizontal=True):
            if one is not None:
                st.button("就这样写", type="primary", key="say-keep", on_click=_say, args=(scope, of, key, one.text))
            if held.get(key, "") is not None:
                st.button("不要这一句" if one else "不要这张表", key="say-drop", on_click=_put, args=(scope, of, key, None))
            if key in held:
                st.button("恢复原来的", key="say-back", on_click=_back, args=(scope, of, key))
        if words is not None:
            st.caption("改过的句子在留存里注明是手工改的；数字以留存的数为准。")

    show()


def _say(scope: Scope, of: str, key: str, before: str) -> None:
    words = st.session_state.get(f"say-{key}") or ""
    if words.strip() in ("", before):
        choice.restore(scope, of, key)
        _close()
    else:
        _put(scope, of, key, words)


def _put(scope: Scope, of: str, key: str, words: str | None) -> None:
    choice.choose(scope, of, key, words)
    _close()


def _back(scope: Scope, of: str, key: str) -> None:
    choice.restore(scope, of, key)
    _close()


def _close() -> None:
    st.session_state.pop(choice.OPEN, None)
