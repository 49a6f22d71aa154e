"""Counts and periods that cannot be: negative, fractional, impossible, future, twice."""

import datetime as dt
from collections.abc import Iterable, Sequence

import pandas as pd

from geo import areas
from geo.counts.checks.finding import Finding, error, warning
from geo.counts.readers.records import Record
from geo.counts.readers.sheet import ref
from geo.counts.readers.table import Region

EARLIEST = dt.date(1980, 1, 1)
_SHARE = 0.05
"""Of the people of an area: more in one figure is asked about; more than all of them cannot be."""

Placed = Sequence[tuple[Record, str]]


def check_values(records: Iterable[Record], region: Region) -> list[Finding]:
    """Return findings on each count by itself: unreadable, negative, fractional, missing, from a formula."""
    found = []
    sheet = region.sheet
    for record in records:
        value, cell = record.value, record.cell
        if (record.row, record.column) in sheet.uncalculated:
            found.append(error("formula_empty", sheet.name, cell))
        elif value.kind == "unreadable":
            found.append(error("number_unreadable", sheet.name, cell, raw=record.raw))
        elif value.number is not None and value.number < 0:
            found.append(error("number_negative", sheet.name, cell, raw=record.raw))
        elif value.number is not None and not value.number.is_integer():
            whole = round(
                value.number * 1000
            )  # "1.234" typed into a spreadsheet that takes dots for decimals
            kind = (
                "number_fraction_thousand"
                if abs(value.number * 1000 - whole) < 1e-6 and whole % 10 and whole < 10**6
                else "number_fraction"
            )
            found.append(error(kind, sheet.name, cell, raw=record.raw, value=whole))
        elif value.words and value.number is not None:
            found.append(warning("number_words", sheet.name, cell, raw=record.raw, value=int(value.number)))
    for address in sorted(sheet.uncalculated):
        if address not in {(r.row, r.column) for r in records} and _inside(region, address):
            found.append(error("formula_empty", sheet.name, ref(*address)))
    return found


def _inside(region: Region, address: tuple[int, int]) -> bool:
    row, column = address
    return row >= region.body and (region.bottom is None or row <= region.bottom) and column in region.columns


def check_periods(records: Iterable[Record], *, sheet: str, today: dt.date) -> list[Finding]:
    """Return findings on periods, once each: none given, in the future, before any such statistics."""
    found: list[Finding] = []
    seen: set[tuple[object, ...]] = set()
    for record in records:
        key = (record.start, record.end, record.indicator == "placement_target")
        if key in seen:
            continue
        seen.add(key)
        if record.start is None or record.end is None:
            found.append(error("period_missing", sheet, record.cell))
        elif record.start > today:
            found.append(error("period_future", sheet, record.cell, start=record.start, today=today))
        elif record.end > today and record.indicator != "placement_target":
            found.append(error("period_unfinished", sheet, record.cell, end=record.end, today=today))
        elif record.start < EARLIEST:
            found.append(error("period_early", sheet, record.cell, start=record.start))
    return found


def check_meaning(records: Iterable[Record], *, sheet: str) -> list[Finding]:
    """Return one finding for a table whose indicator or role nobody has said."""
    found = []
    first = next((r for r in records if r.indicator is None), None)
    if first is not None:
        found.append(error("indicator_missing", sheet, first.cell))
    first = next((r for r in records if r.role is None), None)
    if first is not None:
        found.append(error("role_missing", sheet, first.cell))
    return found


def check_size(placed: Placed, *, sheet: str) -> list[Finding]:
    """Return findings on counts too large for the people who live in the area."""
    found = []
    people = areas.table("district")["population"]
    for record, code in placed:
        if code not in people.index or record.value.number is None:
            continue
        population = people[code]
        if pd.isna(population) or not population:
            continue
        if record.value.number > population:
            found.append(
                error(
                    "number_impossible",
                    sheet,
                    record.cell,
                    value=int(record.value.number),
                    name=areas.name(code),
                    people=int(population),
                )
            )
        elif record.value.number > _SHARE * population:
            found.append(
                warning(
                    "number_large",
                    sheet,
                    record.cell,
                    value=int(record.value.number),
                    name=areas.name(code),
                    people=int(population),
                )
            )
    return found


def identity(record: Record, code: str) -> tuple[object, ...]:
    """Return what makes two figures figures of the same thing."""
    return (code, record.start, record.end, record.indicator, record.role, *record.parted)


def check_twice(
    placed: Placed, *, sheet: str, seen: dict[tuple[object, ...], tuple[str, str, float | None]]
) -> list[Finding]:
    """Return findings on figures given twice, in this table or in one before it (``seen`` is filled)."""
    found = []
    for record, code in placed:
        key = identity(record, code)
        if key in seen:
            other_sheet, cell, value = seen[key]
            kind = "twice" if value == record.value.number else "twice_differs"
            found.append(
                error(kind, sheet, record.cell, name=areas.name(code), other=f"{other_sheet}!{cell}")
            )
        else:
            seen[key] = (sheet, record.cell, record.value.number)
    return found
