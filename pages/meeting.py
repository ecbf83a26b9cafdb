"""会议: the agenda, and the meeting over the whole window: all its pages are in the browser before it begins."""

import streamlit as st

from pages.parts.meeting import blocks, room, stage
from pages.parts.papers import outline
from pages.parts.shell import permit
from pages.parts.shell.follow import follow

scope = st.session_state["scope"]
slides, kept = outline.board(scope).slides, None
held = room.settle(scope, [slide.key for slide in slides], kept)
stage.show(blocks.agenda(slides, kept, held.number if held else "", permit.may_write()), held, room.slide(held), follow,
           room.asked)
