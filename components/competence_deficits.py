"""Deficits by domain: a heat map of municipalities or schools, and the seats in training that they ask for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from components.cached import kept, run
from components.cell_table import Cell, Line, cell_table
from components.competence_view import FEW_ROWS, chosen_codes, chosen_who, nothing_words, scale_named
from components.downloads import TableFiles
from components.drill import open_school, to_municipality
from components.figures import axis_names
from components.heat_map import SEPARATOR
from components.notices import FOR_WORK_ALONE, nothing_here
from components.panels import TABLE, panel, rows_drawn, said_how_many
from components.tables import data_table
from components.theme import NO_DATA, ZONE_COLOURS, heat
from components.view import current_scope, current_view
from methodology.catalogue import Threshold
from methodology.domains import domain_name
from methodology.in_use import rules_in_use, threshold_words
from methodology.words import counted, number, percent, share
from queries.columns import DEFICITS_BY_MUNICIPALITY, DEFICITS_BY_SCHOOL, seats_columns
from queries.competences import ZONES_OF_DEFICITS, deficits, deficits_of_selection, seats_of
from queries.frames import rows_of
from queries.indicator_tables import ZONES
from queries.showing import HIDDEN

FILLS = {"low": ZONE_COLOURS["low"], "middle": ZONE_COLOURS["middle"], "high": heat(70)}
"""Colours of zones: where nothing is to be done the cell is almost white."""
TOPICS = (
    " Области листа «Диагностика_пед» крупные, тем внутри них лист не называет: темы курсов уточняют по отчёту "
    "диагностики."
)
HEAT_MAP, ALL, SUM = "клетки", "Все отобранные", "Всего людей с дефицитом"
IN_CELL = "скр."
"""Instead of a hidden value in a cell as narrow as these."""
HEADS_BY_SCHOOL = "О директорах по школам — только в служебном режиме."


def deficits_panel(files: TableFiles) -> None:
    """Domains by municipality; inside one, by school; nothing at a school, whose seats say the same."""
    level = current_view().level
    if level == "school":
        return
    by_school = level == "municipality"
    who = chosen_who()
    frame = run(deficits, current_scope(), who=who, by_school=by_school)
    whole = run(deficits_of_selection, current_scope(), who=who)
    rule = rules_in_use().indicator(chosen_codes().deficits)
    with panel(
        f"Дефициты по областям и {'школам' if by_school else 'муниципалитетам'}",
        f"{rule.code}: {rule.formula}. В клетке — «с дефицитом / оценено»; знак и цвет — зона: ▼ оранжевый, ● серый, "
        f"▲ светлый. {_bounds()} Звёздочка на белом — данные менее чем от "
        f"{threshold_words('mo_coverage_min')} % школ. "
        f"Щелчок по клетке открывает {'школу' if by_school else 'муниципалитет'}.",
        frame,
        DEFICITS_BY_SCHOOL if by_school else DEFICITS_BY_MUNICIPALITY,
        files,
        key="deficits",
        views=(HEAT_MAP, TABLE),
    ) as view:
        if view == TABLE:
            return
        if whole.empty:
            nothing_here(nothing_words())
            return
        hidden = f" «{IN_CELL}» — {HIDDEN}." if frame["hidden"].any() or whole["hidden"].any() else ""
        st.markdown(f":small[В клетке — «с дефицитом / оценено», цвет и знак — зона. {_bounds()}{hidden}]")
        if frame.empty:
            st.caption(HEADS_BY_SCHOOL)
        domains = _domains(whole)
        unseen = frame.groupby(["municipality_id", "school_id"] if by_school else "municipality_id")["hidden"]
        places = _places(frame[~unseen.transform("all")], by_school)
        drawn = places.head(rows_drawn("deficits"))
        labels = current_view().labels
        cell_table(
            [
                "Школа" if by_school else "Муниципалитет",
                *(domain_name(domain) if domain else "Хотя бы в одной" for domain in domains),
            ],
            _lines(frame[_keys(frame, by_school).isin(drawn["key"])], whole, domains, drawn),
            key="deficit_cells",
            alt="Люди с дефицитом по областям и муниципалитетам или школам: сколько из скольких, зона",
            on_cell=lambda key: open_school(*key.split(SEPARATOR)) if by_school else to_municipality(labels[key]),
            dense=True,
        )
        said_how_many("deficits", len(places), "школ" if by_school else "муниципалитетов", "по алфавиту")
        if hidden_places := int(unseen.all().sum()):
            what = ("школа", "школы", "школ") if by_school else ("муниципалитет", "муниципалитета", "муниципалитетов")
            st.caption(f"Не показано: {counted(hidden_places, *what)}, где скрыты все числа.")


def _bounds() -> str:
    rules = rules_in_use()
    bounds: dict[str, Threshold] = {threshold.key: threshold for threshold in rules.thresholds}
    red, amber = bounds["deficit_red"], bounds["deficit_amber"]
    key = "leader_deficit_max" if chosen_who() == "leaders" else "teach_deficit_max"
    return (
        f"▼ больше {percent(red.value)}, ● больше {percent(amber.value)}, ▲ не больше ({red.origin}); дефицит — "
        f"результат до {percent(bounds[key].value)} ({scale_named(bounds[key].origin)})."
    )


def _domains(frame: pd.DataFrame) -> list[str]:
    """Domains with data in their order, that of any domain last."""
    return sorted(set(frame["domain"]), key=lambda domain: (domain == "", domain))


def _places(frame: pd.DataFrame, by_school: bool) -> pd.DataFrame:
    """key and name of each row of the heat map."""
    code, name = ("school_id", "short_name") if by_school else ("municipality_id", "municipality_name")
    places = frame.drop_duplicates(["municipality_id", code])
    return pd.DataFrame({"key": _keys(places, by_school).tolist(), "name": axis_names(places[name], places[code])})


def _keys(frame: pd.DataFrame, by_school: bool) -> pd.Series:
    return frame["municipality_id"] + SEPARATOR + frame["school_id"] if by_school else frame["municipality_id"]


@kept
def _lines(frame: pd.DataFrame, whole: pd.DataFrame, domains: list[str], places: pd.DataFrame) -> list[Line]:
    by_school = "school_id" in frame
    found = {
        ((f"{row.municipality_id}{SEPARATOR}{row.school_id}" if by_school else row.municipality_id), row.domain): row
        for row in rows_of(frame)
    }
    limit = rules_in_use().threshold("no_percent_n")
    sums = {row.domain: _cell(row, f"{ALL}; {_name(row.domain)}", "", limit) for row in rows_of(whole)}
    first = [replace(sums[domain], words=sums[domain].words.partition("/")[0]) for domain in domains]
    lines = [Line(SUM, tuple(first))]
    for place in rows_of(places):
        cells = []
        for domain in domains:
            row = found.get((place.key, domain))
            about = f"{place.name}; {_name(domain)}"
            if row is None:
                cells.append(Cell("—", f"{about}: нет данных", place.key, hatched=True))
            else:
                cells.append(_cell(row, about, place.key, limit))
        lines.append(Line(str(place.name), tuple(cells)))
    return lines


def _name(domain: str) -> str:
    return domain_name(domain) if domain else "дефицит хотя бы в одной области"


def _cell(row: Any, about: str, value: str, limit: float) -> Cell:
    if row.hidden:
        return Cell(IN_CELL, f"{about}: {HIDDEN}", value, leads=bool(value), hatched=True)
    count, of, known = int(row.numerator), int(row.denominator), isinstance(row.zone, str)
    sign = ZONES[row.zone][0] if known else "*"
    meaning = f"{about}: {share(count, of, limit)}, {ZONES_OF_DEFICITS[row.zone] if known else 'данных мало'}"
    fill = FILLS[row.zone] if known else NO_DATA
    return Cell(f"{sign}{number(count)}/{number(of)}", meaning, value, leads=bool(value), fill=fill)


def seats_panel(files: TableFiles) -> None:
    """How many seats in training to order, by domain, with their sum."""
    level, who = current_view().level, chosen_who()
    by_school = level != "region"
    cells = run(deficits, current_scope(), who=who, by_school=by_school)
    whole = run(deficits_of_selection, current_scope(), who=who)
    seats = _seats(whole, cells)
    columns = seats_columns("Школ" if by_school else "Муниципалитетов")
    with panel(
        "Дефициты школы по областям" if level == "school" else "Сколько мест на обучение заказать",
        "Место — один человек с дефицитом в одной области; у кого дефицитов несколько, тому нужно несколько мест. Кто "
        "не прошёл диагностику, не посчитан: дефицит у него неизвестен.",
        seats,
        columns,
        files,
        key="seats",
        views=("",),
    ):
        if seats.empty:
            nothing_here(nothing_words(), FOR_WORK_ALONE if level == "school" and who == "leaders" else None)
            return
        total = seats["numerator"].iloc[-1]
        topics = TOPICS if who == "teachers" else ""
        st.markdown(f":small[{_seats_words(total)} {_people_words(whole)}{topics}]")
        if pd.notna(total) and not total:
            return
        data_table(
            seats,
            columns,
            key="seats",
            alt="Места на обучение по областям, с итогом",
            height=380 if len(seats) > FEW_ROWS else None,
        )


@kept
def _seats(whole: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    return seats_of(whole, cells)


def _seats_words(total: Any) -> str:
    if pd.isna(total):
        return f"Сколько мест всего — {HIDDEN}."
    return f"Всего {counted(int(total), 'место', 'места', 'мест')}." if total else "Дефицитов не выявлено."


def _people_words(whole: pd.DataFrame) -> str:
    """How many people those seats are for, where the sheets say."""
    for row in rows_of(whole[whole["domain"] == ""]):
        return f"Людей с дефицитом хотя бы в одной области: {row.words}."
    return "Сверху области, где людей с дефицитом больше."
