"""Any sequence of loads and undos gives what a slow, obvious model in memory gives. On both engines.

The model keeps the loads that are not undone and, for every question, plays them again from the first one on.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from data.database import reading, writing
from data.loading import UndoRefusedError, undo_load
from data.tables import (
    DERIVED,
    FACTS,
    assigned_group,
    criterion,
    in_force,
    indicator_value,
    load_file,
    load_finding,
    load_partition,
    school,
    score,
)
from data.tables import load as load_table
from methodology.catalogue import packaged
from methodology.effectiveness import CriterionRule, CriterionScore, assess_school, group_bounds
from methodology.scales import Bounds, exact
from tests import factories as make
from tests.factories import CYCLE, NEXT_CYCLE
from tests.stored import facts_and_values, judged, load

Place = tuple[str, str]
Partition = tuple[str, str, str]
Content = dict[tuple[object, ...], object]
"""What a partition holds: the key within it (a school's code first, where there are schools) → the value."""

PARTITIONS = {"schools": school, "criteria": criterion, "scores": score, "groups": assigned_group}


@dataclass(frozen=True)
class Said:
    """A small workbook, by partition (sheet, cycle, municipality)."""

    partitions: dict[Partition, Content]

    @property
    def by_school(self) -> dict[Partition, set[object]]:
        return {partition: {key[0] for key in content} for partition, content in self.partitions.items()}


@dataclass
class Model:
    """Loads by number; an undone one is gone."""

    loads: dict[int, Said] = field(default_factory=dict)
    last: int = 0

    def changed(self, said: Said) -> dict[Partition, Content]:
        """Partitions that differ from what was loaded last, among the loads that are not undone."""
        loaded_last: dict[Partition, Content] = {}
        for number in sorted(self.loads):
            loaded_last |= self.loads[number].partitions
        return {p: content for p, content in said.partitions.items() if loaded_last.get(p) != content}

    def load(self, said: Said) -> int | None:
        changed = self.changed(said)
        if not changed:
            return None
        self.last += 1
        self.loads[self.last] = Said(changed)
        return self.last

    def blocking(self, number: int) -> list[int]:
        places = {partition[1:] for partition in self.loads[number].partitions}
        return [n for n, said in self.loads.items() if n > number and places & {p[1:] for p in said.partitions}]

    def in_force(self, as_of: int | None = None) -> dict[Partition, Content]:
        state: dict[Partition, Content] = {}
        for number in sorted(self.loads):
            if as_of is not None and number > as_of:
                break
            for partition, content in self.loads[number].partitions.items():
                if partition[0] == "criteria":
                    state[partition] = content
                else:
                    named = self.loads[number].by_school[partition]
                    stays = {key: v for key, v in state.get(partition, {}).items() if key[0] not in named}
                    state[partition] = stays | content
        return state


places = st.tuples(st.sampled_from((CYCLE, NEXT_CYCLE)), st.sampled_from(("01", "02")))
codes = st.sampled_from(("001", "002"))
values = st.sampled_from((None, 0.0, 6.0, 6.05, 8.05, 10.0))
scores = st.dictionaries(st.tuples(places, codes, st.sampled_from((1, 2))), values, min_size=1, max_size=6)
groups = st.dictionaries(st.tuples(places, codes), st.sampled_from((1, 2, 3)), max_size=2)
schools = st.dictionaries(st.tuples(st.sampled_from(("01", "02")), codes), st.booleans(), max_size=3)
maxima = st.dictionaries(st.sampled_from((1, 2)), st.sampled_from((10.0, 20.0)), max_size=2)
books = st.tuples(schools, maxima, scores, groups)
undos = st.integers(0, 2)
"""Which load to undo, counted back from the latest."""
steps = st.lists(st.one_of(books, books, undos), min_size=3, max_size=8)


def said_of(schools, maxima, scores, groups) -> Said:
    """What a workbook of the first cycle with these rows says, by partition."""
    partitions: dict[Partition, Content] = {}
    for (municipality_id, code), works in schools.items():
        partitions.setdefault(("schools", CYCLE, municipality_id), {})[(code,)] = works
    for (place, code, number), value in scores.items():
        partitions.setdefault(("scores", *place), {})[code, number] = value
    for (place, code), number in groups.items():
        partitions.setdefault(("groups", *place), {})[(code,)] = number
    for municipality_id in {partition[2] for partition in partitions}:
        for number, maximum in maxima.items():
            partitions.setdefault(("criteria", CYCLE, municipality_id), {})[(number,)] = maximum
    return Said(partitions)


def workbook_of(schools, maxima, scores, groups):
    return make.workbook(
        schools=[
            make.school(code, municipality_id, in_cycle=works, excluded_reason=None if works else "закрыта")
            for (municipality_id, code), works in schools.items()
        ],
        municipalities=(),
        criteria=[make.criterion(number, max_score=maximum) for number, maximum in maxima.items()],
        scores=[
            make.score(value, code, municipality_id, number=number, cycle=cycle)
            for ((cycle, municipality_id), code, number), value in scores.items()
        ],
        groups=[
            make.group(number, code, municipality_id, cycle=cycle)
            for ((cycle, municipality_id), code), number in groups.items()
        ],
    )


def facts(engine, as_of: int | None) -> dict[Partition, Content]:
    """Facts in force by partition, as the model has them."""
    found: dict[Partition, Content] = {}
    columns = {
        "schools": (school.c.school_id, school.c.in_cycle),
        "criteria": (criterion.c.criterion, criterion.c.max_score),
        "scores": (score.c.school_id, score.c.criterion, score.c.score),
        "groups": (assigned_group.c.school_id, assigned_group.c.group_number),
    }
    with reading(engine) as connection:
        for sheet, table in PARTITIONS.items():
            statement = select(table.c.cycle, table.c.municipality_id, *columns[sheet]).where(in_force(table, as_of))
            for cycle, municipality_id, *key, value in connection.execute(statement):
                found.setdefault((sheet, cycle, municipality_id), {})[tuple(key)] = value
    return found


def judgements(state: dict[Partition, Content]) -> dict[tuple[str, str, str], tuple[object, ...]]:
    """(cycle, municipality, school) → (assigned, computed, total numerator, completeness denominator), from facts."""
    judged: dict[tuple[str, str, str], tuple[object, ...]] = {}
    for place in {partition[1:] for partition in state}:
        cycle, municipality_id = place
        rules = {
            key[0]: CriterionRule(key[0], exact(maximum), exact(1), Bounds(exact(60), exact(81)))
            for key, maximum in state.get(("criteria", *place), {}).items()
        }
        described = {key[0]: works for key, works in state.get(("schools", *place), {}).items()}
        acts = {key[0]: number for key, number in state.get(("groups", *place), {}).items()}
        given_scores = state.get(("scores", *place), {})
        with_score = {code for (code, _), value in given_scores.items() if value is not None}
        for code in {code for code, works in described.items() if works} | (
            (acts.keys() | with_score) - described.keys()
        ):
            own = [
                CriterionScore(number, None if value is None else exact(value), None if value is not None else "x")
                for (of, number), value in given_scores.items()
                if of == code
            ]
            result = assess_school(rules, own, group_bounds(list(rules.values()), packaged()), packaged())
            total = result.total_numerator
            judged[cycle, municipality_id, code] = (
                acts.get(code),
                result.computed_group,
                None if total is None else float(total),
                float(result.completeness_denominator),
            )
    return judged


def stored_judgements(engine, as_of: int | None) -> dict[tuple[str, str, str], tuple[object, ...]]:
    columns = ("assigned_group", "computed_group", "total_numerator", "completeness_denominator")
    return {place: tuple(row[c] for c in columns) for place, row in judged(engine, as_of=as_of).items()}


def fulfilments(state: dict[Partition, Content]) -> dict[tuple[str, ...], tuple[object, object]]:
    """(cycle, municipality, school, criterion) → Э-К, from facts: of the schools that are judged."""
    found: dict[tuple[str, ...], tuple[object, object]] = {}
    judged = judgements(state)
    for (sheet, *place), content in state.items():
        maxima_of_place = state.get(("criteria", *place), {})
        if sheet == "scores":
            for (code, number), value in content.items():
                if value is not None and (number,) in maxima_of_place and (*place, code) in judged:
                    found[*place, code, str(number)] = (value, maxima_of_place[number,])
    return found


def stored_fulfilments(engine, as_of: int | None) -> dict[tuple[str, ...], tuple[object, object]]:
    v = indicator_value.c
    with reading(engine) as connection:
        rows = connection.execute(
            select(v.cycle, v.municipality_id, v.school_id, v.part, v.numerator, v.denominator).where(
                v.indicator == "Э-К", in_force(indicator_value, as_of)
            )
        ).all()
    return {tuple(row[:4]): (row[4], row[5]) for row in rows}


def forget_everything(engine) -> None:
    with writing(engine) as connection:
        for table in (*DERIVED, *FACTS, load_finding, load_file, load_partition, load_table):
            connection.execute(delete(table))


@given(steps=steps)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_any_sequence_of_loads_and_undos(engine, steps):
    forget_everything(engine)
    model = Model()
    for step in steps:
        if isinstance(step, int):
            undo_as_the_model_says(engine, model, model.last - step)
        else:
            assert load(engine, workbook_of(*step)).load_id == model.load(said_of(*step))
        for as_of in (None, *range(1, model.last + 1)):
            state = model.in_force(as_of)
            assert facts(engine, as_of) == state
            assert stored_judgements(engine, as_of) == judgements(state)
            assert stored_fulfilments(engine, as_of) == fulfilments(state)


def undo_as_the_model_says(engine, model: Model, number: int) -> None:
    if number not in model.loads or model.blocking(number):
        before = facts_and_values(engine)
        with pytest.raises(UndoRefusedError) as refused:
            undo_load(engine, number)
        if number in model.loads:
            assert f"Сначала отмените загрузку № {max(model.blocking(number))}." in str(refused.value)
        assert facts_and_values(engine) == before
    else:
        undo_load(engine, number)
        del model.loads[number]
