"""区划: the office's own tree: zones, new, renamed, merged, split, moved and closed units, each from a month on."""

import streamlit as st

from pages.parts.regions import choice, forms, history, listed, sheets
from pages.parts.shell import permit
from pages.parts.shell.follow import follow
from pages.parts.ui.board import board

scope = st.session_state["scope"]
view = choice.show(scope)
board("units", follow, lead=listed.sentence(scope, view), units=listed.units(scope, view))
if permit.may_write():
    forms.show(scope, view)
sheets.show(scope, view)
history.show(scope)
