"""What «Рекомендации» and «Исполнение» say in sentences: what, where, how much, how sure; never why."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from data.recommendation_acts import ACCEPTED, CHANGED, PROPOSED, REJECTED
from methodology.in_use import rules_in_use
from methodology.words import counted, day, municipalities_of, number, percent, schools_of
from queries.execution import SOON
from queries.frames import rows_of
from queries.marked_words import DECIDED

NAMED = 3
"""So many municipalities are named in a sentence."""
OFTEN = 2
"""So many recommendations are named with their words."""
ASKS_FOR_DATA = "ДП-01"
TASKS = ("поручение", "поручения", "поручений")
TASKS_OF = ("поручения", "поручений", "поручений")


def recommendation_sentences(summary: pd.DataFrame, by_code: pd.DataFrame, places: pd.DataFrame) -> list[str]:
    """Three to five sentences, in reading order; none where nothing fires.

    ``summary``: ``recommendation_summary``; ``by_code``: ``fired_by_code``; ``places``: ``fired_by_municipality``.
    For the council without what was decided and without what lies near a threshold.
    """
    row = next(rows_of(summary), None)
    if row is None or not row.fired:
        return []
    said = [
        f"Рекомендации сработали у {number(int(row.fired_schools))} из {schools_of(int(row.schools))}: всего "
        f"{number(int(row.fired))}, из них приоритета 1 — {number(int(row.first))}."
    ]
    said += _most_often(by_code, int(row.common))
    first = places[places["first"] > 0].sort_values(["first", "name"], ascending=[False, True])
    if len(places) > 1 and not first.empty:
        named = ", ".join(f"{each.name} ({number(int(each.first))})" for each in rows_of(first.head(NAMED)))
        said.append(f"Больше всего рекомендаций приоритета 1 — {named}.")
    if phrases := decision_phrases(row):
        waiting, *decided = phrases
        said.append(f"{waiting}; {', '.join(decided)}." if decided else f"{waiting}, решений ещё нет.")
    return [*said, _how_sure(by_code, int(row.fired))]


def decision_phrases(row: Any) -> dict[str, str]:
    """What a sentence says of each state that any is in → the state, those that wait first; none for the council.

    ``row``: of ``recommendation_summary``.
    """
    if pd.isna(row.proposed):
        return {}
    decided = {ACCEPTED: row.accepted, CHANGED: row.changed, REJECTED: row.rejected}
    return {f"Ждут решения {number(int(row.proposed))}": PROPOSED} | {
        f"{DECIDED[state]} {number(int(count))}": state for state, count in decided.items() if count
    }


def _most_often(by_code: pd.DataFrame, common: int) -> list[str]:
    of_schools = by_code[by_code["level"] != "МО"].sort_values(["objects", "code"], ascending=[False, True])
    if of_schools.empty:
        return []
    named = "; ".join(f"{each.code} «{each.text}» — {each.objects_words}" for each in rows_of(of_schools.head(OFTEN)))
    said = f"Чаще всего школам и их руководителям: {named}."
    if common:
        limit = percent(rules_in_use().threshold("common_point_share"))
        said += f" Общих пунктов, сработавших больше чем у {limit} школ, — {number(common)}."
    return [said]


def _how_sure(by_code: pd.DataFrame, fired: int) -> str:
    asked = int(by_code.loc[by_code["code"] == ASKS_FOR_DATA, "objects"].sum())
    times = f"рекомендовано {counted(asked, 'раз', 'раза', 'раз')}" if asked else "никому не рекомендовано"
    text = f"Прислать недостающие данные ({ASKS_FOR_DATA}) {times}"
    if by_code["borderline"].notna().any():
        near = f"Рядом с порогом, где вывод неустойчив, — {number(int(by_code['borderline'].sum()))} из {number(fired)}"
        text = f"{near}; {text[0].lower()}{text[1:]}"
    return f"{text}. Где данных нет, другие рекомендации не срабатывают."


def execution_sentences(indicators: pd.DataFrame, tasks: pd.DataFrame, on: date, cycle: str | None) -> list[str]:
    """Three to five sentences about the day ``on``; none without tasks.

    ``indicators``: ``execution_indicators``; ``tasks``: the query, of the cycle ``cycle`` and open ones of earlier.
    """
    if tasks.empty:
        return []
    told = {row.code: row for row in rows_of(indicators)}
    said = []
    in_time = told["И-ВЫП"]
    if not pd.isna(in_time.value):
        said.append(
            f"Из поручений цикла, срок которых наступил к {day(on)}, исполнено в срок {in_time.words}"
            + (f" — {in_time.zone_words[2:]}." if in_time.zone else ".")
        )
    said.append(_overdue(tasks, cycle))
    soon = int((tasks["state"] == "soon").sum())
    ahead = f"в ближайшие {counted(SOON.days, 'день', 'дня', 'дней')}"
    said.append(f"Ещё у {counted(soon, *TASKS_OF)} срок {ahead}." if soon else f"Новых сроков {ahead} нет.")
    confirmed = told["И-ПОДТВ"]
    if not pd.isna(confirmed.value):
        said.append(f"Подтверждено документом {confirmed.words} исполненных поручений.")
    known, of = int(in_time.municipalities_with_data), int(in_time.municipalities)
    if of > 1:
        said.append(
            f"Поручения этого цикла есть в {number(known)} из {municipalities_of(of)}"
            + ("." if known == of else "; где их нет, исполнение неизвестно.")
        )
    return said


def execution_phrases(tasks: pd.DataFrame, on: date, cycle: str | None) -> list[str]:
    """How many tasks there are on a day, what is overdue and where: for the meeting. ``tasks``: not empty."""
    done = int(tasks["state"].isin(["done", "late"]).sum())
    said = f"На {day(on)} — {tasks_words(tasks, cycle, ' прежних решений')}; исполнено — {number(done)}."
    return [said, _overdue(tasks, cycle)]


def tasks_words(tasks: pd.DataFrame, cycle: str | None, whose: str = "") -> str:
    """«219 поручений, из них незакрытых прошлых циклов — 8, отменённых — 4» of rows of ``tasks``, as ``counted_tasks``.

    ``cycle``: whose tasks are not of an earlier one.
    """
    earlier = int((tasks["cycle"] != cycle).sum())
    return counted_tasks(len(tasks), int((tasks["state"] == "cancelled").sum()), earlier, whose)


def counted_tasks(given: int, cancelled: int, earlier: int = 0, whose: str = "") -> str:
    """How many tasks were given: the cancelled ones too, and it says how many those are. One count for all papers."""
    parts = (("незакрытых прошлых циклов", earlier), ("отменённых", cancelled))
    named = ", ".join(f"{words} — {number(size)}" for words, size in parts if size)
    return f"{counted(given, *TASKS)}{whose}{f', из них {named}' if named else ''}"


def overdue_phrase(tasks: pd.DataFrame) -> str:
    """How many of ``tasks`` are overdue."""
    return f"Просрочено {counted(int((tasks['state'] == 'overdue').sum()), *TASKS)}"


def _overdue(tasks: pd.DataFrame, cycle: str | None) -> str:
    late = tasks[tasks["state"] == "overdue"]
    if late.empty:
        return "Просроченных поручений нет."
    text = overdue_phrase(tasks)
    earlier = int((late["cycle"] != cycle).sum())
    if earlier:
        text += f", из них {number(earlier)} — прошлых циклов"
    text += f"; самое давнее просрочено на {counted(int(late['days_overdue'].max()), 'день', 'дня', 'дней')}"
    places = late["municipality_name"].value_counts()
    if len(places) < 2:
        return f"{text}."
    most = sorted(places.items(), key=lambda each: (-each[1], str(each[0])))[:NAMED]
    return f"{text}. Больше всего — {', '.join(f'{name} ({number(count)})' for name, count in most)}."
