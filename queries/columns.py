"""How columns of the frames are called and written, on the screen and in files alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from methodology.catalogue import packaged
from methodology.words import number

ColumnKind = Literal["text", "integer", "number", "percent", "flag", "date"]


@dataclass(frozen=True)
class TableColumn:
    """One column: ``name`` in the frame, Russian ``heading``, how its values are written, what it means.

    Percent values are already in per cent (60.5 is written «60,5 %»). ``decimals`` counts for number and percent only.
    ``on_screen`` False: in files only; ``in_files`` False: on the screen only. ``signed``: a difference, written with
    its sign. ``width_px``: on the screen, where the widest value would push others out of sight.
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


def _limit(key: str) -> str:
    return number(packaged().threshold(key))


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
        "low_words", "Низкая из школ с группой", meaning=f"меньше {_limit('no_percent_n')} школ — без процентов"
    ),
    TableColumn("completeness_pct", "Полнота данных", "percent"),
)

SCHOOLS = (
    MUNICIPALITY_CODE,
    SCHOOL_CODE,
    TableColumn("short_name", "Школа", width_px=150),
    TableColumn("municipality_name", "Муниципалитет", width_px=150),
    TableColumn("kind", "Вид", on_screen=False),
    TableColumn("locality", "Местность", on_screen=False),
    TableColumn("group_words", "Группа"),
    TableColumn("assigned_words", "Группа по акту", on_screen=False),
    TableColumn("computed_words", "Группа по расчёту", on_screen=False),
    TableColumn(
        "assigned_sign", "Акт", meaning="группа, присвоенная актом: 1 ▲, 2 ●, 3 ▼; она важнее расчётной", in_files=False
    ),
    TableColumn("computed_sign", "Расчёт", meaning="расчётная группа; ≠ — не совпадает с актом", in_files=False),
    TableColumn(
        "total_pct",
        "Итог",
        "percent",
        2,
        f"при полноте от {_limit('data_show_min')} %; если данных не хватает — с границами",
    ),
    TableColumn("total_low_pct", "Итог, нижняя граница", "percent", 1, on_screen=False),
    TableColumn("total_high_pct", "Итог, верхняя граница", "percent", 1, on_screen=False),
    TableColumn(
        "total_change", "Δ, п.п.", "number", 1, "изменение итога к циклу сравнения, если критерии те же", signed=True
    ),
    TableColumn("before_words", "Группа в цикле сравнения", on_screen=False),
    TableColumn("before_sign", "Была", meaning="группа в цикле сравнения", in_files=False),
    TableColumn("completeness_pct", "Полнота", "percent"),
    TableColumn("low_criteria", "Низких", "integer", meaning="критериев в низкой зоне"),
    TableColumn("mark_words", "Пометка", on_screen=False),
    TableColumn(
        "mark_sign",
        "Знак",
        meaning=f"≈ пограничная: до смены вывода не больше {_limit('border_delta')} п.п.; … неполные данные: "
        "границы итога — в карточке школы",
        in_files=False,
    ),
    TableColumn("act", "Реквизиты акта", on_screen=False),
)

TRANSITIONS = (
    TableColumn("before_words", "Было"),
    TableColumn("now_words", "Стало"),
    TableColumn("schools", "Школ", "integer"),
)

INDICATOR_BY_MUNICIPALITY = (
    MUNICIPALITY_CODE,
    MUNICIPALITY,
    TableColumn("words", "Значение", meaning=f"меньше {_limit('no_percent_n')} — без процентов"),
    TableColumn("numerator", "Числитель", "number", 0),
    TableColumn("denominator", "Знаменатель", "number", 0),
    TableColumn("schools_with_data", "Школ с данными", "integer"),
    TableColumn("schools", "Школ", "integer"),
)

MAP_OF_MUNICIPALITIES = (
    MUNICIPALITY_CODE,
    MUNICIPALITY,
    TableColumn("words", "Значение", meaning=f"меньше {_limit('no_percent_n')} — без процентов"),
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
    TableColumn("value_pct", "Выполнение", "percent"),
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
    TableColumn("value_pct", "Выполнение", "percent"),
    TableColumn("zone_words", "Зона"),
    TableColumn("score", "Балл", "number", 1),
    TableColumn("max_score", "Максимум", "number", 1),
    TableColumn("absence_reason", "Почему нет балла"),
    TableColumn("source", "Источник балла"),
)

SOURCE_ROWS = (
    TableColumn("sheet", "Лист"),
    TableColumn("sheet_row", "Строка", "integer"),
    TableColumn("criterion_name", "Критерий"),
    TableColumn("said_words", "Что стоит"),
    TableColumn("reason", "Почему нет балла"),
    TableColumn("source", "Источник или акт"),
    TableColumn("file_name", "Файл"),
    TableColumn("load_id", "Загрузка №", "integer"),
    TableColumn("loaded_at", "Загружено", "date"),
)

LOADS = (
    TableColumn("load_id", "№", "integer"),
    TableColumn("loaded_at", "Загружено", "date"),
    TableColumn("file_name", "Файл"),
    TableColumn("cycle", "Цикл"),
    TableColumn("cut_date", "Срез", "date"),
    TableColumn("municipalities", "Муниципалитетов", "integer"),
    TableColumn("rows", "Строк", "integer"),
    TableColumn("findings", "Замечаний", "integer"),
    TableColumn("author_post", "Заполнил (должность)"),
    TableColumn("state_words", "Состояние"),
    TableColumn("sha256", "SHA-256", on_screen=False),
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

INDICATORS = (
    TableColumn("code", "Код"),
    TableColumn("name", "Показатель"),
    TableColumn("unit", "Единица", on_screen=False),
    TableColumn("formula", "Формула"),
    TableColumn("numerator", "Числитель", on_screen=False),
    TableColumn("denominator", "Знаменатель", on_screen=False),
    TableColumn("missing", "Если данных нет"),
    TableColumn("threshold_words", "Пороги", on_screen=False),
    TableColumn("origin", "Происхождение"),
)

THRESHOLDS = (
    TableColumn("meaning", "Что означает"),
    TableColumn("value", "Значение", "number", 0),
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
    TableColumn("reason", "Почему"),
    TableColumn("author_post", "Кто (должность)"),
    TableColumn("short_hash", "Отпечаток", meaning="начало SHA-256; целиком — в выгрузке", in_files=False),
    TableColumn("hash", "Отпечаток (SHA-256)", on_screen=False),
)
