"""The middleware: which answers get the script, and whether they stay whole."""

import asyncio
import json
import re
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from components.localiser import HERE, Localiser, localised_page, localiser_script

SHELL = (
    '<!DOCTYPE html><html lang="en"><head><title>Streamlit</title></head>'
    '<body><noscript><p>You need JavaScript</p></noscript><div id="root"></div></body></html>'
)


def ask(
    body: bytes, content_type: str, accept: str = "text/html", chunks: int = 1, **headers: str
) -> tuple[dict[str, str], bytes, dict[str, str]]:
    """Status line and body of one answer through the middleware, and the headers that the application saw."""
    seen: dict[str, str] = {}

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        seen.update({name.decode(): value.decode() for name, value in scope["headers"]})
        answer = [(b"content-type", content_type.encode()), (b"content-length", str(len(body)).encode())]
        answer += [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": 200, "headers": answer})
        size = max(1, -(-len(body) // chunks))
        pieces = [body[start : start + size] for start in range(0, len(body), size)]
        for number, piece in enumerate(pieces):
            last = number == len(pieces) - 1
            await send({"type": "http.response.body", "body": piece, "more_body": not last})

    async def receive() -> Message:
        raise AssertionError("nothing is read from a GET request")

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    asked = [(b"accept", accept.encode()), (b"accept-encoding", b"gzip"), (b"if-none-match", b'"1"')]
    asyncio.run(Localiser(application)({"type": "http", "headers": asked}, receive, send))
    start, *rest = sent
    received = {name.decode(): value.decode() for name, value in start["headers"]}
    return received, b"".join(message["body"] for message in rest), seen


@pytest.mark.parametrize("chunks", [1, 3])
def test_page_gets_the_script_once_right_after_head(chunks: int) -> None:
    headers, body, _ = ask(SHELL.encode(), "text/html; charset=utf-8", chunks=chunks)
    page = body.decode()
    assert page.count("<script data-localiser>") == 1
    assert "<head><script data-localiser>" in page
    assert int(headers["content-length"]) == len(body)


def test_page_is_marked_as_russian_and_has_no_english_left() -> None:
    _, body, _ = ask(SHELL.encode(), "text/html")
    page = body.decode()
    assert '<html lang="ru">' in page
    assert "<title>Коллегия</title>" in page
    assert "You need JavaScript" not in page


def test_page_is_asked_for_whole_and_not_kept_under_an_old_mark() -> None:
    headers, _, seen = ask(SHELL.encode(), "text/html", etag='"1"', last_modified="yesterday")
    assert "accept-encoding" not in seen
    assert "if-none-match" not in seen
    assert not {"etag", "last-modified"} & set(headers)


@pytest.mark.parametrize(
    ("body", "content_type", "accept"),
    [
        (b'{"a": "<head>"}', "application/json", "text/html"),
        (b"<html><head></head><body>paper</body></html>", "text/html", "text/html"),
        (SHELL.encode(), "text/html", "*/*"),
    ],
    ids=["not HTML", "HTML of somebody else", "not a visit"],
)
def test_other_answers_pass_unchanged(body: bytes, content_type: str, accept: str) -> None:
    headers, received, seen = ask(body, content_type, accept)
    assert received == body
    assert int(headers["content-length"]) == len(body)
    assert ("accept-encoding" in seen) == (accept == "*/*")


def test_compressed_html_is_left_alone() -> None:
    headers, received, _ = ask(SHELL.encode(), "text/html", content_encoding="gzip")
    assert received == SHELL.encode()
    assert headers["content-encoding"] == "gzip"


def test_script_cannot_be_ended_by_the_dictionary() -> None:
    script = localiser_script()
    assert script.count("</script>") == 1
    assert localised_page(SHELL, script).count("</script>") == 1


def test_dictionary_is_russian_anchored_and_without_doubles() -> None:
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in pairs]
        assert len(keys) == len(set(keys)), sorted(key for key in keys if keys.count(key) > 1)
        return dict(pairs)

    dictionary = json.loads((HERE / "localiser.json").read_text(encoding="utf-8"), object_pairs_hook=unique)
    assert set(dictionary) == {"strings", "patterns", "attributeStrings", "attributePatterns"}
    for source, target in {**dictionary["strings"], **dictionary["attributeStrings"]}.items():
        assert re.search("[A-Za-z]", source), source
        assert re.search("[А-яЁё]", target) or target.startswith(","), source
        assert target not in dictionary["strings"], f"{target} would be translated again"
    for source, _ in dictionary["patterns"] + dictionary["attributePatterns"]:
        assert source.startswith("^"), source
        assert source.endswith("$"), source
