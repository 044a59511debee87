"""Deadlines of recommendations as a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
import streamlit as st

from components.rules_cells import CODE, editor, of_python, same
from components.typed_number import typed_column
from methodology.catalogue import Methodology
from methodology.edits import CONTROL_PERIODS, Change
from methodology.sentences import MONTHS

KINDS = {
    "date": "к числу месяца",
    "days": "через столько-то дней",
    "school_year": "до конца учебного года",
    "period": "к очередному циклу",
    "permanent": "постоянно, с контролем",
    "none": "назначает коллегия",
}
SINCE = {"decision": "со дня решения", "cycle.published": "со дня публикации итогов"}
KIND, DAY, MONTH, DAYS, FROM, WORKING, CONTROL = (
    "Срок", "Число", "Месяц", "Дней", "С какого дня", "Рабочие дни", "Контроль",
)  # fmt: skip
FIELDS = {"date": ("day", "month"), "days": ("days", "from_", "working"), "permanent": ("control",)}
"""Kind of deadline → what belongs to it; cells of other kinds count for nothing."""


def deadlines(rules: Methodology, key: str) -> Iterator[Change]:
    """When each recommendation is due; what has been changed."""
    stored = rules.model_dump(mode="json")["recommendations"]
    rows = [entry["deadline"] for entry in stored]
    frame = pd.DataFrame(
        {
            CODE: [entry["code"] for entry in stored],
            "Рекомендация": [entry["text"] for entry in stored],
            KIND: [KINDS[rule["kind"]] for rule in rows],
            DAY: pd.Series([rule["day"] for rule in rows], dtype=float),
            MONTH: [None if rule["month"] is None else MONTHS[rule["month"] - 1] for rule in rows],
            DAYS: pd.Series([rule["days"] for rule in rows], dtype=float),
            FROM: [SINCE.get(rule["from_"]) for rule in rows],
            WORKING: [rule["working"] for rule in rows],
            CONTROL: [rule["control"] for rule in rows],
        }
    )
    edited = editor(
        frame,
        [CODE, "Рекомендация"],
        {
            CODE: st.column_config.TextColumn(width=70),
            "Рекомендация": st.column_config.TextColumn(width=300),
            KIND: st.column_config.SelectboxColumn(options=list(KINDS.values()), required=True, width=190),
            DAY: typed_column(70),
            MONTH: st.column_config.SelectboxColumn(options=list(MONTHS), width=100),
            DAYS: typed_column(70),
            FROM: st.column_config.SelectboxColumn(options=list(SINCE.values()), width=190),
            WORKING: st.column_config.CheckboxColumn(width=110),
            CONTROL: st.column_config.SelectboxColumn(options=list(CONTROL_PERIODS), width=100),
        },
        "Сроки рекомендаций: вид срока и то, что к нему относится",
        f"{key}_deadlines",
    )
    st.caption(
        "К числу месяца относятся «Число» и «Месяц» (ближайшие после решения), к дням — «Дней», «С какого дня» и "
        "«Рабочие дни», к постоянной рекомендации — «Контроль»; остальные ячейки строки не учитываются. Сроки уже "
        "принятых решений не меняются."
    )
    cells = zip(frame.itertuples(index=False), edited.itertuples(index=False), strict=True)
    for entry, (was, now) in zip(stored, cells, strict=True):
        if not all(map(same, was, now)):
            after = _rule(*now[2:])
            if after != entry["deadline"]:
                yield Change("recommendations", entry["code"], "deadline", entry["deadline"], after)


def _rule(kind: str, day: Any, month: Any, days: Any, since: Any, working: Any, control: Any) -> dict[str, Any]:
    """The cells of a row as a rule; what is missing there is missing here."""
    chosen = next(each for each, words in KINDS.items() if words == kind)
    said = {
        "day": _whole(day),
        "month": None if pd.isna(month) else MONTHS.index(month) + 1,
        "days": _whole(days),
        "from_": next((each for each, words in SINCE.items() if words == since), None),
        "working": bool(working),
        "control": None if pd.isna(control) else control,
    }
    empty: dict[str, Any] = dict.fromkeys(said) | {"working": False}
    return {"kind": chosen, **empty, **{name: said[name] for name in FIELDS.get(chosen, ())}}


def _whole(value: Any) -> Any:
    """A whole number as such; anything else stays for the check to refuse."""
    if pd.isna(value):
        return None
    plain = of_python(value)
    return int(plain) if isinstance(plain, int | float) and float(plain).is_integer() else plain
