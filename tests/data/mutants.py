"""Workbooks spoilt in every way that files get spoilt, by accident or on purpose; the same for the same number.

A kind is a function (random, folder) → file. ``mutant`` makes the file of a number.
"""


# ruff: noqa: DTZ001, E501  # lists of odd things read better as lines

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

import openpyxl

from tests.data.bad_workbooks import Book, valid_book, write_csv, write_ods, write_xls, write_xlsx

Kind = Callable[[Random, Path], Path]

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ODD_VALUES: tuple[Any, ...] = (
    0, -1, -7.5, 1e15, 1e16, 1e300, -1e300, 2**31, 2**63, 0.1 + 0.2, True, False,
    date(1900, 1, 1), date(9999, 12, 31), datetime(2026, 2, 28, 23, 59, 59), time(12, 30),
    "", " ", "\u00a0", "н/д", "-", "X", "Да", "НЕТ", "нет данных", "1 234,5", "1,234.5", "1.234,5", "−5", "٣", "²", "1e5", "NaN", "inf",
    "-inf", "1e400", "0x10", "9" * 400, "я" * 32_000, "=1+1", "=HYPERLINK(\"http://x\")", "@SUM(A1)", "+7", "#REF!", "#N/A", "#ДЕЛ/0!",
    "2025/26", "2025-2026", "0000/01", "2025/27", "31.08.2026", "31.02.2026", "Иванов Иван Иванович", "+7 912 345-67-89",
    "a@b.ru", "\u202eтевирп", "😀", "e\u0301", "\ufeff1", "line\nbreak", "tab\there", "'5", "<b>x</b>", "&amp;", "{{}}", "%s", "$x$",
    "00000000000000000001", "\ud7ff", "\uffff", "пример",
)  # fmt: skip
ODD_NUMBERS = (
    "NaN", "nan", "inf", "-inf", "infinity", "1e999", "-1e999", "1e-400", "", " ", "abc", "0x1F", "1,5", "--1", "1" * 400, "-0", "+1",
    "2958466", "1e10", "-1", "60", "0.99999999", "99999999999999999999",
)  # fmt: skip


def a_sheet(random: Random, book: Book) -> str:
    return random.choice(list(book))


def cells(random: Random, folder: Path) -> Path:
    """One to five cells hold something else."""
    book = valid_book()
    for _ in range(random.randint(1, 5)):
        rows = book[a_sheet(random, book)]
        row = random.randrange(len(rows))
        rows[row][random.randrange(len(rows[row]))] = random.choice(ODD_VALUES)
    return write_safely(book, folder / "книга.xlsx")


def columns(random: Random, folder: Path) -> Path:
    """A column goes, comes twice, changes its place or the type of its values."""
    book = valid_book()
    rows = book[a_sheet(random, book)]
    at, other = (random.randrange(len(rows[0])) for _ in range(2))
    way = random.choice(["delete", "twice", "swap", "text", "number", "one value"])
    value = random.choice(ODD_VALUES)
    for number, row in enumerate(rows):
        row += [None] * (len(rows[0]) - len(row))
        if way == "delete":
            del row[at]
        elif way == "twice":
            row.append(row[at])
        elif way == "swap":
            row[at], row[other] = row[other], row[at]
        elif number and way == "text":
            row[at] = f" {row[at]}\u00a0"
        elif number and way == "number":
            row[at] = random.uniform(-1e6, 1e6)
        elif number:
            row[at] = value
    return write_safely(book, folder / "книга.xlsx")


def rows(random: Random, folder: Path) -> Path:
    """Rows go, come twice, change their order; titles above the headings, totals below."""
    book = valid_book()
    lines = book[a_sheet(random, book)]
    way = random.choice(["delete", "twice", "shuffle", "title", "two headings", "empty", "only headings", "total"])
    at = random.randrange(len(lines))
    if way == "delete":
        del lines[at]
    elif way == "twice":
        lines.append(list(lines[at]))
    elif way == "shuffle":
        random.shuffle(lines)
    elif way == "title":
        lines.insert(0, ["Сведения за год"])
    elif way == "two headings":
        lines.insert(1, [str(number) for number in range(1, len(lines[0]) + 1)])
    elif way == "empty":
        lines[at:at] = [[None] * len(lines[0])] * random.randint(1, 50)
    elif way == "only headings":
        del lines[1:]
    else:
        lines.append(["Итого", *[random.randint(0, 99)] * (len(lines[0]) - 1)])
    return write_safely(book, folder / "книга.xlsx")


def sheets(random: Random, folder: Path) -> Path:
    """Sheets renamed, removed, doubled, emptied, in hundreds."""
    book = valid_book()
    name = a_sheet(random, book)
    way = random.choice(["rename", "remove", "double", "empty", "many", "only one", "swap contents", "none of ours"])
    if way == "rename":
        letters = list(name)
        letters[random.randrange(len(letters))] = random.choice("xЁ_ 1")
        book = {("".join(letters) if key == name else key): value for key, value in book.items()}
    elif way == "remove":
        del book[name]
    elif way == "double":
        book[random.choice([f" {name}", name.replace("_", " ") + " ", f"{name} (2)"])] = [
            list(row) for row in book[name]
        ]
    elif way == "empty":
        book[name] = []
    elif way == "many":
        book.update({f"Лист{number}": [["а", number]] for number in range(random.randint(50, 400))})
    elif way == "only one":
        book = {name: book[name]}
    elif way == "swap contents":
        other = a_sheet(random, book)
        book[name], book[other] = book[other], book[name]
    else:
        book = {f"Лист {number}": lines for number, lines in enumerate(book.values())}
    return write_safely(book, folder / "книга.xlsx")


def headings(random: Random, folder: Path) -> Path:
    """A heading with a letter less, another letter, twice, empty, of another column."""
    book = valid_book()
    first = book[a_sheet(random, book)][0]
    at = random.randrange(len(first))
    letters = list(first[at])
    place = random.randrange(len(letters))
    way = random.choice(["less", "other", "twice", "empty", "number", "person", "long"])
    if way == "less":
        del letters[place]
    elif way == "other":
        letters[place] = random.choice("aeoxЪ\n\u00a0")
    first[at] = {
        "twice": first[random.randrange(len(first))],
        "empty": None,
        "number": 5,
        "person": random.choice(["ФИО", "Телефон", "СНИЛС", "Дата рождения"]),
        "long": first[at] * 100,
    }.get(way, "".join(letters))
    return write_safely(book, folder / "книга.xlsx")


def merged(random: Random, folder: Path) -> Path:
    """Headings, rows or a block of cells merged."""
    path = write_safely(valid_book(), folder / "книга.xlsx")
    workbook = openpyxl.load_workbook(path)
    page = random.choice(workbook.worksheets)
    row, column = random.randint(1, 3), random.randint(1, 3)
    page.merge_cells(
        start_row=row, start_column=column, end_row=row + random.randint(0, 2), end_column=column + random.randint(1, 4)
    )
    workbook.save(path)
    return path


def formulas(random: Random, folder: Path) -> Path:
    """Formulas without values, with values, with errors, of a whole column, referring to another file."""
    written = random.choice(
        [
            "<f>1+1</f>", "<f>1/0</f><v>#DIV/0!</v>", "<f>[1]Лист1!A1</f><v>5</v>", '<f t="shared" si="0"/><v>3</v>',
            '<f t="array" ref="A1:XFD1048576">ROW()</f><v>1</v>', "<f>" + "SUM(" * 5000 + ")" * 5000 + "</f><v>1</v>",
            '<f>WEBSERVICE("http://x")</f><v>x</v>',
        ]
    )  # fmt: skip
    kind = random.choice(["", ' t="str"', ' t="e"', ' t="n"', ' t="b"'])
    return with_cell(random, folder, lambda place: f'<c r="{place}"{kind}>{written}</c>')


def raw_numbers(random: Random, folder: Path) -> Path:
    """Numbers that no program writes, also as dates."""
    value = random.choice(ODD_NUMBERS)
    style = random.choice(["", "", ' s="1"'])
    return with_cell(random, folder, lambda place: f'<c r="{place}"{style}><v>{value}</v></c>')


def raw_types(random: Random, folder: Path) -> Path:
    """Cells of unknown types, strings that are not there, control characters by number."""
    written = random.choice(
        [
            ' t="s"><v>99999999</v>', ' t="s"><v>-1</v>', ' t="s"><v>x</v>', ' t="zzz"><v>1</v>', ' t="d"><v>2026-99-99</v>',
            ' t="d"><v>2026-02-03</v>', ' t="b"><v>7</v>', ' t="inlineStr"><is><t>&#1;&#8;</t></is>', ' t="str"><v>_x0000_</v>',
            ' t="str"><v>&#x110000;</v>', ' t="str"><v>&nothing;</v>', ' t="str"><v>\x01</v>', ' t="e"><v>нет</v>', ' t="n"/><v>5</v>',
            ' t="inlineStr"><is/>', ' s="99999"><v>5</v>', ' s="-1"><v>5</v>', ' t="str"><v><![CDATA[<x>]]></v>',
            ' t="inlineStr"><is><t>&#xD800;</t></is>', ' t="inlineStr"><is><t>&#xFFFE;&#0;</t></is>',
        ]
    )  # fmt: skip
    return with_cell(random, folder, lambda place: f'<c r="{place}"{written}</c>')


def places(random: Random, folder: Path) -> Path:
    """A cell that says it stands where no cell can."""
    place = random.choice(
        [
            "A0",
            "ZZZZ1",
            "A99999999999",
            "",
            "1A",
            "XFE1",
            "A1048577",
            "a5",
            "$A$5",
            "A-1",
            "Ж5",
            "A1:B2",
            "AAAAAAAAAAAAAAAA1",
        ]
    )
    return with_cell(random, folder, lambda _: f'<c r="{place}"><v>1</v></c>')


def far_cell(random: Random, folder: Path) -> Path:
    """A used range of up to all cells there are."""
    place = random.choice(["XFD1048576", "A1048576", "XFD1", "XFD60", "T1000000", "ZZ28000", "S1048576", "BZ250000"])
    name = f"xl/worksheets/sheet{random.randint(1, 6)}.xml"
    digits = "".join(letter for letter in place if letter.isdigit())
    cell = f'<row r="{digits}"><c r="{place}"><v>1</v></c></row></sheetData>'
    parts = valid_parts()
    parts[name] = parts[name].replace(b"</sheetData>", cell.encode())
    return write_parts(parts, folder / "книга.xlsx")


def dimensions(random: Random, folder: Path) -> Path:
    """A sheet that says something else of its size."""
    said = random.choice(
        ["A1:XFD1048576", "A1", "XFD1048576:XFD1048576", "B2:A1", "", "A0:A0", "R1C1", "A1:ZZZZ99999999"]
    )
    parts = valid_parts()
    name = f"xl/worksheets/sheet{random.randint(1, 6)}.xml"
    start = parts[name].index(b"<dimension")
    end = parts[name].index(b"/>", start)
    parts[name] = parts[name][:start] + f'<dimension ref="{said}"'.encode() + parts[name][end:]
    return write_parts(parts, folder / "книга.xlsx")


def blank_rows(random: Random, folder: Path) -> Path:
    """Up to a million rows with nothing in them but a style, or spaces, or nothing at all."""
    many = random.choices([1_000, 100_000, 1_000_000], [8, 3, 1])[0]
    cell = random.choice(
        ['<c r="A{0}" s="0"/>', '<c r="A{0}" s="0"/><c r="T{0}" s="0"/>', "", '<c r="B{0}" t="str"><v> </v></c>']
    )
    parts = valid_parts()
    name = f"xl/worksheets/sheet{random.randint(1, 6)}.xml"
    head, _, tail = parts[name].partition(b"</sheetData>")
    line = f'<row r="{{0}}">{cell}</row>'
    blank = "".join(line.format(number) for number in range(50, 50 + many)).encode()
    parts[name] = head + blank + b"</sheetData>" + tail
    return write_parts(parts, folder / "книга.xlsx")


def truncated(random: Random, folder: Path) -> Path:
    """A file that broke off."""
    path = random_format(random, folder)
    content = path.read_bytes()
    path.write_bytes(content[: random.randint(0, len(content))])
    return path


def flipped(random: Random, folder: Path) -> Path:
    """Bytes of the packed file changed."""
    path = random_format(random, folder)
    content = bytearray(path.read_bytes())
    for _ in range(random.choice([1, 3, 30])):
        content[random.randrange(len(content))] = random.randrange(256)
    path.write_bytes(content)
    return path


def flipped_inside(random: Random, folder: Path) -> Path:
    """Bytes of one part changed before it is packed."""
    parts = valid_parts()
    name = random.choice(list(parts))
    content = bytearray(parts[name])
    for _ in range(random.choice([1, 3, 30])):
        content[random.randrange(len(content))] = random.randrange(256)
    parts[name] = bytes(content)
    return write_parts(parts, folder / "книга.xlsx")


def zip_members(random: Random, folder: Path) -> Path:
    """Members missing, doubled (the second one a bomb), strangely named, not compressed, with a wrong checksum."""
    parts = valid_parts()
    path = folder / "книга.xlsx"
    way = random.choice(
        ["missing", "twice", "bomb twice", "names", "stored", "crc", "encrypted", "method", "prefix", "comment"]
    )
    name = random.choice(list(parts))
    if way == "missing":
        del parts[name]
    if way == "names":
        parts = {
            random.choice([f"/{key}", f"../{key}", key.upper(), key.replace("/", "\\")]): parts[key] for key in parts
        }
    write_parts(parts, path, zipfile.ZIP_STORED if way == "stored" else zipfile.ZIP_DEFLATED)
    if way == "bomb twice":
        name = f"xl/worksheets/sheet{random.randint(2, 6)}.xml"
        far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        parts[name] = parts[name].replace(b"</sheetData>", far)
    if way in ("twice", "bomb twice"):
        order = [*valid_parts()]
        with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for copy in random.sample([valid_parts(), parts], 2):
                for each in order:
                    if each == name or copy is parts:
                        archive.writestr(zipfile.ZipInfo(each), copy.get(each, b""))
    content = bytearray(path.read_bytes())
    directory = content.index(b"PK\x01\x02")
    if way == "crc":
        content[directory + 16] ^= 0xFF
    elif way == "encrypted":
        content[directory + 8] |= 1
    elif way == "method":
        content[directory + 10] = random.choice([1, 9, 12, 14, 93, 99])
    elif way == "prefix":
        content[:0] = b"MZ" + random.randbytes(500)
    elif way == "comment":
        content += random.randbytes(70_000)
    path.write_bytes(content)
    return path


def zip_bomb(random: Random, folder: Path) -> Path:
    """A part that unpacks to hundreds of megabytes, declared honestly or not."""
    parts = valid_parts()
    name = random.choice(["xl/sharedStrings.xml", "xl/styles.xml", "xl/worksheets/sheet3.xml", "xl/media/image1.png"])
    filler = random.choice([b" ", b"<a>", b"<si><t>x</t></si>", b"<!-- -->", b"<xf/>"])
    inside = filler * (random.choices([20, 200, 600], [6, 2, 1])[0] * 1_000_000 // len(filler))
    base = parts.get(name, b"<sst></sst>")
    end = base.rfind(b"</")
    parts[name] = base[:end] + inside + base[end:]
    path = write_parts(parts, folder / "книга.xlsx", level=1)
    if random.random() < 0.3:
        content = bytearray(path.read_bytes())
        at = content.index(name.encode(), content.index(b"PK\x01\x02")) - 46
        content[at + 24 : at + 28] = (1000).to_bytes(4, "little")
        path.write_bytes(content)
    return path


def entities(random: Random, folder: Path) -> Path:
    """A DTD: entities of entities, a file of this machine, an address outside."""
    laughs = '<!ENTITY a0 "ха">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    dtd = random.choice(
        [
            f"<!DOCTYPE x [{laughs}]>", '<!DOCTYPE x [<!ENTITY a11 SYSTEM "file:///etc/passwd">]>',
            '<!DOCTYPE x [<!ENTITY a11 SYSTEM "http://127.0.0.1:9/x">]>', '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
            '<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>', f'<!DOCTYPE x [<!ENTITY a11 "{"я" * 1000000}">]>',
        ]
    )  # fmt: skip
    parts = valid_parts()
    names = [
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/sharedStrings.xml",
        "xl/worksheets/sheet3.xml",
        "[Content_Types].xml",
    ]
    name = random.choice([name for name in names if name in parts])
    text = parts[name].decode()
    text = (
        text.removeprefix("<?xml version='1.0' encoding='UTF-8' standalone='yes'?>")
        .removeprefix('<?xml version="1.0"?>')
        .lstrip()
    )
    text = text.replace("СОШ № 1", "&a11;").replace('name="Группы"', 'name="Группы&a11;"')
    parts[name] = (dtd + text).encode()
    return write_parts(parts, folder / "книга.xlsx")


def parts_of_xml(random: Random, folder: Path) -> Path:
    """Relations that lead nowhere, outside or round; namespaces, encodings, elements that are not ours; links outside."""
    parts = valid_parts()
    rels, book = "xl/_rels/workbook.xml.rels", "xl/workbook.xml"
    way = random.choice(
        [
            "nowhere",
            "outside",
            "same",
            "no id",
            "prefix",
            "utf-16",
            "cp1251",
            "deep",
            "link",
            "no sheets",
            "hidden",
            "bom",
        ]
    )
    if way == "nowhere":
        parts[rels] = parts[rels].replace(b"sheet3.xml", b"sheet99.xml")
    elif way == "outside":
        parts[rels] = parts[rels].replace(b"/xl/worksheets/sheet3.xml", b"../../../../etc/passwd")
    elif way == "same":
        for number in b"23456":
            parts[rels] = parts[rels].replace(b"sheet" + bytes([number]), b"sheet1")
    elif way == "no id":
        parts[rels] = parts[rels].replace(b'Id="rId3"', b'Id=""')
    elif way == "prefix":
        sheet = parts["xl/worksheets/sheet3.xml"].replace(f' xmlns="{MAIN}"'.encode(), f' xmlns:x="{MAIN}"'.encode())
        for tag in (b"worksheet", b"sheetData", b"row", b"c", b"v", b"is", b"t"):
            for opening in (b"<", b"</"):
                for ending in (b">", b" ", b"/>"):
                    sheet = sheet.replace(opening + tag + ending, opening + b"x:" + tag + ending)
        parts["xl/worksheets/sheet3.xml"] = sheet
    elif way in ("utf-16", "cp1251"):
        name = random.choice([book, "xl/worksheets/sheet3.xml", "xl/styles.xml"])
        text = parts[name].decode().partition("?>")[2] if parts[name].startswith(b"<?xml") else parts[name].decode()
        parts[name] = (f'<?xml version="1.0" encoding="{way}"?>' + text).encode(way, "replace")
    elif way == "deep":
        depth = random.choice([1_000, 200_000])
        parts["xl/worksheets/sheet3.xml"] = b"<worksheet>" + b"<a>" * depth + b"</a>" * depth + b"</worksheet>"
    elif way == "link":
        parts["xl/externalLinks/externalLink1.xml"] = (
            f'<externalLink xmlns="{MAIN}"><externalBook/></externalLink>'.encode()
        )
        parts[rels] = parts[rels].replace(
            b"</Relationships>",
            b'<Relationship Id="rId77" TargetMode="External" Target="file:///C:/x.xlsx" '
            b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink"/></Relationships>',
        )
        parts[book] = parts[book].replace(
            b"</sheets>", b'</sheets><externalReferences><externalReference id="rId77"/></externalReferences>'
        )
    elif way == "no sheets":
        start, end = parts[book].index(b"<sheets>"), parts[book].index(b"</sheets>")
        parts[book] = parts[book][: start + 8] + parts[book][end:]
    elif way == "hidden":
        parts[book] = parts[book].replace(b'state="visible"', b'state="veryHidden"')
    else:
        parts[book] = b"\xef\xbb\xbf" + parts[book]
    return write_parts(parts, folder / "книга.xlsx")


def csvs(random: Random, folder: Path) -> Path:
    """A csv in another encoding, with broken quotes, long fields, control characters, mixed separators."""
    book = valid_book()
    name = random.choice(["Оценка_критерии", "Группы", "Критерии", "Организации"])
    path = write_csv(book[name], folder / f"{name}.csv", "utf-8", random.choice(";,\t|"))
    text = path.read_text(encoding="utf-8")
    way = random.choice(
        ["encoding", "quote", "nul", "field", "wide", "mixed", "control", "binary", "cells", "lines", "cr"]
    )
    encoding = "utf-8"
    if way == "encoding":
        encoding = random.choice(
            ["cp866", "koi8-r", "utf-16", "utf-16-le", "utf-32", "mac-cyrillic", "utf-7", "cp1251", "iso8859-5"]
        )
    elif way == "quote":
        at = random.randrange(len(text))
        text = text[:at] + '"' + text[at:]
    elif way == "nul":
        text = text.replace("2025", "20\x0025")
    elif way == "field":
        text += "2025/26;" + "я" * random.choice([131_071, 200_000, 5_000_000])
    elif way == "wide":
        text += ";" * random.choice([10_000, 1_000_000, 10_000_000]) + "\n1"
    elif way == "mixed":
        text = "".join(random.choice(";,\t") if sign in ";,\t" else sign for sign in text)
    elif way == "control":
        text = text.replace("приказ", "при\x01\x1f\x85\u2028каз").replace("отчёт", "отчёт\x0b\x0c")
    elif way == "cells":
        lines = book[name]
        for _ in range(5):
            row = random.choice(lines)
            row[random.randrange(len(row))] = random.choice(ODD_VALUES)
        return write_csv(lines, path, "utf-8")
    elif way == "lines":
        text += text.partition("\n")[2] * random.choice([10, 20_000])
    elif way == "cr":
        text = text.replace("\r\n", random.choice(["\r", "\n", "\n\r", "\r\r\n"]))
    content = text.encode(encoding, "replace")
    if way == "binary":
        content = content[:50] + random.randbytes(200) + content[50:]
    path.write_bytes(content)
    return path


def old_formats(random: Random, folder: Path) -> Path:
    """xls and ods with odd cells."""
    book = valid_book()
    for _ in range(random.randint(1, 6)):
        lines = book[a_sheet(random, book)]
        row = random.choice(lines)
        row[random.randrange(len(row))] = random.choice(
            [
                value
                for value in ODD_VALUES
                if not isinstance(value, (date, time)) and not (isinstance(value, str) and len(value) > 30_000)
            ]
        )
    if random.random() < 0.5:
        for lines in book.values():
            for row in lines:
                row[:] = [
                    float(min(value, 10**300)) if isinstance(value, int) and value > 2**31 else value for value in row
                ]
        return write_xls(book, folder / "книга.xls")
    for lines in book.values():
        for row in lines:
            row[:] = [value.replace("\x01", "") if isinstance(value, str) else value for value in row]
    return write_ods(book, folder / "книга.ods")


def ods_inside(random: Random, folder: Path) -> Path:
    """An ods with cells and rows repeated without end, negative, with entities, of odd types."""
    path = write_ods(valid_book(), folder / "книга.ods")
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    text = parts["content.xml"].decode()
    many = random.choice(["16384", "1048576", "999999999999", "-1", "0", "x", ""])
    old, new = random.choice(
        [
            ("<table:table-row>", f'<table:table-row table:number-rows-repeated="{many}">'),
            ('<table:table-cell office:value-type="string">', f'<table:table-cell office:value-type="string" table:number-columns-repeated="{many}">'),
            ('office:value-type="float"', 'office:value-type="date" office:date-value="99999-99-99"'),
            ('office:value-type="float"', 'office:value-type="time" office:time-value="P999999999Y"'),
            ('office:value-type="float"', 'office:value-type="percentage"'),
            ('office:value="', 'office:value="NaN'),
            ("<office:spreadsheet>", "<office:spreadsheet><x>" + "<y>" * 5_000),
            ("СОШ № 1", "&a11;"),
        ]
    )  # fmt: skip
    parts["content.xml"] = text.replace(old, new, random.choice([1, 3, -1])).encode()
    return write_parts(parts, path)


def impostors(random: Random, folder: Path) -> Path:
    """Something else under a workbook's name."""
    path = folder / f"книга.{random.choice(['xlsx', 'xls', 'ods', 'xlsm', 'xlsb', 'csv', 'pdf', ''])}"
    size = random.choice([0, 1, 100, 100_000])
    magic = random.choice(
        [b"", b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-1.7", b"<html>", b"{\\rtf1"]
    )
    path.write_bytes(random.choice([magic + random.randbytes(size), magic + b"\0" * size, valid_bytes()]))
    return path


KINDS: tuple[Kind, ...] = (
    cells, columns, rows, sheets, headings, merged, formulas, raw_numbers, raw_types, places, far_cell, dimensions, blank_rows,
    truncated, flipped, flipped_inside, zip_members, zip_bomb, entities, parts_of_xml, csvs, old_formats, ods_inside, impostors,
)  # fmt: skip


def mutant(kind: int, number: int, folder: Path) -> Path:
    """The file of a number of a kind; the same whenever and wherever it is made."""
    make = KINDS[kind]
    return make(Random(f"{make.__name__} {number}"), folder)


@lru_cache(maxsize=1)
def valid_bytes() -> bytes:
    stream = io.BytesIO()
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, lines in valid_book().items():
        page = workbook.create_sheet(name)
        for line in lines:
            page.append(line)
    workbook.worksheets[0]["H9"].number_format = "DD.MM.YYYY"
    workbook.save(stream)
    return stream.getvalue()


def valid_parts() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(valid_bytes())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write_parts(parts: dict[str, bytes], path: Path, method: int = zipfile.ZIP_DEFLATED, level: int = 6) -> Path:
    with zipfile.ZipFile(path, "w", method, compresslevel=level) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return path


def with_cell(random: Random, folder: Path, cell: Callable[[str], str]) -> Path:
    """The valid book with one cell of one sheet written by hand in place of another."""
    parts = valid_parts()
    name = f"xl/worksheets/sheet{random.randint(1, 6)}.xml"
    text = parts[name].decode()
    found = [part for part in text.split("<c ")[1:] if "</c>" in part]
    old = random.choice(found)
    old = old[: old.index("</c>") + len("</c>")]
    place = old.split('r="')[1].split('"')[0]
    parts[name] = text.replace(f"<c {old}", cell(place), 1).encode("utf-8", "surrogatepass")
    return write_parts(parts, folder / "книга.xlsx")


def write_safely(book: Book, path: Path) -> Path:
    """The book as xlsx, without what openpyxl doesn't write."""
    cleaned = {
        name: [[value.replace("\x01", "") if isinstance(value, str) else value for value in row] for row in lines]
        for name, lines in book.items()
    }
    return write_xlsx(cleaned or {"Лист": []}, path)


def random_format(random: Random, folder: Path) -> Path:
    way = random.choice(["xlsx", "xlsx", "xls", "ods"])
    write = {"xlsx": write_xlsx, "xls": write_xls, "ods": write_ods}[way]
    return write(valid_book(), folder / f"книга.{way}")
