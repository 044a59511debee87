"""A process that writes to a database and is killed (SIGKILL) at a chosen moment; where the kill landed.

Three ways to choose the moment: before its nth statement or right after the commit (the process kills itself: every
boundary between statements is hit); after a share of the time that an unhurt run takes; within the commit (the process
says when it begins one). Children come from a server process that has the program imported, so a run takes no start.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import pickle
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Connection, DateTime, Engine, event

from data.backup import rows_of
from data.database import initialise, make_engine, reading, writing
from data.loading import load_workbook, undo_load
from data.restoring import restore_backup
from data.tables import metadata
from queries.effectiveness import groups_by_municipality
from queries.scope import Scope

Stage = Literal["before", "within", "commit", "after"]
STAGES: dict[int, Stage] = {0: "before", 1: "within", 2: "commit", 3: "after"}
"""No statement sent; some sent, no commit; the commit begun and not returned; returned."""
PRELOADED = [__name__, "data.deriving", "data.judging"]
PATIENCE = 120.0
"""Seconds after which a child that neither ends nor speaks is a failure of the test."""


@dataclass(frozen=True)
class Job:
    """What the process does: an undo of a load, a restore of a file, or a load of a pickled workbook."""

    name: Literal["load", "undo", "restore"]
    argument: str

    def run(self, engine: Engine) -> None:
        """Do it."""
        if self.name == "undo":
            undo_load(engine, int(self.argument))
        elif self.name == "restore":
            restore_backup(engine, Path(self.argument), replace=True)
        else:
            content = Path(self.argument).read_bytes()
            load_workbook(engine, pickle.loads(content), "книга.xlsx", content)


@dataclass(frozen=True)
class Moment:
    """When to kill: before statement ``at`` (from 1), after ``at`` seconds, or ``at`` seconds into the commit."""

    by: Literal["statement", "time", "commit"]
    at: float


@dataclass(frozen=True)
class Measured:
    """An unhurt run: statements (the commit and what follows count as one each), seconds, and those of the commit."""

    statements: int
    seconds: float
    commit_seconds: float


def measure(url: str, job: Job) -> Measured:
    """Run the job to its end."""
    said, stage, statements = _run(url, job, None)
    assert said[-1][0] == "done", said
    at = dict(said)
    assert STAGES[stage] == "after"
    return Measured(statements, at["done"] - at["go"], at["committed"] - at["commit"])


def kill(url: str, job: Job, moment: Moment) -> Stage:
    """Run the job and kill it at the moment, or let it end where that comes first; where it stood."""
    said, stage, _ = _run(url, job, moment)
    assert said[-1][0] != "failed", said
    return STAGES[stage]


def state(engine: Engine) -> str:
    """A hash of every row of every table; of times only whether they are there, since no two runs have the same.

    Waits for its turn to write first: when it comes, the server has ended what a killed process had begun.
    """
    with writing(engine):
        pass
    digest = hashlib.sha256()
    with reading(engine) as connection:
        for table in metadata.sorted_tables:
            times = [at for at, column in enumerate(table.c) if isinstance(column.type, DateTime)]
            digest.update(table.name.encode())
            for row in rows_of(connection, table):
                values = list(row)
                for at in times:
                    values[at] = values[at] is not None
                digest.update(repr(values).encode())
    return digest.hexdigest()


def lives(url: str) -> str:
    """What an application does that starts now: migrate, answer a query; then the state."""
    engine = make_engine(url)
    try:
        initialise(engine)
        with reading(engine) as connection:
            groups_by_municipality(connection, Scope())
        return state(engine)
    finally:
        engine.dispose()


def _run(url: str, job: Job, moment: Moment | None) -> tuple[list[tuple[str, float]], int, int]:
    """What the child said and when, the last stage, and how many statements it sent."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    ours, theirs = context.Pipe()
    shared = context.RawArray("i", 2)
    child = context.Process(target=_child, args=(url, job, moment, theirs, shared))
    child.start()
    theirs.close()
    timer: threading.Timer | None = None
    said: list[tuple[str, float]] = []
    try:
        while ours.poll(PATIENCE):
            word, at = ours.recv()
            said.append((word, at))
            if word == "ready":
                ours.send("go")
            if moment is not None and (word, moment.by) in (("go", "time"), ("commit", "commit")):
                timer = threading.Timer(max(0.0, at + moment.at - time.monotonic()), child.kill)
                timer.start()
    except (EOFError, ConnectionResetError):
        pass
    finally:
        if timer is not None:
            timer.cancel()
        child.kill()
        child.join()
        ours.close()
    return said, shared[0], shared[1]


def _child(url: str, job: Job, moment: Moment | None, pipe: Pipe, shared: Any) -> None:
    def say(word: str) -> None:
        pipe.send((word, time.monotonic()))

    def statement(*_: object) -> None:
        shared[1] += 1
        if moment is not None and moment.by == "statement" and shared[1] >= moment.at:
            os.kill(os.getpid(), signal.SIGKILL)
        shared[0] = max(shared[0], 1)

    def commit(connection: Connection) -> None:
        if connection.get_execution_options().get("writes"):
            statement()
            shared[0] = 2
            say("commit")

    engine = make_engine(url)
    committed: Callable[[Any], None] = engine.dialect.do_commit

    def do_commit(driver: Any) -> None:
        committed(driver)
        if shared[0] == 2:
            shared[0] = 3
            say("committed")
            statement()

    engine.dialect.do_commit = do_commit  # type: ignore[method-assign]
    say("ready")
    pipe.recv()
    event.listen(engine, "before_cursor_execute", statement)
    event.listen(engine, "commit", commit)
    say("go")
    try:
        job.run(engine)
    except Exception as error:
        say("failed")
        raise error
    say("done")
    engine.dispose()
