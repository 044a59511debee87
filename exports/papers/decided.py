"""The decision that a paper is about: its head and points, how they are numbered, addressed and said.

A decision of the database, or one that would be composed now of the recommendations confirmed in the scope.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

import pandas as pd

from data.acting import ON_A_DAY, PERMANENT, SCHOOL_YEAR, WITH_A_DAY
from data.decisions import ADOPTED, DRAFT
from exports.papers.model import Item
from exports.papers.parts import Matter, NoPaperError, Options, place_words, whole, year_words
from methodology.deadlines import CONTROLS
from methodology.sentences import capitalised, ended, in_case, long_day
from methodology.words import NBSP, counted, municipalities_of, schools_of
from queries.decision_points import decision_points
from queries.decisions import decisions
from queries.frames import rows_of

BODY = "Коллегия управления образования"
NAMED = 6
"""So many schools or municipalities of a point are named; of more it says how many and in which annex."""
ONE = {
    "руководитель оо": "руководитель образовательной организации",
    "руководители оо": "руководители образовательных организаций",
    "директор": "директор школы",
}
MANY = {
    "руководитель оо": "руководители образовательных организаций",
    "директор": "директора школ",
    "директор школы": "директора школ",
    "управление образования": "управления образования",
    "методическая служба": "муниципальные методические службы",
}
"""An addressee of the catalogue → as a decision calls one of them, or several."""
COLLEGIAL = {"коллегия": "коллегии", "совет": "совета", "комиссия": "комиссии", "комитет": "комитета"}
"""Bodies that have a chairman → in the genitive."""
OF_SCHOOLS = ("руководитель", "директор")
PERSONS = (
    "руководитель", "директор", "заместитель", "исполняющий", "начальник", "главный", "ведущий", "министр", "методист",
    "председатель", "секретарь",
)  # fmt: skip
"""First words of posts that are persons: their accusative is their genitive."""


@dataclass(frozen=True)
class Point:
    """One point. ``about``: rows of its recommendations that may be shown; ``here``: how many are in the scope.

    ``here`` and ``elsewhere`` are None where none may be shown. ``number``: «2.1», the same on every paper and screen.
    """

    position: int
    number: str
    addressee: str
    text: str
    kind: str
    due: date | None
    control: str | None
    evidence: str | None
    common: bool
    here: int | None
    elsewhere: int | None
    about: tuple[Any, ...]

    @property
    def group(self) -> str:
        """The number of its group: «2»."""
        return self.number.partition(".")[0]


@dataclass(frozen=True)
class Decided:
    """A decision. ``decision_id`` None: it was composed for the paper alone. ``control``: the post charged with it."""

    points: tuple[Point, ...]
    title: str
    body: str
    cycle: str
    draft: bool
    day: date | None
    number: str = ""
    decision_id: int | None = None
    control: str = ""

    @property
    def groups(self) -> list[list[Point]]:
        """Points of one group: common ones, or of one addressee."""
        return [list(points) for _, points in groupby(self.points, key=lambda each: each.group)]

    def officer(self, post: str) -> str | None:
        """«председатель коллегии», «секретарь совета»; None where the body that decided has no members to chair."""
        whose = _whose(self.body)
        return whose and f"{post} {whose}"

    @property
    def head(self) -> str:
        """Who chairs the body that decided, else who leads it."""
        return self.officer("председатель") or "руководитель"

    @property
    def named(self) -> str:
        """«решение № 7 от 20 октября 2025 г.»; of a draft «проект решения»."""
        if self.draft or self.day is None:
            return "проект решения"
        return f"решение №{NBSP}{self.number} от {long_day(self.day)}"


def of_number(title: str, number: str) -> str:
    """«Решение № 7», as a file is named; without a number the title alone."""
    return f"{title} № {number}" if number else title


def _whose(body: str) -> str | None:
    return next((COLLEGIAL[word] for word in body.casefold().split() if word in COLLEGIAL), None)


def is_collegial(body: str) -> bool:
    """Whether it decides by vote: a коллегия, a совет, a комиссия."""
    return _whose(body) is not None


def decision_of(matter: Matter, options: Options) -> Decided:
    """The decision asked for, else the draft of the cycle about this scope, else its last adopted one, else a new one.

    Raises NoPaperError where there is none and nothing was confirmed that one could be composed of.
    """
    every = list(rows_of(matter.frame(decisions)))
    if options.decision_id is not None:
        row = next((row for row in every if row.decision_id == options.decision_id), None)
        if row is None:
            known = "; ".join(f"{each.decision_id} — {each.label}" for each in every) or "пока ни одного"
            raise NoPaperError(f"Решения {options.decision_id} нет. Есть: {known}.")
        if row.cycle != matter.scope.cycle:
            raise NoPaperError(f"Это решение — о цикле {row.cycle}, а выбран цикл {matter.scope.cycle}. Выберите цикл.")
        found = stored(matter, row)
        if _beyond(found):
            raise NoPaperError(
                f"Отбор уже решения ({row.label}): часть его пунктов — о других школах. Снимите отбор или сделайте "
                "выписку."
            )
        return found
    live = [row for state in (DRAFT, ADOPTED) for row in every if row.state == state]
    beyond = False
    for row in live:
        if row.cycle == matter.scope.cycle:
            found = stored(matter, row)
            if not _beyond(found) and concerns(found, matter):
                return found
            beyond = True
    day = options.meeting or matter.note.made_at.date()
    points = tuple(_points(matter, matter.frame(decision_points, on=day)))
    if points:
        title = f"О результатах мониторинга эффективности школ{place_words(matter)} {year_words(matter)}"
        body = matter.body[-1] if matter.body else BODY
        return Decided(points, title, body, matter.scope.cycle or "", draft=True, day=options.meeting)
    raise NoPaperError(_nothing(matter, live, beyond=beyond))


def concerns(decided: Decided, matter: Matter) -> bool:
    """Whether any point of it is about the municipalities of the scope."""
    return not matter.scope.municipalities or any(point.here for point in decided.points)


def adopted_decision(matter: Matter, options: Options) -> Decided:
    """The adopted decision asked for, else the last one of the scope's cycle; points about other places left out.

    Raises NoPaperError where there is none, or nothing of it is about the scope.
    """
    every = [row for row in rows_of(matter.frame(decisions)) if row.cycle == matter.scope.cycle]
    wanted = [row for row in every if options.decision_id in (None, row.decision_id)]
    row = next((row for row in wanted if row.state == ADOPTED), None)
    if row is None:
        draft = next((row for row in wanted if row.state == DRAFT), None)
        reason = f"пока это {draft.label}: примите его на странице «Коллегия»" if draft else "такого решения нет"
        raise NoPaperError(f"Нужно принятое решение цикла {matter.scope.cycle}, а {reason}.")
    return stored(matter, row)


def stored(matter: Matter, row: Any) -> Decided:
    """A decision of the database, by its row of ``decisions``."""
    points = tuple(_points(matter, matter.frame(decision_points, decision_id=int(row.decision_id))))
    draft = row.state == DRAFT
    return Decided(
        points, row.title, row.body_name, row.cycle, draft, row.date, row.number or "", int(row.decision_id),
        row.control_post or "",
    )  # fmt: skip


def _points(matter: Matter, frame: pd.DataFrame) -> Iterator[Point]:
    several = matter.note.schools_selected > 1
    for _, found in groupby(rows_of(frame), key=lambda row: row.position):
        rows = tuple(found)
        first = rows[0]
        yield Point(
            int(first.position), first.number, first.addressee, first.text, first.deadline_kind, first.deadline,
            first.control_period, first.evidence, several and bool(first.common),
            whole(first.here), whole(first.elsewhere),
            tuple(row for row in rows if not pd.isna(row.issue_id)),
        )  # fmt: skip


def _beyond(found: Decided) -> bool:
    return any(point.elsewhere for point in found.points)


def _nothing(matter: Matter, live: Sequence[Any], *, beyond: bool) -> str:
    cycle = matter.scope.cycle
    if beyond:
        return (
            f"Принятые рекомендации этого отбора уже вошли в решение о большем отборе (цикл {cycle}). Снимите отбор "
            "или сделайте выписку из решения."
        )
    others = "; ".join(f"{row.label} (цикл {row.cycle})" for row in live if row.cycle != cycle)
    elsewhere = f" Есть решения других циклов: {others}." if others else ""
    if matter.scope.showing == "council":
        return f"Решения за цикл {cycle} по этому отбору нет, и для совета составить его не из чего.{elsewhere}"
    return (
        f"Решения за цикл {cycle} по этому отбору нет, и составить его не из чего: не принята ни одна рекомендация. "
        f"Откройте страницу «Рекомендации», примите нужные и сделайте документ снова.{elsewhere}"
    )


def group_head(points: Sequence[Point]) -> str:
    """«Руководителям образовательных организаций:»; common ones say so."""
    about = [row for point in points for row in point.about]
    schools = len({(row.municipality_id, row.school_id) for row in about if row.school_id})
    places = len({row.municipality_id for row in about})
    named = [_called(part, schools, places) for part in points[0].addressee.split(";")]
    datives = [in_case(each, "dative") for each in named]
    common = " (общие пункты — для большинства школ)" if points[0].common else ""
    if all(datives):
        return f"{capitalised(_and([str(each) for each in datives]))}{common}:"
    return f"{'Ответственный' if len(named) == 1 else 'Ответственные'}{common} — {_and(named)}:"


def _called(addressee: str, schools: int, places: int) -> str:
    """An addressee as a decision calls it, one or several."""
    said = addressee.strip()
    key = said.casefold()
    several = schools > 1 if key.startswith(OF_SCHOOLS) else places > 1
    return (MANY if several else ONE).get(key, ONE.get(key, said))


def _and(words: Sequence[str]) -> str:
    return " и ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def point_words(point: Point, matter: Matter, *, draft: bool = False, annex: str = "") -> str:
    """The point as it is printed: what, by when, how it is confirmed, about whom. ``annex``: «приложение 1»."""
    said = [point.text, due_words(point.kind, point.due, point.control, draft=draft)]
    if point.evidence:
        said.append(f"Подтверждение — {point.evidence}")
    if about := about_words(point, matter, annex):
        said.append(about)
    return " ".join(ended(capitalised(each)) for each in said)


def due_words(kind: str, due: date | None, control: str | None, *, draft: bool) -> str:
    """«Срок — до 20 октября 2026 г.», «Срок — постоянно, контроль ежеквартально» …"""
    if kind in WITH_A_DAY and due is not None:
        return f"Срок — до {long_day(due)}{' (учебный год)' if kind == SCHOOL_YEAR else ''}"
    if kind == PERMANENT:
        return f"Срок — постоянно, контроль {CONTROLS.get(control or '', 'раз в год')}"
    if kind in WITH_A_DAY and kind != ON_A_DAY:
        return "Срок — до следующего цикла мониторинга"
    return "Срок устанавливается при принятии решения" if draft else "Срок не установлен"


def short_due(point: Point) -> str:
    """«до 20 октября 2026 г.» for a table."""
    return due_words(point.kind, point.due, point.control, draft=False).removeprefix("Срок — ").replace("Срок", "срок")


def moved_words(point: Point) -> str:
    """«срок перенесён: прежний, до 01.09.2025, истёк к дню решения»; empty where the day is the rule's own."""
    said = dict.fromkeys(row.moved for row in point.about if row.moved)
    return f"срок перенесён: {', '.join(said)}" if said else ""


def about_words(point: Point, matter: Matter, annex: str) -> str:
    """About which schools or municipalities a point is; nothing where all is one school, or to the council.

    The council isn't told of recommendations about people, so that counts of the others would mislead it.
    """
    if matter.note.schools_selected < 2 or matter.scope.showing == "council" or not point.about:
        return ""
    places = list(dict.fromkeys(row.municipality_name for row in point.about))
    schools = list(dict.fromkeys((row.municipality_name, row.short_name) for row in point.about if row.school_id))
    if not schools:
        if not matter.several_places:
            return ""
        return (
            f"Касается: {', '.join(places)}" if len(places) <= NAMED else f"Касается {municipalities_of(len(places))}"
        )
    if len(schools) <= NAMED:
        # Also of one municipality: another may have a school of this name.
        several = matter.several_places
        return "Касается: " + "; ".join(
            f"{place} — {', '.join(name for _, name in found)}" if several else ", ".join(name for _, name in found)
            for place, found in ((place, [each for each in schools if each[0] == place]) for place in places)
        )
    where = counted(len(places), "муниципалитете", "муниципалитетах", "муниципалитетах")
    there = f" в {where}" if len(places) > 1 else ""
    return f"Касается {schools_of(len(schools))}{there}{f' ({annex})' if annex else ''}"


def passed_words(decided: Decided, on: date) -> str:
    """Of a draft, which points are due before the day of the decision; nothing where none is."""
    passed = [point.number for point in decided.points if point.due is not None and point.due < on]
    if not decided.draft or not passed:
        return ""
    few = len(passed) == 1
    return (
        f"К проекту: срок {'пункта' if few else 'пунктов'} {', '.join(passed)} раньше {long_day(on)}; до принятия "
        f"решения {'его' if few else 'их'} нужно назначить заново."
    )


def point_items(decided: Decided, matter: Matter, annex: str = "") -> list[Item]:
    """The points under their addressees."""
    return [
        Item(
            group_head(points),
            tuple(Item(point_words(point, matter, draft=decided.draft, annex=annex)) for point in points),
        )
        for points in decided.groups
    ]


def decided_words(body: str) -> str:
    """«РЕШИЛА» of a коллегия, «РЕШИЛ» of a совет, «РЕШИЛО» of a министерство: by the first word of the body."""
    first = body.split(" ")[0].casefold()
    if first.endswith(("а", "я")):
        return "РЕШИЛА"
    return "РЕШИЛО" if first.endswith(("о", "е")) else "РЕШИЛ"


def controlled_by(post: str) -> str:
    """The point about control: by whom it is looked after that the decision is carried out."""
    genitive = in_case(post, "genitive") if post.casefold().startswith(PERSONS) else None
    if genitive:
        return f"Контроль за исполнением решения возложить на {genitive}."
    return f"Контроль за исполнением решения осуществляет {post}."
