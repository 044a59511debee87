"""Whom the spellings of a table mean, and what is proposed about those whom the database doesn't know."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping as Lookup
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
    ("СОШ", r"\bсош\b|средняя"),
    ("ДОО", r"детск\w+ сад|\bд/?с\b|мбдоу|мадоу|мкдоу"),
    ("УДО", r"дом детск|дополнительн\w+ образован|спортивн\w+ школ|школа искусств"),
)
_LOCALITIES = (
    ("село", r"\b(?:с|сел|дер|д|ст-ца|х)\.|\b(?:сел[оа]|деревн[яи]|станиц[аы]|хутора?|аула?) "),
    ("посёлок городского типа", r"\bпгт\b|\bр\. ?п\.|\bрп\b"),
    ("город", r"\b(?:г|гор)\.|\bгород\b"),
)
"""«П.» says nothing: a посёлок may be of either kind."""


@dataclass(frozen=True)
class Whose:
    """``municipalities``: spelling → who is meant; ``schools``: (spelling of the municipality, spelling) → who."""

    municipalities: dict[str, Meant] = field(default_factory=dict)
    schools: dict[tuple[str, str], Meant] = field(default_factory=dict)


@dataclass(frozen=True)
class Newcomer:
    """Somebody whom the database doesn't know, with the code that the table or the program gives.

    ``place``: code of the municipality. ``spellings``: every way in which the table writes the municipality and the
    school ('' of a municipality); ``municipality`` and ``spelling`` are the first of them.
    """

    place: str
    code: str
    spellings: tuple[tuple[str, str], ...]

    @property
    def is_school(self) -> bool:
        """Whether it is a school and no municipality."""
        return bool(self.spellings[0][1])

    @property
    def municipality(self) -> str:
        """How the table writes the municipality first."""
        return self.spellings[0][0]

    @property
    def spelling(self) -> str:
        """How the table writes the newcomer first."""
        return self.spellings[0][1] or self.spellings[0][0]


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
    """Municipalities and schools that would have to be created, with codes: the table's own or temporary ones.

    A code of the table's own tells one from another; without it the name does, however it is written.
    """
    taken = {one.municipality_id for one in names.municipalities} | {one.school_id for one in names.schools}
    places: dict[str, str] = {spelling: meant.code for spelling, meant in found.municipalities.items() if meant.code}
    new_places = _new_places(structure, places, taken)
    for code, spellings in new_places.items():
        places.update(dict.fromkeys(spellings, code))
    unknown = [
        (places[line.municipality or ALL], line)
        for line in rows_of_data(structure)
        if line.school is not None
        and (line.municipality or ALL) in places
        and found.schools[line.municipality or ALL, line.school].code is None
    ]
    known = {(one.municipality_id, one.school_id) for one in names.schools}
    own_of: dict[tuple[str, str], set[str]] = {}
    for place, line in unknown:
        own = own_code(structure, line, "school_code")
        if own and (place, own) not in known:
            own_of.setdefault((place, _plain(line)), set()).add(own)
            taken.add(own)
    codes: dict[tuple[str, str], str] = {}
    spellings_of: dict[tuple[str, str], dict[tuple[str, str], None]] = {}
    for place, line in unknown:
        named = (place, _plain(line))
        code, given = own_code(structure, line, "school_code"), own_of.get(named, set())
        if code not in given:
            code = next(iter(given)) if not code and len(given) == 1 else ""
        if not code and named not in codes:
            prefix = place if place.startswith(TEMPORARY) else f"{place}-{TEMPORARY}"
            codes[named] = _free(f"{prefix}-{{:03d}}", taken)
        written = (line.municipality or ALL, line.school or "")
        spellings_of.setdefault((place, code or codes[named]), {})[written] = None
    schools = [Newcomer(place, code, tuple(written)) for (place, code), written in spellings_of.items()]
    municipalities = [
        Newcomer(code, code, tuple((name, "") for name in written)) for code, written in new_places.items()
    ]
    return [*municipalities, *schools]


def _new_places(structure: Structure, known: Lookup[str, str], taken: set[str]) -> dict[str, list[str]]:
    """Code of each new municipality → its spellings."""
    codes: dict[str, str] = {}
    found: dict[str, list[str]] = {}
    for line in rows_of_data(structure):
        spelling = line.municipality or ALL
        if spelling in known or spelling == ALL:
            continue
        own = own_code(structure, line, "municipality_code")
        code = own if own and (own in found or own not in taken) else codes.get(fold(spelling))
        code = code or _free(f"{TEMPORARY}-{{:02d}}", taken)
        codes.setdefault(fold(spelling), code)
        taken.add(code)
        if spelling not in found.setdefault(code, []):
            found[code].append(spelling)
    return found


def _plain(line: Line) -> str:
    return plain_school(line.school or "") or fold(line.school or "")


def _free(pattern: str, taken: set[str]) -> str:
    """The first code of the pattern that is free; it is taken from now on."""
    number = 1
    while (code := pattern.format(number)) in taken:
        number += 1
    taken.add(code)
    return code


def kind_of_school(name: str) -> str | None:
    """«СОШ», «лицей»… by the school's own name; None if it doesn't say."""
    words = fold(name)
    return next((kind for kind, pattern in _KINDS if re.search(pattern, words)), None)


def locality_of_school(name: str, municipality: str) -> str | None:
    """By «с.», «пгт» or «г.» in the name, or by the municipality, if that is a town; None if nothing tells it."""
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
