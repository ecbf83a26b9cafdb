"""A part of the page drawn as HTML in blocks, whose marked parts can be clicked. Streamlit draws it as one element."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import streamlit as st
from streamlit.components.v2 import component

from pages.parts.shell import paper
from pages.parts.shell.picks import Pick, Table, parse
from pages.parts.shell.url import read_earlier
from pages.parts.ui import tables
from pages.parts.ui.html import Markup, html, join

PARTS = Path(__file__).parents[1]
STYLE = "".join(path.read_text("utf-8") for path in [*sorted(PARTS.glob("*/board.css")), *sorted(PARTS.glob("ui/board-*.css"))]
                if path != PARTS / "ui" / "board.css") + (PARTS / "ui" / "board.css").read_text("utf-8")
"""The rooms' own sheets first; what is said of every board comes last. It stands in the page's head (server/head.py), not in the
messages of every run, as does SCRIPT; paper.js dresses the boards in it."""
SCRIPT = "".join((Path(__file__).parent / name).read_text("utf-8") for name in ("board.js", "ahead.js", "first.js"))
TOLD, MOST_TOLD = "told", 2000
"""In the session's state: which boards gave its browser which blocks, by address; how many before all are sent anew."""
ASKED, HELD, HEARD = "ahead_asked", "ahead_held", "heard"
"""In the session's state: where the page's other regions are asked for; of what was asked there the browser drew which region at
its last click; the number of the last click that was heard."""

_HTML, _JS = str(html('<div class="board" lang="zh-CN"></div>')), "export default (one) => drawBoard(one)"
_draw, _draw_light = component("board", html=_HTML, js=_JS), component("board-light", html=_HTML, js=_JS, isolate_styles=False)


@dataclass(frozen=True)
class Drawn:
    """What a board is to show. values: what its controls hold (ui.choices)."""

    blocks: Mapping[str, Markup | str]
    mark: Pick | str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)


def board(key: str, on_pick: Callable[[Pick], None], mark: Pick | str = "", texts: Mapping[str, str] | None = None,
          keep: str = "", **blocks: Markup | str) -> None:
    """Draws the blocks, each in a place of its own (class at-<name>). One board a page where it can be: each costs a few
    milliseconds on the server and a round of layout in the browser.

    A block is sent once a session and named by its content after that; one that is the same as before is left alone. So that it
    can be, what changes with every click stays out of it: whatever has data-mark equal to `mark` is shown as chosen, and `texts`
    fill the elements with data-text of that name. A block that is no Markup, and every text, is shown as it stands, tags too.
    keep: what the browser is to keep until the next visit (shell.visits).
    `on_pick` is called with the pick of what was clicked, before the page runs again; not where a browser sends what is none.
    """
    draw_board(key, on_pick, Drawn(blocks, mark, texts or {}), keep)


def draw_board(key: str, on_pick: Callable[[Pick], None], drawn: Drawn, keep: str = "", of: str = "", ahead: str = "",
               seen: str = "", light: bool = False) -> None:
    """The same. of, ahead, seen: what is shown, and where and with what last visit the browser asks for the same of other regions
    (ui.ahead). light: the page's own styles hold, not the boards'."""
    name = f"board-{key}"  # whatever else the session holds under the board's own key: a filter of some page's address

    def picked() -> None:
        sent = st.session_state[name].get("pick")
        pick = parse(sent.get("pick")) if isinstance(sent, dict) else None
        if pick is not None:
            st.session_state[HEARD] = sent["click"] if isinstance(sent.get("click"), int) else 0
            st.session_state[HELD] = st.session_state.get(ASKED), sent.get("held")
        if isinstance(pick, Table):
            paper.ask_for(key, pick)
        elif pick is not None:
            read_earlier()
            on_pick(pick)

    tables.keep(key, drawn.blocks)
    held = bool(ahead) and st.session_state.get(HELD) == (ahead, of)
    told = st.session_state.setdefault(TOLD, set())
    data = {"key": key, "mark": str(drawn.mark), "texts": dict(drawn.texts), "keep": keep,
            "blocks": [_block(key, place, block, told, held) for place, block in drawn.blocks.items()]}
    if of or drawn.values:
        data["heard"] = st.session_state.get(HEARD, 0)
    if drawn.values:
        data["values"] = dict(drawn.values)
    if of:
        data |= {"of": of, "ahead": ahead, "seen": seen}
    data |= paper.told() | tables.told()
    # As bytes: of anything else Streamlit asks, value by value, whether it is a kind of table.
    sent = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    (_draw_light if light else _draw)(key=name, data=sent, on_pick_change=picked, on_lacking_change=_tell_anew, height="content",
                                      width="content" if light else "stretch")


def _block(key: str, name: str, drawn: Markup | str, told: set[str], held: bool) -> tuple[str, str, str | None]:
    """Its name, the address of its content, and the content; None where this board brought it to the browser: another that did
    may be drawn later."""
    address, text = written(drawn)
    return name, address, None if _is_told(f"{key} {address}", told) or held else text


def written(drawn: Markup | str) -> tuple[str, str]:
    """The address of a block's content, and the content."""
    text = str(join([drawn]))
    return address_of(text), text


def address_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def _is_told(one: str, told: set[str]) -> bool:
    if one in told:
        return True
    if len(told) >= MOST_TOLD:
        told.clear()
    told.add(one)
    return False


def _tell_anew() -> None:
    """A message was lost, or the browser has let a block go."""
    for name in (TOLD, HELD):
        st.session_state.pop(name, None)
