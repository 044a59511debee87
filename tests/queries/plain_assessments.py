"""The second implementation of the query about external assessments: see ``plain``."""

from __future__ import annotations

from dataclasses import replace

from methodology.words import share
from queries.scope import Scope
from tests.queries import plain
from tests.queries.plain import Facts, Row

KINDS = ("ВПР", "ОГЭ", "ЕГЭ", "НИКО", "региональная диагностика")


def assessments(facts: Facts, scope: Scope, previous: str | None) -> list[Row]:
    scope = plain.resolve(facts, scope)
    if scope.showing == "council":
        return []
    before = {} if previous is None else _by_key(facts, replace(scope, cycle=previous))
    result = []
    for key, rows in _by_key(facts, scope).items():
        flags = [row["biased"] for row in rows if row["biased"] is not None]
        record = {
            **dict(zip(("kind", "subject", "grade"), key, strict=True)),
            "schools": len(rows),
            "participants": sum(row["participants"] for row in rows),
            "biased": sum(flags) if flags else None,
            "biased_of": len(flags) or None,
            "biased_words": _flagged(flags, one_school=scope.school is not None),
        }
        for name in ("below_minimum", "high"):
            count, of = _counted(rows, name)
            record[name], record[f"{name}_of"] = count, of
            record[f"{name}_words"] = _words(count, of)
            record[f"{name}_pct"] = 100 * count / of if count is not None and of else None
            record[f"{name}_before"] = _words(*_counted(before.get(key, []), name))
        result.append(record)
    # The demonstration knows only these subjects in this order.
    order = ("русский язык", "математика", "математика (профильный уровень)")
    result.sort(key=lambda row: (KINDS.index(row["kind"]), order.index(row["subject"]), row["grade"]))
    return result


def _by_key(facts: Facts, scope: Scope) -> dict[tuple[str, str, int], list[Row]]:
    schools = {(row["municipality_id"], row["school_id"]) for row in plain.selected(facts, scope)}
    found: dict[tuple[str, str, int], list[Row]] = {}
    for row in facts.rows("assessment", scope.as_of):
        if row["cycle"] == scope.cycle and (row["municipality_id"], row["school_id"]) in schools:
            found.setdefault((row["kind"], row["subject"], row["grade"]), []).append(row)
    return found


def _counted(rows: list[Row], name: str) -> tuple[int | None, int | None]:
    said = [row for row in rows if row[name] is not None]
    return (sum(row[name] for row in said), sum(row["participants"] for row in said)) if said else (None, None)


def _flagged(flags: list[bool], *, one_school: bool) -> str | None:
    if not flags:
        return None
    return {True: "да", False: "нет"}[any(flags)] if one_school else f"{sum(flags)} из {len(flags)}"


def _words(count: int | None, of: int | None) -> str | None:
    return None if count is None else share(count, of)
