"""What a click on the target desk opens: why a figure is as it is, a target to change."""

import streamlit as st

from pages.parts.shell import follow as shell
from pages.parts.shell import picks
from pages.parts.shell.picks import Pick
from pages.parts.shell.scope import Scope
from pages.parts.targets import changes, edit, filters, forward
from pages.parts.targets.rows import View


def follow(pick: Pick) -> None:
    """What this page knows; it holds no other doors."""
    match pick:
        case picks.Sheet(number):
            st.session_state["aim_page"] = str(number)
        case picks.Choose("aim_open", kind):
            st.session_state["aim_open"] = kind
        case picks.Choose(key, value):
            filters.choose(key, value)
        case picks.Aim():
            st.session_state["aim_open"] = str(pick)
        case picks.Why():
            shell.follow(pick)


def close() -> None:
    st.session_state.pop("aim_open", None)


def show_opened(scope: Scope, view: View) -> None:
    """Opens what was asked for. It stays open from run to run, so that an undo in it shows at once, until it is closed; and it is
    part of the address, so that what was typed in it finds its form again where the session is a new one."""
    wanted = st.session_state.get("aim_open")
    match picks.parse(wanted) or wanted:
        case None:
            return
        case "forward":
            forward.dialog(scope, view, close)
        case "changes":
            changes.dialog(scope, close)
        case picks.Aim(region, code):
            edit.dialog(scope, region, code, close)
        case _:
            close()

