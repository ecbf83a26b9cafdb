"""上报与质量: who has not reported, by month and by indicator; what looks wrong in the figures, and what was confirmed."""

import streamlit as st

from data import clock
from pages.parts.reporting import bar, filters, finding_dialog, findings, items, locks, matrix, quotations, reminders
from pages.parts.shell import paper, picks
from pages.parts.ui.board import Drawn, board, draw_board

scope, today = st.session_state["scope"], clock.today()
look = bar.show_bar(scope, today)
if look == "due":
    cell = bar.chosen(scope, today)
    blocks = {"matrix": matrix.matrix(scope, today), "gaps": matrix.gaps(scope, today, cell, paper.is_whole())}
    # What was asked for stands above the matrix, where it is seen at once.
    blocks = dict(sorted(blocks.items())) if cell else blocks
    if closed := locks.closed(scope.version):
        blocks["closed"] = closed
    board("due", bar.follow, mark=picks.Due(cell), lead=matrix.reporting_sentence(scope, today), **blocks)
    locks.show_locks(scope)
elif look == "items":
    board("items", bar.follow, lead=matrix.reporting_sentence(scope, today), items=items.items(scope, today))
elif look == "remind":
    board("remind", bar.follow, lead=reminders.reminders_sentence(scope, today))
    reminders.show_reminders(scope, today)
elif look == "findings":
    wanted = filters.show_filters(scope)
    draw_board("findings", bar.follow, Drawn(findings.blocks(scope, wanted, paper.is_whole()), picks.Rule(wanted.rule)))
    finding_dialog.open_chosen(scope)
else:
    board("quoted", bar.follow, quoted=quotations.quoted(scope.version))
