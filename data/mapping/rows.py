"""A table and its mapping turned into a book in the template's terms, which then goes the ordinary way of every book.

Row numbers are those of the table itself, so that what the checks find leads to its rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Lookup
from dataclasses import dataclass, field
from datetime import date

from data.checks.listing import one_by_one, quoted, row_numbers
from data.findings import Finding
from data.mapping.described import (
    ASKED,
    Told,
    assumptions,
    newcomers_named,
    newcomers_to_create,
    newcomers_words,
    pronoun,
    temporary,
    told_about,
)
from data.mapping.matching import (
    ALL,
    Newcomer,
    Whose,
    newcomers,
    rows_of_data,
    same_school_twice,
)
from data.mapping.model import Mapping, Meaning
from data.mapping.names import Names
from data.mapping.proposal import WHO, speaks_of_applications
from data.mapping.structure import Line, Structure
from data.mapping.totals import check_totals
from data.mapping.values import figure, is_blank, what, what_for
from data.reading import RawSheet, RawWorkbook
from data.sheets import (
    INSTRUCTION,
    INSTRUCTION_HEADINGS,
    MUNICIPALITIES,
    SCHOOLS,
    TEMPLATE_VERSION,
    Sheet,
)
from methodology.words import counted, day, schools

NUMERIC = ("integer", "number", "group")


@dataclass(frozen=True)
class Settled:
    """All that is decided about a table. ``consent``: new municipalities and schools may be created."""

    target: Sheet
    mapping: Mapping
    whose: Whose
    cycle: str
    cut_date: date
    consent: bool = False


@dataclass(frozen=True)
class Yield:
    """The book in the template's terms and what is to be said about how it came to be.

    ``rows``: rows of the target sheet; ``figures``: our field → how many of them have it. ``described``: sheet of the
    directories → how many of its rows are about somebody new, and about somebody whom the cycle doesn't know yet.
    """

    workbook: RawWorkbook
    findings: tuple[Finding, ...]
    rows: int
    municipalities: int
    schools: int
    figures: dict[str, int] = field(default_factory=dict)
    sums: dict[str, float] = field(default_factory=dict)
    described: dict[str, tuple[int, int]] = field(default_factory=dict)


@dataclass
class _Notes:
    """What is counted while rows are made."""

    absent: int = 0
    zeroed: Counter[str] = field(default_factory=Counter)
    without: int = 0
    unresolved: list[Line] = field(default_factory=list)


def missing_decisions(structure: Structure, settled: Settled, names: Names) -> list[str]:
    """What a person has to say before the table can be loaded, in words; none: it can be."""
    wanting = []
    target = settled.target
    told = {meaning.field for meaning in _meanings(structure, settled).values()}
    parts = {name for meaning in _meanings(structure, settled).values() for name in meaning.part}
    if not settled.cycle:
        wanting.append("какой это учебный год")
    if not told - set(WHO) and target not in (SCHOOLS, MUNICIPALITIES):
        wanting.append("какие столбцы загружать")
    for column in target.columns:
        given = column.name in told | parts or settled.mapping.constants.get(column.name)
        if column.required == "yes" and not given and column.name not in ("school_id", "municipality_id", "cycle"):
            if target in (SCHOOLS, MUNICIPALITIES):
                continue
            wanting.append(f"«{column.heading}»: значение или столбец")
    if without := _without_part(structure, settled):
        lists = ", ".join(target.column(name).heading for name in target.key if name in parts)
        wanting.append(f"«{lists}» для столбцов {', '.join(without)}")
    if ALL in settled.whose.municipalities and settled.whose.municipalities[ALL].code is None:
        wanting.append("чей это муниципалитет")
    if not settled.consent and (new := newcomers(structure, settled.whose, names)):
        wanting.append(f"создать ли {newcomers_to_create(new)}: в базе {pronoun(new)} нет")
    return wanting


def _without_part(structure: Structure, settled: Settled) -> list[str]:
    """Columns to be loaded that don't say what others say in their headings, e.g. the subject."""
    found = _meanings(structure, settled)
    told = {name for meaning in found.values() for name in meaning.part}
    given = {meaning.field for meaning in found.values()}
    needed = {name for name in told if name in settled.target.key} - given
    return [
        head.letters
        for head in structure.heads
        if head.index in found
        and (meaning := found[head.index]).field
        and meaning.field not in (*WHO, *settled.target.key)
        and needed - set(meaning.part)
    ]


def make(structure: Structure, settled: Settled, names: Names) -> Yield:
    """The book and the findings; what the checks say about the book is another matter."""
    notes = _Notes()
    new = newcomers(structure, settled.whose, names) if settled.consent else []
    codes = _codes(settled.whose, new)
    lines = [(line, codes.get((line.municipality or ALL, line.school))) for line in rows_of_data(structure)]
    notes.unresolved = [line for line, code in lines if code is None]
    found = [(line, *code) for line, code in lines if code is not None]
    target = settled.target
    rows = [] if target in (SCHOOLS, MUNICIPALITIES) else list(_target_rows(structure, settled, found, notes))
    facts = _facts_of_schools(structure, settled, found) if target is SCHOOLS else {}
    told = told_about(structure, target, _meanings(structure, settled), settled.mapping.constants, new)
    described = _school_rows(settled, found, told, names, facts)
    places = _municipality_rows(structure, settled, found, told, names)
    header = structure.grid.sheet.row_numbers[structure.header.rows[-1]] if structure.header.rows else 1
    sheets = [_instruction(settled)]
    for sheet, records in ((MUNICIPALITIES, places), (SCHOOLS, described), (target, rows)):
        if records:
            sheets.append(_raw(sheet, records, header))
    in_rows = [record for _, record in (rows or described)]
    figures = {
        name: sum(record.get(name) not in (None, "") for record in in_rows) for name in _fields(structure, settled)
    }
    counts = {
        MUNICIPALITIES.name: _new_and_again(places, sum(not one.is_school for one in new)),
        SCHOOLS.name: _new_and_again(described, sum(one.is_school for one in new)),
    }
    again = 0 if target is SCHOOLS else counts[SCHOOLS.name][1]
    return Yield(
        RawWorkbook("xlsx", tuple(sheets), assumed=True),
        tuple(_findings(structure, settled, notes, told, rows, figures, again)),
        len(in_rows),
        len({place for _, place, _ in found}),
        len({(place, school) for _, place, school in found if school}),
        figures,
        {
            name: sum(value for record in in_rows if isinstance(value := record.get(name), float))
            for name in figures
        },
        counts,
    )  # fmt: skip


def _new_and_again(records: Sequence[Record], new: int) -> tuple[int, int]:
    return new, len(records) - new


def _meanings(structure: Structure, settled: Settled) -> dict[int, Meaning]:
    return {
        head.index: settled.mapping.columns[head.key] for head in structure.heads if head.key in settled.mapping.columns
    }


def _fields(structure: Structure, settled: Settled) -> list[str]:
    found = {meaning.field for meaning in _meanings(structure, settled).values()} - set(WHO)
    return [column.name for column in settled.target.columns if column.name in found]


def _codes(found: Whose, new: Iterable[Newcomer]) -> dict[tuple[str, str | None], tuple[str, str]]:
    """(spelling of municipality, spelling of school or None) → their codes."""
    places = {spelling: meant.code for spelling, meant in found.municipalities.items() if meant.code}
    ours = {key: meant.code for key, meant in found.schools.items() if meant.code}
    for one in new:
        if one.is_school:
            ours.update(dict.fromkeys(one.spellings, one.code))
        else:
            places.update({spelling: one.code for spelling, _ in one.spellings})
    codes: dict[tuple[str, str | None], tuple[str, str]] = {
        (place, school): (places[place], code) for (place, school), code in ours.items() if place in places
    }
    codes.update({(spelling, None): (code, "") for spelling, code in places.items()})
    return codes


Record = tuple[int, dict[str, object]]
"""Number of the row in the table, and our column name → value."""
Facts = Lookup[tuple[str, str], dict[str, object]]
"""(code of the municipality, code of the school) → our column name → value."""


def _target_rows(
    structure: Structure, settled: Settled, found: Iterable[tuple[Line, str, str]], notes: _Notes
) -> Iterable[Record]:
    target, mapping = settled.target, settled.mapping
    groups: dict[tuple[tuple[str, str], ...], list[tuple[int, str]]] = {}
    common: list[tuple[int, str]] = []
    by_heading = {name for meaning in _meanings(structure, settled).values() for name in meaning.part}
    for index, meaning in _meanings(structure, settled).items():
        if not meaning.field or meaning.field in WHO:
            continue
        if not meaning.part and by_heading:
            common.append((index, meaning.field))
        else:
            groups.setdefault(tuple(sorted(meaning.part.items())), []).append((index, meaning.field))
    conditional = {column.name for column in target.columns if column.required == "conditional"}
    for line, municipality_id, school_id in found:
        if "school_id" in target.names and not school_id and target.column("school_id").required == "yes":
            continue
        for part, columns in groups.items():
            values = _values(structure, settled, line, [*columns, *common], notes)
            asked = {name for _, name in columns if name not in target.key}
            if (
                asked
                and all(values.get(name) in (None, "") for name in asked)
                and not (conditional & set(mapping.constants))
            ):
                notes.without += 1
                continue
            gap = any(values.get(name) in (None, "") for name in asked)
            for name in mapping.blank_is_zero:
                if name not in asked:
                    continue
                cells = [structure.grid.cell(line.position, index) for index, field in columns if field == name]
                if cells and all(is_blank(cell) for cell in cells):
                    values[name] = 0.0
                    notes.zeroed[name] += 1
                    notes.absent -= sum(what(cell) == "absent" for cell in cells)  # a dash that was said to be zero
            record: dict[str, object] = {
                name: _typed(target, name, value)
                for name, value in mapping.constants.items()
                if name in target.names and (name not in conditional or gap)
            }
            if "cycle" in target.names:
                record["cycle"] = settled.cycle
            record |= {"municipality_id": municipality_id, "school_id": school_id or None} | dict(part) | values
            yield line.number, {name: value for name, value in record.items() if name in target.names}


def _values(
    structure: Structure, settled: Settled, line: Line, columns: Iterable[tuple[int, str]], notes: _Notes
) -> dict[str, object]:
    """Field → value; several columns of one field are added up, an empty one among them adds nothing."""
    values: dict[str, object] = {}
    for index, name in columns:
        cell = structure.grid.cell(line.position, index)
        column = settled.target.column(name)
        kind = what_for(cell, column)
        if kind in ("empty", "absent"):
            notes.absent += kind == "absent"
            values.setdefault(name, None)
            continue
        value = figure(cell) if kind == "figure" and column.kind in NUMERIC else None
        before = values.get(name)
        if value is not None and isinstance(before, float):
            values[name] = before + value
        elif before is None:
            values[name] = cell if value is None else value
        elif value is None and column.kind in NUMERIC:
            values[name] = cell  # words beside a figure are for the checks to refuse, not to be left out of a sum
    return values


def _typed(target: Sheet, name: str, value: str) -> object:
    number = figure(value) if target.column(name).kind in NUMERIC else None
    return value if number is None else number


def _facts_of_schools(structure: Structure, settled: Settled, found: Iterable[tuple[Line, str, str]]) -> Facts:
    """What the table itself says about schools, where it is a list of them."""
    columns = [
        (index, meaning.field)
        for index, meaning in _meanings(structure, settled).items()
        if meaning.field and meaning.field not in WHO
    ]
    facts: dict[tuple[str, str], dict[str, object]] = {}
    for line, place, code in found:
        if code:
            values = _values(structure, settled, line, columns, _Notes())
            said = {name: value for name, value in values.items() if value is not None}
            facts.setdefault((place, code), {}).update(said)
    return facts


def _school_rows(
    settled: Settled,
    found: Iterable[tuple[Line, str, str]],
    told: Told,
    names: Names,
    facts: Facts,
) -> list[Record]:
    """Schools that are new, and known ones that nobody has described for this cycle yet, described as before."""
    created = {(one.place, one.code): one for one in told if one.is_school}
    known = {(one.municipality_id, one.school_id): one for one in names.schools}
    rows: dict[tuple[str, str], Record] = {}
    for line, place, code in found:
        school = (place, code)
        if not code or school in rows:
            continue
        said = settled.mapping.new
        if (one := created.get(school)) is not None:
            described: dict[str, object] = {
                **{name: said.get(name) for name in ASKED if name in SCHOOLS.names},
                **told[one],
                "short_name": one.spelling,
                "in_cycle": "да",
            }
        elif school in known and (settled.cycle not in known[school].described or school in facts):
            described = {name: _written(value) for name, value in known[school].facts.items()}
        else:
            continue
        rows[school] = line.number, {**described, **facts.get(school, {}), "school_id": code, "municipality_id": place}
    return list(rows.values())


def _municipality_rows(
    structure: Structure,
    settled: Settled,
    found: Iterable[tuple[Line, str, str]],
    told: Told,
    names: Names,
) -> list[Record]:
    created = {one.code: one for one in told if not one.is_school}
    known = {one.municipality_id: one for one in names.municipalities}
    rows: dict[str, Record] = {}
    own = settled.target is MUNICIPALITIES
    columns = [
        (index, meaning.field)
        for index, meaning in _meanings(structure, settled).items()
        if meaning.field and meaning.field not in WHO and own
    ]
    for line, place, _ in found:
        if place in rows:
            continue
        if (one := created.get(place)) is not None:
            described: dict[str, object] = {
                "name": one.spelling,
                "type": settled.mapping.new.get("type"),
                "authority": settled.mapping.new.get("authority"),
                **told[one],
            }
        elif place in known and (own or settled.cycle not in known[place].described):
            described = {name: _written(value) for name, value in known[place].facts.items()}
        else:
            continue
        if own:
            values = _values(structure, settled, line, columns, _Notes())
            described |= {name: value for name, value in values.items() if value is not None}
        rows[place] = line.number, {**described, "municipality_id": place}
    return list(rows.values())


def _written(value: object) -> object:
    return ("да" if value else "нет") if isinstance(value, bool) else value


def _instruction(settled: Settled) -> RawSheet:
    rows: list[list[object]] = [
        list(INSTRUCTION_HEADINGS),
        ["Дата среза", day(settled.cut_date)],
        ["Отчётный цикл", settled.cycle],
        ["Версия шаблона", TEMPLATE_VERSION],
    ]
    return RawSheet(INSTRUCTION, list(range(1, len(rows) + 1)), rows)


def _raw(sheet: Sheet, records: Iterable[Record], header: int) -> RawSheet:
    """The sheet as a file would have it; columns that no record fills are left out unless they are obligatory."""
    listed = list(records)
    filled = {name for _, record in listed for name, value in record.items() if value not in (None, "")}
    columns = [column for column in sheet.columns if column.name in filled or column.required == "yes"]
    rows: list[list[object]] = [[column.heading for column in columns]]
    rows += [[_cell(record.get(column.name)) for column in columns] for _, record in listed]
    return RawSheet(sheet.name, [header, *(number for number, _ in listed)], rows)


def _cell(value: object) -> object:
    return "" if value is None else value


def _findings(
    structure: Structure,
    settled: Settled,
    notes: _Notes,
    told: Told,
    rows: list[Record],
    figures: Lookup[str, int],
    described_again: int,
) -> Iterable[Finding]:
    sheet, target = structure.grid.sheet.name, settled.target
    yield from check_totals(structure)
    nothing = "Ничего делать не нужно."
    if speaks_of_applications(structure):
        yield Finding(
            "warning",
            "mapping_applications",
            "В заголовке — «заявления»: это подавшие заявление, а не участники; кто-то из них мог не сдавать.",
            "Загружайте так, только если итогов ещё нет; потом загрузите итоги — они заменят эти строки.",
            sheet=sheet,
        )
    if unnamed := structure.of_kind("unnamed"):
        yield Finding(
            "warning", "mapping_unnamed",
            f"Строки с числами, но без названия школы, не загружаются: {row_numbers([one.number for one in unnamed])}.",
            "Впишите в них название или укажите, что это за строки.", sheet=sheet, rows=len(unnamed),
        )  # fmt: skip
    if notes.unresolved:
        yield Finding(
            "error", "mapping_unresolved",
            "Не решено, о ком строки: "
            f"{quoted(dict.fromkeys(line.school or line.municipality or '' for line in notes.unresolved), 8)}.",
            "Выберите школу из базы или согласитесь создать новую.", sheet=sheet, rows=len(notes.unresolved),
        )  # fmt: skip
    yield from one_by_one(
        same_school_twice(structure),
        lambda pair: Finding(
            "warning", "mapping_twice",
            f"«{pair[1].school}» и строка {pair[0].number}, «{pair[0].school}», называются почти одинаково.",
            "Если это одна школа, оставьте в файле одну строку.", sheet=sheet, row=pair[1].number,
        ),
    )  # fmt: skip
    if notes.absent:
        yield Finding(
            "note", "mapping_absent",
            f"«X», «-», «н/д» и подобное прочитано как «нет данных»: "
            f"{counted(notes.absent, 'ячейка', 'ячейки', 'ячеек')}.", nothing, sheet=sheet, rows=notes.absent,
        )  # fmt: skip
    if notes.without:
        yield Finding(
            "note", "mapping_without_rows",
            f"Где нет ни одного числа, строк на листе «{target.name}» нет: "
            f"{counted(notes.without, 'место', 'места', 'мест')} таблицы.", nothing, sheet=sheet, rows=notes.without,
        )  # fmt: skip
    for name, count in notes.zeroed.items():
        yield Finding(
            "note", "mapping_zero",
            f"Пустые ячейки и прочерки «{target.column(name).heading}» прочитаны как ноль, как решено при "
            f"сопоставлении: {counted(count, 'строка', 'строки', 'строк')}.", nothing, sheet=sheet, rows=count,
        )  # fmt: skip
    for name, count in figures.items():
        if count < len(rows) and name not in target.key:
            yield Finding(
                "note", "mapping_missing",
                f"«{target.column(name).heading}»: данные есть в {count} из {len(rows)} строк; пустое осталось пустым.",
                nothing, sheet=sheet, rows=len(rows) - count,
            )  # fmt: skip
    left = [head for head in structure.heads if not settled.mapping.columns.get(head.key, Meaning()).field]
    if left:
        yield Finding(
            "note", "mapping_not_loaded",
            f"Столбцы, которые не загружаются: {quoted((f'{head.letters}: {head.title[:50]}' for head in left), 6)}.",
            nothing, sheet=sheet, rows=len(left),
        )  # fmt: skip
    if described_again:
        yield Finding(
            "note", "mapping_described_again",
            f"В цикле {settled.cycle} организаций ещё не описывали: {schools(described_again)} описаны так же, как в "
            "последнем цикле, который есть в базе.", "Если было иначе, загрузите лист «Организации» этого цикла.",
            sheet=sheet, rows=described_again,
        )  # fmt: skip
    if told:
        with_codes = " Коды у них временные («В-…»): настоящих в таблице нет." if temporary(told) else ""
        yield Finding(
            "note", "mapping_created",
            f"Новые в базе: {newcomers_words(told)}{newcomers_named(list(told))}.{with_codes}",
            "Когда станут известны коды, загрузите лист «Организации» с ними и с кодом преемника." if with_codes else
            nothing, sheet=sheet, rows=len(told),
        )  # fmt: skip
    for one in assumptions(told, settled.mapping.new):
        yield Finding(
            "note", "mapping_assumed",
            f"Предположение: «{one.heading}» — «{one.value}»; в таблице этого нет: {one.about}"
            f"{f' ({one.named})' if one.named else ''}.",
            f"Проверьте и исправьте на листе «{one.sheet.name}» книги по шаблону: её принимает страница «Загрузка "
            "данных».", sheet=sheet, rows=len(one.whom),
        )  # fmt: skip
