"""«Почему»: reasons of one recommendation in words, what would take it away, the way to source rows, its history."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from components.cached import run
from components.downloads import TableFiles
from components.drill import INDICATOR, SCHOOL, link_to
from components.navigation import PASSPORT, PageEntry
from components.panels import panel
from components.tables import data_table
from components.text import plain
from components.view import current_scope, current_view
from methodology.words import day
from queries.addressed import recommendation_acts
from queries.columns_recommendations import ACTS_OF_ONE, TRACE
from queries.dictionaries import schools_of
from queries.frames import is_yes, rows_of
from queries.indicator_tables import indicator_labels
from queries.recommendations import trace


def reason_panel(row: pd.Series, files: TableFiles) -> None:
    """Why this recommendation is given, and what was done about it."""
    scope = current_scope()
    frame = run(
        trace,
        scope,
        code=row["code"],
        municipality_id=row["municipality_id"],
        school_id=row["school_id"],
        person=row["person"],
    )
    whom = row["short_name"] or row["municipality_name"]
    with panel(
        f"Почему {row['code']}: {whom}",
        "Из чего сложилось условие рекомендации: что смотрели, значение, порог и что изменило бы вывод. "
        "Пограничное значение лежит рядом с порогом: вывод неустойчив.",
        frame,
        TRACE,
        files,
        key="reason",
        views=("",),
    ):
        st.markdown(_words(row))
        if frame.empty:
            st.caption("Сейчас условие не выполнено или написано вручную: причины ниже — какими были при решении.")
            st.markdown(plain(row["basis"] or "Причин нет: рекомендация написана вручную."))
        else:
            data_table(frame, TRACE, key="reason", alt="Причины рекомендации", wrap=True)
            links = _links(row, frame)
            if links:
                st.markdown(f"Из чего сложилось, до строк книги: {links}.")
        if pd.notna(row["issue_id"]):
            acts = run(recommendation_acts, scope, issue_id=int(row["issue_id"]))
            data_table(acts, ACTS_OF_ONE, key="reason_acts", alt="История решений по рекомендации", wrap=True)


def _words(row: pd.Series) -> str:
    near = " :orange-badge[пограничное значение: вывод неустойчив]" if is_yes(row["borderline"]) else ""
    lines = [f"**{plain(row['text'])}**{near}"]
    if pd.notna(row["group_firmness_words"]):
        lines.append(_of_group(row))
    said = [f"Источник: {plain(row['sources'])}."]
    if pd.notna(row["evidence"]):
        said.append(f"Чем подтвердить: {plain(row['evidence'])}.")
    if pd.notna(row["cut_date"]):
        said.append(f"Дата среза: {day(row['cut_date'])}.")
    if pd.notna(row["methodology"]):
        said.append(f"Версия методики: {int(row['methodology'])}.")
    return "\n\n".join([*lines, " ".join(said)])


def _of_group(row: pd.Series) -> str:
    """How firm the group is on which the recommendation hangs."""
    said = f"Рекомендация держится на группе школы. Группа {plain(row['group_firmness_words'])}."
    if row["group_firmness"] == "unstable":
        said += " До решения нужна экспертная оценка: посмотрите баллы и критерий, который меняет группу."
    return said


def _links(row: pd.Series, frame: pd.DataFrame) -> str:
    """Links to the passport of the school or municipality, opened on the indicator of each reason."""
    municipality = current_view().labels.get(row["municipality_id"])
    others: dict[str, str] = {}
    if row["school_id"]:
        labels = run(schools_of, current_scope(), municipality_id=row["municipality_id"]).set_index("school_id")
        others[SCHOOL] = labels["label"][row["school_id"]]
    known = {rule.code: label for label, rule in indicator_labels(one_school=bool(row["school_id"])).items()}
    return ", ".join(
        f"[{plain(known[each.code])}]({_link(PASSPORT, municipality, {**others, INDICATOR: known[each.code]})})"
        for each in _once(frame)
        if each.code in known
    )


def _once(frame: pd.DataFrame) -> list[Any]:
    return list({each.code: each for each in rows_of(frame)}.values())


def _link(page: PageEntry, municipality: str | None, others: dict[str, str]) -> str:
    return link_to(page, municipality=municipality, **others)
