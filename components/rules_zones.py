"""Bounds of the zones of indicators as a table: two rows for each, the low zone and the middle one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
import streamlit as st

from components.rules_cells import (
    COMPARISON_OF,
    bound_of_cells,
    bounds_by_name,
    cells_of_bounds,
    columns_of_bounds,
    editor,
    same,
)
from methodology.catalogue import Indicator, Methodology, packaged
from methodology.edits import OWN_SHEET, Change

INDICATOR, ZONE = "Показатель", "Зона"
BOUNDED = {"low": "▼ низкая", "middle": "● средняя"}


def zones(rules: Methodology, key: str) -> Iterator[Change]:
    """What bounds the low and the middle zone; the rest is high."""
    listed = [each for each in rules.indicators if each.zones or _own(each)]
    keys = bounds_by_name(rules)
    rows = [(each, zone, *_bound(each, zone)) for each in listed for zone in BOUNDED]
    shipped = {each.code: each for each in packaged().indicators}
    before = [_bound(shipped[each.code], zone)[1] if each.code in shipped else None for each, zone, *_ in rows]
    frame = pd.DataFrame(
        {
            INDICATOR: [f"{each.code}. {each.name}, {each.unit}" for each, *_ in rows],
            ZONE: [BOUNDED[zone] for _, zone, *_ in rows],
            **cells_of_bounds([how for *_, how, _ in rows], [bound for *_, bound in rows], before, keys),
        }
    )
    edited = editor(
        frame,
        [INDICATOR, ZONE],
        {INDICATOR: st.column_config.TextColumn(width=300), ZONE: st.column_config.TextColumn(width=90)}
        | columns_of_bounds(keys, required=False),
        "Зоны показателей: какие значения считаются низкими и средними",
        f"{key}_zones",
    )
    st.caption(
        "Низкая зона — «требует мер», средняя — «требует внимания», остальное — «выполняется». Пустая строка — зоны "
        "у показателя нет; совсем без зон может быть только свой показатель. Граница — порог или своё число; если "
        "вписано число, действует оно, если его стереть — снова порог. Группы школ — на вкладке «Критерии и группы»; "
        "зоны самих критериев задаёт лист «Критерии» загружаемой книги, здесь их не меняют."
    )
    yield from _changes(listed, frame, edited, keys)


def _own(indicator: Indicator) -> bool:
    return OWN_SHEET in indicator.columns and indicator.direction != "none"


def _bound(indicator: Indicator, zone: Any) -> tuple[Any, Any]:
    """How the zone is compared, and with what; None and None: there is no such zone."""
    return next(iter(indicator.zones.get(zone, {}).items()), (None, None))


def _changes(
    listed: list[Indicator], frame: pd.DataFrame, edited: pd.DataFrame, keys: dict[str, str]
) -> Iterator[Change]:  # fmt: skip
    cells = list(zip(frame.itertuples(index=False), edited.itertuples(index=False), strict=True))
    for at, indicator in enumerate(listed):
        stored = indicator.model_dump(mode="json")["zones"]
        after = dict(stored)
        for zone, (was, now) in zip(BOUNDED, cells[2 * at : 2 * at + 2], strict=True):
            if all(map(same, was, now)):
                continue
            bound = bound_of_cells(was[3:], now[3:], keys)
            after.pop(zone, None)
            if not pd.isna(now[2]) or bound is not None:
                how = {} if pd.isna(now[2]) else {COMPARISON_OF[now[2]]: bound}
                after[zone] = how
        # The low zone is looked at first.
        after = {zone: after[zone] for zone in BOUNDED if zone in after}
        if after != stored:
            yield Change("indicators", indicator.code, "zones", stored, after)
