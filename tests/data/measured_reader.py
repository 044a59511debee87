"""The reader's child that also says how much memory it took: a line (kB) in the file named by KOLLEGIA_PEAKS."""

from __future__ import annotations

import os
import re
from pathlib import Path

from data import reader_process


def main() -> None:
    try:
        reader_process.main()
    finally:
        # The peak of this program alone: what getrusage says begins with the parent's.
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
        peak = re.search(r"VmHWM:\s+(\d+)", status)
        with Path(os.environ["KOLLEGIA_PEAKS"]).open("a", encoding="ascii") as peaks:
            peaks.write(f"{peak[1] if peak else 0}\n")
