"""How large everything is: for a desk, or for a projector that is read from the back row."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import streamlit as st

HERE = Path(__file__).parent
KEY = "look"
STAGE = "stage"
"""What the address says while an agenda is shown: the number of the point, from 1."""
LARGER = 1.3
"""How many times larger letters are on a projector: with more, cards and tables don't fit 1280 px."""


def on_stage() -> bool:
    """Whether an agenda is being shown: one point fills the screen."""
    return STAGE in st.query_params


def is_large() -> bool:
    """Whether this run is for a projector; also before the switch is drawn, by the link."""
    if KEY in st.session_state:
        return bool(st.session_state[KEY])
    return st.query_params.get(KEY) == "true"


def scale() -> float:
    """By what everything that is given in px is multiplied; what is given in rem follows the style sheet."""
    return LARGER if is_large() else 1.0


def set_look() -> None:
    """The style sheet, before anything that measures letters is drawn."""
    style = _sheet("look.css")
    if is_large():
        style += _sheet("look_large.css")
    if on_stage():
        style += _sheet("look_stage.css")
    st.html(f"<style>{style}</style>")


@lru_cache
def _sheet(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def look_switch() -> None:
    """The switch; it is in links as well, but not in the scope: no number depends on it."""
    st.toggle("Крупный шрифт (проектор)", key=KEY, bind="query-params")
