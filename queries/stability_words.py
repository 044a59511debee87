"""How firmly groups stand, in sentences: of one school, and of a selection for a paper."""

from __future__ import annotations

from typing import Any

import pandas as pd

from methodology.in_use import rules_in_use
from methodology.stability import FEW_CRITERIA
from methodology.words import NBSP, counted, number, percent, plural
from queries.frames import rows_of
from queries.stability import group_without


def stability_statements(school: pd.DataFrame) -> list[str]:
    """Sentences about the frame of ``stability_of_school``; none if the school has no computed group that counts."""
    return [said for row in rows_of(school) for said in _said_of(row)]


def firmness_statement(groups: pd.DataFrame) -> str:
    """How many computed groups of a frame of ``groups_by_firmness`` are firm; empty without any."""
    said, unstable = firmness_counts(groups), int(groups["unstable"].sum())
    if not said or not unstable:
        return said
    whom = plural(unstable, "такой школе", "таких школах", "таких школах")
    return (
        f"{said.removesuffix('.')}: без одного критерия, при чуть других весах или с недостающими баллами группа была "
        f"бы другой, до решения о {whom} нужна экспертная оценка."
    )


def firmness_counts(groups: pd.DataFrame) -> str:
    """The counts of ``firmness_statement`` alone: «Из 126 расчётных групп устойчивы 105, неустойчива 1.»."""
    firm, likely, unstable = (int(groups[name].sum()) for name in ("firm", "likely", "unstable"))
    computed = firm + likely + unstable
    if not computed:
        return ""
    of = f"Из {number(computed)} {plural(computed, 'расчётной группы', 'расчётных групп', 'расчётных групп')}"
    counts = (
        (firm, plural(firm, "устойчива", "устойчивы", "устойчивы")),
        (likely, plural(likely, "скорее устойчива", "скорее устойчивы", "скорее устойчивы")),
        (unstable, plural(unstable, "неустойчива", "неустойчивы", "неустойчивы")),
    )
    return f"{of} {', '.join(f'{words} {number(count)}' for count, words in counts if count)}."


def _said_of(school: Any) -> list[str]:
    criteria, same = school.criteria, school.criteria - school.flips
    said = (
        f"Устойчивость группы — {percent(school.stability_pct)}, {school.firmness_words}. Группа та же: без любого "
        f"одного критерия — в {same} из {counted(criteria, 'случая', 'случаев', 'случаев')}, при других весах — в "
        f"{percent(school.weights_pct)} проб"
    )
    if pd.notna(school.missing_pct):
        said += f", с недостающими баллами от нуля до максимума — в {percent(school.missing_pct)} проб"
    sentences = [f"{said}; берётся наименьшее."]
    if school.flips:
        others = f" (таких критериев {school.flips})" if school.flips > 1 else ""
        sentences.append(
            f"Группа держится на критерии №{NBSP}{school.flip_criterion} «{school.criterion_name}»{others}: без него — "
            f"{group_without(school.flip_group, rules_in_use())}."
        )
    if criteria < FEW_CRITERIA:
        sentences.append(
            f"Критериев с данными всего {criteria}: если хотя бы один меняет группу, она считается неустойчивой."
        )
    return sentences
