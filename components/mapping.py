"""The page «Сопоставление»: a department's own table, what the program proposes about it, corrections, loading.

What the person says is kept in the session as ``Corrections``; a change is stored and the page runs anew, so that every
panel shows proposals that heed it. Nothing is written before «Загрузить».
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path, PurePath
from typing import TypeVar

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from components.downloads import TableFiles
from components.navigation import UPLOAD
from components.panels import TABLE, panel
from components.source import own_engine
from components.text import plain
from components.upload import findings_frame, findings_panel
from data.checking import CheckedWorkbook, check_book
from data.checks.file import File, check_file_size, check_file_type
from data.database import reading
from data.findings import Finding
from data.known import read_known
from data.loading import SheetChange, foresee_changes, load_workbook
from data.mapping.draft import DEFAULTS, TARGETS, Corrections, Draft, draft, fitting_mapping, is_table, settle
from data.mapping.kept import Kept, keep_mapping, kept_mappings, read_names
from data.mapping.matching import ALL, label_of_municipality, label_of_school
from data.mapping.model import Meaning
from data.mapping.names import Names
from data.mapping.personal import check_personal
from data.mapping.proposal import ColumnProposal, field_words, open_dimension, zero_evidence
from data.mapping.rows import ASKED, Settled, Yield, make, missing_decisions, newcomers_words
from data.mapping.structure import KIND_WORDS, ROLE_WORDS, LineKind
from data.mapping.totals import compare
from data.reading import FILE_TYPES, RawSheet, RawWorkbook, read_file
from data.sheets import MUNICIPALITIES, SCHOOLS, Column, Sheet
from methodology.words import counted, day, municipalities, number, plural, schools
from queries.columns import CHANGES, TableColumn

STATE, SAID = "_own_table", "_own_table_said"
ANEW = "заново, без прежнего"
NOT_LOADED, NEW = "не загружать", "создать"
MOST_PILLS = 8
EDITOR_HEIGHT = 320
CHANGES_SINCE = (
    TableColumn("what", "Что"),
    TableColumn("before", "Было", width_px=300),
    TableColumn("now", "Стало", width_px=420),
)

_Value = TypeVar("_Value")


@dataclass(frozen=True)
class OwnTable:
    """The sheet that is being mapped. ``key``: part of the keys of its widgets."""

    uploaded: UploadedFile
    sheet: RawSheet
    names: Names
    kept: Kept | None
    corrections: Corrections
    proposed: Draft
    key: str

    @property
    def target(self) -> Sheet | None:
        """The sheet of the template that the table is turned into."""
        return self.proposed.target


@dataclass(frozen=True)
class Ready:
    """What the table comes to: the book and what the checks say about it."""

    made: Yield
    checked: CheckedWorkbook
    changes: tuple[SheetChange, ...]


def choose_table() -> OwnTable | None:
    """Upload, sheet, earlier mapping; None until there is a table."""
    with st.container(border=True, key="own_table_panel"):
        st.markdown("## 1. Таблица в том виде, в каком она есть")
        uploaded = st.file_uploader(
            "Таблица ведомства: xlsx, xls, ods или csv, до 100 МБ",
            type=[ending.lstrip(".") for ending in sorted(FILE_TYPES)],
            key="own_table_file",
            help="Заголовки над таблицей, шапка в несколько строк, итоги, пустые повторы — не помеха. До «Загрузить» "
            "в базе ничего не меняется. Книгу по шаблону загружают на странице «Загрузка данных».",
        )
        if uploaded is None:
            st.session_state.pop(STATE, None)
            st.page_link(UPLOAD.file, label="Книга по шаблону — на странице «Загрузка данных»", icon=UPLOAD.icon)
            return None
        book = _book(uploaded)
        if isinstance(book, Finding):
            st.error(f"{book.message} {book.remedy}", icon=":material/error:")
            return None
        sheets = {sheet.name: sheet for sheet in book.sheets if is_table(sheet)}
        if not sheets:
            st.error("В файле нет таблиц: на листах меньше двух заполненных строк.", icon=":material/error:")
            return None
        with st.container(horizontal=True, vertical_alignment="bottom"):
            name = _one_of("Лист", list(sheets), f"own_sheet_{uploaded.file_id}")
            kept = _kept_mapping(sheets[name], f"{uploaded.file_id}_{name}")
    key = f"{uploaded.file_id}_{name}_{kept.name if kept else ''}_{kept.version if kept else 0}"
    corrections = _corrections(key)
    names = _remembered("names", key, _names)
    proposed = _remembered(
        "draft",
        f"{key}{corrections}",
        lambda: draft(sheets[name], PurePath(uploaded.name).stem, names, date.today(), kept, corrections),
    )
    if found := check_personal(proposed.structure):
        st.error("В таблице похожее на персональные данные: она не принимается.", icon=":material/error:")
        st.table(
            pd.DataFrame({"Строка": [one.row for one in found], "Столбец": [one.column for one in found]}
                         | {"Что": [one.message for one in found]}), hide_index=True,
        )  # fmt: skip
        return None
    return OwnTable(uploaded, sheets[name], names, kept, corrections, proposed, key)


def _book(uploaded: UploadedFile) -> RawWorkbook | Finding:
    def read() -> RawWorkbook | Finding:
        with tempfile.TemporaryDirectory() as folder, st.spinner("Читаем файл…"):
            path = Path(folder) / f"table{PurePath(uploaded.name).suffix.lower()}"
            path.write_bytes(uploaded.getbuffer())
            for check in (check_file_type, check_file_size):
                if found := check(File(path, uploaded.name)):
                    return found[0]
            return read_file(path, uploaded.name, whole=True)

    return _remembered("book", uploaded.file_id, read)


def _one_of(label: str, options: list[str], key: str) -> str:
    if len(options) <= MOST_PILLS:
        return st.pills(label, options, default=options[0], required=True, key=key) or options[0]
    return st.selectbox(label, options, key=key) or options[0]


def _kept_mapping(sheet: RawSheet, key: str) -> Kept | None:
    with reading(own_engine()) as connection:
        kept = kept_mappings(connection)
    if not kept:
        return None
    labels = {f"{one.name} (версия {one.version}, {day(one.saved_at)})": one for one in kept}
    fitting = _remembered("fitting", f"{key}{list(labels)}", lambda: fitting_mapping(sheet, kept))
    options = [ANEW, *labels]
    fits = next((label for label, one in labels.items() if one == fitting), ANEW)
    widget = f"own_kept_{key}_{fits}"
    st.session_state.setdefault(widget, fits)
    chosen = st.selectbox(
        "Прежнее сопоставление",
        options,
        key=widget,
        help="Предложено то, чьи заголовки или названия муниципалитетов узнаны в этой таблице.",
        width=420,
    )
    return labels.get(chosen or ANEW)


def _names() -> Names:
    with reading(own_engine()) as connection:
        return read_names(connection)


def _remembered(what: str, key: str, make_it: Callable[[], _Value]) -> _Value:
    """What was made for this key, made once and kept while the key stays."""
    state = st.session_state.setdefault(STATE, {})
    if what not in state or state[what][0] != key:
        state[what] = (key, make_it())
    value: _Value = state[what][1]
    return value


def _corrections(key: str) -> Corrections:
    said: dict[str, Corrections] = st.session_state.setdefault(STATE, {}).setdefault("corrections", {})
    return said.get(key) or Corrections(new=DEFAULTS)


def _correct(table: OwnTable, corrections: Corrections) -> None:
    """Keep what the person says now, and let the page run anew if that is news."""
    if corrections != table.corrections:
        st.session_state[STATE]["corrections"][table.key] = corrections
        st.rerun()


def structure_panel(table: OwnTable) -> None:
    """How the table was understood: header, totals, rows; and the template's sheet that it is about."""
    structure, proposed = table.proposed.structure, table.proposed
    with st.container(border=True, key="own_structure_panel"):
        st.markdown("## 2. Как понята таблица")
        data = structure.of_kind("data")
        found = {(line.municipality, line.school) for line in data if line.school}
        places = len(structure.municipalities)
        st.markdown(
            f"**{municipalities(places) if places else 'Муниципалитеты не названы'}, {schools(len(found))}**, "
            f"{counted(len(data), 'строка', 'строки', 'строк')} данных."
        )
        if compared := [one for one in compare(structure) if one.line.kind == "total"][:1]:
            [first] = compared
            sums = "сумма строк такая же" if first.fits else f"сумма строк — {number(first.total)}"
            st.markdown(f"«{plain(first.head.title)}»: {number(first.said)} в строке {first.line.number}, {sums}.")
        lines = [f"Шапка: {_rows([structure.grid.sheet.row_numbers[p] for p in structure.header.rows])} — "
                 f"{structure.header.reason}."]  # fmt: skip
        totals, subtotals = structure.of_kind("total"), structure.of_kind("subtotal")
        if totals or subtotals:
            lines.append(
                f"Итоги ({len(totals)}) и подытоги ({len(subtotals)}) не загружаются, а сверяются с суммами строк: "
                + "; ".join(f"строка {line.number} «{plain(line.label[:40])}» — {line.reason}"
                            for line in (totals + subtotals)[:3])
                + ("…" if len(totals + subtotals) > 3 else ".")
            )  # fmt: skip
        for index, reason in structure.role_reasons.items():
            head = next(head for head in structure.heads if head.index == index)
            lines.append(f"Столбец {head.letters} — {ROLE_WORDS[structure.roles[index]]}: {plain(reason)}.")
        st.markdown("\n".join(f"- {line}" for line in lines))
        with st.container(horizontal=True, vertical_alignment="bottom"):
            options = list(TARGETS)
            current = proposed.target.name if proposed.target else None
            chosen = st.selectbox(
                "Лист шаблона, в который идут строки",
                options,
                index=options.index(current) if current else None,
                placeholder="выберите",
                key=f"own_target_{table.key}_{current}",
                help=f"Почему: {proposed.target_reason}.",
                width=320,
            )
            st.caption(f"Почему: {plain(proposed.target_reason)}.")
        corrections = table.corrections
        if chosen and chosen != current:
            corrections = replace(corrections, target=chosen)
        with st.expander("Поправить шапку и строки"):
            corrections = _rows_corrected(table, corrections)
        _correct(table, corrections)


def _rows(numbers: list[int]) -> str:
    if not numbers:
        return "не найдена"
    return f"строка {numbers[0]}" if len(numbers) == 1 else f"строки {numbers[0]}–{numbers[-1]}"


def _rows_corrected(table: OwnTable, corrections: Corrections) -> Corrections:
    structure = table.proposed.structure
    rows = [structure.grid.sheet.row_numbers[position] for position in structure.header.rows] or [1]
    last = structure.grid.sheet.row_numbers[-1]
    with st.container(horizontal=True):
        first_row = st.number_input("Первая строка шапки", 1, last, rows[0], key=f"own_top_{table.key}_{rows[0]}")
        last_row = st.number_input("Последняя строка шапки", 1, last, rows[-1], key=f"own_end_{table.key}_{rows[-1]}")
    if (first_row, last_row) != (rows[0], rows[-1]) and first_row <= last_row:
        corrections = replace(corrections, said=replace(corrections.said, header=(int(first_row), int(last_row))))
    ordered = sorted(structure.lines, key=lambda line: (line.kind == "data", line.position))
    frame = pd.DataFrame(
        {
            "Строка": [line.number for line in ordered],
            "Начало строки": [(line.school or line.label)[:80] for line in ordered],
            "Что это": [KIND_WORDS[line.kind] for line in ordered],
            "Муниципалитет": [line.municipality or "" for line in ordered],
            "Почему": [line.reason for line in ordered],
        }
    )
    edited = st.data_editor(
        frame,
        hide_index=True,
        height=EDITOR_HEIGHT,
        disabled=["Строка", "Начало строки", "Муниципалитет", "Почему"],
        column_config={
            "Что это": st.column_config.SelectboxColumn(options=list(KIND_WORDS.values()), required=True),
            "Почему": st.column_config.TextColumn(width="large"),
        },
        alt="Строки таблицы и что каждая из них",
        placeholder="",
        key=f"own_rows_{table.key}_{len(frame)}",
    )
    kinds: dict[str, LineKind] = {word: kind for kind, word in KIND_WORDS.items()}
    said = {
        line.key: kinds[word]
        for line, word in zip(ordered, edited["Что это"], strict=True)
        if word != KIND_WORDS[line.kind]
    }
    if said:
        corrections = replace(corrections, said=replace(corrections.said, kinds={**corrections.said.kinds, **said}))
    return corrections


def changes_since_panel(table: OwnTable, files: TableFiles) -> None:
    """What is other than when the mapping was kept; nothing without an earlier mapping."""
    changes = table.proposed.changes
    if table.kept is None:
        return
    title = f"Что изменилось с прошлого раза: {table.kept.name}"
    made_for = f"Сопоставление сохранено для листа «{table.kept.sheet}» файла «{table.kept.file_name}»."
    if not changes:
        st.info(f"{plain(made_for)} С тех пор столбцы и написания не изменились.", icon=":material/check_circle:")
        return
    frame = pd.DataFrame([asdict(change) for change in changes])
    with panel(title, made_for, frame, CHANGES_SINCE, files, key="own_changes_since", views=(TABLE,)):
        counts = frame["what"].value_counts()
        st.caption("; ".join(f"{what} — {count}" for what, count in counts.items()) + ".")


def columns_panel(table: OwnTable) -> None:
    """Which column is which field of the template, each with the reason; the person corrects."""
    target = table.target
    if target is None:
        st.info("Выберите лист шаблона: тогда станет видно, какой столбец — какое поле.", icon=":material/info:")
        return
    proposals = table.proposed.columns
    dimensions = _dimensions(table, target)
    words = {field_words(target, name): name for name in ("", *ROLE_WORDS, *(c.name for c in target.columns))}
    loaded = [one for one in proposals if one.meaning.field]
    unsure = sum(not one.sure for one in proposals)
    with st.container(border=True, key="own_columns_panel"):
        st.markdown("## 3. Что в столбцах")
        st.markdown(
            f"Понятны {len(loaded)} из {counted(len(proposals), 'столбца', 'столбцов', 'столбцов')}; остальные не "
            "загружаются." + (f" Со знаком «?» — проверьте ({unsure})." if unsure else "")
        )
        frame = pd.DataFrame(
            {
                "": ["?" if not one.sure else "" for one in proposals],
                "Столбец": [one.head.letters for one in proposals],
                "Заголовок": [one.head.title for one in proposals],
                "Что это": [field_words(target, one.meaning.field) for one in proposals],
                **{c.heading: [one.meaning.part.get(c.name) for one in proposals] for c in dimensions},
                "Почему": [one.reason for one in proposals],
            }
        )
        settings = {
            "": st.column_config.TextColumn(width=30),
            "Столбец": st.column_config.TextColumn(width=70),
            "Заголовок": st.column_config.TextColumn(width=270),
            "Что это": st.column_config.SelectboxColumn(options=list(words), required=True, width=150),
            "Почему": st.column_config.TextColumn(width=420),
        }
        settings |= {
            c.heading: st.column_config.SelectboxColumn(options=list(c.choices), width=150)
            if c.choices
            else st.column_config.TextColumn(width=90)
            for c in dimensions
        }
        edited = st.data_editor(
            frame,
            hide_index=True,
            height=min(EDITOR_HEIGHT, 40 + 35 * len(frame)),
            disabled=["", "Столбец", "Заголовок", "Почему"],
            column_config=settings,
            alt="Столбцы таблицы и что в каждом из них",
            placeholder="",
            key=f"own_columns_{table.key}_{target.name}",
        )
    said = {
        one.head.key: meaning
        for place, one in enumerate(proposals)
        if (meaning := _meaning(edited.iloc[place], words, dimensions)) != _bare(one)
    }
    _correct(table, replace(table.corrections, columns={**table.corrections.columns, **said}))


def _dimensions(table: OwnTable, target: Sheet) -> list[Column]:
    names = {name for one in table.proposed.columns for name in one.meaning.part}
    if not names and (open_one := open_dimension(table.proposed.structure, target)) is not None:
        names.add(open_one.name)
    told = {one.meaning.field for one in table.proposed.columns}
    return [target.column(name) for name in target.key if name in names and name not in told]


def _meaning(row: pd.Series, words: dict[str, str], dimensions: list[Column]) -> Meaning:
    part = {c.name: str(row[c.heading]) for c in dimensions if pd.notna(row[c.heading]) and str(row[c.heading]).strip()}
    return Meaning(field=words[row["Что это"]], part=part)


def _bare(one: ColumnProposal) -> Meaning:
    return Meaning(field=one.meaning.field, part=one.meaning.part)


def values_panel(table: OwnTable) -> None:
    """What holds for all rows: the cycle, the date, what no column tells, what an empty cell means."""
    target, proposed = table.target, table.proposed
    if target is None:
        return
    corrections = table.corrections
    with st.container(border=True, key="own_values_panel"):
        st.markdown("## 4. Для всех строк")
        reasons = []
        with st.container(horizontal=True, vertical_alignment="bottom"):
            cycle = st.text_input(
                "Учебный год", proposed.when.cycle, placeholder="2025/26", key=f"own_cycle_{table.key}", width=140
            ).strip()
            reasons.append(f"учебный год — {proposed.when.reason}")
            cut = st.date_input(
                "Дата среза", proposed.cut_date, format="DD.MM.YYYY", key=f"own_cut_{table.key}_{cycle}", width=160
            )
            values = {}
            for one in proposed.constants:
                if one.column.heading == "Год":
                    continue
                values[one.column.name] = _value_input(one.column, one.value, table.key)
                reasons.append(f"«{one.column.heading}» — {one.reason}")
        st.caption(f"Откуда: {plain('; '.join(reasons))}.")
        blank = _blank_cells(table, target)
    said = {one.column.name: values[one.column.name] for one in proposed.constants
            if one.column.name in values and values[one.column.name] != one.value}  # fmt: skip
    if cycle != proposed.when.cycle:
        corrections = replace(corrections, cycle=cycle if _is_cycle(cycle) else "")
        if cycle and not _is_cycle(cycle):
            st.warning("Учебный год пишется так: 2025/26.", icon=":material/warning:")
    if cut != proposed.cut_date and isinstance(cut, date):
        corrections = replace(corrections, cut_date=cut)
    before = corrections.blank_is_zero
    if before is None:
        before = table.kept.mapping.blank_is_zero if table.kept else ()
    if blank is not None and set(blank) != set(before):
        corrections = replace(corrections, blank_is_zero=blank)
    corrections = replace(corrections, constants={**corrections.constants, **said})
    _correct(table, corrections)


def _is_cycle(text: str) -> bool:
    first, _, last = text.partition("/")
    return len(first) == 4 and first.isdigit() and last.isdigit() and int(last) == (int(first) + 1) % 100


def _value_input(column: Column, value: str, key: str) -> str:
    widget = f"own_value_{key}_{column.name}"
    if column.choices:
        options = list(column.choices)
        index = options.index(value) if value in options else None
        return st.selectbox(column.heading, options, index=index, placeholder="выберите", key=widget, width=220) or ""
    return st.text_input(column.heading, value, key=widget, width=160).strip()


def _blank_cells(table: OwnTable, target: Sheet) -> tuple[str, ...] | None:
    """In which fields an empty cell means zero: none, unless the person says so."""
    fields = dict.fromkeys(one.meaning.field for one in table.proposed.columns if one.meaning.part)
    evidence = {name: zero_evidence(table.proposed.structure, table.proposed.columns, name) for name in fields
                if name in target.names and target.column(name).required != "yes"}  # fmt: skip
    evidence = {name: counts for name, counts in evidence.items() if counts[0]}
    if not evidence:
        return table.corrections.blank_is_zero
    headings = {target.column(name).heading: name for name in evidence}
    before = table.kept.mapping.blank_is_zero if table.kept else ()
    chosen = st.multiselect(
        "Пустая ячейка значит ноль (иначе — «нет данных»)",
        list(headings),
        default=[heading for heading, name in headings.items() if name in before],
        placeholder="нигде: пусто — нет данных",
        key=f"own_zero_{table.key}",
    )
    said = "; ".join(
        f"«{target.column(name).heading}» — пусто рядом с числами в {counted(empty, 'ячейке', 'ячейках', 'ячейках')}"
        + (f", у {counted(zeros, 'подытога', 'подытогов', 'подытогов')} из одних пустых ячеек стоит 0" if zeros else "")
        for name, (empty, zeros) in evidence.items()
    )
    st.caption(f"Что видно в таблице: {said}.")
    return tuple(headings[heading] for heading in chosen)


def names_panel(table: OwnTable) -> None:
    """Whom each spelling means, with the reason; who is unknown is created only with consent."""
    found, names = table.proposed.whose, table.names
    if table.target is None or not (found.municipalities or found.schools):
        return
    places = {label_of_municipality(one): one.municipality_id for one in names.municipalities}
    place_of = {one.municipality_id: one.name for one in names.municipalities}
    ours = {f"{label_of_school(one)}, {place_of.get(one.municipality_id, '')}": one for one in names.schools}
    by_code = {(one.municipality_id, one.school_id): label for label, one in ours.items()}
    labels = {code: label for label, code in places.items()}
    rows = [
        (spelling, "", labels.get(meant.code or "", NEW), meant) for spelling, meant in found.municipalities.items()
    ]
    rows += [
        (place, spelling, by_code.get((found.municipalities[place].code or "", meant.code or ""), NEW), meant)
        for (place, spelling), meant in found.schools.items()
    ]
    # What a person should look at comes first.
    rows.sort(key=lambda row: (row[3].sure and row[3].code is not None, row[3].code is not None))
    new = table.proposed.new
    unsure = sum(not meant.sure for *_, meant in rows)
    with st.container(border=True, key="own_names_panel"):
        st.markdown("## 5. Муниципалитеты и школы")
        known = sum(meant.code is not None for *_, meant in rows)
        st.markdown(
            f"Найдены в базе {known} из {counted(len(rows), 'написания', 'написаний', 'написаний')}."
            + (f" Проверьте отмеченные «?» ({unsure})." if unsure else "")
        )
        corrections = table.corrections
        if ALL in found.municipalities or corrections.whole_of:
            whole = st.text_input(
                "Чья это таблица (муниципалитет, если в ней он не назван)",
                corrections.whole_of,
                placeholder="например, Северный муниципальный округ",
                key=f"own_whole_{table.key}",
            ).strip()
            corrections = replace(corrections, whole_of=whole)
        with st.expander("Кто есть кто", expanded=bool(unsure)):
            frame = pd.DataFrame(
                {
                    "": ["?" if not meant.sure else "" for *_, meant in rows],
                    "Муниципалитет в таблице": [place or "(вся таблица)" for place, *_ in rows],
                    "Школа в таблице": [spelling for _, spelling, *_ in rows],
                    "Это": [label for *_, label, _ in rows],
                    "Почему": [meant.reason for *_, meant in rows],
                }
            )
            edited = st.data_editor(
                frame,
                hide_index=True,
                height=min(EDITOR_HEIGHT, 40 + 35 * len(frame)),
                disabled=["", "Муниципалитет в таблице", "Школа в таблице", "Почему"],
                column_config={
                    "": st.column_config.TextColumn(width=30),
                    "Это": st.column_config.SelectboxColumn(options=[NEW, *places, *ours], required=True, width=300),
                    "Почему": st.column_config.TextColumn(width=420),
                },
                alt="Написания муниципалитетов и школ и кто это",
                placeholder="",
                key=f"own_names_{table.key}",
            )
        said_places, said_schools = dict(corrections.municipalities), dict(corrections.schools)
        for (place, spelling, label, _), chosen in zip(rows, edited["Это"], strict=True):
            if chosen == label:
                continue
            if spelling and (chosen == NEW or chosen in ours):
                said_schools[place, spelling] = "" if chosen == NEW else ours[chosen].school_id
            elif not spelling and (chosen == NEW or chosen in places):
                said_places[place] = "" if chosen == NEW else places[chosen]
        corrections = replace(corrections, municipalities=said_places, schools=said_schools)
        if new:
            corrections = _newcomers(table, corrections)
    _correct(table, corrections)


def _newcomers(table: OwnTable, corrections: Corrections) -> Corrections:
    new = table.proposed.new
    new_schools = sum(one.is_school for one in new)
    new_places = len(new) - new_schools
    words = newcomers_words(new)
    st.markdown(
        f"**В базе нет: {words}.** Чтобы создать, нужны обязательные сведения. Вид, тип и местность берутся из "
        "названия, где оно их говорит; для остальных — одни на всех:"
    )
    said = dict(corrections.new)
    with st.container(horizontal=True):
        for name in ASKED:
            sheet = SCHOOLS if name in SCHOOLS.names else MUNICIPALITIES
            if (sheet is SCHOOLS and not new_schools) or (sheet is MUNICIPALITIES and not new_places):
                continue
            column = sheet.column(name)
            widget = f"own_new_{table.key}_{name}"
            value = said.get(name, "")
            if column.choices:
                options = list(column.choices)
                index = options.index(value) if value in options else 0
                said[name] = st.selectbox(column.heading, options, index=index, key=widget, width=200) or value
            else:
                said[name] = st.text_input(column.heading, value, key=widget, width=330)
    consent = st.checkbox(
        f"Создать: {words}", value=corrections.consent, key=f"own_consent_{table.key}",
        help="Коды, если их нет в таблице, будут временными («В-…»): это не официальные коды.",
    )  # fmt: skip
    return replace(corrections, new=said, consent=consent)


def loading_panel(table: OwnTable, files: TableFiles) -> None:
    """What comes of it, what the checks say, what would change; the name to keep the mapping by; load."""
    if table.target is None:
        return
    if not table.proposed.when.cycle:
        st.info("Осталось решить: какой это учебный год.", icon=":material/info:")
        return
    settled = settle(table.proposed, table.corrections)
    missing = missing_decisions(table.proposed.structure, settled, table.names)
    if missing:
        with st.container(border=True, key="own_missing_panel"):
            st.markdown("## 6. Проверка и загрузка")
            st.info(f"Осталось решить: {plain('; '.join(missing))}.", icon=":material/info:")
        return
    ready = _remembered("ready", f"{table.key}{table.corrections}", lambda: _ready(table, settled))
    errors = sum(finding.severity == "error" for finding in ready.checked.findings)
    with st.container(border=True, key="own_loading_panel"):
        st.markdown("## 6. Проверка и загрузка")
        made = ready.made
        sums = "; ".join(
            f"{settled.target.column(name).heading.lower()} — {number(total)}"
            for name, total in made.sums.items()
            if total
        )
        st.markdown(
            f"**{counted(made.rows, 'строка', 'строки', 'строк')} листа «{settled.target.name}»**: "
            f"{municipalities(made.municipalities)}, {schools(made.schools)}" + (f"; всего {sums}." if sums else ".")
        )
        new = sum(change.added + change.changed + change.removed for change in ready.changes)
        if errors:
            st.error(
                f"{counted(errors, 'ошибка', 'ошибки', 'ошибок')}: ничего не загружено. Строки в протоколе — строки "
                "вашей таблицы.",
                icon=":material/error:",
            )
        elif said := _said_of(table):
            st.success(said, icon=":material/check_circle:")
        elif not new:
            st.info("Всё, что есть в таблице, уже загружено: загрузка ничего не изменит.", icon=":material/info:")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            name = st.text_input(
                "Сохранить сопоставление под именем", table.kept.name if table.kept else _name(table),
                key=f"own_name_{table.key}", width=420, max_chars=100,
            ).strip()  # fmt: skip
            disabled = bool(errors) or not new or not name
            if st.button("Загрузить", type="primary", icon=":material/upload:", disabled=disabled):
                _load(table, settled, ready, name)
    if ready.changes:
        frame = pd.DataFrame([asdict(change) for change in ready.changes])
        definition = "Строки листов против того, что действует сейчас."
        with panel("Что изменится", definition, frame, CHANGES, files, key="own_changes", views=(TABLE,)):
            pass
    if ready.checked.findings:
        frame = findings_frame([asdict(finding) for finding in ready.checked.findings])
        findings_panel(frame, "Протокол проверки", files, key="own_found")


def _said_of(table: OwnTable) -> str | None:
    """What is said after a load, while the reader stays on the sheet that was loaded."""
    place, words = st.session_state.get(SAID, ("", None))
    return words if place == f"{table.uploaded.file_id}_{table.sheet.name}" else None


def _name(table: OwnTable) -> str:
    kind = next((one.value for one in table.proposed.constants if one.column.name == "kind" and one.value), "")
    target = table.target.name if table.target else ""
    return f"{kind} по школам" if kind else f"{target}: {PurePath(table.uploaded.name).stem}"[:100]


def _ready(table: OwnTable, settled: Settled) -> Ready:
    with st.spinner("Проверяем…"), reading(own_engine()) as connection:
        made = make(table.proposed.structure, settled, table.names)
        checked = check_book(made.workbook, read_known(connection), date.today(), made.findings)
        changes = foresee_changes(connection, checked.workbook) if checked.workbook is not None else ()
    return Ready(made, checked, changes)


def _load(table: OwnTable, settled: Settled, ready: Ready, name: str) -> None:
    assert ready.checked.workbook is not None
    with st.spinner("Загружаем…"):
        result = load_workbook(
            own_engine(),
            ready.checked.workbook,
            table.uploaded.name,
            table.uploaded.getvalue(),
            ready.checked.findings,
        )
        version = keep_mapping(
            own_engine(),
            name,
            settled.mapping,
            file_name=table.uploaded.name,
            sheet=table.sheet.name,
            cycle=settled.cycle,
            load_id=result.load_id,
        )
    rows = sum(change.added + change.changed for change in result.changes)
    words = (
        f"Загрузка №\u00a0{result.load_id}, лист «{plain(table.sheet.name)}»: "
        f"{plural(rows, 'записана', 'записаны', 'записано')} {counted(rows, 'строка', 'строки', 'строк')}. "
        f"Сопоставление «{plain(name)}», версия {version}, сохранено: его предложат следующему файлу. "
        "Отменить загрузку можно на "
        "странице «Загрузка данных»."
    )
    st.session_state[SAID] = (f"{table.uploaded.file_id}_{table.sheet.name}", words)
    for what in ("names", "draft", "ready", "fitting"):
        st.session_state[STATE].pop(what, None)
    st.rerun()
