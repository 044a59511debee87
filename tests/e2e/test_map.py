"""The map in a browser: it draws without a network, its colours are there, a click narrows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as NothingCameError

from components.map_deck import FITTED_PX, HEIGHT_PX
from components.map_geometry import box_of, fitting_view, mercator, px_per_degree, roomiest
from data.boundary_sets import shapes_of, stored_sets
from data.database import initialise, make_engine, reading
from data.demonstration_load import ensure_demonstration
from tests.e2e.browser import Server, map_drawn, settled, visible_english
from tests.e2e.test_journeys import asked, narrowed
from tests.regions import FOREIGN, OFFICIAL, codes, region_book
from tests.stored import load

pytestmark = pytest.mark.browser

CLICKED = "99608000"
"""A municipality whose name stands on the map, so that its place is known."""

COLOURED = """() => {
  const canvas = document.querySelector('[data-testid="stDeckGlJsonChart"] canvas');
  return canvas !== null && canvas.width > 100 && canvas.height > 100;
}"""


def opened_map(page: Page, server: Server) -> Page:
    page.goto(server.address("effectiveness"))
    settled(page)
    page.locator(".st-key-groups_panel").get_by_text("карта", exact=True).click()
    settled(page)
    page.wait_for_function(COLOURED)
    return page


def click_until_it_counts(page: Page, x: float, y: float) -> None:
    """Click as a person does: again, if nothing came of it.

    deck.gl lets go of a click whose press and release it sees more than a quarter of a second apart, and drawing
    without a graphics card on a busy machine can take that long.
    """
    for _ in range(6):
        page.mouse.click(x, y)
        try:
            page.wait_for_url(lambda url: "municipality=" in url, timeout=8_000)
        except NothingCameError:
            page.mouse.move(x + 1, y)
        else:
            return


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"sqlite:///{tmp_path_factory.mktemp('demonstration') / 'demonstration.sqlite3'}"
    engine = make_engine(url)
    ensure_demonstration(engine)
    engine.dispose()
    return url


def test_a_click_on_a_territory_opens_the_municipality(
    page: Page, serve: Callable[..., Server], demonstration: str
) -> None:
    opened_map(page, serve({"KOLLEGIA_DEMO_URL": demonstration}))
    assert map_drawn(page)
    assert visible_english(page) == []
    chart = page.get_by_test_id("stDeckGlJsonChart")
    chart.scroll_into_view_if_needed()
    place = chart.bounding_box()
    assert place is not None

    engine = make_engine(demonstration)
    with reading(engine) as connection:
        [stored] = stored_sets(connection)
        shapes = shapes_of(connection, stored)
    engine.dispose()
    box = box_of(point for shape in shapes for polygon in shape.polygons for point in polygon[0])
    assert box is not None
    longitude, latitude, zoom = fitting_view(box, FITTED_PX[0], min(FITTED_PX[1], HEIGHT_PX - 40))
    [shape] = [shape for shape in shapes if shape.code == CLICKED]
    spot = roomiest(shape.polygons[0])
    assert spot is not None
    scale = px_per_degree(zoom)
    x = place["x"] + place["width"] / 2 + (spot[0] - longitude) * scale
    y = place["y"] + place["height"] / 2 - (mercator(spot[1]) - mercator(latitude)) * scale
    page.mouse.move(x, y)
    expect(page.get_by_text("Школ: 13, с данными: 13")).to_be_visible(timeout=20_000)
    click_until_it_counts(page, x, y)
    assert narrowed(page, "municipality") == shape.name
    expect(page.get_by_role("heading", name="Итог по школам")).to_be_visible()
    expect(page.get_by_test_id("stDeckGlJsonChart")).to_be_visible()
    expect(page.get_by_text("Координаты есть у 13 из 13.")).to_be_visible()

    page.go_back()
    expect(page.get_by_role("heading", name="Группы по муниципалитетам")).to_be_visible()
    assert asked(page, "municipality") is None


@pytest.mark.parametrize("region", OFFICIAL)
def test_real_regions_draw(page: Page, serve: Callable[..., Server], tmp_path: Path, region: str) -> None:
    url = f"sqlite:///{tmp_path / 'own.sqlite3'}"
    engine = make_engine(url)
    initialise(engine)
    load(engine, region_book(region))
    engine.dispose()
    opened_map(page, serve({"KOLLEGIA_DATABASE_URL": url}))
    assert map_drawn(page)
    expect(page.get_by_text(f"Не нашлось места на карте 1 муниципалитету: {FOREIGN}")).to_be_visible()
    expect(page.get_by_text("© участники OpenStreetMap, ODbL 1.0.")).to_be_visible()
    assert len(codes(region)) == len(OFFICIAL[region]) + 1
