"""``python -m exports``: what it writes, what it refuses and how it says so."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from exports.__main__ import main
from exports.papers.kinds import KINDS
from tests.exports.read_papers import docx_text, squeezed

Caller = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(
    demonstration_sqlite: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Caller:
    """Exit code, output and complaints of one call on the demonstration, in a folder of its own."""
    monkeypatch.setenv("KOLLEGIA_DEMO_URL", demonstration_sqlite)
    monkeypatch.chdir(tmp_path)

    def called(*arguments: str) -> tuple[int, str, str]:
        try:
            code = main(list(arguments))
        except SystemExit as leaving:
            code = int(str(leaving.code))
        said = capsys.readouterr()
        return code, said.out, said.err

    return called


def test_list_names_every_paper(call: Caller) -> None:
    code, out, err = call("list")
    assert (code, err) == (0, "")
    for name, kind in KINDS.items():
        assert f"{name} " in out
        assert kind.words in out


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (("note",), "ДЕМО_Справка_2025-26.docx"),
        (("note", "--cycle", "2024/25", "--form", "pdf"), "ДЕМО_Справка_2024-25.pdf"),
        (("slides",), "ДЕМО_Слайды_2025-26.pptx"),
        (("slides", "--council"), "ДЕМО_Слайды_2025-26_для_совета.pptx"),
        (("passport", "--municipality", "99605000"), "ДЕМО_Паспорт_Белоозёрский_муниципальный_округ_2025-26.pdf"),
        (("passport", "--school", "99050001", "--out", "п.docx"), "п.docx"),
        (("decision", "--cycle", "2024/25", "--decision", "1"), "ДЕМО_Решение_№_7_2024-25.docx"),
        (("order", "--municipality", "99605000"), "ДЕМО_Приказ_2025-26.docx"),
        (("execution", "--meeting", "01.09.2026"), "ДЕМО_Отчёт_об_исполнении_решения_№_7_2025-26.docx"),
        (
            ("plan", "--school", "99050001"),
            "ДЕМО_План_мероприятий_СОШ_№_1_г._Белоозёрье,_Белоозёрский_муниципальный_округ_2025-26.docx",
        ),
        (
            ("extract", "--cycle", "2024/25", "--municipality", "99605000"),
            "ДЕМО_Выписка_из_решения_№_7_Белоозёрский_муниципальный_округ_2024-25.docx",
        ),
    ],
)
def test_papers_by_default_and_by_options(call: Caller, tmp_path: Path, arguments: tuple[str, ...], name: str) -> None:
    code, out, err = call(*arguments, "--demo")
    assert (code, out.strip(), err) == (0, name, "")
    assert (tmp_path / name).stat().st_size > 5_000


def test_letters_go_to_a_folder_with_body_post_and_term(call: Caller, tmp_path: Path) -> None:
    options = ("--body", "Министерство образования", "--post", "Министр образования", "--deadline", "15.10.2026")
    code, out, _ = call("letters", "--demo", "--out", "письма", *options)
    assert code == 0
    files = sorted((tmp_path / "письма").iterdir())
    assert len(files) == len(out.splitlines()) > 5
    text = squeezed(docx_text(files[0].read_bytes()))
    for said in ("Министерство образования", "Министр образования", "в срок до 15 октября 2026 г."):
        assert said in text


def test_the_kit_goes_to_a_folder(call: Caller, tmp_path: Path) -> None:
    code, out, err = call("kit", "--demo", "--out", "комплекты", "--municipality", "99605000", "--cycle", "2024/25")
    assert (code, err) == (0, "")
    [file] = (tmp_path / "комплекты").iterdir()
    assert out.strip().endswith(file.name)
    assert file.name == "ДЕМО_Комплект_коллегии,_решение_№_7_2024-25.zip"
    with zipfile.ZipFile(file) as archive:
        assert "О комплекте.txt" in archive.namelist()


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("passport", "--demo"), "Паспорт делается для одной школы"),
        (("decision", "--demo"), "не принята ни одна рекомендация"),
        (("note", "--demo", "--out", "н.xlsx"), "Такого вида у документа нет: xlsx"),
        (("letters", "--demo", "--deadline", "завтра"), "не дата"),
        (("note", "--demo", "--municipality", "1"), "Муниципалитета с кодом «1» нет"),
        (("note", "--demo", "--cycle", "1999/00"), "Цикла 1999/00 нет"),
        (("note", "--demo", "--out", "нет/такой/папки.docx"), "такого файла или папки нет"),
        (("kit", "--demo", "--form", "pdf"), "Такого вида у комплекта нет"),
        (("kit", "--demo", "--municipality", "99611000"), "Данных нет ни по одной школе отбора"),
        (("решение",), "нет такого значения"),
    ],
)
def test_a_wrong_call_is_explained(call: Caller, arguments: tuple[str, ...], complaint: str) -> None:
    code, _, err = call(*arguments)
    assert code == 2
    assert complaint in err
