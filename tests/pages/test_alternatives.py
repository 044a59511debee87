"""Every chart, table and picture of every page says in words what it shows."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components.navigation import PAGES, PageEntry
from components.panels import TABLE
from tests.pages.conftest import OpenPage

TABLES = ("dataframe", "table")
KINDS = (*TABLES, "plotly_chart", "bidi_component", "deck_gl_json_chart", "image")
PLACE = {"municipality": "Луговой муниципальный район"}
SCHOOL = {**PLACE, "school": "СОШ с. Клеверное"}
LINKS: tuple[dict[str, str], ...] = (
    {},
    PLACE,
    {**PLACE, "criterion": "1. Качество управленческой деятельности"},
    SCHOOL,
)
OPENED = [(entry, link) for entry in PAGES for link in (LINKS if entry.scoped else LINKS[:1])]


def alternatives(at: AppTest) -> list[tuple[str, str]]:
    """(kind, alternative) of all that is drawn."""
    found = []
    for kind in KINDS:
        for element in at.get(kind):
            proto: Any = element.proto
            if kind == "image":
                found += [(kind, image.alt) for image in proto.imgs]
            elif kind == "bidi_component":
                found.append((kind, json.loads(proto.json)["alt"]))
            else:
                found.append((kind, getattr(proto, "alt", "")))
    return found


@pytest.mark.parametrize(
    ("entry", "link"), OPENED, ids=lambda part: part.url if isinstance(part, PageEntry) else "+".join(part)
)
def test_whatever_is_drawn_has_a_text_alternative(open_page: OpenPage, entry: PageEntry, link: dict[str, str]) -> None:
    at = open_page(entry, **link)
    drawn = alternatives(at)
    assert [kind for kind, words in drawn if not words.strip()] == []

    switches = [group for group in at.get("button_group") if TABLE in getattr(group, "options", [])]
    for switch in switches:
        switch.set_value(TABLE)  # type: ignore[attr-defined]
    at.run()
    assert not at.exception
    as_tables = alternatives(at)
    assert [kind for kind, words in as_tables if not words.strip()] == []
    # Each chart has its table: one for every switch.
    tables = [kind for kind, _ in as_tables if kind in TABLES]
    assert len(tables) >= len(switches)
