"""The tables of a briefing as a workbook: figures, ranking, method and sources; numbers stay numbers."""

import io
from collections.abc import Sequence
from math import ceil
from typing import Any

from geo.briefing import zipped
from geo.briefing.blocks import Briefing, Table
from geo.text import text

_FORMS = {"integer": "#,##0", "ratio": "0.00", "rate": "0.0", "percent": "0%", "p": "0.000"}
_PRINTED = ("series", "arrivals", "places", "programmes", "plan")
"""Sections whose tables are in the workbook too, in full; those of the others are in the annex."""

_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def render(briefing: Briefing) -> bytes:
    """Return the workbook as XLSX; text is written as text, so that no cell ever runs as a formula."""
    import xlsxwriter

    content = io.BytesIO()
    plain = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(content, plain) as book:
        created = zipped.moment(briefing.options.created)
        book.set_properties({"title": briefing.title, "author": "Waspada PMI", "created": created})
        sheets = _Sheets(book, briefing)
        for table in briefing.annex():
            sheets.table(table, note=table.note or briefing.sentence)
        for section in briefing.sections:
            for table in section.tables if section.key in _PRINTED else ():
                sheets.table(table, note=table.note)
        sheets.method()
        sheets.sources()
    return zipped.repack(content.getvalue(), briefing.options.created)


def _height(row: Sequence[Any], widths: Sequence[float]) -> float:
    """Return the height in points that the longest text of a row needs; programs do not all work it out."""
    lines = [
        ceil(len(value) * 1.1 / width)
        for value, width in zip(row, widths, strict=True)
        if isinstance(value, str)
    ]
    return 15.0 * max([1, *lines])


class _Sheets:
    """Writes one sheet a table, each headed by what it is and where it comes from."""

    def __init__(self, book: Any, briefing: Briefing) -> None:
        self.book, self.briefing, self.lang = book, briefing, briefing.options.lang
        self.title = book.add_format({"bold": True, "font_size": 13})
        head = {
            "bold": True,
            "bg_color": "#8C2D04",
            "font_color": "#FFFFFF",
            "text_wrap": True,
            "valign": "top",
        }
        self.head = book.add_format(head | {"align": "left", "indent": 1})
        self.head_right = book.add_format(head | {"align": "right"})
        self.cell = book.add_format({"text_wrap": True, "valign": "top", "align": "left", "indent": 1})
        self.words = book.add_format({"text_wrap": True, "valign": "top"})
        self.strong = book.add_format({"bold": True})
        self.forms = {
            name: book.add_format({"num_format": form, "valign": "top"}) for name, form in _FORMS.items()
        }
        self.names: set[str] = set()

    def table(self, table: Table, *, note: str) -> None:
        """Write a table with its heading, filter and frozen header."""
        sheet = self._sheet(table.title)
        widths = [min(75.0, 8.0 + 8.0 * column.share) for column in table.columns]
        sheet.merge_range(1, 0, 1, len(widths) - 1, "", self.words)
        sheet.write_string(1, 0, note, self.words)
        sheet.set_row(1, _height([note], [sum(widths)]))
        for x, column in enumerate(table.columns):
            sheet.write_string(3, x, column.label, self.head_right if column.right else self.head)
            sheet.set_column(x, x, widths[x])
        for y, row in enumerate(table.rows, start=4):
            sheet.set_row(y, _height(row, widths))
            for x, (column, value) in enumerate(zip(table.columns, row, strict=True)):
                if value is None:
                    sheet.write_blank(y, x, None, self.words)
                elif isinstance(value, str):
                    sheet.write_string(y, x, value, self.cell)
                else:
                    sheet.write_number(y, x, value, self.forms[column.form])
        sheet.freeze_panes(4, 0)
        sheet.repeat_rows(3)
        if table.rows:
            sheet.autofilter(3, 0, 3 + len(table.rows), len(table.columns) - 1)

    def method(self) -> None:
        """Write the method, what is not known, and the remarks, line by line."""
        sheet = self._sheet(text("briefing.sheet_method", self.lang))
        sheet.set_column(0, 0, 120)
        y = 1
        for key in ("method", "unknown", "remarks"):
            part = self.briefing.section(key)
            for words in (part.title, *part.paragraphs, *part.bullets) if part else ():
                sheet.write_string(y, 0, words, self.strong if part and words == part.title else self.words)
                sheet.set_row(y, _height([words], [120.0]))
                y += 1
        for words in (self.briefing.sentence, self.briefing.notice):
            sheet.write_string(y, 0, words, self.words)
            sheet.set_row(y, _height([words], [120.0]))
            y += 1

    def sources(self) -> None:
        """Write the sources with date and address."""
        sheet = self._sheet(text("briefing.sheet_sources", self.lang))
        labels = ("col_source", "col_title", "col_date", "col_url")
        for x, (label, width) in enumerate(zip(labels, (9, 80, 16, 90), strict=True)):
            sheet.write_string(2, x, text(f"briefing.{label}", self.lang), self.head)
            sheet.set_column(x, x, width)
        for y, link in enumerate(self.briefing.sources(), start=3):
            sheet.set_row(y, _height([link.title, link.url], [80.0, 90.0]))
            for x, words in enumerate((link.id, link.title, link.date, link.url)):
                sheet.write_string(y, x, words, self.cell)
        sheet.freeze_panes(3, 0)

    def _sheet(self, name: str) -> Any:
        short = name.translate(_FORBIDDEN)[:31].strip()
        while short.lower() in self.names:
            short = f"{short[:28]} {len(self.names)}"
        self.names.add(short.lower())
        sheet = self.book.add_worksheet(short)
        sheet.write_string(0, 0, f"{self.briefing.title}: {self.briefing.subtitle}", self.title)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L" + self.briefing.stamp.replace("&", "&&") + "&R&P / &N")
        return sheet
