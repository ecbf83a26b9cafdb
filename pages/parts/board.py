"""A block of the page drawn as HTML, whose marked parts can be clicked. Streamlit draws it in one element."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

STYLE = (Path(__file__).parent / "board.css").read_text("utf-8")

# A click, or Enter, on anything with data-pick goes to Python; the page around it stays as it is.
SCRIPT = """
export default function (component) {
  const { data, parentElement, setTriggerValue } = component
  const root = parentElement.querySelector(".board")
  if (root.dataset.html !== data.digest) {
    root.innerHTML = data.html
    root.dataset.html = data.digest
  }
  root.onclick = (event) => {
    const picked = event.target.closest("[data-pick]")
    if (picked) setTriggerValue("pick", picked.dataset.pick)
  }
}
"""

_draw = st.components.v2.component("board", html='<div class="board" lang="zh-CN"></div>', css=STYLE, js=SCRIPT)


def board(html: str, key: str, on_pick: Callable[[str], None]) -> None:
    """Draws the HTML; `on_pick` is called with the data-pick of what was clicked, before the page runs again."""
    def picked() -> None:
        value = st.session_state[key].get("pick")
        if value:
            on_pick(value)

    _draw(key=key, data={"html": html, "digest": f"{hash(html):x}"}, on_pick_change=picked, height="content")
