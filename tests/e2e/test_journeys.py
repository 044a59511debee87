"""Journeys of a reader: by link, by click, back, side by side, with files, on a phone."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import product
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import openpyxl
import pytest
from playwright.sync_api import ElementHandle, Locator, Page, expect
from playwright.sync_api import TimeoutError as NothingCameError

from components.look import LARGER
from components.navigation import PAGES, PageEntry, page_at
from data.checking import check_file
from data.database import initialise, make_engine, reading
from data.demonstration_load import ensure_demonstration
from data.demonstration_sizes import CYCLES
from data.known import read_known
from data.loading import load_workbook
from queries.dictionaries import municipalities
from queries.effectiveness import groups_by_municipality, schools_table
from queries.scope import Scope
from tests import factories as make
from tests.data.bad_workbooks import valid_book, with_value, write_xlsx
from tests.e2e.browser import REPOSITORY, Server, settled
from tests.stored import load

pytestmark = pytest.mark.browser

expect.set_options(timeout=20_000)

TEXAS = REPOSITORY.parent / "shared" / "real" / "texas.xlsx"
QUESTION = page_at("effectiveness").question

# Drawn at the width that the panel gives it: Streamlit draws a chart once hidden, then again as wide as there is room.
DRAWN = """(panel) => {
  const chart = document.querySelector(`.st-key-${panel}_panel .js-plotly-plot`);
  return chart !== null && chart._fullLayout !== undefined && chart.style.visibility !== "hidden"
    && Math.abs(chart._fullLayout.width - chart.parentElement.clientWidth) < 2;
}"""

SIDEWAYS = """() => [document.scrollingElement, ...document.querySelectorAll('[data-testid="stMain"]')]
  .filter((part) => part.scrollWidth > part.clientWidth + 1)
  .map((part) => `${part.dataset.testid ?? "page"}: ${part.scrollWidth} > ${part.clientWidth}`)"""


OPENED = ((1280, 1600, 1920), (390,))
"""Widths that one opening of a page serves: it follows its window; on a phone it opens with the sidebar folded."""


@dataclass(frozen=True)
class Region:
    """A server, and what its database says: the municipality on top of the chart, its school on top, counts."""

    server: Server
    municipality_id: str
    municipality: str
    school: str
    schools_of_municipality: int
    schools: int


@pytest.fixture(scope="module")
def demonstration(serve: Callable[..., Server], tmp_path_factory: pytest.TempPathFactory) -> Region:
    """A server with the demonstration that nobody has visited yet."""
    url = f"sqlite:///{tmp_path_factory.mktemp('demonstration') / 'demonstration.sqlite3'}"
    engine = make_engine(url)
    ensure_demonstration(engine)
    with reading(engine) as connection:
        groups = groups_by_municipality(connection, Scope())
        code = str(groups["municipality_id"].iloc[0])
        label = municipalities(connection, Scope()).set_index("municipality_id")["label"][code]
        school = schools_table(connection, Scope(municipalities=(code,)), None)["short_name"].iloc[0]
    engine.dispose()
    server = serve({"KOLLEGIA_DEMO_URL": url})
    return Region(server, code, str(label), str(school), int(groups["schools"].iloc[0]), int(groups["schools"].sum()))


def bars(page: Page, panel: str) -> Locator:
    """The bars of a panel's chart, once it is drawn for good."""
    settled(page)
    page.wait_for_function(DRAWN, arg=panel)
    return page.locator(f".st-key-{panel}_panel .barlayer .point path")


def press(page: Page, panel: str, mark: Locator | ElementHandle) -> None:
    """Click a mark of a chart when its tooltip has come: then Plotly knows what the mouse is over.

    With ``force``: above the marks lies Plotly's own layer, which takes the click.
    """
    mark.scroll_into_view_if_needed()
    mark.hover(force=True)
    expect(page.locator(f".st-key-{panel}_panel .hoverlayer .hovertext").first).to_be_visible()
    mark.click(force=True)


def asked(page: Page, name: str) -> str | None:
    """What the address of the page asks for."""
    values = parse_qs(urlsplit(page.url).query).get(name)
    return values[0] if values else None


def narrowed(page: Page, name: str) -> str:
    """Wait until the address names this filter, and return its value."""
    page.wait_for_url(lambda url: name in parse_qs(urlsplit(url).query))
    settled(page)
    value = asked(page, name)
    assert value is not None
    return value


def selected(page: Page) -> Locator:
    """The line of the selection."""
    return page.get_by_test_id("stMain").get_by_text(re.compile(r"^Отобран[аоы]?\s"))


def count_of(schools: int) -> re.Pattern[str]:
    """How the line of the selection begins with this many schools."""
    return re.compile(rf"^Отобран[аоы]?\s{schools}\s")


@pytest.mark.parametrize("path", ["effectiveness", ""])
def test_first_visit_by_link_shows_the_filtered_view_in_the_whole_frame(
    page: Page, demonstration: Region, path: str
) -> None:
    question = page_at(path).question
    page.goto(demonstration.server.address(path, group="низкая"))
    settled(page)
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("heading", name=question)).to_be_visible()
    for entry in PAGES:
        expect(page.get_by_test_id("stSidebarNav").get_by_role("link", name=entry.title)).to_be_visible()
    expect(selected(page)).not_to_have_text(count_of(demonstration.schools))
    line = selected(page).inner_text()

    page.reload()
    settled(page)
    expect(selected(page)).to_have_text(line)

    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Методика").click()
    expect(page.get_by_role("heading", name="Откуда число и откуда порог?")).to_be_visible()
    settled(page)
    page.go_back()
    expect(page.get_by_role("heading", name=question)).to_be_visible()
    expect(selected(page)).to_have_text(line)


@pytest.mark.parametrize("entry", [entry for entry in PAGES if not entry.default], ids=lambda entry: entry.url)
def test_link_to_a_page_opens_it_without_a_dialog(page: Page, demonstration: Region, entry: PageEntry) -> None:
    page.goto(demonstration.server.address(entry.url))
    settled(page)
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_have_text(entry.question)


@pytest.mark.parametrize(
    ("words", "filters"),
    [
        ("Остаются в низкой степени", {"move": "низкая → низкая"}),
        ("низкая степень — у", {"group": "низкая", "municipality": None}),
        ("признаке необъективности", {"group": "высокая", "flag": "признак необъективности ВПР"}),
    ],
    ids=["move", "municipality", "flag"],
)
def test_a_number_of_the_summary_opens_its_schools_and_back_returns(
    page: Page, demonstration: Region, words: str, filters: dict[str, str | None]
) -> None:
    page.goto(demonstration.server.address())
    settled(page)
    line = page.locator(".st-key-points tbody tr").filter(has_text=words).first
    count = int(line.get_by_role("button").inner_text())
    line.get_by_role("button").click()
    expect(page.get_by_role("heading", name=QUESTION)).to_be_visible()
    for name, value in filters.items():
        assert value is None or narrowed(page, name) == value
    if "move" in filters:
        expect(page.locator(".st-key-moves_cells button[aria-pressed=true]")).to_have_text(str(count))
    else:
        expect(selected(page)).to_have_text(count_of(count))
    page.go_back()
    expect(page.get_by_role("heading", name=page_at("").question)).to_be_visible()


def test_from_region_to_source_row_and_back(page: Page, demonstration: Region) -> None:
    page.goto(demonstration.server.address("effectiveness"))
    press(page, "groups", bars(page, "groups").nth(0))
    assert narrowed(page, "municipality") == demonstration.municipality
    expect(selected(page)).to_have_text(count_of(demonstration.schools_of_municipality))

    press(page, "groups", bars(page, "groups").nth(0))  # the totals of schools stand in the same place
    assert narrowed(page, "school") == demonstration.school

    press(page, "one_school", bars(page, "one_school").nth(1))
    criterion = narrowed(page, "criterion")
    cells = page.locator('.st-key-sources_panel [data-testid^="glide-cell"]')
    expect(cells.filter(has_text="Оценка_критерии")).to_have_count(1)
    expect(cells.filter(has_text=criterion.split(". ", 1)[1])).not_to_have_count(0)

    page.go_back()
    page.wait_for_url(lambda url: "criterion=" not in url)
    page.go_back()
    page.wait_for_url(lambda url: "school=" not in url)
    press(page, "groups", bars(page, "groups").nth(0))  # the totals of schools stand in the same place
    assert narrowed(page, "school") == demonstration.school, "a click on the same bar after Back counts again"

    page.locator(".st-key-crumb_municipality button").click()
    page.wait_for_url(lambda url: "school=" not in url)
    settled(page)
    page.locator(".st-key-crumb_region button").click()
    page.wait_for_url(lambda url: "municipality=" not in url)
    settled(page)
    expect(selected(page)).to_have_text(count_of(demonstration.schools))


def test_main_question_takes_five_clicks_as_the_guide_says_and_one_link(
    open_page: Callable[..., Page], demonstration: Region
) -> None:
    page = open_page()
    page.goto(demonstration.server.address())
    tick(page, "where", 2)
    assert narrowed(page, "municipality") == "Луговой муниципальный район"
    tick(page, "low_schools", 2)
    assert narrowed(page, "school") == "СОШ с. Клеверное"
    page.get_by_role("link", name="Паспорт школы").click()
    expect(page.get_by_role("heading", name="Что было раньше")).to_be_visible()
    page.get_by_role("link", name="исходные строки книги").click()
    expect(page.get_by_role("heading", name="Исходные строки книги")).to_be_visible()
    press(page, "one_school", bars(page, "one_school").nth(2))
    assert narrowed(page, "criterion").startswith("3. ")

    by_link = open_page()
    by_link.goto(page.url)
    for reader in (page, by_link):
        cells = settled(reader).locator('.st-key-sources_panel [data-testid^="glide-cell"]')
        expect(cells.filter(has_text="Оценка_критерии")).to_have_count(1)
    assert source_row(page) == source_row(by_link)


def tick(page: Page, panel: str, row: int) -> None:
    """Click the box at the left of a row (1: the first below the headings) of a panel's table."""
    table = settled(page).locator(f".st-key-{panel}_panel").get_by_test_id("stDataFrame")
    table.scroll_into_view_if_needed()
    table.click(position={"x": 20, "y": 35 * row + 18})


def source_row(page: Page) -> list[str]:
    """Sheet, row, criterion and value of the first source row; columns further right are there when they fit."""
    return page.locator('.st-key-sources_panel [data-testid^="glide-cell"]').all_inner_texts()[:4]


def test_cell_of_the_heat_map_opens_municipality_and_criterion(page: Page, demonstration: Region) -> None:
    page.goto(demonstration.server.address("effectiveness"))
    settled(page)
    page.locator(f'.st-key-criteria_panel [data-leads="{demonstration.municipality_id}|3"]').click()
    assert narrowed(page, "criterion").startswith("3. ")
    assert asked(page, "municipality") == demonstration.municipality


def test_cell_of_the_transitions_is_pressed_and_let_go_by_key(page: Page, demonstration: Region) -> None:
    page.goto(demonstration.server.address("effectiveness"))
    settled(page)
    cell = page.locator('.st-key-moves_panel [data-leads="низкая → средняя"]')
    cell.focus()
    page.keyboard.press("Enter")
    assert narrowed(page, "move") == "низкая → средняя"
    settled(page)
    expect(cell).to_have_attribute("aria-pressed", "true")
    expect(cell).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator('.st-key-moves_panel [data-leads="средняя → средняя"]')).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "move=" not in url)
    settled(page)
    expect(cell).to_have_attribute("aria-pressed", "false")


def test_found_school_is_opened_and_stands_in_the_link(page: Page, demonstration: Region) -> None:
    page.goto(demonstration.server.address("effectiveness"))
    settled(page)
    page.get_by_label("Найти школу").fill(demonstration.school)
    page.locator('[class*="st-key-found-"] button').filter(has_text=demonstration.municipality).first.click()
    assert narrowed(page, "school") == demonstration.school
    page.reload()
    settled(page)
    expect(page.locator(".st-key-one_school_panel")).to_be_visible()


def test_two_readers_do_not_disturb_each_other(open_page: Callable[..., Page], demonstration: Region) -> None:
    one, other = open_page(), open_page()
    one.goto(demonstration.server.address("effectiveness", municipality=demonstration.municipality))
    other.goto(demonstration.server.address("effectiveness", group="высокая"))
    for reader in (one, other):
        settled(reader)
    expect(selected(one)).to_have_text(count_of(demonstration.schools_of_municipality))
    others = selected(other).inner_text()
    one.locator(".st-key-crumb_region button").click()
    one.wait_for_url(lambda url: "municipality=" not in url)
    settled(one)
    expect(selected(one)).to_have_text(count_of(demonstration.schools))
    other.reload()
    settled(other)
    expect(selected(other)).to_have_text(others)
    assert asked(other, "group") == "высокая"


def test_table_comes_as_xlsx_and_csv(page: Page, demonstration: Region) -> None:
    page.goto(demonstration.server.address("effectiveness", group="низкая"))
    settled(page)
    page.locator(".st-key-schools_download button").first.click()
    files = {}
    for form in ("xlsx", "csv"):
        with page.expect_download() as download:
            page.locator(f".st-key-schools_{form} button").click()
        assert download.value.suggested_filename.endswith(f".{form}")
        assert "ДЕМО" in download.value.suggested_filename
        files[form] = Path(download.value.path()).read_bytes()
    book = openpyxl.load_workbook(io.BytesIO(files["xlsx"]), read_only=True, data_only=True)
    assert "О выгрузке" in book.sheetnames
    said = {str(row[0]): row[1] for row in book["О выгрузке"].iter_rows(values_only=True) if row[0]}
    assert said["Отбор: группы"] == "низкая"
    assert str(said["Отобрано школ"]) in selected(page).inner_text()
    rows = [row for row in csv.reader(io.StringIO(files["csv"].decode("utf-8-sig")), delimiter=";") if row]
    [header] = [number for number, row in enumerate(rows) if "Школа" in row]
    named = rows[header].index("Школа")
    schools_in_csv = [row for row in rows[header + 1 :] if len(row) > named and row[named]]
    assert len(schools_in_csv) >= int(str(said["Отобрано школ"]))
    table = book[book.sheetnames[0]]
    assert schools_in_csv[0][named] in {cell for row in table.iter_rows(values_only=True) for cell in row}


@pytest.mark.parametrize("look", [{}, {"look": "true"}], ids=["desk", "projector"])
def test_nothing_scrolls_sideways(open_page: Callable[..., Page], demonstration: Region, look: dict[str, str]) -> None:
    page = open_page()
    place = {"municipality": demonstration.municipality}
    views: list[tuple[PageEntry, dict[str, str]]] = [(entry, {}) for entry in PAGES]
    views += [(entry, {**place, "beside": "Цикл сравнения"}) for entry in PAGES if entry.beside]
    views += [(entry, {**place, "school": demonstration.school}) for entry in PAGES if entry.scoped]
    for (entry, link), widths in product(views, OPENED):
        page.set_viewport_size({"width": widths[0], "height": 900})
        page.goto(demonstration.server.address("" if entry.default else entry.url, **link, **look))
        expect(page.get_by_role("heading", name=entry.question)).to_be_attached()
        for width in widths:
            page.set_viewport_size({"width": width, "height": 900})
            settled(page)
            try:
                page.wait_for_function(f"() => ({SIDEWAYS})().length === 0")
            except NothingCameError:
                pytest.fail(f"/{entry.url} {link} {width}: {page.evaluate(SIDEWAYS)}")


def test_projector_stays_on_after_a_reload_and_on_other_pages(page: Page, demonstration: Region) -> None:
    letters = "getComputedStyle(document.documentElement).fontSize"
    page.goto(demonstration.server.address("effectiveness"))
    settled(page)
    small = float(page.evaluate(letters).removesuffix("px"))
    page.get_by_text("Крупный шрифт (проектор)").click()
    page.wait_for_url(lambda url: "look=true" in url)
    settled(page)
    large = f"{small * LARGER:g}px"
    assert page.evaluate(letters) == large

    page.reload()
    settled(page)
    assert page.evaluate(letters) == large
    page.get_by_role("link", name="Методика").click()
    expect(page.get_by_role("heading", name="Откуда число и откуда порог?")).to_be_visible()
    settled(page)
    assert asked(page, "look") == "true"
    assert page.evaluate(letters) == large

    page.get_by_text("Крупный шрифт (проектор)").click()
    page.wait_for_url(lambda url: "look=true" not in url)
    settled(page)
    assert page.evaluate(letters) == f"{small:g}px"


def test_phone_shows_the_page_and_not_the_menu(open_page: Callable[..., Page], demonstration: Region) -> None:
    page = open_page(width=390, height=844)
    page.goto(demonstration.server.address("effectiveness"))
    settled(page)
    expect(page.get_by_role("heading", name=QUESTION)).to_be_in_viewport()
    room = page.get_by_test_id("stMain").bounding_box()
    assert room is not None
    assert room["width"] > 350


def in_a_post(page: Page) -> None:
    """Loads and undos ask for a position."""
    page.get_by_role("combobox", name="Ваша должность").click()
    page.get_by_role("option", name="методист", exact=True).click()
    settled(page)


def test_bad_workbook_then_good_one_then_undo(page: Page, serve: Callable[..., Server], tmp_path: Path) -> None:
    server = serve()
    page.goto(server.address("upload"))
    settled(page)
    field = page.get_by_test_id("stFileUploader").locator("input[type=file]").first
    field.set_input_files(write_xlsx(with_value("Оценка_критерии", 2, "Балл", 99), tmp_path / "плохая.xlsx"))
    expect(page.get_by_text("Ничего не загружено")).to_be_visible()
    expect(page.get_by_role("button", name="Загрузить", exact=True)).to_have_count(0)
    page.reload()
    settled(page)

    field.set_input_files(write_xlsx(valid_book(), tmp_path / "хорошая.xlsx"))
    in_a_post(page)
    page.get_by_role("button", name=re.compile("Загрузить$")).last.click()
    expect(page.get_by_text(re.compile("Загрузка №\\s1 из книги «хорошая.xlsx»"))).to_be_visible()
    page.goto(server.address("effectiveness"))
    settled(page)
    expect(selected(page)).to_contain_text(re.compile(r"Отобраны 3\sшколы из 3"))
    expect(page.get_by_text("Демонстрационные данные")).to_have_count(0)

    page.goto(server.address("upload"))
    settled(page)
    in_a_post(page)
    page.get_by_role("button", name=re.compile("Отменить загрузку № 1")).click()
    page.get_by_role("button", name="Да, отменить").click()
    expect(page.get_by_text("Загрузка № 1 отменена", exact=False).first).to_be_visible()
    page.goto(server.address("effectiveness"))
    settled(page)
    expect(page.get_by_text("Демонстрационные данные").first).to_be_visible()


@pytest.fixture(scope="module")
def texas_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database with 9,293 real schools."""
    if not TEXAS.exists():
        pytest.skip("нет ../shared/real/texas.xlsx рядом с репозиторием / no ../shared beside the repository")
    url = f"sqlite:///{tmp_path_factory.mktemp('texas') / 'own.sqlite3'}"
    engine = make_engine(url)
    initialise(engine)
    with reading(engine) as connection:
        known = read_known(connection)
    # ASSUMPTION: any day after the cut date will do; a named one keeps the test the same tomorrow.
    checked = check_file(TEXAS, TEXAS.name, known, date(2026, 1, 1))
    assert checked.workbook is not None
    load_workbook(engine, checked.workbook, TEXAS.name, TEXAS.read_bytes(), checked.findings)
    engine.dispose()
    return url


def test_filter_follows_the_data_and_an_undo_is_asked_once(
    serve: Callable[..., Server], tmp_path: Path, open_page: Callable[..., Page]
) -> None:
    """Own data of a cycle that the demonstration doesn't have; two loads that could be undone."""
    url = f"sqlite:///{tmp_path / 'own.sqlite3'}"
    engine = make_engine(url)
    initialise(engine)
    cycle = "2019/20"
    for place in ("01", "02"):
        described = {"municipalities": [make.municipality(place)], "schools": [make.school(municipality_id=place)]}
        load(engine, make.workbook(cycle=cycle, **described), f"{place}.xlsx")
    engine.dispose()
    server = serve({"KOLLEGIA_DATABASE_URL": url})
    page = open_page()
    page.goto(server.address("effectiveness"))
    settled(page)
    year = page.get_by_label("Учебный год (цикл)").first
    expect(year).to_have_value(cycle)
    page.get_by_text("демонстрация", exact=True).first.click()
    expect(year).to_have_value(CYCLES[-1])
    page.goto(server.address("upload"))
    settled(page)
    in_a_post(page)
    page.get_by_role("button", name="Отменить загрузку № 2").click()
    page.get_by_role("button", name="Да, отменить").click()
    expect(page.get_by_text("Загрузка № 2 отменена", exact=False).first).to_be_visible()
    settled(page)
    expect(page.get_by_role("button", name="Отменить загрузку № 1")).to_have_count(0)  # that load must be chosen first
    expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)


def test_districts_of_one_name_stay_apart(page: Page, serve: Callable[..., Server], texas_url: str) -> None:
    engine = make_engine(texas_url)
    with reading(engine) as connection:
        known = municipalities(connection, Scope())
        groups = groups_by_municipality(connection, Scope())
    engine.dispose()
    judged = known.merge(groups[["municipality_id", "schools"]], on="municipality_id")
    twins = judged[judged["municipality_name"].duplicated(keep=False)].sort_values(["municipality_name", "label"])
    pair = twins[twins["municipality_name"] == twins["municipality_name"].iloc[0]]
    schools_of = dict(zip(pair["label"], pair["schools"], strict=True))
    assert len(schools_of) == len(pair) > 1

    server = serve({"KOLLEGIA_DATABASE_URL": texas_url})
    for label, schools in schools_of.items():
        page.goto(server.address("effectiveness", municipality=label))
        settled(page)
        expect(selected(page)).to_have_text(count_of(int(schools)))

    opened = []
    for row in range(len(pair)):
        page.goto(f"{server.url}/effectiveness?" + urlencode([("municipality", label) for label in schools_of]))
        bars(page, "groups")
        widest_bar(page, "groups", row)
        opened.append(only_municipality(page))
        expect(selected(page)).to_have_text(count_of(int(schools_of[opened[-1]])))
    assert sorted(opened) == sorted(schools_of)


def test_second_municipality_of_many_is_typed(page: Page, serve: Callable[..., Server], texas_url: str) -> None:
    server = serve({"KOLLEGIA_DATABASE_URL": texas_url})
    page.goto(server.address("effectiveness", municipality="ABILENE ISD"))
    settled(page)
    field = page.get_by_role("combobox", name=re.compile("Показать рядом"))
    field.fill("abbott")
    field.press("Enter")
    expect(page.get_by_role("heading", name="Рядом: ABILENE ISD и ABBOTT ISD")).to_be_visible()
    settled(page)
    assert asked(page, "beside") == "ABBOTT ISD"
    page.reload()
    settled(page)
    expect(page.get_by_role("heading", name="Рядом: ABILENE ISD и ABBOTT ISD")).to_be_visible()


def widest_bar(page: Page, panel: str, row: int) -> None:
    """Click the widest bar of a row of a stacked chart, since others of it may be empty."""
    chosen = page.evaluate_handle(
        """([panel, row]) => [...document.querySelectorAll(`.st-key-${panel}_panel .barlayer .trace`)]
          .map((trace) => trace.querySelectorAll(".point path")[row])
          .sort((one, other) => other.getBBox().width - one.getBBox().width)[0]""",
        [panel, row],
    )
    element = chosen.as_element()
    assert element is not None
    press(page, panel, element)


def only_municipality(page: Page) -> str:
    """Wait until the address names one municipality, and return its label."""
    page.wait_for_url(lambda url: len(parse_qs(urlsplit(url).query)["municipality"]) == 1)
    settled(page)
    [label] = parse_qs(urlsplit(page.url).query)["municipality"]
    return label
