"""Which database the pages read: the department's own, or the demonstration until own data are loaded."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from data.database import (
    Engine,
    SameDatabaseError,
    demo_database_url,
    initialise,
    make_engine,
    own_database_url,
    reading,
    separate_demo_url,
)
from data.demonstration_load import ensure_demonstration
from queries.loads import data_versions, has_loads

DEMONSTRATION = "демонстрация"
OWN = "свои данные"
CHOICE_KEY = "data"


@dataclass(frozen=True)
class Source:
    """The database of this run and the versions of its data, which are part of every cache key."""

    url: str
    demonstration: bool
    own_has_loads: bool
    versions: tuple[tuple[str, int], ...]


@st.cache_resource(show_spinner="Готовим базу данных…")
def own_engine() -> Engine:
    """The department's own database, migrated; made on first use."""
    engine = make_engine(own_database_url())
    initialise(engine)
    return engine


@st.cache_resource(show_spinner="Готовим демонстрационные данные…")
def demo_engine() -> Engine:
    """The demonstration's database, filled on first use; raises SameDatabaseError if it is the department's own."""
    engine = make_engine(separate_demo_url())
    ensure_demonstration(engine)
    return engine


def engine_of(url: str) -> Engine:
    """The engine behind a source's URL."""
    return own_engine() if url == own_database_url() else demo_engine()


def choose_source() -> Source:
    """Own data once there are any, unless the reader switched to the demonstration; else the demonstration."""
    with reading(own_engine()) as connection:
        own_has_loads = has_loads(connection)
    asked = st.session_state.get(CHOICE_KEY) or st.query_params.get(CHOICE_KEY)
    demonstration = not own_has_loads or asked == DEMONSTRATION
    if demonstration:
        try:
            separate_demo_url()
        except SameDatabaseError as error:
            st.error(str(error), icon=":material/error:")
            st.stop()
    url = demo_database_url() if demonstration else own_database_url()
    with reading(engine_of(url)) as connection:
        versions = tuple(sorted(data_versions(connection).items()))
    return Source(url, demonstration, own_has_loads, versions)


def own_source() -> Source:
    """The department's own database, for pages that are about it whatever else is shown."""
    with reading(own_engine()) as connection:
        versions = tuple(sorted(data_versions(connection).items()))
        return Source(own_database_url(), demonstration=False, own_has_loads=has_loads(connection), versions=versions)
