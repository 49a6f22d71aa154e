"""Named records of other rooms – plans, briefings, templates, ledger entries – each with its versions."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from geo.errors import UserError
from geo.store import audit, tables
from geo.store.batches import StaleError
from geo.store.engine import reading, writing


@dataclass(frozen=True)
class Document:
    """One record; ``payload`` is the owning room's own JSON, ``version`` counts its changes from 1."""

    kind: str
    id: str
    title: str
    status: str
    payload: Mapping[str, Any]
    created_at: str
    created_by: str
    updated_at: str
    updated_by: str
    version: int


def save(
    engine: sa.Engine,
    kind: str,
    *,
    payload: Mapping[str, Any],
    who: str,
    id: str | None = None,
    title: str = "",
    status: str = "draft",
    version: int | None = None,
) -> Document:
    """Keep a document: a new one without ``version``, a change of the ``version`` that was looked at.

    Raises ``StaleError`` when somebody else saved in between, or when a new ``id`` is taken.
    """
    moment, table = audit.now(), tables.documents
    values: dict[str, Any] = {
        "title": title,
        "status": status,
        "payload": dict(payload),
        "updated_at": moment,
        "updated_by": who,
    }
    try:
        with writing(engine) as connection:
            if version is None:
                values |= {"kind": kind, "id": id or uuid.uuid4().hex[:12], "version": 1}
                values |= {"created_at": moment, "created_by": who}
                connection.execute(table.insert().values(**values))
                before, action = None, "create"
            else:
                old = _locked(connection, kind, str(id))
                if old["version"] != version:
                    raise StaleError("store.changed_meanwhile", title=old["title"] or str(id))
                values = old | values | {"version": version + 1}
                connection.execute(table.update().where(_is(kind, str(id))).values(**values))
                before, action = old, "change"
            audit.record(
                connection,
                who=who,
                action=action,
                kind=kind,
                object_id=values["id"],
                before=before,
                after=values,
            )
    except IntegrityError as error:
        raise StaleError("store.changed_meanwhile", title=title or str(id)) from error
    return Document(**values)


def get(engine: sa.Engine, kind: str, id: str) -> Document:
    """Return one document; raises ``UserError`` when there is none."""
    with reading(engine) as connection:
        row = connection.execute(sa.select(tables.documents).where(_is(kind, id))).mappings().one_or_none()
    if row is None:
        raise UserError("store.document_unknown", title=id)
    return Document(**row)


def find(engine: sa.Engine, kind: str, *, status: str | None = None) -> list[Document]:
    """Return the documents of a kind, newest change first."""
    table = tables.documents
    query = sa.select(table).where(table.c.kind == kind).order_by(table.c.updated_at.desc(), table.c.id)
    if status is not None:
        query = query.where(table.c.status == status)
    with reading(engine) as connection:
        return [Document(**row) for row in connection.execute(query).mappings()]


def delete(engine: sa.Engine, kind: str, id: str, *, who: str, version: int) -> None:
    """Remove a document; how it was stays in the audit."""
    with writing(engine) as connection:
        old = _locked(connection, kind, id)
        if old["version"] != version:
            raise StaleError("store.changed_meanwhile", title=old["title"] or id)
        connection.execute(tables.documents.delete().where(_is(kind, id)))
        audit.record(connection, who=who, action="delete", kind=kind, object_id=id, before=old)


def _is(kind: str, id_: str) -> sa.ColumnElement[bool]:
    return sa.and_(tables.documents.c.kind == kind, tables.documents.c.id == id_)


def _locked(connection: sa.Connection, kind: str, id_: str) -> dict[str, Any]:
    query = sa.select(tables.documents).where(_is(kind, id_)).with_for_update()
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise UserError("store.document_unknown", title=id_)
    return dict(row)
