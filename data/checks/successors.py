"""Successors: a merged school or a municipality of a new code says where its history goes on."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any, TypeVar

from data.checks.listing import one_by_one, quoted
from data.findings import Finding, Severity
from data.references import Book, owners
from data.sheets import MUNICIPALITIES, SCHOOLS, Sheet

Row = dict[str, Any]
Node = TypeVar("Node", bound=Hashable)


def check_successors_municipality(book: Book) -> list[Finding]:
    """The successor of a municipality is another one, on «Муниципалитеты» or known already."""
    known = set(book.rows(MUNICIPALITIES)["municipality_id"]) | book.known.municipalities
    wrong = [
        row
        for row in _with_successor(book, MUNICIPALITIES)
        if row["successor_id"] not in known or row["successor_id"] == row["municipality_id"]
    ]

    def describe(row: Row) -> Finding:
        if row["successor_id"] == row["municipality_id"]:
            return _own(MUNICIPALITIES, row, "successors_municipality", "Муниципалитет назван преемником самого себя.")
        return _finding(
            MUNICIPALITIES,
            row,
            "error",
            "successors_municipality",
            f"Преемника с кодом МО «{row['successor_id']}» нет ни на листе «Муниципалитеты», ни среди загруженных "
            "ранее.",
            "Исправьте код преемника или добавьте этот муниципалитет на лист «Муниципалитеты».",
        )

    return one_by_one(wrong, describe)


def check_successors_school(book: Book) -> list[Finding]:
    """The successor of a school is another one, of its municipality or of the municipality that succeeded it."""
    rows = _with_successor(book, SCHOOLS)
    if not rows:
        return []
    places = owners(book)
    after = _successors_of_municipalities(book)
    wrong = []
    for row in rows:
        found = places.get(row["successor_id"], frozenset())
        reached: list[str] = _chain(after, row["municipality_id"])
        if row["successor_id"] == row["school_id"] or found.isdisjoint(reached):
            wrong.append((row, found))

    def describe(each: tuple[Row, frozenset[str]]) -> Finding:
        row, found = each
        if row["successor_id"] == row["school_id"]:
            return _own(SCHOOLS, row, "successors_school", "Организация названа преемником самой себя.")
        if found:
            return _finding(
                SCHOOLS,
                row,
                "warning",
                "successors_school",
                f"Преемник «{row['successor_id']}» относится к другому муниципалитету ({quoted(sorted(found), 3)}): "
                "история двух организаций не соединится.",
                "Если код верен, ничего делать не нужно. Если муниципалитет сменил код, впишите преемника и ему — на "
                "листе «Муниципалитеты».",
            )
        return _finding(
            SCHOOLS,
            row,
            "error",
            "successors_school",
            f"Преемника с кодом ОО «{row['successor_id']}» нет ни на листе «Организации», ни среди загруженных ранее.",
            "Исправьте код преемника или добавьте эту организацию на лист «Организации».",
        )

    return one_by_one(wrong, describe)


def check_successors_circle(book: Book) -> list[Finding]:
    """Following successors never leads back to where one began."""
    municipalities = _successors_of_municipalities(book)
    schools = dict(book.known.school_successors)
    for row in _with_successor(book, SCHOOLS):
        schools[row["municipality_id"], row["school_id"]] = (row["municipality_id"], row["successor_id"])
    found: list[tuple[Sheet, Row, list[str]]] = []
    for row in _with_successor(book, MUNICIPALITIES):
        chain = _chain(municipalities, row["municipality_id"])
        if _is_circle(municipalities, chain):
            found.append((MUNICIPALITIES, row, [*chain, row["municipality_id"]]))
    for row in _with_successor(book, SCHOOLS):
        start = (row["municipality_id"], row["school_id"])
        steps = _chain(schools, start)
        if _is_circle(schools, steps):
            found.append((SCHOOLS, row, [code for _, code in (*steps, start)]))

    def describe(each: tuple[Sheet, Row, list[str]]) -> Finding:
        sheet, row, codes = each
        return _finding(
            sheet,
            row,
            "error",
            "successors_circle",
            f"Преемники замкнулись в круг: {' → '.join(codes)}.",
            "Оставьте код преемника только у того, кто больше не работает.",
        )

    return one_by_one(found, describe)


def check_successors_working(book: Book) -> list[Finding]:
    """A school that works in the cycle has no successor yet."""
    wrong = [row for row in _with_successor(book, SCHOOLS) if row["in_cycle"] is True]

    def describe(row: Row) -> Finding:
        return _finding(
            SCHOOLS,
            row,
            "error",
            "successors_working",
            f"Организация «{row['short_name']}» работает в цикле, а преемник у неё указан.",
            "Очистите код преемника или поставьте «нет» в столбце «Работает в цикле» и впишите причину.",
        )

    return one_by_one(wrong, describe)


def _with_successor(book: Book, sheet: Sheet) -> list[Row]:
    rows = book.rows(sheet)
    return rows.loc[rows["successor_id"].notna()].to_dict("records")  # type: ignore[return-value]


def _successors_of_municipalities(book: Book) -> dict[str, str]:
    said = {row["municipality_id"]: row["successor_id"] for row in _with_successor(book, MUNICIPALITIES)}
    return {**book.known.municipality_successors, **said}


def _chain(successors: Mapping[Node, Node], start: Node) -> list[Node]:
    """The start and all its successors in turn, each once."""
    chain = [start]
    while (following := successors.get(chain[-1])) is not None and following not in chain:
        chain.append(following)
    return chain


def _is_circle(successors: Mapping[Node, Node], chain: list[Node]) -> bool:
    return len(chain) > 1 and successors.get(chain[-1]) == chain[0]


def _own(sheet: Sheet, row: Row, check: str, message: str) -> Finding:
    return _finding(sheet, row, "error", check, message, "Очистите код преемника или впишите код другого преемника.")


def _finding(sheet: Sheet, row: Row, severity: Severity, check: str, message: str, remedy: str) -> Finding:
    return Finding(
        severity,
        check,
        message,
        remedy,
        sheet=sheet.name,
        row=int(row["sheet_row"]),
        column=sheet.column("successor_id").heading,
        value=str(row["successor_id"]),
    )
