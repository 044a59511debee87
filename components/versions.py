"""Where the methodology changed between the cycles that are compared, and what that means for the comparison."""

from __future__ import annotations

from components.cached import run
from components.shown import remark
from components.view import current_scope
from queries.versions import versions_by_cycle, versions_reading


def versions_remark(previous: str | None = None, *, counted: bool = True) -> None:
    """The sentence about it, where there is anything to say.

    ``previous``: of cycles from this one on. ``counted``: what is shown is counted by the methodology.
    """
    if said := versions_reading(run(versions_by_cycle, current_scope(), previous=previous), counted=counted):
        remark(said)
