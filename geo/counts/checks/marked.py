"""The same file given back with its findings marked in it, and without what names a person."""

import datetime as dt
import io
from collections import defaultdict
from typing import Any

import xlsxwriter

from geo.counts.checks.finding import Finding
from geo.counts.guard import inspect_column, mask
from geo.counts.guard.columns import looks_like_names
from geo.counts.readers.reading import Reading
from geo.counts.readers.sheet import Cell, Sheet, blank, unref
from geo.text import Phrase, text

MAX_ROWS = 20_000
"""Longer sheets are cut here: what is wrong in them is in the list of findings."""

_COLOURS = {"error": "#f4b6b0", "warning": "#fde8a6"}


def marked_copy(reading: Reading, findings: list[Finding], *, lang: str) -> bytes:
    """Return an XLSX with the same cells, the findings as colours and comments, and a list of them.

    Cells of personal columns are blotted out, as is everything in other cells that identifies a person; in a
    case list only the columns used are shown. Never holds a live formula.
    """
    stream = io.BytesIO()
    with xlsxwriter.Workbook(
        stream,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    ) as workbook:
        workbook.set_properties({"author": "Waspada PMI", "created": dt.datetime(2026, 1, 1)})
        formats = {
            "error": workbook.add_format({"bg_color": _COLOURS["error"]}),
            "warning": workbook.add_format({"bg_color": _COLOURS["warning"]}),
            "head": workbook.add_format({"bold": True, "bottom": 1}),
            "wrap": workbook.add_format({"text_wrap": True, "valign": "top"}),
            "date": workbook.add_format({"num_format": "yyyy-mm-dd"}),
        }
        _list(workbook, formats, findings, lang)
        names: set[str] = {text("desk.marked.sheet", lang).casefold()}
        for sheet in reading.book.sheets:
            if not sheet.hidden:
                page = workbook.add_worksheet(_name(mask(sheet.name, limit=60), names))
                _copy(page, formats, sheet, reading, findings, lang=lang)
    return stream.getvalue()


def _list(workbook: Any, formats: dict[str, Any], findings: list[Finding], lang: str) -> None:
    page = workbook.add_worksheet(text("desk.marked.sheet", lang))
    heads = ("severity", "sheet_name", "cell", "what", "fix")
    page.write_row(0, 0, [text(f"desk.marked.{head}", lang) for head in heads], formats["head"])
    for row, finding in enumerate(findings, start=1):
        page.write_string(row, 0, text(f"desk.severity.{finding.severity}", lang), formats[finding.severity])
        page.write_string(row, 1, finding.sheet)
        page.write_string(row, 2, finding.cell)
        page.write_string(row, 3, finding.what.render(lang), formats["wrap"])
        page.write_string(row, 4, _said(finding.fix, lang), formats["wrap"])
    page.set_column(1, 1, 18)
    page.set_column(3, 4, 60)
    page.freeze_panes(1, 0)


def _said(phrase: Phrase | None, lang: str) -> str:
    return phrase.render(lang) if phrase is not None else ""


def _copy(
    page: Any,
    formats: dict[str, Any],
    sheet: Sheet,
    reading: Reading,
    findings: list[Finding],
    *,
    lang: str,
) -> None:
    name = mask(sheet.name, limit=60)
    marks: dict[tuple[int, int], list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.sheet == name and finding.cell:
            marks[unref(finding.cell)].append(finding)
    hidden = _hidden_columns(sheet, reading)
    for number, row in enumerate(sheet.rows()):
        if number >= MAX_ROWS:
            page.write_string(number, 0, text("desk.marked.cut", lang, rows=MAX_ROWS))
            break
        for column, cell in enumerate(row):
            first_row = hidden.get(column)
            shown = "•••" if first_row is not None and number > first_row and not blank(cell) else cell
            _write(page, formats, number, column, cell=shown, found=marks.get((number, column), []))
    for (number, column), found in marks.items():
        comment = "\n".join(f"{f.what.render(lang)} {_said(f.fix, lang)}".strip() for f in found)
        page.write_comment(number, column, comment[:2000], {"x_scale": 2.2, "y_scale": 1.4})
    for merge in sheet.merges:
        if merge.bottom < MAX_ROWS and not any(
            merge.top <= r <= merge.bottom and merge.left <= c <= merge.right for r, c in marks
        ):
            page.merge_range(merge.top, merge.left, merge.bottom, merge.right, "")
            _write(page, formats, merge.top, merge.left, cell=sheet.cell(merge.top, merge.left), found=[])


def _hidden_columns(sheet: Sheet, reading: Reading) -> dict[int, int]:
    """Return the columns to blot out, each with the row of its header: below it nothing is shown."""
    hidden: dict[int, int] = {}
    tables = [table for table in reading.tables if table.region.sheet is sheet]
    for table in tables:
        first = table.region.body - 1
        for column in table.region.columns:
            use = table.mapping.columns[column].use if column in table.mapping.columns else "unknown"
            unused = table.mapping.layout == "cases" and use in ("unknown", "ignore", "note")
            if column in table.personal or use == "personal" or unused:
                hidden[column] = min(hidden.get(column, first), first)
    if not tables:  # a sheet that was not understood may hold anything
        width = max((len(row) for row in sheet.head), default=0)
        for column in range(width):
            cells = [sheet.cell(row, column) for row in range(len(sheet.head))]
            header = next((str(cell) for cell in cells if not blank(cell)), "")
            if inspect_column(header, cells, today=reading_day(reading)) or looks_like_names(cells):
                hidden[column] = -1
    return hidden


def reading_day(reading: Reading) -> dt.date:
    """Return the day on which the file was read."""
    return reading.tables[0].today if reading.tables else dt.date.today()


def _write(
    page: Any, formats: dict[str, Any], row: int, column: int, *, cell: Cell, found: list[Finding]
) -> None:
    severity = None
    if found:
        severity = "error" if any(f.severity == "error" for f in found) else "warning"
    style = formats[severity] if severity else None
    if blank(cell):
        if style is not None:
            page.write_blank(row, column, None, style)
    elif isinstance(cell, bool):
        page.write_boolean(row, column, cell, style)
    elif isinstance(cell, int | float):
        page.write(row, column, mask(f"{cell:.0f}") if abs(cell) >= 1e7 else cell, style)
    elif isinstance(cell, dt.datetime | dt.date):
        page.write_datetime(row, column, cell, style or formats["date"])
    else:
        page.write_string(row, column, mask(str(cell), limit=1000), style)


def _name(name: str, taken: set[str]) -> str:
    """Return a sheet name that a workbook accepts, unlike those taken."""
    clean = "".join("_" if sign in "[]:*?/\\" else sign for sign in name).strip("'")[:28] or "Sheet"
    unique, number = clean, 2
    while unique.casefold() in taken:
        unique, number = f"{clean} {number}", number + 1
    taken.add(unique.casefold())
    return unique
