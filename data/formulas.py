"""Text that a spreadsheet program would run as a formula when it opens a csv."""

from __future__ import annotations

import re

FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""Signs with which Excel, LibreOffice and their Asian editions begin a formula in a text file."""


_CHANGE = re.compile(r"[+-]\d{1,3}(?:[ \u00a0]?\d{3})*(?:,\d+)?[ \u00a0]п\.п\.")
"""«+3,3 п.п.»: no name, no call, nothing that could run."""


def harmless(text: str) -> str:
    """Text that no spreadsheet runs as a formula: an apostrophe goes before a dangerous first sign.

    A change in percentage points stays as it is written.
    """
    if not text.lstrip().startswith(FORMULA_STARTS) or _CHANGE.fullmatch(text):
        return text
    return f"'{text}"
