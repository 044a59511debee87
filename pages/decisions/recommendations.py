"""What to ask of whom, and why? For the head who confirms, for the consilium, for a school that reads its own."""

import streamlit as st

from components.marking import acts_panel
from components.page_findings import recommendation_findings
from components.recommendation_by_hand import by_hand_form
from components.recommendations import (
    TOGETHER,
    addressed_panel,
    chosen_part,
    common_points_panel,
    consilium_panel,
    decision_link,
    recommendation_cards,
)
from components.view import current_scope
from exports.files import TABLE_FILES
from exports.recommendations import RECOMMENDATION_FILES

recommendation_cards()
recommendation_findings(TABLE_FILES)
if chosen_part() == TOGETHER:
    consilium_panel(TABLE_FILES)
else:
    common_points_panel(TABLE_FILES)
    addressed_panel(TABLE_FILES, RECOMMENDATION_FILES)
    with st.container(horizontal=True, vertical_alignment="center"):
        by_hand_form()
        decision_link()
    if current_scope().showing == "internal":
        acts_panel(TABLE_FILES)
