"""Entries of rule files: immutable, and a mistake names file, entry and field."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

RuleT = TypeVar("RuleT", bound="Rule")
Comparison = Literal["below", "above", "at_most", "at_least", "equals"]
"""How a value is compared with a bound."""


class MethodologyError(Exception):
    """A rule file is wrong; the message names file, entry and field."""


class Rule(BaseModel):
    """Base of all entries: immutable, and an unknown field is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def read_entries(path: Path, model: type[RuleT], **common: str) -> tuple[RuleT, ...]:
    """The entries of a file; ``common``: fields that all of them have. Raises MethodologyError."""
    try:
        raw: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise MethodologyError(f"{path.name}: не читается как YAML: {error}") from error
    if not isinstance(raw, list):
        raise MethodologyError(f"{path.name}: ожидается список записей")
    entries = []
    for number, entry in enumerate(raw, start=1):
        try:
            entries.append(model.model_validate(entry | common if isinstance(entry, dict) else entry))
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(str(part) for part in first["loc"])
            name = next(iter(entry.values()), "") if isinstance(entry, dict) else ""
            raise MethodologyError(f"{path.name}, запись {number} ({name}), поле {field}: {first['msg']}") from error
    return tuple(entries)
