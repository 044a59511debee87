"""Streamlit's English words in Russian, its calendar out of the way: a script put into the page for the browser.

Streamlit has no localisation. The script (``localiser.js``) watches the page and replaces whole strings that stand in
the dictionary (``localiser.json``); ``typed_date.js`` closes the calendar over a typed date. The middleware puts both
right after ``<head>``, before Streamlit's own scripts run.
"""

import json
import re
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HERE = Path(__file__).parent

# The mark of Streamlit's page; other HTML (files of users, frames of components) passes unchanged.
SHELL_MARK = b'<div id="root">'

# Answers of these are either compressed or "not modified" and would hide the page from the middleware.
DROPPED_FROM_REQUEST = {b"accept-encoding", b"if-none-match", b"if-modified-since", b"range"}

NO_SCRIPT = "<noscript><p>Чтобы открыть «Коллегию», включите JavaScript в настройках браузера.</p></noscript>"


def localiser_script() -> str:
    """The whole ``<script>`` element: program and dictionary, and what takes the calendar away."""
    program = (HERE / "localiser.js").read_text(encoding="utf-8").strip()
    dictionary = json.dumps(json.loads((HERE / "localiser.json").read_text(encoding="utf-8")), ensure_ascii=False)
    # "</" inside a script element would end it.
    dictionary = dictionary.replace("</", "<\\u002f")
    typed_date = (HERE / "typed_date.js").read_text(encoding="utf-8").strip()
    return f"<script data-localiser>{program}({dictionary});\n{typed_date}</script>"


def localised_page(page: str, script: str) -> str:
    """Streamlit's page with the script, a Russian title, language mark and note for browsers without JavaScript."""
    page = page.replace('<html lang="en">', '<html lang="ru">', 1)
    page = page.replace("<title>Streamlit</title>", "<title>Коллегия</title>", 1)
    page = re.sub(r"<noscript>.*?</noscript>", NO_SCRIPT, page, count=1, flags=re.DOTALL)
    return page.replace("<head>", f"<head>{script}", 1)


class Localiser:
    """ASGI middleware that adds the script to Streamlit's page and leaves every other answer as it is."""

    def __init__(self, app: ASGIApp) -> None:
        """Read script and dictionary once, when the server starts."""
        self.app = app
        self.script = localiser_script()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; hold back an HTML answer until it is whole."""
        if scope["type"] != "http" or "text/html" not in Headers(scope=scope).get("accept", ""):
            await self.app(scope, receive, send)
            return

        kept = [(name, value) for name, value in scope["headers"] if name.lower() not in DROPPED_FROM_REQUEST]
        held: list[Message] = []
        body = bytearray()

        async def send_localised(message: Message) -> None:
            if message["type"] == "http.response.start" and is_plain_html(message):
                held.append(message)
            elif message["type"] == "http.response.body" and held:
                body.extend(message.get("body", b""))
                if message.get("more_body", False):
                    return
                start = held.pop()
                whole = bytes(body)
                if SHELL_MARK in whole:
                    whole = localised_page(whole.decode("utf-8"), self.script).encode("utf-8")
                    headers = MutableHeaders(raw=start["headers"])
                    headers["content-length"] = str(len(whole))
                    # They name the file without the script: a browser would keep an old dictionary.
                    for name in ("etag", "last-modified", "accept-ranges"):
                        del headers[name]
                    start["headers"] = headers.raw
                await send(start)
                await send({"type": "http.response.body", "body": whole, "more_body": False})
            else:
                await send(message)

        await self.app({**scope, "headers": kept}, receive, send_localised)


def is_plain_html(start: Message) -> bool:
    """Whether the answer that begins here is readable HTML."""
    headers = Headers(raw=start["headers"])
    return headers.get("content-type", "").startswith("text/html") and "content-encoding" not in headers
