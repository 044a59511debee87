"""What changed and what to look at: key figures, findings, where support is needed? For the head before a meeting."""

import streamlit as st

from components.headline import school_cards
from components.links import passport_link
from components.maps import map_panel
from components.pillars import pillars_panel
from components.summary import (
    attention_panel,
    changes_panel,
    findings_panel,
    key_figure_cards,
    silent_panel,
    where_panel,
)
from components.view import current_view
from exports.files import TABLE_FILES

if current_view().level == "school":
    school_cards()
    passport_link()
    pillars_panel(TABLE_FILES)
    st.stop()

key_figure_cards()
pillars_panel(TABLE_FILES)
findings_panel(TABLE_FILES)
left, right = st.columns([3, 2])
with left:
    map_panel(TABLE_FILES)
with right:
    attention_panel()
where_panel(TABLE_FILES)
silent_panel(TABLE_FILES)
changes_panel(TABLE_FILES)
