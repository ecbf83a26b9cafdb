"""会议: the agenda, and the meeting over the whole window: all its pages are in the browser before it begins."""

import streamlit as st

from pages.parts.meeting import blocks, decided, room, stage
from pages.parts.shell.follow import follow

scope = st.session_state["scope"]
slides = decided.board(scope).slides
held = room.settle(scope, [slide.key for slide in slides])
own = room.kept([scope.region]).get(scope.region)
agenda = blocks.agenda(slides, own, held.number if held else "", room.may_keep(scope))
stage.show(agenda, held, room.slide(held), follow, room.asked)
