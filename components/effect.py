"""«Эффект»: before and after of schools that got a recommendation; what it says and what it doesn't."""

from __future__ import annotations

from components.cached import run
from components.downloads import TableFiles
from components.notices import nothing_here
from components.panels import panel
from components.quality import how_to_read
from components.shown import finding
from components.tables import data_table
from components.view import current_previous, current_scope
from methodology.effect import LEAST_SCHOOLS
from methodology.words import number
from queries.columns_decisions import EFFECT
from queries.effect import before_and_after, closed_in_better_zone
from queries.frames import rows_of


def effect_panel(files: TableFiles) -> None:
    """Before and after by indicator, with an interval, beside the schools that did not get the recommendation."""
    scope, previous = current_scope(), current_previous()
    frame = run(before_and_after, scope, previous=previous)
    with panel(
        "Что было и что стало",
        "Школы, которым рекомендация подтверждена в цикле сравнения: её показатель тогда и теперь, Σ числителей / "
        "Σ знаменателей по одним и тем же школам. Интервал 95 %: в каких пределах такое изменение могло оказаться "
        f"случайно; меньше чем при {LEAST_SCHOOLS} школах не считается (рабочий порог).",
        frame,
        EFFECT,
        files,
        key="effect",
        views=("",),
    ):
        if previous is None:
            nothing_here("Цикл один: сравнивать не с чем.")
            return
        if frame.empty:
            nothing_here(
                f"В цикле {previous} нет подтверждённых рекомендаций с показателем, известным в обоих циклах. Примите "
                "рекомендации на странице «Рекомендации»: после загрузки следующего цикла здесь будет сравнение."
            )
            return
        how_to_read(
            "Интервал, в котором есть ноль, значит: «изменение неотличимо от колебаний». Рекомендации получают школы с "
            "низким показателем, а необычно низкое значение в следующий раз чаще оказывается ближе к среднему само по "
            "себе, без всяких мер. Поэтому рядом — изменение у школ, которые рекомендации не получали. Таблица "
            "показывает, что изменилось, и не говорит почему."
        )
        data_table(frame, EFFECT, key="effect", alt="Показатели до и после у школ, получивших рекомендацию", lines=2)
        for row in rows_of(run(closed_in_better_zone, scope, previous=previous)):
            finding(
                f"И-ЭФФ. Из закрытых рекомендаций цикла {previous} показатель теперь в лучшей зоне: {row.words}. "
                f"Подтверждено {number(int(row.confirmed))}, закрыто {number(int(row.closed))}."
            )
