"""The passport through the frame: what to do when nothing is chosen, what it says of a school and a municipality."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from components.drill import SCHOOL
from components.navigation import EFFECTIVENESS, PASSPORT, UPLOAD
from components.notices import FOR_WORK_ALONE
from data.database import initialise, make_engine, reading
from queries.addressed import about_itself, addressed_recommendations
from queries.assessments import assessments
from queries.dictionaries import municipalities
from queries.documents import as_read, documents_of_place
from queries.scope import SchoolKey, Scope, Showing
from queries.selection import resolved
from queries.wording import SHOWING_WORDS
from tests.factories import CYCLE, school, workbook
from tests.pages.conftest import OpenPage
from tests.stored import load

UseDatabase = Callable[[Path], Engine]
FIRST, SECOND = "Северный округ (01)", "Северный округ (02)"


def said(at: AppTest) -> str:
    kinds = (at.markdown, at.caption, at.info)
    return "\n".join(str(element.value) for kind in kinds for element in kind).replace("\u00a0", " ").replace("\\", "")


def links(at: AppTest) -> list[str]:
    return [element.proto.label for element in at.get("page_link")]


def test_without_a_choice_it_says_what_to_do_and_lists_the_municipalities(
    open_page: OpenPage, use_database: UseDatabase, own_file: Path
) -> None:
    use_database(own_file)
    at = open_page(PASSPORT)
    assert "Паспорт — об одной школе или одном муниципалитете" in said(at)
    [table] = at.dataframe
    assert list(table.value["Школ"]) == [3, 1]
    assert not at.metric
    assert links(at) == []
    at.multiselect(key="municipality").set_value([FIRST]).run()
    assert "## Главное" in said(at)
    at.multiselect(key="municipality").set_value([FIRST, SECOND]).run()
    assert "Паспорт — об одной школе или одном муниципалитете" in said(at)


def test_a_school(open_page: OpenPage, use_database: UseDatabase, own_file: Path) -> None:
    use_database(own_file)
    at = open_page(PASSPORT, municipality=FIRST, school="Гимназия № 2")
    words = said(at)
    assert "гимназия · село · Северный округ · кластер «сельский»" in words
    assert "Группа — ● средняя, расчётная: акта о группе нет, итог 70,00 %." in words
    assert "Критериев ниже медианы школ муниципалитета — 0 из 2, ниже медианы школ кластера — 0 из 2." in words
    assert any(label.startswith(EFFECTIVENESS.title) for label in links(at))
    at.selectbox(key=SCHOOL).set_value("СОШ № 1 (002)").run()
    assert "В низкой зоне 2 критерия из 2 с данными" in said(at)


def test_a_municipality(open_page: OpenPage, use_database: UseDatabase, own_file: Path) -> None:
    use_database(own_file)
    at = open_page(PASSPORT, municipality=FIRST)
    words = said(at)
    assert "Группа есть у 3 из 3 школ (актов о группах нет): ▼ низкая — 1 из 3" in words
    assert "С низкой степенью — 1 школа." in words
    [table] = [each for each in at.dataframe if "Школа" in each.value]
    assert list(table.value["Школа"]) == ["СОШ № 1"]
    earlier = open_page(PASSPORT, municipality=SECOND, cycle=CYCLE)
    assert "Школ с низкой степенью и школ без группы в отборе нет." in said(earlier)


def test_a_municipality_has_what_is_recommended_to_itself(
    open_page: OpenPage, use_database: UseDatabase, demonstration_file: Path
) -> None:
    use_database(demonstration_file)
    at = open_page(PASSPORT, municipality="Луговой муниципальный район")
    engine = make_engine(f"sqlite:///{demonstration_file}")
    with reading(engine) as connection:
        [place] = municipalities(connection, Scope()).query("label == 'Луговой муниципальный район'").municipality_id
        scope = resolved(connection, Scope(municipalities=(place,)))
        every = addressed_recommendations(connection, scope)
    engine.dispose()
    own = about_itself(every, scope)
    assert 0 < len(own) < len(every)
    [table] = [each for each in at.dataframe if "Рекомендация" in each.value]
    assert list(table.value["Код"]) == list(own["code"])
    assert f"Ещё {len(every) - len(own)} рекоменда" in said(at)


@pytest.mark.parametrize("mode", SHOWING_WORDS)
@pytest.mark.parametrize("of_school", [True, False])
def test_documents_stand_with_their_state(
    open_page: OpenPage, use_database: UseDatabase, demonstration_file: Path, of_school: bool, mode: Showing
) -> None:
    use_database(demonstration_file)
    key = SchoolKey("99609000", "99090004")
    link = {"municipality": "Степной муниципальный район", "showing": SHOWING_WORDS[mode]}
    at = open_page(PASSPORT, **link, **({"school": "СОШ с. Ковыльное"} if of_school else {}))
    scope = Scope(showing=mode).in_school(key) if of_school else Scope(municipalities=("99609000",), showing=mode)
    engine = make_engine(f"sqlite:///{demonstration_file}")
    with reading(engine) as connection:
        frame = as_read(documents_of_place(connection, scope), date.today())
    engine.dispose()
    assert len(frame) > 3
    [table] = [each for each in at.dataframe if "Документ" in each.value]
    for heading, column in (("Документ", "title"), ("Состояние", "state_words"), ("Подтверждает", "confirmed")):
        assert list(table.value[heading]) == list(frame[column])
    whose = "школы" if of_school else "самого муниципалитета"
    assert f"Документов {whose} — {len(frame)}: " in said(at)
    assert "Состояние — на дату среза, 31.08.2026." in said(at)
    assert ("Документы школ: " in said(at)) is not of_school


def test_without_the_sheet_of_documents_it_says_what_to_do(
    open_page: OpenPage, use_database: UseDatabase, own_file: Path
) -> None:
    use_database(own_file)
    for link in ({}, {"school": "Гимназия № 2"}):
        at = open_page(PASSPORT, municipality=FIRST, **link)
        assert "Лист «Документы» за 2025/26 от муниципалитета не поступил" in said(at)
        assert UPLOAD.title in links(at)
        assert not [each for each in at.dataframe if "Документ" in each.value]


def test_results_of_assessments_are_those_of_the_query(
    open_page: OpenPage, use_database: UseDatabase, demonstration_file: Path
) -> None:
    use_database(demonstration_file)
    engine = make_engine(f"sqlite:///{demonstration_file}")
    with reading(engine) as connection:
        [place] = municipalities(connection, Scope()).query("label == 'Луговой муниципальный район'").municipality_id
        found = assessments(connection, resolved(connection, Scope(municipalities=(place,))), CYCLE)
    engine.dispose()
    at = open_page(PASSPORT, municipality="Луговой муниципальный район")
    [table] = [each for each in at.dataframe if "Не достигли минимума" in each.value]
    assert list(table.value["Не достигли минимума"]) == list(found["below_minimum_words"])
    assert list(table.value[f"Не достигли, {CYCLE}"]) == list(found["below_minimum_before"])
    assert "другие ученики: числа стоят рядом, но не вычитаются" in said(at)
    council = open_page(PASSPORT, municipality="Луговой муниципальный район", showing=SHOWING_WORDS["council"])
    assert not [each for each in council.dataframe if "Не достигли минимума" in each.value]
    assert FOR_WORK_ALONE in said(council)


def test_without_assessments_it_says_which_sheet_brings_them(
    open_page: OpenPage, use_database: UseDatabase, own_file: Path
) -> None:
    use_database(own_file)
    assert "внесите их в лист «Процедуры» книги" in said(open_page(PASSPORT, municipality=FIRST))


def test_the_table_of_a_panel_shows_the_medians(open_page: OpenPage, use_database: UseDatabase, own_file: Path) -> None:
    use_database(own_file)
    at = open_page(PASSPORT, municipality=FIRST, school="Гимназия № 2")
    at.segmented_control(key="beside_school_view_график").set_value("таблица").run()
    [table] = [each for each in at.dataframe if "Медиана муниципалитета" in each.value]
    assert list(table.value["Медиана муниципалитета"]) == [70.0, 70.0]


def test_effectiveness_leads_to_the_passport(open_page: OpenPage, use_database: UseDatabase, own_file: Path) -> None:
    use_database(own_file)
    assert not any("Паспорт" in label for label in links(open_page()))
    assert any("Паспорт муниципалитета" in label for label in links(open_page(municipality=FIRST)))
    assert any("Паспорт школы" in label for label in links(open_page(municipality=FIRST, school="Гимназия № 2")))


def test_where_nobody_has_a_group_there_are_no_zeros(
    open_page: OpenPage, use_database: UseDatabase, tmp_path: Path
) -> None:
    path = tmp_path / "described.sqlite3"
    engine = make_engine(f"sqlite:///{path}")
    initialise(engine)
    load(engine, workbook(schools=[school("001"), school("002")]))
    engine.dispose()
    use_database(path)
    at = open_page(PASSPORT, municipality="Округ 01")
    assert [metric.value for metric in at.metric] == [*["нет данных"] * 4, "—", "—"]
    assert "Баллов по критериям в этом цикле нет." in said(at)
    at = open_page(PASSPORT, municipality="Округ 01", school=at.selectbox(key="school").options[0])
    cards = {metric.label: metric for metric in at.metric}
    assert (cards["Итог"].value, cards["Итог"].delta) == ("—", "нет данных")
    assert cards["В низкой зоне"].value == "—"
