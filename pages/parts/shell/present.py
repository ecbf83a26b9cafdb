"""Who looks at the page that is being drawn, by the cookie that came with it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

import streamlit as st
from streamlit.runtime import context

from pages.parts.shell.visitors import COOKIE, Visitor, here

asking: ContextVar["tuple[Visitor | None] | None"] = ContextVar("asking", default=None)
"""Of what is made for somebody when no page runs."""


@contextmanager
def as_visitor(visitor: Visitor | None) -> Iterator[None]:
    """Inside it, that visitor looks."""
    token = asking.set((visitor,))
    try:
        yield
    finally:
        asking.reset(token)


def present() -> Visitor | None:
    """Who looks at the page that is being drawn; None for nobody who is signed in, and in 单机."""
    held = asking.get()
    if held is not None:
        return held[0]
    here.look()
    return here.find(cookies().get(COOKIE)) if here.any else None


def keep_apart() -> None:
    """Nothing that one visitor did in a session is another's; and nobody sees a page who would not get past the gate."""
    visitor = present()
    if here.any and visitor is None and here.rules.look != "anyone":
        st.stop()
    whose = visitor.account.id if visitor else 0
    if st.session_state.get("whose", whose) != whose:
        st.session_state.clear()
    st.session_state["whose"] = whose


def cookies() -> Mapping[str, str]:
    client = context._get_client_context()
    return client.cookies if client is not None else {}
