"""What was told to whom, what is overdue, and what changed since? For head, secretary and those who keep control."""

import streamlit as st

from components.effect import effect_panel, matched_panel
from components.execution import (
    addressees_panel,
    deadlines_panel,
    execution_cards,
    execution_days,
    fallen_due_panel,
    plans_panel,
    reminders_panel,
    tasks_panel,
)
from components.marking import acts_panel
from components.page_findings import execution_findings
from exports.files import TABLE_FILES

execution_days()
execution_cards()
execution_findings(TABLE_FILES)
tasks_panel(TABLE_FILES)
left, right = st.columns(2)
with left:
    deadlines_panel(TABLE_FILES)
with right:
    addressees_panel(TABLE_FILES)
fallen_due_panel(TABLE_FILES)
reminders_panel(TABLE_FILES)
plans_panel(TABLE_FILES)
effect_panel(TABLE_FILES)
matched_panel(TABLE_FILES)
acts_panel(TABLE_FILES)
