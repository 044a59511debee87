"""Whom the spellings of a table mean, and what is proposed about those whom the database doesn't know."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from data.mapping.model import Mapping
from data.mapping.names import (
    KnownMunicipality,
    KnownSchool,
    Meant,
    Names,
    municipality_meant,
    plain_school,
    school_meant,
)
from data.mapping.structure import Line, Role, Structure
from data.mapping.values import fold
from data.sheets import MUNICIPALITY_TYPES
from data.spelling import tidy

ALL = ""
"""The spelling of the municipality where the table is about one and doesn't repeat it."""
TEMPORARY = "В"
"""Codes that the program gives begin so: they are temporary and nobody's official ones."""

_KINDS = (
    ("лицей", r"\bлице"),
    ("гимназия", r"\bгимнази"),
    ("СОШ с УИОП", r"углубленн|уиоп"),
    ("ООШ", r"\bоош\b|основная"),
    ("НОШ", r"\bнош\b|начальная"),
    ("СОШ", r"\bсош\b|средняя|школа"),
    ("ДОО", r"детск\w+ сад|\bд/?с\b|мбдоу|мадоу|мкдоу"),
    ("УДО", r"дом детск|дополнительн\w+ образован|спортивн\w+ школ|школа искусств"),
)
_LOCALITIES = (("село", r"\b(?:с|село|сел|дер|д|ст-ца|х|аул)\."), ("город", r"\b(?:г|гор)\.|\bгород\b"))


@dataclass(frozen=True)
class Whose:
    """``municipalities``: spelling → who is meant; ``schools``: (spelling of the municipality, spelling) → who."""

    municipalities: dict[str, Meant] = field(default_factory=dict)
    schools: dict[tuple[str, str], Meant] = field(default_factory=dict)


@dataclass(frozen=True)
class Newcomer:
    """Somebody whom the database doesn't know, with the code that the table or the program gives."""

    municipality: str
    spelling: str
    code: str
    line: Line
    is_school: bool


def whose(structure: Structure, names: Names, kept: Mapping | None = None, titles: str = "") -> Whose:
    """Whom each spelling means: as it was settled before, by code, by name."""
    kept = kept or Mapping(target="")
    municipalities: dict[str, Meant] = {}
    schools: dict[tuple[str, str], Meant] = {}
    known_codes = {one.municipality_id for one in names.municipalities}
    for line in rows_of_data(structure):
        spelling = line.municipality or ALL
        if spelling not in municipalities:
            before = kept.municipalities.get(fold(spelling))
            if before in known_codes:
                municipalities[spelling] = Meant(before, "так было сопоставлено в прошлый раз")
            elif spelling == ALL:
                municipalities[spelling] = _of_whole_table(names, titles)
            else:
                code = own_code(structure, line, "municipality_code")
                municipalities[spelling] = municipality_meant(spelling, names.municipalities, code)
        place = municipalities[spelling].code
        if line.school is None or (spelling, line.school) in schools:
            continue
        here = [one for one in names.schools if one.municipality_id == place]
        before = kept.schools.get(place or "", {}).get(fold(line.school))
        if before is not None and any(one.school_id == before for one in here):
            schools[spelling, line.school] = Meant(before, "так было сопоставлено в прошлый раз")
        else:
            schools[spelling, line.school] = school_meant(line.school, here, own_code(structure, line, "school_code"))
    return Whose(municipalities, schools)


def _of_whole_table(names: Names, titles: str) -> Meant:
    words = fold(titles)
    named = [one for one in names.municipalities if fold(one.name) in words]
    if len(named) == 1:
        return Meant(named[0].municipality_id, f"назван в заголовке: «{named[0].name}»")
    if len(names.municipalities) == 1:
        return Meant(names.municipalities[0].municipality_id, "в базе он один; проверьте", sure=False)
    return Meant(None, "в таблице муниципалитет не назван: выберите", sure=False)


def rows_of_data(structure: Structure) -> Iterator[Line]:
    """Rows of data, each about a municipality or a school."""
    return (line for line in structure.of_kind("data") if line.municipality is not None or line.school is not None)


def own_code(structure: Structure, line: Line, role: Role) -> str:
    """The code that stands in the table's own column of codes; '' where it has none."""
    index = structure.column(role)
    return "" if index is None else re.sub(r"\s+", "", structure.grid.text(line.position, index))


def newcomers(structure: Structure, found: Whose, names: Names) -> list[Newcomer]:
    """Municipalities and schools that would have to be created, with codes: the table's own or temporary ones."""
    taken = {one.municipality_id for one in names.municipalities} | {one.school_id for one in names.schools}
    new: list[Newcomer] = []
    codes: dict[str, str] = {spelling: meant.code for spelling, meant in found.municipalities.items() if meant.code}
    seen: set[tuple[str, str]] = set()
    for line in rows_of_data(structure):
        spelling = line.municipality or ALL
        if spelling not in codes and spelling != ALL:
            codes[spelling] = own_code(structure, line, "municipality_code") or _free(f"{TEMPORARY}-{{:02d}}", taken)
            taken.add(codes[spelling])
            new.append(Newcomer(spelling, spelling, codes[spelling], line, is_school=False))
        if line.school is None or (spelling, line.school) in seen or spelling not in codes:
            continue
        seen.add((spelling, line.school))
        if found.schools[spelling, line.school].code is None:
            own = own_code(structure, line, "school_code")
            place = codes[spelling] if codes[spelling].startswith(TEMPORARY) else f"{codes[spelling]}-{TEMPORARY}"
            code = own if own and own not in taken else _free(f"{place}-{{:03d}}", taken)
            taken.add(code)
            new.append(Newcomer(spelling, line.school, code, line, is_school=True))
    return new


def _free(pattern: str, taken: set[str]) -> str:
    number = 1
    while (code := pattern.format(number)) in taken:
        number += 1
    return code


def kind_of_school(name: str) -> str | None:
    """«СОШ», «лицей»… by the school's own name; None if it doesn't say."""
    words = fold(name)
    return next((kind for kind, pattern in _KINDS if re.search(pattern, words)), None)


def locality_of_school(name: str, municipality: str) -> str | None:
    """«Село» or «город» by «с.» and «г.» in the name, or by the municipality, if that is a town."""
    words = fold(name)
    by_name = next((locality for locality, pattern in _LOCALITIES if re.search(pattern, words)), None)
    return by_name or ("город" if type_of_municipality(municipality) == MUNICIPALITY_TYPES[0] else None)


def type_of_municipality(name: str) -> str | None:
    """The type that the name says; None if it doesn't."""
    words = fold(name)
    if re.search(r"муниципальн\w+ округ|\bм\. ?о\.", words):
        return MUNICIPALITY_TYPES[1]
    if re.search(r"\bрайон|р-н", words):
        return MUNICIPALITY_TYPES[2]
    return MUNICIPALITY_TYPES[0] if re.search(r"\bгород|^г\.|\bго\b|зато", words) else None


def same_school_twice(structure: Structure) -> list[tuple[Line, Line]]:
    """Rows of one municipality whose schools are written so much alike that they may be one, with the first of them."""
    first: dict[tuple[str, str], Line] = {}
    pairs = []
    for line in rows_of_data(structure):
        if line.school is None:
            continue
        key = (fold(line.municipality or ALL), plain_school(line.school))
        if key in first:
            pairs.append((first[key], line))
        else:
            first[key] = line
    return pairs


def label_of_municipality(one: KnownMunicipality) -> str:
    """How a choice names it."""
    return f"{one.name} ({one.municipality_id})"


def label_of_school(one: KnownSchool) -> str:
    """How a choice names it."""
    return f"{tidy(one.name)} ({one.school_id})"
