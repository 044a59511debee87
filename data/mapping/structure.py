"""A table understood: its header, what its columns and its rows are; and what a person may say otherwise."""

from __future__ import annotations

from collections.abc import Mapping as Lookup
from dataclasses import dataclass, field
from typing import Literal

from data.mapping.header import Grid, Head, Header
from data.mapping.values import fold

LineKind = Literal["data", "subtotal", "total", "section", "note", "repeat", "unnamed"]
Role = Literal["municipality", "school", "municipality_code", "school_code", "index"]

KIND_WORDS: dict[LineKind, str] = {
    "data": "строка данных",
    "subtotal": "подытог",
    "total": "итог",
    "section": "раздел",
    "note": "примечание",
    "repeat": "повтор шапки",
    "unnamed": "без названия",
}
ROLE_WORDS: dict[Role, str] = {
    "municipality": "муниципалитет",
    "school": "школа",
    "municipality_code": "код муниципалитета",
    "school_code": "код школы",
    "index": "номер по порядку",
}


@dataclass(frozen=True)
class Line:
    """One row under the header.

    ``municipality`` and ``school``: the spellings that it is about, the first also where it stands in a row above or
    below. ``parts``: positions of the rows that a total or subtotal should add up.
    """

    position: int
    number: int
    kind: LineKind
    reason: str
    label: str
    municipality: str | None = None
    school: str | None = None
    parts: tuple[int, ...] = ()

    @property
    def key(self) -> str:
        """The label as a mapping remembers it."""
        return fold(self.label)


@dataclass(frozen=True)
class Said:
    """What a person said about the structure; what is absent is proposed by the program.

    ``header``: numbers of its first and last row. ``roles``: heading's key → role, '' for none. ``kinds``: folded label
    of a row → what it is.
    """

    header: tuple[int, int] | None = None
    roles: Lookup[str, str] = field(default_factory=dict)
    kinds: Lookup[str, LineKind] = field(default_factory=dict)


@dataclass(frozen=True)
class Structure:
    """A table understood. ``titles``: the words above the header. ``roles``: column index → role; ``role_reasons``."""

    grid: Grid
    header: Header
    heads: tuple[Head, ...]
    lines: tuple[Line, ...]
    titles: tuple[str, ...]
    roles: dict[int, Role]
    role_reasons: dict[int, str]

    def column(self, role: Role) -> int | None:
        """The index of the column with this role; None if there is none."""
        return next((index for index, found in self.roles.items() if found == role), None)

    def of_kind(self, *kinds: LineKind) -> list[Line]:
        """The rows of these kinds, in the order of the sheet."""
        return [line for line in self.lines if line.kind in kinds]

    @property
    def municipalities(self) -> list[str]:
        """Every spelling of a municipality of the rows of data, once, in their order."""
        return list(dict.fromkeys(line.municipality for line in self.of_kind("data") if line.municipality))
