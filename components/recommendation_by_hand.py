"""A recommendation that no rule gave: whom it is about, what, who carries it out, by when, how it is confirmed."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import get_args

import streamlit as st

from components.cached import run
from components.recommendation_acts import TO_COLLEGIUM, acted
from components.recommendation_change import deadline_fields, deadline_said
from components.sitting import acted_post, acting_form, succeeded
from components.source import engine_of
from components.view import current_scope, current_view
from data.recommendation_acts import write_by_hand
from methodology.recommendations import Addressee
from queries.dictionaries import schools_of

PLACE, SCHOOL, TEXT, TO, EVIDENCE = "hand_place", "hand_school", "hand_text", "hand_addressee", "hand_evidence"
DEADLINE = ("hand_kind", "hand_day", "hand_period")
FORM, WHOLE = "hand", "муниципалитет в целом"


def by_hand_form() -> None:
    """A menu with the form; whoever reads for the council or looks at an earlier state of the data has none."""
    scope = current_scope()
    if scope.showing == "council" or scope.as_of is not None or scope.cycle is None:
        return
    with st.popover(
        "Написать рекомендацию", icon=":material/edit_note:", key="hand_popover", on_change="rerun"
    ) as form:
        if form.open:
            with acting_form(FORM, beside=FORM):
                _form()


def _form() -> None:
    st.caption(
        "Для того, чего программа не предложила. Написанное сразу считается принятым, в таблице помечено «написано "
        "вручную» и войдёт в проект решения. Людей называйте по должности."
    )
    place, school = _whom()
    st.text_area("Что рекомендовано", key=TEXT, persist_state="session", placeholder="Что сделать, одним-двумя фразами")
    st.selectbox(
        "Адресат (должность)",
        get_args(Addressee),
        index=None,
        key=TO,
        persist_state="session",
        accept_new_options=True,
        placeholder="Кто исполняет",
    )
    deadline_fields(DEADLINE, "К какому сроку")
    st.text_input(
        "Чем подтвердить (можно не писать)",
        key=EVIDENCE,
        persist_state="session",
        placeholder="например: протокол педсовета",
    )
    view = current_view()
    st.button(
        "Записать рекомендацию",
        type="primary",
        disabled=place is None,
        key="hand_write",
        on_click=partial(_write, view.source.url, view.scope.cycle or "", place or "", school),
    )


def _whom() -> tuple[str | None, str]:
    """Municipality and school (empty: none) that it is about: what is selected, else what is asked for."""
    scope, labels = current_scope(), current_view().labels
    if scope.school is not None:
        return scope.school.municipality_id, scope.school.school_id
    ids = {labels[code]: code for code in scope.municipalities or labels if code in labels}
    chosen = next(iter(ids)) if len(ids) == 1 else None
    if chosen is None:
        chosen = st.selectbox(
            "Муниципалитет", list(ids), index=None, key=PLACE, persist_state="session", placeholder="О ком рекомендация"
        )
    if chosen is None:
        return None, ""
    place = ids[chosen]
    schools = run(schools_of, scope, municipality_id=place)
    codes = {WHOLE: "", **dict(zip(schools["label"], schools["school_id"], strict=True))}
    school = st.selectbox("Школа", list(codes), key=f"{SCHOOL}_{place}", persist_state="session")
    return place, codes[school]


def _write(url: str, cycle: str, place: str, school: str) -> None:
    said, at = st.session_state, datetime.now()
    made: list[int] = []
    words = "Рекомендация записана и принята"
    done = succeeded(
        lambda: made.append(
            write_by_hand(
                engine_of(url),
                (cycle, place, school),
                said.get(TEXT) or "",
                said.get(TO) or "",
                deadline_said(DEADLINE),
                acted_post(),
                said.get(EVIDENCE),
                at,
            )
        ),
        f"{words}.",
        FORM,
    )
    if done:
        acted(words, TO_COLLEGIUM, made, at)
        for key in (TEXT, TO, EVIDENCE, *DEADLINE):
            said.pop(key, None)
        said["hand_popover"] = False
