"""The table that is being mapped and what the person says about it, kept in the session until «Загрузить».

A change is stored and the page runs anew, so that every panel shows proposals that heed it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from data.findings import Finding
from data.mapping.draft import DEFAULTS, Corrections, Draft
from data.mapping.kept import Kept
from data.mapping.names import Names
from data.reading import RawSheet
from data.sheets import Sheet

STATE = "_own_table"
EDITOR_HEIGHT = 320

_Value = TypeVar("_Value")


@dataclass(frozen=True)
class OwnTable:
    """The sheet that is being mapped. ``found``: notes about its file; ``key``: part of the keys of its widgets."""

    uploaded: UploadedFile
    sheet: RawSheet
    found: tuple[Finding, ...]
    names: Names
    kept: Kept | None
    corrections: Corrections
    proposed: Draft
    key: str

    @property
    def target(self) -> Sheet | None:
        """The sheet of the template that the table is turned into."""
        return self.proposed.target


def remembered(what: str, key: str, make_it: Callable[[], _Value]) -> _Value:
    """What was made for this key, made once and kept while the key stays."""
    state = st.session_state.setdefault(STATE, {})
    if what not in state or state[what][0] != key:
        state[what] = (key, make_it())
    value: _Value = state[what][1]
    return value


def corrections_of(key: str) -> Corrections:
    """What the person said of the table with this key."""
    said: dict[str, Corrections] = st.session_state.setdefault(STATE, {}).setdefault("corrections", {})
    return said.get(key) or Corrections(new=DEFAULTS)


def correct(table: OwnTable, corrections: Corrections) -> None:
    """Keep what the person says now, and let the page run anew if that is news."""
    if corrections != table.corrections:
        st.session_state[STATE]["corrections"][table.key] = corrections
        st.rerun()


def forget(*what: str) -> None:
    """Let this be made anew at the next run: the database or what was released has changed."""
    for each in what:
        st.session_state[STATE].pop(each, None)
