"""Which municipality a school belongs to, by the workbook first and by the database else."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import pandas as pd

from data.bulk import plain
from data.known import Known
from data.sheets import CRITERIA, SCHOOLS, SCORES, SHEETS, Sheet
from data.workbook import Workbook, cycle_before, frame_of, with_cycle

REFERRING = tuple(sheet for sheet in SHEETS if "school_id" in sheet.names and "municipality_id" not in sheet.names)
"""Sheets whose rows name a school only by its code."""


@dataclass(frozen=True)
class Book:
    """What the checks of references and rules look at. ``from_csv``: the cycle and cut date are the reader's own."""

    workbook: Workbook
    known: Known
    today: date
    from_csv: bool = False

    def rows(self, sheet: Sheet) -> pd.DataFrame:
        """Rows of a sheet; none if the workbook doesn't have it."""
        frame = self.workbook.frames.get(sheet.name)
        return frame_of(sheet, []) if frame is None else frame

    @cached_property
    def scores(self) -> pd.DataFrame:
        """Rows of «Оценка_критерии» with ``minimum`` and ``maximum`` of their criterion, missing if there is none.

        A cycle that «Критерии» describes is described by it alone, for every municipality; other cycles are taken as
        known for each municipality.
        """
        criteria, scores = self.rows(CRITERIA), self.rows(SCORES)
        described: dict[str, dict[int, tuple[float, float]]] = {}
        for cycle, number, low, high in zip(
            *(plain(criteria[name]) for name in ("cycle", "criterion", "min_score", "max_score")), strict=True
        ):
            described.setdefault(cycle, {})[number] = (low or 0.0, high)
        place = (plain(scores[name]) for name in ("cycle", "municipality_id", "criterion"))
        bounds = [
            (described[cycle] if cycle in described else self.known.criteria.get((cycle, municipality_id), {})).get(
                number, (None, None)
            )
            for cycle, municipality_id, number in zip(*place, strict=True)
        ]
        low, high = zip(*bounds, strict=True) if bounds else ((), ())
        return scores.assign(minimum=pd.array(low, dtype="Float64"), maximum=pd.array(high, dtype="Float64"))

    def has(self, sheet: Sheet) -> bool:
        """Whether the workbook has rows on the sheet."""
        return sheet.name in self.workbook.frames

    def in_force(self, sheet: Sheet, *, before: bool = False) -> pd.DataFrame:
        """What will be in force of a sheet with the workbook, each row with ``cycle`` and ``municipality_id``.

        These are its own rows and, without a ``sheet_row``, those of the database that it does not replace; the latter
        of the workbook's municipalities and cycles (``before``: and of the cycles before them; of registers, whose
        codes other cycles may name: of all cycles).
        """
        if (sheet.name, before) not in self._in_force:
            own = with_cycle(sheet, self.rows(sheet), self.workbook.instruction.cycle)
            wanted = self._cycles | {cycle_before(cycle) for cycle in self._cycles if before}
            cycles = None if sheet.cycle == "column or workbook" else wanted
            kept = self.known.facts(sheet, self._municipalities, cycles)
            if not kept.empty and not own.empty:
                key = ["cycle", "municipality_id", *(["school_id"] if "school_id" in sheet.key else [])]
                kept = kept.loc[~pd.MultiIndex.from_frame(kept[key]).isin(pd.MultiIndex.from_frame(own[key]))]
            parts = [
                part
                for part in (own, kept.assign(sheet_row=pd.array([pd.NA] * len(kept), dtype="Int64")))
                if not part.empty
            ]
            found = pd.concat(parts, ignore_index=True) if parts else own.assign(municipality_id=None)
            self._in_force[sheet.name, before] = found.astype({"sheet_row": "Int64"})
        return self._in_force[sheet.name, before]

    @cached_property
    def _in_force(self) -> dict[tuple[str, bool], pd.DataFrame]:
        return {}

    @cached_property
    def _municipalities(self) -> set[str]:
        return {code for frame in self._placed for code in frame["municipality_id"].unique()}

    @cached_property
    def _cycles(self) -> set[str]:
        return {
            self.workbook.instruction.cycle,
            *(cycle for frame in self._placed if "cycle" in frame for cycle in frame["cycle"].dropna().unique()),
        }

    @property
    def _placed(self) -> list[pd.DataFrame]:
        return [frame for frame in self.workbook.frames.values() if "municipality_id" in frame]


def owners(book: Book) -> dict[str, frozenset[str]]:
    """School code → municipalities that it may belong to; what the workbook says goes before what is known."""
    schools = book.rows(SCHOOLS)
    # A code that stands twice is an error of its own; here its first row counts, so that it isn't reported twice.
    described = schools.drop_duplicates("school_id")
    places = zip(described["school_id"], described["municipality_id"], strict=True)
    return {**book.known.schools, **{code: frozenset((municipality_id,)) for code, municipality_id in places}}


def with_municipalities(book: Book) -> Book:
    """The book whose rows about schools all carry ``municipality_id``: None where it isn't known or not certain.

    A code that several municipalities have is certain in a cycle in which it works in one of them only.
    """
    found_of_code = owners(book)
    places = {code: next(iter(found)) for code, found in found_of_code.items() if len(found) == 1}
    in_cycle = {
        key: next(iter(working & found_of_code[key[1]]))
        for key, working in book.known.working.items()
        if len(found_of_code[key[1]]) > 1 and len(working & found_of_code[key[1]]) == 1
    }
    frames = dict(book.workbook.frames)
    cycle_of_book = book.workbook.instruction.cycle
    for sheet in REFERRING:
        if sheet.name in frames:
            frame = frames[sheet.name]
            cycles = with_cycle(sheet, frame, cycle_of_book)["cycle"]
            municipality_ids = pd.Series(
                [
                    places.get(code) or in_cycle.get((cycle, code))
                    for cycle, code in zip(cycles, frame["school_id"], strict=True)
                ],
                index=frame.index,
                dtype=object,
            )
            frames[sheet.name] = frame.assign(municipality_id=municipality_ids)
    return replace(book, workbook=replace(book.workbook, frames=frames))


def municipalities_of_criteria(book: Book) -> set[str]:
    """Whose criteria «Критерии» sets: the municipalities that the workbook names, or all known if it names none."""
    frames = [frame for name, frame in book.workbook.frames.items() if name != CRITERIA.name]
    return {code for frame in frames for code in frame["municipality_id"]} or set(book.known.municipalities)
