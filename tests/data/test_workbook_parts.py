"""Texts outside the cells are looked through to the end, or it is said that they were not."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from data import workbook_parts
from data.workbook_parts import AUTHOR, COMMENT, OVERLOOKED, PROPERTIES, Aside, binary_asides, zip_asides

ANNOTATION = "<office:annotation><dc:creator>Кто</dc:creator><text:p>{}</text:p></office:annotation>"
META = "<office:meta><meta:initial-creator>Иванова М.П.</meta:initial-creator></office:meta>"


def asides(path: Path, parts: dict[str, str]) -> tuple[Aside, ...]:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    with zipfile.ZipFile(path) as archive:
        return zip_asides(archive, {}, {})


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(workbook_parts, "MAX_PART_BYTES", 2_000)
    monkeypatch.setattr(workbook_parts, "_CHUNK_BYTES", 64)


def test_an_annotation_below_many_cells_and_properties_after_them_are_found(tmp_path):
    cells = "<table:table-cell/>" * 1_000
    found = asides(tmp_path / "book.ods", {"content.xml": cells + ANNOTATION.format("Иванов И.И."), "meta.xml": META})
    assert set(found) == {
        Aside(COMMENT, "Кто", AUTHOR), Aside(COMMENT, "Иванов И.И."), Aside(PROPERTIES, "Иванова М.П.", AUTHOR),
    }  # fmt: skip


@pytest.mark.parametrize("padding", range(64, 128, 3))
def test_an_annotation_is_found_wherever_a_chunk_ends(tmp_path, padding):
    found = asides(tmp_path / "book.ods", {"content.xml": " " * padding + ANNOTATION.format("текст") + " " * 99})
    assert Aside(COMMENT, "текст") in found
    assert not [aside for aside in found if aside.place == OVERLOOKED]


def test_what_was_not_looked_through_is_said(tmp_path):
    drawing = "<a:p>" + "<a:t>текст</a:t>" * 300 + "</a:p>"
    found = asides(
        tmp_path / "a.xlsx", {"xl/drawings/drawing1.xml": drawing, "docProps/core.xml": "<dc:title>Отчёт</dc:title>"}
    )
    assert Aside(OVERLOOKED, "xl/drawings/drawing1.xml") in found
    assert Aside(PROPERTIES, "Отчёт") in found
    endless = asides(tmp_path / "b.ods", {"content.xml": "<office:annotation>" + "x" * 5_000})
    assert endless == (Aside(OVERLOOKED, "content.xml"),)
    assert binary_asides(b"x" * 3_000, ())[-1].place == OVERLOOKED
