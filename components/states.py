"""Earlier states of the data: how one is named in filters and links."""

from __future__ import annotations

import pandas as pd

from queries.frames import rows_of


def state_labels(loads: pd.DataFrame) -> dict[str, int]:
    """«после загрузки № 2 (01.09.2026)» → its number, for rows of ``loads``, in their order."""
    return {f"после загрузки № {row.load_id} ({row.loaded_at:%d.%m.%Y})": int(row.load_id) for row in rows_of(loads)}
