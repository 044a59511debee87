"""What browser tests need: where Chromium is, a running server, a page that records what it asks for, waiting."""

import io
import os
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from PIL import Image
from playwright.sync_api import ConsoleMessage, Page, Route, expect

REPOSITORY = Path(__file__).parents[2]

# --no-sandbox: containers; the network flags: Chromium itself asks nobody; the last three draw maps without a card.
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
]

LOCAL_HOSTS = {"localhost", "127.0.0.1"}

# Ready = connected, the script has ended, nothing on the page is being replaced or still to be loaded.
IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"][data-test-connection-state="CONNECTED"]'
UNFINISHED = '[data-testid="stSkeleton"], [data-testid="stAppSkeleton"], [data-testid="stSpinner"]'
READY_MS = 60_000

# Latin words that are right in a Russian interface: kinds of files, names of keys.
ALLOWED_FILES = frozenset(
    {"xlsx", "xls", "xlsm", "csv", "ods", "docx", "pptx", "pdf", "png", "zip", "json", "html", "webm"}
)
ALLOWED_KEYS = frozenset({"enter", "escape", "esc", "tab", "alt", "ctrl", "shift"})

VISIBLE_LATIN = """
() => {
  const latin = /[A-Za-z]{2,}/;
  const skip = 'script, style, noscript, canvas *';
  const shown = (element) => element.checkVisibility({ visibilityProperty: true })
    && !getComputedStyle(element).fontFamily.includes("Material");
  const found = [];
  if (latin.test(document.title)) found.push(["title of the window", document.title]);
  const attributes = ["placeholder", "aria-label", "title", "aria-description", "aria-valuetext", "data-title", "alt"];
  const look = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode() !== null) {
      const text = walker.currentNode.nodeValue;
      const parent = walker.currentNode.parentElement ?? root.host;
      if (latin.test(text) && parent.closest(skip) === null && shown(parent)) found.push(["text", text.trim()]);
    }
    for (const name of attributes) {
      for (const element of root.querySelectorAll(`[${name}]`)) {
        const value = element.getAttribute(name);
        if (latin.test(value) && element.closest(skip) === null && shown(element)) found.push([name, value]);
      }
    }
    // A component of ours draws behind a root of its own.
    for (const element of root.querySelectorAll("*")) if (element.shadowRoot !== null) look(element.shadowRoot);
  };
  look(document.body);
  return found;
}
"""


def chromium_path() -> str | None:
    """The installed Chromium or Chrome, or None."""
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        path = shutil.which(name)
        if path is not None:
            return path
    return None


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Server:
    """A running application: its address, where its databases and its log are."""

    url: str
    script: Path
    directory: Path
    process: subprocess.Popen[bytes]

    @property
    def log(self) -> str:
        """What the server has written so far."""
        return (self.directory / "server.log").read_text(encoding="utf-8", errors="replace")

    def address(self, path: str = "", **query: str) -> str:
        """The address of a page: ``server.address("effectiveness")``."""
        asked = urllib.parse.urlencode(query)
        return f"{self.url}/{path}" + (f"?{asked}" if asked else "")

    def stop(self) -> None:
        """End the server; harmless when it has already ended."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(timeout=10)


def start_server(directory: Path, env: Mapping[str, str] | None = None, script: Path | None = None) -> Server:
    """Start ``streamlit run`` on a free port, with databases in ``directory``, and return when it answers.

    ``script`` is the file with ``st.App`` (default: the application itself). Raises RuntimeError with the log when
    the server ends or stays silent for a minute.
    """
    script = script or REPOSITORY / "app.py"
    port = free_port()
    environment = {
        **os.environ,
        "PYTHONPATH": str(REPOSITORY),
        "KOLLEGIA_DATABASE_URL": f"sqlite:///{directory / 'kollegia.sqlite3'}",
        "KOLLEGIA_DEMO_URL": f"sqlite:///{directory / 'demo.sqlite3'}",
        **(env or {}),
    }
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    command += ["--server.address", "127.0.0.1"]
    with (directory / "server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=REPOSITORY, env=environment, stdout=log, stderr=subprocess.STDOUT)
    server = Server(f"http://127.0.0.1:{port}", script, directory, process)
    for _ in range(300):
        if answers(f"{server.url}/_stcore/health"):
            return server
        try:
            process.wait(timeout=0.2)
        except subprocess.TimeoutExpired:
            continue
        break
    server.stop()
    raise RuntimeError(f"The server did not start:\n{server.log}")


def answers(url: str) -> bool:
    """Whether the address answers with 200."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False


@dataclass
class Recording:
    """What a page did besides being shown."""

    outside: list[str] = field(default_factory=list)
    console_errors: list[str] = field(default_factory=list)
    script_errors: list[str] = field(default_factory=list)


RECORDINGS: dict[int, Recording] = {}


def record(page: Page) -> Recording:
    """From now on stop and note every request to another machine, and note errors of the console and of scripts."""
    recording = RECORDINGS[id(page)] = Recording()

    def let_through(route: Route) -> None:
        address = urlsplit(route.request.url)
        if address.scheme in {"data", "blob"} or address.hostname in LOCAL_HOSTS:
            route.continue_()
        else:
            recording.outside.append(route.request.url)
            route.abort()

    def note(message: ConsoleMessage) -> None:
        # On deep links Streamlit probes /<page>/_stcore/... first and gets 404: harmless.
        if message.type == "error" and "_stcore/" not in str(message.location.get("url", "")):
            recording.console_errors.append(message.text)

    page.route("**/*", let_through)
    page.on("console", note)
    page.on("pageerror", lambda error: recording.script_errors.append(str(error)))
    return recording


def recorded(page: Page) -> Recording:
    """What was noted about a page of the fixtures ``page`` and ``open_page``."""
    return RECORDINGS[id(page)]


def settled(page: Page, timeout: float = READY_MS) -> Page:
    """Wait until Streamlit is idle, nothing is half drawn and the fonts are there; return the page."""
    for _ in range(2):
        expect(page.locator(IDLE)).to_be_attached(timeout=timeout)
        expect(page.locator(UNFINISHED)).to_have_count(0, timeout=timeout)
        expect(page.locator('[data-stale="true"]')).to_have_count(0, timeout=timeout)
        # Two frames: a click that has just been made has reached the application by then.
        page.evaluate(
            "document.fonts.ready.then(() => new Promise((go) => "
            "requestAnimationFrame(() => requestAnimationFrame(() => go()))))"
        )
    return page


def map_drawn(page: Page) -> bool:
    """Whether the picture of the map holds a colour of its scale: it is drawn, not only placed."""
    chart = page.get_by_test_id("stDeckGlJsonChart")
    for _ in range(100):
        with Image.open(io.BytesIO(chart.screenshot())) as picture:
            colours = picture.convert("RGB").getcolors(10**6) or []
        if sum(count for count, (red, green, blue) in colours if red - blue > 60 and red > green > blue) > 500:
            return True
        page.evaluate("new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))")
    return False


def visible_english(page: Page, allowed: Iterable[str] = ()) -> list[str]:
    """Visible texts, placeholders, labels and hints with Latin words, as «where: text», without the allowed words.

    ``allowed`` names further words (case does not matter), e.g. names that stand in the data.
    """
    known = ALLOWED_FILES | ALLOWED_KEYS | {word.lower() for word in allowed}
    found = []
    for where, text in page.evaluate(VISIBLE_LATIN):
        words = "".join(letter if letter.isascii() and letter.isalpha() else " " for letter in text).split()
        if any(len(word) > 1 and word.lower() not in known for word in words):
            found.append(f"{where}: {text}")
    return sorted(set(found))
