"""From published observations to what could count for each area in a window."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import product
from typing import NamedTuple

from geo import areas
from geo.counts.scheduling import Candidate
from geo.counts.window import Window
from geo.store import Snapshot

WHOLE: Mapping[str, frozenset[str]] = {
    "prevented_departures": frozenset({"unknown", "no"}),
    "placements": frozenset({"unknown", "yes"}),
    "placement_target": frozenset({"unknown", "yes"}),
}
"""What counts as the whole where the indicator's own meaning says procedural or not: a prevented departure
is non-procedural, a placement procedural, whether or not the table says so."""

NOT_OBSERVED = frozenset({"planned", "repeated"})
"""Kinds that are kept and shown but never counted: a list made before the event, and people counted again at
the next port."""

_PERIOD_LENGTHS = {4: "%Y", 7: "%Y-%m"}


@cache
def _last_split() -> Mapping[str, dt.date]:
    """Return, for each area that was founded or lost territory, the last day that happened."""
    days: dict[str, dt.date] = {}
    for split in areas.SPLITS:
        for code in (split.old, split.new):
            days[code] = max(split.date, days.get(code, dt.date.min))
    return days


@cache
def _founded() -> Mapping[str, dt.date]:
    return {split.new: split.date for split in areas.SPLITS}


def existed(area: str, on: dt.date) -> bool:
    """Say whether the province or district that ``area`` is or lies in existed on a day."""
    return all(_founded().get(area[:digits], dt.date.min) <= on for digits in (2, 4))


class Table(NamedTuple):
    """The identity of one published table."""

    source_id: str
    start: dt.date
    end: dt.date
    procedural: str


def published_on(date: str, reported_until: dt.date) -> dt.date:
    """Return the first day a source can have appeared, to tell which of two is the later one.

    A full date is that day. A month or a year ("2023-07", "2018") is its first day or the last day its
    figures speak of, whichever is later but still in that month or year; no date is the last day reported.
    """
    if len(date) == 10:
        return dt.date.fromisoformat(date)
    if len(date) not in _PERIOD_LENGTHS:
        return reported_until
    first = dt.datetime.strptime(date, _PERIOD_LENGTHS[len(date)]).date()
    following = first.replace(year=first.year + 1) if len(date) == 4 else first + dt.timedelta(days=32)
    last = following.replace(day=1) - dt.timedelta(days=1)
    return max(first, min(reported_until, last))


def not_stated(area: str, level: str) -> str:
    """Return the code of "inside ``area``, which one of ``level`` not stated": ``5300`` for 53."""
    digits = {"province": 2, "district": 4, "subdistrict": 6, "village": 10}[level]
    return area.ljust(digits, "0")


class Counted(NamedTuple):
    """One published figure that may count: observed, and not broken down."""

    table: Table
    area: str
    value: int
    id: int
    complete_for: str | None


Group = tuple[str, str, str]
"""Indicator, role, level."""


@lru_cache(maxsize=2)
def counted(state: Snapshot) -> Mapping[Group, Sequence[Counted]]:
    """Return the figures of a published state that may count, in groups; made once for each state."""
    columns = ["indicator", "role", "area_code", "kind", "country", "sex", "sector", "complete_for"]
    columns += ["source_id", "period_start", "period_end", "procedural", "value", "id"]
    groups: dict[Group, list[Counted]] = defaultdict(list)
    for row in zip(*(state.observations[name].tolist() for name in columns), strict=True):
        indicator, role, area, kind, country, sex, sector, complete_for, *table, value, key = row
        if kind in NOT_OBSERVED or any(isinstance(part, str) for part in (country, sex, sector)):
            continue
        parent = complete_for if isinstance(complete_for, str) else None
        figure = Counted(Table(*table), area, value, key, parent)
        groups[indicator, role, areas.level_of(area)].append(figure)
    return groups


@lru_cache(maxsize=2)
def published(state: Snapshot) -> Mapping[str, int]:
    """Return, for each source of a published state, the ordinal of the day it appeared at the earliest."""
    days = state.sources[["date", "reported_until"]].itertuples(name=None)
    return {str(key): published_on(date, until).toordinal() for key, date, until in days}


def relevant(
    state: Snapshot,
    *,
    window: Window,
    indicator: str,
    role: str,
    level: str,
    source: str | None = None,
) -> list[Counted]:
    """Return the figures that may count: the indicator, role and level, no breakdown, inside the window."""
    start, end = window.start, window.end
    return [
        row
        for row in counted(state).get((indicator, role, level), ())
        if start <= row.table.start and row.table.end <= end and source in (None, row.table.source_id)
    ]


def by_area(
    rows: Sequence[Counted],
    *,
    level: str,
    wanted: Collection[str],
    procedural: str | None,
    indicator: str,
    appeared: Mapping[str, int],
) -> dict[str, list[Candidate]]:
    """Return the candidates of every wanted area that has any.

    ``appeared``: the ordinal of the day each source did (``published``).
    Adds the zeros of tables that are complete for a parent of the area, and, where ``procedural`` is None,
    sums procedural and non-procedural of one table that does not give the whole.
    """
    found = _figures(rows, set(wanted))
    for (table, area), entry in _implied_zeros(rows, level, set(wanted)):
        found[area][table].append((0, (), entry))
    return {
        area: [
            Candidate(
                t.start,
                t.end,
                value,
                appeared[t.source_id],
                rank,
                t.source_id,
                observations=ids,
                held=_last_split().get(area, dt.date.min) > t.start,
            )
            for t, value, ids, rank in _resolve(tables, procedural, indicator)
        ]
        for area, tables in found.items()
    }


Figure = tuple[int, tuple[int, ...], int]
"""Value, observation ids, rank."""


def _figures(rows: Iterable[Counted], wanted: Collection[str]) -> dict[str, dict[Table, list[Figure]]]:
    found: dict[str, dict[Table, list[Figure]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if row.area in wanted:
            found[row.area][row.table].append((row.value, (row.id,), row.id))
    return found


def _implied_zeros(
    rows: Iterable[Counted], level: str, wanted: set[str]
) -> Iterable[tuple[tuple[Table, str], int]]:
    """Yield table, area and rank of each zero that a complete table implies by not listing the area."""
    listed: dict[tuple[str, Table], dict[str, int]] = defaultdict(dict)
    for row in rows:
        if row.complete_for is not None:
            listed[row.complete_for, row.table].setdefault(row.area, row.id)
    for (parent, table), there in listed.items():
        members = areas.children(parent, level) if areas.exists(parent) else []
        first = min(there.values())
        for area in (*members, not_stated(parent, level)):
            if area in wanted and area not in there and existed(area, table.start):
                yield (table, area), first


def _resolve(
    tables: Mapping[Table, list[Figure]], procedural: str | None, indicator: str
) -> Iterable[tuple[Table, int, tuple[int, ...], int]]:
    """Yield the figures that stand for what was asked, procedural or not or both together."""
    if procedural is not None:
        yield from (
            (t, *figure) for t, figures in tables.items() if t.procedural == procedural for figure in figures
        )
        return
    whole = WHOLE.get(indicator, frozenset({"unknown"}))
    periods: dict[Table, dict[str, list[Figure]]] = defaultdict(dict)
    for table, figures in tables.items():
        periods[table._replace(procedural="")][table.procedural] = figures
    for table, parts in periods.items():
        complete = [figure for kind in sorted(whole & parts.keys()) for figure in parts[kind]]
        yield from ((table, *figure) for figure in complete)
        if complete or not {"yes", "no"} <= parts.keys():
            continue
        for (first, first_ids, rank), (second, second_ids, _) in product(parts["no"], parts["yes"]):
            yield table, first + second, first_ids + second_ids, rank
