"""Drafts over rules: applied, undone, refused in words, compared, carried over to a newer package."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from methodology.catalogue import Methodology, packaged
from methodology.condition_words import condition_words
from methodology.edits import (
    FOLLOWS,
    OWN_SHEET,
    WORKING,
    Change,
    Draft,
    DraftError,
    applied,
    checked,
    differences,
    draft_text,
    fire_otherwise,
    inverted,
    judges_otherwise,
    leading_to,
    read_draft,
    rebased,
)
from methodology.effectiveness import CriterionRule, assess_school, counted_rules, group_bounds
from methodology.scales import Bounds, exact
from methodology.words import NBSP
from methodology.zones import zone_of_value
from queries.change_words import change_words

RULES = packaged()
OWN_RECOMMENDATION = {
    "block": "proposals",
    "code": "СР-01",
    "text": "Обсудить на совещании директоров",
    "addressees": {"ОО": ["руководитель ОО"]},
    "condition": "-",
    "when": {"indicator": "КД-УКОМП", "below": 90.0},
    "deadline": {"kind": "school_year"},
    "evidence": "протокол",
    "priority": 2,
    "is_proposal": True,
}
OWN_INDICATOR = {
    "block": "staffing",
    "code": "Г-1",
    "name": "Горячее питание",
    "short": "питание",
    "unit": "%",
    "decimals": 0,
    "direction": "up",
    "level": ["школа", "муниципалитет"],
    "stage": "derive",
    "kind": "ratio",
    "grain": "школа",
    "multiplier": 100,
    "numerator": "числитель с листа «Показатели»",
    "denominator": "знаменатель с листа «Показатели»",
    "formula": "получают питание ÷ все",
    "missing": "строки на листе нет — значение неизвестно",
    "origin": "рабочий показатель",
    "columns": {OWN_SHEET: ["Код показателя", "Числитель", "Знаменатель"]},
    "sensitive": False,
}
ADDED = Change("indicators", "Г-1", "", None, OWN_INDICATOR)
NO_DIRECTION = "ПР-ВЫГ-ПРОГ"


def value(key: str, after: float, rules: Methodology = RULES) -> Change:
    return Change("thresholds", key, "value", rules.threshold(key), after)


def zones(code: str, after: dict[str, Any], rules: Methodology = RULES) -> Change:
    return Change("indicators", code, "zones", stored(code, rules)["zones"], after)


def stored(code: str, rules: Methodology) -> dict[str, Any]:
    """An indicator as it stands in a stored set."""
    return rules.indicator(code).model_dump(mode="json")


def used_by(key: str, rules: Methodology) -> tuple[str, ...]:
    return next(each.used_by for each in rules.thresholds if each.key == key)


def refused(*draft: Change) -> str:
    with pytest.raises(DraftError) as error:
        checked(RULES, draft)
    return str(error.value)


def test_an_empty_draft_changes_nothing() -> None:
    assert checked(RULES, ()) == RULES
    assert differences(RULES, RULES) == ()
    assert not judges_otherwise(RULES, RULES)
    assert fire_otherwise(RULES, RULES) == frozenset()


def test_a_changed_threshold_becomes_a_working_one_with_its_reason_and_conditions_say_it() -> None:
    new = checked(RULES, (value("mentor_green", 90.0),), "решение коллегии")
    threshold = next(each for each in new.thresholds if each.key == "mentor_green")
    assert (threshold.value, threshold.origin) == (90.0, f"{WORKING}: решение коллегии")
    assert new.recommendation("АР-23").condition == f"Н-ОХВ < 90{NBSP}% или Н-ПРОГ < 100{NBSP}%"
    # What doesn't look at the threshold keeps the words of its author.
    assert new.recommendation("АР-22").condition == RULES.recommendation("АР-22").condition
    assert fire_otherwise(RULES, new) == {"АР-23", "АР-25"}
    assert not judges_otherwise(RULES, new)


def test_an_origin_that_is_named_stays() -> None:
    named = Change("thresholds", "mentor_green", "origin", "рабочий порог", "приказ от 01.09.2025 № 5")
    new = checked(RULES, (value("mentor_green", 90.0), named), "решение коллегии")
    assert next(each.origin for each in new.thresholds if each.key == "mentor_green") == "приказ от 01.09.2025 № 5"


@pytest.mark.parametrize(
    ("draft", "said"),
    [
        ([value("diag_green", 101.0)], "от 0 до 100, а не 101"),
        ([value("diag_green", 50.0)], "должен быть меньше порога «охват педагогов диагностикой: выполняется» (50)"),
        ([value("young_leader_years", 2.5)], "целое число, а не 2,50"),
        ([value("norm_hours", 0.0)], "число больше нуля"),
        ([value("hide_n", 4.0)], "не меньше 5 — это защищает людей"),
        ([value("young_age_inclusive", 2.0)], "1 — да, 0 — нет"),
        ([value("diag_green", float("nan"))], "нужно число"),
        ([Change("thresholds", "diag_green", "value", 80.0, None)], "нужно число"),
        ([Change("thresholds", "diag_green", "value", 81.0, 82.0)], "с тех пор изменилось"),
        ([Change("thresholds", "diag_green", "unit", "%", "шт.")], "это поле здесь не меняют"),
        ([Change("criteria", "1", "weight", None, 2.0)], "Без веса: 2, 3, 4, 5, 6, 7, 8, 9, 10"),
        ([Change("criteria", str(n), "weight", None, 0.0) for n in range(1, 11)], "Сумма весов равна нулю"),
        ([Change("criteria", str(n), "included", True, False) for n in range(1, 11)], "Хотя бы один критерий"),
        ([Change("criteria", "1", "weight", None, -1.0)], "вес — число от 0"),
        ([Change("recommendations", "АР-01", "text", RULES.recommendation("АР-01").text, " ")], "не может быть пустым"),
        ([Change("recommendations", "АР-01", "priority", RULES.recommendation("АР-01").priority, 4)], "1, 2 или 3"),
        ([Change("recommendations", "АР-01", "", {"code": "АР-01"}, None)], "только свои"),
        (
            [
                Change(
                    "recommendations", "СР-01", "", None,
                    OWN_RECOMMENDATION | {"when": {"indicator": "НЕТ", "below": 1.0}},
                )
            ],
            "показателя НЕТ в методике нет",
        ),
        (
            [
                Change(
                    "recommendations", "СР-01", "", None,
                    OWN_RECOMMENDATION | {"when": {"indicator": "КД-УКОМП", "below": "нет_такого"}},
                )
            ],
            "«нет_такого» — не число и не порог методики",
        ),
        (
            [
                Change(
                    "recommendations", "СР-01", "", None,
                    OWN_RECOMMENDATION | {"when": {"indicator": "КД-УКОМП", "below": 101.0}},
                )
            ],
            "от 0 до 100",
        ),
        ([Change("recommendations", "СР-01", "", None, OWN_RECOMMENDATION | {"evidence": " "})], "форма подтверждения"),
        (
            [zones("К-ОХВ-П", {"low": {"below": "diag_green"}, "middle": {"below": "diag_amber"}})],
            "К-ОХВ-П: граница низкой зоны (80) должна быть меньше границы средней (50).",
        ),
        (
            [zones("КД-НАГР", {"low": {"above": "load_amber"}, "middle": {"above": "load_red"}})],
            "КД-НАГР: граница низкой зоны (1,40) должна быть больше границы средней (1,50).",
        ),
        (
            [zones(NO_DIRECTION, {"low": {"at_most": 20.0}, "middle": {"at_most": 10.0}})],
            f"{NO_DIRECTION}: граница низкой зоны (20) должна быть меньше границы средней (10).",
        ),
        (
            [zones(NO_DIRECTION, {"low": {"above": 20.0}, "middle": {"below": 80.0}})],
            f"{NO_DIRECTION}: низкая и средняя зоны задаются одинаково",
        ),
        (
            [zones(NO_DIRECTION, {"low": {"at_most": 20.0}, "middle": {"at_least": 80.0}})],
            f"{NO_DIRECTION}: низкая и средняя зоны задаются одинаково",
        ),
        ([zones("Н-ОФОРМ", {})], "Н-ОФОРМ: задайте хотя бы одну границу зоны"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_words(draft: list[Change], said: str) -> None:
    words = refused(*draft)
    assert said in words
    assert "Input" not in words
    assert "error" not in words.lower()


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(DraftError) as error:
        checked(RULES, (value("diag_green", 101.0), value("norm_hours", 0.0)))
    assert len(error.value.said) == 2


def test_own_entries_come_and_go() -> None:
    added = Change("recommendations", "СР-01", "", None, OWN_RECOMMENDATION)
    new = checked(RULES, (added,))
    assert new.recommendation("СР-01").condition == f"КД-УКОМП < 90{NBSP}%"
    assert fire_otherwise(RULES, new) == {"СР-01"}
    stored = Methodology.from_json(new.to_json())
    assert stored == new
    entry = next(each for each in new.model_dump(mode="json")["recommendations"] if each["code"] == "СР-01")
    assert checked(new, (Change("recommendations", "СР-01", "", entry, None),)) == RULES


def test_zones_of_an_indicator_without_a_direction_lie_either_way() -> None:
    """The low zone is up to 10 and the middle one up to 20; or above 80 and from 60 on."""
    grid = (0, 10, 10.5, 20, 59, 60, 80, 80.5, 100)
    for after, expected in (
        ({"low": {"at_most": 10.0}, "middle": {"at_most": 20.0}}, "llmmhhhhh"),
        ({"low": {"above": 80.0}, "middle": {"at_least": 60.0}}, "hhhhhmmll"),
    ):
        new = checked(RULES, (zones(NO_DIRECTION, after),))
        found = [str(zone_of_value(new.indicator(NO_DIRECTION), exact(each), new))[0] for each in grid]
        assert "".join(found) == expected


PERCENT = st.integers(0, 20).map(lambda n: 5.0 * n)
NAMED = st.sampled_from([each.key for each in RULES.thresholds if each.unit == "%"])


@given(
    code=st.sampled_from(["К-ОХВ-П", "КД-ВАК-ДОЛЯ", NO_DIRECTION]),
    low=st.tuples(st.sampled_from(["below", "at_most", "above", "at_least"]), PERCENT | NAMED),
    middle=st.tuples(st.sampled_from(["below", "at_most", "above", "at_least"]), PERCENT | NAMED),
)
def test_zones_that_are_taken_follow_each_other_and_each_has_its_values(
    code: str, low: tuple[str, Any], middle: tuple[str, Any]
) -> None:
    """Along the values the zones come in one order, and the low zone leaves something to the middle one."""
    try:
        new = checked(RULES, (zones(code, {"low": dict([low]), "middle": dict([middle])}),))
    except DraftError:
        return
    along = [str(zone_of_value(new.indicator(code), exact(each / 10), new))[0] for each in range(1001)]
    order = "".join(zone for zone, _ in groupby(along))
    assert "m" in order
    assert order in "lmh" or order in "hml"


def test_an_own_indicator_is_bounded_carried_over_and_goes_again() -> None:
    with_own = checked(RULES, (ADDED,))
    bounded = checked(with_own, (zones("Г-1", {"low": {"below": "diag_amber"}}, with_own),))
    assert bounded.indicator("Г-1").thresholds == ("diag_amber",)
    assert used_by("diag_amber", bounded) == ("К-ОХВ-П", "Г-1")
    assert checked(RULES, rebased(RULES, differences(RULES, bounded))) == bounded
    assert checked(bounded, (Change("indicators", "Г-1", "", stored("Г-1", bounded), None),)) == RULES
    # Its zones changed in the same draft: it goes all the same.
    moved = zones("Г-1", {"low": {"below": "diag_green"}}, bounded)
    assert checked(bounded, (moved, Change("indicators", "Г-1", "", stored("Г-1", bounded), None))) == RULES
    # Its zones can go alone: an indicator of one's own begins without.
    bare = checked(bounded, (zones("Г-1", {}, bounded),))
    assert (bare.indicator("Г-1").zones, bare.indicator("Г-1").thresholds) == ({}, ())
    assert used_by("diag_amber", bare) == ("К-ОХВ-П",)
    assert zone_of_value(bare.indicator("Г-1"), exact(10), bare) is None


def test_a_divisor_that_bounded_a_zone_for_a_while_stays_a_divisor() -> None:
    new = checked(RULES, (zones("КД-НАГР", {"low": {"above": "norm_hours"}, "middle": {"above": "load_amber"}}),))
    back = checked(new, (zones("КД-НАГР", stored("КД-НАГР", RULES)["zones"], new),))
    assert set(back.indicator("КД-НАГР").thresholds) == set(RULES.indicator("КД-НАГР").thresholds)
    assert used_by("norm_hours", back) == used_by("norm_hours", RULES)


def test_a_recommendation_by_an_own_indicator_is_carried_over_and_holds_it() -> None:
    with_own = checked(RULES, (ADDED,))
    entry = OWN_RECOMMENDATION | {"when": {"indicator": "Г-1", "below": 50.0}}
    both = checked(with_own, (Change("recommendations", "СР-01", "", None, entry),))
    assert checked(RULES, rebased(RULES, differences(RULES, both))) == both
    gone = Change("indicators", "Г-1", "", stored("Г-1", both), None)
    with pytest.raises(DraftError) as error:
        checked(both, (gone,))
    assert error.value.said == (
        "Г-1: по нему даётся рекомендация СР-01 — уберите и её или измените её условие.",
    )  # fmt: skip
    without = next(each for each in both.model_dump(mode="json")["recommendations"] if each["code"] == "СР-01")
    assert checked(both, (gone, Change("recommendations", "СР-01", "", without, None))) == RULES


def test_what_is_stored_out_of_order_stops_no_other_edit() -> None:
    """КД-ВАК-ДОЛЯ: low above vac_share_red, middle above 0; by rules of its time a version could be saved with 0."""
    out_of_order = applied(RULES, (value("vac_share_red", 0.0),))
    other = (Change("recommendations", "АР-50", "active", True, False),)
    assert not checked(out_of_order, other).recommendation("АР-50").active
    # Carried over to another package it stays as it was decided, and no new one can be made.
    carried = rebased(RULES, differences(RULES, out_of_order))
    assert checked(RULES, carried, own=out_of_order).threshold("vac_share_red") == 0
    assert "КД-ВАК-ДОЛЯ: граница низкой зоны (0)" in refused(value("vac_share_red", 0.0))
    still = zones("К-ОХВ-П", {"low": {"below": 90.0}, "middle": {"below": 80.0}}, out_of_order)
    with pytest.raises(DraftError) as error:
        checked(out_of_order, (still,))
    assert error.value.said == ("К-ОХВ-П: граница низкой зоны (90) должна быть меньше границы средней (80).",)


def test_a_criterion_left_out_and_own_weights_count_in_the_total() -> None:
    bounds = Bounds(exact(60), exact(81))
    listed = [CriterionRule(n, exact(10), exact(1), bounds) for n in (1, 2)]
    scores = [(1, 9.0, None), (2, 3.0, None)]

    def judged(rules: Methodology) -> tuple[Any, int | None]:
        counted = counted_rules(listed, rules)
        by_number = {rule.criterion: rule for rule in counted}
        found = assess_school(by_number, scores, group_bounds(counted, rules), rules)  # type: ignore[arg-type]
        return found.total_pct, found.computed_group

    assert judged(RULES) == (60, 3)  # (90 + 30) / 2
    without = checked(RULES, (Change("criteria", "2", "included", True, False),))
    assert judged(without) == (90, 1)
    weights = tuple(Change("criteria", str(n), "weight", None, 3.0 if n == 1 else 1.0) for n in range(1, 11))
    assert judged(checked(RULES, weights)) == (75, 2)  # (3 × 90 + 30) / 4


def test_own_bounds_win_over_the_sheet_only_where_the_methodology_says_so() -> None:
    sheet = [CriterionRule(1, exact(10), exact(1), Bounds(exact(60), exact(81)))]
    moved = (value("crit_low_max", 65.0),)
    assert group_bounds(sheet, checked(RULES, moved)) == Bounds(exact(60), exact(81))
    own = (*moved, Change("rules", "", "own_group_bounds", False, True))
    assert group_bounds(sheet, checked(RULES, own)) == Bounds(exact(65), exact(81))


def test_fields_younger_than_stored_sets_leave_their_text_alone() -> None:
    text = RULES.to_json()
    assert not any(field in text for field in ('"included"', '"own_group_bounds"', '"active"'))
    assert Methodology.from_json(text) == RULES


def test_own_changes_are_carried_over_to_a_newer_package() -> None:
    own = checked(RULES, (value("mentor_green", 90.0), value("exec_green", 95.0)), "решение")
    newer = applied(RULES, (value("exec_green", 92.0), value("diag_green", 85.0)))
    merged = checked(newer, rebased(newer, differences(RULES, own)))
    found = {key: merged.threshold(key) for key in ("mentor_green", "exec_green", "diag_green")}
    assert found == {"mentor_green": 90.0, "exec_green": 95.0, "diag_green": 85.0}
    assert rebased(own, differences(RULES, own)) == ()


def test_conditions_of_the_package_can_be_put_into_words() -> None:
    for each in RULES.recommendations:
        words = condition_words(each.when, RULES)
        assert words
        assert not any(name in words for name in ("below", "equals", "any", "unless", "None"))


CHANGES = st.one_of(
    st.tuples(st.sampled_from(["vac_share_red", "contest_min", "method_min", "age60_amber"]), st.integers(0, 100)).map(
        lambda pair: value(pair[0], float(pair[1]))
    ),
    st.integers(1, 9).map(lambda n: Change("criteria", str(n), "included", True, False)),
    st.sampled_from([each.code for each in RULES.recommendations]).map(
        lambda code: Change("recommendations", code, "active", True, False)
    ),
    st.sampled_from([each.code for each in RULES.indicators]).map(
        lambda code: Change("indicators", code, "origin", RULES.indicator(code).origin, "приказ управления")
    ),
    st.just(Change("recommendations", "СР-01", "", None, OWN_RECOMMENDATION)),
    st.just(Change("rules", "", "own_group_bounds", False, True)),
)
DRAFTS = st.lists(CHANGES, max_size=6, unique_by=lambda change: (change.kind, change.code, change.field)).map(tuple)


@given(draft=DRAFTS)
def test_undoing_a_draft_gives_the_rules_back(draft: Draft) -> None:
    effective = tuple(change for change in draft if change.before != change.after)
    new = applied(RULES, effective)
    assert applied(new, inverted(effective)) == RULES
    assert applied(RULES, differences(RULES, new)) == new
    assert read_draft(draft_text(effective)) == effective
    stored = checked(RULES, effective, "причина")
    assert applied(stored, inverted(differences(RULES, stored))) == RULES
    assert Methodology.from_json(stored.to_json()) == stored


def test_a_text_that_is_no_draft_is_refused() -> None:
    for text in ("{", "[1]", '[{"kind": "x"}]', "5"):
        with pytest.raises(DraftError):
            read_draft(text)


def test_going_back_leads_to_the_rules_that_were() -> None:
    """Values with and without documents, zones, conditions, own entries; what shipped with the program stays."""
    document = Change("thresholds", "diag_green", "origin", "рабочий порог", "приказ № 5")
    bounded = checked(RULES, (document,))
    zones = {"low": {"below": "staffing_amber"}, "middle": {"below": "staffing_green"}}
    draft = (
        value("diag_green", 85.0),
        Change("thresholds", "diag_green", "origin", "приказ № 5", "приказ № 5"),
        value("crit_low_max", 65.0),
        Change("indicators", "КД-УКОМП", "zones", zones, zones | {"low": {"below": 90.0}}),
        Change("recommendations", "АР-50", "active", True, False),
        ADDED,
    )
    changed = checked(bounded, draft, "решение коллегии")
    # What follows may stand in another order or with another space: nobody is told of that.
    back = checked(changed, leading_to(changed, bounded), "вернулись")
    assert {(each.kind, each.field) for each in differences(back, bounded)} <= FOLLOWS
    assert [*change_words(differences(back, bounded), back, bounded)] == []
    assert checked(bounded, leading_to(bounded, changed), "и опять") == changed
    # A name of a unit can't be changed by a department: it stays.
    content = changed.model_dump(mode="json")
    content["thresholds"][0]["unit"] = "доля"
    updated = type(changed).model_validate(content)
    found = checked(updated, leading_to(updated, bounded), "вернулись")
    assert found.thresholds[0].unit == "доля"
    assert found.thresholds[1:] == back.thresholds[1:]
