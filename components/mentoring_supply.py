"""Are there enough mentors: how many mentees each has, colleagues of the subject; retention beside coverage."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.cached import kept, later, run
from components.downloads import TableFiles
from components.drill import row_to_school, to_municipality
from components.figures_mentoring import load_bars, retention_dots, subject_bars
from components.notices import ALL_HIDDEN, FOR_WORK_ALONE, not_sent, nothing_here
from components.panels import CHART, TABLE, chart, panel
from components.shown import finding, remark
from components.tables import ROWS_SHOWN, data_table
from components.theme import NO_DATA, ZONE_COLOURS, colour_mark
from components.view import current_scope, current_view
from methodology.in_use import origin_words, rules_in_use, threshold_words
from methodology.words import municipalities_of, number, plural, schools_of, share
from queries.columns_mentoring import (
    MENTORS_BY_MENTEES,
    RETENTION_BESIDE,
    SUBJECT_MENTORS,
    WITHOUT_SUBJECT_MENTOR,
)
from queries.frames import known, rows_of
from queries.indicators import indicator_by_cycle
from queries.mentoring import RETENTION, mentors_by_mentees, retention_beside_coverage
from queries.mentoring_subjects import schools_without_subject_mentor, subject_mentors
from queries.selection import selection_summary
from queries.showing import HIDDEN

NO_SUBJECTS = (
    "Данных нет: предметы, стаж и категории учителей приходят с необязательного листа «Кадры_возраст». Или молодых "
    "учителей в отборе нет."
)


def load_panel(files: TableFiles) -> None:
    """How many mentors have how many mentees."""
    frame = run(mentors_by_mentees, current_scope())
    most = threshold_words("mentees_max")
    with panel(
        "Нагрузка наставников",
        f"Сколько наставников ведут столько подопечных на дату среза (Н-НАГР — их среднее). ▼ — больше {most} "
        f"({origin_words('mentees_max')}). Наставник — условный код внутри школы: кто помогает двум школам, посчитан в "
        "каждой.",
        frame,
        MENTORS_BY_MENTEES,
        files,
        key="mentors",
    ) as view:
        if view == TABLE:
            return
        if frame.empty:
            nothing_here(
                not_sent("Наставничество")
                or "Действующих пар в этом отборе нет: они приходят с листа «Наставничество».",
                f"{FOR_WORK_ALONE} Среднее и доли — на карточках выше.",
            )
            return
        chart(
            load_bars(frame),
            key="mentors",
            alt="Наставники по числу подопечных. Те же числа — в таблице.",
            file_name="подопечных у наставника",
        )
        total, many = int(frame["mentors"].sum()), int(frame.loc[frame["too_many"], "mentors"].sum())
        limit = rules_in_use().threshold("no_percent_n")
        st.markdown(
            f":small[Больше {most} подопечных у {share(many, total, limit)} "
            f"{plural(total, 'наставника', 'наставников', 'наставников')}; из другой организации — "
            f"{share(int(frame['external'].sum()), total, limit)}.]"
        )


def subjects_panel(files: TableFiles) -> None:
    """Young teachers by subject: is there a colleague of the highest category in their school?"""
    frame = run(subject_mentors, current_scope())
    with panel(
        "Коллеги по предмету",
        "Молодые учителя (стаж до 3 лет) по основному предмету: есть ли в их школе учитель этого предмета с высшей "
        "категорией — возможный наставник. Категория говорит, кто может помочь, а не кто помогает.",
        frame,
        SUBJECT_MENTORS,
        files,
        key="subjects",
    ) as view:
        if view == TABLE:
            return
        if frame.empty:
            nothing_here(not_sent("Кадры_возраст") or NO_SUBJECTS, FOR_WORK_ALONE)
            return
        marks = [f"{colour_mark(ZONE_COLOURS['low'])} ▼ в школе нет", f"{colour_mark(ZONE_COLOURS['high'])} ▲ есть"]
        if frame["unknown"].sum():
            marks.append(f"{colour_mark(NO_DATA)} не указано")
        st.markdown(
            f":small[Учитель того же предмета с высшей категорией: {', '.join(marks)}. Число — у скольких есть; "
            "сверху предметы, где без такого коллеги больше людей.]"
        )
        chart(
            subject_bars(frame),
            key="subjects",
            alt="Молодые учителя по предметам: есть ли в школе учитель предмета с высшей категорией. Те же числа — в "
            "таблице.",
            file_name="наставник по предмету",
        )
        _subject_data(frame)


def _subject_data(frame: pd.DataFrame) -> None:
    total = int(run(selection_summary, current_scope())["selected"].iloc[0])
    remark(f"Данные есть по {number(int(frame['schools_with_data'].iloc[0]))} из {schools_of(total)}.")


def nearest_panel(files: TableFiles) -> None:
    """Schools without a possible mentor of the subject, and the nearest school that has one."""
    scope = current_scope()
    shown = run(schools_without_subject_mentor, scope, limit=ROWS_SHOWN)
    with panel(
        "Откуда взять наставника по предмету",
        "Школы, где есть молодой учитель предмета и нет учителя этого предмета с высшей категорией, и ближайшая школа, "
        "где он есть, — своего или другого муниципалитета. Расстояние — по прямой между координатами школ; дорога "
        "длиннее.",
        later(schools_without_subject_mentor, scope),
        WITHOUT_SUBJECT_MENTOR,
        files,
        key="nearest",
        views=("",),
    ):
        subjects = run(subject_mentors, scope)
        if subjects.empty:
            nothing_here(not_sent("Кадры_возраст") or NO_SUBJECTS, FOR_WORK_ALONE)
            return
        _subject_data(subjects)
        if shown.empty:
            nothing_here("По этим данным у каждого молодого учителя есть в школе коллега высшей категории по предмету.")
            return
        level = current_view().level
        hidden = {"municipality_name"} if level == "municipality" else {"municipality_name", "short_name"}
        columns = [each for each in WITHOUT_SUBJECT_MENTOR if level == "region" or each.name not in hidden]
        data_table(
            shown,
            columns,
            key="nearest",
            alt="Школы без возможного наставника по предмету и ближайшая школа, где он есть",
            on_row=None if level == "school" else row_to_school,
            found=int(shown["found"].iloc[0]),
        )


def retention_panel(files: TableFiles) -> None:
    """Retention beside coverage; inside a municipality a table, as schools are too small for shares."""
    region = current_view().level == "region"
    frame = run(retention_beside_coverage, current_scope())
    with panel(
        "Закрепляются ли молодые",
        "КД-ЗАКР3: работают сейчас из молодых, принятых 3 года назад; рядом Н-ОХВ: молодые с наставником сейчас. Доли "
        "рядом, а не причина и следствие.",
        frame,
        RETENTION_BESIDE,
        files,
        key="retention",
        slot=f"retention_{'region' if region else 'place'}",
        views=(CHART, TABLE) if region else ("",),
    ) as view:
        if view == TABLE:
            return
        if frame.empty:
            nothing_here(not_sent("Кадры_состав") or "Данных нет: закрепляемость считается по листу «Кадры_состав».")
            return
        if region:
            _dots(frame)
        else:
            columns = [each for each in RETENTION_BESIDE if each.name != "municipality_name"]
            data_table(frame, columns, key="retention", alt="Охват и закрепляемость по школам", on_row=row_to_school)
        st.markdown(
            ":small[Две доли о разных людях: нынешние молодые и те, кого приняли 3 года назад. Что они вместе велики "
            "или малы, не значит, что одно — причина другого: на обе действуют нагрузка, жильё, расстояния.]"
        )
        if words := kept(_by_cycle)(run(indicator_by_cycle, current_scope(), indicator=RETENTION)):
            finding(words)


def _dots(frame: pd.DataFrame) -> None:
    both = frame.dropna(subset=["coverage_pct", "retention_pct"])
    labels = current_view().labels
    least = threshold_words("no_percent_n")
    hidden = int((frame[["coverage_words", "retention_words"]] == HIDDEN).any(axis="columns").sum())
    if both.empty:
        words = f"Муниципалитетов, где и тех и других не меньше {least} человек, нет; числа — в таблице."
        nothing_here(words, ALL_HIDDEN if hidden else None)
        return
    chart(
        retention_dots(both),
        key="retention",
        alt="Муниципалитеты: доля молодых с наставником и доля работающих через 3 года. Те же числа — в таблице.",
        on_point=lambda point: to_municipality(labels[point[0]]),
        file_name="закрепляемость и охват",
    )
    others = len(frame) - len(both) - hidden
    reasons = [f"скрыто, мало людей, — {number(hidden)}"] if hidden else []
    reasons += [f"людей меньше {least} или данных нет — {number(others)}"] if others else []
    if reasons:
        st.caption(
            f"На графике {number(len(both))} из "
            f"{municipalities_of(len(frame))}; остальные — в таблице: "
            f"{'; '.join(reasons)}."
        )


def _by_cycle(cycles: pd.DataFrame) -> str:
    """«По циклам: 2023/24 — 60 из 90 (67 %); …», of the cycles with data."""
    limit = rules_in_use().threshold("no_percent_n")
    told = [
        f"{row.cycle} — {share(known(row.numerator), known(row.denominator), limit)}"
        for row in rows_of(cycles)
        if not pd.isna(row.denominator) and row.denominator
    ]
    return f"Закрепляемость (работают через 3 года), по циклам: {'; '.join(told)}." if told else ""
