"""Case lists, one person a row: counted while they are read; nothing of a person outlives its row."""

import calendar
import datetime as dt
import gc
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Any

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
from geo.errors import UserError
from geo.text import Phrase

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
    with _without_cycles():
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


@contextmanager
def _without_cycles() -> Iterator[None]:
    """Pause the search for reference cycles: rows make none, and the search takes a fifth of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _tally(
    region: Region, mapping: Mapping, columns: Sequence[int], progress: Callable[[str, int], None] | None
) -> _Tally:
    tally = _Tally(Counter(), {})
    counts, first = tally.counts, tally.first
    numbers = mapping.used("number")
    skip = numbers[0] if numbers else len(mapping.columns) + region.left
    last = max(columns, default=0)
    area_columns = mapping.used(*words.AREA_USES)
    kept = _getter(columns)
    named = len(area_columns)
    areas_seen: set[tuple[Cell, ...]] = set()
    unnamed: set[tuple[Cell, ...]] = set()
    seen: set[int] = set()
    counted = 0
    for done, (number, cells) in enumerate(region.rows()):
        row = cells if len(cells) > last else [*cells, *[None] * (last + 1 - len(cells))]
        if progress is not None and done % _STEP == 0:
            progress("count", done)
        key = kept(row)
        times = counts.get(key)
        if times is None:
            area = key[:named]
            if area not in areas_seen:
                if _not_a_case(row, columns, area_columns, region):
                    continue
                if any(not blank(cell) for cell in area):
                    areas_seen.add(area)
                else:
                    unnamed.add(key)
            if len(counts) >= _MAX_KEYS:
                raise UserError("desk.file.too_many_kinds", limit=_MAX_KEYS)
            counts[key] = 1
            first[key] = number
        elif unnamed and key in unnamed and _not_a_case(row, columns, area_columns, region):
            continue
        else:
            counts[key] = times + 1
        counted += 1
        # Only a hash is remembered, and only while the file is read: enough to see a row twice.
        mark = hash(tuple(row[1:])) if skip == 0 else hash((*row[:skip], *row[skip + 1 :]))
        if mark in seen:
            tally.repeated += 1
            tally.first_repeated = tally.first_repeated or number
        else:
            seen.add(mark)
    tally.rows = counted
    return tally


def _getter(columns: Sequence[int]) -> Callable[[Sequence[Cell]], tuple[Cell, ...]]:
    """Return what takes the cells of ``columns`` out of a row, always as a tuple."""
    if len(columns) == 1:
        only = columns[0]
        return lambda row: (row[only],)
    return itemgetter(*columns)


def _not_a_case(
    row: Sequence[Cell], columns: Sequence[int], area_columns: Sequence[int], region: Region
) -> bool:
    """Say whether a row is blank, a total, a repeated header, a line of notes or a signature."""
    filled = [cell for cell in row if not blank(cell)]
    if not filled:
        return True
    first = plain(filled[0])
    if words.is_total(first) and len(filled) <= max(3, len(region.headers) // 2):
        return True
    if any(words.use_of(plain(row[column])) in words.AREA_USES for column in area_columns if row[column]):
        return True
    nothing_kept = all(blank(row[column]) for column in columns)
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
    # Few areas and few days make many pairs: each area, day and status is understood once.
    area_columns = mapping.used(*words.AREA_USES, "code")
    day_columns = mapping.used("date", "period", "year", "month")
    kept_columns = mapping.used(*_KEPT)
    areas_of = _Once(columns, area_columns, lambda cells, row: _names(mapping, cells))
    periods = _Once(
        columns,
        day_columns,
        lambda cells, row: _period(region, mapping, cells, row, days=days, last_day=last_day),
    )
    statuses = _Once(columns, kept_columns, lambda cells, row: _dimensions(region, mapping, cells, row))
    totals: Counter[tuple[Any, ...]] = Counter()
    rows: dict[tuple[Any, ...], int] = {}
    wrong: dict[Finding, int] = {}
    for key, times in tally.counts.items():
        row = tally.first[key]
        period, bad_period = periods.of(key, row)
        dims, bad_dims = statuses.of(key, row)
        for finding in (*bad_period, *bad_dims):
            wrong[finding] = wrong.get(finding, 0) + times
        if bad_period or bad_dims:
            continue
        for kept in dims:
            group = (*areas_of.of(key, row), *period, *kept)
            totals[group] += times
            if rows.setdefault(group, row) > row:
                rows[group] = row
    result.findings += [
        replace(finding, what=Phrase(finding.what.key, {**finding.what.params, "count": times, "n": times}))
        for finding, times in wrong.items()
    ]
    column = (area_columns or [region.left])[-1]
    for group, times in totals.items():
        names_, code_, start, end, indicator, role, procedural = group
        result.records.append(
            Record(
                row=rows[group],
                column=column,
                names=names_,
                code=code_,
                start=start,
                end=end,
                indicator=indicator or mapping.indicator,
                role=role or mapping.role,
                procedural=procedural or mapping.procedural,
                value=Value("number", float(times)),
                raw="",
            )
        )


class _Once:
    """Understands the cells of some columns once for each combination of them."""

    def __init__(
        self, columns: Sequence[int], chosen: Sequence[int], understand: Callable[[dict[int, Cell], int], Any]
    ) -> None:
        self._places = [columns.index(column) for column in chosen]
        self._columns = list(chosen)
        self._understand = understand
        self._known: dict[tuple[Cell, ...], Any] = {}

    def of(self, key: tuple[Cell, ...], row: int) -> Any:
        part = tuple([key[place] for place in self._places])
        if part not in self._known:
            self._known[part] = self._understand(dict(zip(self._columns, part, strict=True)), row)
        return self._known[part]


def _names(mapping: Mapping, cells: dict[int, Cell]) -> tuple[Names, str]:
    names = tuple(
        (mapping.columns[column].use, plain(cells[column]))
        for column in mapping.used(*words.AREA_USES)
        if not blank(cells[column])
    )
    codes = mapping.used("code")
    return names, plain(cells[codes[0]]) if codes else ""


def _with_everybody(dims: dict[str, str]) -> list[tuple[str | None, ...]]:
    """Count a case of known status twice: among those of its status and among all."""
    everybody = tuple(None if kind == "procedural" else dims.get(kind) for kind in _KEPT)
    if dims.get("procedural") in ("yes", "no"):
        return [tuple(dims.get(kind) for kind in _KEPT), everybody]
    return [everybody]


def _period(
    region: Region,
    mapping: Mapping,
    cells: dict[int, Cell],
    row: int,
    *,
    days: dict[Cell, dt.date | None],
    last_day: dt.date | None,
) -> tuple[tuple[dt.date | None, dt.date | None], list[Finding]]:
    """Return the month of a case, cut to the table's own period; without dates the table's period."""
    name = region.sheet.name
    table = (mapping.start, mapping.end) if mapping.start and mapping.end else None
    none = (None, None)
    for column in mapping.used("date"):
        cell = cells[column]
        day = days.get(cell)
        if day is None:
            return none, [error("case_date", name, ref(row, column), count=0)]
        if table and not table[0] <= day <= table[1]:
            return none, [
                error("case_outside", name, ref(row, column), count=0, start=table[0], end=table[1])
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
            return none, [
                error("period_unreadable", name, ref(row, column), raw=mask(plain(cells[column]), limit=40))
            ]
        return period.dates(), []
    if mapping.used("year"):
        if not (year.isascii() and year.isdigit() and 1980 <= int(year) <= 2100):
            return none, [
                error("period_unreadable", name, ref(row, mapping.used("year")[0]), raw=mask(year, limit=40))
            ]
        return (dt.date(int(year), 1, 1), dt.date(int(year), 12, 31)), []
    return table or none, []


def _month(day: dt.date) -> tuple[dt.date, dt.date]:
    return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _dimensions(
    region: Region, mapping: Mapping, cells: dict[int, Cell], row: int
) -> tuple[list[tuple[str | None, ...]], list[Finding]]:
    """Return the statuses a case is counted under, and what of them is not known."""
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
            elif kind != "procedural":  # a status column says many other things besides
                wrong.append(error(f"case_{kind}", region.sheet.name, ref(row, column), count=0))
    return _with_everybody(dims), wrong


def safe_place(text: str, *, parent: str | None = None) -> str:
    """Return a text of a case list's area column for a message: only when it resembles a place."""
    match = areas.find(text, parent=parent) if text else None
    if match is not None and (match.exact or (match.candidates and match.candidates[0].score >= 94)):
        return mask(text, limit=40)
    return "•••"
