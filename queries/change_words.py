"""Changes of rules in words: which rule, which field, what it was, what it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from methodology.catalogue import Methodology
from methodology.condition_words import condition_words, zones_words
from methodology.deadlines import deadline_words
from methodology.edits import FOLLOWS, Change, Draft, differences
from methodology.recommendations import DeadlineRule, Recommendation
from methodology.sentences import ended
from methodology.words import NBSP, measured, number

SECTIONS = {
    "rules": "Границы групп",
    "thresholds": "Порог",
    "criteria": "Критерий",
    "groups": "Группа",
    "indicators": "Показатель",
    "recommendations": "Рекомендация",
    "sources": "Пункт источника",
}
FIELDS = {
    "own_group_bounds": "чьи границы",
    "value": "значение",
    "origin": "происхождение",
    "included": "входит в итог",
    "weight": "вес",
    "name": "название",
    "short": "краткое название",
    "formula": "формула",
    "missing": "что значит отсутствие данных",
    "text": "текст",
    "evidence": "форма подтверждения",
    "priority": "приоритет",
    "active": "действует",
    "when": "условие",
    "deadline": "срок",
    "zones": "границы зон",
    "meaning": "смысл",
    "unit": "единица",
    "used_by": "где действует",
    "clause": "пункт",
}
ENTRY, OTHER = "запись целиком", "прочее"
BY_SHEET, BY_METHODOLOGY = "по листу «Критерии», если он их задаёт", "по методике"
WEIGHT_OF_SHEET = "по листу «Критерии»"


class ChangeWords(NamedTuple):
    """A change as people read it; ``before`` or ``after`` None: there was or is no such rule."""

    section: str
    what: str
    field: str
    before: str | None
    after: str | None
    code: str


def change_words(draft: Draft, old: Methodology, new: Methodology) -> Iterator[ChangeWords]:
    """Changes that lead from one set of rules to the other, in words.

    A condition and its text are one change, and so are bounds of zones (or the indicator that came or went with them)
    and the thresholds that they name.
    """
    conditions = {change.code for change in draft if change.field == "when"}
    zones = {
        change.code
        for change in draft
        if change.field == "zones" or (change.kind, change.field) == ("indicators", "")
    }  # fmt: skip
    for change in draft:
        if change.field == "condition" and change.code in conditions:
            continue
        if _alike(change):
            continue
        if (change.field == "thresholds" and change.code in zones) or (change.field == "used_by" and zones):
            continue
        field = ENTRY if not change.field else FIELDS.get(change.field, OTHER)
        if change.field == "condition":
            field = FIELDS["when"]
        before, after = _value(change, change.before, old), _value(change, change.after, new)
        if before == after:
            before, after = _named_bounds(change, change.before, old), _named_bounds(change, change.after, new)
        yield ChangeWords(SECTIONS[change.kind], _name(change, old, new), field, before, after, change.code)


def conflict_words(
    draft: Draft, old: Methodology, own_rules: Methodology, new: Methodology, version: int
) -> Iterator[str]:
    """Sentences about what both a draft over the old rules and the new ones change, each in its own way.

    ``own_rules``: the old ones with the draft; ``version``: the number of the new ones. What both change alike is no
    conflict.
    """
    theirs = {change[:3]: change for change in differences(old, new)}
    own = [each for each in draft if (other := theirs.get(each[:3])) is not None and other.after != each.after]
    for change in own:
        other = theirs[change[:3]]
        field = FIELDS.get(change.field, OTHER) if change.field else ENTRY
        said, wanted = (
            (_value(each, each.after, rules) or "нет").rstrip(".")
            for each, rules in ((other, new), (change, own_rules))
        )
        yield (
            f"{SECTIONS[change.kind]} «{_name(change, old, new)}», {field}: в версии №{NBSP}{version} — {said}; в "
            f"черновике — {wanted}."
        )


def _alike(change: Change) -> bool:
    """Whether what follows from other fields says the same as before, in another order or with other spaces."""
    before, after = change.before, change.after
    if (change.kind, change.field) not in FOLLOWS:
        return False
    if isinstance(before, list) and isinstance(after, list):
        return sorted(before) == sorted(after)
    return str(before).replace(NBSP, " ") == str(after).replace(NBSP, " ")


def _name(change: Change, old: Methodology, new: Methodology) -> str:
    kind, code = change.kind, change.code
    for rules in (new, old):
        if kind == "thresholds":
            found = [each.meaning for each in rules.thresholds if each.key == code]
        elif kind == "criteria":
            found = [f"№{NBSP}{each.criterion}. {each.name}" for each in rules.criteria if str(each.criterion) == code]
        elif kind == "indicators":
            found = [f"{code}. {each.name}" for each in rules.indicators if each.code == code]
        elif kind == "recommendations":
            found = [f"{code}. {each.text}" for each in rules.recommendations if each.code == code]
        else:
            found = []
        if found:
            return found[0]
    return code or "Границы групп школ"


def _value(change: Change, value: Any, rules: Methodology) -> str | None:
    kind, code, field, *_ = change
    if not field and kind == "recommendations" and value is not None:
        due = deadline_words(DeadlineRule.model_validate(value["deadline"]), None)
        return f"{ended(value['text'])} Условие: {value['condition']}. Срок: {due}."
    if not field:
        return None if value is None else str(value.get("text") or value.get("name") or value.get("meaning") or code)
    if field == "own_group_bounds":
        return BY_METHODOLOGY if value else BY_SHEET
    if field == "weight":
        return WEIGHT_OF_SHEET if value is None else _number(value)
    if field == "when":
        return condition_words(_condition(code, rules), rules)
    if field == "deadline":
        return deadline_words(DeadlineRule.model_validate(value), None)
    if field == "zones":
        return zones_words(value, rules.indicator(code), rules)
    if field == "value":
        unit = next((each.unit for each in rules.thresholds if each.key == code), "")
        return measured(value, unit, _places(value)) if unit not in ("—", "1 — да") else _number(value)
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "—"
    return value if isinstance(value, str) else "изменено" if kind else None


def _named_bounds(change: Change, value: Any, rules: Methodology) -> str | None:
    """As ``_value``, where that says the same of both: which thresholds are compared with, or that none is."""
    if change.field == "when":
        return condition_words(_condition(change.code, rules), rules, bounds_named=True)
    if change.field == "zones":
        return zones_words(value, rules.indicator(change.code), rules, bounds_named=True)
    return _value(change, value, rules)


def _condition(code: str, rules: Methodology) -> Any:
    found: Recommendation = rules.recommendation(code)
    return found.when


def _number(value: float) -> str:
    return number(value, _places(value))


def _places(value: float) -> int:
    return 0 if float(value).is_integer() else 1 if float(value * 10).is_integer() else 2
