"""总览: how the six actions stand, county by county, and what needs attention."""

import streamlit as st

from pages.parts import blocks
from pages.parts.board import board
from pages.parts.navigate import follow

scope = st.session_state["scope"]
board(blocks.headline(scope), "headline", follow)
board(blocks.cards(scope), "cards", follow)
left, right = st.columns([54, 46])
with left:
    board(blocks.matrix_panel(scope), "matrix", follow)
with right:
    board(blocks.map_panel(scope), "map", follow)
board(blocks.attention_panel(scope), "attention", follow)
