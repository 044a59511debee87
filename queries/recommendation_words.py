"""A reason of a recommendation in words: what was looked at, its value, the threshold, what would change it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from methodology.catalogue import Indicator, Methodology
from methodology.conditions import Entry
from methodology.edits import OWN_CODE
from methodology.recommendations import SUBJECTS, Recommendation
from methodology.words import day, measured, number, percent, schools_of, share
from queries.indicator_tables import value_words

RELATIONS = {
    "below": "ниже",
    "at_most": "не выше",
    "above": "выше",
    "at_least": "не ниже",
    "equals": "ровно",
}
WITHOUT = {"below": "не ниже", "at_most": "выше", "above": "не выше", "at_least": "ниже"}
"""Relation → the one of a value with which it no longer holds."""
DATES = {"cycle.published": "итоги опубликованы", "cycle.as_of": "данные цикла загружены, срез"}
OF_SCHOOL = {
    "КО-ШНОР": "Школа с низкими образовательными результатами",
    "КО-ВПР": "Признак необъективности ВПР",
    "Р-ОО": "Представитель школы в резерве",
    "ПР-КОНК-РУК": "Директор участвовал в конкурсах",
}
"""Indicator that is a share of schools → what it says of one school, да or нет."""
NOT_NEEDED = "не понадобится, если"
GENITIVE = {"низкая": "низкой", "средняя": "средней", "высокая": "высокой"}


@dataclass(frozen=True)
class ReasonWords:
    """A reason as people read it: what was looked at, its value, how it compares, origin, what would change it."""

    name: str
    value: str
    relation: str
    origin: str
    needed: str

    @property
    def basis(self) -> str:
        """One line of an official table: indicator, value, threshold."""
        said = f"{self.name}: {self.value}" if self.value else self.name
        return f"{said} — {self.relation}" if self.relation else said


def subject_of(entry: Entry) -> str:
    """What a reason looks at: one of ``SUBJECTS``."""
    return next(name for name in SUBJECTS if name in entry)


def reason_words(entry: Entry, rules: Methodology) -> ReasonWords:
    """The words of one reason of a stored trace."""
    subject = subject_of(entry)
    if entry["relation"] == "any_school":
        return _of_some_schools(entry, subject, rules)
    words: Mapping[str, Callable[[Entry, Methodology], ReasonWords]] = {
        "indicator": _indicator,
        "count": _indicator,
        "group": _group,
        "criterion_zone": _criterion,
        "level": _level,
        "flag": _flag,
        "date": _date,
    }
    return words[subject](entry, rules)


def joined(words: Iterable[str]) -> str:
    """What reasons say, each thing once."""
    return "; ".join(dict.fromkeys(each for each in words if each))


def source_words(recommendation: Recommendation, rules: Methodology) -> str:
    """«С1: п. 1; С2: п. 3, рек. 4»; of a proposal of the project or of the department that the sources have none."""
    if recommendation.code.startswith(OWN_CODE):
        return "методика управления, в источниках нет"
    if recommendation.is_proposal:
        return "предложение проекта, в источниках нет"
    named = {entry.code: f"{entry.document}, {entry.clause}" for entry in rules.sources}
    return "; ".join(named[code] for code in recommendation.sources)


def _bound(rule: Indicator, bound: float) -> str:
    if rule.unit == "%":
        return percent(bound, 0 if float(bound).is_integer() else 1)
    return number(bound) if rule.unit == "шт." else measured(bound, rule.unit, rule.decimals)


def _indicator(entry: Entry, rules: Methodology) -> ReasonWords:
    rule = rules.indicator(entry.get("indicator") or entry["count"])
    limit = rules.threshold("no_percent_n")
    name = rule.name if not entry["part"] else f"{rule.name}, {entry['part']}"
    if _is_flag(rule, entry):
        name = OF_SCHOOL.get(rule.code, name)
    origin, needed = entry["threshold_origin"], _needed(entry, rule)
    if entry["relation"] == "equals" or _is_flag(rule, entry):
        return ReasonWords(name, _yes_or_no(rule, entry, limit), "", origin, needed)
    of_numerator = entry.get("of") == "numerator"
    said = number(entry["numerator"]) if of_numerator else _value(rule, entry, limit)
    if entry.get("schools_with_data") is not None and entry["schools_with_data"] < entry["schools"]:
        said += f", данные есть по {number(entry['schools_with_data'])} из {schools_of(entry['schools'])}"
    relation = f"{RELATIONS[entry['relation']]} {_wanted(rule, entry)}"
    return ReasonWords(name, said, "" if _is_any(entry) else relation, origin, needed)


def _is_flag(rule: Indicator, entry: Entry) -> bool:
    """Whether a school's value says yes or no: of a municipality it is the share of its schools."""
    return rule.grain == "школа" and "школа" not in rule.level and entry["denominator"] == 1 and "schools" not in entry


def _is_any(entry: Entry) -> bool:
    """Whether the threshold is but that there are any."""
    return (entry["relation"], entry["threshold"]) in (("above", 0), ("at_least", 1))


def _value(rule: Indicator, entry: Entry, limit: float) -> str:
    up, down, value, bound = entry["numerator"], entry["denominator"], entry["value"], entry["threshold"]
    if rule.unit == "шт.":
        return number(value)
    if rule.unit == "%" and down and down >= limit and percent(value) == percent(bound):
        # Else 159 of 200 would be «80 %» and below 80 %.
        return f"{share(up, down, down + 1)} ({percent(value, 2)})"
    return value_words(rule, up, down, value, limit)


def _wanted(rule: Indicator, entry: Entry) -> str:
    bound = entry["threshold"]
    return number(bound) if entry.get("of") == "numerator" else _bound(rule, bound)


def _yes_or_no(rule: Indicator, entry: Entry, limit: float) -> str:
    if rule.kind == "ratio" and entry["denominator"] == 1:
        return "да" if entry["numerator"] else "нет"
    if rule.kind == "count" and not entry["value"]:
        return "нет"
    return _value(rule, entry, limit)


def _needed(entry: Entry, rule: Indicator) -> str:
    if entry["relation"] == "equals" or _is_flag(rule, entry):
        other = "станет «нет»" if entry["numerator"] else "станет «да»" if entry["denominator"] else "появятся"
        return f"{NOT_NEEDED} {other}"
    if _is_any(entry):
        # That there is something to go on with is no lack.
        return "" if rule.block == "auxiliary" and not rule.sensitive else f"{NOT_NEEDED} не останется"
    needed = entry.get("needed_numerator")
    if needed is None or not entry["denominator"]:
        lack = entry["relation"] in ("below", "above")
        return f"{NOT_NEEDED} будет {WITHOUT[entry['relation']]} {_wanted(rule, entry)}" if lack else ""
    up, least = entry["numerator"] + needed, "не меньше" if needed > 0 else "не больше"
    now = f"сейчас {number(entry['numerator'])}"
    return f"{NOT_NEEDED} будет {least} {number(up)} из {number(entry['denominator'])} ({now})" if up >= 0 else ""


def _on_scale(entry: Entry) -> str:
    """The value with a digit; with more, where it would read as the one from which on all would be otherwise.

    60,46 % is low and rounds to 60: as «60,5 %» it would contradict «не понадобится, если будет 60,5 % и больше».
    """
    value, change = entry["value"], entry["needed_change"]
    alike = (places for places in (1, 2) if change is None or percent(value, places) != percent(value + change, places))
    return percent(value, next(alike, 3))


def _until(entry: Entry) -> str:
    """Of a scale: from which value on the zone would be another; it turns half a point from its bound."""
    if entry["needed_change"] is None:
        return ""
    turn = entry["value"] + entry["needed_change"]
    if entry["needed_change"] >= 0:
        return f"{NOT_NEEDED} будет {percent(turn, 1)} и больше"
    return f"{NOT_NEEDED} будет меньше {percent(turn, 1)}"


def _scale_bound(entry: Entry) -> str:
    if entry["threshold"] is None:
        return ""
    return f"{RELATIONS[entry['relation']]} {percent(entry['threshold'])} (после округления до целого)"


def _group(entry: Entry, rules: Methodology) -> ReasonWords:
    group = rules.group(entry["zone"])
    value = f"группа {entry['zone']} ({group.short} степень)"
    if entry["threshold"] is None and entry["relation"] == "in" and entry["needed_change"] is None:
        return ReasonWords("Группа эффективности", value, "", entry["threshold_origin"], "")
    value += f", итог {_on_scale(entry)}"
    return ReasonWords("Группа эффективности", value, _scale_bound(entry), entry["threshold_origin"], _until(entry))


def _criterion(entry: Entry, rules: Methodology) -> ReasonWords:
    number_of = entry["criterion_zone"]
    name = next(each.name for each in rules.criteria if each.criterion == number_of)
    points = f"{share(entry['numerator'], entry['denominator'], entry['denominator'] + 1)} баллов"
    return ReasonWords(
        f"Критерий {number_of} «{name}»",
        f"{points} ({_on_scale(entry)}), {entry['zone']} зона",
        _scale_bound(entry),
        entry["threshold_origin"],
        _until(entry),
    )


def _level(entry: Entry, rules: Methodology) -> ReasonWords:
    return ReasonWords(
        "Уровень управленческих компетенций",
        f"{entry['zone']} ({_on_scale(entry)})",
        _scale_bound(entry),
        entry["threshold_origin"],
        _until(entry),
    )


def _flag(entry: Entry, rules: Methodology) -> ReasonWords:
    sheet, heading = entry["flag"].split(".", 1)
    needed = f"{NOT_NEEDED} станет «да»" if entry["value"] == "нет" else ""
    return ReasonWords(heading, entry["value"], "", f"лист «{sheet}»", needed)


def _date(entry: Entry, rules: Methodology) -> ReasonWords:
    said = f"{DATES[entry['date']]} {day(date.fromisoformat(entry['value']))}"
    return ReasonWords(said[0].upper() + said[1:], "", "", entry["threshold_origin"], "")


def _of_some_schools(entry: Entry, subject: str, rules: Methodology) -> ReasonWords:
    named = [str(each) for each in entry["named"]]
    if subject == "group":
        name = f"Школы группы {' и '.join(named)}"
    elif subject == "level":
        name = f"Руководители, чей уровень {' или '.join(named)}"
    elif subject == "criterion_zone":
        name = f"Школы с критерием {entry['criterion_zone']} в {' или '.join(GENITIVE[each] for each in named)} зоне"
    else:
        rule = rules.indicator(str(entry[subject]))
        name = f"Школы, где {rule.name[0].lower() + rule.name[1:]} {RELATIONS[entry['inner_relation']]} " + (
            _bound(rule, entry["inner_threshold"])
        )
    value = share(entry["numerator"], entry["denominator"], rules.threshold("no_percent_n"))
    return ReasonWords(name, value, "", entry["threshold_origin"], f"{NOT_NEEDED} таких не останется")
