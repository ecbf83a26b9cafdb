"""总览: how the six actions stand, county by county, and what needs attention."""

import streamlit as st

from pages.parts import blocks, lists, outlook
from pages.parts.board import board
from pages.parts.navigate import follow

scope = st.session_state["scope"]
board("overview", follow, mark=f"region:{scope.region}", texts={"coverage": blocks.coverage(scope)},
      headline=blocks.headline(scope) + outlook.shortfall(scope), six=blocks.cards(scope), left=blocks.matrix_panel(scope),
      right=blocks.map_panel(scope), signals=outlook.signals_panel(scope),
      attention=lists.attention_panel(scope))
