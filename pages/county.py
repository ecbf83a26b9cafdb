"""县区: one county on one page, beside the city; the list of counties while none is chosen."""

import streamlit as st

from pages.parts import against, blocks
from pages.parts.board import board
from pages.parts.navigate import follow

scope = st.session_state["scope"]
board(blocks.headline(scope), "headline", follow)
if scope.at_root:
    board(against.all_counties(scope), "counties", follow)
else:
    left, right = st.columns([58, 42])
    with left:
        board(against.actions_compared(scope), "actions", follow)
    with right:
        board(against.still_due(scope), "due", follow)
    board(blocks.attention_panel(scope), "attention", follow)
    board(against.every_indicator(scope), "every", follow)
