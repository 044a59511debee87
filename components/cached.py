"""The one cached door to the queries."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from functools import partial, wraps
from typing import Any, ParamSpec, TypeVar

import pandas as pd
import streamlit as st

from components.source import Source, engine_of
from components.view import current_view
from data.database import reading
from methodology.catalogue import Methodology
from methodology.in_use import rules_in_use, using
from queries.catalogue import Query, query_name, reads_decisions
from queries.loads import data_versions
from queries.scope import Scope
from queries.selection import methodology_of
from queries.shared import KEPT, Kept

ENTRIES = 512
"""A page asks some ten queries; 50 readers with different scopes fit, at about 100 KB a frame."""
STATES = 4
"""Own data and the demonstration, each with what people decided and without."""

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
    if not reads_decisions(query):
        # An act of a person changes nothing that these queries read.
        versions = tuple(each for each in versions if each[0] != "decisions")
    # One text as key: Streamlit takes a millisecond to hash a scope field by field.
    key = repr((query.__module__, query_name(query), scope, sorted(parameters.items()), url, versions))
    # By names: for each argument without one Streamlit looks at the function's signature anew, tried: 0.1 ms a frame.
    kept = kept_frame(key=key, _query=query, _scope=scope, _parameters=parameters, _url=url, _versions=versions)
    # Shallow: pandas copies a column when somebody writes to it, so nobody changes what is kept.
    return kept.copy(deep=False)


def asker(source: Source) -> Callable[..., pd.DataFrame]:
    """``run_on`` of one database, to be called with the query, the scope and parameters.

    For what is made before there is a view or after the script.
    """

    def ask(query: Query, scope: Scope, **parameters: Any) -> pd.DataFrame:
        return run_on(query, scope, source.url, source.versions, **parameters)

    return ask


# As a resource, since cache_data would copy the whole frame at every reading.
@st.cache_resource(max_entries=ENTRIES, show_spinner=False)
def kept_frame(
    key: str,
    _query: Query,
    _scope: Scope,
    _parameters: dict[str, Any],
    _url: str,
    _versions: tuple[tuple[str, int], ...],
) -> pd.DataFrame:
    """The frame that all readers share; ``key`` names everything that it depends on."""
    with reading(engine_of(_url)) as connection:
        now = data_versions(connection)
        # Changed since the page began: read alone, or one frame would hold two states.
        if all(now.get(family) == version for family, version in _versions):
            connection.execution_options(**{KEPT: kept_reads(url=_url, versions=_versions)})
        with using(methodology_of(connection, _scope)):
            return _query(connection, _scope, **_parameters)


@st.cache_resource(max_entries=STATES, show_spinner=False)
def kept_reads(url: str, versions: tuple[tuple[str, int], ...]) -> Kept:
    """What queries about one state of the data read alike."""
    return Kept()


def rules_of(scope: Scope) -> Methodology:
    """The rules by which a scope is judged."""
    source = current_view().source
    return kept_rules(key=repr((scope, source.url, source.versions)), _scope=scope, _url=source.url)


@st.cache_resource(max_entries=ENTRIES, show_spinner=False)
def kept_rules(key: str, _scope: Scope, _url: str) -> Methodology:
    """The rules that all readers share; ``key`` names everything that they depend on."""
    with reading(engine_of(_url)) as connection:
        return methodology_of(connection, _scope)


def by_rules_of_now(make: Callable[Given, Made]) -> Callable[Given, Made]:
    """The function made to use the rules of this run whenever it is called: a file is made after the script."""
    rules = rules_in_use()

    @wraps(make)
    def made(*arguments: Given.args, **named: Given.kwargs) -> Made:
        with using(rules):
            return make(*arguments, **named)

    return made


def kept(make: Callable[Given, Made]) -> Callable[Given, Made]:
    """The function made to work once for the same arguments: a figure takes 3–9 ms, comparing a few rows 0.3.

    For functions of frames of few rows, of plain values and of the rules in use, whose result nobody changes.
    """

    @wraps(make)
    def made(*arguments: Given.args, **named: Given.kwargs) -> Made:
        key = pickle.dumps((make.__module__, make.__name__, rules_in_use().hash, arguments, named))
        result: Made = kept_result(key=key, _make=make, _arguments=arguments, _named=named)
        return result

    return made


@st.cache_resource(max_entries=ENTRIES, show_spinner=False)
def kept_result(key: bytes, _make: Callable[..., Any], _arguments: tuple[Any, ...], _named: dict[str, Any]) -> Any:
    """What all readers share; ``key`` names the function and everything that it was given."""
    return _make(*_arguments, **_named)
