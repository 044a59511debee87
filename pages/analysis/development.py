"""Do routes and training meet deficits, and who replaces the heads? Two views; for head and methodological council."""

import streamlit as st

from components.development import (
    associations_panel,
    bullets_panel,
    cycles_panel,
    development_cards,
    places_panel,
)
from components.indicator_table import indicators_panel
from components.page_findings import indicator_findings
from components.reserve import balance_panel, register_panel, reserve_cards, reserve_schools_panel, terms_panel
from components.switch import RESERVE, development_view
from components.view import current_view
from exports.files import TABLE_FILES

level, view = current_view().level, development_view()
if view == RESERVE and level == "school":
    reserve_cards()
    register_panel(TABLE_FILES)
elif view == RESERVE:
    reserve_cards()
    indicator_findings("Р-ОО", TABLE_FILES)
    left, right = st.columns([5, 4])
    with left:
        (balance_panel if level == "region" else reserve_schools_panel)(TABLE_FILES)
    with right:
        terms_panel(TABLE_FILES)
    if level == "region":
        reserve_schools_panel(TABLE_FILES)
        places_panel("reserve", TABLE_FILES)
    cycles_panel(TABLE_FILES)
    indicators_panel(TABLE_FILES, "reserve")
else:
    development_cards()
    indicator_findings("ПР-ИОМ", TABLE_FILES)
    bullets_panel(TABLE_FILES)
    if level != "school":
        places_panel("development", TABLE_FILES)
    associations_panel(TABLE_FILES)
    indicators_panel(TABLE_FILES, "development")
