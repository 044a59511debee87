"""What a passport says in sentences: made of the numbers of the passport's other queries, and of nothing else.

Sentences say how numbers lie to each other, never that one is the cause of another.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from methodology.effectiveness import NOT_APPLICABLE
from methodology.in_use import origin_words, rules_in_use, threshold_words
from methodology.words import (
    NBSP,
    counted,
    fulfilled,
    municipalities,
    number,
    percent,
    plural,
    schools,
    schools_of,
    share,
)
from queries.frames import known, rows_of
from queries.passport import school_beside_peers, school_history
from queries.passport_municipality import municipality_beside_peers, municipality_history
from queries.readable import group_words
from queries.scope import Scope
from queries.selection import methodology_of
from queries.versions import version_marks
from queries.wording import ZONE_WORDS

Words = dict[str, Sequence[str | None]]
ORIGIN_WORDS = {"assigned": "по акту", "computed": "расчётная"}
NAMED = 3
"""So many criteria or schools are named in a sentence; the rest stands in the tables."""


def school_statements(profile: pd.DataFrame, criteria: pd.DataFrame, history: pd.DataFrame) -> dict[str, str]:
    """Topic → what is to be said of a school, in reading order; only topics of which there is something to say.

    From ``school_profile``, ``school_beside_peers`` and ``school_history`` of one scope. Topics: head, group, bounds,
    turn, data, criteria, peers, history.
    """
    if profile.empty:
        return {}
    school = next(rows_of(profile))
    rows = list(rows_of(criteria))
    return _said(
        head=_what_it_is(school),
        group=_group(school),
        bounds=_bounds(school),
        turn=_turn(school),
        data=_data(school, rows),
        criteria=_low_criteria(rows),
        peers=_below_medians(rows),
        history=_school_before(history),
    )


def municipality_statements(
    counts: pd.DataFrame, places: pd.DataFrame, criteria: pd.DataFrame, silent: pd.DataFrame, history: pd.DataFrame
) -> dict[str, str]:
    """Topic → what is to be said of a municipality, in reading order; only topics of which there is something to say.

    From ``headline``, ``low_group_beside_peers``, ``municipality_beside_peers``, ``schools_without_data`` and
    ``municipality_history`` of one scope. Topics: groups, peers, data, silent, criteria, history.
    """
    now = next(rows_of(counts[~counts["is_previous"].astype(bool)]))
    rows = list(rows_of(criteria))
    names = silent["short_name"].tolist()
    return _said(
        groups=_groups(now),
        peers=_low_beside({row.place: row for row in rows_of(places)}),
        data=_completeness(now),
        silent=f"Ни балла, ни акта нет: {schools(len(names))} — {_listed(names)}." if names else "",
        criteria=_below_cluster(rows),
        history=_municipality_before(history),
    )


def school_beside_peers_in_words(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one criterion, as ``school_beside_peers``, with the zone and «K из M» in words."""
    frame = school_beside_peers(connection, scope)
    words: Words = {"zone_words": [ZONE_WORDS.get(zone) for zone in frame["zone"]]}
    for of in ("municipality", "cluster"):
        words[f"{of}_words"] = _of_all(frame[f"{of}_with_data"], frame[f"{of}_schools"])
    return frame.assign(**_texts(words))


def municipality_beside_peers_in_words(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one criterion, as ``municipality_beside_peers``, with «K из M» in words."""
    frame = municipality_beside_peers(connection, scope)
    words: Words = {"school_words": _of_all(frame["schools_with_data"], frame["schools"])}
    for of in ("cluster", "region"):
        words[f"{of}_words"] = _of_all(frame[f"{of}_with_data"], frame[f"{of}_municipalities"])
    return frame.assign(**_texts(words))


def school_history_in_words(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one cycle of a school, as ``school_history``, with words for group, origin and breaks.

    Added among others: version_words («методика № 2» where another version begins than that of the cycle before).
    """
    frame = school_history(connection, scope)
    rules = methodology_of(connection, scope)
    words: Words = {
        "group_words": group_words(frame["group_number"], rules),
        "origin_words": [ORIGIN_WORDS.get(origin) for origin in frame["origin"]],
        "place_words": [None if own else "присоединена" for own in frame["is_this_school"]],
        **_breaks_of(connection, frame),
    }
    return frame.assign(**_texts(words))


def municipality_history_in_words(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one cycle of a municipality, as ``municipality_history``, with its low schools as «k из n (p %)».

    Added among others: version_words, as in ``school_history_in_words``.
    """
    frame = municipality_history(connection, scope)
    limit = methodology_of(connection, scope).threshold("no_percent_n")
    words: Words = {
        "low_words": [share(row.low, row.schools - row.without_group, limit) for row in rows_of(frame)],
        "place_words": [None if own else "предшественник" for own in frame["is_this_municipality"]],
        **_breaks_of(connection, frame),
    }
    return frame.assign(**_texts(words))


def _breaks_of(connection: Connection, frame: pd.DataFrame) -> Words:
    """Where criteria or the methodology changed: for the table, and the methodology alone for the drawing."""
    marks = version_marks(connection, frame["cycle"])
    versions = [marks.get(cycle) for cycle in frame["cycle"]]
    changed = frame["criteria_changed"].fillna(value=False)
    both = [
        [*(["критерии другие"] if other else []), *([version] if version else [])]
        for other, version in zip(changed, versions, strict=True)
    ]
    return {"break_words": ["; ".join(said) or None for said in both], "version_words": versions}


def _texts(words: Words) -> dict[str, pd.Series]:
    return {name: pd.Series(said, dtype=object) for name, said in words.items()}


def _of_all(known_of: pd.Series, all_of: pd.Series) -> list[str | None]:
    pairs = zip(known_of, all_of, strict=True)
    return [None if pd.isna(count) else f"{number(count)} из {number(total)}" for count, total in pairs]


def _said(**words: str) -> dict[str, str]:
    return {topic: said for topic, said in words.items() if said}


def _what_it_is(school: Any) -> str:
    parts = [school.kind, school.locality]
    if pd.notna(school.small) and school.small:
        parts.append("малокомплектная")
    if pd.notna(school.pupils):
        parts.append(counted(school.pupils, "обучающийся", "обучающихся", "обучающихся"))
    parts += [school.municipality_name, school.cluster and f"кластер «{school.cluster}»"]
    for flag, year, words in (
        (school.low_results, school.low_results_year, "ШНОР"),
        (school.biased_vpr, school.biased_vpr_year, "признак необъективности ВПР"),
    ):
        if pd.notna(flag) and flag:
            parts.append(words if pd.isna(year) else f"{words} ({year}{NBSP}год)")
    return " · ".join(part for part in parts if part)


def _group(school: Any) -> str:
    total = f"итог {percent(known(school.total_pct), 2)}"
    computed = None if pd.isna(school.computed_group) else rules_in_use().group(school.computed_group).short
    if pd.isna(school.group_number):
        return "Группы нет: акта о группе нет, а для расчётной не хватает данных."
    group = rules_in_use().group(school.group_number)
    name = f"Группа — {group.sign}{NBSP}{group.short}"
    if school.origin == "computed":
        return f"{name}, расчётная: акта о группе нет, {total}."
    words = f"{name}, присвоена актом: {school.act}."
    if computed is None:
        return f"{words} Расчётной группы нет: для неё не хватает данных."
    if school.disagrees:
        return f"{words} Расчёт с актом не совпадает: по расчёту — {computed} ({total}). Действует группа по акту."
    return f"{words} По расчёту группа та же: {total}."


def _bounds(school: Any) -> str:
    origin = (
        f"лист «Критерии», {school.basis}"
        if school.bounds_from_sheet
        else next(threshold.origin for threshold in rules_in_use().thresholds if threshold.key == "crit_low_max")
    )
    return (
        f"Границы расчётной группы: низкая — до {percent(school.low_max_pct)}, высокая — от "
        f"{percent(school.high_min_pct)} (итог округляется до целого). Откуда: {origin}."
    )


def _turn(school: Any) -> str:
    if pd.isna(school.borderline):
        return ""
    where = f"точки, где меняется расчётная группа ({percent(school.turn_pct, 1)})"
    distance = f"до {where}, — {number(school.turn_distance, 2)}{NBSP}п.п."
    if number(school.turn_distance, 2) == number(0, 2):
        distance = f"итог — у самой {where}."
    if not school.borderline:
        return f"Не пограничная: {distance}"
    near = f"{threshold_words('border_delta')}{NBSP}п.п. ({origin_words('border_delta')})"
    return f"Пограничная: {distance} Пограничной считается школа не дальше {near}."


def _data(school: Any, criteria: list[Any]) -> str:
    applicable = [row for row in criteria if row.absence_reason != NOT_APPLICABLE]
    lacking = [row for row in applicable if pd.isna(row.value_pct)]
    excused = [f"«{row.criterion_name}»" for row in criteria if row.absence_reason == NOT_APPLICABLE]
    apart = f" Не применимо: {_listed(excused)}." if excused else ""
    if not applicable:
        return f"Критериев, по которым школу можно оценить, в этом цикле нет.{apart}"
    if not lacking:
        return f"Данные полные: баллы есть по всем применимым критериям ({len(applicable)}).{apart}"
    reasons = [f"«{row.criterion_name}» ({row.absence_reason or 'строки нет'})" for row in lacking]
    complete = known(school.completeness_pct)
    weights = "" if complete is None else f", полнота {percent(complete)} весов"
    words = (
        f"Данные неполные: баллы есть по {len(applicable) - len(lacking)} из {len(applicable)} применимых критериев"
        f"{weights}. Нет баллов: {_listed(reasons)}.{apart}"
    )
    if pd.notna(school.total_pct):
        words += (
            " При недостающих баллах от нуля до максимума итог был бы от "
            f"{number(school.total_low_pct, 1)} до {percent(school.total_high_pct, 1)}."
        )
    if pd.isna(school.computed_group):
        needed = percent(rules_in_use().threshold("data_group_min"))
        words += f" Для расчётной группы нужна полнота от {needed} ({origin_words('data_group_min')})."
    return words


def _low_criteria(criteria: list[Any]) -> str:
    with_data = [row for row in criteria if pd.notna(row.value_pct)]
    low = sorted((row for row in with_data if row.zone == "low"), key=lambda row: -row.lost_points)
    if not with_data:
        return ""
    if not low:
        return f"В низкой зоне нет ни одного критерия из {len(with_data)} с данными."
    named = [
        f"«{row.criterion_name}» — {fulfilled(row.value_pct)} (до максимума {number(row.lost_points, 1)}{NBSP}п.п. "
        "итога)"
        for row in low[:NAMED]
    ]
    count = counted(len(low), "критерий", "критерия", "критериев")
    lead = ", больше всего весят" if len(low) > NAMED else ""
    return f"В низкой зоне {count} из {len(with_data)} с данными{lead}: {'; '.join(named)}."


def _below_medians(criteria: list[Any]) -> str:
    parts = []
    for of, words in (("municipality", "муниципалитета"), ("cluster", "кластера")):
        pairs = [
            (row.value_pct, getattr(row, f"{of}_median_pct"))
            for row in criteria
            if pd.notna(row.value_pct) and pd.notna(getattr(row, f"{of}_median_pct"))
        ]
        if pairs:
            below = sum(value < median for value, median in pairs)
            parts.append(f"медианы школ {words} — {below} из {len(pairs)}")
    return f"Критериев ниже {', ниже '.join(parts)}." if parts else ""


def _school_before(history: pd.DataFrame) -> str:
    own = history[history["is_this_school"].fillna(value=False)]
    changed = own.loc[own["criteria_changed"].fillna(value=False), "cycle"].tolist()
    words = _breaks(changed)
    former = _last_names(own, "municipality_name", "municipality_id")[:-1]
    if former:
        words.append(f"Прежний муниципалитет: {_listed(former)}.")
    others = history[~history["is_this_school"].fillna(value=True)]
    joined = _last_names(others, "short_name", "municipality_id", "school_id")
    if joined:
        words.append(
            f"К школе {plural(len(joined), 'присоединена', 'присоединены', 'присоединены')}: {_listed(joined)}."
        )
    return " ".join(words)


def _municipality_before(history: pd.DataFrame) -> str:
    own = history[history["is_this_municipality"].fillna(value=False)]
    words = _breaks(own.loc[own["criteria_changed"].fillna(value=False), "cycle"].tolist())
    others = history[~history["is_this_municipality"].fillna(value=True)]
    before = _last_names(others, "municipality_name", "municipality_id")
    if before:
        words.append(
            f"{plural(len(before), 'Предшественник', 'Предшественники', 'Предшественники')}: {_listed(before)}."
        )
    return " ".join(words)


def _last_names(rows: pd.DataFrame, name: str, *code: str) -> list[str]:
    """What each code was called last: whoever was renamed is named once, whoever shares a name is named too."""
    return rows.drop_duplicates(list(code), keep="last")[name].tolist()


def _breaks(changed: list[str]) -> list[str]:
    if not changed:
        return []
    when = f"в {plural(len(changed), 'цикле', 'циклах', 'циклах')} {_listed(changed)}"
    return [f"Критерии сменились {when}: итоги до и после этого не сравниваются."]


def _groups(counts: Any) -> str:
    with_group = counts.schools - counts.without_group
    limit = rules_in_use().threshold("no_percent_n")
    if not with_group:
        return f"Группы нет ни у одной из {schools_of(counts.schools)}."
    said = [
        f"{group.sign}{NBSP}{group.short} — {share(getattr(counts, group.zone), with_group, limit)}"
        for group in sorted(rules_in_use().groups, key=lambda group: -group.group)
    ]
    by_act = f"по акту — {number(counts.assigned)}" if counts.assigned else "актов о группах нет"
    return f"Группа есть у {number(with_group)} из {schools_of(counts.schools)} ({by_act}): {'; '.join(said)}."


def _low_beside(places: dict[str, Any]) -> str:
    limit = rules_in_use().threshold("no_percent_n")
    if not places["municipality"].with_group:
        return ""
    said = []
    for place, words in (("municipality", "здесь"), ("cluster", "в кластере"), ("region", "во всех муниципалитетах")):
        row = places.get(place)
        if row is not None and row.with_group:
            name = f" «{row.cluster}»" if place == "cluster" else ""
            also = f", {municipalities(row.municipalities)}" if place != "municipality" else ""
            said.append(f"{words}{name} — {share(row.low, row.with_group, limit)}{also}")
    return f"Школы с низкой степенью: {'; '.join(said)}." if len(said) > 1 else ""


def _completeness(counts: Any) -> str:
    if known(counts.completeness_pct) is None:
        return "Баллов по критериям в этом цикле нет."
    words = f"Полнота данных: {percent(known(counts.completeness_pct))} весов критериев."
    few = counts.schools - counts.enough
    if few:
        words += (
            f" У {schools_of(few)} данных меньше "
            f"{percent(rules_in_use().threshold('data_group_min'))} "
            f"({origin_words('data_group_min')}): расчётной группы у них нет."
        )
    return words


def _below_cluster(criteria: list[Any]) -> str:
    pairs = [row for row in criteria if row.enough and pd.notna(row.cluster_median_pct)]
    below = sorted(
        (row for row in pairs if row.value_pct < row.cluster_median_pct),
        key=lambda row: row.value_pct - row.cluster_median_pct,
    )
    if not pairs:
        return ""
    if not below:
        return f"Ниже медианы кластера нет ни одного критерия из {len(pairs)} с данными."
    named = [
        f"«{row.criterion_name}» — на {number(row.cluster_median_pct - row.value_pct, 1)}{NBSP}п.п."
        for row in below[:NAMED]
    ]
    more = ", больше всего" if len(below) > NAMED else ""
    return (
        f"Ниже медианы кластера {len(below)} из {counted(len(pairs), 'критерия', 'критериев', 'критериев')}{more}: "
        + ("; ".join(named) + ("" if named[-1].endswith(".") else "."))
    )


def _listed(names: list[str]) -> str:
    """The first names and how many more there are."""
    rest = len(names) - NAMED
    said = ", ".join(names[:NAMED])
    return said if rest <= 0 else f"{said} и ещё {rest}"
