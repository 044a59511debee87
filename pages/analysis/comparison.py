"""On which place are we, and does it mean anything? One indicator, or a profile of several; for head and council."""

import streamlit as st

from components.comparison import comparison_choice, comparison_words, funnel_panel, places_panel
from components.links import passport_link
from components.profile import profile_part
from exports.files import TABLE_FILES

if comparison_choice():
    comparison_words()
    left, right = st.columns([5, 4])
    with left:
        places_panel(TABLE_FILES)
    with right:
        funnel_panel(TABLE_FILES)
    profile_part(TABLE_FILES)
passport_link()
