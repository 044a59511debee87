"""Load a workbook, foresee what a load would change, undo a load. Each is one transaction: all or nothing.

A load replaces the partitions (sheet, cycle, municipality) in which the workbook has rows; within them it replaces the
schools that the workbook names, so a school absent from the workbook keeps what it had. A partition whose content is
the same as what was loaded last is left alone: the same file twice changes nothing.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cached_property
from hashlib import blake2b
from itertools import repeat
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Date, Engine, Table, and_, delete, exists, func, insert, select, update

from data.acting import checked_post
from data.assignments import follow_sheet, unfollow_sheet
from data.bulk import collector_paused, insert_rows, plain
from data.comparing import (
    PLACE,
    Comparison,
    Names,
    compare,
    key_of,
    names_in_force,
    reported,
    rows_where,
    schools_changed,
    table_of,
    values_changed,
)
from data.database import count_change, refresh_statistics, writing
from data.deriving import derive, derive_restored
from data.findings import Finding
from data.judging import judge_in_use
from data.kept_copy import copy_of
from data.known import read_known
from data.people_by_percent import people_by_percent
from data.sheets import CRITERIA, INSTRUCTION, MUNICIPALITIES, SCHOOLS, SHEETS, TEACHER_PERCENTS, Sheet
from data.tables import (
    DERIVED,
    FACTS,
    in_force,
    instruction,
    latest_loads,
    load,
    load_file,
    load_finding,
    load_partition,
    of_municipalities,
)
from data.workbook import Workbook, with_cycle

Progress = Callable[[float, str], None]
NEWER = frozenset({"successor_id", "assumed"})
"""Columns younger than some stored hashes: part of a row's hash only where something stands in them, so that a workbook
loaded before they came is still recognised as the same."""
_MISSING = "\0"
MANY_ROWS = 1_000
"""From so many rows of a load on, PostgreSQL is told about them at once."""


@dataclass(frozen=True)
class SheetChange:
    """What a load does to one sheet of one cycle, in rows.

    ``kept``: rows in force about schools that the workbook does not name; they stay.
    """

    sheet: str
    cycle: str
    municipalities: int
    added: int
    changed: int
    unchanged: int
    removed: int
    kept: int


@dataclass(frozen=True)
class LoadResult:
    """``load_id`` None: everything in the workbook was in force already, nothing was written."""

    load_id: int | None
    changes: tuple[SheetChange, ...]


@dataclass(frozen=True)
class Foreseen:
    """What a load would do: counts by sheet and cycle, and school by school."""

    changes: tuple[SheetChange, ...]
    comparisons: tuple[Comparison, ...]
    names: Names

    def schools(self) -> pd.DataFrame:
        """``schools_changed`` of it."""
        return schools_changed(self.comparisons, self.names)

    def values(self, municipality_id: str | None = None, school_id: str | None = None) -> pd.DataFrame:
        """``values_changed`` of it."""
        return values_changed(self.comparisons, self.names, municipality_id, school_id)


class UndoRefusedError(Exception):
    """The load can't be undone; the message says why and what to do."""


@collector_paused()
def foresee_changes(connection: Connection, workbook: Workbook) -> tuple[SheetChange, ...]:
    """What loading this workbook would change, by sheet and cycle; writes nothing."""
    return foresee(connection, workbook).changes


@collector_paused()
def foresee(connection: Connection, workbook: Workbook) -> Foreseen:
    """The same school by school."""
    compared = _compared(connection, _facts(connection, workbook))
    places = {key[1] for each, _ in compared for key in (*each.added, *each.removed, *(row[0] for row in each.changed))}
    return Foreseen(
        tuple(change for each, kept in compared for change in _counts(each, kept)),
        tuple(each for each, _ in compared),
        _names_by(workbook, names_in_force(connection, places)),
    )


def _names_by(workbook: Workbook, stored: Names) -> Names:
    """As the workbook calls them, and whom it doesn't describe as they are called now."""
    places, schools = (workbook.frames.get(sheet.name) for sheet in (MUNICIPALITIES, SCHOOLS))
    said_places: dict[str, str] = (
        {} if places is None else dict(zip(places["municipality_id"], places["name"], strict=True))
    )
    said_schools: dict[tuple[str, str], str] = {}
    if schools is not None:
        keys = zip(schools["municipality_id"], schools["school_id"], strict=True)
        said_schools = dict(zip(keys, schools["short_name"], strict=True))
    return Names({**stored.municipalities, **said_places}, {**stored.schools, **said_schools})


def load_workbook(
    engine: Engine,
    workbook: Workbook,
    file_name: str,
    content: bytes,
    findings: Iterable[Finding] = (),
    progress: Progress | None = None,
    post: str | None = None,
) -> LoadResult:
    """Load a checked workbook and judge what it touches.

    ``content`` are the bytes of the file that it was read from: their SHA-256 and size are kept, and a copy of what was
    checked (``data.kept_copy``), but not they themselves. ``findings`` are the warnings and notes to keep beside it.
    ``post``: in which position it is loaded. Raises ActRefusedError if that names a person.
    """
    with writing(engine) as connection:
        return write_workbook(connection, workbook, file_name, content, findings, progress, post)


@collector_paused()
def write_workbook(
    connection: Connection,
    workbook: Workbook,
    file_name: str,
    content: bytes,
    findings: Iterable[Finding] = (),
    progress: Progress | None = None,
    post: str | None = None,
) -> LoadResult:
    """``load_workbook`` within a transaction that the caller has begun and ends."""
    post = checked_post(post) if post else None
    say = progress or (lambda share, words: None)
    say(0.0, "Сравниваем с тем, что загружено")
    with ThreadPoolExecutor(max_workers=1) as beside:
        sheets = _facts(connection, workbook)
        changes = tuple(change for each in _compared(connection, sheets) for change in _counts(*each))
        changed = _changed_partitions(connection, sheets)
        if not changed:
            return LoadResult(None, changes)
        load_id = 1 + (connection.scalar(select(func.max(load.c.load_id))) or 0)
        _write_load(connection, load_id, workbook, file_name, content, findings, post)
        partitions = [(load_id, name, *place, size, digest) for (name, place), (size, digest) in changed.items()]
        insert_rows(connection, load_partition, [column.name for column in load_partition.c], partitions)
        say(0.3, "Записываем строки листов")
        for rows in sheets:
            _replace(connection, load_id, rows, {place for name, place in changed if name == rows.name})
        follow_sheet(connection, load_id)
        many = sum(size for size, _ in changed.values()) >= MANY_ROWS
        if many:
            refresh_statistics(connection, (load_partition, *FACTS))
        say(0.6, "Считаем показатели")
        copy = beside.submit(copy_of, workbook)  # while the database counts
        cycles = {cycle for _, (cycle, _) in changed}
        for table in DERIVED:
            closed = update(table).where(table.c.to_load.is_(None), table.c.cycle.in_(cycles), _touched(table, load_id))
            connection.execute(closed.values(to_load=load_id))
        derive(connection, load_id)
        say(0.8, "Определяем группы")
        judge_in_use(connection)
        if many:
            refresh_statistics(connection, DERIVED)
        connection.execute(insert(load_file).values(load_id=load_id, content=copy.result()))
        count_change(connection)
    say(1.0, "Готово")
    return LoadResult(load_id, changes)


def undo_load(engine: Engine, load_id: int, post: str | None = None) -> None:
    """Take a load back: what it brought is deleted, what it closed is in force again; the history keeps its line.

    ``post``: in which position. Raises UndoRefusedError if there is no such load, it is undone already, or a later load
    in force touched the same cycle and municipality; ActRefusedError if the position names a person.
    """
    post = checked_post(post) if post else None
    with writing(engine) as connection:
        row = connection.execute(select(load).where(load.c.load_id == load_id)).first()
        if row is None:
            raise UndoRefusedError(f"Загрузки № {load_id} нет.")
        if row.undone_at is not None:
            raise UndoRefusedError(f"Загрузка № {load_id} уже отменена.")
        later = later_load(connection, load_id)
        if later is not None:
            raise UndoRefusedError(
                f"Загрузку № {load_id} нельзя отменить: те же муниципалитеты и цикл потом загружены снова "
                f"(загрузка № {later}). Сначала отмените загрузку № {later}."
            )
        for table in (*DERIVED, *FACTS):
            connection.execute(delete(table).where(table.c.from_load == load_id))
            connection.execute(update(table).where(table.c.to_load == load_id).values(to_load=None))
        connection.execute(
            update(load).where(load.c.load_id == load_id).values(undone_at=datetime.now(), undone_post=post)
        )
        unfollow_sheet(connection, load_id)
        derive_restored(connection, load_id)
        judge_in_use(connection)
        count_change(connection)


def later_load(connection: Connection, load_id: int) -> int | None:
    """The latest load in force after this one that touched one of its places; None if there is none."""
    return later_loads(connection, load_id).get(load_id)


def later_loads(connection: Connection, load_id: int | None = None) -> dict[int, int]:
    """Load in force → the latest load in force after it that touched one of its places; without it: nothing later did.

    One select for the whole history, or for one load.
    """
    places = (
        select(load_partition.c.load_id, load_partition.c.cycle, load_partition.c.municipality_id)
        .join(load, (load.c.load_id == load_partition.c.load_id) & load.c.undone_at.is_(None))
        .distinct()
        .subquery("places")
    )
    latest = func.max(places.c.load_id).over(partition_by=[places.c.cycle, places.c.municipality_id]).label("latest")
    ours = select(places.c.load_id, latest).subquery("ours")
    statement = (
        select(ours.c.load_id, func.max(ours.c.latest)).where(ours.c.latest > ours.c.load_id).group_by(ours.c.load_id)
    )
    if load_id is not None:
        statement = statement.where(ours.c.load_id == load_id)
    return {row[0]: row[1] for row in connection.execute(statement)}


Places = tuple[str, str]
"""A cycle and a municipality."""


@dataclass(frozen=True)
class Rows:
    """Rows of a sheet as they go into its fact table, column by column."""

    name: str
    columns: dict[str, list[Any]]

    def tuples(self, names: Iterable[str]) -> Iterator[tuple[Any, ...]]:
        """The rows, of some columns."""
        return zip(*(self.columns[name] for name in names), strict=True)

    @cached_property
    def places(self) -> list[tuple[Any, ...]]:
        """Cycle and municipality of each row."""
        return list(self.tuples(PLACE))

    @cached_property
    def hashes(self) -> list[int]:
        """One hash a row over what was reported (not over where in the sheet it stood)."""
        return _row_hashes({name: values for name, values in self.columns.items() if name != "sheet_row"})


def _facts(connection: Connection, workbook: Workbook) -> list[Rows]:
    """The workbook's rows, and what «Инструкция» says, each with its cycle and municipality.

    «Инструкция» is about the municipalities that report on its cycle: those with any row of it. Criteria are none of
    their reports; a workbook of criteria alone says nothing about when anybody was surveyed. An assumed day never takes
    the place of a reported one.
    """
    frames = {}
    for sheet in SHEETS:
        if sheet.name in workbook.frames and sheet is not CRITERIA:
            frame = workbook.frames[sheet.name]
            frame = with_cycle(sheet, frame, workbook.instruction.cycle)
            frames[sheet.name] = people_by_percent(frame) if sheet is TEACHER_PERCENTS else frame
    named = sorted({code for frame in frames.values() for code in frame["municipality_id"]})
    own = [frame.loc[frame["cycle"] == workbook.instruction.cycle] for frame in frames.values()]
    reporting = sorted({code for frame in own for code in frame["municipality_id"]})
    if CRITERIA.name in workbook.frames:
        owners = named or sorted(read_known(connection).municipalities)
        frames[CRITERIA.name] = workbook.frames[CRITERIA.name].merge(
            pd.DataFrame({"municipality_id": pd.Series(owners, dtype=object)}), how="cross"
        )
    said = workbook.instruction
    if said.assumed:
        reporting = sorted(set(reporting) - _with_reported_day(connection, said.cycle))
    if reporting:
        frames[INSTRUCTION] = pd.DataFrame(
            {
                "cycle": said.cycle,
                "municipality_id": pd.Series(reporting, dtype=object),
                "cut_date": said.cut_date,
                "published_date": said.published_date,
                "territory": said.territory,
                "author_post": said.author_post,
                "assumed": pd.Series(said.assumed or None, index=range(len(reporting)), dtype=object),
            }
        )
    return [
        Rows(sheet_name, {str(name): plain(values) for name, values in frame.items()})
        for sheet_name, frame in frames.items()
    ]


def _with_reported_day(connection: Connection, cycle: str) -> set[str]:
    """Municipalities whose own «Инструкция» says the day of the cycle."""
    i = instruction.c
    said = select(i.municipality_id).where(i.cycle == cycle, i.assumed.is_not(True), in_force(instruction, None))
    return set(connection.scalars(said))


def _row_hashes(columns: Mapping[str, Sequence[object]]) -> list[int]:
    names = sorted(columns)
    newer = {position for position, name in enumerate(names) if name in NEWER}
    rows: Iterable[Sequence[str]] = zip(*(_texts(columns[name]) for name in names), strict=True)
    if newer:
        rows = ([text for at, text in enumerate(row) if text != _MISSING or at not in newer] for row in rows)
    digests = b"".join(blake2b("\x1f".join(row).encode(), digest_size=8).digest() for row in rows)
    return np.frombuffer(digests, dtype=">i8").tolist()  # type: ignore[no-any-return]


def _texts(values: Sequence[object]) -> list[str]:
    """Each different value is written once: columns repeat themselves."""
    known = {value: _MISSING if value is None else str(value) for value in dict.fromkeys(values)}
    return [known[value] for value in values]


def _changed_partitions(connection: Connection, sheets: Iterable[Rows]) -> dict[tuple[str, Places], tuple[int, str]]:
    """(sheet, place) → rows and content hash of every partition whose content differs from what was loaded last."""
    found: dict[tuple[str, Places], list[int]] = defaultdict(list)
    for rows in sheets:
        for (cycle, municipality_id), row_hash in zip(rows.places, rows.hashes, strict=True):
            found[rows.name, (cycle, municipality_id)].append(row_hash)
    digests = {
        key: (len(hashes), hashlib.sha256(np.sort(np.array(hashes)).tobytes()).hexdigest())
        for key, hashes in found.items()
    }
    p = load_partition.c
    named = {municipality_id for _, (_, municipality_id) in found}
    latest = latest_loads(p.sheet).where(of_municipalities(load_partition, named)).subquery()
    in_force_now = {
        (sheet, (cycle, municipality_id)): digest
        for sheet, cycle, municipality_id, digest in connection.execute(
            select(p.sheet, p.cycle, p.municipality_id, p.content_hash).join(
                latest,
                and_(
                    latest.c.sheet == p.sheet,
                    latest.c.cycle == p.cycle,
                    latest.c.municipality_id == p.municipality_id,
                    latest.c.load_id == p.load_id,
                ),
            )
        )
    }
    return {key: (size, digest) for key, (size, digest) in digests.items() if in_force_now.get(key) != digest}


def _replace(connection: Connection, load_id: int, rows: Rows, changed: set[Places]) -> None:
    """Close what the rows of the changed places replace, then write them."""
    if not changed:
        return
    table = table_of(rows.name)
    old = table.alias("old")
    # The driver of SQLite takes days as text alone, that of PostgreSQL as text too.
    stored = [
        [day and day.isoformat() for day in values] if isinstance(table.c[name].type, Date) else values
        for name, values in rows.columns.items()
    ]
    insert_rows(
        connection,
        table,
        [*rows.columns, "from_load"],
        (row for row, place in zip(zip(*stored, repeat(load_id)), rows.places, strict=True) if place in changed),
    )
    same = [old.c.municipality_id == table.c.municipality_id, old.c.cycle == table.c.cycle]
    if "school_id" in table.primary_key:
        same.append(old.c.school_id == table.c.school_id)
    replaced = exists().where(old.c.from_load == load_id, *same)
    connection.execute(
        update(table)
        .where(
            table.c.to_load.is_(None),
            table.c.cycle.in_({cycle for cycle, _ in changed}),
            table.c.from_load < load_id,
            replaced,
        )
        .values(to_load=load_id)
    )


def _touched(table: Table, load_id: int) -> Any:
    return exists().where(
        load_partition.c.load_id == load_id,
        load_partition.c.cycle == table.c.cycle,
        load_partition.c.municipality_id == table.c.municipality_id,
    )


def _counts(compared: Comparison, kept: Counter[str]) -> Iterator[SheetChange]:
    """Of one sheet: what happens to its rows in each cycle."""
    added, unchanged, removed = (
        Counter(key[0] for key in keys) for keys in (compared.added, compared.unchanged, compared.removed)
    )
    changed = Counter(key[0] for key, _, _ in compared.changed)
    ours = (compared.added, compared.unchanged, (key for key, _, _ in compared.changed))
    places = Counter(cycle for cycle, _ in {key[:2] for keys in ours for key in keys})
    for cycle in sorted(places):
        yield SheetChange(
            sheet=compared.sheet.name,
            cycle=cycle,
            municipalities=places[cycle],
            added=added[cycle],
            changed=changed[cycle],
            unchanged=unchanged[cycle],
            removed=removed[cycle],
            kept=kept[cycle],
        )


def _compared(connection: Connection, sheets: Iterable[Rows]) -> list[tuple[Comparison, Counter[str]]]:
    """Each sheet of the workbook against what is in force, and how many rows in force stay by cycle."""
    found = {rows.name: rows for rows in sheets}
    return [_with_force(connection, sheet, found[sheet.name]) for sheet in SHEETS if sheet.name in found]


def _with_force(connection: Connection, sheet: Sheet, rows: Rows) -> tuple[Comparison, Counter[str]]:
    key, table, places = key_of(sheet), table_of(sheet.name), set(rows.places)
    after = dict(zip(rows.tuples(key), rows.tuples(reported(sheet)), strict=True))
    in_force_now = rows_where(
        connection,
        sheet,
        in_force(table, None),
        table.c.cycle.in_(sorted({cycle for cycle, _ in places})),
        of_municipalities(table, {municipality_id for _, municipality_id in places}),
    )
    # A row belongs to what the workbook replaces if it names its school, or, where there are no schools, its place.
    owner = len(PLACE) + ("school_id" in key)
    named = set(rows.tuples(key[:owner]))
    before = {of_row: values for of_row, values in in_force_now.items() if of_row[:owner] in named}
    kept = Counter(of_row[0] for of_row in in_force_now if of_row[:2] in places and of_row[:owner] not in named)
    return compare(sheet, before, after), kept


def _write_load(
    connection: Connection,
    load_id: int,
    workbook: Workbook,
    file_name: str,
    content: bytes,
    findings: Iterable[Finding],
    post: str | None,
) -> None:
    connection.execute(
        insert(load).values(
            load_id=load_id,
            loaded_at=datetime.now(),
            file_name=file_name,
            sha256=hashlib.sha256(content).hexdigest(),
            size_bytes=len(content),
            cycle=workbook.instruction.cycle,
            cut_date=workbook.instruction.cut_date,
            author_post=workbook.instruction.author_post,
            post=post,
        )
    )
    kept = [
        {"load_id": load_id, "position": position, "finding": _stored(finding)}
        for position, finding in enumerate(findings)
    ]
    if kept:
        connection.execute(insert(load_finding), kept)


def _stored(finding: Finding) -> dict[str, object]:
    """Without the rows to mark: the workbook that they are of is not kept."""
    return {name: value for name, value in asdict(finding).items() if name != "further"}
