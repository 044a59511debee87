"""Second implementations of the queries of ``queries.load_changes``: row by row over the stored facts."""

from __future__ import annotations

from collections import Counter
from typing import Any

from data.people_by_percent import PEOPLE
from data.sheets import FLAG_VALUES, SHEETS, TEACHER_PERCENTS, Column, Sheet
from queries.scope import Scope
from tests.queries.plain import Facts, Row


def changes_of_load(facts: Facts, scope: Scope, load_id: int) -> list[Row]:
    counts: dict[tuple[Any, ...], Counter[str]] = {}
    for position, sheet in enumerate(SHEETS):
        new, old = _brought(facts, sheet, load_id), _closed(facts, sheet, load_id)
        for key in new.keys() | old.keys():
            row = new.get(key) or old[key]
            if key not in old:
                what = "added"
            elif key not in new:
                what = "removed"
            elif _reported(sheet, new[key]) != _reported(sheet, old[key]):
                what = "changed"
            else:
                continue
            counts.setdefault((position, *_who(facts, sheet, row)), Counter())[what] += 1
    ordered = sorted(counts, key=lambda at: (at[2], at[1], at[4] or "", at[3] or "", at[0], at[5]))
    return [
        {
            **dict(
                zip(("municipality_id", "municipality_name", "school_id", "short_name", "cycle"), at[1:], strict=True)
            ),
            "sheet": SHEETS[at[0]].name,
            **{what: counts[at][what] for what in ("added", "changed", "removed")},
        }
        for at in ordered
    ]


def changed_values_of_load(
    facts: Facts, scope: Scope, load_id: int, municipality_id: str | None = None, school_id: str | None = None
) -> list[Row]:
    found: list[tuple[tuple[Any, ...], Row]] = []
    for position, sheet in enumerate(SHEETS):
        new, old = _brought(facts, sheet, load_id), _closed(facts, sheet, load_id)
        for key in new.keys() & old.keys():
            who = _who(facts, sheet, new[key])
            if municipality_id is not None and (who[0], who[2]) != (municipality_id, school_id):
                continue
            rest = [name for name in _names(sheet) if name not in ("cycle", "municipality_id", "school_id")]
            words = ", ".join(f"{sheet.column(name).heading} {new[key][name]}" for name in rest)
            for at, column in enumerate(_columns(sheet)):
                before, after = old[key].get(column.name), new[key].get(column.name)
                if before != after:
                    order = (who[1], who[0], who[3] or "", who[2] or "", position, who[4])
                    row = {
                        "municipality_id": who[0],
                        "municipality_name": who[1],
                        "school_id": who[2],
                        "short_name": who[3],
                        "sheet": sheet.name,
                        "cycle": who[4],
                        "row_words": words or None,
                        "column": column.heading,
                        "before": _words(column, before),
                        "after": _words(column, after),
                    }
                    found.append(((*order, [new[key][name] for name in rest], at), row))
    return [row for _, row in sorted(found, key=lambda each: each[0])]


def _brought(facts: Facts, sheet: Sheet, load_id: int) -> dict[tuple[Any, ...], Row]:
    return {_key(sheet, row): row for row in facts.tables[sheet.table] if row["from_load"] == load_id}


def _closed(facts: Facts, sheet: Sheet, load_id: int) -> dict[tuple[Any, ...], Row]:
    return {_key(sheet, row): row for row in facts.tables[sheet.table] if row["to_load"] == load_id}


def _names(sheet: Sheet) -> tuple[str, ...]:
    """What makes a stored row unique: of participants only their number by whole per cent is kept."""
    return ("school_id", "domain", "percent") if sheet is TEACHER_PERCENTS else sheet.key


def _key(sheet: Sheet, row: Row) -> tuple[Any, ...]:
    return (row["cycle"], row["municipality_id"], *(row[name] for name in _names(sheet)))


def _columns(sheet: Sheet) -> tuple[Column, ...]:
    return (PEOPLE,) if sheet is TEACHER_PERCENTS else sheet.columns


def _reported(sheet: Sheet, row: Row) -> list[Any]:
    return [row.get(column.name) for column in _columns(sheet)]


def _who(facts: Facts, sheet: Sheet, row: Row) -> tuple[str, str, str | None, str | None, str]:
    """Codes and names, of the latest cycle in force, and the cycle. A register is its municipality's."""
    place, code = row["municipality_id"], row["school_id"] if "school_id" in _names(sheet) else None
    places = [each for each in facts.rows("municipality", None) if each["municipality_id"] == place]
    name = max(places, key=lambda each: str(each["cycle"]))["name"] if places else place
    if code is None:
        return place, name, None, None, row["cycle"]
    schools = [
        each for each in facts.rows("school", None) if (each["municipality_id"], each["school_id"]) == (place, code)
    ]
    short = max(schools, key=lambda each: str(each["cycle"]))["short_name"] if schools else code
    return place, name, code, short, row["cycle"]


def _words(column: Column, value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return FLAG_VALUES[0] if value else FLAG_VALUES[1]
    if isinstance(value, float):
        return f"{value:g}".replace(".", ",")
    return str(value)
