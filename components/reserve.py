"""The view «Резерв»: who could replace the heads, how many will be needed, where nobody stands ready."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
import streamlit as st

from components.cached import later, run
from components.cards import card
from components.development import nothing_sent
from components.downloads import TableFiles
from components.drill import row_to_school, to_municipality
from components.figures_development import balance_bars, term_bars
from components.indicator_cards import indicator_cards
from components.notices import FOR_WORK_ALONE, not_sent, nothing_here
from components.panels import TABLE, chart, panel, rows_drawn, said_how_many
from components.shown import finding
from components.tables import ROWS_SHOWN, data_table
from components.theme import ZONE_COLOURS, colour_mark
from components.view import current_scope, current_view
from methodology.in_use import rules_in_use, threshold_words
from methodology.words import DASH, municipalities_of, number, plural, schools
from queries.columns import INDICATOR_ROWS, RESERVE_BALANCE, RESERVE_BY_SCHOOL, RESERVE_TERMS
from queries.frames import rows_of
from queries.indicator_tables import indicator_source_rows
from queries.reserve import CYCLES_COUNTED, reserve_balance, reserve_by_school, reserve_terms
from queries.selection import selection_summary

HEADLINES = ("Р-ОО", "Р-СРОК", "Р-НАЗН")
ESTIMATE = (
    "Рабочая оценка: на листах нет ни вакансий, ни возраста директоров, поэтому ожидаемые вакансии — это назначения "
    f"директоров и заместителей (лист «Развитие») в среднем за год за последние циклы, не больше {CYCLES_COUNTED}: "
    "Σ назначений / Σ школ с ответом × школ. Готовые — подготовленные резервисты на обе должности (Р-ПОДГ)."
)


def reserve_cards() -> None:
    """Ready people beside expected vacancies, schools with a reservist, terms, appointed."""
    if current_view().level == "school":
        _cards_of_school()
        return
    names = [rules_in_use().indicator(code).short for code in HEADLINES]
    indicator_cards(*HEADLINES, names=names, first=_balance_card())


def _balance_card() -> Iterator[dict[str, Any]]:
    frame = run(reserve_balance, current_scope())
    known = frame[frame["gap"].notna()]
    if known.empty:
        return
    ready, expected = int(known["prepared"].sum()), float(known["expected"].sum())
    short = int((known["zone"] == "low").sum())
    yield {
        "label": "Готовых : вакансий",
        "value": f"{'▼' if ready < expected else '▲'} {number(ready)} : {number(expected, 1)}",
        "below": f"мало в {number(short)} из {municipalities_of(len(known))}" if len(frame) > 1 else "человек : в год",
        "meaning": ESTIMATE,
    }


def _cards_of_school() -> None:
    frame = run(reserve_by_school, current_scope())
    if frame.empty:
        nothing_here(not_sent("Резерв") or "На листе «Резерв» строк нет.", FOR_WORK_ALONE)
        return
    row = st.container(horizontal=True, key="cards")
    school = next(rows_of(frame))
    for label, value, words in (
        ("В резерве", school.members, "Резервисты школы на дату среза: включены, не назначены и не исключены."),
        ("Подготовлены", school.prepared, "Из них прошли подготовку; тире — сказано не о каждом."),
        ("Назначены из резерва", school.appointed, "За цикл."),
        ("Назначений за цикл", school.appointments, "Директора и заместителей; тире — школа не ответила."),
    ):
        shown = DASH if pd.isna(value) else number(int(value))
        card(row, label, shown, meaning=words)


def balance_panel(files: TableFiles) -> None:
    """Ready people and expected vacancies by municipality."""
    frame = run(reserve_balance, current_scope())
    with panel(
        "Готовые люди и вакансии",
        ESTIMATE,
        frame,
        RESERVE_BALANCE,
        files,
        key="balance",
    ) as view:
        if view == TABLE:
            return
        if frame.empty:
            nothing_here(nothing_sent("reserve"), FOR_WORK_ALONE)
            return
        all_of = int(run(selection_summary, current_scope()).iloc[0]["municipalities"])
        st.markdown(
            f":small[Полоса — подготовленные резервисты, черта — ожидаемые вакансии в год (рабочая оценка по "
            f"назначениям). {colour_mark(ZONE_COLOURS['low'])} ▼ людей меньше, {colour_mark(ZONE_COLOURS['high'])} ▲ "
            f"хватает. Реестр есть в {number(len(frame))} из {municipalities_of(all_of)}.]"
        )
        labels = current_view().labels
        chart(
            balance_bars(frame.head(rows_drawn("balance"))),
            key="balance",
            alt="Готовые люди и ожидаемые вакансии по муниципалитетам. Те же числа — в таблице.",
            on_point=lambda point: to_municipality(labels[point[0]]),
            file_name="Готовые люди и вакансии",
        )
        said_how_many("balance", len(frame), "муниципалитетов", "сначала где людей не хватает")


def terms_panel(files: TableFiles) -> None:
    """How long people are in the reserve: within the term, prolonged, beyond it."""
    frame = run(reserve_terms, current_scope())
    limit = threshold_words("reserve_term_years")
    with panel(
        "Срок в резерве",
        f"Сколько лет прошло с включения на дату среза (лист «Резерв»). Срок — {limit} года, его можно продлить (С4). "
        f"Сверх срока (Р-СРОК) — больше {limit} лет без отметки о продлении.",
        frame,
        RESERVE_TERMS,
        files,
        key="terms",
    ) as view:
        if view == TABLE:
            return
        if frame.empty:
            nothing_here(not_sent("Резерв") or "Действующих резервистов на листе «Резерв» нет.", FOR_WORK_ALONE)
            return
        st.markdown(
            f":small[{colour_mark(ZONE_COLOURS['high'])} в пределах срока, {colour_mark(ZONE_COLOURS['middle'])} "
            f"срок продлён, {colour_mark(ZONE_COLOURS['low'])} ▼ сверх срока без продления]"
        )
        chart(
            term_bars(frame),
            key="terms",
            alt="Сколько человек сколько лет в резерве. Те же числа — в таблице.",
            file_name="Срок в резерве",
        )


def reserve_schools_panel(files: TableFiles) -> None:
    """Schools without a reservist; inside a municipality all its schools, those without first."""
    scope, without = current_scope(), current_view().level == "region"
    balance = run(reserve_balance, scope)
    total, having = int(balance["schools"].sum()), int(balance["with_reserve"].sum())
    found = total - having if without else total
    with panel(
        "Школы без резервиста" if without else "Резерв по школам",
        "Школы муниципалитетов, которые ведут реестр (лист «Резерв»), без действующего резервиста на дату среза. "
        "Флажок слева открывает школу и строки реестра.",
        later(reserve_by_school, scope, without=without),
        RESERVE_BY_SCHOOL,
        files,
        key="reserve_schools",
        views=("",),
    ):
        if not total:
            nothing_here(nothing_sent("reserve"), FOR_WORK_ALONE)
            return
        summary = run(selection_summary, scope).iloc[0]
        unknown = int(summary["selected"]) - total
        none = f"Без резервиста — {schools(total - having)} из {number(total)}."
        rest = f" О {schools_about(unknown)} реестра нет." if unknown else ""
        order = " Сверху муниципалитеты, где готовых людей меньше всего против ожидаемых вакансий." if without else ""
        finding(none + rest + order)
        if not found:
            return
        shown = run(reserve_by_school, scope, without=without, limit=ROWS_SHOWN)
        columns = [
            column
            for column in RESERVE_BY_SCHOOL
            if not (without and column.name in ("members", "prepared", "appointments", "appointed"))
            and (without or column.name != "municipality_name")
        ]
        data_table(
            shown,
            columns,
            key="reserve_schools",
            alt="Школы и их резерв",
            on_row=row_to_school,
            height=320,
            found=found,
        )


def schools_about(count: int) -> str:
    """«21 школе», «5 школах» after «о»."""
    return f"{number(count)}\u00a0{plural(count, 'школе', 'школах', 'школах')}"


def register_panel(files: TableFiles) -> None:
    """The rows of the register and of the appointments of one school."""
    frame = run(indicator_source_rows, current_scope(), indicator="Р-НАЗН")
    with panel(
        "Строки реестра и назначений",
        "Строки школы на листах «Резерв» и «Развитие», из которых считаются показатели резерва.",
        frame,
        INDICATOR_ROWS,
        files,
        key="register",
        views=("",),
    ):
        if frame.empty:
            nothing_here(
                not_sent("Резерв", "Развитие") or "На листах «Резерв» и «Развитие» нет строк этой школы.",
                FOR_WORK_ALONE,
            )
            return
        data_table(frame, INDICATOR_ROWS, key="register", alt="Строки книги о резерве школы", wrap=True)
