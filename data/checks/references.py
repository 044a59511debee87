"""Keys and references: every row once, and every code known."""

from __future__ import annotations

from typing import Any

from data.bulk import plain
from data.cells import shown
from data.checks.listing import one_by_one, quoted
from data.findings import Finding
from data.references import REFERRING, Book, owners
from data.sheets import CRITERIA, MUNICIPALITIES, SCHOOLS, SCORES, SHEETS, Sheet
from data.spelling import closest
from methodology.words import number

NAMING_MUNICIPALITIES = tuple(
    sheet for sheet in SHEETS if sheet is not MUNICIPALITIES and "municipality_id" in sheet.names
)
MANY = 2_000
"""Above so many candidates the search for a similar code would take longer than it helps."""


def check_references_keys(book: Book) -> list[Finding]:
    """Check 1 of the model: the columns of a sheet's key make its rows unique, where a row has them all."""
    findings = []
    for sheet in SHEETS:
        key = list(sheet.key)
        rows = book.rows(sheet).dropna(subset=key)
        if not rows.duplicated(key).any():
            continue
        firsts = rows.assign(first_row=rows.groupby(key)["sheet_row"].transform("first"))
        found = firsts.loc[rows.duplicated(key)].to_dict("records")
        findings += one_by_one(found, lambda row, sheet=sheet: _repeated(sheet, row))  # type: ignore[misc]
    return findings


def _repeated(sheet: Sheet, row: dict[str, Any]) -> Finding:
    what = ", ".join(f"{sheet.column(name).heading} «{shown(row[name])}»" for name in sheet.key)
    return Finding(
        "error",
        "references_keys",
        f"Повтор: {what} уже есть в строке {row['first_row']}, а здесь — в строке {row['sheet_row']}.",
        "Оставьте одну из двух строк; если это разные строки, исправьте код.",
        sheet=sheet.name,
        row=int(row["sheet_row"]),
        column=sheet.column(sheet.key[-1]).heading,
        value=shown(row[sheet.key[-1]]),
    )


def check_references_municipality(book: Book) -> list[Finding]:
    """Check 1 of the model: a municipality that a row names is on «Муниципалитеты» or known already."""
    known = set(book.rows(MUNICIPALITIES)["municipality_id"]) | book.known.municipalities

    def describe(sheet: Sheet, row: int, code: str) -> Finding:
        return Finding(
            "error",
            "references_municipality",
            f"Муниципалитета с кодом «{code}» нет ни на листе «Муниципалитеты», ни среди загруженных ранее.",
            f"Исправьте код или добавьте муниципалитет на лист «Муниципалитеты».{_guess(code, known)}",
            sheet=sheet.name,
            row=row,
            column=sheet.column("municipality_id").heading,
            value=code,
        )

    findings = []
    for sheet in NAMING_MUNICIPALITIES:
        rows = book.rows(sheet)
        unknown = rows.loc[~rows["municipality_id"].isin(known), ["sheet_row", "municipality_id"]]
        findings += one_by_one(
            list(unknown.itertuples(index=False, name=None)),
            lambda each, sheet=sheet: describe(sheet, int(each[0]), each[1]),  # type: ignore[misc]
        )
    return findings


def check_references_school_place(book: Book) -> list[Finding]:
    """A school that a row of a municipality names is on «Организации» or known, and is of that municipality."""
    places = owners(book)

    def describe(sheet: Sheet, row: int, code: str, here: str) -> Finding:
        if code not in places:
            return _lost(sheet, row, code, places)
        return Finding(
            "error",
            "references_school_place",
            f"Организация «{code}» относится не к муниципалитету «{here}», а к {quoted(sorted(places[code]), 3)}.",
            "Исправьте код организации или код муниципалитета.",
            sheet=sheet.name,
            row=row,
            column=sheet.column("school_id").heading,
            value=code,
        )

    findings = []
    for sheet in NAMING_MUNICIPALITIES:
        if sheet is SCHOOLS or not book.has(sheet):
            continue
        columns = (plain(book.rows(sheet)[name]) for name in ("sheet_row", "school_id", "municipality_id"))
        wrong = [each for each in zip(*columns, strict=True) if each[1] and each[2] not in places.get(each[1], ())]
        findings += one_by_one(wrong, lambda each, sheet=sheet: describe(sheet, *each))  # type: ignore[misc]
    return findings


def check_references_school(book: Book) -> list[Finding]:
    """Check 1 of the model: the school of a row is on «Организации» or known, in one municipality only."""
    places = owners(book)
    findings = []
    for sheet in REFERRING:
        if not book.has(sheet):
            continue
        rows = book.rows(sheet)
        lost = rows.loc[rows["municipality_id"].isna(), ["sheet_row", "school_id"]]
        findings += one_by_one(
            list(lost.itertuples(index=False, name=None)),
            lambda each, sheet=sheet: _lost(sheet, int(each[0]), each[1], places),  # type: ignore[misc]
        )
    return findings


def _lost(sheet: Sheet, row: int, code: str, places: dict[str, frozenset[str]]) -> Finding:
    found = places.get(code)
    if found:
        message = f"Код организации «{code}» есть в нескольких муниципалитетах ({', '.join(sorted(found))})."
        remedy = "Добавьте в книгу лист «Организации» с этой организацией и кодом её муниципалитета."
    else:
        message = f"Организации с кодом «{code}» нет ни на листе «Организации», ни среди загруженных ранее."
        remedy = f"Исправьте код или добавьте организацию на лист «Организации».{_guess(code, places)}"
    return Finding(
        "error",
        "references_school",
        message,
        remedy,
        sheet=sheet.name,
        row=row,
        column=sheet.column("school_id").heading,
        value=code,
    )


def _guess(code: str, known: set[str] | dict[str, frozenset[str]]) -> str:
    for candidate in known:
        if candidate != code and candidate.lstrip("0") == code.lstrip("0"):
            return f" Есть код «{candidate}»: возможно, потеряны ведущие нули."
    near = closest(code, known, cutoff=0.8) if len(known) <= MANY else None
    return f" Похожий код: «{near}»." if near else ""


def check_references_school_elsewhere(book: Book) -> list[Finding]:
    """No school of the workbook works in the same cycle under its code in another municipality, by what is known.

    Two schools of one code in two municipalities are allowed; one school that moved would be counted twice.
    """
    cycle = book.workbook.instruction.cycle
    schools = book.rows(SCHOOLS)
    working = schools.loc[schools["in_cycle"].eq(True).fillna(False)]
    found = []
    for row, code, here in zip(working["sheet_row"], working["school_id"], working["municipality_id"], strict=True):
        elsewhere = sorted(book.known.working.get((cycle, code), frozenset()) - {here})
        if elsewhere:
            found.append((int(row), code, here, elsewhere))

    def describe(each: tuple[int, str, str, list[str]]) -> Finding:
        row, code, here, elsewhere = each
        before = quoted(elsewhere, 3)
        return Finding(
            "warning",
            "references_school_elsewhere",
            f"Организация «{code}» в книге относится к муниципалитету «{here}», а среди загруженных ранее она в цикле "
            f"{cycle} есть и в муниципалитете {before}: считаются обе.",
            "Если это разные организации с одним кодом, ничего делать не нужно. Если организация одна, закройте "
            f"прежнюю запись отдельной книгой: лист «Организации» с кодом МО {before}, «Работает в цикле» — нет "
            "и причиной.",
            sheet=SCHOOLS.name,
            row=row,
            column=SCHOOLS.column("municipality_id").heading,
            value=here,
        )

    return one_by_one(found, describe)


def check_references_criteria_place(book: Book) -> list[Finding]:
    """«Критерии» are stored per municipality: some municipality must be in the workbook or known."""
    others = [sheet for sheet in SHEETS if sheet is not CRITERIA and book.has(sheet)]
    if not book.has(CRITERIA) or others or book.known.municipalities:
        return []
    return [
        Finding(
            "error",
            "references_criteria_place",
            "Критерии не к чему отнести: в базе и в книге нет ни одного муниципалитета.",
            "Сначала загрузите листы «Муниципалитеты» и «Организации» или добавьте их в эту же книгу.",
            sheet=CRITERIA.name,
        )
    ]


def check_references_criterion(book: Book) -> list[Finding]:
    """The criterion of a score is on «Критерии» of its cycle, or known for its cycle and municipality."""
    if not book.has(SCORES):
        return []
    lost = book.scores.loc[
        book.scores["maximum"].isna() & book.scores["municipality_id"].notna(), ["sheet_row", "cycle", "criterion"]
    ]
    described = set(book.rows(CRITERIA)["cycle"])

    def describe(each: tuple[int, str, int]) -> Finding:
        row, cycle, criterion = each
        where = "на листе «Критерии»" if cycle in described else "ни на листе «Критерии», ни среди загруженных ранее"
        return Finding(
            "error",
            "references_criterion",
            f"Критерия {number(criterion)} цикла {cycle} нет {where}.",
            "Исправьте номер или цикл либо добавьте критерий на лист «Критерии».",
            sheet=SCORES.name,
            row=int(row),
            column=SCORES.column("criterion").heading,
            value=str(criterion),
        )

    return one_by_one(list(lost.itertuples(index=False, name=None)), describe)
