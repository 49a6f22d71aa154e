"""From a table and its mapping to records: one count with its area texts, period, breakdown and cell."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from geo.counts.checks.finding import Finding, error, warning
from geo.counts.guard import mask
from geo.counts.readers import words
from geo.counts.readers.countries import country_code
from geo.counts.readers.mapping import ColumnUse, Mapping
from geo.counts.readers.numbers import Marks, Value, marks_of, read_value
from geo.counts.readers.periods import normal, read_dates, read_period
from geo.counts.readers.places import names_area
from geo.counts.readers.sheet import Cell, Row, blank, plain, ref
from geo.counts.readers.table import Region
from geo.errors import UserError

MAX_ROWS = 200_000
_DIMENSIONS = ("sex", "procedural", "country", "sector")

Names = tuple[tuple[str, str], ...]
"""Area texts of a row by use, coarse to fine: (("province", "NTT"), ("district", "Malaka"))."""


@dataclass(frozen=True)
class Record:
    """One count of a table, not yet an observation: its area is still a text."""

    row: int
    column: int
    names: Names
    code: str
    start: dt.date | None
    end: dt.date | None
    indicator: str | None
    role: str | None
    value: Value
    raw: str
    procedural: str | None = None
    sex: str | None = None
    country: str | None = None
    sector: str | None = None
    note: str = ""

    @property
    def cell(self) -> str:
        """Return the address of the count."""
        return ref(self.row, self.column)

    @property
    def parted(self) -> tuple[str | None, ...]:
        """Return the breakdown; all None for a count of everybody."""
        return (self.sex, self.procedural, self.country, self.sector)


@dataclass(frozen=True)
class Stated:
    """A printed total: where, what it says, and the cells it should be the sum of."""

    row: int
    column: int
    value: Value
    parts: tuple[tuple[int, int], ...]
    earlier: tuple[tuple[int, int], ...] = ()
    """Cells since the previous total row, when that is another way to add up."""


@dataclass
class Extract:
    """What a table holds under a mapping."""

    records: list[Record] = field(default_factory=list)
    stated: list[Stated] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    cases: int = 0
    rows: int = 0


@dataclass
class _Line:
    number: int
    row: Row
    names: Names
    code: str
    total: bool


def extract_counts(
    region: Region, mapping: Mapping, *, progress: Callable[[str, int], None] | None = None
) -> Extract:
    """Return the records of a table of counts; every cell of a value column is a record or a finding."""
    result = Extract()
    lines = list(_lines(region, mapping, progress))
    values = mapping.used("value")
    totals = mapping.used("total")
    marks = _marks(lines, [*values, *totals], mapping)
    result.findings += _doubts(region, lines, values, marks)
    read = {
        (line.number, column): read_value(_cell(line.row, column), marks[column])
        for line in lines
        for column in [*values, *totals]
    }
    body = [line for line in lines if not line.total]
    for line in body:
        result.rows += 1
        result.records += _records(region, mapping, line, values, read, findings=result.findings)
        for column in totals:
            parts = tuple((line.number, part) for part in parts_of(mapping, column))
            if read[line.number, column].kind != "blank":
                result.stated.append(Stated(line.number, column, read[line.number, column], parts))
    result.stated += _stated_rows(lines, [*values, *totals], read)
    return result


def parts_of(mapping: Mapping, total: int) -> list[int]:
    """Return the value columns whose sum a total column states: those that share all it says itself."""
    whole = mapping.columns[total]
    parts = []
    for column in mapping.used("value"):
        part = mapping.columns[column]
        if any(getattr(whole, key) not in (None, getattr(part, key)) for key in ("indicator", *_DIMENSIONS)):
            continue
        if (
            whole.start
            and whole.end
            and part.start
            and part.end
            and not (whole.start <= part.start and part.end <= whole.end)
        ):
            continue
        parts.append(column)
    return parts


def _lines(region: Region, mapping: Mapping, progress: Callable[[str, int], None] | None) -> Iterator[_Line]:
    area_columns = mapping.used(*words.AREA_USES)
    codes = mapping.used("code")
    counted = mapping.used("value", "total")
    first_value = min(counted, default=len(mapping.columns) + region.left)
    merged = {
        (row, column): (merge.top, merge.left)
        for merge in region.sheet.merges
        for column in range(merge.left, min(merge.right, merge.left + 200) + 1)
        for row in range(merge.top, min(merge.bottom, merge.top + 5_000) + 1)
        if column in area_columns or column in mapping.used("year", "month", "period", "indicator")
    }
    carried: dict[int, Cell] = {}
    group = ""
    finest = area_columns[-1] if area_columns else None
    carry = [
        column
        for column in [*area_columns, *mapping.used("year", "month", "period", "indicator")]
        if column != finest and (finest is None or column < finest)
    ]
    for seen, (number, row) in enumerate(region.rows()):
        if seen >= MAX_ROWS:
            raise UserError("desk.file.too_many_counts", rows=MAX_ROWS)
        if progress is not None and seen % 2_000 == 0:
            progress("count", seen)
        cells = list(row)
        for (r, c), (top, left) in merged.items() if len(merged) < 500 else ():
            if r == number and (top, left) != (r, c) and c < len(cells):
                cells[c] = region.sheet.cell(top, left)
        if all(blank(cell) for cell in cells):
            continue
        label = next(
            (plain(c) for c in cells[region.left : first_value] if isinstance(c, str) and not blank(c)), ""
        )
        filled = [column for column in counted if not blank(_cell(cells, column))]
        total = any(
            words.is_total(plain(cell))
            for cell in cells[region.left : max(first_value, (finest or 0) + 1)]
            if isinstance(cell, str)
        )
        if _header_again(cells, area_columns, filled):
            continue
        if not filled:
            if (
                label
                and len(area_columns) == 1
                and not total
                and names_area(label)
                and not words.is_note(label)
            ):
                group = label
            continue
        named = finest is None or not blank(_cell(cells, finest)) or bool(codes)
        for column in carry:
            if blank(_cell(cells, column)) and not total:
                # What is written once above holds for the rows below, but never names a row by itself.
                if column < len(cells) and column in carried and (named or column not in area_columns):
                    cells[column] = carried[column]
            elif not blank(_cell(cells, column)):
                carried[column] = _cell(cells, column)
        names = tuple(
            (mapping.columns[column].use, plain(_cell(cells, column)))
            for column in area_columns
            if not blank(_cell(cells, column))
        )
        if group and len(area_columns) == 1 and names:
            names = (("group", group), *names)
        code = plain(_cell(cells, codes[0])) if codes else ""
        if not total and not names and not code and words.is_note(label):
            continue
        yield _Line(number, cells, names, code, total)


def _header_again(cells: list[Cell], area_columns: list[int], filled: list[int]) -> bool:
    """Say whether a row repeats the header, as after a page break, or numbers its columns."""
    texts = [plain(_cell(cells, column)) for column in area_columns]
    if any(words.use_of(text) in words.AREA_USES for text in texts if text):
        return all(
            not str(plain(_cell(cells, c)))[:1].isdigit() or read_period(_cell(cells, c)) for c in filled
        )
    present = [plain(cell).strip("()") for cell in cells if not blank(cell)]
    return (
        len(present) >= 3
        and present == [str(n) for n in range(1, len(present) + 1)]
        and all(text.strip("()").isdigit() for text in texts if text)
    )


def _marks(lines: list[_Line], columns: list[int], mapping: Mapping) -> dict[int, Marks]:
    """Return the marks of each column; a column that shows none takes those the whole table shows."""
    everything = marks_of(
        (_cell(line.row, column) for line in lines for column in columns), given=mapping.thousands
    )
    marks = {}
    for column in columns:
        own = marks_of((_cell(line.row, column) for line in lines), given=mapping.thousands)
        marks[column] = own if own.conflict or own.thousands else everything
    return marks


def _doubts(region: Region, lines: list[_Line], values: list[int], marks: dict[int, Marks]) -> list[Finding]:
    """Ask once a column about a thousands mark that nothing confirms, and about dashes read as zero."""
    found = []
    name = region.sheet.name
    for column in values:
        cells = [
            (line, read_value(_cell(line.row, column), marks[column])) for line in lines if not line.total
        ]
        doubtful = [(line, value) for line, value in cells if value.doubtful]
        if doubtful:
            line, value = doubtful[0]
            raw = mask(plain(_cell(line.row, column)))
            found.append(
                warning(
                    "thousands_assumed",
                    name,
                    ref(line.number, column),
                    raw=raw,
                    value=int(value.number or 0),
                    count=len(doubtful),
                )
            )
        zeros = [line for line, value in cells if value.kind == "zero_mark"]
        if zeros:
            raw = plain(_cell(zeros[0].row, column))
            found.append(
                warning("mark_as_zero", name, ref(zeros[0].number, column), raw=raw, count=len(zeros))
            )
    return found


def _records(
    region: Region,
    mapping: Mapping,
    line: _Line,
    values: list[int],
    read: dict[tuple[int, int], Value],
    *,
    findings: list[Finding],
) -> Iterator[Record]:
    dims, wrong = _row_dimensions(region, mapping, line)
    findings += wrong
    if wrong:
        return
    start, end, bad = _row_period(region, mapping, line)
    findings += bad
    if bad:
        return
    for column in values:
        value = read[line.number, column]
        if value.kind == "blank":
            continue
        use = mapping.columns[column]
        first, last = _dates(use, start, end, mapping)
        yield Record(
            row=line.number,
            column=column,
            names=line.names,
            code=line.code,
            start=first,
            end=last,
            indicator=dims.get("indicator") or use.indicator or mapping.indicator,
            role=dims.get("role") or mapping.role,
            procedural=dims.get("procedural") or use.procedural or mapping.procedural,
            sex=dims.get("sex") or use.sex,
            country=dims.get("country") or use.country,
            sector=dims.get("sector") or use.sector,
            value=value,
            raw=mask(plain(_cell(line.row, column)), limit=40),
        )


def _dates(
    use: ColumnUse, start: dt.date | None, end: dt.date | None, mapping: Mapping
) -> tuple[dt.date | None, dt.date | None]:
    if use.start is not None and use.end is not None:
        start, end = use.start, use.end
    if mapping.cumulative and start is not None:
        start = start.replace(month=1, day=1)
    return start, end


def _row_dimensions(region: Region, mapping: Mapping, line: _Line) -> tuple[dict[str, str], list[Finding]]:
    dims: dict[str, str] = {}
    wrong: list[Finding] = []
    for kind in ("indicator", "role", *_DIMENSIONS):
        for column in mapping.used(kind):
            text = plain(_cell(line.row, column))
            if not text:
                continue
            name = dimension_of(kind, text)
            if name is None:
                cell = ref(line.number, column)
                wrong.append(error(f"{kind}_unknown", region.sheet.name, cell, raw=mask(text, limit=40)))
            else:
                dims[kind] = name
    return dims, wrong


def dimension_of(kind: str, text: str) -> str | None:
    """Return what a cell of an indicator, role, sex, procedural, country or sector column names."""
    if kind == "country":
        return country_code(text)
    if kind == "role":
        roles = {
            "asal": "origin",
            "kedatangan": "arrival",
            "debarkasi": "arrival",
            "dilayani": "served",
            "layanan": "served",
        }
        word = normal(text)
        return word if word in ("origin", "arrival", "served") else roles.get(word)
    return words.word_for(kind, text)


def _row_period(
    region: Region, mapping: Mapping, line: _Line
) -> tuple[dt.date | None, dt.date | None, list[Finding]]:
    """Return the period that the row's own cells name, else that of the whole table."""
    name = region.sheet.name

    def problem(column: int) -> list[Finding]:
        raw = mask(plain(_cell(line.row, column)), limit=40)
        return [error("period_unreadable", name, ref(line.number, column), raw=raw)]

    starts, ends = mapping.used("start"), mapping.used("end")
    if starts and ends:
        (first,), _ = read_dates([_cell(line.row, starts[0])])
        (last,), _ = read_dates([_cell(line.row, ends[0])])
        if first is None or last is None or first > last:
            return None, None, problem(starts[0] if first is None else ends[0])
        return first, last, []
    year = (
        mapping.start.year
        if mapping.start is not None and mapping.end is not None and mapping.start.year == mapping.end.year
        else None
    )
    for column in mapping.used("year"):
        cell = _cell(line.row, column)
        number = int(plain(cell)) if plain(cell).isascii() and plain(cell).isdigit() else None
        if number is None or not 1980 <= number <= 2100:
            return None, None, problem(column)
        year = number
        if not mapping.used("month", "period"):
            return dt.date(year, 1, 1), dt.date(year, 12, 31), []
    for column in [*mapping.used("period"), *mapping.used("month")]:
        cell = _cell(line.row, column)
        text = plain(cell)
        if text.isascii() and text.isdigit() and 1 <= int(text) <= 12:
            cell = _MONTHS[int(text) - 1]
        period = read_period(cell)
        if period is not None and year is not None:
            period = period.within(year)
        if period is None or not period.complete:
            return None, None, problem(column)
        return *period.dates(), []
    for column in mapping.used("date"):
        days, _ = read_dates([_cell(line.row, column)])
        if days[0] is None:
            return None, None, problem(column)
        return days[0], days[0], []
    return mapping.start, mapping.end, []


_MONTHS = (
    "januari",
    "februari",
    "maret",
    "april",
    "mei",
    "juni",
    "juli",
    "agustus",
    "september",
    "oktober",
    "november",
    "desember",
)


def _stated_rows(
    lines: list[_Line], columns: list[int], read: dict[tuple[int, int], Value]
) -> Iterator[Stated]:
    """Yield printed totals of total rows: the sum of all rows above, or of those since the last total."""
    above: list[int] = []
    since: list[int] = []
    for line in lines:
        if not line.total:
            above.append(line.number)
            since.append(line.number)
            continue
        for column in columns:
            value = read[line.number, column]
            if value.kind in ("number", "zero_mark", "unreadable"):
                yield Stated(
                    line.number,
                    column,
                    value,
                    tuple((row, column) for row in above),
                    tuple((row, column) for row in since),
                )
        since = []


def _cell(row: Row, column: int) -> Cell:
    return row[column] if column < len(row) else None
