"""Pages through the frame: each opens on any data, says the numbers of the queries, and obeys filters and links."""

from __future__ import annotations

import ast
import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from components import look, panels, scope_bar
from components.competence_view import TEACHERS, WHO
from components.navigation import PAGES, ROOT, PageEntry, page_at
from components.switch import (
    COMPETENCE_VIEW,
    DEVELOPMENT_VIEW,
    MENTORING_VIEW,
    MENTORS,
    RESERVE,
    ROUTES,
    STAFF,
    STAFFING_VIEW,
)
from components.text import plain
from data.database import reading
from queries.effectiveness import headline, schools_table
from queries.scope import SchoolKey, Scope
from tests.factories import CYCLE, NEXT_CYCLE
from tests.pages.conftest import EFFECTIVENESS, OpenPage

UseDatabase = Callable[[Path], Engine]

PAGE_FILES = sorted(path for path in (ROOT / "pages").rglob("*.py") if path.name != "__init__.py")
SCOPED = [entry for entry in PAGES if entry.scoped]
LINES_AT_MOST = 60
FIRST, SECOND = "Северный округ (01)", "Северный округ (02)"


def card(at: AppTest, label: str) -> str:
    """The figure on the card whose label contains these words."""
    [found] = [metric for metric in at.metric if label in metric.label]
    return str(found.value)


def said(at: AppTest) -> str:
    """Everything that a page says in sentences."""
    kinds = (at.markdown, at.caption, at.info, at.warning, at.error, at.success, at.title)
    return "\n".join(str(element.value) for kind in kinds for element in kind).replace("\u00a0", " ")


def unescaped(at: AppTest) -> str:
    """What it says, as it is read: names stand in Markdown with backslashes."""
    return said(at).replace("\\", "")


def cell_table(at: AppTest, key: str) -> dict[str, Any]:
    """What a table of buttons draws."""
    [found] = [element.proto for element in at.get("bidi_component") if f"-{key}" in element.proto.id]
    drawn: dict[str, Any] = json.loads(found.json)
    return drawn


def titles(entries: list[PageEntry] | tuple[PageEntry, ...]) -> list[str]:
    return [entry.url for entry in entries]


# What a page file is


def test_every_page_file_is_in_the_navigation_and_the_other_way_round() -> None:
    assert sorted(entry.file for entry in PAGES) == PAGE_FILES


def test_addresses_and_titles_are_unique_and_one_page_is_the_first() -> None:
    assert len({entry.url for entry in PAGES}) == len({entry.title for entry in PAGES}) == len(PAGES)
    assert [entry.default for entry in PAGES].count(True) == 1


@pytest.mark.parametrize("path", PAGE_FILES, ids=lambda path: path.stem)
def test_page_reads_like_a_table_of_contents(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    assert len(source.splitlines()) <= LINES_AT_MOST
    assert ast.get_docstring(tree)
    forbidden_nodes = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef, ast.For, ast.While)
    assert [node for node in ast.walk(tree) if isinstance(node, forbidden_nodes)] == []
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    names |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    modules = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    modules |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert names.isdisjoint(
        {"session_state", "cache_data", "cache_resource", "set_page_config", "execute", "select", "text"}
    )
    assert {module.split(".")[0] for module in modules}.isdisjoint({"sqlalchemy", "pandas", "sqlite3", "plotly"})


# Every page opens


@pytest.mark.parametrize("entry", PAGES, ids=titles(PAGES))
def test_page_opens_on_a_fresh_server_and_says_that_it_is_the_demonstration(
    open_page: OpenPage, entry: PageEntry
) -> None:
    at = open_page(entry)
    assert not at.exception
    assert [title.value for title in at.title] == [entry.question]
    assert ("Демонстрационные данные" in said(at)) == (not entry.about_own_data)
    assert not at.error


@pytest.mark.parametrize("entry", PAGES, ids=titles(PAGES))
def test_page_opens_on_own_data_without_a_word_of_the_demonstration(
    open_page: OpenPage, use_database: UseDatabase, own_file: Path, entry: PageEntry
) -> None:
    use_database(own_file)
    at = open_page(entry)
    assert not at.exception
    assert "Демонстрационные данные" not in said(at)
    assert not at.error


@pytest.mark.parametrize("entry", SCOPED, ids=titles(SCOPED))
@pytest.mark.parametrize(
    "link",
    [
        {"municipality": FIRST},
        {"municipality": FIRST, "school": "СОШ № 1 (002)"},
        {"municipality": FIRST, "school": "Гимназия № 2", "criterion": "2. Критерий 2"},
        {"municipality": FIRST, "criterion": "1. Критерий 1"},
        {"cycle": CYCLE},
        {"move": "средняя → высокая"},
        {"kind": "гимназия", "complete": "true"},
    ],
    ids=lambda link: "+".join(link),
)
def test_page_opens_by_link_at_every_depth(
    open_page: OpenPage, use_database: UseDatabase, own_file: Path, entry: PageEntry, link: dict[str, str]
) -> None:
    use_database(own_file)
    at = open_page(entry, **link)
    assert not at.exception
    assert not at.error


@pytest.mark.parametrize("entry", PAGES, ids=titles(PAGES))
def test_page_opens_when_there_is_no_cycle_to_compare_with(
    open_page: OpenPage, use_database: UseDatabase, single_cycle_file: Path, entry: PageEntry
) -> None:
    use_database(single_cycle_file)
    at = open_page(entry)
    assert not at.exception
    if entry is EFFECTIVENESS:
        assert card(at, "Сменили") == "—"
        assert f"до цикла {NEXT_CYCLE} данных нет" in said(at)


@pytest.mark.parametrize("entry", SCOPED, ids=titles(SCOPED))
def test_filters_that_select_nothing_are_answered_with_what_to_do(
    open_page: OpenPage, use_database: UseDatabase, own_file: Path, entry: PageEntry
) -> None:
    use_database(own_file)
    at = open_page(entry, municipality=SECOND, kind="гимназия")
    assert not at.exception
    assert "не подходит ни одна школа" in said(at)
    at.button(key="notice_reset").click().run()
    assert at.multiselect(key="municipality").value == []
    assert "не подходит ни одна школа" not in said(at)


def test_old_state_of_the_data_shows_what_was_in_force_then(
    open_page: OpenPage, use_database: UseDatabase, own_file: Path
) -> None:
    use_database(own_file)
    at = open_page()
    assert at.selectbox(key="cycle").value == NEXT_CYCLE
    [oldest] = [option for option in at.selectbox(key="state").options if "№ 1 " in option]
    at.selectbox(key="state").set_value(oldest).run()
    assert not at.exception
    assert at.selectbox(key="cycle").options == [CYCLE]
    assert f"Цикл {CYCLE}" in said(at)


# Numbers


def test_cards_are_what_the_query_says(open_page: OpenPage, use_database: UseDatabase, own_file: Path) -> None:
    engine = use_database(own_file)
    with reading(engine) as connection:
        now = headline(connection, Scope(), CYCLE).iloc[0]
    at = open_page()
    cards = {label: card(at, label) for label in ("Низкая", "Средняя", "Высокая", "Сменили")}
    assert cards == {"Низкая": "2", "Средняя": "1", "Высокая": "1", "Сменили": "2"}
    assert [int(now[zone]) for zone in ("low", "middle", "high")] == [2, 1, 1]
    assert int(now["moved_up"]) + int(now["moved_down"]) == 2
    assert card(at, "Пограничных") == str(int(now["borderline"]))


def test_filter_changes_the_number(open_page: OpenPage, use_database: UseDatabase, own_file: Path) -> None:
    use_database(own_file)
    at = open_page()
    at.multiselect(key="municipality").set_value([FIRST]).run()
    assert [card(at, label) for label in ("Низкая", "Средняя", "Высокая")] == ["1", "1", "1"]
    assert "Отобраны 3 школы из 4" in said(at)
    at.multiselect(key="kind").set_value(["гимназия"]).run()
    assert [card(at, label) for label in ("Низкая", "Средняя", "Высокая")] == ["0", "1", "0"]
    assert "Отобрана 1 школа из 4" in said(at)


def test_cards_of_a_school_are_its_own(open_page: OpenPage, use_database: UseDatabase, own_file: Path) -> None:
    engine = use_database(own_file)
    with reading(engine) as connection:
        row = schools_table(connection, Scope(school=SchoolKey("01", "001")), CYCLE).iloc[0]
    at = open_page(municipality=FIRST, school="СОШ № 1 (001)")
    assert (float(row["total_pct"]), float(row["total_change"])) == (90.0, 20.0)
    assert card(at, "Итог") == "90,00\u00a0%"
    assert card(at, "Изменение").startswith("+20")
    assert "высокая" in card(at, "Группа")


def test_equal_names_are_told_apart_by_code(open_page: OpenPage, use_database: UseDatabase, own_file: Path) -> None:
    use_database(own_file)
    at = open_page(municipality=SECOND)
    assert at.multiselect(key="municipality").options == [FIRST, SECOND]
    assert at.selectbox(key="school").options == ["СОШ Речная"]
    at = open_page(municipality=FIRST)
    assert at.selectbox(key="school").options == ["Гимназия № 2", "СОШ № 1 (001)", "СОШ № 1 (002)"]
    at = open_page(municipality=FIRST, school="СОШ № 1 (002)")
    assert card(at, "Итог") == "50,00\u00a0%"


def test_search_opens_the_school_that_was_found(open_page: OpenPage, use_database: UseDatabase, own_file: Path) -> None:
    use_database(own_file)
    at = open_page()
    at.text_input(key="find").set_value("гимназия 2").run()
    at.button(key="found-01-003").click().run()
    assert at.multiselect(key="municipality").value == [FIRST]
    assert at.selectbox(key="school").value == "Гимназия № 2"


def test_cell_of_the_transitions_narrows_the_table_of_schools(
    open_page: OpenPage, use_database: UseDatabase, own_file: Path
) -> None:
    use_database(own_file)
    at = open_page()
    lines = cell_table(at, "moves_cells")["lines"]
    assert [[cell["words"] for cell in line["cells"]] for line in lines] == [
        ["1", "0", "0"],
        ["1", "1", "1"],
        ["0"] * 3,
    ]
    assert {cell["value"]: cell["leads"] for line in lines for cell in line["cells"]}["высокая → высокая"] is False
    at = open_page(move="средняя → высокая")
    assert [frame.value["Школа"].tolist() for frame in at.dataframe if "Школа" in frame.value] == [["СОШ № 1"]]
    pressed = [
        cell["value"] for line in cell_table(at, "moves_cells")["lines"] for cell in line["cells"] if cell["chosen"]
    ]
    assert pressed == ["средняя → высокая"]


def test_cells_of_the_heat_map_lead_to_every_municipality_but_not_from_the_whole(
    open_page: OpenPage, use_database: UseDatabase, own_file: Path
) -> None:
    use_database(own_file)
    drawn = cell_table(open_page(), "criteria_cells")
    assert drawn["heading"] == ["Муниципалитет", "1.\u00a0Критерий 1", "2.\u00a0Критерий 2"]
    assert [line["name"] for line in drawn["lines"]] == [
        "Все отобранные школы",
        "Северный округ (02)",
        "Северный округ (01)",
    ]
    assert [[cell["leads"] for cell in line["cells"]] for line in drawn["lines"]] == [
        [False] * 2,
        [True] * 2,
        [True] * 2,
    ]
    assert {line["cells"][0]["value"] for line in drawn["lines"]} == {"|1", "01|1", "02|1"}


@pytest.mark.parametrize(
    ("typed", "chosen", "said_below"),
    [
        ("ОКРУГ (02)", [SECOND], ""),
        ("02", [SECOND], ""),
        ("северный", [], "2 муниципалитета: выберите из списка"),
        ("южный", [], "такого муниципалитета нет"),
    ],
)
def test_of_many_municipalities_one_is_chosen_by_a_part_of_its_name(
    open_page: OpenPage,
    use_database: UseDatabase,
    own_file: Path,
    monkeypatch: pytest.MonkeyPatch,
    typed: str,
    chosen: list[str],
    said_below: str,
) -> None:
    monkeypatch.setattr(scope_bar, "LISTED", 1)
    use_database(own_file)
    at = open_page(municipality=FIRST)
    field = at.multiselect(key="municipality")
    assert (field.value, field.options) == ([FIRST], [FIRST])
    field.set_value([typed]).run()
    assert not at.exception
    assert at.multiselect(key="municipality").value == chosen
    assert said_below in said(at)
    if said_below.startswith("2"):
        assert at.multiselect(key="municipality").options == [FIRST, SECOND]


def test_of_many_municipalities_a_link_opens_the_one_it_names_and_no_other(
    open_page: OpenPage, use_database: UseDatabase, own_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scope_bar, "LISTED", 1)
    use_database(own_file)
    at = open_page(municipality="Несуществующий округ")
    assert not at.exception
    assert "Муниципалитеты — «Несуществующий округ»" in "\n".join(warning.value for warning in at.warning)
    assert "Отобраны 4 школы из 4" in said(at)


def test_heat_map_of_schools_leads_to_school_and_criterion(
    open_page: OpenPage, use_database: UseDatabase, own_file: Path
) -> None:
    use_database(own_file)
    drawn = cell_table(open_page(municipality=FIRST), "school_criteria_cells")
    assert len({line["name"] for line in drawn["lines"]}) == len(drawn["lines"]) == 3
    assert {line["cells"][1]["value"] for line in drawn["lines"]} == {"01|001|2", "01|002|2", "01|003|2"}


# Side by side


@pytest.mark.parametrize(
    ("link", "title", "said_there"),
    [
        (
            {"beside": "Цикл сравнения"},
            "Рядом: 2025/26 и 2024/25",
            "2025/26 — 4 школы, данные есть по 4; 2024/25 — 4 школы, данные есть по 4.",
        ),
        (
            {"municipality": FIRST, "beside": SECOND},
            f"Рядом: {FIRST} и {SECOND}",
            "С низкой степенью: 1 из 3 и 1 из 1. **Больше всего расходятся критерии:** "
            "1. Критерий 1 — 70,0 % и 50,0 % (+20,0 п.п.); 2. Критерий 2 — 70,0 % и 50,0 % (+20,0 п.п.).",
        ),
        (
            {"municipality": FIRST, "school": "Гимназия № 2", "beside": "Свой муниципалитет"},
            f"Рядом: Гимназия № 2 и {FIRST}",
            "Гимназия № 2 — 1 школа, данные есть по 1;",
        ),
        ({"beside": "Кластер «городской»"}, "Рядом: все муниципалитеты и кластер «городской»", "4 школы"),
    ],
    ids=["cycles", "municipalities", "school", "cluster"],
)
def test_second_selection_stands_next_to_the_first(
    open_page: OpenPage, use_database: UseDatabase, own_file: Path, link: dict[str, str], title: str, said_there: str
) -> None:
    use_database(own_file)
    at = open_page(**link)
    assert not at.exception
    assert not at.warning
    assert f"## {title}" in unescaped(at)
    assert said_there in unescaped(at)


def test_names_of_two_sides_are_escaped_on_the_page_and_not_in_the_file(
    open_page: OpenPage, use_database: UseDatabase, own_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    titles = []
    monkeypatch.setattr(panels, "download_menu", lambda title, *_, **__: titles.append(title))
    use_database(own_file)
    # The other municipality has no school of this kind.
    at = open_page(municipality=FIRST, kind="гимназия", beside=SECOND)
    assert not at.exception
    assert plain(SECOND) != SECOND
    assert f"«{plain(SECOND)}»: с этими отборами школ нет." in [caption.value for caption in at.caption]
    title = f"Рядом: {FIRST} и {SECOND}"
    assert f"## {plain(title)}" in [words.value for words in at.markdown]
    assert title in titles


def test_nothing_stands_next_to_it_until_something_is_chosen(
    open_page: OpenPage, use_database: UseDatabase, own_file: Path
) -> None:
    use_database(own_file)
    at = open_page(municipality=FIRST)
    assert "Рядом" not in unescaped(at)
    assert at.selectbox(key="beside").options == ["Цикл сравнения", "Все муниципалитеты", SECOND]
    at.selectbox(key="beside").select(SECOND).run()
    assert f"## Рядом: {FIRST} и {SECOND}" in unescaped(at)
    # In the other one it can't stand next to itself.
    at.multiselect(key="municipality").set_value([SECOND]).run()
    assert not at.exception
    assert "Рядом" not in unescaped(at)
    assert not at.warning


# The projector


def test_projector_has_larger_letters_and_the_same_numbers(
    open_page: OpenPage, use_database: UseDatabase, own_file: Path
) -> None:
    use_database(own_file)
    desk, large = open_page(), open_page(look="true")
    assert not large.exception
    assert large.toggle(key="look").value
    assert [metric.value for metric in desk.metric] == [metric.value for metric in large.metric]
    heights = [json.loads(at.get("plotly_chart")[0].proto.spec)["layout"]["height"] for at in (desk, large)]
    assert heights[1] == pytest.approx(heights[0] * look.LARGER)


@pytest.mark.parametrize(
    ("entry", "link"),
    [
        *((entry, {}) for entry in PAGES),
        (page_at("staffing"), {STAFFING_VIEW: STAFF}),
        (page_at("development"), {DEVELOPMENT_VIEW: RESERVE}),
        (page_at("competences"), {COMPETENCE_VIEW: ROUTES}),
        (page_at("competences"), {WHO: TEACHERS}),
        (page_at("competences"), {WHO: TEACHERS, COMPETENCE_VIEW: ROUTES}),
        (page_at("mentoring"), {MENTORING_VIEW: MENTORS}),
        *((entry, {"municipality": "Городской округ Ясногорье"}) for entry in SCOPED),
    ],
    ids=str,
)
def test_every_figure_of_every_page_is_drawn_large(open_page: OpenPage, entry: PageEntry, link: dict[str, str]) -> None:
    at = open_page(entry, look="true", **link)
    assert not at.exception
    assert not at.error
    if entry.scoped:
        assert at.toggle(key="look").value


def test_style_sheet_of_the_projector_and_charts_grow_alike() -> None:
    base = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]["baseFontSize"]
    sheet = (ROOT / "components" / "look_large.css").read_text(encoding="utf-8")
    assert f"html {{ font-size: {base * look.LARGER:g}px !important; }}" in sheet


# Links


@pytest.mark.parametrize(
    ("link", "reported"),
    [
        ({"municipality": "Несуществующий округ"}, "Муниципалитеты — «Несуществующий округ»"),
        ({"municipality": FIRST, "school": "СОШ № 99"}, "Школа — «СОШ № 99»"),
        ({"beside": "Кластер «нет»"}, "Показать рядом — «Кластер «нет»»"),
        ({"school": "Гимназия № 2"}, "Школа — «Гимназия № 2»"),
        ({"cycle": "1999/00"}, "«1999/00»"),
        ({"kind": "кружок"}, "Вид школы — «кружок»"),
        ({"criterion": "9. Нет такого"}, "Критерий — «9. Нет такого»"),
        ({"move": "![](http://x/a.png)"}, "Переход — «"),
        ({"state": "после загрузки № 77"}, "Состояние данных — «после загрузки № 77»"),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, dict) else "",
)
def test_what_a_link_asks_for_and_does_not_exist_is_reported(
    open_page: OpenPage, use_database: UseDatabase, own_file: Path, link: dict[str, str], reported: str
) -> None:
    use_database(own_file)
    at = open_page(**link)
    assert not at.exception
    assert reported in "\n".join(warning.value for warning in at.warning)
    at.button(key="rejected_seen").click().run()
    assert not at.warning
