"""The tables in which a department changes its rules, and the draft that they make together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
import streamlit as st

from components.rules_own import own_entries
from methodology.catalogue import Methodology
from methodology.edits import WHOLE_SET, Change, Draft
from methodology.words import number
from queries.change_words import BY_METHODOLOGY, BY_SHEET, FIELDS

GENERATION = "_rules_generation"
BOUNDS = ("crit_low_max", "crit_high_min")
COMPARED = {"below": "меньше", "at_most": "не больше", "above": "больше", "at_least": "не меньше", "equals": "равно"}
TABS = ("Пороги", "Критерии и группы", "Рекомендации", "Условия рекомендаций", "Показатели", "Свои записи")
CODE, ACTIVE, PLACE, BOUND, NUMBER = "Код", "Действует", "№", "Порог", "Число"
MOST_PX = 560


def edited_draft(rules: Methodology, version: int) -> Draft:
    """The editors over the rules of a version; what has been changed in them so far."""
    key = f"rules_{version}_{st.session_state.get(GENERATION, 0)}"
    thresholds, criteria, recommendations, conditions, indicators, own = st.tabs(TABS, key=f"{key}_tabs")
    found: list[Change] = []
    with thresholds:
        found += _thresholds(rules, key)
    with criteria:
        found += _criteria(rules, key)
    with recommendations:
        found += _recommendations(rules, key)
    with conditions:
        found += _conditions(rules, key)
    with indicators:
        found += _indicators(rules, key)
    with own:
        found += own_entries(rules, key)
    return tuple(found)


def begin_anew() -> None:
    """Forget everything that was changed and not saved."""
    st.session_state[GENERATION] = st.session_state.get(GENERATION, 0) + 1


def _editor(frame: pd.DataFrame, fixed: list[str], settings: dict[str, Any], alt: str, key: str) -> pd.DataFrame:
    edited: pd.DataFrame = st.data_editor(
        frame,
        hide_index=True,
        disabled=fixed,
        column_config=settings,
        height=min(MOST_PX, 38 + 35 * len(frame)),
        alt=alt,
        placeholder="",
        key=key,
    )
    return edited


def _changes(
    kind: str, codes: list[str], frame: pd.DataFrame, edited: pd.DataFrame, fields: dict[str, str], rules: Methodology
) -> Iterator[Change]:
    """Cells that differ, as changes; ``fields``: heading → field."""
    stored = rules.model_dump(mode="json")[kind]
    by_code = {str(entry.get("code") or entry.get("key") or entry.get("criterion")): entry for entry in stored}
    for heading, field in fields.items():
        for code, was, now in zip(codes, frame[heading], edited[heading], strict=True):
            if (pd.isna(was) and pd.isna(now)) or was == now:
                continue
            after = None if pd.isna(now) else now.strip() if isinstance(now, str) else now
            yield Change(kind, code, field, by_code[code][field], _of_python(after))


def _of_python(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value


def _thresholds(rules: Methodology, key: str) -> Iterator[Change]:
    listed = [each for each in rules.thresholds if each.key not in BOUNDS]
    frame = pd.DataFrame(
        {
            "Что означает": [f"{each.meaning[:1].upper()}{each.meaning[1:]}" for each in listed],
            "Значение": [each.value for each in listed],
            "Единица": [each.unit for each in listed],
            "Происхождение": [each.origin for each in listed],
        }
    )
    edited = _editor(
        frame,
        ["Что означает", "Единица"],
        {
            "Что означает": st.column_config.TextColumn(width=430),
            "Значение": st.column_config.NumberColumn(width=90),
            "Единица": st.column_config.TextColumn(width=80),
            "Происхождение": st.column_config.TextColumn(width=330),
        },
        "Пороги: значение и происхождение",
        f"{key}_thresholds",
    )
    st.caption(
        "Изменённое значение без названного документа становится рабочим порогом управления, с причиной новой версии. "
        "Если порог установлен документом, впишите его в «Происхождение». Границы групп — на следующей вкладке."
    )
    codes = [each.key for each in listed]
    fields = {"Значение": "value", "Происхождение": "origin"}
    yield from _changes("thresholds", codes, frame, edited, fields, rules)


def _criteria(rules: Methodology, key: str) -> Iterator[Change]:
    own = st.radio(
        "Границы групп",
        (False, True),
        index=int(rules.own_group_bounds),
        format_func=lambda by_methodology: BY_METHODOLOGY if by_methodology else BY_SHEET,
        key=f"{key}_bounds",
        horizontal=True,
    )
    if own != rules.own_group_bounds:
        yield Change(WHOLE_SET, "", "own_group_bounds", rules.own_group_bounds, own)
    values = {}
    with st.container(horizontal=True):
        for name, words in zip(BOUNDS, ("Группа 3 — до, %", "Группа 1 — от, %"), strict=True):
            values[name] = st.number_input(
                words, value=rules.threshold(name), step=1.0, format="%g", key=f"{key}_{name}", width=220
            )
    for name, value in values.items():
        if value != rules.threshold(name):
            yield Change("thresholds", name, "value", rules.threshold(name), value)
    if not own and any(value != rules.threshold(name) for name, value in values.items()):
        st.caption(
            "Эти границы действуют там, где лист «Критерии» не задаёт одной пары для всех критериев. Чтобы они "
            "действовали везде, выберите «по методике»."
        )
    frame = pd.DataFrame(
        {
            PLACE: [each.criterion for each in rules.criteria],
            "Критерий": [each.name for each in rules.criteria],
            "Входит в итог": [each.included for each in rules.criteria],
            "Вес": pd.Series([each.weight for each in rules.criteria], dtype=float),
        }
    )
    edited = _editor(
        frame,
        [PLACE, "Критерий"],
        {
            PLACE: st.column_config.NumberColumn(width=50),
            "Критерий": st.column_config.TextColumn(width=470),
            "Входит в итог": st.column_config.CheckboxColumn(width=120),
            "Вес": st.column_config.NumberColumn(width=90),
        },
        "Критерии: входит ли в итог, вес",
        f"{key}_criteria",
    )
    st.caption(
        "Пустой вес — с листа «Критерии». Веса задают либо всем критериям, которые входят в итог, либо ни одному; "
        "сумма любая: считается доля веса."
    )
    codes = [str(each.criterion) for each in rules.criteria]
    yield from _changes("criteria", codes, frame, edited, {"Входит в итог": "included", "Вес": "weight"}, rules)


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
    edited = _editor(
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
    yield from _changes("recommendations", [each.code for each in listed], frame, edited, fields, rules)


def _conditions(rules: Methodology, key: str) -> Iterator[Change]:
    """Each comparison with a number in a row of its own."""
    names = {each.key: f"{each.meaning} ({number(each.value, 0 if each.value.is_integer() else 1)})" for each in
             rules.thresholds}  # fmt: skip
    keys = {words: each for each, words in names.items()}
    dumped = {each.code: each.model_dump(mode="json")["when"] for each in rules.recommendations}
    rows = [(code, *found) for code, when in dumped.items() for found in _numeric_leaves(when)]
    comparisons = [next(name for name in COMPARED if leaf[name] is not None) for _, _, leaf in rows]
    frame = pd.DataFrame(
        {
            CODE: [code for code, _, _ in rows],
            "Что сравнивается": [_about(leaf, rules) for _, _, leaf in rows],
            "Сравнение": [COMPARED[name] for name in comparisons],
            BOUND: [names.get(leaf[name]) for (_, _, leaf), name in zip(rows, comparisons, strict=True)],
            NUMBER: pd.Series(
                [
                    None if isinstance(leaf[name], str) else leaf[name]
                    for (_, _, leaf), name in zip(rows, comparisons, strict=True)
                ],
                dtype=float,
            ),
        }
    )
    edited = _editor(
        frame,
        [CODE, "Что сравнивается"],
        {
            CODE: st.column_config.TextColumn(width=70),
            "Что сравнивается": st.column_config.TextColumn(width=320),
            "Сравнение": st.column_config.SelectboxColumn(options=list(COMPARED.values()), required=True, width=110),
            BOUND: st.column_config.SelectboxColumn(options=list(keys), width=290),
            NUMBER: st.column_config.NumberColumn(width=80),
        },
        "Условия рекомендаций: с чем сравнивается показатель",
        f"{key}_conditions",
    )
    st.caption(
        "Сравнивать можно с порогом (тогда его значение — на вкладке «Пороги») или со своим числом; если вписано "
        "число, действует оно. Условий о группе, зоне критерия и ответах «да» и «нет» здесь не меняют."
    )
    words = {said: name for name, said in COMPARED.items()}
    touched: dict[str, Any] = {}
    cells = zip(frame.itertuples(index=False), edited.itertuples(index=False), strict=True)
    for (code, path, _), was, (row_was, row_now) in zip(rows, comparisons, cells, strict=True):
        if all((pd.isna(one) and pd.isna(two)) or one == two for one, two in zip(row_was, row_now, strict=True)):
            continue
        threshold, value = row_now[3], row_now[4]
        bound = keys.get(threshold) if pd.isna(value) or (value == row_was[4] and threshold != row_was[3]) else value
        when = touched.setdefault(code, rules.recommendation(code).model_dump(mode="json")["when"])
        place = when
        for step in path:
            place = place[step]
        place |= {was: None}
        place[words[row_now[2]]] = _of_python(bound)
    for code, when in touched.items():
        yield Change("recommendations", code, "when", dumped[code], when)


def _numeric_leaves(when: dict[str, Any], path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Comparisons with numbers within a condition, with the way to them."""
    if when.get("indicator") is not None or when.get("count") is not None:
        yield path, when
        return
    for name in ("all_", "any_", "not_", "unless", "any_school"):
        inside = when.get(name)
        for step, each in enumerate(inside) if isinstance(inside, list) else [(None, inside)]:
            if each is not None:
                yield from _numeric_leaves(each, (*path, name) if step is None else (*path, name, step))


def _about(leaf: dict[str, Any], rules: Methodology) -> str:
    code = leaf["indicator"] or leaf["count"]
    rule = rules.indicator(code)
    return f"{rule.name} ({code}), {'число' if leaf['of'] else rule.unit}"


def _indicators(rules: Methodology, key: str) -> Iterator[Change]:
    fields = {FIELDS[field].capitalize(): field for field in ("name", "short", "formula", "missing", "origin")}
    listed = rules.indicators
    frame = pd.DataFrame(
        {CODE: [each.code for each in listed]}
        | {heading: [getattr(each, field) for each in listed] for heading, field in fields.items()}
    )
    edited = _editor(
        frame,
        [CODE],
        {CODE: st.column_config.TextColumn(width=100)}
        | {heading: st.column_config.TextColumn(width=260) for heading in fields},
        "Показатели: название, краткое название, формула словами, отсутствие данных, происхождение",
        f"{key}_indicators",
    )
    st.caption(
        "Здесь меняются слова. Сам счёт показателя — часть программы; свой показатель добавляют на вкладке «Свои»."
    )
    yield from _changes("indicators", [each.code for each in listed], frame, edited, fields, rules)
