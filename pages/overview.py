"""总览: how the six actions stand, county by county, and what needs attention."""

import streamlit as st

from pages.parts.overview import blocks
from pages.parts.shell import picks, visits
from pages.parts.shell.follow import follow
from pages.parts.ui import outlook, panels
from pages.parts.ui.board import board
from pages.parts.ui.changed import changed
from pages.parts.ui.headline import headline
from pages.parts.ui.matters import line

scope = st.session_state["scope"]
board("overview", follow, mark=picks.Region(scope.region), texts={"coverage": blocks.coverage(scope)},
      keep=visits.kept(scope), headline=headline(scope) + outlook.shortfall(scope), changed=changed(scope), duban=line(scope),
      six=blocks.cards(scope), left=blocks.matrix_panel(scope), right=blocks.map_panel(scope),
      signals=outlook.signals_panel(scope), attention=panels.attention_panel(scope))
