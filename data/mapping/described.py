"""What is said of municipalities and schools that the database doesn't know: by names and the table, or assumed.

Pure. The template asks for all of it, so what nobody tells is assumed, one value for all; it is counted and said so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Lookup
from dataclasses import dataclass

from data.checks.listing import quoted
from data.mapping.matching import (
    ALL,
    TEMPORARY,
    Newcomer,
    kind_of_school,
    locality_of_school,
    rows_of_data,
    type_of_municipality,
)
from data.mapping.model import Meaning
from data.mapping.proposal import WHO
from data.mapping.structure import Structure
from data.mapping.values import figure, what_for
from data.sheets import MUNICIPALITIES, SCHOOLS, Sheet
from methodology.words import counted, municipalities, municipalities_of, schools, schools_of

ASKED = ("type", "authority", "kind", "locality", "small", "has_grade_9", "has_grades_10_11")
"""What the template asks about every new municipality and school: our column names."""
_GRADES = {"9": "has_grade_9", "10": "has_grades_10_11", "11": "has_grades_10_11"}
"""Grade of an assessment → what a school has whose pupils took it."""
MOST_NAMED = 6
MOST_ASSUMED = 20
"""Those about whom something is assumed, named at most: whoever agrees must see whom it is about."""

Told = dict[Newcomer, dict[str, str]]
"""Newcomer → our column name → what its name or the table tells."""


@dataclass(frozen=True)
class Assumed:
    """A value that is assumed about newcomers: ``whom`` nobody tells it about, of ``of`` municipalities or schools."""

    field: str
    value: str
    whom: tuple[Newcomer, ...]
    of: int

    @property
    def sheet(self) -> Sheet:
        """The sheet of the template that asks it."""
        return SCHOOLS if self.field in SCHOOLS.names else MUNICIPALITIES

    @property
    def heading(self) -> str:
        """How the template calls it."""
        return self.sheet.column(self.field).heading

    @property
    def about(self) -> str:
        """«9 из 42 школ»; «42 школы», if it is assumed about all of them."""
        every = len(self.whom) == self.of
        if self.sheet is SCHOOLS:
            return schools(self.of) if every else f"{len(self.whom)} из {schools_of(self.of)}"
        return municipalities(self.of) if every else f"{len(self.whom)} из {municipalities_of(self.of)}"

    @property
    def named(self) -> str:
        """The first of them by name; '' if it is all of them."""
        return "" if len(self.whom) == self.of else quoted((one.spelling for one in self.whom), MOST_ASSUMED)


def told_about(
    structure: Structure,
    target: Sheet,
    meanings: Lookup[int, Meaning],
    constants: Lookup[str, str],
    new: Iterable[Newcomer],
) -> Told:
    """What names say, what the columns of a list of schools say, and which grades took an assessment."""
    told = {one: _by_name(one) for one in new}
    by_spelling = {written: one for one in told for written in one.spellings}
    grade = _GRADES.get(constants.get("grade", "")) if "grade" in target.names else None
    for line in rows_of_data(structure):
        if (one := by_spelling.get((line.municipality or ALL, line.school or ""))) is None:
            continue
        for index, meaning in meanings.items():
            cell = structure.grid.cell(line.position, index)
            if target in (SCHOOLS, MUNICIPALITIES):
                known = meaning.field in ASKED and meaning.field in target.names
                if known and what_for(cell, target.column(meaning.field)) not in ("empty", "absent"):
                    told[one][meaning.field] = str(cell)
            elif grade and one.is_school and meaning.field and meaning.field not in WHO and (figure(cell) or 0) > 0:
                told[one][grade] = "да"
    return told


def _by_name(one: Newcomer) -> dict[str, str]:
    if one.is_school:
        said = {
            "kind": kind_of_school(one.spelling),
            "locality": locality_of_school(one.spelling, one.municipality),
        }
    else:
        said = {"type": type_of_municipality(one.spelling)}
    return {name: value for name, value in said.items() if value}


def assumptions(told: Told, said: Lookup[str, str]) -> list[Assumed]:
    """What is assumed about some newcomers at least. ``said``: our column name → the value for those."""
    found = []
    for name in ASKED:
        of_sheet = [one for one in told if one.is_school == (name in SCHOOLS.names)]
        whom = tuple(one for one in of_sheet if name not in told[one])
        if whom:
            found.append(Assumed(name, said.get(name, ""), whom, len(of_sheet)))
    return found


def temporary(new: Iterable[Newcomer]) -> list[Newcomer]:
    """Those whose codes the program gives."""
    return [one for one in new if one.code.startswith(f"{TEMPORARY}-") or f"-{TEMPORARY}-" in one.code]


def temporary_codes(new: Sequence[Newcomer]) -> str:
    """«временный код муниципалитета «В-01», временные коды школ (от «В-01-001» до «В-01-003»)»; '' if there is none."""
    words = []
    for is_school, one, several in ((False, "муниципалитета", "муниципалитетов"), (True, "школы", "школ")):
        codes = [each.code for each in temporary(new) if each.is_school == is_school]
        if len(codes) == 1:
            words.append(f"временный код {one} «{codes[0]}»")
        elif codes:
            words.append(f"временные коды {several} (от «{codes[0]}» до «{codes[-1]}»)")
    return ", ".join(words)


def newcomers_words(new: Iterable[Newcomer]) -> str:
    """«6 муниципалитетов и 44 школы»: without what there is none of."""
    kinds = Counter(one.is_school for one in new)
    words = [municipalities(kinds[False])] if kinds[False] else []
    return " и ".join([*words, schools(kinds[True])] if kinds[True] else words)


def newcomers_named(new: Sequence[Newcomer]) -> str:
    """Their names as they stand in the table, « — «СОШ № 10»»; '' if they are too many to be read."""
    return f" — {quoted(one.spelling for one in new)}" if len(new) <= MOST_NAMED else ""


def newcomers_to_create(new: Iterable[Newcomer]) -> str:
    """«1 муниципалитет и 1 школу»: after «создать»."""
    kinds = Counter(one.is_school for one in new)
    words = [municipalities(kinds[False])] if kinds[False] else []
    return " и ".join([*words, counted(kinds[True], "школу", "школы", "школ")] if kinds[True] else words)


def pronoun(new: Sequence[Newcomer]) -> str:
    """«его», «её», «их»: whom the database doesn't know."""
    if len(new) > 1:
        return "их"
    return "её" if new[0].is_school else "его"
