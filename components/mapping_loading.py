"""What a table comes to: what is still to be decided, what the checks say, what would change; then it is loaded."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import PurePath

import pandas as pd
import streamlit as st

from components.downloads import TableFiles
from components.findings import findings_frame, findings_panel
from components.loaded import Loaded, rows_by_sheet, rows_in_words, said_of_the_load
from components.mapping_state import OwnTable, correct, forget, remembered
from components.panels import TABLE, panel
from components.releases import release_form
from components.sitting import acted_post, post_wanted, sitting_post
from components.source import own_engine
from components.text import plain
from data.acting import ActRefusedError, checked_post
from data.checking import CheckedWorkbook, check_book
from data.database import reading
from data.known import read_known
from data.loading import SheetChange, foresee_changes
from data.mapping.draft import settle
from data.mapping.guesses import open_guesses
from data.mapping.loading import load_by_mapping
from data.mapping.proposal import quote, speaks_of_applications
from data.mapping.rows import Settled, Yield, make, missing_decisions
from data.mapping.vocabulary import ASSESSMENTS
from data.sheets import MUNICIPALITIES, SCHOOLS
from methodology.words import counted, municipalities, number, schools
from queries.columns import CHANGES

SAID = "_own_table_said"
MOST_GUESSES = 12
MOST_LEFT = 3
"""Columns that aren't loaded, named at most: all of them stand with their reasons under the table of columns."""


@dataclass(frozen=True)
class Ready:
    """What the table comes to: the book and what the checks say about it."""

    made: Yield
    checked: CheckedWorkbook
    changes: tuple[SheetChange, ...]


def loading_panel(table: OwnTable, files: TableFiles) -> None:
    """What comes of it, what the checks say, what would change; the name to keep the mapping by; load."""
    if table.target is None:
        return
    if not table.proposed.when.cycle:
        st.info("Осталось решить: какой это учебный год.", icon=":material/info:")
        return
    settled = settle(table.proposed, table.corrections)
    missing = missing_decisions(table.proposed.structure, settled, table.names)
    guesses = open_guesses(table.proposed, table.corrections)
    if missing or guesses:
        with st.container(border=True, key="own_missing_panel"):
            st.markdown("## 6. Проверка и загрузка")
            if missing:
                st.info(f"Осталось решить: {plain('; '.join(missing))}.", icon=":material/info:")
            if guesses:
                _agree(table, guesses)
        return
    ready = remembered("ready", f"{table.key}{table.corrections}", lambda: _ready(table, settled))
    errors = sum(finding.severity == "error" for finding in ready.checked.findings)
    with st.container(border=True, key="own_loading_panel"):
        st.markdown("## 6. Проверка и загрузка")
        made = ready.made
        new = sum(change.added + change.changed + change.removed for change in ready.changes)
        brought = "Будет загружено: " + _brought(ready, settled) if new else _rows(ready, settled)
        st.markdown(
            f"**{plain(brought)}.** В таблице {municipalities(made.municipalities)}, {schools(made.schools)}"
            + _sums(table, ready)
        )
        _left_out(table)
        if errors:
            st.error(
                f"{counted(errors, 'ошибка', 'ошибки', 'ошибок')}: ничего не загружено. Строки в протоколе — строки "
                "вашей таблицы.",
                icon=":material/error:",
            )
        elif said := _said_of(table):
            said_of_the_load(said)
        elif not new:
            st.info("Всё, что есть в таблице, уже загружено: загрузка ничего не изменит.", icon=":material/info:")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            name = st.text_input(
                "Сохранить сопоставление под именем", table.kept.name if table.kept else _name(table),
                key=f"own_name_{table.key}", width=420, max_chars=100,
            ).strip()  # fmt: skip
            sitting_post()
            disabled = bool(errors) or not new or not name
            pressed = st.button("Загрузить", type="primary", icon=":material/upload:", disabled=disabled)
        if not disabled:
            post_wanted("загрузить")
        if pressed:
            _load(table, settled, ready, name)
    if new:
        frame = pd.DataFrame([asdict(change) for change in ready.changes])
        definition = "Строки листов против того, что действует сейчас."
        with panel("Что изменится", definition, frame, CHANGES, files, key="own_changes", views=(TABLE,)):
            pass
    if ready.checked.findings:
        frame = findings_frame([asdict(finding) for finding in ready.checked.findings])
        findings_panel(frame, "Протокол проверки", files, key="own_found")
        if released := release_form(ready.checked.findings):
            forget("ready")
            st.toast(released, icon=":material/check_circle:")
            st.rerun()


def _sums(table: OwnTable, ready: Ready) -> str:
    """«; сумма по строкам: участников — 2 355.» and what such a sum is not."""
    assert table.target is not None
    sums = {name: total for name, total in ready.made.sums.items() if total}
    if not sums:
        return "."
    words = "; ".join(f"{table.target.column(name).heading.lower()} — {number(sums[name])}" for name in sums)
    aside = ""
    meanings = [one.meaning for one in table.proposed.columns]
    subjects = {tuple(one.part.items()) for one in meanings if one.part}
    several = len(subjects) > 1 or any(one.field == "subject" for one in meanings)
    if table.target.name == ASSESSMENTS and several:
        aside = " Это не число людей: кто сдавал несколько предметов, посчитан в каждом."
    if speaks_of_applications(table.proposed.structure):
        aside += " В таблице — подавшие заявление: они запишутся как участники, пока не загружены итоги."
    return f"; сумма по строкам: {words}.{aside}"


def _left_out(table: OwnTable) -> None:
    """Which columns don't come with the load: whoever presses the button must know without opening anything."""
    left = [f"{one.head.letters} «{quote(one.head.title)}»" for one in table.proposed.columns if not one.meaning.field]
    if left:
        columns = counted(len(left), "столбец", "столбца", "столбцов")
        others = f" и ещё {number(len(left) - MOST_LEFT)}" if len(left) > MOST_LEFT else ""
        named = plain(", ".join(left[:MOST_LEFT]))
        st.markdown(f"Не войдёт в базу: {columns} — {named}{others}. Почему, сказано в разделе 3.")


def _agree(table: OwnTable, guesses: list[str]) -> None:
    """Ask whether what the program only guessed is right; what isn't is corrected in the panels above."""
    lines = [f"- {plain(guess)}" for guess in guesses[:MOST_GUESSES]]
    if len(guesses) > MOST_GUESSES:
        lines.append(f"- и ещё {len(guesses) - MOST_GUESSES}, со знаком «?» выше")
    st.markdown(
        "**Программа не уверена. Проверьте отмеченное знаком «?»; что неверно, поправьте выше:**\n\n" + "\n".join(lines)
    )
    if st.button(f"Проверено, всё верно ({len(guesses)})", icon=":material/check:", key=f"own_agree_{table.key}"):
        correct(table, replace(table.corrections, agreed=table.corrections.agreed | set(guesses)))


def _rows(ready: Ready, settled: Settled) -> str:
    return f"{counted(ready.made.rows, 'строка', 'строки', 'строк')} листа «{settled.target.name}»"


def _brought(ready: Ready, settled: Settled) -> str:
    """«325 строк листа «Процедуры», новых муниципалитетов 6, новых школ 42 — всего 373 строки: новых 373»."""
    made, target = ready.made, settled.target
    words = [_rows(ready, settled)]
    genitive = {MUNICIPALITIES.name: "муниципалитетов", SCHOOLS.name: "школ"}
    again = []
    for sheet, (new, as_known) in made.described.items():
        if new:
            words.append(f"новых {genitive[sheet]} {number(new)}")
        if as_known and sheet != target.name:
            again.append((schools if sheet == SCHOOLS.name else municipalities)(as_known))
    if again:
        words.append(f"описаний, повторённых из базы, {' и '.join(again)}")
    return f"{', '.join(words)} — всего {rows_in_words(ready.changes)}"


def _said_of(table: OwnTable) -> Loaded | None:
    """What is said after a load, while the reader stays on the sheet that was loaded."""
    place, loaded = st.session_state.get(SAID, ("", None))
    return loaded if place == f"{table.uploaded.file_id}_{table.sheet.name}" else None


def _name(table: OwnTable) -> str:
    kind = next((one.value for one in table.proposed.constants if one.column.name == "kind" and one.value), "")
    target = table.target.name if table.target else ""
    return f"{kind} по школам" if kind else f"{target}: {PurePath(table.uploaded.name).stem}"[:100]


def _ready(table: OwnTable, settled: Settled) -> Ready:
    with st.spinner("Проверяем…"), reading(own_engine()) as connection:
        made = make(table.proposed.structure, settled, table.names)
        found = (*table.found, *made.findings)
        checked = check_book(made.workbook, read_known(connection), date.today(), found)
        changes = foresee_changes(connection, checked.workbook) if checked.workbook is not None else ()
    return Ready(made, checked, changes)


def _load(table: OwnTable, settled: Settled, ready: Ready, name: str) -> None:
    assert ready.checked.workbook is not None
    try:
        post = checked_post(acted_post())
    except ActRefusedError as refusal:
        st.error(str(refusal), icon=":material/error:")
        return
    with st.spinner("Загружаем…"):
        result, version = load_by_mapping(
            own_engine(),
            ready.checked.workbook,
            settled,
            name,
            file_name=table.uploaded.name,
            sheet=table.sheet.name,
            content=table.uploaded.getvalue(),
            findings=ready.checked.findings,
            post=post,
        )
    if result.load_id is None:
        words, short = "Таблица уже загружена: ничего не изменилось.", "Ничего не изменилось: таблица уже загружена"
    else:
        brought = plain(_brought(replace(ready, changes=result.changes), settled))
        words = (
            f"Загрузка №\u00a0{result.load_id}, лист «{plain(table.sheet.name)}», записана. {brought}. Сопоставление "
            f"«{plain(name)}», версия {version}, сохранено: его предложат следующему файлу. Отменить загрузку можно на "
            "странице «Загрузка данных»."
        )
        short = f"Загрузка №\u00a0{result.load_id} записана"
    st.session_state[SAID] = (
        f"{table.uploaded.file_id}_{table.sheet.name}",
        Loaded(words, rows_by_sheet(result.changes), settled.cycle),
    )
    # The panels above become shorter, so the answer in its panel may be out of sight.
    st.toast(short, icon=":material/check_circle:")
    forget("names", "draft", "ready", "kept", "fitting")
    st.rerun()
