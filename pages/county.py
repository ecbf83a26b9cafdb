"""县区: one county on one page, beside the whole; the list of those below where there are any."""

import streamlit as st

from pages.parts import against, answers, blocks, lists
from pages.parts.board import board
from pages.parts.navigate import follow

scope = st.session_state["scope"]
listed = {"counties": against.all_counties(scope)} if answers.among(scope) == scope else {}
if scope.at_root:
    board("counties", follow, headline=blocks.headline(scope), **listed)
else:
    board("county", follow, headline=blocks.headline(scope), **listed, left=against.actions_compared(scope),
          right=against.still_due(scope), attention=lists.attention_panel(scope), every=against.every_indicator(scope))
