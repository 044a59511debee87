"""Letters to heads of schools that have to draw up a plan: their result, what is weak, what is asked for, by when."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from data.recommendation_acts import CONFIRMED
from exports.papers.decided import due_words
from exports.papers.letters import EXECUTOR, WITHIN
from exports.papers.model import Annex, Block, Column, Item, Items, Paper, Paragraph, Requisites, Signature, Table
from exports.papers.parts import WORKING, Matter, Options, basis_words, cut_words, year_words
from exports.recommendations import REJECTED
from methodology.sentences import ended, in_case, long_day
from methodology.words import counted, number, percent
from queries.addressed import addressed_recommendations
from queries.criteria import criterion_by_school
from queries.execution import PLAN
from queries.frames import known, rows_of
from queries.readable import criteria_in_words, schools_in_words

ADDRESSEE = "руководитель образовательной организации"
GROUPS = {1: "высокая", 2: "средняя", 3: "низкая"}


def school_letters(matter: Matter, options: Options) -> Iterator[tuple[str, Paper]]:
    """(municipality and school, letter) for each school to which a plan is recommended, by municipality and name.

    The annex has the recommendations that an official confirmed; what was only proposed nobody is told of.
    """
    frame = matter.frame(addressed_recommendations)
    frame = frame[(frame["school_id"] != "") & (frame["state"] != REJECTED)]
    plans = frame[frame["code"] == PLAN]
    results = {_key(row): row for row in rows_of(matter.since(schools_in_words))}
    scores = matter.frame(criterion_by_school)
    low = _by_school(scores[scores["zone"] == "low"])
    addressed = _by_school(frame[frame["state"].isin(CONFIRMED)])
    names = {row.criterion: row.name for row in rows_of(matter.frame(criteria_in_words))}
    for plan in rows_of(plans.sort_values(["municipality_name", "short_name", "school_id"], kind="stable")):
        key = _key(plan)
        blocks = [
            Paragraph(_result(matter, results.get(key))),
            *_weak(low.get(key), names),
            Paragraph(_asked(plan, options, several=key in addressed)),
            Signature(matter.post or "Руководитель"),
            EXECUTOR,
        ]
        yield f"{plan.municipality_name} {plan.short_name}", _letter(matter, plan, blocks, addressed.get(key))


def _by_school(frame: pd.DataFrame) -> dict[Any, pd.DataFrame]:
    return {key: rows for key, rows in frame.groupby(["municipality_id", "school_id"], sort=False)}  # noqa: C416


def _key(row: Any) -> tuple[str, str]:
    return row.municipality_id, row.school_id


def _letter(matter: Matter, plan: Any, blocks: list[Block], told: pd.DataFrame | None) -> Paper:
    addressee = in_case(ADDRESSEE, "dative") or ADDRESSEE
    annexes = () if told is None else (Annex("Рекомендации организации", (_recommendations(told),), landscape=True),)
    return Paper(
        kind="",
        title=f"Об итогах мониторинга {year_words(matter)} и представлении плана",
        blocks=tuple(blocks),
        source=matter.source,
        requisites=Requisites(
            matter.body,
            addressee=(
                f"{addressee[:1].upper()}{addressee[1:]}",
                plan.short_name,
                f"({plan.municipality_name})",
            ),
        ),
        annexes=annexes,
        annex_of="к письму",
    )


def _result(matter: Matter, result: Any) -> str:
    """Which group the school has and by what, with the total."""
    basis = basis_words(matter)
    by = f", проведённого по утверждённым критериям ({basis})," if basis and not basis.startswith(WORKING) else ""
    said = f"По результатам мониторинга эффективности школ {year_words(matter)} {cut_words(matter.note)}{by}"
    group = None if result is None or pd.isna(result.group_number) else GROUPS[int(result.group_number)]
    if group is None:
        return ended(f"{said} выявлены направления, по которым организации нужен план мер")
    origin = f"присвоена актом ({result.act})" if result.origin == "assigned" else "определена расчётом"
    total = known(result.total_pct)
    rest = f"; итог — {percent(total, 2)} от максимума" if total is not None else ""
    return ended(f"{said} организации {origin} {group} степень эффективности{rest}")


def _weak(low: pd.DataFrame | None, names: dict[int, str]) -> list[Block]:
    """The criteria of the low zone with their points."""
    if low is None:
        return []
    rows = list(rows_of(low))
    said = [
        f"«{names.get(row.criterion, row.criterion)}» — {_points(row.score)} из {_points(row.max_score)} "
        f"({percent(known(row.value_pct))})"
        for row in rows
    ]
    count = counted(len(rows), "критерий", "критерия", "критериев")
    items = tuple(Item(f"{text}{'.' if at == len(said) else ';'}") for at, text in enumerate(said, start=1))
    return [Paragraph(f"В низкой зоне — {count}:"), Items(items, numbered=False)]


def _points(value: Any) -> str:
    return number(known(value), 0 if float(value).is_integer() else 1)


def _asked(plan: Any, options: Options, *, several: bool) -> str:
    due = options.deadline or plan.deadline
    when = f"в срок до {long_day(due)}" if due is not None and not pd.isna(due) else WITHIN
    evidence = f" Подтверждение — {plan.evidence}." if not pd.isna(plan.evidence) and plan.evidence else ""
    given = " с учётом рекомендаций, приведённых в приложении," if several else ""
    return (
        f"Просим{given} разработать и представить план устранения выявленных дефицитов {when} по форме «План "
        "мероприятий»: рекомендация, мероприятие, ответственный по должности, срок, ожидаемый результат, "
        f"подтверждение.{evidence} Если оценка не согласуется с данными организации, просим сообщить об этом в тот же "
        "срок с указанием документа."
    )


def _recommendations(told: pd.DataFrame) -> Table:
    rows = tuple(
        (
            position,
            f"{row.code}. {row.text}",
            row.basis or "по решению должностного лица",
            due_words(row.deadline_kind, row.deadline, row.control_period, draft=True).removeprefix("Срок — "),
            "" if pd.isna(row.evidence) else row.evidence,
        )
        for position, row in enumerate(rows_of(told), start=1)
    )
    return Table(
        (
            Column("№", "integer", width=0.4),
            Column("Рекомендация", width=3.2),
            Column("Основание (показатель, значение, порог)", width=3.2),
            Column("Срок", width=1.4),
            Column("Форма подтверждения", width=1.6),
        ),
        rows,
        note="Пороги, которых нет в документах, — рабочие.",
    )
