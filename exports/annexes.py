"""The annexes of a decision as one workbook: tables with native charts, each of the query that pages show."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
from openpyxl import Workbook

from data.recommendation_acts import REJECTED
from exports.books import add_bars, new_book, saved
from exports.papers.parts import Matter, Options, broken_cycles, low_frame
from exports.recommendations import official_rows, recommendation_rows, write_recommendations
from exports.table_file import write_note, write_table
from methodology.words import day, number
from queries.addressed import addressed_recommendations
from queries.columns import ATTENTION, GROUPS_BY_MUNICIPALITY, PILLARS, SCHOOLS, TableColumn
from queries.columns_decisions import ITEMS, TASKS_BY_ADDRESSEE
from queries.columns_decisions import REJECTED as REJECTED_COLUMNS
from queries.control_words import tasks_words
from queries.criteria import criterion_of_selection
from queries.decided_recommendations import decided_recommendations
from queries.decisions import decision_items
from queries.effectiveness import groups_by_cycle
from queries.execution import before_decision, tasks, tasks_by_addressee
from queries.note import ExportNote
from queries.pillars import pillars
from queries.readable import criteria_in_words, groups_by_municipality_in_words
from queries.showing import for_council
from queries.summary import attention_by_municipality

TITLE = "Приложения к решению"
DECIDED, PROPOSED = "Рекомендации", "Предложения"
"""Titles of the sheet with recommendations: of those of the decision, and of all where there is none."""
BY_ADDRESSEE = "Поручения по адресатам"
GROUP_TONES = ("low", "middle", "high")
CYCLES = (
    TableColumn("cycle", "Цикл"),
    TableColumn("schools", "Школ", "integer"),
    TableColumn("low", "▼ Низкая", "integer"),
    TableColumn("middle", "● Средняя", "integer"),
    TableColumn("high", "▲ Высокая", "integer"),
    TableColumn("without_group", "– Без группы", "integer"),
    TableColumn("criteria_words", "Критерии", meaning="рядом с прошлым циклом: при других группы не сравниваются"),
)
CRITERIA = (
    TableColumn("criterion", "№", "integer"),
    TableColumn("name", "Критерий"),
    TableColumn("value_pct", "Выполнение", "percent", 1),
    TableColumn("numerator", "Σ баллов", "number", 1),
    TableColumn("denominator", "Σ максимумов", "number", 1),
    TableColumn("schools_with_data", "Школ с данными", "integer"),
    TableColumn("low_max_pct", "Низкая зона до", "percent"),
    TableColumn("high_min_pct", "Высокая зона от", "percent"),
    TableColumn("basis", "Основание"),
)


def annex_book(matter: Matter, options: Options, decision_id: int | None) -> bytes:
    """The workbook: groups, criteria, indicators, low schools, items, what was rejected, tasks, recommendations.

    ``decision_id``: whose items are listed; None: no decision. Of recommendations those of the decision, or of the one
    that is composed for the paper; without either all that are proposed.
    """
    note = replace(matter.note, title=TITLE)
    book = new_book(note)
    _groups(book, matter, note)
    _write(book, "Муниципалитеты", matter.since(attention_by_municipality), ATTENTION, note)
    _cycles(book, matter, note)
    _criteria(book, matter, note)
    _write(book, "Главные показатели", matter.since(pillars), PILLARS, note)
    _write(book, "Школы низкой степени", low_frame(matter), SCHOOLS, note)
    if decision_id is not None:
        _write(book, "Пункты решения", matter.frame(decision_items, decision_id=decision_id), ITEMS, note)
    rejected = matter.frame(addressed_recommendations, state=REJECTED)
    if not for_council(matter.scope) and not rejected.empty:
        _write(book, "Отклонено", rejected, REJECTED_COLUMNS, note)
    on = options.meeting or matter.note.made_at.date()
    _write(book, BY_ADDRESSEE, matter.frame(tasks_by_addressee, on=on), TASKS_BY_ADDRESSEE, note)
    rows = matter.frame(decided_recommendations, decision_id=decision_id, on=on)
    of_decision = decision_id is not None or not rows.empty
    title, words = (DECIDED, "вошедшие в решение") if of_decision else (PROPOSED, "все предложения: решения ещё нет")
    write_recommendations(
        book, matter, note, official_rows(rows) if of_decision else recommendation_rows(matter), title
    )
    told = ((f"лист «{BY_ADDRESSEE}»", _of_tasks(matter, on, decision_id)), (f"лист «{title}»", words))
    write_note(book, replace(note, selection=(*note.selection, *told)))
    return saved(book)


def _of_tasks(matter: Matter, on: date, decision_id: int | None) -> str:
    """As of which day, and how many tasks of the cycle there are; of them those that this decision gave."""
    frame = matter.frame(tasks, on=on)
    frame = frame[frame["cycle"] == matter.scope.cycle]
    own = len(frame) - len(before_decision(frame, decision_id))
    given = f"; по этому решению — {number(own)}" if own else ""
    return f"на {day(on)}: {tasks_words(frame, matter.scope.cycle)}{given}"


def _groups(book: Workbook, matter: Matter, note: ExportNote) -> None:
    frame = matter.frame(groups_by_municipality_in_words)
    columns = [column for column in GROUPS_BY_MUNICIPALITY if column.name in frame]
    sheet = write_table(book, "Степени по муниципалитетам", frame, columns, note)
    places = [column.name for column in columns]
    at = tuple(1 + places.index(tone) for tone in GROUP_TONES)
    names = 1 + places.index("municipality_name")
    add_bars(sheet, "Школ по степени эффективности", len(frame), at, note, names=names, tones=GROUP_TONES)


def _cycles(book: Workbook, matter: Matter, note: ExportNote) -> None:
    frame = matter.since(groups_by_cycle)
    changed = broken_cycles(matter)
    said = ["другие" if cycle in changed else None for cycle in frame["cycle"]]
    frame = frame.assign(criteria_words=pd.Series(said, frame.index, dtype=object))
    sheet = write_table(book, "Степени по циклам", frame, CYCLES, note)
    add_bars(sheet, "Школ по степени эффективности, по циклам", len(frame), (3, 4, 5), note, tones=GROUP_TONES)


def _criteria(book: Workbook, matter: Matter, note: ExportNote) -> None:
    settings = matter.frame(criteria_in_words)
    said = ["criterion", "name", "low_max_pct", "high_min_pct", "basis"]
    # Criteria may differ by municipality; one line of settings is enough to name them.
    frame = matter.frame(criterion_of_selection).merge(
        settings[said].drop_duplicates("criterion"), on="criterion", how="left"
    )
    sheet = write_table(book, "Критерии", frame, CRITERIA, note)
    add_bars(sheet, "Выполнение критериев, процентов от максимума", len(frame), (3,), note, names=2, tones=("plain",))


def _write(book: Workbook, title: str, frame: pd.DataFrame, columns: Any, note: ExportNote) -> None:
    write_table(book, title, frame, [column for column in columns if column.in_files and column.name in frame], note)
