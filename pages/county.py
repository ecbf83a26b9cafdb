"""县区: one county on one page, beside the city; the list of counties while none is chosen."""

import streamlit as st

from pages.parts import against, blocks, lists
from pages.parts.board import board
from pages.parts.navigate import follow

scope = st.session_state["scope"]
if scope.at_root:
    board("counties", follow, headline=blocks.headline(scope), counties=against.all_counties(scope))
else:
    board("county", follow, headline=blocks.headline(scope), left=against.actions_compared(scope),
          right=against.still_due(scope), attention=lists.attention_panel(scope), every=against.every_indicator(scope))
