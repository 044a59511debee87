"""What a department does with its methodology: a new version from a draft, or from a newer package."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, Engine, delete, func, select

from data.acting import ActRefusedError, Changed, OvertakenError, checked_post, checked_text
from data.database import count_change, refresh_statistics, writing
from data.judging import judge_in_use
from data.methodology_versions import (
    SHIPPED,
    read_methodology_version,
    shipped_base,
    version_in_force,
    write_version,
)
from data.tables import DERIVED, indicator_value, latest_loads, methodology_version
from data.workbook import cycle_bounds
from methodology.catalogue import Methodology, packaged
from methodology.edits import Draft, DraftError, checked, differences, rebased

TEXTS = ("name", "short", "formula", "missing", "origin", "text", "evidence")
"""Fields that a person types."""


def save_version(
    engine: Engine, seen: int, draft: Draft, reason: str, from_cycle: str, post: str, at: datetime | None = None
) -> int:
    """A new version from the latest one and a draft, in force from a cycle on; returns its number.

    ``seen``: the version that the draft was made over. What judges by earlier versions stays as it is: the latest cycle
    and later ones get the new version, earlier ones are judged by it beside. Raises ActRefusedError, OvertakenError.
    """
    post, reason = checked_post(post), checked_text(reason, "причины")
    with writing(engine) as connection:
        _not_overtaken(connection, seen)
        _checked_cycle(connection, from_cycle)
        before = read_methodology_version(connection, seen)
        typed = _typed(draft)
        try:
            rules = checked(before, typed, reason)
        except DraftError as error:
            raise ActRefusedError(" ".join(error.said)) from error
        if rules == before:
            raise ActRefusedError("Новая версия ничем не отличается от прежней: сохранять нечего.")
        version = write_version(connection, rules, post, reason, from_cycle=from_cycle, based_on=seen, at=at)
        _put_in_force(connection, before, rules)
    return version


def newer_package(connection: Connection) -> Methodology | None:
    """The rules that ship with this program, where the department's own go back to others; None otherwise."""
    v = methodology_version.c
    base = connection.scalar(select(v.hash).where(v.version == shipped_base(connection)))
    return None if base == packaged().hash else packaged()


def package_with_changes(connection: Connection) -> Methodology:
    """The rules that ship with the program now, with what the department changed over those its own go back to.

    Raises DraftError where the two don't fit together.
    """
    base = read_methodology_version(connection, shipped_base(connection))
    own = read_methodology_version(connection, version_in_force(connection))
    return checked(packaged(), rebased(packaged(), differences(base, own)), own=own)


def take_package(engine: Engine, seen: int, reason: str, from_cycle: str, post: str, at: datetime | None = None) -> int:
    """A new version: ``package_with_changes``; returns its number.

    The package itself is kept as the version that it is based on and judges nothing. Raises ActRefusedError,
    OvertakenError.
    """
    post, reason = checked_post(post), checked_text(reason, "причины")
    at = at or datetime.now()
    with writing(engine) as connection:
        _not_overtaken(connection, seen)
        _checked_cycle(connection, from_cycle)
        if newer_package(connection) is None:
            raise ActRefusedError("Правила программы не новее тех, на которых основана ваша методика: брать нечего.")
        before = read_methodology_version(connection, seen)
        try:
            rules = package_with_changes(connection)
        except DraftError as error:
            raise ActRefusedError(" ".join(error.said)) from error
        base = write_version(connection, packaged(), SHIPPED, "обновление программы", from_cycle=from_cycle, at=at)
        version = write_version(connection, rules, post, reason, from_cycle=from_cycle, based_on=base, at=at)
        _put_in_force(connection, before, rules)
    return version


def latest_cycle(connection: Connection) -> str | None:
    """The latest cycle with loads in force."""
    cycle: str | None = connection.scalar(select(func.max(latest_loads().subquery().c.cycle)))
    return cycle


def next_cycle(cycle: str) -> str:
    """«2026/27» after «2025/26»."""
    begins = cycle_bounds(cycle)[1].year
    return f"{begins}/{(begins + 1) % 100:02d}"


def _not_overtaken(connection: Connection, seen: int) -> None:
    v = methodology_version.c
    later = connection.execute(select(v.version, v.author_post, v.created_at).where(v.version > seen)).all()
    if later:
        raise OvertakenError(
            [
                Changed(f"методика, версия № {row.version}", "сохранена", row.author_post, row.created_at)
                for row in later
            ]
        )


def _checked_cycle(connection: Connection, from_cycle: str) -> None:
    latest = latest_cycle(connection)
    if latest is not None and from_cycle not in (latest, next_cycle(latest)):
        raise ActRefusedError(
            f"Новая версия действует с цикла {latest} или {next_cycle(latest)}: прошлые циклы судит та методика, по "
            "которой их рассматривали. Посмотреть их по новой версии можно в сравнении."
        )


def _typed(draft: Draft) -> Draft:
    """The draft with what people typed tidied. Raises ActRefusedError where that names somebody."""

    def tidied(field: str, value: object) -> object:
        return checked_text(value, "правила", 1) if field in TEXTS and isinstance(value, str) else value

    return tuple(
        change._replace(after={name: tidied(name, value) for name, value in change.after.items()})
        if isinstance(change.after, dict) and not change.field
        else change._replace(after=tidied(change.field, change.after))
        for change in draft
    )


def _put_in_force(connection: Connection, before: Methodology, rules: Methodology) -> None:
    known = {indicator.code for indicator in before.indicators if indicator.kind != "count"}
    shares = [each.code for each in rules.indicators if each.kind != "count" and each.code not in known]
    # As at a load: a numerator without a denominator would swell the share.
    v = indicator_value.c
    connection.execute(delete(indicator_value).where(v.indicator.in_(shares), v.denominator.is_(None)))
    if judge_in_use(connection):
        refresh_statistics(connection, DERIVED)
    count_change(connection)
