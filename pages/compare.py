"""对比: two to four regions side by side; before they are chosen, every two of them against one another."""

from functools import partial

import streamlit as st

from pages.parts.compare import choice as compare
from pages.parts.compare import excel, pairs, tables
from pages.parts.shell import exports, picks
from pages.parts.shell.follow import follow
from pages.parts.ui.board import board

scope = st.session_state["scope"]
with st.container(horizontal=True, vertical_alignment="center", key="compare-bar"):
    choice = compare.choose(scope)
    exports.offer("导出 Excel", excel.about(choice), partial(excel.make, choice), key="compare-file", rounded=True)
compare.show_what_narrows(choice)
if len(choice.regions) > 1:
    board("compare", follow, headline=tables.sentence(choice), sums=tables.sums(choice), besides=tables.indicators(choice))
else:
    board("pairs", follow, mark=picks.Region(scope.region), headline=pairs.lead(choice), pairs=pairs.pairs(scope))
