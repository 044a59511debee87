"""How columns of «Коллегия» and «Исполнение» are called and written, on the screen and in files alike."""

from __future__ import annotations

from methodology.in_use import threshold_named
from queries.columns import MUNICIPALITY, MUNICIPALITY_CODE, SCHOOL_CODE, TableColumn

_NO_PERCENT = f"меньше {threshold_named('no_percent_n')} — без процентов"

TASKS = (
    MUNICIPALITY_CODE,
    SCHOOL_CODE,
    TableColumn("state_words", "Состояние", width_px=115),
    TableColumn("days_overdue", "Дней", "integer", meaning="на сколько дней просрочено", width_px=62),
    TableColumn("deadline_words", "Срок", width_px=125),
    TableColumn("action", "Что сделать", width_px=255),
    TableColumn("responsible_post", "Ответственный", meaning="должность", width_px=135),
    TableColumn("short_name", "Школа", width_px=150),
    TableColumn("municipality_name", "Муниципалитет", width_px=150, abbreviated=True),
    TableColumn("code", "Код"),
    TableColumn("status", "Статус", on_screen=False),
    TableColumn("done_on", "Исполнено", "date"),
    TableColumn("evidence_document", "Подтверждение"),
    TableColumn("source_words", "Откуда", width_px=160),
    TableColumn("recommendation", "Рекомендация"),
    TableColumn("cycle", "Цикл"),
    TableColumn("issued_on", "Дата поручения", "date", on_screen=False),
    TableColumn("remark", "Примечание", on_screen=False),
)

REMINDERS = (*(column for column in TASKS if column.name != "source_words"), TableColumn("letter", "Напоминание"))

TASKS_BY_ADDRESSEE = (
    TableColumn("post", "Ответственный", meaning="должность", width_px=240),
    TableColumn("zone_words", "Исполнение в срок", meaning="пороги И-ВЫП: рабочие"),
    TableColumn("words", "В срок из наступивших", meaning=_NO_PERCENT),
    TableColumn("tasks", "Всего", "integer"),
    TableColumn("overdue", "▼ Просрочено", "integer"),
    TableColumn("soon", "● Срок близко", "integer"),
    TableColumn("open", "– В работе", "integer"),
    TableColumn("late", "● Позже срока", "integer"),
    TableColumn("done", "▲ Исполнено", "integer"),
    TableColumn("cancelled", "– Отменено", "integer"),
    TableColumn("due", "Срок наступил", "integer", on_screen=False),
    TableColumn("in_time", "Исполнено в срок", "integer", on_screen=False),
)

DEADLINES = (
    TableColumn("words", "Период"),
    TableColumn("start", "Начало", "date", on_screen=False),
    TableColumn("state_words", "Состояние"),
    TableColumn("tasks", "Поручений", "integer"),
)

PLANS = (
    MUNICIPALITY_CODE,
    SCHOOL_CODE,
    TableColumn("short_name", "Школа", width_px=160),
    TableColumn("state_words", "План"),
    TableColumn("due", "Срок", "date"),
    TableColumn("submitted_on", "Представлен", "date"),
    MUNICIPALITY,
)

EFFECT = (
    TableColumn("code", "Код", meaning="рекомендация", width_px=65),
    TableColumn("name", "Показатель", width_px=150),
    TableColumn("schools", "Школ", "integer", width_px=58, meaning="получили рекомендацию, есть значения обоих циклов"),
    TableColumn("told", "Из получивших", "integer", on_screen=False),
    TableColumn("before_words", "Было", width_px=72),
    TableColumn("after_words", "Стало", width_px=72),
    TableColumn("change_words", "Изменение", width_px=95),
    TableColumn(
        "interval_words", "95 % интервал", meaning="в каких пределах изменение могло оказаться случайно", width_px=120
    ),
    TableColumn("verdict", "Вывод", width_px=165),
)

MATCHED = (
    TableColumn("label", "Рекомендация и показатель", width_px=190),
    TableColumn("schools", "Школ", "integer", meaning="получили рекомендацию и сопоставлены", width_px=58),
    TableColumn("others", "Похожих", "integer", meaning="разных школ, с которыми они сопоставлены", width_px=75),
    TableColumn("before_words", "Было", meaning="среднее по сопоставленным школам", width_px=72),
    TableColumn("after_words", "Стало", width_px=72),
    TableColumn("others_before_words", "Было у похожих", width_px=80, when_large=False),
    TableColumn("others_after_words", "Стало у похожих", width_px=80, when_large=False),
    TableColumn("difference_words", "Разность изменений", meaning="с поправкой на исходное значение", width_px=130),
    TableColumn("interval_words", "95 % интервал", meaning="разности изменений", width_px=150),
    TableColumn("verdict", "Вывод", width_px=175),
    TableColumn("gap_words", "Кто не сопоставлен", width_px=240),
    TableColumn("told", "Получили", "integer", on_screen=False),
    TableColumn("alone", "Сравнить не с кем, школ", "integer", on_screen=False),
    TableColumn("without_value", "Без значения, школ", "integer", on_screen=False),
    TableColumn("unit", "Единица", on_screen=False),
    TableColumn("before", "Было, число", "number", 2, on_screen=False),
    TableColumn("after", "Стало, число", "number", 2, on_screen=False),
    TableColumn("others_before", "Было у похожих, число", "number", 2, on_screen=False),
    TableColumn("others_after", "Стало у похожих, число", "number", 2, on_screen=False),
    TableColumn("difference", "Разность изменений, число", "number", 2, on_screen=False, signed=True),
    TableColumn("low", "Интервал, нижняя граница", "number", 2, on_screen=False, signed=True),
    TableColumn("high", "Интервал, верхняя граница", "number", 2, on_screen=False, signed=True),
)

PAIRS = (
    TableColumn("label", "Рекомендация и показатель", on_screen=False),
    MUNICIPALITY_CODE,
    SCHOOL_CODE,
    TableColumn("short_name", "Получила", width_px=130),
    TableColumn("start_words", "Было", width_px=68),
    TableColumn("change_words", "Изменение", width_px=92),
    TableColumn("other_municipality_id", "Код МО похожей", on_screen=False),
    TableColumn("other_school_id", "Код ОО похожей", on_screen=False),
    TableColumn("other_short_name", "Похожая школа", width_px=130),
    TableColumn("other_start_words", "Было у неё", width_px=82),
    TableColumn("other_change_words", "Изменение у неё", width_px=116),
    TableColumn("difference_words", "Чем отличаются условия", width_px=225),
    TableColumn("distance", "Расстояние", "number", 2, meaning="0 — условия и исходное значение те же", width_px=85),
    TableColumn("municipality_name", "Муниципалитет", width_px=130, abbreviated=True),
    TableColumn("other_municipality_name", "Муниципалитет похожей", width_px=130, abbreviated=True),
)

CONFIRMED = (
    MUNICIPALITY_CODE,
    SCHOOL_CODE,
    TableColumn("addressee", "Адресат", width_px=160),
    TableColumn("code", "Код"),
    TableColumn("text", "Рекомендация", width_px=330),
    TableColumn("deadline_words", "Срок"),
    TableColumn("short_name", "Школа", width_px=140),
    TableColumn("municipality_name", "Муниципалитет", width_px=150, abbreviated=True),
    TableColumn("state", "Состояние"),
    TableColumn("post", "Кто подтвердил", meaning="должность, входом не подтверждена"),
)

ITEMS = (
    TableColumn("number", "Пункт"),
    TableColumn("kind_words", "Вид"),
    TableColumn("addressee", "Кому", width_px=170),
    TableColumn("text", "Что сделать", width_px=330),
    TableColumn("deadline_words", "Срок"),
    TableColumn("evidence", "Подтверждение"),
    TableColumn("code", "Код"),
    TableColumn("recommendations", "Рекомендаций", "integer"),
    TableColumn("schools_words", "О ком", width_px=220),
)

ACTS = (
    TableColumn("at", "Когда", meaning="по часам сервера"),
    TableColumn("what", "О чём"),
    TableColumn("subject", "Код или номер"),
    TableColumn("about", "О ком", width_px=220),
    TableColumn("act", "Действие"),
    TableColumn("change_words", "Что изменилось", width_px=300),
    TableColumn("reason", "Причина", width_px=240),
    TableColumn("post", "Должность"),
)

REJECTED = (
    MUNICIPALITY_CODE,
    SCHOOL_CODE,
    TableColumn("municipality_name", "Муниципалитет"),
    TableColumn("short_name", "Школа", meaning="тире у рекомендации муниципалитету"),
    TableColumn("code", "Код"),
    TableColumn("text", "Рекомендация"),
    TableColumn("reason", "Причина отклонения"),
    TableColumn("post", "Кто отклонил", meaning="должность, входом не подтверждена"),
    TableColumn("at", "Когда"),
)

CHECKLIST = (
    TableColumn("title", "Проверка"),
    TableColumn("state_words", "Состояние"),
    TableColumn("words", "Что найдено"),
    TableColumn("reservation", "Оговорка в документе"),
)

KITS = (
    TableColumn("kit_id", "№", "integer"),
    TableColumn("made_words", "Выпущен", meaning="по часам сервера"),
    TableColumn("scope_words", "Отбор", width_px=220),
    TableColumn("decision_words", "Решение", width_px=200),
    TableColumn("files", "Файлов", "integer"),
    TableColumn("size_words", "Размер"),
    TableColumn("loads_words", "Загрузки"),
    TableColumn("methodology", "Методика №", "integer"),
    TableColumn("showing_words", "Режим показа"),
    TableColumn("post", "Должность", meaning="входом не подтверждена"),
    TableColumn("cycle", "Цикл", on_screen=False),
    TableColumn("file_name", "Файл", on_screen=False),
    TableColumn("sha256", "SHA-256", on_screen=False),
)
