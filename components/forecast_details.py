"""Below the staffing forecast: municipalities, subjects, and how it would have done before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple, TypeVar

import pandas as pd
import streamlit as st

from components.cached import kept_result, run
from components.downloads import TableFiles
from components.drill import to_municipality
from components.figures_forecast import ranges
from components.notices import nothing_here
from components.panels import TABLE, chart, panel, rows_drawn, said_how_many
from components.shown import finding
from components.view import current_scope, current_view
from methodology.forecast import RANGE_PCT
from methodology.forecast_tables import Changes, by_municipality, by_subject, replayed, summed_up
from methodology.in_use import rules_in_use
from methodology.words import counted, number, percent, share, signed
from queries.columns_forecast import FORECAST_BY_MUNICIPALITY, FORECAST_BY_SUBJECT, FORECAST_TESTED
from queries.forecast import staff_by_subject
from queries.frames import rows_of

Made = TypeVar("Made")


class Given(NamedTuple):
    """What all tables of the forecast take: both histories, the cycle, the share of КД-ПРОГ, what was said."""

    history: pd.DataFrame
    own: pd.DataFrame
    cycle: str
    retire_share_pct: float
    changes: Changes


Narrowed = Sequence[tuple[str, str]]


def worked_out(make: Callable[..., Made], state: str, *arguments: Any, also: tuple[Any, ...] = ()) -> Made:
    """A table, made once; ``state`` says in a word which frames the arguments hold, ``also`` which plain values.

    Frames of a country's municipalities would take longer to compare than the page has.
    """
    key = repr((make.__module__, make.__name__, state, also)).encode()
    result: Made = kept_result(key=key, _make=make, _arguments=arguments, _named={})
    return result


def municipalities_panel(given: Given, state: str, years: int, narrowed: Narrowed, files: TableFiles) -> None:
    """What will be unmet in each municipality after so many years."""
    labels = current_view().labels

    def named(rows: int | None) -> pd.DataFrame:
        frame = worked_out(by_municipality, state, *given, years, rows, also=(years, rows))
        names = pd.Series([labels.get(code, code) for code in frame["municipality_id"]], frame.index, dtype=object)
        return frame.assign(municipality_name=names)

    key = "forecast_places"
    title = f"Нехватка учителей {_ahead(years)} по муниципалитетам"
    with panel(
        title,
        "Тот же прогноз для каждого муниципалитета: уход и приход — его собственные, стянутые к общим тем сильнее, чем "
        "меньше людей. Сначала — где не хватит больше. Диапазоны муниципалитетов не складываются в общий.",
        partial(named, None),
        FORECAST_BY_MUNICIPALITY,
        files,
        key=key,
        narrowed=[("горизонт", _ahead(years)), *narrowed],
        slot="forecast_detail",
    ) as view:
        if view == TABLE:
            return
        frame = named(rows_drawn(key))
        drawn = frame.head(rows_drawn(key))
        chart(
            ranges(drawn["municipality_name"], drawn["municipality_id"], drawn, _ahead(years)),
            key=key,
            alt=f"{title}: точка — ожидаемое, линия — диапазон {RANGE_PCT} %. Те же числа — в таблице.",
            on_point=lambda point: to_municipality(labels[point[0]]),
            file_name=title,
        )
        said_how_many(key, len(frame), "муниципалитетов", "сначала с большей нехваткой")
        if len(frame) > 1:
            finding(
                f"Сумма по муниципалитетам — {number(frame['unmet'].sum(), 1)}; она отличается от общего прогноза: "
                "доли ухода и прихода у каждого муниципалитета свои, стянутые к общим."
            )


def subjects_panel(given: Given, state: str, years: int, narrowed: Narrowed, files: TableFiles) -> None:
    """What will be unmet of each subject, where the sheet about ages is filled."""
    subjects = run(staff_by_subject, current_scope())
    frame = worked_out(by_subject, state, given.history, given.own, subjects, *given[2:], years, also=(years,))
    title = f"Нехватка учителей {_ahead(years)} по предметам"
    key = "forecast_subjects"
    with panel(
        title,
        "По листу «Кадры_возраст», только в школах, которые его заполнили: возраст — по пятилетним группам, каждый "
        "учитель считается один раз, по основному предмету; доли ухода и прихода — как у всех учителей отбора. Целевые "
        "договоры предмета не называют: целевики приходят, как в прошлые годы. Строки не складываются в общий прогноз.",
        frame,
        FORECAST_BY_SUBJECT,
        files,
        key=key,
        narrowed=[("горизонт", _ahead(years)), *narrowed],
        slot="forecast_detail",
    ) as view:
        if frame.empty:
            nothing_here(
                "Прогноза по предметам нет: лист «Кадры_возраст» (необязательный) не заполнила ни одна школа отбора."
            )
            return
        first = subjects.iloc[0]
        limit = rules_in_use().threshold("no_percent_n")
        st.markdown(
            "Прогноз только о школах, которые заполнили лист «Кадры_возраст»: "
            f"**{share(first['schools_with_data'], first['schools_selected'], limit)}**."
        )
        if view != TABLE:
            drawn = frame.head(rows_drawn(key))
            chart(
                ranges(drawn["subject"], None, drawn, _ahead(years)),
                key=key,
                alt=f"{title}: точка — ожидаемое, линия — диапазон {RANGE_PCT} %. Те же числа — в таблице.",
                file_name=title,
            )
            said_how_many(key, len(frame), "предметов", "сначала с большей нехваткой")


def replayed_panel(given: Given, state: str, files: TableFiles) -> None:
    """The cycle as earlier ones would have forecast it, beside what it was."""
    labels = current_view().labels
    cycle = given.cycle
    frame = worked_out(replayed, state, given.history, cycle, given.retire_share_pct, codes_of(given.own))
    names = pd.Series([labels.get(code, code) for code in frame["municipality_id"]], frame.index, dtype=object)
    with panel(
        "Проверка прогноза на прошлых циклах",
        f"Число учителей в {cycle}, каким его дал бы прогноз по данным прежних циклов (без вашей правки допущений), "
        "рядом с тем, что было. Только муниципалитеты, где число школ с данными не изменилось; если их очень много — "
        f"каждый второй, третий и так далее. Хороший диапазон ловит около {RANGE_PCT} из 100; если "
        "намного больше — он широк.",
        frame.assign(municipality_name=names),
        FORECAST_TESTED,
        files,
        key="forecast_test",
        views=(TABLE,),
        slot="forecast_detail",
        above=partial(_test_in_words, summed_up(frame)),
    ):
        if frame.empty:
            nothing_here("Сравнить не с чем: нет более раннего цикла, в котором данные прислали столько же школ.")


def _test_in_words(test: pd.DataFrame) -> None:
    limit = rules_in_use().threshold("no_percent_n")
    lines = [
        f"- {_ahead(row.years).capitalize()} (по данным {row.cycle}): в диапазон попали "
        f"{share(row.inside, row.places, limit)} муниципалитетов, средняя ошибка муниципалитета "
        f"{percent(row.mean_error_pct, 1)}, всех вместе {signed(row.error_pct)} %"
        for row in rows_of(test)
    ]
    if lines:
        st.markdown("\n".join(lines))


def codes_of(own: pd.DataFrame) -> tuple[str, ...]:
    """The municipalities of the selection."""
    return tuple(sorted(set(own["municipality_id"])))


def _ahead(years: int) -> str:
    return f"через {counted(years, 'год', 'года', 'лет')}"
