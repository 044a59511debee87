"""Every paper of several sets of data, made once a session with the frames that it asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from itertools import islice
from pathlib import Path
from shutil import copy
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Engine

from data.acting import WITH_A_DAY, Deadline
from data.database import make_engine, reading
from data.decisions import Head, adopt, compose
from data.recommendation_acts import Key, Proposal, accept
from exports.annexes import annex_book
from exports.papers.decided import adopted_decision
from exports.papers.kinds import KINDS, content
from exports.papers.model import Deck, Paper
from exports.papers.parts import Matter, NoPaperError, Options
from exports.recommendations import recommendation_book
from methodology.sentences import long_day
from methodology.words import number
from queries.addressed import addressed_recommendations, reasons_at_act
from queries.dictionaries import schools_of
from queries.frames import rows_of
from queries.note import export_note
from queries.scope import SchoolKey, Scope
from queries.selection import resolved
from tests.data.test_firing import SHAPED
from tests.factories import CYCLE
from tests.stored import load

DEMONSTRATION, COUNCIL = "демонстрация", "демонстрация, для совета"
SETS = (DEMONSTRATION, COUNCIL, "С1", "С3")
"""С3 has no criteria and no groups."""
PLACE = "99610000"
FILES = 2
"""So many files of a paper of several are read: they differ in their numbers alone."""
OF_SCHOOL = ("passport", "plan", "recommendations", "school_letters", "note")
OF_REGION = ("note", "slides", "order", "execution", "letters", "extract")
"""Papers of a whole region; the others, which list all its schools, are read of a municipality."""
MADE_AT = datetime.fromisoformat("2026-09-01T10:00")
SAT_ON = {DEMONSTRATION: date(2026, 8, 31), COUNCIL: date(2026, 8, 31)}


@dataclass(frozen=True)
class Made:
    """One paper: its key in the registry, where it is from, what it says, what the queries answered, its files."""

    key: str
    where: str
    paper: Paper | Deck
    matter: Matter
    asked: tuple[pd.DataFrame, ...]

    def file(self, form: str) -> bytes:
        """Its file."""
        return _file(self, form)

    @property
    def forms(self) -> tuple[str, ...]:
        """The forms that its kind has."""
        return KINDS[self.key].forms

    def __hash__(self) -> int:
        return id(self)


@dataclass(frozen=True)
class Book:
    """One workbook: its title, what it is about, its file."""

    title: str
    matter: Matter
    options: Options
    asked: tuple[pd.DataFrame, ...]
    content: bytes


@cache
def _file(made: Made, form: Any) -> bytes:
    return content(made.paper, form)


def everything(made: Made) -> Iterator[str]:
    """Every text that the queries answered, and every number in all the ways in which it may be written."""
    for frame in made.asked:
        for name in frame:
            for value in frame[name].dropna().unique() if frame[name].map(is_plain).all() else ():
                yield from in_writing(value)


def is_plain(value: Any) -> bool:
    """Whether a cell is neither a list nor a dictionary."""
    return not isinstance(value, list | dict)


def in_writing(value: Any) -> Iterator[str]:
    """A text as it is; a day in digits and in words; a number with as many decimals as papers have."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, date):
        yield from (f"{value:%d.%m.%Y}", long_day(value))
    elif isinstance(value, int | float | np.number) and not isinstance(value, bool):
        yield from (number(abs(float(value)), decimals) for decimals in range(3))


class Asking:
    """The door to the queries, which keeps what came through it; the same question is answered once."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.known: dict[str, pd.DataFrame] = {}
        self.frames: dict[str, pd.DataFrame] = {}

    def __call__(self, query: Callable[..., pd.DataFrame], scope: Scope, **parameters: Any) -> pd.DataFrame:
        of = repr((query.__module__, query.__name__, scope, sorted(parameters.items())))
        if of not in self.known:
            self.known[of] = query(self.connection, scope, **parameters)
        self.frames[of] = self.known[of]
        return self.known[of]


def matter_of(connection: Connection, scope: Scope, *, demonstration: bool) -> Matter:
    scope = resolved(connection, scope)
    note = export_note(
        connection, scope, title="Документ", page="Коллегия", demonstration=demonstration, made_at=MADE_AT
    )
    return Matter(Asking(connection), scope, "2024/25" if demonstration else None, note, ("Министерство образования",))


def decide(engine: Engine, scope: Scope, on: date, priority: int = 9) -> None:
    """Accept what fires in the scope up to this priority, and adopt a decision of it."""
    with reading(engine) as connection:
        scope = resolved(connection, scope)
        fired = [row for row in rows_of(addressed_recommendations(connection, scope)) if row.priority <= priority]
        keys = tuple((row.municipality_id, row.school_id, row.person, row.code) for row in fired)
        traces = {
            (row.municipality_id, row.school_id, row.person, row.code): row.trace
            for row in rows_of(reasons_at_act(connection, scope, keys))
        }
        schools = len({(row.municipality_id, row.school_id) for row in fired})
    proposals = [
        Proposal(
            Key(scope.cycle or "", *key),
            row.text,
            row.addressees,
            Deadline(
                row.deadline_kind,
                row.deadline or (date(2026, 12, 1) if row.deadline_kind in WITH_A_DAY else None),
                row.control_period,
            ),
            evidence=row.evidence,
            methodology=scope.methodology,
            trace=traces[key],
        )
        for key, row in zip(keys, fired, strict=True)
    ]
    numbers = accept(engine, proposals, "методист")
    head = Head(on, "Об итогах мониторинга", "Коллегия управления образования", "8")
    decision = compose(engine, head, scope.cycle or "", dict.fromkeys(numbers, 1), schools, "секретарь коллегии")
    adopt(engine, decision, 1, "секретарь коллегии")


@contextmanager
def opened(name: str, demonstration: Path, new_sqlite: Callable[..., str]) -> Iterator[Connection]:
    """The data of a set, with a decision adopted."""
    if name in SHAPED:
        engine = make_engine(new_sqlite())
        load(engine, SHAPED[name]())
        decide(engine, Scope(cycle=CYCLE), date(2025, 10, 10))
    else:
        url = new_sqlite(migrated=False)
        copy(demonstration, url.removeprefix("sqlite:///"))
        engine = make_engine(url)
        decide(engine, Scope(municipalities=(PLACE,)), SAT_ON[name], priority=1)
    with reading(engine) as connection:
        yield connection
    engine.dispose()


def places_of(name: str, connection: Connection) -> tuple[Scope, Scope, Options]:
    """(one municipality, one school of it, what is ordered) of a set of data."""
    invented = name not in SHAPED
    here = PLACE if invented else "01"
    place = Scope(municipalities=(here,), showing="council" if name == COUNCIL else "internal")
    school = SchoolKey(here, schools_of(connection, resolved(connection, place), here)["school_id"].iloc[0])
    meeting = date(2026, 9, 10) if invented else date(2025, 12, 15)
    return place, place.in_school(school), Options(meeting=meeting, place="г. Озёрск", deadline=date(2026, 10, 15))


def every_book(name: str, connection: Connection) -> list[Book]:
    """The annexes and the table of recommendations of a municipality."""
    place, _, options = places_of(name, connection)
    matter = matter_of(connection, place, demonstration=name not in SHAPED)
    decision = adopted_decision(matter, options).decision_id
    asking = matter.ask
    assert isinstance(asking, Asking)
    annexes, table = annex_book(matter, options, decision), recommendation_book(matter)
    asked = tuple(asking.frames.values())
    return [
        Book("Приложения", matter, options, asked, annexes),
        Book("Рекомендации", matter, options, asked, table),
    ]


def every_paper(name: str, connection: Connection) -> list[Made]:
    """All papers of a set of data that can be made of it."""
    place, school, options = places_of(name, connection)
    region = Scope(showing=place.showing)
    made: list[Made] = []
    for where, scope, keys in (
        ("муниципалитет", place, tuple(KINDS)),
        ("школа", school, OF_SCHOOL),
        ("регион", region, OF_REGION),
    ):
        matter = matter_of(connection, scope, demonstration=name not in SHAPED)
        for key in keys:
            made += _made_of(key, where, matter, options)
    return made


def _made_of(key: str, where: str, matter: Matter, options: Options) -> Iterator[Made]:
    matter = replace(matter)  # what one remembers of an earlier paper would not be asked for again
    asking = matter.ask
    assert isinstance(asking, Asking)
    asking.frames = {}
    try:
        for _, paper in islice(KINDS[key].make(matter, options), FILES):
            yield Made(key, where, paper, matter, tuple(asking.frames.values()))
    except NoPaperError:
        return
