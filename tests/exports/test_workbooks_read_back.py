"""Every cell of the workbooks, read back: the answer of the query of its sheet, row by row."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import openpyxl
import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from exports.annexes import CRITERIA, CYCLES
from exports.papers.decided import adopted_decision
from exports.papers.parts import low_frame
from exports.recommendations import METHOD, OFFICIAL, STATE, official_rows, recommendation_rows
from queries.columns import (
    ATTENTION,
    GROUPS_BY_MUNICIPALITY,
    INDICATORS_OF_SELECTION,
    PILLARS,
    SCHOOLS,
    TableColumn,
)
from queries.columns_decisions import ITEMS, TASKS_BY_ADDRESSEE
from queries.criteria import criterion_of_selection
from queries.decided_recommendations import decided_recommendations
from queries.decisions import decision_items
from queries.effectiveness import groups_by_cycle
from queries.execution import tasks_by_addressee
from queries.indicator_tables import indicators_in_words
from queries.pillars import pillars
from queries.readable import groups_by_municipality_in_words
from queries.recommendation_catalogue import recommendation_catalogue
from queries.summary import attention_by_municipality
from tests.exports.every_paper import SETS, Book

Answer = tuple[Callable[[Book], pd.DataFrame], tuple[TableColumn, ...]]
OF_RECOMMENDATIONS: dict[str, Answer] = {
    "Рекомендации": (lambda book: recommendation_rows(book.matter), (*OFFICIAL, STATE)),
    "Показатели": (lambda book: book.matter.since(indicators_in_words), INDICATORS_OF_SELECTION),
    "Методика": (lambda book: book.matter.frame(recommendation_catalogue), METHOD),
}
ANSWERS: dict[str, dict[str, Answer]] = {
    "Приложения": {
        "Степени по муниципалитетам": (
            lambda book: book.matter.frame(groups_by_municipality_in_words),
            GROUPS_BY_MUNICIPALITY,
        ),
        "Муниципалитеты": (lambda book: book.matter.since(attention_by_municipality), ATTENTION),
        "Степени по циклам": (lambda book: book.matter.since(groups_by_cycle), CYCLES),
        "Критерии": (lambda book: book.matter.frame(criterion_of_selection), CRITERIA),
        "Главные показатели": (lambda book: book.matter.since(pillars), PILLARS),
        "Школы низкой степени": (lambda book: low_frame(book.matter), SCHOOLS),
        "Пункты решения": (
            lambda book: book.matter.frame(
                decision_items, decision_id=adopted_decision(book.matter, book.options).decision_id
            ),
            ITEMS,
        ),
        "Поручения по адресатам": (
            lambda book: book.matter.frame(tasks_by_addressee, on=book.options.meeting),
            TASKS_BY_ADDRESSEE,
        ),
        **OF_RECOMMENDATIONS,
        "Рекомендации": (
            lambda book: official_rows(
                book.matter.frame(
                    decided_recommendations,
                    decision_id=adopted_decision(book.matter, book.options).decision_id,
                    on=book.options.meeting,
                )
            ),
            (*OFFICIAL, STATE),
        ),
    },
    "Рекомендации": OF_RECOMMENDATIONS,
}
OTHER = {"Сводно по адресатам", "Без данных", "О выгрузке"}
"""Sheets that are counted of the others, or are no answer of a query."""


def cells_of(sheet: Worksheet, *, demonstration: bool) -> tuple[tuple[Any, ...], list[tuple[Any, ...]]]:
    """(headings, rows), the line about invented data aside."""
    lines = list(sheet.iter_rows(values_only=True))
    heads, *rows = lines[1:] if demonstration else lines
    return heads, rows


@pytest.mark.parametrize("name", SETS)
def test_every_cell_is_the_answer_of_its_query(name: str, books_of: Callable[[str], list[Book]]) -> None:
    compared = 0
    for book in books_of(name):
        file = openpyxl.load_workbook(BytesIO(book.content))
        assert set(file.sheetnames) - OTHER == set(ANSWERS[book.title])
        for title, (answer, columns) in ANSWERS[book.title].items():
            frame = answer(book)
            heads, rows = cells_of(file[title], demonstration=book.matter.note.demonstration)
            assert len(rows) == len(frame), title
            by_heading = {column.heading: column for column in columns if column.name in frame}
            assert len(by_heading.keys() & set(heads)) >= len(set(heads)) - len(SETTINGS), title
            for place, head in enumerate(heads):
                if head not in by_heading:
                    assert head in SETTINGS, (title, head)
                    continue
                said = [row[place] for row in rows]
                assert said == [expected(value, by_heading[head]) for value in frame[by_heading[head].name]], head
                compared += len(said)
    assert compared > 800


SETTINGS = {"Критерий", "Низкая зона до", "Высокая зона от", "Основание", "Критерии"}
"""Columns of the criteria that come from their settings; the last says in which cycles there were other ones."""


def expected(value: Any, column: TableColumn) -> Any:
    if pd.isna(value):
        return None
    match column.kind:
        case "flag":
            return "да" if value else "нет"
        case "date":
            return pd.Timestamp(value).to_pydatetime()
        case "integer":
            return int(value)
        case "number" | "percent":
            return pytest.approx(float(value))
        case _:
            return str(value) or None


@pytest.mark.parametrize("name", SETS)
def test_charts_are_of_cells_that_have_numbers(name: str, books_of: Callable[[str], list[Book]]) -> None:
    drawn = 0
    for book in books_of(name):
        for sheet in openpyxl.load_workbook(BytesIO(book.content)):
            for chart in sheet._charts:
                for series in chart.series:
                    area = series.val.numRef.f.partition("!")[2].replace("$", "")
                    values = [row[0].value for row in sheet[area]] if ":" in area else [sheet[area].value]
                    assert all(isinstance(value, int | float) for value in values), (sheet.title, area)
                    drawn += len(values)
    assert drawn > 5
