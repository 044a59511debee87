"""Frames that several panels of a page draw from: asked alike, so that each is read once."""

from __future__ import annotations

import pandas as pd

from components.cached import run
from components.theme import ROWS_AT_MOST
from components.view import current_previous, current_scope
from queries.readable import schools_in_words


def first_schools(move: str | None = None) -> pd.DataFrame:
    """The selected schools that need support most, as many as a page ever draws; ``found`` says how many there are."""
    # Without a transition the same key for all panels.
    narrowed = {} if move is None else {"move": move}
    return run(schools_in_words, current_scope(), previous=current_previous(), limit=ROWS_AT_MOST, **narrowed)
