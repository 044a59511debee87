"""What a reader is told of the recommendations that are marked: how many, and what was decided about them before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from data.recommendation_acts import ACCEPTED, CHANGED, REJECTED
from methodology.words import number, recommendations

DECIDED = {ACCEPTED: "приняты", CHANGED: "изменены", REJECTED: "отклонены"}
"""State → how several recommendations in it are called."""


def marked_words(states: Sequence[str]) -> str:
    """One or two sentences about the states of marked rows; empty if none is marked."""
    if not states:
        return ""
    said = f"Отмечено: {recommendations(len(states))}."
    before = decided_words(states)
    return f"{said} {before}." if before else said


def decided_words(states: Sequence[str]) -> str:
    """What was decided about them before, a sentence without its end; empty if nothing was."""
    counts = Counter(states)
    if len(states) == 1:
        return f"Она уже {states[0]}" if states[0] in DECIDED else ""
    told = [f"{words} — {number(counts[state])}" for state, words in DECIDED.items() if counts[state]]
    return f"Из них уже {', '.join(told)}" if told else ""
