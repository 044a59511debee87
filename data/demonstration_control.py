"""Sheets of control in the demonstration: documents and tasks of every municipality and of its schools."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.demonstration_cases import DONE_WITHOUT_DOCUMENT
from data.demonstration_chance import Array, Chance, Region, Year, frame_of_columns, on_day
from data.demonstration_names import Place
from data.sheets import DOCUMENTS, TASKS, Sheet

Row = dict[str, object]
HEAD_OF_AUTHORITY, HEAD_OF_SCHOOL, METHODOLOGIST = "начальник управления образования", "директор", "методист"
DAY = np.timedelta64(1, "D")
NEEDS_SUPPORT = 60.0
"""Level of scores up to which a school gets a plan and tasks of its own."""


@dataclass(frozen=True)
class Duty:
    """A task that the demonstration gives: ``month`` and ``day`` of its deadline, where it has one."""

    recommendation: str
    action: str
    post: str
    deadline_kind: str
    month: int = 0
    day: int = 0


DUTIES = (
    Duty("АР-03", "Утвердить муниципальный план методического сопровождения", HEAD_OF_AUTHORITY, "дата", 12, 20),
    Duty("АР-05", "Держать исполнение дорожной карты наставничества на контроле", METHODOLOGIST, "постоянно"),
    Duty("АР-25", "Обеспечить работу школы молодого педагога", METHODOLOGIST, "учебный год", 5, 31),
    Duty("АР-38", "Проанализировать работу методобъединений", METHODOLOGIST, "дата", 6, 15),
    Duty("АР-41", "Информировать педагогов о новых формах обучения", METHODOLOGIST, "не установлен"),
    Duty("АР-51", "Обеспечить участие руководителей в ежегодной диагностике", HEAD_OF_AUTHORITY, "период", 4, 30),
)
DUTY_OF_PLAN = Duty("АР-02", "Представить школьный план устранения дефицитов", HEAD_OF_SCHOOL, "дата", 12, 10)
DUTY_OF_CURATOR = Duty("АР-50", "Закрепить куратора за школой", METHODOLOGIST, "дата", 11, 15)
DUTY_OF_VACANCIES = Duty("АР-17", "Разместить вакансии на портале «Работа в России»", HEAD_OF_SCHOOL, "дата", 2, 1)
DUTY_OF_ROUTES = Duty("АР-28", "Разработать маршруты педагогов с дефицитами", HEAD_OF_SCHOOL, "период", 3, 31)
MENTORING_PAPERS = (("приказ", 0.93), ("положение", 0.85), ("дорожная карта", 0.6))


class _Register:
    """Documents and tasks of one municipality in one cycle, with codes given in order."""

    def __init__(self, place: Place, year: Year) -> None:
        self.place, self.year = place, year
        self.documents: list[Row] = []
        self.tasks: list[Row] = []

    def document(
        self, kind: str, theme: str, level: str, on: np.datetime64 | None, school: str | None = None, **more: object
    ) -> str:
        """Add a document; its code."""
        number = len(self.documents) + 1
        code = f"Д{self.year.cycle[2:4]}-{number:03}"
        self.documents.append(
            {
                "document_code": code,
                "cycle": self.year.cycle,
                "kind": kind,
                "theme": theme,
                "level": level,
                "municipality_id": self.place.municipality_id,
                "school_id": school,
                "number": f"{number}-д" if on is not None else None,
                "dated_on": on,
                "approved_by_post": HEAD_OF_SCHOOL if level == "ОО" else HEAD_OF_AUTHORITY,
                **more,
            }
        )
        return code

    def task(
        self,
        duty: Duty,
        basis: str,
        status: str,
        done: np.datetime64 | None,
        evidence: str | None,
        school: str | None = None,
    ) -> None:
        """Add a task."""
        number = len(self.tasks) + 1
        self.tasks.append(
            {
                "task_code": f"П{self.year.cycle[2:4]}-{number:03}",
                "cycle": self.year.cycle,
                "recommendation": duty.recommendation,
                "municipality_id": self.place.municipality_id,
                "school_id": school,
                "action": duty.action,
                "issued_on": on_day(self.year, 10, 20),
                "basis_document": basis,
                "responsible_post": duty.post,
                "deadline_kind": duty.deadline_kind,
                "deadline": on_day(self.year, duty.month, duty.day) if duty.month else None,
                "status": status,
                "done_on": done,
                "evidence_document": evidence,
            }
        )  # fmt: skip


def control_frames(
    region: Region, places: tuple[Place, ...], year: Year, working: Array, last: bool, chance: Chance
) -> dict[str, pd.DataFrame]:
    """«Документы» and «Исполнение». In the last cycle more is still under way."""
    documents: list[Row] = []
    tasks: list[Row] = []
    for place in places:
        register = _Register(place, year)
        here = np.flatnonzero((region.municipality_id == place.municipality_id) & working)
        _of_municipality(register, float(region.strain[here].mean()), last, chance)
        for row in here:
            _of_school(register, region, int(row), last, chance)
        documents += register.documents
        tasks += register.tasks
    return {DOCUMENTS.name: _frame(DOCUMENTS, documents), TASKS.name: _frame(TASKS, tasks)}


def _of_municipality(register: _Register, strain: float, last: bool, chance: Chance) -> None:
    year = register.year
    until = year.cut
    basis = register.document("решение коллегии", "качество образования", "МО", on_day(year, 10, 20))
    register.document("приказ", "методическое сопровождение", "МО", on_day(year, 10, 25), valid_until=until)
    if chance.random() < 0.85 - 0.1 * strain:
        register.document("дорожная карта", "наставничество", "МО", on_day(year, 9, 15), valid_until=until)
    if chance.random() < 0.6:
        register.document("приказ", "резерв", "МО", on_day(year, 11, 5))
    for duty in DUTIES:
        _give(register, duty, basis, None, last, chance)


def _of_school(register: _Register, region: Region, row: int, last: bool, chance: Chance) -> None:
    year, school = register.year, str(region.school_id[row])
    basis = str(register.documents[0]["document_code"])
    for kind, share in MENTORING_PAPERS:
        if chance.random() < share - 0.08 * region.strain[row]:
            signed = on_day(year, 9, 1) + int(chance.integers(0, 40)) * DAY
            register.document(kind, "наставничество", "ОО", signed, school, valid_until=year.cut)
    if year.level[row] <= NEEDS_SUPPORT:
        due = on_day(year, DUTY_OF_PLAN.month, DUTY_OF_PLAN.day)
        sent = due + int(chance.integers(-30, 12)) * DAY
        if chance.random() < 0.88:
            plan = register.document(
                "школьный план", "методическое сопровождение", "ОО", sent, school, due_on=due, submitted_on=sent
            )
            status = "исполнено" if sent <= due else "исполнено с нарушением срока"
            register.task(DUTY_OF_PLAN, basis, status, sent, plan, school)
        else:
            register.document("школьный план", "методическое сопровождение", "ОО", None, school, due_on=due)
            register.task(DUTY_OF_PLAN, basis, "в работе", None, None, school)
        _give(register, DUTY_OF_CURATOR, basis, school, last, chance)
    if region.strain[row] > 0.9:
        _give(register, DUTY_OF_VACANCIES, basis, school, last, chance)
    if region.strain[row] > 0.3 and chance.random() < 0.4:
        _give(register, DUTY_OF_ROUTES, basis, school, last, chance)


def _give(register: _Register, duty: Duty, basis: str, school: str | None, last: bool, chance: Chance) -> None:
    """A task and how it went; what was done has a document, nearly always."""
    year = register.year
    case = last and register.place.municipality_id == DONE_WITHOUT_DOCUMENT and duty.recommendation == "АР-51"
    drawn = 0.0 if case else chance.random()
    if duty.deadline_kind in ("постоянно", "не установлен"):
        register.task(duty, basis, "в работе", None, None, school)
        return
    due = on_day(year, duty.month, duty.day)
    early, late = int(chance.integers(0, 15)), int(chance.integers(1, 40))
    if drawn < (0.68 if last else 0.8):
        done, status = due - early * DAY, "исполнено"
    elif drawn < (0.78 if last else 0.93):
        done, status = due + late * DAY, "исполнено с нарушением срока"
    else:
        status = "отменено" if drawn > 0.98 else "не начато" if drawn > 0.94 else "в работе"
        register.task(duty, basis, status, None, None, school)
        return
    evidence = None
    if not case and chance.random() < 0.95:
        level = "МО" if school is None else "ОО"
        kind, theme = ("справка", "методическое сопровождение")
        if duty.recommendation == "АР-03":
            kind = "муниципальный план"
        evidence = register.document(kind, theme, level, done, school)
    register.task(duty, basis, status, done, evidence, school)


def _frame(sheet: Sheet, rows: list[Row]) -> pd.DataFrame:
    columns = pd.DataFrame(rows, dtype=object)
    return frame_of_columns(
        sheet, {str(name): columns[name].to_numpy() for name in columns}, columns["municipality_id"].to_numpy()
    )
