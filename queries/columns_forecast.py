"""Columns of the staffing forecast, on the screen and in files."""

from __future__ import annotations

from methodology.forecast import RANGE_PCT
from queries.columns import MUNICIPALITY, MUNICIPALITY_CODE, TableColumn

RANGE_WORDS = f"в {RANGE_PCT} вариантах из 100 — между этими числами"
LOW = TableColumn("low", "Не меньше", "number", 1, f"нижний край диапазона: {RANGE_WORDS}")
HIGH = TableColumn("high", "Не больше", "number", 1, f"верхний край диапазона: {RANGE_WORDS}")
UNMET = TableColumn("unmet", "Не хватит людей, ставок", "number", 1, "меньше нуля — людей больше, чем ставок")
AHEAD = (
    TableColumn("teachers", "Учителей сейчас", "number"),
    TableColumn("vacant", "Вакантно сейчас, ставок", "number", 1, "ставки учителей на дату среза"),
    TableColumn("left", "Уйдёт за эти годы", "number", 1, "учителей 60 лет и старше и остальных"),
    TableColumn("came", "Придёт за эти годы", "number", 1, "молодых, опытных, целевиков"),
    TableColumn("needed", "Нужно, ставок", "number", 1, "учителя и вакансии, с изменением часов"),
    UNMET,
    LOW,
    HIGH,
)
"""What lies ahead of a municipality or a subject."""

FORECAST_BY_YEAR = (
    TableColumn("cycle", "Учебный год"),
    TableColumn("unmet", "Не хватит людей, ставок", "number", 1, "в прошлых циклах — вакантные ставки учителей"),
    LOW,
    HIGH,
    TableColumn("teachers", "Учителей", "number", 1, "в конце учебного года"),
    TableColumn("needed", "Нужно, ставок", "number", 1),
    TableColumn("retired", "Уйдёт 60+", "number", 1, "учителей 60 лет и старше за год"),
    TableColumn("departed", "Уйдёт остальных", "number", 1, "за год"),
    TableColumn("young", "Придёт молодых", "number", 1, "за год, со стажем до 3 лет, без целевиков"),
    TableColumn("experienced", "Придёт опытных", "number", 1, "за год, со стажем от 3 лет"),
    TableColumn("graduates", "Придёт целевиков", "number", 1, "за год"),
    TableColumn("short_pct", "Не хватит, доля вариантов", "percent", on_screen=False),
)
FORECAST_BY_MUNICIPALITY = (
    MUNICIPALITY_CODE,
    MUNICIPALITY,
    TableColumn("schools", "Школ", "integer", on_screen=False),
    TableColumn("schools_with_data", "Школ с данными", "integer"),
    *AHEAD,
)
FORECAST_BY_SUBJECT = (
    TableColumn("subject", "Предмет"),
    TableColumn("schools", "Школ с такими учителями", "integer", on_screen=False),
    TableColumn("schools_with_data", "Школ с листом", "integer", on_screen=False),
    *AHEAD,
)
FORECAST_TESTED = (
    MUNICIPALITY_CODE,
    MUNICIPALITY,
    TableColumn("cycle", "По данным за"),
    TableColumn("years", "Лет вперёд", "integer", on_screen=False),
    TableColumn("forecast", "Прогноз", "number", 1, "учителей"),
    LOW,
    HIGH,
    TableColumn("actual", "Было", "number", meaning="учителей на деле"),
    TableColumn("error_pct", "Ошибка", "percent", 1, "прогноз минус то, что было, в процентах от того, что было"),
    TableColumn("inside", "В диапазоне", "flag"),
)
