"""Vacancies: subjects by municipality or school, one by one down to rows of the workbook, what was done about them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from components.cached import kept, later, run
from components.cell_table import Cell, Line, cell_table
from components.downloads import TableFiles
from components.drill import VACANCIES_OF, asked, open_school, row_to_school, to_municipality, to_vacancies_of
from components.figures import axis_names
from components.heat_map import SEPARATOR
from components.notices import not_sent, nothing_here
from components.panels import TABLE, panel, rows_drawn, said_how_many
from components.tables import ROWS_SHOWN, data_table
from components.theme import NO_DATA, warm
from components.view import current_previous, current_scope, current_view
from data.indicators.staffing import WITHOUT_SUBJECT
from methodology.in_use import origin_words, with_thresholds
from methodology.words import DASH, counted, number, schools
from queries.columns_staffing import LONG, MEASURES, OPEN_VACANCIES, VACANCIES_BY_SUBJECT
from queries.frames import rows_of
from queries.places import NAMED, By, keys_of
from queries.staffing_words import measures_in_words, rates, staffing_figures, staffing_in_words, vacancies_in_words
from queries.vacancies import VACANT_SUBJECTS, open_vacancies

RATES, LATE, AGE = "ставки", "давние", "дней"
IN_CELLS = {
    RATES: "вакантных ставок",
    LATE: f"вакансий открыто дольше {LONG} дней",
    AGE: "дней открыта самая давняя вакансия",
}
"""What the cells may hold, and how it is called."""
ALL = "Все отобранные школы"
FIRST = 15
"""Rows of a table of a whole region: more are read in a municipality or in the file."""
LEFT_OUT = {
    "region": ("published", "zemsky", "sheet_row", "file_name"),
    "municipality": ("municipality_name", "file_name"),
    "school": ("municipality_name", "short_name"),
}
"""Columns of the list of vacancies that a level has no room for or doesn't need; files have all."""


def vacancies_panel(files: TableFiles) -> None:
    """Where and of what subjects teachers are missing: municipality (inside one: school) × subject."""
    by: By = "school" if current_view().level == "municipality" else "municipality"
    scope = current_scope()
    with panel(
        "По каким предметам нет учителей",
        "Вакансии, открытые на дату среза (КД-ВАК): Σ ставок, столбец — предмет, слева — где ставок больше; «без "
        f"предмета» — должности, которые предмета не ведут. «Давние» — открыты дольше "
        f"{with_thresholds(LONG)} дней ({origin_words('vac_long_days')}). "
        "Прочерк — вакансий нет. Щелчок по клетке открывает её вакансии в списке ниже.",
        later(vacancies_in_words, scope, by=by),
        VACANCIES_BY_SUBJECT,
        files,
        key="vacancies",
    ) as view:
        if view == TABLE:
            return
        whole = run(vacancies_in_words, scope, by="selection")
        if whole.empty:
            nothing_here(not_sent("Вакансии") or "Открытых вакансий в этом отборе нет.")
            return
        what = _in_cells()
        # Few of its forty columns, since a frame is filtered and sorted column by column.
        places = run(staffing_in_words, scope, by=by)[[*NAMED[by], "rates_numerator", "vacant_words"]]
        places = places[places["rates_numerator"] > 0].sort_values("rates_numerator", ascending=False, kind="stable")
        drawn = places.head(rows_drawn("vacancies"))
        # Of those that are drawn only: a country has 2,300.
        shown = scope if by == "school" else replace(scope, municipalities=tuple(drawn["municipality_id"]))
        cells = run(vacancies_in_words, shown, by=by)
        figures = {row.code: row for row in rows_of(run(staffing_figures, scope, previous=current_previous()))}
        known = figures["КД-ВАК"]
        st.markdown(
            f":small[{most_vacant(whole)} В клетках — {with_thresholds(IN_CELLS[what])}: чем больше, тем гуще; "
            f"предметы — по числу ставок, слева больше. Данные есть по {number(int(known.schools_with_data))} из "
            f"{number(int(known.schools))}.]"
        )
        cell_table(
            ["Школа" if by == "school" else "Муниципалитет", "Всего", "Доля", *whole["subject"]],
            _lines(drawn, cells, whole, what, by, figures["КД-ВАК-ДОЛЯ"].short_words),
            key="vacancy_cells",
            alt=f"Вакансии по предметам: {with_thresholds(IN_CELLS[what])}. Те же числа — в таблице.",
            on_cell=_to_cell,
            dense=True,
        )
        said_how_many("vacancies", len(places), "школ" if by == "school" else "муниципалитетов", "где вакансий больше")


def most_vacant(whole: pd.DataFrame) -> str:
    """The subject with most vacant posts, and how many of all teach none; one row is one subject of all places."""
    rows = list(rows_of(whole))
    taught = next((row for row in rows if row.subject != WITHOUT_SUBJECT), None)
    rest = next((row for row in rows if row.subject == WITHOUT_SUBJECT), None)
    said = [] if taught is None else [f"Больше всего по предмету «{taught.subject}»: {taught.share_words}"]
    if rest is not None:
        said.append(f"{'без предмета' if said else 'Без предмета'} — {rest.share_words}")
    return f"{'; '.join(said)} вакантных ставок."


def _in_cells() -> str:
    chosen = st.segmented_control(
        "Что в клетках", list(IN_CELLS), default=RATES, required=True, key="vacancies_in", label_visibility="collapsed"
    )
    return chosen or RATES


@kept
def _lines(
    places: pd.DataFrame, cells: pd.DataFrame, whole: pd.DataFrame, what: str, by: By, share_of_all: str
) -> list[Line]:
    """One line a place, first of them all selected schools."""
    name, code = ("short_name", "school_id") if by == "school" else ("municipality_name", "municipality_id")
    subjects = whole["subject"].tolist()
    of_place: dict[tuple[str, ...], dict[str, Any]] = {}
    for key, row in zip(keys_of(cells, by), rows_of(cells), strict=True):
        of_place.setdefault(key, {})[row.subject] = row
    most = max((_figure(row, what) for rows in of_place.values() for row in rows.values()), default=1) or 1
    of_all = {row.subject: row for row in rows_of(whole)}
    total = whole["place_rates"].iloc[0]
    lines = [Line(ALL, _cells("", ALL, of_all, subjects, what, None, rates(total), share_of_all))]
    names = axis_names(places[name], places[code])
    for key, label, row in zip(keys_of(places, by), names, rows_of(places), strict=True):
        own = of_place.get(key, {})
        joined = SEPARATOR.join(key)
        lines.append(
            Line(
                label,
                _cells(
                    joined, label, own, subjects, what, most, rates(row.rates_numerator), row.vacant_words.lstrip("▼● ")
                ),
            )
        )
    return lines


def _figure(row: Any, what: str) -> float:
    return float({RATES: row.rates, LATE: row.long, AGE: row.oldest_days}[what])


def _cells(
    key: str,
    label: str,
    of_subject: dict[str, Any],
    subjects: list[str],
    what: str,
    most: float | None,
    total: str,
    share: str,
) -> tuple[Cell, ...]:
    line = [
        Cell(total, f"{label}: вакантных ставок {total}", f"{key}{SEPARATOR}", leads=bool(key), fill=NO_DATA),
        Cell(share, f"{label}: доля вакантных ставок {share}", f"{key}{SEPARATOR}%", leads=False, fill=NO_DATA),
    ]
    for subject in subjects:
        row = of_subject.get(subject)
        value = f"{key}{SEPARATOR}{subject}"
        if row is None:
            line.append(Cell(DASH, f"{label}; {subject}: вакансий нет", value, leads=False, fill=NO_DATA))
            continue
        figure = _figure(row, what)
        meaning = (
            f"{label}; {subject}: {row.share_words} вакантных ставок, "
            f"{counted(int(row.vacancies), 'вакансия', 'вакансии', 'вакансий')}; дольше "
            f"{with_thresholds(LONG)} дней — "
            f"{row.long_words}; самая давняя — {counted(int(row.oldest_days), 'день', 'дня', 'дней')}; "
            f"{schools(int(row.schools))}"
        )
        words = rates(figure) if what == RATES else number(figure)
        line.append(Cell(words, meaning, value, fill=NO_DATA if most is None else warm(figure / most)))
    return tuple(line)


def _to_cell(value: str) -> None:
    *place, subject = value.split(SEPARATOR)
    to_vacancies_of(subject or None)
    if len(place) == 1 and place[0]:
        to_municipality(current_view().labels[place[0]])
    elif len(place) > 1:
        open_school(place[0], place[1])


def vacancy_list_panel(files: TableFiles) -> None:
    """Open vacancies one by one, the oldest first, each with its row of the workbook."""
    scope, level = current_scope(), current_view().level
    subject = next((name for name in VACANT_SUBJECTS if name == asked(VACANCIES_OF)), None)
    limit = FIRST if level == "region" else ROWS_SHOWN
    frame = run(open_vacancies, scope, subject=subject, limit=limit)
    with panel(
        "Открытые вакансии",
        "Каждая строка — вакансия листа «Вакансии», открытая на дату среза; сверху те, что открыты дольше всех. Файл и "
        "строка листа — в последних столбцах. Флажок слева открывает школу.",
        later(open_vacancies, scope, subject=subject),
        OPEN_VACANCIES,
        files,
        key="open_vacancies",
        views=("",),
        narrowed=[("предмет", subject)] if subject else [],
    ):
        st.selectbox(
            "Предмет вакансии",
            VACANT_SUBJECTS,
            index=None,
            key=VACANCIES_OF,
            bind="query-params",
            placeholder="Все предметы",
            label_visibility="collapsed",
        )
        if frame.empty:
            nothing_here(not_sent("Вакансии") or "Открытых вакансий нет.")
            return
        data_table(
            frame,
            [column for column in OPEN_VACANCIES if column.name not in LEFT_OUT[level]],
            key="open_vacancies",
            alt="Открытые вакансии, самые давние сверху",
            on_row=None if level == "school" else row_to_school,
            height=None if level == "school" else 330,
            found=int(frame["found"].iloc[0]),
        )


def measures_panel(files: TableFiles) -> None:
    """What was done about vacancies: in words for the selection, in a table by place."""
    scope, level = current_scope(), current_view().level
    whole = run(measures_in_words, scope, by="selection").iloc[0]
    by: By = "municipality" if level == "region" else "school"
    with panel(
        "Что сделано",
        "По листам «Вакансии», «Кадры_состав» и «Развитие»: размещение на «Работа в России», закрытые вакансии, "
        "«Земский учитель» (КД-ЗЕМ), целевые договоры (КД-ЦЕЛ), переподготовка (ПР-ПП). Прочерк — данных нет.",
        later(measures_in_words, scope, by=by),
        MEASURES,
        files,
        key="measures",
        views=("",),
    ):
        st.markdown(_done(whole))
        if level == "school":
            return
        frame = run(measures_in_words, scope, by=by)
        data_table(
            frame.head(FIRST if level == "region" else ROWS_SHOWN),
            [column for column in MEASURES if level == "region" or column.name != "municipality_name"],
            key="measures",
            alt="Что сделано с вакансиями, по муниципалитетам или школам",
            on_row=_row_to_place,
            height=330,
            found=len(frame),
        )


def _row_to_place(row: pd.Series) -> None:
    if "school_id" in row.index:
        row_to_school(row)
    else:
        to_municipality(current_view().labels[str(row["municipality_id"])])


def _done(row: pd.Series) -> str:
    """The measures of the selection as a list; what isn't known says so."""
    if pd.isna(row["open"]):
        vacancies = "О вакансиях данных нет: не прислан лист «Вакансии» или «Кадры_состав»."
    elif not row["open"]:
        vacancies = f"Открытых вакансий нет; за цикл закрыто **{row['closed_words']}**."
    else:
        vacancies = (
            f"Из открытых вакансий размещены на «Работа в России» **{row['published_words']}**, никем не закрыты "
            f"**{row['not_covered_words']}**; за цикл закрыто **{row['closed_words']}**."
        )
    zemsky = (
        "в «Земский учитель» вакансий не заявлено"
        if row["zemsky_words"] == DASH
        else f"по «Земскому учителю» закрыто **{row['zemsky_words']}** заявленных"
    )
    target = (
        "о целевых договорах данных нет"
        if row["target_words"] == DASH
        else (f"целевых договоров — **{row['target_words']}**")
    )
    retrained = (
        "о переподготовке данных нет, или никто в ней не нуждался"
        if row["retrained_words"] == DASH
        else f"переподготовку прошли **{row['retrained_words']}** нуждавшихся"
    )
    return f"{vacancies} {zemsky[0].upper()}{zemsky[1:]}; {target}; {retrained}."
