"""Files for others to open: CSV and XLSX in which no text is ever taken for a formula."""

import csv
import datetime as dt
import io
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from geo import store
from geo.counts.selection import Selection, area_name
from geo.errors import UserError
from geo.text import text

FORMATS = ("csv", "xlsx")
_LIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_LONGEST_CELL = 32_767
_MOST_ROWS = 1_048_576
_EPOCH = dt.datetime(2000, 1, 1)  # a fixed moment: the same figures give the same bytes

OBSERVATION_COLUMNS = (
    "area_code",
    "name",
    "role",
    "indicator",
    "procedural",
    "country",
    "sex",
    "sector",
    "period_start",
    "period_end",
    "value",
    "kind",
    "complete_for",
    "source_id",
    "title",
    "sheet",
    "cell",
    "note",
)


def write(
    table: pd.DataFrame,
    *,
    format: str,
    notes: Sequence[str] = (),
    sources: pd.DataFrame | None = None,
    lang: str,
) -> bytes:
    """Return ``table`` as a file: columns as they are headed, ``notes`` and ``sources`` kept with it.

    CSV (UTF-8 with mark, for Excel): notes on top, an empty line, the table, an empty line, the sources.
    XLSX: the table on the first sheet, notes and sources on a second. Equal input gives equal bytes.
    """
    if format not in FORMATS:
        raise UserError("counts.format_unknown", given=format, known=list(FORMATS))
    if len(table) >= _MOST_ROWS:
        raise UserError("counts.export_too_long", rows=len(table))
    head = [[str(column) for column in table.columns]]
    body = head + [[_cell(value) for value in row] for row in table.itertuples(index=False, name=None)]
    about = [[note] for note in notes] + _source_rows(sources, lang)
    return _csv(body, about, len(notes)) if format == "csv" else _xlsx(body, about, lang)


def selection_frame(
    selection: Selection, lang: str, *, extra: Mapping[str, "pd.Series[Any]"] | None = None
) -> pd.DataFrame:
    """Return a selection as a table to export: headings in ``lang``, "not stated" rows at the end."""
    table = pd.concat([selection.table, selection.not_stated_table])
    columns: dict[str, Any] = {
        "code": table.index,
        "name": table["name"],
        "value": table["value"],
        **(extra or {}),
        "status": [text(f"counts.status.{status}", lang) for status in table["status"]],
        "days_covered": table["days_covered"],
        "days": selection.window.days,
        "start": table["start"],
        "end": table["end"],
        "sources": [", ".join(ids) for ids in table["sources"]],
    }
    frame = pd.DataFrame(columns, index=table.index)
    own = extra or {}
    return frame.rename(columns={c: text(f"counts.column.{c}", lang) for c in columns if c not in own})


def observations_frame(
    data: store.Store, *, indicator: str | None = None, within: str | None = None
) -> pd.DataFrame:
    """Return published figures one a row, in an order that does not depend on when they came."""
    rows = data.observations(indicator=indicator, within=within)
    names = {code: area_name(code) for code in rows["area_code"].unique()}
    rows = rows.assign(
        name=rows["area_code"].map(names), title=rows["source_id"].map(data.sources()["title"])
    )
    order = ["indicator", "area_code", "role", "period_start", "period_end", "procedural", "source_id", "id"]
    return rows.sort_values(order, ignore_index=True)[list(OBSERVATION_COLUMNS)]


def _source_rows(sources: pd.DataFrame | None, lang: str) -> list[list[Any]]:
    if sources is None or sources.empty:
        return []
    head = [text(f"counts.column.{name}", lang) for name in ("source_id", "title", "date", "url")]
    rows = sources[["title", "date", "url"]].itertuples(name=None)
    return [[], head, *([_cell(value) for value in row] for row in rows)]


def _cell(value: Any) -> Any:
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, dt.date):
        return value.isoformat()
    if hasattr(value, "item"):
        return value.item()
    return value if isinstance(value, int | float) else str(value)


def inert(value: Any) -> Any:
    """Return text that a spreadsheet would take for a formula with an apostrophe before it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_LIVE) else value


def _csv(body: list[list[Any]], about: list[list[Any]], notes_count: int) -> bytes:
    parts = [*about[:notes_count], *([[]] if notes_count else []), *body, *about[notes_count:]]
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows([inert(value) for value in row] for row in parts)
    return buffer.getvalue().encode("utf-8-sig", errors="replace")


def _xlsx(body: list[list[Any]], about: list[list[Any]], lang: str) -> bytes:
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"created": _EPOCH})
        bold = book.add_format({"bold": True})
        for title, rows in (("figures", body), ("about", about)):
            sheet = book.add_worksheet(text(f"counts.sheet_{title}", lang))
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    style = bold if title == "figures" and number == 0 else None
                    if isinstance(value, str):
                        sheet.write_string(number, column, value[:_LONGEST_CELL], style)
                    else:
                        sheet.write_number(number, column, value, style)
        book.worksheets()[0].freeze_panes(1, 0)
        book.worksheets()[0].autofit()
    return buffer.getvalue()
