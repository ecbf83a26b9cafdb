"""指标与来源: what every indicator means, and the documents' figures with their sentence."""

import streamlit as st

from pages.parts.catalogue import blocks, edit, filters, groups, release, sheets
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
    with st.container(horizontal=True, vertical_alignment="center"):
        code = edit.choose(scope) if edit.may_edit() else edit.NONE
        sheets.download(scope)
    edit.show(scope, code)
    sheets.show_upload(scope)
    board("catalogue", follow, catalogue=blocks.catalogue(scope.version, wanted.action, wanted.words))
