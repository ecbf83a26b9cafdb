"""县区: one county on one page, beside the whole; the list of those below where there are any."""

import streamlit as st

from pages.parts.county.blocks import boards
from pages.parts.shell import visits
from pages.parts.shell.follow import follow
from pages.parts.ui.ahead import show

scope = st.session_state["scope"]
seen = visits.last()
for key, drawn in boards(scope, {"seen": seen}).items():
    show(key, drawn, scope, follow, seen=seen)
