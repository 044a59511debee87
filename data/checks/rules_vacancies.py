"""Rules of «Вакансии»: what a vacancy needs, how long it stands open, and what is vacant on a day."""

from __future__ import annotations

import pandas as pd

from data.checks.comparing import OF_SCHOOL, empty_where
from data.checks.listing import each_row
from data.findings import Finding
from data.indicators.predicates import vacancies_open
from data.references import Book
from data.sheets import SCHOOLS, VACANCIES
from methodology.words import counted, day, number

LONGEST_OPEN_DAYS = 365
"""Check 11."""
ZEMSKY = "«Земский учитель»"


def check_vacancies_subject(book: Book) -> list[Finding]:
    """The vacancy of a teacher names the subject."""
    return empty_where(
        book, VACANCIES, "subject", book.rows(VACANCIES)["post"].eq("учитель"), "vacancies_subject",
        lambda _: "Должность — учитель, а предмет не указан.",
        "Выберите предмет; если учитель не предметный, выберите «начальные классы» или «иное».",
    )  # fmt: skip


def check_vacancies_long_open(book: Book) -> list[Finding]:
    """Check 11: a vacancy open for more than a year on the cut date."""
    rows, cut = book.rows(VACANCIES), book.workbook.instruction.cut_date
    days = (pd.Timestamp(cut) - rows["opened_on"]).dt.days
    wrong = days.gt(LONGEST_OPEN_DAYS) & rows["closed_on"].isna()
    return each_row(
        VACANCIES, rows.assign(days=days).loc[wrong], "opened_on", "warning", "vacancies_long_open",
        lambda row: f"Вакансия «{row['vacancy_code']}» открыта {counted(int(row['days']), 'день', 'дня', 'дней')} на "
        f"дату среза {day(cut)} — больше года.",
        "Проверьте, не закрыта ли она; если закрыта, впишите дату в столбец «Закрыта».",
    )  # fmt: skip


def check_vacancies_zemsky(book: Book) -> list[Finding]:
    """Check 22: the programme takes places up to a size that its conditions set."""
    if not book.has(VACANCIES):
        return []
    largest = book.known.methodology.threshold("zemsky_pop_max")
    places = book.in_force(SCHOOLS)[[*OF_SCHOOL, "locality_population"]]
    rows = book.in_force(VACANCIES).merge(places, on=OF_SCHOOL)
    asked = rows["zemsky"].eq(True).fillna(False) | rows["cover"].eq(ZEMSKY)
    wrong = rows["sheet_row"].notna() & asked & rows["locality_population"].gt(largest).fillna(False)
    return each_row(
        VACANCIES, rows.loc[wrong], "zemsky", "warning", "vacancies_zemsky",
        lambda row: f"Вакансия «{row['vacancy_code']}» — для программы «Земский учитель», а в населённом пункте "
        f"{number(row['locality_population'])} чел., больше {number(largest)}.",
        "Проверьте население пункта на листе «Организации» и условия программы этого года.",
    )  # fmt: skip


def with_open_rates(book: Book, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with a ``cut_date``, each with the rates vacant at its school on that day (``open_rates``).

    Left out are rows of municipalities that report no vacancy at all in the cycle: theirs are unknown, not none.
    """
    vacancies = book.in_force(VACANCIES)
    reporting = pd.MultiIndex.from_frame(vacancies[OF_SCHOOL[:2]])
    rows = rows.loc[pd.MultiIndex.from_frame(rows[OF_SCHOOL[:2]]).isin(reporting)].reset_index(drop=True)
    days = rows[[*OF_SCHOOL, "cut_date"]].reset_index()
    vacant = days.merge(vacancies[[*OF_SCHOOL, "opened_on", "closed_on", "rates"]], on=OF_SCHOOL)
    vacant = vacant.loc[vacancies_open(vacant, vacant["cut_date"])]
    return rows.assign(open_rates=vacant.groupby("index")["rates"].sum().reindex(rows.index, fill_value=0.0))
