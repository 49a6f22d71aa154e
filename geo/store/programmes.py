"""The programme register: agreements, service offices, training centres, village programmes, outreach."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from geo.errors import UserError
from geo.store import audit, tables
from geo.store.batches import StaleError
from geo.store.engine import reading, writing

_EDITABLE = ("area_code", "kind", "name", "start", "end", "status", "source_id", "note", "details")


def find(engine: sa.Engine, *, within: str | None = None, kind: str | None = None) -> pd.DataFrame:
    """Return the register's entries, by default all: one row each, columns as in the table.

    ``kind`` is one of ``PROGRAMME_KINDS``, ``status`` of ``PROGRAMME_STATUS``; dates are ``datetime.date`` or
    None.
    """
    table = tables.programmes
    query = sa.select(table).order_by(table.c.area_code, table.c.kind, table.c.name, table.c.id)
    if within not in (None, "00"):
        query = query.where(table.c.area_code.startswith(str(within)))
    if kind is not None:
        query = query.where(table.c.kind == kind)
    with reading(engine) as connection:
        rows = connection.execute(query).mappings().all()
    columns = [c.name for c in table.columns]
    return pd.DataFrame([dict(row) for row in rows], columns=columns, dtype="object")


def save(engine: sa.Engine, entries: Iterable[Mapping[str, Any]], *, who: str) -> list[int]:
    """Add entries, or change those that carry ``id`` and the ``version`` looked at; all of them or none.

    Raises ``StaleError`` when one was changed meanwhile, ``UserError`` when one cannot be kept.
    """
    saved: list[int] = []
    try:
        with writing(engine) as connection:
            for number, entry in enumerate(entries, start=1):
                saved.append(_save(connection, number, entry, who))
    except IntegrityError as error:
        raise UserError("store.programme_refused") from error
    return saved


def delete(engine: sa.Engine, programme_id: int, *, who: str, version: int) -> None:
    """Remove one entry; how it was stays in the audit."""
    with writing(engine) as connection:
        old = _locked(connection, programme_id, version)
        connection.execute(tables.programmes.delete().where(tables.programmes.c.id == programme_id))
        audit.record(
            connection, who=who, action="delete", kind="programme", object_id=programme_id, before=old
        )


def _save(connection: sa.Connection, number: int, entry: Mapping[str, Any], who: str) -> int:
    table = tables.programmes
    values: dict[str, Any] = {name: entry.get(name) for name in _EDITABLE}
    values |= {"note": values["note"] or "", "status": values["status"] or "active"}
    values |= {"details": dict(values["details"] or {}), "updated_at": audit.now(), "updated_by": who}
    dates = [values["start"], values["end"]]
    known = values["kind"] in tables.PROGRAMME_KINDS and values["status"] in tables.PROGRAMME_STATUS
    if not (str(values["area_code"] or "").isdigit() and known and values["name"]):
        raise UserError("store.programme_wrong", row=number)
    if not all(value is None or isinstance(value, dt.date) for value in dates):
        raise UserError("store.programme_wrong", row=number)
    if entry.get("id") is None:
        result = connection.execute(table.insert().values(version=1, **values))
        assert result.inserted_primary_key is not None
        key, before, action = int(result.inserted_primary_key[0]), None, "create"
    else:
        key, action = int(entry["id"]), "change"
        before = _locked(connection, key, int(entry["version"]))
        values["version"] = before["version"] + 1
        connection.execute(table.update().where(table.c.id == key).values(**values))
    audit.record(
        connection,
        who=who,
        action=action,
        kind="programme",
        object_id=key,
        before=audit.plain(before),
        after=audit.plain(values),
    )
    return key


def _locked(connection: sa.Connection, programme_id: int, version: int) -> dict[str, Any]:
    query = sa.select(tables.programmes).where(tables.programmes.c.id == programme_id).with_for_update()
    row = connection.execute(query).mappings().one_or_none()
    if row is None or row["version"] != version:
        raise StaleError("store.changed_meanwhile", title=row["name"] if row else str(programme_id))
    return dict(row)
