"""The map of municipalities and schools: a panel of its own, and a view of other panels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import pydeck
import streamlit as st

from components.cached import run
from components.downloads import TableFiles
from components.drill import click_key, clicked_object, open_school, to_municipality
from components.map_deck import HEIGHT_PX, map_deck, points_deck, scale_of
from components.navigation import UPLOAD
from components.notices import nothing_here
from components.panels import TABLE, legend, panel
from components.text import plain
from components.theme import NO_DATA, colour_mark
from components.view import current_scope, current_view
from methodology.catalogue import Block
from methodology.in_use import rules_in_use, threshold_words
from methodology.words import number, plural
from queries.columns import MAP_OF_MUNICIPALITIES
from queries.frames import rows_of
from queries.indicators import shares_with_data
from queries.maps import (
    COMPLETENESS,
    LOW,
    boundary_match,
    boundary_sets,
    municipalities_on_map,
    schools_on_map,
    territories,
)
from queries.scope import Scope

MAP = "карта"
CHOICE, SCHOOLS = "map_choice", "schools"
"""Key of the choice, with the page, and its last answer: no measure, but the schools themselves."""
KEPT = "_map_chosen"
"""The last answer on each page: Streamlit forgets it once a run goes by without the choice, as in a table
or a municipality."""
STAY = "_map_stays"
"""Whether a click on the map led here: then the narrower view opens with its map."""
MOST_POINTS = 10_000
"""More points than a browser draws in good time."""
LISTED = 5
"""Names of unmatched municipalities under the map; all of them are in the table."""

OF_GROUPS = (LOW, COMPLETENESS)
"""Measures whose numbers stand in the table of groups."""


def measures(block: Block | None = None) -> tuple[str, ...]:
    """What a map can show: groups, completeness, and shares of municipalities that have any data; of a block alone."""
    shares = run(shares_with_data, _whole(current_scope()))["indicator"]
    if block is not None:
        return tuple(code for code in shares if rules_in_use().indicator(code).block == block)
    return (*OF_GROUPS, *shares)


def measure_name(measure: str) -> str:
    """How the choice calls a measure."""
    if measure == SCHOOLS:
        return "Школы точками"
    if measure == LOW:
        return "Школы с низкой степенью"
    return "Полнота данных" if measure == COMPLETENESS else rules_in_use().indicator(measure).name


def _direction(measure: str) -> str:
    if measure in OF_GROUPS:
        return "down" if measure == LOW else "up"
    return rules_in_use().indicator(measure).direction


def map_stays() -> bool:
    """Whether the reader came here over the map, so that a narrower view begins with it."""
    return bool(st.session_state.get(STAY))


def leave_map(*, stays: bool) -> None:
    """Remember whether the wider view shows the map."""
    st.session_state[STAY] = stays


def map_panel(files: TableFiles, *, height: int = HEIGHT_PX, block: Block | None = None) -> None:
    """Municipalities by share or indicator, schools as points; the table of the same numbers, the file.

    ``block``: only its indicators are offered.
    """
    ground = run(territories, _whole(current_scope()))
    offered = _measures_offered(ground)
    shown = measures(block) if offered else ()
    choice = _chosen(shown) if shown else SCHOOLS
    measure = LOW if choice == SCHOOLS else choice
    frame = run(municipalities_on_map, current_scope(), measure=measure)
    with panel(
        "Муниципалитеты на карте" if block is None and current_view().level == "region" else "На карте",
        f"{measure_name(measure)}: чем гуще цвет, тем больше требует внимания; белое со штриховкой — данных мало или "
        "нет. Щелчок по территории открывает муниципалитет, по точке — школу.",
        frame,
        MAP_OF_MUNICIPALITIES,
        files,
        key="map",
        views=(MAP, TABLE),
        narrowed=[("на карте", measure_name(measure))],
        above=(lambda: _choice(shown)) if shown else None,
    ) as view:
        if view == MAP:
            _draw(ground, choice, height)


def map_view(codes: Sequence[str] = OF_GROUPS) -> None:
    """The map alone, for a panel that has its own table: choice, legend, picture, what is not on it.

    ``codes``: the measures whose numbers the table has; of indicators those that a map can show.
    """
    ground = run(territories, _whole(current_scope()))
    shown = codes if codes == OF_GROUPS else [code for code in measures() if code in codes]
    _draw(ground, _choice(shown) if shown and _measures_offered(ground) else SCHOOLS, HEIGHT_PX)


def indicator_map(indicator: str) -> None:
    """The map of one indicator, for a panel that has its own table; in one municipality there is nothing to compare."""
    ground = run(territories, _whole(current_scope()))
    if ground.empty:
        _nothing_to_draw()
    else:
        _measure(ground, indicator, HEIGHT_PX)


def _measures_offered(ground: pd.DataFrame) -> bool:
    """Whether there is a choice: in one municipality, and where there are no boundaries, schools are points."""
    return current_view().level == "region" and not ground.empty


def _draw(ground: pd.DataFrame, choice: str, height: int) -> None:
    if choice == SCHOOLS:
        _schools(ground, height)
    else:
        _measure(ground, choice, height)


def _measure(drawn: pd.DataFrame, measure: str, height: int) -> None:
    scope = current_scope()
    frame = run(municipalities_on_map, scope, measure=measure)
    # By all municipalities, so that a colour keeps its meaning when some are chosen.
    everywhere = run(municipalities_on_map, replace(scope, municipalities=()), measure=measure)
    scale = scale_of(everywhere["value"], _direction(measure))
    signs = [f"{colour_mark(colour)} {words}" for colour, words in scale.classes()]
    few = f"данных нет или они меньше чем у {threshold_words('mo_coverage_min')}\u00a0% школ"
    st.markdown(f":small[{', '.join(signs)}, {colour_mark(NO_DATA, hatched=True)} {few}.]")
    first = frame.iloc[0]
    _picture(
        map_deck(drawn, frame, scale, labels=current_view().labels, narrowed=bool(scope.municipalities), height=height),
        f"{measure_name(measure)} по муниципалитетам; первый в таблице — {first['municipality_name']}, "
        f"{first['words']}",
        height,
    )
    st.caption(" ".join(_about_boundaries()))


def _schools(drawn: pd.DataFrame, height: int) -> None:
    scope = current_scope()
    schools = run(schools_on_map, scope)
    located = schools.dropna(subset=["latitude", "longitude"]).reset_index(drop=True)
    if drawn.empty and located.empty:
        _nothing_to_draw()
        return
    lines = [f"Координаты есть у {number(len(located))} из {number(len(schools))}."]
    if len(located) > MOST_POINTS:
        located = located.head(0)
        lines.append(f"Точек больше {number(MOST_POINTS)}: они не показаны. Выберите муниципалитет или сузьте отбор.")
    legend("Точка — школа.", without_group=True)
    selected = set(schools["municipality_id"])
    _picture(
        points_deck(
            drawn, located, selected, labels=current_view().labels, narrowed=bool(scope.municipalities), height=height
        ),
        f"школы по группам, с координатами {number(len(located))} из {number(len(schools))}",
        height,
        located,
    )
    st.caption(" ".join([*lines, *_about_boundaries()]))


def _picture(deck: pydeck.Deck, what: str, height: int, schools: pd.DataFrame | None = None) -> None:
    labels = current_view().labels
    widget = click_key("map_deck")

    def clicked() -> None:
        found = clicked_object(widget)
        if found is None:
            return
        if schools is not None and "s" in found:
            school = schools.iloc[int(found["s"])]
            open_school(str(school["municipality_id"]), str(school["school_id"]))
        elif found.get("m") in labels:
            to_municipality(labels[found["m"]])

    st.pydeck_chart(deck, key=widget, height=height, on_select=clicked, alt=f"Карта: {what}. Те же числа — в таблице.")


def _chosen(of: Sequence[str]) -> str:
    chosen = st.session_state.get(_key(), _kept().get(current_view().page))
    return next((measure for measure in (*of, SCHOOLS) if measure == chosen), of[0])


def _choice(of: Sequence[str]) -> str:
    key = _key()
    st.session_state[key] = _chosen(of)
    chosen = st.selectbox(
        "Что показать на карте", (*of, SCHOOLS), format_func=measure_name, key=key, label_visibility="collapsed"
    )
    st.session_state[KEPT] = {**_kept(), current_view().page: chosen}
    return chosen


def _key() -> str:
    """Key of the choice: what one page shows, no other begins with."""
    return f"{CHOICE}_{current_view().page}"


def _kept() -> dict[str, str]:
    kept: dict[str, str] = st.session_state.get(KEPT, {})
    return kept


def _about_boundaries() -> list[str]:
    """Who is not on the map, and whose boundaries these are."""
    scope = _whole(current_scope())
    sets = run(boundary_sets, scope)
    used = sets[sets["used"]]
    if used.empty:
        return ["Границ этих муниципалитетов нет, показаны только школы; границы загружают на «Загрузке данных»."]
    lines = []
    found = run(boundary_match, scope)
    absent = found[found["territory"].isna()]
    if not absent.empty:
        named = [f"{row.municipality_name} ({row.place_words})" for row in rows_of(absent.head(LISTED))]
        rest = f" и ещё {len(absent) - LISTED}" if len(absent) > LISTED else ""
        word = plural(len(absent), "муниципалитету", "муниципалитетам", "муниципалитетам")
        lines.append(plain(f"Не нашлось места на карте {number(len(absent))} {word}: {'; '.join(named)}{rest}."))
    without = int(found["municipality_id"].isna().sum())
    if without:
        lines.append(f"Белые территории без штриховки — нет в данных: {number(without)}.")
    return [*lines, plain(f"{used['attribution'].iloc[0]}.")]


def _nothing_to_draw() -> None:
    nothing_here(
        "Карту рисовать не по чему: у школ нет координат, а границ этих муниципалитетов в программе нет. Заполните "
        "«Широта» и «Долгота» на листе «Организации» или загрузите границы в формате GeoJSON."
    )
    st.page_link(UPLOAD.file, label=f"{UPLOAD.title}: границы на карте", icon=UPLOAD.icon)


def _whole(scope: Scope) -> Scope:
    """What the map's ground depends on: no filter."""
    return Scope(cycle=scope.cycle, as_of=scope.as_of, methodology=scope.methodology)
