"""Observations as they are handed in, made into rows that both databases keep alike."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
import sqlalchemy as sa

from geo.errors import UserError
from geo.store import tables

COLUMNS = tuple(c.name for c in tables.observations.columns if c.name not in ("id", "batch_id"))
"""What an observation holds when it is handed in; the nullable ones may be left out."""

SOURCE_PLACE = COLUMNS.index("source_id")
_LARGEST = 10**15
_WRONG = object()
_ENCODE = json.JSONEncoder(ensure_ascii=False).encode

Row = tuple[Any, ...]
Records = pd.DataFrame | Iterable[Mapping[str, Any]]


def clean(observations: Records) -> list[Row]:
    """Return one tuple an observation, in the order of ``COLUMNS``: text, whole numbers, ISO dates, None.

    Raises ``UserError`` with the number of the first row (from 1) that cannot be an observation.
    """
    given = _columns(observations)
    columns = [_cleaned(given[name], _CLEANERS[name]) for name in COLUMNS]
    start, end = COLUMNS.index("period_start"), COLUMNS.index("period_end")
    rows = list(zip(*columns, strict=True))
    for number, row in enumerate(rows, start=1):
        if _WRONG in row or row[start] > row[end]:
            raise UserError("store.observation_wrong", row=number)
    return rows


def digest(rows: Sequence[Row]) -> str:
    """Return the SHA-256 of the rows, whatever their order."""
    return hashlib.sha256("\n".join(sorted(map(_ENCODE, rows))).encode()).hexdigest()


def source(entry: Mapping[str, Any]) -> dict[str, str]:
    """Return a source as the table keeps it: every column there, as text."""
    return {c.name: _text(_none(entry.get(c.name)) or "") for c in tables.sources.columns}


def records(table: Records) -> Iterable[Mapping[str, Any]]:
    """Return the rows of a table as mappings."""
    if isinstance(table, pd.DataFrame):
        names = [str(name) for name in table.columns]
        return (dict(zip(names, row, strict=True)) for row in table.itertuples(index=False, name=None))
    return table


def _columns(observations: Records) -> dict[str, list[Any]]:
    if isinstance(observations, pd.DataFrame):
        nothing = [None] * len(observations)
        return {n: observations[n].tolist() if n in observations else nothing for n in COLUMNS}
    listed = list(observations)
    return {name: [record.get(name) for record in listed] for name in COLUMNS}


def _cleaned(values: list[Any], cleaner: Callable[[Any], Any]) -> list[Any]:
    """Clean a column; the same few values come again and again, so each is looked at once."""
    seen: dict[Any, Any] = {}
    result = []
    for value in values:
        if value not in seen:
            seen[value] = cleaner(_none(value))
        result.append(seen[value])
    return result


def _none(value: Any) -> Any:
    """Turn every kind of "nothing" – None, NaN, NA, NaT, empty text – into None."""
    return None if value is None or value == "" or pd.isna(value) else value


def _text(value: Any) -> str:
    """Return ``value`` as text that both databases can keep: no NUL, no half characters."""
    return str(value).replace("\0", "").encode("utf-8", errors="replace").decode("utf-8")


def _one_of(known: tuple[str, ...]) -> Callable[[Any], Any]:
    return lambda value: value if value in known else _WRONG


def _fitting(column: sa.Column[Any]) -> Callable[[Any], Any]:
    longest = getattr(column.type, "length", None) or 1_000_000

    def cleaner(value: Any) -> Any:
        if value is None:
            return None if column.nullable else _WRONG
        words = _text(value)
        return words if len(words) <= longest else _WRONG

    return cleaner


def _code(value: Any) -> Any:
    words = str(value)
    return words if words.isascii() and words.isdigit() and len(words) in (2, 4, 6, 10) else _WRONG


def _whole(value: Any) -> Any:
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError):
        return _WRONG
    return number if number == value and 0 <= number <= _LARGEST else _WRONG


def _day(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()[:10]
    try:
        return dt.date.fromisoformat(str(value)).isoformat()
    except ValueError:
        return _WRONG


_CLEANERS: dict[str, Callable[[Any], Any]] = {
    **{name: _fitting(tables.observations.columns[name]) for name in COLUMNS},
    "area_code": _code,
    "role": _one_of(tables.ROLES),
    "indicator": _one_of(tables.INDICATORS),
    "procedural": _one_of(tables.PROCEDURAL),
    "period_start": _day,
    "period_end": _day,
    "value": _whole,
}
