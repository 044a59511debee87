"""Spoilt workbooks: each is taken, or refused with a reason, in bounded time and memory. ``make fuzz``: 2,000."""

from __future__ import annotations

import os
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from components.findings import findings_frame
from data import reading as reading_module
from data.checking import CheckedWorkbook, check_file
from data.database import make_engine, reading
from data.findings import has_errors
from data.known import read_known
from data.loading import foresee_changes, load_workbook, undo_load
from tests.data import mutants
from tests.data.bad_workbooks import valid_book, write_xlsx
from tests.stored import facts_and_values

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory is measured by /proc")

EACH = -(-int(os.environ.get("KOLLEGIA_MUTANTS", "48")) // len(mutants.KINDS))
"""Mutants of each kind."""
TODAY = date(2026, 12, 1)
MOST_MEGABYTES = 1024
MOST_SECONDS = 75
RUSSIAN = re.compile("[а-яё]{3}")
TRACE = re.compile(r"Traceback|Error\b|Exception|<class|object at 0x|\bNone\b|\bnan\b")


@pytest.fixture(scope="module")
def engines(new_sqlite, new_postgresql, tmp_path_factory) -> Iterator[tuple[Engine, ...]]:
    """A database on each engine with the valid book in it."""
    valid = write_xlsx(valid_book(), tmp_path_factory.mktemp("fuzz") / "valid.xlsx")
    both = tuple(make_engine(new()) for new in (new_sqlite, new_postgresql))
    for engine in both:
        workbook = checked(engine, valid).workbook
        assert workbook is not None
        load_workbook(engine, workbook, valid.name, valid.read_bytes())
    yield both
    for engine in both:
        engine.dispose()


def checked(engine: Engine, path: Path) -> CheckedWorkbook:
    with reading(engine) as connection:
        return check_file(path, path.name, read_known(connection), TODAY)


@pytest.fixture
def peaks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], float]:
    """Megabytes that the last child took; one that was stopped by its limit took that."""
    path = tmp_path / "peaks"
    monkeypatch.setenv("KOLLEGIA_PEAKS", str(path))
    monkeypatch.setattr(
        reading_module, "CHILD", (sys.executable, "-c", "from tests.data.measured_reader import main; main()")
    )

    def last() -> float:
        if not path.exists():
            return 0.0
        lines = path.read_text(encoding="ascii").split()
        path.unlink()
        return int(lines[-1]) / 1024

    return last


@pytest.mark.parametrize("kind", range(len(mutants.KINDS)), ids=[kind.__name__ for kind in mutants.KINDS])
def test_mutants(
    engines: tuple[Engine, ...],
    kind: int,
    tmp_path: Path,
    peaks: Callable[[], float],
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = [facts_and_values(engine) for engine in engines]
    taken = refused = 0
    slowest = largest = 0.0
    failures = []
    reasons: Counter[str] = Counter()
    for number in range(EACH):
        folder = tmp_path / str(number)
        folder.mkdir()
        path = mutants.mutant(kind, number, folder)
        started = time.perf_counter()
        try:
            result = checked(engines[0], path)
        except Exception as error:
            failures.append(f"{number}: {type(error).__name__}: {error}"[:300])
            continue
        slowest, largest = max(slowest, time.perf_counter() - started), max(largest, peaks())
        wrong = [*_wrong(result)]
        if result.workbook is None:
            refused += 1
            reasons.update({finding.check for finding in result.findings if finding.severity == "error"})
        else:
            taken += 1
            wrong += _wrongly_loaded(engines, result, path)
        failures += [f"{number}: {words}" for words in wrong]
        path.unlink()
    if EACH > 2:
        with capsys.disabled():
            why = ", ".join(f"{check} {count}" for check, count in reasons.most_common(4))
            name = mutants.KINDS[kind].__name__
            print(
                f"\n{name:<15} taken {taken:>3}, refused {refused:>3} ({why}); {slowest:.1f} s, {largest:.0f} MB",
                end=" ",
            )
    assert not failures, "\n".join(failures)
    assert slowest < MOST_SECONDS
    assert largest < MOST_MEGABYTES
    assert [facts_and_values(engine) for engine in engines] == before


def _wrong(result: CheckedWorkbook) -> Iterator[str]:
    """What must not be in any answer."""
    if (result.workbook is None) != has_errors(result.findings):
        yield "refused without a reason, or taken with an error"
    for finding in result.findings:
        if not RUSSIAN.search(finding.message) or not RUSSIAN.search(finding.remedy):
            yield f"no Russian reason or remedy: {finding}"
        said = re.sub("«[^«]*»", "", f"{finding.message} {finding.remedy}").replace(finding.value or "\0", "")
        if TRACE.search(said):
            yield f"a trace of the program: {said[:200]}"
        for text in filter(None, (finding.message, finding.remedy, finding.value, finding.sheet, finding.column)):
            try:
                str(text).encode()
            except UnicodeEncodeError:
                yield f"a text that no browser takes: {text!r}"[:200]
    if result.findings:
        findings_frame([asdict(finding) for finding in result.findings])


def _wrongly_loaded(engines: tuple[Engine, ...], result: CheckedWorkbook, path: Path) -> Iterator[str]:
    """A workbook without errors can be loaded on both engines, and undone without a trace."""
    assert result.workbook is not None
    for engine in engines:
        before = facts_and_values(engine)
        try:
            with reading(engine) as connection:
                foresee_changes(connection, result.workbook)
            load_id = load_workbook(engine, result.workbook, path.name, path.read_bytes(), result.findings).load_id
            if load_id is not None:
                undo_load(engine, load_id)
        except Exception as error:
            yield f"taken, but not loaded by {engine.dialect.name}: {type(error).__name__}: {error}"[:300]
        if facts_and_values(engine) != before:
            yield f"something is left on {engine.dialect.name}"
