"""What a department changes in a set of rules: changes of fields and entries, applied, undone, checked and compared.

A draft is the changes that lead from a stored version to the next one. Whatever two sets differ in is said by the same
changes, so editing, comparing versions and carrying own changes over to a newer package are one mechanism.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from pydantic import ValidationError

from methodology import hiding
from methodology.catalogue import Indicator, Methodology, Threshold
from methodology.condition_words import SUBJECT_WORDS, ZONE_NAMES, condition_words
from methodology.judged import JUDGES
from methodology.recommendations import DAYS_OF_MONTH, POSSIBLE, Leaf, Recommendation, Tree, leaves
from methodology.sentences import MONTHS
from methodology.words import number

WHOLE_SET = "rules"
KEYS = {
    "thresholds": "key",
    "criteria": "criterion",
    "groups": "group",
    "indicators": "code",
    "recommendations": "code",
    "sources": "code",
}
"""Kind of entry → the field that names an entry."""
EDITABLE = {
    "thresholds": ("value", "origin"),
    "criteria": ("included", "weight"),
    "indicators": ("name", "short", "formula", "missing", "origin", "zones"),
    "recommendations": ("text", "evidence", "priority", "active", "when", "condition", "deadline"),
    WHOLE_SET: ("own_group_bounds",),
}
"""Kind → the fields that a department may change."""
FOLLOWS = {("recommendations", "condition"), ("indicators", "thresholds"), ("thresholds", "used_by")}
"""Kind and field of what follows from other fields: ``checked`` writes it anew."""
OWN_CODE = "СР-"
"""How the codes of a department's own recommendations begin; its own indicators stand on the sheet «Показатели»."""
OWN_SHEET = "Показатели"
WORKING = "рабочий порог управления"
ASCENDING = (
    ("comp_low_max", "comp_high_min"),
    ("crit_low_max", "crit_high_min"),
    ("teach_low_max", "teach_high_min"),
    ("low_criteria_amber", "low_criteria_red"),
    ("data_show_min", "data_group_min"),
    ("stability_likely", "stability_firm"),
    ("diag_amber", "diag_green"),
    ("deficit_amber", "deficit_red"),
    ("iom_amber", "iom_green"),
    ("staffing_amber", "staffing_green"),
    ("load_amber", "load_red"),
    ("retention_amber", "retention_green"),
    ("mentor_amber", "mentor_green"),
    ("exec_amber", "exec_green"),
)
"""Thresholds of which the first must be less than the second."""
BELOW, ABOVE = ("below", "at_most"), ("above", "at_least")
"""How a zone is bounded where more is better, and where less is."""
OF_SCHOOLS = ("group", "criterion_zone", "level", "flag")
"""What a condition can ask of a school and not of a municipality."""
MOST_DAYS = 730
CONTROL_PERIODS = ("месяц", "квартал", "полугодие", "год")
IN_WHOLES = ("года", "лет", "чел.", "дней")
LEAST = {"hide_n": float(hiding.LEAST)}
"""Threshold → below this it may not go: it protects people."""
MOST = 1_000_000
LONGEST = 2_000
OF_JUDGEMENT = frozenset({"crit_low_max", "crit_high_min", "data_group_min", "border_delta"})
"""Thresholds by which schools are judged."""
JUDGED_CODES = frozenset({"Э-ПОЛН", "Э-СНИЖ"})


class Change(NamedTuple):
    """One field of one entry, from what to what; without a field the entry itself came (before None) or went."""

    kind: str
    code: str
    field: str
    before: Any
    after: Any


Draft = tuple[Change, ...]


def draft_text(draft: Draft) -> str:
    """A draft as text, for links, keys and the command line."""
    return json.dumps([change._asdict() for change in draft], ensure_ascii=False)


def read_draft(text: str) -> Draft:
    """The draft of a text. Raises DraftError for anything else."""
    try:
        return tuple(Change(**each) for each in json.loads(text or "[]"))
    except (ValueError, TypeError) as error:
        raise DraftError(["Это не перечень изменений методики."]) from error


class DraftError(ValueError):
    """The draft can't become a version; ``said``: every reason, in words for the screen."""

    def __init__(self, said: Sequence[str]) -> None:
        """The message joins the reasons."""
        self.said = tuple(said)
        super().__init__(" ".join(self.said))


def differences(old: Methodology, new: Methodology) -> Draft:
    """What leads from one set to the other: applied to the first it gives the second, the order of entries aside."""
    return tuple(_differences(old.model_dump(mode="json"), new.model_dump(mode="json")))


def _differences(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    for field in EDITABLE[WHOLE_SET]:
        if old[field] != new[field]:
            yield Change(WHOLE_SET, "", field, old[field], new[field])
    for kind, key in KEYS.items():
        was, now = ({str(entry[key]): entry for entry in content[kind]} for content in (old, new))
        for code in [*was, *(code for code in now if code not in was)]:
            if code not in was or code not in now:
                yield Change(kind, code, "", was.get(code), now.get(code))
                continue
            for field, value in now[code].items():
                if was[code][field] != value:
                    yield Change(kind, code, field, was[code][field], value)


def applied(rules: Methodology, draft: Iterable[Change]) -> Methodology:
    """The set with the changes. Raises DraftError where one starts from something else or leaves no set of rules."""
    content = rules.model_dump(mode="json")
    for change in draft:
        _apply(content, change)
    try:
        return Methodology.model_validate(content)
    except ValidationError as error:
        said = [str(each["msg"]).removeprefix("Value error, ") for each in error.errors()]
        raise DraftError([f"Правила не сходятся: {words}." for words in dict.fromkeys(said)]) from error


def _apply(content: dict[str, Any], change: Change) -> None:
    kind, code, field, before, after = change
    entries = [content] if kind == WHOLE_SET else content[kind]
    at = next((n for n, entry in enumerate(entries) if kind == WHOLE_SET or str(entry[KEYS[kind]]) == code), None)
    # Of an entry that comes or goes it counts whether it is there: what was typed says less than what is stored.
    same = (
        entries[at].get(field) == before if field and at is not None else not field and (at is None) is (before is None)
    )
    if not same:
        raise DraftError([f"«{code or field}» с тех пор изменилось: соберите это изменение заново."])
    if at is None:
        entries.append(after)
    elif field:
        entries[at][field] = after
    else:
        del entries[at]


def inverted(draft: Draft) -> Draft:
    """The changes that undo these."""
    return tuple(change._replace(before=change.after, after=change.before) for change in reversed(draft))


def rebased(rules: Methodology, draft: Draft) -> Draft:
    """The same changes over other rules: what these don't know or say already is left out, words of conditions too."""
    content = rules.model_dump(mode="json")
    found = []
    for change in draft:
        kind, code, field, _, after = change
        entries = [content] if kind == WHOLE_SET else content[kind]
        entry = next((each for each in entries if kind == WHOLE_SET or str(each[KEYS[kind]]) == code), None)
        if field and entry is not None and field in entry and (kind, field) not in FOLLOWS and entry[field] != after:
            found.append(change._replace(before=entry[field]))
        elif not field and (entry is None) is (after is not None):
            found.append(change._replace(before=entry))
    return tuple(found)


def leading_to(rules: Methodology, wanted: Methodology) -> Draft:
    """The draft over these rules that leads to others, as far as a department may change them.

    What shipped with the program and may not be changed stays as it is in these rules. A threshold that gets its value
    back keeps the origin that it is to have.
    """
    found = [change for change in rebased(rules, differences(rules, wanted)) if _may_be_changed(change)]
    told = {change.code for change in found if (change.kind, change.field) == ("thresholds", "origin")}
    origins = {each.key: each.origin for each in rules.thresholds}
    kept = [
        Change("thresholds", change.code, "origin", origins[change.code], origins[change.code])
        for change in found
        if (change.kind, change.field) == ("thresholds", "value") and change.code not in told
    ]
    return (*found, *kept)


def _may_be_changed(change: Change) -> bool:
    if change.field:
        return change.field in EDITABLE.get(change.kind, ())
    if change.kind == "indicators":
        return OWN_SHEET in (change.after or change.before)["columns"]
    return change.kind == "recommendations" and change.code.startswith(OWN_CODE)


def checked(
    rules: Methodology, draft: Draft, reason: str | None = None, *, own: Methodology | None = None
) -> Methodology:  # fmt: skip
    """The set that a department gets by its draft; conditions that it touches are put into words anew.

    A threshold whose value changes and whose origin doesn't becomes a working threshold of the department, with the
    reason. ``own``: the stored set that the draft carries over. What is out of order in the stored sets already, by
    rules of their time, is no fault of the draft. Raises DraftError with everything that is wrong.
    """
    come = [change for change in draft if (change.kind, change.field, change.before) == ("indicators", "", None)]
    wrong = [words for change in come for words in _wrong(rules, change)]
    # Conditions may look at an indicator that comes with them.
    known = rules if wrong else applied(rules, come)
    wrong += [words for change in draft if change not in come for words in _wrong(known, change)]
    wrong += _still_looked_at(rules, draft)
    if wrong:
        raise DraftError(wrong)
    new = applied(rules, (*with_origins(rules, draft, reason), *_named_by_zones(rules, draft)))
    stored = {words for each in (rules, own or rules) for words in _out_of_order(each)}
    wrong = [*(words for words in _out_of_order(new) if words not in stored), *_wrong_weights(new)]
    if wrong:
        raise DraftError(wrong)
    return applied(new, _conditions_in_words(rules, new))


def with_origins(rules: Methodology, draft: Draft, reason: str | None) -> Draft:
    """The draft with the origins of the thresholds whose value it changes without naming one."""
    named = {change.code for change in draft if (change.kind, change.field) == ("thresholds", "origin")}
    origins = {threshold.key: threshold.origin for threshold in rules.thresholds}
    own = WORKING if not reason else f"{WORKING}: {reason}"
    return (
        *draft,
        *(
            Change("thresholds", change.code, "origin", origins[change.code], own)
            for change in draft
            if (change.kind, change.field) == ("thresholds", "value")
            and change.code not in named
            and origins[change.code] != own
        ),
    )


def _named_by_zones(rules: Methodology, draft: Draft) -> Iterator[Change]:
    """What follows from other bounds of zones: which thresholds an indicator looks at, and who looks at a threshold.

    Also where an indicator came with its zones, or went.
    """
    content = rules.model_dump(mode="json")
    was = _bounds_by_code(content)
    for change in draft:
        _apply(content, change)
    now = _bounds_by_code(content)
    for entry in content["indicators"]:
        code, looked_at = entry["code"], entry.get("thresholds") or []
        gone, come = was.get(code, set()) - now[code], now[code] - {*looked_at}
        after = [key for key in looked_at if key not in gone] + sorted(come)
        if after != looked_at:
            yield Change("indicators", code, "thresholds", entry.get("thresholds"), after)
    for entry in content["thresholds"]:
        key, before = entry["key"], entry["used_by"]
        without = {code for code in was if code not in now or key in was[code] - now[code]}
        begun = [code for code in now if key in now[code] - was.get(code, set()) and code not in before]
        users = [code for code in before if code not in without] + begun
        if users != before:
            yield Change("thresholds", key, "used_by", before, users)


def _bounds_by_code(content: dict[str, Any]) -> dict[str, set[str]]:
    """Indicator → the thresholds that its zones are bounded by, and its divisor, which stays."""
    found = {}
    for entry in content["indicators"]:
        bounds = [bound for rule in (entry.get("zones") or {}).values() for bound in rule.values()]
        found[entry["code"]] = {each for each in (*bounds, entry.get("divisor")) if isinstance(each, str)}
    return found


def _conditions_in_words(old: Methodology, new: Methodology) -> Iterator[Change]:
    """Texts of conditions that no longer say what is compared with what."""
    values = {threshold.key: threshold.value for threshold in old.thresholds}
    before = {each.code: each for each in old.recommendations}
    for each in new.recommendations:
        was = before.get(each.code)
        moved = any(values.get(key) != new.threshold(key) for key in bounds_of(each))
        if was is None or was.when != each.when or moved:
            words = condition_words(each.when, new)
            if words != each.condition:
                yield Change("recommendations", each.code, "condition", each.condition, words)


def bounds_of(recommendation: Recommendation) -> set[str]:
    """The thresholds that a condition names."""
    numeric = (leaf for leaf in leaves(recommendation.when) if leaf.subject in ("indicator", "count"))
    return {bound for leaf in numeric if isinstance(bound := leaf.comparison[1], str)}


def _wrong(rules: Methodology, change: Change) -> Iterator[str]:
    kind, code, field, before, after = change
    if not field:
        yield from _wrong_entry(rules, change)
    elif field not in EDITABLE.get(kind, ()):
        yield f"«{code}»: это поле здесь не меняют."
    elif kind == "thresholds" and field == "value":
        threshold = next((each for each in rules.thresholds if each.key == code), None)
        if threshold is None:
            yield f"Порога «{code}» нет."
        else:
            yield from _wrong_value(threshold, after)
    elif kind == "criteria" and field == "weight":
        if after is not None and not (_is_number(after) and 0 <= after <= MOST):
            yield f"Критерий {code}: вес — число от 0{_not_this(after)}."
    elif isinstance(before, bool):
        if not isinstance(after, bool):
            yield f"«{code}»: здесь «да» или «нет»."
    elif field == "priority":
        if after not in (1, 2, 3):
            yield f"{code}: приоритет — 1, 2 или 3."
    elif field == "when":
        yield from _wrong_condition(rules, code, after)
    elif field == "deadline":
        yield from _wrong_deadline(code, after)
    elif field == "zones":
        yield from _wrong_zones(rules, code, after)
    elif not (isinstance(after, str) and after.strip()):
        yield f"{code}: текст не может быть пустым."
    elif len(after) > LONGEST:
        yield f"{code}: текст длиннее {number(LONGEST)} знаков, сократите его."


def _wrong_entry(rules: Methodology, change: Change) -> Iterator[str]:
    kind, code, _, _, after = change
    own = {
        "recommendations": code.startswith(OWN_CODE),
        "indicators": OWN_SHEET in ((after or change.before) or {}).get("columns", {}),
    }
    if not own.get(kind):
        yield f"«{code}»: добавлять и убирать можно только свои рекомендации и свои показатели."
    elif after is None:
        return
    elif any(str(getattr(entry, KEYS[kind])) == code for entry in getattr(rules, kind)):
        yield f"Код {code} уже есть: выберите другой."
    elif not code.strip() or len(code) > 20:
        yield "Код показателя — от 1 до 20 знаков."
    elif blank := [field for field in ("name", "short", "text", "evidence") if not str(after.get(field, "-")).strip()]:
        words = {"name": "название", "short": "краткое название", "text": "текст", "evidence": "форма подтверждения"}
        yield f"{code}: заполните поле «{words[blank[0]]}»."
    elif kind == "recommendations":
        yield from _wrong_condition(rules, code, after["when"], after["addressees"])
        yield from _wrong_deadline(code, after["deadline"])


def _still_looked_at(rules: Methodology, draft: Draft) -> Iterator[str]:
    """Indicators that go while the condition of a recommendation that stays looks at them."""
    gone = {each.code for each in draft if (each.kind, each.field, each.after) == ("indicators", "", None)}
    touched = {each.code for each in draft if each.kind == "recommendations" and each.field in ("", "when")}
    for each in rules.recommendations:
        for code in sorted({leaf.about for leaf in leaves(each.when)} & gone):
            if each.code not in touched:
                yield f"{code}: по нему даётся рекомендация {each.code} — уберите и её или измените её условие."


def _wrong_value(threshold: Threshold, value: Any) -> Iterator[str]:
    name = f"«{threshold.meaning[:1].upper()}{threshold.meaning[1:]}»"
    if not _is_number(value):
        yield f"{name}: нужно число{_not_this(value)}."
    elif threshold.unit in ("%", "п.п.") and not 0 <= value <= 100:
        yield f"{name}: от 0 до 100, а не {_written(value)}."
    elif threshold.unit == "1 — да" and value not in (0, 1):
        yield f"{name}: 1 — да, 0 — нет."
    elif not 0 <= value <= MOST or (value == 0 and threshold.unit not in ("%", "п.п.", "шт.", "чел.", "1 — да")):
        yield f"{name}: число больше нуля и не больше {number(MOST)}."
    elif threshold.unit in IN_WHOLES and not float(value).is_integer():
        yield f"{name}: целое число, а не {_written(value)}."
    elif value < LEAST.get(threshold.key, 0):
        yield f"{name}: не меньше {_written(LEAST[threshold.key])} — это защищает людей от узнавания."


def _wrong_condition(rules: Methodology, code: str, when: Any, levels: Iterable[str] | None = None) -> Iterator[str]:
    """``levels``: about whom the recommendation is; None: as the rules have it."""
    unfit = [words for leaf in _raw_leaves(when) for words in _wrong_names(code, leaf)]
    if unfit:
        yield from unfit
        return
    try:
        condition = Recommendation.model_validate(_EXAMPLE | {"when": when}).when
    except ValidationError:
        yield f"{code}: в условии нужны показатель, сравнение и одно число или порог."
        return
    known = {indicator.code: indicator for indicator in rules.indicators}
    keys = {threshold.key for threshold in rules.thresholds}
    for leaf in leaves(condition):
        if leaf.subject in ("indicator", "count"):
            yield from _wrong_leaf(leaf, code, known, keys)
    if levels is None:
        levels = next((each.levels for each in rules.recommendations if each.code == code), ())
    if tuple(levels) == ("МО",):
        for leaf in _of_itself(condition):
            if leaf.subject in OF_SCHOOLS:
                yield f"{code} даётся муниципалитету, а {SUBJECT_WORDS[leaf.subject]} есть только у школы."


def _of_itself(condition: Leaf | Tree) -> Iterator[Leaf]:
    """The leaves that are asked of the object itself and not of its schools."""
    if isinstance(condition, Leaf):
        yield condition
    elif condition.any_school is None:
        for each in condition.inside:
            yield from _of_itself(each)


def _raw_leaves(when: Any) -> Iterator[dict[str, Any]]:
    """The leaves of a condition that may still be wrong."""
    if not isinstance(when, dict):
        return
    inside = [when[name] for name in ("all_", "any_", "not_", "unless", "any_school") if when.get(name) is not None]
    for each in inside:
        for one in each if isinstance(each, list) else [each]:
            yield from _raw_leaves(one)
    if not inside:
        yield when


def _wrong_names(code: str, leaf: dict[str, Any]) -> Iterator[str]:
    """Of a leaf that names values: whether they are values of what it looks at."""
    subject = next((name for name in SUBJECT_WORDS if leaf.get(name) is not None), None)
    if subject is None:
        return
    words = SUBJECT_WORDS[subject]
    named = [*(leaf.get("in_") or ()), *([leaf["equals"]] if leaf.get("equals") is not None else ())]
    possible = POSSIBLE.get(subject, ())
    unfit = [str(each) for each in named if each not in possible]
    if unfit:
        can_be = ", ".join(map(str, possible)) if possible else "только «известна»"
        yield f"{code}: {words} — {can_be}; «{unfit[0]}» сюда не подходит."
    elif not named and leaf.get("is_") is None:
        yield f"{code}: {words} — выберите хотя бы одно значение."


def _wrong_deadline(code: str, after: Any) -> Iterator[str]:
    rule = after if isinstance(after, dict) else {}
    kind, day, month = (rule.get(name) for name in ("kind", "day", "month"))
    days: Any = rule.get("days")
    if kind == "date":
        if day is None or month is None:
            yield f"{code}: укажите день и месяц срока."
        elif not _is_number(day):
            yield f"{code}: день срока — число, а не «{day}»."
        elif month not in range(1, 13) or day not in range(1, DAYS_OF_MONTH[int(month) - 1] + 1):
            said = MONTHS[int(month) - 1] if month in range(1, 13) else f"{month}-й месяц"
            yield f"{code}: «{_written(day)} {said}» бывает не в каждом году, выберите другой день."
    elif kind == "days":
        if not _is_number(days) or not float(days).is_integer() or not 1 <= days <= MOST_DAYS:
            yield f"{code}: число дней — целое от 1 до {MOST_DAYS}."
        elif rule.get("from_") not in ("decision", "cycle.published"):
            yield f"{code}: выберите, от чего отсчитываются дни: от решения или от публикации итогов."
    elif kind == "permanent":
        if rule.get("control") not in CONTROL_PERIODS:
            yield f"{code}: для постоянной рекомендации выберите, как часто контроль."
    elif kind not in ("school_year", "period", "none"):
        yield f"{code}: выберите вид срока."


def _wrong_zones(rules: Methodology, code: str, after: Any) -> Iterator[str]:
    indicator = next((each for each in rules.indicators if each.code == code), None)
    if indicator is None:
        yield f"Показателя {code} в методике нет."
    elif not isinstance(after, dict) or (not after and OWN_SHEET not in indicator.columns):
        yield f"{code}: задайте хотя бы одну границу зоны; без зон может быть только свой показатель."
    else:
        keys = {threshold.key: threshold for threshold in rules.thresholds}
        for zone, rule in after.items():
            yield from _wrong_zone(indicator, zone, rule, keys)


def _wrong_zone(
    indicator: Indicator, zone: str, rule: dict[str, Any], keys: dict[str, Threshold]
) -> Iterator[str]:  # fmt: skip
    name = f"{indicator.code}, {ZONE_NAMES[zone]} зона"
    if len(rule) != 1:
        yield f"{name}: нужны сравнение и одна граница."
        return
    [(comparison, bound)] = rule.items()
    fitting = {"up": (*BELOW, "equals"), "down": (*ABOVE, "equals"), "none": (*BELOW, *ABOVE, "equals")}
    if comparison not in fitting[indicator.direction]:
        better, how = (
            ("больше", "«меньше» или «не больше»") if indicator.direction == "up" else
            ("меньше", "«больше» или «не меньше»")
        )  # fmt: skip
        yield f"{name}: у показателя «{better} — лучше» зона задаётся словами {how}."
    elif comparison == "equals" and zone != "low":
        yield f"{name}: «равно» годится только для низкой зоны."
    elif isinstance(bound, str):
        if bound not in keys:
            yield f"{name}: «{bound}» — не число и не порог методики."
        elif (keys[bound].unit == "%") is not (indicator.unit == "%"):
            yield f"{name}: порог «{keys[bound].meaning}» в других единицах ({keys[bound].unit})."
    elif not (_is_number(bound) and 0 <= bound <= MOST):
        yield f"{name}: граница — число от 0 или порог."
    elif indicator.unit == "%" and bound > 100:
        yield f"{name}: показатель — доля, граница от 0 до 100."


_EXAMPLE = {
    "block": "proposals",
    "code": "СР-01",
    "text": "-",
    "addressees": {"ОО": ["руководитель ОО"]},
    "condition": "-",
    "deadline": {"kind": "none"},
    "evidence": "-",
    "priority": 1,
    "is_proposal": True,
}


def _wrong_leaf(leaf: Leaf, code: str, known: dict[str, Any], keys: set[str]) -> Iterator[str]:
    indicator, bound = known.get(leaf.about), leaf.comparison[1]
    if indicator is None:
        yield f"{code}: показателя {leaf.about} в методике нет."
    elif isinstance(bound, str):
        if bound not in keys:
            yield f"{code}: «{bound}» — не число и не порог методики."
    elif indicator.stage == "query":
        yield f"{code}: {leaf.about} считается на дату, в условии он не сравнивается."
    elif not (_is_number(bound) and 0 <= bound <= MOST):
        yield f"{code}: {leaf.about} сравнивается с числом от 0."
    elif indicator.unit == "%" and leaf.of is None and bound > 100:
        yield f"{code}: {leaf.about} — доля, сравнивать её можно с числом от 0 до 100."


def _out_of_order(rules: Methodology) -> Iterator[str]:
    """Bounds of which the one leaves no room to the other."""
    yield from _wrong_order(rules)
    yield from _wrong_zone_order(rules)


def _wrong_order(new: Methodology) -> Iterator[str]:
    meanings = {threshold.key: threshold.meaning for threshold in new.thresholds}
    for low, high in ASCENDING:
        if low in meanings and high in meanings and new.threshold(low) >= new.threshold(high):
            yield (
                f"Порог «{meanings[low]}» ({_written(new.threshold(low))}) должен быть меньше порога "
                f"«{meanings[high]}» ({_written(new.threshold(high))})."
            )


def _wrong_zone_order(new: Methodology) -> Iterator[str]:
    """Where the low zone would leave nothing to the middle one."""
    for indicator in new.indicators:
        if len(indicator.zones) < 2:
            continue
        (how, low), (by, middle) = (next(iter(indicator.zones[zone].items())) for zone in ("low", "middle"))
        rising = by in BELOW
        if how in (ABOVE if rising else BELOW):
            yield (
                f"{indicator.code}: низкая и средняя зоны задаются одинаково — обе словами «меньше» или «не больше» "
                "либо обе словами «больше» или «не меньше»."
            )
            continue
        if ((low, middle) if rising else (middle, low)) in ASCENDING:
            continue
        at_low, at_middle = (new.threshold(each) if isinstance(each, str) else each for each in (low, middle))
        if at_low == at_middle or (at_low < at_middle) is not rising:
            yield (
                f"{indicator.code}: граница низкой зоны ({_written(at_low)}) должна быть "
                f"{'меньше' if rising else 'больше'} границы средней ({_written(at_middle)})."
            )


def _wrong_weights(new: Methodology) -> Iterator[str]:
    counting = [entry for entry in new.criteria if entry.included]
    weights = [entry.weight for entry in counting if entry.weight is not None]
    if not counting:
        yield "Хотя бы один критерий должен входить в итог."
    elif weights and len(weights) != len(counting):
        without = ", ".join(str(entry.criterion) for entry in counting if entry.weight is None)
        yield f"Веса задают либо всем критериям, либо ни одному. Без веса: {without}."
    elif weights and sum(weights) <= 0:
        yield "Сумма весов равна нулю: поставьте вес больше нуля хотя бы одному критерию."


def judges_otherwise(old: Methodology, new: Methodology) -> bool:
    """Whether a school can be judged otherwise by the second set: its total, group, completeness or low criteria."""
    return _changed_thresholds(old, new) & OF_JUDGEMENT != set() or any(
        [getattr(entry, field) for entry in old.criteria] != [getattr(entry, field) for entry in new.criteria]
        for field in ("criterion", "included", "weight")
    ) or old.own_group_bounds != new.own_group_bounds  # fmt: skip


def _changed_thresholds(old: Methodology, new: Methodology) -> set[str]:
    was, now = ({each.key: each.value for each in rules.thresholds} for rules in (old, new))
    return {key for key in was.keys() | now.keys() if was.get(key) != now.get(key)}


def fire_otherwise(old: Methodology, new: Methodology) -> frozenset[str]:
    """Recommendations that can go to others by the second set: their conditions, or what these look at, changed."""
    thresholds, judged = _changed_thresholds(old, new), judges_otherwise(old, new)
    was, now = ({each.code: each for each in rules.recommendations} for rules in (old, new))
    indicators = {
        change.code
        for change in differences(old, new)
        if change.kind == "indicators" and change.field not in EDITABLE["indicators"]
    }
    for each in (*old.indicators, *new.indicators):
        if each.code in JUDGES and thresholds & {*each.thresholds, *_used_by(each.code, new)}:
            indicators.add(each.code)
        if each.divisor in thresholds:
            indicators.add(each.code)

    def touched(recommendation: Recommendation) -> bool:
        return any(
            leaf.about in indicators
            or (leaf.subject == "level" and bool(thresholds & {"comp_low_max", "comp_high_min"}))
            or (judged and (leaf.subject in ("group", "criterion_zone") or leaf.about in JUDGED_CODES))
            for leaf in leaves(recommendation.when)
        ) or bool(bounds_of(recommendation) & thresholds)

    return frozenset(
        code
        for code in was.keys() | now.keys()
        if code not in was
        or code not in now
        or (was[code].when, was[code].active, was[code].levels) != (now[code].when, now[code].active, now[code].levels)
        or touched(now[code])
    )


def zoned_otherwise(old: Methodology, new: Methodology) -> frozenset[str]:
    """Indicators of which some value can lie in another zone by the second set, or is counted otherwise."""
    thresholds, judged = _changed_thresholds(old, new), judges_otherwise(old, new)
    changed = {
        change.code
        for change in differences(old, new)
        if change.kind == "indicators" and (change.field == "zones" or change.field not in EDITABLE["indicators"])
    }
    return frozenset(
        each.code
        for each in (*old.indicators, *new.indicators)
        if each.zones
        and (
            each.code in changed
            or "mo_coverage_min" in thresholds
            or (judged and each.code in JUDGED_CODES)
            or thresholds & {*each.thresholds, *_used_by(each.code, new)}
        )
    )


def _used_by(code: str, rules: Methodology) -> set[str]:
    return {threshold.key for threshold in rules.thresholds if code in threshold.used_by}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _not_this(value: Any) -> str:
    """Quotes the words that were typed where a number belongs; empty for anything else."""
    return f", например 62,5, а не «{value}»" if isinstance(value, str) else ""


def _written(value: float) -> str:
    return number(value, 0 if float(value).is_integer() else 2)
