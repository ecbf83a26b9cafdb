"""A part of the page drawn as HTML in blocks, whose marked parts can be clicked. Streamlit draws it as one element."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st
from streamlit.components.v2 import component

from pages.parts.shell import paper
from pages.parts.shell.picks import Pick, Table, parse
from pages.parts.ui import tables
from pages.parts.ui.html import Markup, html, join

PARTS = Path(__file__).parents[1]
STYLE = "".join(path.read_text("utf-8") for path in [*sorted(PARTS.glob("*/board.css")), *sorted(PARTS.glob("ui/board-*.css"))]
                if path != PARTS / "ui" / "board.css") + (PARTS / "ui" / "board.css").read_text("utf-8")
"""The rooms' own sheets first; what is said of every board comes last. It stands in the page's head (dashboard.py), not in the
messages of every run; paper.js dresses the boards in it."""
SCRIPT = (Path(__file__).parent / "board.js").read_text("utf-8")

_draw = component("board", html=str(html('<div class="board" lang="zh-CN"></div>')), js=SCRIPT)


def board(key: str, on_pick: Callable[[Pick], None], mark: Pick | str = "", texts: dict[str, str] | None = None,
          keep: str = "", **blocks: Markup | str) -> None:
    """Draws the blocks, each in a place of its own (class at-<name>). One board a page where it can be: each costs a few
    milliseconds on the server and a round of layout in the browser.

    A block that is the same as before is left alone. So that it can be, what changes with every click stays out of it:
    whatever has data-mark equal to `mark` is shown as chosen, and `texts` fill the elements with data-text of that name. A block
    that is no Markup, and every text, is shown as it stands, with its tags.
    keep: what the browser is to keep until the next visit (shell.visits).
    `on_pick` is called with the pick of what was clicked, before the page runs again; not where a browser sends what is none.
    """
    def picked() -> None:
        pick = parse(st.session_state[key].get("pick"))
        if isinstance(pick, Table):
            paper.ask_for(key, pick)
        elif pick is not None:
            on_pick(pick)

    tables.keep(key, blocks)
    _draw(key=key, data={"mark": str(mark), "texts": texts or {}, "keep": keep,
                         "blocks": [_block(name, drawn) for name, drawn in blocks.items()]},
          on_pick_change=picked, height="content")


def _block(name: str, drawn: Markup | str) -> list[str]:
    text = str(join([drawn]))
    return [name, f"{hash(text):x}", text]
