"""Who has a mentor and who has not; pairs step by step; the pairs of one school."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from components.cached import kept, later, run
from components.downloads import TableFiles
from components.drill import asked, open_school, row_to_school, to_municipality
from components.figures import indicator_bars
from components.figures_funnel import funnel, funnel_legend
from components.figures_mentoring import school_bars, step_bars
from components.indicator_cards import indicator_cards
from components.maps import MAP, indicator_map
from components.notices import ALL_HIDDEN, FOR_WORK_ALONE, not_sent, nothing_here
from components.panels import TABLE, chart, panel, rows_drawn, said_how_many
from components.shown import finding
from components.tables import ROWS_SHOWN, data_table, height_of
from components.text import plain
from components.view import current_previous, current_scope, current_view
from methodology.funnel import wider_than_chance
from methodology.in_use import rules_in_use
from methodology.words import counted, number, percent, plural, schools_of
from queries.columns_mentoring import FUNNEL, PAIRS, STEPS, UNCOVERED
from queries.frames import rows_of
from queries.funnel import indicator_funnel
from queries.indicator_tables import indicator_by_school, indicators_in_words
from queries.indicators import indicator_by_municipality
from queries.mentoring import COVERAGE, NEWCOMERS, mentoring_steps, pairs_of_school, uncovered_schools
from queries.showing import HIDDEN

CARDS = {
    COVERAGE: "Молодые с наставником",
    NEWCOMERS: "Прибывшие с наставником",
    "Н-ПРОГ": "Пары с программой",
    "Н-ОФОРМ": "Наставники оформлены",
    "Н-РЕЗ": "С результатом",
    "КД-НАСТ-РЕС": "Возможных наставников",
    "Н-НАГР": "Нагрузка наставника",
    "КД-ЗАКР3": "Закрепляемость",
}
BARS, FUNNEL_VIEW = "столбцы", "воронка"
WHOM = "whom"
"""Key of the choice whose coverage is shown; it narrows nothing else."""
CHOICES = {"Молодые, стаж до 3 лет": COVERAGE, "Вновь прибывшие": NEWCOMERS}
PEOPLE = {COVERAGE: "педагогов со стажем до 3 лет, чел.", NEWCOMERS: "вновь прибывших за год, чел."}
OF_ALL = "Доля по всем муниципалитетам"
"""What the common share is called beside the share of one municipality."""
NAMED = 4
"""Units beyond the limits that are named under the funnel; the table marks all of them."""
TABLE_PX = 580
"""Height of the list beside the funnel, if it has more rows than fit there."""
NOBODY_UNCOVERED = "Школ, где кто-то из этих педагогов без наставника, в отборе нет."
NO_PEOPLE = (
    "Данных нет: охват считается по листам «Кадры_состав» (сколько людей) и «Наставничество» (у кого есть пара). "
    "Или таких педагогов в отборе нет."
)


def mentoring_cards() -> None:
    """The answer in eight figures, with what they were."""
    indicator_cards(*CARDS, names=tuple(CARDS.values()))


def coverage_panel(files: TableFiles) -> None:
    """Coverage by municipality: against chance, in order, on the map; inside one by school."""
    scope, code = current_scope(), _chosen()
    region = current_view().level == "region"
    frame = run(indicator_funnel, scope, indicator=code, by_school=not region)
    rule = rules_in_use().indicator(code)
    with panel(
        "Охват",
        f"{rule.code}: {rule.formula}; считаются люди, а не пары. Воронка: чем меньше людей, тем сильнее доля "
        "отклоняется случайно; границы — точные биномиальные вокруг общей доли всех муниципалитетов. Щелчок по точке, "
        f"столбцу или территории открывает {'муниципалитет' if region else 'школу'}.",
        frame,
        FUNNEL,
        files,
        key="coverage",
        views=(FUNNEL_VIEW, BARS, MAP, TABLE) if region else (BARS, FUNNEL_VIEW, TABLE),
        slot=f"coverage_{'region' if region else 'place'}",
        narrowed=[("чей охват", rule.name)],
        above=_choice,
    ) as view:
        if current_view().level == "municipality" and not frame.empty:
            finding(_without_mentor(run(uncovered_schools, scope, indicator=code, limit=ROWS_SHOWN), code))
        if frame.empty:
            nothing_here(
                not_sent("Кадры_состав") or NO_PEOPLE,
                ALL_HIDDEN if _of_node(code).hidden or _hidden_places(code) else None,
            )
        elif view == FUNNEL_VIEW:
            _funnel(frame, code, region=region)
        elif view == BARS and region:
            _bars(code)
        elif view == BARS:
            _bars_of_schools(frame, code)
        elif view == MAP:
            indicator_map(code)
        _data(code)


def _choice() -> None:
    st.session_state.setdefault(WHOM, asked(WHOM) if asked(WHOM) in CHOICES else next(iter(CHOICES)))
    st.segmented_control(
        "Чей охват", list(CHOICES), key=WHOM, required=True, bind="query-params", label_visibility="collapsed"
    )


def _chosen() -> str:
    return CHOICES.get(asked(WHOM) or "", COVERAGE)


def _funnel(frame: pd.DataFrame, code: str, *, region: bool) -> None:
    direction = rules_in_use().indicator(code).direction
    labels = current_view().labels
    common = "Общая доля" if region else OF_ALL
    legend = funnel_legend(direction, common[0].lower() + common[1:])
    beyond = _beyond(frame, common)
    st.markdown(f":small[Точка — {'муниципалитет' if region else 'школа'}: {legend}. Нет подписи — наведите на точку.]")
    chart(
        funnel(frame, size_title=PEOPLE[code], share_title="с наставником, %", direction=direction),
        key="coverage_funnel",
        alt=f"Доля с наставником против числа людей, с границами случайного разброса. {beyond} Те же числа — "
        "в таблице.",
        on_point=lambda point: open_school(point[0], point[1]) if point[1] else to_municipality(labels[point[0]]),
        file_name="охват наставничеством",
    )
    st.markdown(f":small[{plain(beyond)}]")


@kept
def _beyond(frame: pd.DataFrame, common: str) -> str:
    """The share of all, called ``common``; who lies beyond 99.8 %, and whether more than by chance beyond 95 %."""
    names = frame["short_name"].where(frame["short_name"].notna(), frame["municipality_name"])
    told = []
    for name, side in (("far_below", "Ниже границы 99,8 %"), ("far_above", "Выше границы 99,8 %")):
        mine = frame["place"] == name
        listed = [f"{called} ({row.words})" for called, row in zip(names[mine], rows_of(frame[mine]), strict=True)]
        rest = f" и ещё {len(listed) - NAMED}" if len(listed) > NAMED else ""
        if listed:
            told.append(f"{side}: {'; '.join(listed[:NAMED])}{rest}.")
    if not told:
        told.append("За границей 99,8 % нет никого: такие различия бывают и случайно.")
    outside = int((frame["place"] != "inside").sum())
    if wider_than_chance(outside, len(frame)):
        told.append(
            f"За границей 95 % — {outside} из {len(frame)}, случайно ожидалось бы около "
            f"{max(round(0.05 * len(frame)), 1)}: разброс шире случайного, у различий есть причины."
        )
    return f"{common} — {percent(float(frame['common_pct'].iloc[0]))}. {' '.join(told)}"


def _bars(code: str) -> None:
    frame, labels = run(indicator_by_municipality, current_scope(), indicator=code), current_view().labels
    chart(
        indicator_bars(frame.head(rows_drawn("coverage")), "%"),
        key="coverage_bars",
        alt="Доля с наставником по муниципалитетам, сначала меньшая. Те же числа — в таблице.",
        on_point=lambda point: to_municipality(labels[point[0]]),
        file_name="охват наставничеством по муниципалитетам",
    )
    said_how_many("coverage", len(frame), "муниципалитетов", "сначала с меньшим охватом")


def _bars_of_schools(frame: pd.DataFrame, code: str) -> None:
    """Schools are too small for shares: how many of how many."""
    st.markdown(f":small[Синее — с наставником, белое — без него. {plain(_beyond(frame, OF_ALL).split('. ')[0])}.]")
    chart(
        school_bars(frame.head(rows_drawn("coverage")), PEOPLE[code]),
        key="coverage_schools",
        alt="Сколько педагогов с наставником из скольких, по школам. Те же числа — в таблице.",
        on_point=lambda point: open_school(point[0], point[1]),
        file_name="охват наставничеством по школам",
    )
    said_how_many("coverage", len(frame), "школ", "сначала с меньшим охватом")


def _data(code: str) -> None:
    row, hidden = _of_node(code), _hidden_places(code)
    if hidden:
        what = ("школа", "школы", "школ")
        if current_view().level == "region":
            what = ("муниципалитет", "муниципалитета", "муниципалитетов")
        st.caption(f"Не показано: {counted(hidden, *what)} — {HIDDEN}.")
    if row.hidden:
        return
    st.caption(
        f"Данные есть по {number(int(row.schools_with_data))} из "
        f"{schools_of(int(row.schools))}; школ без таких педагогов "
        "на графике нет."
    )


def _of_node(code: str) -> Any:
    """The indicator of the whole selection, a row of ``indicators_in_words``."""
    frame = run(indicators_in_words, current_scope(), previous=current_previous(), codes=tuple(CARDS))
    return next(rows_of(frame[frame["code"] == code]))


def _hidden_places(code: str) -> int:
    """How many municipalities, inside one schools, are not shown to the council."""
    if current_scope().showing == "internal":
        return 0
    of_region = current_view().level == "region"
    frame = run(indicator_by_municipality if of_region else indicator_by_school, current_scope(), indicator=code)
    return int(frame["hidden"].sum())


def uncovered_panel(files: TableFiles) -> None:
    """The schools of a region in which somebody has no mentor, most people first."""
    scope, code = current_scope(), _chosen()
    shown = run(uncovered_schools, scope, indicator=code, limit=ROWS_SHOWN)
    with panel(
        "Где наставника нет",
        "Школы, где у кого-то из этих педагогов нет действующей пары: сколько без наставника из скольких. Сначала те, "
        "где таких людей больше. Флажок слева открывает школу с её парами и строками книги.",
        later(uncovered_schools, scope, indicator=code),
        UNCOVERED,
        files,
        key="uncovered",
        views=("",),
        narrowed=[("чей охват", rules_in_use().indicator(code).name)],
    ):
        if shown.empty and scope.showing != "council":
            nothing_here(not_sent("Кадры_состав") or NOBODY_UNCOVERED)
            return
        finding(_without_mentor(shown, code))
        if shown.empty:
            return
        data_table(
            shown,
            UNCOVERED,
            key="uncovered",
            alt="Школы, где не у всех есть наставник",
            on_row=row_to_school,
            found=int(shown["found"].iloc[0]),
            height=height_of(len(shown), 2, TABLE_PX),
            lines=2,
        )


def _without_mentor(shown: pd.DataFrame, code: str) -> str:
    """How many people have no mentor, and in how many schools. ``shown``: rows of ``uncovered_schools``."""
    found, people = (0, 0) if shown.empty else (int(shown[name].iloc[0]) for name in ("found", "found_people"))
    if current_scope().showing == "council":
        return uncovered_for_council(_of_node(code), found, people)
    if not found:
        return NOBODY_UNCOVERED
    where = f"{number(found)} {plural(found, 'школе', 'школах', 'школах')}"
    return f"Без наставника {counted(people, 'человек', 'человека', 'человек')} в {where}."


def uncovered_for_council(node: Any, found: int, people: int) -> str:
    """How many are without a mentor in all, as the node of the tree says, and that schools of few people aren't shown.

    ``node``: a row of ``indicators_in_words``. ``found``, ``people``: the schools that are shown, and their people
    without a mentor.
    """
    shown = plural(found, "показана", "показаны", "показано")
    listed = f"{shown} {counted(found, 'школа', 'школы', 'школ')}"
    if node.hidden:
        return f"Сколько людей без наставника всего — {HIDDEN}" + (f"; {listed}." if found else ".")
    if pd.isna(node.numerator):
        return NO_PEOPLE
    without = max(int(node.denominator) - int(node.numerator), 0)
    if not without:
        return NOBODY_UNCOVERED
    said = f"Без наставника {counted(without, 'человек', 'человека', 'человек')}"
    if not found:
        return f"{said}; по школам числа скрыты: людей мало."
    return f"{said}; {listed}" + ("." if without <= people else "; об остальных числа скрыты: людей мало.")


def steps_panel(files: TableFiles) -> None:
    """From a pair to a result: how many pairs come to each step, and why the others don't."""
    frame = run(mentoring_steps, current_scope())
    with panel(
        "От пары к итогу",
        "Верхние три ступени — пары, которые действуют на дату среза; оформлено — согласие наставника и дополнительное "
        "соглашение (ст. 351.8 ТК РФ) либо наставничество входит в должностную функцию. Нижние три — пары, которые "
        "закончились в цикле: это другие пары, и доля у них своя.",
        frame,
        STEPS,
        files,
        key="steps",
    ) as view:
        if view == TABLE:
            return
        if frame.empty:
            nothing_here(
                not_sent("Наставничество") or "Пар в этом отборе нет: они приходят с листа «Наставничество».",
                FOR_WORK_ALONE,
            )
            return
        chart(
            step_bars(frame),
            key="steps",
            alt="Пары по ступеням: действует, с программой, оформлена; закончилась, завершена, с результатом. Те же "
            "числа — в таблице.",
            file_name="от пары к итогу",
        )
        lost = [
            f"{row.step_words.lower()}: {row.lost_words}"
            for row in rows_of(frame)
            if not pd.isna(row.lost) and row.lost
        ]
        if lost:
            st.markdown(f":small[**Не дошли.** {plain('. '.join(each.capitalize() for each in lost))}.]")


def pairs_panel(files: TableFiles) -> None:
    """The pairs of the school, as they stand on the sheet."""
    frame = run(pairs_of_school, current_scope())
    with panel(
        "Пары школы",
        "Строки листа «Наставничество»: одна строка — пара. Сначала те, что действуют на дату среза. Коды условные, "
        "имён в программе нет.",
        frame,
        PAIRS,
        files,
        key="pairs",
        views=("",),
    ):
        if frame.empty:
            nothing_here(
                not_sent("Наставничество")
                or "Пар у школы в этом цикле нет: на листе «Наставничество» о ней нет ни одной строки.",
                FOR_WORK_ALONE,
            )
            return
        data_table(frame, PAIRS, key="pairs", alt="Пары школы: кто подопечный, состояние, программа, оформление")
