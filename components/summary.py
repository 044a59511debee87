"""The summary before a meeting: key figures, findings, what to look at first, who is silent, what changed since."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from components.cached import kept, run
from components.cards import card
from components.cell_table import Cell, Line, cell_table
from components.downloads import TableFiles, download_menu
from components.drill import SINCE, link_to, row_to_municipality, row_to_school
from components.navigation import EFFECTIVENESS, RECOMMENDATIONS
from components.notices import not_sent, nothing_here
from components.panels import panel
from components.pillars import pillar_link
from components.schools import low_schools_panel
from components.shown import Shown, finding
from components.states import state_labels
from components.tables import data_table
from components.text import plain
from components.view import current_previous, current_scope, current_view
from data.sheets import SCORES
from methodology.in_use import origin_words, threshold_words
from methodology.words import counted, day, first_two, municipalities, number, plural, read_day, schools, schools_of
from queries.addressed import recommendations_waiting
from queries.agenda import first_points
from queries.changes import changes_since
from queries.columns import ATTENTION, CHANGES_SINCE, KEY_FIGURES, SILENT
from queries.effectiveness import headline
from queries.findings import Point, three_findings
from queries.frames import rows_of
from queries.loads import loads
from queries.readable import criteria_in_words
from queries.scope import Scope
from queries.selection import selection_summary
from queries.summary import attention_by_municipality, criteria_named, key_figures_in_words, silent_municipalities

CARDS_IN_A_ROW = 4
CHANGED = {
    "group": "группа другая",
    "new": "появились",
    "gone": "выбыли",
    "data": "группа та же, а итог или число баллов другие",
}
"""What ``changes_since`` calls the kinds of change, in words."""


def key_figure_cards() -> None:
    """Up to eight figures with what they were and their zone where a threshold exists."""
    frame = run(key_figures_in_words, current_scope(), previous=current_previous())
    lines = list(rows_of(frame))
    for first in range(0, len(lines), CARDS_IN_A_ROW):
        with st.container(horizontal=True, key=f"cards_{first}"):
            for row in lines[first : first + CARDS_IN_A_ROW]:
                _card(row)


def _card(row: Any) -> None:
    sign = f"{row.zone_words[0]} " if row.zone_words else ""
    previous = current_previous()
    when = "" if row.compared_with in (None, previous) else f"в {row.compared_with}"
    if row.figure == "weakest":
        criteria = run(criteria_in_words, current_scope())
        shorts = dict(zip(criteria["criterion"], criteria["short"], strict=True))
        when = f"{first_two([f'«{plain(shorts[each])}»' for each in criteria_named(row)])} {when}".strip()
    since = f"с цикла {previous}" if row.figure in ("fell", "rose") else "сравнить не с чем"
    card(
        st,
        row.name,
        f"{sign}{row.words}",
        below=since if row.compared_with is None else f"было {row.before_words}",
        arrow=row.direction if row.direction in ("up", "down") else "off",
        beside=when or None,
        meaning=_meaning(row),
    )


def _meaning(row: Any) -> str:
    data = f"Данные есть по {number(int(row.schools_with_data))} из {number(int(row.schools))}."
    words = f"{plain(row.meaning)} {row.share_words}. {data}"
    return f"{words} Зона: {row.zone_words}." if row.zone_words else words


def findings_panel(files: TableFiles) -> None:
    """Findings in words, the page that shows their figures, and how sure the groups are."""
    scope, previous = current_scope(), current_previous()
    figures = run(key_figures_in_words, scope, previous=previous)
    places = _places()
    with st.container(border=True, key="findings_panel"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown("## Выводы", width="stretch")
            shown = Shown()
            download_menu("Показатели сводки", figures, KEY_FIGURES, files, key="figures", shown=shown)
        for position, sentence in enumerate(
            kept(three_findings)(figures, places, run(criteria_in_words, scope)), start=1
        ):
            shown.sentences.append(sentence)
            st.markdown(f"{position}. {plain(sentence)}")
        if not shown.sentences:
            why = not_sent(SCORES.name) or "Группы нет ни у одной школы отбора: данных для неё не хватает."
            nothing_here(f"Выводов о степени эффективности нет. {why}")
        st.page_link(EFFECTIVENESS.file, label=EFFECTIVENESS.title, icon=":material/arrow_forward:")
        _waiting_link()
        if borderline := int(run(headline, scope, previous=previous).iloc[0]["borderline"]):
            delta = threshold_words("border_delta")
            st.caption(
                f"На границе групп — {schools(borderline)}: их итог не дальше {delta} п.п. от точки, где группа "
                f"меняется ({origin_words('border_delta')})."
            )


def _waiting_link() -> None:
    """How many recommendations wait for a decision, and where they are."""
    if current_scope().showing == "council":
        return
    waiting = int(run(recommendations_waiting, current_scope())["proposed"].iloc[0])
    if waiting:
        words = counted(waiting, "рекомендация ждёт", "рекомендации ждут", "рекомендаций ждут")
        st.page_link(RECOMMENDATIONS.file, label=f"{words} решения", icon=RECOMMENDATIONS.icon)


def _places() -> pd.DataFrame:
    """The municipalities, named so that each name is told apart."""
    frame = run(attention_by_municipality, current_scope(), previous=current_previous())
    labels = current_view().labels
    return frame.assign(municipality_name=[labels[code] for code in frame["municipality_id"]])


def attention_panel() -> None:
    """What to look at first: up to five sentences, a press opens the schools that they count."""
    scope, previous = current_scope(), current_previous()
    places = _places()
    points = first_points(run, scope, previous, places)
    with st.container(border=True, key="attention_panel", height="stretch"):
        st.markdown("## На что смотреть сначала", help="Нажмите число — откроются школы, о которых строка.")
        of, judged = int(places["schools"].sum()), int(places["with_group"].sum())
        if not judged:
            nothing_here(f"О степени эффективности сказать нечего: группы нет ни у одной из {schools_of(of)}.")
        elif not points:
            nothing_here(f"Среди школ, у которых группа есть ({number(judged)} из {number(of)}), таких нет.")
        if not points:
            return
        cell_table(
            ["Повод", "школ"],
            [Line(_reason(point), (_way(point, str(place)),)) for place, point in enumerate(points)],
            key="points",
            alt="На что смотреть сначала: сколько школ, по нажатию — какие",
        )


def _reason(point: Point) -> str:
    """The words before a number of schools; of an indicator they say which schools these are."""
    return point.text if point.indicator is None else f"{point.text}; школ в этой зоне"


def _way(point: Point, place: str) -> Cell:
    words = f"{point.text}: {schools(point.count)}"
    if not point.leads:
        return Cell(number(point.count), words, place, leads=False)
    if point.indicator is not None:
        link = pillar_link(point.indicator)
        return Cell(number(point.count), f"{words}. Показать", place, link=link, leads=link is not None)
    municipality = None if point.municipality_id is None else current_view().labels[point.municipality_id]
    link = link_to(EFFECTIVENESS, municipality=municipality, move=point.move, flag=point.flag, group=point.group)
    return Cell(number(point.count), f"{words}. Показать", place, link=link)


def where_panel(files: TableFiles) -> None:
    """Municipalities, those with most low schools first; inside one, its schools of the low group."""
    if current_view().level == "municipality":
        low_schools_panel(files)
        return
    frame = run(attention_by_municipality, current_scope(), previous=current_previous())
    with panel(
        "Где нужна поддержка",
        "Сверху муниципалитеты, где больше школ с низкой степенью. Щелчок по флажку строки открывает муниципалитет.",
        frame,
        ATTENTION,
        files,
        key="where",
        views=("",),
    ):
        data_table(
            frame,
            ATTENTION,
            key="where",
            alt="Муниципалитеты: школы с низкой степенью, изменения групп, полнота данных",
            on_row=row_to_municipality,
        )


def silent_panel(files: TableFiles) -> None:
    """Who has not sent data: municipalities, and how many schools in each."""
    scope, previous = current_scope(), current_previous()
    frame = run(silent_municipalities, scope, previous=previous)
    frame["nothing_words"] = [_what_came(row) for row in rows_of(frame)]
    with panel(
        "Кто не прислал оценки",
        "Школы без единого балла и без группы по акту; муниципалитеты, которые были в цикле сравнения и которых нет "
        "в этом. Кто не прислал других листов (кадры, развитие, наставничество), говорит «Качество данных».",
        frame,
        SILENT,
        files,
        key="silent",
        views=("",),
    ):
        if frame.empty:
            nothing_here("Сведения есть обо всех школах отбора.")
            return
        whole = frame["nothing"].astype(bool)
        where = plural(len(frame), "муниципалитете", "муниципалитетах", "муниципалитетах")
        words = f"Без данных {schools(int(frame['without_data'].sum()))} в {number(len(frame))} {where}"
        if whole.any():
            words += f"; нет ни одной оценки: {municipalities(int(whole.sum()))}"
        finding(f"{words}.")
        data_table(
            frame,
            SILENT,
            key="silent",
            alt="Муниципалитеты, не приславшие сведения",
            on_row=lambda row: row_to_municipality(row) if row["schools"] else None,
        )


def _what_came(row: Any) -> str:
    if row.schools == 0:
        return "в этом цикле нет ни одной школы"
    return "нет ни одной оценки" if row.nothing else "часть школ"


def changes_panel(files: TableFiles) -> None:
    """What changed since a chosen load or date: schools whose group, total or scores differ."""
    scope = current_scope()
    history = run(loads, Scope())
    with st.container(border=True, key="changes_panel"):
        head = st.container(horizontal=True, vertical_alignment="center")
        head.markdown(
            "## Что изменилось с прошлого совещания",
            width="stretch",
            help="Те же школы того же цикла: какими они были по данным прошлого совещания и какие сейчас. Выберите "
            "загрузку или впишите дату совещания: берётся последняя загрузка до неё.",
        )
        since = _since(history, scope.as_of)
        if since is None:
            return
        frame = run(changes_since, scope, since=since)
        with head:
            narrowed = [("сравнение с загрузкой", f"№ {since}")]
            download_menu("Что изменилось", frame, CHANGES_SINCE, files, key="changes", narrowed=narrowed)
        if not int(run(selection_summary, Scope(cycle=scope.cycle, as_of=since)).iloc[0]["total"]):
            nothing_here(f"До загрузки №\u00a0{since} включительно данных этого цикла ещё не было.")
            return
        if frame.empty:
            nothing_here(f"С загрузки №\u00a0{since} в этом отборе ничего не изменилось.")
            return
        counts = frame["change"].value_counts()
        said = [f"{words} — {schools(int(counts[kind]))}" for kind, words in CHANGED.items() if kind in counts]
        st.caption(f"С загрузки №\u00a0{since}: {'; '.join(said)}.")
        data_table(frame, CHANGES_SINCE, key="changes", alt="Школы, о которых данные изменились", on_row=row_to_school)


def _since(history: pd.DataFrame, as_of: int | None) -> int | None:
    """The load before which the reader stopped; says what is wrong with a date, or that there is nothing to compare."""
    earlier = history[history["undone_at"].isna()]
    if as_of is not None:
        earlier = earlier[earlier["load_id"] <= as_of]
    options = state_labels(earlier.iloc[1:])
    if not options:
        nothing_here("Загрузка одна: сравнить не с чем.")
        return None
    chosen = st.selectbox(
        "Прошлое совещание",
        list(options),
        index=None,
        key=SINCE,
        bind="query-params",
        accept_new_options=True,
        placeholder="Выберите загрузку или впишите дату: 15.09.2026",
        label_visibility="collapsed",
    )
    if chosen is None or chosen in options:
        return None if chosen is None else options[chosen]
    meeting = read_day(chosen)
    if meeting is None:
        nothing_here(f"«{plain(chosen)}» — не дата и не загрузка. Впишите дату так: 15.09.2026.")
        return None
    before = earlier[[loaded_at.date() <= meeting for loaded_at in earlier["loaded_at"]]]
    if before.empty:
        nothing_here(f"До {day(meeting)} загрузок не было; первая — {day(earlier['loaded_at'].iloc[-1].date())}.")
        return None
    return int(before["load_id"].iloc[0])
