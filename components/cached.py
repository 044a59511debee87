"""The one cached door to the queries."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from components.source import engine_of
from components.view import current_view
from data.database import reading
from queries.catalogue import Query, all_queries, query_name
from queries.scope import Scope

ENTRIES = 512
"""A page asks some ten queries; 50 readers with different scopes fit, at about 100 KB a frame."""


def run(query: Query, scope: Scope, **parameters: Any) -> pd.DataFrame:
    """The frame of a query for a scope; read once per state of the data.

    The key is the query's module and name, scope, parameters, database and versions of its data. Raises TypeError for
    anything but a public function at module level of the queries package.
    """
    source = current_view().source
    return run_on(query, scope, source.url, source.versions, **parameters)


def run_on(
    query: Query, scope: Scope, url: str, versions: tuple[tuple[str, int], ...], **parameters: Any
) -> pd.DataFrame:
    """As ``run``, on a named database: for the frame, which makes the view, and for pages about own data."""
    return _frame(query_name(query), scope, tuple(sorted(parameters.items())), url, versions)


@st.cache_data(max_entries=ENTRIES, show_spinner=False)
def _frame(
    name: str,
    scope: Scope,
    parameters: tuple[tuple[str, Any], ...],
    url: str,
    versions: tuple[tuple[str, int], ...],
) -> pd.DataFrame:
    with reading(engine_of(url)) as connection:
        return all_queries()[name](connection, scope, **dict(parameters))
