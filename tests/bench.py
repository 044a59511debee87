"""How long loading, pages and a click take, beside the least they could take: ``python -m tests.bench``.

On ``../shared/real/texas.xlsx`` (9,293 schools) where it is there, else on the demonstration; ``--data region|country``
builds and loads a demonstration of that size first.
``--part load|firing|kit|pages|sent|click`` measures one part; ``--database FILE`` measures all but loading on a copy of
a SQLite database that is there. Medians; what was measured when stands in docs/performance.md.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import psutil
from playwright.sync_api import Page, sync_playwright
from python_calamine import CalamineWorkbook
from sqlalchemy import Engine, delete, event, func, select
from streamlit.testing.v1 import AppTest

from components.cached import kept_frame, kept_reads, kept_result
from components.navigation import PAGES, ROOT, PageEntry
from components.source import own_engine
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
from data.checking import check_file
from data.database import initialise, make_engine, reading
from data.demonstration import build_demonstration
from data.demonstration_load import demonstration_file_name
from data.demonstration_sizes import EXTENTS, Size
from data.firing import fire
from data.known import read_known
from data.loading import load_workbook
from data.methodology_versions import read_methodology_version, version_in_force
from data.tables import firing, in_force, judgement
from data.workbook_file import write_workbook
from exports.kit import make_kit
from exports.papers.parts import Matter, Options
from queries.dictionaries import cycles, municipalities
from queries.effectiveness import groups_by_municipality
from queries.note import ExportNote, export_note
from queries.scope import Scope
from queries.selection import resolved, selection_summary
from queries.shared import KEPT, Kept
from tests.e2e.browser import CHROMIUM_FLAGS, Server, chromium_path, settled, start_server

TEXAS = ROOT.parent / "shared" / "real" / "texas.xlsx"
TODAY = date(2026, 12, 1)
LOAD_RUNS, PAGE_RUNS, CLICKS = 5, 7, 9
AIM_COLD, AIM_COLD_COUNTRY, AIM_WARM = 250, 1000, 60
"""Milliseconds of script; those of the country count from so many schools on:"""
COUNTRY = 10_000
SECOND_VIEWS = {
    "staffing": {STAFFING_VIEW: STAFF},
    "competences": {COMPETENCE_VIEW: ROUTES},
    "mentoring": {MENTORING_VIEW: MENTORS},
    "development": {DEVELOPMENT_VIEW: RESERVE},
}
"""Address of a page with two views → what its link asks for to open the second."""
PARTS = ("load", "firing", "kit", "pages", "sent", "click")
CLICKED = {
    "effectiveness": ".st-key-groups_panel .barlayer .trace:nth-child(2) .point path",
    "competences": "[class*=st-key-levels_]:not([class*=panel]) .barlayer .point path",
    "staffing": "[class*=st-key-vacancy_cells] tbody tr:not(:first-child) td:nth-child(4) button",
    "mentoring": "[class*=st-key-coverage_funnel] .scatterlayer .point",
    "development": "[class*=st-key-places_cells] tbody td:nth-child(2) button",
    "comparison": "[class*=st-key-funnel-] .scatterlayer .point",
}
"""Page → what of it is clicked, one after another: each leads to a municipality. Bare figures stand beside it."""

# The same figures, and nothing else: what Streamlit and Plotly take by themselves.
BARE_PAGE = """

import streamlit as st

from components.figures import group_bars, total_bars, transition_sankey
from components.heat_map import heat_map
from components.plotly_locale import plotly_config
from components.source import own_engine
from components.theme import ROWS_DRAWN
from data.database import reading
from queries.criteria import criteria_of_cycle
from queries.dictionaries import cycles
from queries.readable import criterion_by_municipality_in_words, criterion_by_school_in_words
from queries.readable import groups_by_municipality_in_words, schools_in_words, transitions_in_words
from queries.scope import Scope


@st.cache_resource
def figures(municipality):
    with reading(own_engine()) as connection:
        known = cycles(connection, Scope())["cycle"].tolist()
        scope = Scope(cycle=known[0], municipalities=(municipality,) if municipality else ())
        moves = transitions_in_words(connection, scope, known[1] if len(known) > 1 else "").dropna()
        criteria = criteria_of_cycle(connection, scope)
        if municipality:
            rows = schools_in_words(connection, scope, None).head(ROWS_DRAWN)
            first = total_bars(rows)
            keys = rows["municipality_id"] + "|" + rows["school_id"]
            cells = criterion_by_school_in_words(connection, scope)
            cells["key"] = cells["municipality_id"] + "|" + cells["school_id"]
            names = rows["short_name"]
        else:
            rows = groups_by_municipality_in_words(connection, scope).head(ROWS_DRAWN)
            first = group_bars(rows, shares=True)
            keys, names = rows["municipality_id"], rows["municipality_name"]
            cells = criterion_by_municipality_in_words(connection, scope)
            cells["key"] = cells["municipality_id"]
        cells = cells[cells["key"].isin(set(keys))].assign(enough=True, meaning="")
        lines = keys.to_frame("key").assign(name=names)
        return first, transition_sankey(moves, "", known[0]), cells, lines, criteria


def clicked():
    points = st.session_state["groups_bars"]["selection"]["points"]
    st.session_state["at"] = points[0]["customdata"][0] if points else None


def back():
    st.session_state["at"] = None


st.set_page_config(layout="wide")
at = st.session_state.get("at")
first, flows, *heat = figures(at)
if at:
    st.button("Назад", on_click=back, key="crumb_region")
with st.container(key="groups_panel"):
    st.plotly_chart(first, theme=None, key="totals" if at else "groups_bars", config=plotly_config("x"),
                    on_select=clicked if not at else "rerun", selection_mode="points")
st.plotly_chart(flows, theme=None, config=plotly_config("y"))
heat_map(*heat, corner="", key="heat", alt="", on_cell=print)
"""

BARE_APP = """
from pathlib import Path

import streamlit as st

app = st.App(Path(__file__).with_name("main.py"))
"""

# Counts from the press of the mouse until the script has ended on the level asked for, every chart is drawn at its
# width and a frame has passed. Nothing is asked while the script runs: to look in every frame makes frames, and widths
# asked for make layouts.
SINCE_THE_PRESS = """(inside) => new Promise((done) => {
  const app = document.querySelector('[data-testid="stApp"]');
  const there = () => (document.querySelector(".st-key-crumb_region button") !== null) === inside;
  const look = () => {
    const plots = [...document.querySelectorAll(".js-plotly-plot")];
    const ready = app.dataset.testScriptState === "notRunning" && plots.length > 0 && there()
      && document.querySelectorAll('[data-stale="true"], [data-testid="stSkeleton"]').length === 0
      && plots.every((plot) => plot.style.visibility !== "hidden" && plot._fullLayout !== undefined
        && Math.abs(plot._fullLayout.width - plot.parentElement.clientWidth) < 2);
    if (ready) requestAnimationFrame(() => done(performance.now() - window.pressedAt));
    else requestAnimationFrame(look);
  };
  let ran = false;
  const ended = () => {
    if (app.dataset.testScriptState !== "notRunning") ran = true;
    else if (ran || there()) {
      states.disconnect();
      look();
    }
  };
  const states = new MutationObserver(ended);
  states.observe(app, { attributes: true, attributeFilter: ["data-test-script-state"] });
  ended();
})"""
NOTE_THE_PRESS = "addEventListener('mousedown', () => { window.pressedAt = performance.now(); }, true);"


@dataclass(frozen=True)
class Subject:
    """The workbooks that are loaded, in this order; the last one is measured."""

    paths: list[Path]
    name: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--part", choices=PARTS, action="append")
    parser.add_argument("--data", choices=("texas", *EXTENTS), default="texas")
    parser.add_argument("--database", type=Path, metavar="FILE")
    asked = parser.parse_args()
    parts = asked.part or PARTS
    with tempfile.TemporaryDirectory() as folder:
        own = Path(folder) / "own.sqlite3"
        if asked.database:
            shutil.copyfile(asked.database, own)
        subject = Subject([], asked.database.name) if asked.database else _subject(asked.data, Path(folder))
        os.environ["KOLLEGIA_DATABASE_URL"] = url = f"sqlite:///{folder}/own.sqlite3"
        os.environ["KOLLEGIA_DEMO_URL"] = f"sqlite:///{folder}/demonstration.sqlite3"
        engine = make_engine(url)
        initialise(engine)
        print(f"{subject.name}; load average {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors; {_pace()}\n")
        if subject.paths:
            bench_load(engine, subject, Path(folder), shown="load" in parts)
        if "firing" in parts:
            bench_firing(engine)
        if "kit" in parts:
            bench_kit(engine)
        if "pages" in parts:
            bench_pages(engine, own)
        if "sent" in parts:
            bench_sent(engine, Path(folder), url)
        if "click" in parts:
            bench_click(Path(folder), url)
            print(f"after it: {_pace()}")
        engine.dispose()


def bench_load(engine: Engine, subject: Subject, folder: Path, *, shown: bool) -> None:
    """Check and load the last workbook into what those before it left, in turn with a bare read of all its cells."""
    for path in subject.paths[:-1]:
        _check_and_load(engine, path)
    path = subject.paths[-1]
    before = _peak_mb(resource.RUSAGE_SELF)
    engine.dispose()
    left = folder / "left.sqlite3"
    shutil.copyfile(folder / "own.sqlite3", left)
    runs: list[tuple[float, float, float]] = []
    for _ in range(LOAD_RUNS if shown else 1):
        engine.dispose()
        shutil.copyfile(left, folder / "own.sqlite3")
        started = time.perf_counter()
        cells = _cells(path) if shown else 0
        runs.append((time.perf_counter() - started, *_check_and_load(engine, path)))
    left.unlink()
    if not shown:
        return
    bare, check, load = (statistics.median(times) for times in zip(*runs, strict=True))
    ratios = [sum(rest) / of for of, *rest in runs]
    _table(
        f"Loading, {cells:,} cells, medians of {LOAD_RUNS}",
        ("", "s", "× bare read"),
        [
            ("bare read by calamine", f"{bare:.2f}", "1.0"),
            ("read and check", f"{check:.2f}", f"{check / bare:.1f}"),
            ("load, derive, judge", f"{load:.2f}", f"{load / bare:.1f}"),
            ("together", f"{check + load:.2f}", f"{(check + load) / bare:.1f} ({min(ratios):.1f}–{max(ratios):.1f})"),
        ],
    )
    own, child = _peak_mb(resource.RUSAGE_SELF), _peak_mb(resource.RUSAGE_CHILDREN)
    print(f"peak memory: {own:.0f} MB ({before:.0f} MB before), reading process {child:.0f} MB\n")


def _cells(path: Path) -> int:
    """How many cells a bare read finds; what it read is let go."""
    book = CalamineWorkbook.from_path(str(path))
    return sum(len(row) for sheet in book.sheet_names for row in book.get_sheet_by_name(sheet).to_python())


def bench_kit(engine: Engine) -> None:
    """The kit of everything in the last cycle, by what is being made: by the clock and of the processor."""
    told: list[tuple[str, float, float]] = []

    def say(share: float, words: str) -> None:
        stage = words.partition(":")[0]
        if not told or told[-1][0] != stage:
            told.append((stage, time.perf_counter(), time.process_time()))

    with reading(engine) as connection:
        connection.execution_options(**{KEPT: Kept()})
        scope = resolved(connection, Scope())
        known = cycles(connection, scope)["cycle"].tolist()

        def about(of: Scope) -> ExportNote:
            return export_note(connection, of, title="", page="", demonstration=False, made_at=datetime(2026, 12, 1))  # noqa: DTZ001

        matter = Matter(
            lambda query, of, **parameters: query(connection, of, **parameters),
            scope,
            known[1] if len(known) > 1 else None,
            about(scope),
        )
        made = make_kit(matter, Options(meeting=TODAY), about, say)
    spent = [(stage, *(b - a for a, b in zip(at, after, strict=True))) for (stage, *at), (_, *after) in pairwise(told)]
    together = ("together", *(sum(each[position] for each in spent) for position in (1, 2)))
    _table(
        f"Kit, {made.files} files, {len(made.content) / 1e6:.1f} MB",
        ("", "s", "s of processor"),
        [(stage, f"{clock:.1f}", f"{processor:.1f}") for stage, clock, processor in (*spent, together)],
    )
    print(f"peak memory: {_peak_mb(resource.RUSAGE_SELF):.0f} MB\n")


def bench_firing(engine: Engine) -> None:
    """Which recommendations fire in each cycle, evaluated and written anew; what was there is brought back."""
    with reading(engine) as connection:
        version = version_in_force(connection)
        rules = read_methodology_version(connection, version)
        key = (judgement.c.cycle, judgement.c.municipality_id, judgement.c.from_load)
        judged = (judgement.c.methodology == version, in_force(judgement, None))
        places = [tuple(row) for row in connection.execute(select(*key, func.count()).where(*judged).group_by(*key))]
    lines = []
    for cycle in sorted({place[0] for place in places}):
        here = [place for place in places if place[0] == cycle]
        with engine.connect().execution_options(writes=True) as connection:
            connection.execute(delete(firing).where(firing.c.methodology == version, firing.c.cycle == cycle))
            started, busy = time.perf_counter(), time.process_time()
            written = fire(connection, version, [place[:3] for place in here], rules)
            seconds, busy = time.perf_counter() - started, time.process_time() - busy
            connection.rollback()
        schools = sum(place[3] for place in here)
        lines.append((cycle, f"{schools:,}", f"{written:,}", f"{seconds:.2f}", f"{busy:.2f}"))
    _table("Firing of recommendations", ("cycle", "schools", "fired", "s", "s of processor"), lines)


def _check_and_load(engine: Engine, path: Path) -> tuple[float, float]:
    """Seconds of both."""
    started = time.perf_counter()
    with reading(engine) as connection:
        known = read_known(connection)
    checked = check_file(path, path.name, known, TODAY)
    assert checked.workbook is not None, checked.findings
    check = time.perf_counter() - started
    started = time.perf_counter()
    load_workbook(engine, checked.workbook, path.name, path.read_bytes(), checked.findings)
    return check, time.perf_counter() - started


def page_views(engine: Engine) -> list[tuple[PageEntry, dict[str, str]]]:
    """Every page, and what its link asks for: nothing, its second view, the first municipality where it has filters."""
    with reading(engine) as connection:
        top = str(groups_by_municipality(connection, Scope())["municipality_id"].iloc[0])
        label = str(municipalities(connection, Scope()).set_index("municipality_id")["label"][top])
    views: list[tuple[PageEntry, dict[str, str]]] = []
    for entry in PAGES:
        views.append((entry, {}))
        if entry.url in SECOND_VIEWS:
            views.append((entry, SECOND_VIEWS[entry.url]))
        if entry.scoped:
            views.append((entry, {"municipality": label}))
    return views


def bench_pages(engine: Engine, database: Path) -> None:
    """Script time of each page with empty and full caches, beside the SQL that it asks for, on a bare connection."""
    lines = []
    with reading(engine) as connection:
        schools = int(selection_summary(connection, Scope())["total"].iloc[0])
    aim = AIM_COLD if schools < COUNTRY else AIM_COLD_COUNTRY
    for entry, link in page_views(engine):
        cold: list[float] = []
        warm: list[float] = []
        sql: list[float] = []
        pace = _loop()
        for _ in range(PAGE_RUNS):
            at = AppTest.from_file(str(ROOT / "components" / "frame.py"), default_timeout=120)
            at.query_params.update(link)
            at.switch_page(f"../{entry.path}").run()
            kept_frame.clear()
            kept_result.clear()
            kept_reads.clear()
            asked: list[tuple[str, Any]] = []

            def note(_c: Any, _cur: Any, statement: str, values: Any, *_: Any, asked: Any = asked) -> None:
                if not statement.startswith(("BEGIN", "PRAGMA")):
                    asked.append((statement, values))

            event.listen(own_engine(), "before_cursor_execute", note)
            cold.append(_seconds(at.run))
            event.remove(own_engine(), "before_cursor_execute", note)
            warm.append(_seconds(at.run))
            sql.append(_seconds(partial(_replay, database, asked)))
            assert not at.exception
            assert all(at.session_state[key] in (value, [value]) for key, value in link.items())
        medians = [1000 * statistics.median(times) for times in (cold, warm, sql)]
        ratio = f"{medians[0] / max(medians[2], 0.1):.1f}"
        kept = "kept" if medians[0] <= aim and medians[1] <= AIM_WARM else "missed"
        lines.append((_address(entry, link), *(f"{ms:.0f}" for ms in medians), ratio, kept, f"{pace:.0f}"))
    heading = ("", "cold", "warm", "bare SQL of the cold run", "cold × SQL", f"{aim} cold, {AIM_WARM} warm", "pace")
    _table("Script of a page, ms", heading, lines)


def bench_sent(engine: Engine, folder: Path, url: str) -> None:
    """What the server sends for each page when it is opened, one after another, and the memory that it takes then."""
    path = chromium_path()
    if path is None:
        print("No browser: what is sent is not measured.")
        return
    (served := folder / "sent").mkdir()
    server = start_server(served, {"KOLLEGIA_DATABASE_URL": url})
    process = psutil.Process(server.process.pid)
    lines = []
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS[:-3])
            for entry, link in page_views(engine):
                page = browser.new_page(viewport={"width": 1600, "height": 900})
                received = _received(page)
                page.goto(server.address(entry.url, **link))
                settled(page)
                memory = process.memory_info().rss / 1024**2
                lines.append((_address(entry, link), f"{sum(received) / 1024:.0f}", f"{memory:.0f}"))
                page.close()
            browser.close()
    finally:
        server.stop()
    _table("Opened in a browser", ("", "KB sent by the script", "MB of the server afterwards"), lines)


def _address(entry: PageEntry, link: dict[str, str]) -> str:
    return f"/{entry.url}" + "".join(f"?{key}=…" for key in link)


def _received(page: Page) -> list[int]:
    """Lengths of what comes over the page's web socket, as it comes."""
    lengths: list[int] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda payload: lengths.append(len(payload))))
    return lengths


def bench_click(folder: Path, url: str) -> None:
    """A click on a bar of the region until the municipality is settled, beside a page with nothing but the figures."""
    (folder / "main.py").write_text(BARE_PAGE, encoding="utf-8")
    (folder / "app.py").write_text(BARE_APP, encoding="utf-8")
    path = chromium_path()
    if path is None:
        print("No browser: the click is not measured.")
        return
    lines = []
    figures = ("figures alone", folder / "app.py", {"": ".barlayer .trace:nth-child(2) .point path"})
    for name, script, clicked in (("application", None, CLICKED), figures):
        (served := folder / name.replace(" ", "_")).mkdir()
        server = start_server(served, {"KOLLEGIA_DATABASE_URL": url}, script)
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS[:-3])
                for url_path, marks in clicked.items():
                    page = browser.new_context(viewport={"width": 1600, "height": 900}).new_page()
                    pace = f"{_loop():.0f}"
                    lines.append((f"/{url_path}" if url_path else name, *_clicks(page, server, url_path, marks), pace))
                    page.context.close()
                browser.close()
        finally:
            server.stop()
    _table(
        f"Click on a municipality until it is settled, ms, median of {CLICKS} (fastest–slowest)",
        ("", "not seen yet", "seen before", "browser busy", "JavaScript", "KB of the region page", "pace"),
        lines,
    )


def _clicks(page: Page, server: Server, path: str, marks: str) -> tuple[str, ...]:
    received = _received(page)
    page.add_init_script(NOTE_THE_PRESS)
    page.goto(server.address(path))
    _settled(page)
    of_page = sum(received)
    profiler = page.context.new_cdp_session(page)
    profiler.send("Performance.enable")
    first: list[float] = []
    again: list[float] = []
    busy: list[float] = []
    script: list[float] = []
    for number in range(1 + CLICKS):
        for times in (first, again):
            before = _counters(profiler)
            page.locator(marks).nth(number).click(force=True)
            took = page.evaluate(SINCE_THE_PRESS, True)
            after = _counters(profiler)
            page.locator(".st-key-crumb_region button").click()
            _settled(page)
            if number == 0:
                continue  # the browser compiles, the server imports
            times.append(took)
            if times is first:
                busy.append(1000 * (after["TaskDuration"] - before["TaskDuration"]))
                script.append(1000 * (after["ScriptDuration"] - before["ScriptDuration"]))
    return (*(_spread(times) for times in (first, again, busy, script)), f"{of_page / 1024:.0f}")


def _settled(page: Page) -> None:
    settled(page)
    page.evaluate(SINCE_THE_PRESS, False)


def _counters(profiler: Any) -> dict[str, float]:
    return {metric["name"]: metric["value"] for metric in profiler.send("Performance.getMetrics")["metrics"]}


def _replay(database: Path, statements: list[tuple[str, Any]]) -> None:
    connection = sqlite3.connect(database)
    for statement, values in statements:
        connection.execute(statement, values).fetchall()
    connection.close()


def _subject(data: str, folder: Path) -> Subject:
    if data == "texas" and TEXAS.exists():
        return Subject([TEXAS], "texas.xlsx, 9,293 schools in 1,213 districts, two cycles")
    size: Size = "district" if data == "texas" else cast("Size", data)
    paths = []
    for workbook in build_demonstration(size, 1):
        paths.append(folder / demonstration_file_name(workbook))
        write_workbook(workbook, paths[-1])
    extent = EXTENTS[size]
    name = f"demonstration: {extent.schools:,} schools in {extent.municipalities:,} municipalities"
    return Subject(paths, f"{name}, {len(extent.cycles)} cycles")


def _pace() -> str:
    return f"pace: a loop of a million squares takes {_loop():.0f} ms"


def _loop() -> float:
    """How fast the machine is at this moment, in ms: a borrowed processor may be half as fast a minute later."""
    return 1000 * statistics.median(_seconds(lambda: sum(each * each for each in range(1_000_000))) for _ in range(7))


def _seconds(action: Callable[[], Any]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def _peak_mb(who: int) -> float:
    return resource.getrusage(who).ru_maxrss / (1024 if sys.platform == "linux" else 1024**2)


def _spread(values: list[float]) -> str:
    return f"{statistics.median(values):.0f} ({min(values):.0f}–{max(values):.0f})"


def _table(title: str, heading: tuple[str, ...], lines: list[tuple[str, ...]]) -> None:
    widths = [max(len(row[column]) for row in (heading, *lines)) for column in range(len(heading))]
    print(title)
    for row in (heading, tuple("-" * width for width in widths), *lines):
        print("| " + " | ".join(value.ljust(width) for value, width in zip(row, widths, strict=True)) + " |")
    print()


if __name__ == "__main__":
    main()
