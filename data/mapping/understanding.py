"""A sheet understood: its header, its columns, its rows, one after the other."""

from __future__ import annotations

from data.mapping.header import Grid, find_header, header_at, heads_of
from data.mapping.lines import lines_of
from data.mapping.roles import roles_of
from data.mapping.structure import Said, Structure
from data.reading import RawSheet


def understand(sheet: RawSheet, said: Said | None = None) -> Structure:
    """The structure of a sheet that was read whole."""
    said = said or Said()
    grid = Grid(sheet)
    header = header_at(grid, *said.header) if said.header else find_header(grid)
    heads = heads_of(grid, header)
    body = range(header.end, len(sheet.rows)) if header.rows else range(0)
    roles, reasons = roles_of(grid, heads, body, said.roles)
    first = header.rows[0] if header.rows else 0
    titles = [grid.text(position, index) for position in range(first) for index in grid.filled(position)]
    lines = lines_of(grid, header, heads, body, roles, said.kinds)
    return Structure(grid, header, heads, tuple(lines), tuple(dict.fromkeys(titles)), roles, reasons)
