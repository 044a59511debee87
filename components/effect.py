"""«Эффект»: before and after of schools that got a recommendation, alone and beside similar ones."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.cached import later, run
from components.downloads import TableFiles
from components.drill import row_to_school
from components.figures_matched import matched_dots, matched_legend
from components.notices import nothing_here
from components.panels import CHART, TABLE, chart, panel, rows_drawn, said_how_many
from components.quality import how_to_read
from components.shown import finding
from components.tables import data_table
from components.text import plain
from components.view import current_previous, current_scope
from methodology.effect import LEAST_SCHOOLS
from methodology.matching import FARTHEST, NEAREST, START_APART
from methodology.words import number
from queries.columns_decisions import EFFECT, MATCHED, PAIRS
from queries.effect import before_and_after, closed_in_better_zone
from queries.frames import rows_of
from queries.matched import beside_similar, matched_statements, similar_pairs


def effect_panel(files: TableFiles) -> None:
    """Before and after by indicator, with an interval, of all that got it."""
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
            "себе, без всяких мер. Поэтому ниже эти школы сравнены с похожими. Таблица показывает, что изменилось, и "
            "не говорит почему."
        )
        data_table(frame, EFFECT, key="effect", alt="Показатели до и после у школ, получивших рекомендацию", lines=2)
        for row in rows_of(run(closed_in_better_zone, scope, previous=previous)):
            finding(
                f"И-ЭФФ. Из закрытых рекомендаций цикла {previous} показатель теперь в лучшей зоне: {row.words}. "
                f"Подтверждено {number(int(row.confirmed))}, закрыто {number(int(row.closed))}."
            )


MATCH, PAIR_OF = "matched", "matched_pairs_of"
PAIRS_PX = 340


def matched_panel(files: TableFiles) -> None:
    """The same beside similar schools that did not get it: worked out when the reader asks, since it takes a while."""
    scope, previous = current_scope(), current_previous()
    if previous is None:
        return
    with panel(
        "Рядом с похожими школами",
        f"Каждой школе, которой рекомендация подтверждена в цикле сравнения, подобраны {NEAREST} самые близкие школы "
        "региона, которым она не подтверждена. Похожая — по условиям, которые школа не выбирает (вид, местность, "
        "малокомплектность, кластер, число обучающихся, укомплектованность; расстояние не больше "
        f"{number(FARTHEST, 1)}), и по исходному значению показателя: отличие не больше {number(START_APART, 2)} "
        "стандартного отклонения (рабочие пороги). Одна школа может быть похожей на несколько; интервал это учитывает. "
        "Что осталось от отличия исходных значений, вычтено регрессией изменения на исходное значение по "
        "сопоставленным школам. Средние — по школам, без весов.",
        later(beside_similar, scope, previous=previous),
        MATCHED,
        files,
        key="matched",
        views=(CHART, TABLE),
    ) as view:
        if view == TABLE:
            return
        how_to_read(
            "Синяя точка в полосе: изменение неотличимо от изменения у похожих школ. Рекомендация срабатывает у "
            "порога, поэтому школам намного ниже него часто сравнить не с кем: они не учтены, их число названо. Из "
            "двадцати сравнений одно в среднем выходит за полосу случайно. О причинах сравнение не говорит."
        )
        if not st.toggle("Подобрать похожие школы и сравнить", key=MATCH, bind="query-params"):
            return
        frame = run(beside_similar, scope, previous=previous)
        if frame.empty:
            nothing_here(f"В цикле {previous} нет подтверждённых рекомендаций с показателем, о которых здесь говорят.")
            return
        st.markdown(" ".join(plain(words) for words in matched_statements(frame)))
        if len(frame) == 1 and frame["gap_words"].iloc[0] is not None:
            st.caption(f"Не сопоставлены: {frame['gap_words'].iloc[0]}.")
        _drawn(frame)
    _pairs_panel(frame["label"].tolist(), files)


def _drawn(frame: pd.DataFrame) -> None:
    compared = frame[frame["before"].notna()]
    shown = compared[compared["unit"] == "%"]
    if not shown.empty:
        st.markdown(f":small[{matched_legend()}]")
        chart(
            matched_dots(shown.head(rows_drawn("matched"))),
            key="matched",
            alt="Показатель до и после у получивших рекомендацию и у похожих школ, с интервалом. Те же числа — в "
            "таблице.",
            on_point=_choose,
            file_name="рядом с похожими школами",
        )
        said_how_many("matched", len(shown), "рекомендаций", "по коду")
    without, other = len(frame) - len(compared), len(compared) - len(shown)
    if without or other:
        nothing_here(
            f"Не на графике: сопоставленных школ мало или нет — {number(without)}, показатель не в процентах — "
            f"{number(other)}. Они в таблице."
        )


def _choose(point: list[str]) -> None:
    st.session_state[PAIR_OF] = point[0]


def _pairs_panel(labels: list[str], files: TableFiles) -> None:
    """Who stands beside whom for one recommendation."""
    if st.session_state.get(PAIR_OF) not in labels:
        st.session_state[PAIR_OF] = labels[0]
    label = st.session_state[PAIR_OF]
    frame = run(similar_pairs, current_scope(), previous=current_previous(), label=label)
    with panel(
        "Кто с кем сопоставлен",
        "Строка — школа, получившая рекомендацию, и одна из похожих на неё, самые близкие сверху. Расстояние: половина "
        "— условия, половина — исходное значение. Где похожей нет, сказано почему. Коды школ — в выгрузке; строка "
        "открывает школу.",
        frame,
        PAIRS,
        files,
        key="matched_pairs",
        views=("",),
        narrowed=[("рекомендация", label)],
    ):
        st.selectbox("Рекомендация и показатель", labels, key=PAIR_OF, label_visibility="collapsed")
        data_table(
            frame,
            PAIRS,
            key="matched_pairs",
            alt="Школы, получившие рекомендацию, и похожие на них",
            on_row=row_to_school,
            height=PAIRS_PX,
            lines=2,
        )
