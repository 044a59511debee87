"""Which group, why, and how was it before? One school or one municipality on a page; for head and council."""

import streamlit as st

from components.assessments import assessments_panel
from components.documents import documents_panel
from components.headline import headline_cards, school_cards
from components.indicator_table import indicators_panel
from components.links import effectiveness_link
from components.passport import (
    municipality_beside_panel,
    municipality_history_panel,
    municipality_words,
    passport_choice,
    school_beside_panel,
    school_head,
    school_history_panel,
    school_words,
)
from components.recommendations_brief import own_recommendations_panel
from components.schools import low_schools_panel
from components.sides import sides_panel
from components.similar import similar_panel
from components.view import current_view
from exports.files import TABLE_FILES

level = current_view().level
if level == "region":
    passport_choice(TABLE_FILES)
elif level == "school":
    school_head()
    school_cards()
    left, right = st.columns(2)
    with left:
        school_words()
    with right:
        school_history_panel(TABLE_FILES)
    school_beside_panel(TABLE_FILES)
    similar_panel(TABLE_FILES)
    assessments_panel(TABLE_FILES)
    sides_panel(TABLE_FILES)
    own_recommendations_panel(TABLE_FILES)
    documents_panel(TABLE_FILES)
else:
    headline_cards()
    left, right = st.columns(2)
    with left:
        municipality_words()
    with right:
        municipality_history_panel(TABLE_FILES)
    municipality_beside_panel(TABLE_FILES)
    assessments_panel(TABLE_FILES)
    sides_panel(TABLE_FILES)
    low_schools_panel(TABLE_FILES)
    own_recommendations_panel(TABLE_FILES)
    documents_panel(TABLE_FILES)

if level != "region":
    indicators_panel(TABLE_FILES)
    effectiveness_link()
