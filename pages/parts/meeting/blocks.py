"""The agenda on the page, with what begins a meeting."""

from collections.abc import Sequence

from data.papers.outline import Slide
from pages.parts.meeting.agenda import Agenda, arranged
from pages.parts.meeting.stage import KEYS, LOOK
from pages.parts.ui.html import Markup, html, join, tag


def agenda(slides: Sequence[Slide], kept: Agenda | None, number: str, may_write: bool) -> Markup:
    """kept: as the office has put it, None where it has not. number: of the meeting that the browser holds, "" for none."""
    rows = [_row(slide, kept is None or slide.key not in kept.left_out) for slide in arranged(slides, kept or Agenda())]
    resume = tag("button", f"继续会议（{'只看' if number == LOOK else f'快照 {number}'}）", data_ask="resume", look="first",
                 type="button") if number else ""
    starts = (_ask("start", "开始会议", "留一份快照，以后查得到会上说的每个数", look="" if number else "first",
                   data_freeze="1") if may_write else "",
              _ask("start", "只看，不留快照", "翻一遍，不留记录", data_freeze="0"))
    keeps = (_ask("keep", "存为本单位的议程", "以后开会都按这个次序"),
             _ask("restore", "恢复原来的次序", "不用自己的议程了") if kept else "") if may_write else ()
    return html('<section class="agenda"><p>{}</p><div class="asks">{}{}<span class="wait">正在备好全部页面……</span>'
                '<span class="empty">至少要留一页。</span></div><ol class="slides">{}</ol><div class="asks">{}</div>'
                '<div class="keys">{}</div></section>', _said(kept), resume, join(starts), join(rows), join(keeps),
                join(tag("span", tag("kbd", key), f" {does}") for key, does in KEYS))


def _said(kept: Agenda | None) -> str:
    how = ("拖动一行，或用它右边的箭头（键盘：Alt 加 ↑ ↓）调次序；不讲的点“讲”去掉勾。"
           "开始会议以后翻页不用服务器，断了连接也能翻。")
    return f"按本单位存下的议程排好。{how}" if kept else how


def _row(slide: Slide, shown: bool) -> Markup:
    check = tag("button", "讲", role="checkbox", aria_checked="true" if shown else "false", data_out="", type="button",
                aria_label=f"讲：{slide.title}")
    moves = (tag("button", sign, data_by=by, type="button", title=said, aria_label=f"{said}：{slide.title}")
             for sign, by, said in (("↑", -1, "上移"), ("↓", 1, "下移")))
    return tag("li", tag("span", "⠿", look="grip", aria_hidden="true"), tag("span", look="number"),
               tag("span", slide.title, look="what"), *moves, check, data_key=slide.key, draggable="true")


def _ask(what: str, words: str, said: str, **attributes) -> Markup:
    return tag("button", words, data_ask=what, title=said, type="button", **attributes)
