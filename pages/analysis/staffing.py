"""Where are teachers missing, openly or hidden, and what comes in the next years? Two views; for head and council."""

import streamlit as st

from components.forecast import forecast_panel
from components.indicator_table import indicators_panel
from components.links import passport_link
from components.maps import map_panel
from components.page_findings import indicator_findings
from components.staffing import ages_panel, generations_panel, hidden_panel, quadrants_panel, staffing_cards
from components.switch import STAFF, staffing_view
from components.vacancies import measures_panel, vacancies_panel, vacancy_list_panel
from components.view import current_view
from exports.files import TABLE_FILES

level, view = current_view().level, staffing_view()
staffing_cards()
indicator_findings("КД-60" if view == STAFF else "КД-ВАК-ДОЛЯ", TABLE_FILES)
if view == STAFF:
    left, right = st.columns(2)
    with left:
        ages_panel(TABLE_FILES)
    with right:
        generations_panel(TABLE_FILES)
    forecast_panel(TABLE_FILES)
    measures_panel(TABLE_FILES)
elif level == "school":
    vacancy_list_panel(TABLE_FILES)
    hidden_panel(TABLE_FILES)
else:
    if level == "region":
        left, right = st.columns(2)
        with left:
            quadrants_panel(TABLE_FILES)
        with right:
            map_panel(TABLE_FILES, block="staffing")
    else:
        quadrants_panel(TABLE_FILES)
    vacancies_panel(TABLE_FILES)
    vacancy_list_panel(TABLE_FILES)
    hidden_panel(TABLE_FILES)
indicators_panel(TABLE_FILES, "staffing")
passport_link()
