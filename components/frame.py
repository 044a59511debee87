"""The frame around every page: the script that the server runs first.

Page config, the look, the source of the data, navigation, filters, search, breadcrumb, the line of the selection; then
the page.
"""

import sys
from pathlib import Path

import streamlit as st

# The server runs this file as a script: the repository's root has to be importable beside it.
if (root := str(Path(__file__).parent.parent)) not in sys.path:
    sys.path.insert(0, root)

from components.cached import rules_of
from components.heading import breadcrumb, demonstration_banner, page_title, selection_line, source_switch
from components.look import look_switch, on_stage, set_look
from components.navigation import MEETING, PAGES, ROOT
from components.notices import no_data_at_all, no_schools
from components.scope_bar import rejected_values, scope_bar
from components.search import school_search
from components.showing import only_internal, showing_line, showing_switch
from components.source import choose_source, own_source
from components.view import View, set_view
from methodology.in_use import use_rules
from queries.scope import Scope

st.set_page_config(
    page_title="Коллегия", page_icon=ROOT / "components" / "icon.svg", layout="wide", initial_sidebar_state="auto"
)

set_look()
source = choose_source()
sections: dict[str, list[st.Page]] = {}
for entry in PAGES:
    sections.setdefault(entry.section, []).append(
        st.Page(
            entry.file,
            title=entry.title,
            icon=entry.icon,
            url_path=entry.url or None,
            default=entry.default,
            help=entry.help,
        )
    )
page = st.navigation(sections, expanded=True)
shown = next(entry for entry in PAGES if entry.title == page.title)

with st.sidebar:
    source_switch(source)
    showing = showing_switch()
    # What the filters offer is named by the rules of now.
    set_view(View(scope=Scope(showing=showing), source=source, previous=None, page=shown.title, labels={}))
    use_rules(rules_of(Scope()))
    if shown.scoped:
        view = scope_bar(source, shown.title, showing, beside=shown.beside)
        set_view(view)
        school_search()
    else:
        data = own_source() if shown.about_own_data else source
        view = View(scope=Scope(showing=showing), source=data, previous=None, page=shown.title, labels={})
        set_view(view)
    use_rules(rules_of(view.scope))
    look_switch()

if shown == MEETING and on_stage():
    # The screen of a meeting holds the point alone; it says itself what it is frozen at.
    page.run()
    st.stop()

# One container, so that what comes after keeps its place in the page however many lines stand here: the browser then
# changes what it has drawn instead of drawing it anew.
with st.container(gap="xsmall"):
    if not shown.about_own_data:
        demonstration_banner(source)
    if shown.scoped:
        rejected_values()
        breadcrumb()
    page_title(shown.question)
    if shown.scoped:
        if view.scope.cycle is None:
            no_data_at_all()
            st.stop()
        if selection_line() == 0:
            no_schools()
            st.stop()
        if showing == "council":
            showing_line()
    if shown.rows_as_they_are and showing == "council":
        only_internal(shown.title)
        st.stop()
page.run()
