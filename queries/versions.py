"""Where the methodology changed from cycle to cycle: what is shown of earlier cycles is counted by one version."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import pandas as pd
from sqlalchemy import Connection

from data.methodology_versions import version_in_force
from methodology.words import NBSP
from queries.frames import frame_of_records, is_yes, rows_of
from queries.scope import Scope
from queries.selection import judged_cycles, resolved
from queries.shared import once

VERSIONS = {"cycle": "object", "version": "Int64", "shown_by": "Int64", "changed": "boolean"}


def versions_by_cycle(connection: Connection, scope: Scope, previous: str | None = None) -> pd.DataFrame:
    """One row is one judged cycle up to the scope's, the earliest first: by which methodology it was and is judged.

    Columns: cycle, version (in force for that cycle: by it the cycle was looked at), shown_by (the version of the
    scope, by which all cycles are counted here), changed (the version in force is not that of the cycle before; missing
    in the first). ``previous``: only cycles from this one on.
    """
    scope = resolved(connection, scope)
    cycles = [cycle for cycle in judged_cycles(connection, scope) if previous is None or cycle >= previous]
    version_of = versions_of(connection, cycles)
    records = [
        {
            "cycle": cycle,
            "version": version_of[cycle],
            "shown_by": scope.methodology,
            "changed": None if before is None else version_of[before] != version_of[cycle],
        }
        for before, cycle in zip([None, *cycles], cycles, strict=False)
    ]
    return frame_of_records(records, VERSIONS)


def versions_of(connection: Connection, cycles: Iterable[str]) -> dict[str, int]:
    """Cycle → the version in force for it."""
    return {cycle: once(connection, "version", cycle, partial(version_in_force, connection, cycle)) for cycle in cycles}


def version_marks(connection: Connection, cycles: Iterable[str]) -> dict[str, str]:
    """The cycles that begin another version than the cycle before → «методика № 2»."""
    version_of = versions_of(connection, sorted(set(cycles)))
    pairs = zip(version_of, [*version_of][1:], strict=False)
    return {now: f"методика №{NBSP}{version_of[now]}" for was, now in pairs if version_of[was] != version_of[now]}


def versions_reading(frame: pd.DataFrame, *, counted: bool = True) -> str:
    """What ``versions_by_cycle`` says, in a sentence; empty where the methodology stayed.

    ``counted``: what it stands beside is counted by the methodology; else it hangs on no threshold of it.
    """
    rows = list(rows_of(frame))
    changed = [f"с {row.cycle} — методика №{NBSP}{row.version}" for row in rows if is_yes(row.changed)]
    if not changed:
        return ""
    since = f"Методика менялась: {', '.join(changed)}."
    if not counted:
        return f"{since} Показатели на этой странице от методики не зависят, поэтому их можно сравнивать."
    shown = int(rows[0].shown_by)
    return f"{since} Все циклы здесь посчитаны по методике №{NBSP}{shown}; то, что решили по прежней, не меняется."


def recounted_words(frame: pd.DataFrame, previous: str | None) -> str:
    """What ``versions_by_cycle`` says of the cycle compared with: «2024/25 пересчитан …»; empty where it is as it was.

    Said wherever figures «были» stand: the cycle judged by the rules of its time may show others.
    """
    row = next((row for row in rows_of(frame) if row.cycle == previous), None)
    if row is None or row.version == row.shown_by:
        return ""
    return (
        f"Цикл {previous} пересчитан по методике №{NBSP}{row.shown_by}; тогда действовала методика "
        f"№{NBSP}{row.version}, и числа того времени могли быть другими."
    )
