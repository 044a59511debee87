"""The one cached door to the queries."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from functools import partial, wraps
from typing import Any, ParamSpec, TypeVar

import pandas as pd
import streamlit as st

from components.source import engine_of
from components.view import current_view
from data.database import reading
from queries.catalogue import Query, query_name
from queries.scope import Scope

ENTRIES = 512
"""A page asks some ten queries; 50 readers with different scopes fit, at about 100 KB a frame."""

Given = ParamSpec("Given")
Made = TypeVar("Made")


def run(query: Query, scope: Scope, **parameters: Any) -> pd.DataFrame:
    """The frame of a query for a scope; read once per state of the data.

    The key is the query's module and name, scope, parameters, database and versions of its data. Raises TypeError for
    anything but a public function at module level of the queries package.
    """
    source = current_view().source
    return run_on(query, scope, source.url, source.versions, **parameters)


def later(query: Query, scope: Scope, **parameters: Any) -> Callable[[], pd.DataFrame]:
    """``run``, to be called when the frame is asked for: a file is made after the script, without its view."""
    source = current_view().source
    return partial(run_on, query, scope, source.url, source.versions, **parameters)


def run_on(
    query: Query, scope: Scope, url: str, versions: tuple[tuple[str, int], ...], **parameters: Any
) -> pd.DataFrame:
    """As ``run``, on a named database: for the frame, which makes the view, and for pages about own data."""
    # One text as key: Streamlit takes a millisecond to hash a scope field by field.
    key = repr((query.__module__, query_name(query), scope, sorted(parameters.items()), url, versions))
    # By names: for each argument without one Streamlit looks at the function's signature anew, tried: 0.1 ms a frame.
    kept = kept_frame(key=key, _query=query, _scope=scope, _parameters=parameters, _url=url)
    # Shallow: pandas copies a column when somebody writes to it, so nobody changes what is kept.
    return kept.copy(deep=False)


# As a resource, since cache_data would copy the whole frame at every reading.
@st.cache_resource(max_entries=ENTRIES, show_spinner=False)
def kept_frame(key: str, _query: Query, _scope: Scope, _parameters: dict[str, Any], _url: str) -> pd.DataFrame:
    """The frame that all readers share; ``key`` names everything that it depends on."""
    with reading(engine_of(_url)) as connection:
        return _query(connection, _scope, **_parameters)


def kept(make: Callable[Given, Made]) -> Callable[Given, Made]:
    """The function made to work once for the same arguments: a figure takes 3–9 ms, comparing a few rows 0.3.

    For functions of frames of few rows and of plain values, whose result nobody changes.
    """

    @wraps(make)
    def made(*arguments: Given.args, **named: Given.kwargs) -> Made:
        key = pickle.dumps((make.__module__, make.__name__, arguments, named))
        result: Made = kept_result(key=key, _make=make, _arguments=arguments, _named=named)
        return result

    return made


@st.cache_resource(max_entries=ENTRIES, show_spinner=False)
def kept_result(key: bytes, _make: Callable[..., Any], _arguments: tuple[Any, ...], _named: dict[str, Any]) -> Any:
    """What all readers share; ``key`` names the function and everything that it was given."""
    return _make(*_arguments, **_named)
