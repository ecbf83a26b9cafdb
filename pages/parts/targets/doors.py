"""What a click on the target desk opens: a row's trend and units, a number's source, a target to change."""

from dataclasses import replace

import streamlit as st

from pages.parts.shell import reference
from pages.parts.shell.scope import Scope
from pages.parts.targets import changes, edit, forward
from pages.parts.targets.rows import View
from pages.parts.ui import trends
from pages.parts.ui.origin import origin_dialog


def follow(pick: str) -> None:
    """page:<number>; trend:, origin: or aim:<region id>:<indicator code>."""
    kind, *rest = pick.split(":")
    if kind == "page":
        st.session_state["aim_page"] = rest[0]
    else:
        st.session_state["desk_open"] = (kind, *rest)


def open_button(label: str, kind: str, icon: str) -> None:
    st.button(label, icon=icon, key=f"desk-{kind}", on_click=lambda: st.session_state.update(desk_open=(kind,)))


def close() -> None:
    st.session_state.pop("desk_open", None)


def show_opened(scope: Scope, view: View) -> None:
    """Opens what was asked for. It stays open from run to run, so that an undo in it shows at once, until it is closed."""
    kind, *rest = st.session_state.get("desk_open", ("",))
    if kind == "forward":
        forward.dialog(scope, view, close)
    elif kind == "changes":
        changes.dialog(scope, close)
    elif kind == "aim":
        edit.dialog(scope, int(rest[0]), rest[1], close)
    elif kind:
        close()  # these two change nothing, and need not outlive the run that opened them
        _look(scope, kind, int(rest[0]), rest[1])


def _look(scope: Scope, kind: str, region: int, code: str) -> None:
    """The trend and units of a row's region; a township's are in its county's."""
    if region not in reference.tree(scope.version).index:
        region = scope.region
    there = replace(scope, region=region)
    chart = trends.trend(there, code) if kind == "trend" else None
    origin_dialog(there, code, chart)
