"""What a workbook holds beside its cells: properties, comments, headers, names, drawings, validation lists.

Runs in the child process, so it must not import pandas. Nothing is parsed strictly: what is no text is passed over.
"""

from __future__ import annotations

import html
import re
import struct
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import IO, NamedTuple

MAX_PART_BYTES = 20_000_000
"""Bytes read of all such parts together; a department's workbook has a few thousand."""
MAX_ASIDES = 50_000

AUTHOR = "Автор"
"""The heading under which texts stand that name a person if they name anything."""

PROPERTIES, COMMENT, MARGIN, NAME = "свойства книги", "примечание", "колонтитул", "имя диапазона"
DRAWING, LIST, PIVOT = "надпись", "список проверки ввода", "сводная таблица"


OUTSIDE = "примечание или колонтитул"
"""Of a binary book it isn't known which."""
OVERLOOKED = "не просмотрено"
"""The place of an aside whose text is what was too large to be looked through."""


class Aside(NamedTuple):
    """A text outside the cells: where it stands, in words, and what heading it stands under, if any."""

    place: str
    text: str
    heading: str = ""
    sheet: str | None = None
    cell: str | None = None


_TEXT = re.compile(r">([^<>]*[^<>\s][^<>]*)<")
_ELEMENT = re.compile(r"<(?:\w+:)?(\w[\w-]*)\b[^<>]*>([^<>]*[^<>\s][^<>]*)</")
_COMMENT = re.compile(
    r"<(?:\w+:)?(?:comment|threadedComment)\b[^>]*?\bref=\"([A-Z]+\d+)\"[^>]*>(.*?)</(?:\w+:)?(?:comment|threadedComment)>",
    re.DOTALL,
)
_AUTHOR = re.compile(r"<(?:\w+:)?author>([^<]+)<|\b(?:displayName|userId)=\"([^\"]+)\"")
_CUSTOM = re.compile(r"<(?:\w+:)?property\b[^>]*?\bname=\"([^\"]*)\"[^>]*>(.*?)</(?:\w+:)?property>", re.DOTALL)
_USER_DEFINED = re.compile(r"<meta:user-defined\b[^>]*?\bmeta:name=\"([^\"]*)\"[^>]*>([^<]+)<")
_PARAGRAPH = re.compile(r"<a:p>(.*?)</a:p>", re.DOTALL)
_DESCRIBED = re.compile(r"<\w+:cNvPr\b[^>]*?\bdescr=\"([^\"]+)\"")
_FIELD = re.compile(r"<cacheField\b[^>]*?\bname=\"([^\"]*)\"[^>]*>(.*?)</cacheField>", re.DOTALL)
_ITEM = re.compile(r"<[sn] [^>]*?\bv=\"([^\"]+)\"")
_DEFINED = re.compile(r"<(?:\w+:)?definedName\b([^>]*)>([^<]*)<")
_ATTRIBUTE = re.compile(r"\b(name|comment|description)=\"([^\"]+)\"")
_PROMPT = re.compile(r"\b(?:prompt|promptTitle|error|errorTitle)=\"([^\"]+)\"")
_FORMULA_LIST = re.compile(r"<(?:\w+:)?formula\d>\"([^<]+)\"<")
_MARGIN = re.compile(r"<(?:\w+:)?(?:odd|even|first)(?:Header|Footer)>([^<]+)<")
_MARGIN_CODE = re.compile(r"&(?:\"[^\"]*\"|K[0-9A-F]{6}|\d+|[A-Za-z])")
_ANNOTATION = re.compile(r"<office:annotation\b(.*?)</office:annotation>", re.DOTALL)
_RAW_ANNOTATION = re.compile(rb"<office:annotation[\s>].*?</office:annotation>", re.DOTALL)
_ANNOTATION_BEGINS = re.compile(rb"<office:annotation[\s>]")
_LONGEST_BEGINNING = 20
_CHUNK_BYTES = 1 << 20
_ODS_MARGIN = re.compile(r"<style:(header|footer)(?:-\w+)?>(.*?)</style:\1(?:-\w+)?>", re.DOTALL)
_PERSONS = {"creator", "lastModifiedBy", "Manager", "initial-creator"}
_PROPERTY_TEXTS = _PERSONS | {
    "title", "subject", "description", "keywords", "keyword", "category", "contentStatus", "Company",
}  # fmt: skip

_RUN = re.compile(rb"(?:[\x20-\x7e]\x00|[\x01\x10-\x4f\x51]\x04|[\xa0\xab\xbb]\x00|\x16\x21){4,}")
_MAIL = re.compile(rb"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_TELLING = re.compile(r"[А-Яа-яЁё]{3}|@|\d{5}|\d\D{1,3}\d{2}")
_SUMMARY = bytes.fromhex("E0859FF2F94F6810AB9108002B27B3D9")
_SUMMARY_NAMES = {2: "", 3: "", 4: AUTHOR, 5: "", 6: "", 8: AUTHOR}
"""Title, subject, author, keywords, comments, who saved last."""


def zip_asides(archive: zipfile.ZipFile, sheet_of: Mapping[str, str], tails: Mapping[str, str]) -> tuple[Aside, ...]:
    """Asides of an xlsx, xlsb or ods.

    ``sheet_of``: part → the sheet that it belongs to. ``tails``: sheet → what its part has after the cells.
    """
    found: dict[Aside, None] = {}
    left = MAX_PART_BYTES
    # The smallest first: properties and comments say the most in the fewest bytes.
    for part in sorted(archive.infolist(), key=lambda part: part.file_size):
        name = part.filename
        read = _reader_of(name)
        if read is None:
            continue
        with archive.open(part) as stream:
            content, whole = _annotated(stream, left) if name == "content.xml" else (stream.read(left), True)
            if not whole or stream.read(1):
                found[Aside(OVERLOOKED, name)] = None
        left -= len(content)
        for aside in read(content.decode("utf-8", "replace"), sheet_of.get(name)):
            found[aside] = None
    for sheet, tail in tails.items():
        found |= dict.fromkeys(_tail(tail, sheet))
    clean = (
        aside._replace(text=html.unescape(aside.text), heading=html.unescape(aside.heading))
        for aside in list(found)[:MAX_ASIDES]
    )
    rest = (Aside(OVERLOOKED, "примечания и надписи"),) if len(found) > MAX_ASIDES else ()
    return (*(aside for aside in clean if aside.text.strip()), *rest)


def _annotated(stream: IO[bytes], most: int) -> tuple[bytes, bool]:
    """The annotations alone of a part with all cells of the book, and whether those are all of them."""
    found: list[bytes] = []
    left, rest = most, b""
    while left > 0 and len(rest) <= left and (chunk := stream.read(_CHUNK_BYTES)):
        rest, end = rest + chunk, 0
        for annotation in _RAW_ANNOTATION.finditer(rest):
            found.append(annotation[0])
            left -= len(annotation[0])
            end = annotation.end()
        begun = _ANNOTATION_BEGINS.search(rest, end)
        rest = rest[max(end, len(rest) - _LONGEST_BEGINNING) if begun is None else begun.start() :]
    return b"".join(found), left > 0 and len(rest) <= left


def _reader_of(name: str) -> Callable[[str, str | None], Iterator[Aside]] | None:
    if name in ("docProps/core.xml", "docProps/app.xml", "meta.xml"):
        return _properties
    if name == "docProps/custom.xml":
        return _custom
    if name == "xl/workbook.xml":
        return _defined_names
    if name == "styles.xml":
        return _ods_margins
    if name == "content.xml":
        return _annotations
    if name.startswith(("xl/comments", "xl/threadedComments", "xl/persons")) and name.endswith(".xml"):
        return _comments
    if name.startswith(("xl/drawings/", "xl/charts/")) and name.endswith(".xml"):
        return _drawing
    if name.startswith("xl/pivotCache/pivotCacheDefinition") and name.endswith(".xml"):
        return _pivot
    return None


def _properties(xml: str, _sheet: str | None) -> Iterator[Aside]:
    for name, text in _ELEMENT.findall(xml):
        if name in _PROPERTY_TEXTS:
            yield Aside(PROPERTIES, text, AUTHOR if name in _PERSONS else "")
    for name, text in _USER_DEFINED.findall(xml):
        yield Aside(PROPERTIES, text, name)


def _custom(xml: str, _sheet: str | None) -> Iterator[Aside]:
    for name, body in _CUSTOM.findall(xml):
        yield Aside(PROPERTIES, " ".join(_TEXT.findall(f">{body}<")), name)


def _comments(xml: str, sheet: str | None) -> Iterator[Aside]:
    for cell, body in _COMMENT.findall(xml):
        yield Aside(COMMENT, "".join(_TEXT.findall(body)), "", sheet, cell)
    for author, shown in _AUTHOR.findall(xml):
        if not (author or shown).startswith("tc={"):
            yield Aside(COMMENT, author or shown, AUTHOR, sheet)


def _defined_names(xml: str, _sheet: str | None) -> Iterator[Aside]:
    for attributes, text in _DEFINED.findall(xml):
        for _, value in _ATTRIBUTE.findall(attributes):
            if not value.startswith("_xlnm"):
                yield Aside(NAME, value.replace("_", " "))
        if text.startswith(('"', "&quot;")):
            yield Aside(NAME, html.unescape(text).strip('"'))


def _drawing(xml: str, sheet: str | None) -> Iterator[Aside]:
    for paragraph in _PARAGRAPH.findall(xml):
        if text := "".join(_TEXT.findall(paragraph)):
            yield Aside(DRAWING, text, "", sheet)
    for text in _DESCRIBED.findall(xml):
        yield Aside(DRAWING, text, "", sheet)


def _pivot(xml: str, _sheet: str | None) -> Iterator[Aside]:
    for heading, body in _FIELD.findall(xml):
        for text in _ITEM.findall(body):
            yield Aside(PIVOT, text, heading)


def _tail(xml: str, sheet: str) -> Iterator[Aside]:
    for text in _MARGIN.findall(xml):
        yield Aside(MARGIN, _MARGIN_CODE.sub(" ", html.unescape(text)), "", sheet)
    for text in _PROMPT.findall(xml):
        yield Aside(LIST, text, "", sheet)
    for text in _FORMULA_LIST.findall(xml):
        yield from (Aside(LIST, each, "", sheet) for each in text.split(","))


def _ods_margins(xml: str, _sheet: str | None) -> Iterator[Aside]:
    for _, body in _ODS_MARGIN.findall(xml):
        yield Aside(MARGIN, " ".join(_TEXT.findall(body)))


def _annotations(xml: str, _sheet: str | None) -> Iterator[Aside]:
    if "office:annotation" not in xml:
        return
    for body in _ANNOTATION.findall(xml):
        for name, text in _ELEMENT.findall(body):
            yield Aside(COMMENT, text, AUTHOR if name == "creator" else "")


def binary_asides(content: bytes, cells: Iterable[str]) -> tuple[Aside, ...]:
    """Asides of a binary book (xls, parts of an xlsb): its properties, and every run of text that no cell holds."""
    cut = len(content) > MAX_PART_BYTES
    content = content[:MAX_PART_BYTES]
    known = "\n".join(cells)
    runs = {run[0].decode("utf-16-le", "replace").strip() for run in _RUN.finditer(content)}
    runs |= {mail[0].decode("ascii", "replace") for mail in _MAIL.finditer(content)}
    found = [Aside(OUTSIDE, text) for text in sorted(runs) if _TELLING.search(text) and text not in known]
    rest = (Aside(OVERLOOKED, "конец книги"),) if cut or len(found) > MAX_ASIDES else ()
    return (*tuple(dict.fromkeys((*_summary(content), *found)))[:MAX_ASIDES], *rest)


def _summary(content: bytes) -> Iterator[Aside]:
    at = content.find(_SUMMARY)
    if at < 28:
        return
    try:
        section = at - 28 + struct.unpack_from("<I", content, at + 16)[0]
        count = min(struct.unpack_from("<I", content, section + 4)[0], 64)
        for number in range(count):
            identifier, offset = struct.unpack_from("<II", content, section + 8 + 8 * number)
            kind, size = struct.unpack_from("<II", content, section + offset)
            if identifier in _SUMMARY_NAMES and kind == 30 and size < 10_000:
                raw = content[section + offset + 8 : section + offset + 8 + size].rstrip(b"\0")
                try:
                    text = raw.decode("utf-8")
                except UnicodeDecodeError:
                    text = raw.decode("cp1251", "replace")
                if text.strip():
                    yield Aside(PROPERTIES, text, _SUMMARY_NAMES[identifier])
    except struct.error:
        return
