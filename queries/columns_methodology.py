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
)
