"""Schools like this one in what it cannot choose, and what they do better."""

from __future__ import annotations

import streamlit as st

from components.cached import run
from components.downloads import TableFiles
from components.drill import row_to_school
from components.notices import nothing_here
from components.panels import panel
from components.quality import how_to_read
from components.tables import data_table, height_of
from components.text import plain
from components.view import current_scope
from methodology.similarity import SIZE_TIMES, STAFF_POINTS
from methodology.words import number
from queries.columns import SIMILAR_SCHOOLS
from queries.similar import BETTER_POINTS, NEAREST, similar_schools, similar_statements

LINES, HEIGHT_PX = 2, 420


def similar_panel(files: TableFiles) -> None:
    """The schools nearest by context, how the school stands among them, and in what they do better."""
    frame = run(similar_schools, current_scope())
    with panel(
        "Похожие школы",
        f"{NEAREST} ближайших по условиям, которые школа не выбирает: вид, местность, малокомплектность, кластер, "
        f"число обучающихся (предел отличия — в {number(SIZE_TIMES)} раза), укомплектованность (предел — "
        f"{number(STAFF_POINTS)} п.п.). Расстояние — среднее по этим признакам; чего одна из школ не сообщила, в него "
        "не входит. Результаты на отбор не влияют. Сравниваются школы с теми же критериями; выше — на "
        f"{number(BETTER_POINTS)} п.п. и больше (рабочие пороги). О причинах отличий таблица не говорит.",
        frame,
        SIMILAR_SCHOOLS,
        files,
        key="similar",
        views=("",),
    ):
        if frame.empty:
            nothing_here(
                "Похожих школ не найдено: школа не описана в этом цикле или её критерии ни с кем не совпадают."
            )
            return
        how_to_read(
            "У этих школ такие же условия: если критерий у них выше, есть у кого спросить, как это сделано; почему он "
            "выше, таблица не знает."
        )
        st.markdown(" ".join(plain(words) for words in similar_statements(frame)))
        data_table(
            frame,
            SIMILAR_SCHOOLS,
            key="similar",
            alt="Похожие школы: чем отличаются, группа, итог, какие критерии выше",
            on_row=row_to_school,
            height=height_of(len(frame), LINES, HEIGHT_PX),
            lines=LINES,
        )
