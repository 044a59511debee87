"""Rules of «Кадры_состав» and «Кадры_возраст»: who is counted in a part is counted in the whole."""

from __future__ import annotations

from data.cells import shown
from data.checks.comparing import OF_SCHOOL, ROUNDING, joined, latest, not_more, side_by_side, sum_of
from data.checks.listing import Row, each_row
from data.checks.rules_vacancies import with_open_rates
from data.findings import Finding
from data.references import Book
from data.sheets import STAFF, STAFF_AGES

TENURES = (
    "tenure_under_3",
    "tenure_3_5",
    "tenure_5_10",
    "tenure_10_15",
    "tenure_15_20",
    "tenure_20_plus",
)


def check_staffing_teachers(book: Book) -> list[Finding]:
    """Check 6: teachers are educators."""
    return not_more(book, STAFF, ("teachers",), "educators", "error", "staffing_teachers")


def check_staffing_ages(book: Book) -> list[Finding]:
    """Check 6: teachers of the three ages are together not more than all teachers."""
    ages = ("teachers_under_35", "teachers_50_59", "teachers_60_plus")
    return not_more(book, STAFF, ages, "teachers", "error", "staffing_ages")


def check_staffing_tenure(book: Book) -> list[Finding]:
    """Check 5: all six groups of tenure add up to the educators; some of them are not more than those."""
    rows = book.rows(STAFF)
    if rows.empty:
        return []
    total = sum_of(rows, TENURES)
    filled = rows[list(TENURES)].notna().all(axis=1)
    wrong = (filled & total.ne(rows["educators"])) | total.gt(rows["educators"])

    def words(row: Row) -> str:
        if row["filled"]:
            return f"Шесть групп по стажу вместе — {shown(row['total'])}, а педагогов всего — {row['educators']}."
        return f"Заполненные группы по стажу вместе — {shown(row['total'])}, это больше, чем «Педагогов всего» — " + (
            f"{row['educators']}."
        )

    return each_row(
        STAFF, rows.assign(total=total, filled=filled).loc[wrong.fillna(False)], "tenure_under_3", "error",
        "staffing_tenure", words,
        "Каждый педагог относится к одной группе по стажу: исправьте группы или «Педагогов всего».",
    )  # fmt: skip


def check_staffing_categories(book: Book) -> list[Finding]:
    """Check 7: nobody has two categories."""
    parts = ("highest_category", "first_category")
    return not_more(book, STAFF, parts, "educators", "error", "staffing_categories")


def check_staffing_titles(book: Book) -> list[Finding]:
    """Check 7: methodists and mentors by title have the highest category."""
    return [
        finding
        for part in ("methodists", "mentors")
        for finding in not_more(book, STAFF, (part,), "highest_category", "error", "staffing_titles")
    ]


def check_staffing_off_profile(book: Book) -> list[Finding]:
    """Those who teach what they were not trained for are educators."""
    return not_more(book, STAFF, ("off_profile",), "educators", "error", "staffing_off_profile")


def check_staffing_movement(book: Book) -> list[Finding]:
    """The experienced among the hired, and who stayed of the young, are not more than these."""
    return [
        *not_more(book, STAFF, ("hired_experienced",), "hired", "error", "staffing_movement"),
        *not_more(book, STAFF, ("young_retained",), "young_hired_3_years_ago", "error", "staffing_movement"),
    ]


def check_staffing_target_contracts(book: Book) -> list[Finding]:
    """Who finishes within three years has a contract."""
    return not_more(book, STAFF, ("target_graduates",), "target_contracts", "error", "staffing_target_contracts")


def check_staffing_rates(book: Book) -> list[Finding]:
    """Check 27: rates that are filled are not more than there are."""
    return not_more(book, STAFF, ("rates_filled",), "rates", "warning", "staffing_rates")


def check_staffing_vacant_rates(book: Book) -> list[Finding]:
    """Check 27: rates filled and rates vacant on the same day are all rates, where vacancies are reported at all."""
    if not book.has(STAFF):
        return []
    rows = with_open_rates(book, latest(book.in_force(STAFF)))
    rows = rows.loc[rows["sheet_row"].notna() & rows["rates_filled"].le(rows["rates"]).fillna(False)]
    difference = (rows["rates_filled"] + rows["open_rates"] - rows["rates"]).abs()
    return each_row(
        STAFF, rows.loc[difference.gt(ROUNDING).fillna(False)], "rates", "warning", "staffing_vacant_rates",
        lambda row: f"Занято {shown(row['rates_filled'])} и вакантно (лист «Вакансии», на {shown(row['cut_date'])}) "
        f"{shown(row['open_rates'])} — вместе {shown(round(row['rates_filled'] + row['open_rates'], 2))}, а ставок по "
        f"штату {shown(row['rates'])}.",
        "Сверьте штатное расписание со списком вакансий: нет ли вакансии, которая не внесена или уже закрыта.",
    )  # fmt: skip


def check_staffing_age_parts(book: Book) -> list[Finding]:
    """Of the teachers of a subject and age not more are young in the profession, or have the highest category."""
    return [
        finding
        for part in ("tenure_under_3", "highest_category")
        for finding in not_more(book, STAFF_AGES, (part,), "teachers", "error", "staffing_age_parts")
    ]


def check_staffing_age_total(book: Book) -> list[Finding]:
    """Every teacher stands once on «Кадры_возраст»: all of them are not more than the teachers of the school."""
    if not (book.has(STAFF_AGES) or book.has(STAFF)):
        return []
    by_age = book.in_force(STAFF_AGES).groupby(OF_SCHOOL, as_index=False, sort=False)
    total = by_age.agg(teachers=("teachers", "sum"), sheet_row=("sheet_row", "min"))
    return side_by_side(
        book,
        (STAFF_AGES, total, "teachers"),
        (STAFF, latest(book.in_force(STAFF)), "teachers"),
        lambda pairs: pairs["here"].gt(pairs["there"]),
        check="staffing_age_total",
        words=lambda row: (
            f"По возрастам и предметам у организации «{row['school_id']}» учителей {row['here']}, это "
            f"больше, чем на листе {joined([STAFF.name])}: {row['there']}."
        ),
        remedy="Каждого учителя посчитайте один раз, по основному предмету; сверьте даты двух листов.",
    )
