"""«Резервная копия»: nothing to copy without own data; a copy is offered until the data change."""

from __future__ import annotations

import io

from data.loading import undo_load
from data.restoring import restore_backup
from tests.pages.test_pages import said
from tests.pages.test_upload_page import UPLOAD_PAGE, press
from tests.stored import dump

MAKE = "Подготовить копию"


def labels(at) -> list[str]:
    return [button.label for button in at.button]


def test_without_own_data_there_is_nothing_to_copy(open_page):
    at = open_page(UPLOAD_PAGE)
    assert not at.exception
    assert "копировать нечего" in said(at)
    assert MAKE not in labels(at)


def test_a_copy_is_made_offered_and_dropped_when_data_change(
    open_page, own_file, use_database, sqlite_engine, tmp_path
):
    engine = use_database(own_file)
    at = press(open_page(UPLOAD_PAGE), MAKE)
    assert not at.exception
    assert MAKE not in labels(at)
    [button] = [each for each in at.get("download_button") if each.proto.label.startswith("Скачать копию: 0,")]
    assert button is not None
    assert "Копия от " in said(at)
    (tmp_path / "копия.zip").write_bytes(io.BytesIO(at.session_state["_backup_made"].content).read())
    restore_backup(sqlite_engine, tmp_path / "копия.zip")
    assert dump(sqlite_engine)["judgement"] == dump(engine)["judgement"] != []
    undo_load(engine, 2)
    assert MAKE in labels(at.run())
    engine.dispose()
