"""Sheets about what was decided and done: documents and tasks."""

from __future__ import annotations

from data.sheet import MUNICIPALITY, Column, Sheet, choice, code, day, text

DOCUMENT_KINDS = (
    "школьный план",
    "муниципальный план",
    "дорожная карта",
    "приказ",
    "решение коллегии",
    "протокол",
    "справка",
    "положение",
    "заявка",
    "иное",
)
DOCUMENT_THEMES = (
    "методическое сопровождение",
    "наставничество",
    "качество образования",
    "кадры",
    "резерв",
    "профилактика выгорания",
    "иное",
)
DOCUMENT_LEVELS = ("ОО", "МО", "регион")
RECOMMENDATIONS = (
    *(f"АР-{number:02}" for number in range(1, 53)),
    *(f"ДП-{number:02}" for number in range(1, 4)),
    "иное",
)
DEADLINE_KINDS = ("дата", "период", "учебный год", "постоянно", "не установлен")
TASK_STATUSES = ("не начато", "в работе", "исполнено", "исполнено с нарушением срока", "отменено")

_SCHOOL_IF_ANY = code("Код ОО", "school_id", "conditional", "Обязателен, если документ или поручение — об одной ОО.")

DOCUMENTS = Sheet(
    name="Документы",
    table="document",
    purpose="Реестр планов, карт, приказов: одна строка — документ",
    key=("municipality_id", "document_code"),
    cycle="column or workbook",
    columns=(
        code("Код документа", "document_code", "yes", "Свой у каждого документа муниципалитета.", "Д-014"),
        Column("Цикл", "cycle", "cycle", "no", "По итогам какого цикла составлен; пусто — цикл книги.", "2025/26"),
        choice("Вид", "kind", "yes", "Выберите из списка.", DOCUMENT_KINDS, "приказ"),
        choice("Тема", "theme", "yes", "Выберите из списка.", DOCUMENT_THEMES, "наставничество"),
        choice("Уровень", "level", "yes", "Выберите из списка.", DOCUMENT_LEVELS, "МО"),
        MUNICIPALITY,
        _SCHOOL_IF_ANY,
        text("Номер", "number", "no", "Регистрационный номер.", "15"),
        day("Дата", "dated_on", "conditional", "Обязательна у принятого документа; пусто у ожидаемого.", "01.09.2025"),
        text("Утвердил (должность)", "approved_by_post", "no", "Должность, без ФИО.", "начальник управления"),
        day("Срок представления", "due_on", "no", "До какого дня документ должен быть представлен.", "20.10.2025"),
        day("Дата представления", "submitted_on", "no", "Когда представлен.", "15.10.2025"),
        day("Действует до", "valid_until", "no", "Пусто — срок не ограничен.", "31.08.2026"),
        text("Ссылка на файл", "link", "no", "Где лежит документ."),
    ),
)

TASKS = Sheet(
    name="Исполнение",
    table="task",
    purpose="Поручения и ход выполнения: одна строка — поручение",
    key=("municipality_id", "task_code"),
    cycle="column or workbook",
    columns=(
        code("Код поручения", "task_code", "yes", "Свой у каждого поручения муниципалитета.", "П-031"),
        Column("Цикл", "cycle", "cycle", "no", "По итогам какого цикла дано; пусто — цикл книги.", "2025/26"),
        choice("Код рекомендации", "recommendation", "yes", "Код из каталога или «иное».", RECOMMENDATIONS, "АР-02"),
        MUNICIPALITY,
        _SCHOOL_IF_ANY,
        text("Мероприятие", "action", "yes", "Что сделать.", "Составить план методического сопровождения"),
        day("Дата поручения", "issued_on", "yes", "Дата решения или приказа.", "01.10.2025"),
        code("Код документа-основания", "basis_document", "no", "Решение или приказ с листа «Документы».", "Д-014"),
        text("Ответственный (должность)", "responsible_post", "yes", "Должность, без ФИО.", "директор"),
        choice("Вид срока", "deadline_kind", "yes", "Выберите из списка.", DEADLINE_KINDS, "дата"),
        day("Срок", "deadline", "conditional", "Обязателен, если срок — дата, период или учебный год.", "20.12.2025"),
        choice("Статус", "status", "yes", "Выберите из списка.", TASK_STATUSES, "исполнено"),
        day("Дата исполнения", "done_on", "conditional", "Обязательна, если исполнено.", "15.12.2025"),
        code("Код документа-подтверждения", "evidence_document", "no", "Код с листа «Документы».", "Д-020"),
        text("Примечание", "remark", "no", "Без фамилий."),
    ),
)  # fmt: skip
