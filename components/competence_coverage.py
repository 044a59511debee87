"""Who was assessed, what that tells about all, who is lost on the way to a finished route, which heads have none."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.cached import later, run
from components.competence_view import FEW_ROWS, WHOSE, chosen_codes, chosen_who, nothing_words
from components.downloads import TableFiles
from components.drill import open_school, row_to_school, to_municipality
from components.figures_competences import coverage_bars, deficit_intervals, people, step_bars
from components.maps import MAP, indicator_map
from components.notices import FOR_WORK_ALONE, nothing_here, told_silent
from components.panels import TABLE, chart, panel, rows_drawn, said_how_many
from components.shown import finding, remark
from components.tables import data_table
from components.view import current_scope, current_view
from methodology.domains import domain_name
from methodology.in_use import rules_in_use
from methodology.words import DASH, counted, number, share
from queries.columns import COMPETENCE_STEPS, COVERAGE_BY_MUNICIPALITY, COVERAGE_BY_SCHOOL, WITHOUT_ROUTE
from queries.competence_steps import competence_steps, leaders_without_route
from queries.competences import diagnostics_coverage, told_by_those_who_came
from queries.frames import rows_of

COVERED, SPREAD = "охват", "разброс"
FIRST_HEADS = 50
SHARE_OF = {"leaders": "нужен маршрут, %", "teachers": "с дефицитом, %"}
TOLD = {
    "leaders": ("маршрут нужен", "не нужен никому из неоценённых — нужен всем"),
    "teachers": ("дефицит есть у", "дефицита нет ни у кого из неоценённых — есть у всех"),
}
"""What is said of those who were assessed, and of the least and the most among the others."""


def coverage_panel(files: TableFiles) -> None:
    """Who was assessed, and what that tells about all who were due."""
    scope, who = current_scope(), chosen_who()
    by_school = current_view().level != "region"
    frame = run(diagnostics_coverage, scope, who=who, by_school=by_school)
    rule = rules_in_use().indicator(chosen_codes().coverage)
    council = scope.showing == "council"
    # Of heads in need of a route the council sees no number, and of a school's head none at all.
    views = (COVERED, TABLE) if council and who == "leaders" else (COVERED, SPREAD, TABLE)
    views = views if by_school else (*views[:-1], MAP, TABLE)
    what = "маршрут нужен (уровень не высокий или есть дефицит)" if who == "leaders" else "есть дефицит"
    with panel(
        "Охват",
        f"{rule.code}: {rule.formula}. Происхождение порога: {rule.origin}. В виде «разброс»: точка — доля тех, у кого "
        f"{what}, среди оценённых; полоса — 95-процентный интервал для всех с поправкой на конечную совокупность, "
        "обрезанный по возможному; тонкая линия — если дефицита нет ни у кого из неоценённых или есть у всех. "
        "Где проценты известны по листу «Диагностика_пед», общий дефицит педагога — по его строке ИТОГ.",
        frame,
        COVERAGE_BY_SCHOOL if by_school else COVERAGE_BY_MUNICIPALITY,
        files,
        key="coverage",
        views=views,
    ) as view:
        if frame.empty:
            if view != TABLE:
                nothing_here(nothing_words(), FOR_WORK_ALONE if by_school and who == "leaders" else None)
            return
        if not council:
            st.markdown(f":small[{_told(frame)}]")
        if not by_school:
            told_silent(frame)
        if view == TABLE:
            return
        if view == MAP:
            indicator_map(rule.code)
            return
        labels = current_view().labels
        drawn = frame.head(rows_drawn("coverage"))
        chart(
            coverage_bars(drawn) if view == COVERED else deficit_intervals(drawn, SHARE_OF[who]),
            key=f"coverage_{view}_{who}",
            alt=f"Охват {WHOSE[who]} оценкой и доля дефицита с интервалом. Те же числа — в таблице.",
            on_point=lambda point: open_school(*point) if by_school else to_municipality(labels[point[0]]),
            file_name=f"охват {WHOSE[who]}",
        )
        said_how_many("coverage", len(frame), "школ" if by_school else "муниципалитетов", "сначала с меньшим охватом")


def _told(frame: pd.DataFrame) -> str:
    """What those who came tell about all, with the warning that they are no random sample."""
    limit = rules_in_use().threshold("no_percent_n")
    came, due, found, assessed = (int(frame[name].sum()) for name in ("came", "due", "found", "assessed"))
    told = told_by_those_who_came(found, assessed, due, limit)
    of_them, ends = TOLD[chosen_who()]
    words = f"Оценены {share(came, due, limit)}. Среди оценённых {of_them} {told['found_words']}"
    if told["interval_words"] != DASH:
        words += f"; для всех — {told['interval_words']}, а возможно {told['possible_words']} ({ends})"
    if came < due:
        strong = due and 100 * came / due < rules_in_use().threshold("diag_green")
        warning = "Оценка по прошедшим: кто пришёл, тот не случайная выборка"
        words += f". {'**' + warning + '**' if strong else warning}"
    return words + "."


def steps_panel(files: TableFiles) -> None:
    """From diagnostics to a finished route: how many are lost at each step."""
    scope, who = current_scope(), chosen_who()
    frame = run(competence_steps, scope, who=who)
    with panel(
        "От диагностики до результата",
        "Синее — дошли, оранжевое — потеряны на шаге. Каждый шаг считается от своей базы (столбец «Из кого»): листы "
        "заполняют разные люди и в разное время, поэтому база шага не всегда равна числу предыдущего.",
        frame,
        COMPETENCE_STEPS,
        files,
        key="steps",
    ) as view:
        if view == TABLE:
            return
        if frame.empty:
            nothing_here(nothing_words())
            return
        st.markdown(f":small[{_steps_words(frame)}]")
        chart(
            step_bars(frame),
            key=f"steps_{who}",
            alt="Шаги от диагностики до завершённого маршрута и потери на каждом. Те же числа — в таблице.",
            file_name="от диагностики до результата",
        )


def _steps_words(frame: pd.DataFrame) -> str:
    by_step = {int(row.step): row for row in rows_of(frame)}
    if chosen_who() == "leaders":
        return (
            "Обучение директоров по их дефицитам и закрытие дефицита в книге не собираются: последний шаг — "
            "завершённый маршрут."
        )
    told = "Обучение не обязательно идёт после маршрута: оба шага считаются от людей с дефицитом."
    shown = [step in by_step and not by_step[step].hidden for step in (2, 3)]
    if all(shown) and by_step[2].people != by_step[3].base:
        told = (
            f"Другая база: по диагностике дефицит у {people(int(by_step[2].people))}, а лист «Развитие» называет "
            f"{number(int(by_step[3].base))}; шаги 3–5 считаются по нему. {told}"
        )
    return f"{told} Закрытие самого дефицита в книге не собирается: последний шаг — завершённый маршрут."


def _why_nobody() -> str:
    if current_scope().showing == "council":
        return "Всем, кому нужен маршрут, он составлен, или оценок руководителей в этом отборе нет."
    covered = run(diagnostics_coverage, current_scope(), who="leaders", by_school=current_view().level != "region")
    if not int(covered["came"].sum()):
        return nothing_words()
    return "Всем, кому нужен маршрут, он составлен."


def without_route_panel(files: TableFiles) -> None:
    """Heads in need of a route without one, by codes: for the official mode of showing only."""
    if chosen_who() != "leaders":
        return
    frame = run(leaders_without_route, current_scope(), limit=FIRST_HEADS)
    found = 0 if frame.empty else int(frame["found"].iloc[0])
    with panel(
        "Директора без маршрута",
        "Уровень не высокий или есть дефицитная область, а маршрут (ИОМ или ИПР) не отмечен. По условным кодам, в "
        "порядке кодов школ: это не рейтинг. Флажок слева открывает школу.",
        later(leaders_without_route, current_scope()),
        WITHOUT_ROUTE,
        files,
        key="without_route",
        views=("",),
    ):
        if frame.empty:
            nothing_here(_why_nobody(), FOR_WORK_ALONE)
            return
        finding(f"Без маршрута — {counted(found, 'директор', 'директора', 'директоров')}.")
        data_table(
            frame,
            WITHOUT_ROUTE,
            key="without_route",
            alt="Директора без маршрута, по кодам и школам",
            on_row=row_to_school,
            found=found,
            height=380 if found > FEW_ROWS else None,
        )
        codes = sorted({code for codes in frame["deficit_words"].dropna() for code in codes.split(", ")})
        if codes:
            remark(f"{'; '.join(domain_name(code) for code in codes)}.")
