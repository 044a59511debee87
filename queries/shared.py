"""What several queries of one page read alike: read once for a state of the data, where the caller keeps it.

A caller that asks many queries about one state of the data gives their connections one ``Kept`` (an execution option);
without one, everything is read anew.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy import Connection

KEPT = "kept_reads"
"""Execution option of a connection: a ``Kept`` of the database and the state of the data that it reads."""
OF_A_KIND = 6
"""A page asks for one selection, its whole and those beside it; the schools of a country take 12 MB each."""

Read = TypeVar("Read")


class Kept:
    """What was read of one state of the data, the last few of each kind. Nobody changes what is kept."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._found: defaultdict[str, OrderedDict[Hashable, Any]] = defaultdict(OrderedDict)
        self._lock = Lock()

    def get(self, kind: str, key: Hashable, read: Callable[[], Read]) -> Read:
        """What ``read`` gives for this key; two who ask at once may both read it."""
        with self._lock:
            of_kind = self._found[kind]
            if key in of_kind:
                of_kind.move_to_end(key)
                known: Read = of_kind[key]
                return known
        found = read()
        with self._lock:
            of_kind[key] = found
            while len(of_kind) > OF_A_KIND:
                of_kind.popitem(last=False)
        return found


def once(connection: Connection, kind: str, key: Hashable, read: Callable[[], Read]) -> Read:
    """What ``read`` gives of this connection's data; ``key``: everything else that it depends on."""
    kept: Kept | None = connection.get_execution_options().get(KEPT)
    return read() if kept is None else kept.get(kind, key, read)
