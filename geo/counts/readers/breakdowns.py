"""Counts of everybody where a table gives only parts of them: men and women, procedural and not."""

from collections.abc import Collection
from dataclasses import replace
from itertools import product
from typing import Any

from geo.counts.readers.records import Record, Stated

_SEXES = frozenset({"male", "female"})
_ROUTES = frozenset({"yes", "no"})
_PARTED = ("sex", "procedural", "country", "sector")
_NOBODY_LEFT = (None, None, None, None)


def with_totals(
    records: list[Record], stated: Collection[Stated]
) -> tuple[list[Record], list[tuple[Record, float, float]], list[Record]]:
    """Return the records with their sum added where the parts are surely all there are.

    Parts are all there are when they are men and women, procedural and not, or when a printed total of the
    row says so; what all parts share stays (a table of non-procedural departures by country sums to
    non-procedural departures). Second: pairs of breakdowns of the same people with different sums. Third:
    records whose whole is not known (only some countries, only one sex).
    """
    totals = [entry for entry in stated if entry.value.number is not None and not entry.earlier]
    groups: dict[tuple[object, ...], list[Record]] = {}
    for record in records:
        key = (record.names, record.code, record.start, record.end, record.indicator, record.role)
        groups.setdefault(key, []).append(record)
    added: list[Record] = []
    differ: list[tuple[Record, float, float]] = []
    parts_only: list[Record] = []
    for group in groups.values():
        if any(record.parted == _NOBODY_LEFT for record in group):
            continue
        shapes: dict[tuple[bool, ...], list[Record]] = {}
        for record in group:
            shapes.setdefault(tuple(part is not None for part in record.parted), []).append(record)
        # A total speaks for one group only: one across months says nothing of who is in a month.
        cells = {(record.row, record.column) for record in group}
        confirmed = {
            part: (entry.row, entry.column)
            for entry in totals
            if len(entry.parts) > 1 and cells.issuperset(entry.parts)
            for part in entry.parts
        }
        whole = [parts for parts in shapes.values() if _complete(parts, confirmed)]
        sums = {sum(record.value.number or 0.0 for record in parts) for parts in whole}
        if not sums:
            parts_only.append(group[0])
        elif len(sums) > 1:
            differ.append((group[0], min(sums), max(sums)))
        else:
            first = whole[0][0]
            row, column = confirmed.get((first.row, first.column), (first.row, first.column))
            total = replace(first.value, number=sums.pop())
            everybody = replace(first, row=row, column=column, value=total)
            varying: dict[str, Any] = {
                name: None for name in _PARTED if len({getattr(r, name) for r in whole[0]}) > 1
            }
            added.append(replace(everybody, **varying))
    return records + added, differ, parts_only


def _complete(parts: list[Record], confirmed: Collection[tuple[int, int]]) -> bool:
    if any(record.value.number is None for record in parts):
        return False
    if all((record.row, record.column) in confirmed for record in parts):
        return True
    sex, procedural, country, sector = parts[0].parted
    if country is not None or sector is not None:
        return False
    wanted = set(product(_SEXES if sex else {None}, _ROUTES if procedural else {None}))
    return {(record.sex, record.procedural) for record in parts} == wanted
