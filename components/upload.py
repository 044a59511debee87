"""The page «Загрузка данных»: template, upload, what was found, what will change, confirm, result, history, undo."""

from __future__ import annotations

import tempfile
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
from components.load_changes import school_changes
from components.navigation import RECOMMENDATIONS, page_at
from components.panels import TABLE, panel
from components.releases import release_form
from components.source import own_engine
from components.text import plain
from components.view import current_scope
from data.checking import CheckedWorkbook, check_file
from data.database import reading
from data.findings import SEVERITY_WORD, Finding, has_errors
from data.known import read_known
from data.loading import Foreseen, LoadResult, UndoRefusedError, foresee, load_workbook, undo_load
from data.reading import FILE_TYPES
from data.template import build_template
from methodology.words import counted, number, plural
from queries.columns import CHANGES, FINDINGS, LOADS, SHEET_CHANGES
from queries.frames import rows_of
from queries.load_changes import by_sheet, changed_values_of_load, changes_of_load
from queries.loads import findings_of_load, has_loads, loads

CHECKED, SAID, SAID_CYCLE, UPLOADER = "_checked", "_said", "_said_cycle", "_uploader"


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
            st.success(said, icon=":material/check_circle:")
            cycle = st.session_state.pop(SAID_CYCLE, None)
            st.page_link(
                page_at("").file,
                label=f"Открыть «{page_at('').title}»",
                icon=page_at("").icon,
                query_params={"cycle": cycle} if cycle else None,
            )
            if cycle:
                st.page_link(
                    RECOMMENDATIONS.file,
                    label="Рассмотреть рекомендации",
                    icon=RECOMMENDATIONS.icon,
                    query_params={"cycle": cycle},
                )
        uploaded = st.file_uploader(
            "Книга мониторинга: Excel, ODS или CSV, до 100 МБ",
            type=[ending.lstrip(".") for ending in sorted(FILE_TYPES)],
            key=f"{UPLOADER}{st.session_state.get(UPLOADER, 0)}",
            help="Файл проверяется целиком; до подтверждения в базе ничего не меняется. Фамилии и телефоны не "
            "принимаются.",
        )
        if uploaded is None:
            st.session_state.pop(CHECKED, None)
            return
        checked = _checked(uploaded)
    _findings(checked.result.findings, uploaded, files, returned)
    if released := release_form(checked.result.findings):
        st.session_state.pop(CHECKED)
        st.toast(released, icon=":material/check_circle:")
        st.rerun()
    if checked.result.workbook is not None:
        _confirmation(checked, uploaded, files)


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


def _findings(
    findings: tuple[Finding, ...], uploaded: UploadedFile, files: TableFiles, returned: ReturnedFiles
) -> None:
    file_name = uploaded.name
    errors = sum(finding.severity == "error" for finding in findings)
    warnings = sum(finding.severity == "warning" for finding in findings)
    if has_errors(findings):
        st.error(
            f"В файле «{plain(file_name)}» {counted(errors, 'ошибка', 'ошибки', 'ошибок')}. Ничего не загружено: "
            "исправьте книгу по списку и загрузите её снова. Проверка идёт по ступеням: после исправления могут "
            "найтись ошибки, до которых она ещё не дошла.",
            icon=":material/error:",
        )
    elif warnings:
        st.warning(
            f"Ошибок нет, {counted(warnings, 'предупреждение', 'предупреждения', 'предупреждений')}: загрузке они не "
            "мешают, но посмотрите их.",
            icon=":material/warning:",
        )
    else:
        st.success("Ошибок и предупреждений нет.", icon=":material/check_circle:")
    if errors or warnings:
        st.download_button(
            "Скачать книгу с замечаниями",
            data=lambda: returned.content(uploaded.getvalue(), file_name, findings),
            file_name=returned.file_name(file_name),
            mime=XLSX_TYPE,
            icon=":material/rate_review:",
            help="Ваша книга, в которой ячейки с замечаниями закрашены и подписаны, и лист «Замечания» со ссылками на "
            "них: её можно переслать тому, кто заполнял. Большая книга готовится до минуты.",
            on_click="ignore",
            key="returned",
        )
    if findings:
        findings_panel(
            findings_frame([asdict(finding) for finding in findings]), "Протокол проверки", files, key="found"
        )


def findings_frame(findings: list[dict[str, object]]) -> pd.DataFrame:
    """One row is one finding, errors first, with its kind in words."""
    frame = pd.DataFrame(findings)
    order = {severity: place for place, severity in enumerate(SEVERITY_WORD)}
    return frame.assign(
        severity_words=frame["severity"].map(SEVERITY_WORD),
        row=frame["row"].astype("Int64"),
        rows=frame["rows"].astype("Int64"),
    ).sort_values("severity", key=lambda column: column.map(order), kind="stable")


def findings_panel(frame: pd.DataFrame, title: str, files: TableFiles, *, key: str) -> None:
    """The list of what was found, to read and to take away."""
    with panel(
        title,
        "Ошибка останавливает загрузку; предупреждение — нет; примечание говорит, как понята ячейка.",
        frame,
        FINDINGS,
        files,
        key=key,
        views=(TABLE,),
        wrap=True,
    ):
        pass


def _confirmation(checked: Checked, uploaded: UploadedFile, files: TableFiles) -> None:
    assert checked.foreseen is not None
    frame = pd.DataFrame([asdict(change) for change in checked.foreseen.changes])
    with panel(
        "3. Что изменится",
        "Строки листов против того, что действует сейчас. Заменяются только муниципалитеты и циклы, которые есть в "
        "книге.",
        frame,
        CHANGES,
        files,
        key="changes",
        views=(TABLE,),
    ):
        new = int(frame["added"].sum() + frame["changed"].sum() + frame["removed"].sum())
        if new == 0:
            st.info("Всё, что есть в книге, уже загружено: загрузка ничего не изменит.", icon=":material/info:")
        if st.button("Загрузить", type="primary", icon=":material/upload:", disabled=new == 0):
            _load(checked, uploaded)
    school_changes(
        checked.schools, checked.foreseen.values, files, key="foreseen", title="Что изменится: школа за школой"
    )


def _load(checked: Checked, uploaded: UploadedFile) -> None:
    assert checked.result.workbook is not None
    bar = st.progress(0.0, "Загружаем…")
    result = load_workbook(
        own_engine(),
        checked.result.workbook,
        uploaded.name,
        uploaded.getvalue(),
        checked.result.findings,
        progress=shown_in(bar),
    )
    st.session_state[SAID] = _result_words(result, uploaded.name)
    st.session_state[SAID_CYCLE] = checked.result.workbook.instruction.cycle
    st.session_state[UPLOADER] = st.session_state.get(UPLOADER, 0) + 1
    st.session_state.pop(CHECKED, None)
    st.rerun()


def _result_words(result: LoadResult, file_name: str) -> str:
    if result.load_id is None:
        return f"Книга «{plain(file_name)}» уже загружена: ничего не изменилось."
    rows = sum(change.added + change.changed for change in result.changes)
    verb = plural(rows, "записана", "записаны", "записано")
    return (
        f"Загрузка №\u00a0{result.load_id} из книги «{plain(file_name)}»: {verb} "
        f"{counted(rows, 'строка', 'строки', 'строк')}. Страницы показывают новые данные; отменить можно ниже."
    )


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
        choices = {f"№ {row.load_id} — {row.file_name}, {row.loaded_at:%d.%m.%Y %H:%M}": row for row in rows_of(frame)}
        chosen = choices[
            st.selectbox(
                "Загрузка",
                list(choices),
                index=_first_in_force(frame),
                key=f"history_load_{len(frame)}_{_first_in_force(frame)}",
            )
            or next(iter(choices))
        ]
        st.caption(f"Отпечаток файла (SHA-256): `{chosen.sha256}`")
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


def _undone_words(load_id: int) -> str:
    with reading(own_engine()) as connection:
        rest = "действуют прежние данные" if has_loads(connection) else "своих данных больше нет, показана демонстрация"
    return f"Загрузка № {load_id} отменена: {rest}."


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
        st.markdown(
            f"Данные загрузки № {load_id} перестанут действовать; если до неё было загружено другое, оно вернётся. "
            "Запись в истории останется."
        )
        if st.button("Да, отменить", key=f"undo_{load_id}", type="primary"):
            try:
                undo_load(own_engine(), load_id)
            except UndoRefusedError as refusal:
                st.error(str(refusal), icon=":material/error:")
                return
            st.session_state[SAID] = _undone_words(load_id)
            st.rerun()
