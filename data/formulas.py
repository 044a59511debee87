"""Text that a spreadsheet program would run as a formula when it opens a csv."""

from __future__ import annotations

FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""Signs with which Excel, LibreOffice and their Asian editions begin a formula in a text file."""


def harmless(text: str) -> str:
    """Text that no spreadsheet runs as a formula: an apostrophe goes before a dangerous first sign."""
    return f"'{text}" if text.lstrip().startswith(FORMULA_STARTS) else text
