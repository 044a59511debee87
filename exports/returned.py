"""The uploaded workbook given back with remarks, so that the operator forwards it to the school as it is.

Opening a file is as dangerous here as at the first reading, so a child process does it, bounded in memory and time.
"""

from __future__ import annotations

import io
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePath

from openpyxl import Workbook

from data.findings import Finding
from data.personal_data import Expected, traces
from exports.about import safe_file_name
from exports.remarks import remarks_of
from exports.remarks_sheet import add_remarks_sheet
from exports.returned_process import IN_PLACE, VALUES

MAX_MEMORY_BYTES = 2 * 1024**3
MAX_SECONDS = 120.0
"""Of each way to mark a file."""
CHILD = (sys.executable, "-c", "from exports.returned_process import main; main()")

_ROOT = Path(__file__).resolve().parents[1]
_UNSAID = "Слова замечания не приводятся: в них могут быть персональные данные."
_KEPT_AS_IT_IS = (".xlsx", ".xlsm")
_ENDS_READING = frozenset({"file_type", "file_size"})
"""Findings after which nobody opens the file again."""


def returned_workbook(content: bytes, file_name: str, findings: Sequence[Finding]) -> bytes:
    """An xlsx: the workbook as it came with coloured and commented cells, and the sheet «Замечания» before all.

    Of xls, xlsb, ods and csv, and of an xlsx that is too large for it, the values in a new workbook; of a file that
    could not be read the list alone.
    """
    shown_name = f"книга{PurePath(file_name).suffix}" if traces(PurePath(file_name).stem) else file_name
    private = {_place(finding) for finding in findings if finding.check.startswith("privacy")}
    findings = [_discreet(finding, _place(finding) in private) for finding in findings]
    if not any(finding.check in _ENDS_READING for finding in findings):
        ways = (IN_PLACE, VALUES) if file_name.lower().endswith(_KEPT_AS_IT_IS) else (VALUES,)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"workbook{PurePath(file_name).suffix.lower()}"
            path.write_bytes(content)
            for way in ways:
                marked = _by_child(path, way, shown_name, findings)
                if marked is not None:
                    return marked
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    how = "Прочитать файл не удалось, поэтому здесь только список замечаний."
    add_remarks_sheet(workbook, remarks_of(findings, ()), shown_name, how)
    packed = io.BytesIO()
    workbook.save(packed)
    return packed.getvalue()


def returned_name(file_name: str) -> str:
    """«район.xls» → «район_с_замечаниями.xlsx»; a name that looks like a person's is left out."""
    stem = PurePath(file_name).stem
    known = "книга" if traces(stem.replace("_", " ") + ".", Expected(digits=False)) else stem[:80]
    return safe_file_name(f"{known} с замечаниями", None, "xlsx")


def _by_child(path: Path, way: str, file_name: str, findings: Sequence[Finding]) -> bytes | None:
    """The marked workbook, or None if the child did not manage."""
    command = [*CHILD, str(path), way, str(MAX_MEMORY_BYTES)]
    try:
        done = subprocess.run(
            command,
            cwd=_ROOT,
            input=pickle.dumps((file_name, tuple(findings))),
            capture_output=True,
            timeout=MAX_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    return done.stdout if done.returncode == 0 and done.stdout else None


def _place(finding: Finding) -> tuple[str | None, int | None, str | None]:
    return finding.sheet, finding.row, finding.column


def _discreet(finding: Finding, private: bool) -> Finding:
    """The finding without what looks like personal data: other checks quote the cell word for word."""
    value = finding.value
    if value is not None and not finding.check.startswith("privacy") and (private or traces(value)):
        short = f"{value[:1]}…"
        finding = replace(finding, value=short, message=finding.message.replace(value, short))
    if traces(finding.message):
        finding = replace(finding, message=_UNSAID)
    if finding.column is not None and traces(finding.column):
        finding = replace(finding, column=None, message=_UNSAID)
    return finding
