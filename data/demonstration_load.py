"""The demonstration in a database of its own: built when absent, replaced on demand."""

from __future__ import annotations

from sqlalchemy import Engine, delete, func, select, update

from data.boundary_sets import add_boundaries
from data.database import initialise, reading, writing
from data.demonstration import build_demonstration
from data.demonstration_boundaries import demonstration_boundaries, size_of
from data.demonstration_decisions import add_decisions
from data.demonstration_sizes import CYCLES, Size
from data.kept_copy import copy_of
from data.loading import Progress, load_workbook
from data.tables import boundary_set, data_version, derived_indicator, load, metadata, methodology_version, municipality
from data.workbook import Workbook

SEED = 1
BOUNDARIES_TITLE = "Демонстрационная область (вымышленные границы)"
FILE_PREFIX = "ДЕМО_"
"""Every workbook of the demonstration is named so; a load of any other name is somebody's own."""

_KEPT = (methodology_version, data_version, derived_indicator)
"""Tables that a replacement leaves: versions only grow, so no cache can mistake new data for old ones; and what
a load counts has not changed."""


class ForeignLoadsError(Exception):
    """The demonstration's database holds loads that are not the demonstration's; the message counts them."""


def ensure_demonstration(engine: Engine, progress: Progress | None = None) -> bool:
    """Bring the schema up to date and load the demonstration where it is absent or was left half-built.

    Returns whether anything had to be loaded. A load that was undone counts as there: undoing it was somebody's wish.
    """
    initialise(engine, backup=False)
    with reading(engine) as connection:
        loads = connection.scalar(select(func.count()).select_from(load))
        places = connection.scalar(select(func.count(municipality.c.municipality_id.distinct())))
        drawn = connection.scalar(select(boundary_set.c.set_id).limit(1)) is not None
    there = loads is not None and loads >= len(CYCLES)
    if not there:
        _load(engine, build_demonstration("district", SEED), progress)
    # A demonstration built by an earlier program has no boundaries yet.
    if not drawn and (size := size_of(places or 0) if there else "district") is not None:
        _draw(engine, size)
    add_decisions(engine)
    return not there


def replace_demonstration(
    engine: Engine, size: Size, seed: int, progress: Progress | None = None, *, discard_foreign: bool = False
) -> None:
    """Empty the demonstration's database and build the demonstration anew.

    Raises ForeignLoadsError, with nothing touched, if the database has loads of other workbooks and they are not to be
    discarded: then it may well be somebody's own database.
    """
    initialise(engine, backup=False)
    workbooks = build_demonstration(size, seed)
    with writing(engine) as connection:
        foreign = connection.scalar(select(func.count()).where(~load.c.file_name.startswith(FILE_PREFIX)))
        if foreign and not discard_foreign:
            raise ForeignLoadsError(str(foreign))
        for table in reversed(metadata.sorted_tables):
            if table not in _KEPT:
                connection.execute(delete(table))
        connection.execute(update(data_version).values(version=data_version.c.version + 1))
    _load(engine, workbooks, progress)
    _draw(engine, size)
    if size != "country":
        add_decisions(engine)


def demonstration_file_name(workbook: Workbook) -> str:
    """«ДЕМО_2025-26.xlsx»."""
    return f"{FILE_PREFIX}{workbook.instruction.cycle.replace('/', '-')}.xlsx"


def _load(engine: Engine, workbooks: list[Workbook], progress: Progress | None) -> None:
    for number, workbook in enumerate(workbooks):
        if progress is not None:
            progress(number / len(workbooks), f"Готовим демонстрацию: {workbook.instruction.cycle}")
        # No file was read, and writing one takes longer than all the rest: the copy stands for it.
        load_workbook(engine, workbook, demonstration_file_name(workbook), copy_of(workbook))
    if progress is not None:
        progress(1.0, "Готово")


def _draw(engine: Engine, size: Size) -> None:
    add_boundaries(engine, BOUNDARIES_TITLE, size.encode(), demonstration_boundaries(size, SEED), kind="demonstration")
