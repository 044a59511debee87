"""The chapter of the guide about the five sources says what the program gives on data shaped like each of them."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine

from components.guide import chapters
from data.acting import Deadline
from data.database import reading
from data.decisions import Head, compose
from data.recommendation_acts import Key, Proposal, accept
from methodology.catalogue import packaged
from queries.addressed import addressed_recommendations
from queries.decisions import decision_items, recommendations_without_decision
from queries.scope import Scope
from tests.data.acts import AT, POST
from tests.data.test_firing import SHAPED
from tests.factories import CYCLE
from tests.queries.records import records
from tests.stored import load

HERE = Scope(cycle=CYCLE)
HEAD = Head(date(2025, 10, 10), "Об итогах мониторинга", "Коллегия управления образования")
ITEMS_SHOWN = 3


def line(*cells: object) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def recommended(engine: Engine, document: str) -> list[str]:
    """Rows of the table of a source: what covers its entries, of a school or director rather than a municipality."""
    rules = packaged()
    clauses = {entry.code: entry.clause for entry in rules.sources if entry.document == document}
    with reading(engine) as connection:
        rows = records(addressed_recommendations(connection, HERE))
    first = {row["code"]: row for row in sorted(rows, key=lambda row: (row["code"], row["level"] == "МО"))[::-1]}
    lines = []
    for each in rules.recommendations:
        here = "; ".join(clauses[code] for code in each.sources if code in clauses)
        if here and each.code in first:
            row = first[each.code]
            lines.append(line(each.code, row["text"], here, row["basis"], row["origin"]))
    return lines


def on_paper(engine: Engine) -> list[str]:
    """The first items of a draft of everything that fires."""
    with reading(engine) as connection:
        rows = records(addressed_recommendations(connection, HERE))
    proposals = [
        Proposal(
            Key(CYCLE, *(str(row[name]) for name in ("municipality_id", "school_id", "person", "code"))),
            str(row["text"]),
            str(row["addressees"]),
            Deadline(str(row["deadline_kind"]), row["deadline"], row["control_period"]),  # type: ignore[arg-type]
        )
        for row in rows
    ]
    accept(engine, proposals, POST, AT)
    with reading(engine) as connection:
        seen = {int(str(row["issue_id"])): int(str(row["revision"])) for row in
                records(recommendations_without_decision(connection, HERE))}  # fmt: skip
    schools = len({row["school_id"] for row in rows} - {""})
    number = compose(engine, HEAD, CYCLE, seen, schools, POST, AT)
    with reading(engine) as connection:
        items = records(decision_items(connection, HERE, number))
    return [line(i["number"], i["addressee"], i["text"], i["deadline_words"]) for i in items[:ITEMS_SHOWN]]


@pytest.mark.parametrize("document", SHAPED)
def test_the_chapter_says_what_fires_and_how_it_looks_on_paper(engine: Engine, document: str) -> None:
    load(engine, SHAPED[document]())
    [chapter] = [each for each in chapters() if each.file == "sources.md"]
    [section] = [part for part in chapter.text.split("\n## ") if part.startswith(f"{document}. ")]
    shown = [row for row in section.splitlines() if row.startswith("| ") and not row.startswith(("| Код", "| Пункт"))]
    assert shown == [*recommended(engine, document), *on_paper(engine)]
