"""New methodology versions of a department: in force from a cycle on, beside what earlier ones judged."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine, select

from data.acting import ActRefusedError, OvertakenError
from data.database import initialise, reading, writing
from data.methodology_acts import next_cycle, package_with_changes, save_version, take_package
from data.methodology_versions import completed, read_methodology_version, version_in_force, write_version
from data.tables import firing, in_force, judgement, methodology_version
from methodology.catalogue import Methodology, packaged
from methodology.edits import Change, Draft, applied
from queries.effectiveness import schools_by_group
from queries.scope import Scope
from tests import factories as make
from tests.factories import CYCLE, NEXT_CYCLE
from tests.stored import dump, load

POST, REASON = "начальник отдела", "решение коллегии, протокол № 7"
STRICTER: Draft = (
    Change("thresholds", "crit_low_max", "value", 60.0, 75.0),
    Change("rules", "", "own_group_bounds", False, True),
)


@pytest.fixture
def two_cycles(engine: Engine) -> Engine:
    """One school with a total of 70 per cent in each of two cycles: group 2."""
    for cycle in (CYCLE, NEXT_CYCLE):
        scores = make.scores(7, 7, cycle=cycle)
        load(engine, make.workbook(cycle=cycle, schools=[make.school()], scores=scores))
    return engine


def groups(engine: Engine) -> list[tuple[int, str, int | None]]:
    """(version, cycle, group) of the school."""
    with reading(engine) as connection:
        j = judgement.c
        rows = connection.execute(select(j.methodology, j.cycle, j.group_number).where(in_force(judgement, None)))
        return sorted((row[0], row[1], row[2]) for row in rows)


def shown(engine: Engine, cycle: str) -> list[int]:
    with reading(engine) as connection:
        return schools_by_group(connection, Scope(cycle=cycle))["group_number"].tolist()


def test_a_new_version_judges_beside_and_is_in_force_from_its_cycle_on(two_cycles: Engine) -> None:
    before = dump(two_cycles, [judgement, firing])
    assert save_version(two_cycles, 1, STRICTER, REASON, NEXT_CYCLE, POST) == 2
    after = dump(two_cycles, [judgement, firing])
    assert all(set(before[name]) <= set(after[name]) for name in before), "what was judged stays"
    assert groups(two_cycles) == [(1, CYCLE, 2), (1, NEXT_CYCLE, 2), (2, CYCLE, 3), (2, NEXT_CYCLE, 3)]
    with reading(two_cycles) as connection:
        assert [version_in_force(connection, cycle) for cycle in (CYCLE, NEXT_CYCLE)] == [1, 2]
        row = connection.execute(select(methodology_version).where(methodology_version.c.version == 2)).mappings().one()
        origins = {each.key: each.origin for each in read_methodology_version(connection, 2).thresholds}
    said = {name: row[name] for name in ("author_post", "reason", "from_cycle", "based_on")}
    assert said == {"author_post": POST, "reason": REASON, "from_cycle": NEXT_CYCLE, "based_on": 1}
    assert origins["crit_low_max"] == f"рабочий порог управления: {REASON}"
    # The past cycle is shown as it was looked at then.
    assert (shown(two_cycles, CYCLE), shown(two_cycles, NEXT_CYCLE)) == ([2], [3])


def test_a_version_for_the_coming_cycle_judges_nothing_until_then(two_cycles: Engine) -> None:
    coming = next_cycle(NEXT_CYCLE)
    save_version(two_cycles, 1, STRICTER, REASON, coming, POST)
    assert {row[0] for row in groups(two_cycles)} == {1}
    assert shown(two_cycles, NEXT_CYCLE) == [2]
    scores = make.scores(7, 7, cycle=coming)
    load(two_cycles, make.workbook(cycle=coming, schools=[make.school()], scores=scores))
    assert shown(two_cycles, coming) == [3]
    assert shown(two_cycles, NEXT_CYCLE) == [2]


def test_a_later_load_of_a_past_cycle_is_judged_by_its_own_version(two_cycles: Engine) -> None:
    save_version(two_cycles, 1, STRICTER, REASON, NEXT_CYCLE, POST)
    load(two_cycles, make.workbook(schools=[make.school()], scores=make.scores(9, 9)))
    assert groups(two_cycles) == [(1, CYCLE, 1), (1, NEXT_CYCLE, 2), (2, CYCLE, 1), (2, NEXT_CYCLE, 3)]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"post": " "}, "должность"),
        ({"reason": ""}, "причины"),
        ({"reason": "по просьбе Иванова Ивана Ивановича"}, "персональные данные"),
        ({"from_cycle": CYCLE}, "прошлые циклы судит та методика"),
        ({"draft": ()}, "сохранять нечего"),
        ({"draft": (Change("thresholds", "diag_green", "value", 80.0, 101.0),)}, "от 0 до 100"),
        (
            {
                "draft": (
                    Change(
                        "recommendations", "АР-01", "text", packaged().recommendation("АР-01").text,
                        "Пригласить Иванова Ивана Ивановича",
                    ),
                )
            },
            "персональные данные",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_saved_is_refused_and_nothing_changes(
    two_cycles: Engine, change: dict[str, Any], said: str
) -> None:
    asked = {"draft": STRICTER, "reason": REASON, "from_cycle": NEXT_CYCLE, "post": POST} | change
    before = dump(two_cycles)
    with pytest.raises(ActRefusedError, match=said):
        save_version(two_cycles, 1, **asked)
    assert dump(two_cycles) == before


def test_who_was_overtaken_is_told_by_whom(two_cycles: Engine) -> None:
    save_version(two_cycles, 1, STRICTER, REASON, NEXT_CYCLE, POST)
    before = dump(two_cycles)
    with pytest.raises(OvertakenError, match=POST):
        save_version(two_cycles, 1, STRICTER, REASON, NEXT_CYCLE, "методист")
    assert dump(two_cycles) == before


def newer_package() -> Methodology:
    return applied(packaged(), (Change("thresholds", "diag_green", "value", 80.0, 85.0),))


def test_a_newer_package_does_not_override_the_department_and_is_taken_by_an_act(
    two_cycles: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_version(two_cycles, 1, STRICTER, REASON, NEXT_CYCLE, POST)
    with pytest.raises(ActRefusedError, match="брать нечего"):
        take_package(two_cycles, 2, REASON, NEXT_CYCLE, POST)
    newer = newer_package()
    for module in ("data.methodology_versions", "data.methodology_acts"):
        monkeypatch.setattr(f"{module}.packaged", lambda: newer)
    initialise(two_cycles)
    with reading(two_cycles) as connection:
        assert version_in_force(connection) == 2
        offered = package_with_changes(connection)
    assert (offered.threshold("diag_green"), offered.threshold("crit_low_max")) == (85.0, 75.0)
    assert take_package(two_cycles, 2, "взяли правила новой поставки", NEXT_CYCLE, POST) == 4
    with reading(two_cycles) as connection:
        assert [version_in_force(connection, cycle) for cycle in (CYCLE, NEXT_CYCLE)] == [1, 4]
        assert read_methodology_version(connection, 4) == offered
        assert read_methodology_version(connection, 3) == newer
    assert {row[0] for row in groups(two_cycles)} == {1, 2, 4}
    initialise(two_cycles)
    with reading(two_cycles) as connection:
        assert version_in_force(connection) == 4


def test_what_was_saved_out_of_order_stops_neither_another_edit_nor_a_newer_package(
    two_cycles: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An older program let vac_share_red be 0, above which the middle zone of КД-ВАК-ДОЛЯ begins."""
    earlier = applied(packaged(), (Change("thresholds", "vac_share_red", "value", 5.0, 0.0),))
    with writing(two_cycles) as connection:
        write_version(connection, earlier, POST, REASON, from_cycle=NEXT_CYCLE, based_on=1)
    off = (Change("recommendations", "АР-50", "active", True, False),)
    assert save_version(two_cycles, 2, off, REASON, NEXT_CYCLE, POST) == 3
    newer = newer_package()
    for module in ("data.methodology_versions", "data.methodology_acts"):
        monkeypatch.setattr(f"{module}.packaged", lambda: newer)
    initialise(two_cycles)
    version = take_package(two_cycles, 3, REASON, NEXT_CYCLE, POST)
    with reading(two_cycles) as connection:
        taken = read_methodology_version(connection, version)
    assert (taken.threshold("diag_green"), taken.threshold("vac_share_red")) == (85.0, 0.0)
    assert not taken.recommendation("АР-50").active


def test_a_set_stored_by_an_older_program_knows_what_pages_show() -> None:
    rules = packaged()
    older = rules.model_copy(
        update={
            "indicators": tuple(each for each in rules.indicators if each.code != "КО-ШНОР"),
            "thresholds": tuple(each for each in rules.thresholds if each.key != "exec_green"),
        }
    )
    assert completed(older).indicator("КО-ШНОР") == rules.indicator("КО-ШНОР")
    assert completed(older).threshold("exec_green") == rules.threshold("exec_green")
    assert completed(rules) is rules
