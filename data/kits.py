"""Kits of papers kept as they were handed out, so that a decision can be traced to its numbers. Nothing is removed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, insert, select

from data.acting import checked_post, next_number
from data.database import count_change, writing
from data.tables_decisions import kit, kit_file


@dataclass(frozen=True)
class MadeKit:
    """A kit and what it says of itself. ``loads``: numbers of the loads whose numbers it holds, the latest first.

    ``decision``: number and revision of the decision within it; None where there is none.
    """

    content: bytes
    file_name: str
    files: int
    made_at: datetime
    cycle: str
    scope_words: str
    showing: str
    loads: tuple[int, ...]
    methodology: int
    decision: tuple[int, int] | None = None

    @property
    def sha256(self) -> str:
        """SHA-256 of the bytes."""
        return hashlib.sha256(self.content).hexdigest()


def keep_kit(engine: Engine, made: MadeKit, post: str) -> int:
    """Keep a kit and its bytes; returns its number. Raises ActRefusedError without a position."""
    post = checked_post(post)
    decision_id, revision = made.decision or (None, None)
    with writing(engine) as connection:
        number = next_number(connection, kit)
        connection.execute(
            insert(kit).values(
                kit_id=number,
                made_at=made.made_at,
                post=post,
                cycle=made.cycle,
                scope_words=made.scope_words,
                showing=made.showing,
                loads=list(made.loads),
                methodology=made.methodology,
                decision_id=decision_id,
                decision_revision=revision,
                files=made.files,
                file_name=made.file_name,
                sha256=made.sha256,
                size_bytes=len(made.content),
            )
        )
        connection.execute(insert(kit_file).values(kit_id=number, content=made.content))
        count_change(connection, "decisions")
    return number


def read_kit(connection: Connection, kit_id: int) -> bytes:
    """The bytes of a kit. Raises LookupError if there is none of this number."""
    content = connection.scalar(select(kit_file.c.content).where(kit_file.c.kit_id == kit_id))
    if content is None:
        raise LookupError(f"комплекта № {kit_id} нет")
    return bytes(content)
