"""The journal of findings about personal data that an operator has released as false alarms.

A release says what, why, in what position and when; of the value it keeps a hash alone. One that was a mistake is
withdrawn, and stays in the journal.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, Engine, func, insert, select, update

from data.database import count_change, writing
from data.personal_data import PERSON, WORDS, traces
from data.spelling import fold, tidy
from data.tables import privacy_release

HEADING = "heading"
"""The rule of a heading that says its column is for personal data."""
WHOLE_COLUMN = ""
"""Instead of a hash: every value of the column that the rule finds."""


class ReleaseRefusedError(Exception):
    """The release can't be written; the message says why."""


class Release(NamedTuple):
    """One line of the journal. ``sheet`` empty: the file as a whole."""

    release_id: int
    sheet: str
    column: str
    rule: str
    digest: str
    reason: str
    author_post: str
    released_at: datetime
    withdrawn_at: datetime | None = None

    def covers(self, sheet: str | None, column: str | None, rule: str, digest: str) -> bool:
        """Whether a finding at this place, of this rule, about a value of this hash is released."""
        return (
            self.withdrawn_at is None
            and self.rule == rule
            and self.digest in (WHOLE_COLUMN, digest)
            and fold(self.sheet) == fold(sheet or "")
            and fold(self.column) == fold(column or "")
        )


def digest_of(value: object) -> str:
    """SHA-256 of what stands in a cell, without stray spaces."""
    return hashlib.sha256(tidy(str(value)).encode()).hexdigest()


def read_releases(connection: Connection) -> tuple[Release, ...]:
    """The whole journal, the latest first; withdrawn ones too."""
    rows = connection.execute(select(privacy_release).order_by(privacy_release.c.release_id.desc()))
    return tuple(Release(**row) for row in rows.mappings())


def add_releases(
    engine: Engine, places: Iterable[tuple[str | None, str | None, str, str]], reason: str, author_post: str
) -> list[int]:
    """Write releases of (sheet, column, rule, hash or ``WHOLE_COLUMN``); the numbers of those that are new.

    Raises ReleaseRefusedError if the reason or the position is missing or is itself personal data.
    """
    reason, author_post = tidy(reason), tidy(author_post)
    if len(reason) < 3 or len(author_post) < 3:
        raise ReleaseRefusedError("Укажите причину и должность.")
    if traces(reason, WORDS) or traces(author_post, PERSON):
        raise ReleaseRefusedError("В причине и должности не должно быть персональных данных: они остаются в журнале.")
    numbers = []
    with writing(engine) as connection:
        given = read_releases(connection)
        number = connection.scalar(select(func.max(privacy_release.c.release_id))) or 0
        for sheet, column, rule, digest in dict.fromkeys(places):
            if any(each.covers(sheet, column, rule, digest) for each in given):
                continue
            number += 1
            connection.execute(
                insert(privacy_release).values(
                    release_id=number,
                    sheet=sheet or "",
                    column=column or "",
                    rule=rule,
                    digest=digest,
                    reason=reason,
                    author_post=author_post,
                    released_at=datetime.now(),
                )
            )
            numbers.append(number)
        if numbers:
            count_change(connection)
    return numbers


def withdraw_release(engine: Engine, release_id: int) -> None:
    """Look for such data again from now on. Raises ReleaseRefusedError if there is nothing to withdraw."""
    with writing(engine) as connection:
        r = privacy_release.c
        done = connection.execute(
            update(privacy_release)
            .where(r.release_id == release_id, r.withdrawn_at.is_(None))
            .values(withdrawn_at=datetime.now())
        )
        if done.rowcount != 1:
            raise ReleaseRefusedError(f"Снятого замечания № {release_id} нет, или оно уже возвращено.")
        count_change(connection)
