"""A load, an undo or a restore that is killed leaves all of it or nothing. ``make kill`` tries 200 moments."""

from __future__ import annotations

import os
import pickle
import shutil
import sys
from collections import Counter
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from data.backup import save_backup
from data.database import make_engine, reading
from data.demonstration import build_demonstration
from data.restoring import restore_backup
from tests import killing
from tests.conftest import NewDatabase
from tests.killing import Job, Measured, Moment
from tests.stored import load

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")

KILLS = int(os.environ.get("KOLLEGIA_KILLS", "6"))
"""Of all jobs on both engines together."""
JOBS = ("load", "undo", "restore")
SHARES = {"statement": 0.5, "time": 0.3, "commit": 0.2}
"""How the moments are chosen: most at a boundary between statements."""


class Copies:
    """The same database again and again: a template, and fresh copies of it."""

    def __init__(self, template: str) -> None:
        self.template, self.number = template, 0
        self.sqlite = template.startswith("sqlite")

    def fresh(self) -> str:
        self.number += 1
        url = make_url(self.template)
        name = f"{url.database}_{self.number}"
        if self.sqlite:
            shutil.copy(str(url.database), name)
        else:
            self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{url.database}"')
        return url.set(database=name).render_as_string(hide_password=False)

    def discard(self, url: str) -> None:
        name = str(make_url(url).database)
        if self.sqlite:
            for ending in ("", "-wal", "-shm"):
                Path(name + ending).unlink(missing_ok=True)
        else:
            self._execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _execute(self, statement: str) -> None:
        admin = create_engine(make_url(self.template).set(database="postgres"), isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(statement))
        admin.dispose()


@pytest.fixture(scope="module")
def prepared(new_database: NewDatabase, tmp_path_factory: pytest.TempPathFactory) -> tuple[Copies, dict[str, Job]]:
    """A database with two cycles of the demonstration, and jobs that change it: a third, an undo, a restore of one."""
    folder = tmp_path_factory.mktemp("kill")
    first, second, third, *_ = build_demonstration("district", 1)
    (folder / "workbook.pickle").write_bytes(pickle.dumps(third))
    url = new_database()
    engine = make_engine(url)
    load(engine, first)
    with reading(engine) as connection:
        save_backup(connection, folder / "backup.zip")
    load(engine, second)
    engine.dispose()
    jobs = {"load": str(folder / "workbook.pickle"), "undo": "2", "restore": str(folder / "backup.zip")}
    return Copies(url), {name: Job(name, argument) for name, argument in jobs.items()}  # type: ignore[arg-type]


def chosen(random: Random, number: int, kills: int, measured: Measured) -> Moment:
    """The moment of one kill; all three ways in their shares, whatever the number of kills."""
    place = (number + 0.5) / kills
    if place < SHARES["statement"]:
        return Moment("statement", random.randint(1, measured.statements))
    if place < SHARES["statement"] + SHARES["time"]:
        return Moment("time", random.uniform(0, 1.1 * measured.seconds))
    return Moment("commit", random.uniform(0, 1.5 * measured.commit_seconds))


@pytest.mark.parametrize("name", JOBS)
def test_killed_it_leaves_all_or_nothing(
    prepared: tuple[Copies, dict[str, Job]],
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    copies, jobs = prepared
    monkeypatch.setenv("KOLLEGIA_BACKUPS", str(tmp_path / "backups"))
    job = jobs[name]
    nothing = killing.lives(copies.fresh())
    unhurt = copies.fresh()
    measured = killing.measure(unhurt, job)
    everything = killing.lives(unhurt)
    assert nothing != everything

    kills = -(-KILLS // (2 * len(JOBS)))
    random = Random(f"{name} {copies.sqlite}")
    landed: Counter[tuple[str, str]] = Counter()
    for number in range(kills):
        moment = chosen(random, number, kills, measured)
        url = copies.fresh()
        stage = killing.kill(url, job, moment)
        left = killing.lives(url)
        assert left in (nothing, everything), (moment, stage, url)
        assert stage not in ("before", "within") or left == nothing
        assert stage != "after" or left == everything
        landed[stage, "all" if left == everything else "nothing"] += 1
        copies.discard(url)
    _no_half_backup(tmp_path / "backups", tmp_path)
    with capsys.disabled():
        if KILLS > 6:
            print(f"\n{'SQLite' if copies.sqlite else 'PostgreSQL'}, {name}: {measured}")
            for (stage, outcome), count in sorted(landed.items()):
                print(f"    killed {stage}: {outcome} in the database, {count} times")


def _no_half_backup(folder: Path, scratch: Path) -> None:
    """Every backup that a killed restore has made can be restored."""
    for number, path in enumerate(sorted(folder.glob("*.zip")) if folder.exists() else []):
        engine = make_engine(f"sqlite:///{scratch / f'{number}.sqlite3'}")
        killing.initialise(engine)
        restore_backup(engine, path)
        engine.dispose()
