"""What counts as a query, and that none goes without a test."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Connection

from queries import catalogue, selection
from queries.catalogue import all_queries, own_parameters, query_name
from queries.effectiveness import HEADLINE, schools_by_group, schools_table
from queries.scope import Scope


def test_every_query_has_a_test() -> None:
    """Its name is used in some test of this folder; the command line doesn't count, it would name them all."""
    used = set()
    for path in Path(__file__).parent.glob("*.py"):
        if path.name not in ("test_catalogue.py", "test_command_line.py"):
            used |= {node.id for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Name)}
    assert set(all_queries()) <= used, set(all_queries()) - used


def test_every_query_says_what_a_row_is() -> None:
    for name, query in all_queries().items():
        words = inspect.getdoc(query) or ""
        assert words.startswith("One row"), name


def test_names_lead_back_to_queries() -> None:
    for name, query in all_queries().items():
        assert query_name(query) == name


def test_functions_that_are_no_queries_are_not_listed() -> None:
    listed = all_queries()
    for name in ("resolved", "methodology_of", "school_rows", "data_versions", "unique_labels", "export_note"):
        assert name not in listed


def test_own_parameters() -> None:
    found = own_parameters(schools_table)
    assert list(found) == ["previous", "group_before", "group_now", "limit"]
    assert found["previous"].default is inspect.Parameter.empty
    assert found["group_now"].annotation == int | None
    assert own_parameters(schools_by_group) == {}


def pretender(connection: Connection, scope: Scope) -> pd.DataFrame:
    return pd.DataFrame()


def local_pretender() -> object:
    def schools_by_group(connection: Connection, scope: Scope) -> pd.DataFrame:
        return pd.DataFrame()

    schools_by_group.__module__ = "queries.effectiveness"
    return schools_by_group


@pytest.mark.parametrize(
    "pretended",
    [
        pretender,
        local_pretender(),
        lambda connection, scope: pd.DataFrame(),
        selection.resolved,
        selection.school_rows,
        selection._named,
        HEADLINE,
        Scope,
        None,
    ],
    ids=lambda pretended: getattr(pretended, "__name__", repr(pretended)),
)
def test_anything_else_is_refused(pretended: object) -> None:
    with pytest.raises(TypeError, match="not a query"):
        query_name(pretended)  # type: ignore[arg-type]


def test_two_queries_of_one_name_are_a_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    def schools_by_group(connection: Connection, scope: Scope) -> pd.DataFrame:
        return pd.DataFrame()

    schools_by_group.__module__ = selection.__name__
    monkeypatch.setattr(selection, "schools_by_group", schools_by_group, raising=False)
    with pytest.raises(RuntimeError, match="schools_by_group"):
        all_queries()
    assert catalogue.COMMON == ("connection", "scope")
