"""Documents of one school or one municipality: what the sheet «Документы» names, and how it stood at the cut.

Each query is about the school of the scope, else about its one municipality; with none or several it gives no rows. A
document of the cycle is one whose row names it, as indicators of documents (Н-ДОК) count them. Documents tell nothing
of people and are shown in full to the council; of the tasks that name them it sees only those that it sees elsewhere.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any, Literal, NamedTuple

import pandas as pd
from sqlalchemy import Connection, and_, func, select

from data.assignments import CANCELLED
from data.tables import document, in_force, instruction, task
from data.workbook import cycle_bounds
from methodology.firing import codes_about_people
from methodology.sentences import capitalised
from methodology.words import NBSP, day, number, plural, schools_of
from queries.frames import frame_of_records, rows_of
from queries.scope import Scope
from queries.selection import methodology_of, resolved, same_school, school_rows
from queries.shared import once
from queries.showing import for_council

State = Literal["unsent", "late", "awaited", "passed", "in_time", "valid", "lapsed", "expired", "after", "undated"]
STATES: dict[State, str] = {
    "unsent": "▼ не представлен",
    "late": "● представлен позже срока",
    "awaited": "– срок не наступил",
    "passed": "– срок прошёл после среза",
    "in_time": "▲ представлен в срок",
    "valid": "▲ действует",
    "lapsed": "– действовал на дату среза",
    "expired": "– срок действия истёк",
    "after": "– принят после среза",
    "undated": "– дата не указана",
}
"""State of a document → its words. ``passed`` and ``lapsed`` are those of ``as_read`` alone."""
HOW_MANY: dict[State, tuple[str, str]] = {
    "unsent": ("не представлен", "не представлены"),
    "late": ("представлен позже срока", "представлены позже срока"),
    "awaited": ("срок не наступил", "срок не наступил"),
    "passed": ("срок прошёл после среза", "срок прошёл после среза"),
    "in_time": ("представлен в срок", "представлены в срок"),
    "valid": ("действует", "действуют"),
    "lapsed": ("действовал на дату среза, теперь срок истёк", "действовали на дату среза, теперь срок истёк"),
    "expired": ("больше не действует", "больше не действуют"),
    "after": ("принят после среза", "приняты после среза"),
    "undated": ("без даты", "без даты"),
}
"""State → of how many it is said, after one and after several; in the order in which they are counted."""
UNNAMED = {"иное": "иной документ"}
"""Kind → how a document of it is called, where the kind alone is no name."""

SAID = (
    "document_code", "kind", "theme", "level", "number", "dated_on", "approved_by_post", "due_on", "submitted_on",
    "valid_until", "link",
)  # fmt: skip
DOCUMENTS = {
    **dict.fromkeys((*SAID, "title", "term_words", "cut_date", "state", "state_words"), "object"),
    "tasks": "Int64",
    "confirmed": "Int64",
}
"""Columns of ``documents_of_place`` and their dtypes."""
REGISTER = {
    **dict.fromkeys(("documents", "of_schools", "with_documents", "schools"), "Int64"),
    "cut_date": "object",
}
"""Columns of ``documents_register`` and their dtypes."""


class Naming(NamedTuple):
    """Code of a document → how many tasks are given on its ground, how many it proves."""

    given: Counter[str]
    proved: Counter[str]


def documents_of_place(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one document of the cycle of the school, or of the municipality itself: those of its schools are not.

    Columns: document_code, kind, theme, level, number, dated_on, approved_by_post (a position), due_on and submitted_on
    (of one that has to be submitted), valid_until (missing: for good), link, as the sheet has them (missing where it
    says nothing); title («Приказ № 15 от 01.09.2025»), term_words (by when to be submitted, until when in force;
    missing without either), cut_date (the day of the municipality's data), state (a key of ``STATES``), state_words;
    tasks and confirmed (of the sheet «Исполнение» of this cycle, not cancelled: given on its ground, proved by it;
    missing where the municipality has no row there).
    What has to be submitted is in time or late whenever it was sent, and awaited while it is due on that day or later;
    anything else is in force as Н-ДОК has it. The newest first: by date, else the day of submission, else the day due.
    """
    scope = resolved(connection, scope)
    place = _place(scope)
    if place is None or scope.cycle is None:
        return frame_of_records((), DOCUMENTS)
    d = document.c
    statement = select(*(d[name] for name in SAID)).where(
        d.cycle == scope.cycle,
        d.municipality_id == place,
        d.school_id == (None if scope.school is None else scope.school.school_id),
        in_force(document, scope.as_of),
    )
    papers = [dict(row) for row in connection.execute(statement.order_by(d.document_code)).mappings()]
    cut = _cut(connection, scope, place)
    naming = _naming(connection, scope, place)
    records = []
    for paper in sorted(papers, key=_newest, reverse=True):
        code, state = paper["document_code"], _state(paper, cut)
        records.append(
            {
                **paper,
                "title": _title(paper),
                "term_words": _term_words(paper),
                "cut_date": cut,
                "state": state,
                "state_words": STATES[state],
                "tasks": None if naming is None else naming.given[code],
                "confirmed": None if naming is None else naming.proved[code],
            }
        )
    return frame_of_records(records, DOCUMENTS)


def as_read(frame: pd.DataFrame, on: date) -> pd.DataFrame:
    """Rows of ``documents_of_place`` as they are told on a later day: what ended since the cut isn't called current."""
    ended: dict[State, tuple[State, str]] = {"awaited": ("passed", "due_on"), "valid": ("lapsed", "valid_until")}
    states = []
    for row in rows_of(frame):
        state, last = ended.get(row.state, (row.state, None))
        until = last and getattr(row, last)
        states.append(state if until and until < on else row.state)
    words = [STATES[state] for state in states]
    return frame.assign(
        state=pd.Series(states, frame.index, dtype=object), state_words=pd.Series(words, frame.index, dtype=object)
    )


def documents_register(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is the municipality, also of one school: what there is of its sheet «Документы» of the cycle.

    Columns: documents (all of them), of_schools (of the selected schools), with_documents (selected schools with any),
    schools (selected), cut_date (the day of its data). Without a single document the sheet didn't come: nobody knows
    what there is, and all but schools and cut_date are missing.
    """
    scope = resolved(connection, scope)
    place = _place(scope)
    if place is None or scope.cycle is None:
        return frame_of_records((), REGISTER)
    schools = school_rows(scope, described=False)
    d = document.c
    of_cycle = and_(d.cycle == scope.cycle, d.municipality_id == place, in_force(document, scope.as_of))
    found: dict[str, Any] = dict.fromkeys(REGISTER)
    if documents := connection.scalar(select(func.count()).where(of_cycle)):
        of_schools, with_documents = connection.execute(
            select(func.count(), func.count(d.school_id.distinct()))
            .join_from(document, schools, same_school(document, schools))
            .where(of_cycle)
        ).one()
        found |= {"documents": documents, "of_schools": of_schools, "with_documents": with_documents}
    found["schools"] = connection.scalar(select(func.count()).select_from(schools))
    found["cut_date"] = _cut(connection, scope, place)
    return frame_of_records([found], REGISTER)


def document_statements(frame: pd.DataFrame, register: pd.DataFrame, scope: Scope) -> list[str]:
    """What there is of documents of a passport, in sentences: of ``documents_of_place`` and ``documents_register``."""
    of_school = scope.school is not None
    found = next(rows_of(register), None)
    if found is None:
        return []
    if pd.isna(found.documents):
        return [f"Лист «Документы» за {scope.cycle} от муниципалитета не поступил: какие документы есть, неизвестно."]
    counts = Counter(row.state for row in rows_of(frame))
    said = [
        f"{plural(counts[state], one, many, many)} — {number(counts[state])}"
        for state, (one, many) in HOW_MANY.items()
        if counts[state]
    ]
    whose = "школы" if of_school else "самого муниципалитета"
    sentences = [f"На листе «Документы» за {scope.cycle} документов {whose} нет."]
    if said:
        sentences = [
            f"Документов {whose} — {number(len(frame))}: {', '.join(said)}.",
            f"Состояние — на дату среза, {day(found.cut_date)}.",
        ]
    if not of_school:
        sentences.append(
            f"Документы школ: {number(found.of_schools)}, есть у {number(found.with_documents)} из "
            f"{schools_of(int(found.schools))}."
        )
    return sentences


def _place(scope: Scope) -> str | None:
    """The municipality that keeps the register."""
    if scope.school is not None:
        return scope.school.municipality_id
    return scope.municipalities[0] if len(scope.municipalities) == 1 else None


def _cut(connection: Connection, scope: Scope, place: str) -> date:
    """The day that the municipality reported for, else the last one of the cycle: what indicators are counted on."""
    i = instruction.c
    said: date | None = connection.scalar(
        select(i.cut_date).where(i.cycle == scope.cycle, i.municipality_id == place, in_force(instruction, scope.as_of))
    )
    return said or cycle_bounds(scope.cycle or "")[1]


def _naming(connection: Connection, scope: Scope, place: str) -> Naming | None:
    """Which tasks of the municipality name documents; None if it told of none."""
    # The same for every school of the municipality: a kit asks for one school after another.
    asked = (place, scope.cycle, scope.as_of, scope.methodology, scope.showing)
    return once(connection, "tasks of documents", asked, lambda: _read_naming(connection, scope, place))


def _read_naming(connection: Connection, scope: Scope, place: str) -> Naming | None:
    t = task.c
    statement = select(t.recommendation, t.status, t.basis_document, t.evidence_document).where(
        t.cycle == scope.cycle, t.municipality_id == place, in_force(task, scope.as_of)
    )
    untold = codes_about_people(methodology_of(connection, scope)) if for_council(scope) else frozenset()
    rows = [row for row in connection.execute(statement) if row.recommendation not in untold]
    told = [row for row in rows if row.status != CANCELLED]
    if not rows:
        return None
    return Naming(Counter(row.basis_document for row in told), Counter(row.evidence_document for row in told))


def _newest(paper: dict[str, Any]) -> date:
    return paper["dated_on"] or paper["submitted_on"] or paper["due_on"] or date.min


def _state(paper: dict[str, Any], cut: date) -> State:
    due, sent, dated, until = (paper[name] for name in ("due_on", "submitted_on", "dated_on", "valid_until"))
    if due is not None:
        if sent is not None:
            return "in_time" if sent <= due else "late"
        return "unsent" if due < cut else "awaited"
    if dated is None:
        return "undated"
    if dated > cut:
        return "after"
    return "expired" if until is not None and until < cut else "valid"


def _title(paper: dict[str, Any]) -> str:
    said = [capitalised(UNNAMED.get(paper["kind"], paper["kind"]))]
    if paper["number"]:
        said.append(f"№{NBSP}{paper['number']}")
    if paper["dated_on"]:
        said.append(f"от {day(paper['dated_on'])}")
    return " ".join(said)


def _term_words(paper: dict[str, Any]) -> str | None:
    said = [
        f"{words} {day(paper[name])}"
        for name, words in (("due_on", "представить до"), ("valid_until", "срок действия — до"))
        if paper[name]
    ]
    return ", ".join(said) or None
