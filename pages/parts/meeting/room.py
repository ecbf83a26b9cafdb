"""What happens on the page: a meeting begins, is found again, and its agenda is kept."""

from collections.abc import Collection

import streamlit as st

from data import clock
from data.write.actor import is_permitted
from data.write.meetings import drop_agenda, keep_agenda
from pages.parts.meeting import agenda, making
from pages.parts.meeting.agenda import Agenda
from pages.parts.meeting.stage import LOOK, Meeting
from pages.parts.papers import frozen
from pages.parts.shell import permit, reference, writes
from pages.parts.shell.scope import Scope
from pages.parts.ui.markdown import plain, shown_on
from queries.meetings import read_agendas

HELD, ASKED = "meeting_held", "meeting_asked"


def asked(what: str, sent: object) -> None:
    """Before the page runs again."""
    st.session_state[ASKED] = what, sent


def may_keep(scope: Scope) -> bool:
    """Whether who looks may begin a meeting that leaves a snapshot, and put its agenda."""
    return permit.may_write() and reference.ask(is_permitted, frozen.actor(scope.version), "note", [scope.region])


def kept(regions: Collection[int]) -> dict[int, Agenda]:
    """The agendas that offices have put, by region."""
    return {region: Agenda(tuple(key for key, _ in rows), frozenset(key for key, shown in rows if not shown))
            for region, rows in reference.ask(read_agendas, regions).items()}


def settle(scope: Scope, slides: list[str]) -> Meeting | None:
    """The meeting that the browser holds, begun now where that was asked for; None for none."""
    what, sent = st.session_state.pop(ASKED, ("", None))
    wanted = agenda.read(sent, slides)
    if wanted is not None and set(slides) - wanted.left_out:
        if what == "start":
            _begin(scope, wanted, freeze=isinstance(sent, dict) and sent.get("freeze") is True)
        elif what in ("keep", "restore"):
            _put(scope, wanted if what == "keep" else None)
    held, number = st.session_state.get(HELD), st.session_state.get("meeting", "")
    if held and not number:
        st.session_state["meeting"] = held.number
    elif number and (held is None or held.number != number):
        held = _again(scope, number)
    return held


def slide(held: Meeting | None) -> str:
    """Which page is shown, by the address: "" where the meeting is left for now, the first where it holds none of that region."""
    wanted = st.session_state.get("slide", "")
    if held and wanted and wanted.partition(".")[0] not in {one.code for one in held.decks}:
        st.session_state["slide"] = f"{held.decks[0].code}.1"
    return st.session_state.get("slide", "") if held else ""


def _begin(scope: Scope, wanted: Agenda, freeze: bool) -> None:
    made = _make(scope, wanted, freeze)
    st.session_state.update({HELD: made, "meeting": made.number, "slide": f"{made.decks[0].code}.1"})


def _make(scope: Scope, wanted: Agenda | None, freeze: bool) -> Meeting:
    place = st.empty()
    agendas = kept([scope.region, *(one.region for one in making.below(scope))])
    agendas |= {scope.region: wanted} if wanted else {}
    made = making.make(scope, agendas, freeze, shown_on(place.progress(0.0)))
    place.empty()
    return made


def _again(scope: Scope, number: str) -> Meeting | None:
    """The meeting that the address names, for a session that does not know it: after a reload, or from a copied link."""
    made = _make(scope, None, freeze=False) if number == LOOK else making.again(scope.version, number)
    if made is not None:
        st.session_state[HELD] = made
        return made
    st.warning(plain(f"没有找到编号“{number[:20]}”的会议，请从这里重新开始。"), icon=":material/link_off:")
    st.session_state.pop("meeting", None)
    st.session_state.pop("slide", None)
    return None


def _put(scope: Scope, wanted: Agenda | None) -> None:
    """Keeps the agenda, or gives it up."""
    who, at = frozen.actor(scope.version), clock.now()
    if wanted is None:
        writes.write(lambda connection: drop_agenda(connection, scope.region, actor=who, at=at), {})
        writes.done("已恢复原来的次序。")
    writes.write(lambda connection: keep_agenda(connection, scope.region, wanted.order, wanted.left_out, actor=who, at=at), {})
    writes.done("议程已存好，以后开会都按这个次序。")
