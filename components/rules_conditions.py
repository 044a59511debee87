"""Conditions of recommendations as tables: a comparison with a number in each row, or a thing and its values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
import streamlit as st

from components.rules_cells import (
    CODE,
    COMPARED,
    COMPARISON_OF,
    bound_of_cells,
    bounds_by_name,
    cells_of_bounds,
    columns_of_bounds,
    editor,
    same,
)
from data.sheets import DEVELOPMENT, SCHOOLS
from methodology.catalogue import Methodology, packaged
from methodology.condition_words import condition_words
from methodology.edits import Change
from methodology.recommendations import COMPARISONS, POSSIBLE, SUBJECTS

Path = tuple[Any, ...]
ABOUT, ASKED, VALUES = "Что сравнивается", "Что проверяется", "При каких значениях"
TEXT, WHOLE = "Рекомендация", "Всё условие"
KNOWN = "известна"
OF_DATES = {"cycle.published": "дата публикации итогов", "cycle.as_of": "дата среза цикла"}
VALUE_NAMES: dict[str, dict[Any, str]] = {
    "group": {value: f"группа {value}" for value in POSSIBLE["group"]},
    "criterion_zone": {value: f"{value} зона" for value in POSSIBLE["criterion_zone"]},
    "level": {value: f"{value} уровень" for value in POSSIBLE["level"]},
    "flag": {value: str(value) for value in POSSIBLE["flag"]},
    "date": {"set": KNOWN},
}
"""What a leaf looks at → how its values are called."""


def conditions(rules: Methodology, key: str) -> list[Change]:
    """Both tables; what has been changed in them."""
    dumped = {each.code: each.model_dump(mode="json")["when"] for each in rules.recommendations}
    touched: dict[str, Any] = {}
    for code, path, leaf in (*_compared(rules, dumped, key), *_asked(rules, dumped, key)):
        when = touched.setdefault(code, rules.recommendation(code).model_dump(mode="json")["when"])
        for step in path:
            when = when[step]
        when |= leaf
    return [Change("recommendations", code, "when", dumped[code], when) for code, when in touched.items()]


def asked_of(rules: Methodology) -> dict[str, dict[str, Any]]:
    """What can be asked without comparing a number, by name → the leaf without its values."""
    flags = [(sheet.name, column.heading) for sheet in (SCHOOLS, DEVELOPMENT) for column in sheet.columns if
             column.kind == "flag"]  # fmt: skip
    return {
        "группа школы": {"group": "Э-ГР"},
        "уровень руководителя": {"level": "К-РУК-УР"},
        **{f"зона критерия {each.criterion}. {each.name}": {"criterion_zone": each.criterion} for each in
           rules.criteria},
        **{f"«{heading}» (лист «{sheet}»)": {"flag": f"{sheet}.{heading}"} for sheet, heading in flags},
        **{words: {"date": date} for date, words in OF_DATES.items()},
    }  # fmt: skip


def names_of_values(asked: dict[str, Any]) -> list[str]:
    """The values that can be chosen for what is asked."""
    [subject] = asked
    return list(VALUE_NAMES[subject].values())


def leaf_of(asked: dict[str, Any], chosen: list[str]) -> dict[str, Any]:
    """The leaf for what is asked and the names of values; a value of something else stays as it was named."""
    [subject] = asked
    names = {name: value for value, name in VALUE_NAMES[subject].items()}
    if subject == "date" and chosen == [KNOWN]:
        return asked | {"is_": "set"}
    values = [names.get(name, name) for name in sorted(chosen, key=[*names, *chosen].index)]
    return asked | ({"equals": values[0]} if len(values) == 1 else {"in_": values})


def _compared(rules: Methodology, dumped: dict[str, Any], key: str) -> Iterator[tuple[str, Path, dict[str, Any]]]:
    """The recommendation, the way to the leaf and what it becomes."""
    keys = bounds_by_name(rules)
    rows = [(code, path, leaf) for code, when in dumped.items() for path, leaf in _leaves(when) if _is_number(leaf)]
    comparisons = [next(name for name in COMPARED if leaf[name] is not None) for _, _, leaf in rows]
    bounds = [leaf[name] for (_, _, leaf), name in zip(rows, comparisons, strict=True)]
    frame = pd.DataFrame(
        {
            **_of_recommendations(rules, [code for code, _, _ in rows]),
            ABOUT: [_about(leaf, rules) for _, _, leaf in rows],
            **cells_of_bounds(comparisons, bounds, [_shipped(code, path, leaf) for code, path, leaf in rows], keys),
            WHOLE: [condition_words(rules.recommendation(code).when, rules) for code, _, _ in rows],
        }
    )
    edited = editor(
        frame,
        [CODE, TEXT, ABOUT, WHOLE],
        {
            CODE: st.column_config.TextColumn(width=70),
            TEXT: st.column_config.TextColumn(width=150),
            ABOUT: st.column_config.TextColumn(width=160),
            WHOLE: st.column_config.TextColumn(width=360),
        }
        | columns_of_bounds(keys, required=True, bound_px=180),
        "Условия рекомендаций: с чем сравнивается показатель",
        f"{key}_conditions",
    )
    st.caption(
        "Сравнивать можно с порогом (тогда его значение — на вкладке «Пороги») или со своим числом; если вписано "
        "число, действует оно, если его стереть — снова порог. Условие из нескольких строк соединено так, как сказано "
        f"в столбце «{WHOLE}»: «и» — нужны все, «или» — достаточно одного."
    )
    cells = zip(frame.itertuples(index=False), edited.itertuples(index=False), strict=True)
    for (code, path, _), was, (row_was, row_now) in zip(rows, comparisons, cells, strict=True):
        if not all(map(same, row_was, row_now)):
            bound = bound_of_cells(row_was[4:6], row_now[4:6], keys)
            yield code, path, {was: None} | {COMPARISON_OF[row_now[3]]: bound}


def _of_recommendations(rules: Methodology, codes: list[str]) -> dict[str, list[str]]:
    """Code and text, as columns."""
    return {CODE: codes, TEXT: [rules.recommendation(code).text for code in codes]}


def _shipped(code: str, path: Path, leaf: dict[str, Any]) -> Any:
    """What the leaf compares with in the rules that ship with the program; None where these have no such leaf."""
    found = next((each for each in packaged().recommendations if each.code == code), None)
    same_leaves = [] if found is None else [
        each for at, each in _leaves(found.model_dump(mode="json")["when"])
        if at == path and (each["indicator"], each["count"]) == (leaf["indicator"], leaf["count"])
    ]  # fmt: skip
    return next((each[name] for each in same_leaves for name in COMPARED if each[name] is not None), None)


def _asked(rules: Methodology, dumped: dict[str, Any], key: str) -> Iterator[tuple[str, Path, dict[str, Any]]]:
    """As ``_compared``, of what is no number: groups, zones, levels, yes or no, days of the cycle."""
    asked = asked_of(rules)
    name_of = {next(iter(leaf.items())): name for name, leaf in asked.items()}
    rows = [(code, path, leaf) for code, when in dumped.items() for path, leaf in _leaves(when) if not _is_number(leaf)]
    frame = pd.DataFrame(
        {
            **_of_recommendations(rules, [code for code, _, _ in rows]),
            ASKED: [name_of[_subject(leaf), leaf[_subject(leaf)]] for _, _, leaf in rows],
            VALUES: pd.Series([_names(leaf) for _, _, leaf in rows], dtype=object),
            WHOLE: [condition_words(rules.recommendation(code).when, rules) for code, _, _ in rows],
        }
    )
    possible = dict.fromkeys(name for names in VALUE_NAMES.values() for name in names.values())
    edited = editor(
        frame,
        [CODE, TEXT, WHOLE],
        {
            CODE: st.column_config.TextColumn(width=70),
            TEXT: st.column_config.TextColumn(width=150),
            ASKED: st.column_config.SelectboxColumn(options=list(asked), required=True, width=260),
            VALUES: st.column_config.MultiselectColumn(options=list(possible), width=230),
            WHOLE: st.column_config.TextColumn(width=360),
        },
        "Условия рекомендаций: группа, зона критерия, уровень руководителя, ответы «да» и «нет», даты цикла",
        f"{key}_asked",
    )
    st.caption(
        "Значения выбирают из своих: для группы — группы, для зоны критерия — зоны, для уровня — уровни, для ответа — "
        f"«да» или «нет», для даты — «{KNOWN}». Несколько значений значит «любое из них»."
    )
    emptied: dict[str, Any] = dict.fromkeys((*SUBJECTS, *COMPARISONS))
    cells = zip(frame.itertuples(index=False), edited.itertuples(index=False), strict=True)
    for (code, path, _), (row_was, row_now) in zip(rows, cells, strict=True):
        if not all(map(same, row_was, row_now)):
            chosen = list(row_now[3]) if isinstance(row_now[3], list) else []
            yield code, path, emptied | leaf_of(asked[row_now[2]], chosen)


def _leaves(when: dict[str, Any], path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """The leaves of a condition, with the way to them."""
    joined = [name for name in ("all_", "any_", "not_", "unless", "any_school") if when.get(name) is not None]
    if not joined:
        yield path, when
    for name in joined:
        inside = when[name]
        for step, each in enumerate(inside) if isinstance(inside, list) else [(None, inside)]:
            yield from _leaves(each, (*path, name) if step is None else (*path, name, step))


def _subject(leaf: dict[str, Any]) -> str:
    return next(name for name in SUBJECTS if leaf[name] is not None)


def _is_number(leaf: dict[str, Any]) -> bool:
    return _subject(leaf) in ("indicator", "count")


def _names(leaf: dict[str, Any]) -> list[str]:
    """The values that a leaf names, in the order of their scale."""
    subject = _subject(leaf)
    named = {leaf["is_"]} if subject == "date" else {*(leaf["in_"] or (leaf["equals"],))}
    return [name for value, name in VALUE_NAMES[subject].items() if value in named]


def _about(leaf: dict[str, Any], rules: Methodology) -> str:
    code = leaf["indicator"] or leaf["count"]
    rule = rules.indicator(code)
    return f"{rule.name} ({code}), {'число' if leaf['of'] else rule.unit}"
