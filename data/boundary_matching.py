"""Which territory of a map is which municipality: by code, then by name, then by another name of the same place.

Pure. Names are compared without what officials write in many ways (case, «ё», quotes, the words «городской округ»,
«район», «ЗАТО»); whether a name says a town or a district decides between «Братск» and «Братский район». What fits
nowhere, or in more than one place, gets a reason instead of a guess.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from data.spelling import fold

How = Literal["code", "name", "alias"]
Kind = Literal["town", "district"]

_ABBREVIATIONS = tuple(
    (re.compile(rf"(?<!\w){short}(?!\w)"), full)
    for short, full in (
        (r"г\.?\s*о\.?", "городской округ"),
        (r"м\.?\s*о\.?", "муниципальный"),
        (r"м\.?\s*р\.?", "муниципальный район"),
        (r"р-н", "район"),
        (r"г\.", "город"),
        (r"п(?:ос)?\.", "поселок"),
        (r"с внутригородским делением", ""),
        (r"закрытое административно-территориальное образование", "зато"),
        (r"[\w-]+(?:ской|ского|ого) (?:области|края|автономного округа)", ""),
        (r"республики [\w-]+", ""),
    )
)
_TOWN = {"город", "города", "городской", "городское", "городского", "зато", "поселок", "поселка", "пгт", "рабочий"}
_DISTRICT = {"район", "района", "районное", "районный"}
_NEITHER = {
    "муниципальный", "муниципальное", "муниципального", "округ", "округа", "образование", "образования", "национальный",
}  # fmt: skip
_ADJECTIVE = re.compile(r"(?<=[сц]к)(?:ое|ая)\b")
_NOT_IN_NAMES = re.compile(r"[^\w-]+|(?<!\w)-|-(?!\w)")

NOWHERE = "такой территории нет"


@dataclass(frozen=True)
class Territory:
    """A named territory of a map."""

    name: str
    code: str | None = None


@dataclass(frozen=True)
class Described:
    """A municipality as the workbook describes it; ``type`` as on the sheet «Муниципалитеты»."""

    code: str
    name: str
    type: str | None = None


@dataclass(frozen=True)
class Name:
    """What is left of a name, and whether its words say a town or a district (None: neither)."""

    core: str
    kind: Kind | None


@dataclass(frozen=True)
class Match:
    """``places``: municipality → position of its territory and how it was found; ``reasons``: municipality → why it
    has none, in Russian; ``left``: positions of the territories that are no municipality of the data.
    """

    places: dict[str, tuple[int, How]]
    reasons: dict[str, str]
    left: tuple[int, ...]


@lru_cache(maxsize=20_000)
def parsed(name: str, type_: str | None = None) -> Name:
    """The name without words that only say what kind of a place it is; where it has none, ``type_`` says the kind."""
    words = fold(name)
    for pattern, full in _ABBREVIATIONS:
        words = pattern.sub(full, words)
    tokens = _NOT_IN_NAMES.sub(" ", words).split()
    kinds = [kind for kind, known in (("town", _TOWN), ("district", _DISTRICT)) if known & set(tokens)]
    kept = [token for token in tokens if token not in _TOWN | _DISTRICT | _NEITHER]
    core = _ADJECTIVE.sub("ий", " ".join(kept or tokens))
    kind: Kind | None = kinds[0] if len(kinds) == 1 else None  # type: ignore[assignment]
    if not kinds and type_ is not None:
        kind = parsed(type_).kind
    return Name(core, kind)


def same_code(code: str) -> str:
    """A code for comparing: without spaces and leading zeros, which a spreadsheet may drop; of ОКТМО eight digits."""
    digits = re.sub(r"\s+", "", code).lstrip("0")
    return digits.removesuffix("000") if digits.isdigit() and len(digits) >= 10 else digits


def match(
    municipalities: Collection[Described], territories: Sequence[Territory], synonyms: Iterable[Sequence[str]] = ()
) -> Match:
    """Every municipality gets at most one territory and every territory at most one municipality.

    ``synonyms``: groups of names that mean one place.
    """
    places: dict[str, tuple[int, How]] = {}
    reasons = {one.code: NOWHERE for one in municipalities}
    for one, position in _by_code(municipalities, territories):
        places[one.code] = (position, "code")
    own = [{parsed(territory.name)} for territory in territories]
    groups = [frozenset(parsed(name) for name in group) for group in synonyms]
    others = [names.union(*(group for group in groups if group & names)) - names for names in own]
    steps: tuple[tuple[How, list[set[Name]]], ...] = (("name", own), ("alias", others))
    for how, names in steps:
        taken = {position for position, _ in places.values()}
        by_core: dict[str, set[tuple[int, Kind | None]]] = defaultdict(set)
        for position, said in enumerate(names):
            for name in said if position not in taken else ():
                by_core[name.core].add((position, name.kind))
        open_ones = [one for one in municipalities if one.code not in places]
        for one, found in _claims(open_ones, by_core, territories).items():
            if isinstance(found, int):
                places[one.code] = (found, how)
            elif found is not None:
                reasons[one.code] = found
    taken = {position for position, _ in places.values()}
    return Match(
        places,
        {code: reason for code, reason in reasons.items() if code not in places},
        tuple(position for position in range(len(territories)) if position not in taken),
    )


def _by_code(
    municipalities: Collection[Described], territories: Sequence[Territory]
) -> Iterable[tuple[Described, int]]:
    """Municipalities and territories whose code is the same and nobody else's."""
    coded: dict[str, list[int]] = defaultdict(list)
    for position, territory in enumerate(territories):
        if territory.code:
            coded[same_code(territory.code)].append(position)
    wanted: dict[str, list[Described]] = defaultdict(list)
    for one in municipalities:
        wanted[same_code(one.code)].append(one)
    for code, ones in wanted.items():
        if len(ones) == 1 and len(coded.get(code, ())) == 1:
            yield ones[0], coded[code][0]


def _claims(
    municipalities: Collection[Described],
    by_core: dict[str, set[tuple[int, Kind | None]]],
    territories: Sequence[Territory],
) -> dict[Described, int | str | None]:
    """Municipality → its territory, or why it can't be told, or None where no name is the same."""
    found: dict[Described, int | str | None] = {}
    claims: dict[int, list[tuple[Described, bool]]] = defaultdict(list)
    for one in municipalities:
        name = parsed(one.name, one.type)
        alike = by_core.get(name.core, set())
        same = {place for place, _ in alike if fold(territories[place].name) == fold(one.name)}
        exact = same or {place for place, kind in alike if kind is not None and kind == name.kind}
        fitting = exact or {place for place, kind in alike if kind is None or name.kind is None}
        if len(fitting) == 1:
            claims[fitting.copy().pop()].append((one, bool(exact)))
        elif fitting:
            found[one] = f"подходят несколько территорий: {_listed(territories[place].name for place in fitting)}"
        elif alike:
            found[one] = f"похожа только территория другого вида: {_listed(territories[p].name for p, _ in alike)}"
        else:
            found[one] = None
    for place, claimants in claims.items():
        sure = [one for one, exact in claimants if exact]
        winner = sure[0] if len(sure) == 1 else claimants[0][0] if len(claimants) == 1 else None
        for one, _ in claimants:
            others = _listed(other.name for other, _ in claimants if other is not one)
            found[one] = (
                place if one is winner else f"на территорию «{territories[place].name}» подходит не только он: {others}"
            )
    return found


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"«{name}»" for name in sorted(names))
