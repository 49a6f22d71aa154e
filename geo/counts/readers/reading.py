"""A file as read: its tables, each with a proposed mapping, its records and a preview."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from geo.counts.guard import PersonalColumn, mask
from geo.counts.readers import breakdowns, cases, limits, proposal, records, words
from geo.counts.readers.countries import country_code
from geo.counts.readers.delimited import read_delimited
from geo.counts.readers.mapping import Mapping, fingerprint
from geo.counts.readers.records import Extract, Record
from geo.counts.readers.sheet import Book, Notice, plain, ref
from geo.counts.readers.table import Region, find_regions, known
from geo.counts.readers.workbook import read_workbook
from geo.errors import UserError
from geo.text import Phrase

MAX_TABLES = 80
"""Tables of one file: a year of monthly sheets with several tables each has fewer."""

Progress = Callable[[str, int], None]
"""Called with a step (read, count) and rows done; raise ``CancelledError`` in it to stop."""


class CancelledError(UserError):
    """The officer stopped the import; nothing was kept."""

    def __init__(self) -> None:
        super().__init__("desk.cancelled")


@dataclass
class TableReading:
    """One table of a file under one mapping.

    ``key`` names the table inside the file (sheet and top left cell). ``template`` is the id of the
    template that was recognised. Records are computed once per mapping; ``remap`` gives a new reading.
    """

    key: str
    region: Region
    mapping: Mapping
    confidence: float
    assumed: frozenset[str]
    personal: dict[int, PersonalColumn]
    today: dt.date
    template: str | None = None
    progress: Progress | None = None

    @property
    def sheet(self) -> str:
        """Return the sheet's name without personal data."""
        return mask(self.region.sheet.name, limit=60)

    @property
    def fingerprint(self) -> str:
        """Return what the same table of another month is recognised by."""
        return fingerprint(list(self.region.headers))

    @cached_property
    def extract(self) -> Extract:
        """Return the records and what could not become one."""
        if self.mapping.layout == "cases":
            return cases.extract_cases(self.region, self.mapping, today=self.today, progress=self.progress)
        return records.extract_counts(self.region, self.mapping, progress=self.progress)

    @cached_property
    def totalled(self) -> tuple[list[Record], list[tuple[Record, float, float]], list[Record]]:
        """Return the records with counts of everybody added, as ``breakdowns.with_totals`` does."""
        if self.mapping.layout == "cases":
            return self.extract.records, [], []
        return breakdowns.with_totals(self.extract.records, self.extract.stated)

    def remap(self, mapping: Mapping) -> "TableReading":
        """Return the same table under another mapping; personal columns stay personal."""
        columns = dict(mapping.columns)
        for column in self.personal:
            columns[column] = replace(columns.get(column, self.mapping.columns[column]), use="personal")
        return replace(self, mapping=replace(mapping, columns=columns))

    def headers(self) -> dict[int, str]:
        """Return each column's header in one line, by column number."""
        return {
            column: mask(" / ".join(header), limit=60)
            for column, header in zip(self.region.columns, self.region.headers, strict=True)
        }

    def header_parts(self) -> dict[int, str]:
        """Return what of the headers of counts is not understood, each text once at its first column."""
        parts: dict[str, int] = {}
        for column, header in zip(self.region.columns, self.region.headers, strict=True):
            use = self.mapping.columns.get(column)
            if use is not None and use.use == "value" and len(header) > 1:
                for part in header:
                    if not known(part) and country_code(part) is None:
                        parts.setdefault(mask(part, limit=60), column)
        return {column: part for part, column in parts.items()}

    def preview(self, rows: int = 8) -> list[dict[str, str]]:
        """Return the first body rows as shown to the officer: personal and unused columns are blotted out."""
        shown: list[dict[str, str]] = []
        case_list = self.mapping.layout == "cases"
        for number, row in self.region.rows():
            if len(shown) == rows:
                break
            entry = {"#": str(number + 1)}
            for column in self.region.columns:
                use = self.mapping.columns[column].use if column in self.mapping.columns else "unknown"
                cell = plain(row[column]) if column < len(row) else ""
                hidden = use == "personal" or (case_list and use in ("unknown", "note", "ignore"))
                if case_list and use in words.AREA_USES and cell:
                    cell = cases.safe_place(cell)
                entry[ref(0, column)[:-1]] = ("•••" if cell else "") if hidden else mask(cell, limit=40)
            if any(value for key, value in entry.items() if key != "#"):
                shown.append(entry)
        return shown


@dataclass
class Reading:
    """A file as read: nothing of it is kept anywhere yet."""

    book: Book
    tables: list[TableReading]
    notices: list[Notice] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the file and of how it is understood: the same twice is one batch."""
        parts = [
            self.book.digest,
            *(json.dumps([t.key, t.mapping.to_json()], sort_keys=True) for t in self.tables),
        ]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def with_mapping(self, mapping: Mapping, *, table: int = 0) -> "Reading":
        """Return the reading with one table under another mapping."""
        tables = list(self.tables)
        tables[table] = tables[table].remap(mapping)
        return replace(self, tables=tables)

    def only(self, *keys: str) -> "Reading":
        """Return the reading with some of its tables."""
        return replace(self, tables=[table for table in self.tables if table.key in keys])


def read_book(source: Path | bytes, *, name: str, progress: Progress | None = None) -> Book:
    """Return the sheets of a file; raises ``UserError`` with one sentence for what cannot be read."""
    shown = mask(name, limit=80)
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if size == 0:
        raise UserError("desk.file.nothing", name=shown)
    start = source[:4096] if isinstance(source, bytes) else _start(source)
    kind = limits.kind_of(start, name=shown)
    if kind == "text":
        sheet = read_delimited(source, name=shown, title=Path(shown).stem[:60] or "tabel")
        return Book(shown, _digest(source), size, "csv", [sheet])
    if size > limits.MAX_FILE:
        raise UserError("desk.file.too_large", name=shown, limit=limits.MAX_FILE // 1024 // 1024)
    content = source if isinstance(source, bytes) else source.read_bytes()
    kind, sheets, notices = read_workbook(content, name=shown, kind=kind, progress=progress)
    return Book(shown, _digest(content), size, kind, sheets, notices)


def read_tables(
    book: Book, *, sheet: str | None = None, today: dt.date, progress: Progress | None = None
) -> Reading:
    """Return the tables of a book with a proposed mapping each. Hidden sheets are named but not read."""
    notices = list(book.notices)
    sheets = [s for s in book.sheets if sheet is None or s.name == sheet]
    if not sheets:
        raise UserError(
            "desk.file.sheet_missing", sheet=str(sheet)[:60], sheets=[mask(s.name) for s in book.sheets]
        )
    tables: list[TableReading] = []
    for one in sheets:
        if one.hidden and sheet is None:
            notices.append(
                Notice("hidden", Phrase("desk.notice.hidden", {"sheet": mask(one.name)}), mask(one.name))
            )
            continue
        regions = find_regions(one)
        if not regions and any(any(plain(cell) for cell in row) for row in one.head):
            notices.append(
                Notice("no_table", Phrase("desk.notice.no_table", {"sheet": mask(one.name)}), mask(one.name))
            )
        if len(tables) + len(regions) > MAX_TABLES:
            raise UserError("desk.file.too_many_tables", name=book.name, limit=MAX_TABLES)
        tables += [_table(region, book, today, progress) for region in regions]
    if not tables:
        raise UserError("desk.file.no_table", name=book.name)
    return Reading(book, tables, notices)


def _table(region: Region, book: Book, today: dt.date, progress: Progress | None) -> TableReading:
    found = proposal.propose(region, file_name=book.name, today=today)
    return TableReading(
        key=f"{mask(region.sheet.name, limit=60)}!{ref(region.top, region.left)}",
        region=region,
        mapping=found.mapping,
        confidence=found.confidence,
        assumed=found.assumed,
        personal=found.personal,
        today=today,
        progress=progress,
    )


def under_template(table: TableReading, template: Mapping, template_id: str) -> TableReading:
    """Return a table under a publisher's template; the file's own periods stay."""
    now = proposal.Proposal(table.mapping, table.confidence, table.assumed, table.personal)
    merged = proposal.merge_template(now, template)
    return replace(table.remap(merged.mapping), confidence=merged.confidence, template=template_id)


def _start(source: Path) -> bytes:
    with source.open("rb") as stream:
        return stream.read(4096)


def _digest(source: Path | bytes) -> str:
    if isinstance(source, bytes):
        return hashlib.sha256(source).hexdigest()
    with source.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
