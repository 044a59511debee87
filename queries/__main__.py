"""The command line: python -m queries lists the queries, python -m queries NAME prints the frame of one.

Exit codes: 0 done, 2 the call is wrong (said in Russian on stderr). Nothing is written to the database.
"""

from __future__ import annotations

import inspect
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from io import TextIOWrapper
from typing import Any, get_args

import pandas as pd
from sqlalchemy import Connection

from data.command_line import MISUSED, MisuseError, RussianParser
from data.database import own_database_url
from methodology.in_use import using
from methodology.words import read_day
from queries.asked import (
    add_scope_options,
    check_cycle,
    check_municipality,
    check_values,
    make_scope,
    open_database,
    unknown,
)
from queries.catalogue import Query, all_queries, own_parameters
from queries.dictionaries import filter_values
from queries.scope import Scope
from queries.selection import methodology_of

DONE = 0
FORMATS = ("csv", "json")


def parser() -> RussianParser:
    """What the call may hold."""
    call = RussianParser(
        prog="python -m queries", description="Таблицы «Коллегии»: без имени — список запросов, с именем — таблица."
    )
    options = call.options
    options.add_argument("query", nargs="?", metavar="ЗАПРОС", help="имя запроса из списка")
    add_scope_options(options)
    options.add_argument(
        "--parameter",
        action="append",
        default=[],
        metavar="ИМЯ=ЗНАЧЕНИЕ",
        help="свой параметр запроса (они названы в списке); пусто — не задан",
    )
    options.add_argument("--format", choices=FORMATS, default="csv", help="csv (по умолчанию) или json")
    return call


def main(arguments: list[str] | None = None) -> int:
    """Print the list or one frame; returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    asked = parser().parse_args(arguments)
    try:
        if asked.query is None:
            sys.stdout.write(listing())
        else:
            query = find_query(asked.query)
            with open_database(getattr(asked, "database", None) or own_database_url()) as connection:
                scope = make_scope(connection, asked)
                parameters = make_parameters(connection, query, scope, asked.parameter)
                try:
                    with using(methodology_of(connection, scope)):
                        frame = query(connection, scope, **parameters)
                except ValueError as error:
                    raise MisuseError(f"Запрос «{asked.query}» не понимает значение параметра: {error}") from error
            sys.stdout.write(written(frame, asked.format))
        sys.stdout.flush()
    except MisuseError as error:
        print(error, file=sys.stderr)
        return MISUSED
    except BrokenPipeError:
        # The reader (head, less) has seen enough; without this Python complains once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return DONE


def listing() -> str:
    """Every query with its own parameters and the first line of its docstring, by module."""
    lines: list[str] = []
    module = None
    for name, query in all_queries().items():
        if query.__module__ != module:
            module = query.__module__
            lines.append(f"\n{module}" if lines else module)
        lines.append("  " + " ".join((name, *_shown_parameters(query))))
        lines.append("      " + (inspect.getdoc(query) or "").split("\n")[0])
    return "\n".join(lines) + "\n"


def _shown_parameters(query: Query) -> Iterator[str]:
    for name, parameter in own_parameters(query).items():
        yield f"{name}=…" if parameter.default is parameter.empty else f"[{name}=…]"


def find_query(name: str) -> Query:
    """The query of this name; raises MisuseError naming those like it."""
    known = all_queries()
    if name not in known:
        raise MisuseError(unknown(f"Запроса «{name}» нет.", name, dict.fromkeys(known, "")))
    return known[name]


def make_parameters(connection: Connection, query: Query, scope: Scope, given: Iterable[str]) -> dict[str, Any]:
    """The query's own parameters from «name=value» texts.

    Raises MisuseError for unknown, wrong and missing ones, and for cycles, indicators and municipalities that don't
    exist.
    """
    expected = own_parameters(query)
    parameters: dict[str, Any] = {}
    for text in given:
        name, sign, value = text.partition("=")
        if not sign:
            raise MisuseError(f"Параметр «{text}» написан с ошибкой: нужно имя=значение.")
        if name not in expected:
            said = f"У запроса «{query.__name__}» нет параметра «{name}»."
            raise MisuseError(unknown(said, name, dict.fromkeys(expected, "")))
        annotation = expected[name].annotation
        parameters[name] = (
            _other_scope(connection, scope, name, value) if annotation is Scope else _typed(name, value, annotation)
        )
    for name, parameter in expected.items():
        if name not in parameters and parameter.default is parameter.empty:
            raise MisuseError(f"Запросу «{query.__name__}» нужен параметр: --parameter {name}=…")
    if isinstance(previous := parameters.get("previous"), str):
        check_cycle(connection, scope, previous)
    if isinstance(indicator := parameters.get("indicator"), str):
        names = {rule.code: rule.short for rule in methodology_of(connection, scope).indicators}
        if indicator not in names:
            raise MisuseError(unknown(f"Показателя «{indicator}» нет.", indicator, names))
    if isinstance(municipality_id := parameters.get("municipality_id"), str):
        check_municipality(connection, scope, municipality_id)
    return parameters


def _other_scope(connection: Connection, scope: Scope, name: str, text: str) -> Scope:
    """The scope with another cycle, municipality or cluster («cluster:сельский»); «all»: with any municipality."""
    everywhere = replace(scope, municipalities=(), clusters=(), school=None)
    what, _, value = text.partition(":")
    if text == "all":
        return everywhere
    if what == "cycle":
        check_cycle(connection, scope, value)
        return scope.in_cycle(value)
    if what == "municipality":
        check_municipality(connection, scope, value)
        return everywhere.in_municipality(value)
    if what == "cluster":
        values = filter_values(connection, everywhere)
        check_values("Кластера", [value], list(values.loc[values["field"] == "cluster", "value"]))
        return replace(everywhere, clusters=(value,))
    raise MisuseError(f"Параметр {name}: нужно cycle:ЦИКЛ, municipality:КОД, cluster:КЛАСТЕР или all, а не «{text}».")


def _typed(name: str, value: str, annotation: Any) -> Any:
    kinds = get_args(annotation) or (annotation,)
    if value == "" and type(None) in kinds:
        return None
    if int in kinds:
        if not re.fullmatch(r"[+-]?\d+", value):
            raise MisuseError(f"Параметр {name}: нужно целое число, а не «{value}».")
        return int(value)
    if date in kinds:
        said = read_day(value)
        if said is None:
            raise MisuseError(f"Параметр {name}: нужна дата вида 31.08.2026, а не «{value}».")
        return said
    words = [kind for kind in kinds if isinstance(kind, str)]
    if words and value not in words:
        raise MisuseError(f"Параметр {name}: нужно {' или '.join(words)}, а не «{value}».")
    return value


def written(frame: pd.DataFrame, form: str) -> str:
    """The frame as text: csv (comma, heading, missing empty) or json (records, missing null); dates as ISO."""
    records = [
        {str(name): _plain(value) for name, value in record.items()}
        for record in frame.astype(object).to_dict("records")
    ]
    if form == "json":
        return json.dumps(records, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    plain = pd.DataFrame(records, columns=list(frame.columns), dtype=object)
    return plain.to_csv(index=False, lineterminator="\n")


def _plain(value: Any) -> Any:
    """A value that json can hold; None for missing."""
    if pd.api.types.is_scalar(value) and pd.isna(value):
        return None
    if isinstance(value, date):
        return value.isoformat()
    return value.item() if hasattr(value, "item") else value


if __name__ == "__main__":
    sys.exit(main())
