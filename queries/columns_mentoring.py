"""How columns of the page «Наставничество» are called and written, on the screen and in files alike."""

from __future__ import annotations

from methodology.in_use import origin_named, threshold_named
from queries.columns import MUNICIPALITY, MUNICIPALITY_CODE, SCHOOL, SCHOOL_CODE, TableColumn

_NO_PERCENT = f"меньше {threshold_named('no_percent_n')} — без процентов"

FUNNEL = (
    MUNICIPALITY_CODE,
    MUNICIPALITY,
    SCHOOL_CODE,
    SCHOOL,
    TableColumn("words", "Значение", meaning=_NO_PERCENT),
    TableColumn("place_words", "Рядом с общей долей", meaning="границы случайного разброса при такой численности"),
    TableColumn("numerator", "Числитель", "number", 0, on_screen=False),
    TableColumn("denominator", "Знаменатель", "number", 0, on_screen=False),
    TableColumn("common_pct", "Общая доля, %", "number", 1, on_screen=False),
    TableColumn("low_pct", "Граница 95 %, нижняя", "number", 1, on_screen=False),
    TableColumn("high_pct", "Граница 95 %, верхняя", "number", 1, on_screen=False),
    TableColumn("far_low_pct", "Граница 99,8 %, нижняя", "number", 1, on_screen=False),
    TableColumn("far_high_pct", "Граница 99,8 %, верхняя", "number", 1, on_screen=False),
)

UNCOVERED = (
    MUNICIPALITY_CODE,
    SCHOOL_CODE,
    TableColumn("short_name", "Школа", width_px=140),
    TableColumn("words", "Без наставника", meaning=f"людей без действующей пары; {_NO_PERCENT}", width_px=112),
    TableColumn("municipality_name", "Муниципалитет", width_px=132, abbreviated=True),
    TableColumn("uncovered", "Без наставника, чел.", "integer", on_screen=False),
    TableColumn("covered", "С наставником, чел.", "integer", on_screen=False),
    TableColumn("people", "Всего, чел.", "integer", on_screen=False),
)

STEPS = (
    TableColumn("step_words", "Ступень"),
    TableColumn("words", "Пар", meaning=_NO_PERCENT),
    TableColumn("base_words", "Из чего доля"),
    TableColumn("lost_words", "Не дошли"),
    TableColumn("pairs", "Пар, число", "integer", on_screen=False),
    TableColumn("of", "На прежней ступени", "integer", on_screen=False),
    TableColumn("lost", "Не дошли, число", "integer", on_screen=False),
)

MENTORS_BY_MENTEES = (
    TableColumn("mentees", "Подопечных у наставника", "integer"),
    TableColumn("mentors", "Наставников", "integer"),
    TableColumn("external", "Из них из другой ОО", "integer"),
    TableColumn(
        "too_many",
        "Больше порога",
        "flag",
        meaning=f"порог — {threshold_named('mentees_max')} подопечных, {origin_named('mentees_max')}",
    ),
)

RETENTION_BESIDE = (
    MUNICIPALITY_CODE,
    MUNICIPALITY,
    SCHOOL_CODE,
    SCHOOL,
    TableColumn("coverage_words", "С наставником", meaning=f"нынешние молодые; {_NO_PERCENT}", width_px=115),
    TableColumn("retention_words", "Через 3 года", meaning=f"работают из принятых тогда; {_NO_PERCENT}", width_px=110),
    TableColumn("covered", "С наставником, чел.", "integer", on_screen=False),
    TableColumn("young", "Молодых, чел.", "integer", on_screen=False),
    TableColumn("stayed", "Работают, чел.", "integer", on_screen=False),
    TableColumn("hired", "Приняты 3 года назад, чел.", "integer", on_screen=False),
)

SUBJECT_MENTORS = (
    TableColumn("subject", "Предмет"),
    TableColumn("words", "В школе есть высшая категория", meaning=f"молодых учителей предмета; {_NO_PERCENT}"),
    TableColumn("without", "В школе нет", "integer", meaning="молодых учителей"),
    TableColumn("unknown", "Не указано", "integer", meaning="молодых учителей, о школах которых не сказано"),
    TableColumn("young", "Молодых учителей", "integer"),
    TableColumn("schools", "Школ", "integer"),
    TableColumn("own", "В школе есть, чел.", "integer", on_screen=False),
)

WITHOUT_SUBJECT_MENTOR = (
    MUNICIPALITY_CODE,
    SCHOOL_CODE,
    TableColumn("short_name", "Школа", width_px=160),
    TableColumn("subject", "Предмет", width_px=140),
    TableColumn("young", "Молодых", "integer", meaning="учителей со стажем до 3 лет", width_px=68),
    TableColumn(
        "nearest_name", "Ближайшая школа", meaning="где учитель предмета с высшей категорией есть", width_px=160
    ),
    TableColumn("distance_km", "Км", "number", 0, "по прямой между координатами школ; дорога длиннее", width_px=48),
    TableColumn("nearest_municipality_name", "Её муниципалитет", width_px=138, abbreviated=True),
    TableColumn("municipality_name", "Муниципалитет школы", width_px=160, abbreviated=True),
    TableColumn("nearest_highest", "Высшая там, чел.", "integer", on_screen=False),
    TableColumn("absence_words", "Почему нет ближайшей"),
)

PAIRS = (
    TableColumn("pair_code", "Пара"),
    TableColumn("mentee_kind", "Подопечный"),
    TableColumn("state_words", "Состояние", width_px=130),
    TableColumn("programme_approved", "Программа", "flag"),
    TableColumn("formal_words", "Оформлено", meaning="согласие наставника и доп. соглашение или должностная функция"),
    TableColumn("external_mentor", "Из другой ОО", "flag"),
    TableColumn("paid", "Доплата", "flag"),
    TableColumn("form", "Форма", on_screen=False),
    TableColumn("started_on", "Начало", "date"),
    TableColumn("ends_on", "Окончание", "date"),
    TableColumn("sheet_row", "Строка", "integer", meaning="строка листа «Наставничество»"),
    TableColumn("file_name", "Файл", on_screen=False),
    TableColumn("load_id", "Загрузка №", "integer", when_large=False),
    TableColumn("loaded_at", "Загружено", "date", on_screen=False),
)
