"""«Заседание» before the meeting: an agenda from the data, its points edited by the secretary, the hand-out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any, Protocol

import pandas as pd
import streamlit as st

from components.agenda_shown import AGENDA, Frozen, chosen_agenda, frozen_of, why_not
from components.cached import asker, by_rules_of_now, run
from components.checklist import meeting_day
from components.downloads import DOCX_TYPE, PDF_TYPE, TableFiles, name_of_file
from components.look import on_stage
from components.sitting import acted_post, perform, said_of_the_act, sitting_post, succeeded
from components.source import engine_of
from components.stage import enter, stage
from components.text import plain
from components.view import View, current_previous, current_scope, current_view
from data.agendas import OWN, TAKEN_OFF, AgendaHead, AgendaStep, begin, edit, freeze_anew, take_off
from data.database import reading
from methodology.words import counted, day
from queries.agenda import Shown, agendas, default_steps, filters_of
from queries.frames import rows_of
from queries.note import ExportNote, export_note
from queries.scope import Scope

EARLIER = (
    "Слева выбрано прежнее состояние данных, а повестка берёт числа последней загрузки. Чтобы составить её, "
    "очистите слева «Состояние данных»."
)
OFF = "agenda_off_popover"
ORDER, SHOW, TITLE, QUESTIONS = "Порядок", "Показать", "Пункт", "Вопросы (через «;»)"


class HandoutFiles(Protocol):
    """What the page hands over: makers of the hand-out, of the points as they are on the screen."""

    @property
    def docx(self) -> Callable[[str, date, list[Shown], ExportNote], bytes]:
        """Writes a document."""

    @property
    def pdf(self) -> Callable[[str, date, list[Shown], ExportNote], bytes]:
        """Writes a file to print."""


def meeting(files: TableFiles, handout: HandoutFiles) -> None:
    """The agenda on the screen while it is shown, else what prepares it."""
    if on_stage():
        stage()
        return
    sitting_post()
    said_of_the_act()
    every = run(agendas, current_scope())
    rows = {int(row.agenda_id): row for row in rows_of(every)}
    chosen = _choice(rows)
    if chosen is not None:
        _chosen_agenda(chosen, files, handout)
    _new_agenda(first=not rows)


def _choice(rows: dict[int, Any]) -> Frozen | None:
    """The agenda of the address, else the latest one."""
    if not rows:
        return None
    asked = chosen_agenda()
    at = int(asked.row.agenda_id) if asked is not None else next(iter(rows))
    if len(rows) > 1:
        at = st.selectbox(
            "Повестка",
            list(rows),
            index=list(rows).index(at),
            format_func=lambda key: str(rows[key].label),
            width=560,
        )
    st.query_params[AGENDA] = str(at)
    return frozen_of(rows[at])


def _chosen_agenda(frozen: Frozen, files: TableFiles, handout: HandoutFiles) -> None:
    row = frozen.row
    with st.container(border=True, key="agenda_panel"):
        st.markdown(
            f"## {plain(row.title)}, {day(row.date)}",
            help="Повестка — по порядку показа. Числа каждого пункта — те же, что на его странице, по состоянию данных "
            "на день составления: новые загрузки экран не меняют.",
        )
        words = frozen.words()
        if int(row.later):
            words += (
                f" С тех пор: {counted(int(row.later), 'загрузка', 'загрузки', 'загрузок')}; числа на экране прежние."
            )
        st.caption(words)
        if reason := why_not(frozen):
            st.warning(reason, icon=":material/ac_unit:")
        with st.container(horizontal=True):
            if row.state != TAKEN_OFF and not reason:
                st.button(
                    "Начать показ",
                    key="stage_enter",
                    type="primary",
                    icon=":material/co_present:",
                    on_click=partial(enter, int(row.agenda_id)),
                )
            if not reason:
                _handout_menu(frozen, files, handout)
            _acts(frozen)
        _steps(frozen)


def _steps(frozen: Frozen) -> None:
    row, url = frozen.row, current_view().source.url
    key, seen = int(row.agenda_id), int(row.revision)
    steps = [*frozen.steps(), AgendaStep(OWN, "", (), shown=True)]
    frame = pd.DataFrame(
        {
            ORDER: range(1, len(steps) + 1),
            SHOW: [step.shown for step in steps],
            TITLE: [step.title for step in steps],
            QUESTIONS: ["; ".join(step.questions) for step in steps],
        }
    )
    edited = st.data_editor(
        frame,
        hide_index=True,
        column_config={
            ORDER: st.column_config.NumberColumn(width=110, min_value=1, step=1),
            SHOW: st.column_config.CheckboxColumn(width=110),
            TITLE: st.column_config.TextColumn(width=240),
            QUESTIONS: st.column_config.TextColumn(width=600),
        },
        alt="Пункты повестки: порядок, показ, название, вопросы",
        placeholder="",
        disabled=row.state == TAKEN_OFF,
        key=f"agenda_steps_{key}_{seen}",
    )
    st.caption(
        "Порядок — число: пункты встанут по возрастанию. Снятая галочка оставляет пункт в повестке, но не показывает. "
        "В последней строке можно вписать свой пункт. Направления, где всё выполняется, сначала не показаны."
    )
    if row.state != TAKEN_OFF:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            title = st.text_input("Название заседания", row.title, key=f"agenda_title_{key}_{seen}", width=420)
            on = st.date_input("Дата", row.date, format="DD.MM.YYYY", key=f"agenda_date_{key}_{seen}", width=150)
            # Not by a callback: a cell that is still being typed into comes with the press itself.
            if st.button("Записать повестку", key="agenda_save"):
                succeeded(
                    lambda: edit(
                        engine_of(url), key, seen, title, on or row.date, edited_steps(steps, edited), acted_post()
                    ),
                    "Повестка записана.",
                )
                st.rerun()


def edited_steps(steps: list[AgendaStep], edited: pd.DataFrame) -> list[AgendaStep]:
    """The points as the table says: by their order, as they stood where it is the same; empty own ones are left out."""
    said = zip(steps, edited[ORDER], edited[SHOW], edited[TITLE], edited[QUESTIONS], strict=True)
    found = [
        (
            len(steps) if pd.isna(order) else order,
            AgendaStep(
                step.code,
                _text(title) or ("" if step.code == OWN else step.title),
                tuple(words.strip() for words in _text(questions).split(";") if words.strip()),
                bool(show),
            ),
        )
        for step, order, show, title, questions in said
    ]
    return [step for _, step in sorted(found, key=lambda pair: pair[0]) if step.title]


def _text(cell: Any) -> str:
    """What a cell of the table holds; an emptied one holds nothing, which is no text."""
    return "" if pd.isna(cell) else str(cell).strip()


def _acts(frozen: Frozen) -> None:
    row, url = frozen.row, current_view().source.url
    key, seen = int(row.agenda_id), int(row.revision)
    if row.state == TAKEN_OFF:
        return
    if int(row.later) or bool(row.gone) or bool(row.outdated):
        st.button(
            "Обновить числа",
            key="agenda_freeze",
            icon=":material/refresh:",
            help="Числа повестки станут числами последней загрузки, посчитанными по действующим правилам.",
            on_click=lambda: perform(
                lambda: freeze_anew(engine_of(url), key, seen, acted_post()), "Числа обновлены по последней загрузке."
            ),
        )
    with st.popover("Снять повестку", icon=":material/block:", key=OFF, on_change="rerun") as form:
        if not form.open:
            return
        st.text_input("Причина", key="agenda_off_reason", placeholder="например: заседание перенесено")
        st.button(
            "Да, снять",
            key="agenda_off",
            on_click=lambda: perform(
                lambda: take_off(engine_of(url), key, seen, st.session_state["agenda_off_reason"], acted_post()),
                "Повестка снята; она осталась в истории.",
                OFF,
            ),
        )


def _new_agenda(*, first: bool) -> None:
    scope, previous, view = current_scope(), current_previous(), current_view()
    with st.expander("Новая повестка", expanded=first, icon=":material/add:"):
        st.markdown(
            "Повестка собирается из данных: главные показатели, группы, проблемные зоны, направления, где есть что "
            "решать, исполнение прежних решений, рекомендации, решение. Цикл, цикл сравнения и отбор школ — как "
            "слева; одна школа не берётся. Порядок, пункты и вопросы потом можно изменить."
        )
        if scope.as_of is not None:
            st.warning(EARLIER, icon=":material/history:")
            return
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.text_input("Название заседания", "Заседание коллегии", key="agenda_new_title", width=420)
            st.date_input("Дата", meeting_day(), format="DD.MM.YYYY", key="agenda_new_date", width=150)
            st.button(
                "Составить повестку",
                type="primary" if first else "secondary",
                key="agenda_begin",
                on_click=partial(_begin, view, scope, previous),
            )


def _begin(view: View, scope: Scope, previous: str | None) -> None:
    source = view.source

    made: list[int] = []

    def act() -> None:
        head = AgendaHead(
            st.session_state["agenda_new_title"],
            st.session_state["agenda_new_date"] or date.today(),
            scope.cycle or "",
            previous,
            filters_of(scope),
        )
        asked = Scope(cycle=scope.cycle, showing=scope.showing, **_narrowed(scope))
        steps = default_steps(asker(source), asked, previous)
        made.append(begin(engine_of(source.url), head, steps, acted_post()))

    if succeeded(act, "Повестка составлена, её числа закреплены. Проверьте пункты и начните показ."):
        st.query_params[AGENDA] = str(made[0])


def _narrowed(scope: Scope) -> dict[str, Any]:
    return {name: getattr(scope, name) for name in filters_of(scope)}


def _handout_menu(frozen: Frozen, files: TableFiles, handout: HandoutFiles) -> None:
    view = current_view()
    menu = st.popover("Раздаточный лист", icon=":material/print:", key="agenda_files", on_change="rerun")
    if not menu.open:
        return
    with menu:
        for words, make, kind, form in (
            ("Документ Word (docx)", handout.docx, DOCX_TYPE, "docx"),
            ("Файл для печати (pdf)", handout.pdf, PDF_TYPE, "pdf"),
        ):
            st.download_button(
                words,
                data=partial(by_rules_of_now(_handout), make, frozen, view),
                file_name=name_of_file(files, f"Повестка {frozen.row.date}", replace(view, scope=frozen.scope), form),
                mime=kind,
                key=f"agenda_{form}",
                on_click="ignore",
                width="stretch",
            )
        st.caption("То же, что на экране: выводы, числа, диаграммы и вопросы показанных пунктов.")


def _handout(make: Callable[..., bytes], frozen: Frozen, view: View) -> bytes:
    with reading(engine_of(view.source.url)) as connection:
        note = export_note(
            connection,
            frozen.scope,
            title=str(frozen.row.title),
            page=view.page,
            demonstration=view.source.demonstration,
            made_at=datetime.now(),
            compared_with=frozen.previous,
        )
    points = [frozen.point(step, asker(view.source))[0] for step in frozen.shown_steps()]
    return make(str(frozen.row.title), frozen.row.date, points, note)
