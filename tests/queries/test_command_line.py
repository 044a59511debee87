"""``python -m queries``: what it prints, what it refuses and how it says so."""

from __future__ import annotations

import csv
import io
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from queries.__main__ import main
from queries.catalogue import all_queries
from tests.factories import CYCLE, NEXT_CYCLE

ROOT = Path(__file__).parents[2]


@pytest.fixture
def filled_database(hand_made_engine: Engine) -> str:
    return hand_made_engine.url.render_as_string(hide_password=False)


def _words(value: object) -> str:
    return " ".join(value) if isinstance(value, list) and all(isinstance(word, str) for word in value) else ""


@pytest.fixture
def call(filled_database: str, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Exit code, output and complaints of one call on the filled database."""

    def called(*arguments: str) -> tuple[int, str, str]:
        try:
            code = main([*arguments, "--database", filled_database])
        except SystemExit as leaving:
            code = int(str(leaving.code))
        said = capsys.readouterr()
        return code, said.out, said.err

    return called


Caller = Callable[..., tuple[int, str, str]]


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_list_names_every_query(call: Caller) -> None:
    code, out, err = call()
    assert (code, err) == (0, "")
    for name, query in all_queries().items():
        assert f"\n  {name}" in out
        assert str(query.__doc__).split("\n")[0] in out
    assert "\n  schools_table previous=… [group_before=…] [group_now=…] [limit=…]\n" in out


def test_csv(call: Caller) -> None:
    code, out, err = call("schools_by_group", "--cycle", CYCLE, "--format", "csv")
    assert (code, err) == (0, "")
    assert out == "group_number,origin,schools\n1,assigned,1\n3,assigned,1\n,,4\n"


def test_csv_is_the_default_and_the_cycle_the_latest(call: Caller) -> None:
    assert call("schools_by_group") == call("schools_by_group", "--cycle", NEXT_CYCLE, "--format", "csv")


def test_json(call: Caller) -> None:
    code, out, _ = call("selection_summary", "--cycle", CYCLE, "--format", "json")
    assert code == 0
    assert json.loads(out)[0] == {
        "selected": 6,
        "total": 6,
        "with_data": 5,
        "municipalities": 3,
        "excluded": 1,
        "cut_from": "2025-08-31",
        "cut_to": "2025-08-31",
        "cycle": CYCLE,
        "methodology": 1,
        "as_of": None,
    }
    groups = json.loads(call("schools_by_group", "--cycle", CYCLE, "--format", "json")[1])
    assert groups[-1] == {"group_number": None, "origin": None, "schools": 4}
    assert isinstance(groups[0]["schools"], int)


def test_both_forms_say_the_same(call: Caller) -> None:
    wide = ("schools_table", "--parameter", f"previous={CYCLE}")
    found = rows(call(*wide, "--format", "csv")[1])
    said = json.loads(call(*wide, "--format", "json")[1])
    assert [{name: "" if value is None else str(value) for name, value in row.items()} for row in said] == found


def schools_of(out: str) -> list[tuple[str, str]]:
    return [(row["municipality_id"], row["school_id"]) for row in rows(out)]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--municipality", "02"], [("02", "001")]),
        (["--municipality", "02", "--municipality", "03"], [("03", "001"), ("02", "001"), ("03", "002")]),
        (["--cluster", "городской"], [("02", "001")]),
        (["--kind", "лицей", "--kind", "НОШ"], [("03", "001"), ("03", "002")]),
        (["--locality", "город"], [("03", "001"), ("01", "003"), ("02", "001")]),
        (["--group", "1"], [("03", "001")]),
        (["--flag", "low_results"], [("02", "001")]),
        (["--complete-only"], [("01", "001")]),
        (["--school", "002", "--municipality", "01"], [("01", "002")]),
        (["--school", "003"], [("01", "003")]),
        (["--municipality", "01", "--as-of", "1"], [("01", "001"), ("01", "002")]),
        (["--group", "1", "--methodology", "1"], [("03", "001")]),
    ],
    ids=_words,
)
def test_filters(call: Caller, options: list[str], expected: list[tuple[str, str]]) -> None:
    code, out, err = call("schools_table", "--cycle", CYCLE, "--parameter", "previous=", *options)
    assert (code, err) == (0, "")
    assert sorted(schools_of(out)) == sorted(expected)


@pytest.mark.parametrize("other", [f"cycle:{CYCLE}", "municipality:01", "cluster:сельский", "all"])
def test_second_scope_is_named_by_what_differs(call: Caller, other: str) -> None:
    code, out, err = call("sides", "--parameter", f"other={other}")
    assert (code, err) == (0, "")
    assert out.startswith("figure,")
    assert "\nschools," in out


def test_parameters_take_the_types_of_the_query(call: Caller) -> None:
    code, out, _ = call("find_schools", "--cycle", CYCLE, "--parameter", "text=сош", "--parameter", "limit=1")
    assert code == 0
    assert [(row["school_id"], row["found"]) for row in rows(out)] == [("001", "3")]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["schools_by_grup"], "Запроса «schools_by_grup» нет. Похожие: schools_by_group"),
        (["resolved"], "Запроса «resolved» нет."),
        (["schools_by_group", "--cycle", "2019/20"], f"Цикла 2019/20 нет. Есть: {NEXT_CYCLE}, {CYCLE}."),
        (["schools_by_group", "--cycle", "2019"], "«2019» — не учебный год"),
        (["schools_by_group", "--municipality", "южный округ"], "Похожие: 03 (Южный округ)"),
        (["schools_by_group", "--municipality", "99"], "Муниципалитета с кодом «99» нет. Есть: 01 ("),
        (["schools_by_group", "--cluster", "город"], "Кластера «город» нет. Есть: городской, сельский."),
        (["schools_by_group", "--kind", "ВУЗ"], "Вида организаций «ВУЗ» нет."),
        (["schools_by_group", "--locality", "лес"], "Местности «лес» нет."),
        (["schools_by_group", "--group", "4"], "Группы «4» нет. Есть: 1, 2, 3."),
        (["schools_by_group", "--flag", "new"], "Признака «new» нет. Есть: low_results, biased_vpr."),
        (["schools_by_group", "--school", "009"], "Организации с кодом «009» нет."),
        (["schools_by_group", "--school", "001"], "в нескольких муниципалитетах: 01, 02, 03"),
        (["schools_by_group", "--as-of", "9"], "Загрузки № 9 нет. Есть: 1, 2, 3, 4."),
        (["schools_by_group", "--methodology", "7"], "Версии методики № 7 нет. Есть: 1."),
        (["headline"], "нужен параметр: --parameter previous="),
        (["headline", "--parameter", "previous=2001/02"], "Цикла 2001/02 нет."),
        (["schools_of", "--parameter", "municipality_id=77"], "Муниципалитета с кодом «77» нет."),
        (["indicator_by_municipality", "--parameter", "indicator=э-ит"], "Показателя «э-ит» нет. Похожие: Э-ИТОГ"),
        (["headline", "--parameter", "prev=2001/02"], "нет параметра «prev». Похожие: previous"),
        (["schools_by_group", "--parameter", "a=1"], "нет параметра «a». Возможных значений нет."),
        (["sides", "--parameter", "other=нигде"], "нужно cycle:ЦИКЛ, municipality:КОД, cluster:КЛАСТЕР или all"),
        (["sides", "--parameter", "other=cluster:нет"], "Кластера «нет» нет."),
        (["sides", "--parameter", "other=municipality:77"], "Муниципалитета с кодом «77» нет."),
        (["headline", "--parameter", "previous"], "нужно имя=значение"),
        (["criterion_by_school", "--parameter", "number=два"], "нужно целое число, а не «два»"),
        (["tasks", "--parameter", "on=вчера"], "нужна дата вида 31.08.2026, а не «вчера»"),
        (["schools_in_words", "--parameter", "previous=", "--parameter", "move=вбок"], "не понимает значение"),
        (["schools_by_group", "--format", "xlsx"], "Команда написана с ошибкой"),
        (["schools_by_group", "--no-such-option"], "Команда написана с ошибкой"),
    ],
    ids=_words,
)
def test_wrong_calls_are_refused_in_words(call: Caller, arguments: list[str], complaint: str) -> None:
    code, out, err = call(*arguments, *(() if "--cycle" in arguments else ("--cycle", CYCLE)))
    assert (code, out) == (2, "")
    assert complaint in err


def test_empty_database(new_database: Callable[..., str], capsys: pytest.CaptureFixture[str]) -> None:
    url = new_database()
    assert main(["schools_by_group", "--database", url]) == 0
    assert capsys.readouterr().out == "group_number,origin,schools\n"
    filtered = ["--cycle", CYCLE, "--municipality", "01", "--kind", "СОШ", "--school", "001"]
    assert main(["schools_by_group", *filtered, "--database", url, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == []
    assert main(["schools_by_group", "--school", "001", "--database", url]) == 2
    assert main(["schools_by_group", "--as-of", "1", "--database", url]) == 2
    assert "Загрузки № 1 нет. Есть: пока ни одной." in capsys.readouterr().err


def test_database_without_tables(new_database: Callable[..., str], capsys: pytest.CaptureFixture[str]) -> None:
    url = new_database(migrated=False)
    # On SQLite there is no file yet; on PostgreSQL there is an empty database.
    assert main(["schools_by_group", "--database", url]) == 2
    assert "python -m data init" in capsys.readouterr().err


def test_a_missing_database_is_not_created(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing = tmp_path / "folder" / "missing.sqlite3"
    assert main(["schools_by_group", "--database", f"sqlite:///{missing}"]) == 2
    assert "нет. Создайте её: python -m data init" in capsys.readouterr().err
    assert not missing.parent.exists()


@pytest.mark.parametrize("content", [b"", b"not a database, but long enough to be taken for one" * 30])
def test_a_file_that_is_no_database(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes) -> None:
    path = tmp_path / "file.sqlite3"
    path.write_bytes(content)
    assert main(["schools_by_group", "--database", f"sqlite:///{path}"]) == 2
    assert capsys.readouterr().err.startswith("База ")


@pytest.mark.parametrize("url", ["nonsense", "nonsense://host/name"])
def test_a_url_that_is_none(capsys: pytest.CaptureFixture[str], url: str) -> None:
    assert main(["schools_by_group", "--database", url]) == 2
    assert "Адрес базы написан неверно" in capsys.readouterr().err


def test_a_table_that_is_not_ours(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "foreign.sqlite3"
    with sqlite3.connect(path) as foreign:
        foreign.execute("CREATE TABLE methodology_version (version INTEGER)")
    foreign.close()
    assert main(["schools_by_group", "--database", f"sqlite:///{path}"]) == 2
    assert "не подготовлена" in capsys.readouterr().err


def run_module(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "queries", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
        timeout=120,
    )


def test_as_a_program(filled_database: str) -> None:
    """The database of the environment, UTF-8 whatever the console's encoding is."""
    settings: dict[str, Any] = {"KOLLEGIA_DATABASE_URL": filled_database, "PYTHONIOENCODING": "ascii"}
    done = run_module("municipalities", "--cycle", CYCLE, **settings)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode("utf-8").splitlines()[:2] == [
        "municipality_id,municipality_name,cluster,label",
        "01,Северный округ,сельский,Северный округ (01)",
    ]
    wrong = run_module("nothing", **settings)
    assert wrong.returncode == 2
    assert "Запроса «nothing» нет." in wrong.stderr.decode("utf-8")


def test_a_reader_that_has_seen_enough(filled_database: str) -> None:
    """``python -m queries … | head -1`` ends without a traceback."""
    command = [sys.executable, "-m", "queries", "schools_by_group", "--database", filled_database]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        program.stdout.close()
        complaints = program.stderr.read()
        program.wait(timeout=120)
    assert (program.returncode, complaints) == (0, b"")
