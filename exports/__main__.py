"""The command line: python -m exports list names the papers, python -m exports PAPER --out FILE writes one.

The form of the file follows from its name. Exit codes: 0 done, 2 the call is wrong (said in Russian on stderr).
Nothing is written to the database.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from io import TextIOWrapper
from pathlib import Path
from typing import Any, cast

import pandas as pd

from data.command_line import MISUSED, MisuseError, RussianParser, reason_of
from data.database import demo_database_url, is_same_database, own_database_url
from exports.about import safe_file_name
from exports.kit import NAME as KIT_NAME
from exports.kit import Notes, make_kit
from exports.papers.kinds import KINDS, Form, Kind, content
from exports.papers.parts import Matter, NoPaperError, Options
from exports.recommendations import TITLE, recommendation_book, recommendation_csv, recommendation_files
from methodology.in_use import using
from methodology.words import read_day
from queries.asked import add_scope_options, make_scope, open_database
from queries.dictionaries import cycles
from queries.note import ExportNote, export_note
from queries.scope import Scope
from queries.selection import methodology_of, resolved

DONE = 0
KIT = "kit"
TABLES: dict[str, Callable[[Matter], bytes]] = {
    "xlsx": recommendation_book,
    "csv": recommendation_csv,
    "zip": lambda matter: recommendation_files(
        matter, "school" if len(matter.scope.municipalities) == 1 else "municipality"
    ),
}
"""Forms of the table of recommendations that are no papers; zip: a workbook for each receiver."""


def forms_of(kind: Kind) -> tuple[str, ...]:
    """The forms of the file of a paper, the usual one first."""
    return (*TABLES, *kind.forms) if kind.key == "recommendations" else kind.forms


def parser() -> RussianParser:
    """What the call may hold."""
    call = RussianParser(prog="python -m exports", description="Документы «Коллегии» из загруженных данных.")
    options = call.options
    known = ("list", KIT, *KINDS)
    options.add_argument("paper", choices=known, metavar="ДОКУМЕНТ", help=f"{', '.join(known[:-1])} или {known[-1]}")
    options.add_argument(
        "--out", type=Path, metavar="ФАЙЛ", help="куда записать; по умолчанию — рядом, с именем по теме"
    )
    options.add_argument(
        "--form", choices=("docx", "pptx", "pdf", *TABLES), help="вид файла, если его не называет --out"
    )
    options.add_argument("--demo", action="store_true", help="из демонстрационных данных")
    options.add_argument("--council", action="store_true", help="для совета и публикации: скрыть, где людей мало")
    options.add_argument("--body", action="append", default=[], metavar="ОРГАН", help="кто выпускает; можно повторять")
    options.add_argument("--post", default="", metavar="ДОЛЖНОСТЬ", help="кто подписывает (должность, не имя)")
    options.add_argument("--deadline", metavar="ДД.ММ.ГГГГ", help="срок в письмах; по умолчанию — десять рабочих дней")
    options.add_argument("--meeting", metavar="ДД.ММ.ГГГГ", help="день заседания; на него смотрится исполнение")
    options.add_argument("--decision", type=int, metavar="НОМЕР", help="какое решение; иначе — проект или последнее")
    options.add_argument("--addressee", default="", metavar="АДРЕСАТ", help="кому выписка: «методическая служба»")
    options.add_argument("--place", default="", metavar="МЕСТО", help="место издания, например «г. Озёрск»")
    options.add_argument("--control", default="", metavar="ДОЛЖНОСТЬ", help="на кого возложить контроль за исполнением")
    add_scope_options(options)
    return call


def main(arguments: list[str] | None = None) -> int:
    """Write what is asked for; returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    asked = parser().parse_args(arguments)
    if asked.paper == "list":
        for kind in KINDS.values():
            print(f"{kind.key:15} {', '.join(forms_of(kind)):28} {kind.words}")
        print(f"{KIT:15} {'zip':28} все документы заседания одним файлом; --out — папка")
        return DONE
    try:
        for path in _kit(asked) if asked.paper == KIT else _written(asked, KINDS[asked.paper]):
            print(path)
    except (MisuseError, NoPaperError) as error:
        print(error, file=sys.stderr)
        return MISUSED
    except OSError as error:
        print(f"Записать не удалось: {reason_of(error)}", file=sys.stderr)
        return MISUSED
    return DONE


def _written(asked: argparse.Namespace, kind: Kind) -> Iterator[Path]:
    form = _form(asked, kind)
    options = replace(_options(asked), reported=asked.decision)
    with _matter(asked, kind.name) as (matter, _):
        for title, file in _files(kind, matter, options, form):
            name = safe_file_name(
                title,
                matter.scope.cycle,
                form,
                demonstration=matter.note.demonstration,
                for_council=asked.council,
            )
            path = _path(asked.out, name, to_folder=kind.many)
            path.write_bytes(file)
            yield path


def _kit(asked: argparse.Namespace) -> Iterator[Path]:
    """The kit; it is not kept in the database, which this command line only reads."""
    if asked.form not in (None, "zip"):
        raise MisuseError(f"Такого вида у комплекта нет: {asked.form}. Есть: zip.")
    with _matter(asked, KIT_NAME) as (matter, notes):
        made = make_kit(matter, _options(asked), notes)
    path = _path(asked.out, made.file_name, to_folder=asked.out is not None and asked.out.suffix != ".zip")
    path.write_bytes(made.content)
    yield path


def _options(asked: argparse.Namespace) -> Options:
    """What the call decides about papers."""
    return Options(
        decision_id=asked.decision,
        addressee=asked.addressee,
        deadline=_day(asked.deadline),
        meeting=_day(asked.meeting),
        place=asked.place,
        control=asked.control,
    )


@contextmanager
def _matter(asked: argparse.Namespace, title: str) -> Iterator[tuple[Matter, Notes]]:
    """What is asked for, from one state of the database, and what files of another scope say."""
    url = getattr(asked, "database", None) or (demo_database_url() if asked.demo else own_database_url())
    demonstration = is_same_database(url, demo_database_url())
    with open_database(url) as connection:
        chosen = make_scope(connection, asked)
        scope = resolved(connection, replace(chosen, showing="council") if asked.council else chosen)
        if scope.cycle is None:
            raise MisuseError("Данных ещё нет. Загрузите книгу, или посмотрите на демонстрации: --demo")
        door: Callable[..., pd.DataFrame] = partial(_asked, connection)
        notes: Notes = partial(
            _note,
            connection,
            title=title,
            page="командная строка",
            demonstration=demonstration,
            made_at=datetime.now(),
        )
        with using(methodology_of(connection, scope)):
            yield Matter(door, scope, _previous(door, scope), notes(scope), tuple(asked.body), asked.post), notes


def _note(connection: Any, scope: Scope, **said: Any) -> ExportNote:
    return export_note(connection, scope, **said)


def _files(kind: Kind, matter: Matter, options: Options, form: str) -> Iterator[tuple[str, bytes]]:
    """(title, content) of each file."""
    if form in TABLES:
        yield TITLE, TABLES[form](matter)
        return
    for title, paper in kind.make(matter, options):
        yield title, content(paper, cast("Form", form))


def _form(asked: argparse.Namespace, kind: Kind) -> str:
    forms = forms_of(kind)
    named = asked.out.suffix.lstrip(".").lower() if asked.out and not kind.many else ""
    form = asked.form or named or forms[0]
    if form not in forms:
        raise MisuseError(f"Такого вида у документа нет: {form}. Есть: {', '.join(forms)}.")
    return str(form)


def _day(written: str | None) -> date | None:
    """The day of an option. Raises MisuseError if it is none."""
    found = read_day(written) if written else None
    if written and found is None:
        raise MisuseError(f"«{written}» — не дата: нужно, например, 15.10.2026.")
    return found


def _path(out: Path | None, name: str, *, to_folder: bool) -> Path:
    if to_folder and out is not None:
        out.mkdir(parents=True, exist_ok=True)
    if out is None:
        return Path(name)
    return out / name if to_folder or out.is_dir() else out


def _asked(connection: Any, query: Callable[..., pd.DataFrame], scope: Scope, **parameters: Any) -> pd.DataFrame:
    return query(connection, scope, **parameters)


def _previous(door: Callable[..., pd.DataFrame], scope: Scope) -> str | None:
    """The cycle before that of the scope."""
    known = [str(cycle) for cycle in door(cycles, scope)["cycle"]]
    return next((cycle for cycle in known if cycle < (scope.cycle or "")), None)


if __name__ == "__main__":
    sys.exit(main())
