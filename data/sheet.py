"""What a sheet of the import workbook is: its columns, where its cycle stands, what makes its rows unique."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "code", "integer", "number", "flag", "choice", "group", "cycle", "date"]
Required = Literal["yes", "no", "conditional"]
CycleSource = Literal["column", "column or workbook", "workbook", "year"]

FLAG_VALUES = ("да", "нет")
MOST_PEOPLE = 10_000
"""Above this a number of people of one school is a slip of the keyboard."""


@dataclass(frozen=True)
class Column:
    """One column of a sheet.

    ``required`` conditional: a rule of its own in ``data/checks/rules.py`` says when. ``minimum`` and ``maximum`` are
    inclusive; where ``above`` is set, the value must be greater than it. ``note`` is the heading's comment in the
    template, ``example`` the value in its example row. ``private``: no finding that may be kept quotes its values.
    ``person``: its codes stand for persons, so a name or a number of theirs is looked for in them.
    """

    heading: str
    name: str
    kind: Kind
    required: Required
    note: str
    example: str | int | float | None = None
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    above: float | None = None
    private: bool = False
    person: bool = False


@dataclass(frozen=True)
class Sheet:
    """One sheet: ``table`` is the fact table it fills, ``key`` our names of the columns that make a row unique.

    A row that lacks a part of the key cannot be told from another, so it is no repetition. ``cycle`` says where the
    cycle of a row stands: in its column, in the column or else on «Инструкция», on «Инструкция» alone, or in the year
    in which the cycle ends.
    """

    name: str
    table: str
    purpose: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    cycle: CycleSource

    @property
    def own_cycle(self) -> bool:
        """Whether every row says its cycle, so that the sheet can come without «Инструкция»."""
        return self.cycle in ("column", "year")

    @property
    def names(self) -> frozenset[str]:
        """Our names of its columns."""
        return frozenset(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """The column with this name of ours; KeyError if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


@dataclass(frozen=True)
class Parameter:
    """One row of the sheet «Инструкция»."""

    label: str
    name: str
    required: bool
    note: str
    example: str


CYCLE = Column("Цикл", "cycle", "cycle", "yes", "Учебный год, например 2025/26.", "2025/26")
SCHOOL = Column("Код ОО", "school_id", "code", "yes", "Код с листа «Организации».", "66010001")
MUNICIPALITY = Column("Код МО", "municipality_id", "code", "yes", "Код с листа «Муниципалитеты».", "65701000")


def text(heading: str, name: str, required: Required, note: str, example: str | None = None) -> Column:
    """A column of any words."""
    return Column(heading, name, "text", required, note, example)


def code(heading: str, name: str, required: Required, note: str, example: str | None = None) -> Column:
    """A column of codes."""
    return Column(heading, name, "code", required, note, example)


def person_code(
    heading: str, name: str, required: Required, note: str, example: str | None = None, *, private: bool = False
) -> Column:
    """A column of codes that stand for persons."""
    return Column(heading, name, "code", required, note, example, private=private, person=True)


def choice(
    heading: str, name: str, required: Required, note: str, choices: tuple[str, ...], example: str | None = None
) -> Column:
    """A column whose values are chosen from a list."""
    return Column(heading, name, "choice", required, note, example, choices)


def flag(heading: str, name: str, required: Required, note: str, example: str | None = None) -> Column:
    """A column of да and нет; an empty cell is neither."""
    return Column(heading, name, "flag", required, note, example, FLAG_VALUES)


def people(heading: str, name: str, required: Required, note: str, example: int | None = None) -> Column:
    """A column with a number of people, or of things that people have one by one."""
    return Column(heading, name, "integer", required, note, example, minimum=0, maximum=MOST_PEOPLE)


def amount(
    heading: str,
    name: str,
    required: Required,
    note: str,
    example: float | None = None,
    *,
    minimum: float = 0,
    maximum: float,
) -> Column:
    """A column with a number between bounds."""
    return Column(heading, name, "number", required, note, example, minimum=minimum, maximum=maximum)


def day(heading: str, name: str, required: Required, note: str, example: str | None = None) -> Column:
    """A column of dates."""
    return Column(heading, name, "date", required, note, example)
