"""Groups judged otherwise: without self-reported scores, biased results, rounding. Worked out when it is opened."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from components.cached import run
from components.downloads import TableFiles
from components.drill import row_to_school, to_municipality
from components.figures import group_bars
from components.figures_stability import MOVE_MARKS, change_bars
from components.notices import nothing_here
from components.panels import TABLE, chart, legend, panel, rows_drawn, said_how_many
from components.quality import how_to_read
from components.switch import switch
from components.tables import data_table
from components.text import plain
from components.view import current_scope, current_view
from methodology.sensitivity import VARIANTS, Variant
from queries.columns import SCHOOLS_CHANGING_GROUP, SENSITIVITY, SENSITIVITY_BY_MUNICIPALITY
from queries.frames import rows_of
from queries.sensitivity import VARIANT_WORDS, schools_changing_group, sensitivity, sensitivity_by_municipality
from queries.sensitivity_words import sensitivity_statement

OPENED, VARIANT = "otherwise", "variant"
"""How an address calls the opened part and the chosen way of counting."""


def sensitivity_part(files: TableFiles) -> None:
    """Closed at first: judging every school four times more takes a third of a second for a region."""
    part = st.expander("Если посчитать группы иначе", icon=":material/rule:", key=OPENED, bind="query-params")
    if not part.open:
        return
    with part:
        frame = run(sensitivity, current_scope())
        now, *others = rows_of(frame)
        if not now.schools:
            nothing_here("Школ с группой в отборе нет.")
            return
        _variants_panel(files, frame, [sensitivity_statement(now, row) for row in others])
        words = switch("Как считать", [VARIANT_WORDS[name] for name in VARIANTS], VARIANT)
        variant = next(name for name in VARIANTS if VARIANT_WORDS[name] == words)
        row = next(row for row in others if row.variant == variant)
        if not row.changed:
            nothing_here("При этом счёте ни одна школа группу не меняет.")
            return
        if current_view().level == "region":
            _places_panel(files, variant, row)
        _schools_panel(files, variant)


def _variants_panel(files: TableFiles, frame: pd.DataFrame, said: list[str]) -> None:
    with panel(
        "Группы при другом счёте",
        "Каждый способ меняет что-то одно. Без самоотчёта: баллы с источником «отчёт ОО» (лист «Оценка_критерии») не "
        "учитываются, как если бы критерий к школе не относился. При необъективности: у школ с признаком "
        "необъективности ВПР не учитываются критерии 2 и 4 — они опираются на результаты, которые требуют проверки; "
        "либо эти школы не учитываются вовсе. Без округления: итог сравнивается с границами групп как есть. Группа по "
        "акту не пересчитывается. Это проверка выводов, а не другая группа школы.",
        frame,
        SENSITIVITY,
        files,
        key="sensitivity",
    ) as view:
        if view == TABLE:
            return
        how_to_read(
            "Если при другом счёте группу меняют немногие школы, вывод держится на всех данных; если многие — прежде "
            "чем решать, проверьте то, что этот способ не учитывает."
        )
        st.markdown("\n".join(f"- {plain(sentence)}" for sentence in said))
        legend("Число на столбце — школы; заштрихованы и неучтённые.", without_group=True)
        chart(
            group_bars(
                frame.rename(columns={"variant": "municipality_id", "variant_words": "municipality_name"}), shares=False
            ),
            key="sensitivity",
            alt="Школы по группам сейчас и при каждом другом счёте. Те же числа — в таблице.",
            file_name="группы при другом счёте",
        )


def _places_panel(files: TableFiles, variant: Variant, row: Any) -> None:
    frame = run(sensitivity_by_municipality, current_scope(), variant=variant)
    with panel(
        "Где группы сменились бы",
        "Школы, у которых при выбранном счёте была бы другая группа, по муниципалитетам. Щелчок по столбцу открывает "
        "муниципалитет.",
        frame,
        SENSITIVITY_BY_MUNICIPALITY,
        files,
        key="sensitivity_places",
        narrowed=[("счёт", row.variant_words)],
    ) as view:
        if view == TABLE:
            return
        found = frame[frame["changed"] > 0]
        labels = current_view().labels
        st.markdown(f":small[{', '.join(f'{mark} {words}' for mark, words in MOVE_MARKS)}. Число на столбце — школы.]")
        chart(
            change_bars(found.head(rows_drawn("sensitivity_places"))),
            key="sensitivity_places",
            alt="Школы, у которых группа была бы другой, по муниципалитетам. Те же числа — в таблице.",
            on_point=lambda point: to_municipality(labels[point[0]]),
            file_name="где группы сменились бы",
        )
        said_how_many("sensitivity_places", len(found), "муниципалитетов", "сначала те, где таких школ больше")


def _schools_panel(files: TableFiles, variant: Variant) -> None:
    frame = run(schools_changing_group, current_scope(), variant=variant)
    with panel(
        "Какие школы сменили бы группу",
        "Щелчок по флажку строки открывает школу.",
        frame,
        SCHOOLS_CHANGING_GROUP,
        files,
        key="sensitivity_schools",
        views=("",),
        narrowed=[("счёт", VARIANT_WORDS[variant])],
    ):
        data_table(
            frame,
            SCHOOLS_CHANGING_GROUP,
            key="sensitivity_schools",
            alt="Школы, у которых при выбранном счёте была бы другая группа",
            on_row=row_to_school,
        )
