"""What the program proposes about a table, each proposal with its reason: sheet, columns, values for all rows, names.

Pure. Evidence in this order: what a person settled for the same heading before, the words of the heading, its unit.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from data.mapping.header import OF_THEM, Head, is_year
from data.mapping.model import Mapping, Meaning
from data.mapping.structure import ROLE_WORDS, Structure
from data.mapping.values import figure, fold, is_mean, what, what_for
from data.mapping.vocabulary import (
    ADDED_UP,
    APPLICATIONS,
    ASSESSMENTS,
    EVERY_SUBJECT,
    EXAM_KINDS,
    FIELDS,
    GRADE_OF_EXAM,
    UNIT,
    VALUES,
)
from data.mapping.when import When, day_said
from data.sheets import MUNICIPALITIES, SCHOOLS, SHEETS, Column, Sheet
from data.spelling import tidy

GIVEN_ELSEWHERE = {"school_id", "municipality_id", "cycle", "sheet_row"}
"""Columns of the template that come from names, codes and the year of the table."""
ALIKE = 0.6
"""How much of two headings must be the same words."""
ENOUGH = 0.3
"""How well a sheet of the template must fit to be proposed: required columns found, and columns of the table used."""
ALL_OF_THEM = {"ИТОГ", "ИТОГО"}
BEFORE = "так было сопоставлено в прошлый раз"
BY_HAND = "указано вручную"
LONGEST_QUOTE = 60
"""Letters of a heading that a reason quotes at most."""
WHO = {"municipality", "school", "municipality_code", "school_code", "index"}


@dataclass(frozen=True)
class ColumnProposal:
    """What a column of the table is taken for. ``sure`` False: a person should look.

    ``doubt``: the reason without what the column's own heading names; columns that share it are asked about together.
    """

    head: Head
    meaning: Meaning
    reason: str
    sure: bool = True
    doubt: str = ""


@dataclass(frozen=True)
class ValueProposal:
    """A value for all rows, of a column of the template that the table doesn't have; '' where nothing tells it."""

    column: Column
    value: str
    reason: str


def propose_target(structure: Structure) -> tuple[Sheet | None, str]:
    """The sheet of the template that the table is about; None if it is about none of them."""
    if not any(role in ("school", "school_code", "municipality") for role in structure.roles.values()):
        return None, "в таблице нет столбца школ или муниципалитетов"
    titles = _titles(structure)
    best: tuple[float, Sheet, int] | None = None
    for sheet in SHEETS:
        if "school_id" not in {column.name for column in sheet.columns} and structure.column("school") is not None:
            continue
        found = propose_columns(structure, sheet)
        others = [one for one in found if one.meaning.field not in WHO]
        loaded = [
            one.meaning for one in others if one.meaning.field and not ALL_OF_THEM & set(one.meaning.part.values())
        ]
        fields = {meaning.field for meaning in loaded}
        covered = fields.union(*(meaning.part for meaning in loaded))
        wanted = {column.name for column in sheet.columns if column.required == "yes"} - GIVEN_ELSEWHERE
        score = len(covered & wanted) / max(1, len(wanted)) + len(loaded) / max(1, len(others))
        if sheet.name == ASSESSMENTS and any(pattern.search(titles) for pattern in EXAM_KINDS.values()):
            score += 1
        if fields and score >= ENOUGH and (best is None or score > best[0]):
            best = (score, sheet, len(fields))
    if best is None:
        return None, "ни один столбец не похож на столбцы шаблона"
    reason = f"похожи столбцы: {best[2]}"
    if best[1].name == ASSESSMENTS and (kind := _exam(titles)):
        reason = f"в заголовках — «{kind}»; {reason}"
    return best[1], reason


def propose_columns(structure: Structure, target: Sheet, kept: Mapping | None = None) -> list[ColumnProposal]:
    """What each column is; those that nothing speaks for are not loaded."""
    settled = kept.columns if kept is not None and kept.target == target.name else {}
    by_headings = {name for head in structure.heads for name in _parts(head, target)[0]}
    dimension = next((column for column in _dimensions(target) if column.name in by_headings), None)
    dimension = dimension or open_dimension(structure, target)
    wide = [head for head in structure.heads if len(head.path) > 1]
    counts = Counter(part for head in wide for part in head.path)
    common = {part for head in wide for part in head.path[:-1] if 2 * counts[part] > len(wide)}
    found = [_column(structure, head, target, settled, dimension, common) for head in structure.heads]
    return _told_apart(_one_for_all(found, dimension), target)


def _one_for_all(found: list[ColumnProposal], dimension: Column | None) -> list[ColumnProposal]:
    """The same; if all headings that name a subject name one and the same, it holds for the other columns as well."""
    if dimension is None:
        return found
    said = {one.meaning.part[dimension.name] for one in found if dimension.name in one.meaning.part}
    if len(said) != 1:
        return found
    part = {dimension.name: said.pop()}
    result = []
    for one in found:
        spoken_for = one.meaning.field and one.meaning.field not in WHO and one.reason != BEFORE
        if spoken_for and one.sure and not one.meaning.part:
            meaning = one.meaning.model_copy(update={"part": part})
            reason = f"{one.reason}; {dimension.heading.lower()} — как в других столбцах"
            result.append(replace(one, meaning=meaning, reason=reason))
        else:
            result.append(one)
    return result


def _told_apart(found: list[ColumnProposal], target: Sheet) -> list[ColumnProposal]:
    """The same; of several columns for one field of one row only those stay that may be added up, or one of them."""
    result = list(found)
    groups: dict[tuple[str, tuple[tuple[str, str], ...]], list[int]] = {}
    for place, one in enumerate(found):
        if one.meaning.field and one.meaning.field not in WHO and one.reason != BEFORE:
            groups.setdefault((one.meaning.field, tuple(sorted(one.meaning.part.items()))), []).append(place)
    for (name, _), places in groups.items():
        if len(places) == 1:
            continue
        added = (target.name, target.column(name).heading) in ADDED_UP
        # Of columns by year the last one is of the year that the table is about.
        kept = max(places) if all(is_year(_last(found[place])) for place in places) else min(places)
        for place in places:
            others = ", ".join(found[other].head.letters for other in places if other != place)
            if added:
                result[place] = replace(
                    found[place], reason=f"{found[place].reason}; складывается со столбцом {others}"
                )
            elif place != kept:
                reason = f"то же поле, что в столбце {found[kept].head.letters}: выберите, откуда его брать"
                result[place] = ColumnProposal(found[place].head, Meaning(), reason, sure=False, doubt=reason)
            else:
                one, also = found[place], f"похож и столбец {others}"
                doubt = f"{one.doubt}; {also}" if one.doubt else also
                result[place] = replace(one, reason=f"{one.reason}; {also}: проверьте", sure=False, doubt=doubt)
    return result


def _last(one: ColumnProposal) -> str:
    return one.head.path[-1] if one.head.path else ""


def _column(
    structure: Structure,
    head: Head,
    target: Sheet,
    settled: dict[str, Meaning],
    dimension: Column | None,
    common: set[str],
) -> ColumnProposal:
    if (meaning := settled.get(head.key)) is not None:
        return ColumnProposal(head, meaning, BEFORE)
    if (role := structure.roles.get(head.index)) is not None:
        return ColumnProposal(head, Meaning(field=role), structure.role_reasons[head.index])
    parts, told = _parts(head, target)
    # «Участников по физике» names the subject and what is counted at once.
    whole_parts = {
        part for part in told if len(_bare(part)) <= 1.5 * len(told[part]) + 12 and not _says_field(part, target)
    }
    rest = [part for part in head.path if part not in whole_parts and not OF_THEM.fullmatch(fold(part))]
    rest = [part for part in rest if not is_year(part) and UNIT.sub("", fold(part)).strip(" ,.")]
    words = [fold(part) for part in rest if part not in common or part == head.path[-1]]
    over_all = [fold(part) for part in rest if fold(part) not in words]
    # A column of all subjects together repeats what its subjects say one by one.
    whole = dimension is not None and dimension.name not in parts and any(EVERY_SUBJECT.search(word) for word in words)
    field, reason, sure = _field(words, over_all, head, target, bool(parts))
    if field is not None and not _holds(structure, head, field):
        return ColumnProposal(head, Meaning(), f"по заголовку — «{field.heading}», но в столбце другое", sure=False)
    if whole and field is not None:
        return ColumnProposal(
            head, Meaning(), f"«{quote(rest[-1])}» — обо всех значениях сразу: сверяется, не загружается"
        )
    if field is None:
        return ColumnProposal(head, Meaning(), reason or f"на листе «{target.name}» нет такого столбца")
    if parts and not sure and not words and (of_whole := _part_of_a_whole(structure, head, field, target)):
        reason, sure = of_whole, True
    doubt = "" if sure else reason.removesuffix("; проверьте")
    if parts:
        reason = "; ".join((*(f"«{part}» — {value}" for part, value in told.items()), reason))
    unexplained = len(rest) > 1 or (over_all and words)
    if unexplained and dimension is not None and dimension.name not in parts and field.name not in target.key:
        reason, sure = f"{reason}; {dimension.heading.lower()} по заголовку не понять: выберите", False
    return ColumnProposal(head, Meaning(field=field.name, part=parts), reason, sure, doubt)


def _part_of_a_whole(structure: Structure, head: Head, field: Column, target: Sheet) -> str:
    """Why «Физика, чел.» under «из них» counts the same people as the column before: by its words and its figures.

    Empty if there is no such column, its words mean another field, or some row has more people than it.
    """
    if not any(OF_THEM.fullmatch(fold(part)) for part in head.path):
        return ""
    before = [one for one in structure.heads if one.index < head.index and one.index not in structure.roles]
    wholes = [one for one in before if not any(OF_THEM.fullmatch(fold(part)) for part in one.path)]
    pattern = FIELDS.get((target.name, field.heading))
    if not wholes or pattern is None:
        return ""
    whole = wholes[-1]
    if not EVERY_SUBJECT.search(fold(whole.title)) or (found := pattern.search(fold(whole.title))) is None:
        return ""
    grid, both = structure.grid, 0
    for line in structure.of_kind("data"):
        part, of_all = (figure(grid.cell(line.position, one.index)) for one in (head, whole))
        if part is not None and of_all is not None:
            both += 1
            if part > of_all:
                return ""
    if not both:
        return ""
    return f"«из них» от столбца {whole.letters}, в нём слова «{found[0].strip()}» — «{field.heading}»; нигде не больше"


def quote(text: str) -> str:
    """The text for a reason: cut off if it is long, after a whole word unless that word is most of it."""
    if len(text) <= LONGEST_QUOTE:
        return text
    head = text[:LONGEST_QUOTE]
    words = head.rpartition(" ")[0]
    return (words if 2 * len(words) > len(head) else head).rstrip(" ,.;:") + "…"


def _holds(structure: Structure, head: Head, field: Column) -> bool:
    """Whether what stands in the column can be values of that field at all."""
    cells = [structure.grid.cell(line.position, head.index) for line in structure.of_kind("data")]
    kinds = [what_for(cell, field) for cell in cells]
    if field.kind in ("integer", "number", "group"):
        return kinds.count("figure") >= kinds.count("words")
    if field.choices:
        choices = {fold(choice) for choice in field.choices}
        said = [fold(cell) for cell in cells if isinstance(cell, str) and what(cell) in ("words", "absent")]
        fitting = sum(words in choices for words in said)
        return fitting > 0 and fitting >= 0.5 * sum(words in choices or what(words) == "words" for words in said)
    return "words" in kinds or "figure" in kinds


def _dimensions(target: Sheet) -> list[Column]:
    """Columns of the key that a wide table may write into its headings: those with a list, and numbers of criteria."""
    return [
        target.column(name)
        for name in target.key
        if name not in GIVEN_ELSEWHERE and (target.column(name).choices or target.column(name).kind == "integer")
    ]


def open_dimension(structure: Structure, target: Sheet) -> Column | None:
    """The list of the key that only headings or a column can tell: the titles don't."""
    titles = _titles(structure)
    lists = [column for column in _dimensions(target) if column.choices and column.required == "yes"]
    return next((column for column in lists if not _said_in(titles, column, target)[0]), None)


def _titles(structure: Structure) -> str:
    """Titles, the sheet's name, and then the headings, in which the exam may be named as well."""
    headings = dict.fromkeys(part for head in structure.heads for part in head.path)
    return fold(" ".join((*structure.titles, structure.grid.sheet.name, "|", *headings)))


def _parts(head: Head, target: Sheet) -> tuple[dict[str, str], dict[str, str]]:
    """Column of the key → value that the heading says; part of the heading → value."""
    parts: dict[str, str] = {}
    told: dict[str, str] = {}
    for column in _dimensions(target):
        for part in head.path:
            value = _value(part, column)
            if value is not None and part not in told:
                parts[column.name], told[part] = value, value
                break
    return parts, told


def _bare(part: str) -> str:
    """A part of a heading without remarks in brackets and units."""
    words = re.sub(r" ?\([^)]*(?:участв|г\.|год)[^)]*\)", "", fold(tidy(part)))
    for _ in range(2):
        words = UNIT.sub("", words).strip(" ,.")
    return words


def _value(part: str, column: Column) -> str | None:
    words = _bare(part)
    if column.kind == "integer":
        found = re.search(rf"\b{re.escape(fold(column.heading).strip('№ ')[:5])}\w*\.? ?№? ?(\d+)", words)
        found = found or re.search(rf"^(\d+)(?:-?й)? {re.escape(fold(column.heading)[:5])}", words)
        return found[1] if found else None
    for choice in column.choices:
        if fold(choice) == words:
            return choice
    for choice in column.choices:
        pattern = VALUES.get(choice)
        if pattern is not None and pattern.search(words):
            return choice
    return _inflected(words, column)


def _inflected(words: str, column: Column) -> str | None:
    """The longest choice that the words contain, in whatever case: «по русскому языку», «математике»."""
    for choice in sorted(column.choices, key=len, reverse=True):
        stems = [word[: max(4, len(word) - 2)] for word in re.findall(r"\w+", fold(choice))]
        if all(len(stem) >= 4 for stem in stems) and re.search(r"\b" + r"\w* ".join(stems) + r"\w*", words):
            return choice
    return None


def _field(
    words: Sequence[str], over_all: Sequence[str], head: Head, target: Sheet, in_group: bool
) -> tuple[Column | None, str, bool]:
    """The template's column that the words mean, why, and whether that is sure.

    ``over_all``: words that stand over most columns, of which only known ones are heeded.
    """
    candidates = [column for column in target.columns if column.name not in GIVEN_ELSEWHERE]
    own = words[-1] if words else ""
    for column in candidates:
        if own and UNIT.sub("", fold(column.heading)) == UNIT.sub("", own):
            return column, "заголовок как в шаблоне", True
    if is_mean(own) and not any("%" in column.heading for column in candidates):
        return None, f"среднее или доля: на листе «{target.name}» такого столбца нет", True
    for text in (*reversed(words), " ".join(words), *reversed(over_all)):
        for column in candidates:
            pattern = FIELDS.get((target.name, column.heading))
            if text and pattern is not None and (found := pattern.search(text)):
                return column, f"слова «{found[0].strip()}» — «{column.heading}»", True
    # «Чел.» under the name of a subject counts those who took it.
    if target.name == ASSESSMENTS and in_group and not words and re.search(r"чел|кол", fold(" ".join(head.path))):
        column = next(column for column in candidates if column.heading == "Участников")
        return column, "предмет и «чел.», другого не сказано — участники; проверьте", False
    if not words and over_all and (same := [c for c in candidates if fold(c.heading) == UNIT.sub("", over_all[-1])]):
        return same[0], f"общий заголовок — «{same[0].heading}»", True
    if not words and in_group:
        numbers = (c for c in candidates if c.name not in target.key and c.kind in ("number", "integer"))
        if (score := next(numbers, None)) is not None:
            return score, f"под заголовком только числа — «{score.heading}»; проверьте", False
    scored = sorted(((_alike(own, fold(column.heading)), column) for column in candidates), key=lambda pair: -pair[0])
    if scored and scored[0][0] >= ALIKE:
        return scored[0][1], f"заголовок похож на «{scored[0][1].heading}»", scored[0][0] >= 0.8
    return None, "", True


def _says_field(part: str, target: Sheet) -> bool:
    return any(sheet == target.name and pattern.search(fold(part)) for (sheet, _), pattern in FIELDS.items())


def _alike(one: str, other: str) -> float:
    ours, theirs = _stems(one), _stems(other)
    return 2 * len(ours & theirs) / (len(ours) + len(theirs)) if ours and theirs else 0.0


def _stems(text: str) -> set[str]:
    return {word[:6] for word in re.findall(r"\w+", text) if len(word) > 2 or word.isdigit()}


def propose_values(
    structure: Structure, target: Sheet, columns: Iterable[ColumnProposal], when: When, kept: Mapping | None = None
) -> list[ValueProposal]:
    """Values for all rows, for what the sheet asks and no column of the table tells."""
    told = {name for proposal in columns for name in (proposal.meaning.field, *proposal.meaning.part)}
    titles = _titles(structure)
    settled = kept.constants if kept is not None and kept.target == target.name else {}
    proposals: list[ValueProposal] = []
    if target in (SCHOOLS, MUNICIPALITIES):
        return proposals
    for column in target.columns:
        if column.name in told or column.name in GIVEN_ELSEWHERE or column.required == "no":
            continue
        if column.required == "conditional" and not column.choices:
            continue
        if column.kind == "date":
            proposals.append(ValueProposal(column, *day_said(structure, when)))
        elif column.heading == "Год":
            proposals.append(ValueProposal(column, when.year, when.reason))
        elif column.name in settled:
            proposals.append(ValueProposal(column, settled[column.name], "так было в прошлый раз"))
        elif column.choices or column.name in target.key or target.name != ASSESSMENTS:
            proposals.append(ValueProposal(column, *_said_in(titles, column, target)))
    return proposals


def _said_in(titles: str, column: Column, target: Sheet) -> tuple[str, str]:
    if target.name == ASSESSMENTS and (exam := _exam(titles)):
        if exam in column.choices:
            return exam, f"в заголовках таблицы «{exam}»"
        if column.heading == "Класс" and exam in GRADE_OF_EXAM:
            return GRADE_OF_EXAM[exam], f"{exam} сдают после {GRADE_OF_EXAM[exam]} класса"
    if column.heading == "Класс" and (found := re.search(r"\b(\d{1,2})(?:-?х|-?й)? класс", titles)):
        return found[1], f"в заголовке таблицы «{found[0]}»"
    if column.choices and (choice := _inflected(titles.partition("|")[0], column)):
        return choice, f"в заголовке таблицы — «{choice}»"
    return "", "в таблице этого нет: выберите"


def _exam(titles: str) -> str:
    return next((kind for kind, pattern in EXAM_KINDS.items() if pattern.search(titles)), "")


def speaks_of_applications(structure: Structure) -> bool:
    """Whether the table counts applications for an exam, which is not the same as those who took it."""
    return any(APPLICATIONS.search(fold(title)) for title in structure.titles)


def field_words(target: Sheet, name: str) -> str:
    """How a field or a role is called to a person."""
    if not name:
        return "не загружать"
    if name in WHO:
        return ROLE_WORDS[name]  # type: ignore[index]
    return target.column(name).heading
