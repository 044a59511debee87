"""«Коллегия»: the checklist, a paper looked at page by page, the kit made and taken away again."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from components.navigation import COLLEGIUM
from components.papers import KIND
from components.sitting import POST
from data.database import reading
from data.decisions import adopt, compose
from data.kits import read_kit
from data.recommendation_acts import accept
from data.tables_decisions import kit
from tests.data.acts import HEAD, proposal, rows
from tests.exports.read_papers import docx_text
from tests.pages.conftest import OpenPage
from tests.pages.test_pages import said

SECRETARY = "секретарь коллегии"
NEXT = "2025/26"


@pytest.fixture
def own(use_database: Callable[[Path], Engine], own_file: Path) -> Engine:
    """The small region with an adopted decision of the later cycle."""
    engine = use_database(own_file)
    fired = [proposal(code) for code in ("001", "002")]
    numbers = accept(engine, [replace(each, key=each.key._replace(cycle=NEXT)) for each in fired], SECRETARY)
    adopt(engine, compose(engine, HEAD, NEXT, dict.fromkeys(numbers, 1), 4, SECRETARY), 1, SECRETARY)
    return engine


def press(at: AppTest, key: str) -> AppTest:
    at.button(key=key).click()
    return at.run()


def test_every_check_is_there_with_its_way_to_mend(open_page: OpenPage, own: Engine) -> None:
    words = "; ".join(str(link.proto.label) for link in open_page(COLLEGIUM).get("page_link"))
    for title in ("Данные о школах", "Замечания к загрузкам", "Рекомендации рассмотрены", "Исполнение прошлого"):
        assert title in words, title


def test_without_a_decision_only_its_papers_are_stopped(
    open_page: OpenPage, use_database: Callable[[Path], Engine], own_file: Path
) -> None:
    use_database(own_file)
    at = open_page(COLLEGIUM)
    assert "составить его не из чего" in at.info[0].value
    at.selectbox(key=KIND).set_value("note").run()
    assert not at.info
    at = press(at, "papers_show")
    assert not at.exception
    assert len(at.get("image")) == 1
    assert at.button(key="make_kit").label == "Собрать комплект без решения"


def test_the_decision_is_looked_at_page_by_page(open_page: OpenPage, own: Engine) -> None:
    at = open_page(COLLEGIUM)
    assert not at.get("image")
    at = press(at, "papers_show")
    assert not at.exception
    [shown] = at.get("image")
    captions = [image.caption for image in shown.proto.imgs]
    assert captions[0] == f"Страница 1 из {len(captions)}"
    assert all("Решение № 12: страница" in image.alt for image in shown.proto.imgs)
    at.text_input(key="papers_signs").set_value("Иванов Иван Иванович").run()
    at = press(at, "papers_show")
    assert "персональные данные" in at.info[0].value
    # Another day: what was shown is no longer what the file would say.
    [day] = [field for field in at.date_input if field.label == "Дата заседания"]
    day.set_value(date(2026, 3, 1)).run()
    assert not at.get("image")


def test_a_kit_is_made_in_a_position_and_kept(open_page: OpenPage, own: Engine) -> None:
    at = press(open_page(COLLEGIUM), "make_kit")
    assert "Укажите свою должность" in at.error[0].value
    assert rows(own, kit) == []
    at.selectbox(key=POST).set_value(SECRETARY)
    at = press(at, "make_kit")
    assert not at.exception
    assert "Выпущенные комплекты" in said(at)
    [kept] = rows(own, kit)
    assert (kept["decision_id"], kept["post"], kept["cycle"]) == (1, SECRETARY, NEXT)
    with reading(own) as connection, zipfile.ZipFile(io.BytesIO(read_kit(connection, 1))) as archive:
        names = archive.namelist()
        decision = docx_text(archive.read(next(name for name in names if name.startswith("Решение"))))
    assert len(names) == kept["files"]
    assert "Разработать школьный план" in decision
    assert "ОТМЕЧАЕТ" in decision.upper()
