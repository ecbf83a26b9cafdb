"""总览: how the six actions stand, county by county, and what needs attention."""

import streamlit as st

from pages.parts.overview.blocks import boards
from pages.parts.shell import visits
from pages.parts.shell.follow import follow
from pages.parts.ui.ahead import show

scope = st.session_state["scope"]
seen = visits.last()
for key, drawn in boards(scope, {"seen": seen}).items():
    show(key, drawn, scope, follow, keep=visits.kept(scope), seen=seen)
