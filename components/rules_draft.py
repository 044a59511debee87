"""The tables in which a department changes its rules, and the draft that they make together."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import streamlit as st

from components.cached import run
from components.rules_cells import BEGUN, CODE, LEFT, changes, editor
from components.rules_conditions import conditions
from components.rules_deadlines import deadlines
from components.rules_own import own_entries
from components.rules_zones import zones
from components.typed_number import typed_column, typed_number
from methodology.catalogue import Methodology
from methodology.edits import WHOLE_SET, Change, Draft
from queries.change_words import BY_METHODOLOGY, BY_SHEET, FIELDS
from queries.criteria_sheet import weights_of_sheet
from queries.frames import rows_of
from queries.scope import Scope

GENERATION, CHANGED, CARRIED = "_rules_generation", "_rules_changed", "_rules_carried"
"""Where the number of times that a draft was begun is kept, the version that the one of now changes something of, and
what was carried over from an earlier version, with the version it was carried to."""
BOUNDS = ("crit_low_max", "crit_high_min")
TABS = (
    "Пороги",
    "Критерии и группы",
    "Зоны показателей",
    "Рекомендации",
    "Условия рекомендаций",
    "Сроки рекомендаций",
    "Показатели",
    "Свои записи",
)
ACTIVE, PLACE, ON_SHEET, USED = "Действует", "№", "Вес на листе", "Показатели"


def edited_draft(rules: Methodology, version: int, base: int | str) -> Draft:
    """The editors over the rules of a version; what has been changed in them so far.

    ``version``: the one that the draft is of; ``base``: the one whose rules these are, or what else they are.
    """
    key = f"rules_{version}_{generation()}" + (f"_on_{base}" if base != version else "")
    editors = (_thresholds, _criteria, zones, _recommendations, conditions, deadlines, _indicators, own_entries)
    found: list[Change] = []
    for tab, of_tab in zip(st.tabs(TABS, key=f"{key}_tabs"), editors, strict=True):
        with tab:
            found += of_tab(rules, key)
    return tuple(found)


def let_wait(version: int, *, changed: bool) -> None:
    """Remember of which version something is changed, for the other parts of the page and for when there is another."""
    st.session_state[CHANGED] = version if changed else None


def version_of_draft(latest: int) -> int:
    """The version that is changed: the latest, or the one that a draft was begun of before others saved a later one."""
    return min(st.session_state.get(CHANGED) or latest, latest)


def carry_over(version: int, draft: Draft) -> None:
    """From now on this is the draft of that version."""
    begin_anew()
    st.session_state[CARRIED] = (version, draft)


def carried(version: int) -> Draft | None:
    """What was carried over to the version; None if nothing was."""
    at, draft = st.session_state.get(CARRIED) or (None, None)
    return draft if at == version else None


def generation() -> int:
    """How many drafts were ended in this sitting: part of the keys of what belongs to one."""
    return int(st.session_state.get(GENERATION, 0))


def draft_waits() -> bool:
    """Whether something was changed in this sitting that is not saved."""
    return bool(st.session_state.get(CHANGED))


def begin_anew() -> None:
    """Forget everything that was changed and not saved."""
    st.session_state[GENERATION] = generation() + 1
    st.session_state[CHANGED] = st.session_state[CARRIED] = None
    for name in [str(each) for each in st.session_state]:
        if name.startswith("rules_") and name.endswith((BEGUN, LEFT)):
            del st.session_state[name]


def _thresholds(rules: Methodology, key: str) -> Iterator[Change]:
    listed = [each for each in rules.thresholds if each.key not in BOUNDS]
    frame = pd.DataFrame(
        {
            "Что означает": [f"{each.meaning[:1].upper()}{each.meaning[1:]}" for each in listed],
            "Значение": [each.value for each in listed],
            "Единица": [each.unit for each in listed],
            "Происхождение": [each.origin for each in listed],
            USED: [", ".join(each.used_by) for each in listed],
        }
    )
    edited = editor(
        frame,
        ["Что означает", "Единица", USED],
        {
            "Что означает": st.column_config.TextColumn(width=430),
            "Значение": typed_column(90),
            "Единица": st.column_config.TextColumn(width=80),
            "Происхождение": st.column_config.TextColumn(width=300),
            USED: st.column_config.TextColumn(width=200),
        },
        "Пороги: значение и происхождение",
        f"{key}_thresholds",
    )
    st.caption(
        "Изменённое значение без названного документа становится рабочим порогом управления, с причиной новой версии. "
        "Если порог установлен документом, впишите его в «Происхождение». Порог, у которого названо несколько "
        "показателей, меняется у всех сразу. Границы групп — на следующей вкладке."
    )
    codes = [each.key for each in listed]
    fields = {"Значение": "value", "Происхождение": "origin"}
    yield from changes("thresholds", codes, frame, edited, fields, rules)


def _criteria(rules: Methodology, key: str) -> Iterator[Change]:
    own = st.radio(
        "Границы групп",
        (False, True),
        index=int(rules.own_group_bounds),
        format_func=lambda by_methodology: BY_METHODOLOGY if by_methodology else BY_SHEET,
        key=f"{key}_bounds",
        persist_state="session",
        horizontal=True,
    )
    if own != rules.own_group_bounds:
        yield Change(WHOLE_SET, "", "own_group_bounds", rules.own_group_bounds, own)
    values = {}
    with st.container(horizontal=True):
        for name, words in zip(BOUNDS, ("Группа 3 — до, %", "Группа 1 — от, %"), strict=True):
            values[name] = typed_number(
                words, rules.threshold(name), key=f"{key}_{name}", persist_state="session", width=220
            )
    for name, value in values.items():
        if value != rules.threshold(name):
            yield Change("thresholds", name, "value", rules.threshold(name), value)
    if not own and any(value != rules.threshold(name) for name, value in values.items()):
        st.caption(
            "Эти границы действуют там, где лист «Критерии» не задаёт одной пары для всех критериев. Чтобы они "
            f"действовали везде, выберите «{BY_METHODOLOGY}»."
        )
    st.caption(
        "Границы делят на группы школы по итогу. Зоны отдельных критериев и число критериев в низкой зоне от них не "
        "зависят: порог низкой и высокой зоны каждого критерия стоит на листе «Критерии» загружаемой книги, и изменить "
        "его можно только там."
    )
    sheet = run(weights_of_sheet, Scope())
    on_sheet = dict(zip(sheet["criterion"], sheet["weight"], strict=True))
    frame = pd.DataFrame(
        {
            PLACE: [each.criterion for each in rules.criteria],
            "Критерий": [each.name for each in rules.criteria],
            "Входит в итог": [each.included for each in rules.criteria],
            ON_SHEET: pd.Series([on_sheet.get(each.criterion) for each in rules.criteria], dtype=float),
            "Вес": pd.Series([each.weight for each in rules.criteria], dtype=float),
        }
    )
    edited = editor(
        frame,
        [PLACE, "Критерий", ON_SHEET],
        {
            PLACE: st.column_config.NumberColumn(width=50),
            "Критерий": st.column_config.TextColumn(width=430),
            "Входит в итог": st.column_config.CheckboxColumn(width=120),
            ON_SHEET: st.column_config.NumberColumn(format="localized", width=120),
            "Вес": typed_column(90),
        },
        "Критерии: входит ли в итог, вес",
        f"{key}_criteria",
    )
    st.caption(
        f"Пока «Вес» пуст, действует вес с листа «Критерии»: он стоит рядом.{_several(sheet)} Веса задают либо всем "
        "критериям, которые входят в итог, либо ни одному; сумма любая: считается доля веса."
    )
    codes = [str(each.criterion) for each in rules.criteria]
    yield from changes("criteria", codes, frame, edited, {"Входит в итог": "included", "Вес": "weight"}, rules)


def _several(sheet: pd.DataFrame) -> str:
    """Said where municipalities set different weights; empty where they agree."""
    differing = [row for row in rows_of(sheet) if row.municipalities < row.of_municipalities]
    if not differing:
        return ""
    said = ", ".join(f"{row.criterion} (у {row.municipalities} из {row.of_municipalities})" for row in differing)
    return f" У муниципалитетов веса разные, показан самый частый: критерии {said}."


def _recommendations(rules: Methodology, key: str) -> Iterator[Change]:
    listed = rules.recommendations
    frame = pd.DataFrame(
        {
            CODE: [each.code for each in listed],
            ACTIVE: [each.active for each in listed],
            "Текст": [each.text for each in listed],
            "Форма подтверждения": [each.evidence for each in listed],
            "Приоритет": [each.priority for each in listed],
        }
    )
    edited = editor(
        frame,
        [CODE],
        {
            CODE: st.column_config.TextColumn(width=70),
            ACTIVE: st.column_config.CheckboxColumn(width=90),
            "Текст": st.column_config.TextColumn(width=560),
            "Форма подтверждения": st.column_config.TextColumn(width=220),
            "Приоритет": st.column_config.SelectboxColumn(options=[1, 2, 3], required=True, width=90),
        },
        "Рекомендации: действует ли, текст, форма подтверждения, приоритет",
        f"{key}_recommendations",
    )
    fields = {ACTIVE: "active", "Текст": "text", "Форма подтверждения": "evidence", "Приоритет": "priority"}
    yield from changes("recommendations", [each.code for each in listed], frame, edited, fields, rules)


def _indicators(rules: Methodology, key: str) -> Iterator[Change]:
    fields = {FIELDS[field].capitalize(): field for field in ("name", "short", "formula", "missing", "origin")}
    listed = rules.indicators
    frame = pd.DataFrame(
        {CODE: [each.code for each in listed]}
        | {heading: [getattr(each, field) for each in listed] for heading, field in fields.items()}
    )
    edited = editor(
        frame,
        [CODE],
        {CODE: st.column_config.TextColumn(width=100)}
        | {heading: st.column_config.TextColumn(width=260) for heading in fields},
        "Показатели: название, краткое название, формула словами, отсутствие данных, происхождение",
        f"{key}_indicators",
    )
    st.caption(
        "Здесь меняются слова. Сам счёт показателя — часть программы; свой показатель добавляют на вкладке "
        f"«{TABS[-1]}»."
    )
    yield from changes("indicators", [each.code for each in listed], frame, edited, fields, rules)
