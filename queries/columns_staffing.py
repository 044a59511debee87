"""Columns of the tables and files of the page «Кадры»: see ``queries.columns``."""

from __future__ import annotations

from dataclasses import replace

from methodology.in_use import origin_named, threshold_named
from queries.columns import MUNICIPALITY, MUNICIPALITY_CODE, SCHOOL, SCHOOL_CODE, TableColumn

LONG = threshold_named("vac_long_days")
FEW = f"меньше {threshold_named('no_percent_n')} — без процентов"
SIXTY = "предметы школ, которые ведёт один учитель: скольким из этих учителей 60 лет и больше"
_PLACE = (
    MUNICIPALITY_CODE,
    SCHOOL_CODE,
    replace(MUNICIPALITY, width_px=240),
    replace(SCHOOL, width_px=145),
)
_NARROW_PLACE = (*_PLACE[:2], replace(MUNICIPALITY, width_px=155, abbreviated=True), _PLACE[3])


def _sums(*names: tuple[str, str]) -> tuple[TableColumn, ...]:
    """Numerators and denominators for files."""
    return tuple(
        TableColumn(f"{name}_{part}", f"{heading}: {words}", "number", 2, on_screen=False)
        for name, heading in names
        for part, words in (("numerator", "числитель"), ("denominator", "знаменатель"))
    )


HIDDEN_SCHOOLS = (
    *_PLACE[:2],
    _PLACE[3],
    TableColumn("load_words", "Нагрузка, ставок", width_px=130),
    TableColumn("vacant_words", "Вакантных ставок", width_px=135),
    _NARROW_PLACE[2],
)
STAFFING_BY_PLACE = (
    *_NARROW_PLACE,
    TableColumn(
        "kind_words",
        "Вывод",
        meaning="по двум чертам: доля вакантных ставок и нагрузка учителя; с зонами показателей не совпадает",
    ),
    TableColumn("vacant_words", "Вакантных ставок", meaning="КД-ВАК-ДОЛЯ: вакантные / (занятые + вакантные)"),
    TableColumn("load_words", "Нагрузка, ставок", meaning="КД-НАГР: часы в неделю без совместителей / (учителя × 18)"),
    TableColumn("uncovered_words", "Незакрытые часы", meaning="КД-ЧАСЫ: от часов учебного плана"),
    TableColumn("off_profile_words", "Не по профилю", meaning="КД-НЕПРОФ: педагоги без подготовки по предмету"),
    TableColumn("overloaded_words", "Перегружены", meaning="КД-НАГР-ВЫС: учителя с нагрузкой больше 1,4 ставки"),
    TableColumn("external_words", "У совместителей", meaning="КД-СОВМ: часы внешних совместителей от всех часов"),
    TableColumn("alone_words", "Один учитель, 60+", meaning=SIXTY),
    TableColumn("hidden_words", "Школ: скрытый дефицит", meaning="школы, каждая по своим числам"),
    TableColumn("signs", "Признаков", "integer", on_screen=False),
    TableColumn("schools", "Школ", "integer", on_screen=False),
    TableColumn("vacant_schools", "Школ с данными о вакансиях", "integer", on_screen=False),
    TableColumn("load_schools", "Школ с данными о нагрузке", "integer", on_screen=False),
    TableColumn("rates_numerator", "Вакантных ставок, всего", "number", 2, on_screen=False),
    *_sums(
        ("vacant", "Вакантные ставки"),
        ("load", "Нагрузка"),
        ("uncovered", "Незакрытые часы"),
        ("off_profile", "Не по профилю"),
        ("overloaded", "Перегружены"),
        ("external", "У совместителей"),
    ),
)

SHORTAGE_BY_SUBJECT = (
    TableColumn("subject", "Предмет"),
    TableColumn("rates_words", "Вакантных ставок"),
    TableColumn("uncovered_words", "Незакрытые часы", meaning="КД-ЧАСЫ: от часов учебного плана"),
    TableColumn("external_words", "У совместителей", meaning="КД-СОВМ: от всех часов предмета"),
    TableColumn("load_words", "Нагрузка, ставок", meaning="КД-НАГР: часы предмета / (его учителя × 18)"),
    TableColumn("alone_words", "Один учитель, 60+", meaning=SIXTY),
    *_sums(("uncovered", "Незакрытые часы"), ("external", "У совместителей"), ("load", "Нагрузка")),
)

VACANCIES_BY_SUBJECT = (
    *_PLACE,
    TableColumn("subject", "Предмет"),
    TableColumn("rates", "Ставок", "number", 2),
    TableColumn("share_words", "Доля вакантных ставок", meaning=FEW),
    TableColumn("vacancies", "Вакансий", "integer"),
    TableColumn(
        "long_words", "Давние", meaning=f"вакансий, открытых дольше {LONG} дней; {origin_named('vac_long_days')}"
    ),
    TableColumn("oldest_days", "Самая давняя, дней", "integer"),
    TableColumn("schools", "Школ", "integer"),
)

OPEN_VACANCIES = (
    *_NARROW_PLACE,
    TableColumn("subject", "Предмет"),
    TableColumn("post", "Должность"),
    TableColumn("rates", "Ставок", "number", 2),
    TableColumn("days", "Дней", "integer", meaning="сколько дней открыта на дату среза"),
    TableColumn("opened_on", "Открыта с", "date", on_screen=False),
    TableColumn("cover", "Чем закрывается"),
    TableColumn("published", "Размещена", "flag", meaning="на «Работа в России»", when_large=False),
    TableColumn("zemsky", "«Земский»", "flag", meaning="заявлена в «Земский учитель»", when_large=False),
    TableColumn("long", "Давняя", "flag", meaning=f"открыта дольше {LONG} дней", on_screen=False),
    TableColumn("vacancy_code", "Код вакансии", on_screen=False),
    TableColumn("link", "Ссылка", on_screen=False),
    TableColumn("sheet_row", "Строка", "integer", meaning="лист «Вакансии»", when_large=False),
    TableColumn("file_name", "Файл"),
    TableColumn("load_id", "Загрузка №", "integer", on_screen=False),
    TableColumn("loaded_at", "Загружено", "date", on_screen=False),
)

TEACHER_AGES = (
    TableColumn("band", "Возраст"),
    TableColumn("words", "Учителей", meaning=FEW),
    TableColumn("before_words", "В цикле сравнения"),
    TableColumn("teachers", "Учителей, чел.", "integer", on_screen=False),
    TableColumn("of", "Всего учителей, чел.", "integer", on_screen=False),
    TableColumn("teachers_before", "В цикле сравнения, чел.", "integer", on_screen=False),
    TableColumn("of_before", "Всего в цикле сравнения, чел.", "integer", on_screen=False),
    TableColumn("sheet", "Лист", on_screen=False),
    TableColumn("schools_with_data", "Школ с данными", "integer", on_screen=False),
    TableColumn("schools", "Школ", "integer", on_screen=False),
)

STAFFING_BY_CYCLE = (
    TableColumn("cycle", "Цикл"),
    TableColumn("words", "Значение", meaning=FEW),
    TableColumn("zone_words", "Зона"),
    TableColumn("numerator", "Числитель", "number", 0),
    TableColumn("denominator", "Знаменатель", "number", 0),
    TableColumn("schools_with_data", "Школ с данными", "integer"),
    TableColumn("schools", "Школ", "integer"),
)

MEASURES = (
    *_NARROW_PLACE,
    TableColumn("open", "Открыто", "integer", meaning="вакансий на дату среза"),
    TableColumn("published_words", "Размещены", meaning="на «Работа в России», из открытых"),
    TableColumn("not_covered_words", "Не закрыты", meaning="лист говорит «не закрывается», из открытых"),
    TableColumn("closed_words", "Закрыты", meaning="за цикл, из всех вакансий листа"),
    TableColumn("zemsky_words", "«Земский»", meaning="КД-ЗЕМ: закрыты по программе «Земский учитель» из заявленных"),
    TableColumn("target_numerator", "Договоры", "integer", meaning="КД-ЦЕЛ: действующие договоры целевого обучения"),
    TableColumn("graduates_numerator", "Договоры, выпуск за 3 года", "integer", on_screen=False),
    TableColumn("retrained_words", "Переподготовка", meaning="ПР-ПП: прошли из нуждавшихся"),
    TableColumn("listed", "Вакансий листа", "integer", on_screen=False),
    TableColumn("closed", "Закрыто", "integer", on_screen=False),
    TableColumn("published", "Размещено", "integer", on_screen=False),
    TableColumn("not_covered", "Никем не закрыто", "integer", on_screen=False),
    TableColumn("rates_schools", "Школ с данными о вакансиях", "integer", on_screen=False),
    TableColumn("schools", "Школ", "integer", on_screen=False),
    *_sums(("zemsky", "«Земский учитель»"), ("retrained", "Переподготовка")),
)
