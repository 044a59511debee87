"""Which cycle a table is about: by what its titles say in words, not by the date of an order."""

from __future__ import annotations

import pytest

from data.mapping.understanding import understand
from data.mapping.when import day_said, propose_when
from tests.data.own_tables import table


def cycle(*titles: str, sheet: str = "Лист1", file: str = "файл") -> str:
    rows: list[list[object]] = [[title] for title in titles]
    rows += [["Район", "Школа", "Участников"], ["Северный район", "СОШ № 1", 5], ["", "СОШ № 2", 6]]
    return propose_when(understand(table(rows, name=sheet)), file).cycle


@pytest.mark.parametrize(
    ("titles", "expected"),
    [
        (("Приложение 1 к приказу министерства от 15.09.2023 № 250", "Результаты ЕГЭ 2023 года"), "2022/23"),
        (("Приказ № 2045",), ""),
        (("Приложение к письму от 15 сентября 2023 г. № 01-12/2024", "Сведения за 2021/22 учебный год"), "2021/22"),
        (("К протоколу от 3.10.2023", "ЕГЭ-2022"), "2021/22"),
        (("Распоряжение об итогах ЕГЭ 2024 года от 01.10.2024",), "2023/24"),
        (("ВПР, 2023–2024 учебный год", "по состоянию на 20.10.2025"), "2023/24"),
        (("Данные на 20.10.2025", "ЕГЭ 2024 года"), "2023/24"),
        (("Период 01.09.2023–31.05.2024",), "2023/24"),
        (("Кадровый состав на 20.09.2024",), "2024/25"),
        (("на октябрь 2023",), "2023/24"),
        (("Результаты 2022 и 2023 годов",), ""),
        (("Результаты ЕГЭ за 2021–2024 годы",), ""),
        (("2022/23 учебный год", "2023/24 учебный год"), ""),
        (("Сведения о школах",), ""),
    ],
)
def test_cycle_by_titles(titles: tuple[str, ...], expected: str) -> None:
    assert cycle(*titles) == expected


def test_name_of_the_sheet_or_file_tells_where_titles_do_not() -> None:
    assert cycle("Приказ от 15.09.2023 № 250", sheet="2022") == "2021/22"
    assert cycle("Сведения", file="ЕГЭ 2024") == "2023/24"
    assert cycle("Результаты 2022 и 2023 годов", sheet="2024") == "", "titles that disagree are not overruled"


def test_reason_names_the_years_that_disagree() -> None:
    rows = [["ЕГЭ 2022 и 2023 годов"], ["Район", "Школа", "Участников"], ["Северный район", "СОШ № 1", 5]]
    reason = propose_when(understand(table(rows, name="Лист1")), "файл").reason
    assert "2021/22" in reason
    assert "2022/23" in reason


def test_day_of_an_order_is_not_the_day_of_the_table() -> None:
    rows = [["К приказу от 15.09.2023 № 250"], ["Кадры на 01.10.2023"], ["Район", "Школа", "Учителей"]]
    structure = understand(table([*rows, ["Северный район", "СОШ № 1", 5]], name="Лист1"))
    assert day_said(structure, propose_when(structure, ""))[0] == "01.10.2023"
