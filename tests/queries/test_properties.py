"""What holds for any scope: sums, shares, narrowing, labels, looking back, districts of one name."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from data.database import reading
from data.demonstration_names import DISTRICT
from data.loading import load_workbook, undo_load
from methodology.catalogue import packaged
from queries.criteria import criterion_by_municipality, criterion_by_school, source_rows
from queries.dictionaries import municipalities, schools_of, unique_labels
from queries.effectiveness import groups_by_municipality, headline, schools_by_group, schools_table, transitions
from queries.scope import Scope
from queries.selection import selection_summary
from tests.factories import CYCLE, NEXT_CYCLE
from tests.queries.cases import SAME_NAME, SCOPES, TWINS, calls_of_selected, hand_made
from tests.queries.plain import read_facts
from tests.queries.records import assert_same, records


@settings(max_examples=12)
@given(scope=SCOPES)
def test_parts_sum_to_the_whole(demonstration_engine: Engine, scope: Scope) -> None:
    with reading(demonstration_engine) as connection:
        by_group = schools_by_group(connection, scope)
        by_municipality = groups_by_municipality(connection, scope)
        summary = records(selection_summary(connection, scope))[0]
        table = schools_table(connection, scope, "2024/25")
        moves = transitions(connection, scope, "2024/25")
        now = records(headline(connection, scope, None))[0]
    whole = summary["selected"]
    assert int(by_group["schools"].sum()) == whole
    assert int(by_municipality["schools"].sum()) == whole
    assert int(moves["schools"].sum()) == whole
    assert len(table) == whole
    assert now["schools"] == whole
    assert len(by_municipality) == summary["municipalities"]
    for zone, number in (("high", 1), ("middle", 2), ("low", 3)):
        count = int(by_group.loc[by_group["group_number"] == number, "schools"].sum())
        assert count == int(by_municipality[zone].sum()) == now[zone] == int((table["group_number"] == number).sum())


@settings(max_examples=12)
@given(scope=SCOPES)
def test_shares_are_sums_over_sums(demonstration_engine: Engine, scope: Scope) -> None:
    with reading(demonstration_engine) as connection:
        by_municipality = criterion_by_municipality(connection, scope)
        by_school = criterion_by_school(connection, scope)
        groups = groups_by_municipality(connection, scope)
        now = records(headline(connection, scope, None))[0]
    known = by_school.dropna(subset=["numerator"])
    for row in records(by_municipality):
        rows = known[(known["municipality_id"] == row["municipality_id"]) & (known["criterion"] == row["criterion"])]
        assert len(rows) == row["schools_with_data"]
        assert row["value_pct"] == pytest.approx(100 * rows["numerator"].sum() / rows["denominator"].sum())
    assert len(known) == int(by_municipality["schools_with_data"].sum())
    sums = groups[["completeness_numerator", "completeness_denominator"]].sum()
    if now["schools"]:
        completeness = 100 * sums["completeness_numerator"] / sums["completeness_denominator"]
        assert now["completeness_pct"] == pytest.approx(completeness)


NARROWER: tuple[dict[str, Any], ...] = (
    {"municipalities": ("99701000",)},
    {"clusters": ("сельский",)},
    {"kinds": ("СОШ",)},
    {"localities": ("село",)},
    {"groups": (2,)},
    {"flags": ("low_results",)},
    {"complete_only": True},
)


@settings(max_examples=12)
@given(scope=SCOPES, narrowing=st.sampled_from(NARROWER))
def test_a_narrower_scope_never_has_other_schools(
    demonstration_engine: Engine, scope: Scope, narrowing: dict[str, Any]
) -> None:
    name, value = next(iter(narrowing.items()))
    wider = scope if not getattr(scope, name) else replace(scope, **{name: type(value)()})
    narrow = replace(wider, **narrowing)
    with reading(demonstration_engine) as connection:
        wide_schools, narrow_schools = (
            set(schools_table(connection, each, None)[["municipality_id", "school_id"]].itertuples(index=False))
            for each in (wider, narrow)
        )
    assert narrow_schools <= wide_schools


@given(
    st.lists(
        st.tuples(st.sampled_from(["Заря", "Заря (1)", "Заря (2)", "Мир"]), st.sampled_from("123456")),
        unique_by=lambda pair: pair[1],
    )
)
def test_labels_are_unique(pairs: list[tuple[str, str]]) -> None:
    names = pd.Series([name for name, _ in pairs], dtype=object)
    codes = pd.Series([code for _, code in pairs], dtype=object)
    labels = list(unique_labels(names, codes))
    assert len(set(labels)) == len(labels)
    assert all(label in (name, f"{name} ({code})") for label, (name, code) in zip(labels, pairs, strict=True))


@pytest.mark.parametrize("cycle", [None, "2023/24", "2025/26"])
def test_labels_of_the_demonstration_are_unique(demonstration_engine: Engine, cycle: str | None) -> None:
    scope = Scope(cycle=cycle)
    with reading(demonstration_engine) as connection:
        assert municipalities(connection, scope)["label"].is_unique
        for place in DISTRICT:
            assert schools_of(connection, scope, place.municipality_id)["label"].is_unique


def test_as_of_a_load_is_what_was_seen_before_the_next(engine: Engine) -> None:
    """Every query that filters narrow says of an earlier load what it said then, also after an undo."""
    seen: dict[int, list[tuple[Any, Any, list[dict[str, Any]]]]] = {}
    for number, book in enumerate(hand_made(), start=1):
        load_workbook(engine, book, f"книга {number}.xlsx", b"content")
        with reading(engine) as connection:
            facts = read_facts(connection)
            seen[number] = [
                (query, arguments, records(query(connection, Scope(CYCLE), *arguments)))
                for query, _, arguments in calls_of_selected(Scope(CYCLE), facts)
            ]
    undo_load(engine, 4)
    with reading(engine) as connection:
        for number in (1, 2, 3):
            for query, arguments, before in seen[number]:
                then = [replace(each, as_of=number) if isinstance(each, Scope) else each for each in arguments]
                frame = query(connection, Scope(CYCLE, as_of=number), *then)
                if query.__name__ == "selection_summary":
                    before = [{**row, "as_of": number} for row in before]
                assert_same(frame, before, (query.__name__, arguments, number))


@pytest.mark.parametrize("cycle", [CYCLE, NEXT_CYCLE])
@pytest.mark.parametrize("as_of", [None, 3])
def test_districts_of_one_name_never_mix(hand_made_engine: Engine, cycle: str, as_of: int | None) -> None:
    base = Scope(cycle=cycle, as_of=as_of)
    with reading(hand_made_engine) as connection:
        labels = {row["label"]: row["municipality_id"] for row in records(municipalities(connection, base))}
        for twin in TWINS:
            code = twin.municipality_id
            label = next(label for label, labelled in labels.items() if labelled == code)
            by_code, by_label = base.in_municipality(code), base.in_municipality(labels[label])
            assert by_code == by_label
            for frame in (
                schools_table(connection, by_code, CYCLE),
                groups_by_municipality(connection, by_code),
                criterion_by_municipality(connection, by_code),
                criterion_by_school(connection, by_code),
                schools_of(connection, base, code),
                schools_table(connection, base.in_school(twin), CYCLE),
            ):
                assert set(frame["municipality_id"]) == {code}
            whole = groups_by_municipality(connection, base)
            alone = groups_by_municipality(connection, by_code)
            assert records(whole[whole["municipality_id"] == code]) == records(alone)
        rows = [source_rows(connection, base.in_school(twin)) for twin in TWINS]
    assert list(rows[0]["said"]) != list(rows[1]["said"])
    if cycle == CYCLE:
        assert set(labels) == {f"{SAME_NAME} (01)", f"{SAME_NAME} (02)", "Южный округ"}


def test_groups_of_the_packaged_methodology_are_the_three_that_queries_count() -> None:
    assert {group.group: group.zone for group in packaged().groups} == {1: "high", 2: "middle", 3: "low"}
