"""The stage: everything the browser holds of a meeting, and the agenda that it begins with. A page's turn asks nothing of the
server."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import streamlit as st
from streamlit.components.v2 import component

from pages.parts.meeting.decks import Deck, marked
from pages.parts.shell.picks import Pick, parse
from pages.parts.ui.board import address_of
from pages.parts.ui.html import Markup, html, join, tag

ROOM = Path(__file__).parent
STYLE = (ROOM / "stage.css").read_text("utf-8")
SCRIPT = f"const STYLE = {json.dumps(STYLE, ensure_ascii=False)}\n" + "".join(
    (ROOM / name).read_text("utf-8") for name in ("stage.js", "keys.js", "agenda.js", "board.js"))
LOOK = "look"
"""The number of a meeting that is only looked at: no snapshot was made."""
KEYS = (("→ ← 空格 翻页笔", "翻页"), ("Home End", "首页、末页"), ("数字", "第几个地区"), ("0", "回到开头的地区"), ("F", "全屏"),
        ("B", "黑屏"), ("Esc", "退一步"))

_draw = component("meeting", html=str(html('<div class="board" lang="zh-CN"></div>')), js=SCRIPT)


@dataclass(frozen=True)
class Meeting:
    """What a browser holds. number: of its snapshot, or LOOK. as_of: 截至; demo: 示例数据, "" where the figures are real; words:
    where they are from, which regions' pages are held, and which are not; mark: who looks, and since when (with the
    minute of each run all of it would be sent anew)."""

    number: str
    decks: tuple[Deck, ...]
    as_of: str
    demo: str
    words: str
    mark: Markup = html("")


def show(agenda: Markup, meeting: Meeting | None, slide: str, on_pick: Callable[[Pick], None],
         on_said: Callable[[str, object], None]) -> None:
    """Draws the agenda on the page and, over the whole window, the meeting that is on; slide: <code>.<n> of the page that is
    shown, "" where the meeting is left for now. on_said: told what is asked of the server (start, keep, restore) and what the
    browser sends with it, before the page runs again."""
    def picked() -> None:
        pick = parse(st.session_state["stage"].get("pick"))
        if pick is not None:
            on_pick(pick)

    def said(what: str) -> Callable[[], None]:
        return lambda: on_said(what, _sent(st.session_state["stage"].get(what)))

    blocks = {"agenda": agenda, "stage": whole(meeting) if meeting else ""}
    _draw(key="stage", data={"texts": {}, "number": meeting.number if meeting else "", "slide": slide,
                             "blocks": [[name, address_of(str(drawn)), str(drawn)] for name, drawn in blocks.items()]},
          on_pick_change=picked, on_start_change=said("start"), on_keep_change=said("keep"), on_restore_change=said("restore"),
          height="content")


def _sent(text: object) -> object:
    """What a browser sent; None where that is nothing that it would send."""
    try:
        return json.loads(text) if isinstance(text, str) else None
    except ValueError:
        return None


def whole(meeting: Meeting) -> Markup:
    """The meeting as the browser holds it."""
    decks = join(marked(one, number) for number, one in enumerate(meeting.decks))
    return tag("div", tag("div", decks, look="decks"), _contents(meeting), _corner(meeting), tag("div", look="blank", hidden=""),
               meeting.mark, look="meeting", tabindex="-1", role="region", aria_label="会议", data_number=meeting.number)


def _corner(meeting: Meeting) -> Markup:
    number = "只看，没有留快照" if meeting.number == LOOK else f"快照 {meeting.number}"
    said = [tag("span", f"▲ {meeting.demo}", look="demo") if meeting.demo else "", tag("b", look="where"),
            tag("span", meeting.as_of), tag("span", number)]
    ways = (("doors", "这一页的数", "看来源、写原因、交督办"), ("contents", "目录", "各地区和各页"),
            ("back", "‹", "上一页（←）"), ("next", "›", "下一页（→）"),
            ("full", "全屏", "全屏（F）"), ("leave", "退出", "退出会议（Esc），还能回来"))
    buttons = {do: tag("button", words, data_do=do, title=said, aria_label=said if len(words) == 1 else None, type="button")
               for do, words, said in ways}
    at, cut, typed = (tag("span", look=look, role="status") for look in ("at", "cut", "typed"))
    return tag("footer", tag("div", *said, look="about"), cut, typed,
               tag("div", buttons["doors"], buttons["contents"], buttons["back"], at, buttons["next"], buttons["full"],
                   buttons["leave"], tag("time"), look="ways"), look="corner")


def _contents(meeting: Meeting) -> Markup:
    """Where one can go to: every region, and the pages of the one that is shown (written by the browser)."""
    places = (tag("button", tag("kbd", number), one.name, data_deck=number, type="button")
              for number, one in enumerate(meeting.decks))
    keys = (tag("span", tag("kbd", key), does) for key, does in KEYS)
    return tag("nav", tag("h2", "目录"), tag("div", *places, look="places") if len(meeting.decks) > 1 else "", tag("ol"),
               tag("p", meeting.words), tag("div", *keys, look="keys"), look="contents", hidden="", aria_label="目录")
