"""Running tables: cumulative figures become counts of their own periods only where that is sound."""

import calendar
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

import pandas as pd

from geo.counts.candidates import WHOLE
from geo.text import Phrase


@dataclass(frozen=True)
class Snapshot:
    """One published table: cumulative from ``start`` to ``end``, complete for the parent area or not."""

    source_id: str
    series: str
    start: dt.date
    end: dt.date
    values: Mapping[str, int]


@dataclass(frozen=True)
class Increment:
    """Counts of a period of their own, and the tables (one, or a later less an earlier) they come from."""

    start: dt.date
    end: dt.date
    values: Mapping[str, int]
    sources: tuple[str, ...]

    @property
    def days(self) -> int:
        """Return the number of days, both ends counted."""
        return (self.end - self.start).days + 1


@dataclass(frozen=True)
class Running:
    """What running tables yield: increments in the order of time, and why others could not be told apart."""

    increments: tuple[Increment, ...]
    refused: tuple[Phrase, ...] = field(default=())

    def months(self, first: dt.date, last: dt.date) -> list[tuple[dt.date, bool]]:
        """Say for every month from ``first`` to ``last`` whether increments tile it exactly.

        Only such a month can be judged; all others have days that belong to a longer period.
        """
        pieces = [(i.start, i.end) for i in self.increments]
        return [(month, _tiled(month, _month_end(month), pieces)) for month in _months(first, last)]


def snapshots(observations: pd.DataFrame, register: pd.DataFrame, *, within: str) -> list[Snapshot]:
    """Read the tables that are declared complete for ``within`` out of observation rows.

    ``observations``: rows of one indicator and role (columns as in the store); breakdowns by country, sex
    or sector are left out. Of rows by route a table's whole (``counts.WHOLE``) is taken where it has one:
    "of them procedural" is a part of it; else the parts are added. A table's series is its publisher where
    the register names one, else empty: only tables of one series that begin on the same day and are
    complete for the same area are ever subtracted (one office's running count, told and retold).
    """
    own = observations[
        (observations["complete_for"] == within)
        & observations[["country", "sex", "sector"]].isna().all(axis=1)
        & (observations["area_code"] != within)
    ]
    found = []
    for (source, start, end), rows in own.groupby(["source_id", "period_start", "period_end"], sort=True):
        publisher = str(register["publisher"].get(source) or "") if "publisher" in register else ""
        whole = rows["procedural"].isin(WHOLE.get(str(rows["indicator"].iloc[0]), frozenset({"unknown"})))
        counted = rows[whole] if whole.any() else rows
        values = {str(k): int(v) for k, v in counted.groupby("area_code")["value"].sum().items()}
        found.append(Snapshot(str(source), publisher, _day(start), _day(end), values))
    return sorted(found, key=lambda s: (s.start, s.end, s.source_id))


def differences(tables: Sequence[Snapshot]) -> Running:
    """Subtract consecutive running tables where they are nested; say why not where they are not.

    Tables that begin on the same day are taken in the order of their end. The first is a period of its own;
    a later one less the one before is the period between, if no area's count fell and the publishers, where
    named, are the same. After a refusal the earlier table stands and the later is left out.
    """
    increments: list[Increment] = []
    refused: list[Phrase] = []
    for start, group in groupby(tables, key=lambda s: s.start):
        before: Snapshot | None = None
        for table in group:
            if before is None:
                increments.append(Increment(start, table.end, dict(table.values), (table.source_id,)))
                before = table
                continue
            if table.end <= before.end:
                continue
            reason = _not_nested(before, table)
            if reason is not None:
                refused.append(reason)
                continue
            codes = sorted(before.values.keys() | table.values.keys())
            values = {c: table.values.get(c, 0) - before.values.get(c, 0) for c in codes}
            sources = (table.source_id, before.source_id)
            increments.append(Increment(before.end + dt.timedelta(days=1), table.end, values, sources))
            before = table
    return Running(tuple(sorted(increments, key=lambda i: (i.start, i.end))), tuple(refused))


def _not_nested(before: Snapshot, table: Snapshot) -> Phrase | None:
    dates = {"first": before.end, "second": table.end}
    if before.series != table.series:
        return Phrase("hotspots.running_publisher", dates)
    fell = [c for c, v in before.values.items() if table.values.get(c, 0) < v]
    return Phrase("hotspots.running_fell", {**dates, "n": len(fell)}) if fell else None


def _day(value: object) -> dt.date:
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value))


def _months(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = _month_end(month) + dt.timedelta(days=1)


def _month_end(month: dt.date) -> dt.date:
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def _tiled(first: dt.date, last: dt.date, pieces: Sequence[tuple[dt.date, dt.date]]) -> bool:
    at = first
    for start, end in sorted(pieces):
        if start == at and end <= last:
            at = end + dt.timedelta(days=1)
    return at > last
