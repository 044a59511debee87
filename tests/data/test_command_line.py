"""The command line: what it prints, what it leaves in the database, and its exit codes."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import func, select

from data import __main__ as command_line
from data.__main__ import DONE, MISUSED, REFUSED, main, print_findings
from data.checking import check_file
from data.command_line import reason_of
from data.database import demo_database_url, initialise, make_engine, own_database_url, reading
from data.demonstration_load import ensure_demonstration
from data.demonstration_sizes import CYCLES
from data.findings import Finding
from data.known import Known
from data.loading import undo_load
from data.tables import boundary, judgement, load_file, methodology_version, school
from data.tables import load as load_table
from data.workbook_file import write_workbook
from tests import factories as make
from tests.stored import dump, judged, load

ROOT = Path(__file__).parents[2]


def counted(url: str, table) -> int:
    engine = make_engine(url)
    with reading(engine) as connection:
        count = connection.scalar(select(func.count()).select_from(table))
    engine.dispose()
    return count


@pytest.fixture
def book(tmp_path) -> Path:
    path = tmp_path / "книга.xlsx"
    write_workbook(make.workbook(schools=[make.school()], scores=make.scores(7.5, None)), path)
    return path


@pytest.fixture
def bad_book(tmp_path) -> Path:
    path = tmp_path / "с ошибкой.xlsx"
    write_workbook(make.workbook(schools=[make.school()], scores=make.scores(75)), path)
    return path


def test_load_history_undo(book, capsys):
    assert main(["load", str(book)]) == DONE
    loaded = capsys.readouterr().out
    assert "Загрузка № 1:" in loaded
    assert "«Оценка_критерии», 2024/25 (1\u00a0муниципалитет): строк добавлено 2" in loaded

    assert main(["load", str(book)]) == DONE
    assert "ничего не изменилось" in capsys.readouterr().out

    assert main(["history"]) == DONE
    line = capsys.readouterr().out
    assert "№ 1" in line
    assert "книга.xlsx  цикл 2024/25, срез 31.08.2025, муниципалитетов: 1" in line
    assert "в силе" in line

    assert main(["undo", "1"]) == DONE
    assert "Загрузка № 1 отменена." in capsys.readouterr().out
    assert counted(own_database_url(), school) == 0
    assert main(["history"]) == DONE
    assert "отменена" in capsys.readouterr().out


def test_hash_and_size_of_the_file_are_kept_and_a_copy_of_what_was_checked(book):
    main(["load", str(book)])
    engine = make_engine(own_database_url())
    with reading(engine) as connection:
        line = connection.execute(select(load_table.c.sha256, load_table.c.size_bytes)).one()
        assert tuple(line) == (hashlib.sha256(book.read_bytes()).hexdigest(), book.stat().st_size)
        kept = connection.scalar(select(load_file.c.content))
    with zipfile.ZipFile(io.BytesIO(kept)) as archive:
        assert "Оценка_критерии.csv" in archive.namelist()
    engine.dispose()


def test_the_kept_copy_is_given_back(book, tmp_path, capsys):
    path = tmp_path / "копия.zip"
    assert main(["export", "1", str(path)]) == REFUSED
    assert "Загрузки № 1 нет." in capsys.readouterr().err
    main(["load", str(book)])
    assert main(["export", "1", str(path)]) == DONE
    assert "Записана копия загрузки № 1" in capsys.readouterr().out
    with zipfile.ZipFile(path) as archive:
        assert "001;1;7.5;;отчёт ОО" in archive.read("Оценка_критерии.csv").decode("utf-8-sig")
    assert main(["export", "1", str(path)]) == MISUSED


def test_a_refusal_of_the_system_is_told_in_russian(book, tmp_path, capsys):
    assert main(["template", str(tmp_path / ("ы" * 300 + ".xlsx"))]) == MISUSED
    (tmp_path / "файл").write_text("")
    assert main(["init", "--database", f"sqlite:///{tmp_path / 'файл' / 'папка' / 'база.sqlite3'}"]) == MISUSED
    told = capsys.readouterr().err
    assert "имя слишком длинное" in told
    assert "часть пути — файл, а не папка" in told
    assert reason_of(OSError(9999, "odd")) == "отказ операционной системы № 9999"


def test_history_of_nothing(capsys):
    assert main(["history"]) == DONE
    assert "Загрузок ещё не было." in capsys.readouterr().out


def test_an_error_is_shown_with_its_place_and_remedy_and_nothing_is_loaded(bad_book, capsys):
    for command in ("check", "load"):
        assert main([command, str(bad_book)]) == REFUSED
        told = capsys.readouterr()
        assert "ОШИБКА: лист «Оценка_критерии», строка 2, столбец «Балл»" in told.out
        assert "Что сделать: " in told.out
        assert "Ошибок: 1;" in told.out
    assert "Книга не загружена" in told.err
    assert counted(own_database_url(), load_table) == 0


def test_check_foresees_and_loads_nothing(book, capsys):
    assert main(["check", str(book)]) == DONE
    told = capsys.readouterr().out
    assert "Загрузка изменила бы:" in told
    assert "добавлено 2" in told
    assert counted(own_database_url(), load_table) == 0


def test_warnings_do_not_stop_a_load(tmp_path, capsys):
    path = tmp_path / "книга.xlsx"
    same_names = [make.school("001", short_name="СОШ"), make.school("002", short_name="СОШ")]
    write_workbook(make.workbook(schools=same_names), path)
    assert main(["load", str(path)]) == DONE
    assert "ПРЕДУПРЕЖДЕНИЕ" in capsys.readouterr().out
    assert counted(own_database_url(), load_table) == 1


@pytest.mark.parametrize(("answer", "loads"), [("да", 1), ("нет", 0), ("", 0)])
def test_on_a_terminal_it_asks_first(book, monkeypatch, capsys, answer, loads):
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda prompt: answer)
    assert main(["load", str(book)]) == DONE
    assert "добавлено 2" in capsys.readouterr().out
    assert counted(own_database_url(), load_table) == loads


def test_yes_does_not_ask(book, monkeypatch):
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda prompt: pytest.fail("asked"))
    assert main(["load", str(book), "--yes"]) == DONE
    assert counted(own_database_url(), load_table) == 1


def test_the_database_may_stand_before_or_after_the_command(book, tmp_path):
    before, after = (f"sqlite:///{tmp_path / name}.sqlite3" for name in ("before", "after"))
    assert main(["--database", before, "load", str(book)]) == DONE
    assert main(["load", "--database", after, str(book)]) == DONE
    assert counted(before, load_table) == counted(after, load_table) == 1
    assert not (tmp_path / "own.sqlite3").exists()


def test_undo_that_is_refused(book, tmp_path, capsys):
    main(["load", str(book)])
    write_workbook(make.workbook(schools=[make.school()], scores=make.scores(9)), book)
    main(["load", str(book)])
    assert main(["undo", "1"]) == REFUSED
    assert "Сначала отмените загрузку № 2." in capsys.readouterr().err
    assert main(["undo", "9"]) == REFUSED
    assert "Загрузки № 9 нет." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "не указано: КОМАНДА"),
        (["загрузить"], "нет такого значения: 'загрузить'"),
        (["load"], "не указано: ФАЙЛ"),
        (["undo", "первую"], "НОМЕР: нужно целое число"),
        (["load", "a.xlsx", "--force"], "лишнее: --force"),
        (["history", "--database"], "--database: нужно значение"),
    ],
)
def test_a_wrong_call_is_told_in_russian(arguments, told, capsys):
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == MISUSED
    complaint = capsys.readouterr().err
    assert told in complaint
    assert complaint.startswith("Вызов: python -m data")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["load", "нет такого.xlsx"], "Нет такого файла: «нет такого.xlsx»."),
        (["check", "."], "Нет такого файла: «.»."),
        (["history", "--database", "просто слова"], "Адрес базы написан неверно"),
        (["history", "--database", "oracle9://x"], "Адрес базы написан неверно"),
        (["history", "--database", "postgresql+psycopg://u:secret@127.0.0.1:1/x"], "не отвечает"),
        (["demo", "--size", "галактика"], "Возможны: district"),
        (["template", "нет/такой/папки.xlsx"], "не удалось записать"),
        (["demo", "--workbook", "нет/такой/папки.xlsx"], "не удалось записать"),
    ],
)
def test_what_cannot_be_done_is_told_without_a_traceback(arguments, told, capsys):
    assert main(arguments) == MISUSED
    complaint = capsys.readouterr().err
    assert told in complaint
    assert "secret" not in complaint


def test_a_file_that_is_no_database(tmp_path, capsys):
    path = tmp_path / "письмо.txt"
    path.write_text("Это не база данных. " * 100, encoding="utf-8")
    before = path.read_bytes()
    assert main(["history", "--database", f"sqlite:///{path}"]) == MISUSED
    assert "не отвечает или повреждена" in capsys.readouterr().err
    assert path.read_bytes() == before


def test_a_folder_that_cannot_be_made(tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert main(["history", "--database", f"sqlite:///{tmp_path / 'file' / 'x' / 'y.sqlite3'}"]) == MISUSED
    assert "Папку базы не удалось создать" in capsys.readouterr().err


def test_a_bug_is_not_called_a_broken_database(monkeypatch):
    from sqlalchemy.exc import IntegrityError

    def fail(engine):
        raise IntegrityError("INSERT", {}, Exception("UNIQUE"))

    monkeypatch.setattr("data.database.initialise", fail)
    with pytest.raises(IntegrityError):
        main(["history"])


def test_interrupted(monkeypatch, book, capsys):
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("data.loading.judge_in_use", interrupt)
    assert main(["load", str(book)]) == REFUSED
    assert "Прервано" in capsys.readouterr().err
    assert counted(own_database_url(), load_table) == 0


def test_init_makes_both_databases_and_is_content_the_second_time(capsys):
    assert main(["init"]) == DONE
    assert "Демонстрация построена" in capsys.readouterr().out
    assert counted(own_database_url(), load_table) == 0
    assert counted(own_database_url(), methodology_version) == 1
    assert counted(demo_database_url(), load_table) == len(CYCLES)
    assert main(["init"]) == DONE
    assert "Демонстрация готова" in capsys.readouterr().out
    assert counted(demo_database_url(), load_table) == len(CYCLES)


@pytest.mark.parametrize("command", ["init", "demo"])
def test_the_demonstration_never_goes_into_the_own_database(command, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("KOLLEGIA_DEMO_URL", f"sqlite:///{tmp_path}/x/../own.sqlite3")
    assert main([command]) == MISUSED
    assert "одна и та же" in capsys.readouterr().err


def test_demo_replaces_the_demonstration(demonstration_file, tmp_path, monkeypatch):
    path = shutil.copy(demonstration_file, tmp_path / "copy.sqlite3")
    engine = make_engine(f"sqlite:///{path}")
    assert not ensure_demonstration(engine)
    before = judged(engine)
    monkeypatch.setenv("KOLLEGIA_DEMO_URL", f"sqlite:///{path}")
    assert main(["demo", "--seed", "2"]) == DONE
    other = judged(engine)
    assert other.keys() == before.keys()
    assert other != before
    assert main(["demo"]) == DONE
    assert judged(engine) == before
    engine.dispose()


def test_demo_spares_loads_of_others(sqlite_engine, monkeypatch, capsys):
    monkeypatch.setenv("KOLLEGIA_DEMO_URL", sqlite_engine.url.render_as_string(hide_password=False))
    load(sqlite_engine, make.workbook(schools=[make.school()]), "свои данные.xlsx")
    before = dump(sqlite_engine)
    assert main(["demo"]) == REFUSED
    assert "не из демонстрации: 1" in capsys.readouterr().err
    assert dump(sqlite_engine) == before
    assert main(["demo", "--yes"]) == DONE
    assert "свои данные.xlsx" not in str(dump(sqlite_engine, [load_table]))
    assert len(dump(sqlite_engine, [load_table])["load"]) == len(CYCLES)


def test_an_unfinished_demonstration_is_finished_and_an_undone_one_left(sqlite_engine):
    from data.demonstration import build_demonstration

    first = build_demonstration("district", 1)[0]
    load(sqlite_engine, first, "ДЕМО_2023-24.xlsx")
    assert ensure_demonstration(sqlite_engine)
    assert len(dump(sqlite_engine, [load_table])["load"]) == len(CYCLES)
    undo_load(sqlite_engine, len(CYCLES))
    assert not ensure_demonstration(sqlite_engine)


def test_the_demonstration_on_both_engines(demonstration_engine):
    with reading(demonstration_engine) as connection:
        cycles = connection.scalars(select(judgement.c.cycle).distinct().order_by(judgement.c.cycle)).all()
    assert tuple(cycles) == CYCLES


def test_demo_as_files(tmp_path, capsys):
    assert main(["demo", "--workbook", str(tmp_path / "книга.xlsx")]) == DONE
    written = sorted(path.name for path in tmp_path.glob("книга-*.xlsx"))
    assert written == ["книга-2023-24.xlsx", "книга-2024-25.xlsx", "книга-2025-26.xlsx"]
    assert not (tmp_path / "demonstration.sqlite3").exists()


def test_template_is_written_once_and_never_over_a_file(tmp_path, capsys):
    path = tmp_path / "шаблон.xlsx"
    assert main(["template", str(path)]) == DONE
    content = path.read_bytes()
    assert content.startswith(b"PK")
    assert main(["template", str(path)]) == MISUSED
    assert "уже есть" in capsys.readouterr().err
    assert path.read_bytes() == content


def test_at_most_200_findings_errors_first(capsys):
    warnings = [Finding("warning", "x", f"Строка {n}.", "Исправьте.", sheet="Лист", row=n) for n in range(300)]
    print_findings([*warnings, Finding("error", "y", "Это ошибка.", "Исправьте.")])
    told = capsys.readouterr().out
    assert told.startswith("ОШИБКА\n    Это ошибка.\n    Что сделать: Исправьте.\n")
    assert told.count("Что сделать") == 200
    assert "… и ещё 101." in told
    assert "Ошибок: 1; предупреждений: 300; примечаний: 0." in told


def test_progress_is_for_terminals_only(monkeypatch, capsys):
    command_line.show_progress(0.5, "Чтение")
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    command_line.show_progress(0.5, "Чтение")
    assert capsys.readouterr().err.startswith("\rЧтение … 50\u00a0%")


def test_help_is_russian_and_imports_no_pandas():
    asked = "import sys; from data.__main__ import main\ntry: main(['--help'])\nfinally: print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    assert "Команды:" in done.stdout
    assert "показать эту справку" in done.stdout
    assert not {"pandas", "sqlalchemy"} & set(done.stdout.split())


def test_a_pipe_that_closes_early_is_no_failure(book):
    """As «python -m data check … | head»: the reader goes away before the first line is written."""
    process = subprocess.Popen(
        [sys.executable, "-m", "data", "check", str(book)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    told = process.stderr.read()
    process.stderr.close()
    assert process.wait() == DONE
    assert told == b""


def test_a_file_gone_after_the_check_began(tmp_path, sqlite_engine):
    initialise(sqlite_engine)
    with pytest.raises(OSError, match="нет"):
        check_file(tmp_path / "нет.xlsx", "нет.xlsx", Known(), make.workbook().instruction.cut_date)


SQUARE = [[[60, 56], [61, 56], [61, 57], [60, 56]]]


def boundaries_file(folder: Path, *names: str) -> str:
    features = [
        {"type": "Feature", "properties": {"name": name}, "geometry": {"type": "Polygon", "coordinates": SQUARE}}
        for name in names
    ]
    path = folder / "границы.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return str(path)


def test_boundaries(book, tmp_path, capsys):
    assert main(["load", str(book)]) == DONE
    file = boundaries_file(tmp_path, "Округ 01", "Луна")
    capsys.readouterr()
    assert main(["boundaries", file]) == DONE
    said = capsys.readouterr().out
    assert "Территорий в файле: 2. Совпало муниципалитетов: 1 из 1." in said
    assert "Границы № 1 сохранены." in said
    assert counted(own_database_url(), boundary) == 2
    assert main(["boundaries", file]) == DONE
    assert "уже загружены" in capsys.readouterr().out


def test_boundaries_that_fit_nothing_need_a_yes(book, tmp_path, capsys):
    assert main(["load", str(book)]) == DONE
    file = boundaries_file(tmp_path, "Луна")
    assert main(["boundaries", file]) == REFUSED
    assert "01 Округ 01: такой территории нет" in capsys.readouterr().out
    assert counted(own_database_url(), boundary) == 0
    assert main(["boundaries", file, "--yes"]) == DONE


def test_boundaries_that_are_none(tmp_path, capsys):
    path = tmp_path / "границы.geojson"
    path.write_bytes(b"PK")
    assert main(["boundaries", str(path)]) == REFUSED
    said = capsys.readouterr()
    assert "Это не JSON" in said.out
    assert "Границы не загружены" in said.err
    assert main(["boundaries", str(tmp_path / "нет.geojson")]) == MISUSED
