"""Counts of everybody where a table gives only parts of them: men and women, procedural and not."""

from dataclasses import replace

from geo.counts.readers.records import Record


def with_totals(records: list[Record]) -> tuple[list[Record], list[tuple[Record, float, float]]]:
    """Return the records with a count of everybody added where only a breakdown is given.

    The count is the sum of one complete breakdown (men and women; procedural and not; countries). Where two
    breakdowns of the same people give different sums, the pair comes back as a disagreement.
    """
    groups: dict[tuple[object, ...], list[Record]] = {}
    for record in records:
        key = (record.names, record.code, record.row, record.start, record.end, record.indicator, record.role)
        groups.setdefault(key, []).append(record)
    added: list[Record] = []
    disagreements = []
    for group in groups.values():
        if any(record.parted == (None, None, None, None) for record in group):
            continue
        sums: dict[tuple[bool, ...], float] = {}
        for record in group:
            shape = tuple(part is not None for part in record.parted)
            sums[shape] = sums.get(shape, 0.0) + (record.value.number or 0.0)
        if any(record.value.number is None for record in group):
            continue
        first = group[0]
        if len(set(sums.values())) > 1:
            disagreements.append((first, min(sums.values()), max(sums.values())))
            continue
        total = replace(first.value, number=next(iter(sums.values())))
        added.append(replace(first, value=total, procedural=None, sex=None, country=None, sector=None))
    return records + added, disagreements
