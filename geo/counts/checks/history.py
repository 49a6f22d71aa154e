"""What was read against what is published and known: overlaps, contradictions, leaps, ports, splits."""

import datetime as dt
from collections import defaultdict

import pandas as pd

from geo import areas
from geo.counts.checks.finding import Finding, error, warning
from geo.counts.checks.values import Placed
from geo.counts.readers.records import Record
from geo.counts.readers.table import Region
from geo.counts.readers.words import role_in

LANDINGS = frozenset(
    {"6504", "6503", "6571", "2171", "2172", "2102", "6103", "6105", "6107", "7372", "1472", "1271", "3173"}
)
"""Districts where returned workers land: Nunukan, Tarakan, Batam, Tanjungpinang, the Entikong crossing …"""
_LEAP = 5.0
_FEW = 20.0


def check_role(region: Region, placed: Placed, *, sheet: str) -> list[Finding]:
    """Block arrival or service figures that are offered as figures of origin."""
    origin = [(record, code) for record, code in placed if record.role == "origin"]
    if not origin:
        return []
    told = role_in(" · ".join(region.titles))
    cell = origin[0][0].cell
    if told in ("arrival", "served"):
        return [error(f"{told}_as_origin", sheet, cell)]
    codes = {code for _, code in origin if len(code) == 4}
    indicators = {record.indicator for record, _ in origin}
    if len(codes) >= 2 and indicators & {"deportations", "repatriations", "returns_all"}:
        landing = codes & LANDINGS
        if len(landing) * 3 >= len(codes) * 2:
            return [error("ports_as_origin", sheet, cell, names=[areas.name(c) for c in sorted(landing)])]
    return []


def check_splits(placed: Placed, *, sheet: str) -> list[Finding]:
    """Ask about figures of an area from before it was divided, and block those from before it existed."""
    found: list[Finding] = []
    seen: set[tuple[str, bool]] = set()
    for record, code in placed:
        if record.start is None or record.end is None:
            continue
        for split in areas.SPLITS:
            if split.old == code and record.start < split.date and (code, True) not in seen:
                seen.add((code, True))
                found.append(
                    warning(
                        "before_split",
                        sheet,
                        record.cell,
                        name=areas.name(code),
                        new=[areas.name(n) for n in _new_of(code, record.start)],
                        date=split.date,
                    )
                )
            elif split.new == code and record.end < split.date and (code, False) not in seen:
                seen.add((code, False))
                found.append(
                    error(
                        "before_birth",
                        sheet,
                        record.cell,
                        name=areas.name(code),
                        old=areas.name(split.old),
                        date=split.date,
                    )
                )
    return found


def _new_of(code: str, since: dt.date) -> list[str]:
    return [
        split.new
        for split in areas.SPLITS
        if split.old == code and since < split.date and areas.exists(split.new)
    ]


def check_published(placed: Placed, published: pd.DataFrame, *, sheet: str) -> list[Finding]:
    """Compare with what is published: the same figure, another figure, a period that overlaps, a leap.

    ``published`` are the store's observations. Overlaps are one question for each period, since they are the
    custom (running totals); a contradiction or a leap is one for each figure.
    """
    if published.empty:
        return []
    by_key: dict[tuple[object, ...], list[tuple[dt.date, dt.date, int]]] = defaultdict(list)
    rows = published[
        [
            "area_code",
            "indicator",
            "role",
            "procedural",
            "country",
            "sex",
            "sector",
            "period_start",
            "period_end",
            "value",
        ]
    ]
    for code, indicator, role, procedural, country, sex, sector, start, end, value in rows.itertuples(
        index=False, name=None
    ):
        key = (code, indicator, role, procedural, _none(country), _none(sex), _none(sector))
        by_key[key].append((start, end, int(value)))
    found: list[Finding] = []
    overlaps: dict[tuple[dt.date, dt.date], list[Record]] = defaultdict(list)
    same: list[Record] = []
    for record, code in placed:
        if record.start is None or record.end is None or record.value.number is None:
            continue
        key = (
            code,
            record.indicator,
            record.role,
            record.procedural or "unknown",
            record.country,
            record.sex,
            record.sector,
        )
        earlier = by_key.get(key, [])
        equal = [value for start, end, value in earlier if (start, end) == (record.start, record.end)]
        if record.value.number in equal:
            same.append(record)
        elif equal:
            found.append(
                warning(
                    "published_differs",
                    sheet,
                    record.cell,
                    name=areas.name(code),
                    value=record.value.number,
                    published=equal[-1],
                )
            )
        elif any(start <= record.end and record.start <= end for start, end, _ in earlier):
            overlaps[record.start, record.end].append(record)
        found += _leap(record, code, earlier, sheet)
    if same:
        found.append(warning("published_already", sheet, same[0].cell, count=len(same)))
    for (start, end), records in overlaps.items():
        found.append(
            warning("published_overlaps", sheet, records[0].cell, start=start, end=end, count=len(records))
        )
    return found


def _leap(
    record: Record, code: str, earlier: list[tuple[dt.date, dt.date, int]], sheet: str
) -> list[Finding]:
    """Ask about a figure far above anything published for the area: five times the highest daily rate."""
    if len(earlier) < 2 or record.start is None or record.end is None or record.value.number is None:
        return []
    long = [(value, (end - start).days + 1) for start, end, value in earlier if (end - start).days >= 27]
    if not long:
        return []
    days = (record.end - record.start).days + 1
    highest = max(value / length for value, length in long)
    expected = max(highest * days, 1.0)
    if record.value.number >= _FEW and record.value.number > _LEAP * expected:
        return [
            warning(
                "leap",
                sheet,
                record.cell,
                name=areas.name(code),
                value=record.value.number,
                expected=round(expected, 1),
            )
        ]
    return []


def _none(value: object) -> object:
    return value if isinstance(value, str) else None
