"""How columns of the frames are called and written, on the screen and in files alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from methodology.in_use import origin_named, threshold_named

ColumnKind = Literal["text", "integer", "number", "percent", "flag", "date"]


@dataclass(frozen=True)
class TableColumn:
    """One column: ``name`` in the frame, Russian ``heading``, how its values are written, what it means.

    Thresholds within its meaning are named (``methodology.in_use.threshold_named``). Percent values are already in per
    cent (60.5 is written «60,5 %»). ``decimals`` counts for number and percent only. ``on_screen`` False: in files
    only; ``in_files`` False: on the screen only. ``signed``: a difference, written with its sign. ``width_px``: on the
    screen, where the widest value would push others out of sight. ``when_large`` False: not on a projector, where
    larger letters leave room for fewer columns. ``short``: the heading on the screen, if the one in files would push
    others out of sight; its meaning says the rest. ``abbreviated``: on the screen the words that only say what kind of
    municipality it is are letters.
    """

    name: str
    heading: str
    kind: ColumnKind = "text"
    decimals: int = 0
    meaning: str = ""
    on_screen: bool = True
    in_files: bool = True
    signed: bool = False
    width_px: int | None = None
    when_large: bool = True
    abbreviated: bool = False
    short: str = ""


MUNICIPALITY = TableColumn("municipality_name", "Муниципалитет")
MUNICIPALITY_CODE = TableColumn("municipality_id", "Код МО", on_screen=False)
SCHOOL = TableColumn("short_name", "Школа")
SCHOOL_CODE = TableColumn("school_id", "Код ОО", on_screen=False)

GROUPS_BY_MUNICIPALITY = (
    MUNICIPALITY_CODE,
    MUNICIPALITY,
    TableColumn("cluster", "Кластер", on_screen=False),
    TableColumn("schools", "Школ", "integer"),
    TableColumn("low", "▼ Низкая", "integer"),
    TableColumn("middle", "● Средняя", "integer"),
    TableColumn("high", "▲ Высокая", "integer"),
    TableColumn("without_group", "– Без группы", "integer"),
    TableColumn(
        "low_words",
        "Низкая из школ с группой",
        meaning=f"меньше {threshold_named('no_percent_n')} школ — без процентов",
    ),
    TableColumn("completeness_pct", "Полнота данных", "percent"),
)

SCHOOLS = (
    MUNICIPALITY_CODE,
    SCHOOL_CODE,
    TableColumn("short_name", "Школа", width_px=98),
    TableColumn("municipality_name", "Муниципалитет", width_px=111, abbreviated=True),
    TableColumn("kind", "Вид", on_screen=False),
    TableColumn("locality", "Местность", on_screen=False),
    TableColumn("group_words", "Группа"),
    TableColumn("assigned_words", "Группа по акту", on_screen=False),
    TableColumn("computed_words", "Группа по расчёту", on_screen=False),
    TableColumn(
        "assigned_sign",
        "Акт",
        meaning="группа, присвоенная актом: 1 ▲, 2 ●, 3 ▼; она важнее расчётной",
        in_files=False,
        when_large=False,
    ),
    TableColumn(
        "computed_sign",
        "Расчёт",
        meaning="расчётная группа; ≠ — не совпадает с актом",
        in_files=False,
        when_large=False,
    ),
    TableColumn(
        "stability_pct",
        "Устойчивость",
        "percent",
        meaning="устойчивость расчётной группы: доля проб, в которых она та же, — без любого критерия, при других "
        "весах, с недостающими баллами; прочерк — группа по акту или её нет",
        when_large=False,
    ),
    TableColumn(
        "total_pct",
        "Итог",
        "percent",
        2,
        f"при полноте от {threshold_named('data_show_min')} %; если данных не хватает — с границами",
    ),
    TableColumn("total_low_pct", "Итог, нижняя граница", "percent", 1, on_screen=False),
    TableColumn("total_high_pct", "Итог, верхняя граница", "percent", 1, on_screen=False),
    TableColumn(
        "total_change",
        "Изменение, п.п.",
        "number",
        1,
        "изменение итога к циклу сравнения в п.п., если критерии те же",
        signed=True,
        short="Изменение",
    ),
    TableColumn("before_words", "Группа в цикле сравнения", on_screen=False),
    TableColumn("before_sign", "Была", meaning="группа в цикле сравнения", in_files=False, when_large=False),
    TableColumn("completeness_pct", "Полнота", "percent"),
    TableColumn(
        "low_criteria", "Низких критериев", "integer", meaning="сколько критериев в низкой зоне", short="Низкая зона"
    ),
    TableColumn("mark_words", "Пометка", on_screen=False),
    TableColumn(
        "mark_sign",
        "Знак",
        meaning=f"≈ пограничная: до смены вывода не больше {threshold_named('border_delta')} п.п.; … неполные данные: "
        "границы итога — в карточке школы",
        in_files=False,
        when_large=False,
    ),
    TableColumn("firmness_words", "Устойчивость группы", on_screen=False),
    TableColumn("flip_words", "Что меняет группу", on_screen=False),
    TableColumn("act", "Реквизиты акта", on_screen=False),
)

GROUPS_BY_FIRMNESS = (
    TableColumn("group_words", "Группа"),
    TableColumn("schools", "Школ", "integer"),
    TableColumn(
        "firm_words",
        "Устойчива",
        meaning=f"из расчётных; группа та же в {threshold_named('stability_firm')} % проб и больше",
    ),
    TableColumn("likely_words", "Скорее устойчива", meaning=f"в {threshold_named('stability_likely')} % проб и больше"),
    TableColumn("unstable_words", "Неустойчива", meaning="реже: до решения нужна экспертная оценка"),
    TableColumn("assigned", "По акту", "integer", meaning="группа присвоена актом, устойчивость не считается"),
    TableColumn("firm", "Устойчива, школ", "integer", on_screen=False),
    TableColumn("likely", "Скорее устойчива, школ", "integer", on_screen=False),
    TableColumn("unstable", "Неустойчива, школ", "integer", on_screen=False),
)

SENSITIVITY = (
    TableColumn("variant_words", "Как считать", width_px=250),
    TableColumn("touched", "Пересчитано", "integer", meaning="школ, на которые этот способ смотрит иначе"),
    TableColumn("changed_words", "Меняют группу", meaning="из пересчитанных; и те, кто остался бы без группы"),
    TableColumn("moves_words", "Из какой в какую", width_px=420),
    TableColumn("low_words", "Низкая степень", meaning="школ, из имеющих группу"),
    TableColumn("criteria_words", "Критерии без учёта", meaning="номера; у каждой школы — свои из них"),
    TableColumn("schools", "Школ с группой сейчас", "integer", on_screen=False),
    TableColumn("low", "Низкая, школ", "integer", on_screen=False),
    TableColumn("middle", "Средняя, школ", "integer", on_screen=False),
    TableColumn("high", "Высокая, школ", "integer", on_screen=False),
    TableColumn("without_group", "Без группы или вне подсчёта, школ", "integer", on_screen=False),
    TableColumn("higher", "На более высокую, школ", "integer", on_screen=False),
    TableColumn("lower", "На более низкую, школ", "integer", on_screen=False),
)

SENSITIVITY_BY_MUNICIPALITY = (
    MUNICIPALITY_CODE,
    MUNICIPALITY,
    TableColumn("schools", "Школ с группой", "integer"),
    TableColumn("touched", "Пересчитано", "integer", meaning="школ, на которые этот способ смотрит иначе"),
    TableColumn("changed_words", "Меняют группу", meaning=f"меньше {threshold_named('no_percent_n')} — без процентов"),
    TableColumn("moves_words", "Из какой в какую", width_px=420),
    TableColumn("higher", "На более высокую", "integer", on_screen=False),
    TableColumn("lower", "На более низкую", "integer", on_screen=False),
    TableColumn("lost", "Без группы или вне подсчёта", "integer", on_screen=False),
)

SCHOOLS_CHANGING_GROUP = (
    MUNICIPALITY_CODE,
    SCHOOL_CODE,
    TableColumn("short_name", "Школа", width_px=190),
    MUNICIPALITY,
    TableColumn("group_words", "Группа сейчас"),
    TableColumn("other_words", "Стала бы"),
    TableColumn("total_pct", "Итог сейчас", "percent", 2),
    TableColumn("other_total_pct", "Стал бы", "percent", 2, "итог, посчитанный иначе"),
    TableColumn("criteria_words", "Критерии без учёта", meaning="номера"),
)

SIMILAR_SCHOOLS = (
    MUNICIPALITY_CODE,
    SCHOOL_CODE,
    TableColumn("short_name", "Школа", width_px=112),
    TableColumn("municipality_name", "Муниципалитет", width_px=120, abbreviated=True),
    TableColumn("difference_words", "Чем отличается", meaning="от этой школы; одинаковое не названо", width_px=176),
    TableColumn("group_words", "Группа"),
    TableColumn("total_pct", "Итог", "percent", 2, meaning=f"при полноте от {threshold_named('data_show_min')} %"),
    TableColumn("better_words", "Что выше", meaning="на 10 п.п. и больше, два наибольших отличия", width_px=310),
    TableColumn("better", "Критериев выше", "integer", meaning="на 10 п.п. и больше", on_screen=False),
    TableColumn("distance", "Расстояние", "number", 2, meaning="от 0 (условия те же) до 1", on_screen=False),
)


def assessment_columns(previous: str | None, *, one_school: bool) -> tuple[TableColumn, ...]:
    """Columns of ``assessments``: beside those of the cycle ``previous``; of one school nobody counts schools."""
    found = [
        TableColumn("kind", "Вид", width_px=56),
        TableColumn("subject", "Предмет", width_px=218),
        TableColumn("grade", "Класс", "integer", width_px=50),
        TableColumn("participants", "Участников", "integer", on_screen=False),
    ]
    if not one_school:
        found.append(TableColumn("schools", "Школ", "integer", meaning="где процедура проведена", width_px=48))
    of_all = f"из участников; меньше {threshold_named('no_percent_n')} — без процентов"
    for name, heading, short, width in (
        ("below_minimum", "Не достигли минимума", "Не достигли", 142),
        ("high", "Высокий результат", "Высокий", 126),
    ):
        found.append(TableColumn(f"{name}_words", heading, meaning=of_all, width_px=width))
        if previous is not None:
            found.append(TableColumn(f"{name}_before", f"{short}, {previous}", meaning="другие ученики", width_px=128))
        found.append(TableColumn(name, f"{heading}, чел.", "integer", on_screen=False))
        found.append(TableColumn(f"{name}_of", f"{heading}: из скольких", "integer", on_screen=False))
        found.append(TableColumn(f"{name}_pct", f"{heading}, %", "number", 1, on_screen=False))
    heading = "Признак необъективности" if one_school else "Школ с признаком необъективности"
    found.append(TableColumn("biased_words", heading, meaning="по перечню; пусто — перечня нет"))
    return tuple(found)


COMPARISON = (
    MUNICIPALITY_CODE,
    TableColumn("municipality_name", "Муниципалитет", width_px=132, abbreviated=True),
    TableColumn("cluster", "Кластер", on_screen=False),
    TableColumn("words", "Значение", meaning=f"меньше {threshold_named('no_percent_n')} — без процентов", width_px=104),
    TableColumn("stands_out_words", "Рядом с общей долей", meaning="с поправкой на число сравнений", width_px=128),
    TableColumn(
        "place_range_words", "Место", meaning="в каких пределах лежит место: 95 % из 2000 розыгрышей", width_px=125
    ),
    TableColumn("interval_words", "Разброс", meaning="возможный при такой численности: интервал Уилсона, 95 %"),
    TableColumn(
        "shrunken_pct",
        "Сглажено",
        "percent",
        1,
        "оценка, притянутая к общей доле: тем сильнее, чем меньше людей",
    ),
    TableColumn("before_words", "Было", meaning="в цикле сравнения", when_large=False),
    TableColumn("change_words", "Изменение", when_large=False),
    TableColumn("data_words", "С данными", meaning="школ", when_large=False),
    TableColumn("numerator", "Числитель", "number", 0, on_screen=False),
    TableColumn("denominator", "Знаменатель", "number", 0, on_screen=False),
    TableColumn("value_pct", "Доля, %", "number", 1, on_screen=False),
    TableColumn("interval_low_pct", "Интервал, нижняя граница", "number", 1, on_screen=False),
    TableColumn("interval_high_pct", "Интервал, верхняя граница", "number", 1, on_screen=False),
    TableColumn("first_place", "Место от", "integer", on_screen=False),
    TableColumn("last_place", "Место до", "integer", on_screen=False),
    TableColumn("common_pct", "Общая доля, %", "number", 1, on_screen=False),
)

STANDING = (
    MUNICIPALITY_CODE,
    TableColumn("municipality_name", "Муниципалитет"),
    TableColumn("words", "Значение", meaning=f"меньше {threshold_named('no_percent_n')} — без процентов"),
    TableColumn("value", "Число", "number", 1),
    TableColumn("zone_words", "Зона"),
    TableColumn("stands_out_words", "Рядом с общей долей", meaning="с поправкой на число сравнений"),
    TableColumn("common_words", "По всем муниципалитетам"),
)

PROFILE = (
    TableColumn("indicator", "Код", on_screen=False),
    TableColumn("indicator_name", "Показатель", width_px=260),
    TableColumn(
        "words", "Значение", meaning=f"меньше {threshold_named('no_percent_n')} — без процентов; прочерк — нет данных"
    ),
    TableColumn("median_pct", "Медиана", "percent", meaning="долей сравниваемых муниципалитетов"),
    TableColumn("range_words", "От и до", meaning="наименьшая и наибольшая доля"),
    TableColumn("better_words", "Рядом с другими", meaning="сравниваются сами доли, без учёта случая", width_px=150),
    TableColumn("place_range_words", "Место", meaning="в каких пределах лежит место: 95 % из 2000 розыгрышей"),
    TableColumn("stands_out_words", "Рядом с общей долей", meaning="с поправкой на число сравнений", width_px=150),
    TableColumn("direction_words", "Направление", when_large=False),
    TableColumn("data_words", "С данными", meaning="муниципалитетов"),
    TableColumn("value_pct", "Доля, %", "number", 1, on_screen=False),
    TableColumn("low_pct", "Наименьшая доля, %", "number", 1, on_screen=False),
    TableColumn("high_pct", "Наибольшая доля, %", "number", 1, on_screen=False),
)

TRANSITIONS = (
    TableColumn("before_words", "Было"),
    TableColumn("now_words", "Стало"),
    TableColumn("schools", "Школ", "integer"),
)

INDICATOR_BY_MUNICIPALITY = (
    MUNICIPALITY_CODE,
    MUNICIPALITY,
    TableColumn("words", "Значение", meaning=f"меньше {threshold_named('no_percent_n')} — без процентов"),
    TableColumn("numerator", "Числитель", "number", 0),
    TableColumn("denominator", "Знаменатель", "number", 0),
    TableColumn("schools_with_data", "Школ с данными", "integer"),
    TableColumn("schools", "Школ", "integer"),
)

MAP_OF_MUNICIPALITIES = (
    MUNICIPALITY_CODE,
    MUNICIPALITY,
    TableColumn("words", "Значение", meaning=f"меньше {threshold_named('no_percent_n')} — без процентов"),
    TableColumn("with_data", "Школ с данными", "integer"),
    TableColumn("schools", "Школ", "integer"),
    TableColumn("territory", "Территория карты"),
    TableColumn("place_words", "Как найдена", meaning="или почему муниципалитета на карте нет"),
)

BOUNDARY_MATCH = (
    MUNICIPALITY_CODE,
    MUNICIPALITY,
    TableColumn("territory", "Территория карты"),
    TableColumn("place_words", "Как найдена или почему нет"),
)

CRITERION_BY_MUNICIPALITY = (
    MUNICIPALITY_CODE,
    MUNICIPALITY,
    TableColumn("criterion", "№ критерия", "integer"),
    TableColumn("criterion_name", "Критерий"),
    TableColumn("value_pct", "Выполнение", "percent", 1),
    TableColumn("numerator", "Σ баллов", "number", 1),
    TableColumn("denominator", "Σ максимумов", "number", 1),
    TableColumn("schools_with_data", "Школ с данными", "integer"),
    TableColumn("schools", "Школ", "integer"),
)

CRITERION_BY_SCHOOL = (
    MUNICIPALITY_CODE,
    SCHOOL_CODE,
    SCHOOL,
    TableColumn("criterion", "№ критерия", "integer"),
    TableColumn("criterion_name", "Критерий"),
    TableColumn("value_pct", "Выполнение", "percent", 1),
    TableColumn("zone_words", "Зона"),
    TableColumn("score", "Балл", "number", 1),
    TableColumn("max_score", "Максимум", "number", 1),
    TableColumn("absence_reason", "Почему нет балла"),
    TableColumn("source", "Источник балла"),
)


def sides_columns(name: str, other: str) -> tuple[TableColumn, ...]:
    """The columns of two selections side by side, headed by what the two are called."""
    limit = f"меньше {threshold_named('no_percent_n')} школ — без процентов"
    return (
        TableColumn("figure_words", "Показатель"),
        TableColumn("words", name, meaning=limit),
        TableColumn("other_words", other, meaning=limit),
        TableColumn("change_words", "Разница", meaning="первое минус второе, если критерии заданы одинаково"),
        TableColumn("data_words", f"Данные есть: {name}", meaning="школ с данными из отобранных"),
        TableColumn("other_data_words", f"Данные есть: {other}", meaning="школ с данными из отобранных"),
        TableColumn("numerator", f"Числитель: {name}", "number", 1, on_screen=False),
        TableColumn("denominator", f"Знаменатель: {name}", "number", 1, on_screen=False),
        TableColumn("other_numerator", f"Числитель: {other}", "number", 1, on_screen=False),
        TableColumn("other_denominator", f"Знаменатель: {other}", "number", 1, on_screen=False),
        TableColumn("change", "Разница, п.п.", "number", 1, on_screen=False, signed=True),
    )


SOURCE_ROWS = (
    TableColumn("sheet", "Лист"),
    TableColumn("sheet_row", "Строка", "integer"),
    TableColumn("criterion_name", "Критерий", width_px=190),
    TableColumn("said_words", "Что стоит"),
    TableColumn("reason", "Почему нет балла"),
    TableColumn("source", "Источник или акт", width_px=118),
    TableColumn("file_name", "Файл"),
    TableColumn("load_id", "Загрузка №", "integer", when_large=False),
    TableColumn("loaded_at", "Загружено", "date", when_large=False),
)

IN_NUMBERS = (
    TableColumn("numerator", "Числитель", "number", 2, on_screen=False),
    TableColumn("denominator", "Знаменатель", "number", 2, on_screen=False),
    TableColumn("value", "Значение числом", "number", 2, on_screen=False),
)
"""A value of any indicator in figures: people, posts or hours."""

INDICATORS_OF_SELECTION = (
    TableColumn("block_words", "Раздел", width_px=125, when_large=False),
    TableColumn("name", "Показатель", width_px=270),
    TableColumn("code", "Код", on_screen=False),
    TableColumn("value_words", "Значение", width_px=145),
    TableColumn("zone_words", "Зона", meaning="по порогам методики; пусто — порога нет или данных мало", width_px=150),
    TableColumn("before_words", "Было", on_screen=False),
    TableColumn("change_words", "Изменение", width_px=105),
    TableColumn("data_words", "С данными", width_px=95, meaning="школ из отобранных"),
    TableColumn("threshold_words", "Пороги и их происхождение", on_screen=False),
    TableColumn("sheet_words", "Листы", on_screen=False),
    *IN_NUMBERS,
    TableColumn("unit", "Единица", on_screen=False),
)

INDICATOR_BY_SCHOOL = (
    MUNICIPALITY_CODE,
    MUNICIPALITY,
    SCHOOL_CODE,
    SCHOOL,
    TableColumn("value_words", "Значение"),
    TableColumn("zone_words", "Зона"),
    *IN_NUMBERS,
)

INDICATOR_ROWS = (
    TableColumn("sheet", "Лист"),
    TableColumn("sheet_row", "Строка", "integer"),
    TableColumn("said", "Что стоит"),
    TableColumn("file_name", "Файл"),
    TableColumn("load_id", "Загрузка №", "integer", when_large=False),
    TableColumn("loaded_at", "Загружено", "date", when_large=False),
)


def _value(*, of: str) -> tuple[TableColumn, ...]:
    """What stands beside the name of an indicator of a block: its value in words and in figures."""
    return (
        TableColumn(
            "words", "Значение", meaning=f"меньше {threshold_named('no_percent_n')} — без процентов", width_px=160
        ),
        TableColumn("zone_words", "Зона", meaning="по порогам методики; тире — порога нет или данных мало"),
        TableColumn("schools_with_data", "Школ с данными", "integer", on_screen=of != "school"),
        TableColumn("schools", "Школ", "integer", on_screen=of != "school"),
        *IN_NUMBERS,
        TableColumn("code", "Код показателя", on_screen=False),
    )


BLOCK_BY_MUNICIPALITY = (
    MUNICIPALITY_CODE,
    MUNICIPALITY,
    TableColumn("name", "Показатель", width_px=250),
    *_value(of="municipality"),
)

BLOCK_BY_SCHOOL = (
    MUNICIPALITY_CODE,
    SCHOOL_CODE,
    SCHOOL,
    TableColumn("name", "Показатель", width_px=250),
    *_value(of="school"),
)

BLOCK_OVER_CYCLES = (
    TableColumn("name", "Показатель", width_px=250),
    TableColumn("cycle", "Цикл"),
    *_value(of="cycle"),
)

ASSOCIATIONS_BY_MUNICIPALITY = (
    MUNICIPALITY_CODE,
    MUNICIPALITY,
    TableColumn(
        "complete_words", "С планом и анализом", meaning=f"меньше {threshold_named('no_percent_n')} — без процентов"
    ),
    TableColumn("without_plan", "Без плана", "integer"),
    TableColumn("without_analysis", "Без анализа", "integer"),
    TableColumn("without_both", "Из них без обоих", "integer", when_large=False),
    TableColumn("associations", "Всего методобъединений", "integer", on_screen=False),
    TableColumn("complete", "С планом и анализом, шт.", "integer", on_screen=False),
)

ASSOCIATION_ROWS = (
    MUNICIPALITY_CODE,
    TableColumn("municipality_name", "Муниципалитет", on_screen=False),
    TableColumn("code", "Код"),
    TableColumn("kind", "Вид", width_px=150),
    TableColumn("level", "Уровень"),
    TableColumn("theme", "Направление"),
    TableColumn("short_name", "Школа"),
    TableColumn("missing_words", "Чего нет", meaning="у методобъединений; остальным план и анализ не нужны"),
    TableColumn("has_plan", "План на год", "flag", on_screen=False),
    TableColumn("has_analysis", "Анализ за прошлый год", "flag", on_screen=False),
    TableColumn("members", "Участников", "integer", when_large=False),
    TableColumn("joint_events", "Совместных мероприятий", "integer", on_screen=False),
    TableColumn("sheet_row", "Строка", "integer", when_large=False),
    TableColumn("load_id", "Загрузка №", "integer", when_large=False),
)

RESERVE_BALANCE = (
    MUNICIPALITY_CODE,
    MUNICIPALITY,
    TableColumn("balance_words", "Готовых : вакансий в год", meaning="подготовленные резервисты : ожидаемые вакансии"),
    TableColumn("zone_words", "Хватает ли"),
    TableColumn("members", "В резерве", "integer"),
    TableColumn("with_reserve", "Школ с резервом", "integer"),
    TableColumn("schools", "Школ", "integer"),
    TableColumn("prepared", "Подготовлены", "integer", on_screen=False),
    TableColumn("expected", "Ожидаемых вакансий в год", "number", 1, on_screen=False),
    TableColumn("gap", "Готовых минус ожидаемых", "number", 1, on_screen=False, signed=True),
    TableColumn("appointments", "Назначений за учтённые циклы", "integer", on_screen=False),
    TableColumn("school_years", "Школ × циклов с ответом", "integer", on_screen=False),
)

RESERVE_TERMS = (
    TableColumn("years", "Больше скольких лет в резерве", "integer"),
    TableColumn("members", "Человек", "integer"),
    TableColumn("prolonged", "Срок продлён", "integer"),
    TableColumn("not_prolonged", "Не продлён", "integer"),
)

RESERVE_BY_SCHOOL = (
    MUNICIPALITY_CODE,
    MUNICIPALITY,
    SCHOOL_CODE,
    SCHOOL,
    TableColumn("kind", "Вид", on_screen=False),
    TableColumn("locality", "Местность", on_screen=False),
    TableColumn("members", "В резерве", "integer"),
    TableColumn("prepared", "Подготовлены", "integer"),
    TableColumn("appointments", "Назначений", "integer", meaning="за цикл, директоров и заместителей"),
    TableColumn("appointed", "Из резерва", "integer", meaning="назначены за цикл из резерва школы"),
)

PILLARS = (
    TableColumn("block_words", "Раздел"),
    TableColumn("name", "Показатель"),
    TableColumn("words", "Значение"),
    TableColumn("zone_words", "Зона"),
    TableColumn("change_words", "Изменение"),
    TableColumn("before_words", "Было"),
    TableColumn("compared_with", "В цикле"),
    TableColumn("data_words", "Школ с данными"),
    TableColumn("low_schools", "Школ в зоне «требует мер»", "integer", meaning="по собственному значению школы"),
    TableColumn("numerator", "Числитель", "number", 2, on_screen=False),
    TableColumn("denominator", "Знаменатель", "number", 2, on_screen=False),
    TableColumn("code", "Код показателя", on_screen=False),
)

BESIDE_SCHOOL = (
    TableColumn("criterion", "№", "integer"),
    TableColumn("criterion_name", "Критерий", width_px=300),
    TableColumn("value_pct", "Выполнение", "percent", 1),
    TableColumn("zone_words", "Зона"),
    TableColumn("score", "Балл", "number", 1),
    TableColumn("max_score", "Максимум", "number", 1),
    TableColumn("weight", "Вес", "number", 1),
    TableColumn(
        "lost_points",
        "До максимума, п.п. итога",
        "number",
        1,
        "вес × (100 − выполнение) / Σ весов критериев с данными",
    ),
    TableColumn("municipality_median_pct", "Медиана муниципалитета", "percent", 1),
    TableColumn("municipality_words", "Школ муниципалитета с данными"),
    TableColumn("cluster_median_pct", "Медиана кластера", "percent", 1),
    TableColumn("cluster_words", "Школ кластера с данными"),
    TableColumn("absence_reason", "Почему нет балла"),
    TableColumn("cluster", "Кластер", on_screen=False),
)

BESIDE_MUNICIPALITY = (
    TableColumn("criterion", "№", "integer"),
    TableColumn("criterion_name", "Критерий", width_px=300),
    TableColumn("value_pct", "Выполнение", "percent", 1),
    TableColumn("numerator", "Σ баллов", "number", 1),
    TableColumn("denominator", "Σ максимумов", "number", 1),
    TableColumn("school_words", "Школ с данными"),
    TableColumn("cluster_median_pct", "Медиана кластера", "percent", 1),
    TableColumn("cluster_words", "Муниципалитетов кластера с данными"),
    TableColumn("region_median_pct", "Медиана всех", "percent"),
    TableColumn("region_words", "Муниципалитетов с данными"),
    TableColumn("cluster", "Кластер", on_screen=False),
)

SCHOOL_HISTORY = (
    TableColumn("cycle", "Цикл"),
    TableColumn("short_name", "Школа"),
    TableColumn("place_words", "Чья история", meaning="присоединена — школа, преемником которой стала эта"),
    TableColumn("group_words", "Группа"),
    TableColumn("origin_words", "Откуда группа"),
    TableColumn("total_pct", "Итог", "percent", 2, f"при полноте от {threshold_named('data_show_min')} %"),
    TableColumn(
        "total_change",
        "Изменение, п.п.",
        "number",
        1,
        "к предыдущему циклу той же школы, если критерии те же",
        signed=True,
    ),
    TableColumn("completeness_pct", "Полнота", "percent"),
    TableColumn("break_words", "Разрыв", meaning="изменились номера, максимумы или веса критериев; сменилась методика"),
    TableColumn("total_low_pct", "Итог, нижняя граница", "percent", 1, on_screen=False),
    TableColumn("total_high_pct", "Итог, верхняя граница", "percent", 1, on_screen=False),
    TableColumn("criteria_with_data", "Критериев с данными", "integer", on_screen=False),
    TableColumn("municipality_name", "Муниципалитет", on_screen=False),
    SCHOOL_CODE,
    MUNICIPALITY_CODE,
)

MUNICIPALITY_HISTORY = (
    TableColumn("cycle", "Цикл"),
    TableColumn("municipality_name", "Муниципалитет", on_screen=False),
    TableColumn("place_words", "Чья история", meaning="предшественник — тот, чьим преемником стал этот муниципалитет"),
    TableColumn("schools", "Школ", "integer"),
    TableColumn("low", "▼ Низкая", "integer"),
    TableColumn("middle", "● Средняя", "integer"),
    TableColumn("high", "▲ Высокая", "integer"),
    TableColumn("without_group", "– Без группы", "integer"),
    TableColumn("assigned", "По акту", "integer"),
    TableColumn(
        "low_words",
        "Низкая из школ с группой",
        meaning=f"меньше {threshold_named('no_percent_n')} школ — без процентов",
    ),
    TableColumn("completeness_pct", "Полнота", "percent"),
    TableColumn("break_words", "Разрыв", meaning="изменились номера, максимумы или веса критериев; сменилась методика"),
    MUNICIPALITY_CODE,
)

DOCUMENTS_OF_PLACE = (
    TableColumn("title", "Документ", width_px=240),
    TableColumn("state_words", "Состояние", meaning="на дату среза", width_px=185),
    TableColumn("term_words", "Срок", meaning="прочерк — срока нет", width_px=195),
    TableColumn("theme", "Тема", width_px=190),
    TableColumn(
        "tasks",
        "Поручений",
        "integer",
        meaning="дано на основании документа: лист «Исполнение», без отменённых",
        width_px=88,
    ),
    TableColumn(
        "confirmed",
        "Подтверждает",
        "integer",
        meaning="исполнение скольких поручений подтверждено документом",
        width_px=108,
    ),
    TableColumn("submitted_on", "Представлен", "date", width_px=105),
    TableColumn("approved_by_post", "Утвердил", meaning="должность", width_px=190),
    TableColumn("document_code", "Код"),
    TableColumn("link", "Файл"),
    TableColumn("kind", "Вид", on_screen=False),
    TableColumn("number", "Номер", on_screen=False),
    TableColumn("dated_on", "Дата", "date", on_screen=False),
    TableColumn("level", "Уровень", on_screen=False),
    TableColumn("due_on", "Срок представления", "date", on_screen=False),
    TableColumn("valid_until", "Действует до", "date", on_screen=False),
    TableColumn("cut_date", "Дата среза", "date", on_screen=False),
)

LOADS = (
    TableColumn("load_id", "№", "integer"),
    TableColumn("loaded_words", "Загружено"),
    TableColumn("file_name", "Файл"),
    TableColumn("cycle", "Цикл"),
    TableColumn("cut_date", "Срез", "date"),
    TableColumn("municipalities", "Муниципалитетов", "integer"),
    TableColumn(
        "rows",
        "Строк",
        "integer",
        meaning="в тех листах муниципалитетов, где что-то изменилось, вместе с такими же, как были; без «Инструкции», "
        "критерии — на каждый муниципалитет",
    ),
    TableColumn("findings", "Замечаний", "integer"),
    TableColumn("author_post", "Заполнил (должность)"),
    TableColumn("post", "Загрузил (должность)", meaning="входом не подтверждена"),
    TableColumn("state_words", "Состояние", width_px=190),
    TableColumn("undone_post", "Отменил (должность)", meaning="входом не подтверждена"),
    TableColumn("sha256", "SHA-256", on_screen=False),
)

RELEASES = (
    TableColumn("release_id", "№", "integer"),
    TableColumn("released_at", "Снято", "date"),
    TableColumn("sheet", "Лист"),
    TableColumn("column", "Столбец"),
    TableColumn("rule_words", "На что похоже"),
    TableColumn("extent_words", "Что снято"),
    TableColumn("reason", "Причина"),
    TableColumn("author_post", "Должность"),
    TableColumn("state_words", "Состояние"),
)

FINDINGS = (
    TableColumn("severity_words", "Вид"),
    TableColumn("sheet", "Лист"),
    TableColumn("row", "Строка", "integer"),
    TableColumn("column", "Столбец"),
    TableColumn("value", "Что стоит"),
    TableColumn("message", "Что не так"),
    TableColumn("remedy", "Что сделать"),
    TableColumn("rows", "Сколько раз", "integer"),
)

CHANGES = (
    TableColumn("sheet", "Лист"),
    TableColumn("cycle", "Цикл"),
    TableColumn("municipalities", "Муниципалитетов", "integer"),
    TableColumn("added", "Новых строк", "integer"),
    TableColumn("changed", "Изменится", "integer"),
    TableColumn("unchanged", "Без изменений", "integer"),
    TableColumn(
        "removed", "Уйдёт из действующих", "integer", meaning="в книге этих строк больше нет; история остаётся"
    ),
    TableColumn("kept", "Останется прежним", "integer", meaning="строки школ, которых в книге нет"),
)

SCHOOL_CHANGES = (
    MUNICIPALITY_CODE,
    SCHOOL_CODE,
    MUNICIPALITY,
    SCHOOL,
    TableColumn("sheet", "Лист"),
    TableColumn("cycle", "Цикл"),
    TableColumn("added", "Новых строк", "integer"),
    TableColumn("changed", "Изменённых", "integer"),
    TableColumn("removed", "Ушедших", "integer", meaning="в книге этих строк больше нет; история остаётся"),
)

SHEET_CHANGES = (
    TableColumn("sheet", "Лист"),
    TableColumn("cycle", "Цикл"),
    TableColumn("municipalities", "Муниципалитетов", "integer"),
    TableColumn("added", "Новых строк", "integer"),
    TableColumn("changed", "Изменённых", "integer"),
    TableColumn("removed", "Ушедших", "integer", meaning="в книге этих строк не было; история остаётся"),
)

VALUE_CHANGES = (
    MUNICIPALITY_CODE,
    SCHOOL_CODE,
    MUNICIPALITY,
    SCHOOL,
    TableColumn("sheet", "Лист"),
    TableColumn("cycle", "Цикл"),
    TableColumn("row_words", "Строка"),
    TableColumn("column", "Столбец"),
    TableColumn("before", "Было"),
    TableColumn("after", "Станет"),
)

INDICATORS = (
    TableColumn("block_words", "Раздел"),
    TableColumn("code", "Код"),
    TableColumn("name", "Показатель"),
    TableColumn("unit", "Единица", on_screen=False),
    TableColumn("formula", "Формула"),
    TableColumn("numerator", "Числитель", on_screen=False),
    TableColumn("denominator", "Знаменатель", on_screen=False),
    TableColumn("missing", "Если данных нет"),
    TableColumn(
        "zones_words", "Зоны", meaning="низкая — требует мер, средняя — требует внимания, высокая — выполняется"
    ),
    TableColumn("sheet_words", "Листы", on_screen=False),
    TableColumn("threshold_words", "Пороги", on_screen=False),
    TableColumn("origin", "Происхождение"),
)

THRESHOLDS = (
    TableColumn("meaning", "Что означает"),
    TableColumn("value_words", "Значение"),
    TableColumn("unit", "Единица"),
    TableColumn("origin", "Происхождение"),
    TableColumn("used_words", "Где действует"),
    TableColumn("key", "Ключ", on_screen=False),
)

CRITERIA = (
    TableColumn("criterion", "№", "integer"),
    TableColumn("name", "Критерий"),
    TableColumn("max_score", "Максимум", "number", 1),
    TableColumn("weight", "Вес", "number", 1),
    TableColumn("low_max_pct", "Низкая зона до", "percent"),
    TableColumn("high_min_pct", "Высокая зона от", "percent"),
    TableColumn("basis", "Основание"),
)

METHODOLOGY_VERSIONS = (
    TableColumn("version", "Версия №", "integer"),
    TableColumn("created_at", "Дата", "date"),
    TableColumn("from_words", "Действует с цикла"),
    TableColumn("reason", "Почему"),
    TableColumn("author_post", "Кто (должность)"),
    TableColumn("based_on", "На основе версии №", "integer", on_screen=False),
    TableColumn(
        "short_hash",
        "Отпечаток",
        meaning="по нему видно, что правила не подменены; целиком — в выгрузке",
        in_files=False,
    ),
    TableColumn("hash", "Отпечаток (SHA-256)", on_screen=False),
)

KEY_FIGURES = (
    TableColumn("name", "Показатель"),
    TableColumn("meaning", "Что это"),
    TableColumn("words", "Значение"),
    TableColumn("value", "Доля", "percent", 1),
    TableColumn("numerator", "Числитель", "number", 1),
    TableColumn("denominator", "Знаменатель", "number", 1),
    TableColumn("zone_words", "Зона", meaning="только там, где есть порог"),
    TableColumn("compared_with", "Цикл сравнения", meaning="последний, с которым можно сравнить"),
    TableColumn("before_words", "Было"),
    TableColumn("schools_with_data", "Школ с данными", "integer"),
    TableColumn("schools", "Школ", "integer"),
)

ATTENTION = (
    MUNICIPALITY_CODE,
    TableColumn("municipality_name", "Муниципалитет", width_px=245),
    TableColumn("cluster", "Кластер", on_screen=False),
    TableColumn("schools", "Школ", "integer", on_screen=False),
    TableColumn("low_words", "▼ Низкая степень", meaning="школы с низкой степенью из школ, у которых есть группа"),
    TableColumn("low", "Школ с низкой степенью", "integer", on_screen=False),
    TableColumn("with_group", "Школ с группой", "integer", on_screen=False),
    TableColumn("still_low", "Остаются", "integer", meaning="низкая степень и в этом цикле, и в цикле сравнения"),
    TableColumn("fell", "Снизили", "integer", meaning="группа стала ниже, чем в цикле сравнения"),
    TableColumn("rose", "Повысили", "integer", meaning="группа стала выше, чем в цикле сравнения"),
    TableColumn(
        "low_criteria",
        "Критериев ▼",
        "integer",
        meaning="Σ/Σ критерия — в низкой зоне, которую задаёт лист «Критерии»",
    ),
    TableColumn("weakest", "Слабее всего, № критерия", "integer", on_screen=False),
    TableColumn("weakest_pct", "Слабее всего, %", "percent", on_screen=False),
    TableColumn("without_data", "Без данных", "integer", meaning="школы без единого балла и без группы по акту"),
    TableColumn("completeness_pct", "Полнота", "percent"),
)

SILENT = (
    MUNICIPALITY_CODE,
    MUNICIPALITY,
    TableColumn("without_data", "Школ без данных", "integer"),
    TableColumn("schools", "Школ в цикле", "integer"),
    TableColumn("nothing_words", "Что прислано"),
)

CHANGES_SINCE = (
    MUNICIPALITY_CODE,
    SCHOOL_CODE,
    MUNICIPALITY,
    SCHOOL,
    TableColumn("before_words", "Группа была"),
    TableColumn("now_words", "Группа стала"),
    TableColumn("total_before", "Итог был", "percent", 2),
    TableColumn("total_now", "Итог стал", "percent", 2),
    TableColumn("total_change", "Изменение, п.п.", "number", 1, signed=True),
    TableColumn("scores_before", "Баллов было", "integer"),
    TableColumn("scores_now", "Баллов стало", "integer"),
)

SENT_BY_MUNICIPALITY = (
    MUNICIPALITY_CODE,
    MUNICIPALITY,
    TableColumn("sheet", "Лист"),
    TableColumn("rows", "Строк", "integer"),
    TableColumn("reported", "Школ со строками", "integer", meaning="тире — лист не о школах"),
    TableColumn("schools", "Школ в цикле", "integer"),
    TableColumn("share_words", "Доля школ"),
    TableColumn("sent", "Прислан", "flag"),
)

SENT_BY_SCHOOL = (
    MUNICIPALITY_CODE,
    SCHOOL_CODE,
    MUNICIPALITY,
    SCHOOL,
    TableColumn("sheet", "Лист"),
    TableColumn("rows", "Строк", "integer"),
)

UNSENT = (
    MUNICIPALITY_CODE,
    MUNICIPALITY,
    TableColumn("schools", "Школ в цикле", "integer"),
    TableColumn("sheets", "Листов нет", "integer"),
    TableColumn("since_words", "Каких и с каких пор"),
    TableColumn("sheets_words", "Листы", on_screen=False),
    TableColumn("letter", "Строка для письма", on_screen=False),
)

COMPARISONS = (
    TableColumn("name", "Что сравнивается"),
    TableColumn("sheets", "Листы"),
    TableColumn("state_words", "Различается", meaning="школ из тех, о ком говорят оба листа"),
    TableColumn("differing", "Школ различается", "integer", on_screen=False),
    TableColumn("compared", "Школ сравнено", "integer", on_screen=False),
)

BETWEEN_SHEETS = (
    MUNICIPALITY_CODE,
    SCHOOL_CODE,
    SCHOOL,
    TableColumn("name", "Что сравнивается"),
    TableColumn("left_said", "На одном листе", in_files=False),
    TableColumn("right_said", "На другом", in_files=False),
    TableColumn("municipality_name", "Муниципалитет"),
    TableColumn("left_sheet", "Лист", on_screen=False),
    TableColumn("left_row", "Строка листа", "integer", on_screen=False),
    TableColumn("left_words", "На листе", on_screen=False),
    TableColumn("right_sheet", "Другой лист", on_screen=False),
    TableColumn("right_row", "Строка другого листа", "integer", on_screen=False),
    TableColumn("right_words", "На другом листе", on_screen=False),
)

BETWEEN_CYCLES = (
    MUNICIPALITY_CODE,
    SCHOOL_CODE,
    SCHOOL,
    MUNICIPALITY,
    TableColumn("what_words", "Что изменилось"),
    TableColumn("before_words", "Было"),
    TableColumn("now_words", "Стало"),
    TableColumn("row_before", "Строка тогда", "integer", meaning="строка листа «Организации» прошлого цикла"),
    TableColumn("row_now", "Строка теперь", "integer", meaning="строка листа «Организации» этого цикла"),
)

TOTALS_BY_POINT = (
    TableColumn("point", "Итог, целых процентов", "integer"),
    TableColumn("schools", "Школ", "integer"),
    TableColumn("near_words", "У порога", meaning="чьи числа сравниваются"),
)

MAXIMA = (
    TableColumn("criterion", "№", "integer"),
    TableColumn("name", "Критерий", width_px=300),
    TableColumn("source", "Источник балла"),
    TableColumn("share_words", "Наибольших баллов"),
    TableColumn(
        "mark_words",
        "Пометка",
        meaning=f"проверьте — от {threshold_named('quality_maxima_pct')} %, {origin_named('quality_maxima_pct')}",
    ),
    TableColumn("at_max", "Наибольших", "integer", on_screen=False),
    TableColumn("scores", "Баллов", "integer", on_screen=False),
    TableColumn("share_pct", "Доля", "percent", 1, on_screen=False),
)

LAST_DIGITS = (
    TableColumn("criterion", "№", "integer"),
    TableColumn("name", "Критерий", width_px=300),
    TableColumn("digit_words", "Самая частая цифра"),
    TableColumn("chi", "Неравномерность", "number", 1, "хи-квадрат против равных долей"),
    TableColumn("mark_words", "Пометка", meaning=f"проверьте — больше {threshold_named('quality_digit_chi', 1)}"),
    TableColumn("scores", "Баллов", "integer", meaning="без нулевых и наибольших"),
    TableColumn("decimals", "Знаков после запятой", "integer", on_screen=False),
    *(TableColumn(f"digit_{digit}", f"«{digit}»", "integer", on_screen=False) for digit in range(10)),
)

SAME_SCORES = (
    MUNICIPALITY_CODE,
    SCHOOL_CODE,
    TableColumn("set_number", "Набор", "integer", meaning="у школ одного набора баллы совпадают"),
    SCHOOL,
    MUNICIPALITY,
    TableColumn("schools", "Школ в наборе", "integer"),
    TableColumn("criteria", "Критериев", "integer"),
    TableColumn("scores_words", "Баллы по порядку критериев"),
    TableColumn("all_max", "Все наибольшие", "flag"),
)

OUTLYING = (
    MUNICIPALITY_CODE,
    SCHOOL_CODE,
    TableColumn("short_name", "Школа", width_px=160),
    TableColumn("figure_words", "Что изменилось", width_px=230),
    TableColumn("before_pct", "Было", "percent", 1),
    TableColumn("now_pct", "Стало", "percent", 1),
    TableColumn("change", "Изменение, п.п.", "number", 1, signed=True),
    TableColumn("low_limit", "Обычно от, п.п.", "number", 1, signed=True),
    TableColumn("high_limit", "Обычно до, п.п.", "number", 1, signed=True),
    MUNICIPALITY,
    TableColumn("median", "Медиана, п.п.", "number", 1, signed=True, on_screen=False),
    TableColumn("compared", "Школ сравнено", "integer", on_screen=False),
)

_LEVELS = (
    TableColumn("low", "▼ Низкий", "integer"),
    TableColumn("middle", "● Средний", "integer"),
    TableColumn("high", "▲ Высокий", "integer"),
    TableColumn("people", "Оценено, чел.", "integer"),
    TableColumn(
        "words", "Низкий из оценённых", meaning=f"меньше {threshold_named('no_percent_n')} человек — без процентов"
    ),
    TableColumn("schools_with_data", "Школ с данными", "integer"),
    TableColumn("schools", "Школ", "integer"),
)
_CLUSTER = TableColumn("cluster", "Кластер", on_screen=False)
LEVELS_BY_MUNICIPALITY = (MUNICIPALITY_CODE, MUNICIPALITY, _CLUSTER, *_LEVELS)
LEVELS_BY_SCHOOL = (
    MUNICIPALITY_CODE,
    TableColumn("municipality_name", "Муниципалитет", on_screen=False),
    _CLUSTER,
    SCHOOL_CODE,
    SCHOOL,
    *_LEVELS[:5],
)
LEVELS_BY_CLUSTER = (TableColumn("cluster", "Кластер"), *_LEVELS)
LEVELS_BESIDE = (TableColumn("name", "Отбор"), *_LEVELS)

RESULTS_BY_PERCENT = (
    TableColumn("percent", "Выполнено, целых процентов", "integer"),
    TableColumn("people", "Человек", "integer"),
    TableColumn("level", "Уровень"),
)

_DEFICITS = (
    TableColumn("domain", "Код области", on_screen=False),
    TableColumn("domain_name", "Область", width_px=270),
    TableColumn("words", "С дефицитом", meaning=f"меньше {threshold_named('no_percent_n')} человек — без процентов"),
    TableColumn("zone_words", "Зона", meaning="по порогам методики; пусто — данных мало"),
    TableColumn("numerator", "Мест на обучение", "integer", meaning="людей с дефицитом в области"),
    TableColumn("denominator", "Оценено, чел.", "integer", on_screen=False),
    TableColumn("schools_with_data", "Школ с данными", "integer", on_screen=False),
    TableColumn("schools", "Школ", "integer", on_screen=False),
)
DEFICITS_BY_MUNICIPALITY = (MUNICIPALITY_CODE, MUNICIPALITY, _CLUSTER, *_DEFICITS)
DEFICITS_BY_SCHOOL = (
    MUNICIPALITY_CODE,
    TableColumn("municipality_name", "Муниципалитет", on_screen=False),
    _CLUSTER,
    SCHOOL_CODE,
    SCHOOL,
    *_DEFICITS,
)


def seats_columns(places: str) -> tuple[TableColumn, ...]:
    """The columns of seats to order; ``places``: what is counted, «Муниципалитетов» or «Школ»."""
    return (
        TableColumn("domain", "Код области", on_screen=False),
        TableColumn("domain_name", "Область", width_px=430),
        TableColumn("numerator", "Мест", "integer", meaning="людей с дефицитом в области"),
        TableColumn(
            "words", "Из оценённых", meaning=f"меньше {threshold_named('no_percent_n')} человек — без процентов"
        ),
        TableColumn("zone_words", "Зона", meaning="по порогам методики", on_screen=False),
        TableColumn("places", places, "integer", meaning="где есть хотя бы один с дефицитом", on_screen=False),
        TableColumn("denominator", "Оценено, чел.", "integer", on_screen=False),
    )


_COVERAGE = (
    TableColumn("words", "Оценены", meaning="из тех, кто должен был пройти оценку"),
    TableColumn("zone_words", "Зона", meaning="по порогам методики; пусто — данных мало"),
    TableColumn("found_words", "Дефицит у оценённых"),
    TableColumn(
        "interval_words", "Для всех, 95 %", meaning="если бы оценённые были случайной выборкой; пусто — людей мало"
    ),
    TableColumn("possible_words", "Возможно", meaning="если дефицита нет ни у кого из неоценённых — если у всех"),
    TableColumn("came", "Оценено, чел.", "integer", on_screen=False),
    TableColumn("due", "Должны были, чел.", "integer", on_screen=False),
    TableColumn("found", "С дефицитом, чел.", "integer", on_screen=False),
    TableColumn("assessed", "Из оценённых, чел.", "integer", on_screen=False),
    TableColumn("low_pct", "Интервал, от", "percent", 1, on_screen=False),
    TableColumn("high_pct", "Интервал, до", "percent", 1, on_screen=False),
    TableColumn("least_pct", "Возможно, от", "percent", 1, on_screen=False),
    TableColumn("most_pct", "Возможно, до", "percent", 1, on_screen=False),
    TableColumn("schools_with_data", "Школ с данными", "integer", on_screen=False),
    TableColumn("schools", "Школ", "integer", on_screen=False),
)
COVERAGE_BY_MUNICIPALITY = (MUNICIPALITY_CODE, MUNICIPALITY, _CLUSTER, *_COVERAGE)
COVERAGE_BY_SCHOOL = (
    MUNICIPALITY_CODE,
    TableColumn("municipality_name", "Муниципалитет", on_screen=False),
    _CLUSTER,
    SCHOOL_CODE,
    SCHOOL,
    *_COVERAGE,
)

COMPETENCE_STEPS = (
    TableColumn("step_words", "Шаг"),
    TableColumn("words", "Сколько"),
    TableColumn("base_words", "Из кого"),
    TableColumn("lost_words", "Кого нет"),
    TableColumn("sheet_words", "Листы"),
    TableColumn("people", "Человек", "integer", on_screen=False),
    TableColumn("base", "Из скольких", "integer", on_screen=False),
)

WITHOUT_ROUTE = (
    MUNICIPALITY_CODE,
    SCHOOL_CODE,
    SCHOOL,
    TableColumn("leader_code", "Код", width_px=60),
    TableColumn("level_words", "Уровень", width_px=80),
    TableColumn(
        "deficit_words", "Дефициты", width_px=240, meaning="коды областей; их названия — в «Уровни и дефициты»"
    ),
    TableColumn("route_words", "Маршрут", width_px=85),
    MUNICIPALITY,
    TableColumn("assessed_on", "Оценён", "date", on_screen=False),
)
