"""The audit: who changed what, when, and how it was before and after. Rows are only ever added."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from geo.store import tables


def now() -> str:
    """Return this moment as ISO text in UTC; such texts order as the moments do."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="microseconds")


def record(
    connection: sa.Connection,
    *,
    who: str,
    action: str,
    kind: str,
    object_id: object,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Add one row; call it in the transaction that makes the change."""
    connection.execute(
        tables.audit.insert().values(
            at=now(),
            who=who,
            action=action,
            object=kind,
            object_id=str(object_id),
            before=plain(before),
            after=plain(after),
        )
    )


def plain(row: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return ``row`` with dates as ISO text, so that it can be kept as JSON."""
    if row is None:
        return None
    return {k: v.isoformat() if isinstance(v, dt.date) else v for k, v in row.items()}
