"""The one way to write from a page: a function of data/write runs in one transaction, what it refuses stands beside its
field, and what was done is said, with the way back. Who and why are asked for by signing.py."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from data import clock
from data.write.actor import Actor
from data.write.audit import refusals_on_record
from data.write.errors import NotPermitted, NotWritten, Overtaken, Refused
from pages.parts.shell import faults, permit, read_back, reference, signing
from pages.parts.ui.markdown import markdown, plain
from queries.database import Connection, DatabaseFault, writing

Result = TypeVar("Result")
Back = Callable[[Connection, Actor], str]
"""Takes back what was written; returns what to say of it."""


@dataclass(frozen=True)
class Done:
    """What was written from a page, in words; back: how it is taken back; wrong: it was not written."""

    page: str
    words: str
    back: Back | None = None
    wrong: bool = False


def write(change: Callable[[Connection], Result], places: dict[str, DeltaGenerator]) -> Result | None:
    """What the change returns, made in a transaction of its own; None where nothing was written, which is said: of a field
    under it, else where this is called. To be called outside a form's own block."""
    return attempt(lambda: _in_transaction(change), places)


def _in_transaction(change: Callable[[Connection], Result]) -> Result:
    with refusals_on_record(reference.engine(), clock.now()), writing(reference.engine()) as connection:
        return change(connection)


def attempt(call: Callable[[], Result], places: dict[str, DeltaGenerator]) -> Result | None:
    """The same for what opens its own transaction."""
    try:
        _check_permit()
        return _read_back(call())
    except Overtaken as overtaken:  # what is on the screen is out of date
        _say(str(overtaken), wrong=True)
    except Refused as refused:
        say_refused(refused, places)
    except NotWritten as error:
        st.error(plain(str(error)), icon=":material/block:")
    except DatabaseFault as fault:
        faults.say_fault(fault)
    return None


def also(change: Callable[[Connection], object]) -> str:
    """Makes a change in a transaction of its own that goes with one already made and still to be said; returns why it was not
    made, "" where it was."""
    try:
        _check_permit()
        _read_back(_in_transaction(change))
    except NotWritten as error:
        return str(error)
    except DatabaseFault as fault:
        return f"数据库不能用：{fault}"
    return ""


def _read_back(result: Result) -> Result:
    read_back.note()
    return result


def _check_permit() -> None:
    if not permit.may_write():
        with refusals_on_record(reference.engine(), clock.now()):
            raise NotPermitted(f"没有写入。{permit.only_look() or permit.ONLY_LOOK}", permit.actor(""), "write")


def say_refused(refused: Refused, places: dict[str, DeltaGenerator]) -> None:
    """Each reason under the field that it is about."""
    for field, words in refused.fields.items():
        places[field].markdown(refusal(words)) if field in places else st.markdown(refusal(words))
    if not refused.fields:
        st.error(plain(str(refused)), icon=":material/block:")


def refusal(words: str) -> str:
    """As Markdown: what is wrong with a field, to stand below it."""
    return markdown(":red[▲ {}]", words)


def done(words: str, back: Back | None = None) -> NoReturn:
    """Says what was written, with the way back, on the page drawn anew; a dialog closes."""
    _say(words, back)


def _say(words: str, back: Back | None = None, wrong: bool = False) -> NoReturn:
    st.session_state["done"] = Done(st.session_state["page"], words, back, wrong)
    st.rerun()


def show_done(version: int) -> None:
    """What was last written from this page, until it has been seen."""
    said = st.session_state.get("done")
    if said is None or said.page != st.session_state["page"]:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="done"):
        if said.wrong:
            st.error(plain(said.words), icon=":material/block:")
        else:
            st.success(plain(said.words), icon=":material/check_circle:")
        if said.back:
            st.button("撤销", icon=":material/undo:", key="done-undo", on_click=take_back, args=(version, said.back))
        st.button("知道了", key="done-seen", on_click=lambda: st.session_state.pop("done", None))


def take_back(version: int, back: Back) -> None:
    """Takes back what was written; before the page is drawn anew."""
    page, wrong = st.session_state["page"], True
    try:
        _check_permit()
        words = _read_back(_in_transaction(lambda connection: back(connection, permit.actor(signing.unit(version)))))
        wrong = False
    except NotWritten as error:
        words = str(error)
    except DatabaseFault as fault:
        words = f"没有撤销：{'。'.join(faults.WORDS[fault.reason])}"
    st.session_state["done"] = Done(page, words, wrong=wrong)
