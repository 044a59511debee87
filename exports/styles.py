"""What all workbooks that the program writes look like. Imports nothing of ours: the returning process needs it too."""

from __future__ import annotations

import re

from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

BOLD = Font(name="Calibri", size=11, bold=True)
HEADER_FILL = PatternFill("solid", fgColor="E7EAEE")
_THIN = Side(style="thin", color="BFBFBF")
GRID = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
LINE_HEIGHT, TALLEST = 15, 405
"""Points: one line of the default font, and nearly the tallest row that Excel takes."""
SHEET_NAME_LIMIT = 31
_CONTROL_SIGNS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]+")


def printable(text: str) -> str:
    """The text without the signs that no cell may hold."""
    return _CONTROL_SIGNS.sub(" ", text)


def sheet_name(title: str, otherwise: str) -> str:
    """The title as a sheet may be called; ``otherwise`` if nothing is left of it."""
    return _NOT_IN_SHEET_NAMES.sub(" ", title)[:SHEET_NAME_LIMIT].strip(" '") or otherwise


def set_up_print(sheet: Worksheet, left: str, centre: str | None = None, top: str | None = None) -> None:
    """A4 landscape, all columns on a page, numbered pages; ``left`` and ``centre`` in the footer, ``top`` above all."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    footer = HeaderFooterItem()
    footer.left.text = left
    footer.center.text = centre
    footer.right.text = "Страница\u00a0&P из\u00a0&N"
    sheet.HeaderFooter.oddFooter = footer
    header = HeaderFooterItem()
    header.center.text = top
    sheet.HeaderFooter.oddHeader = header
