"""Printed totals against the sum of what they total; parents against their children."""

from collections import defaultdict

from geo import areas
from geo.counts.checks.finding import Finding, error, warning
from geo.counts.checks.values import Placed
from geo.counts.readers.mapping import Mapping
from geo.counts.readers.records import Extract, Stated
from geo.counts.readers.sheet import ref
from geo.counts.readers.table import Region


def check_totals(region: Region, extract: Extract, placed: Placed, mapping: Mapping) -> list[Finding]:
    """Return findings for totals that differ from the sum; the table's rows count, totals are left out.

    A row of a province above its own districts is not added to them again. A total row agrees when it is the
    sum of all rows above, of those since the last total row, or of the total rows above.
    """
    read = {(r.row, r.column): r.value.number for r in extract.records}
    codes = {record.row: code for record, code in placed}
    parents = _parents(codes)
    by_cell = {(s.row, s.column): s.value.number for s in extract.stated}
    found = []
    cumulative = 0
    for stated in extract.stated:
        where = ref(stated.row, stated.column)
        if stated.value.number is None:
            if stated.value.kind == "unreadable":
                found.append(warning("total_unreadable", region.sheet.name, where))
            continue
        sums = _sums(stated, read, by_cell, parents, extract)
        if stated.value.number in sums:
            continue
        last = [read.get(part) for part in stated.parts]
        if len({row for row, _ in stated.parts}) == 1 and len(last) > 2 and last[-1] == stated.value.number:
            cumulative += 1
        make = warning if mapping.trust_rows else error
        found.append(
            make(
                "total_differs",
                region.sheet.name,
                where,
                stated=stated.value.number,
                sum=sums[0],
                difference=abs(stated.value.number - sums[0]),
            )
        )
    if cumulative > 1:
        found.append(error("looks_cumulative", region.sheet.name, ref(region.body, region.left)))
    return found


def prove_thousands(extract: Extract) -> bool:
    """Say whether printed totals that agree show that each doubtful mark (1.234) is one of thousands.

    A total proves it when one of its other parts is a plain number that is not zero: read as decimals the sum
    would be another. Call it only when every total agrees.
    """
    values = {(r.row, r.column): r.value for r in extract.records}
    proven: set[tuple[int, int]] = set()
    for stated in extract.stated:
        parts = [part for part in stated.parts if part in values]
        if any(values[part].number and not values[part].doubtful for part in parts):
            proven.update(parts)
    return all(part in proven for part, value in values.items() if value.doubtful)


def _parents(codes: dict[int, str]) -> set[int]:
    """Return the rows whose area holds areas of other rows: a province above its districts."""
    stated = {code for code in codes.values() if not areas.is_not_stated(code) and code != areas.NATION}
    above = {code[:digits] for code in stated for digits in (2, 4, 6) if digits < len(code)}
    above |= {areas.NATION} if stated else set()
    return {row for row, code in codes.items() if code in above}


def _sums(
    stated: Stated,
    read: dict[tuple[int, int], float | None],
    by_cell: dict[tuple[int, int], float | None],
    parents: set[int],
    extract: Extract,
) -> list[float]:
    """Return the sums a total may stand for, the likeliest first."""

    def add(parts: tuple[tuple[int, int], ...], leave: set[int]) -> float:
        total = 0.0
        for row, column in parts:
            if row not in leave:
                value = read.get((row, column))
                total += (by_cell.get((row, column)) if value is None else value) or 0.0
        return total

    one_row = len({row for row, _ in stated.parts}) == 1 and stated.parts and stated.parts[0][0] == stated.row
    if one_row:
        return [add(stated.parts, set())]
    sums = [add(stated.parts, parents)]
    if stated.earlier and stated.earlier != stated.parts:
        sums.append(add(stated.earlier, parents))
        above = [
            s.value.number or 0.0
            for s in extract.stated
            if s.column == stated.column and s.row < stated.row and s.earlier
        ]
        if above:
            sums.append(sum(above))
    return sums


def check_families(placed: Placed, *, sheet: str) -> list[Finding]:
    """Ask where a province's own row differs from the sum of its districts in the same table."""
    groups: dict[tuple[object, ...], dict[str, tuple[float, str]]] = defaultdict(dict)
    for record, code in placed:
        if record.value.number is not None and record.parted == (None, None, None, None):
            key = (record.start, record.end, record.indicator, record.role)
            groups[key].setdefault(code, (record.value.number, record.cell))
    found = []
    for group in groups.values():
        for code, (value, cell) in group.items():
            if len(code) != 2:
                continue
            children = [
                v
                for other, (v, _) in group.items()
                if other != code and (code == areas.NATION or other.startswith(code))
            ]
            level = 2 if code == areas.NATION else 4
            children = [
                v
                for other, (v, _) in group.items()
                if other != code and len(other) == level and (code == areas.NATION or other.startswith(code))
            ]
            if len(children) > 1 and sum(children) != value:
                found.append(
                    warning(
                        "family_differs", sheet, cell, name=areas.name(code), stated=value, sum=sum(children)
                    )
                )
    return found
