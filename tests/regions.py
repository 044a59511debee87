"""Small workbooks of the four regions whose boundaries come with the program, spelled as officials spell them."""

from __future__ import annotations

from data.workbook import Workbook
from tests import factories as make

FOREIGN = "Хабаровский муниципальный район"
"""In every one of the workbooks, on none of the four maps."""

OFFICIAL = {
    "sverdlovsk": {
        "Муниципальное образование город Екатеринбург": "Екатеринбург",
        "город Нижний Тагил": "Тагил",
        "городской округ Первоуральск": "Первоуральск",
        "Берёзовский городской округ": "Березовский",
        "Камышловский муниципальный район": "Камышловский район",
        "Камышловский городской округ": "Камышловский",
        "Городской округ «город Ирбит» Свердловской области": "Ирбит",
        "Ирбитское муниципальное образование": "Ирбитское",
        "городской округ ЗАТО Свободный": "ЗАТО Свободный",
        "муниципальное образование «посёлок Уральский»": "поселок Уральский",
        "Муниципальное образование Красноуфимский округ": "Красноуфимский округ",
        "городской округ Красноуфимск": "Красноуфимск",
        "Махнёвское муниципальное образование": "Махнёвское",
        "ГОРОДСКОЙ ОКРУГ  ВЕРХНЯЯ ПЫШМА": "Верхняя Пышма",
    },
    "tomsk": {
        "Муниципальное образование «Город Томск»": "Томск",
        "Томский район": "Томский район",
        "ЗАТО Северск": "ЗАТО Северск",
        "городской округ Стрежевой": "Стрежевой",
        "Город Кедровый Томской области": "Кедровый",
        "Асиновский муниципальный район": "Асиновский район",
        "Колпашевский р-н": "Колпашевский район",
    },
    "irkutsk": {
        "Ангарский городской округ": "Ангарский район",
        "город Иркутск": "Иркутск",
        "Иркутское районное муниципальное образование": "Иркутский район",
        "муниципальное образование города Братска": "Братск",
        "МО «Братский район»": "Братский район",
        "Зиминское городское муниципальное образование": "Зиминское",
        "Зиминское районное муниципальное образование": "Зиминский район",
        "город Черемхово": "Черемховское",
        "муниципальное образование г. Бодайбо и района": "Бодайбинский район",
        "г. Усолье-Сибирское": "Усолье-Сибирское",
        "Тайшетский муниципальный округ": "Тайшетский район",
    },
    "karelia": {
        "Петрозаводский городской округ": "Петрозаводский",
        "Костомукшский городской округ": "Костомукшский",
        "Прионежский муниципальный район Республики Карелия": "Прионежский район",
        "Пряжинский национальный муниципальный район": "Пряжинский район",
        "Сортавальский муниципальный округ": "Сортавальский район",
        "Кондопожский муниципальный район": "Кондопожский район",
    },
}
"""Region → name in the workbook → name in the file of boundaries."""


def codes(region: str) -> dict[str, str]:
    """Municipality → its name; the foreign one last."""
    return {f"{number:02}": name for number, name in enumerate((*OFFICIAL[region], FOREIGN), start=1)}


def region_book(region: str) -> Workbook:
    """Two schools a municipality, of all groups in turn; none has coordinates."""
    municipalities, schools, scores = [], [], []
    for number, (code, name) in enumerate(codes(region).items()):
        municipalities.append(make.municipality(code, name=name, type=_type(name)))
        for school in ("1", "2"):
            schools.append(make.school(school, code))
            scores += make.scores((9.0, 7.0, 5.0)[(number + int(school)) % 3], school_id=school, municipality_id=code)
    return make.workbook(municipalities=municipalities, schools=schools, scores=scores)


def _type(name: str) -> str:
    small = name.lower()
    if "район" in small or "р-н" in small:
        return "муниципальный район"
    return "муниципальный округ" if "округ" in small and "городской" not in small else "городской округ"
