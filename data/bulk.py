"""Many rows at once: straight to the driver and back, past what SQLAlchemy and pandas do to every single value."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Select, Table

ROWS_AT_ONCE = 20_000


def insert_rows(connection: Connection, table: Table, names: Sequence[str], rows: Iterable[tuple[object, ...]]) -> int:
    """Insert rows whose values go in the order of ``names``, as the driver takes them (no JSON); says how many."""
    mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
    marks = ", ".join([mark] * len(names))
    statement = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({marks})"
    count = 0
    rest = iter(rows)
    while part := list(islice(rest, ROWS_AT_ONCE)):
        connection.exec_driver_sql(statement, part)
        count += len(part)
    return count


def selected(connection: Connection, statement: Select[*tuple[Any, ...]]) -> Iterator[Any]:
    """The rows of a select, fetched many at once."""
    for part in connection.execute(statement).partitions(ROWS_AT_ONCE):
        yield from part


def plain(values: pd.Series[Any]) -> list[Any]:
    """A column as Python has it, dates without a time of day; None is missing, whatever the column's type."""
    if values.dtype.kind == "M":
        return [None if value is pd.NaT else value.date() for value in values]
    return values.to_numpy(dtype=object, na_value=None).tolist()  # type: ignore[no-any-return, call-overload]


@contextmanager
def collector_paused() -> Iterator[None]:
    """Python's search for cycles takes a fifth of a load: it walks through all rows again and again and finds none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
