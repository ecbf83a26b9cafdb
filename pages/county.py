"""县区: one county on one page, beside the whole; the list of those below where there are any."""

import streamlit as st

from pages.parts.county import blocks
from pages.parts.shell import answers
from pages.parts.shell.follow import follow
from pages.parts.ui import panels
from pages.parts.ui.board import board
from pages.parts.ui.changed import changed
from pages.parts.ui.headline import headline
from pages.parts.ui.matters import line
from pages.parts.ui.villages import towns_panel

scope = st.session_state["scope"]
listed = {"counties": blocks.all_counties(scope)} if answers.among(scope) == scope else {}
if scope.at_root:
    board("counties", follow, headline=headline(scope), **listed)
else:
    # Beside one another only where both are long.
    places = ("left", "right") if blocks.lacks(scope) else ("actions", "due")
    halves = dict(zip(places, (blocks.actions_compared(scope), blocks.still_due(scope)), strict=True))
    board("county", follow, headline=headline(scope), changed=changed(scope), duban=line(scope), **listed, **halves,
          towns=towns_panel(scope), attention=panels.attention_panel(scope), given=blocks.reasons_given(scope),
          every=blocks.every_indicator(scope))
