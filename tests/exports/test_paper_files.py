"""One small paper with every kind of block, and one deck: text compared with tests/golden, never bytes."""

import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import docx
import pandas as pd
import pptx
import pytest
from openxml_audit import OpenXmlValidator
from pypdf import PdfReader

from exports.about import DEMONSTRATION, DEMONSTRATION_WARNING
from exports.papers.base.build import SIZES, base_document, base_slides
from exports.papers.model import (
    Annex,
    Card,
    Cards,
    Chart,
    Column,
    Deck,
    Group,
    Heading,
    Item,
    Items,
    Note,
    Paper,
    Paragraph,
    Requisites,
    Series,
    Signature,
    Slide,
    Source,
    Table,
)
from exports.papers.panel import panel_docx, panel_pptx
from exports.papers.pdf_file import deck_pdf, deck_pictures, paper_pdf, paper_pictures
from exports.papers.slides_file import deck_pptx
from exports.papers.word_file import BASE, paper_docx
from queries.columns import TableColumn
from queries.picture import OnScreen, Picture, PictureSeries
from tests.exports.read_papers import chart_workbooks, docx_text, pdf_text, pptx_text, squeezed
from tests.exports.test_table_file import NOTE

GOLDEN = Path(__file__).parent.parent / "golden"
SOURCE = Source("Мониторинг, цикл 2025/26, срез 31.08.2026", True, "Коллегия 0.1.0", date(2026, 9, 1))
GROUPS = Chart(
    "Два муниципалитета дают 16 из 16 школ с низкой степенью",
    ("Кедровский муниципальный округ", "Луговой муниципальный район"),
    (Series("низкая степень", (9.0, 7.0), "low"), Series("высокая степень", (4.0, None), "high")),
    "школ",
    "Кедровский муниципальный округ: низкая 9, высокая 4; Луговой муниципальный район: низкая 7.",
    form="stacked",
)
BESIDE = Chart(
    "Школа рядом с медианой",
    ("Управление", "Условия"),
    (Series("Школа", (60.5, 71.25)), Series("Медиана", (50.0, None), "muted")),
    "процентов от максимума",
    "Управление: 60,5; Условия: 71,3.",
    decimals=1,
    most=100,
    tones=("low", "middle"),
)
CYCLES = Chart(
    "Итог растёт",
    ("2024/25", "2025/26"),
    (Series("Школа", (60.5, 71.2), "high"),),
    "процентов",
    "2024/25: 60,5; 2025/26: 71,2.",
    form="lines",
    decimals=1,
)
SCHOOLS = Table(
    (
        Column("№", "integer", width=0.4),
        Column("Школа", width=3.0),
        Column("Итог", "percent", 1),
        Column("Δ", "number", 1, signed=True),
        Column("Дата", "date"),
        Column("ШНОР", "flag"),
    ),
    (
        Group("Кедровский муниципальный округ"),
        (1, 'МБОУ "СОШ №5 "Луч""', 60.45, -1.25, date(2026, 9, 1), True),
        (2, "<w:p>&ООШ</w:p>", None, 0.0, None, False),
    ),
    title="Школы",
    note="Тире — данных нет.",
)
POINTS = Items(
    (
        Item("Управлению образования:", (Item("рассмотреть до 2 мая 2022 г.."), Item("утвердить план"))),
        Item("Контроль возложить на методическую службу."),
    )
)
PAPER = Paper(
    kind="РЕШЕНИЕ",
    title="О результатах мониторинга",
    blocks=(
        Heading("Основание"),
        Paragraph("Коллегия рассмотрела справку.", lead="Итоги."),
        Cards((Card("37 из 188", "школ с низкой степенью", "low"), Card("95 %", "полнота"))),
        GROUPS,
        Heading("Подробно", 2),
        BESIDE,
        CYCLES,
        POINTS,
        Items((Item("первое;"), Item("второе.")), numbered=False),
        POINTS,
        Note("Мелкий шрифт."),
        Signature("Председатель коллегии"),
    ),
    source=SOURCE,
    requisites=Requisites(
        ("Министерство образования", "Коллегия"), date(2026, 7, 2), "4/2", "г. Заозёрск", ("Руководителям школ",)
    ),
    annexes=(Annex("Перечень школ", (SCHOOLS,), landscape=True), Annex("Ещё одно", (Paragraph("Текст."),))),
    annex_of="к решению коллегии",
)
DECK = Deck(
    "Результаты мониторинга",
    ("2 июля 2026 г.",),
    (
        Slide(GROUPS.title, GROUPS, (Card("16", "школ", "low"),)),
        Slide("Две школы", SCHOOLS, note="Своя сноска."),
        Slide("Проект решения", Items((Item("Принять к сведению."), Item("Утвердить.")))),
    ),
    SOURCE,
)
OWN = replace(SOURCE, demonstration=False)


def is_golden(text: str, name: str) -> bool:
    return text == (GOLDEN / name).read_text(encoding="utf-8").rstrip("\n")


def test_docx_says_all_of_it() -> None:
    assert is_golden(docx_text(paper_docx(PAPER)), "paper_docx.txt")


def test_slides_say_all_of_it() -> None:
    assert is_golden(pptx_text(deck_pptx(DECK)), "deck_pptx.txt")


def test_pdf_says_all_of_it() -> None:
    assert is_golden(pdf_text(paper_pdf(PAPER)), "paper_pdf.txt")
    assert is_golden(pdf_text(deck_pdf(DECK)), "deck_pdf.txt")


@pytest.mark.parametrize("look", ["official", "sheet"])
def test_office_files_keep_to_the_format(tmp_path: Path, look: str) -> None:
    paper = replace(PAPER, look=look)
    for name, content in (("paper.docx", paper_docx(paper)), ("deck.pptx", deck_pptx(DECK))):
        path = tmp_path / name
        path.write_bytes(content)
        found = OpenXmlValidator().validate(str(path))
        assert found.is_valid, found.errors


def test_the_same_paper_is_the_same_bytes() -> None:
    for made, content in ((paper_docx, PAPER), (paper_pdf, PAPER), (deck_pptx, DECK), (deck_pdf, DECK)):
        assert made(content) == made(content)  # type: ignore[operator]
    assert b"2026-09-01" in zipfile.ZipFile(BytesIO(paper_docx(PAPER))).read("docProps/core.xml")


def test_charts_hold_the_numbers_of_the_model_and_nothing_else() -> None:
    groups, beside, cycles = chart_workbooks(paper_docx(PAPER))
    assert groups == [
        (None, "низкая степень", "высокая степень"),
        ("Кедровский муниципальный округ", 9, 4),
        ("Луговой муниципальный район", 7, None),
    ]
    assert beside[1:] == [("Управление", 60.5, 50), ("Условия", 71.25, None)]
    assert cycles[1:] == [("2024/25", 60.5), ("2025/26", 71.2)]
    assert list(chart_workbooks(deck_pptx(DECK))) == [groups]


def test_every_page_of_the_demonstration_says_so() -> None:
    for content, words in ((paper_pdf(PAPER), DEMONSTRATION_WARNING), (deck_pdf(DECK), DEMONSTRATION)):
        for page in PdfReader(BytesIO(content)).pages:
            assert words in squeezed(page.extract_text())
    slides = pptx_text(deck_pptx(DECK)).split("== ")[1:]
    assert all(DEMONSTRATION in slide for slide in slides)


def test_own_data_bear_no_label() -> None:
    own, deck = replace(PAPER, source=OWN), replace(DECK, source=OWN)
    for text in (
        docx_text(paper_docx(own)),
        pdf_text(paper_pdf(own)),
        pptx_text(deck_pptx(deck)),
        pdf_text(deck_pdf(deck)),
    ):
        assert "емонстрац" not in text


def test_lists_begin_anew_and_are_numbered_by_the_file() -> None:
    document = docx.Document(BytesIO(paper_docx(PAPER)))
    points = [each for each in document.paragraphs if each.style.name.startswith(("Пункт", "Подпункт"))]
    lists = [each._p.pPr.numPr.numId.val for each in points]
    assert [each._p.pPr.numPr.ilvl.val for each in points] == [0, 1, 1, 0] * 2
    assert len(set(lists[:4])) == len(set(lists[4:])) == 1
    assert lists[0] != lists[4]
    assert not any(each.text[0].isdigit() for each in points)


def test_margins_and_header_rows_are_those_of_official_papers() -> None:
    document = docx.Document(BytesIO(paper_docx(PAPER)))
    for section in document.sections:
        margins = (section.left_margin, section.right_margin, section.top_margin, section.bottom_margin)
        assert [round(margin.mm) for margin in margins] == [20, 10, 20, 20]
    assert [section.page_width.mm > section.page_height.mm for section in document.sections] == [False, True, False]
    schools = next(table for table in document.tables if table.cell(0, 0).text == "№")
    assert "w:tblHeader" in schools.rows[0]._tr.xml
    assert "w:tblHeader" not in schools.rows[1]._tr.xml
    assert " PAGE " in document.sections[0].header._element.xml
    assert " PAGE " not in document.sections[0].first_page_header._element.xml


def test_pdf_is_for_those_who_hear_it_and_carries_its_fonts() -> None:
    reader = PdfReader(BytesIO(paper_pdf(PAPER)))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert reader.trailer["/Root"]["/Lang"] == "ru"  # type: ignore[index]
    assert reader.metadata is not None
    assert reader.metadata.title == PAPER.title
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(descendant["/FontDescriptor"])


def test_pictures_of_every_page() -> None:
    assert len(paper_pictures(PAPER, 20)) == len(PdfReader(BytesIO(paper_pdf(PAPER))).pages)
    pictures = deck_pictures(DECK, 20)
    assert len(pictures) == 1 + len(DECK.slides)
    assert all(picture.startswith(b"\x89PNG") for picture in pictures)


def test_base_documents_are_what_the_script_builds() -> None:
    for look in SIZES:
        assert (BASE / f"{look}.docx").read_bytes() == base_document(look)
    assert (BASE / "slides.pptx").read_bytes() == base_slides()


@pytest.mark.parametrize(("letters", "tightness"), [(620, 0), (625, 1), (960, 1), (965, 2), (1400, 2)])
def test_points_of_a_slide_are_set_smaller_until_they_fit(letters: int, tightness: int) -> None:
    words = "Руководителям образовательных организаций разработать и представить школьный план, "
    items = Items(tuple(Item((words * 9)[: letters // 5]) for _ in range(5)))
    assert items.tightness == tightness
    deck = replace(DECK, slides=(Slide("Проект решения", items),))
    assert len(PdfReader(BytesIO(deck_pdf(deck))).pages) == 2, "the title and the slide"


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="из 1 ячеек"):
        Table((Column("А"), Column("Б")), (("один",),))
    with pytest.raises(ValueError, match="подписей 1"):
        Chart("А", ("Б",), (Series("В", (1.0, 2.0)),), "школ", "описание")
    with pytest.raises(ValueError, match="без описания"):
        Chart("А", ("Б",), (Series("В", (1.0,)),), "школ", "")
    with pytest.raises(ValueError, match="пунктов 6"):
        Slide("А", Items(tuple(Item("Б") for _ in range(6))))
    with pytest.raises(ValueError, match="подпункты"):
        Slide("А", Items((Item("Б", (Item("В"),)),)))


def test_a_panel_as_document_and_as_slides() -> None:
    frame = pd.DataFrame(
        {
            "name": ["Кедровский", "Луговой", None],
            "low": pd.array([7, None, 0], dtype="Int64"),
            "pct": pd.array([60.45, None, 0.0], dtype="Float64"),
            "complete": pd.array([True, None, False], dtype="boolean"),
            "day": [date(2026, 9, 1), None, None],
            "code": ["тайный код", "а", "б"],
        }
    )
    columns = (
        TableColumn("name", "Муниципалитет"),
        TableColumn("low", "Низкая", "integer"),
        TableColumn("pct", "Доля", "percent", 1),
        TableColumn("complete", "Полные", "flag"),
        TableColumn("day", "Дата", "date"),
        TableColumn("code", "Код", on_screen=False),
    )
    series = PictureSeries("Низкая", (7.0, None, 0.0))
    names = ("Кедровский", "Луговой", "—")
    picture = Picture("Низкие по муниципалитетам", "bars", names, (series,), "школ", listed=True)
    shown = OnScreen("Низких больше всего здесь.", (picture,))
    made = (panel_docx(frame, columns, NOTE, shown), panel_pptx(frame, columns, NOTE, shown))
    for text in (docx_text(made[0]), pptx_text(made[1])):
        said = squeezed(text)
        assert "Кедровский | 7 | 60,5 % | да | 01.09.2026" in said
        assert "Луговой | — | — | — | —" in said
        assert "— | 0 | 0,0 % | нет | —" in said
        assert "тайный" not in said
        assert "Отбор: Муниципалитеты — Северный муниципальный округ" in said
    for file, text in zip(made, (docx_text(made[0]), pptx_text(made[1])), strict=True):
        assert "Низких больше всего здесь." in text
        [[head, *rows]] = chart_workbooks(file)
        assert head[1] == "Низкая"
        assert rows == [("Кедровский", 7), ("Луговой", None), ("—", 0)]


def test_a_remark_stands_below_and_is_no_title() -> None:
    frame, columns = pd.DataFrame({"name": ["Кедровский"]}), (TableColumn("name", "Муниципалитет"),)
    shown = OnScreen(remark="Данные есть по 1 из 3.")
    slides = pptx.Presentation(BytesIO(panel_pptx(frame, columns, NOTE, shown))).slides
    assert [slide.shapes.title.text for slide in slides] == [NOTE.title, NOTE.title]
    assert "Данные есть по 1 из 3." in slides[0].placeholders[1].text
    assert "Данные есть по 1 из 3." in docx_text(
        panel_docx(frame, (TableColumn("name", "Муниципалитет"),), NOTE, shown)
    )


def test_rows_of_many_lines_do_not_run_over_the_note_of_a_slide() -> None:
    columns = tuple(TableColumn(f"c{number}", f"Столбец {number}") for number in range(6))
    short, long = "Луговой", "Каменнобродский муниципальный округ и его школы-партнёры"
    # Four lines a cell: four rows in larger letters; three: six rows in larger letters would not fit, five do.
    middle = "Каменнобродский муниципальный округ"
    for text, rows in ((short, 10), (long, 4), (middle, 5)):
        frame = pd.DataFrame({f"c{number}": [text] * 12 for number in range(6)})
        slide = pptx.Presentation(BytesIO(panel_pptx(frame, columns, NOTE))).slides[1]
        table = next(shape for shape in slide.shapes if shape.has_table).table
        assert len(table.rows) == 1 + rows
        assert f"И ещё строк: {12 - rows}" in squeezed(pptx_text(panel_pptx(frame, columns, NOTE)))


def test_a_column_that_says_nothing_is_left_out_of_documents_and_slides() -> None:
    frame = pd.DataFrame({"name": ["Кедровский"], "school": [None]})
    columns = (TableColumn("name", "Муниципалитет"), TableColumn("school", "Школа"))
    for text in (docx_text(panel_docx(frame, columns, NOTE)), pptx_text(panel_pptx(frame, columns, NOTE))):
        assert "Муниципалитет" in text
        assert "Школа" not in text


def test_long_and_wide_tables_say_what_they_leave_out() -> None:
    frame = pd.DataFrame({f"c{number}": range(20) for number in range(9)})
    columns = tuple(TableColumn(f"c{number}", f"Столбец {number}", "integer") for number in range(9))
    assert "И ещё строк: 10; все — в книге Excel." in squeezed(pptx_text(panel_pptx(frame, columns, NOTE)))
    document = docx.Document(BytesIO(panel_docx(frame, columns, NOTE)))
    assert document.sections[-1].page_width.mm > 290
    assert len(document.tables[-1].rows) == 21
    with pytest.raises(KeyError):
        panel_docx(frame, (TableColumn("нет", "Нет"),), NOTE)
