"""Russian words of Plotly and the settings that every chart is drawn with."""

from typing import Any

RUSSIAN: dict[str, Any] = {
    "moduleType": "locale",
    "name": "ru",
    "dictionary": {
        "Autoscale": "По размеру данных",
        "Box Select": "Выделить рамкой",
        "Click to enter Colorscale title": "Название шкалы",
        "Click to enter Plot title": "Название графика",
        "Click to enter X axis title": "Название оси X",
        "Click to enter Y axis title": "Название оси Y",
        "Compare data on hover": "Сравнивать значения при наведении",
        "Double-click on legend to isolate one trace": "Двойной щелчок по легенде оставит одну линию",
        "Double-click to zoom back out": "Двойной щелчок вернёт исходный масштаб",
        "Download plot": "Скачать рисунок",
        "Download plot as a PNG": "Скачать рисунок",
        "Image download succeeded": "Рисунок сохранён",
        "Lasso Select": "Выделить контуром",
        "Pan": "Сдвиг",
        "Preparing image - this may take a few seconds": "Готовим рисунок, это займёт несколько секунд",
        "Reset": "Сбросить",
        "Reset axes": "Вернуть исходный масштаб",
        "Reset view": "Вернуть исходный вид",
        "Reset views": "Вернуть исходный вид",
        "Show closest data on hover": "Ближайшее значение при наведении",
        "Snapshot succeeded": "Рисунок сохранён",
        "Sorry, there was a problem downloading your snapshot!": "Не удалось сохранить рисунок",
        "Taking snapshot - this may take a few seconds": "Готовим рисунок, это займёт несколько секунд",
        "Toggle Spike Lines": "Линии к осям",
        "Toggle show closest data on hover": "Ближайшее значение при наведении",
        "Zoom": "Увеличить область",
        "Zoom in": "Приблизить",
        "Zoom out": "Отдалить",
        "close:": "закрытие:",
        "high:": "максимум:",
        "low:": "минимум:",
        "open:": "открытие:",
        "max:": "максимум:",
        "mean ± σ:": "среднее ± σ:",
        "mean:": "среднее:",
        "median:": "медиана:",
        "min:": "минимум:",
        "q1:": "первый квартиль:",
        "q3:": "третий квартиль:",
        "lower fence:": "нижняя граница:",
        "upper fence:": "верхняя граница:",
        "source:": "откуда:",
        "target:": "куда:",
        "incoming flow count:": "входящих:",
        "outgoing flow count:": "исходящих:",
        "trace": "ряд",
    },
    "format": {
        "days": ["воскресенье", "понедельник", "вторник", "среда", "четверг", "пятница", "суббота"],
        "shortDays": ["вс", "пн", "вт", "ср", "чт", "пт", "сб"],
        "months": [
            "январь",
            "февраль",
            "март",
            "апрель",
            "май",
            "июнь",
            "июль",
            "август",
            "сентябрь",
            "октябрь",
            "ноябрь",
            "декабрь",
        ],
        "shortMonths": [
            "янв.",
            "февр.",
            "март",
            "апр.",
            "май",
            "июнь",
            "июль",
            "авг.",
            "сент.",
            "окт.",
            "нояб.",
            "дек.",
        ],
        "date": "%d.%m.%Y",
        "decimal": ",",
        "thousands": "\u00a0",
    },
}

# Decimal comma and no-break space between thousands, for ``layout.separators``.
SEPARATORS = ",\u00a0"

# Buttons that no page needs: reading a value and downloading the picture are enough.
REMOVED_BUTTONS = ["zoom2d", "pan2d", "select2d", "lasso2d", "zoomIn2d", "zoomOut2d", "autoScale2d", "resetScale2d"]


def plotly_config(file_name: str = "график") -> dict[str, Any]:
    """The ``config`` of ``st.plotly_chart``: Russian words, only the download button, no scroll zoom.

    ``file_name`` (without ending) is what the downloaded picture is called.
    """
    return {
        "locale": "ru",
        "locales": {"ru": {"dictionary": RUSSIAN["dictionary"], "format": RUSSIAN["format"]}},
        "displaylogo": False,
        "displayModeBar": "hover",
        "modeBarButtonsToRemove": REMOVED_BUTTONS,
        "toImageButtonOptions": {"format": "png", "filename": file_name, "scale": 2},
        "scrollZoom": False,
        "showTips": False,
    }
