"""A department's own recommendations and indicators: added and taken away as a part of the draft."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any, get_args

import streamlit as st

from components.rules_cells import COMPARED
from components.rules_conditions import asked_of, leaf_of, names_of_values
from components.text import plain
from components.typed_number import typed_number
from methodology.catalogue import BLOCKS, Methodology
from methodology.edits import OWN_CODE, OWN_SHEET, Change
from methodology.recommendations import Addressee, Level

LEVELS: dict[Level, str] = {"ОО": "школе", "МО": "муниципалитету"}
UNITS = {"%": "доля, %", "шт.": "число, шт.", "чел.": "число людей, чел."}
DIRECTIONS = {"up": "больше — лучше", "down": "меньше — лучше", "none": "не лучше и не хуже"}
DEADLINES: dict[str, dict[str, Any]] = {
    "до конца учебного года": {"kind": "school_year"},
    "30 дней от решения": {"kind": "days", "days": 30, "from_": "decision"},
    "60 дней от решения": {"kind": "days", "days": 60, "from_": "decision"},
    "постоянно, контроль раз в квартал": {"kind": "permanent", "control": "квартал"},
}


def own_entries(rules: Methodology, key: str) -> list[Change]:
    """Forms for a recommendation and an indicator of one's own; what was added and taken away so far."""
    said: list[Change] = st.session_state.setdefault(f"{key}_own", [])
    st.caption(
        "Своя рекомендация получает код «СР-…» и срабатывает по показателю методики, по группе, зоне критерия, уровню "
        f"руководителя, ответу «да» или «нет» либо по дате цикла. Свой показатель присылают готовым на листе "
        f"«{OWN_SHEET}»: здесь он получает название, единицу и место среди показателей, а после сохранения — зоны."
    )
    # Once its entry was added the fields of a form are others, so that the next one begins anew, and the other form
    # keeps what is typed there.
    added: Counter[str] = st.session_state.setdefault(f"{key}_added", Counter())
    with st.expander("Добавить рекомендацию", icon=":material/add:", key=f"{key}_add_rec", on_change="rerun") as form:
        if form.open:
            _recommendation_form(rules, said, added, f"{key}_{added['recommendations']}")
    with st.expander("Добавить показатель", icon=":material/add:", key=f"{key}_add_ind", on_change="rerun") as form:
        if form.open:
            _indicator_form(said, added, f"{key}_{added['indicators']}")
    _listed(rules, said, key)
    return list(said)


def _listed(rules: Methodology, said: list[Change], key: str) -> None:
    gone = {change.code for change in said if change.after is None}
    stored = [
        ("recommendations", each.code, each.text) for each in rules.recommendations if each.code.startswith(OWN_CODE)
    ] + [("indicators", each.code, each.name) for each in rules.indicators if OWN_SHEET in each.columns]
    added = [
        (change.kind, change.code, str(change.after.get("text") or change.after.get("name")))
        for change in said
        if change.after is not None
    ]
    for kind, code, words in [*stored, *added]:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"{'~~' * (code in gone)}{plain(code)}. {plain(words)}{'~~' * (code in gone)}", width="stretch")
            st.button(
                "Вернуть" if code in gone else "Убрать",
                key=f"{key}_own_{code}",
                on_click=partial(_switch, said, rules, kind, code),
            )
    if not stored and not added:
        st.caption("Своих записей пока нет.")


def _switch(said: list[Change], rules: Methodology, kind: str, code: str) -> None:
    """Take away what is stored or was added, or take that back."""
    if any(change.code == code for change in said):
        said[:] = [change for change in said if change.code != code]
        return
    entries = rules.model_dump(mode="json")[kind]
    said.append(Change(kind, code, "", next(entry for entry in entries if entry["code"] == code), None))


def _recommendation_form(rules: Methodology, said: list[Change], added: Counter[str], key: str) -> None:
    asked = asked_of(rules)
    compared = [each for each in rules.indicators if each.stage != "query" and each.unit not in ("группа", "уровень")]
    names = {f"{each.code}. {each.name}, {each.unit}": each.code for each in compared}
    to_whom, when = st.columns(2)
    values: dict[str, Any] = {}
    with to_whom:
        values["text"] = st.text_area(
            "Что рекомендовано",
            key=f"{key}_rec_text",
            persist_state="session",
            placeholder="Что сделать, одной-двумя фразами",
        )
        values["level"] = st.segmented_control(
            "Кому",
            list(LEVELS),
            default="ОО",
            format_func=LEVELS.__getitem__,
            required=True,
            key=f"{key}_rec_level",
            persist_state="session",
        )
        values["addressee"] = st.selectbox(
            "Исполняет", get_args(Addressee), key=f"{key}_rec_to", persist_state="session"
        )
        values["priority"] = st.segmented_control(
            "Приоритет", (1, 2, 3), default=2, required=True, key=f"{key}_rec_priority", persist_state="session"
        )
    with when:
        values["when"] = _condition(names, asked, values["level"], key)
        values["deadline"] = st.selectbox(
            "Срок", list(DEADLINES), key=f"{key}_rec_due", persist_state="session", filter_mode=None
        )
        values["evidence"] = st.text_input(
            "Форма подтверждения", key=f"{key}_rec_proof", persist_state="session", placeholder="например: приказ"
        )
    ready = values["text"].strip() and values["evidence"].strip() and values["when"]
    st.button(
        "Добавить в черновик" if ready else "Заполните текст, условие и подтверждение",
        type="primary",
        disabled=not ready,
        key=f"{key}_rec_add",
        on_click=partial(_add_recommendation, rules, said, added, values),
    )


def _condition(
    names: dict[str, str], asked: dict[str, dict[str, Any]], level: Level, key: str
) -> dict[str, Any] | None:  # fmt: skip
    """What is looked at and compared; None until it is chosen. A municipality is asked about any of its schools."""
    about = st.selectbox(
        "Если",
        [*asked, *names],
        index=None,
        placeholder="Выберите, что проверяется",
        key=f"{key}_rec_ind",
        persist_state="session",
    )
    if about in names:
        how = st.selectbox(
            "Сравнение",
            list(COMPARED),
            index=None,
            format_func=COMPARED.__getitem__,
            placeholder="Выберите",
            key=f"{key}_rec_how",
            persist_state="session",
            filter_mode=None,
        )
        bound = typed_number("Число", None, placeholder="Впишите", key=f"{key}_rec_bound", persist_state="session")
        if bound is not None and (isinstance(bound, str) or bound < 0):
            st.caption("Нужно число от 0, например 62,5.")
            return None
        if how is None or bound is None:
            return None
        if how == "below" and bound == 0:
            st.caption("Меньше нуля показатель не бывает: такая рекомендация не сработает никогда.")
            return None
        return {"indicator": names[about], how: bound}
    if about is None:
        return None
    possible = names_of_values(asked[about])
    chosen = st.multiselect(
        "При каких значениях", possible, default=possible if len(possible) == 1 else None, placeholder="Выберите",
        key=f"{key}_rec_values_{about}", persist_state="session",
    )  # fmt: skip
    if not chosen:
        return None
    leaf = leaf_of(asked[about], chosen)
    return {"any_school": leaf} if level == "МО" and "date" not in leaf else leaf


def _add_recommendation(
    rules: Methodology, said: list[Change], added: Counter[str], values: dict[str, Any]
) -> None:  # fmt: skip
    used = {each.code for each in rules.recommendations} | {change.code for change in said}
    code = next(code for number in range(1, 100) if (code := f"{OWN_CODE}{number:02d}") not in used)
    entry = {
        "block": "proposals",
        "code": code,
        "text": values["text"].strip(),
        "addressees": {values["level"]: [values["addressee"]]},
        "condition": "-",
        "when": values["when"],
        "deadline": DEADLINES[values["deadline"]],
        "evidence": values["evidence"].strip(),
        "priority": values["priority"],
        "is_proposal": True,
    }
    said.append(Change("recommendations", code, "", None, entry))
    added["recommendations"] += 1


def _indicator_form(said: list[Change], added: Counter[str], key: str) -> None:
    what, where = st.columns(2)
    values: dict[str, Any] = {}
    with what:
        values["code"] = st.text_input(
            "Код, как на листе «Показатели»", key=f"{key}_ind_code", persist_state="session", max_chars=20
        )
        values["name"] = st.text_input("Название", key=f"{key}_ind_name", persist_state="session")
        values["short"] = st.text_input("Краткое название", key=f"{key}_ind_short", persist_state="session")
        values["formula"] = st.text_input("Формула словами", key=f"{key}_ind_formula", persist_state="session")
    with where:
        values["unit"] = st.segmented_control(
            "Что это",
            list(UNITS),
            default="%",
            format_func=UNITS.__getitem__,
            required=True,
            key=f"{key}_ind_unit",
            persist_state="session",
        )
        values["block"] = st.selectbox(
            "Раздел",
            [each for each in BLOCKS if each != "auxiliary"],
            format_func=BLOCKS.__getitem__,
            key=f"{key}_ind_block",
            persist_state="session",
        )
        values["direction"] = st.selectbox(
            "Направление",
            list(DIRECTIONS),
            format_func=DIRECTIONS.__getitem__,
            key=f"{key}_ind_dir",
            persist_state="session",
            filter_mode=None,
        )
        values["origin"] = st.text_input(
            "Происхождение (документ)",
            key=f"{key}_ind_origin",
            persist_state="session",
            placeholder="рабочий показатель",
        )
    values["sensitive"] = st.checkbox(
        "Говорит о людях (в режиме для совета малые числа скрываются)",
        value=True,
        key=f"{key}_ind_people",
        persist_state="session",
    )
    ready = all(values[name].strip() for name in ("code", "name", "short", "formula"))
    st.button(
        "Добавить в черновик" if ready else "Заполните код, названия и формулу",
        type="primary",
        disabled=not ready,
        key=f"{key}_ind_add",
        on_click=partial(_add_indicator, said, added, values),
    )


def _add_indicator(said: list[Change], added: Counter[str], values: dict[str, Any]) -> None:
    share = values["unit"] == "%"
    entry: dict[str, Any] = {
        **{name: value.strip() if isinstance(value, str) else value for name, value in values.items()},
        "origin": values["origin"].strip() or "рабочий показатель",
        "decimals": 0,
        "level": ["школа", "муниципалитет"],
        "stage": "derive",
        "kind": "ratio" if share else "count",
        "grain": "школа",
        "multiplier": 100 if share else 1,
        "numerator": "числитель с листа «Показатели»",
        "denominator": "знаменатель с листа «Показатели»" if share else "—",
        "missing": "строки на листе нет — значение неизвестно",
        "columns": {OWN_SHEET: ["Код показателя", "Числитель", "Знаменатель"]},
    }
    said.append(Change("indicators", entry["code"], "", None, entry))
    added["indicators"] += 1
