"""Who looks at the page that is being drawn, by the cookie that came with it."""

from collections.abc import Mapping

import streamlit as st
from streamlit.runtime import context

from pages.parts.shell.visitors import COOKIE, Visitor, here


def present() -> Visitor | None:
    """Who looks at the page that is being drawn; None for nobody who is signed in, and in 单机."""
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
