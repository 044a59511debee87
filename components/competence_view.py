"""Whose competences the page shows: heads or teachers; the link keeps which."""

from __future__ import annotations

from components.drill import asked
from components.notices import not_sent
from components.switch import switch
from queries.competences import CODES, Codes, Who

WHO = "who"
LEADERS, TEACHERS = "Руководители", "Педагоги"
VIEWS: dict[str, Who] = {LEADERS: "leaders", TEACHERS: "teachers"}
WHOSE: dict[Who, str] = {"leaders": "директоров", "teachers": "педагогов"}
FEW_ROWS = 9
"""So many rows a table shows whole."""


def who_switch() -> None:
    """The two views of the page; the link keeps which."""
    switch("Чьи компетенции", VIEWS, WHO)


def chosen_who() -> Who:
    """Whose competences the reader looks at."""
    return VIEWS.get(asked(WHO) or "", "leaders")


def chosen_codes() -> Codes:
    """The indicators of the view."""
    return CODES[chosen_who()]


def scale_named(origin: str) -> str:
    """Where a bound comes from, with what the document «С4» is."""
    return "шкала уровней (документ С4)" if origin == "С4" else origin.replace("шкалой С4", "шкалой уровней (С4)")


def nothing_words() -> str:
    """Why there is nothing to show, and which sheet would bring it."""
    if chosen_who() == "leaders":
        return not_sent("Компетенции_рук") or "Оценок руководителей в этом отборе нет: их даёт лист «Компетенции_рук»."
    return (
        not_sent("Компетенции_пед", "Диагностика_пед")
        or "Диагностики педагогов в этом отборе нет: её дают листы «Компетенции_пед» и «Диагностика_пед»."
    )
