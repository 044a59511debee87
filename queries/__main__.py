"""The command line: python -m queries lists the queries, python -m queries NAME prints the frame of one.

Exit codes: 0 done, 2 the call is wrong (said in Russian on stderr). Nothing is written to the database.
"""

from __future__ import annotations

import argparse
import inspect
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from io import TextIOWrapper
from pathlib import Path
from typing import Any, cast, get_args

import pandas as pd
from sqlalchemy import Connection, select
from sqlalchemy import inspect as inspect_database
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from data.command_line import MISUSED, MisuseError, RussianParser
from data.database import make_engine, own_database_url, reading
from data.tables import judgement, load, methodology_version
from methodology.catalogue import packaged
from queries.catalogue import Query, all_queries, own_parameters
from queries.dictionaries import cycles, filter_values, municipalities
from queries.scope import Flag, SchoolKey, Scope
from queries.selection import methodology_of

DONE = 0
MOST_NAMED = 12
"""So many existing values are named where a wrong one was given."""
CYCLE_FORM = re.compile(r"\d{4}/\d{2}")
FORMATS = ("csv", "json")
Known = dict[str, str]
"""Value → what it is called."""


def parser() -> RussianParser:
    """What the call may hold."""
    call = RussianParser(
        prog="python -m queries", description="Таблицы «Коллегии»: без имени — список запросов, с именем — таблица."
    )
    options = call.options
    options.add_argument("query", nargs="?", metavar="ЗАПРОС", help="имя запроса из списка")
    for name, metavar, words in (
        ("--municipality", "КОД", "муниципалитет; можно повторять"),
        ("--cluster", "КЛАСТЕР", "кластер муниципалитетов; можно повторять"),
        ("--kind", "ВИД", "вид организации; можно повторять"),
        ("--locality", "МЕСТНОСТЬ", "местность; можно повторять"),
        ("--group", "НОМЕР", "группа 1, 2 или 3; можно повторять"),
        ("--flag", "ПРИЗНАК", f"признак: {' или '.join(get_args(Flag))}; можно повторять"),
        ("--parameter", "ИМЯ=ЗНАЧЕНИЕ", "свой параметр запроса (они названы в списке); пусто — не задан"),
    ):
        options.add_argument(name, action="append", default=[], metavar=metavar, help=words)
    options.add_argument("--cycle", metavar="ЦИКЛ", help="учебный год, например 2025/26; по умолчанию последний")
    options.add_argument("--school", metavar="КОД", help="организация")
    options.add_argument("--complete-only", action="store_true", help="только школы с достаточными данными")
    options.add_argument("--as-of", type=int, metavar="НОМЕР", help="состояние после этой загрузки")
    options.add_argument("--methodology", type=int, metavar="НОМЕР", help="версия методики; по умолчанию действующая")
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
            with _connection(getattr(asked, "database", None) or own_database_url()) as connection:
                scope = make_scope(connection, asked)
                parameters = make_parameters(connection, query, scope, asked.parameter)
                try:
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
        raise MisuseError(_unknown(f"Запроса «{name}» нет.", name, dict.fromkeys(known, "")))
    return known[name]


def make_scope(connection: Connection, asked: argparse.Namespace) -> Scope:
    """The scope of a call. Raises MisuseError for values that the data don't have.

    While there are no data (as of the load, by the version), there is nothing to compare values with.
    """
    _check_number(connection, "Загрузки", asked.as_of, load.c.load_id)
    _check_number(connection, "Версии методики", asked.methodology, methodology_version.c.version)
    base = Scope(cycle=asked.cycle, as_of=asked.as_of, methodology=asked.methodology)
    check_cycle(connection, base, asked.cycle)
    for code in asked.municipality:
        check_municipality(connection, base, code)
    values = filter_values(connection, base)
    for field, title, wanted in (
        ("cluster", "Кластера", asked.cluster),
        ("kind", "Вида организаций", asked.kind),
        ("locality", "Местности", asked.locality),
    ):
        _check_values(title, wanted, list(values.loc[values["field"] == field, "value"]))
    _check_values("Группы", asked.group, [str(group.group) for group in packaged().groups])
    _check_values("Признака", asked.flag, list(get_args(Flag)))
    return Scope(
        cycle=asked.cycle,
        municipalities=tuple(asked.municipality),
        clusters=tuple(asked.cluster),
        kinds=tuple(asked.kind),
        localities=tuple(asked.locality),
        groups=tuple(int(group) for group in asked.group),
        flags=cast("tuple[Flag, ...]", tuple(asked.flag)),
        complete_only=asked.complete_only,
        school=None if asked.school is None else _find_school(connection, base, asked.school, asked.municipality),
        as_of=asked.as_of,
        methodology=asked.methodology,
    )


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
            raise MisuseError(_unknown(said, name, dict.fromkeys(expected, "")))
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
            raise MisuseError(_unknown(f"Показателя «{indicator}» нет.", indicator, names))
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
        _check_values("Кластера", [value], list(values.loc[values["field"] == "cluster", "value"]))
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
    return value


def check_cycle(connection: Connection, scope: Scope, cycle: str | None) -> None:
    """Raise MisuseError if there are judged cycles and this is none of them, or if it is no cycle at all."""
    if cycle is None:
        return
    if not CYCLE_FORM.fullmatch(cycle):
        raise MisuseError(f"«{cycle}» — не учебный год: нужно, например, 2025/26.")
    known = list(cycles(connection, Scope(as_of=scope.as_of, methodology=scope.methodology))["cycle"])
    if known and cycle not in known:
        raise MisuseError(f"Цикла {cycle} нет. Есть: {', '.join(known)}.")


def check_municipality(connection: Connection, scope: Scope, code: str) -> None:
    """Raise MisuseError if there are municipalities and none has this code."""
    described = municipalities(connection, scope)
    known: Known = dict(zip(described["municipality_id"], described["municipality_name"], strict=True))
    for judged in connection.scalars(select(judgement.c.municipality_id).distinct()):
        known.setdefault(judged, judged)
    if known and code not in known:
        raise MisuseError(_unknown(f"Муниципалитета с кодом «{code}» нет.", code, known))


def _find_school(connection: Connection, scope: Scope, code: str, codes_of_municipalities: list[str]) -> SchoolKey:
    """The school of this code in the municipalities named; MisuseError if there is none or more than one."""
    statement = select(judgement.c.municipality_id, judgement.c.school_id).distinct()
    if codes_of_municipalities:
        statement = statement.where(judgement.c.municipality_id.in_(codes_of_municipalities))
    schools = connection.execute(statement).all()
    owners = sorted(municipality_id for municipality_id, school_id in schools if school_id == code)
    if len(owners) == 1:
        return SchoolKey(owners[0], code)
    if owners:
        raise MisuseError(
            f"Код организации «{code}» есть в нескольких муниципалитетах: {', '.join(owners)}. "
            "Укажите один из них: --municipality КОД."
        )
    if not schools and len(codes_of_municipalities) == 1:
        return SchoolKey(codes_of_municipalities[0], code)
    raise MisuseError(_unknown(f"Организации с кодом «{code}» нет.", code, {school: "" for _, school in schools}))


def _check_values(title: str, wanted: list[str], known: list[str]) -> None:
    for value in wanted:
        if known and value not in known:
            raise MisuseError(f"{title} «{value}» нет. Есть: {', '.join(known)}.")


def _check_number(connection: Connection, title: str, wanted: int | None, column: Any) -> None:
    known = [str(number) for number in connection.scalars(select(column).order_by(column))]
    if wanted is not None and str(wanted) not in known:
        last = known[-MOST_NAMED:]
        raise MisuseError(f"{title} № {wanted} нет. Есть: {', '.join(last) if last else 'пока ни одной'}.")


def _unknown(said: str, wanted: str, known: Known) -> str:
    """The sentence, and what exists: the closest by value or by name, else the first ones."""
    folded = {text.casefold(): value for value, name in reversed(known.items()) for text in (name, value) if text}
    near = [folded[text] for text in get_close_matches(wanted.casefold(), folded, n=5, cutoff=0.6)]
    near += [value for text, value in folded.items() if wanted and wanted.casefold() in text and value not in near]
    named = list(dict.fromkeys(near))[:MOST_NAMED] or list(known)[:MOST_NAMED]
    if not named:
        return f"{said} Возможных значений нет."
    more = "" if near or len(known) <= MOST_NAMED else f" и ещё {len(known) - MOST_NAMED}"
    shown = (f"{value} ({known[value]})" if known[value] else value for value in named)
    return f"{said} {'Похожие' if near else 'Есть'}: {', '.join(shown)}{more}."


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


@contextmanager
def _connection(url: str) -> Iterator[Connection]:
    """A connection that reads one state. Raises MisuseError if there is no such database or it is not prepared."""
    try:
        parsed = make_url(url)
        file = parsed.database if parsed.get_backend_name() == "sqlite" else None
        # Opening would create it.
        if file is not None and not Path(file).is_file():
            raise MisuseError(f"Базы данных «{file}» нет. Создайте её: python -m data init")
        engine = make_engine(url)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise MisuseError("Адрес базы написан неверно. Нужен sqlite:///путь или postgresql+psycopg://…") from error
    shown = parsed.render_as_string(hide_password=True)
    try:
        with reading(engine) as connection:
            tables = inspect_database(connection).get_table_names()
            if methodology_version.name not in tables or not connection.scalar(select(methodology_version.c.version)):
                raise MisuseError(f"База {shown} не подготовлена. Подготовьте её: python -m data init")
            yield connection
    except DBAPIError as error:
        reason = str(error.orig).strip().splitlines()[0]
        raise MisuseError(f"База {shown} не отвечает или повреждена: {reason}") from error
    finally:
        engine.dispose()


if __name__ == "__main__":
    sys.exit(main())
