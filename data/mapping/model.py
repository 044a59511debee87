"""A mapping: what a person settled about one kind of table, kept by name and proposed for the next such file."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from data.mapping.structure import LineKind


class Meaning(BaseModel):
    """What a column is. ``field``: our column name on the target sheet, a role («municipality», «school»…) or '' for
    a column that is not loaded. ``part``: what the heading says about the row: our column name → value, e.g. the
    subject. ``letters`` and ``title``: where the column stood and how it was called when the mapping was kept.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    field: str = ""
    part: dict[str, str] = {}
    letters: str = ""
    title: str = ""


class Mapping(BaseModel):
    """What is kept.

    ``target``: name of the template's sheet. ``columns``: heading's key → meaning. ``header_by_hand``: a person had to
    say where the header is. ``constants``: our column name → value that holds for all rows. ``blank_is_zero``: our
    names of fields in which an empty cell means zero; ``blank_is_missing``: those in which a person said that it
    doesn't. ``kinds``: folded label of a row → what it is, where the person said so. ``municipalities``: spelling →
    code; ``schools``: code of the municipality → spelling → code of the school. ``new``: what the person said about
    schools and municipalities that the database didn't know.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    target: str
    columns: dict[str, Meaning] = {}
    header_by_hand: bool = False
    constants: dict[str, str] = {}
    blank_is_zero: tuple[str, ...] = ()
    blank_is_missing: tuple[str, ...] = ()
    kinds: dict[str, LineKind] = {}
    municipalities: dict[str, str] = {}
    schools: dict[str, dict[str, str]] = {}
    new: dict[str, str] = {}
