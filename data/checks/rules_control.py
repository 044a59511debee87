"""Rules of «Документы» and «Исполнение»: what is due, when it was done, and by which document that is seen."""

from __future__ import annotations

import pandas as pd

from data.checks.comparing import empty_where
from data.checks.listing import Row, each_row
from data.findings import Finding
from data.references import Book
from data.sheet import Sheet
from data.sheets import DOCUMENTS, TASKS
from methodology.words import day

DONE = "исполнено"
DONE_LATE = "исполнено с нарушением срока"
WITH_DEADLINE = ("дата", "период", "учебный год")
OF_REGISTER = ["municipality_id", "document_code"]


def check_control_document_school(book: Book) -> list[Finding]:
    """A school's document says of which school it is."""
    return empty_where(
        book, DOCUMENTS, "school_id", book.rows(DOCUMENTS)["level"].eq("ОО"), "control_document_school",
        lambda row: f"Документ «{row['document_code']}» — уровня ОО, а код организации не указан.",
        "Впишите код организации или исправьте уровень.",
    )  # fmt: skip


def check_control_document_date(book: Book) -> list[Finding]:
    """A document has its date, or it is awaited and has the day on which it is due."""
    return empty_where(
        book, DOCUMENTS, "dated_on", book.rows(DOCUMENTS)["due_on"].isna(), "control_document_date",
        lambda row: f"У документа «{row['document_code']}» нет ни даты, ни срока представления.",
        "Впишите дату документа; если он только ожидается — срок представления.",
    )  # fmt: skip


def check_control_deadline(book: Book) -> list[Finding]:
    """A task with a day, a period or a school year for its term has a deadline."""
    return empty_where(
        book, TASKS, "deadline", book.rows(TASKS)["deadline_kind"].isin(WITH_DEADLINE), "control_deadline",
        lambda row: f"Вид срока — {row['deadline_kind']}, а срок не указан.",
        "Впишите последний день срока или выберите «постоянно» либо «не установлен».",
    )  # fmt: skip


def check_control_done_on(book: Book) -> list[Finding]:
    """A task that is done has the day on which it was."""
    return empty_where(
        book, TASKS, "done_on", _done(book.rows(TASKS)), "control_done_on",
        lambda row: f"Статус поручения — «{row['status']}», а дата исполнения не указана.",
        "Впишите дату исполнения или исправьте статус.",
    )  # fmt: skip


def check_control_evidence(book: Book) -> list[Finding]:
    """Check 18: what is done is seen by a document."""
    rows = book.rows(TASKS)
    return each_row(
        TASKS, rows.loc[_done(rows) & rows["evidence_document"].isna()], "evidence_document", "warning",
        "control_evidence",
        lambda row: f"Поручение «{row['task_code']}» — «{row['status']}», а документа-подтверждения нет.",
        "Впишите код документа с листа «Документы», которым подтверждается исполнение.",
    )  # fmt: skip


def check_control_status(book: Book) -> list[Finding]:
    """Check 32: done in time is done by the deadline, done late is done after it."""
    rows = book.rows(TASKS)
    late = rows["done_on"].gt(rows["deadline"])
    known = rows["done_on"].notna() & rows["deadline"].notna()
    wrong = known & ((rows["status"].eq(DONE) & late) | (rows["status"].eq(DONE_LATE) & ~late))

    def words(row: Row) -> str:
        when = "позже" if row["done_on"] > row["deadline"] else "не позже"
        return (
            f"Статус — «{row['status']}», а дата исполнения {day(row['done_on'])} {when} срока {day(row['deadline'])}."
        )

    return each_row(
        TASKS, rows.loc[wrong], "status", "warning", "control_status", words,
        "Исправьте статус или дату: «исполнено» — не позже срока, «исполнено с нарушением срока» — позже.",
    )  # fmt: skip


def check_control_future(book: Book) -> list[Finding]:
    """Check 32: what is done, and what is dated, is so by today."""
    return [*_future(book, TASKS, "done_on"), *_future(book, DOCUMENTS, "dated_on")]


def _future(book: Book, sheet: Sheet, column: str) -> list[Finding]:
    rows = book.rows(sheet)
    heading = sheet.column(column).heading
    return each_row(
        sheet, rows.loc[rows[column].gt(pd.Timestamp(book.today))], column, "warning", "control_future",
        lambda row: f"«{heading}» — {day(row[column])}, этот день ещё не наступил (сегодня {day(book.today)}).",
        "Проверьте дату: плановую дату впишите в столбец срока.",
    )  # fmt: skip


def check_control_codes(book: Book) -> list[Finding]:
    """Check 33: the documents that a task names stand on «Документы» of its municipality, or were loaded before."""
    if not book.has(TASKS):
        return []
    register = book.in_force(DOCUMENTS)
    documents = set(zip(*(register[name] for name in OF_REGISTER), strict=True))
    findings = []
    for column in ("evidence_document", "basis_document"):
        rows = book.rows(TASKS)
        rows = rows.loc[rows[column].notna()]
        named = zip(rows["municipality_id"], rows[column], strict=True)
        unknown = rows.loc[[document not in documents for document in named]]
        findings += each_row(
            TASKS, unknown, column, "warning", "control_codes",
            lambda row, column=column: f"Документа «{row[column]}» муниципалитета «{row['municipality_id']}» нет ни на "
            "листе «Документы», ни среди загруженных ранее.",
            "Исправьте код или добавьте документ на лист «Документы».",
        )  # fmt: skip
    return findings


def _done(rows: pd.DataFrame) -> pd.Series[bool]:
    return rows["status"].isin((DONE, DONE_LATE))
