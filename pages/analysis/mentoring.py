"""Has everybody a mentor, is it more than paper, are there enough mentors? Two views; for head and council."""

import streamlit as st

from components.indicator_table import indicators_panel
from components.links import passport_link
from components.mentoring import coverage_panel, mentoring_cards, pairs_panel, steps_panel, uncovered_panel
from components.mentoring_supply import load_panel, nearest_panel, retention_panel, subjects_panel
from components.page_findings import indicator_findings
from components.switch import MENTORS, mentoring_view
from components.view import current_view
from exports.files import TABLE_FILES

level = current_view().level
view = None if level == "school" else mentoring_view()
mentoring_cards()
indicator_findings("КД-НАСТ-РЕС" if view == MENTORS else "Н-ОХВ", TABLE_FILES)
if level == "school":
    pairs_panel(TABLE_FILES)
    nearest_panel(TABLE_FILES)
elif view == MENTORS:
    left, right = st.columns([2, 3])
    with left:
        load_panel(TABLE_FILES)
    with right:
        subjects_panel(TABLE_FILES)
    nearest_panel(TABLE_FILES)
elif level == "municipality":
    left, right = st.columns(2)
    with left:
        coverage_panel(TABLE_FILES)
    with right:
        steps_panel(TABLE_FILES)
    retention_panel(TABLE_FILES)
else:
    left, right = st.columns(2)
    with left:
        coverage_panel(TABLE_FILES)
    with right:
        uncovered_panel(TABLE_FILES)
    left, right = st.columns(2)
    with left:
        steps_panel(TABLE_FILES)
    with right:
        retention_panel(TABLE_FILES)
indicators_panel(TABLE_FILES, "mentoring")
passport_link()
