"""The staffing forecast: how many posts will be unmet, under which assumptions, where, and how it did before."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from components.cached import run
from components.downloads import TableFiles
from components.figures_forecast import fan
from components.forecast_details import (
    Given,
    codes_of,
    municipalities_panel,
    replayed_panel,
    subjects_panel,
    worked_out,
)
from components.notices import FOR_WORK_ALONE, nothing_here
from components.panels import CHART, chart, panel
from components.view import current_previous, current_scope, current_view
from methodology.forecast import HORIZON, RANGE_PCT
from methodology.forecast_tables import (
    ASSUMPTIONS,
    Changes,
    assumptions,
    by_year,
    replayed,
    summed_up,
)
from methodology.in_use import rules_in_use
from methodology.words import NBSP, counted, municipalities_of, number, plural, schools, share, signed
from queries.columns_forecast import FORECAST_BY_YEAR
from queries.forecast import staff_by_cycle
from queries.frames import rows_of
from queries.indicator_tables import indicators_in_words
from queries.scope import Scope
from queries.staffing_words import rates

INDICATOR = "КД-ПРОГ"
SAID = "forecast_said"
"""What the reader said of assumptions: Streamlit forgets a widget that is not drawn."""
YEARS, DETAIL = "forecast_years", "forecast_detail"
USUAL_YEARS = 3
STEP = 0.5
"""An assumption changes in such steps."""
MUNICIPALITIES, SUBJECTS, TEST = "по муниципалитетам", "по предметам", "проверка на прошлом"
DETAILS = {"region": (MUNICIPALITIES, SUBJECTS, TEST), "municipality": (SUBJECTS, TEST), "school": ()}
"""Level → what stands below: the age of one school's few teachers of a subject says who they are."""
FEW = 100
"""Of fewer teachers the forecast is written with one decimal."""

HOW = (
    "Когортная арифметика. Учителя разделены на возрастные группы; за год часть каждой группы уходит, часть оставшихся "
    "переходит в следующую (группы считаются ровными по возрасту), новые приходят в конце года. «Не хватит» = нужные "
    "ставки (учителя и вакансии сейчас, с изменением часов) − учителя; один учитель — одна ставка. Приход — как в "
    "прошлых циклах, сколько бы ни было вакансий, поэтому число может быть меньше нуля: людей больше, чем ставок. "
    f"Диапазон {RANGE_PCT} %: просчитано много вариантов будущего, в которых доли ухода и прихода отличаются от "
    "ожидаемых так, как они отличались между муниципалитетами и годами, а люди уходят случайно; "
    f"в {RANGE_PCT} вариантах из 100 итог — внутри диапазона. Прогноз не знает о решениях, которых ещё не было: "
    "реорганизации, новых школах, изменении оплаты."
)


def forecast_panel(files: TableFiles) -> None:
    """The forecast of the selection with its assumptions; below by municipality, by subject, and its test."""
    scope = current_scope()
    everywhere = Scope(cycle=scope.cycle, as_of=scope.as_of, methodology=scope.methodology, showing=scope.showing)
    history = run(staff_by_cycle, everywhere)
    own = history if scope == everywhere else run(staff_by_cycle, scope)
    changes: Changes = tuple(sorted(st.session_state.get(SAID, {}).items()))
    source = current_view().source
    state = repr((scope, source.url, source.versions, changes))
    given = Given(history, own, scope.cycle or "", rules_in_use().threshold("retire_share"), changes)
    # For the council there is nothing to start from.
    nothing = pd.DataFrame(columns=[column.name for column in FORECAST_BY_YEAR])
    frame = nothing if own.empty else worked_out(by_year, state, *given)
    years = st.session_state.get(YEARS) or USUAL_YEARS
    now = own[own["cycle"] == scope.cycle]
    if frame.empty:
        with panel("Прогноз кадров", HOW, frame, FORECAST_BY_YEAR, files, key="forecast", views=("",)):
            nothing_here(
                f"Прогноза нет: лист «Кадры_состав» за {scope.cycle} не прислала ни одна из отобранных школ "
                f"({schools(int(now['schools'].sum()))}).",
                f"{FOR_WORK_ALONE}{_told_to_council()}",
            )
        return
    told = worked_out(assumptions, state, *given)
    narrowed = [(f"допущение: {row.words}", f"{_value(row.name, row.value)} — {row.origin}") for row in rows_of(told)]
    with panel(
        "Прогноз кадров: сколько учителей не хватит",
        HOW,
        frame,
        FORECAST_BY_YEAR,
        files,
        key="forecast",
        narrowed=narrowed,
        above=partial(_in_words, frame, years),
    ) as view:
        left, right = st.columns([3, 2])
        with left:
            if view == CHART:
                chart(
                    fan(frame, _decimals(frame)),
                    key="forecast",
                    alt=f"Вакантные ставки учителей прошлых циклов и прогноз нехватки на {HORIZON} лет с диапазоном "
                    f"{RANGE_PCT} %. Те же числа — в таблице.",
                    file_name="Прогноз кадров",
                )
            st.caption("\n".join(f"- {words}" for words in _how_known(now, given, state, view)))
        with right:
            _assumptions(told)
    details = DETAILS[current_view().level]
    if not details:
        return
    chosen = st.segmented_control("Прогноз подробнее", details, default=details[0], required=True, key=DETAIL)
    match chosen:
        case "по муниципалитетам":
            municipalities_panel(given, state, years, narrowed, files)
        case "по предметам":
            subjects_panel(given, state, years, narrowed, files)
        case _:
            replayed_panel(given, state, files)


def _told_to_council() -> str:
    """The indicator of the catalogue: of the whole selection the council may see it."""
    frame = run(indicators_in_words, current_scope(), previous=current_previous(), codes=(INDICATOR,))
    told = "; ".join(f"{row.name.lower()} ({row.code}) — {row.value_words}" for row in rows_of(frame))
    return (
        f" Показатель справочника: {told}. Это рабочая формула без диапазона, а не прогноз: приход молодых и "
        "остальной уход она не считает, избыток одной школы не покрывает в ней нехватку другой."
        if told
        else ""
    )


def _in_words(frame: pd.DataFrame, years: int) -> None:
    """The horizon, and what the forecast says for it."""
    st.segmented_control(
        "Через сколько лет",
        range(1, HORIZON + 1),
        default=USUAL_YEARS,
        required=True,
        key=YEARS,
        format_func=lambda count: counted(count, "год", "года", "лет"),
    )
    [row] = rows_of(frame[frame["years"] == years])
    [now] = rows_of(frame[frame["years"] == 0])
    decimals = _decimals(frame)
    told, posts = number(abs(row.unmet), decimals), "ставки"
    if not decimals:
        posts = plural(round(abs(row.unmet)), "ставку", "ставки", "ставок")
    if round(row.unmet, decimals) == 0:
        outcome = "учителей будет столько же, сколько ставок"
    elif row.unmet > 0:
        outcome = f"не хватит людей на {told} {posts}"
    else:
        outcome = f"учителей будет на {told} больше, чем ставок"
    times = round(row.short_pct)
    often = f"{times} {plural(times, 'варианте', 'вариантах', 'вариантах')} из 100"
    if row.low > 0:
        sure = "При этих допущениях нехватка будет почти наверняка: вопрос только в её размере."
    elif row.high < 0:
        sure = "При этих допущениях нехватки почти наверняка не будет."
    else:
        more = (
            "вероятнее избытка"
            if times > 50
            else "менее вероятна, чем избыток"
            if times < 50
            else "и избыток равно вероятны"
        )
        sure = f"Вывод: нехватка {more}, но возможно и то, и другое — это ориентир, а не заказ на столько ставок."
    st.markdown(
        f"К концу {row.cycle} при этих допущениях **{outcome}**; диапазон {RANGE_PCT} %: "
        f"{_range_words(row.low, row.high, decimals)}. Людей не хватит в {often}. {sure} "
        f"Сейчас вакантных ставок по предметам: {rates(now.vacant)} (должности без предмета не в счёт), учителей: "
        f"{number(now.teachers)}."
    )


def _range_words(low: float, high: float, decimals: int) -> str:
    """«от избытка 318 до нехватки 1 714»."""
    if high <= 0:
        return f"избыток от {number(-high, decimals)} до {number(-low, decimals)}"
    if low >= 0:
        return f"нехватка от {number(low, decimals)} до {number(high, decimals)}"
    return f"от избытка {number(-low, decimals)} до нехватки {number(high, decimals)}"


def _decimals(frame: pd.DataFrame) -> int:
    return int(frame.loc[frame["years"] == 0, "teachers"].iloc[0] < FEW)


def _how_known(now: pd.DataFrame, given: Given, state: str, view: str) -> list[str]:
    """What the signs mean, who has data, how the forecast did before, how the indicator of the catalogue differs."""
    sums = now[["schools", "schools_with_data", "flow_schools", "contract_schools"]].sum()
    limit = rules_in_use().threshold("no_percent_n")
    words = [
        *([f"● вакантно по данным, ◇ прогноз, полоса — диапазон {RANGE_PCT} %."] if view == CHART else []),
        f"Лист «Кадры_состав» есть по {share(sums['schools_with_data'], sums['schools'], limit)} школ, прогноз о них; "
        f"о принятых и уволенных сказали {number(sums['flow_schools'])}, о целевых договорах — "
        f"{number(sums['contract_schools'])} (где не сказано, целевики не прибавляются).",
    ]
    test = worked_out(_test, state, given)
    if test.empty:
        words.append("Проверить прогноз на прошлом нельзя: нет более раннего цикла с теми же школами.")
    else:
        last = test.iloc[(test["years"] - USUAL_YEARS).abs().argmin()]
        whose = "" if current_view().level != "school" else " (по муниципалитету)"
        words.append(
            f"Проверка{whose}: прогноз, сделанный по данным {last['cycle']}, дал бы сейчас {number(last['forecast'])} "
            f"{plural(round(last['forecast']), 'учителя', 'учителя', 'учителей')}, на деле их {number(last['actual'])}"
            f": ошибка {signed(last['error_pct'])} % ({_people(last['forecast'] - last['actual'])}) за "
            f"{counted(int(last['years']), 'год', 'года', 'лет')}"
            f"{_tested_in(int(last['places']), len(codes_of(given.own)))}."
        )
    words.append(
        f"Показатель {INDICATOR} на три года — другое число: по рабочей формуле он складывает по школам вакансии и "
        f"{number(given.retire_share_pct)} % учителей 60 лет и старше и вычитает целевиков; остального ухода, обычного "
        "прихода и часов он не считает, а избыток одной школы не покрывает нехватку другой."
    )
    return words


def _people(difference: float) -> str:
    """«на 104 человека меньше»."""
    people = counted(round(abs(difference)), "человека", "человека", "человек")
    return f"на {people} {'меньше' if difference < 0 else 'больше'}"


def _tested_in(places: int, of: int) -> str:
    """Which municipalities the test is about, unless it is about all of them."""
    if places == of:
        return ""
    return f"; это {number(places)} из {municipalities_of(of)}: только те, где число школ с данными не изменилось"


def _test(given: Given) -> pd.DataFrame:
    """How far the forecast was off; without ranges, which take most of the time."""
    return summed_up(replayed(given.history, given.cycle, given.retire_share_pct, codes_of(given.own), ranged=False))


def _assumptions(told: pd.DataFrame) -> None:
    """What the forecast assumes, where it is from, and a way to say it otherwise."""
    lines = [f"- {row.words}: **{_value(row.name, row.value)}** · *{row.origin}*" for row in rows_of(told)]
    st.markdown("**Допущения**\n\n" + "\n".join(lines))
    menu = st.popover("Изменить допущения", icon=":material/tune:", key="forecast_assumptions", on_change="rerun")
    if not menu.open:
        return
    with menu:
        for row in rows_of(told):
            bounds, value = ASSUMPTIONS[row.name], round(float(row.value), 1)
            # A slider of words: a field for numbers writes a decimal point.
            st.select_slider(
                f"{row.words}, {bounds.unit}",
                sorted({*np.arange(bounds.least, bounds.most + STEP, STEP).tolist(), value}),
                value,
                format_func=_one_decimal,
                key=_widget(row.name),
                on_change=_said,
                args=(row.name,),
                help=f"Без вашего изменения: {_value(row.name, row.counted_value)}",
            )
        st.button("Вернуть как было", icon=":material/undo:", key="forecast_as_counted", on_click=_as_counted)


def _one_decimal(value: float) -> str:
    return number(value, 1)


def _said(name: str) -> None:
    st.session_state[SAID] = {**st.session_state.get(SAID, {}), name: float(st.session_state[_widget(name)])}


def _as_counted() -> None:
    st.session_state[SAID] = {}
    for name in ASSUMPTIONS:
        st.session_state.pop(_widget(name), None)


def _widget(name: str) -> str:
    return f"forecast_{name}"


def _value(name: str, value: float) -> str:
    return ASSUMPTIONS[name].written.format(number(round(value, 1), 1)).replace(" %", NBSP + "%")
