"""乡镇: one township, its villages and homes, and what it reports; the list of townships before one is opened."""

from functools import partial

import streamlit as st

from pages.parts.shell import exports
from pages.parts.shell.follow import follow
from pages.parts.town import blocks, choice, excel
from pages.parts.ui.board import board
from pages.parts.ui.villages import towns_panel

scope = st.session_state["scope"]
view = choice.opened(scope)

if view is None:
    board("towns", follow, towns=towns_panel(scope) or blocks.places_to_choose(scope))
else:
    st.set_page_config(page_title=blocks.title(view))
    board("township", follow, headline=blocks.sentence(view), left=blocks.figures_panel(view), right=blocks.villages_panel(view))
    exports.offer("导出 Excel", excel.about(view), partial(excel.make, view), key="town-file", rounded=True)
