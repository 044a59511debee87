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
from data.tables import firing, in_force, judgement
from methodology.catalogue import packaged
from methodology.edits import Change, Draft, DraftError, draft_text
from queries.scope import Scope
from queries.what_if import (
    changes_by_municipality,
    firings_that_change,
    groups_by_rules,
    groups_that_move,
    recommendations_that_change,
    rules_that_differ,
)
from tests import factories as make
from tests.stored import load

QUERIES = (
    rules_that_differ,
    groups_that_move,
    groups_by_rules,
    recommendations_that_change,
    firings_that_change,
    changes_by_municipality,
)
OWN_BOUNDS = Change("rules", "", "own_group_bounds", False, True)


def test_no_draft_changes_nothing(demonstration_engine: Engine) -> None:
    with reading(demonstration_engine) as connection:
        for query in (rules_that_differ, groups_that_move, recommendations_that_change, firings_that_change):
            assert query(connection, Scope()).empty, query.__name__
        places = changes_by_municipality(connection, Scope())
        assert places[["moved", "up", "down", "got_or_lost", "comes", "goes"]].to_numpy().sum() == 0
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
    assert foreseen[groups_by_rules]["now"].tolist() == [Counter(now.values())[group] for group in (3, 2, 1, None)]
    # Compared as two stored versions, the same is said, either way.
    with reading(engine) as connection:
        for query in (groups_that_move, firings_that_change, recommendations_that_change):
            again = query(connection, Scope(cycle=cycle, methodology=1), other=2)
            assert again.to_dict("records") == foreseen[query].to_dict("records")
        back = groups_that_move(connection, Scope(cycle=cycle, methodology=2), other=1)
        assert len(back) == len(moved)


HAND_PICKED: dict[str, Draft] = {
    "group bounds": (Change("thresholds", "crit_low_max", "value", 60.0, 66.0), OWN_BOUNDS),
    "criterion out": (Change("criteria", "9", "included", True, False),),
    "weights": tuple(Change("criteria", str(n), "weight", None, float(n)) for n in range(1, 11)),
    "completeness": (Change("thresholds", "data_group_min", "value", 80.0, 95.0),),
    "threshold of conditions": (Change("thresholds", "full_coverage", "value", 100.0, 90.0),),
    "threshold of levels": (Change("thresholds", "comp_high_min", "value", 81.0, 75.0),),
    "threshold of deficits": (Change("thresholds", "leader_deficit_max", "value", 60.0, 70.0),),
    "reserve": (Change("thresholds", "retire_share", "value", 50.0, 10.0),),
    "switched off": (Change("recommendations", "АР-50", "active", True, False),),
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
