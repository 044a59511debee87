"""«Рекомендации»: the answer in figures, common points, the table with its acts, the schools of the consilium."""

from __future__ import annotations

import streamlit as st

from components.cached import run
from components.cards import card
from components.downloads import TableFiles
from components.drill import row_to_school
from components.figures_recommendations import signs_bars
from components.navigation import COLLEGIUM, UPLOAD
from components.notices import nothing_here
from components.panels import CHART, chart, panel
from components.quality import how_to_read
from components.recommendation_acts import acts_form, said_beside_the_acts, table_of_all
from components.recommendation_files import PaperFiles, files_menu
from components.recommendation_filters import asked_of_table, narrowed_by, recommendation_filters, to_recommendation
from components.recommendation_reason import reason_panel
from components.tables import data_table, height_of
from components.view import current_scope, current_view
from methodology.in_use import origin_words, rules_in_use, threshold_words, zone_origin_words
from methodology.words import number, percent, schools, share
from queries.addressed import addressed_recommendations, recommendation_summary, recommendations_found
from queries.columns_recommendations import ADDRESSED, COMMON_POINTS, CONSILIUM, OF_ACTS
from queries.consilium import consilium
from queries.frames import rows_of
from queries.recommendation_counts import common_points

ROWS_AT_ONCE = 100
"""More rows than anybody decides about at once; the filters lead to the others, and files have all of them."""
COMMON_PX = 290
"""Four rows and the head: the others are scrolled to, so that the table of all is near."""
BY_SCHOOL = "школы"
TABLE_OF, TOGETHER = "Рекомендации", "Совместный разбор: где признаки сходятся"
PART = "rec_part"


def chosen_part() -> str:
    """What the page shows below the cards: recommendations, or schools for the consilium; of one school the former."""
    if current_view().level == "school":
        return TABLE_OF
    return (
        st.segmented_control(
            "Показать",
            (TABLE_OF, TOGETHER),
            default=TABLE_OF,
            required=True,
            key=PART,
            bind="query-params",
            label_visibility="collapsed",
        )
        or TABLE_OF
    )


def recommendation_cards() -> None:
    """The answer: how much fires, what waits, what was decided, whom it is about, what is common."""
    (row,) = rows_of(run(recommendation_summary, current_scope()))
    internal = current_scope().showing == "internal"
    silent = f", не срабатывает: {number(int(row.silent))}" if internal and row.silent else ""
    limit = rules_in_use().threshold("no_percent_n")
    cards = [
        (
            "Сработало",
            number(int(row.fired)),
            f"приоритета 1: {number(int(row.first))}",
            "Сколько раз условия рекомендаций выполнены: у школ, их руководителей и муниципалитетов отбора. На "
            "отсутствии данных рекомендации не срабатывают, кроме ДП-01, которая просит данные.",
        ),
        (
            "О школах",
            f"{number(int(row.fired_schools))} из {number(int(row.schools))}",
            f"МО: {number(int(row.municipalities))}",
            f"Школы с рекомендациями, из отобранных: {share(int(row.fired_schools), int(row.schools), limit)}. МО — "
            "муниципалитеты, которым рекомендация дана самим.",
        ),
    ]
    if internal:
        cards += [
            (
                "Ждут решения",
                number(int(row.proposed)),
                "предложены программой",
                "Рекомендация — предложение, пока её не подтвердит должностное лицо.",
            ),
            (
                "Приняты",
                number(int(row.accepted + row.changed)),
                f"изменены: {number(int(row.changed))}{silent}",
                "Приняты как есть или с другим текстом, адресатом, сроком. Из них составляется решение.",
            ),
            ("Отклонены", number(int(row.rejected)), "с причиной", "Отклонены с указанием причины."),
        ]
    if row.schools > 1:
        common = (
            "Общих пунктов",
            number(int(row.common)),
            f"больше {percent(rules_in_use().threshold('common_point_share'))} школ",
            "Рекомендации, сработавшие больше чем у этой доли школ отбора: это пункт для всех, а не адресный.",
        )
        cards.append(common)
    with st.container(horizontal=True, key="rec_cards"):
        for label, value, below, meaning in cards:
            card(st, label, value, below=below, meaning=meaning)


def common_points_panel(files: TableFiles) -> None:
    """What so many schools get that it is one point for all."""
    frame = run(common_points, current_scope())
    if frame.empty:
        return
    with panel(
        "Общие пункты: для всех, а не по школе",
        f"Рекомендации, сработавшие больше чем у {threshold_words('common_point_share')} % школ отбора "
        f"({origin_words('common_point_share')}). В решении каждая станет одним "
        "пунктом; в таблице ниже их нет, пока не включён показ вместе с общими.",
        frame,
        COMMON_POINTS,
        files,
        key="common_points",
        views=("",),
    ):
        how_to_read("Щелчок по строке покажет в таблице ниже всех, кому дана эта рекомендация.")
        data_table(
            frame,
            COMMON_POINTS,
            key="common_points",
            alt="Общие пункты",
            lines=2,
            height=height_of(len(frame), 2, COMMON_PX),
            on_row=lambda row: to_recommendation(row["code"]),
        )


def addressed_panel(files: TableFiles, papers: PaperFiles) -> None:
    """The table of addressed recommendations, the acts on marked rows, and «Почему» of one."""
    recommendation_filters()
    scope, asked = current_scope(), asked_of_table()
    internal = scope.showing == "internal"
    frame = run(addressed_recommendations, scope, limit=ROWS_AT_ONCE, **asked)
    columns = [column for column in ADDRESSED if internal or column.name not in OF_ACTS]
    with panel(
        "Адресные рекомендации",
        "Что рекомендовано школе, её руководителю или муниципалитету и на каком основании. Условия, тексты и пункты "
        "источников — в каталоге методики. Приоритет и расстояние до порога задают порядок строк.",
        table_of_all(scope, asked),
        columns,
        files,
        key="addressed",
        views=("",),
        narrowed=narrowed_by(),
    ):
        if frame.empty:
            files_menu(files, papers, asked, narrowed_by())
            _nothing(asked)
            said_beside_the_acts()
            return
        found = len(frame)
        if found == ROWS_AT_ONCE:
            found = int(run(recommendations_found, scope, **asked)["found"].iloc[0])
        with st.container(horizontal=True, vertical_alignment="center", key="addressed_words"):
            how_to_read(
                "Отметьте строку флажком: одна откроет «Почему»"
                + (
                    ", любые можно принять, изменить, отклонить. Когда решено, отметки снимаются."
                    if internal
                    else ": значение, порог, источник, строки."
                )
                + " С клавиатуры: стрелки и Shift+пробел."
            )
            files_menu(files, papers, asked, narrowed_by())
        chosen = acts_form(frame, columns, found)
    if len(chosen) == 1:
        reason_panel(chosen.iloc[0], files)


def _nothing(asked: dict[str, object]) -> None:
    if set(asked) - {"main"}:
        nothing_here("Под эти отборы рекомендаций нет: снимите рекомендацию, адресата, блок, приоритет или состояние.")
        return
    nothing_here(
        "Здесь ничего не сработало. Так бывает, когда значения лучше порогов — или когда данных мало: на отсутствии "
        "данных рекомендации не срабатывают. Проверьте полноту на странице «Качество данных» и дозагрузите листы."
    )
    if current_scope().showing == "internal":
        st.page_link(UPLOAD.file, label=UPLOAD.title, icon=UPLOAD.icon)


def decision_link() -> None:
    """Where accepted recommendations go."""
    if current_scope().showing == "internal":
        st.page_link(COLLEGIUM.file, label="Составить решение из принятых рекомендаций", icon=COLLEGIUM.icon)


def consilium_panel(files: TableFiles) -> None:
    """Where signs of need come together: which schools a consilium looks at first."""
    scope = current_scope()
    frame = run(consilium, scope)
    with panel(
        "Совместный разбор: где признаки сходятся",
        "Школы, у которых есть хотя бы один признак: группа 3, низкие образовательные результаты (ШНОР), признак "
        "необъективности ВПР, укомплектованность в низкой зоне "
        f"({zone_origin_words('КД-УКОМП', 'low')}). Чем больше признаков сходится, тем "
        "раньше школе нужна адресная поддержка. Признак без данных не считается ни за, ни против.",
        frame,
        CONSILIUM,
        files,
        key="consilium",
        views=(CHART, BY_SCHOOL),
    ) as view:
        if frame.empty:
            nothing_here("Ни одного из четырёх признаков у школ отбора нет — или о них нет данных.")
            return
        unknown = int((frame["unknown"] > 0).sum())
        several = int((frame["signs"] > 1).sum())
        how_to_read(
            f"Два признака и больше — у {schools(several)} из {number(len(frame))} с признаками. Хотя бы по одному "
            f"признаку нет данных у {number(unknown)}."
        )
        if view == BY_SCHOOL:
            data_table(
                frame,
                CONSILIUM,
                key="consilium",
                alt="Школы с признаками: сколько сошлось и какие",
                on_row=row_to_school,
                height=360,
            )
        else:
            chart(
                signs_bars(frame),
                key="consilium",
                alt="Сколько школ имеют каждое сочетание признаков; список школ — в виде «школы».",
                file_name="Совместный разбор",
            )
