"""Whom to teach what: levels and deficits, or coverage and routes; of heads or teachers. For head and council."""

import streamlit as st

from components.competence_coverage import coverage_panel, steps_panel, without_route_panel
from components.competence_deficits import deficits_panel, seats_panel
from components.competence_view import who_switch
from components.competences import competence_cards, levels_panel, results_panel
from components.indicator_table import indicators_panel
from components.page_findings import competence_findings
from components.switch import ROUTES, competence_view
from components.view import current_view
from exports.files import TABLE_FILES

with st.container(horizontal=True, key="switches"):
    who_switch()
    view = competence_view()
competence_cards()
competence_findings(view, TABLE_FILES)
if view == ROUTES:
    left, right = st.columns(2)
    with left:
        coverage_panel(TABLE_FILES)
    with right:
        steps_panel(TABLE_FILES)
    without_route_panel(TABLE_FILES)
elif current_view().level == "school":
    levels_panel(TABLE_FILES)
    results_panel(TABLE_FILES)
    seats_panel(TABLE_FILES)
else:
    left, right = st.columns([5, 4])
    with left:
        levels_panel(TABLE_FILES)
    with right:
        results_panel(TABLE_FILES)
    deficits_panel(TABLE_FILES)
    seats_panel(TABLE_FILES)
indicators_panel(TABLE_FILES, "competences")
