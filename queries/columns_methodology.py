"""Columns of tables about changes of the methodology: what differs, who moves, which recommendations come and go."""

from __future__ import annotations

from queries.columns import MUNICIPALITY, MUNICIPALITY_CODE, SCHOOL, SCHOOL_CODE, TableColumn

RULES_THAT_DIFFER = (
    TableColumn("section", "Раздел"),
    TableColumn("what", "Правило"),
    TableColumn("field", "Что меняется"),
    TableColumn("before", "Было"),
    TableColumn("after", "Станет"),
    TableColumn("code", "Код", on_screen=False),
)
GROUPS_BY_RULES = (
    TableColumn("group_words", "Группа"),
    TableColumn("before", "Школ: было", "integer"),
    TableColumn("now", "Школ: станет", "integer"),
    TableColumn("moved_in", "Придут", "integer"),
    TableColumn("moved_out", "Уйдут", "integer"),
)
GROUPS_THAT_MOVE = (
    MUNICIPALITY_CODE,
    MUNICIPALITY,
    SCHOOL_CODE,
    SCHOOL,
    TableColumn("before_words", "Группа: была"),
    TableColumn("now_words", "Группа: станет"),
    TableColumn("total_before", "Итог: был", "percent", 1),
    TableColumn("total_now", "Итог: станет", "percent", 1, meaning="итог с одним знаком; группа — по целому проценту"),
)
RECOMMENDATIONS_THAT_CHANGE = (
    TableColumn("code", "Код"),
    TableColumn("text", "Рекомендация"),
    TableColumn("before", "Получают", "integer", meaning="школ, руководителей и муниципалитетов вместе"),
    TableColumn("comes", "Появится", "integer"),
    TableColumn("goes", "Уйдёт", "integer"),
    TableColumn("now", "Будут получать", "integer"),
)
FIRINGS_THAT_CHANGE = (
    MUNICIPALITY_CODE,
    MUNICIPALITY,
    SCHOOL_CODE,
    TableColumn("short_name", "Школа", meaning="пусто — рекомендация муниципалитету"),
    TableColumn("change", "Что будет"),
    TableColumn("code", "Код"),
    TableColumn("text", "Рекомендация"),
)
DEADLINES_THAT_CHANGE = (
    TableColumn("code", "Код"),
    TableColumn("text", "Рекомендация"),
    TableColumn("before_words", "Срок: был"),
    TableColumn("now_words", "Срок: станет"),
    TableColumn("given", "Получат", "integer", meaning="школ, руководителей и муниципалитетов вместе"),
)
ZONES_THAT_MOVE = (
    TableColumn("code", "Код"),
    TableColumn("name", "Показатель"),
    TableColumn("schools", "Школ с данными", "integer"),
    TableColumn("moved", "Сменят зону", "integer", meaning="школ"),
    TableColumn("better", "Выше", "integer", meaning="зона станет выше"),
    TableColumn("worse", "Ниже", "integer", meaning="зона станет ниже"),
    TableColumn("low_before", "▼ было", "integer", meaning="школ, где показатель требует мер"),
    TableColumn("low_now", "▼ станет", "integer", meaning="школ, где показатель требует мер"),
    TableColumn("middle_before", "● было", "integer", on_screen=False),
    TableColumn("middle_now", "● станет", "integer", on_screen=False),
    TableColumn("high_before", "▲ было", "integer", on_screen=False),
    TableColumn("high_now", "▲ станет", "integer", on_screen=False),
    TableColumn(
        "municipalities",
        "Муниципалитетов сменят зону",
        "integer",
        meaning="у которых данные есть по достаточной доле школ; по областям считается каждая область",
    ),
)
PLACES_WHOSE_ZONES_MOVE = (
    MUNICIPALITY_CODE,
    MUNICIPALITY,
    SCHOOL_CODE,
    TableColumn("short_name", "Школа", meaning="пусто — значение муниципалитета"),
    TableColumn("code", "Код", on_screen=False),
    TableColumn("name", "Показатель"),
    TableColumn("value_before", "Значение", meaning="по прежним правилам"),
    TableColumn("value_now", "Значение станет", on_screen=False),
    TableColumn("before_words", "Зона: была"),
    TableColumn("now_words", "Зона: станет"),
)
CHANGES_BY_MUNICIPALITY = (
    MUNICIPALITY_CODE,
    MUNICIPALITY,
    TableColumn("schools", "Школ", "integer"),
    TableColumn("moved", "Сменят группу", "integer"),
    TableColumn("up", "Выше", "integer", meaning="степень эффективности станет выше"),
    TableColumn("down", "Ниже", "integer", meaning="степень эффективности станет ниже"),
    TableColumn("got_or_lost", "Получат или потеряют группу", "integer", on_screen=False),
    TableColumn("comes", "Рекомендаций +", "integer", meaning="появится"),
    TableColumn("goes", "Рекомендаций −", "integer", meaning="уйдёт"),
    TableColumn("zones", "Смен зон", "integer", meaning="показателей школ и самого муниципалитета, каждый отдельно"),
)
