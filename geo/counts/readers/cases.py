"""Case lists, one person a row: counted while they are read; nothing of a person outlives its row."""

import calendar
import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from geo import areas
from geo.counts.checks.finding import Finding, error, warning
from geo.counts.guard import mask
from geo.counts.readers import words
from geo.counts.readers.mapping import Mapping
from geo.counts.readers.numbers import Value
from geo.counts.readers.periods import read_dates, read_period
from geo.counts.readers.records import Extract, Names, Record, dimension_of
from geo.counts.readers.sheet import Cell, blank, plain, ref
from geo.counts.readers.table import Region

_KEPT = ("indicator", "role", "procedural")
_STEP = 20_000
_MAX_KEYS = 400_000


@dataclass
class _Tally:
    """How often each combination of the kept cells occurs, and the first row that has it."""

    counts: Counter[tuple[Cell, ...]]
    first: dict[tuple[Cell, ...], int]
    rows: int = 0
    repeated: int = 0
    first_repeated: int = 0


def extract_cases(
    region: Region, mapping: Mapping, *, today: dt.date, progress: Callable[[str, int], None] | None = None
) -> Extract:
    """Return one record for each area, month (or the table's period), indicator and procedural status.

    Only the columns of the mapping are looked at; cells of other columns are dropped with their row. What
    ``progress`` raises stops the counting.
    """
    area_columns = mapping.used(*words.AREA_USES)
    columns = [*area_columns, *mapping.used("code"), *mapping.used("date", "period", "year", "month", *_KEPT)]
    tally = _tally(region, mapping, columns, progress)
    result = Extract(cases=tally.rows, rows=tally.rows)
    if tally.repeated:
        result.findings.append(
            warning(
                "case_twice", region.sheet.name, ref(tally.first_repeated, region.left), count=tally.repeated
            )
        )
    _count(region, mapping, columns, tally, result=result, today=today)
    return result


def _tally(
    region: Region, mapping: Mapping, columns: Sequence[int], progress: Callable[[str, int], None] | None
) -> _Tally:
    tally = _Tally(Counter(), {})
    counts, first = tally.counts, tally.first
    numbers = mapping.used("number")
    skip = numbers[0] if numbers else -1
    last = max(columns, default=0)
    area_columns = mapping.used(*words.AREA_USES)
    seen: set[int] = set()
    for number, cells in region.rows():
        row = cells
        if progress is not None and number % _STEP == 0:
            progress("count", number)
        if len(row) <= last:
            row = [*row, *[None] * (last + 1 - len(row))]
        key = tuple([row[column] for column in columns])
        times = counts.get(key)
        if times is None:
            if _not_a_case(row, key, area_columns, region):
                continue
            if len(counts) >= _MAX_KEYS:
                from geo.errors import UserError

                raise UserError("desk.file.too_many_kinds", limit=_MAX_KEYS)
            counts[key] = 1
            first[key] = number
        elif not any(key) and _not_a_case(row, key, area_columns, region):
            continue
        else:
            counts[key] = times + 1
        tally.rows += 1
        # Only a hash is remembered, and only while the file is read: enough to see a row twice.
        mark = hash(tuple([cell for place, cell in enumerate(row) if place != skip]))
        if mark in seen:
            tally.repeated += 1
            tally.first_repeated = tally.first_repeated or number
        else:
            seen.add(mark)
    return tally


def _not_a_case(
    row: Sequence[Cell], key: tuple[Cell, ...], area_columns: Sequence[int], region: Region
) -> bool:
    """Say whether a row is blank, a total, a repeated header, a line of notes or a signature."""
    filled = [cell for cell in row if not blank(cell)]
    if not filled:
        return True
    first = plain(filled[0])
    if words.is_total(first) and len(filled) <= max(3, len(region.headers) // 2):
        return True
    if any(
        words.use_of(plain(row[column])) in words.AREA_USES for column in area_columns if plain(row[column])
    ):
        return True
    nothing_kept = all(blank(cell) for cell in key)
    return nothing_kept and (len(filled) <= 2 or words.is_note(first) or words.is_total(first))


def _count(
    region: Region, mapping: Mapping, columns: list[int], tally: _Tally, *, result: Extract, today: dt.date
) -> None:
    name = region.sheet.name
    dates = mapping.used("date")
    days: dict[Cell, dt.date | None] = {}
    if dates:
        place = columns.index(dates[0])
        cells = list(dict.fromkeys(key[place] for key in tally.counts if not blank(key[place])))
        found, unsure = read_dates(cells)
        days = dict(zip(cells, found, strict=True))
        if unsure:
            row = min(tally.first[key] for key in tally.counts if not blank(key[place]))
            result.findings.append(warning("date_order", name, ref(row, dates[0])))
    known = [day for day in days.values() if day is not None and day <= today]
    last_day = max(known, default=None)
    totals: Counter[tuple[object, ...]] = Counter()
    rows: dict[tuple[object, ...], int] = {}
    for key, times in tally.counts.items():
        cells_of = dict(zip(columns, key, strict=True))
        row = tally.first[key]
        period, wrong = _period(region, mapping, cells_of, row, times=times, days=days, last_day=last_day)
        dims, bad = _dimensions(region, mapping, cells_of, row, times)
        result.findings += wrong + bad
        if wrong or bad:
            continue
        names: Names = tuple(
            (mapping.columns[column].use, plain(cells_of[column]))
            for column in mapping.used(*words.AREA_USES)
            if not blank(cells_of[column])
        )
        codes = mapping.used("code")
        code = plain(cells_of[codes[0]]) if codes else ""
        for kept in _with_everybody(dims):
            group = (names, code, *(period or (None, None)), *(kept.get(kind) for kind in _KEPT))
            totals[group] += times
            rows[group] = min(rows.get(group, row), row)
    column = (mapping.used(*words.AREA_USES, "code") or [region.left])[-1]
    for group, times in totals.items():
        names_, code_, start, end, indicator, role, procedural = group
        result.records.append(
            Record(
                row=rows[group],
                column=column,
                names=names_,  # type: ignore[arg-type]
                code=str(code_),
                start=start,  # type: ignore[arg-type]
                end=end,  # type: ignore[arg-type]
                indicator=indicator or mapping.indicator,  # type: ignore[arg-type]
                role=role or mapping.role,  # type: ignore[arg-type]
                procedural=procedural or mapping.procedural,  # type: ignore[arg-type]
                value=Value("number", float(times)),
                raw="",
            )
        )


def _with_everybody(dims: dict[str, str]) -> list[dict[str, str]]:
    """A case of known status counts twice: among those of its status and among all."""
    if dims.get("procedural") in ("yes", "no"):
        return [dims, {kind: value for kind, value in dims.items() if kind != "procedural"}]
    return [{kind: value for kind, value in dims.items() if kind != "procedural"}]


def _period(
    region: Region,
    mapping: Mapping,
    cells: dict[int, Cell],
    row: int,
    *,
    times: int,
    days: dict[Cell, dt.date | None],
    last_day: dt.date | None,
) -> tuple[tuple[dt.date, dt.date] | None, list[Finding]]:
    """Return the month of a case, cut to the table's own period; without dates the table's period."""
    name = region.sheet.name
    table = (mapping.start, mapping.end) if mapping.start and mapping.end else None
    for column in mapping.used("date"):
        cell = cells[column]
        day = days.get(cell)
        if day is None:
            return None, [error("case_date", name, ref(row, column), count=times)]
        if table and not table[0] <= day <= table[1]:
            return None, [
                error("case_outside", name, ref(row, column), count=times, start=table[0], end=table[1])
            ]
        if table and (table[1] - table[0]).days <= 31:
            return table, []
        start, end = _month(day)
        if table:
            return (max(start, table[0]), min(end, table[1])), []
        if last_day is not None and (last_day.year, last_day.month) == (day.year, day.month):
            # The list ends within this month: nothing is claimed about the days after it.
            return (start, max(day, last_day)), []
        return (start, end), []
    year = (
        plain(cells[mapping.used("year")[0]]) if mapping.used("year") else str(table[0].year if table else "")
    )
    for column in [*mapping.used("period"), *mapping.used("month")]:
        period = read_period(cells[column])
        if period is not None and year.isdigit():
            period = period.within(int(year))
        if period is None or not period.complete:
            return None, [
                error("period_unreadable", name, ref(row, column), raw=mask(plain(cells[column]), limit=40))
            ]
        return period.dates(), []
    if mapping.used("year"):
        if not (year.isascii() and year.isdigit() and 1980 <= int(year) <= 2100):
            return None, [
                error("period_unreadable", name, ref(row, mapping.used("year")[0]), raw=mask(year, limit=40))
            ]
        return (dt.date(int(year), 1, 1), dt.date(int(year), 12, 31)), []
    return table, []


def _month(day: dt.date) -> tuple[dt.date, dt.date]:
    return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _dimensions(
    region: Region, mapping: Mapping, cells: dict[int, Cell], row: int, times: int
) -> tuple[dict[str, str], list[Finding]]:
    dims: dict[str, str] = {}
    wrong: list[Finding] = []
    for kind in _KEPT:
        for column in mapping.used(kind):
            text = plain(cells[column])
            if not text:
                continue
            found = dimension_of(kind, text)
            if found is not None:
                dims[kind] = found
            elif kind == "procedural":
                continue  # a status column says many other things; not stated is what is known
            else:
                wrong.append(error(f"case_{kind}", region.sheet.name, ref(row, column), count=times))
    return dims, wrong


def safe_place(text: str, *, parent: str | None = None) -> str:
    """Return a text of a case list's area column for a message: only when it resembles a place."""
    match = areas.find(text, parent=parent) if text else None
    if match is not None and (match.exact or (match.candidates and match.candidates[0].score >= 80)):
        return mask(text, limit=40)
    return "•••"


def months_between(periods: Iterable[tuple[dt.date, dt.date]]) -> list[tuple[dt.date, dt.date]]:
    """Return every period of a case list once, in the order of time."""
    return sorted(set(periods))
