"""Competences of heads and teachers, two views of one page: cards, levels, results in per cent."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from components.cached import run
from components.cards import card
from components.competence_view import WHOSE, chosen_codes, chosen_who, nothing_words, scale_named
from components.downloads import TableFiles
from components.drill import open_school, to_municipality
from components.figures import axis_names
from components.figures_competences import (
    SHOWN,
    domain_dots,
    level_bars,
    result_columns,
)
from components.indicator_cards import indicator_cards
from components.notices import FOR_WORK_ALONE, nothing_here, told_silent
from components.panels import TABLE, chart, panel, rows_drawn, said_how_many
from components.theme import ZONE_COLOURS, colour_mark
from components.view import current_previous, current_scope, current_view
from methodology.domains import domain_name
from methodology.in_use import rules_in_use
from methodology.judged import leader_bounds, leader_deficit_turn, teacher_bounds
from methodology.words import NO_DATA, counted, number, percent, points, share
from queries.columns import (
    LEVELS_BESIDE,
    LEVELS_BY_CLUSTER,
    LEVELS_BY_MUNICIPALITY,
    LEVELS_BY_SCHOOL,
    RESULTS_BY_PERCENT,
    TableColumn,
)
from queries.competences import (
    EVERYWHERE,
    diagnostics_coverage,
    levels_beside,
    levels_by_cluster,
    levels_by_municipality,
    levels_by_school,
    results_by_percent,
)
from queries.frames import rows_of
from queries.indicator_tables import indicator_parts, indicators_in_words
from queries.showing import HIDDEN

MUNICIPALITIES, CLUSTERS, CHART = "муниципалитеты", "кластеры", "график"


def competence_cards() -> None:
    """Four figures: how many were assessed, how many are on the low and the high level, who has a deficit."""
    scope, previous, who = current_scope(), current_previous(), chosen_who()
    if scope.showing == "council":
        # A sum of what is shown is none of the region.
        codes = (chosen_codes().coverage, *(() if who == "leaders" else (chosen_codes().deficits,)))
        indicator_cards(*codes, first=_levels_for_council())
        return
    now = _whole_levels(run(levels_by_municipality, scope, who=who))
    before = None if previous is None else _whole_levels(run(levels_by_municipality, scope.in_cycle(previous), who=who))
    covered = run(diagnostics_coverage, scope, who=who, by_school=current_view().level != "region")
    came, due, found, assessed = (int(covered[name].sum()) for name in ("came", "due", "found", "assessed"))
    limit = rules_in_use().threshold("no_percent_n")
    row = st.container(horizontal=True, key="cards")
    told = run(indicators_in_words, scope, previous=previous, codes=(chosen_codes().coverage,))
    sign = "".join(f"{each.zone_words[0]} " for each in rows_of(told) if each.zone)
    meaning = f"Кто прошёл оценку, из тех, кто должен был: {_of(came, due, limit)}."
    card(row, **_card("Оценены", came, due, meaning, sign=sign))
    for zone in ("low", "high"):
        was = None
        if before is not None and min(before["people"], now["people"]) >= limit:
            change = 100 * now[zone] / now["people"] - 100 * before[zone] / before["people"]
            was = f"{percent(100 * now[zone] / now['people'])}, {points(change)} к {previous}"
        card(row, **_level_card(zone, now[zone], now["people"], was))
    words = "Нужен маршрут" if who == "leaders" else "С дефицитом"
    meaning = (
        "Директора, чей уровень не высокий или есть дефицитная область"
        if who == "leaders"
        else "Педагоги с дефицитом хотя бы в одной области"
    )
    card(row, **_card(words, found, assessed, f"{meaning}: {_of(found, assessed, limit)} оценённых."))


def _levels_for_council() -> list[dict[str, Any]]:
    """Cards of the low and the high level of all municipalities; none of one of them, whose panel says what may be."""
    if current_view().level != "region":
        return []
    beside = run(levels_beside, current_scope(), who=chosen_who())
    return [
        _level_card(zone, getattr(row, zone), row.people)
        for row in rows_of(beside[beside["name"] == EVERYWHERE])
        for zone in ("low", "high")
    ]


def _whole_levels(frame: pd.DataFrame) -> dict[str, int]:
    return {name: int(frame[name].sum()) for name in ("low", "middle", "high", "people")}


def _of(count: int, of: int, limit: float) -> str:
    return share(count, of, limit)


def _level_card(zone: str, count: int, of: int, said: str | None = None) -> dict[str, Any]:
    mark, level = SHOWN[zone]
    limit = rules_in_use().threshold("no_percent_n")
    return _card(
        f"{mark} уровень", count, of, f"{level.capitalize()} уровень у {_of(count, of, limit)} оценённых.", said
    )


def _card(label: str, count: int, of: int, meaning: str, said: str | None = None, sign: str = "") -> dict[str, Any]:
    """What ``card`` draws of how many of how many."""
    limit = rules_in_use().threshold("no_percent_n")
    return {
        "label": label,
        "value": f"{sign}{number(count)} из {number(of)}" if of else NO_DATA,
        "below": said or (percent(100 * count / of) if of >= limit else "мало для процентов" if of else None),
        "meaning": meaning,
    }


def levels_panel(files: TableFiles) -> None:
    """Levels as shares: of municipalities and clusters; of schools (teachers); of one place beside others."""
    level, who = current_view().level, chosen_who()
    if level == "region":
        _levels_of_region(files)
    elif level == "municipality" and who == "teachers":
        _levels(
            files,
            run(levels_by_school, current_scope(), who=who),
            LEVELS_BY_SCHOOL,
            "school",
            "Уровни по школам",
        )
    else:
        _levels(files, run(levels_beside, current_scope(), who=who), LEVELS_BESIDE, "beside", "Уровни в сравнении")


def _levels_of_region(files: TableFiles) -> None:
    scope, who = current_scope(), chosen_who()
    by_cluster = st.session_state.get(f"levels_view_{MUNICIPALITIES}") == CLUSTERS
    columns: tuple[TableColumn, ...]
    if by_cluster:
        frame, columns, kind = run(levels_by_cluster, scope, who=who), LEVELS_BY_CLUSTER, "cluster"
    else:
        frame, columns, kind = run(levels_by_municipality, scope, who=who), LEVELS_BY_MUNICIPALITY, "municipality"
        if frame.empty and _hidden_levels(by_school=False):
            frame, columns, kind = run(levels_beside, scope, who=who), LEVELS_BESIDE, "beside"
    _levels(files, frame, columns, kind, "Уровни", views=(MUNICIPALITIES, CLUSTERS, TABLE))


def _hidden_levels(*, by_school: bool) -> int:
    """How many municipalities or schools with data are not shown to the council."""
    if current_scope().showing == "internal":
        return 0
    parts = run(indicator_parts, current_scope(), indicator=chosen_codes().levels, by_school=by_school)
    place = ["municipality_id", "school_id"] if by_school else ["municipality_id"]
    return len(parts[parts["hidden"].astype(bool)].drop_duplicates(place))


def _hidden_words(kind: str) -> str:
    """What the council isn't shown of the levels, and the whole, which is."""
    hidden = _hidden_levels(by_school=kind == "school")
    if not hidden:
        return ""
    what = ("школа", "школы", "школ") if kind == "school" else ("муниципалитет", "муниципалитета", "муниципалитетов")
    said = f"Не показано: {counted(hidden, *what)} — {HIDDEN}."
    beside = run(levels_beside, current_scope(), who=chosen_who())
    limit = rules_in_use().threshold("no_percent_n")
    for row in rows_of(beside[beside["name"] == EVERYWHERE]):
        levels = (f"{level} — {share(getattr(row, zone), row.people, limit)}" for zone, (_, level) in SHOWN.items())
        said += f" {EVERYWHERE.capitalize()}: {', '.join(levels)}."
    return said


def _levels(
    files: TableFiles,
    frame: pd.DataFrame,
    columns: tuple[TableColumn, ...],
    kind: str,
    title: str,
    views: tuple[str, ...] = (CHART, TABLE),
) -> None:
    who = chosen_who()
    of_places = kind in ("municipality", "school") or MUNICIPALITIES in views
    with panel(
        title,
        f"{chosen_codes().levels}: люди уровня / оценённые. {_scale_words()} Число на столбце и за названием — "
        "люди; в узком куске числа нет, оно есть при наведении и в таблице.",
        frame,
        columns,
        files,
        key=f"levels_{kind}",
        slot="levels",
        views=views,
    ) as view:
        if kind == "municipality" and not frame.empty:
            told_silent(frame)
        if view == TABLE:
            return
        hidden = _hidden_words("school" if kind == "school" else "municipality") if of_places else ""
        if frame.empty:
            nothing_here(nothing_words(), FOR_WORK_ALONE if kind == "cluster" else hidden or None)
            return
        marks = ", ".join(f"{colour_mark(ZONE_COLOURS[zone])} {mark.lower()}" for zone, (mark, _) in SHOWN.items())
        st.markdown(
            f":small[{marks}. Числа — люди (в узком куске — при наведении); за названием — сколько человек оценено.]"
        )
        drawn = frame.head(rows_drawn("levels"))
        names, codes, on_point = _bars_of(drawn, kind)
        chart(
            level_bars(drawn, names, codes, rules_in_use().threshold("no_percent_n")),
            key=f"levels_{kind}_{who}",
            alt=f"Доли {WHOSE[who]} низкого, среднего и высокого уровня. Те же числа — в таблице.",
            on_point=on_point,
            file_name=f"уровни {WHOSE[who]}",
        )
        order = "сначала с большей долей низкого" if kind == "municipality" else "по алфавиту"
        said_how_many("levels", len(frame), "школ" if kind == "school" else "муниципалитетов", order)
        if hidden:
            st.caption(hidden)


def _bars_of(drawn: pd.DataFrame, kind: str) -> tuple[list[str], list[list[str]], Any]:
    """Names of the bars, what a click says, where it leads."""
    labels = current_view().labels
    match kind:
        case "municipality":
            names = axis_names(drawn["municipality_name"], drawn["municipality_id"])
            codes = drawn[["municipality_id"]].to_numpy().tolist()
            return names, codes, lambda point: to_municipality(labels[point[0]])
        case "school":
            names = axis_names(drawn["short_name"], drawn["school_id"])
            codes = drawn[["municipality_id", "school_id"]].to_numpy().tolist()
            return names, codes, lambda point: open_school(point[0], point[1])
        case _:
            names = axis_names(drawn.iloc[:, 0], drawn.iloc[:, 0])
            return names, [[name] for name in names], None


def _scale_words() -> str:
    rules = rules_in_use()
    keys = ("comp_low_max", "comp_high_min") if chosen_who() == "leaders" else ("teach_low_max", "teach_high_min")
    low, high = (rules.threshold(key) for key in keys)
    tool = "" if chosen_who() == "leaders" else " Для «Компетенции_пед» уровни задаёт инструмент диагностики."
    return (
        f"Низкий — до {percent(low)}, средний — {number(low + 1)}–{percent(high - 1)}, высокий — от {percent(high)} "
        f"после округления до целого, половина вверх; {_origin()}.{tool}"
    )


def _origin() -> str:
    return _threshold_origin("comp_low_max" if chosen_who() == "leaders" else "teach_low_max")


def _threshold_origin(key: str) -> str:
    return scale_named(next(threshold.origin for threshold in rules_in_use().thresholds if threshold.key == key))


def results_panel(files: TableFiles) -> None:
    """Results in whole per cent with the bounds of the levels; of one school's head, by domain."""
    if current_view().level == "school" and chosen_who() == "leaders":
        _domains_of_head(files)
        return
    who = chosen_who()
    frame = run(results_by_percent, current_scope(), who=who)
    with panel(
        "Результаты, %",
        f"Сколько человек выполнили столько целых процентов. {_scale_words()}",
        frame,
        RESULTS_BY_PERCENT,
        files,
        key="results",
    ) as view:
        if view == TABLE:
            return
        if frame.empty:
            nothing_here(
                "Процентов здесь нет: их даёт необязательный лист «Диагностика_пед»; в «Компетенции_пед» — только "
                "числа людей по уровням."
                if who == "teachers"
                else nothing_words(),
                FOR_WORK_ALONE,
            )
            return
        if who == "teachers":
            of = _whole_levels(run(levels_by_municipality, current_scope(), who=who))["people"]
            st.markdown(
                f":small[Проценты известны у {number(int(frame['people'].sum()))} из {number(of)} прошедших: только "
                "из листа «Диагностика_пед».]"
            )
        low, high = (leader_bounds if who == "leaders" else teacher_bounds)(rules_in_use()).turning_points
        chart(
            result_columns(frame, (float(low), float(high)), _origin()),
            key=f"results_{who}",
            alt=f"Распределение {WHOSE[who]} по выполненным процентам с границами уровней. Те же числа — в таблице.",
            file_name=f"результаты {WHOSE[who]}",
        )


HEAD_DOMAINS = (
    TableColumn("domain_name", "Область", width_px=300),
    TableColumn("value", "Выполнено", "percent", 1),
)


def _domains_of_head(files: TableFiles) -> None:
    parts = run(indicator_parts, current_scope(), indicator="К-РУК")
    parts = parts.assign(
        domain_name=[domain_name(part) if part else "ИТОГ" for part in parts["part"]],
        value=parts["numerator"] / parts["denominator"],
    )
    turn = leader_deficit_turn(rules_in_use())
    with panel(
        "Результат директора по областям",
        "К-РУК: последняя оценка цикла, «Выполнено, %». Дефицит — до "
        f"{percent(rules_in_use().threshold('leader_deficit_max'))} включительно "
        f"({_threshold_origin('leader_deficit_max')}). {_scale_words()}",
        parts,
        HEAD_DOMAINS,
        files,
        key="head_domains",
        slot="results",
    ) as view:
        if view == TABLE:
            return
        if parts.empty:
            nothing_here(nothing_words(), FOR_WORK_ALONE)
            return
        low, high = leader_bounds(rules_in_use()).turning_points
        chart(
            domain_dots(parts[["domain_name", "value"]], (float(low), float(high)), float(turn), _origin()),
            key="head_domains",
            alt="Результат директора по областям с границами уровней. Те же числа — в таблице.",
            file_name="результат директора",
        )
