"""The table of addressed recommendations as an official's file: a workbook, a document, a file for each receiver.

What was rejected is not among them; what nobody decided about yet is marked as a proposal.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Literal, NamedTuple

import pandas as pd
from openpyxl import Workbook

from exports.about import safe_file_name
from exports.books import add_bars, new_book, saved
from exports.papers.model import Annex, Column, Group, Note, Paper, Paragraph, Requisites, Row, Table, source_of
from exports.papers.parts import Matter
from exports.papers.word_file import paper_docx
from exports.table_file import table_csv, table_xlsx, write_note, write_table
from methodology.words import counted, municipalities, municipalities_of, number, schools, schools_of
from queries.addressed import addressed_recommendations, recommendation_summary
from queries.columns import INDICATORS_OF_SELECTION, TableColumn
from queries.frames import is_yes, rows_of
from queries.indicator_tables import indicators_in_words
from queries.note import ExportNote
from queries.recommendation_catalogue import recommendation_catalogue
from queries.recommendation_counts import common_points

TITLE = "Адресные рекомендации"
REJECTED = "отклонена"
ROWS_OF_PAPER = 1_000
"""A document of more pages is not read; the workbook has all rows."""
OFFICIAL = (
    TableColumn("place", "№ п/п", "integer"),
    TableColumn("municipality_name", "Муниципалитет"),
    TableColumn("short_name", "Организация"),
    TableColumn("addressees", "Адресат (должность)"),
    TableColumn("code", "Код"),
    TableColumn("text", "Рекомендация"),
    TableColumn("basis", "Основание (показатель, значение, порог)"),
    TableColumn("origin", "Происхождение порога"),
    TableColumn("sources", "Источник (документ, пункт)"),
    TableColumn("deadline_words", "Срок"),
    TableColumn("evidence", "Форма подтверждения"),
    TableColumn("firmness", "Устойчивость вывода"),
    TableColumn("execution", "Отметка об исполнении"),
)
STATE = TableColumn("state", "Решение")
BY_ADDRESSEE = (
    TableColumn("name", "Адресат"),
    TableColumn("recommendations", "Рекомендаций", "integer"),
    TableColumn("first", "Приоритета 1", "integer"),
    TableColumn("of_schools", "О школах и руководителях", "integer"),
    TableColumn("of_municipalities", "О муниципалитетах", "integer"),
    TableColumn("schools", "Школ", "integer"),
    TableColumn("words", "О ком"),
)
WITHOUT_DATA = (TableColumn("municipality_name", "Муниципалитет"), TableColumn("short_name", "Организация"))
METHOD = (
    TableColumn("code", "Код"),
    TableColumn("block_words", "Блок"),
    TableColumn("text", "Рекомендация"),
    TableColumn("condition", "Условие"),
    TableColumn("addressees", "Адресат"),
    TableColumn("priority", "Приоритет", "integer"),
    TableColumn("deadline_words", "Срок"),
    TableColumn("evidence", "Форма подтверждения"),
    TableColumn("sources", "Источник (документ, пункт)"),
)
WIDEST = 24
"""Fourteen columns on a page of A4 leave no more for one, if letters are to be read."""
OF_PAPER = (
    Column("№ п/п", "integer", width=0.55),
    Column("Организация; адресат (должность)", width=1.4),
    Column("Код; рекомендация; источник (документ, пункт)", width=2.6),
    Column("Основание (показатель, значение, порог); происхождение порога", width=2.6),
    Column("Срок; форма подтверждения", width=1.4),
    Column("Устойчивость вывода; решение", width=1.3),
    Column("Отметка об исполнении", width=1.2),
)
"""The same columns, those that belong together in one: thirteen would leave a word no room."""
Receiver = Literal["municipality", "school"]


class RecommendationForms(NamedTuple):
    """Files of the page «Рекомендации»: of what a paper is about and of the parameters of its table."""

    book: Any
    document: Any
    files: Any
    matter: Any


def recommendation_rows(matter: Matter, **asked: Any) -> pd.DataFrame:
    """The rows of the official table: without what was rejected, unless that is what was asked for."""
    frame = matter.frame(addressed_recommendations, **asked)
    if asked.get("state") != REJECTED:
        frame = frame[frame["state"] != REJECTED]
    return official_rows(frame)


def official_rows(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows of ``addressed_recommendations`` as the official table has them: by place, numbered, with their firmness."""
    frame = frame.sort_values(
        ["municipality_name", "municipality_id", "short_name", "school_id", "priority", "code"], ignore_index=True
    )
    return frame.assign(
        place=range(1, len(frame) + 1),
        short_name=[row.short_name or "муниципалитет в целом" for row in rows_of(frame)],
        firmness=[_firmness(row) for row in rows_of(frame)],
    )


def recommendation_book(matter: Matter, **asked: Any) -> bytes:
    """A workbook: «Рекомендации», «Сводно по адресатам», «Показатели», «Без данных», «Методика», «О выгрузке»."""
    note = replace(matter.note, title=TITLE)
    book = new_book(note)
    write_recommendations(book, matter, note, recommendation_rows(matter, **asked))
    write_note(book, note)
    return saved(book)


def write_recommendations(
    book: Workbook, matter: Matter, note: ExportNote, rows: pd.DataFrame, title: str = "Рекомендации"
) -> None:
    """The sheets of the book but the last one, after those that it has; ``rows``: of ``official_rows``."""
    write_table(book, title, rows, _columns(matter), note, WIDEST)
    addressees = _by_addressee(rows)
    sheet = write_table(book, "Сводно по адресатам", addressees, BY_ADDRESSEE, note)
    add_bars(sheet, "Рекомендаций по адресатам", len(addressees), (2,), note)
    indicators = [column for column in INDICATORS_OF_SELECTION if column.in_files]
    frame = matter.since(indicators_in_words)
    write_table(book, "Показатели", frame, [column for column in indicators if column.name in frame], note)
    missing = note.missing if not isinstance(note.missing, int) else ()
    unsent = missing or (("всего школ без данных", number(note.missing_count)),)
    without = pd.DataFrame(unsent, columns=[column.name for column in WITHOUT_DATA], dtype=object)
    write_table(book, "Без данных", without, WITHOUT_DATA, note)
    write_table(book, "Методика", matter.frame(recommendation_catalogue), METHOD, note)


def recommendation_paper(matter: Matter, **asked: Any) -> Paper:
    """A document: what it is about, common points, and the table on its side, grouped by municipality."""
    rows = recommendation_rows(matter, **asked)
    (summary,) = rows_of(matter.frame(recommendation_summary))
    shown = rows.head(ROWS_OF_PAPER)
    of_places = int(summary.municipalities)
    whose = municipalities_of(of_places) if matter.several_places else "самого муниципалитета"
    places = f" и у {whose}" if of_places else ""
    said = [
        f"Условия рекомендаций выполнены {counted(int(summary.fired), 'раз', 'раза', 'раз')}: у "
        f"{number(int(summary.fired_schools))} из {schools_of(int(summary.schools))}{places}. В таблицу вошло: "
        f"{number(len(rows))}."
    ]
    if len(shown) < len(rows):
        said.append(f"В документе первые {number(len(shown))}, все строки — в книге Excel.")
    if summary.proposed is not None and not pd.isna(summary.proposed) and summary.proposed:
        said.append("Строки с пометкой «предложена» должностное лицо ещё не подтвердило.")
    blocks: list[Any] = [Paragraph(" ".join(said))]
    blocks.append(
        Note(
            "На отсутствии данных рекомендации не срабатывают, кроме ДП-01. Пороги, которых нет в документах, — "
            f"рабочие. Школ без данных: {number(matter.note.missing_count)}."
        )
    )
    common = matter.frame(common_points)
    if len(common):
        points = tuple((row.code, row.text, row.objects_words, row.addressees) for row in rows_of(common))
        heads = (Column("Код", width=0.6), Column("Рекомендация", width=3), Column("Скольким школам"), Column("Кому"))
        blocks.append(Table(heads, points, title="Общие пункты: для всех школ отбора"))
    table = Table(OF_PAPER, tuple(_grouped(shown, decided=matter.scope.showing == "internal")))
    return Paper(
        kind="",
        title="Таблица адресных рекомендаций",
        blocks=tuple(blocks),
        source=source_of(matter.note),
        requisites=Requisites(matter.body, dated=False),
        annexes=(Annex("Адресные рекомендации", (table,), landscape=True),),
    )


def recommendation_document(matter: Matter, **asked: Any) -> bytes:
    """The paper as a docx."""
    return paper_docx(recommendation_paper(matter, **asked))


def recommendation_csv(matter: Matter, **asked: Any) -> bytes:
    """The table as text."""
    note = replace(matter.note, title=TITLE)
    return table_csv(recommendation_rows(matter, **asked), _columns(matter), note)


def recommendation_files(matter: Matter, by: Receiver, **asked: Any) -> bytes:
    """A zip with a workbook for each municipality or school that has anything in the table."""
    frame = recommendation_rows(matter, **asked)
    if by == "school":
        frame = frame[frame["school_id"] != ""]
    keys = ["municipality_id"] if by == "municipality" else ["municipality_id", "school_id"]
    content = io.BytesIO()
    taken: set[str] = set()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for key, rows in frame.groupby(keys, sort=True):
            first = rows.iloc[0]
            whose = first["municipality_name"] if by == "municipality" else first["short_name"]
            note = replace(
                matter.note,
                title=f"{TITLE} {whose}",
                selection=(*matter.note.selection, ("получатель", f"{first['municipality_name']}, {whose}")),
            )
            name = safe_file_name(f"{TITLE} {whose}", note.cycle, "xlsx", demonstration=note.demonstration)
            if name in taken:
                name = f"{'_'.join(map(str, key))}_{name}"
            taken.add(name)
            table = rows.assign(place=range(1, len(rows) + 1))
            archive.writestr(name, table_xlsx(table, _columns(matter), note))
    return content.getvalue()


def _columns(matter: Matter) -> list[TableColumn]:
    return [*OFFICIAL, *([STATE] if matter.scope.showing == "internal" else [])]


def _by_addressee(rows: pd.DataFrame) -> pd.DataFrame:
    """One row is one addressee of the table's rows, the most first; a row of two addressees counts for both."""
    each = rows.assign(name=rows["addressees"].str.split("; ")).explode("name")
    records = [
        {
            "name": name,
            "recommendations": len(own),
            "first": int((own["priority"] == 1).sum()),
            "of_schools": len(about_schools := own[own["school_id"] != ""]),
            "of_municipalities": len(own) - len(about_schools),
            "schools": (different := about_schools.groupby(["municipality_id", "school_id"]).ngroups),
            "words": _of_whom(different, own.loc[own["school_id"] == "", "municipality_id"].nunique()),
        }
        for name, own in each.groupby("name", sort=True)
    ]
    found = pd.DataFrame(records, columns=[column.name for column in BY_ADDRESSEE])
    return found.sort_values("recommendations", ascending=False, kind="stable", ignore_index=True)


def _of_whom(different: int, places: int) -> str:
    """«112 школ, 3 муниципалитета»."""
    return ", ".join(
        said for count, said in ((different, schools(different)), (places, municipalities(places))) if count
    )


def _firmness(row: Any) -> str:
    if row.fires is not None and not pd.isna(row.fires) and not row.fires:
        return "сейчас условие не выполнено"
    near = "пограничный: значение рядом с порогом"
    if row.group_firmness in ("likely", "unstable"):
        said = f"держится на группе, а она {row.group_firmness_words}"
        if row.group_firmness == "unstable":
            said += "; до решения нужна экспертная оценка"
        return f"{near}; {said}" if is_yes(row.borderline) else said
    if pd.isna(row.borderline):
        return "не оценивается"
    return near if row.borderline else "устойчивый"


def _grouped(frame: pd.DataFrame, *, decided: bool) -> Iterator[Row]:
    """The rows under their municipalities; ``decided``: with what was decided about them."""
    before = None
    for row in rows_of(frame):
        if row.municipality_id != before:
            before = row.municipality_id
            yield Group(row.municipality_name)
        yield (
            int(row.place),
            f"{row.short_name}; {row.addressees}",
            f"{row.code}. {row.text}. Источник: {row.sources}",
            f"{row.basis}. Порог: {row.origin}" if row.origin else row.basis,
            row.deadline_words if pd.isna(row.evidence) else f"{row.deadline_words}; {row.evidence}",
            f"{row.firmness}; {row.state}" if decided else row.firmness,
            row.execution or "",
        )


RECOMMENDATION_FILES = RecommendationForms(recommendation_book, recommendation_document, recommendation_files, Matter)
