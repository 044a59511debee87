"""Cases of the demonstration placed by hand, for tests and people to find.

Where not said otherwise a case shows in the last cycle.
"""

from __future__ import annotations

from enum import StrEnum


class EdgeSchool(StrEnum):
    """Codes of the schools that carry a case worth finding."""

    TOTAL_60_5 = "99020005"
    """Total exactly 60,5 %: rounds to 61, middle group."""
    TOTAL_BELOW_60_5 = "99020006"
    """Total 60,45 %: rounds to 60, low group; rounding twice would make it 61."""
    TOTAL_80_5 = "99040009"
    """Total exactly 80,5 %: rounds to 81, high group."""
    TOTAL_BELOW_80_5 = "99040012"
    """Total 80,45 %: rounds to 80, middle group."""
    MISSING_40 = "99060007"
    """40 % of the weights without data: a total with bounds, no group."""
    MISSING_70 = "99140005"
    """70 % of the weights without data: no total is shown."""
    NO_GRADES_10_11 = "99130007"
    """Nine grades only, in every cycle."""
    SMALL_NOT_APPLICABLE = "99100006"
    """A small school (in every cycle) to which criterion 6 does not apply."""
    LOW_RESULTS_BUT_STRONG = "99040003"
    """ШНОР in every cycle; in the last one its scores are high."""
    ORDER_CONTRADICTS = "99050003"
    """The order says group 3, the scores say group 2."""
    CLOSED = "99090006"
    """Does not work in the last cycle, with a reason and a successor; worked and was scored before."""
    NEGATIVE_SCORE = "99130004"
    """A negative score on criterion 7: counts as zero."""


class FurtherCase(StrEnum):
    """Codes of the schools with a case on the further sheets; on the first five they are ordinary ones."""

    OVERLOAD_WITHOUT_VACANCIES = "99010007"
    """No vacancy in any cycle, and 1,55 of a post for every teacher."""
    FEW_YOUNG = "99050002"
    """Three educators with less than three years of work: one more or less is a third."""
    SPARSE = "99090003"
    """Empty in all optional columns of the sheets of staff and development, in every cycle."""
    CONTRADICTING_DEFICIT = "99030004"
    """Two sheets give different numbers of educators with a deficit: a warning, no error."""


THREE_SCHOOLS = "99612000"
"""A municipality with three schools in every cycle."""
NOT_SENT = "99611000"
"""A municipality that described its schools in the last cycle and sent no scores."""
SAME_NAME = ("99030016", "99070006")
"""Two schools of one short name in different municipalities."""

HAND_SET_SCORES: dict[str, tuple[float, ...]] = {
    EdgeSchool.TOTAL_60_5: (12.0, 13.0, 7.2, 7.8, 6.1, 5.9, 6.0, 7.2, 5.5, 5.0),
    EdgeSchool.TOTAL_BELOW_60_5: (12.0, 13.0, 7.2, 7.8, 6.1, 5.9, 6.0, 7.2, 5.5, 4.9),
    EdgeSchool.TOTAL_80_5: (16.0, 17.0, 9.6, 10.2, 8.1, 7.9, 8.0, 9.6, 7.5, 7.0),
    EdgeSchool.TOTAL_BELOW_80_5: (16.0, 17.0, 9.6, 10.2, 8.1, 7.9, 8.0, 9.6, 7.5, 6.9),
    EdgeSchool.LOW_RESULTS_BUT_STRONG: (18.0, 17.8, 10.4, 10.6, 8.7, 8.5, 9.0, 10.9, 8.6, 9.1),
    EdgeSchool.ORDER_CONTRADICTS: (14.5, 14.6, 8.5, 8.8, 7.1, 7.0, 7.4, 8.6, 7.0, 7.3),
}
"""Scores on criteria 1–10 in the last cycle."""

HAND_SET_ABSENCES: dict[str, dict[int, str]] = {
    EdgeSchool.MISSING_40: {3: "не представлено", 4: "на проверке", 5: "не представлено", 6: "на проверке"},
    EdgeSchool.MISSING_70: dict.fromkeys(range(1, 7), "не представлено"),
    EdgeSchool.SMALL_NOT_APPLICABLE: {6: "не применимо"},
}
"""Criteria without a score in the last cycle and why; the school has all the others."""

CONTRADICTING_GROUP = 3
SUCCESSOR_OF_CLOSED = "99090001"
CLOSED_REASON = "реорганизация: присоединена к СОШ № 1 с. Степное"

FEW_YOUNG = 3
"""Young educators of that school."""
PARTLY_SENT = "99613000"
"""A municipality that in the last cycle sent no «Нагрузка», «Развитие» and «Компетенции_пед»."""
COPIED_DEVELOPMENT = ("99080003", "99080004", "99080005")
"""Schools of one municipality whose rows on «Развитие» are the same but for their codes."""
HEAPED = "99606000"
"""A municipality whose leaders' results all end in 0 or 5."""
DONE_WITHOUT_DOCUMENT = "99605000"
"""A municipality with a task (АР-51) that is done and has no document to show it."""
