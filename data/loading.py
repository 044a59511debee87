"""Load a workbook, foresee what a load would change, undo a load. Each is one transaction: all or nothing.

A load replaces the partitions (sheet, cycle, municipality) in which the workbook has rows; within them it replaces the
schools that the workbook names, so a school absent from the workbook keeps what it had. A partition whose content is
the same as what was loaded last is left alone: the same file twice changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Engine, Table, and_, delete, exists, func, insert, select, update

from data.database import refresh_statistics, writing
from data.deriving import derive
from data.findings import Finding
from data.judging import judge_pending
from data.kept_copy import copy_of
from data.known import read_known
from data.methodology_versions import version_in_force
from data.sheets import CRITERIA, INSTRUCTION, SHEETS, Sheet
from data.tables import (
    DERIVED,
    FACTS,
    data_version,
    in_force,
    instruction,
    load,
    load_file,
    load_finding,
    load_partition,
    metadata,
    of_municipalities,
)
from data.workbook import Workbook

Progress = Callable[[float, str], None]
PLACE = ["cycle", "municipality_id"]
NEWER = frozenset({"successor_id"})
"""Columns younger than some stored hashes: part of a row's hash only where something stands in them, so that a workbook
loaded before they came is still recognised as the same."""
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


class UndoRefusedError(Exception):
    """The load can't be undone; the message says why and what to do."""


def foresee_changes(connection: Connection, workbook: Workbook) -> tuple[SheetChange, ...]:
    """What loading this workbook would change, by sheet and cycle; writes nothing."""
    return _all_changes(connection, _facts(connection, workbook))


def load_workbook(
    engine: Engine,
    workbook: Workbook,
    file_name: str,
    content: bytes,
    findings: Iterable[Finding] = (),
    progress: Progress | None = None,
) -> LoadResult:
    """Load a checked workbook and judge what it touches.

    ``content`` are the bytes of the file that it was read from: their SHA-256 and size are kept, and a copy of what was
    checked (``data.kept_copy``), but not they themselves. ``findings`` are the warnings and notes to keep beside it.
    """
    say = progress or (lambda share, words: None)
    say(0.0, "Готовим копию проверенного")
    copy = copy_of(workbook)
    with writing(engine) as connection:
        say(0.1, "Сравниваем с тем, что загружено")
        frames = _facts(connection, workbook)
        changes = _all_changes(connection, frames)
        partitions = _changed_partitions(connection, frames)
        if partitions.empty:
            return LoadResult(None, changes)
        load_id = 1 + (connection.scalar(select(func.max(load.c.load_id))) or 0)
        _write_load(connection, load_id, workbook, file_name, content, copy, findings)
        connection.execute(insert(load_partition), _records(partitions.assign(load_id=load_id)))
        say(0.3, "Записываем строки листов")
        for name, frame in frames.items():
            places = partitions.loc[partitions["sheet"] == name, PLACE]
            _replace(connection, load_id, name, frame.merge(places, on=PLACE))
        many = int(partitions["rows"].sum()) >= MANY_ROWS
        if many:
            refresh_statistics(connection, (load_partition, *FACTS))
        say(0.6, "Считаем показатели")
        for table in DERIVED:
            connection.execute(
                update(table).where(table.c.to_load.is_(None), _touched(table, load_id)).values(to_load=load_id)
            )
        derive(connection, load_id)
        say(0.8, "Определяем группы")
        judge_pending(connection, version_in_force(connection))
        if many:
            refresh_statistics(connection, DERIVED)
        _changed(connection)
    say(1.0, "Готово")
    return LoadResult(load_id, changes)


def undo_load(engine: Engine, load_id: int) -> None:
    """Take a load back: what it brought is deleted, what it closed is in force again; the history keeps its line.

    Raises UndoRefusedError if there is no such load, it is undone already, or a later load in force touched the same
    cycle and municipality.
    """
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
        connection.execute(update(load).where(load.c.load_id == load_id).values(undone_at=datetime.now()))
        derive(connection, load_id)
        judge_pending(connection, version_in_force(connection))
        _changed(connection)


def later_load(connection: Connection, load_id: int) -> int | None:
    """The latest load in force after this one that touched one of its places; None if there is none."""
    return later_loads(connection, load_id).get(load_id)


def later_loads(connection: Connection, load_id: int | None = None) -> dict[int, int]:
    """Load in force → the latest load in force after it that touched one of its places; without it: nothing later did.

    One select for the whole history, or for one load.
    """
    in_force_now = (
        select(load_partition.c.load_id, load_partition.c.cycle, load_partition.c.municipality_id)
        .join(load, (load.c.load_id == load_partition.c.load_id) & load.c.undone_at.is_(None))
        .distinct()
    )
    ours = in_force_now.subquery("ours")
    by_place = in_force_now.subquery("by_place")
    latest = (
        select(by_place.c.cycle, by_place.c.municipality_id, func.max(by_place.c.load_id).label("load_id"))
        .group_by(by_place.c.cycle, by_place.c.municipality_id)
        .subquery("latest")
    )
    statement = (
        select(ours.c.load_id, func.max(latest.c.load_id))
        .join(
            latest,
            and_(
                latest.c.municipality_id == ours.c.municipality_id,
                latest.c.cycle == ours.c.cycle,
                latest.c.load_id > ours.c.load_id,
            ),
        )
        .group_by(ours.c.load_id)
    )
    if load_id is not None:
        statement = statement.where(ours.c.load_id == load_id)
    return {row[0]: row[1] for row in connection.execute(statement)}


def _facts(connection: Connection, workbook: Workbook) -> dict[str, pd.DataFrame]:
    """Frames as they go into the fact tables: every row with its cycle and municipality.

    «Инструкция» is about the municipalities that report on its cycle: those with any row of it. Criteria are none of
    their reports; a workbook of criteria alone says nothing about when anybody was surveyed.
    """
    frames = {}
    for sheet in SHEETS:
        if sheet.name in workbook.frames and sheet is not CRITERIA:
            frame = workbook.frames[sheet.name]
            frames[sheet.name] = frame if sheet.own_cycle else frame.assign(cycle=workbook.instruction.cycle)
    named = sorted({code for frame in frames.values() for code in frame["municipality_id"]})
    own = [frame.loc[frame["cycle"] == workbook.instruction.cycle] for frame in frames.values()]
    reporting = sorted({code for frame in own for code in frame["municipality_id"]})
    if CRITERIA.name in workbook.frames:
        owners = named or sorted(read_known(connection).municipalities)
        frames[CRITERIA.name] = workbook.frames[CRITERIA.name].merge(
            pd.DataFrame({"municipality_id": pd.Series(owners, dtype=object)}), how="cross"
        )
    if reporting:
        said = workbook.instruction
        frames[INSTRUCTION] = pd.DataFrame(
            {
                "cycle": said.cycle,
                "municipality_id": pd.Series(reporting, dtype=object),
                "cut_date": said.cut_date,
                "published_date": said.published_date,
                "territory": said.territory,
                "author_post": said.author_post,
            }
        )
    return frames


def _table(sheet_name: str) -> Table:
    if sheet_name == INSTRUCTION:
        return instruction
    return metadata.tables[next(sheet.table for sheet in SHEETS if sheet.name == sheet_name)]


def _row_hashes(frame: pd.DataFrame) -> pd.Series[int]:
    """One hash a row over what was reported (not over where in the sheet it stood).

    Plain Python on purpose: a hash of pandas takes a missing value one way in a column that has numbers and another way
    in an empty one, so that a row's hash would depend on the rows beside it.
    """
    names = sorted(name for name in frame.columns if name != "sheet_row")
    rows = zip(*(frame[name].tolist() for name in names), strict=True)
    return pd.Series([_row_hash(names, row) for row in rows], index=frame.index, dtype="int64")


def _row_hash(names: Iterable[str], row: Iterable[object]) -> int:
    row = [value for name, value in zip(names, row, strict=True) if name not in NEWER or not _is_missing(value)]
    text = "\x1f".join("\0" if _is_missing(value) else str(value) for value in row)
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), signed=True)


def _is_missing(value: object) -> bool:
    return value is None or value is pd.NA


def _changed_partitions(connection: Connection, frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """One row is one partition of the workbook whose content differs from what was loaded last."""
    parts = []
    for name, frame in frames.items():
        ordered = frame[PLACE].assign(row_hash=_row_hashes(frame)).sort_values([*PLACE, "row_hash"])
        hashes = ordered["row_hash"].to_numpy()
        start = 0
        for place in ordered.groupby(PLACE, sort=True).size().reset_index(name="rows").to_dict("records"):
            end = start + place["rows"]
            digest = hashlib.sha256(hashes[start:end].tobytes()).hexdigest()
            parts.append((name, place["cycle"], place["municipality_id"], place["rows"], digest))
            start = end
    found = pd.DataFrame(parts, columns=["sheet", *PLACE, "rows", "content_hash"])
    latest = (
        select(
            load_partition.c.sheet,
            load_partition.c.cycle,
            load_partition.c.municipality_id,
            func.max(load_partition.c.load_id).label("load_id"),
        )
        .join(load, (load.c.load_id == load_partition.c.load_id) & load.c.undone_at.is_(None))
        .where(of_municipalities(load_partition, set(found["municipality_id"])))
        .group_by(load_partition.c.sheet, load_partition.c.cycle, load_partition.c.municipality_id)
        .subquery()
    )
    p = load_partition.c
    in_force_now = {
        (sheet, cycle, municipality_id): digest
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
    known = [in_force_now.get((part.sheet, part.cycle, part.municipality_id)) for part in found.itertuples()]
    return found[found["content_hash"] != pd.Series(known, index=found.index, dtype=object)]


def _replace(connection: Connection, load_id: int, sheet_name: str, frame: pd.DataFrame) -> None:
    """Close what the frame replaces, then write the frame."""
    if frame.empty:
        return
    table = _table(sheet_name)
    old = table.alias("old")
    connection.execute(insert(table), _records(frame.assign(from_load=load_id)))
    same = [old.c.municipality_id == table.c.municipality_id, old.c.cycle == table.c.cycle]
    if "school_id" in table.c:
        same.append(old.c.school_id == table.c.school_id)
    replaced = exists().where(old.c.from_load == load_id, *same)
    connection.execute(
        update(table).where(table.c.to_load.is_(None), table.c.from_load < load_id, replaced).values(to_load=load_id)
    )


def _touched(table: Table, load_id: int) -> Any:
    return exists().where(
        load_partition.c.load_id == load_id,
        load_partition.c.cycle == table.c.cycle,
        load_partition.c.municipality_id == table.c.municipality_id,
    )


def _all_changes(connection: Connection, frames: dict[str, pd.DataFrame]) -> tuple[SheetChange, ...]:
    return tuple(
        change for sheet in SHEETS if sheet.name in frames for change in _changes(connection, sheet, frames[sheet.name])
    )


def _changes(connection: Connection, sheet: Sheet, frame: pd.DataFrame) -> list[SheetChange]:
    key = [*dict.fromkeys([*PLACE, *sheet.key])]
    reported = sorted({*PLACE, *(column.name for column in sheet.columns)})
    new = dict(zip(_tuples(frame, key), _row_hashes(frame[reported]), strict=True))
    places = set(_tuples(frame, PLACE))
    named = set(_tuples(frame, [*PLACE, "school_id"])) if "school_id" in key else places
    table = _table(sheet.name)
    cycles = sorted({cycle for cycle, _ in places})
    old = {
        tuple(row[name] for name in key): _row_hash(reported, (row[name] for name in reported))
        for row in connection.execute(
            select(*(table.c[name] for name in reported)).where(
                in_force(table, None),
                table.c.cycle.in_(cycles),
                of_municipalities(table, {municipality_id for _, municipality_id in places}),
            )
        ).mappings()
        if (row["cycle"], row["municipality_id"]) in places
    }
    # A row belongs to what the workbook replaces if it names its school, or, where there are no schools, its place.
    owner = 3 if "school_id" in key else 2
    changes = []
    for cycle in cycles:
        ours = [row for row in new if row[0] == cycle]
        gone = [row for row in old if row[0] == cycle and row not in new]
        removed = sum(row[:owner] in named for row in gone)
        unchanged = sum(row in old and old[row] == new[row] for row in ours)
        added = sum(row not in old for row in ours)
        changes.append(
            SheetChange(
                sheet=sheet.name,
                cycle=cycle,
                municipalities=len({municipality_id for of_cycle, municipality_id in places if of_cycle == cycle}),
                added=added,
                changed=len(ours) - added - unchanged,
                unchanged=unchanged,
                removed=removed,
                kept=len(gone) - removed,
            )
        )
    return changes


def _tuples(frame: pd.DataFrame, names: list[str]) -> Iterator[tuple[Any, ...]]:
    return zip(*(frame[name].tolist() for name in names), strict=True)


def _write_load(
    connection: Connection,
    load_id: int,
    workbook: Workbook,
    file_name: str,
    content: bytes,
    copy: bytes,
    findings: Iterable[Finding],
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
        )
    )
    connection.execute(insert(load_file).values(load_id=load_id, content=copy))
    kept = [
        {"load_id": load_id, "position": position, "finding": asdict(finding)}
        for position, finding in enumerate(findings)
    ]
    if kept:
        connection.execute(insert(load_finding), kept)


def _changed(connection: Connection) -> None:
    connection.execute(update(data_version).values(version=data_version.c.version + 1))


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    plain = frame.astype(object)
    return plain.where(plain.notna(), None).to_dict("records")  # type: ignore[return-value]
