"""Municipalities side by side in one indicator: its choice, what can be said, intervals and places, the funnel."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.cached import run
from components.downloads import TableFiles
from components.drill import to_municipality
from components.figures_comparison import comparison_dots, comparison_legend
from components.figures_funnel import funnel, funnel_legend
from components.notices import ALL_HIDDEN, nothing_here
from components.panels import TABLE, chart, panel, rows_drawn, said_how_many
from components.quality import how_to_read
from components.shown import remark
from components.switch import switch
from components.text import plain
from components.versions import versions_remark
from components.view import current_previous, current_scope, current_view
from methodology.catalogue import Indicator
from methodology.comparison import DRAWS
from methodology.in_use import rules_in_use
from queries.columns import COMPARISON
from queries.columns_mentoring import FUNNEL
from queries.comparison import comparable_indicators, comparison, not_compared
from queries.comparison_words import comparison_statements, not_compared_statement
from queries.dictionaries import municipalities
from queries.scope import Scope
from queries.showing import for_council

COMPARED, AMONG = "share", "among"
"""How an address calls the indicator and the municipalities that are compared."""
CLUSTER, ALL = "в своём кластере", "среди всех"
NAMED = 8
"""So many municipalities that aren't compared are named under the picture with each reason; a file names all."""
FIRST = "Н-ОХВ"
"""Compared at first, if there are data."""


def comparison_choice() -> bool:
    """Which indicator, and for one municipality among whom; whether there is anything to compare."""
    labels = comparison_labels()
    if not labels:
        nothing_here("Показателей с данными, по которым муниципалитеты можно сравнить, в этом цикле нет.")
        return False
    first = next((place for place, code in enumerate(labels.values()) if code == FIRST), 0)
    with st.container(horizontal=True, key="switches"):
        st.selectbox(
            "Показатель",
            list(labels),
            index=first,
            key=COMPARED,
            bind="query-params",
            filter_mode="contains",
            label_visibility="collapsed",
        )
        if _has_cluster():
            switch("Среди кого", (CLUSTER, ALL), AMONG)
    return True


def comparison_words() -> None:
    """What the comparison says, in sentences."""
    alone = current_scope().municipalities
    said = comparison_statements(_frame(), alone[0] if len(alone) == 1 else None)
    if said:
        with st.container(border=True, key="comparison_words"):
            st.markdown(" ".join(plain(words) for words in said))


def places_panel(files: TableFiles) -> None:
    """Share, interval and range of places of each municipality."""
    rule, frame = _rule(), _frame()
    left_out = _left_out()
    with panel(
        "Доли и места",
        f"{rule.code}: {rule.formula}. Отрезок — интервал Уилсона (95 %): как сильно доля колеблется при такой "
        f"численности. Место — в каких пределах оно лежит в 95 % из {DRAWS} розыгрышей (при каждом расчёте одних и тех "
        "же); место 1 — там, где показатель лучше. Если диапазоны перекрываются, о разных местах говорить нельзя. "
        "Сглаженная оценка притягивает долю малого муниципалитета к общей. Отличие от общей доли отмечено с поправкой "
        "на число сравнений: случайных отметок в среднем не больше 5 %. Не сравниваются муниципалитеты, где данные "
        f"есть меньше чем от {rules_in_use().threshold('mo_coverage_min'):.0f} % школ.",
        frame,
        COMPARISON,
        files,
        key="places",
        narrowed=_narrowed(rule, left_out),
    ) as view:
        if frame.empty:
            _nothing()
        elif view != TABLE:
            _places(rule, frame)
        if not left_out.empty:
            remark(f"Не сравниваются: {plain(not_compared_statement(left_out, NAMED))}.")


def _places(rule: Indicator, frame: pd.DataFrame) -> None:
    """The figure of shares and places, and what it needs to be read."""
    labels = current_view().labels
    how_to_read(
        "Если пределы мест перекрываются, говорить «мы выше» нельзя. Ромб притянут к общей доле тем сильнее, чем "
        "меньше людей. Треугольник — отличие, которое случаем не объяснить и с поправкой на число сравнений."
    )
    versions_remark(current_previous(), counted=False)
    st.markdown(f":small[{comparison_legend(rule.direction)}]")
    drawn = frame.head(rows_drawn("places"))
    chart(
        comparison_dots(drawn, direction=rule.direction),
        key="places",
        alt=f"{rule.name} по муниципалитетам: доля с разбросом и пределы места. Те же числа — в таблице.",
        on_point=lambda point: to_municipality(labels[point[0]]),
        file_name="сравнение муниципалитетов",
    )
    said_how_many("places", len(frame), "муниципалитетов", "сначала те, где показатель требует внимания")


def funnel_panel(files: TableFiles) -> None:
    """Size against share, with the limits of chance around the common share."""
    rule, frame = _rule(), _frame()
    with panel(
        "Воронка: численность и доля",
        "Чем меньше людей, тем сильнее доля колеблется случайно: границы 95 % и 99,8 % (точные биномиальные) с ростом "
        "численности сходятся. Внутри воронки отличие от общей доли от случая не отличить. Границы — для одной точки; "
        "когда их много, за границу 95 % выходит примерно каждая двадцатая. Поэтому закрашены только те, кто "
        "отличается и с поправкой на число сравнений, — те же, что на «Долях и местах».",
        frame,
        FUNNEL_COLUMNS,
        files,
        key="funnel",
        narrowed=_narrowed(rule, _left_out()),
    ) as view:
        if frame.empty:
            _nothing()
            return
        if view == TABLE:
            return
        labels = current_view().labels
        how_to_read(
            "Точка внутри воронки — отличие от общей доли не больше случайного; слева, где людей мало, воронка шире."
        )
        st.markdown(f":small[{funnel_legend(rule.direction, corrected=True)}]")
        chart(
            funnel(frame, size_title=rule.denominator, share_title="доля, %", direction=rule.direction),
            key="funnel",
            alt=f"{rule.name}: численность и доля по муниципалитетам с границами случайного. Те же числа — в таблице.",
            on_point=lambda point: to_municipality(labels[point[0]]),
            file_name="воронка",
        )


FUNNEL_COLUMNS = [column for column in FUNNEL if column.name not in ("school_id", "short_name")]
"""One row is a municipality here."""


def _has_cluster() -> bool:
    """Whether one municipality is chosen that has a cluster to be compared in; without one it is compared with all."""
    scope = current_scope()
    places = run(municipalities, Scope(cycle=scope.cycle, as_of=scope.as_of))
    own = places[places["municipality_id"].isin(scope.municipalities) & places["cluster"].notna()]
    return len(scope.municipalities) == 1 and not own.empty


def comparison_labels() -> dict[str, str]:
    """Label → code of the indicators that municipalities can be compared by in the cycle."""
    frame = run(comparable_indicators, current_scope())
    return dict(zip(frame["label"], frame["indicator"], strict=True))


def _rule() -> Indicator:
    return rules_in_use().indicator(comparison_labels()[st.session_state[COMPARED]])


def _frame() -> pd.DataFrame:
    return run(
        comparison,
        current_scope(),
        indicator=_rule().code,
        previous=current_previous(),
        everywhere=st.session_state.get(AMONG) == ALL,
    )


def _left_out() -> pd.DataFrame:
    return run(not_compared, current_scope(), indicator=_rule().code, everywhere=st.session_state.get(AMONG) == ALL)


def _narrowed(rule: Indicator, left_out: pd.DataFrame) -> list[tuple[str, str]]:
    """What a file says of its rows: which indicator, and who is not among them."""
    said = [("показатель", f"{rule.code}. {rule.name}")]
    return said if left_out.empty else [*said, ("не сравниваются", not_compared_statement(left_out))]


def _nothing() -> None:
    council = for_council(current_scope()) and _rule().sensitive
    nothing_here(ALL_HIDDEN if council else "Данных, которых хватает для сравнения, в отборе нет.")
