"""Sheets about what leaders and teachers can do, what pupils were assessed for, and ready indicators."""

from __future__ import annotations

from data.sheet import CYCLE, SCHOOL, Column, Sheet, amount, choice, code, day, flag, people, person_code, text
from data.subjects import ASSESSMENT_SUBJECTS

TOTAL_DOMAIN = "ИТОГ"
HEAD = "директор"
LEADER_POSTS = (HEAD, "заместитель", "резервист")
LEADER_DOMAINS = (TOTAL_DOMAIN, *(f"РК{number:02}" for number in range(1, 16)))
TEACHER_DOMAINS = (
    TOTAL_DOMAIN,
    "предметные",
    "методические",
    "психолого-педагогические",
    "нормативно-правовые",
    *(f"ПД{number:02}" for number in range(1, 10)),
)
ASSESSMENT_KINDS = ("ВПР", "ОГЭ", "ЕГЭ", "НИКО", "региональная диагностика")
LARGEST_VALUE = 1_000_000_000

_IN_TOTAL_ROW = "Заполняется в строке ИТОГ."

LEADER_RESULTS = Sheet(
    name="Компетенции_рук",
    table="leader_result",
    purpose="Результаты руководителей (ограниченный доступ): одна строка — руководитель × область × дата",
    key=("school_id", "leader_code", "domain", "assessed_on"),
    cycle="workbook",
    columns=(
        person_code(
            "Условный код",
            "leader_code",
            "yes",
            "Без ФИО; таблица соответствия хранится отдельно, в программу не вносится. Директор в ОО один.",
            "Р-001",
        ),
        SCHOOL,
        choice("Должность", "post", "yes", "Выберите из списка.", LEADER_POSTS, "директор"),
        amount("Стаж в должности, лет", "post_years", "no", f"От 0 до 50. {_IN_TOTAL_ROW}", 4, maximum=50),
        day("Дата оценки", "assessed_on", "yes", "Не позже даты среза.", "15.04.2026"),
        choice("Область", "domain", "yes", "Строка ИТОГ и области РК01–РК15.", LEADER_DOMAINS, TOTAL_DOMAIN),
        amount("Выполнено, %", "percent", "yes", "От 0 до 100; не доля.", 74, maximum=100),
        flag("Есть ИОМ/ИПР", "has_plan", "no", _IN_TOTAL_ROW, "да"),
        flag("ИОМ завершён", "plan_completed", "no", _IN_TOTAL_ROW, "нет"),
        flag("Есть наставник", "has_mentor", "no", _IN_TOTAL_ROW, "нет"),
    ),
)

TEACHER_DIAGNOSTICS = Sheet(
    name="Компетенции_пед",
    table="teacher_diagnostics",
    purpose="Диагностика педагогов, числа людей: одна строка — организация × область × цикл",
    key=("cycle", "school_id", "domain"),
    cycle="column",
    columns=(
        CYCLE,
        SCHOOL,
        choice("Область", "domain", "yes", "Строка ИТОГ обязательна.", TEACHER_DOMAINS, TOTAL_DOMAIN),
        people("Подлежало, чел.", "eligible", "yes", "Не меньше, чем прошло.", 32),
        people("Прошло, чел.", "assessed", "yes", "Сколько человек прошло диагностику.", 30),
        people("Низкий уровень, чел.", "low", "yes", "Низкий, средний и высокий вместе — прошло.", 4),
        people("Средний уровень, чел.", "middle", "yes", "По шкале инструмента диагностики.", 18),
        people("Высокий уровень, чел.", "high", "yes", "По шкале инструмента диагностики.", 8),
        people(
            "С дефицитом, чел.",
            "with_deficit",
            "yes",
            "Не больше, чем прошло; в строке ИТОГ — с дефицитом хотя бы в одной области.",
            11,
        ),
        text("Инструмент", "tool", "no", "Наименование платформы."),
    ),
)

TEACHER_PERCENTS = Sheet(
    name="Диагностика_пед",
    table="teacher_percent",
    purpose="Необязательный: диагностика в процентах, как её выгружает платформа; одна строка — участник × область. "
    "Хранится только число людей по целым процентам",
    key=("cycle", "school_id", "domain", "participant_code"),
    cycle="column",
    columns=(
        CYCLE,
        SCHOOL,
        choice("Область", "domain", "yes", "Строка ИТОГ и области.", TEACHER_DOMAINS, TOTAL_DOMAIN),
        person_code(
            "Условный код",
            "participant_code",
            "no",
            "Без ФИО; нужен только для поиска повторов и не сохраняется. Без него повторы не ищутся.",
            "П-017",
            private=True,
        ),
        amount("Выполнено, %", "percent", "yes", "От 0 до 100; не доля.", 68, maximum=100),
    ),
)

ASSESSMENTS = Sheet(
    name="Процедуры",
    table="assessment",
    purpose="Внешние оценочные процедуры: одна строка — организация × процедура × предмет × класс × год",
    key=("year", "school_id", "kind", "subject", "grade"),
    cycle="year",
    columns=(
        Column(
            "Год", "year", "integer", "yes", "Год окончания учебного года: для 2025/26 — 2026.", 2026,
            minimum=2001, maximum=2100,
        ),
        SCHOOL,
        choice("Процедура", "kind", "yes", "Выберите из списка.", ASSESSMENT_KINDS, "ВПР"),
        choice("Предмет", "subject", "yes", "Выберите из списка.", ASSESSMENT_SUBJECTS, "математика"),
        Column("Класс", "grade", "integer", "yes", "От 4 до 11.", 5, minimum=4, maximum=11),
        people("Участников", "participants", "yes", "Сколько человек участвовало.", 48),
        people("Не достигли минимума", "below_minimum", "no", "Не больше участников; пусто — неизвестно.", 5),
        people("Высокий результат", "high", "no", "Не больше, чем участников.", 12),
        flag("Признак необъективности", "biased", "no", "По перечню; пусто — перечня нет.", "нет"),
    ),
)  # fmt: skip

REPORTED_INDICATORS = Sheet(
    name="Показатели",
    table="reported_indicator",
    purpose="Необязательный: готовые показатели региона, которых нет на других листах; одна строка — "
    "организация × показатель × цикл",
    key=("cycle", "school_id", "indicator"),
    cycle="column",
    columns=(
        CYCLE,
        SCHOOL,
        code("Код показателя", "indicator", "yes", "Описан в методике.", "РЕГ-01"),
        amount(
            "Числитель", "numerator", "no", "Пусто — нет данных.", 12, minimum=-LARGEST_VALUE, maximum=LARGEST_VALUE
        ),
        Column(
            "Знаменатель", "denominator", "number", "no", "Больше нуля; пусто у показателей, которые считают штуками.",
            40, above=0, maximum=LARGEST_VALUE,
        ),
    ),
)  # fmt: skip
