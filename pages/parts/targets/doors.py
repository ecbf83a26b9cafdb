"""What a click on the target desk opens: a row's trend and units, a number's source, a target to change."""

from dataclasses import replace

import streamlit as st

from pages.parts.shell import picks, reference
from pages.parts.shell.picks import Pick
from pages.parts.shell.scope import Scope
from pages.parts.targets import changes, edit, forward
from pages.parts.targets.rows import View
from pages.parts.ui import trends
from pages.parts.ui.markdown import plain
from pages.parts.ui.origin import origin_dialog


def follow(pick: Pick) -> None:
    """What this page knows; it holds no other doors."""
    match pick:
        case picks.Sheet(number):
            st.session_state["aim_page"] = str(number)
        case picks.TrendOf() | picks.OriginOf() | picks.Aim():
            st.session_state["aim_open"] = str(pick)


def open_button(label: str, kind: str, icon: str) -> None:
    st.button(plain(label), icon=icon, key=f"desk-{kind}", on_click=lambda: st.session_state.update(aim_open=kind))


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
        case picks.TrendOf() | picks.OriginOf() as pick:
            close()  # these two change nothing, and need not outlive the run that opened them
            _look(scope, pick)
        case _:
            close()


def _look(scope: Scope, pick: picks.TrendOf | picks.OriginOf) -> None:
    """The trend and units of a row's region; a township's are in its county's."""
    if pick.indicator not in set(reference.indicators(scope.version)["code"]):
        return
    there = replace(scope, region=pick.region) if pick.region in reference.tree(scope.version).index else scope
    origin_dialog(there, pick.indicator, trends.trend(there, pick.indicator) if isinstance(pick, picks.TrendOf) else None)
