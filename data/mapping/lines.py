"""What each row under the header is, and whose municipality and school. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping as Lookup
from collections.abc import Sequence
from dataclasses import replace

from data.mapping.header import Grid, Head, Header
from data.mapping.roles import looks_like_municipality, looks_like_school
from data.mapping.structure import Line, LineKind, Role
from data.mapping.totals import with_parts
from data.mapping.values import adds_up, fold, what, words_of

_TOTAL = re.compile(
    r"^(?:и ?т ?о ?г ?о\b|итог\b|в ?с ?е ?г ?о\b|в целом\b|общий итог|сумма\b|среднее\b|в среднем|общо\b|всичко|total"
    r"|(?:по|свод по) (?:региону|област|кра[юя]|республик|субъект|район|город|округ|муниципал))"
    r"|\b(?:итого|всего)\b[ :.]*$|^\S+(?: \S+){0,3} (?:всего|итого)\b"
)
_WHOLE = re.compile(r"регион|област|кра[йюя]\b|республик|субъект|автономн|общий|все школы|все оо")
_NOTE = re.compile(r"^(?:\*|примечани|сноск|источник|справочно|исп\b|исполнител|данные на|по данным|\d+\)|¹)")


def lines_of(
    grid: Grid,
    header: Header,
    heads: Sequence[Head],
    body: range,
    roles: dict[int, Role],
    said: Lookup[str, LineKind],
) -> list[Line]:
    """The rows of ``body``. ``said``: folded label of a row → what it is, where a person said so."""
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
    return with_parts(grid, lines, summable, labels, order)


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
