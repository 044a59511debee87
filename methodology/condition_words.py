"""The condition of a recommendation in words: «Н-ОХВ < 90 % или критерий 9 в низкой зоне»."""

from __future__ import annotations

from typing import Any

from methodology.catalogue import Indicator, Methodology
from methodology.recommendations import Leaf, Tree
from methodology.words import measured, number

SIGNS = {"below": "<", "at_most": "≤", "above": ">", "at_least": "≥", "equals": "="}
ZONES = {"низкая": "низкой", "средняя": "средней", "высокая": "высокой"}
SUBJECT_WORDS = {
    "group": "группа школы",
    "criterion_zone": "зона критерия",
    "level": "уровень руководителя",
    "flag": "ответ «да» или «нет»",
    "date": "дата цикла",
}
"""What a condition can ask without comparing a number → how that is called."""
ZONE_NAMES = {"low": "низкая", "middle": "средняя", "high": "высокая"}
DATES = {"cycle.published": "итоги опубликованы", "cycle.as_of": "срез цикла загружен"}


def condition_words(condition: Leaf | Tree, rules: Methodology, *, bounds_named: bool = False) -> str:
    """What is compared with what, with the values of the thresholds; ``bounds_named``: and which these are."""
    if isinstance(condition, Leaf):
        return _leaf(condition, rules, bounds_named)
    said = [
        f"({condition_words(each, rules, bounds_named=bounds_named)})"
        if isinstance(each, Tree) and len(each.inside) > 1 else
        condition_words(each, rules, bounds_named=bounds_named)
        for each in condition.inside
    ]  # fmt: skip
    if condition.all_ is not None:
        return " и ".join(said)
    if condition.any_ is not None:
        return " или ".join(said)
    prefix = "хотя бы в одной школе" if condition.any_school is not None else "не выполнено"
    return f"{prefix}: {said[0]}"


def _leaf(leaf: Leaf, rules: Methodology, bounds_named: bool) -> str:
    if leaf.subject in ("indicator", "count"):
        return _number(leaf, rules) + (bound_words(leaf.comparison[1], rules) if bounds_named else "")
    named = ", ".join(str(each) for each in sorted(leaf.named, key=str))
    if leaf.subject == "group":
        return f"группа {named}"
    if leaf.subject == "criterion_zone":
        zones = " или ".join(word for zone, word in ZONES.items() if zone in leaf.named)
        return f"критерий {leaf.criterion_zone} в {zones} зоне"
    if leaf.subject == "level":
        return f"уровень руководителя: {named}"
    if leaf.subject == "flag":
        sheet, _, column = leaf.about.partition(".")
        return f"«{column}» (лист «{sheet}»): {named}"
    return DATES[leaf.about]


def _number(leaf: Leaf, rules: Methodology) -> str:
    rule = rules.indicator(leaf.about)
    comparison, bound = leaf.comparison
    value = rules.threshold(bound) if isinstance(bound, str) else bound
    places = 0 if float(value).is_integer() else 2
    of_value = leaf.of is None
    said = measured(value, rule.unit, places) if of_value else number(value, places)
    name = leaf.about if of_value else f"{leaf.about} (числитель)"
    part = ", хотя бы в одной части," if leaf.part else ""
    return f"{name}{part} {SIGNS[comparison]} {said}"


def bound_words(bound: str | float, rules: Methodology) -> str:
    """« (порог «…»)» or « (своё число)»."""
    meaning = next((each.meaning for each in rules.thresholds if each.key == bound), None)
    return " (своё число)" if meaning is None else f" (порог «{meaning}»)"


def zones_words(
    zones: dict[Any, dict[Any, Any]], indicator: Indicator, rules: Methodology, *, bounds_named: bool = False
) -> str:
    """«низкая < 50 %; средняя < 80 %; высокая — остальное»; ``bounds_named``: and which thresholds these are."""
    said = []
    for zone in ("low", "middle"):
        for comparison, bound in zones.get(zone, {}).items():
            value = rules.threshold(bound) if isinstance(bound, str) else bound
            places = 0 if float(value).is_integer() else 2
            named = bound_words(bound, rules) if bounds_named else ""
            said.append(f"{ZONE_NAMES[zone]} {SIGNS[comparison]} {measured(value, indicator.unit, places)}{named}")
    return "; ".join([*said, f"{ZONE_NAMES['high']} — остальное"]) if said else "нет"
