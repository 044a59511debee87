"""Where do schools need support: which groups, who moved, which criteria, which school? For head and council."""

import streamlit as st

from components.criteria import criteria_panel
from components.groups import groups_panel
from components.headline import headline_cards, school_cards
from components.indicators import indicator_panel
from components.links import passport_link
from components.page_findings import group_findings
from components.schools import schools_panel
from components.sensitivity import sensitivity_part
from components.sides import sides_panel
from components.stability import firmness_panel
from components.transitions import transitions_panel
from components.view import current_view
from exports.files import TABLE_FILES

if current_view().level == "school":
    school_cards()
    sides_panel(TABLE_FILES)
else:
    headline_cards()
    group_findings(TABLE_FILES)
    sides_panel(TABLE_FILES)
    left, right = st.columns([5, 4])
    with left:
        groups_panel(TABLE_FILES)
    with right:
        transitions_panel(TABLE_FILES)
    firmness_panel(TABLE_FILES)
    sensitivity_part(TABLE_FILES)
passport_link()

criteria_panel(TABLE_FILES)
schools_panel(TABLE_FILES)

if current_view().level == "region":
    left, right = st.columns(2)
    with left:
        indicator_panel("КО-ШНОР", TABLE_FILES)
    with right:
        indicator_panel("КО-ВПР", TABLE_FILES)
