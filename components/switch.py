"""The switch above a page that has several views: only the chosen one is asked for and drawn."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

SHORTAGE, STAFF = "Нехватка", "Состав и прогноз"
"""The views of «Кадры»."""
DEVELOPMENT, RESERVE = "Развитие", "Резерв"
"""The views of «Развитие и резерв»."""
LEVELS, ROUTES = "Уровни и дефициты", "Охват и маршруты"
"""The views of «Компетенции»."""
COVERAGE, MENTORS = "Охват и пары", "Где взять наставников"
"""The views of «Наставничество»."""
STAFFING_VIEW, DEVELOPMENT_VIEW, COMPETENCE_VIEW, MENTORING_VIEW = "staff", "view", "about", "supply"
"""How an address calls the view of each page."""


def staffing_view() -> str:
    """Which of the two views of «Кадры» is open: where teachers are missing, or who they are and what will come."""
    return switch("Что показать", (SHORTAGE, STAFF), STAFFING_VIEW)


def development_view() -> str:
    """Which of the two views of «Развитие и резерв» is open."""
    return switch("Что показать", (DEVELOPMENT, RESERVE), DEVELOPMENT_VIEW)


def competence_view() -> str:
    """Which of the two views of «Компетенции» is open: what people know, or who was assessed and what followed."""
    return switch("Что показать", (LEVELS, ROUTES), COMPETENCE_VIEW)


def mentoring_view() -> str:
    """Which of the two views of «Наставничество» is open: who is mentored and how, or who could be a mentor."""
    return switch("Что показать", (COVERAGE, MENTORS), MENTORING_VIEW)


def switch(label: str, views: Iterable[str], key: str) -> str:
    """Draws the switch and gives the chosen view, at first the first; the choice stands in the address."""
    names = list(views)
    chosen = st.segmented_control(
        label, names, default=names[0], required=True, key=key, bind="query-params", label_visibility="collapsed"
    )
    return chosen or names[0]
