"""A real region: 9,293 schools of 1,213 districts, eleven names of which are shared, as the authority judged them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from data.checking import check_file
from data.database import make_engine, reading
from data.known import Known
from data.loading import load_workbook
from queries.criteria import criterion_by_municipality
from queries.dictionaries import municipalities
from queries.effectiveness import groups_by_municipality, schools_by_group, schools_table
from queries.scope import Scope
from queries.selection import selection_summary
from tests.queries.records import records

WORKBOOK = Path(__file__).parents[3] / "shared" / "real" / "texas.xlsx"
CYCLE = "2018/19"

pytestmark = pytest.mark.skipif(not WORKBOOK.exists(), reason="нет ../shared/real/texas.xlsx")


@pytest.fixture(scope="module")
def texas(new_sqlite: Callable[..., str]) -> Iterator[Engine]:
    checked = check_file(WORKBOOK, WORKBOOK.name, Known(), date(2026, 9, 1))
    assert checked.workbook is not None, [finding.message for finding in checked.findings]
    engine = make_engine(new_sqlite())
    load_workbook(engine, checked.workbook, WORKBOOK.name, b"", checked.findings)
    yield engine
    engine.dispose()


def test_groups_as_the_authority_assigned_them(texas: Engine) -> None:
    with reading(texas) as connection:
        rows = records(schools_by_group(connection, Scope(cycle=CYCLE)))
    assigned = {row["group_number"]: row["schools"] for row in rows if row["origin"] == "assigned"}
    assert assigned == {1: 1751, 2: 5430, 3: 1101}


def test_districts_of_one_name(texas: Engine) -> None:
    scope = Scope(cycle=CYCLE)
    with reading(texas) as connection:
        districts = municipalities(connection, scope)
        whole = groups_by_municipality(connection, scope).set_index("municipality_id")
        assert len(districts) == 1213
        assert districts["label"].is_unique
        shared = {name for name, count in Counter(districts["municipality_name"]).items() if count > 1}
        assert len(shared) == 11
        for name in sorted(shared):
            twins = districts[districts["municipality_name"] == name]
            together = scope
            counted = 0
            for code, label in zip(twins["municipality_id"], twins["label"], strict=True):
                assert label == f"{name} ({code})"
                alone = scope.in_municipality(code)
                schools = schools_table(connection, alone, None)
                assert set(schools["municipality_id"]) <= {code}
                assert set(criterion_by_municipality(connection, alone)["municipality_id"]) <= {code}
                assert len(schools) == (whole.loc[code, "schools"] if code in whole.index else 0)
                counted += len(schools)
            together = Scope(cycle=CYCLE, municipalities=tuple(twins["municipality_id"]))
            assert records(selection_summary(connection, together))[0]["selected"] == counted
