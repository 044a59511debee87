"""What was sent and what does not fit: sheets by municipality, letters to those who owe, contradictions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from components.cached import kept, later, run
from components.cell_table import Cell, Line, cell_table
from components.downloads import TableFiles
from components.drill import open_school, row_to_municipality, row_to_school, to_municipality
from components.figures import axis_names
from components.notices import nothing_here
from components.panels import TABLE, panel, rows_drawn, said_how_many
from components.shown import finding
from components.tables import data_table
from components.theme import HEAT_WORDS, NO_DATA, heat
from components.view import current_previous, current_scope, current_view
from methodology.in_use import origin_words, rules_in_use, threshold_words
from methodology.words import municipalities, number, schools, share
from queries.columns import BETWEEN_CYCLES, BETWEEN_SHEETS, COMPARISONS, SENT_BY_MUNICIPALITY, SENT_BY_SCHOOL, UNSENT
from queries.effectiveness import groups_by_municipality
from queries.frames import rows_of
from queries.quality import sent_by_municipality, sent_by_school, sheets_of_cycle, unsent_sheets
from queries.quality_comparisons import comparisons_between_sheets, contradictions_between_sheets
from queries.quality_cycles import KINDS, contradictions_between_cycles
from queries.quality_words import between_sheets_in_words, comparisons_in_words, rows_said, unsent_by_municipality

SEPARATOR = "|"
LISTED, COMPARED = "школы", "сравнения"


def how_to_read(words: str) -> None:
    """The sentence under the title of a panel that says how to read it."""
    st.markdown(f":small[**Как читать.** {words}]", width="stretch")


def sent_panel(files: TableFiles) -> None:
    """Sheets by municipality; inside one, by school."""
    if current_view().level == "region":
        _sent_by_municipalities(files)
    else:
        _sent_by_schools(files)


def _sent_by_municipalities(files: TableFiles) -> None:
    scope, labels = current_scope(), current_view().labels
    with panel(
        "Что прислано",
        "Строки книги, действующие в этом цикле, по муниципалитетам и листам. «12/14» — строки есть о 12 школах из 14 "
        "отобранных; у листов не о школах стоит число строк. Щелчок по клетке открывает муниципалитет.",
        later(sent_by_municipality, scope),
        SENT_BY_MUNICIPALITY,
        files,
        key="sent",
    ) as view:
        if view == TABLE:
            return
        sheets = run(sheets_of_cycle, scope)
        owed = run(unsent_sheets, scope, previous=current_previous())
        shown = sheets[sheets["last_cycle"].notna()]["sheet"].tolist()
        absent = [sheet for sheet in sheets["sheet"] if sheet not in shown]
        how_to_read(
            "Число — о скольких школах есть строки и из скольких, цвет — доля. Штриховка: лист не прислан. Сверху "
            f"муниципалитеты, которые прислали меньше листов. {HEAT_WORDS}."
        )
        names = run(groups_by_municipality, scope)
        order = list(dict.fromkeys([*owed[owed["schools"] > 0]["municipality_id"], *names["municipality_id"]]))
        drawn = order[: rows_drawn("sent")]
        cells = run(sent_by_municipality, replace(scope, municipalities=tuple(drawn)))
        gone = owed[owed["schools"] == 0].drop_duplicates("municipality_id")
        cell_table(
            ["Муниципалитет", *shown],
            _lines_of_municipalities(cells, gone, shown, [labels[code] for code in gone["municipality_id"]]),
            key="sent_cells",
            alt="Сколько школ прислано по муниципалитетам и листам",
            on_cell=lambda code: to_municipality(labels[code]),
            dense=True,
        )
        said_how_many("sent", len(order), "муниципалитетов", "сначала те, кто прислал меньше листов")
        if absent:
            st.caption(f"Этих листов пока не прислал никто: {', '.join(absent)}.")


@kept
def _lines_of_municipalities(
    cells: pd.DataFrame, gone: pd.DataFrame, sheets: list[str], gone_labels: list[str]
) -> list[Line]:
    lines = [
        Line(label, tuple(_nothing(f"{label}: в этом цикле нет ни одной школы", row.municipality_id) for _ in sheets))
        for label, row in zip(gone_labels, rows_of(gone), strict=True)
    ]
    places = cells.drop_duplicates("municipality_id")
    names = axis_names(places["municipality_name"], places["municipality_id"])
    of_place: dict[str, dict[str, Cell]] = {}
    for row in rows_of(cells):
        of_place.setdefault(row.municipality_id, {})[row.sheet] = _cell_of_municipality(row)
    for name, code in zip(names, places["municipality_id"], strict=True):
        lines.append(Line(name, tuple(of_place[code][sheet] for sheet in sheets)))
    return lines


def _cell_of_municipality(row: Any) -> Cell:
    about = f"{row.municipality_name}; «{row.sheet}»"
    if not row.sent:
        return _nothing(f"{about}: не прислано", row.municipality_id, leads=True)
    if not row.rows:
        return Cell("0", f"{about}: прислано, но об отобранных школах строк нет", row.municipality_id, fill=heat(0))
    if pd.isna(row.reported):
        words = number(int(row.rows))
        return Cell(words, f"{about}: {rows_said(int(row.rows))}", row.municipality_id, fill=heat(100))
    of = share(int(row.reported), int(row.schools), rules_in_use().threshold("no_percent_n"))
    meaning = f"{about}: школ {of}, {rows_said(int(row.rows))}"
    words = f"{number(int(row.reported))}/{number(int(row.schools))}"
    return Cell(words, meaning, row.municipality_id, fill=heat(float(row.share_pct)))


def _nothing(meaning: str, value: str, *, leads: bool = False) -> Cell:
    return Cell("–", meaning, value, leads=leads, hatched=True)


def _sent_by_schools(files: TableFiles) -> None:
    frame = run(sent_by_school, current_scope())
    with panel(
        "Что прислано о школах",
        "Сколько строк каждого листа о школе действует в этом цикле. Штриховка: о школе не прислано ничего. Щелчок по "
        "клетке открывает школу.",
        frame,
        SENT_BY_SCHOOL,
        files,
        key="sent_school",
        slot="sent",
    ) as view:
        if view == TABLE:
            return
        how_to_read("Число — строк листа о школе. Штриховка: строк нет. Сверху школы, о которых прислано меньше.")
        sheets = run(sheets_of_cycle, current_scope())
        known = set(sheets[sheets["last_cycle"].notna()]["sheet"])
        shown = [sheet for sheet in dict.fromkeys(frame["sheet"]) if sheet in known]
        found = frame.drop_duplicates(["municipality_id", "school_id"])
        drawn = found.head(rows_drawn("sent_school"))
        cell_table(
            ["Школа", *shown],
            _lines_of_schools(frame, drawn, shown),
            key="sent_school_cells",
            alt="Сколько строк каждого листа о каждой школе",
            on_cell=lambda codes: open_school(*codes.split(SEPARATOR)),
            dense=True,
        )
        said_how_many("sent_school", len(found), "школ", "сначала те, о ком прислано меньше")


@kept
def _lines_of_schools(frame: pd.DataFrame, drawn: pd.DataFrame, sheets: list[str]) -> list[Line]:
    found = {(row.municipality_id, row.school_id, row.sheet): int(row.rows) for row in rows_of(frame)}
    names = axis_names(drawn["short_name"], drawn["school_id"])
    lines = []
    for name, row in zip(names, rows_of(drawn), strict=True):
        value = f"{row.municipality_id}{SEPARATOR}{row.school_id}"
        line = []
        for sheet in sheets:
            rows = found[row.municipality_id, row.school_id, sheet]
            about = f"{row.short_name}; «{sheet}»"
            there = Cell(number(rows), f"{about}: {rows_said(rows)}", value, fill=NO_DATA)
            line.append(there if rows else _nothing(f"{about}: строк нет", value, leads=True))
        lines.append(Line(name, tuple(line)))
    return lines


def unsent_panel(files: TableFiles) -> None:
    """Who owes which sheets, since when, and lines to copy into letters."""
    scope = current_scope()
    frame = kept(unsent_by_municipality)(run(unsent_sheets, scope, previous=current_previous()), scope.cycle or "")
    with panel(
        "Кто не прислал листы",
        "Листы, которых у муниципалитета нет за этот цикл, хотя за этот или прошлые циклы их кто-нибудь присылал. "
        "Щелчок по флажку строки открывает муниципалитет.",
        frame,
        UNSENT,
        files,
        key="unsent",
        views=("",),
    ):
        how_to_read(
            "Строка — муниципалитет, которому не хватает хотя бы одного листа, и за какой цикл листы приходили "
            "последний раз. Кто прислал все листы, здесь не стоит, и письма ему не нужно. Лист «Группы» нужен только "
            "там, где группы присвоены актом."
        )
        if frame.empty:
            nothing_here("Все муниципалитеты отбора прислали все листы, которые присылает кто-либо.")
            return
        data_table(
            frame,
            UNSENT,
            key="unsent",
            alt="Муниципалитеты и листы, которых они не прислали",
            on_row=lambda row: row_to_municipality(row) if row["schools"] else None,
        )
        with st.popover(
            f"Строки для писем тем, кто прислал не всё: {municipalities(len(frame))}",
            icon=":material/mail:",
            key="letters",
            on_change="rerun",
        ) as letters:
            if letters.open:
                st.code("\n".join(frame["letter"]), language=None, wrap_lines=True)


def between_sheets_panel(files: TableFiles) -> None:
    """Schools about which two sheets say different things, and which comparisons were made."""
    scope = current_scope()
    frame = kept(between_sheets_in_words)(run(contradictions_between_sheets, scope))
    registry = kept(comparisons_in_words)(run(comparisons_between_sheets, scope))
    with panel(
        "Расхождения между листами",
        "Одно и то же о школе по двум листам одного цикла: числа должны совпадать или одно быть не больше другого. "
        "Список сравнений растёт вместе с листами книги. Щелчок по флажку строки открывает школу и её исходные строки.",
        frame,
        BETWEEN_SHEETS,
        files,
        key="between_sheets",
        views=(LISTED, COMPARED),
    ) as view:
        made, differing = int(registry["absent"].isna().sum()), int(registry["differing"].fillna(0).sum())
        how_to_read(
            f"Сделано сравнений: {made} из {len(registry)}; расхождений — {number(differing)}. Расхождение не говорит, "
            "какой лист верен: проверьте обе строки."
        )
        if view == COMPARED:
            data_table(
                registry, COMPARISONS, key="comparisons", alt="Какие листы сравниваются и сколько школ различается"
            )
        elif not made:
            nothing_here("Сравнивать пока нечего: каких листов не хватило — в виде «сравнения».")
        elif frame.empty:
            nothing_here("Расхождений нет. Что сравнивалось и каких листов не хватило — в виде «сравнения».")
        else:
            data_table(
                frame,
                BETWEEN_SHEETS,
                key="between_sheets",
                alt="Школы, о которых два листа говорят разное",
                on_row=row_to_school,
            )


def between_cycles_panel(files: TableFiles) -> None:
    """Schools that vanished, moved, or changed beyond belief since the cycle of comparison."""
    scope, previous = current_scope(), current_previous()
    frame = run(contradictions_between_cycles, scope, previous=previous)
    ratio = threshold_words("quality_pupils_ratio")
    with panel(
        "Расхождения между циклами",
        "С циклом сравнения: школа исчезла, а преемник не назван; оказалась в другом муниципалитете; обучающихся "
        f"стало больше или меньше чем в {ratio} раза "
        f"({origin_words('quality_pupils_ratio')}); сменился вид. Щелчок по флажку строки "
        "открывает школу, а если её больше нет — муниципалитет.",
        frame,
        BETWEEN_CYCLES,
        files,
        key="between_cycles",
        views=("",),
    ):
        how_to_read(
            "Так бывает и на самом деле: школу закрыли, объединили, перевели. Тогда укажите преемника или исправьте "
            "строку листа «Организации»."
        )
        if previous is None:
            nothing_here("Цикл один: сравнить не с чем. Загрузите книгу прошлого цикла.")
            return
        if frame.empty:
            nothing_here(f"С циклом {previous} расхождений нет.")
            return
        counts = frame["what"].value_counts()
        said = [f"{words} — {schools(int(counts[what]))}" for what, words in KINDS.items() if what in counts]
        finding(f"С цикла {previous}: {'; '.join(said)}.")
        data_table(
            frame,
            BETWEEN_CYCLES,
            key="between_cycles",
            alt="Школы, о которых два цикла говорят разное",
            on_row=lambda row: (row_to_municipality if row["what"] == "vanished" else row_to_school)(row),
        )
