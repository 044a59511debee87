"""Narrowing and widening: callbacks that set the widgets of the scope bar, and with them the URL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from components.cached import run
from components.navigation import PageEntry
from components.view import current_view
from queries.dictionaries import schools_of
from queries.readable import move_labels

MUNICIPALITY, SCHOOL, CRITERION, MOVE = "municipality", "school", "criterion", "move"
INDICATOR = "indicator"
"""What the table of indicators shows the origin of; it narrows nothing else."""
VACANCIES_OF = "vacancies_of"
"""The subject to which the list of vacancies is narrowed; it narrows nothing else."""
SINCE = "since"
"""What the summary compares with; no other page has it."""
CLICKS = "_clicks"
"""Counts clicks on each chart and table: part of its key, so that it forgets a click that led somewhere and that Back
may undo. Those that were not clicked keep their keys, and the browser what it has drawn."""

FILTER_KEYS = (
    "municipality",
    "school",
    "cluster",
    "kind",
    "locality",
    "group",
    "flag",
    "complete",
    "criterion",
    "move",
)


def asked(key: str) -> str | None:
    """What a filter holds, or, before it is drawn for the first time, what the link asks for."""
    value: str | None = st.session_state[key] if key in st.session_state else st.query_params.get(key)
    return value


def chosen_move() -> str | None:
    """The transition that the table of schools is narrowed to; what a link asks for and does not exist is none."""
    return next((label for label in move_labels() if label == asked(MOVE)), None)


def click_key(name: str) -> str:
    """The key of a clickable chart or table in this run."""
    return f"{name}-{st.session_state.get(CLICKS, {}).get(name, 0)}"


def to_municipality(label: str, criterion: str | None = None) -> None:
    """Region → municipality (and, from a cell of a heat map, a criterion)."""
    st.session_state[MUNICIPALITY] = [label]
    st.session_state[SCHOOL] = None
    st.session_state[MOVE] = None
    if criterion is not None:
        st.session_state[CRITERION] = criterion


def to_school(municipality_label: str, school_label: str, criterion: str | None = None) -> None:
    """Any level → school."""
    st.session_state[MUNICIPALITY] = [municipality_label]
    st.session_state[SCHOOL] = school_label
    st.session_state[MOVE] = None
    if criterion is not None:
        st.session_state[CRITERION] = criterion


def open_school(municipality_id: str, school_id: str, criterion: str | None = None) -> None:
    """Any level → the school with these codes."""
    view = current_view()
    labels = run(schools_of, view.scope, municipality_id=municipality_id).set_index("school_id")["label"]
    to_school(view.labels[municipality_id], labels[school_id], criterion)


def row_to_municipality(row: pd.Series) -> None:
    """Region → the municipality that a row of a frame is about."""
    to_municipality(current_view().labels[str(row["municipality_id"])])


def row_to_school(row: pd.Series) -> None:
    """Any level → the school that a row of a frame is about."""
    open_school(str(row["municipality_id"]), str(row["school_id"]))


def link_to(
    page: PageEntry,
    *,
    municipality: str | None = None,
    move: str | None = None,
    flag: str | None = None,
    group: str | None = None,
    **others: str,
) -> str:
    """The address of another page, narrowed by what is named; other filters stay, a school aside.

    ``others``: what else the page's address holds: its view, the indicator that it shows the origin of.

    A link, since Streamlit can't leave a page whose address holds filters: it refuses to clear what widgets hold.
    """
    asked = {name: st.query_params.get_all(name) for name in st.query_params if name not in (SCHOOL, MOVE, SINCE)}
    for key, value in ((MUNICIPALITY, municipality), (MOVE, move), ("group", group)):
        if value is not None:
            asked[key] = [value]
    asked |= {name: [value] for name, value in others.items()}
    if flag is not None:
        asked["flag"] = list(dict.fromkeys([*asked.get("flag", []), flag]))
    return f"{page.url}?{urlencode(asked, doseq=True)}"


def to_region() -> None:
    """Back to everything; filters other than the place stay."""
    st.session_state[MUNICIPALITY] = []
    st.session_state[SCHOOL] = None


def to_whole_municipality() -> None:
    """From a school back to its municipality."""
    st.session_state[SCHOOL] = None


def to_criterion(label: str | None) -> None:
    """Look at one criterion; None: at all of them."""
    st.session_state[CRITERION] = label


def to_vacancies_of(subject: str | None) -> None:
    """Look at the vacancies of one subject; None: at all of them."""
    st.session_state[VACANCIES_OF] = subject


def to_move(label: str | None) -> None:
    """Look at the schools of one cell of the transitions; None: at all of them."""
    st.session_state[MOVE] = label


def reset_filters() -> None:
    """Take back everything that narrows, the place too."""
    for key in FILTER_KEYS:
        if key in st.session_state:
            st.session_state[key] = [] if isinstance(st.session_state[key], list) else None
    st.session_state["complete"] = False


def clicked_point(widget: str) -> list[str] | None:
    """What the clicked point of a chart says about itself (its customdata); None if the click let go of it.

    ``widget``: the key with which the chart was drawn. Another click may have raised the counter since.
    """
    points = st.session_state[widget]["selection"]["points"]
    if not points:
        return None
    _forget(widget)
    # A line between points says nothing.
    said: Sequence[str] | None = points[0].get("customdata")
    return None if said is None else list(said)


def clicked_object(widget: str) -> dict[str, Any] | None:
    """What the clicked object of a map says about itself; None if the click let go of it."""
    layers: dict[str, list[dict[str, Any]]] = st.session_state[widget]["selection"]["objects"]
    objects = [found for layer in layers.values() for found in layer]
    if not objects:
        return None
    _forget(widget)
    return objects[0]


def clicked_row(widget: str) -> int | None:
    """Position of the clicked row of a table drawn with this key; None if the click let go of it."""
    rows = st.session_state[widget]["selection"]["rows"]
    if not rows:
        return None
    _forget(widget)
    return int(rows[0])


def _forget(widget: str) -> None:
    name = widget.rpartition("-")[0]
    clicks = st.session_state.get(CLICKS, {})
    st.session_state[CLICKS] = {**clicks, name: clicks.get(name, 0) + 1}
