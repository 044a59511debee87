"""The history of loads: what came, when, what was said about it, and what of it can be undone."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import Connection, case, func, select

from data.loading import later_loads
from data.sheets import INSTRUCTION
from data.tables import data_version, load, load_finding, load_partition, methodology_version
from queries.frames import read_frame
from queries.scope import Scope


def loads(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one load, the latest first; undone ones stay. The scope doesn't narrow it.

    Columns: load_id, loaded_at, file_name, sha256, size_bytes, cycle, cut_date, author_post (who filled the workbook),
    post (who loaded it), undone_at (None: in force), undone_post (who undid it; positions are missing where none was
    said), sheets, rows (of the partitions that it replaced, those that stayed the same too; «Инструкция» is none of
    them), municipalities, findings (warnings and notes), blocked_by (a later load in force that must be undone first;
    missing: the load can be undone or is undone already).
    """
    partitions = (
        select(
            load_partition.c.load_id,
            func.count(load_partition.c.sheet.distinct()).label("sheets"),
            func.sum(case((load_partition.c.sheet != INSTRUCTION, load_partition.c.rows), else_=0)).label("rows"),
            func.count(load_partition.c.municipality_id.distinct()).label("municipalities"),
        )
        .group_by(load_partition.c.load_id)
        .subquery()
    )
    findings = (
        select(load_finding.c.load_id, func.count().label("findings")).group_by(load_finding.c.load_id).subquery()
    )
    frame = read_frame(
        connection,
        select(
            load,
            partitions.c.sheets,
            partitions.c.rows,
            partitions.c.municipalities,
            func.coalesce(findings.c.findings, 0).label("findings"),
        )
        .join(partitions, partitions.c.load_id == load.c.load_id)
        .join(findings, findings.c.load_id == load.c.load_id, isouter=True)
        .order_by(load.c.load_id.desc()),
    )
    later = later_loads(connection)
    frame["blocked_by"] = pd.Series([later.get(int(load_id)) for load_id in frame["load_id"]], frame.index, "Int64")
    return frame


def findings_of_load(connection: Connection, scope: Scope, load_id: int) -> pd.DataFrame:
    """One row is one warning or note of an accepted workbook.

    Columns: severity, check, message, remedy, sheet, row, column, value, rows. None for the council: they quote rows.
    """
    stored = connection.scalars(
        select(load_finding.c.finding).where(load_finding.c.load_id == load_id).order_by(load_finding.c.position)
    ).all()
    names = ["severity", "check", "message", "remedy", "sheet", "row", "column", "value", "rows"]
    return pd.DataFrame([] if scope.showing == "council" else list(stored), columns=names)


def methodology_versions(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one methodology version, the latest first.

    Columns: version, hash, created_at, author_post, reason, from_cycle (in force from it on; missing: for all),
    based_on (the version that a department changed; missing of one that shipped with the program).
    """
    v = methodology_version.c
    columns = (v.version, v.hash, v.created_at, v.author_post, v.reason, v.from_cycle, v.based_on)
    return read_frame(connection, select(*columns).order_by(v.version.desc()))


def data_versions(connection: Connection) -> dict[str, int]:
    """Family of data → its version number: what a cache key must carry."""
    return {row.family: row.version for row in connection.execute(select(data_version))}


def has_loads(connection: Connection) -> bool:
    """Whether any load is in force."""
    return connection.scalar(select(load.c.load_id).where(load.c.undone_at.is_(None)).limit(1)) is not None
