"""After a load: every sheet has pages that show it, and one count of rows."""

from __future__ import annotations

import pytest

from components.loaded import SHOWN_ON, pages_of, rows_by_sheet, rows_in_words
from components.navigation import page_at
from components.pillars import PAGE_OF_BLOCK
from data.loading import SheetChange
from data.sheets import SHEETS
from methodology.catalogue import packaged


def change(sheet: str, added: int = 0, changed: int = 0, unchanged: int = 0, removed: int = 0) -> SheetChange:
    return SheetChange(sheet, "2025/26", 1, added, changed, unchanged, removed, 0)


def test_every_sheet_has_pages_that_exist() -> None:
    assert list(SHOWN_ON) == [sheet.name for sheet in SHEETS]
    for urls in SHOWN_ON.values():
        assert urls
        assert all(page_at(url) for url in urls)


@pytest.mark.parametrize("sheet", [sheet.name for sheet in SHEETS])
def test_a_sheet_of_indicators_leads_to_a_page_of_one_of_them(sheet: str) -> None:
    """A block has a page of its own, or its indicators stand in the passport, which shows all."""
    blocks = {PAGE_OF_BLOCK.get(rule.block, rule.block) for rule in packaged().indicators if sheet in rule.sheets}
    if blocks:
        assert set(SHOWN_ON[sheet]) & (blocks | {"passport"})


def test_pages_that_show_more_of_the_sheets_come_first() -> None:
    found = pages_of(["Процедуры", "Вакансии", "Нагрузка"])
    assert [(page.url, names) for page, names in found.items()] == [
        ("staffing", ["Вакансии", "Нагрузка"]),
        ("passport", ["Процедуры"]),
        ("quality", ["Процедуры"]),
    ]


def test_rows_are_counted_once_and_say_what_became_of_them() -> None:
    changes = [change("Вакансии", 3, 1, 20), change("Процедуры", unchanged=5), change("Группы", removed=2)]
    assert rows_by_sheet(changes) == {"Вакансии": 24, "Процедуры": 5}
    assert rows_in_words(changes).replace("\u00a0", " ") == (
        "29 строк: новых 3, изменённых 1, таких же, как были, 25; перестанут действовать 2"
    )
    assert rows_in_words([change("Вакансии", 1)]).replace("\u00a0", " ") == "1 строка: новых 1"
