"""Small workbooks for tests: name what the test is about, the rest has sensible values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from data.cells import day_of
from data.references import REFERRING
from data.sheets import CRITERIA, GROUPS, MUNICIPALITIES, SCHOOLS, SCORES, Sheet
from data.workbook import Instruction, Workbook, cycle_bounds, frame_of

CYCLE = "2024/25"
NEXT_CYCLE = "2025/26"
MUNICIPALITY = "01"
OTHER_MUNICIPALITY = "02"
SCHOOL = "001"
OTHER_SCHOOL = "002"
ACT = "приказ от 01.09.2025 № 15"

Row = dict[str, object]


def municipality(municipality_id: str = MUNICIPALITY, **changes: object) -> Row:
    """A row of «Муниципалитеты»."""
    row: Row = {
        "municipality_id": municipality_id,
        "name": f"Округ {municipality_id}",
        "type": "муниципальный округ",
        "authority": "Управление образования",
        "cluster": "сельский",
    }
    return {**row, **changes}


def school(school_id: str = SCHOOL, municipality_id: str = MUNICIPALITY, **changes: object) -> Row:
    """A row of «Организации»: a rural school that works in the cycle."""
    row: Row = {
        "school_id": school_id,
        "municipality_id": municipality_id,
        "short_name": f"СОШ {school_id}",
        "kind": "СОШ",
        "locality": "село",
        "small": False,
        "has_grade_9": True,
        "has_grades_10_11": True,
        "in_cycle": True,
    }
    return {**row, **changes}


def criterion(number: int = 1, cycle: str = CYCLE, **changes: object) -> Row:
    """A row of «Критерии»: maximum 10, weight 1, zones 60 and 81."""
    row: Row = {
        "cycle": cycle,
        "criterion": number,
        "name": f"Критерий {number}",
        "max_score": 10.0,
        "weight": 1.0,
        "low_max_pct": 60.0,
        "high_min_pct": 81.0,
        "basis": "рабочий порог",
    }
    return {**row, **changes}


def score(
    value: float | None = 7.0,
    school_id: str = SCHOOL,
    municipality_id: str = MUNICIPALITY,
    *,
    number: int = 1,
    cycle: str = CYCLE,
    reason: str | None = None,
) -> Row:
    """A row of «Оценка_критерии»; without a value the reason is «не представлено» unless another is given."""
    return {
        "cycle": cycle,
        "school_id": school_id,
        "municipality_id": municipality_id,
        "criterion": number,
        "score": value,
        "absence_reason": reason if value is not None or reason is not None else "не представлено",
        "source": "отчёт ОО",
    }


def scores(
    *values: float | None, school_id: str = SCHOOL, municipality_id: str = MUNICIPALITY, cycle: str = CYCLE
) -> list[Row]:
    """Rows of «Оценка_критерии» on criteria 1, 2, … of one school."""
    return [score(value, school_id, municipality_id, number=n, cycle=cycle) for n, value in enumerate(values, start=1)]


def group(
    number: int, school_id: str = SCHOOL, municipality_id: str = MUNICIPALITY, *, cycle: str = CYCLE, act: str = ACT
) -> Row:
    """A row of «Группы»."""
    return {
        "cycle": cycle,
        "school_id": school_id,
        "municipality_id": municipality_id,
        "group_number": number,
        "act": act,
    }


def row(sheet: Sheet, school_id: str | None = None, municipality_id: str = MUNICIPALITY, **changes: object) -> Row:
    """A row of any other sheet: the values of the template's example row, of ``SCHOOL`` or this one, of ``CYCLE``.

    The template's examples are of the cycle after, so their days are taken a year earlier.
    """
    values: Row = {column.name: column.example for column in sheet.columns}
    for column in sheet.columns:
        if column.kind == "date":
            example = day_of(column.example)
            values[column.name] = example and example.replace(year=example.year - 1)
        elif column.kind == "flag" and column.example is not None:
            values[column.name] = column.example == "да"
        elif column.kind == "cycle":
            values[column.name] = CYCLE
    if "year" in sheet.names:
        values["year"] = int(CYCLE[:4]) + 1
    values["school_id"] = school_id or (SCHOOL if sheet in REFERRING else None)
    return {**values, "municipality_id": municipality_id, **changes}


def workbook(
    *,
    cycle: str = CYCLE,
    cut_date: date | None = None,
    municipalities: Iterable[Row] | None = None,
    schools: Iterable[Row] = (),
    criteria: Iterable[Row] | None = None,
    scores: Iterable[Row] = (),
    groups: Iterable[Row] = (),
    others: Mapping[Sheet, Iterable[Row]] | None = None,
) -> Workbook:
    """A workbook with the sheets that got rows; its cut date is the last day of the cycle.

    Left out, municipalities are those of the schools, and criteria are those that the scores name (``criterion``).
    ``others``: rows of further sheets (``row``).
    """
    schools, scores = list(schools), list(scores)
    if municipalities is None:
        municipalities = [municipality(code) for code in sorted({str(row["municipality_id"]) for row in schools})]
    if criteria is None:
        named = sorted({(str(row["cycle"]), int(str(row["criterion"]))) for row in scores})
        criteria = [criterion(number, cycle_of_scores) for cycle_of_scores, number in named]
    rows_of_sheet: tuple[tuple[Sheet, list[Row]], ...] = (
        (MUNICIPALITIES, list(municipalities)),
        (SCHOOLS, schools),
        (CRITERIA, list(criteria)),
        (SCORES, scores),
        (GROUPS, list(groups)),
        *((sheet, list(rows)) for sheet, rows in (others or {}).items()),
    )
    frames = {}
    for sheet, rows in rows_of_sheet:
        if rows:
            frame = frame_of(sheet, rows)
            if sheet in REFERRING:
                frame["municipality_id"] = [str(row["municipality_id"]) for row in rows]
                frame = frame.astype({"municipality_id": object})
            frames[sheet.name] = frame
    instruction = Instruction(
        cycle=cycle,
        cut_date=cut_date or cycle_bounds(cycle)[1],
        template_version="1",
        territory="Область",
        author_post="методист",
    )
    return Workbook(instruction, frames)
