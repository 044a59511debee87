"""Words about the thresholds of the rules in use: values and where they come from."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from methodology.catalogue import packaged
from methodology.edits import Change, checked
from methodology.in_use import origin_named, origin_words, threshold_named, using, with_thresholds, zone_origin_words

RULES = packaged()
REPOSITORY = Path(__file__).parents[2]
ACT = "приказ от 01.09.2025 № 5"
OF_THE_PROGRAM = {
    "components/effect.py", "components/similar.py", "components/rules.py", "components/rules_draft.py",
    "data/sheets.py", "exports/papers/parts.py", "exports/papers/passports.py", "exports/papers/analytical_note.py",
    "methodology/edits.py", "methodology/in_use.py",
}  # fmt: skip
"""Where the words may stand: limits of the program itself, what a workbook says, and the rules about the words."""


def named(*keys: str) -> tuple[Change, ...]:
    origins = {each.key: each.origin for each in RULES.thresholds}
    return tuple(Change("thresholds", key, "origin", origins[key], ACT) for key in keys)


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (("data_group_min",), "рабочий порог"),
        (("exec_green", "exec_amber"), "рабочие пороги"),
        # «Рабочий порог, по аналогии со шкалой С4» is one too.
        (("crit_low_max", "crit_high_min"), "рабочие пороги"),
        (("comp_low_max",), "С4"),
        (("load_amber",), "ориентир министра, не норматив"),
        (("load_amber", "load_red"), "ориентир министра, не норматив; рабочий порог"),
    ],
)
def test_origins_of_the_package(keys: tuple[str, ...], said: str) -> None:
    assert origin_words(*keys) == said


def test_a_document_that_the_department_names_is_named() -> None:
    with using(checked(RULES, named("data_group_min", "exec_green"))):
        assert origin_words("data_group_min") == ACT
        assert origin_words("exec_green", "exec_amber") == f"{ACT}; рабочий порог"
        words = f"от {threshold_named('data_group_min')} %, {origin_named('data_group_min')}"
        assert with_thresholds(words) == f"от 80 %, {ACT}"
    assert origin_words("data_group_min") == "рабочий порог"


def test_a_value_changed_without_a_document_stays_a_working_threshold() -> None:
    moved = checked(RULES, (Change("thresholds", "data_group_min", "value", 80.0, 85.0),), "решение коллегии")
    with using(moved):
        assert origin_words("data_group_min") == "рабочий порог"


def test_signs_of_markup_are_left_out() -> None:
    origin = Change("thresholds", "border_delta", "origin", "рабочий порог", "приказ *№ 5* [ссылка](x)")
    with using(checked(RULES, (origin,))):
        assert origin_words("border_delta") == "приказ № 5 ссылка(x)"


def test_bounds_of_zones() -> None:
    assert zone_origin_words("КД-УКОМП", "low") == "рабочий порог"
    assert zone_origin_words("К-РУК", "low") == "С4"
    stored = RULES.indicator("К-РУК").model_dump(mode="json")["zones"]
    own = Change("indicators", "К-РУК", "zones", stored, stored | {"low": {"at_most": 50.0}})
    with using(checked(RULES, (own,))):
        assert zone_origin_words("К-РУК", "low") == "рабочий порог"


def test_nobody_calls_a_threshold_a_working_one_by_heart() -> None:
    """Words on the screen and in papers ask the methodology, comments and guides aside."""
    found = set()
    for folder in ("components", "data", "exports", "methodology", "pages", "queries"):
        for path in (REPOSITORY / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                said = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
                if "рабочий порог" in said or "рабочие пороги" in said:
                    found.add(str(path.relative_to(REPOSITORY)))
    assert found <= OF_THE_PROGRAM, sorted(found - OF_THE_PROGRAM)
