"""Which criteria are low: by municipality, by school, one criterion by school, the criteria of one school."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from components.cached import kept, later, run
from components.downloads import TableFiles
from components.drill import CRITERION, asked, open_school, to_criterion, to_municipality
from components.figures import axis_names, criterion_bars, one_criterion_bars
from components.heat_map import SEPARATOR, heat_map
from components.notices import nothing_here
from components.panels import TABLE, chart, legend, panel, rows_drawn, said_how_many
from components.selected import first_schools
from components.text import plain
from components.theme import HEAT_WORDS
from components.view import current_scope, current_view
from methodology.in_use import origin_words, threshold_words
from methodology.words import first_two, fulfilled, number
from queries.columns import CRITERION_BY_MUNICIPALITY, CRITERION_BY_SCHOOL
from queries.criteria import criterion_by_municipality, criterion_of_selection, equally_weak
from queries.frames import known, rows_of
from queries.readable import (
    criteria_in_words,
    criterion_by_municipality_in_words,
    criterion_by_school_in_words,
    groups_by_municipality_in_words,
)
from queries.scope import Scope


def criteria_panel(files: TableFiles) -> None:
    """Which criteria are low: municipality × criterion, school × criterion, or the criteria of one school."""
    level = current_view().level
    if level == "region":
        _criteria_of_municipalities(files)
    elif level == "municipality" and chosen_criterion() is None:
        _criteria_of_schools(files)
    elif level == "municipality":
        _criterion_of_schools(files)
    else:
        _criteria_of_school(files)


def _criteria_of_municipalities(files: TableFiles) -> None:
    scope = current_scope()
    whole = run(criterion_of_selection, scope)
    with panel(
        "Какие критерии проседают, % от максимума",
        "Э-К: Σ баллов / Σ максимальных баллов школ с данными. Звёздочка на белом — данные менее чем от "
        f"{threshold_words('mo_coverage_min')} % школ муниципалитета "
        f"({origin_words('mo_coverage_min')}). Щелчок по клетке "
        "открывает муниципалитет и критерий.",
        later(criterion_by_municipality_in_words, scope),
        CRITERION_BY_MUNICIPALITY,
        files,
        key="criteria",
    ) as view:
        if view == TABLE:
            return
        if whole.empty:
            nothing_here("Баллов по критериям в этом отборе нет.")
            return
        criteria = run(criteria_in_words, scope)
        labels = current_view().labels
        order = run(groups_by_municipality_in_words, scope)
        drawn = order.head(rows_drawn("criteria"))
        codes = tuple(drawn["municipality_id"])
        # Of those that are drawn only: a country has 2,300.
        shown = run(criterion_by_municipality, replace(scope, municipalities=codes))
        rows, cells = _cells_of_municipalities(drawn, [labels[code] for code in codes], shown, whole, criteria)
        weak = first_two([plain(criterion_labels()[each]) for each in equally_weak(whole)])
        st.markdown(
            f":small[Слабее всего: {weak} — {fulfilled(known(whole['value_pct'].iloc[0]))} от максимума. {HEAT_WORDS}; "
            "звёздочка — данных мало.]"
        )
        heat_map(
            cells,
            rows,
            criteria,
            corner="Муниципалитет",
            key="criteria_cells",
            alt="Выполнение критериев по муниципалитетам, в процентах от максимума",
            on_cell=lambda codes: to_municipality(labels[codes[0]], criterion_labels()[int(codes[1])]),
        )
        said_how_many("criteria", len(order), "муниципалитетов", "в том же порядке, что и группы")


@kept
def _cells_of_municipalities(
    drawn: pd.DataFrame, labels: list[str], shown: pd.DataFrame, whole: pd.DataFrame, criteria: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows and cells of the heat map: first what stands for all selected schools, then the municipalities."""
    names = axis_names(drawn["municipality_name"], drawn["municipality_id"])
    codes = drawn["municipality_id"].tolist()
    said = dict(zip(codes, labels, strict=True))
    names_of, labels_of = (dict(zip(criteria["criterion"], criteria[of], strict=True)) for of in ("name", "label"))
    rows = pd.DataFrame({"key": ["", *codes], "name": ["Все отобранные школы", *names]})
    cells = [
        (
            row.municipality_id,
            row.criterion,
            row.value_pct,
            row.enough,
            f"{said[row.municipality_id]}; {names_of[row.criterion]}; {_points(row)}; "
            f"школ с данными: {row.schools_with_data} из {row.schools}",
        )
        for row in rows_of(shown)
    ]
    cells += [
        (
            "",
            row.criterion,
            row.value_pct,
            True,
            f"Все отобранные школы; {labels_of[row.criterion]}; {_points(row)}; "
            f"школ с данными: {row.schools_with_data}",
        )
        for row in rows_of(whole)
    ]
    return rows, pd.DataFrame(cells, columns=["key", "criterion", "value_pct", "enough", "meaning"])


def _points(row: Any) -> str:
    return f"{number(float(row.numerator), 1)} из {number(float(row.denominator), 1)} баллов"


def _criteria_of_schools(files: TableFiles) -> None:
    scope = current_scope()
    with panel(
        "Критерии по школам, % от максимума",
        "Э-К одной школы: балл / максимальный балл. Тире — балла нет (это не ноль). Щелчок по клетке "
        "открывает школу и критерий.",
        later(criterion_by_school_in_words, scope),
        CRITERION_BY_SCHOOL,
        files,
        key="school_criteria",
        slot="criteria",
    ) as view:
        if view == TABLE:
            return
        first = first_schools()
        drawn = first.head(rows_drawn("school_criteria"))
        shown = run(criterion_by_school_in_words, scope, schools=tuple(drawn["school_id"]))
        if shown.empty:
            nothing_here("У этих школ баллов по критериям нет.")
            return
        rows, cells = _cells_of_schools(drawn, shown)
        st.markdown(f":small[{HEAT_WORDS}.]")
        heat_map(
            cells,
            rows,
            run(criteria_in_words, scope),
            corner="Школа",
            key="school_criteria_cells",
            alt="Выполнение критериев по школам муниципалитета, в процентах от максимума",
            on_cell=lambda codes: open_school(codes[0], codes[1], criterion_labels()[int(codes[2])]),
        )
        said_how_many("school_criteria", int(first["found"].iloc[0]), "школ", "в том же порядке, что и итог")


@kept
def _cells_of_schools(drawn: pd.DataFrame, values: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows and cells of the heat map of schools."""
    rows = pd.DataFrame({"key": _school_keys(drawn), "name": axis_names(drawn["short_name"], drawn["school_id"])})
    shown = values.assign(key=_school_keys(values))
    meanings = [
        f"{row.short_name}; {row.criterion_name}; "
        + (
            f"нет балла: {row.absence_reason}"
            if pd.isna(row.score)
            else f"{number(float(row.score), 1)} из {number(float(row.max_score), 1)}, зона {row.zone_words}"
        )
        for row in rows_of(shown)
    ]
    return rows, shown.assign(enough=True, meaning=meanings)


def _criteria_of_school(files: TableFiles) -> None:
    frame = run(criterion_by_school_in_words, current_scope())
    with panel(
        "Критерии школы",
        "Столбец — школа, риска — её муниципалитет (Σ баллов / Σ максимумов). Цвет — зона по листу «Критерии». Щелчок "
        "по столбцу оставляет ниже строки этого критерия.",
        frame,
        CRITERION_BY_SCHOOL,
        files,
        key="one_school",
    ) as view:
        if view == TABLE:
            return
        if frame.empty:
            nothing_here("Баллов по критериям у школы в этом цикле нет.")
            return
        legend("Цвет — зона; чёрная риска — муниципалитет (Σ баллов / Σ максимумов).")
        chart(
            criterion_bars(frame),
            key="one_school",
            alt="Выполнение критериев школой рядом с её муниципалитетом. Те же числа — в таблице.",
            on_point=lambda point: to_criterion(criterion_labels()[int(point[0])]),
            file_name="критерии школы",
        )


def _school_keys(frame: pd.DataFrame) -> pd.Series[str]:
    return frame["municipality_id"] + SEPARATOR + frame["school_id"]


def _criterion_of_schools(files: TableFiles) -> None:
    number = chosen_criterion()
    label = criterion_labels()[int(number or 0)]
    frame = run(criterion_by_school_in_words, current_scope(), number=number)
    frame = frame.sort_values("value_pct", na_position="last")
    with panel(
        "Один критерий по школам",
        "Э-К: балл / максимальный балл; цвет — зона по листу «Критерии». Щелчок по столбцу открывает школу.",
        frame,
        CRITERION_BY_SCHOOL,
        files,
        key="one_criterion",
        slot="criteria",
        narrowed=[("критерий", label)],
    ) as view:
        criterion_choice()
        if view == TABLE:
            return
        if frame.empty:
            nothing_here("Строк по этому критерию в отборе нет.")
            return
        legend("Цвет — зона.")
        chart(
            one_criterion_bars(frame.head(rows_drawn("one_criterion"))),
            key="one_criterion",
            alt=f"Выполнение критерия «{label}» по школам, по возрастанию. Те же числа — в таблице.",
            on_point=lambda point: open_school(point[0], point[1], label),
            file_name="критерий по школам",
        )
        said_how_many("one_criterion", len(frame), "школ", "сначала с меньшим выполнением")


def criterion_labels() -> dict[int, str]:
    """Criterion → how the filter and links name it: «3. Подготовка обучающихся высокого уровня»."""
    scope = current_scope()
    criteria = run(criteria_in_words, Scope(cycle=scope.cycle, as_of=scope.as_of))
    return dict(zip(criteria["criterion"].astype(int), criteria["label"], strict=True))


def chosen_criterion() -> int | None:
    """The criterion that the reader looks at, from the filter or the link; None: all of them."""
    wanted = asked(CRITERION)
    return next((number for number, label in criterion_labels().items() if label == wanted), None)


def criterion_choice() -> None:
    """The filter by criterion; empty means all."""
    st.selectbox(
        "Критерий",
        list(criterion_labels().values()),
        index=None,
        key=CRITERION,
        bind="query-params",
        placeholder="Все критерии",
    )
