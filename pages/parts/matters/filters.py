"""The filters of the list: widgets whose values the URL holds, and the view that they ask for."""

from datetime import date

import streamlit as st

from pages.parts.matters.rows import View, units
from pages.parts.shell import answers
from pages.parts.shell.scope import Scope
from pages.parts.shell.url import settle, worded
from pages.parts.ui.chips import show_chips
from pages.parts.ui.markdown import plain
from pages.parts.ui.matters import CONTRADICTED, SAYS, soon_days
from queries.matter_rules import STATE_WORDS
from queries.matters import meetings

STATES = {"": "全部状态", "open": "未办结"} | STATE_WORDS


def colours(scope: Scope) -> dict[str, str]:
    return {"": "全部", "red": "▲逾期", "yellow": "◆滞后", "blue": f"●{soon_days(scope.version)}天内到期",
            "contradicted": CONTRADICTED, "attained": SAYS["reached"]}


def show_filters(scope: Scope, today: date, first) -> View:
    """Draws them in the container `first`; what the URL asks for and there is not is said and left out."""
    known = {"matter_unit": {"": "全部责任单位"} | units(scope, today), "matter_state": STATES,
             "matter_meeting": {"": "全部会议和文件"} | meetings(answers.matters(scope, today)), "matter_colour": colours(scope)}
    for key, options in known.items():
        settle(key, list(options), "")
    with first:
        shades = known["matter_colour"]
        st.pills("急缓", list(shades), key="matter_colour", format_func=lambda colour: plain(shades[colour]), required=True,
                 label_visibility="collapsed", persist_state="session")
        for label, key, width in (("状态", "matter_state", 150), ("责任单位", "matter_unit", 190),
                                  ("来源", "matter_meeting", 300)):
            st.selectbox(plain(label), list(known[key]), key=key, format_func=worded(known[key]), label_visibility="collapsed",
                         persist_state="session", width=width, filter_mode=None)
    said = {"matter_colour": "急缓", "matter_state": "状态", "matter_unit": "责任单位", "matter_meeting": "来源"}
    show_chips({key: f"{word}：{known[key][st.session_state[key]]}" for key, word in said.items() if st.session_state[key]})
    return View(*(st.session_state[key] for key in ("matter_unit", "matter_state", "matter_meeting", "matter_colour")))
