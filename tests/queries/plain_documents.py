"""The second implementation of the queries about documents: see ``plain``."""

from __future__ import annotations

from datetime import date
from typing import Any

from queries.scope import Scope
from tests.queries import plain
from tests.queries.plain import Facts, Row

AS_REPORTED = (
    "document_code", "kind", "theme", "level", "number", "dated_on", "approved_by_post", "due_on", "submitted_on",
    "valid_until", "link",
)  # fmt: skip


def documents_of_place(facts: Facts, scope: Scope) -> list[Row]:
    scope, place = _asked(facts, scope)
    if place is None or scope.cycle is None:
        return []
    school_id = scope.school.school_id if scope.school else None
    tasks = [row for row in facts.rows("task", scope.as_of) if _of(row, scope, place)]
    cut = _cut(facts, scope, place)
    found = []
    for row in facts.rows("document", scope.as_of):
        if not _of(row, scope, place) or row["school_id"] != school_id:
            continue
        alive = [task for task in tasks if task["status"] != "отменено"]
        code, state = row["document_code"], _state(row, cut)
        found.append(
            {
                **{name: row[name] for name in AS_REPORTED},
                "title": _title(row),
                "term_words": _term(row),
                "cut_date": cut,
                "state": state[0],
                "state_words": state[1],
                "tasks": sum(task["basis_document"] == code for task in alive) if tasks else None,
                "confirmed": sum(task["evidence_document"] == code for task in alive) if tasks else None,
            }
        )
    found.sort(key=lambda row: row["document_code"])
    found.sort(key=lambda row: -(row["dated_on"] or row["submitted_on"] or row["due_on"] or date.min).toordinal())
    return found


def documents_register(facts: Facts, scope: Scope) -> list[Row]:
    scope, place = _asked(facts, scope)
    if place is None or scope.cycle is None:
        return []
    rows = [row for row in facts.rows("document", scope.as_of) if _of(row, scope, place)]
    schools = {(row["municipality_id"], row["school_id"]) for row in plain.selected(facts, scope)}
    of_schools = [row["school_id"] for row in rows if (place, row["school_id"]) in schools]
    return [
        {
            "documents": len(rows) or None,
            "of_schools": len(of_schools) if rows else None,
            "with_documents": len(set(of_schools)) if rows else None,
            "schools": len(schools),
            "cut_date": _cut(facts, scope, place),
        }
    ]


def _asked(facts: Facts, scope: Scope) -> tuple[Scope, str | None]:
    scope = plain.resolve(facts, scope)
    if scope.school:
        return scope, scope.school.municipality_id
    return scope, scope.municipalities[0] if len(scope.municipalities) == 1 else None


def _of(row: Row, scope: Scope, place: str) -> bool:
    return bool(row["cycle"] == scope.cycle and row["municipality_id"] == place)


def _cut(facts: Facts, scope: Scope, place: str) -> date:
    for row in facts.rows("instruction", scope.as_of):
        if _of(row, scope, place):
            found: date = row["cut_date"]
            return found
    return date(int((scope.cycle or "")[:4]) + 1, 8, 31)


def _state(row: Row, cut: date) -> tuple[str, str]:
    due, sent = row["due_on"], row["submitted_on"]
    if due and sent:
        return ("late", "● представлен позже срока") if sent > due else ("in_time", "▲ представлен в срок")
    if due:
        return ("awaited", "– срок не наступил") if due >= cut else ("unsent", "▼ не представлен")
    if not row["dated_on"]:
        return "undated", "– дата не указана"
    if row["dated_on"] > cut:
        return "after", "– принят после среза"
    over: Any = row["valid_until"] and row["valid_until"] < cut
    return ("expired", "– срок действия истёк") if over else ("valid", "▲ действует")


def _title(row: Row) -> str:
    kind = "Иной документ" if row["kind"] == "иное" else row["kind"][0].upper() + row["kind"][1:]
    number = f" №\u00a0{row['number']}" if row["number"] else ""
    return f"{kind}{number}" + (f" от {row['dated_on']:%d.%m.%Y}" if row["dated_on"] else "")


def _term(row: Row) -> str | None:
    due = f"представить до {row['due_on']:%d.%m.%Y}" if row["due_on"] else ""
    until = f"срок действия — до {row['valid_until']:%d.%m.%Y}" if row["valid_until"] else ""
    return f"{due}, {until}" if due and until else due or until or None
