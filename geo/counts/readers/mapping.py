"""What each column of a table means: proposed by the reader, corrected by the officer, kept as a template."""

import datetime as dt
import hashlib
from collections.abc import Mapping as AnyMapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Literal

from geo.counts.readers.words import USES
from geo.errors import UserError

Layout = Literal["counts", "cases"]


@dataclass(frozen=True)
class ColumnUse:
    """How one column is used.

    A ``value`` column may say its own period, indicator, sex …; a ``total`` column is checked against the
    value columns it sums and then left out.
    """

    use: str
    start: dt.date | None = None
    end: dt.date | None = None
    indicator: str | None = None
    procedural: str | None = None
    sex: str | None = None
    country: str | None = None
    sector: str | None = None


@dataclass(frozen=True)
class Mapping:
    """The meaning of a table, as plain data that can be kept and recognised again.

    ``layout``: ``counts`` (a number a cell) or ``cases`` (one person a row). ``columns`` by zero-based
    column number. ``code_system`` is asked whenever a code column is used. ``start``/``end`` hold for the
    whole table; ``within`` is the province its names are looked up in. ``areas`` and ``thousands`` are the
    officer's answers to questions. ``trust_rows``: totals printed wrong are left aside. ``cumulative``: each
    period column counts from the first of January.
    """

    layout: Layout = "counts"
    columns: AnyMapping[int, ColumnUse] = field(default_factory=dict)
    role: str | None = None
    indicator: str | None = None
    procedural: str | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    within: str | None = None
    level: str | None = None
    code_system: str | None = None
    complete_for: str | None = None
    cumulative: bool = False
    thousands: str | None = None
    trust_rows: bool = False
    areas: AnyMapping[str, str] = field(default_factory=dict)
    source: AnyMapping[str, str] = field(default_factory=dict)

    def used(self, *uses: str) -> list[int]:
        """Return the columns with one of ``uses``, left to right."""
        return [number for number, column in sorted(self.columns.items()) if column.use in uses]

    def with_column(self, number: int, **changes: Any) -> "Mapping":
        """Return the mapping with one column used otherwise."""
        column = replace(self.columns.get(number, ColumnUse("unknown")), **changes)
        return replace(self, columns={**self.columns, number: column})

    def to_json(self) -> dict[str, Any]:
        """Return plain data for JSON; dates as ISO text."""
        plain: dict[str, Any] = _without_dates(asdict(self))
        return plain

    @classmethod
    def from_json(cls, data: AnyMapping[str, Any]) -> "Mapping":
        """Return the mapping that ``to_json`` wrote; raises ``UserError`` for anything else."""
        try:
            known = {f.name for f in fields(cls)}
            values = {key: value for key, value in data.items() if key in known}
            if set(data) - known:
                raise ValueError(sorted(set(data) - known))
            columns = {int(number): _column(column) for number, column in values.pop("columns", {}).items()}
            for key in ("start", "end"):
                values[key] = dt.date.fromisoformat(values[key]) if values.get(key) else None
            return cls(columns=columns, **values)
        except (ValueError, TypeError, AttributeError, KeyError) as error:
            raise UserError("desk.mapping.unreadable") from error

    def as_template(self) -> "Mapping":
        """Return what of a mapping is worth keeping for the publisher's next file: nothing of one period."""
        columns = {number: replace(column, start=None, end=None) for number, column in self.columns.items()}
        return replace(self, columns=columns, start=None, end=None, trust_rows=False)


def fingerprint(headers: list[tuple[str, ...]]) -> str:
    """Return sixteen hexadecimal digits that name a table's header, whatever year or month it is of."""
    from geo.counts.readers.periods import read_period
    from geo.counts.readers.words import strip_marks

    parts = []
    for header in headers:
        words = [strip_marks(text) for text in header if text]
        parts.append("/".join("#" if read_period(word) else word for word in words))
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]


def _column(data: AnyMapping[str, Any]) -> ColumnUse:
    values = dict(data)
    for key in ("start", "end"):
        values[key] = dt.date.fromisoformat(values[key]) if values.get(key) else None
    if values.get("use") not in USES:
        raise ValueError(values.get("use"))
    return ColumnUse(**values)


def _without_dates(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _without_dates(entry) for key, entry in value.items()}
    return value.isoformat() if isinstance(value, dt.date) else value
