"""上报与质量: who has not reported, by month and by indicator; what looks wrong in the figures, and what was confirmed."""

from datetime import date

import streamlit as st

from pages.parts import (
    quality_dialog,
    quality_filters,
    quality_list,
    quality_quoted,
    reporting_bar,
    reporting_items,
    reporting_matrix,
    reporting_reminders,
)
from pages.parts.board import board

scope, today = st.session_state["scope"], date.today()
look = reporting_bar.show(scope, today)
if look == "due":
    cell = reporting_bar.chosen(scope, today)
    blocks = {"matrix": reporting_matrix.matrix(scope, today), "gaps": reporting_matrix.gaps(scope, today, cell)}
    # What was asked for stands above the matrix, where it is seen at once.
    board("due", reporting_bar.follow, mark=f"cell:{cell}", lead=reporting_matrix.lead(scope, today),
          **dict(sorted(blocks.items())) if cell else blocks)
elif look == "items":
    board("items", reporting_bar.follow, lead=reporting_matrix.lead(scope, today), items=reporting_items.items(scope, today))
elif look == "remind":
    board("remind", reporting_bar.follow, lead=reporting_reminders.lead(scope, today))
    reporting_reminders.show(scope, today)
elif look == "findings":
    wanted = quality_filters.show(scope)
    quality_dialog.say_done()
    board("findings", reporting_bar.follow, mark=f"rule:{wanted.rule}", lead=quality_list.lead(scope),
          rules=quality_list.by_rule(scope), findings=quality_list.findings(scope, wanted),
          confirmed=quality_list.confirmations(scope))
    quality_dialog.open_chosen(scope)
else:
    board("quoted", reporting_bar.follow, quoted=quality_quoted.quoted(scope.version))
