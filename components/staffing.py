"""Shortage of staff, open and hidden: cards, quadrants, signs by place, ages, generations over cycles."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from components.cached import kept, run
from components.cards import card
from components.cell_table import Cell, Line, cell_table
from components.downloads import TableFiles
from components.drill import open_school, row_to_school, to_municipality
from components.figures import axis_names
from components.figures_staffing import age_bars, cycle_bars, kind_mark, quadrants
from components.heat_map import SEPARATOR
from components.notices import ALL_HIDDEN, FOR_WORK_ALONE, not_sent, nothing_here
from components.panels import TABLE, chart, panel, rows_drawn, said_how_many
from components.shown import remark
from components.tables import data_table
from components.theme import NO_DATA, ZONE_COLOURS, colour_mark
from components.view import current_previous, current_scope, current_view
from methodology.in_use import origin_words, rules_in_use, threshold_words
from methodology.words import DASH, number
from methodology.words import NO_DATA as NOTHING
from queries.columns_staffing import (
    HIDDEN_SCHOOLS,
    SHORTAGE_BY_SUBJECT,
    STAFFING_BY_CYCLE,
    STAFFING_BY_PLACE,
    TEACHER_AGES,
)
from queries.frames import rows_of
from queries.indicator_tables import ZONES, indicators_in_words
from queries.places import NAMED, By, keys_of
from queries.showing import SHORT_HIDDEN
from queries.staffing import AGES, BOTH, HIDDEN, KINDS, NEITHER, OPEN, shortage_kinds
from queries.staffing_words import (
    KIND_WORDS,
    ages_in_words,
    shortage_by_subject_in_words,
    staffing_by_cycle_in_words,
    staffing_figures,
    staffing_in_words,
)

LOAD = "КД-НАГР"
CARDS = {
    "КД-ВАК-ДОЛЯ": "Доля вакансий",
    LOAD: "Нагрузка",
    "КД-ЧАСЫ": "Незакрытые часы",
    "КД-60": "Учителя 60+",
    "КД-ЗАКР3": "Закрепляемость",
}
"""Indicator → the heading of its card: short enough for six in a row."""
OVER_CYCLES = ("КД-ЗАКР3", "КД-ЗАМЕЩ", "КД-ДО35", "КД-60", "КД-ТЕК")
"""Indicators of generations that are shown cycle by cycle."""
SIGNS = {
    "load": "Нагрузка, ставок",
    "uncovered": "Незакрытые часы",
    "off_profile": "Не по профилю",
    "overloaded": "Перегружены",
    "external": "У совместителей",
}
"""Columns of the signs of a hidden shortage."""
QUADRANT = (
    "kind",
    "kind_words",
    "vacant_pct",
    "load_value",
    "vacant_numerator",
    "vacant_denominator",
    "hidden_schools",
)
"""What the figure of the quadrants draws of ``staffing_in_words``."""
ALONE = "Один учитель, 60+"
SHORT_KINDS = {HIDDEN: "▼ скрытый", BOTH: "▼ двойной", OPEN: "● открытый", NEITHER: "○ ниже черт"}
"""``KIND_WORDS`` for a card."""


def _by() -> By:
    return "municipality" if current_view().level == "region" else "school"


def staffing_cards() -> None:
    """Six figures: vacancies, schools with a hidden shortage, load, uncovered hours, ages, the young who stayed."""
    scope, previous = current_scope(), current_previous()
    figures = {row.code: row for row in rows_of(run(staffing_figures, scope, previous=previous))}
    row = st.container(horizontal=True, key="cards")
    for code, heading in CARDS.items():
        figure = figures[code]
        if code == LOAD:
            _kind_card(row)
        sign = f"{ZONES[figure.zone][0]} " if figure.zone else ""
        card(
            row,
            heading,
            NOTHING if figure.short_words == DASH else f"{sign}{figure.short_words}",
            below="сравнить не с чем" if figure.before_words is None else f"было {figure.before_words}",
            meaning=_meaning(figure, figures["КД-ВАК"]),
        )


def _kind_card(row: Any) -> None:
    """How many schools have a hidden shortage; of one school, of what kind its own is."""
    kinds = run(shortage_kinds, current_scope(), previous=current_previous())
    hidden = kinds.iloc[KINDS.index(HIDDEN)]
    known, before = int(hidden["with_data"]), hidden["with_data_before"]
    if current_view().level == "school":
        found = next((kind.kind for kind in rows_of(kinds) if kind.schools), None)
        words, delta = (SHORT_KINDS[found], KIND_WORDS[found]) if found else ("нет данных", "вывода нет")
    else:
        words = f"{number(int(hidden['schools']))} из {number(known)}" if known else "нет данных"
        delta = (
            "сравнить не с чем"
            if pd.isna(before)
            else (f"было {number(int(hidden['schools_before']))} из {number(int(before))}")
        )
    card(
        row,
        "Дефицит" if current_view().level == "school" else "Скрытый дефицит",
        words,
        below=delta,
        meaning=f"Вакантных ставок не больше {_many()}, а нагрузка учителя выше {_loaded()}: вакансий нет, потому что "
        f"их закрывают переработкой. Данные о вакансиях и нагрузке есть по {number(known)} из "
        f"{number(int(hidden['selected']))}.",
    )


def _many() -> str:
    return f"{threshold_words('vac_share_red')} % ({origin_words('vac_share_red')})"


def _loaded() -> str:
    return f"{threshold_words('load_amber', 1)} ставки ({origin_words('load_amber')})"


def _meaning(figure: Any, vacant: Any) -> str:
    rule = rules_in_use().indicator(figure.code)
    data = f"Данные есть по {number(int(figure.schools_with_data))} из {number(int(figure.schools))}."
    zone = f" Зона: {ZONES[figure.zone]}." if figure.zone else ""
    posts = (
        (
            f"Вакантных ставок {vacant.short_words}, было {vacant.before_words or DASH}; в доле — только школы, где "
            "известны и вакантные, и занятые: "
        )
        if figure.code == "КД-ВАК-ДОЛЯ"
        else ""
    )
    return f"{rule.code}, {rule.name.lower()}: {rule.formula}. {posts}{figure.words}. {data}{zone}"


def quadrants_panel(files: TableFiles) -> None:
    """Vacancies beside load: municipalities, inside one its schools; a click narrows."""
    by = _by()
    frame = run(staffing_in_words, current_scope(), by=by)
    with panel(
        "Вакансии и нагрузка",
        f"По горизонтали — доля вакантных ставок, черта {_many()}; по вертикали — средняя нагрузка учителя, черта "
        f"{_loaded()}. Вакансий мало, а нагрузка выше черты — скрытый дефицит. Щелчок по точке открывает "
        f"{'школу' if by == 'school' else 'муниципалитет'}. «Ниже обеих черт» — вакансий не больше, а нагрузка не выше "
        "черты. Черты отделяют виды дефицита и с зонами показателей не совпадают: внимания требует уже меньшая доля "
        "вакансий, её зона — на карточке и в «Признаках скрытого дефицита».",
        frame,
        STAFFING_BY_PLACE,
        files,
        key="quadrants",
    ) as view:
        if view == TABLE:
            return
        # Few of its forty columns, since a frame is filtered column by column and a figure's key is all that it gets.
        known = frame[[*NAMED[by], *QUADRANT]]
        known = known[known["kind"].notna()]
        if known.empty:
            nothing_here(
                not_sent("Кадры_состав", "Вакансии", "Нагрузка")
                or "Нужны листы «Кадры_состав» (занято ставок), «Вакансии» и «Нагрузка»."
            )
            return
        st.markdown(
            f":small[{_of_kinds(known, by)} Черты отделяют виды дефицита; зоны показателей — на карточках. "
            "Нет подписи — наведите на точку.]"
        )
        chart(
            quadrants(known, schools=by == "school"),
            key="quadrants",
            alt="Доля вакантных ставок и нагрузка учителя, четыре четверти. Те же числа — в таблице.",
            on_point=_to_place,
            file_name="вакансии и нагрузка",
        )
        without = len(frame) - len(known)
        if by == "municipality":
            _hidden_schools(known)
        if without:
            remark(f"Без данных о вакансиях или нагрузке: {number(without)} из {number(len(frame))}.")


def _of_kinds(known: pd.DataFrame, by: By) -> str:
    """How many places lie in each quadrant, and in municipalities how many schools are in hidden shortage."""
    counts = known["kind"].value_counts()
    words = ", ".join(
        f"{kind_mark(kind)} {KIND_WORDS[kind][2:]} — {number(int(counts[kind]))}" for kind in KINDS if kind in counts
    )
    of_what = "Школ" if by == "school" else "Муниципалитетов"
    line = f"{of_what}: {words}."
    if by == "municipality":
        places = known[known["hidden_schools"] > 0]
        if not places.empty:
            line += f" Школы в скрытом дефиците есть у {number(len(places))} из {number(len(known))}."
    return line


def _hidden_schools(known: pd.DataFrame) -> None:
    """Which schools are in hidden shortage, when the reader asks; a press on a row opens the school."""
    count = int(known["hidden_schools"].sum())
    if not count:
        return
    place = st.expander(f"Школы в скрытом дефиците: {number(count)}", key="hidden_schools", on_change="rerun")
    if not place.open:
        return
    schools = run(staffing_in_words, current_scope(), by="school")
    with place:
        data_table(
            schools[schools["kind"] == HIDDEN].reset_index(drop=True),
            HIDDEN_SCHOOLS,
            key="hidden_schools_table",
            alt="Школы в скрытом дефиците",
            on_row=row_to_school,
        )


def _to_place(codes: list[str]) -> None:
    if len(codes) > 1:
        open_school(codes[0], codes[1])
    else:
        to_municipality(current_view().labels[codes[0]])


def hidden_panel(files: TableFiles) -> None:
    """Signs of a shortage that no vacancy shows: by municipality, by school, and inside a school by subject."""
    if current_view().level == "school":
        _hidden_by_subject(files)
        return
    by = _by()
    frame = run(staffing_in_words, current_scope(), by=by)
    with panel(
        "Признаки скрытого дефицита",
        "Нагрузка (КД-НАГР), часы без учителя (КД-ЧАСЫ), преподавание не по профилю (КД-НЕПРОФ), перегруженные учителя "
        "(КД-НАГР-ВЫС), часы внешних совместителей (КД-СОВМ), предметы с единственным учителем 60 лет и старше. "
        "▼ требует мер, ● требует внимания — по порогам страницы «Методика»; у совместителей порога нет. Штриховка — "
        "данных нет; звёздочка — они есть меньше чем у "
        f"{threshold_words('mo_coverage_min')} % школ ({origin_words('mo_coverage_min')}). Сверху те, у "
        "кого признаков больше.",
        frame,
        STAFFING_BY_PLACE,
        files,
        key="hidden",
    ) as view:
        if view == TABLE:
            return
        if not frame["load_schools"].any() and not frame["off_profile_schools"].any():
            nothing_here(not_sent("Нагрузка", "Кадры_состав") or "Нужны листы «Нагрузка» и «Кадры_состав».")
            return
        st.markdown(
            f":small[{colour_mark(ZONE_COLOURS['low'])} ▼ требует мер, {colour_mark(ZONE_COLOURS['middle'])} ● требует "
            f"внимания, {colour_mark(NO_DATA, hatched=True)} нет данных, * — "
            f"они меньше чем у {threshold_words('mo_coverage_min')}\u00a0% школ.]"
        )
        signs = frame["signs"].tolist()
        first = sorted(range(len(signs)), key=lambda row: -signs[row])[: rows_drawn("hidden")]
        drawn = frame.take(first)
        cell_table(
            ["Школа" if by == "school" else "Муниципалитет", *SIGNS.values(), ALONE, "Доля вакансий"],
            _sign_lines(drawn, by),
            key="sign_cells",
            alt="Признаки скрытого дефицита. Те же числа — в таблице.",
            on_cell=lambda value: _to_place(value.split(SEPARATOR)[:-1]),
            dense=True,
        )
        said_how_many("hidden", len(frame), "школ" if by == "school" else "муниципалитетов", "где признаков больше")


@kept
def _sign_lines(places: pd.DataFrame, by: By) -> list[Line]:
    name, code = ("short_name", "school_id") if by == "school" else ("municipality_name", "municipality_id")
    names = axis_names(places[name], places[code])
    lines = []
    for key, label, row in zip(keys_of(places, by), names, rows_of(places), strict=True):
        cells = []
        for column, heading in SIGNS.items():
            words, zone = getattr(row, f"{column}_words"), getattr(row, f"{column}_zone")
            up, down = getattr(row, f"{column}_numerator"), getattr(row, f"{column}_denominator")
            meaning = f"{label}; {heading.lower()}: {words}"
            if words == SHORT_HIDDEN:
                cells.append(_sign_cell(words, meaning, (*key, column), None))
                continue
            data = "нет данных" if words == DASH else f"{number(float(up), 1)} из {number(float(down), 1)}"
            meaning = f"{meaning}; {data if column != 'load' else 'ставок на учителя'}"
            cells.append(_sign_cell(words, meaning, (*key, column), zone))
        lit = None if pd.isna(row.alone) or not row.alone else "middle"
        meaning = f"{label}; предметов с единственным учителем, ему 60 лет и больше: {row.alone_words}"
        cells.append(_sign_cell(row.alone_words.split(",")[0], meaning, (*key, "alone"), lit))
        meaning = f"{label}; доля вакантных ставок: {row.vacant_words}; {row.kind_words}"
        cells.append(_sign_cell(row.vacant_words, meaning, (*key, "vacant"), row.vacant_zone))
        lines.append(Line(label, tuple(cells)))
    return lines


def _sign_cell(words: str, meaning: str, value: tuple[str, ...], zone: str | None) -> Cell:
    unknown = words == DASH or words.endswith("*")
    fill = None if unknown else ZONE_COLOURS[zone] if zone in ("low", "middle") else NO_DATA
    return Cell(words, meaning, SEPARATOR.join(value), fill=fill, hatched=unknown)


def _hidden_by_subject(files: TableFiles) -> None:
    frame = run(shortage_by_subject_in_words, current_scope())
    with panel(
        "Признаки дефицита по предметам школы",
        "Вакантные ставки (КД-ВАК), часы без учителя (КД-ЧАСЫ), часы внешних совместителей (КД-СОВМ), нагрузка "
        "(КД-НАГР) по строкам листа «Нагрузка»; предмет с единственным учителем, которому 60 лет и больше.",
        frame,
        SHORTAGE_BY_SUBJECT,
        files,
        key="subjects",
        views=("",),
    ):
        if frame.empty:
            nothing_here(
                not_sent("Нагрузка", "Вакансии")
                or "Строк по предметам нет ни на листе «Нагрузка», ни на листе «Вакансии»."
            )
            return
        data_table(frame, SHORTAGE_BY_SUBJECT, key="subjects", alt="Признаки дефицита по предметам", height=330)


def ages_panel(files: TableFiles) -> None:
    """How old the teachers are, the youngest lowest, beside the cycle before."""
    frame = run(ages_in_words, current_scope(), previous=current_previous())
    with panel(
        "Возраст учителей",
        "Десять возрастов листа «Кадры_возраст», если он есть хотя бы у "
        f"{threshold_words('mo_coverage_min')} % школ ({origin_words('mo_coverage_min')}); иначе четыре возраста листа "
        "«Кадры_состав». Чёрная риска — цикл сравнения, по тому же листу.",
        frame,
        TEACHER_AGES,
        files,
        key="ages",
    ) as view:
        if view == TABLE:
            return
        if frame.empty:
            nothing_here(
                not_sent("Кадры_состав", "Кадры_возраст") or "Нужен лист «Кадры_состав» или «Кадры_возраст».",
                f"{FOR_WORK_ALONE}{_ages_told()}",
            )
            return
        first = frame.iloc[0]
        tick = "" if pd.isna(first["of_before"]) else f" Чёрная риска — {current_previous()}."
        st.markdown(
            f":small[Лист «{first['sheet']}», данные есть по {number(int(first['schools_with_data']))} из "
            f"{number(int(first['schools']))}, учителей — {number(int(first['of']))}. Оранжевое — 60 лет и "
            f"старше.{tick}]"
        )
        chart(
            age_bars(frame),
            key="ages",
            alt=f"Учителя по возрасту, {'десять возрастов' if first['sheet'] == AGES else 'четыре возраста'}. Те же "
            "числа — в таблице.",
            file_name="возраст учителей",
        )


def _ages_told() -> str:
    """The ages that the council may see of the whole selection: the indicators of the catalogue."""
    frame = run(indicators_in_words, current_scope(), previous=current_previous(), codes=("КД-ДО35", "КД-60"))
    told = "; ".join(f"{row.name.lower()} — {row.value_words}" for row in rows_of(frame))
    return f" Без разбивки по возрастам: {told}." if told else ""


def generations_panel(files: TableFiles) -> None:
    """Whether generations replace each other and the young stay, cycle by cycle."""
    code = st.session_state.get("generations_of", OVER_CYCLES[0])
    rule = rules_in_use().indicator(code)
    frame = run(staffing_by_cycle_in_words, current_scope(), indicator=code)
    told = [each for each in rules_in_use().thresholds if each.key in rule.thresholds]
    lines = "; ".join(f"{each.meaning} — {number(each.value)} ({each.origin})" for each in told)
    with panel(
        "Поколения",
        f"{rule.code}: {rule.formula}. Если данных нет: {rule.missing}.{f' Черты: {lines}.' if lines else ''}",
        frame,
        STAFFING_BY_CYCLE,
        files,
        key="generations",
        narrowed=[("показатель", f"{rule.code}. {rule.name}")],
        above=_generations_choice,
    ) as view:
        if view == TABLE:
            return
        if not frame["numerator"].notna().any():
            missing = not_sent(*rule.sheets) or f"Нужны листы: {', '.join(f'«{sheet}»' for sheet in rule.sheets)}."
            nothing_here(missing, ALL_HIDDEN if frame["hidden"].any() else None)
            return
        chart(
            cycle_bars(frame, f"{rule.name.lower()}, {rule.unit}", tuple(each.value for each in told)),
            key="generations",
            alt=f"{rule.name} по циклам. Те же числа — в таблице.",
            file_name=f"{rule.name} по циклам",
        )


def _generations_choice() -> None:
    st.selectbox(
        "Показатель по циклам",
        OVER_CYCLES,
        format_func=lambda code: rules_in_use().indicator(code).name,
        key="generations_of",
        label_visibility="collapsed",
    )
