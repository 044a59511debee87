"""The command ``python -m data map``: a department's own table from the command line, by a kept mapping."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Connection

from data.checking import CheckedWorkbook, check_book
from data.checks.listing import quoted
from data.known import read_known
from data.mapping.described import newcomers_words
from data.mapping.draft import DEFAULTS, Corrections, draft, is_table, settle
from data.mapping.guesses import open_guesses
from data.mapping.kept import kept_mappings, read_names
from data.mapping.opening import open_table
from data.mapping.rows import Settled, make, missing_decisions
from data.reading import RawSheet, RawWorkbook
from methodology.words import counted, municipalities, schools


class UndecidedError(Exception):
    """The table can't be turned into a book without a person; the message says what is to be decided."""


@dataclass(frozen=True)
class Mapped:
    """A table as the command understood it: what it says about it, the book, the mapping to keep (None: none)."""

    words: tuple[str, ...]
    checked: CheckedWorkbook
    settled: Settled | None
    sheet: str


def map_table(
    connection: Connection,
    path: Path,
    mapping_name: str,
    sheet_name: str | None,
    *,
    create: bool,
    today: date,
    accept: bool = False,
) -> Mapped:
    """The table of a file by the mapping of this name, or by the program's own proposals if none is kept yet.

    ``create``: municipalities and schools that the database doesn't know may be created; ``accept``: what the program
    only guessed is taken as it is. Raises UndecidedError.
    """
    known = read_known(connection)
    opened = open_table(path, path.name, known.releases, today)
    if opened.book is None:
        return Mapped((), CheckedWorkbook(opened.findings, None), None, "")
    sheet = _chosen(opened.book, sheet_name)
    kept = next((one for one in kept_mappings(connection) if one.name == mapping_name), None)
    names = read_names(connection)
    corrections = Corrections(consent=create, new=kept.mapping.new if kept and kept.mapping.new else DEFAULTS)
    proposed = draft(sheet, path.stem, names, today, kept, corrections)
    if proposed.target is None:
        raise UndecidedError(
            f"Непонятно, на какой лист шаблона идёт лист «{sheet.name}»: {proposed.target_reason}. Сопоставьте его на "
            "странице «Сопоставление» и сохраните под этим именем."
        )
    if proposed.cut_date is None:
        raise UndecidedError(f"Непонятно, какой это учебный год: {proposed.when.reason}.")
    settled = settle(proposed, corrections)
    if missing := missing_decisions(proposed.structure, settled, names):
        hint = " Создать можно с параметром --create." if proposed.new and not create else ""
        raise UndecidedError(f"Осталось решить: {'; '.join(missing)}.{hint}")
    guesses = open_guesses(proposed, corrections)
    if guesses and not accept:
        raise UndecidedError(
            "Программа не уверена, проверьте:\n    " + "\n    ".join(guesses) + "\nПоправить можно на странице "
            "«Сопоставление»; если всё верно, повторите с параметром --accept-guesses."
        )
    made = make(proposed.structure, settled, names)
    checked = check_book(made.workbook, known, today, (*opened.findings, *made.findings))
    words = [
        f"Лист «{sheet.name}» → «{proposed.target.name}», {settled.cycle}: {municipalities(made.municipalities)}, "
        f"{schools(made.schools)}, {counted(made.rows, 'строка', 'строки', 'строк')}.",
        f"Шапка: {proposed.structure.header.reason}.",
    ]
    if kept is None:
        words.append(f"Сопоставления «{mapping_name}» ещё нет: взяты предложения программы.")
    elif proposed.changes:
        words.append(f"С прошлого раза («{kept.file_name}», лист «{kept.sheet}») изменилось:")
        words += [
            f"    {one.what}: {' → '.join(text for text in (one.before, one.now) if text)}" for one in proposed.changes
        ]
    words += [f"Принято без проверки: {guess}." for guess in guesses]
    if create and proposed.new:
        words.append(f"Новые в базе: {newcomers_words(proposed.new)}.")
    return Mapped(tuple(words), checked, settled, sheet.name)


def _chosen(book: RawWorkbook, sheet_name: str | None) -> RawSheet:
    tables = {sheet.name: sheet for sheet in book.sheets if is_table(sheet)}
    if sheet_name is None and len(tables) == 1:
        return next(iter(tables.values()))
    if sheet_name in tables:
        return tables[sheet_name]
    if not tables:
        raise UndecidedError("В файле нет таблиц.")
    wrong = "Укажите лист параметром --sheet" if sheet_name is None else f"Листа «{sheet_name}» с таблицей в файле нет"
    raise UndecidedError(f"{wrong}; есть: {quoted(tables)}.")
