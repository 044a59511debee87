"""Which column names the municipality and which the school: by its heading, or by what stands in it. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from collections.abc import Mapping as Lookup

from data.mapping.header import Grid, Head
from data.mapping.structure import ROLE_WORDS, Role
from data.mapping.values import fold, what, words_of

_OFFICE = re.compile(r"\b(?:департамент|комитет|управлени|министерств|префектур|отдел|служб|инспекци|агентств|програм)")
_SCHOOL_WORDS = re.compile(
    r"\b(?:сош|оош|нош|[мгфокч]{1,2}[абкочгн]{0,3}оу\w*|мбоу|мкоу|маоу|школ\w*|гимнази\w*|лице[йяе]\w*|интернат\w*|училищ\w*"
    r"|кадетск\w*|колледж\w*|техникум\w*|прогимнази\w*|центр\w* \w+|д/с|детск\w+ сад\w*|цо)\b"
)
_MUNICIPALITY_WORDS = re.compile(
    r"\b(?:район\w*|р-н|округ\w*|город\w*|муниципальн\w+|зато|пгт)\b|^г\. ?\w|\b(?:го|мо|мр)\b|\w+ский$|^г\.о\."
)
_HEADINGS: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("index", re.compile(r"^(?:№|n|no)? ?(?:п/п|п\. ?п\.?|№)$|^№ ?п/?п|^№$")),
    ("school_code", re.compile(r"\b(?:код|идентификатор|логин)\b.*(?:оо|оу|школ|организ|учрежд|админ)|^инн$|\bинн\b")),
    ("municipality_code", re.compile(r"\bкод\b.*(?:мо|муницип|район|территор)|октмо")),
    (
        "school",
        re.compile(
            r"школ|организаци|учреждени|\bоо\b|\bоу\b|гимнази|училищ"
        ),
    ),
    ("municipality", re.compile(r"муниципал|\bмо\b|район|городск\w+ округ|территори|\bмсу\b|\bато\b|община|^округ")),
)  # fmt: skip
_NOT_A_NAME = re.compile(r"^(?:кол|чис|всего|количество|число|дол|процент|средн|в том числе|из них|вид|тип|класс)")
ENOUGH_WORDS = 0.5
"""The share of the cells of a column that are of one kind at least, if the column is."""


def looks_like_school(text: str) -> bool:
    """Whether the words are those by which schools are called."""
    return bool(_SCHOOL_WORDS.search(fold(text)))


def looks_like_municipality(text: str) -> bool:
    """Whether the words are those by which municipalities are called."""
    words = fold(text)
    return bool(_MUNICIPALITY_WORDS.search(words)) and not _OFFICE.search(words) and not looks_like_school(text)


def roles_of(
    grid: Grid, heads: Sequence[Head], body: range, said: Lookup[str, str]
) -> tuple[dict[int, Role], dict[int, str]]:
    """Index of a column → its role and → why. ``said``: heading's key → role that a person gave, '' for none."""
    roles: dict[int, Role] = {}
    reasons: dict[int, str] = {}
    texts = {head.index: [words for p in body if (words := words_of(grid.cell(p, head.index)))] for head in heads}
    filled = {head.index: sum(what(grid.cell(p, head.index)) != "empty" for p in body) for head in heads}
    wordy = {index for index, words in texts.items() if words and len(words) >= ENOUGH_WORDS * filled[index]}
    for head in heads:
        if head.key in said:
            if said[head.key] in ROLE_WORDS:
                roles[head.index], reasons[head.index] = said[head.key], "указано вручную"  # type: ignore[assignment]
            continue
        own = fold(head.path[-1]) if head.path else ""
        for role, pattern in _HEADINGS:
            named = role in ("municipality", "school")
            if role in roles.values() or not pattern.search(own) or (named and head.index not in wordy):
                continue
            if named and _NOT_A_NAME.search(own):
                continue
            if role == "municipality" and _share(texts[head.index], looks_like_school) > ENOUGH_WORDS:
                continue
            roles[head.index], reasons[head.index] = role, f"по заголовку «{head.path[-1]}»"
            break
    given = {head.index for head in heads if head.key in said} | set(roles)
    tests: tuple[tuple[Role, Callable[[str], bool], float], ...] = (
        ("school", looks_like_school, 0.3),
        ("municipality", looks_like_municipality, 0.5),
    )
    for role, test, enough in tests:
        if role in roles.values():
            continue
        found = [(_share(texts[index], test), -index) for index in wordy - given]
        share, place = max(found, default=(0.0, 0))
        if share >= enough:
            roles[-place] = role
            kind = "школы" if role == "school" else "муниципалитеты"
            reasons[-place] = f"по содержанию: так называются {kind} ({share:.0%} строк)".replace("%", "\u00a0%")
            given.add(-place)
    return roles, reasons


def _share(words: Sequence[str], test: Callable[[str], bool]) -> float:
    return sum(test(text) for text in words) / len(words) if words else 0.0
