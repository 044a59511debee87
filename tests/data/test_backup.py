"""Backups and their restoring: whole, consistent, between engines, of older and newer schemas; all or nothing."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, insert, select, text

from data import backup, database
from data.__main__ import DONE, MISUSED, REFUSED, main
from data.assignments import UNDER_WAY, set_status
from data.backup import (
    KEPT_BACKUPS,
    LEFT_OUT,
    MANIFEST,
    BackupFailedError,
    automatic_backup,
    save_backup,
    stored_tables,
    write_backup,
)
from data.database import initialise, make_engine, migrate, own_database_url, reading, revisions, writing
from data.decisions import adopt, compose
from data.kits import MadeKit, keep_kit
from data.loading import undo_load
from data.recommendation_acts import accept, reject
from data.restoring import RestoreRefusedError, restore_backup
from data.tables import data_version, metadata
from data.tables import load as load_table
from tests import factories as make
from tests.data.acts import AT, HEAD, POST, proposal
from tests.stored import Dump, dump, load

ARCHIVED = tuple(table for table in metadata.sorted_tables if table.name not in LEFT_OUT)


def fill(engine: Engine) -> None:
    """Two loads and an undo: rows in force, closed rows, a line of history, bytes, JSON."""
    for value in (5, 9, 7):
        load(engine, make.workbook(schools=[make.school()], scores=make.scores(value, None), groups=[make.group(2)]))
    undo_load(engine, 3)
    numbers = accept(engine, [proposal("001"), proposal("002")], POST, AT)
    reject(engine, [proposal("003")], POST, "план уже есть", AT)
    adopt(engine, compose(engine, HEAD, "2024/25", dict.fromkeys(numbers, 1), 3, POST, AT), 1, POST, AT)
    set_status(engine, {1: 1}, UNDER_WAY, POST, at=AT)
    keep_kit(engine, MadeKit(b"PK\x00", "Комплект.zip", 1, AT, "2024/25", "", "internal", (2,), 1, (1, 2)), POST)


def saved(engine: Engine, path: Path) -> Path:
    with reading(engine) as connection:
        save_backup(connection, path)
    return path


def everything(engine: Engine) -> Dump:
    return dump(engine, ARCHIVED)


def versions(engine: Engine) -> dict[str, int]:
    with reading(engine) as connection:
        return {row.family: row.version for row in connection.execute(select(data_version))}


def spoilt(path: Path, name: str, content: bytes | None) -> Path:
    """The archive with one member replaced, or left out."""
    with zipfile.ZipFile(path) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    del parts[name]
    if content is not None:
        parts[name] = content
    with zipfile.ZipFile(path, "w") as archive:
        for each, whole in parts.items():
            archive.writestr(each, whole)
    return path


def rewritten(path: Path, table: str, lines: list[bytes]) -> Path:
    """The archive with other lines in a table, and a manifest that fits them."""
    content = b"".join(line + b"\n" for line in lines)
    spoilt(path, f"{table}.jsonl", content)
    with zipfile.ZipFile(path) as archive:
        members = json.loads(archive.read(MANIFEST))["members"]
    fits = {"rows": len(lines) - 1, "size_bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    return with_manifest(path, members={**members, table: fits})


def lines_of(path: Path, table: str) -> list[bytes]:
    with zipfile.ZipFile(path) as archive:
        return archive.read(f"{table}.jsonl").splitlines()


def with_manifest(path: Path, **changes: object) -> Path:
    with zipfile.ZipFile(path) as archive:
        said = json.loads(archive.read(MANIFEST))
    return spoilt(path, MANIFEST, json.dumps({**said, **changes}).encode())


@pytest.fixture
def filled(engine: Engine) -> Engine:
    fill(engine)
    return engine


@pytest.fixture
def other_sqlite(new_sqlite) -> Iterator[Engine]:
    other = make_engine(new_sqlite())
    yield other
    other.dispose()


def test_the_manifest_says_what_is_in_the_archive(filled, tmp_path):
    path = saved(filled, tmp_path / "копия.zip")
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist()[-1] == MANIFEST
        said = json.loads(archive.read(MANIFEST))
        assert (said["format"], said["revision"]) == (1, revisions()[-1])
        assert {f"{table}.jsonl" for table in said["members"]} == set(archive.namelist()) - {MANIFEST}
        for table, member in said["members"].items():
            content = archive.read(f"{table}.jsonl")
            assert hashlib.sha256(content).hexdigest() == member["sha256"]
            with reading(filled) as connection:
                rows = connection.scalar(select(func.count()).select_from(metadata.tables[table]))
            assert content.count(b"\n") - 1 == member["rows"] == rows
    assert {table.name for table in ARCHIVED} == set(said["members"])


def test_there_and_back_between_engines(filled, other_sqlite, new_postgresql, tmp_path):
    """Every engine → SQLite → PostgreSQL → SQLite: the same rows, and the same bytes of every member."""
    before = everything(filled)
    first = saved(filled, tmp_path / "1.zip")
    restore_backup(other_sqlite, first)
    assert everything(other_sqlite) == before
    postgresql = make_engine(new_postgresql())
    restore_backup(postgresql, saved(other_sqlite, tmp_path / "2.zip"))
    assert everything(postgresql) == before
    last = saved(postgresql, tmp_path / "3.zip")
    with zipfile.ZipFile(first) as one, zipfile.ZipFile(last) as other:
        for name in set(one.namelist()) - {MANIFEST}:
            assert one.read(name) == other.read(name), name
    load(postgresql, make.workbook(schools=[make.school()], scores=make.scores(1)))
    postgresql.dispose()


def test_running_applications_drop_what_they_keep(filled, tmp_path):
    path = saved(filled, tmp_path / "копия.zip")
    load(filled, make.workbook(schools=[make.school("009")], scores=make.scores(3, school_id="009")))
    before = versions(filled)
    restored = restore_backup(filled, path, replace=True)
    assert restored.previous is not None
    assert versions(filled) == {family: version + 1 for family, version in before.items()}


def test_what_is_replaced_is_saved_first(filled, tmp_path, monkeypatch):
    monkeypatch.setenv("KOLLEGIA_BACKUPS", str(tmp_path / "копии"))
    path = saved(filled, tmp_path / "копия.zip")
    load(filled, make.workbook(schools=[make.school("009")], scores=make.scores(3, school_id="009")))
    before = everything(filled)
    with pytest.raises(RestoreRefusedError, match="--replace"):
        restore_backup(filled, path)
    assert everything(filled) == before
    previous = restore_backup(filled, path, replace=True).previous
    assert previous is not None
    assert previous.parent == tmp_path / "копии"
    assert everything(filled) != before
    restore_backup(filled, previous, replace=True)
    assert everything(filled) == before


def test_a_backup_sees_one_state(filled, tmp_path):
    """A load that comes while the backup is being written is not in it, nor half of it."""
    before = everything(filled)
    path = tmp_path / "копия.zip"
    told: list[float] = []
    with reading(filled) as connection:
        stored_tables(connection)
        load(filled, make.workbook(schools=[make.school("009")], scores=make.scores(3, school_id="009")))
        save_backup(connection, path, progress=lambda share, words: told.append(share))
    assert told[-1] == 1
    assert everything(filled) != before
    restore_backup(filled, path, replace=True)
    assert everything(filled) == before


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda path: spoilt(path, "score.jsonl", b'["cycle"]\n'), "«score» не сходится"),
        (lambda path: spoilt(path, "score.jsonl", None), "состав"),
        (lambda path: spoilt(path, MANIFEST, None), "нет описи"),
        (lambda path: spoilt(path, MANIFEST, b"[]"), "опись не читается"),
        (lambda path: with_manifest(path, members={"score": 1}), "опись не читается"),
        (lambda path: path.write_bytes(path.read_bytes()[:-100]), "не читается"),
        (lambda path: path.write_bytes(b"PK\x03\x04"), "не читается"),
        (lambda path: path.write_bytes(path.read_bytes()[:500] + b"\0" * 9 + path.read_bytes()[509:]), "повреждена"),
        (lambda path: with_manifest(path, revision="9999"), "более новой версией"),
        (lambda path: with_manifest(path, format=2), "более новой версией"),
        (lambda path: with_manifest(path, made_at="вчера"), "опись не читается"),
    ],
)
def test_a_backup_that_is_refused_changes_nothing(filled, tmp_path, monkeypatch, spoil, words):
    monkeypatch.setenv("KOLLEGIA_BACKUPS", str(tmp_path / "копии"))
    path = saved(filled, tmp_path / "копия.zip")
    spoil(path)
    before = dump(filled)
    with pytest.raises(RestoreRefusedError, match=words):
        restore_backup(filled, path, replace=True)
    assert dump(filled) == before
    assert not (tmp_path / "копии").exists()


def test_a_failure_in_the_middle_of_a_restore_changes_nothing(filled, tmp_path, monkeypatch):
    path = saved(filled, tmp_path / "копия.zip")
    before = dump(filled)

    def fail(share: float, words: str) -> None:
        if share > 0.5:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        restore_backup(filled, path, replace=True, progress=fail)
    assert dump(filled) == before


def test_an_older_backup_is_upgraded(bare_engine, other_sqlite, tmp_path):
    """Of the first schema, with a load, on each engine."""
    migrate(bare_engine, "0001")
    with writing(bare_engine) as connection:
        connection.execute(
            insert(load_table).values(
                load_id=1, loaded_at=func.now(), file_name="книга.xlsx", sha256="0" * 64, size_bytes=1, cycle="2024/25"
            )
        )
        connection.execute(
            text(
                "INSERT INTO school (cycle, municipality_id, school_id, short_name, kind, locality, small, has_grade_9,"
                " has_grades_10_11, in_cycle, sheet_row, from_load) VALUES"
                " ('2024/25', '01', '001', 'СОШ', 'СОШ', 'село', :no, :no, :no, :no, 2, 1)"
            ),
            {"no": False},
        )
    path = saved(bare_engine, tmp_path / "старая.zip")
    restore_backup(other_sqlite, path)
    with reading(other_sqlite) as connection:
        assert connection.execute(select(metadata.tables["school"].c["short_name", "successor_id"])).one() == (
            "СОШ",
            None,
        )
    initialise(bare_engine)
    assert everything(bare_engine)["school"] == everything(other_sqlite)["school"]


def test_a_migration_of_a_database_with_loads_is_preceded_by_a_backup(
    bare_engine, later_migration, tmp_path, monkeypatch, caplog, other_sqlite
):
    monkeypatch.setenv("KOLLEGIA_BACKUPS", str(tmp_path / "копии"))
    initialise(bare_engine)
    assert not (tmp_path / "копии").exists(), "nothing to lose yet"
    fill(bare_engine)
    before = everything(bare_engine)
    revision = revisions()[-1]
    initialise(bare_engine)
    assert not (tmp_path / "копии").exists(), "nothing changes"
    with monkeypatch.context() as later:
        later_migration('op.execute("DELETE FROM load_finding")', later)
        initialise(bare_engine)
    [made] = (tmp_path / "копии").iterdir()
    assert made.name.endswith(f"-before-update-of-{revision}.zip")
    assert str(made) in caplog.text
    restore_backup(other_sqlite, made)
    assert everything(other_sqlite) == before


def test_without_a_backup_there_is_no_migration(bare_engine, later_migration, tmp_path, monkeypatch):
    (tmp_path / "файл").write_text("")
    monkeypatch.setenv("KOLLEGIA_BACKUPS", str(tmp_path / "файл" / "копии"))
    initialise(bare_engine)
    fill(bare_engine)
    before = dump(bare_engine)
    with monkeypatch.context() as later:
        later_migration('op.execute("DELETE FROM load_finding")', later)
        with pytest.raises(BackupFailedError, match="KOLLEGIA_BACKUPS"):
            initialise(bare_engine)
    assert dump(bare_engine) == before
    with reading(bare_engine) as connection:
        assert backup.revision_of(connection) == revisions()[-1]


def test_the_last_automatic_backups_are_kept(sqlite_engine, tmp_path, monkeypatch):
    folder = tmp_path / "копии"
    monkeypatch.setenv("KOLLEGIA_BACKUPS", str(folder))
    fill(sqlite_engine)
    folder.mkdir()
    (folder / "другая-20200101-000000-000000-before-update-of-0001.zip").write_bytes(b"")
    with reading(sqlite_engine) as connection:
        made = [automatic_backup(connection, "before-restore") for _ in range(KEPT_BACKUPS + 3)]
        automatic_backup(connection, "before-restore", spared=made[3])
    assert set(folder.iterdir()) > set(made[3:])
    assert not any(path.exists() for path in made[:3])
    assert len(list(folder.iterdir())) == KEPT_BACKUPS + 2


def test_backups_lie_beside_the_database(sqlite_engine, monkeypatch):
    monkeypatch.delenv("KOLLEGIA_BACKUPS", raising=False)
    folder = Path(str(sqlite_engine.url.database)).parent / "backups"
    assert backup.backup_folder(sqlite_engine.url) == folder
    assert backup.backup_folder(sqlite_engine.url.set(drivername="postgresql")) == backup.VAR / "backups"


def test_no_half_file_is_left(filled, tmp_path):
    path = tmp_path / "копия.zip"

    def fail(share: float, words: str) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), reading(filled) as connection:
        save_backup(connection, path, progress=fail)
    assert list(tmp_path.iterdir()) == []
    path.write_text("занято")
    with pytest.raises(FileExistsError), reading(filled) as connection:
        save_backup(connection, path)
    assert path.read_text() == "занято"


def test_rows_are_streamed(filled, monkeypatch):
    """Nothing is fetched as a whole: even with a row at a time the archive is the same."""
    whole, single = io.BytesIO(), io.BytesIO()
    with reading(filled) as connection:
        manifest = write_backup(connection, whole)
        monkeypatch.setattr(backup, "ROWS_AT_ONCE", 1)
        assert write_backup(connection, single).members == manifest.members


def test_types_that_json_has_no_word_for_are_known():
    """A column of a new type would fail at the first backup; let it fail here."""
    known = {"BIGINT", "BLOB", "BOOLEAN", "DATE", "DATETIME", "FLOAT", "INTEGER", "JSON", "TEXT", "VARCHAR"}
    for table in metadata.sorted_tables:
        for column in table.c:
            assert str(column.type.compile()).split("(")[0] in known, column


def test_command_line(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("KOLLEGIA_BACKUPS", str(tmp_path / "копии"))
    path = tmp_path / "копия.zip"
    engine = make_engine(own_database_url())
    initialise(engine)
    fill(engine)
    before = everything(engine)
    assert main(["backup", str(path)]) == DONE
    assert "Записана копия базы" in capsys.readouterr().out
    assert main(["backup", str(path)]) == MISUSED
    assert "уже есть" in capsys.readouterr().err
    assert main(["backup", str(path), "--overwrite"]) == DONE
    assert main(["restore", str(path)]) == REFUSED
    assert "--replace" in capsys.readouterr().err
    undo_load(engine, 2)
    assert main(["restore", str(path), "--replace"]) == DONE
    told = capsys.readouterr().out
    assert "Прежние данные сохранены:" in told
    assert "База возвращена из копии от" in told
    assert everything(engine) == before
    assert main(["restore", str(tmp_path / "нет.zip")]) == MISUSED
    assert main(["restore", str(tmp_path)]) == MISUSED
    (tmp_path / "файл").write_text("")
    monkeypatch.setenv("KOLLEGIA_BACKUPS", str(tmp_path / "файл" / "копии"))
    assert main(["restore", str(path), "--replace"]) == MISUSED
    assert "Резервную копию не удалось записать" in capsys.readouterr().err
    assert everything(engine) == before
    engine.dispose()


def test_revisions_are_in_order():
    assert revisions()[:2] == ["0001", "0002"]
    assert database.revisions() == sorted(revisions())


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda path: rewritten(path, "score", [lines_of(path, "score")[0], b"no json"]), "строка 2 таблицы «score»"),
        (lambda path: rewritten(path, "score", [lines_of(path, "score")[0], b"[1]"]), "строка 2 таблицы «score»"),
        (lambda path: rewritten(path, "score", [lines_of(path, "score")[0], b"5"]), "строка 2 таблицы «score»"),
        (lambda path: rewritten(path, "score", [b"no json"]), "столбцы таблицы «score»"),
        (
            lambda path: rewritten(path, "score", [*lines_of(path, "score"), lines_of(path, "score")[1]]),
            "не подходят базе",
        ),
        (
            lambda path: rewritten(
                path, "load", [lines_of(path, "load")[0], lines_of(path, "load")[1].replace(b"20", b"x", 1)]
            ),
            "строка 2 таблицы «load»",
        ),
    ],
)
def test_rows_that_cannot_be_restored_are_refused_and_nothing_changes(filled, tmp_path, monkeypatch, spoil, words):
    monkeypatch.setenv("KOLLEGIA_BACKUPS", str(tmp_path / "копии"))
    path = saved(filled, tmp_path / "копия.zip")
    spoil(path)
    before = dump(filled)
    with pytest.raises(RestoreRefusedError, match=words):
        restore_backup(filled, path, replace=True)
    assert dump(filled) == before
