"""What both command lines that ask for a selection share: options of the scope, checks of what was given, the database.

Values that the data don't have are refused with those that exist (``MisuseError``).
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path
from typing import Any, cast, get_args

from sqlalchemy import Connection, select
from sqlalchemy import inspect as inspect_database
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from data.command_line import MisuseError
from data.database import make_engine, reading
from data.tables import judgement, load, methodology_version
from methodology.in_use import rules_in_use
from queries.dictionaries import cycles, filter_values, municipalities
from queries.scope import Flag, SchoolKey, Scope
from queries.shared import KEPT, Kept

MOST_NAMED = 12
"""So many existing values are named where a wrong one was given."""
CYCLE_FORM = re.compile(r"\d{4}/\d{2}")
Known = dict[str, str]
"""Value → what it is called."""


def add_scope_options(options: Any) -> None:
    """Add to a parser, or a group of it, everything that narrows a scope."""
    for name, metavar, words in (
        ("--municipality", "КОД", "муниципалитет; можно повторять"),
        ("--cluster", "КЛАСТЕР", "кластер муниципалитетов; можно повторять"),
        ("--kind", "ВИД", "вид организации; можно повторять"),
        ("--locality", "МЕСТНОСТЬ", "местность; можно повторять"),
        ("--group", "НОМЕР", "группа 1, 2 или 3; можно повторять"),
        ("--flag", "ПРИЗНАК", f"признак: {' или '.join(get_args(Flag))}; можно повторять"),
    ):
        options.add_argument(name, action="append", default=[], metavar=metavar, help=words)
    options.add_argument("--cycle", metavar="ЦИКЛ", help="учебный год, например 2025/26; по умолчанию последний")
    options.add_argument("--school", metavar="КОД", help="организация")
    options.add_argument("--complete-only", action="store_true", help="только школы с достаточными данными")
    options.add_argument("--as-of", type=int, metavar="НОМЕР", help="состояние после этой загрузки")
    options.add_argument("--methodology", type=int, metavar="НОМЕР", help="версия методики; по умолчанию действующая")


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
        check_values(title, wanted, list(values.loc[values["field"] == field, "value"]))
    check_values("Группы", asked.group, [str(group.group) for group in rules_in_use().groups])
    check_values("Признака", asked.flag, list(get_args(Flag)))
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
        raise MisuseError(unknown(f"Муниципалитета с кодом «{code}» нет.", code, known))


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
    raise MisuseError(unknown(f"Организации с кодом «{code}» нет.", code, {school: "" for _, school in schools}))


def check_values(title: str, wanted: list[str], known: list[str]) -> None:
    """Raise MisuseError if there are values and one of those wanted is not among them."""
    for value in wanted:
        if known and value not in known:
            raise MisuseError(f"{title} «{value}» нет. Есть: {', '.join(known)}.")


def _check_number(connection: Connection, title: str, wanted: int | None, column: Any) -> None:
    known = [str(number) for number in connection.scalars(select(column).order_by(column))]
    if wanted is not None and str(wanted) not in known:
        last = known[-MOST_NAMED:]
        raise MisuseError(f"{title} № {wanted} нет. Есть: {', '.join(last) if last else 'пока ни одной'}.")


def unknown(said: str, wanted: str, known: Known) -> str:
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


@contextmanager
def open_database(url: str) -> Iterator[Connection]:
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
            connection.execution_options(**{KEPT: Kept()})
            yield connection
    except DBAPIError as error:
        reason = str(error.orig).strip().splitlines()[0]
        raise MisuseError(f"База {shown} не отвечает или повреждена: {reason}") from error
    finally:
        engine.dispose()
