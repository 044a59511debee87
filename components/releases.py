"""Findings about personal data that are none: the operator releases them, with a reason, and the journal shows it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from components.downloads import TableFiles
from components.panels import TABLE, panel
from components.source import own_engine
from data.checks.privacy import Suspicion, releasable
from data.database import reading
from data.findings import Finding
from data.personal_data import RULES
from data.releases import (
    WHOLE_COLUMN,
    Release,
    ReleaseRefusedError,
    add_releases,
    read_releases,
    withdraw_release,
)
from methodology.words import NBSP, counted
from queries.columns import RELEASES


def release_form(findings: Sequence[Finding]) -> str | None:
    """Release some of what was found as a false alarm; what to say once it is done, None as long as it isn't."""
    choices = {f"{number}. {_words(each)}": each for number, each in enumerate(releasable(findings), start=1)}
    if not choices:
        return None
    with (
        st.expander("Это не персональные данные? Снять замечание", icon=":material/verified_user:"),
        st.form("release", border=False),
    ):
        st.markdown(
            "Снимайте только ложные замечания: фамилия в названии улицы, номер, похожий на телефон. Настоящие "
            "персональные данные уберите из книги. Причина и должность остаются в журнале, само значение — нет."
        )
        chosen = st.multiselect("Замечания", list(choices), key="release_findings", placeholder="Выберите из списка")
        whole = st.checkbox("Снять все такие замечания в столбце", key="release_whole")
        reason = st.text_input("Причина", key="release_reason", placeholder="например: название улицы")
        author_post = st.text_input("Ваша должность", key="release_post", placeholder="например: методист")
        if not st.form_submit_button("Снять замечание", icon=":material/check:"):
            return None
        if not chosen:
            st.error("Выберите замечание.", icon=":material/error:")
            return None
        places = [choices[label] for label in chosen]
        try:
            numbers = add_releases(
                own_engine(),
                [(each.sheet, each.column, each.rule, WHOLE_COLUMN if whole else each.digest) for each in places],
                reason,
                author_post,
            )
        except ReleaseRefusedError as refusal:
            st.error(str(refusal), icon=":material/error:")
            return None
    return f"Снято: {counted(len(numbers), 'замечание', 'замечания', 'замечаний')}. Книга проверена снова."


def _words(suspicion: Suspicion) -> str:
    place = suspicion.place() or suspicion.column or ""
    shown = f": {suspicion.value}" if suspicion.value else ""
    return f"{place} — {RULES[suspicion.rule]}{shown}"


def releases_section(files: TableFiles) -> None:
    """The journal of what was released; a release that was a mistake is taken back."""
    with reading(own_engine()) as connection:
        given = read_releases(connection)
    if not given:
        return
    with panel(
        "Снятые замечания о персональных данных",
        "Что оператор признал не персональными данными. Значение не хранится, только его отпечаток: при следующей "
        "загрузке то же значение в том же столбце замечания не вызовет.",
        releases_frame(given),
        RELEASES,
        files,
        key="releases",
        views=(TABLE,),
        wrap=True,
    ):
        in_force = {f"№{NBSP}{each.release_id} — {_place(each)}": each for each in given if not each.withdrawn_at}
        if not in_force:
            return
        with st.popover("Вернуть замечание", icon=":material/undo:"):
            chosen = st.selectbox("Снятое замечание", list(in_force), key=f"withdrawn_{len(in_force)}")
            if st.button("Да, искать снова", key="withdraw", type="primary") and chosen:
                withdraw_release(own_engine(), in_force[chosen].release_id)
                st.rerun()


def releases_frame(given: Sequence[Release]) -> pd.DataFrame:
    """One row is one release, the latest first, in words."""
    return pd.DataFrame(
        {
            "release_id": each.release_id,
            "released_at": each.released_at,
            "sheet": each.sheet or "книга в целом",
            "column": each.column,
            "rule_words": RULES[each.rule],
            "extent_words": "весь столбец" if each.digest == WHOLE_COLUMN else "одно значение",
            "reason": each.reason,
            "author_post": each.author_post,
            "state_words": f"возвращено {each.withdrawn_at:%d.%m.%Y}" if each.withdrawn_at else "снято",
        }
        for each in given
    )


def _place(release: Release) -> str:
    sheet = f"лист «{release.sheet}», " if release.sheet else ""
    return f"{sheet}столбец «{release.column}», {RULES[release.rule]}"
