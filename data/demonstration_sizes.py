"""Sizes of the demonstration: the hand-made district, and around it a region or a country for measuring.

The larger ones begin with the fourteen municipalities of the district, so that its cases are in them too; the others
are made by rule, the same every time. All names are fictitious.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import product
from random import Random
from typing import Literal, NamedTuple

from data.demonstration_names import DISTRICT, Place

Size = Literal["district", "region", "country"]


@dataclass(frozen=True)
class Extent:
    """How large a demonstration is, and where on the map its made-up places lie (degrees)."""

    municipalities: int
    schools: int
    cycles: tuple[str, ...]
    latitudes: tuple[float, float]
    longitudes: tuple[float, float]


CYCLES = ("2023/24", "2024/25", "2025/26")
EXTENTS: dict[Size, Extent] = {
    "district": Extent(len(DISTRICT), 200, CYCLES, (56.2, 58.7), (65.1, 67.7)),
    "region": Extent(60, 1_500, ("2021/22", "2022/23", *CYCLES), (54.0, 60.5), (62.0, 71.0)),
    "country": Extent(2_300, 40_000, CYCLES, (50.0, 68.0), (35.0, 135.0)),
}


# ASSUMPTION: shares of the clusters and what their municipalities are like, as in the district made by hand.
class Kind(NamedTuple):
    """A usual municipality of a cluster; ``share``: of the municipalities, ``in_villages``: of its schools."""

    cluster: str
    type: str
    share: float
    population: int
    schools: int
    in_villages: float


KINDS = (
    Kind("городской", "городской округ", 0.12, 90_000, 26, 0.08),
    Kind("смешанный", "муниципальный округ", 0.33, 42_000, 18, 0.55),
    Kind("сельский", "муниципальный район", 0.40, 19_000, 13, 0.75),
    Kind("отдалённый", "муниципальный район", 0.15, 8_000, 8, 0.7),
)

FIRST_PARTS = (
    "", "Верхне", "Нижне", "Ново", "Старо", "Мало", "Больше", "Средне", "Усть-", "Дальне", "Красно", "Бело", "Черно",
    "Северо-", "Южно-", "Восточно-", "Западно-", "Горно", "Лесно", "Приозёрно-", "Зареченско-", "Заозёрно-",
    "Подгорно-", "Тихо", "Ясно", "Светло", "Чисто", "Добро", "Высоко", "Каменно", "Сосново-", "Берёзово-", "Кедрово-",
    "Липово-", "Дубово-", "Вязово-", "Ольхово-", "Рябиново-", "Калиново-", "Сухо", "Студёно", "Золото",
    "Серебряно-", "Звонко",
)  # fmt: skip
SECOND_PARTS = (
    "ветринский", "вишнёвкинский", "гнездинский", "грибовинский", "грушинский", "дождинский", "дубковинский",
    "ёлочкинский", "жаворонкинский", "зарянкинский", "земляничинский", "зимородкинский", "ивушкинский",
    "калинкинский", "камышинкинский", "клеверинский", "колосинский", "кувшинкинский", "ландышинский", "ласточкинский",
    "лисичкинский", "льновинский", "лютикинский", "маковинский", "малинкинский", "медовинский", "молочаинский",
    "мятинский", "незабудкинский", "облачинский", "овсянкинский", "одуванчинский", "орешкинский", "перепёлкинский",
    "пихтинский", "подснежинский", "полынинский", "пчелинский", "радужинский", "ракитинский", "ромашкинский",
    "росинкинский", "рябинкинский", "синичкинский", "снегиринский", "стрижинский", "тополинский", "туманинский",
    "черёмушинский", "шиповинский", "щавелинский", "яблочкинский", "ягодинский", "ясенкинский",
)  # fmt: skip
"""No place in the country ends so; with the beginnings they name 2,376 municipalities."""

SETTLEMENTS = tuple(village for place in DISTRICT for village in place.villages)


@cache
def places_of(size: Size) -> tuple[Place, ...]:
    """The municipalities, those made by hand first."""
    extent = EXTENTS[size]
    missing = extent.municipalities - len(DISTRICT)
    if not missing:
        return DISTRICT
    chance = Random(extent.municipalities)
    names = list(product(FIRST_PARTS, SECOND_PARTS))
    chance.shuffle(names)
    clusters = [kind for kind in KINDS for _ in range(round(kind.share * missing))][:missing]
    clusters += [KINDS[2]] * (missing - len(clusters))
    chance.shuffle(clusters)
    wanted = [kind.schools * chance.uniform(0.5, 1.6) for kind in clusters]
    by_hand = sum(place.centre_schools + len(place.villages) for place in DISTRICT)
    schools = _apportioned(wanted, extent.schools - by_hand)
    spots = _spots(missing, extent, chance)
    made = [
        _place(number, "".join(names[number]).capitalize(), clusters[number], schools[number], spots[number], chance)
        for number in range(missing)
    ]
    return (*DISTRICT, *made)


def _place(
    number: int,
    name: str,
    kind: Kind,
    schools: int,
    spot: tuple[float, float],
    chance: Random,
) -> Place:
    villages = min(round(kind.in_villages * schools), schools - 1)
    people = round(kind.population * schools / kind.schools * chance.uniform(0.8, 1.2), -2)
    first = chance.randrange(len(SETTLEMENTS))
    in_city = kind.cluster in ("городской", "смешанный")
    root = name.removesuffix("ский")
    return Place(
        municipality_id=f"998{number:05}",
        name=f"{name} {kind.type}",
        type=kind.type,
        cluster=kind.cluster,
        population=int(people),
        authority=f"Управление образования: {name} {kind.type}",
        method_service="Методический кабинет" if number % 3 else None,
        centre=f"{'г.' if in_city else 'с.'} {root}ск" if in_city else f"с. {root}ское",
        centre_locality="город" if in_city else "село",
        centre_population=max(900, int(people * (1 - 0.7 * kind.in_villages))),
        centre_schools=schools - villages,
        villages=tuple(SETTLEMENTS[(first + step) % len(SETTLEMENTS)] for step in range(villages)),
        latitude=spot[0],
        longitude=spot[1],
    )


def _apportioned(wanted: list[float], total: int) -> list[int]:
    """Whole numbers of at least two in proportion to what is wanted, together exactly the total."""
    scale = total / sum(wanted)
    shares = [max(2, int(share * scale)) for share in wanted]
    # What rounding left goes to the largest, one each: no place changes by more than it was rounded.
    order = sorted(range(len(wanted)), key=lambda place: -wanted[place])
    step = 1 if sum(shares) < total else -1
    for turn in range(abs(total - sum(shares))):
        shares[order[turn % len(order)]] += step
    return shares


def _spots(count: int, extent: Extent, chance: Random) -> list[tuple[float, float]]:
    """Centres on a grid, each moved a little, outside of the district made by hand."""
    south, north = EXTENTS["district"].latitudes
    west, east = EXTENTS["district"].longitudes
    side = 2
    while True:
        rows = _steps(extent.latitudes, side)
        columns = _steps(extent.longitudes, side)
        free = [spot for spot in product(rows, columns) if not (south < spot[0] < north and west < spot[1] < east)]
        if len(free) >= count:
            break
        side += 1
    height, width = rows[1] - rows[0], columns[1] - columns[0]
    return [
        (
            round(latitude + height * chance.uniform(-0.25, 0.25), 3),
            round(longitude + width * chance.uniform(-0.25, 0.25), 3),
        )
        for latitude, longitude in sorted(chance.sample(free, count))
    ]


def _steps(bounds: tuple[float, float], count: int) -> list[float]:
    low, high = bounds
    return [low + (high - low) * (step + 0.5) / count for step in range(count)]
