"""What each row of a table is: a school, a total, a subtotal, a section, a note; and whose municipality it is.

Pure. A person may say otherwise: where the header is, which column names the municipality or the school, what a row is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping as Lookup
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from data.mapping.header import Grid, Head, Header, find_header, header_at, heads_of
from data.mapping.values import adds_up, figure, fold, what, words_of
from data.reading import RawSheet

LineKind = Literal["data", "subtotal", "total", "section", "note", "repeat", "unnamed"]
Role = Literal["municipality", "school", "municipality_code", "school_code", "index"]

KIND_WORDS: dict[LineKind, str] = {
    "data": "строка данных",
    "subtotal": "подытог",
    "total": "итог",
    "section": "раздел",
    "note": "примечание",
    "repeat": "повтор шапки",
    "unnamed": "без названия",
}
ROLE_WORDS: dict[Role, str] = {
    "municipality": "муниципалитет",
    "school": "школа",
    "municipality_code": "код муниципалитета",
    "school_code": "код школы",
    "index": "номер по порядку",
}

_OFFICE = re.compile(r"\b(?:департамент|комитет|управлени|министерств|префектур|отдел|служб|инспекци|агентств|програм)")
_TOTAL = re.compile(
    r"^(?:и ?т ?о ?г ?о\b|итог\b|в ?с ?е ?г ?о\b|в целом\b|общий итог|сумма\b|среднее\b|в среднем|общо\b|всичко|total"
    r"|(?:по|свод по) (?:региону|област|кра[юя]|республик|субъект|район|город|округ|муниципал))"
    r"|\b(?:итого|всего)\b[ :.]*$|^\S+(?: \S+){0,3} (?:всего|итого)\b"
)
_WHOLE = re.compile(r"регион|област|кра[йюя]\b|республик|субъект|автономн|общий|все школы|все оо")
_MEAN = re.compile(r"средн")
_NOTE = re.compile(r"^(?:\*|примечани|сноск|источник|справочно|исп\b|исполнител|данные на|по данным|\d+\)|¹)")
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
MOST_COLUMNS_AGREE = 0.8


@dataclass(frozen=True)
class Line:
    """One row under the header.

    ``municipality`` and ``school``: the spellings that it is about, the first also where it stands in a row above or
    below. ``parts``: positions of the rows that a total or subtotal should add up.
    """

    position: int
    number: int
    kind: LineKind
    reason: str
    label: str
    municipality: str | None = None
    school: str | None = None
    parts: tuple[int, ...] = ()

    @property
    def key(self) -> str:
        """The label as a mapping remembers it."""
        return fold(self.label)


@dataclass(frozen=True)
class Said:
    """What a person said about the structure; what is absent is proposed by the program.

    ``header``: numbers of its first and last row. ``roles``: heading's key → role, '' for none. ``kinds``: folded label
    of a row → what it is.
    """

    header: tuple[int, int] | None = None
    roles: Lookup[str, str] = field(default_factory=dict)
    kinds: Lookup[str, LineKind] = field(default_factory=dict)


@dataclass(frozen=True)
class Structure:
    """A table understood. ``titles``: the words above the header. ``roles``: column index → role; ``role_reasons``."""

    grid: Grid
    header: Header
    heads: tuple[Head, ...]
    lines: tuple[Line, ...]
    titles: tuple[str, ...]
    roles: dict[int, Role]
    role_reasons: dict[int, str]

    def column(self, role: Role) -> int | None:
        """The index of the column with this role; None if there is none."""
        return next((index for index, found in self.roles.items() if found == role), None)

    def of_kind(self, *kinds: LineKind) -> list[Line]:
        """The rows of these kinds, in the order of the sheet."""
        return [line for line in self.lines if line.kind in kinds]

    @property
    def municipalities(self) -> list[str]:
        """Every spelling of a municipality of the rows of data, once, in their order."""
        return list(dict.fromkeys(line.municipality for line in self.of_kind("data") if line.municipality))


def understand(sheet: RawSheet, said: Said | None = None) -> Structure:
    """The structure of a sheet that was read whole."""
    said = said or Said()
    grid = Grid(sheet)
    header = header_at(grid, *said.header) if said.header else find_header(grid)
    heads = heads_of(grid, header)
    body = range(header.end, len(sheet.rows)) if header.rows else range(0)
    roles, reasons = _roles(grid, heads, body, said.roles)
    first = header.rows[0] if header.rows else 0
    titles = [grid.text(position, index) for position in range(first) for index in grid.filled(position)]
    lines = _lines(grid, header, heads, body, roles, said.kinds)
    return Structure(grid, header, heads, tuple(lines), tuple(dict.fromkeys(titles)), roles, reasons)


def looks_like_school(text: str) -> bool:
    """Whether the words are those by which schools are called."""
    return bool(_SCHOOL_WORDS.search(fold(text)))


def looks_like_municipality(text: str) -> bool:
    """Whether the words are those by which municipalities are called."""
    words = fold(text)
    return bool(_MUNICIPALITY_WORDS.search(words)) and not _OFFICE.search(words) and not looks_like_school(text)


def _roles(
    grid: Grid, heads: Sequence[Head], body: range, said: Lookup[str, str]
) -> tuple[dict[int, Role], dict[int, str]]:
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
    tests: tuple[tuple[Role, object, float], ...] = (
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


def _share(words: Sequence[str], test: object) -> float:
    return sum(bool(test(text)) for text in words) / len(words) if words else 0.0  # type: ignore[operator]


def _lines(
    grid: Grid,
    header: Header,
    heads: Sequence[Head],
    body: range,
    roles: dict[int, Role],
    said: Lookup[str, LineKind],
) -> list[Line]:
    place = {role: index for index, role in roles.items()}
    names = [index for index, role in roles.items() if role in ("municipality", "school")]
    codes = [index for index, role in roles.items() if role in ("index", "municipality_code", "school_code")]
    labels = sorted({*names, *_label_columns(grid, heads, body, {*codes})})
    summable = [head.index for head in heads if head.index not in {*labels, *codes} and adds_up(head.title)]
    drafts = [_draft(grid, header, position, labels, place, said) for position in body]
    drafts = _without_trailing_sections(drafts)
    whose, order = _municipalities(grid, drafts, place)
    lines = [
        Line(
            draft.position, draft.number, draft.kind, draft.reason, draft.label, whose.get(draft.position),
            _school(grid, draft, place),
        )
        for draft in drafts
    ]  # fmt: skip
    lines = _namesakes_apart(grid, lines, place.get("school_code"))
    return _with_parts(grid, lines, summable, labels, order)


def _namesakes_apart(grid: Grid, lines: list[Line], codes: int | None) -> list[Line]:
    """The same; schools of one municipality that are called the same but have different codes are told by them."""
    if codes is None:
        return lines
    found: dict[tuple[str | None, str], set[str]] = {}
    for line in lines:
        if line.school is not None:
            found.setdefault((line.municipality, fold(line.school)), set()).add(grid.text(line.position, codes))
    return [
        replace(line, school=f"{line.school} ({grid.text(line.position, codes)})")
        if line.school is not None and len(found[line.municipality, fold(line.school)]) > 1
        else line
        for line in lines
    ]


def _label_columns(grid: Grid, heads: Sequence[Head], body: range, taken: set[int]) -> set[int]:
    """Columns of words at the left edge: those before the first column of figures."""
    found = set()
    for head in heads:
        if head.index in taken:
            continue
        kinds = [what(grid.cell(position, head.index)) for position in body]
        if kinds.count("figure") > kinds.count("words"):
            break
        if kinds.count("words"):
            found.add(head.index)
    return found


def _draft(
    grid: Grid,
    header: Header,
    position: int,
    labels: Sequence[int],
    place: dict[Role, int],
    said: Lookup[str, LineKind],
) -> Line:
    number = grid.sheet.row_numbers[position]
    written = [(index, words) for index in labels if (words := words_of(grid.cell(position, index)))]
    label = written[0][1] if written else next((grid.text(position, index) for index in grid.filled(position)), "")

    def line(kind: LineKind, reason: str, label: str = label) -> Line:
        return Line(position, number, kind, reason, label)

    if (chosen := said.get(fold(label))) is not None:
        return line(chosen, "указано вручную")
    cells = [grid.text(position, index) for index in grid.filled(position)]
    for upper in (*header.rows, *((header.numbers,) if header.numbers is not None else ())):
        if len(cells) >= 2 and cells == [grid.text(upper, index) for index in grid.filled(upper)]:
            return line("repeat", f"та же строка, что {grid.sheet.row_numbers[upper]}")
    others = [index for index in grid.filled(position) if index not in labels and index not in _codes(place)]
    figures = any(what(grid.cell(position, index)) == "figure" for index in others)
    total = next((words for _, words in written if _TOTAL.search(fold(words))), None)
    if total is not None and not (place.get("school") is not None and looks_like_school(total)):
        if _WHOLE.search(fold(total)) or (len(written) == 1 and not looks_like_municipality(total)):
            return line("total", f"начинается со слов «{total[:40]}»", total)
        return line("subtotal", f"слово итога: «{total[:40]}»", label if label != total else total)
    municipality, school = place.get("municipality"), place.get("school")
    has_school = school is not None and bool(words_of(grid.cell(position, school)))
    if not figures and len(cells) == 1 and written:
        if _NOTE.search(fold(label)) or len(label) > 150:
            return line("note", "одна ячейка со словами примечания")
        if not (has_school and (looks_like_school(label) or municipality is not None)):
            return line("section", "одна ячейка со словами, чисел нет")
    if school is None and municipality is None and "school_code" not in place:
        return line("data", "строка под шапкой")
    if has_school:
        name = words_of(grid.cell(position, school or 0))
        if municipality is None and looks_like_municipality(name):
            return line("subtotal" if figures else "section", "в столбце школ — название муниципалитета", name)
        return line("data", "названа школа")
    if school is not None and municipality is not None and words_of(grid.cell(position, municipality)):
        if figures:
            return line("subtotal", "назван муниципалитет, школы нет")
        return line("section", "назван только муниципалитет")
    if school is None and municipality is not None and words_of(grid.cell(position, municipality)):
        return line("data", "назван муниципалитет")
    if place.get("school_code") is not None and grid.text(position, place["school_code"]):
        return line("data", "есть код школы")
    if figures:
        return line("unnamed", "есть числа, но нет названия")
    return line("note", "нет ни названия школы, ни чисел")


def _codes(place: dict[Role, int]) -> set[int]:
    return {index for role, index in place.items() if role in ("index", "municipality_code", "school_code")}


def _without_trailing_sections(drafts: list[Line]) -> list[Line]:
    """What stands alone after the last row of figures is no section but a note, a signature or a footnote."""
    last = max((place for place, line in enumerate(drafts) if line.kind in ("data", "subtotal", "total")), default=-1)
    return [
        Line(line.position, line.number, "note", "ниже последней строки таблицы", line.label)
        if place > last and line.kind == "section"
        else line
        for place, line in enumerate(drafts)
    ]


def _school(grid: Grid, line: Line, place: dict[Role, int]) -> str | None:
    if line.kind != "data":
        return None
    for index in (place.get("school"), place.get("school_code")):
        if index is not None and grid.text(line.position, index):
            return grid.text(line.position, index)
    return None


def _municipalities(grid: Grid, drafts: Sequence[Line], place: dict[Role, int]) -> tuple[dict[int, str], bool]:
    """Position → spelling of its municipality, and whether subtotals stand above what they add up."""
    index = place.get("municipality")
    said: dict[int, str] = {}
    for line in drafts:
        own = words_of(grid.cell(line.position, index)) if index is not None else ""
        if own and _TOTAL.search(fold(own)):
            own = _TOTAL.sub("", fold(own)).strip(" :.") and own if looks_like_municipality(own) else ""
            own = _named_in_total(own)
        if not own and line.kind in ("subtotal", "section") and looks_like_municipality(line.label):
            own = _named_in_total(line.label)
        if own and line.kind in ("data", "subtotal", "section"):
            said[line.position] = own
    telling = [line for line in drafts if line.kind in ("data", "subtotal", "section")]
    from_total = {line.position for line in drafts if line.position in said and _TOTAL.search(fold(line.label))}
    own_on_data = any(line.position in said for line in telling if line.kind == "data")
    above = own_on_data or not telling or telling[0].kind != "data"
    whose: dict[int, str] = {}
    current: str | None = None
    for line in drafts if above else reversed(drafts):
        if line.kind == "total" or line.kind == "note":
            continue
        if line.position not in from_total or current is None:
            current = said.get(line.position, current)
        elif not above:
            current = said[line.position]
        if current is not None and line.kind in ("data", "subtotal"):
            whose[line.position] = current
    subtotals_first = next((line.kind == "subtotal" for line in drafts if line.kind in ("data", "subtotal")), True)
    return whose, subtotals_first


def _named_in_total(label: str) -> str:
    """The municipality that «Итого по Северному району» or «Северный район, всего» speaks of, as written there."""
    words = re.sub(r"(?i)^\s*(?:итого|всего|в целом|итог|свод)\s*(?:по|:)?\s*", "", label)
    words = re.sub(r"(?i)[\s,:(]*(?:итого|всего)[\s.:)]*$", "", words).strip()
    words = re.sub(r"(?<=[сц]к)ому(?= )", "ий", words)
    for dative, nominative in ((r"(?<=\w)ому(?= )", "ый"), (r"(?<=\w)ему(?= )", "ий"), (r"\b(район|округ)у\b", r"\1")):
        words = re.sub(dative, nominative, words)
    return re.sub(r"\bгороду\b", "город", words)


def _with_parts(
    grid: Grid, lines: list[Line], summable: Sequence[int], labels: Sequence[int], subtotals_first: bool
) -> list[Line]:
    """Totals and subtotals with the rows that they should add up: chosen by where they stand and by what fits."""
    data = [line.position for line in lines if line.kind == "data"]
    totals = [line for line in lines if line.kind == "total" and not _MEAN.search(line.key)]
    result = []
    for place, line in enumerate(lines):
        if line.kind not in ("total", "subtotal") or _MEAN.search(line.key):
            result.append(line)
            continue
        choices = [
            _run(lines, place, +1),
            _run(lines, place, -1),
            _run(lines, place, +1, until=lambda other: bool(labels) and bool(grid.text(other.position, labels[0]))),
        ]
        if not subtotals_first:
            choices[0], choices[1] = choices[1], choices[0]
        same = [other.position for other in lines if other.kind == "data" and other.municipality == line.municipality]
        if line.kind == "subtotal" and line.municipality is not None:
            choices.insert(0, same)
        if line.kind == "total" or len(totals) <= 1:
            choices.insert(0 if line.kind == "total" and len(totals) <= 1 else len(choices), data)
        choices = [choice for choice in choices if choice]
        fits = [_agreement(grid, line.position, choice, summable) for choice in choices]
        best = 0
        for at, fit in enumerate(fits):
            if fit >= MOST_COLUMNS_AGREE and fits[best] < ENOUGH_WORDS and fit > fits[best]:
                best = at
        parts = tuple(choices[best]) if choices else ()
        result.append(
            Line(line.position, line.number, line.kind, line.reason, line.label, line.municipality, None, parts)
        )
    return result


def _run(lines: Sequence[Line], place: int, step: int, until: object = None) -> list[int]:
    found = []
    at = place + step
    while 0 <= at < len(lines) and lines[at].kind not in ("total", "subtotal", "section"):
        if lines[at].kind == "data":
            if until is not None and until(lines[at]):  # type: ignore[operator]
                break
            found.append(lines[at].position)
        at += step
    return sorted(found)


def _agreement(grid: Grid, total: int, parts: Sequence[int], columns: Sequence[int]) -> float:
    """The share of columns in which the rows add up to the total."""
    checked = fitting = 0
    for index in columns:
        said = figure(grid.cell(total, index))
        values = [value for part in parts if (value := figure(grid.cell(part, index))) is not None]
        if said is None or (not values and said == 0):
            continue
        checked += 1
        fitting += bool(values) and abs(sum(values) - said) <= 0.05 * len(values) ** 0.5
    return fitting / checked if checked else 0.0
