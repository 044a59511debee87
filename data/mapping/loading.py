"""A table loaded by its mapping: the rows and the mapping under its name, both or neither."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Engine

from data.database import writing
from data.findings import Finding
from data.loading import LoadResult, Progress, write_workbook
from data.mapping.kept import keep_mapping
from data.mapping.rows import Settled
from data.workbook import Workbook


def load_by_mapping(
    engine: Engine,
    workbook: Workbook,
    settled: Settled,
    name: str,
    *,
    file_name: str,
    sheet: str,
    content: bytes,
    findings: Iterable[Finding] = (),
    progress: Progress | None = None,
    post: str | None = None,
) -> tuple[LoadResult, int]:
    """Load what a mapping made of a sheet, and keep the mapping under a name, in one transaction.

    ``workbook``: checked, with its ``findings``; the others as in ``load_workbook`` and ``keep_mapping``. Returns what
    was loaded and the version of the mapping. Raises ActRefusedError if ``post`` names a person.
    """
    with writing(engine) as connection:
        result = write_workbook(connection, workbook, file_name, content, findings, progress, post)
        version = keep_mapping(
            connection,
            name,
            settled.mapping,
            file_name=file_name,
            sheet=sheet,
            cycle=settled.cycle,
            load_id=result.load_id,
            author_post=post,
        )
    return result, version
