"""The pictures of the guide and of README.md, made anew from the demonstration: ``python -m tests.pictures [NAME …]``.

One entry of ``PICTURES`` is one file: the page, what is done on it, the parts that are photographed. Chromium's width,
the demonstration and the date of the load are given, so a picture changes only when the program does.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import FloatRect, Page, expect, sync_playwright
from sqlalchemy import update

from components.beside import BESIDE, CLUSTER
from components.rules_versions import EDIT
from data.checking import check_file
from data.database import initialise, make_engine, reading, writing
from data.demonstration_load import ensure_demonstration
from data.known import read_known
from data.loading import load_workbook
from data.tables import load
from queries.change_words import BY_METHODOLOGY
from tests.data.bad_workbooks import put, valid_book, write_xlsx
from tests.e2e.browser import (
    CHROMIUM_FLAGS,
    READY_MS,
    REPOSITORY,
    Server,
    chromium_path,
    map_drawn,
    settled,
    start_server,
)

GUIDE = REPOSITORY / "docs" / "guide" / "pictures"
README = REPOSITORY / "docs" / "images"
WIDTH, HEIGHT, TALL, EDGE = 1280, 900, 7000, 8
BYTES_AT_MOST = 290_000
LOADED_AT = datetime(2026, 9, 7, 10, 30)  # noqa: DTZ001  # local to the department, as stored
PLACE, SCHOOL, CRITERION = (
    "Луговой муниципальный район",
    "СОШ с. Клеверное",
    "3. Подготовка обучающихся высокого уровня",
)
BOOK = "мониторинг 2025-26.xlsx"

Act = Callable[[Page, Path], None]


@dataclass(frozen=True)
class Picture:
    """``path`` and ``link``: the page. ``act``: what is done there first. ``parts``: what is photographed, together;
    none: the window as it is, ``height`` px high. ``own``: on own data, loaded once, instead of the demonstration."""

    file: Path
    path: str = "effectiveness"
    link: tuple[tuple[str, str], ...] = ()
    parts: tuple[str, ...] = ()
    act: Act | None = None
    height: int = HEIGHT
    own: bool = False


def panel(key: str) -> str:
    """The selector of a panel."""
    return f".st-key-{key}_panel"


def menu_of_schools(page: Page, _: Path) -> None:
    """Open the download menu of the schools' table."""
    page.locator(".st-key-schools_download button").first.click()
    expect(page.get_by_test_id("stPopoverBody")).to_be_visible()


def more_filters(page: Page, _: Path) -> None:
    """Open «Ещё отборы»."""
    page.get_by_role("button", name="Ещё отборы").click()
    expect(page.get_by_test_id("stPopoverBody")).to_be_visible()


def undo_menu(page: Page, _: Path) -> None:
    """Open the question before a load is undone."""
    page.get_by_role("button", name="Отменить загрузку").click()
    expect(page.get_by_test_id("stPopoverBody")).to_be_visible()


def bad_book(page: Page, folder: Path) -> None:
    """Upload a workbook with a school and a criterion that nobody knows."""
    book = valid_book()
    put(book, "Оценка_критерии", 3, "Код ОО", "0999")
    put(book, "Оценка_критерии", 5, "№ критерия", 7)
    upload(page, write_xlsx(book, folder / BOOK))
    expect(page.locator(panel("found"))).to_be_visible()


def good_book(page: Page, folder: Path) -> None:
    """Upload a workbook without faults."""
    upload(page, write_xlsx(valid_book(), folder / BOOK))
    expect(page.locator(panel("changes"))).to_be_visible()


def pages_of_paper(page: Page, _: Path) -> None:
    """Show the pages of the decision."""
    page.locator(".st-key-papers_show button").click()
    expect(page.locator(f"{panel('papers')} img").first).to_be_visible()


def upload(page: Page, book: Path) -> None:
    """Put a file into the field."""
    page.get_by_test_id("stFileUploader").locator("input[type=file]").first.set_input_files(book)


def agenda(page: Page, _: Path) -> None:
    """Compose an agenda."""
    if page.locator(".st-key-stage_enter").count() == 0:
        page.get_by_role("combobox", name="Ваша должность").click()
        page.get_by_role("option", name="секретарь коллегии").click()
        page.locator(".st-key-agenda_begin button").click()
    expect(page.locator(".st-key-stage_enter")).to_be_visible()


def agenda_on_stage(page: Page, folder: Path) -> None:
    """Show its second point."""
    agenda(page, folder)
    page.locator(".st-key-stage_enter button").click()
    expect(page.locator(".stage-numbers")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("heading", name="Группы школ")).to_be_visible()


def stricter_bound(page: Page, _: Path) -> None:
    """Set a group bound by the methodology; what that would change is shown."""
    page.get_by_role("tab", name="Критерии и группы").click()
    page.get_by_text(BY_METHODOLOGY, exact=True).click()
    page.get_by_label("Группа 3 — до, %").fill("65")
    page.keyboard.press("Enter")
    expect(page.locator(panel("draft_groups"))).to_be_visible()


SUMMARY = ""
CARDS = '[data-testid="stHorizontalBlock"]:has([data-testid="stMetric"])'
POPOVER = '[data-testid="stPopoverBody"]'
IN_PLACE = (("municipality", PLACE),)
IN_SCHOOL = (*IN_PLACE, ("school", SCHOOL))
IN_CRITERION = (*IN_SCHOOL, ("criterion", CRITERION))
DECIDED = (("cycle", "2024/25"),)
"""The demonstration has a decision about this cycle."""
ROW_OF_HISTORY = f'[data-testid="stHorizontalBlock"]:has({panel("school_history")})'

PICTURES = (
    Picture(README / "summary.png", SUMMARY, height=1465),
    Picture(GUIDE / "first-page.png", SUMMARY),
    Picture(GUIDE / "summary-cards.png", SUMMARY, parts=(f"{CARDS} >> nth=0", CARDS)),
    Picture(GUIDE / "summary-pillars.png", SUMMARY, parts=(panel("pillars"),)),
    Picture(GUIDE / "development.png", "development", parts=(CARDS, panel("bullets"))),
    Picture(
        GUIDE / "reserve.png",
        "development",
        link=(("view", "Резерв"),),
        parts=(CARDS, panel("balance"), panel("terms")),
    ),
    Picture(GUIDE / "summary-attention.png", SUMMARY, parts=(f"{panel('attention')} h2", ".st-key-points")),
    Picture(GUIDE / "summary-where.png", SUMMARY, parts=(panel("where"),)),
    Picture(GUIDE / "map.png", SUMMARY, parts=(panel("map"),)),
    Picture(GUIDE / "recommendations-cards.png", "recommendations", parts=(f"{CARDS} >> nth=0",)),
    Picture(GUIDE / "recommendations-table.png", "recommendations", parts=(panel("addressed"),)),
    Picture(GUIDE / "staffing-cards.png", "staffing", parts=(f"{CARDS} >> nth=0",)),
    Picture(GUIDE / "staffing-quadrants.png", "staffing", link=IN_PLACE, parts=(panel("quadrants"),)),
    Picture(GUIDE / "staffing-vacancies.png", "staffing", parts=(panel("vacancies"),)),
    Picture(GUIDE / "staffing-hidden.png", "staffing", parts=(panel("hidden"),)),
    Picture(GUIDE / "forecast.png", "staffing", link=(("staff", "Состав и прогноз"),), parts=(panel("forecast"),)),
    Picture(GUIDE / "passport-school.png", "passport", link=IN_SCHOOL, parts=(ROW_OF_HISTORY,)),
    Picture(GUIDE / "passport-beside.png", "passport", link=IN_SCHOOL, parts=(panel("beside_school"),)),
    Picture(GUIDE / "sides.png", link=(*IN_PLACE, (BESIDE, CLUSTER)), parts=(panel("sides"),)),
    Picture(GUIDE / "cards.png", parts=(CARDS,)),
    Picture(GUIDE / "groups.png", parts=(panel("groups"),)),
    Picture(GUIDE / "moves.png", parts=(panel("moves"),)),
    Picture(GUIDE / "criteria.png", parts=(panel("criteria"),)),
    Picture(GUIDE / "schools.png", parts=(panel("schools"),)),
    Picture(GUIDE / "competences-levels.png", "competences", parts=(panel("levels"), panel("results"))),
    Picture(GUIDE / "competences-deficits.png", "competences", parts=(panel("deficits"),)),
    Picture(GUIDE / "mentoring-coverage.png", "mentoring", parts=(panel("coverage_region"), panel("uncovered"))),
    Picture(GUIDE / "mentoring-steps.png", "mentoring", parts=(panel("steps"),)),
    Picture(GUIDE / "comparison.png", "comparison", parts=(panel("places"), panel("funnel"))),
    Picture(GUIDE / "execution.png", "execution", link=DECIDED, parts=(f"{CARDS} >> nth=0",)),
    Picture(GUIDE / "question-schools.png", SUMMARY, link=IN_PLACE, parts=(panel("low_schools"),)),
    Picture(GUIDE / "question-criteria.png", link=IN_CRITERION, parts=(panel("one_school"),)),
    Picture(GUIDE / "question-rows.png", link=IN_CRITERION, parts=(panel("sources"),)),
    Picture(GUIDE / "filters.png", act=more_filters, parts=('[data-testid="stSidebarUserContent"]', POPOVER)),
    Picture(GUIDE / "download.png", act=menu_of_schools, parts=(panel("schools"), POPOVER)),
    Picture(GUIDE / "upload.png", "upload", parts=(panel("template"), panel("upload"))),
    Picture(GUIDE / "findings.png", "upload", act=bad_book, parts=('[data-testid="stAlert"]', panel("found"))),
    Picture(GUIDE / "changes.png", "upload", act=good_book, parts=(panel("changes"),)),
    Picture(GUIDE / "history.png", "upload", act=undo_menu, parts=(panel("history"), POPOVER), own=True),
    Picture(GUIDE / "kit-checklist.png", "collegium", link=DECIDED, parts=(panel("checklist"),)),
    Picture(GUIDE / "kit-papers.png", "collegium", link=DECIDED, act=pages_of_paper, parts=(panel("papers"),)),
    Picture(GUIDE / "meeting-agenda.png", "meeting", act=agenda, parts=(panel("agenda"),)),
    Picture(GUIDE / "meeting-stage.png", "meeting", act=agenda_on_stage, height=760),
    Picture(GUIDE / "rules.png", "methodology", parts=(panel("rules"),)),
    Picture(
        GUIDE / "rules-edit.png",
        "methodology",
        link=(("rules_view", EDIT),),
        act=stricter_bound,
        parts=(panel("rules_edit"), panel("draft_groups")),
    ),
)

# Every chart drawn for good, at the width that its panel gives it.
DRAWN = """() => [...document.querySelectorAll(".js-plotly-plot")].every((chart) => chart._fullLayout !== undefined
  && chart.style.visibility !== "hidden" && Math.abs(chart._fullLayout.width - chart.parentElement.clientWidth) < 2)"""


def take(picture: Picture, page: Page, server: Server, folder: Path) -> bytes:
    """The picture as a png of 256 colours, which is enough for a page and a third of the size."""
    page.set_viewport_size({"width": WIDTH, "height": TALL})
    page.goto(server.address(picture.path, **dict(picture.link)))
    settled(page)
    if picture.act is not None:
        picture.act(page, folder)
        settled(page)
    if page.get_by_test_id("stDeckGlJsonChart").count():
        assert map_drawn(page), f"{picture.file.name}: the map stays empty"
    if not picture.parts:
        page.set_viewport_size({"width": WIDTH, "height": picture.height})
    page.wait_for_function(DRAWN)
    page.mouse.move(WIDTH - 1, 1)
    settled(page)
    shot = page.screenshot(animations="disabled", clip=_around(picture, page) if picture.parts else None)
    small = BytesIO()
    image = Image.open(BytesIO(shot)).convert("RGB")
    image.quantize(256, dither=Image.Dither.NONE).save(small, "png", optimize=True)
    return small.getvalue()


def _around(picture: Picture, page: Page) -> FloatRect:
    boxes = [page.locator(part).last.bounding_box() for part in picture.parts]
    assert all(boxes), f"{picture.file.name}: a part is not on the page"
    found = [box for box in boxes if box is not None]
    left, top = (max(0, min(box[side] for box in found) - EDGE) for side in ("x", "y"))
    right = min(WIDTH, max(box["x"] + box["width"] for box in found) + EDGE)
    bottom = max(box["y"] + box["height"] for box in found) + EDGE
    return {"x": left, "y": top, "width": right - left, "height": bottom - top}


def own_data(url: str, folder: Path) -> None:
    """A database with one load of a named day."""
    engine = make_engine(url)
    initialise(engine)
    path = write_xlsx(valid_book(), folder / BOOK)
    with reading(engine) as connection:
        known = read_known(connection)
    checked = check_file(path, path.name, known, LOADED_AT.date())
    assert checked.workbook is not None
    load_workbook(engine, checked.workbook, path.name, path.read_bytes(), checked.findings)
    with writing(engine) as connection:
        connection.execute(update(load).values(loaded_at=LOADED_AT))
    engine.dispose()


@contextmanager
def servers(folder: Path) -> Iterator[dict[bool, Server]]:
    """The application twice: without own data (False) and with (True); the demonstration is built beforehand."""
    demonstration = f"sqlite:///{folder / 'demonstration.sqlite3'}"
    engine = make_engine(demonstration)
    ensure_demonstration(engine)
    with writing(engine) as connection:
        connection.execute(update(load).values(loaded_at=LOADED_AT))
    engine.dispose()
    started = {}
    try:
        for own in (False, True):
            place = folder / str(own)
            place.mkdir()
            url = f"sqlite:///{place / 'kollegia.sqlite3'}"
            if own:
                own_data(url, place)
            started[own] = start_server(place, {"KOLLEGIA_DATABASE_URL": url, "KOLLEGIA_DEMO_URL": demonstration})
        yield started
    finally:
        for server in started.values():
            server.stop()


def main() -> None:
    """Take the pictures that are named, without a name all of them, and say which have changed."""
    expect.set_options(timeout=READY_MS)
    named = [picture for picture in PICTURES if picture.file.stem in sys.argv[1:]] or PICTURES
    with tempfile.TemporaryDirectory() as name, servers(Path(name)) as started, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_FLAGS)
        for picture in named:
            context = browser.new_context(locale="ru-RU", reduced_motion="reduce")
            taken = take(picture, context.new_page(), started[picture.own], Path(name))
            context.close()
            assert len(taken) <= BYTES_AT_MOST, f"{picture.file.name}: {len(taken)} bytes"
            same = picture.file.exists() and picture.file.read_bytes() == taken
            picture.file.write_bytes(taken)
            print(f"{picture.file.relative_to(REPOSITORY)}: {len(taken) // 1000} KB{'' if same else ', changed'}")
        browser.close()


if __name__ == "__main__":
    main()
