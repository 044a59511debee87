"""Which municipality and which school a spelling means: by code, by name, by a name much like it; always with a reason.

Pure. What fits nobody, or more than one, is left to the person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TypeVar

from data.boundary_matching import parsed
from data.mapping.values import fold
from data.spelling import differences, tidy

_Known = TypeVar("_Known")

NEARLY = 0.9
"""How much alike two names are at least, if one is to be taken for a slip of the other."""
AHEAD = 0.04
"""By how much the best name must be better than the next one."""

_FORMS = (
    (r"муниципальн\w+ (?:бюджетн|казенн|автономн)\w+ (?:обще)?образовательн\w+ (?:учреждени|организаци)\w+", ""),
    (r"(?:обще)?образовательн\w+ (?:учреждени|организаци)\w+", ""),
    (r"средн\w+ (?:обще)?образовательн\w+ школ\w+", "сош"),
    (r"основн\w+ (?:обще)?образовательн\w+ школ\w+", "оош"),
    (r"начальн\w+ (?:обще)?образовательн\w+ школ\w+", "нош"),
    (r"средн\w+ школ\w+", "сош"),
    (r"\b[мгфочк]{1,2}[абкн]?о?[абк]?о?оу(?: ?во)?\b", ""),
    (r"\b(?:с|село|сел)\b\.?", "с "),
    (r"\b(?:п|пос|поселок|поселка|пгт)\b\.?", "п "),
    (r"\b(?:г|город|города)\b\.?", "г "),
    (r"\b(?:им|имени)\b\.?", "им "),
    (r"№|\bn(?=\s?\d)", " "),
)
_NOT_IN_NAMES = re.compile(r"[^\w]+")


@dataclass(frozen=True)
class KnownSchool:
    """A school as the database describes it for the latest cycle; ``described``: cycles that have its description."""

    municipality_id: str
    school_id: str
    name: str
    facts: dict[str, object] = field(default_factory=dict, compare=False)
    described: frozenset[str] = frozenset()


@dataclass(frozen=True)
class KnownMunicipality:
    """A municipality as the database describes it for the latest cycle."""

    municipality_id: str
    name: str
    type: str | None = None
    facts: dict[str, object] = field(default_factory=dict, compare=False)
    described: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Names:
    """Everybody whom the database knows."""

    municipalities: tuple[KnownMunicipality, ...] = ()
    schools: tuple[KnownSchool, ...] = ()


@dataclass(frozen=True)
class Meant:
    """Whom a spelling means: ``code`` None if nobody known. ``sure``: False where a person should look."""

    code: str | None
    reason: str
    sure: bool = True


def municipality_meant(spelling: str, known: Iterable[KnownMunicipality], code: str = "") -> Meant:
    """The municipality that is written so, perhaps with its code beside it."""
    ones = list(known)
    digits = re.sub(r"\s+", "", code)
    if digits and (same := [one for one in ones if one.municipality_id == digits]):
        return Meant(same[0].municipality_id, f"по коду {digits}")
    if exact := _only([one for one in ones if fold(one.name) == fold(spelling)]):
        return Meant(exact.municipality_id, _spelt(spelling, exact.name))
    name = parsed(tidy(spelling))
    described = [(one, parsed(one.name, one.type)) for one in ones]
    alike = [(one, its) for one, its in described if its.core == name.core]
    fitting = [one for one, its in alike if its.kind == name.kind] or [
        one for one, its in alike if None in (its.kind, name.kind)
    ]
    # A district that became an okrug is the same place; a town of the same name is not, if both are there.
    if len(fitting) == 1:
        return Meant(fitting[0].municipality_id, f"то же имя без слов «район», «округ», «город»: «{fitting[0].name}»")
    if len(fitting) > 1:
        return Meant(None, f"подходят несколько: {_listed(one.name for one in fitting)}", sure=False)
    if len(alike) == 1:
        found = alike[0][0]
        return Meant(found.municipality_id, f"имя то же, вид другой: «{found.name}»; проверьте", sure=False)
    near = _nearest(name.core, [(one.municipality_id, one.name, its.core) for one, its in described])
    if near is not None:
        return Meant(near[0], f"похоже на «{near[1]}», возможно, опечатка; проверьте", sure=False)
    return Meant(None, "такого муниципалитета в базе нет")


def school_meant(spelling: str, known: Sequence[KnownSchool], code: str = "") -> Meant:
    """The school of one municipality that is written so, perhaps with its code beside it."""
    digits = re.sub(r"\s+", "", code)
    if digits and (same := [one for one in known if one.school_id == digits]):
        return Meant(same[0].school_id, f"по коду {digits}")
    if exact := _only([one for one in known if fold(one.name) == fold(spelling)]):
        return Meant(exact.school_id, _spelt(spelling, exact.name))
    name = plain_school(spelling)
    alike = [one for one in known if plain_school(one.name) == name]
    if len(alike) == 1:
        return Meant(alike[0].school_id, f"то же имя без кавычек и вида учреждения: «{alike[0].name}»")
    if len(alike) > 1:
        return Meant(None, f"подходят несколько: {_listed(one.name for one in alike)}", sure=False)
    numbers = _numbers(name)
    same_numbers = [one for one in known if _numbers(plain_school(one.name)) == numbers]
    near = _nearest(name, [(one.school_id, one.name, plain_school(one.name)) for one in same_numbers])
    if near is not None:
        return Meant(near[0], f"похоже на «{near[1]}», номер тот же; проверьте", sure=False)
    inside = [one for one in same_numbers if numbers and _within(name, plain_school(one.name))]
    if len(inside) == 1:
        return Meant(inside[0].school_id, f"номер и слова те же, что у «{inside[0].name}»; проверьте", sure=False)
    return Meant(None, "такой школы в базе нет")


@lru_cache(maxsize=20_000)
def plain_school(name: str) -> str:
    """The name without quotes, the kind of institution and ways of abbreviating."""
    words = _NOT_IN_NAMES.sub(" ", fold(name.replace("№", " № "))).strip()
    for pattern, short in _FORMS:
        words = re.sub(pattern, short, words)
    return " ".join(_NOT_IN_NAMES.sub(" ", words).split())


def _numbers(name: str) -> list[str]:
    return re.findall(r"\d+", name)


def _within(one: str, other: str) -> bool:
    ours, theirs = set(one.split()), set(other.split())
    return ours <= theirs or theirs <= ours


def _nearest(name: str, known: Sequence[tuple[str, str, str]]) -> tuple[str, str] | None:
    scored = sorted(
        ((SequenceMatcher(None, name, other).ratio(), code, written) for code, written, other in known), reverse=True
    )
    if not scored or scored[0][0] < NEARLY or (len(scored) > 1 and scored[0][0] - scored[1][0] < AHEAD):
        return None
    return scored[0][1], scored[0][2]


def _spelt(written: str, meant: str) -> str:
    if written == meant:
        return "записано так же"
    ways = differences(written, meant)
    return f"то же имя; отличаются {', '.join(ways)}" if ways else "записано так же"


def _only(found: Sequence[_Known]) -> _Known | None:
    return found[0] if len(found) == 1 else None


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"«{name}»" for name in sorted(names))
