"""Documents of a school and of a municipality, worked by hand on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from data.database import reading
from data.demonstration_sizes import CYCLES
from data.indicators.registers import MENTORING_PAPERS
from data.sheets import DOCUMENTS, TASKS
from data.tables import in_force, indicator_value
from methodology.catalogue import packaged
from methodology.firing import codes_about_people
from queries.documents import STATES, _state, as_read, document_statements, documents_of_place, documents_register
from queries.scope import SchoolKey, Scope
from tests import factories as make
from tests.queries import plain_documents
from tests.queries.plain import read_facts
from tests.queries.records import assert_same, records
from tests.stored import load

NEXT = make.NEXT_CYCLE
HERE = Scope(cycle=NEXT)
CUT = date(2026, 6, 30)
PLACE, SCHOOL = HERE.in_municipality("01"), HERE.in_school(SchoolKey("01", "1"))
NOTHING = dict.fromkeys(("number", "dated_on", "approved_by_post", "due_on", "submitted_on", "valid_until", "link"))


def paper(code: str, school_id: str | None = "1", place: str = "01", **changes: Any) -> make.Row:
    said = {**NOTHING, "document_code": code, "cycle": NEXT, "kind": "приказ", "theme": "наставничество", **changes}
    level = "МО" if school_id is None else "ОО"
    return make.row(DOCUMENTS, school_id, place, **{"level": level, **said}) | {"school_id": school_id}


def duty(code: str, basis: str | None = None, evidence: str | None = None, **changes: Any) -> make.Row:
    said = {"task_code": code, "cycle": NEXT, "recommendation": "АР-17", "status": "исполнено", **changes}
    return make.row(TASKS, "1", "01", **said, basis_document=basis, evidence_document=evidence)


@pytest.fixture
def region(engine: Engine) -> Engine:
    """«01» keeps a register: school «1» has one document of each state, «2» none, «3» doesn't work; «02» keeps none."""
    schools = [make.school(code) for code in ("1", "2")] + [
        make.school("3", in_cycle=False, excluded_reason="ремонт"),
        make.school("1", "02", kind="гимназия"),
    ]
    register = [
        paper("Д-1", kind="школьный план", number="1", dated_on=date(2025, 12, 10), due_on=date(2025, 12, 10),
              submitted_on=date(2025, 12, 10)),
        paper("Д-2", kind="школьный план", dated_on=date(2025, 12, 11), due_on=date(2025, 12, 10),
              submitted_on=date(2025, 12, 11)),
        paper("Д-3", kind="иное", due_on=date(2026, 6, 29)),
        paper("Д-4", kind="школьный план", due_on=CUT),
        paper("Д-5", number="5-д", dated_on=date(2025, 9, 1), valid_until=CUT, approved_by_post="директор"),
        paper("Д-6", number="6-д", dated_on=date(2025, 9, 1), valid_until=date(2026, 6, 29)),
        paper("Д-7", dated_on=CUT),
        paper("Д-8", dated_on=date(2026, 7, 1)),
        paper("Д-9", None, kind="решение коллегии", number="4/2", dated_on=date(2025, 10, 20)),
        # Of a school that doesn't work: no document of a school of the passport.
        paper("Д-10", "3", dated_on=date(2025, 9, 1)),
        # Just outside: another cycle.
        paper("Д-11", cycle=make.CYCLE, dated_on=date(2024, 9, 1)),
    ]  # fmt: skip
    about_heads = min(codes_about_people(packaged()))
    tasks = [
        duty("П-1", "Д-9", "Д-1"),
        duty("П-2", "Д-9", "Д-1", recommendation=about_heads),
        duty("П-3", "Д-9", "Д-1", status="отменено"),
        duty("П-4", "Д-9", cycle=make.CYCLE),
    ]
    load(engine, make.workbook(schools=schools, scores=make.scores(7.0, school_id="1")))
    book = make.workbook(
        cycle=NEXT, cut_date=CUT, schools=schools, others={DOCUMENTS: register, TASKS: tasks}, scores=()
    )
    load(engine, book)
    return engine


def test_documents_of_a_school_the_newest_first_with_their_state(region: Engine) -> None:
    with reading(region) as connection:
        found = records(documents_of_place(connection, SCHOOL))
    assert [(row["document_code"], row["title"].replace("\u00a0", " "), row["state_words"]) for row in found] == [
        ("Д-8", "Приказ от 01.07.2026", "– принят после среза"),
        ("Д-4", "Школьный план", "– срок не наступил"),
        ("Д-7", "Приказ от 30.06.2026", "▲ действует"),
        ("Д-3", "Иной документ", "▼ не представлен"),
        ("Д-2", "Школьный план от 11.12.2025", "● представлен позже срока"),
        ("Д-1", "Школьный план № 1 от 10.12.2025", "▲ представлен в срок"),
        ("Д-5", "Приказ № 5-д от 01.09.2025", "▲ действует"),
        ("Д-6", "Приказ № 6-д от 01.09.2025", "– срок действия истёк"),
    ]
    terms = {row["document_code"]: row["term_words"] for row in found}
    assert (terms["Д-3"], terms["Д-5"], terms["Д-7"]) == (
        "представить до 29.06.2026", "срок действия — до 30.06.2026", None,
    )  # fmt: skip
    assert {row["cut_date"] for row in found} == {CUT}
    assert found[6]["approved_by_post"] == "директор"


def test_a_municipality_has_its_own_documents_and_counts_those_of_its_schools(region: Engine) -> None:
    with reading(region) as connection:
        [own] = records(documents_of_place(connection, PLACE))
        [register] = records(documents_register(connection, PLACE))
        [of_kind] = records(documents_register(connection, replace(PLACE, kinds=("лицей",))))
    # Cancelled tasks and those of another cycle don't count.
    assert (own["document_code"], own["tasks"], own["confirmed"]) == ("Д-9", 2, 0)
    assert register == {"documents": 10, "of_schools": 8, "with_documents": 1, "schools": 2, "cut_date": CUT}
    assert (of_kind["documents"], of_kind["of_schools"], of_kind["schools"]) == (10, 0, 0)


def test_without_tasks_nobody_knows_how_many_name_a_document(region: Engine) -> None:
    with reading(region) as connection:
        proved = {row["document_code"]: row["confirmed"] for row in records(documents_of_place(connection, SCHOOL))}
    assert proved == {**dict.fromkeys((f"Д-{n}" for n in range(2, 9)), 0), "Д-1": 2}
    other = make.workbook(
        cycle=NEXT,
        municipalities=[make.municipality("02")],
        schools=[make.school("1", "02")],
        others={DOCUMENTS: [paper("Д-1", "1", "02", dated_on=date(2025, 9, 1))]},
        scores=(),
    )
    load(region, other)
    with reading(region) as connection:
        [found] = records(documents_of_place(connection, HERE.in_school(SchoolKey("02", "1"))))
    assert (found["tasks"], found["confirmed"]) == (None, None)
    # Each municipality has the day of its own workbook.
    assert found["cut_date"] == date(2026, 8, 31)


def test_the_council_sees_all_documents_and_of_tasks_only_those_that_it_sees_elsewhere(region: Engine) -> None:
    with reading(region) as connection:
        for scope in (PLACE, SCHOOL):
            inside = records(documents_of_place(connection, scope))
            council = records(documents_of_place(connection, replace(scope, showing="council")))
            counts = ("tasks", "confirmed")
            assert [{**row, **dict.fromkeys(counts)} for row in council] == [
                {**row, **dict.fromkeys(counts)} for row in inside
            ]
            assert sum(row["tasks"] + row["confirmed"] for row in council) == 1
            assert sum(row["tasks"] + row["confirmed"] for row in inside) == 2


def said(engine: Engine, scope: Scope) -> str:
    with reading(engine) as connection:
        frame, register = documents_of_place(connection, scope), documents_register(connection, scope)
        return " ".join(document_statements(frame, register, scope)).replace("\u00a0", " ")


def test_what_is_there_in_words(region: Engine) -> None:
    assert said(region, SCHOOL) == (
        "Документов школы — 8: не представлен — 1, представлен позже срока — 1, срок не наступил — 1, представлен в "
        "срок — 1, действуют — 2, больше не действует — 1, принят после среза — 1. Состояние — на дату среза, "
        "30.06.2026."
    )
    assert said(region, PLACE) == (
        "Документов самого муниципалитета — 1: действует — 1. Состояние — на дату среза, 30.06.2026. Документы школ: "
        "8, есть у 1 из 2 школ."
    )
    assert said(region, HERE.in_school(SchoolKey("01", "2"))) == "На листе «Документы» за 2025/26 документов школы нет."
    unknown = "Лист «Документы» за 2025/26 от муниципалитета не поступил: какие документы есть, неизвестно."
    assert said(region, HERE.in_municipality("02")) == said(region, HERE.in_school(SchoolKey("02", "1"))) == unknown
    assert said(region, HERE) == ""


def test_as_of_a_load_and_of_another_cycle(region: Engine) -> None:
    with reading(region) as connection:
        before = documents_of_place(connection, replace(SCHOOL, as_of=1))
        earlier = records(documents_of_place(connection, SCHOOL.in_cycle(make.CYCLE)))
    assert before.empty
    assert [row["document_code"] for row in earlier] == ["Д-11"]


def test_both_say_the_same_of_the_region(region: Engine) -> None:
    with reading(region) as connection:
        facts = read_facts(connection)
        for base in (PLACE, SCHOOL, HERE, HERE.in_municipality("02"), HERE.in_school(SchoolKey("01", "3"))):
            for scope in (base, base.in_cycle(make.CYCLE), replace(base, as_of=1), replace(base, kinds=("СОШ",))):
                for name in ("documents_of_place", "documents_register"):
                    query = {"documents_of_place": documents_of_place, "documents_register": documents_register}[name]
                    assert_same(query(connection, scope), getattr(plain_documents, name)(facts, scope), (name, scope))


DAYS = st.none() | st.integers(0, 6).map(lambda days: date(2026, 8, 28 + days if days < 4 else 31))
PAPERS = st.fixed_dictionaries(dict.fromkeys(("due_on", "submitted_on", "dated_on", "valid_until"), DAYS))


@given(PAPERS, st.integers(27, 31))
def test_a_document_has_one_state_whatever_its_days(days: dict[str, date | None], cut: int) -> None:
    on = date(2026, 8, cut)
    state = _state(days, on)
    assert (state, STATES[state]) == plain_documents._state(days, on)
    # What was sent stays as it was, however late one looks at it.
    if state in ("in_time", "late"):
        assert _state(days, date(2030, 1, 1)) == state


@pytest.mark.parametrize("cycle", CYCLES)
def test_documents_in_force_are_those_that_the_indicator_counts(demonstration_engine: Engine, cycle: str) -> None:
    v = indicator_value.c
    with reading(demonstration_engine) as connection:
        counted = connection.execute(
            select(v.municipality_id, v.school_id, v.numerator).where(
                v.cycle == cycle, v.indicator == "Н-ДОК", in_force(indicator_value, None)
            )
        ).all()
        assert len(counted) > 50
        for place, school_id, kinds in counted[::7]:
            frame = documents_of_place(connection, Scope(cycle=cycle).in_school(SchoolKey(place, school_id)))
            valid = frame[(frame["state"] == "valid") & (frame["theme"] == "наставничество")]
            assert valid[valid["kind"].isin(MENTORING_PAPERS)]["kind"].nunique() == kinds


def test_what_ended_since_the_cut_is_not_called_current(region: Engine) -> None:
    with reading(region) as connection:
        frame, register = documents_of_place(connection, SCHOOL), documents_register(connection, SCHOOL)
    for on, changed in (
        (CUT, {}),
        (date(2026, 7, 1), {"Д-4": "– срок прошёл после среза", "Д-5": "– действовал на дату среза"}),
    ):
        read = as_read(frame, on)
        before = dict(zip(frame["document_code"], frame["state_words"], strict=True))
        now = dict(zip(read["document_code"], read["state_words"], strict=True))
        assert now == before | changed
    said = " ".join(document_statements(read, register, SCHOOL))
    assert "срок прошёл после среза — 1" in said
    assert "действует — 1, действовал на дату среза, теперь срок истёк — 1" in said
    assert "Состояние — на дату среза, 30.06.2026." in said


@given(st.sampled_from(list(STATES)), st.dates(), st.none() | st.dates(), st.none() | st.dates())
def test_only_what_is_awaited_or_in_force_ends(state: str, on: date, due: date | None, until: date | None) -> None:
    frame = pd.DataFrame([{"state": state, "state_words": "", "due_on": due, "valid_until": until}], dtype=object)
    (found,) = as_read(frame, on)["state"]
    last = {"awaited": due, "valid": until}.get(state)
    assert (found != state) is (last is not None and last < on)
