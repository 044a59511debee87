"""The kit of a meeting: all its papers in one zip, with what they are about and a hash of each; the same bytes again.

Made in the order in which papers are read. What can't be made of this matter is left out and named in «О комплекте».
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections import deque
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import pandas as pd

from data.kits import MadeKit
from exports.about import DEMONSTRATION_WARNING, note_rows, safe_file_name
from exports.annexes import TITLE as ANNEXES
from exports.annexes import annex_book
from exports.papers.decided import adopted_decision, decision_of, of_number
from exports.papers.kinds import KINDS, Form, content
from exports.papers.model import Paper
from exports.papers.parts import LOW, Matter, NoPaperError, Options, low_frame
from exports.papers.passports import school_passport
from exports.papers.pdf_file import paper_pdf
from exports.papers.steady import steady
from methodology.words import counted
from queries.addressed import addressed_recommendations
from queries.checklist import checklist, errors_of, reservations_of
from queries.decisions import decisions
from queries.frames import in_order_of, rows_of
from queries.note import ExportNote
from queries.scope import SchoolKey, Scope

NAME = "Комплект коллегии"
ABOUT = "О комплекте.txt"
WAITING = 8
"""So many passports may wait to be typeset."""
PASSPORTS, SHARE_OF_PASSPORTS = "Паспорта школ", 0.6
EPOCH = (1980, 1, 1, 0, 0, 0)


class Part(NamedTuple):
    """A paper of the kit: its key in the registry, the forms of its file, the folder of papers of several files."""

    key: str
    forms: tuple[Form, ...]
    folder: str = ""


PARTS = (
    Part("decision", ("docx", "pdf")),
    Part("order", ("docx", "pdf")),
    Part("note", ("docx", "pdf")),
    Part("slides", ("pptx",)),
    Part("execution", ("docx",)),
    Part("extract", ("docx",), "Выписки"),
)

Progress = Callable[[float, str], None]
Notes = Callable[[Scope], ExportNote]
"""What files of another scope say about it."""


@dataclass(frozen=True)
class _File:
    name: str
    sha256: str
    size: int


class _Archive:
    """The zip on its way: every file steady, hashed and named once."""

    def __init__(self, matter: Matter) -> None:
        self.made_on = matter.note.made_at.date()
        self.bytes = io.BytesIO()
        self.zip = zipfile.ZipFile(self.bytes, "w", zipfile.ZIP_DEFLATED)
        self.files: list[_File] = []

    def add(self, name: str, content: bytes) -> None:
        taken = {file.name for file in self.files}
        stem, _, ending = name.rpartition(".")
        unique, number = name, 2
        while unique in taken:
            unique, number = f"{stem}_{number}.{ending}", number + 1
        entry = zipfile.ZipInfo(unique, EPOCH)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = 0o600 << 16
        self.zip.writestr(entry, content)
        self.files.append(_File(unique, hashlib.sha256(content).hexdigest(), len(content)))

    def finished(self) -> bytes:
        self.zip.close()
        return self.bytes.getvalue()


def make_kit(matter: Matter, options: Options, notes: Notes, say: Progress = lambda share, words: None) -> MadeKit:
    """Make every paper of the matter. Raises NoPaperError where the checklist stops all of them.

    ``notes``: what a file of another scope (the passport of a school) says of itself. ``say``: what is being made.
    """
    scope = matter.scope
    on = options.meeting or matter.note.made_at.date()
    checked = matter.ask(checklist, scope, previous=matter.previous, on=on, decision_id=options.decision_id)
    if stops := list(errors_of(checked, with_decision=False)):
        raise NoPaperError(" ".join(stops))
    options = replace(options, meeting=on, warnings=reservations_of(checked))
    archive = _Archive(matter)
    left_out = dict(
        _add_papers(archive, matter, options, say, stopped=" ".join(errors_of(checked, with_decision=True)))
    )
    decided = _decided(matter, options, left_out)
    decision_id = None if decided is None else int(decided.decision_id)
    number = "" if decided is None else decided.number or ""
    say(0.3, "Приложения: таблицы с диаграммами")
    archive.add(
        _name(of_number(ANNEXES, number), matter, "xlsx"),
        steady(annex_book(matter, options, decision_id), archive.made_on),
    )
    _add_passports(archive, matter, notes, say)
    say(0.98, "Опись комплекта")
    about = _about(matter, archive.files, decided, left_out, options)
    archive.add(ABOUT, about.encode("utf-8-sig"))
    made = MadeKit(
        content=archive.finished(),
        file_name=_name(of_number(f"{NAME}, решение", number) if number else NAME, matter, "zip"),
        files=len(archive.files),
        made_at=matter.note.made_at,
        cycle=scope.cycle or "",
        scope_words=_scope_words(matter.note),
        showing=scope.showing,
        loads=tuple(each.load for each in matter.note.loads),
        methodology=int(matter.note.methodology_version or 0),
        decision=None if decided is None else (int(decided.decision_id), int(decided.revision)),
    )
    say(1.0, "Комплект готов")
    return made


def _add_papers(
    archive: _Archive, matter: Matter, options: Options, say: Progress, stopped: str
) -> Iterator[tuple[str, str]]:
    """Add the papers; gives (key, reason) of those that can't be made. ``stopped``: why none of a decision can."""
    for position, (key, forms, folder) in enumerate(PARTS):
        kind = KINDS[key]
        say(0.3 * position / len(PARTS), kind.name)
        if stopped and kind.needs == "decision":
            yield key, stopped
            continue
        try:
            if key == "order":
                # It carries out what is decided; of a draft there is nothing to carry out.
                adopted_decision(matter, options)
            for title, paper in kind.make(matter, options):
                for form in forms:
                    name = _name(title, matter, form)
                    archive.add(f"{folder}/{name}" if folder else name, content(paper, form))
        except NoPaperError as reason:
            yield key, str(reason)


def _decided(matter: Matter, options: Options, left_out: Collection[str]) -> Any:
    """The row of ``decisions`` that the papers quote; None where they quote none or a draft composed for them."""
    if "decision" not in left_out:
        number = decision_of(matter, options).decision_id
    elif "extract" not in left_out:
        number = adopted_decision(matter, options).decision_id
    else:
        return None
    return next((row for row in rows_of(matter.frame(decisions)) if row.decision_id == number), None)


def _add_passports(archive: _Archive, matter: Matter, notes: Notes, say: Progress) -> None:
    """A passport for every school of the selection with the low group.

    While one is typeset, which Python's lock does not hinder, the next is composed: a third of the time less.
    """
    # Municipality by municipality: so they lie in the archive, and what is alike within one is read once.
    low = in_order_of(low_frame(matter), "municipality_name", "municipality_id", "short_name", "school_id")
    with ThreadPoolExecutor(max_workers=1) as typesetter:
        waiting: deque[tuple[str, Future[bytes]]] = deque()
        for position, (name, paper) in enumerate(_passports(matter, low, notes)):
            say(0.35 + SHARE_OF_PASSPORTS * position / len(low), f"{PASSPORTS}: {position + 1} из {len(low)}")
            waiting.append((f"{PASSPORTS}/{name}", typesetter.submit(paper_pdf, paper)))
            if len(waiting) > WAITING:
                first, made = waiting.popleft()
                archive.add(first, made.result())
        for first, made in waiting:
            archive.add(first, made.result())


def _passports(matter: Matter, low: pd.DataFrame, notes: Notes) -> Iterator[tuple[str, Paper]]:
    # Asked once of all: so many single questions take ten times as long.
    every = matter.ask(addressed_recommendations, replace(matter.scope, groups=(LOW,)))
    recommended = dict(iter(every.groupby(["municipality_id", "school_id"])))
    of_places: dict[str, ExportNote] = {}
    for row in rows_of(low):
        place = str(row.municipality_id)
        if place not in of_places:
            of_places[place] = notes(replace(matter.scope, groups=(), municipalities=(place,), school=None))
        note = replace(
            of_places[place], schools_selected=1, schools_with_data=1, missing=(), made_at=matter.note.made_at
        )
        scope = replace(matter.scope, groups=(), school=SchoolKey(place, str(row.school_id)))
        its = recommended.get((place, str(row.school_id)), every.head(0))
        paper = school_passport(replace(matter, scope=scope, note=note), its)
        yield _name(f"{row.municipality_name} {row.short_name}", matter, "pdf"), paper


def _name(title: str, matter: Matter, ending: str) -> str:
    return safe_file_name(
        title,
        matter.scope.cycle,
        ending,
        demonstration=matter.note.demonstration,
        for_council=matter.scope.showing == "council",
    )


def _scope_words(note: ExportNote) -> str:
    return "; ".join(f"{label}: {value}" for label, value in note.selection) or "без отбора: все организации"


def _about(matter: Matter, files: list[_File], decided: Any, left_out: dict[str, str], options: Options) -> str:
    """«О комплекте»: what the papers are about, and a hash of each file."""
    lines = [NAME.upper(), ""]
    if matter.note.demonstration:
        lines += [DEMONSTRATION_WARNING, ""]
    lines += [
        f"{label}: {', '.join(str(value) for value in values)}"
        for label, *values in note_rows(replace(matter.note, title=NAME))
        if label not in ("Внимание", "Таблица")
    ]
    named = "нет" if "decision" in left_out else "проект, составлен для комплекта"
    if decided is not None:
        named = f"{decided.label}, записей в его истории: {decided.revision}"
    lines += [
        f"Решение: {named}",
        f"Дата заседания: {options.meeting:%d.%m.%Y}",
        "",
        "Оговорки",
        *([f"— {words}" for words in options.warnings] or ["— нет"]),
        "",
    ]
    if left_out:
        lines += ["Не вошли", *(f"— {KINDS[key].name}: {reason}" for key, reason in left_out.items()), ""]
    lines.append(f"Состав: {counted(len(files), 'файл', 'файла', 'файлов')} (SHA-256, байт, имя)")
    lines += [f"{file.sha256}  {file.size:>9}  {file.name}" for file in files]
    lines += [
        "",
        "Проверить файл: его SHA-256 должен совпасть с указанным. Числа комплекта воспроизводятся по циклу, загрузкам",
        "и версии методики, названным выше.",
    ]
    return "\r\n".join(lines) + "\r\n"
