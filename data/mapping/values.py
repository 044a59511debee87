"""One cell of a table that is not our template: a figure, a mark that stands for nothing, or words."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from data.cells import parse_number
from data.sheets import Column
from data.spelling import fold as _fold
from data.spelling import tidy

What = Literal["empty", "absent", "figure", "words"]

_ANY = Column("", "", "number", "no", "")
_NO_DATA = r"н/?д|н\. ?д\.?|нет данных|нет сведений|n/?а"
_ABSENT = re.compile(rf"х+|×|-+|\*+|…|\.{{2,}}|н/п|нет|не применимо|{_NO_DATA}")
_DASH = re.compile(r"-+")
_SAYS_NO_DATA = re.compile(_NO_DATA)
"""After ``fold``, which makes Latin lookalikes Cyrillic and every dash one."""
_FOOTNOTE = re.compile(r"(?<=\d)(?:\s?(?:\*+|[¹²³⁴⁵⁶⁷⁸⁹]|\[\d+\])|\s\d\))+$")
"""A digit with a bracket is a footnote only after a space: «121)» may be 121 or 12."""
_NOT_A_SUM = re.compile(
    r"средн\w+ (?:балл|знач|оцен|отмет|процент|успех|результат|показ|тест|возраст|стаж|зарплат|нагруз)|^средн\w+$"
    r"|в среднем|\bкод\b|\bср\.|%|процент|\bдол[яиюь]\b|индекс|рейтинг|\bранг|медиан|качеств\w* знаний|успеваемост"
    r"|коэффициент"
)
_POINTS = re.compile(r"\bбалл\w*$")
_WHO_HAS_POINTS = re.compile(r"получил|набрал|высокобал|стобал|чел|\d")


@lru_cache(maxsize=100_000)
def fold(text: str) -> str:
    """``data.spelling.fold``, remembered: a table is looked at many times over."""
    return _fold(text)


def figure(cell: object) -> float | None:
    """The number in a cell, also typed as text with any spaces, a decimal comma or the sign of a footnote."""
    return _of_text(cell)[1] if isinstance(cell, str) else _number(cell)


def what(cell: object) -> What:
    """What stands in a cell."""
    if isinstance(cell, str):
        return _of_text(cell)[0]
    if cell is None:
        return "empty"
    return "words" if _number(cell) is None else "figure"


def what_for(cell: object, column: Column) -> What:
    """What stands in a cell if it is to be a value of that column.

    «Нет» is a value where a list has it; where да or нет is asked, a mark may be either, so that a person has to say it
    in words. A per cent is no number of people.
    """
    kind = what(cell)
    if kind == "absent" and isinstance(cell, str):
        said = fold(cell)
        is_value = column.kind == "flag" and not _SAYS_NO_DATA.fullmatch(said)
        if is_value or any(said == fold(choice) for choice in column.choices):
            return "words"
    if kind == "figure" and column.kind == "integer" and isinstance(cell, str) and "%" in cell:
        return "words"
    return kind


def _number(cell: object) -> float | None:
    value = parse_number(cell, _ANY)[0]
    return value if isinstance(value, float) else None


@lru_cache(maxsize=100_000)
def _of_text(cell: str) -> tuple[What, float | None]:
    text = tidy(cell)
    if not text:
        return "empty", None
    if _ABSENT.fullmatch(fold(text)):
        return "absent", None
    value = _number(_FOOTNOTE.sub("", text).removesuffix("%").strip())
    return ("words" if value is None else "figure"), value


def is_blank(cell: object) -> bool:
    """Whether nothing stands in the cell, or a mere dash: either may mean nobody. «X» and «н/д» say that they don't."""
    return what(cell) == "empty" or (isinstance(cell, str) and _DASH.fullmatch(fold(cell)) is not None)


def words_of(cell: object) -> str:
    """The words in a cell; empty if it holds none."""
    return tidy(cell) if isinstance(cell, str) and what(cell) == "words" else ""


def adds_up(heading: str) -> bool:
    """Whether figures under such a heading make sense added up: people and things do, means and shares don't."""
    words = fold(heading)
    return not is_mean(words) and not (_POINTS.search(words) and not _WHO_HAS_POINTS.search(words))


def is_mean(heading: str) -> bool:
    """Whether the heading speaks of a mean, a share or a rating."""
    return any(_NOT_A_SUM.search(fold(part)) for part in heading.split(" → "))
