"""The sheets of the import workbook: one description drives template, reading, checks and loading.

Source headings are translated once, in the descriptions; beyond them only our names are used.
"""

from __future__ import annotations

from data.sheet import CYCLE, FLAG_VALUES, MUNICIPALITY, SCHOOL, Column, Kind, Parameter, Required, Sheet
from data.sheets_competence import (
    ASSESSMENTS,
    LEADER_RESULTS,
    REPORTED_INDICATORS,
    TEACHER_DIAGNOSTICS,
    TEACHER_PERCENTS,
)
from data.sheets_control import DOCUMENTS, TASKS
from data.sheets_growth import ASSOCIATIONS, DEVELOPMENT, MENTORING, RESERVE
from data.sheets_staff import STAFF, STAFF_AGES, TEACHING_LOADS, VACANCIES

__all__ = [
    "ABSENCE_REASONS",
    "ASSESSMENTS",
    "ASSOCIATIONS",
    "CLUSTERS",
    "CRITERIA",
    "DEVELOPMENT",
    "DOCUMENTS",
    "FLAG_VALUES",
    "GROUPS",
    "GROUP_VALUES",
    "INSTRUCTION",
    "INSTRUCTION_HEADINGS",
    "LARGEST_POPULATION",
    "LARGEST_SCHOOL",
    "LARGEST_SCORE",
    "LARGEST_WEIGHT",
    "LEADER_RESULTS",
    "LISTS",
    "LOCALITIES",
    "MENTORING",
    "MOST_CLASS_SETS",
    "MUNICIPALITIES",
    "MUNICIPALITY_TYPES",
    "PARAMETERS",
    "REPORTED_INDICATORS",
    "RESERVE",
    "SCHOOLS",
    "SCHOOL_KINDS",
    "SCORES",
    "SCORE_SOURCES",
    "SHEETS",
    "SHEET_BY_NAME",
    "STAFF",
    "STAFF_AGES",
    "TASKS",
    "TEACHER_DIAGNOSTICS",
    "TEACHER_PERCENTS",
    "TEACHING_LOADS",
    "TEMPLATE_VERSION",
    "VACANCIES",
    "Column",
    "Kind",
    "Parameter",
    "Required",
    "Sheet",
]

MUNICIPALITY_TYPES = ("городской округ", "муниципальный округ", "муниципальный район")
CLUSTERS = ("городской", "смешанный", "сельский", "отдалённый")
SCHOOL_KINDS = ("НОШ", "ООШ", "СОШ", "лицей", "гимназия", "СОШ с УИОП", "ДОО", "УДО", "иное")
LOCALITIES = ("город", "посёлок городского типа", "село")
ABSENCE_REASONS = ("не применимо", "не представлено", "на проверке")
SCORE_SOURCES = ("отчёт ОО", "статистика", "внешняя процедура", "экспертиза", "опрос")
GROUP_VALUES = ("1", "2", "3")

# Above these a number is a slip of the keyboard; without them one cell can make every share of a region meaningless.
LARGEST_POPULATION = 100_000_000
LARGEST_SCORE = 100_000
LARGEST_WEIGHT = 1_000
LARGEST_SCHOOL = 50_000
MOST_CLASS_SETS = 5_000

INSTRUCTION = "Инструкция"
INSTRUCTION_HEADINGS = ("Параметр", "Значение")
TEMPLATE_VERSION = "1"
REMARKS = "Замечания"
"""The sheet that a workbook with findings is given back with."""

PARAMETERS = (
    Parameter("Дата среза", "cut_date", True, "ДД.ММ.ГГГГ: на какую дату собраны сведения", "31.08.2026"),
    Parameter("Отчётный цикл", "cycle", True, "учебный год с 1 сентября по 31 августа, например 2025/26", "2025/26"),
    Parameter("Версия шаблона", "template_version", True, "не менять", TEMPLATE_VERSION),
    Parameter("Муниципалитет", "territory", False, "чьи это сведения: муниципалитет или регион", "Северный округ"),
    Parameter("Заполнил (должность)", "author_post", False, "должность, без фамилии", "методист"),
    Parameter("Дата публикации итогов", "published_date", False, "ДД.ММ.ГГГГ, если итоги опубликованы", ""),
)

MUNICIPALITIES = Sheet(
    name="Муниципалитеты",
    table="municipality",
    purpose="Справочник территорий: одна строка — муниципалитет",
    key=("municipality_id",),
    cycle="workbook",
    columns=(
        Column(
            "Код МО", "municipality_id", "code", "yes", "Уникальный код; рекомендуется ОКТМО (8 знаков).", "65701000"
        ),
        Column("Муниципалитет", "name", "text", "yes", "Полное наименование.", "Северный муниципальный округ"),
        Column("Тип", "type", "choice", "yes", "Выберите из списка.", "муниципальный округ", MUNICIPALITY_TYPES),
        Column(
            "Орган управления образованием",
            "authority",
            "text",
            "yes",
            "Наименование органа.",
            "Управление образования",
        ),
        Column("Методическая служба", "method_service", "text", "no", "Наименование, если есть."),
        Column("Кластер", "cluster", "choice", "no", "Для сравнения подобного с подобным.", "сельский", CLUSTERS),
        Column(
            "Население, чел.",
            "population",
            "integer",
            "no",
            "Целое число больше нуля.",
            24500,
            above=0,
            maximum=LARGEST_POPULATION,
        ),
        Column(
            "Код преемника",
            "successor_id",
            "code",
            "no",
            "Только у муниципалитета, который упразднён или получил новый код: код МО, к которому перешли его школы.",
        ),
    ),
)

SCHOOLS = Sheet(
    name="Организации",
    table="school",
    purpose="Справочник организаций и признаки контекста: одна строка — организация",
    key=("school_id",),
    cycle="workbook",
    columns=(
        Column(
            "Код ОО",
            "school_id",
            "code",
            "yes",
            "Уникальный код (ИНН или код региона); филиал — код головной организации с номером через дефис.",
            "66010001",
        ),
        MUNICIPALITY,
        Column("Краткое наименование", "short_name", "text", "yes", "Как в уставе, без фамилий.", "СОШ № 1"),
        Column("Вид ОО", "kind", "choice", "yes", "Выберите из списка.", "СОШ", SCHOOL_KINDS),
        Column("Местность", "locality", "choice", "yes", "Выберите из списка.", "село", LOCALITIES),
        Column(
            "Население пункта, чел.",
            "locality_population",
            "integer",
            "no",
            "Целое число больше нуля.",
            3200,
            above=0,
            maximum=LARGEST_POPULATION,
        ),
        Column("Малокомплектная", "small", "flag", "yes", "да или нет.", "нет", FLAG_VALUES),
        Column(
            "Обучающихся",
            "pupils",
            "integer",
            "no",
            "Пусто — неизвестно (это не ноль).",
            412,
            minimum=0,
            maximum=LARGEST_SCHOOL,
        ),
        Column(
            "Классов-комплектов",
            "class_sets",
            "integer",
            "no",
            "Пусто — неизвестно.",
            18,
            minimum=0,
            maximum=MOST_CLASS_SETS,
        ),
        Column("Есть 9 классы", "has_grade_9", "flag", "yes", "да или нет.", "да", FLAG_VALUES),
        Column("Есть 10–11 классы", "has_grades_10_11", "flag", "yes", "да или нет.", "да", FLAG_VALUES),
        Column("ШНОР", "low_results", "flag", "no", "По перечню региона; пусто — перечня нет.", "нет", FLAG_VALUES),
        Column(
            "Признак необъективности ВПР",
            "biased_vpr",
            "flag",
            "no",
            "По перечню; пусто — перечня нет.",
            "нет",
            FLAG_VALUES,
        ),
        Column(
            "Год признака",
            "low_results_year",
            "integer",
            "conditional",
            "Год перечня ШНОР; обязателен, если ШНОР — да.",
            minimum=2000,
            maximum=2100,
        ),
        Column("Год признака ВПР", "biased_vpr_year", "integer", "no", "Год перечня.", minimum=2000, maximum=2100),
        Column("Работает в цикле", "in_cycle", "flag", "yes", "нет — тогда причина обязательна.", "да", FLAG_VALUES),
        Column(
            "Причина исключения",
            "excluded_reason",
            "text",
            "conditional",
            "Обязательна, если «Работает в цикле» — нет.",
        ),
        Column(
            "Код преемника",
            "successor_id",
            "code",
            "no",
            "Только у организации, которая больше не работает: код ОО, к которой она присоединена.",
        ),
        Column("Широта", "latitude", "number", "no", "Градусы, вместе с долготой.", 57.1532, minimum=-90, maximum=90),
        Column(
            "Долгота", "longitude", "number", "no", "Градусы, вместе с широтой.", 65.5343, minimum=-180, maximum=180
        ),
        Column("Адрес", "address", "text", "no", "Адрес организации.", "пос. Речной, ул. Школьная, 1"),
    ),
)

CRITERIA = Sheet(
    name="Критерии",
    table="criterion",
    purpose="Настройка критериев цикла, заполняет управление: одна строка — критерий",
    key=("cycle", "criterion"),
    cycle="column",
    columns=(
        CYCLE,
        Column("№ критерия", "criterion", "integer", "yes", "От 1 до 10.", 1, minimum=1, maximum=10),
        Column("Наименование", "name", "text", "yes", "Наименование критерия.", "Качество управленческой деятельности"),
        Column("Максимальный балл", "max_score", "number", "yes", "Больше нуля.", 10, above=0, maximum=LARGEST_SCORE),
        Column(
            "Минимальный балл",
            "min_score",
            "number",
            "no",
            "Не больше нуля; пусто — ноль.",
            minimum=-LARGEST_SCORE,
            maximum=0,
        ),
        Column(
            "Вес",
            "weight",
            "number",
            "yes",
            "Не меньше нуля; сумма весов цикла больше нуля.",
            1,
            minimum=0,
            maximum=LARGEST_WEIGHT,
        ),
        Column(
            "Порог низкой зоны, %",
            "low_max_pct",
            "number",
            "yes",
            "Наибольшее значение низкой зоны, обычно 60.",
            60,
            minimum=0,
            maximum=100,
        ),
        Column(
            "Порог высокой зоны, %",
            "high_min_pct",
            "number",
            "yes",
            "Наименьшее значение высокой зоны, обычно 81; больше порога низкой.",
            81,
            minimum=0,
            maximum=100,
        ),
        Column(
            "Основание (реквизиты)",
            "basis",
            "text",
            "yes",
            "Приказ или распоряжение; иначе «рабочий порог».",
            "рабочий порог",
        ),
    ),
)

SCORES = Sheet(
    name="Оценка_критерии",
    table="score",
    purpose="Баллы по критериям: одна строка — организация × критерий × цикл",
    key=("cycle", "school_id", "criterion"),
    cycle="column",
    columns=(
        CYCLE,
        SCHOOL,
        Column(
            "№ критерия",
            "criterion",
            "integer",
            "yes",
            "Номер с листа «Критерии» того же цикла.",
            1,
            minimum=1,
            maximum=10,
        ),
        Column(
            "Балл", "score", "number", "no", "От минимума до максимума критерия; пусто — нет данных (это не ноль).", 7.5
        ),
        Column(
            "Причина отсутствия",
            "absence_reason",
            "choice",
            "conditional",
            "Обязательна, если балла нет.",
            None,
            ABSENCE_REASONS,
        ),
        Column("Источник балла", "source", "choice", "yes", "Выберите из списка.", "отчёт ОО", SCORE_SOURCES),
    ),
)

GROUPS = Sheet(
    name="Группы",
    table="assigned_group",
    purpose="Группы, присвоенные актом, если он есть: одна строка — организация × цикл",
    key=("cycle", "school_id"),
    cycle="column",
    columns=(
        CYCLE,
        SCHOOL,
        Column(
            "Группа", "group_number", "group", "yes", "1 — высокая, 2 — средняя, 3 — низкая степень.", 2, GROUP_VALUES
        ),
        Column("Реквизиты акта", "act", "text", "yes", "№ и дата.", "приказ от 01.09.2026 № 15"),
    ),
)

SHEETS = (
    MUNICIPALITIES,
    SCHOOLS,
    CRITERIA,
    SCORES,
    GROUPS,
    LEADER_RESULTS,
    TEACHER_DIAGNOSTICS,
    STAFF,
    STAFF_AGES,
    VACANCIES,
    TEACHING_LOADS,
    MENTORING,
    DEVELOPMENT,
    ASSOCIATIONS,
    RESERVE,
    ASSESSMENTS,
    DOCUMENTS,
    TASKS,
    TEACHER_PERCENTS,
    REPORTED_INDICATORS,
)
SHEET_BY_NAME = {sheet.name: sheet for sheet in SHEETS}

LISTS = "Списки"
"""The template's hidden sheet with the lists that are too long to be written into a cell's rule."""
