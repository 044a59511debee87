"""What other rules would change: by hand, and as judging for real and comparing what stands in the database."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from data.database import make_engine, reading
from data.methodology_acts import save_version
from data.methodology_versions import read_methodology_version
from data.sheets_staff import STAFF
from data.tables import firing, in_force, judgement
from methodology.catalogue import packaged
from methodology.edits import Change, Draft, DraftError, draft_text
from methodology.judged import JUDGES
from methodology.scales import exact
from methodology.words import DASH
from methodology.zones import zone_of_value
from queries.blocks import indicators_by_place
from queries.indicator_tables import WITH_PAGES_OF_THEIR_OWN, indicator_by_school
from queries.scope import Scope
from queries.selection import school_rows
from queries.what_if import (
    changes_by_municipality,
    deadlines_that_change,
    firings_that_change,
    groups_by_rules,
    groups_that_move,
    recommendations_that_change,
    rules_that_differ,
)
from queries.zone_changes import places_whose_zones_move, zones_not_counted, zones_that_move
from tests import factories as make
from tests.stored import load

QUERIES = (
    rules_that_differ,
    groups_that_move,
    groups_by_rules,
    recommendations_that_change,
    firings_that_change,
    changes_by_municipality,
    deadlines_that_change,
    zones_that_move,
    places_whose_zones_move,
)
OWN_BOUNDS = Change("rules", "", "own_group_bounds", False, True)


def test_no_draft_changes_nothing(demonstration_engine: Engine) -> None:
    with reading(demonstration_engine) as connection:
        for query in (rules_that_differ, groups_that_move, recommendations_that_change, firings_that_change):
            assert query(connection, Scope()).empty, query.__name__
        places = changes_by_municipality(connection, Scope())
        assert places[["moved", "up", "down", "got_or_lost", "comes", "goes", "zones"]].to_numpy().sum() == 0
        for query in (deadlines_that_change, zones_that_move, places_whose_zones_move):
            assert query(connection, Scope()).empty, query.__name__
        groups = groups_by_rules(connection, Scope())
        assert groups["before"].tolist() == groups["now"].tolist()


def test_by_hand(engine: Engine) -> None:
    """Totals 70 and 62 per cent; the low bound goes up from 60 to 65: the second school falls into group 3."""
    scores = [*make.scores(7), *make.scores(6.2, school_id="002")]
    load(engine, make.workbook(schools=[make.school(), make.school("002")], scores=scores))
    draft = draft_text((Change("thresholds", "crit_low_max", "value", 60.0, 65.0), OWN_BOUNDS))
    with reading(engine) as connection:
        moved = groups_that_move(connection, Scope(), draft=draft)
        given_now = firings_that_change(connection, Scope(), draft=draft)
        by_rules = groups_by_rules(connection, Scope(), draft=draft)
        differing = rules_that_differ(connection, Scope(), draft=draft)
    [row] = moved.to_dict("records")
    assert (row["school_id"], row["group_before"], row["group_now"]) == ("002", 2, 3)
    assert (row["total_before"], row["total_now"]) == (62.0, 62.0)
    assert (row["before_words"], row["now_words"]) == ("● средняя", "▼ низкая")
    # АР-50 goes to every school of group 3, АР-02 and АР-33 to it among others.
    assert {(each.code, each.change) for each in given_now.itertuples() if each.school_id == "002"} >= {
        ("АР-02", "появится"), ("АР-33", "появится"), ("АР-50", "появится"),
    }  # fmt: skip
    assert set(given_now["school_id"]) - {""} == {"002"}
    assert by_rules[["before", "now", "moved_in", "moved_out"]].to_numpy().tolist() == [
        [0, 1, 1, 0], [2, 1, 0, 1], [0, 0, 0, 0], [0, 0, 0, 0],
    ]  # fmt: skip
    said = {(each.field, each.before, each.after) for each in differing.itertuples()}
    assert ("чьи границы", "по листу «Критерии», если он их задаёт", "по методике") in said
    assert ("значение", "60 %", "65 %") in {tuple(word.replace("\xa0", " ") for word in each) for each in said}


def test_zones_by_hand(engine: Engine) -> None:
    """КД-УКОМП of 90, 96 and 99 per cent: low below 95, middle below 98. By the draft low below 97: one school falls.

    The municipality has 285 of 300 posts, 95 per cent: middle, then low.
    """
    schools = [make.school(code) for code in ("001", "002", "003")]
    posts = [("001", 90), ("002", 96), ("003", 99)]
    staff = [make.row(STAFF, school_id=code, rates_filled=filled, rates=100) for code, filled in posts]
    load(engine, make.workbook(schools=schools, others={STAFF: staff}))
    stored = {"low": {"below": "staffing_amber"}, "middle": {"below": "staffing_green"}}
    draft = draft_text((Change("indicators", "КД-УКОМП", "zones", stored, stored | {"low": {"below": 97.0}}),))
    with reading(engine) as connection:
        [of_indicator] = zones_that_move(connection, Scope(), draft=draft).to_dict("records")
        rows = places_whose_zones_move(connection, Scope(), draft=draft).to_dict("records")
        [place] = changes_by_municipality(connection, Scope(), draft=draft).to_dict("records")
    assert of_indicator == {
        "code": "КД-УКОМП", "name": "Укомплектованность", "schools": 3, "moved": 1, "better": 0, "worse": 1,
        "low_before": 1, "low_now": 2, "middle_before": 1, "middle_now": 0, "high_before": 1, "high_now": 1,
        "municipalities": 1,
    }  # fmt: skip
    assert [(row["school_id"], row["before_words"], row["now_words"]) for row in rows] == [
        ("", "● требует внимания", "▼ требует мер"),
        ("002", "● требует внимания", "▼ требует мер"),
    ]
    assert rows[1]["value_before"].replace("\xa0", " ") == "96 из 100 (96 %)"
    assert (place["zones"], place["moved"], place["comes"]) == (2, 0, 0)


def test_low_criteria_by_hand(engine: Engine) -> None:
    """Schools with 0, 1, 2 and 3 criteria of 50 per cent, which is low: attention from 1 on, by the draft from 2 on.

    One school has no scores: it lies in no zone. A municipality has no such value.
    """
    codes = ("001", "002", "003", "004", "005")
    scores = [
        row
        for low, code in enumerate(codes[:4])
        for row in make.scores(*[5.0] * low, *[9.0] * (4 - low), school_id=code)
    ]
    load(engine, make.workbook(schools=[make.school(code) for code in codes], scores=scores))
    draft = draft_text((Change("thresholds", "low_criteria_amber", "value", 1.0, 2.0),))
    with reading(engine) as connection:
        [of_indicator] = zones_that_move(connection, Scope(), draft=draft).to_dict("records")
        [row] = places_whose_zones_move(connection, Scope(), draft=draft).to_dict("records")
        assert zones_not_counted(connection, Scope(), draft=draft).empty
    assert of_indicator == {
        "code": "Э-СНИЖ", "name": "Критериев в низкой зоне", "schools": 4, "moved": 1, "better": 1, "worse": 0,
        "low_before": 1, "low_now": 1, "middle_before": 2, "middle_now": 1, "high_before": 1, "high_now": 2,
        "municipalities": 0,
    }  # fmt: skip
    assert (row["school_id"], row["before_words"], row["now_words"]) == (
        "002", "● требует внимания", "▲ выполняется"
    )  # fmt: skip


def test_zones_that_depend_on_the_day_are_named(engine: Engine) -> None:
    load(engine, make.workbook(schools=[make.school()], scores=make.scores(7)))
    draft = draft_text((Change("thresholds", "exec_amber", "value", 70.0, 60.0),))
    with reading(engine) as connection:
        assert zones_that_move(connection, Scope(), draft=draft).empty
        [named] = zones_not_counted(connection, Scope(), draft=draft).to_dict("records")
    assert named["code"] == "И-ВЫП"


def test_conditions_without_numbers_and_deadlines_by_hand(engine: Engine) -> None:
    """АР-50 goes to group 3; by the draft to groups 2 and 3, ten days after the decision instead of thirty."""
    scores = [*make.scores(5), *make.scores(7, school_id="002"), *make.scores(9, school_id="003")]
    schools = [make.school(code) for code in ("001", "002", "003")]
    load(engine, make.workbook(schools=schools, scores=scores))
    entry = packaged().model_dump(mode="json")["recommendations"]
    [stored] = [each for each in entry if each["code"] == "АР-50"]
    due = stored["deadline"] | {"kind": "days", "day": None, "month": None, "days": 10, "from_": "decision"}
    draft = draft_text(
        (
            Change(
                "recommendations", "АР-50", "when", stored["when"], stored["when"] | {"equals": None, "in_": [3, 2]}
            ),
            Change("recommendations", "АР-50", "deadline", stored["deadline"], due | {"control": None}),
        )
    )
    with reading(engine) as connection:
        [given] = recommendations_that_change(connection, Scope(), draft=draft).to_dict("records")
        [row] = firings_that_change(connection, Scope(), draft=draft).to_dict("records")
        [deadline] = deadlines_that_change(connection, Scope(), draft=draft).to_dict("records")
        said = {(each.field, each.after) for each in rules_that_differ(connection, Scope(), draft=draft).itertuples()}
    assert (given["code"], given["before"], given["comes"], given["goes"], given["now"]) == ("АР-50", 1, 1, 0, 2)
    assert (row["school_id"], row["change"]) == ("002", "появится")
    assert (deadline["now_words"], deadline["given"]) == ("10 дней со дня решения", 2)
    assert said == {("условие", "группа 2, 3"), ("срок", "10 дней со дня решения")}


def zones_for_real(engine: Engine, cycle: str, version: int) -> dict[Any, str]:
    """(municipality, school or nothing, indicator) → zone as the pages show it."""
    found = {}
    with reading(engine) as connection:
        scope = Scope(cycle=cycle, methodology=version)
        for block in {each.block for each in packaged().indicators} - WITH_PAGES_OF_THEIR_OWN:
            for by_school in (False, True):
                frame = indicators_by_place(connection, scope, block, by_school=by_school)
                schools = frame["school_id"] if by_school else [""] * len(frame)
                keys = zip(frame["municipality_id"], schools, frame["code"], strict=True)
                found |= dict(zip(keys, frame["zone_words"], strict=True))
        # Of schools that table has only what is counted without thresholds.
        for code in JUDGES:
            if "школа" in packaged().indicator(code).level and packaged().indicator(code).zones:
                frame = indicator_by_school(connection, scope, code).dropna(subset="numerator")
                keys = zip(frame["municipality_id"], frame["school_id"], [code] * len(frame), strict=True)
                found |= dict(zip(keys, frame["zone_words"], strict=True))
    return found | judged_zones_for_real(engine, cycle, version)


def judged_zones_for_real(engine: Engine, cycle: str, version: int) -> dict[Any, str]:
    """As ``zones_for_real``, of completeness and low criteria, from what stands in the database."""
    words = {"low": "▼ требует мер", "middle": "● требует внимания", "high": "▲ выполняется"}
    found: dict[Any, str] = {}
    with reading(engine) as connection:
        rules = read_methodology_version(connection, version)
        schools = school_rows(Scope(cycle=cycle), described=False)
        here = (judgement.c.methodology == version, judgement.c.cycle == cycle, in_force(judgement, None))
        rows = connection.execute(select(judgement).where(*here)).mappings().all()
        sizes = Counter(connection.scalars(select(schools.c.municipality_id)))
    complete: dict[str, list[tuple[float, float]]] = {}
    for row in rows:
        key = (row["municipality_id"], row["school_id"])
        if row["criteria_with_data"]:
            zone = zone_of_value(rules.indicator("Э-СНИЖ"), exact(row["low_criteria"]), rules)
            found[*key, "Э-СНИЖ"] = words[str(zone)]
        if row["completeness_denominator"]:
            pair = (row["completeness_numerator"], row["completeness_denominator"])
            complete.setdefault(key[0], []).append(pair)
            value = exact(pair[0]) / exact(pair[1]) * 100
            found[*key, "Э-ПОЛН"] = words[str(zone_of_value(rules.indicator("Э-ПОЛН"), value, rules))]
    for place, pairs in complete.items():
        value = sum(exact(up) for up, _ in pairs) / sum(exact(down) for _, down in pairs) * 100
        enough = 100 * len(pairs) >= rules.threshold("mo_coverage_min") * sizes[place]
        zone = zone_of_value(rules.indicator("Э-ПОЛН"), value, rules)
        found[place, "", "Э-ПОЛН"] = words[str(zone)] if enough else DASH
    return found


def test_a_draft_that_is_wrong_is_refused(engine: Engine) -> None:
    draft = draft_text((Change("thresholds", "diag_green", "value", 80.0, 101.0),))
    with reading(engine) as connection, pytest.raises(DraftError, match="от 0 до 100"):
        rules_that_differ(connection, Scope(), draft=draft)


def judged_for_real(engine: Engine, cycle: str, version: int) -> tuple[dict[Any, Any], Counter[Any]]:
    """What stands in the database by a version: school → group; what is given."""
    with reading(engine) as connection:
        j, f = judgement.c, firing.c
        groups = connection.execute(
            select(j.municipality_id, j.school_id, j.group_number).where(
                j.methodology == version, j.cycle == cycle, in_force(judgement, None)
            )
        )
        fires = connection.execute(
            select(f.municipality_id, f.school_id, f.code).where(
                f.methodology == version, f.cycle == cycle, in_force(firing, None)
            )
        )
        return {(row[0], row[1]): row[2] for row in groups}, Counter((row[0], row[1], row[2]) for row in fires)


def assert_as_judged(engine: Engine, cycle: str, draft: Draft) -> None:
    """The queries say before saving what judging by the saved version then says."""
    text = draft_text(draft)
    with reading(engine) as connection:
        foreseen = {query: query(connection, Scope(cycle=cycle), draft=text) for query in QUERIES}
    save_version(engine, 1, draft, "проверка", "2025/26", "методист")
    (was, given_before), (now, given_now) = (judged_for_real(engine, cycle, version) for version in (1, 2))
    moved = {key: (was[key], now[key]) for key in was if was[key] != now[key]}
    found = {
        (row["municipality_id"], row["school_id"]): tuple(
            None if value != value or value is None else value for value in (row["group_before"], row["group_now"])
        )
        for row in foreseen[groups_that_move].astype(object).where(lambda f: f.notna(), None).to_dict("records")
    }
    assert found == moved
    changed = [
        (row["municipality_id"], row["school_id"], row["code"], row["change"])
        for row in foreseen[firings_that_change].to_dict("records")
    ]
    expected = Counter({(*key, "появится"): count for key, count in (given_now - given_before).items()})
    expected += Counter({(*key, "уйдёт"): count for key, count in (given_before - given_now).items()})
    assert Counter(changed) == expected
    of_codes = {
        row["code"]: (row["before"], row["comes"], row["goes"], row["now"])
        for row in foreseen[recommendations_that_change].to_dict("records")
    }
    codes = {code for _, _, code, _ in expected}

    def by_code(given: Counter[Any]) -> Counter[str]:
        return Counter({code: sum(n for key, n in given.items() if key[2] == code) for code in codes})

    comes = {code: sum(n for key, n in expected.items() if key[2:] == (code, "появится")) for code in codes}
    goes = {code: sum(n for key, n in expected.items() if key[2:] == (code, "уйдёт")) for code in codes}
    assert of_codes == {
        code: (by_code(given_before)[code], comes[code], goes[code], by_code(given_now)[code]) for code in codes
    }
    places = foreseen[changes_by_municipality].set_index("municipality_id")
    assert places["schools"].to_dict() == dict(Counter(place for place, _ in was))
    assert {place: n for place, n in places["moved"].items() if n} == dict(Counter(place for place, _ in moved))
    for name, change in (("comes", "появится"), ("goes", "уйдёт")):
        by_place = Counter(dict.fromkeys(places.index, 0))
        for (place, _, _, said), count in expected.items():
            by_place[place] += count if said == change else 0
        assert places[name].to_dict() == dict(by_place)
    ups = Counter(place for (place, _), (old, new) in moved.items() if old and new and new < old)
    assert {place: n for place, n in places["up"].items() if n} == dict(ups)
    zones = (zones_for_real(engine, cycle, 1), zones_for_real(engine, cycle, 2))
    turned = {key: (zones[0][key], zones[1][key]) for key in zones[0] if zones[0][key] != zones[1][key]}
    rows = foreseen[places_whose_zones_move].to_dict("records")
    told = {
        (row["municipality_id"], row["school_id"], row["code"]): (row["before_words"], row["now_words"])
        for row in rows
        if row["code"] != "К-РУК-ДЕФ"
    }
    assert told == turned
    assert {place: n for place, n in places["zones"].items() if n} == dict(
        Counter(row["municipality_id"] for row in rows)
    )
    assert foreseen[groups_by_rules]["now"].tolist() == [Counter(now.values())[group] for group in (3, 2, 1, None)]
    # Compared as two stored versions, the same is said, either way.
    with reading(engine) as connection:
        for query in (groups_that_move, firings_that_change, recommendations_that_change, places_whose_zones_move):
            again = query(connection, Scope(cycle=cycle, methodology=1), other=2)
            assert again.to_dict("records") == foreseen[query].to_dict("records")
        back = groups_that_move(connection, Scope(cycle=cycle, methodology=2), other=1)
        assert len(back) == len(moved)


HAND_PICKED: dict[str, Draft] = {
    "group bounds": (Change("thresholds", "crit_low_max", "value", 60.0, 66.0), OWN_BOUNDS),
    "criterion out": (Change("criteria", "9", "included", True, False),),
    "weights": tuple(Change("criteria", str(n), "weight", None, float(n)) for n in range(1, 11)),
    "completeness": (Change("thresholds", "data_group_min", "value", 80.0, 95.0),),
    "low criteria": (Change("thresholds", "low_criteria_amber", "value", 1.0, 2.0),),
    "threshold of conditions": (Change("thresholds", "full_coverage", "value", 100.0, 90.0),),
    "threshold of levels": (Change("thresholds", "comp_high_min", "value", 81.0, 75.0),),
    "threshold of deficits": (Change("thresholds", "leader_deficit_max", "value", 60.0, 70.0),),
    "reserve": (Change("thresholds", "retire_share", "value", 50.0, 10.0),),
    "switched off": (Change("recommendations", "АР-50", "active", True, False),),
    "asked": (
        Change(
            "recommendations", "АР-50", "when",
            {"group": "Э-ГР", "equals": 3.0}, {"group": "Э-ГР", "equals": None, "in_": [3, 2]},
        ),
    ),
    "zones": (
        Change(
            "indicators", "КД-УКОМП", "zones",
            {"low": {"below": "staffing_amber"}, "middle": {"below": "staffing_green"}},
            {"low": {"below": 90.0}, "middle": {"below": 100.0}},
        ),
        Change("thresholds", "teach_deficit_max", "value", 60.0, 50.0),
        Change("thresholds", "mo_coverage_min", "value", 80.0, 30.0),
    ),
    "condition": (
        Change(
            "recommendations", "АР-36", "when",
            {"indicator": "ПР-ЭКСП", "below": "expert_min"}, {"indicator": "ПР-ЭКСП", "below": 20.0},
        ),
    ),
}  # fmt: skip


def with_conditions_of_the_catalogue(draft: Draft) -> Draft:
    """Conditions as the stored set dumps them."""
    dumped = {each.code: each.model_dump(mode="json")["when"] for each in packaged().recommendations}
    return tuple(
        change._replace(before=dumped[change.code], after=dumped[change.code] | change.after)
        if change.field == "when"
        else change
        for change in draft
    )


@pytest.fixture
def own_demonstration(demonstration_file: Path, tmp_path: Path) -> Engine:
    """A copy of the demonstration that may be written to."""
    path = tmp_path / "copy.sqlite3"
    shutil.copy(demonstration_file, path)
    return make_engine(f"sqlite:///{path}")


@pytest.mark.parametrize("cycle", ["2024/25", "2025/26"])
@pytest.mark.parametrize("draft", HAND_PICKED.values(), ids=HAND_PICKED)
def test_as_judging_for_real(own_demonstration: Engine, draft: Draft, cycle: str) -> None:
    assert_as_judged(own_demonstration, cycle, with_conditions_of_the_catalogue(draft))
    own_demonstration.dispose()


def test_as_judging_for_real_on_both_engines(engine: Engine) -> None:
    scores = [*make.scores(7), *make.scores(6.2, school_id="002"), *make.scores(9, school_id="003")]
    schools = [make.school(code) for code in ("001", "002", "003", "004")]
    load(engine, make.workbook(cycle="2025/26", schools=schools, scores=[row | {"cycle": "2025/26"} for row in scores]))
    assert_as_judged(engine, "2025/26", HAND_PICKED["group bounds"])


@settings(max_examples=5, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(
    low=st.integers(40, 79),
    complete=st.integers(61, 100),
    left_out=st.sets(st.integers(1, 10), max_size=3),
    coverage=st.integers(1, 100),
)
def test_as_judging_for_real_whatever_the_draft(
    demonstration_sqlite: str, tmp_path_factory: pytest.TempPathFactory, low: int, complete: int, left_out: set[int],
    coverage: int,
) -> None:  # fmt: skip
    path = tmp_path_factory.mktemp("any") / "copy.sqlite3"
    shutil.copy(demonstration_sqlite.removeprefix("sqlite:///"), path)
    draft = [
        OWN_BOUNDS,
        *(Change("criteria", str(number), "included", True, False) for number in sorted(left_out)),
        *(
            Change("thresholds", key, "value", was, float(after))
            for key, was, after in (
                ("crit_low_max", 60.0, low), ("data_group_min", 80.0, complete), ("mentor_green", 100.0, coverage),
            )
            if was != after and not (key == "mentor_green" and after <= 70)
        ),
    ]  # fmt: skip
    engine = make_engine(f"sqlite:///{path}")
    assert_as_judged(engine, "2025/26", tuple(draft))
    engine.dispose()
