"""Words from a workbook on their way to the screen: shown as they are, never run as markup."""

from __future__ import annotations

import re

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+!|$:~^])")


def plain(words: str) -> str:
    """The words escaped for Markdown: a name with «*», «$» or «![…](…)» stays a name, and nothing is fetched for it."""
    return _MARKDOWN.sub(r"\\\1", words)


def plotted(words: str) -> str:
    """The words for a figure: Plotly would take «<b>» or «<a href=…>» for markup."""
    return words.replace("<", "‹").replace(">", "›")
