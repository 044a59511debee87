"""How columns of «Рекомендации» are called and written, on the screen and in files alike."""

from __future__ import annotations

from methodology.in_use import threshold_named
from queries.columns import MUNICIPALITY, MUNICIPALITY_CODE, SCHOOL_CODE, TableColumn

ADDRESSED = (
    MUNICIPALITY_CODE,
    SCHOOL_CODE,
    TableColumn("priority", "Пр.", "integer", meaning="приоритет: 1 — самый высокий", width_px=46),
    TableColumn("state_words", "Состояние", width_px=112, meaning="что решили; ○ предложена — ещё никто не решал"),
    TableColumn("short_name", "Школа", width_px=110, meaning="тире у рекомендации муниципалитету"),
    TableColumn("municipality_name", "Муниципалитет", width_px=110, abbreviated=True),
    TableColumn("text", "Рекомендация", width_px=215),
    TableColumn("addressees", "Адресат", width_px=105, meaning="должность или орган"),
    TableColumn("basis", "Основание", width_px=165, meaning="показатель, значение, порог"),
    TableColumn("deadline_words", "Срок", width_px=140),
    TableColumn(
        "group_firmness_words",
        "Устойчивость группы",
        width_px=150,
        meaning="если рекомендация держится на расчётной группе: останется ли группа той же при другом взгляде на "
        "баллы; прочерк — не держится или группа по акту",
    ),
    TableColumn("needed", "Что снимет рекомендацию", width_px=250),
    TableColumn("sources", "Источник", width_px=130, meaning="документ, пункт"),
    TableColumn("code", "Код", width_px=65),
    TableColumn("origin", "Происхождение порога", on_screen=False),
    TableColumn("evidence", "Форма подтверждения", on_screen=False),
    TableColumn(
        "borderline", "Пограничная", "flag", on_screen=False, meaning="значение рядом с порогом: вывод неустойчив"
    ),
    TableColumn("block_words", "Блок", on_screen=False),
    TableColumn("post", "Кто решил", on_screen=False, meaning="должность, входом не подтверждена"),
    TableColumn("at", "Когда", on_screen=False),
    TableColumn("reason", "Причина", on_screen=False),
    TableColumn("fires", "Срабатывает", "flag", on_screen=False),
    TableColumn("cut_date", "Дата среза", "date", on_screen=False),
    TableColumn("methodology", "Версия методики", "integer", on_screen=False),
)
OF_ACTS = frozenset({"state_words", "post", "at", "reason", "fires"})
"""Columns that tell of acts of officials: not for the council."""

COMMON_POINTS = (
    TableColumn("code", "Код"),
    TableColumn("text", "Рекомендация", width_px=480),
    TableColumn(
        "objects_words",
        "Скольким школам",
        meaning=f"больше {threshold_named('common_point_share')} % школ отбора — пункт для всех",
    ),
    TableColumn("addressees", "Адресат", width_px=200),
    TableColumn("deadline_words", "Срок"),
    TableColumn("condition", "Условие", on_screen=False),
    TableColumn("sources", "Источник", on_screen=False),
    TableColumn("evidence", "Форма подтверждения", on_screen=False),
)

FIRED_BY_CODE = (
    TableColumn("code", "Код"),
    TableColumn("text", "Рекомендация"),
    TableColumn("level", "О ком", meaning="лицо — руководитель школы, ОО — школа, МО — муниципалитет"),
    TableColumn("objects_words", "Скольким", meaning="из всех школ или муниципалитетов отбора"),
    TableColumn("priority", "Приоритет", "integer"),
    TableColumn("block_words", "Блок"),
    TableColumn("addressees", "Адресат"),
    TableColumn("municipalities", "Муниципалитетов", "integer", meaning="в скольких сработала"),
    TableColumn("borderline", "Пограничных", "integer", meaning="значение рядом с порогом: вывод неустойчив"),
    TableColumn("deadline_words", "Срок"),
    TableColumn("condition", "Условие"),
    TableColumn("sources", "Источник"),
)
TRACE = (
    TableColumn("name", "Что смотрели", width_px=260),
    TableColumn("value_words", "Значение", width_px=200),
    TableColumn("relation_words", "Порог"),
    TableColumn("threshold_origin", "Происхождение порога"),
    TableColumn("needed_words", "Что снимет рекомендацию", width_px=280),
    TableColumn("sheets", "Листы книги"),
)

ACTS_OF_ONE = (
    TableColumn("at", "Когда", meaning="по часам сервера"),
    TableColumn("act", "Действие"),
    TableColumn("change_words", "Что изменилось", width_px=420),
    TableColumn("reason", "Причина"),
    TableColumn("post", "Должность"),
)

CONSILIUM = (
    MUNICIPALITY_CODE,
    SCHOOL_CODE,
    TableColumn("short_name", "Школа", width_px=150),
    MUNICIPALITY,
    TableColumn("signs", "Признаков", "integer", meaning="из четырёх"),
    TableColumn("signs_words", "Какие", width_px=330),
    TableColumn("staffing_words", "Укомплектованность"),
    TableColumn("unknown_words", "Нет данных", width_px=200, meaning="по этим признакам школа не проверена"),
    TableColumn("lowest_group", "Группа 3", "flag", on_screen=False),
    TableColumn("low_results", "ШНОР", "flag", on_screen=False),
    TableColumn("biased_vpr", "Необъективность ВПР", "flag", on_screen=False),
    TableColumn("understaffed", "Дефицит кадров", "flag", on_screen=False),
)
