"""The scope in Russian words: what files and pages say about the selection."""

from __future__ import annotations

from sqlalchemy import Connection

from methodology.in_use import rules_in_use
from methodology.scales import Zone
from queries.dictionaries import municipalities, schools_of
from queries.scope import Flag, Scope, Showing

FLAG_WORDS: dict[Flag, str] = {
    "low_results": "школы с низкими результатами (ШНОР)",
    "biased_vpr": "признак необъективности ВПР",
}

SHOWING_WORDS: dict[Showing, str] = {"internal": "Служебный", "council": "Для совета и публикации"}
"""How the switch, the pages and the files call the modes of showing."""
ZONE_WORDS: dict[Zone, str] = {"high": "▲ высокая", "middle": "● средняя", "low": "▼ низкая"}


def scope_in_words(connection: Connection, scope: Scope) -> list[tuple[str, str]]:
    """(label, value) lines of everything that narrows the scope, except the cycle; empty if nothing does."""
    lines = []
    if scope.municipalities:
        labels = municipalities(connection, scope).set_index("municipality_id")["label"]
        lines.append(("муниципалитеты", ", ".join(str(labels.get(code, code)) for code in scope.municipalities)))
    if scope.school is not None:
        schools = schools_of(connection, scope, scope.school.municipality_id).set_index("school_id")["label"]
        lines.append(("школа", str(schools.get(scope.school.school_id, scope.school.school_id))))
    lines += filters_in_words(scope)
    if scope.as_of is not None:
        lines.append(("состояние данных", f"после загрузки № {scope.as_of}"))
    return lines


def filters_in_words(scope: Scope) -> list[tuple[str, str]]:
    """(label, value) of what selects schools by what they are, wherever they are; empty if nothing does."""
    lines = []
    for label, values in (("кластеры", scope.clusters), ("виды", scope.kinds), ("местность", scope.localities)):
        if values:
            lines.append((label, ", ".join(values)))
    if scope.groups:
        lines.append(("группы", ", ".join(rules_in_use().group(number).short for number in scope.groups)))
    if scope.flags:
        lines.append(("признаки", ", ".join(FLAG_WORDS[flag] for flag in scope.flags)))
    if scope.complete_only:
        lines.append(("полнота", "только школы, данных которых хватает для группы"))
    return lines
