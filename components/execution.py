"""What is due, overdue, done: cards, tasks, calendar, traffic lights by addressee, reminders, plans of schools."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from components.cached import kept, run
from components.cards import card
from components.downloads import TableFiles
from components.drill import row_to_municipality, row_to_school
from components.figures_execution import addressee_bars, deadline_bars
from components.marking import marking_form
from components.notices import nothing_here
from components.panels import CHART, TABLE, chart, panel
from components.quality import how_to_read
from components.shown import finding
from components.tables import data_table
from components.text import plain
from components.theme import NO_DATA, ZONE_COLOURS, colour_mark
from components.view import current_scope, current_view
from methodology.in_use import origin_words, rules_in_use
from methodology.words import counted, day, municipalities_of, number, percent
from queries.columns_decisions import DEADLINES, PLANS, REMINDERS, TASKS, TASKS_BY_ADDRESSEE
from queries.control_words import counted_tasks, tasks_words
from queries.decisions import decisions
from queries.execution import (
    STATES,
    deadlines_by_period,
    execution_indicators,
    plans_of_schools,
    reminders,
    tasks,
    tasks_by_addressee,
    tasks_fallen_due,
)
from queries.frames import rows_of
from queries.scope import Scope
from queries.selection import selection_summary
from queries.showing import for_council

GIVEN, ON, AFTER, AHEAD, PERIOD, STATE = (
    "given_by",
    "execution_on",
    "execution_after",
    "execution_ahead",
    "execution_by",
    "execution_state",
)
MONTH, WEEK = "по месяцам", "по неделям"
TABLE_PX = 400
ALL, MARK = "поручения", "отметить исполнение"
OVERDUE = "▼ просрочено"
SHOWN = ("все", OVERDUE, "● срок близко", "– в работе", "▲ исполнено")
REMIND_DAYS = 14
OVERDUE_CODE = "И-ПРОСР"
CARDS = ("И-ВЫП", OVERDUE_CODE, "И-ПОДТВ", "И-ПЛАН", "И-ПОКР")
WITHOUT_MEETING = timedelta(days=30)


def execution_days() -> None:
    """The day on which tasks are looked at, the day of the last meeting, and whose tasks: all or of one decision."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.date_input(
            "На дату",
            _today(),
            format="DD.MM.YYYY",
            key=ON,
            persist_state="session",
            width=150,
            help="На этот день считаются просрочка и показатели: исполненное позже него считается неисполненным. "
            "Сначала — сегодня, в демонстрации — дата среза.",
        )
        st.date_input(
            "Прошлое заседание",
            _last_meeting(),
            format="DD.MM.YYYY",
            key=AFTER,
            persist_state="session",
            width=170,
            help="С этого дня считается, чей срок наступил. Сначала — дата последнего принятого решения, без решений — "
            "за 30 дней до даты слева.",
        )
        if given := _decisions():
            st.selectbox(
                "Чьи поручения",
                list(given),
                index=None,
                key=GIVEN,
                bind="query-params",
                placeholder="Все: листа и решений",
                width=330,
                help="Поручения одного решения, этого или прошлого цикла: показатели, таблицы, календарь и "
                "ответственные — только о них. Планы школ и «что было и что стало» — по-прежнему обо всём цикле.",
            )


def _decisions() -> dict[str, int]:
    """«решение № 7 от 20.10.2025, принято» → number, of the decisions that gave tasks, the latest first."""
    cycle = current_scope().cycle or ""
    rows = [row for row in rows_of(run(decisions, Scope(cycle=cycle))) if row.cycle <= cycle and row.assignments]
    return {name_of_decision(row): int(row.decision_id) for row in rows}


def name_of_decision(row: Any) -> str:
    """What the address says of a decision that gave tasks, a row of ``decisions``."""
    return f"решение {row.label}"


def chosen_giver() -> int | None:
    """The decision whose tasks alone are looked at; None: all tasks."""
    return _decisions().get(st.session_state.get(GIVEN) or "")


def _whose() -> str:
    return " этого цикла" if chosen_giver() is None else " этого решения"


def _narrowed() -> tuple[tuple[str, str], ...]:
    """What files say of the choices at the head of the page."""
    by = (("поручения", str(st.session_state[GIVEN])),) if chosen_giver() is not None else ()
    return ("состояние на", day(chosen_day())), *by


def _today() -> date:
    """Today; of the demonstration the day of its data."""
    if not current_view().source.demonstration:
        return date.today()
    cut: date = run(selection_summary, current_scope())["cut_to"].iloc[0]
    return cut


def chosen_day() -> date:
    """The day that the reader chose."""
    return st.session_state.get(ON) or _today()


def _last_meeting() -> date:
    frame = run(decisions, current_scope())
    adopted = [row.date for row in rows_of(frame) if row.state == "принято" and row.date <= chosen_day()]
    return adopted[0] if adopted else chosen_day() - WITHOUT_MEETING


def _after() -> date:
    return st.session_state.get(AFTER) or _last_meeting()


def execution_cards() -> None:
    """Indicators И-… on the chosen day."""
    frame = run(execution_indicators, current_scope(), on=chosen_day(), decision_id=chosen_giver())
    rows = {row.code: row for row in rows_of(frame)}
    with st.container(horizontal=True, key="cards"):
        limit = rules_in_use().threshold("no_percent_n")
        for code in (code for code in CARDS if code in rows):
            row, rule = rows[code], rules_in_use().indicator(code)
            sign = f"{row.zone_words[0]} " if row.zone in ("low", "middle") else ""
            few = pd.isna(row.denominator) or row.denominator < limit
            # The findings count what is overdue of earlier cycles too.
            whose = f"{_whose().strip()}, " if code == OVERDUE_CODE else ""
            card(
                st,
                rule.short,
                f"{sign}{row.words if few else percent(float(row.value))}",
                below=f"{whose}на {day(chosen_day())}"
                if few
                else f"{number(row.numerator)} из {number(row.denominator)}",
                meaning=f"{code} на {day(chosen_day())}: {plain(rule.formula)}. Данные есть по "
                f"{number(int(row.municipalities_with_data))} из "
                f"{municipalities_of(int(row.municipalities))}.",
            )


def tasks_panel(files: TableFiles) -> None:
    """All tasks, and the form that sets the status of those of decisions."""
    council = for_council(current_scope())
    frame = run(tasks, current_scope(), on=chosen_day(), decision_id=chosen_giver())
    with panel(
        "Поручения",
        "Поручения листа «Исполнение» и принятых решений: этого цикла и незакрытые прошлых циклов. Статус поручений "
        "решений ставится здесь или листом, поручения листа меняются только загрузкой книги.",
        frame,
        TASKS,
        files,
        key="tasks",
        views=("",) if council else (ALL, MARK),
        narrowed=_narrowed(),
    ) as view:
        if council:
            how_to_read(
                "Поручения по рекомендациям, которые могут опираться на суждения о людях, в этом режиме не показаны и "
                "не сосчитаны."
            )
        if view == MARK:
            marking_form(frame, chosen_day())
            return
        if frame.empty:
            nothing_here(
                "Поручений нет. Они появятся, когда будет принято решение на странице «Коллегия» или загружен лист "
                "«Исполнение»."
            )
            return
        # Of one decision none is of an earlier cycle than its own.
        cycle = current_scope().cycle if chosen_giver() is None else frame["cycle"].iloc[0]
        st.caption(f"Всего {tasks_words(frame, cycle)}.")
        chosen = st.pills(
            "Состояние", SHOWN, default=SHOWN[0], key=STATE, bind="query-params", label_visibility="collapsed"
        )
        chosen = chosen or SHOWN[0]
        data_table(
            frame if chosen == SHOWN[0] else _in_state(frame, chosen),
            TASKS,
            key="tasks",
            alt="Поручения с ответственными, сроками и состоянием",
            on_row=_open,
            lines=2,
            height=TABLE_PX,
        )


def _in_state(frame: pd.DataFrame, chosen: str) -> pd.DataFrame:
    """Those whose state begins with the same words; what was done late is done too."""
    states = {words for words, _ in STATES.values() if words.startswith(chosen)}
    if chosen == STATES["done"][0]:
        states.add(STATES["late"][0])
    return frame[frame["state_words"].isin(states)].reset_index(drop=True)


def _open(row: pd.Series) -> None:
    if row["short_name"] is not None:
        row_to_school(row)
    elif row["municipality_name"] is not None:
        row_to_municipality(row)


def deadlines_panel(files: TableFiles) -> None:
    """A calendar: how much falls due in which month or week."""
    by = "week" if st.session_state.get(PERIOD) == WEEK else "month"
    frame = run(deadlines_by_period, current_scope(), on=chosen_day(), by=by, decision_id=chosen_giver())
    with panel(
        "Календарь сроков",
        "Сколько поручений должно быть исполнено в каком месяце или неделе. Поручений без дня срока (постоянных и без "
        "срока) здесь нет.",
        frame,
        DEADLINES,
        files,
        key="deadlines",
        views=(CHART, TABLE),
        above=_choose_period,
        narrowed=_narrowed(),
    ) as view:
        if view == TABLE:
            return
        if frame.empty:
            nothing_here("Поручений со сроком нет.")
            return
        chart(
            deadline_bars(frame),
            key="deadlines",
            alt="Поручения по месяцам и неделям срока и по состоянию. Те же числа — в таблице.",
            file_name="Календарь сроков",
        )
        _legend()


def _choose_period() -> None:
    st.segmented_control(
        "Период", (MONTH, WEEK), default=MONTH, required=True, key=PERIOD, label_visibility="collapsed"
    )


def _legend() -> None:
    marks = [
        f"{colour_mark(NO_DATA if zone is None else ZONE_COLOURS[zone])} {words}" for words, zone in STATES.values()
    ]
    st.markdown(f":small[{', '.join(marks)}.]")


def addressees_panel(files: TableFiles) -> None:
    """Traffic lights: how each position keeps its deadlines."""
    frame = run(tasks_by_addressee, current_scope(), on=chosen_day(), decision_id=chosen_giver())
    green, amber = (number(rules_in_use().threshold(key)) for key in ("exec_green", "exec_amber"))
    with panel(
        "Кто как исполняет",
        f"Доля исполненного в срок из поручений, срок которых наступил: от {green} % — выполняется, от {amber} до "
        f"{green} % — требует внимания, ниже — требует мер ({origin_words('exec_green', 'exec_amber')}). Это "
        "должности, а не люди.",
        frame,
        TASKS_BY_ADDRESSEE,
        files,
        key="addressees",
        views=(CHART, TABLE),
        narrowed=_narrowed(),
    ) as view:
        if view == TABLE:
            return
        if frame.empty:
            nothing_here("Поручений в этом цикле нет.")
            return
        whole = counted_tasks(int(frame["tasks"].sum()), int(frame["cancelled"].sum()), whose=_whose())
        how_to_read(
            f"{whole}. Знак перед должностью — светофор по доле исполненного в срок: ▲ выполняется, ● требует "
            "внимания, ▼ требует мер."
        )
        chart(
            addressee_bars(frame),
            key="addressees",
            alt="Поручения по должностям и состоянию. Те же числа — в таблице.",
            file_name="Кто как исполняет",
        )
        _legend()


def fallen_due_panel(files: TableFiles) -> None:
    """What fell due since the last meeting."""
    frame = run(tasks_fallen_due, current_scope(), on=chosen_day(), after=_after(), decision_id=chosen_giver())
    with panel(
        "Срок наступил с прошлого заседания",
        "Поручения, срок которых позже прошлого заседания и не позже выбранной даты. Отменённых нет.",
        frame,
        TASKS,
        files,
        key="fallen_due",
        views=("",),
        narrowed=(*_narrowed(), ("срок", f"после {day(_after())} и до {day(chosen_day())}")),
    ):
        if frame.empty:
            nothing_here(f"С {day(_after())} по {day(chosen_day())} срок не наступил ни у одного поручения.")
            return
        done = int(frame["state"].isin(["done", "late"]).sum())
        finding(
            f"После {day(_after())} и до {day(chosen_day())}: "
            f"{counted(len(frame), 'поручение', 'поручения', 'поручений')}, исполнено — {number(done)}."
        )
        alt = "Поручения, срок которых наступил"
        data_table(frame, TASKS, key="fallen_due", alt=alt, on_row=_open, height=TABLE_PX, lines=2)


def reminders_panel(files: TableFiles) -> None:
    """Whom to remind: overdue and near deadlines, with a line for a letter each."""
    ahead = int(st.session_state.get(AHEAD) or REMIND_DAYS)
    frame = run(reminders, current_scope(), on=chosen_day(), days=ahead, decision_id=chosen_giver())
    with panel(
        "Напоминания",
        "Неисполненные поручения: просроченные и те, чей срок близко. В выгрузке у каждой строки — готовый текст.",
        frame,
        REMINDERS,
        files,
        key="reminders",
        views=("",),
        narrowed=_narrowed(),
    ):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.number_input("Дней вперёд", 0, 365, REMIND_DAYS, key=AHEAD, width=150)
            if not frame.empty:
                with st.popover(
                    f"Тексты: {counted(len(frame), 'строка', 'строки', 'строк')}",
                    icon=":material/mail:",
                    key="reminder_letters",
                    on_change="rerun",
                ) as letters:
                    if letters.open:
                        st.code("\n".join(frame["letter"].head(200)), language=None, wrap_lines=True)
        if frame.empty:
            nothing_here("Напоминать не о чем: просроченных нет и сроки не близко.")
            return
        alt = "Поручения, о которых нужно напомнить"
        data_table(frame, TASKS, key="reminders", alt=alt, on_row=_open, height=TABLE_PX, lines=2)


def plans_panel(files: TableFiles) -> None:
    """Which schools that were told so submitted a plan, and when."""
    frame = run(plans_of_schools, current_scope(), on=chosen_day())
    with panel(
        "Планы школ",
        "Школы, которым дана рекомендация АР-02 «разработать и представить план»: срок — с листа «Документы», иначе "
        "срок поручения, иначе 20 октября (С2). До наступления срока школа в долю не входит.",
        frame,
        PLANS,
        files,
        key="plans",
        views=("",),
    ):
        if frame.empty:
            nothing_here("Планы пока никому не поручены (АР-02).")
            return
        finding(_plans_said(frame))
        data_table(frame, PLANS, key="plans", alt="Школы и их планы", on_row=row_to_school, height=320)


@kept
def _plans_said(frame: pd.DataFrame) -> str:
    counts = frame["state_words"].value_counts()
    return "; ".join(f"{words} — {number(int(size))}" for words, size in counts.items()) + "."
