"""Changing the methodology and comparing its versions: draft, what it would change, saving, two side by side."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from components.cached import run
from components.downloads import TableFiles
from components.rules_changed import changed_results, changed_rules
from components.rules_draft import (
    begin_anew,
    carried,
    carry_over,
    draft_waits,
    edited_draft,
    generation,
    let_wait,
    version_of_draft,
)
from components.sitting import acted_post, said_of_the_act, sitting_post, succeeded
from components.source import engine_of
from components.text import plain
from components.view import current_scope, current_view
from data.database import reading
from data.methodology_acts import newer_package, next_cycle, package_with_changes, save_version, take_package
from data.methodology_versions import read_methodology_version
from methodology.catalogue import Methodology
from methodology.edits import Draft, DraftError, checked, draft_text, leading_to, rebased
from methodology.words import NBSP, day
from queries.change_words import conflict_words
from queries.dictionaries import cycles
from queries.frames import rows_of
from queries.loads import methodology_versions
from queries.scope import Scope
from queries.two_rules import PACKAGE

VIEW, REASON, CYCLE = "rules_view", "rules_reason", "rules_from"
SHOWN, EDIT, COMPARE = "Что действует", "Изменить", "Сравнить версии"


def chosen_rules_view() -> str:
    """Which part of the page is shown: the rules, the forms, or the comparison; only rules are for the council."""
    said_of_the_act()
    if current_scope().showing == "council":
        st.caption("В режиме «для совета и публикации» методика только показывается. Менять её можно в рабочем режиме.")
        return SHOWN
    chosen = (
        st.segmented_control(
            "Раздел страницы",
            (SHOWN, EDIT, COMPARE),
            default=SHOWN,
            required=True,
            key=VIEW,
            bind="query-params",
            label_visibility="collapsed",
        )
        or SHOWN
    )
    if chosen != EDIT and draft_waits():
        st.info(f"Есть несохранённый черновик методики. Он ждёт в разделе «{EDIT}».", icon=":material/edit_note:")
    return chosen


def edit_section(files: TableFiles) -> None:
    """Tables to change the latest version in; what that would change; saving it as a new version."""
    versions = run(methodology_versions, Scope())
    latest = int(versions["version"].max())
    version = version_of_draft(latest)
    with reading(engine_of(current_view().source.url)) as connection:
        rules = read_methodology_version(connection, version)
        newest = read_methodology_version(connection, latest)
        newer = newer_package(connection) is not None
    if newer:
        _package_offer(latest, files)
    with st.container(border=True, key="rules_edit_panel"):
        st.markdown("## Изменить методику")
        st.caption(
            "Изменения остаются черновиком, пока не сохранены. Прежние версии и то, что по ним определено, не "
            "меняются. Черновик ждёт, пока открыта эта вкладка браузера: можно открыть другую страницу и вернуться. "
            "Если вкладку закрыть или обновить, он пропадёт."
        )
        if version < latest:
            st.warning(
                f"Методику тем временем изменили: есть версия №{NBSP}{latest}. Ваш черновик цел; что с ним сделать, "
                "выберите под таблицами.",
                icon=":material/group:",
            )
        base = _base(versions, version)
        draft = _draft(rules, version, base)
        let_wait(version, changed=draft != ())
    if version < latest:
        if draft == ():
            st.rerun()
        _overtaken(rules, newest, version, latest, draft)
        return
    with st.container(border=True, key="rules_draft_panel"):
        st.markdown("## Что изменится")
        if draft == ():
            st.caption("Пока ничего не изменено. Поправьте значение в таблице выше — последствия появятся здесь.")
            return
        st.button("Отменить все изменения", icon=":material/undo:", key="rules_anew", on_click=begin_anew)
        if draft is None or not _fits(rules, draft):
            return
        scope = Scope(methodology=version)
        asked = {"draft": draft_text(draft)}
        over = f"по версии №{NBSP}{base}"
        narrowed = [("черновик методики", over if base == version else f"{over} вместо версии №{NBSP}{version}")]
        changed_rules(scope, asked, files, narrowed, "draft_rules")
        cycle = _cycle("draft_cycle")
        if cycle is not None:
            changed_results(Scope(cycle=cycle, methodology=version), asked, files, narrowed, "draft")
    _save_form(
        lambda *said: save_version(_engine(), version, draft, *said),
        "Сохранить новую версию",
        version + 1,
        "rules_save",
    )


def _base(versions: pd.DataFrame, version: int) -> int:
    """The version whose rules the draft begins with: the latest one, or an earlier one to go back to."""
    if carried(version) is not None:
        st.info(
            f"Здесь ваш черновик, перенесённый на версию №{NBSP}{version}. Проверьте его и сохраните.",
            icon=":material/move_down:",
        )
        return version
    labels = _labels(versions[versions["version"] <= version])
    if len(labels) == 1:
        return version
    base = st.selectbox(
        "Взять за основу",
        [*labels],
        format_func=labels.__getitem__,
        key=f"rules_base_{version}_{generation()}",
        persist_state="session",
        filter_mode=None,
        width=460,
        help="Чтобы вернуться к прежним правилам, выберите их версию: всё, чем она отличается от последней, войдёт в "
        "черновик. Сохранится она новой версией, с датой и причиной; история остаётся.",
    )
    if base != version:
        st.caption(
            f"За основу взята версия №{NBSP}{base}: в черновике уже всё, чем она отличается от версии "
            f"№{NBSP}{version}. Правила, которые с тех пор принесло обновление программы, остаются."
        )
    return int(base)


def _draft(rules: Methodology, version: int, base: int) -> Draft | None:
    """What leads from the latest rules to those of the tables; None: these can't be, which is said."""
    moved = carried(version)
    if moved is not None:
        begun = checked(rules, moved)
        edited = edited_draft(begun, version, "carried")
        return leading_to(rules, checked(begun, edited)) if _fits(begun, edited) else None
    if base == version:
        return edited_draft(rules, version, base)
    with reading(_engine()) as connection:
        earlier = read_methodology_version(connection, base)
    edited = edited_draft(earlier, version, base)
    return leading_to(rules, checked(earlier, edited)) if _fits(earlier, edited) else None


def _overtaken(rules: Methodology, newest: Methodology, version: int, latest: int, draft: Draft | None) -> None:
    """A later version was saved while a draft waited: what both change, and what to do with the draft.

    ``draft``: None: it can't be, which is said above.
    """
    with st.container(border=True, key="rules_overtaken_panel"):
        st.markdown(f"## Методику тем временем изменили: версия №{NBSP}{latest}")
        st.caption(
            f"Ваш черновик цел: он остался над версией №{NBSP}{version}. Сохранить его можно, перенеся на версию "
            f"№{NBSP}{latest}; всё, что в ней изменили другие, останется, кроме изменённого и вами."
        )
        fits = draft is not None and _fits(rules, draft)
        if draft is not None and fits:
            both = [plain(words) for words in conflict_words(draft, rules, checked(rules, draft), newest, latest)]
            if both:
                st.warning("\n".join(["Изменено и там, и у вас:\n", *(f"- {words}" for words in both)]))
            else:
                st.caption("Одно и то же поле по-разному не меняли.")
        with st.container(horizontal=True):
            carry = st.button(
                f"Перенести черновик на версию №{NBSP}{latest}",
                type="primary",
                icon=":material/move_down:",
                disabled=not fits,
                key="rules_carry",
            )
            st.button("Отказаться от черновика", icon=":material/undo:", key="rules_anew", on_click=begin_anew)
        if carry and draft is not None:
            moved = rebased(newest, draft)
            if _fits(newest, moved):
                carry_over(latest, moved)
                st.rerun()


def _fits(rules: Methodology, draft: Draft) -> bool:
    try:
        checked(rules, draft)
    except DraftError as error:
        for words in error.said:
            st.error(plain(words), icon=":material/error:")
        return False
    return True


def _engine() -> Any:
    return engine_of(current_view().source.url)


def _save_form(save: Any, words: str, number: int, key: str) -> None:
    """Reason, cycle and position, and the button that saves; ``number``: of the version to be."""
    latest = _cycles()[0] if _cycles() else None
    reason = f"{key}_{REASON}_{generation()}"
    with st.container(border=True, key=f"{key}_panel"):
        st.markdown(f"## {words}")
        st.text_area(
            "Почему меняется методика",
            key=reason,
            persist_state="session",
            placeholder="например: решение коллегии от 20.10.2025, протокол № 7",
        )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            begins = st.selectbox(
                "Действует с цикла",
                [latest, next_cycle(latest)] if latest else [_coming()],
                key=f"{key}_{CYCLE}",
                persist_state="session",
                filter_mode=None,
                width=220,
                help="Прошлые циклы по-прежнему судит их методика; по новой версии их можно посмотреть в сравнении.",
            )
            sitting_post()
        # Not by a callback: a cell that is still being typed into comes with the press itself.
        if st.button(words, type="primary", icon=":material/save:", key=key):
            with st.spinner("Определяем группы и рекомендации по новой версии…"):
                done = succeeded(
                    lambda: save(st.session_state[reason] or "", begins, acted_post()),
                    f"Сохранена новая версия методики — №{NBSP}{number}, действует с цикла {begins}. Правила — в "
                    f"разделе «{SHOWN}», отличия от прежней версии — в разделе «{COMPARE}».",
                )
            if done:
                begin_anew()
                st.rerun()
        said_of_the_act()


def _package_offer(version: int, files: TableFiles) -> None:
    """A program brought rules that are newer than those the department's own go back to."""
    with st.expander(
        "Программа обновилась: есть новые правила поставки", icon=":material/new_releases:", key="package"
    ):
        st.caption(
            "Сами по себе они не действуют: у управления есть своя версия. Ниже — чем новые правила с вашими "
            "изменениями отличаются от нынешней версии."
        )
        try:
            with reading(_engine()) as connection:
                package_with_changes(connection)
        except DraftError as error:
            st.error(plain(str(error)), icon=":material/error:")
            return
        asked = {"other": PACKAGE}
        narrowed = [("сравнение", f"версия №{NBSP}{version} и новые правила поставки")]
        scope = Scope(methodology=version)
        if not changed_rules(scope, asked, files, narrowed, "package_rules"):
            st.caption("Отличий нет: меняется только отметка о поставке.")
        if (cycle := _cycle("package_cycle")) is not None:
            changed_results(Scope(cycle=cycle, methodology=version), asked, files, narrowed, "package")
        # The rules of the package are kept as a version of their own, before those with the department's changes.
        _save_form(
            lambda *said: take_package(_engine(), version, *said), "Взять новые правила", version + 2, "package_save"
        )


def compare_section(files: TableFiles) -> None:
    """Two versions: what differs in the rules, and how a cycle looks by both."""
    labels = _labels(run(methodology_versions, Scope()))
    with st.container(border=True, key="rules_compare_panel"):
        st.markdown("## Сравнить версии")
        if len(labels) < 2:
            st.caption("Версия пока одна. Когда появится вторая, здесь будет видно, чем они отличаются.")
            return
        with st.container(horizontal=True):
            old = st.selectbox("Прежняя версия", [*labels], index=1, format_func=labels.__getitem__, key="rules_old")
            new = st.selectbox("Новая версия", [*labels], index=0, format_func=labels.__getitem__, key="rules_new")
            cycle = _cycle("compare_cycle")
        st.caption(
            "Прошлый цикл судит та версия, которая действовала тогда. Здесь он посчитан и по другой, рядом: решения и "
            "документы от этого не меняются."
        )
        asked, narrowed = {"other": new}, [("сравнение версий методики", f"№{NBSP}{old} и №{NBSP}{new}")]
        if not changed_rules(Scope(methodology=old), asked, files, narrowed, "compare_rules"):
            st.caption("Правила этих версий одинаковы.")
        elif cycle is not None:
            changed_results(Scope(cycle=cycle, methodology=old), asked, files, narrowed, "compare")


def _labels(versions: pd.DataFrame) -> dict[int, str]:
    """Version → «№ 2, 23.11.2026, начальник отдела», the latest first."""
    return {int(row.version): f"№{NBSP}{row.version}, {_day(row.created_at)}, {row.author_post}" for row in
            rows_of(versions)}  # fmt: skip


def _day(at: Any) -> str:
    return day(pd.Timestamp(at).date())


def _cycles() -> list[str]:
    """Cycles with data, the latest first."""
    return sorted(run(cycles, Scope())["cycle"], reverse=True)


def _cycle(key: str) -> str | None:
    listed = _cycles()
    return st.selectbox("Цикл", listed, key=key, filter_mode=None, width=160) if listed else None


def _coming() -> str:
    """The cycle that today is in, for a database without data."""
    today = date.today()
    first = today.year if today.month >= 9 else today.year - 1
    return f"{first}/{(first + 1) % 100:02d}"
