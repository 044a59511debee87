"""«Коллегия»: a draft from confirmed recommendations, its items edited by hand, adopted, annulled."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components.cached import run
from components.checklist import CHOSEN, chosen_decision
from components.downloads import TableFiles
from components.execution import GIVEN, name_of_decision
from components.navigation import EXECUTION, RECOMMENDATIONS
from components.notices import nothing_here
from components.panels import panel
from components.quality import how_to_read
from components.sitting import POSTS, acted_post, acting_form, missing_post, perform, said_of_the_act, sitting_post
from components.source import engine_of
from components.tables import data_table, height_of
from components.text import plain
from components.view import current_scope, current_view
from data.acting import CONTROL_PERIODS, PERMANENT, WITH_A_DAY, Deadline
from data.decisions import (
    ADOPTED,
    DRAFT,
    Head,
    Item,
    add_item,
    adopt,
    annul,
    compose,
    edit_head,
    edit_item,
    remove_item,
)
from data.recommendation_acts import LIVE_DECISIONS
from data.sheets_control import DEADLINE_KINDS
from methodology.words import counted, day, number, plural, recommendations, schools_of
from queries.columns_decisions import CONFIRMED, ITEMS
from queries.decisions import MOVED, decision_items, decisions, recommendations_without_decision
from queries.frames import rows_of
from queries.scope import Scope
from queries.selection import selection_summary
from queries.showing import for_council

BODIES = (
    "Коллегия управления образования",
    "Совет руководителей образовательных организаций",
    "Методический совет",
)
NEW, NEW_ITEM = "new", "add"
ADOPT, HEAD, ITEM, ADD, ANNUL = (f"{form}_popover" for form in ("adopt", "head", "item", "add", "annul"))
"""Forms: each closes when what it asks for is done."""
WAITING_PX = 290
ADDRESSEES = ("Руководитель ОО", "Управление образования", "Методическая служба")


def collegium_head() -> None:
    """The position of the reader."""
    sitting_post()
    if for_council(current_scope()):
        st.caption(
            "Режим для совета: документы выпускаются, а составляют и правят решение в служебном режиме. О ком "
            "рекомендации, которые опираются на суждения о людях, здесь не названо."
        )


def waiting_panel(files: TableFiles) -> None:
    """Confirmed recommendations that are in no decision yet, and the form of a draft; not for the council."""
    scope = current_scope()
    if for_council(scope):
        return
    on = st.session_state.get(f"{NEW}_date") or date.today()
    frame = run(recommendations_without_decision, scope, decided=on)
    every = run(decisions, Scope(cycle=scope.cycle))
    decided = not every[(every["cycle"] == scope.cycle) & every["state"].isin(LIVE_DECISIONS)].empty
    with panel(
        "Принятые рекомендации, которых нет в решениях",
        "Рекомендации этого цикла о школах отбора и их муниципалитетах, принятые или изменённые на странице "
        "«Рекомендации». Из них составляется проект решения. Отбор слева сужает и проект. Срок — какой будет в проекте "
        "с датой решения, выбранной ниже.",
        frame,
        CONFIRMED,
        files,
        key="waiting",
        views=("",),
    ):
        if frame.empty and decided:
            # The decision stands below: nothing is lacking.
            st.caption("Все принятые рекомендации этого отбора уже вошли в решение — оно ниже.")
            said_of_the_act(beside=NEW)
            return
        if frame.empty:
            nothing_here(
                "Принятых рекомендаций, которые ещё не вошли в решение, нет. Сначала примите их на странице "
                "«Рекомендации»: решение составляется только из принятых. Проверьте также цикл и отборы слева."
            )
            st.page_link(RECOMMENDATIONS.file, label="Рассмотреть рекомендации", icon=RECOMMENDATIONS.icon)
            # Somebody else was faster with the same recommendations.
            said_of_the_act(beside=NEW)
            return
        how_to_read(
            f"{counted(len(frame), 'рекомендация войдёт', 'рекомендации войдут', 'рекомендаций войдут')} в проект. "
            "Одинаковые станут одним пунктом; пункт о большинстве школ станет общим и встанет первым."
        )
        data_table(
            frame,
            CONFIRMED,
            key="waiting",
            alt="Принятые рекомендации без решения",
            lines=2,
            height=height_of(len(frame), 2, WAITING_PX),
        )
        moved = int(frame["deadline_words"].str.contains(MOVED, regex=False).sum())
        if moved:
            st.warning(
                f"{counted(moved, 'срок', 'срока', 'сроков')} к {day(on)} уже "
                f"{plural(moved, 'прошёл', 'прошли', 'прошли')}: в проекте будет ближайший по правилу рекомендации, "
                "прежний — в скобках. Если он не подходит, измените пункт проекта.",
                icon=":material/event_busy:",
            )
        summary = run(selection_summary, scope)
        seen = {int(key): int(value) for key, value in zip(frame["issue_id"], frame["revision"], strict=True)}
        # Beside the date, not below: its calendar would lie on the button.
        head = Head(date.today(), f"Об итогах мониторинга {scope.cycle}", last_body())
        with _head_fields(NEW, head):
            missing_post(NEW)
            st.button(
                "Составить проект решения",
                type="primary",
                icon=":material/edit_document:",
                key="compose",
                on_click=partial(
                    _compose,
                    current_view().source.url,
                    scope.cycle or "",
                    seen,
                    int(summary["selected"].iloc[0]),
                    moved,
                ),
            )
        said_of_the_act(beside=NEW)
        if every.empty:
            # With a decision it stands beside what is done with it.
            said_of_the_act()


def last_body() -> str:
    """The body of the last decision of any cycle, else the usual one."""
    every = run(decisions, Scope(cycle=current_scope().cycle))
    return BODIES[0] if every.empty else str(every["body_name"].iloc[0])


def _last_control() -> str | None:
    """The post charged with control of the last decision that names one."""
    said = run(decisions, Scope(cycle=current_scope().cycle))["control_post"].dropna()
    return None if said.empty else str(said.iloc[0])


def _head_fields(key: str, head: Head) -> DeltaGenerator:
    """Fields of a head; the row that ends with the date, for a button beside it."""
    bodies = list(dict.fromkeys([head.body_name, *BODIES]))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox("Орган", bodies, key=f"{key}_body", accept_new_options=True, width=330)
        st.text_input("О чём решение", head.title, key=f"{key}_title", width=420)
        _control_field(f"{key}_control", head.control)
    row = st.container(horizontal=True, vertical_alignment="bottom")
    row.text_input("Номер", head.number or "", key=f"{key}_number", width=140, placeholder="можно позже")
    row.date_input("Дата", head.date, format="DD.MM.YYYY", key=f"{key}_date", width=150)
    return row


def _control_field(key: str, said: str | None) -> None:
    """``said``: what the draft has; whoever writes another one is asked and nobody is proposed."""
    st.session_state.setdefault(key, said)
    st.selectbox(
        "Контроль возложить на",
        list(dict.fromkeys(filter(None, (st.session_state[key], said, _last_control(), *POSTS)))),
        index=None,
        key=key,
        accept_new_options=True,
        placeholder="Выберите или впишите должность",
        width=330,
        help="Должность из последнего пункта решения; первой в списке — та, что в прошлом решении. Без неё контроль "
        "останется за тем, кто возглавляет орган.",
    )


def _head_said(key: str) -> Head:
    said = st.session_state
    return Head(
        said[f"{key}_date"],
        said[f"{key}_title"],
        said[f"{key}_body"] or "",
        said[f"{key}_number"],
        said[f"{key}_control"],
    )


def _compose(url: str, cycle: str, seen: dict[int, int], schools: int, moved: int) -> None:
    """``moved``: of so many recommendations the day had passed and the point gets the next one by their rule."""
    made: list[int] = []
    days = f" Срок перенесён, прежний день уже прошёл: {recommendations(moved)}." if moved else ""
    perform(
        lambda: made.append(compose(engine_of(url), _head_said(NEW), cycle, seen, schools, acted_post())),
        f"Проект составлен: {recommendations(len(seen))}.{days} Проверьте пункты и примите решение.",
        beside=NEW,
    )
    if made:
        st.session_state[CHOSEN] = made[0]


def decision_panel(files: TableFiles) -> None:
    """One decision: its items by addressee, and what can be done with it in its state."""
    every = run(decisions, Scope(cycle=current_scope().cycle))
    if every.empty:
        return
    rows = {int(row.decision_id): row for row in rows_of(every)}
    if st.session_state.get(CHOSEN) not in rows:
        row = chosen_decision()
        st.session_state[CHOSEN] = next(iter(rows)) if row is None else int(row.decision_id)
    # Said again, so that the field shows the words of now: «проект» has become «принято».
    st.session_state[CHOSEN] = st.session_state[CHOSEN]
    number_chosen = int(
        st.selectbox(
            "Решение",
            list(rows),
            format_func=lambda key: f"{rows[key].label} — {rows[key].title}",
            key=CHOSEN,
        )
    )
    row = rows[number_chosen]
    items = run(decision_items, current_scope(), decision_id=number_chosen)
    columns = [column for column in ITEMS if column.name in items]
    with panel(
        f"{row.title}: {row.label}",
        "Пункты решения: сначала общие — о большинстве школ решения, затем по адресатам. Проект можно править; "
        "принятое решение не меняется, его можно только отменить.",
        items,
        columns,
        files,
        key="items",
        views=("",),
    ):
        given = "" if row.state == DRAFT else f"; поручений: {number(int(row.assignments))}"
        st.caption(
            f"{plain(row.body_name)}. Отбор, по которому составлено: {schools_of(int(row.schools))}; пунктов: "
            f"{number(len(items))}{given}. Номера — как в документе: первый пункт там — принять "
            f"информацию к сведению, последний — о контроле{_controlled(row)}."
        )
        if row.state == DRAFT and items["passed"].any():
            named = ", ".join(items.loc[items["passed"], "number"])
            st.warning(
                f"Срок раньше даты решения ({day(row.date)}) в пунктах: {named}. Назначьте его заново — «Править "
                "пункт»: с таким сроком решение не принять.",
                icon=":material/event_busy:",
            )
        if items.empty:
            nothing_here("В проекте не осталось пунктов: добавьте пункт вручную или отмените проект.")
        else:
            data_table(items, columns, key="items", alt="Пункты решения", wrap=True)
        if for_council(current_scope()):
            return
        said_of_the_act()
        if row.state == DRAFT:
            _draft_acts(row, items)
        elif row.state == ADOPTED:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.page_link(
                    EXECUTION.file,
                    label="Поручения этого решения",
                    icon=EXECUTION.icon,
                    query_params={GIVEN: name_of_decision(row)},
                )
                _annul_button(row, "Отменить решение")


def _controlled(row: Any) -> str:
    return f": {plain(row.control_post)}" if row.control_post else ""


def _draft_acts(row: Any, items: pd.DataFrame) -> None:
    url, key, seen = current_view().source.url, int(row.decision_id), int(row.revision)
    with st.container(horizontal=True):
        with st.popover(
            "Принять решение", type="primary", icon=":material/gavel:", key=ADOPT, on_change="rerun"
        ) as form:
            if form.open:
                with acting_form(ADOPT):
                    _adopt_form(url, row, len(items))
        with st.popover("Реквизиты", icon=":material/edit:", key=HEAD, on_change="rerun") as form:
            if form.open:
                field = f"head_{key}_{seen}"
                with acting_form(HEAD), _head_fields(field, _head_of(row)):
                    st.button(
                        "Записать реквизиты", key="edit_head", on_click=lambda: _write_head(url, key, seen, field)
                    )
        with st.popover("Править пункт", icon=":material/edit_note:", key=ITEM, on_change="rerun") as form:
            if form.open and not items.empty:
                with acting_form(ITEM):
                    _edit_form(url, key, seen, items)
        with st.popover("Добавить пункт", icon=":material/add:", key=ADD, on_change="rerun") as form:
            if form.open:
                field = f"{NEW_ITEM}_{key}_{seen}"
                with acting_form(ADD), _item_fields(field, None):
                    st.button(
                        "Добавить",
                        key="add_item",
                        type="primary",
                        on_click=lambda: perform(
                            lambda: add_item(engine_of(url), key, seen, _item_said(field), acted_post()),
                            "Пункт добавлен.",
                            ADD,
                        ),
                    )
        _annul_button(row, "Отменить проект")


def _head_of(row: Any) -> Head:
    return Head(row.date, row.title, row.body_name, row.number, row.control_post)


def _adopt_form(url: str, row: Any, items: int) -> None:
    key, seen = int(row.decision_id), int(row.revision)
    field = f"adopt_number_{key}_{seen}"
    st.markdown(
        f"Решение от {day(row.date)} станет неизменяемым, по нему появятся поручения на странице «Исполнение». "
        f"Пунктов: {number(items)}."
    )
    if row.date > date.today():
        st.warning(
            f"День решения, {day(row.date)}, ещё не наступил. Если заседания не было, примите решение после него: "
            "поручения будут даны сразу, а пункты больше не изменить.",
            icon=":material/event_upcoming:",
        )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input("Номер решения", row.number or "", key=field, width=170, placeholder="например: 7")
        st.button(
            "Да, принять",
            type="primary",
            key="adopt",
            on_click=lambda: perform(
                lambda: adopt(engine_of(url), key, seen, acted_post(), number=st.session_state[field]),
                "Решение принято, поручения даны: они на странице «Исполнение». Теперь можно собрать комплект.",
                ADOPT,
            ),
        )


def _write_head(url: str, key: int, seen: int, field: str) -> None:
    perform(lambda: edit_head(engine_of(url), key, seen, _head_said(field), acted_post()), "Реквизиты записаны.", HEAD)


def _edit_form(url: str, key: int, seen: int, items: pd.DataFrame) -> None:
    rows = {int(row.position): row for row in rows_of(items)}
    position = int(
        st.selectbox(
            "Пункт",
            list(rows),
            format_func=lambda at: f"{rows[at].number}. {rows[at].text[:60]}",
            key=f"item_{key}_{seen}",
        )
    )
    field = f"item_{key}_{seen}_{position}"
    with _item_fields(field, rows[position]):
        st.button(
            "Записать пункт",
            key="edit_item",
            type="primary",
            on_click=lambda: perform(
                lambda: edit_item(engine_of(url), key, seen, position, _item_said(field), acted_post()),
                f"Пункт {rows[position].number} записан.",
                ITEM,
            ),
        )
        st.button(
            "Убрать пункт",
            key="remove_item",
            icon=":material/delete:",
            on_click=lambda: perform(
                lambda: remove_item(engine_of(url), key, seen, position, acted_post()),
                f"Пункт {rows[position].number} убран, его рекомендации свободны для другого решения.",
                ITEM,
            ),
        )


def _item_fields(key: str, row: Any) -> DeltaGenerator:
    """Fields of an item as it is now, None: of a new one; the row that ends with its day, for a button beside it."""
    addressees = list(dict.fromkeys([*([row.addressee] if row is not None else []), *ADDRESSEES]))
    st.selectbox("Кому (должность)", addressees, key=f"{key}_addressee", accept_new_options=True)
    st.text_area("Что сделать", "" if row is None else row.text, key=f"{key}_text")
    st.text_input(
        "Чем подтвердить",
        "" if row is None else row.evidence or "",
        key=f"{key}_evidence",
        placeholder="можно не писать",
    )
    st.checkbox("Общий пункт: встанет первым", value=False if row is None else bool(row.common), key=f"{key}_common")
    kinds = list(DEADLINE_KINDS)
    kind = st.selectbox(
        "Вид срока", kinds, index=0 if row is None else kinds.index(row.deadline_kind), key=f"{key}_kind"
    )
    last = st.container(horizontal=True, vertical_alignment="bottom")
    if kind in WITH_A_DAY:
        known = None if row is None or pd.isna(row.deadline) else row.deadline
        last.date_input("Срок", known, format="DD.MM.YYYY", key=f"{key}_deadline", width=150)
    elif kind == PERMANENT:
        chosen = row.control_period if row is not None and row.control_period in CONTROL_PERIODS else CONTROL_PERIODS[1]
        last.selectbox(
            "Период контроля",
            CONTROL_PERIODS,
            index=CONTROL_PERIODS.index(chosen),
            key=f"{key}_period",
            width=170,
        )
    return last


def _item_said(key: str) -> Item:
    said = st.session_state
    kind = said[f"{key}_kind"]
    return Item(
        said[f"{key}_addressee"] or "",
        said[f"{key}_text"],
        Deadline(kind, said.get(f"{key}_deadline"), said.get(f"{key}_period")),
        said[f"{key}_evidence"],
        common=said[f"{key}_common"],
    )


def _annul_button(row: Any, words: str) -> None:
    url, key, seen = current_view().source.url, int(row.decision_id), int(row.revision)
    with st.popover(words, icon=":material/block:", key=ANNUL, on_change="rerun") as form:
        if not form.open:
            return
        with acting_form(ANNUL):
            st.markdown(
                "Запись останется в истории, неисполненные поручения станут отменёнными, рекомендации освободятся."
            )
            st.text_input("Причина", key="annul_reason", placeholder="например: ошибка в дате")
            st.button(
                f"Да, {words[0].lower()}{words[1:]}",
                key="annul",
                on_click=lambda: perform(
                    lambda: annul(engine_of(url), key, seen, st.session_state["annul_reason"], acted_post()),
                    "Отменено.",
                    ANNUL,
                ),
            )
