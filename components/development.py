"""«Развитие и резерв»: choice of the view, headline cards, indicators against thresholds, by place and over cycles."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from components.cached import kept, later, run
from components.cell_table import Cell, Line, cell_table
from components.downloads import TableFiles
from components.drill import INDICATOR, open_school, row_to_municipality, row_to_school, to_municipality
from components.figures import axis_names
from components.figures_development import indicator_bullets
from components.indicator_cards import indicator_cards
from components.maps import MAP, map_view
from components.notices import ALL_HIDDEN, FOR_WORK_ALONE, not_sent, nothing_here
from components.panels import CHART, TABLE, chart, panel, rows_drawn, said_how_many
from components.shown import finding
from components.tables import data_table
from components.text import plain
from components.theme import ACCENT, NO_DATA, ZONE_COLOURS, colour_mark, heat, shortened
from components.view import current_previous, current_scope, current_view
from methodology.catalogue import Block
from methodology.in_use import origin_words, rules_in_use, threshold_words
from methodology.words import counted, municipalities_of, number, plural, schools
from queries.associations import association_rows, associations_by_municipality
from queries.blocks import indicators_by_place, indicators_over_cycles
from queries.columns import (
    ASSOCIATION_ROWS,
    ASSOCIATIONS_BY_MUNICIPALITY,
    BLOCK_BY_MUNICIPALITY,
    BLOCK_BY_SCHOOL,
    BLOCK_OVER_CYCLES,
    MUNICIPALITY,
    SCHOOL,
)
from queries.frames import rows_of
from queries.indicator_tables import indicator_by_school, indicators_in_words, label_of_indicator
from queries.selection import selection_summary

HEADLINES = ("ПР-ИОМ", "ПР-КПК-АДР", "ПР-МО", "ПР-ВЫГ-ПРОГ")
"""What the cards of «Развитие» show first."""
BURNOUT = "ПР-ВЫГ-ПРОГ"
CALLED = {"ПР-ИОМ": "Педагоги с маршрутом", "ПР-КПК-АДР": "Обучены по дефициту", BURNOUT: "Профилактика выгорания"}
"""Names of cards that would not say by themselves what they are about."""
SEPARATOR = "|"
FILLS = {"low": ZONE_COLOURS["low"], "middle": ZONE_COLOURS["middle"], "high": heat(100)}
"""Colours of zones on which dark letters can be read."""
HEADING = 34
CYCLES = "по циклам"
OVER_CYCLES = (
    "Каждый цикл считает те же отборы по своим школам; школы приходят и уходят, поэтому разница циклов — не всегда "
    "изменение тех же самых."
)


def development_cards() -> None:
    """Whether routes and training meet the deficits: the figures that the page is opened for."""
    names = [CALLED.get(code, rules_in_use().indicator(code).short) for code in HEADLINES]
    indicator_cards(*HEADLINES, names=names)
    _without_programme()


def _without_programme() -> None:
    """Where burnout is not prevented by a programme: the schools that say so, by a press; inside a school, nothing."""
    if current_view().level == "school":
        return
    told = run(indicators_in_words, current_scope(), previous=current_previous(), codes=HEADLINES)
    row = next(row for row in rows_of(told) if row.code == BURNOUT)
    if row.hidden or pd.isna(row.numerator) or row.numerator == row.denominator:
        return
    count = schools(int(row.denominator - row.numerator))
    place = st.expander(f"Где нет программы профилактики выгорания: {count}", key="burnout_schools", on_change="rerun")
    if not place.open:
        return
    frame = run(indicator_by_school, current_scope(), indicator=BURNOUT)
    with place:
        data_table(
            frame[frame["value"] == 0].reset_index(drop=True),
            (MUNICIPALITY, SCHOOL),
            key="burnout",
            alt="Школы без программы профилактики выгорания",
            on_row=row_to_school,
            height=300,
        )


def bullets_panel(files: TableFiles) -> None:
    """All indicators of development for the scope as a whole: as bars against their thresholds, and over the cycles."""
    now = run(indicators_over_cycles, current_scope(), block="development", only_now=True)
    with panel(
        "Показатели развития и их пороги",
        "Каждая полоса — Σ числителей / Σ знаменателей по школам с данными. Черта — порог «выполняется», ромб — порог, "
        "ниже которого нужны меры; пороги и их происхождение — на «Методике». Щелчок по полосе показывает внизу, из "
        f"чего сложился показатель. {OVER_CYCLES}",
        later(indicators_over_cycles, current_scope(), block="development"),
        BLOCK_OVER_CYCLES,
        files,
        key="bullets",
        views=(CHART, CYCLES, TABLE),
    ) as view:
        if view == CYCLES:
            _cycle_cells("development")
        if view != CHART:
            return
        here = now[now["value"].notna()]
        if here.empty:
            nothing_here(nothing_sent("development"), ALL_HIDDEN if now["hidden"].any() else None)
            return
        st.markdown(
            f":small[{zone_legend()}. Черта — «выполняется», ромб — ниже «требует мер». ПК — повышение квалификации.]"
        )
        chart(
            indicator_bullets(here),
            key="bullets",
            alt="Показатели развития в процентах рядом с порогами. Те же числа — в таблице.",
            on_point=lambda point: _to_indicator(point[0]),
            file_name="Показатели развития",
        )
        if len(here) < len(now):
            absent = now[now["value"].isna()]["name"]
            why = "Нет данных, неприменимо" + (" или скрыто" if now["hidden"].any() else "")
            st.caption(f"{why}: {plain(', '.join(absent))}.")


SHEETS: dict[str, tuple[str, ...]] = {
    "development": ("Развитие", "Кадры_состав", "Методобъединения"),
    "reserve": ("Резерв", "Развитие"),
}
"""Block → the sheets that its indicators are counted from."""


def nothing_sent(block: Block) -> str:
    """Why a block has nothing to show."""
    return not_sent(*SHEETS[block]) or (
        "Данных нет: показатели считаются по листам «Развитие», «Кадры_состав» и «Методобъединения»."
        if block == "development"
        else "Данных нет: реестр резерва ведут на листе «Резерв», назначения — на листе «Развитие»."
    )


def zone_legend() -> str:
    """What the colours and signs of zones mean."""
    return ", ".join(
        f"{colour_mark(colour)} {words}"
        for colour, words in (
            (ZONE_COLOURS["low"], "▼ требует мер"),
            (ZONE_COLOURS["middle"], "● требует внимания"),
            (ZONE_COLOURS["high"], "▲ выполняется"),
            (
                ACCENT,
                f"порога нет или (*) показатель есть меньше чем у {threshold_words('mo_coverage_min')}\u00a0% школ",
            ),
        )
    )


def _to_indicator(code: str) -> None:
    st.session_state[INDICATOR] = label_of_indicator(code)


def places_panel(block: Block, files: TableFiles) -> None:
    """Heat map of the indicators of a block: by municipality, inside one by school."""
    by_school = current_view().level == "municipality"
    frame = run(indicators_by_place, current_scope(), block=block, by_school=by_school)
    of_what = "школ" if by_school else "муниципалитетов"
    with panel(
        "Показатели по школам" if by_school else "Показатели по муниципалитетам",
        "В клетке — значение в процентах и знак зоны; при числе людей меньше "
        f"{threshold_words('no_percent_n')} — «k/n» без процентов. Зоны нет, если у показателя нет порога "
        f"или данные есть менее чем от {threshold_words('mo_coverage_min')} % школ "
        f"({origin_words('mo_coverage_min')}). "
        "Щелчок по клетке открывает место и показатель.",
        frame,
        BLOCK_BY_SCHOOL if by_school else BLOCK_BY_MUNICIPALITY,
        files,
        key="places",
        views=(CHART, TABLE) if by_school else (CHART, MAP, TABLE),
    ) as view:
        if view == MAP:
            map_view(tuple(dict.fromkeys(frame["code"])))
        if view != CHART:
            return
        if frame.empty:
            # All that is counted of the reserve tells of one or two people of a school.
            of_few = by_school and block == "reserve"
            nothing_here(nothing_sent(block), FOR_WORK_ALONE if of_few else None)
            return
        st.markdown(f":small[{PERCENTS}; {heat_legend()}; сверху — где больше ▼ и ●.]")
        lines = place_lines(frame, rows_drawn("places"), by_school=by_school)
        cell_table(
            ["Школа" if by_school else "Муниципалитет", *_headings(frame)],
            lines,
            key="places_cells",
            alt=f"Показатели по местам: {of_what}",
            on_cell=_to_school if by_school else _to_place,
            dense=True,
        )
        found = len(frame.drop_duplicates(["municipality_id", "school_id"] if by_school else "municipality_id"))
        said_how_many("places", found, of_what, "сначала те, у кого больше ▼ и ●")


PERCENTS = "Число — проценты, «3/4» — люди, когда их мало"


def heat_legend() -> str:
    """What the colours of cells mean."""
    return ", ".join(
        (
            f"{colour_mark(FILLS['low'])} ▼ требует мер",
            f"{colour_mark(FILLS['middle'])} ● требует внимания",
            f"{colour_mark(FILLS['high'])} ▲ выполняется",
            f"без знака — порога нет или показатель есть меньше чем у {threshold_words('mo_coverage_min')}\u00a0% школ",
            f"{colour_mark(NO_DATA, hatched=True)} нет данных",
        )
    )


def _codes(frame: pd.DataFrame) -> list[str]:
    here = set(frame["code"])
    return [rule.code for rule in rules_in_use().indicators if rule.code in here]


def _headings(frame: pd.DataFrame) -> list[str]:
    return [shortened(rules_in_use().indicator(code).short, HEADING) for code in _codes(frame)]


@kept
def place_lines(frame: pd.DataFrame, most: int, *, by_school: bool) -> list[Line]:
    """One line a place of ``indicators_by_place``, the first so many; one cell an indicator that any of them has."""
    key = ["municipality_id", "school_id"] if by_school else ["municipality_id"]
    name = "short_name" if by_school else "municipality_name"
    codes = _codes(frame)
    cells: dict[tuple[str, ...], dict[str, Any]] = {}
    for row in rows_of(frame):
        place = tuple(getattr(row, each) for each in key)
        if place not in cells and len(cells) == most:
            continue
        cells.setdefault(place, {})[row.code] = row
    names = [getattr(next(iter(found.values())), name) for found in cells.values()]
    shown = names if by_school else axis_names(pd.Series(names), pd.Series([place[0] for place in cells]))
    return [
        Line(label, tuple(_cell(found.get(code), place, label, code) for code in codes))
        for (place, found), label in zip(cells.items(), shown, strict=True)
    ]


def _cell(row: Any, place: tuple[str, ...], label: str, code: str) -> Cell:
    value = SEPARATOR.join((*place, code))
    name = rules_in_use().indicator(code).name
    if row is None or pd.isna(row.value):
        why = "нет данных" if row is None else row.words
        return Cell(
            row.short_words if row is not None and row.hidden else "–", f"{label}; {name}: {why}", value, hatched=True
        )
    zone = "" if row.zone is None else f"; {row.zone_words}"
    data = "" if row.schools == 1 else f"; школ с данными: {row.schools_with_data} из {row.schools}"
    fill = NO_DATA if row.zone is None else FILLS[row.zone]
    return Cell(row.short_words, f"{label}; {name}: {row.words}{zone}{data}", value, fill=fill)


def _to_place(value: str) -> None:
    place, code = value.split(SEPARATOR)
    to_municipality(current_view().labels[place])
    _to_indicator(code)


def _to_school(value: str) -> None:
    place, school, code = value.split(SEPARATOR)
    open_school(place, school)
    _to_indicator(code)


def cycles_panel(files: TableFiles) -> None:
    """The indicators of the reserve in every cycle up to the chosen one."""
    with panel(
        "Как менялось по циклам",
        f"{OVER_CYCLES} В клетке — значение в процентах и знак зоны.",
        later(indicators_over_cycles, current_scope(), block="reserve"),
        BLOCK_OVER_CYCLES,
        files,
        key="cycles",
    ) as view:
        if view != TABLE:
            _cycle_cells("reserve")


def _cycle_cells(block: Block) -> None:
    """One line an indicator of ``indicators_over_cycles`` that has data, one cell a cycle."""
    frame = run(indicators_over_cycles, current_scope(), block=block)
    here = frame[frame["value"].notna() | frame["hidden"]]
    if here.empty:
        nothing_here(nothing_sent(block))
        return
    st.markdown(f":small[{PERCENTS}; {heat_legend()}.]")
    # The chosen cycle is never left out: without data it says so.
    cycles = list(dict.fromkeys([*here["cycle"], current_scope().cycle or ""]))
    cell_table(
        ["Показатель", *cycles],
        cycle_lines(here, cycles),
        key="cycles_cells",
        alt="Показатели по циклам",
        dense=True,
    )


@kept
def cycle_lines(frame: pd.DataFrame, cycles: list[str]) -> list[Line]:
    """One line an indicator of ``indicators_over_cycles``, one cell a cycle."""
    found = {(row.code, row.cycle): row for row in rows_of(frame)}
    lines = []
    for code in _codes(frame):
        cells = [replace(_cell(found.get((code, cycle)), (cycle,), cycle, code), leads=False) for cycle in cycles]
        lines.append(Line(rules_in_use().indicator(code).short, tuple(cells)))
    return lines


def associations_panel(files: TableFiles) -> None:
    """Which municipalities have associations without plan or analysis; inside one, the rows of the sheet."""
    scope = current_scope()
    if current_view().level != "region":
        _rows_of_associations(files)
        return
    frame = run(associations_by_municipality, scope)
    with panel(
        "Методобъединения без плана или анализа",
        "Лист «Методобъединения», вид «методобъединение» (ПР-МО): есть план на год и анализ за прошлый год. Сверху "
        "муниципалитеты, где неполных больше; флажок слева открывает муниципалитет и строки листа.",
        frame,
        ASSOCIATIONS_BY_MUNICIPALITY,
        files,
        key="associations",
        views=("",),
    ):
        if frame.empty:
            nothing_here(
                not_sent("Методобъединения") or "Строк о методобъединениях нет: их собирает лист «Методобъединения»."
            )
            return
        incomplete = frame[frame["incomplete"] > 0]
        all_of = int(run(selection_summary, scope).iloc[0]["municipalities"])
        said = f"Данные есть по {number(len(frame))} из {municipalities_of(all_of)}. "
        said += (
            f"Без плана или анализа — {_associations(int(frame['incomplete'].sum()))} из "
            f"{number(int(frame['associations'].sum()))}, в {number(len(incomplete))} "
            f"{plural(len(incomplete), 'муниципалитете', 'муниципалитетах', 'муниципалитетах')}."
            if len(incomplete)
            else "План и анализ есть у всех."
        )
        finding(said)
        if len(incomplete):
            data_table(
                incomplete,
                ASSOCIATIONS_BY_MUNICIPALITY,
                key="associations",
                alt="Муниципалитеты с методобъединениями без плана или анализа",
                on_row=row_to_municipality,
                height=300,
            )


def _associations(count: int) -> str:
    return counted(count, "методобъединение", "методобъединения", "методобъединений")


def _rows_of_associations(files: TableFiles) -> None:
    frame = run(association_rows, current_scope())
    one_school = current_view().level == "school"
    with panel(
        "Методобъединения школы" if one_school else "Методобъединения и сообщества",
        "Строки листа «Методобъединения»; сверху методобъединения без плана или анализа.",
        frame,
        ASSOCIATION_ROWS,
        files,
        key="association_rows",
        views=("",),
    ):
        if frame.empty:
            nothing_here(
                not_sent("Методобъединения")
                or f"На листе «Методобъединения» нет строк {'этой школы' if one_school else 'этого муниципалитета'}."
            )
            return
        lacking = int(frame["missing_words"].notna().sum())
        of = int((frame["kind"] == "методобъединение").sum())
        if of:
            finding(f"Без плана или анализа — {_associations(lacking)} из {number(of)}.")
        data_table(frame, ASSOCIATION_ROWS, key="association_rows", alt="Строки листа «Методобъединения»", height=300)
