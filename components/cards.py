"""One card: a figure, its name, a line below it, its meaning under «?»."""

from __future__ import annotations

from typing import Any


def card(
    place: Any,
    label: str,
    value: str,
    below: str | None = None,
    meaning: str | None = None,
    *,
    arrow: str = "off",
    beside: str | None = None,
) -> None:
    """Draw it in a container or in ``st``. ``arrow``: 'up' or 'down', without a colour: neither is good by itself.

    ``beside``: small words after the line below.
    """
    place.metric(
        label,
        value,
        delta=below,
        delta_color="off",
        delta_arrow=arrow,
        delta_description=beside,
        help=meaning,
        border=True,
        height="stretch",
    )
