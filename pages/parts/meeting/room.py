"""What happens on the page: a meeting begins, is found again, and its agenda is kept."""

import streamlit as st

from pages.parts.meeting import agenda, making
from pages.parts.meeting.agenda import Agenda
from pages.parts.meeting.stage import LOOK, Meeting
from pages.parts.shell.scope import Scope
from pages.parts.ui.markdown import plain, shown_on

HELD, ASKED = "meeting_held", "meeting_asked"


def asked(what: str, sent: object) -> None:
    """Before the page runs again."""
    st.session_state[ASKED] = what, sent


def settle(scope: Scope, slides: list[str], kept: Agenda | None) -> Meeting | None:
    """The meeting that the browser holds, begun now where that was asked for; None for none."""
    what, sent = st.session_state.pop(ASKED, ("", None))
    wanted = agenda.read(sent, slides)
    if what == "start" and wanted is not None and set(slides) - wanted.left_out:
        _begin(scope, wanted, freeze=isinstance(sent, dict) and sent.get("freeze") is True)
    held = st.session_state.get(HELD)
    number = st.session_state.get("meeting", "")
    if held and not number:
        st.session_state["meeting"] = held.number
    elif number and (held is None or held.number != number):
        held = _again(scope, number, kept)
    return held


def _begin(scope: Scope, wanted: Agenda, freeze: bool) -> None:
    made = _make(scope, wanted, freeze)
    st.session_state.update({HELD: made, "meeting": made.number, "slide": f"{made.decks[0].code}.1"})


def _make(scope: Scope, wanted: Agenda, freeze: bool) -> Meeting:
    place = st.empty()
    made = making.make(scope, {scope.region: wanted}, freeze, shown_on(place.progress(0.0)))
    place.empty()
    return made


def _again(scope: Scope, number: str, kept: Agenda | None) -> Meeting | None:
    """The meeting that the address names, for a session that does not know it: after a reload, or from a copied link."""
    if number == LOOK:
        st.session_state[HELD] = _make(scope, kept or Agenda(), freeze=False)
        return st.session_state[HELD]
    st.warning(plain(f"没有找到编号“{number[:20]}”的会议，请从这里重新开始。"), icon=":material/link_off:")
    st.session_state.pop("meeting", None)
    st.session_state.pop("slide", None)
    return None


def slide(held: Meeting | None) -> str:
    """Which page is shown, by the address: "" where the meeting is left for now, the first where it holds none of that region."""
    wanted = st.session_state.get("slide", "")
    if held and wanted and wanted.partition(".")[0] not in {one.code for one in held.decks}:
        st.session_state["slide"] = f"{held.decks[0].code}.1"
    return st.session_state.get("slide", "") if held else ""
