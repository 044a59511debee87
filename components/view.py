"""What this run of the script shows: set by the frame, read by everything that draws."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from components.source import Source
from queries.scope import Scope

KEY = "_view"


@dataclass(frozen=True)
class Beside:
    """A second selection next to that of the run. ``label``: what the filter calls it."""

    label: str
    scope: Scope


@dataclass(frozen=True)
class View:
    """The scope of this run and what surrounds it.

    ``previous``: the cycle to compare with, None if there is none. ``page``: the title of the page. ``labels``:
    municipality_id → label of the filter, unique. ``beside``: the selection to show next to it, None if none is chosen.
    """

    scope: Scope
    source: Source
    previous: str | None
    page: str
    labels: dict[str, str]
    beside: Beside | None = None

    @property
    def level(self) -> str:
        """How deep the reader stands: 'region', 'municipality' or 'school'."""
        if self.scope.school is not None:
            return "school"
        return "municipality" if len(self.scope.municipalities) == 1 else "region"


def set_view(view: View) -> None:
    """Called once a run, by the frame."""
    st.session_state[KEY] = view


def current_view() -> View:
    """The view of this run."""
    view: View = st.session_state[KEY]
    return view


def current_scope() -> Scope:
    """What the reader selected: the argument of every query."""
    return current_view().scope


def current_previous() -> str | None:
    """The cycle to compare with."""
    return current_view().previous
