"""All that is proposed about one sheet at once, and what a person made of it: the way from a table to a mapping."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Lookup
from dataclasses import dataclass, field, replace
from datetime import date

from data.mapping.blanks import BlankProposal, propose_blanks
from data.mapping.described import Told, told_about
from data.mapping.header import Grid, Head, header_at, heads_of
from data.mapping.kept import Kept
from data.mapping.matching import ALL, Newcomer, Whose, newcomers, whose
from data.mapping.model import Mapping, Meaning
from data.mapping.names import Meant, Names
from data.mapping.proposal import (
    BEFORE,
    BY_HAND,
    WHO,
    ColumnProposal,
    ValueProposal,
    propose_columns,
    propose_target,
    propose_values,
)
from data.mapping.rows import Settled
from data.mapping.structure import Said, Structure
from data.mapping.understanding import understand
from data.mapping.values import fold
from data.mapping.when import When, propose_cut_date, propose_when
from data.reading import RawSheet
from data.sheets import SHEET_BY_NAME, SHEETS, Sheet
from methodology.words import counted, number

SAME_KIND = 0.3
"""The share of headings or names that a kept mapping must know to be proposed for a table."""
FURTHEST_HEADER = 20
TABLE_ROWS = 2


@dataclass(frozen=True)
class Change:
    """What is other than when the mapping was kept, in words."""

    what: str
    before: str
    now: str


@dataclass(frozen=True)
class Draft:
    """What the program proposes about a sheet. ``target`` None: the person has to choose the template's sheet.

    ``told``: whom the database doesn't know and what is known about them; nobody while there is no target.
    """

    structure: Structure
    target: Sheet | None
    target_reason: str
    columns: tuple[ColumnProposal, ...]
    constants: tuple[ValueProposal, ...]
    when: When
    cut_date: date | None
    whose: Whose
    told: Told = field(default_factory=dict)
    blanks: tuple[BlankProposal, ...] = ()
    kept: Kept | None = None
    changes: tuple[Change, ...] = ()

    @property
    def new(self) -> tuple[Newcomer, ...]:
        """Municipalities and schools that would have to be created."""
        return tuple(self.told)


@dataclass(frozen=True)
class Corrections:
    """What the person says otherwise.

    ``columns``: heading's key → meaning; ``constants``: our column → value for all rows. ``whole_of``: the municipality
    that the whole table is about. ``blank_is_zero``: fields in which an empty cell is zero, in all others it is no
    data; None: nothing was said about it. ``municipalities`` and ``schools`` as in ``Whose``: spelling → code, '' for
    one to be created. ``agreed``: guesses of the program, in the words of ``guesses``, that the person says are right.
    """

    said: Said = field(default_factory=Said)
    target: str = ""
    cycle: str = ""
    cut_date: date | None = None
    columns: Lookup[str, Meaning] = field(default_factory=dict)
    constants: Lookup[str, str] = field(default_factory=dict)
    municipalities: Lookup[str, str] = field(default_factory=dict)
    schools: Lookup[tuple[str, str], str] = field(default_factory=dict)
    blank_is_zero: tuple[str, ...] | None = None
    whole_of: str = ""
    new: Lookup[str, str] = field(default_factory=dict)
    consent: bool = False
    agreed: frozenset[str] = frozenset()


DEFAULTS = {
    "type": "муниципальный округ",
    "authority": "орган управления образованием (уточняется)",
    "kind": "СОШ",
    "locality": "село",
    "small": "нет",
    "has_grade_9": "да",
    "has_grades_10_11": "да",
}
"""What is proposed about municipalities and schools that the database doesn't know, where their names don't say it."""


def is_table(sheet: RawSheet) -> bool:
    """Whether there is enough on the sheet for a table."""
    return len(sheet.rows) >= TABLE_ROWS


def fitting_mapping(sheet: RawSheet, kept: Sequence[Kept]) -> Kept | None:
    """The kept version that knows most of a sheet's headings or names, the first of equals; None if none knows enough.

    One whose load was taken back is not proposed.
    """
    structure = understand(sheet)
    keys = {head.key for head in structure.heads}
    places = {fold(name) for name in structure.municipalities}

    def known(one: Kept) -> float:
        headings = len(keys & set(one.mapping.columns)) / max(1, len(keys))
        names = len(places & set(one.mapping.municipalities)) / max(1, len(places))
        return max(headings, 0.9 * names)

    best = max((one for one in kept if not one.undone), key=known, default=None)
    return best if best is not None and known(best) >= SAME_KIND else None


def draft(
    sheet: RawSheet,
    file_stem: str,
    names: Names,
    today: date,
    kept: Kept | None = None,
    corrections: Corrections | None = None,
) -> Draft:
    """Everything proposed about a sheet, heeding what was kept and what the person says."""
    by_person = corrections or Corrections()
    before = kept.mapping if kept is not None else None
    said = by_person.said
    if before is not None:
        said = replace(said, kinds={**before.kinds, **said.kinds}, roles={**_roles_of(before), **said.roles})
        if said.header is None and before.header_by_hand:
            said = replace(said, header=_header_as_before(sheet, before))
    said = replace(said, roles={**said.roles, **_roles_said(by_person)})
    structure = understand(sheet, said)
    if before is not None:
        structure = _with_reasons_of(before, by_person, structure)
    if by_person.whole_of and not structure.municipalities:
        lines = [replace(line, municipality=by_person.whole_of) for line in structure.lines]
        structure = replace(structure, lines=tuple(lines))
    target, reason = propose_target(structure)
    chosen = by_person.target or (before.target if before is not None else "")
    if chosen in SHEET_BY_NAME:
        target, reason = SHEET_BY_NAME[chosen], "выбран вами" if by_person.target else "как в прошлый раз"
    when = propose_when(structure, file_stem)
    if by_person.cycle:
        when = When(by_person.cycle, BY_HAND)
    found = whose(structure, names, before, " ".join(structure.titles))
    found = _corrected_names(found, by_person)
    if target is None:
        return Draft(structure, None, reason, (), (), when, propose_cut_date(when, today), found, kept=kept)
    columns = [
        replace(one, meaning=by_person.columns[one.head.key], reason=BY_HAND, sure=True)
        if one.head.key in by_person.columns
        else one
        for one in propose_columns(structure, target, before)
    ]
    values = [
        replace(one, value=by_person.constants[one.column.name], reason=BY_HAND)
        if one.column.name in by_person.constants
        else one
        for one in propose_values(structure, target, columns, when, before)
    ]
    meanings = {one.head.index: one.meaning for one in columns}
    constants = {one.column.name: one.value for one in values}
    return Draft(
        structure,
        target,
        reason,
        tuple(columns),
        tuple(values),
        when,
        by_person.cut_date or propose_cut_date(when, today),
        found,
        told_about(structure, target, meanings, constants, newcomers(structure, found, names)),
        tuple(propose_blanks(structure, target, columns, before, by_person.blank_is_zero)),
        kept,
        tuple(changes_since(structure, found, kept)) if kept is not None else (),
    )


def settle(proposed: Draft, corrections: Corrections) -> Settled:
    """The mapping that the draft and the person's corrections come to; raises ValueError without target or cycle."""
    if proposed.target is None or proposed.cut_date is None:
        raise ValueError("neither the sheet of the template nor the cycle is known")
    before = proposed.kept.mapping if proposed.kept is not None else Mapping(target=proposed.target.name)
    zero, missing = _blanks_settled(proposed.blanks, before, corrections)
    codes = {spelling: meant.code for spelling, meant in proposed.whose.municipalities.items() if meant.code}
    schools = {key: meant.code for key, meant in proposed.whose.schools.items() if meant.code}
    for one in proposed.new if corrections.consent else ():
        if one.is_school:
            schools.update(dict.fromkeys(one.spellings, one.code))
        else:
            codes.update({spelling: one.code for spelling, _ in one.spellings})
    by_place: dict[str, dict[str, str]] = {place: dict(known) for place, known in before.schools.items()}
    for (spelling, school), code in schools.items():
        if spelling in codes:
            by_place.setdefault(codes[spelling], {})[fold(school)] = code
    mapping = Mapping(
        target=proposed.target.name,
        columns={
            one.head.key: one.meaning.model_copy(update={"letters": one.head.letters, "title": one.head.title})
            for one in proposed.columns
        },
        constants={one.column.name: one.value for one in proposed.constants if one.value},
        header_by_hand=corrections.said.header is not None or before.header_by_hand,
        blank_is_zero=zero,
        blank_is_missing=missing,
        kinds={**before.kinds, **corrections.said.kinds},
        municipalities={**before.municipalities, **{fold(name): code for name, code in codes.items() if name != ALL}},
        schools=by_place,
        new={**before.new, **corrections.new},
    )
    return Settled(
        proposed.target, mapping, proposed.whose, proposed.when.cycle, proposed.cut_date, corrections.consent
    )


def _blanks_settled(
    proposed: Iterable[BlankProposal], before: Mapping, corrections: Corrections
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Fields in which an empty cell is zero, and those in which a person said that it isn't."""
    asked = {one.field: one.zero for one in proposed}
    zero = dict.fromkeys(name for name in before.blank_is_zero if name not in asked)
    zero |= dict.fromkeys(name for name, is_zero in asked.items() if is_zero)
    missing = dict.fromkeys(name for name in before.blank_is_missing if asked.get(name) is not True)
    if corrections.blank_is_zero is not None:
        missing |= dict.fromkeys(name for name, is_zero in asked.items() if not is_zero)
    return tuple(zero), tuple(missing)


def changes_since(structure: Structure, found: Whose, kept: Kept) -> Iterable[Change]:
    """What is other in this table than in the one that the mapping was kept for."""
    before = kept.mapping.columns
    now = {head.key: head for head in structure.heads}
    same = len(before.keys() & now.keys())
    if same < SAME_KIND * len(now):
        others = counted(len(now), "столбец", "столбца", "столбцов")
        yield Change(
            "таблица другая",
            f"лист «{kept.sheet}»: {counted(len(before), 'столбец', 'столбца', 'столбцов')}",
            f"{others}, прежних среди них {number(same)}: столбцы поняты заново, от прежнего — написания",
        )
    else:
        yield from _changed_columns(before, now)
    for spelling, meant in found.municipalities.items():
        if spelling != ALL and fold(spelling) not in kept.mapping.municipalities:
            yield Change("новое написание муниципалитета", "", f"{spelling} — {meant.reason}")
    for (place, spelling), meant in found.schools.items():
        code = found.municipalities[place].code
        if fold(spelling) not in kept.mapping.schools.get(code or "", {}):
            yield Change("новое написание школы", "", f"{spelling} — {meant.reason}")


def _changed_columns(before: Lookup[str, Meaning], now: Lookup[str, Head]) -> Iterable[Change]:
    for key, head in now.items():
        if key not in before:
            yield Change("новый столбец", "", f"{head.letters}: {head.title}")
        elif before[key].letters != head.letters:
            yield Change("столбец переехал", f"{before[key].letters}: {before[key].title}", f"{head.letters}")
    for key, meaning in before.items():
        if key not in now:
            yield Change("столбца больше нет", f"{meaning.letters}: {meaning.title}", "")


def _with_reasons_of(before: Mapping, by_person: Corrections, structure: Structure) -> Structure:
    """The same structure; roles that were settled last time say so."""
    settled = {
        head.index for head in structure.heads if head.key in before.columns and head.key not in by_person.columns
    }
    reasons = {index: BEFORE if index in settled else reason for index, reason in structure.role_reasons.items()}
    return replace(structure, role_reasons=reasons)


def _roles_said(by_person: Corrections) -> dict[str, str]:
    return {key: meaning.field if meaning.field in WHO else "" for key, meaning in by_person.columns.items()}


def _roles_of(before: Mapping) -> dict[str, str]:
    return {key: meaning.field for key, meaning in before.columns.items() if meaning.field in WHO}


def _header_as_before(sheet: RawSheet, before: Mapping) -> tuple[int, int] | None:
    """Where the headings of last time stand now, for a header that the program doesn't find by itself."""
    grid = Grid(sheet)
    keys = set(before.columns)

    def known(first: int, last: int) -> int:
        header = header_at(grid, sheet.row_numbers[first], sheet.row_numbers[last])
        return len(keys & {head.key for head in heads_of(grid, header)})

    deepest = min(len(sheet.rows), FURTHEST_HEADER)
    windows = [(first, last) for first in range(deepest) for last in range(first, min(first + 4, deepest))]
    best = max(windows, key=lambda window: known(*window), default=None)
    if best is None or known(*best) < SAME_KIND * len(keys):
        return None
    return sheet.row_numbers[best[0]], sheet.row_numbers[best[1]]


def _corrected_names(found: Whose, by_person: Corrections) -> Whose:
    def meant(code: str) -> Meant:
        return Meant(code or None, BY_HAND)

    municipalities = {**found.municipalities}
    schools = {**found.schools}
    for spelling, code in by_person.municipalities.items():
        if spelling in municipalities and municipalities[spelling].code != (code or None):
            municipalities[spelling] = meant(code)
    for key, code in by_person.schools.items():
        if key in schools:
            schools[key] = meant(code)
    return Whose(municipalities, schools)


TARGETS = tuple(sheet.name for sheet in SHEETS)
