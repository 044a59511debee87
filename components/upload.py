"""The page «Загрузка данных»: template, upload, what was found, what will change, confirm, result, history, undo."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.uploaded_file_manager import UploadedFile

from components.cached import later, run
from components.downloads import XLSX_TYPE, TableFiles
from components.findings import findings_frame, findings_panel, severities
from components.load_changes import school_changes
from components.loaded import Loaded, rows_by_sheet, rows_in_words, said_of_the_load
from components.navigation import MAPPING
from components.panels import TABLE, panel
from components.releases import release_form
from components.sitting import acted_post, post_wanted, sitting_post
from components.source import own_engine
from components.text import plain
from components.view import current_scope
from data.acting import ActRefusedError, checked_post
from data.checking import CheckedWorkbook, check_file
from data.database import reading
from data.findings import Finding, has_errors
from data.known import read_known
from data.loading import Foreseen, LoadResult, UndoRefusedError, foresee, load_workbook, undo_load
from data.reading import FILE_TYPES
from data.template import build_template
from methodology.words import counted, number
from queries.columns import CHANGES, LOADS, SHEET_CHANGES
from queries.frames import rows_of
from queries.load_changes import by_sheet, changed_values_of_load, changes_of_load
from queries.loads import findings_of_load, loads

CHECKED, SAID, UPLOADER, UNDONE = "_checked", "_said", "_uploader", "_undone"
ON_TOP = "вверху страницы"
NOT_THE_TEMPLATE = frozenset({"sheets_known", "columns_missing"})
"""Checks whose refusal may mean that the table is a department's own."""


class ReturnedFiles(Protocol):
    """What a page hands over so that a workbook can be given back with remarks."""

    @property
    def content(self) -> Callable[[bytes, str, Sequence[Finding]], bytes]:
        """Marks a workbook: its bytes, its name, what was found in it."""

    @property
    def file_name(self) -> Callable[[str], str]:
        """Names the marked workbook."""


@dataclass(frozen=True)
class Checked:
    """What the check of one uploaded file gave; kept while the file stays in the field."""

    file_id: str
    result: CheckedWorkbook
    foreseen: Foreseen | None
    schools: pd.DataFrame


@st.cache_data(show_spinner=False)
def _template() -> bytes:
    return build_template()


def post_section() -> None:
    """The position of the reader, in which books are loaded and loads are undone."""
    sitting_post()
    post_wanted("загрузить книгу или отменить загрузку")


def template_section() -> None:
    """How to begin: the template with its dropdowns, notes and an example row."""
    with st.container(border=True, key="template_panel"):
        st.markdown("## 1. Возьмите шаблон")
        st.markdown(
            "Начните с листов «Инструкция», «Муниципалитеты», «Организации», «Критерии», «Оценка_критерии»; другие — "
            "о кадрах, компетенциях, развитии, процедурах, документах и поручениях — заполняйте, если сведения есть. "
            "Списки выбора и пояснения — в ячейках. Лишние листы можно удалить; пустая ячейка — «нет данных», а не "
            "ноль."
        )
        st.download_button(
            "Скачать шаблон книги",
            data=_template,
            file_name="шаблон_книги_мониторинга.xlsx",
            mime=XLSX_TYPE,
            icon=":material/download:",
            on_click="ignore",
        )


def upload_section(files: TableFiles, returned: ReturnedFiles) -> None:
    """Upload, findings, what will change, confirm. Nothing is written before the confirmation."""
    with st.container(border=True, key="upload_panel"):
        st.markdown("## 2. Загрузите заполненную книгу")
        if said := st.session_state.pop(SAID, None):
            said_of_the_load(said)
        uploaded = st.file_uploader(
            "Книга мониторинга: Excel, ODS или CSV, до 100 МБ",
            type=[ending.lstrip(".") for ending in sorted(FILE_TYPES)],
            key=f"{UPLOADER}{st.session_state.get(UPLOADER, 0)}",
            help="Файл проверяется целиком; до подтверждения в базе ничего не меняется. Фамилии и телефоны не "
            "принимаются.",
        )
        if uploaded is None:
            st.session_state.pop(CHECKED, None)
            st.page_link(
                MAPPING.file, label=f"Своя таблица, не по шаблону, — на странице «{MAPPING.title}»", icon=MAPPING.icon
            )
            return
        checked = _checked(uploaded)
        _answer(checked, uploaded, returned)
    if checked.result.workbook is not None:
        _changes(checked, files)
    findings = checked.result.findings
    if findings:
        frame = findings_frame([asdict(finding) for finding in findings])
        findings_panel(frame, "Протокол проверки", files, key="found")
    if released := release_form(findings):
        st.session_state.pop(CHECKED)
        st.toast(released, icon=":material/check_circle:")
        st.rerun()
    if checked.foreseen is not None:
        school_changes(
            checked.schools, checked.foreseen.values, files, key="foreseen", title="Что изменится: школа за школой"
        )


def _checked(uploaded: UploadedFile) -> Checked:
    kept: Checked | None = st.session_state.get(CHECKED)
    if kept is not None and kept.file_id == uploaded.file_id:
        return kept
    bar = st.progress(0.0, "Читаем файл…")
    with tempfile.TemporaryDirectory() as folder, reading(own_engine()) as connection:
        path = Path(folder) / f"workbook{Path(uploaded.name).suffix.lower()}"
        path.write_bytes(uploaded.getbuffer())
        result = check_file(
            path,
            uploaded.name,
            read_known(connection),
            date.today(),
            progress=shown_in(bar),
        )
        foreseen = None if result.workbook is None else foresee(connection, result.workbook)
    bar.empty()
    checked = Checked(uploaded.file_id, result, foreseen, pd.DataFrame() if foreseen is None else foreseen.schools())
    st.session_state[CHECKED] = checked
    return checked


def shown_in(bar: DeltaGenerator) -> Callable[[float, str], None]:
    """What moves the bar: told the share done and what is being done."""

    def show(share: float, words: str) -> None:
        bar.progress(min(share, 1.0), words)

    return show


def _answer(checked: Checked, uploaded: UploadedFile, returned: ReturnedFiles) -> None:
    """What came of the check in a few lines: what was found, what a load would do, the button."""
    findings, file_name = checked.result.findings, uploaded.name
    counts = Counter(finding.severity for finding in findings)
    found = severities(counts)
    if has_errors(findings):
        st.error(
            f"В файле «{plain(file_name)}» {found}. Ничего не загружено: исправьте книгу по списку ниже и загрузите её "
            "снова. Проверка идёт по ступеням: после исправления могут найтись ошибки, до которых она ещё не дошла.",
            icon=":material/error:",
        )
    elif counts["warning"]:
        st.warning(
            f"Ошибок нет, {found}: загрузке они не мешают, но посмотрите их ниже.",
            icon=":material/warning:",
        )
    else:
        notes = f" {found[0].upper()}{found[1:]} — ниже." if found else ""
        st.success(f"Ошибок и предупреждений нет.{notes}", icon=":material/check_circle:")
    if any(finding.check in NOT_THE_TEMPLATE for finding in findings):
        st.markdown(
            "Если это не шаблон, а своя таблица — свод прошлых лет, выгрузка другой системы, — переносить её в шаблон "
            "не нужно: её принимает страница «Сопоставление»."
        )
        st.page_link(MAPPING.file, label=f"Открыть «{MAPPING.title}»", icon=MAPPING.icon)
    new = False
    if checked.foreseen is not None:
        changes = checked.foreseen.changes
        new = any(change.added + change.changed + change.removed for change in changes)
        if new:
            sheets = counted(len(rows_by_sheet(changes)), "лист", "листа", "листов")
            st.markdown(f"**Что изменится.** В книге {sheets}, {rows_in_words(changes)}. По листам и по школам — ниже.")
        else:
            st.info("Всё, что есть в книге, уже загружено: загрузка ничего не изменит.", icon=":material/info:")
    with st.container(horizontal=True, vertical_alignment="center"):
        pressed = checked.foreseen is not None and st.button(
            "Загрузить", type="primary", icon=":material/upload:", disabled=not new
        )
        if counts["error"] or counts["warning"]:
            st.download_button(
                "Скачать книгу с замечаниями",
                data=lambda: returned.content(uploaded.getvalue(), file_name, findings),
                file_name=returned.file_name(file_name),
                mime=XLSX_TYPE,
                icon=":material/rate_review:",
                help="Ваша книга, в которой ячейки с замечаниями закрашены и подписаны, и лист «Замечания» со ссылками "
                "на них: её можно переслать тому, кто заполнял. Большая книга готовится до минуты.",
                on_click="ignore",
                key="returned",
            )
    if new:
        post_wanted("загрузить", ON_TOP)
    if pressed and (post := _post()):
        _load(checked, uploaded, post)


def _post() -> str:
    """The position of the reader; '' where there is none or it names a person, which is said."""
    try:
        return checked_post(acted_post())
    except ActRefusedError as refusal:
        st.error(str(refusal), icon=":material/error:")
        return ""


def _changes(checked: Checked, files: TableFiles) -> None:
    assert checked.foreseen is not None
    with panel(
        "3. Что изменится",
        "Строки листов против того, что действует сейчас. Заменяются только муниципалитеты и циклы, которые есть в "
        "книге.",
        pd.DataFrame([asdict(change) for change in checked.foreseen.changes]),
        CHANGES,
        files,
        key="changes",
        views=(TABLE,),
    ):
        pass


def _load(checked: Checked, uploaded: UploadedFile, post: str) -> None:
    assert checked.result.workbook is not None
    bar = st.progress(0.0, "Загружаем…")
    result = load_workbook(
        own_engine(),
        checked.result.workbook,
        uploaded.name,
        uploaded.getvalue(),
        checked.result.findings,
        progress=shown_in(bar),
        post=post,
    )
    st.session_state[SAID] = _loaded(result, checked, uploaded.name)
    st.session_state[UPLOADER] = st.session_state.get(UPLOADER, 0) + 1
    st.session_state.pop(CHECKED, None)
    st.rerun()


def _loaded(result: LoadResult, checked: Checked, file_name: str) -> Loaded:
    assert checked.result.workbook is not None
    cycle = checked.result.workbook.instruction.cycle
    if result.load_id is None:
        return Loaded(f"Книга «{plain(file_name)}» уже загружена: ничего не изменилось.", {}, cycle)
    words = (
        f"Загрузка №\u00a0{result.load_id} из книги «{plain(file_name)}» записана. {rows_in_words(result.changes)}. "
        "Страницы показывают новые данные; отменить можно ниже."
    )
    return Loaded(words, rows_by_sheet(result.changes), cycle)


def history_section(files: TableFiles) -> None:
    """All loads, undone ones too; undo of the chosen one."""
    frame = run(loads, current_scope())
    if frame.empty:
        with st.container(border=True):
            st.markdown("## История загрузок")
            st.caption("Загрузок ещё не было.")
        return
    frame["loaded_words"] = [f"{row.loaded_at:%d.%m.%Y %H:%M}" for row in rows_of(frame)]
    frame["state_words"] = [
        f"отменена {row.undone_at:%d.%m.%Y %H:%M}" if row.undone_at is not None else "действует"
        for row in rows_of(frame)
    ]
    with panel(
        "История загрузок",
        "Отменённая загрузка остаётся в истории. Отменить можно, пока те же муниципалитеты и цикл не загружены снова.",
        frame,
        LOADS,
        files,
        key="history",
        views=(TABLE,),
    ):
        choices = {_label(row): row for row in rows_of(frame)}
        key = f"history_load_{len(frame)}"
        # What was chosen stays chosen when it is undone: a second press must not take back the next load.
        if st.session_state.get(key) not in choices:
            st.session_state[key] = list(choices)[_first_in_force(frame)]
        chosen = choices[st.selectbox("Загрузка", list(choices), key=key) or next(iter(choices))]
        st.caption(f"Отпечаток файла (SHA-256): `{chosen.sha256}`")
        if undone := st.session_state.pop(UNDONE, None):
            st.success(undone, icon=":material/undo:")
        if undone is None or chosen.undone_at is None:
            _undo(chosen)
        wanted = chosen.undone_at is None and st.toggle(
            f"Показать, что изменила загрузка №\u00a0{chosen.load_id}", key=f"history_changes_{chosen.load_id}"
        )
    if wanted:
        _changes_of(int(chosen.load_id), files)
    if chosen.findings:
        found = run(findings_of_load, current_scope(), load_id=int(chosen.load_id))
        findings_panel(
            findings_frame(found.to_dict("records")),  # type: ignore[arg-type]
            f"Замечания загрузки № {number(int(chosen.load_id))}",
            files,
            key="load_findings",
        )


def _changes_of(load_id: int, files: TableFiles) -> None:
    scope = current_scope()
    schools = run(changes_of_load, scope, load_id=load_id)
    with panel(
        f"Что изменила загрузка №\u00a0{load_id}",
        "Строки листов, которые она принесла, против тех, что действовали до неё.",
        by_sheet(schools),
        SHEET_CHANGES,
        files,
        key="load_changes",
        views=(TABLE,),
    ):
        pass

    def values(municipality_id: str | None, school_id: str | None) -> pd.DataFrame:
        return all_values() if municipality_id is None else of_school(municipality_id, school_id)

    def of_school(municipality_id: str, school_id: str | None) -> pd.DataFrame:
        return run(changed_values_of_load, scope, load_id=load_id, municipality_id=municipality_id, school_id=school_id)

    all_values = later(changed_values_of_load, scope, load_id=load_id)
    school_changes(
        schools, values, files, key=f"load_{load_id}", title=f"Загрузка №\u00a0{load_id}: школа за школой", done=True
    )


def _first_in_force(frame: pd.DataFrame) -> int:
    """Position of the latest load in force, the first to be undone; 0 if there is none."""
    return next((place for place, row in enumerate(rows_of(frame)) if row.undone_at is None), 0)


def _label(row: Any) -> str:
    """How a load is called where one is chosen: several may be of one file, each of another year."""
    return f"№ {row.load_id} — {row.file_name}{_of_cycle(row)}, {row.loaded_at:%d.%m.%Y %H:%M}"


def _of_cycle(row: Any) -> str:
    return f" за {row.cycle}" if isinstance(row.cycle, str) else ""


def _undone_words(chosen: Any) -> str:
    """What is in force after an undo: nothing of one's own, nothing of that cycle, or what other loads brought."""
    with reading(own_engine()) as connection:
        left = loads(connection, current_scope())
    cycles = left.loc[left["undone_at"].isna(), "cycle"]
    if cycles.empty:
        rest = "своих данных больше нет, показана демонстрация"
    elif chosen.cycle not in set(cycles):
        rest = f"больше загрузок{_of_cycle(chosen)} нет, остальные действуют как раньше"
    else:
        rest = f"действует то, что принесли другие загрузки{_of_cycle(chosen)}"
    return f"Загрузка № {chosen.load_id} отменена: {rest}."


def _undo(chosen: Any) -> None:
    load_id = int(chosen.load_id)
    if chosen.undone_at is not None:
        st.caption(f"Загрузка № {load_id} отменена.")
        return
    if pd.notna(chosen.blocked_by):
        st.caption(
            f"Загрузку № {load_id} можно отменить после отмены загрузки № {chosen.blocked_by}: те же муниципалитеты и "
            "цикл загружены в ней снова."
        )
        return
    with st.popover(f"Отменить загрузку № {load_id}", icon=":material/undo:", key=f"undo_of_{load_id}"):
        rows = counted(int(chosen.rows), "строка", "строки", "строк")
        st.markdown(
            f"Перестанет действовать всё, что загрузка № {load_id} принесла{_of_cycle(chosen)}: "
            f"{rows} из файла «{plain(chosen.file_name)}». Если до неё было загружено другое, оно вернётся; другие "
            "загрузки останутся. Запись в истории останется тоже, а вернуть данные можно, загрузив файл снова."
        )
        post_wanted("отменить", ON_TOP)
        if st.button("Да, отменить", key=f"undo_{load_id}", type="primary") and (post := _post()):
            try:
                undo_load(own_engine(), load_id, post)
            except UndoRefusedError as refusal:
                st.error(str(refusal), icon=":material/error:")
                return
            st.session_state[UNDONE] = _undone_words(chosen)
            st.rerun()
