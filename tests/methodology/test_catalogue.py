"""The rules that ship are whole; a mistake in a rule file is named by file, entry and field."""

import shutil
from pathlib import Path

import pytest
from pydantic import ValidationError

from data.sheets import SHEETS
from methodology.catalogue import RULES, Methodology, packaged, read_methodology
from methodology.effectiveness import GROUP_OF_ZONE
from methodology.entries import MethodologyError


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    folder = tmp_path / "rules"
    shutil.copytree(RULES, folder)
    return folder


def replace(path: Path, old: str, new: str) -> None:
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new, 1), encoding="utf-8")


def test_every_indicator_says_what_it_is_and_where_it_comes_from():
    codes = {indicator.code for indicator in packaged().indicators}
    assert codes >= {"Э-К", "Э-ИТОГ", "Э-ГР", "Э-СНИЖ", "Э-ДИН", "Э-ПОЛН"}
    for indicator in packaged().indicators:
        for field in ("name", "short", "unit", "numerator", "denominator", "formula", "missing", "origin"):
            assert getattr(indicator, field).strip(), (indicator.code, field)
        assert indicator.sheets


def test_indicators_are_counted_from_sheets_and_columns_that_exist():
    headings = {sheet.name: {column.heading for column in sheet.columns} for sheet in SHEETS}
    for indicator in packaged().indicators:
        for sheet, columns in indicator.columns.items():
            assert columns, indicator.code
            assert set(columns) <= headings[sheet], (indicator.code, sheet)


def test_thresholds_have_the_values_that_the_hand_worked_cases_use():
    expected = {
        "crit_low_max": 60,
        "crit_high_min": 81,
        "border_delta": 2,
        "data_group_min": 80,
        "data_show_min": 60,
        "no_percent_n": 10,
    }
    assert {key: packaged().threshold(key) for key in expected} == expected


def test_thresholds_and_indicators_name_each_other():
    for threshold in packaged().thresholds:
        for code in threshold.used_by:
            assert threshold.key in packaged().indicator(code).thresholds or threshold.key == "no_percent_n", threshold
    for indicator in packaged().indicators:
        for key in indicator.thresholds:
            [threshold] = [threshold for threshold in packaged().thresholds if threshold.key == key]
            assert indicator.code in threshold.used_by, (indicator.code, key)


def test_groups_follow_the_zones():
    assert {group.zone: group.group for group in packaged().groups} == GROUP_OF_ZONE
    assert packaged().group(3).zone == "low"
    assert [criterion.criterion for criterion in packaged().criteria] == list(range(1, 11))


def test_unknown_names_are_errors():
    for look_up, name in (("indicator", "Э-НЕТ"), ("threshold", "нет"), ("group", 4)):
        with pytest.raises(KeyError):
            getattr(packaged(), look_up)(name)


def test_the_stored_text_gives_the_same_set_back():
    again = Methodology.from_json(packaged().to_json())
    assert again == packaged()
    assert again.hash == packaged().hash


def test_another_threshold_is_another_version(rules):
    replace(rules / "thresholds.yaml", "value: 60,", "value: 61,")
    assert read_methodology(rules).hash != packaged().hash


def test_a_set_cannot_be_changed():
    with pytest.raises(ValidationError):
        packaged().thresholds[0].value = 1


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("thresholds.yaml", "value: 60,", "value: много,", ("thresholds.yaml", "запись 1", "comp_low_max", "value")),
        ("indicators/staffing.yaml", "divisor: norm_hours", "divisor: hours", ("КД-НАГР", "в thresholds нет hours")),
        ("indicators/reserve.yaml", "{below: reserve_reference}", "{below: 1, above: 2}", ("Р-ОО", "одно условие")),
        (
            "indicators/effectiveness.yaml",
            "decimals: 0",
            "decimals: 9",
            ("effectiveness.yaml", "запись 1", "Э-К", "decimals"),
        ),
        ("groups.yaml", "zone: high", "zone: top", ("groups.yaml", "запись 1", "zone")),
        ("criteria.yaml", "short: Управление", "shrt: Управление", ("criteria.yaml", "запись 1", "поле short")),
        ("criteria.yaml", "- {criterion: 1,", "- {criterion: 2,", ("criterion повторяется: 2",)),
        (
            "indicators/effectiveness.yaml",
            "[crit_low_max, crit_high_min, data_group_min, border_delta]",
            "[нет]",
            ("Э-ГР", "нет порогов нет"),
        ),
        ("thresholds.yaml", "used_by: [Э-ГР]", "used_by: [Э-НЕТ]", ("crit_low_max", "Э-НЕТ")),
        ("groups.yaml", "- {group: 1", "- [", ("groups.yaml", "не читается как YAML")),
    ],
)
def test_a_mistake_is_named_by_file_entry_and_field(rules, file, old, new, told):
    replace(rules / file, old, new)
    with pytest.raises(MethodologyError) as caught:
        read_methodology(rules)
    for words in told:
        assert words in str(caught.value)


def test_a_file_without_a_list_is_a_mistake(rules):
    (rules / "groups.yaml").write_text("group: 1", encoding="utf-8")
    with pytest.raises(MethodologyError, match=r"groups\.yaml: ожидается список"):
        read_methodology(rules)


def test_an_entry_that_is_no_mapping_is_a_mistake(rules):
    (rules / "groups.yaml").write_text("- одна строка", encoding="utf-8")
    with pytest.raises(MethodologyError, match=r"groups\.yaml, запись 1"):
        read_methodology(rules)


@pytest.mark.parametrize("key", ["young_leader_years", "reserve_term_years"])
def test_a_number_of_years_is_whole(rules: Path, key: str):
    replace(rules / "thresholds.yaml", f"{{key: {key}, value: 3,", f"{{key: {key}, value: 2.5,")
    with pytest.raises(MethodologyError, match="число лет должно быть целым, а не 2,5"):
        read_methodology(rules)
