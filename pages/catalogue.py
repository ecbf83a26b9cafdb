"""指标与来源: what every indicator means, and the documents' figures with their sentence."""

import streamlit as st

from pages.parts.catalogue import blocks, edit, filters, groups, release
from pages.parts.shell.follow import follow
from pages.parts.ui.board import board

scope = st.session_state["scope"]
wanted = filters.show_filters(scope)
if wanted.part == "figures":
    board("figures", follow, figures=blocks.figures(scope.version, wanted.action, wanted.words, wanted.clear))
elif wanted.part == "goals":
    board("goals", follow, goals=blocks.goals(scope.version, wanted.words))
else:
    release.show_release(scope)
    groups.show_groups(scope)
    if edit.may_edit():
        edit.show(scope)
    board("catalogue", follow, catalogue=blocks.catalogue(scope.version, wanted.action, wanted.words))
