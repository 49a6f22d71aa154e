"""Batches of observations: staged, published, superseded or rolled back, each step one transaction."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DataError, IntegrityError

from geo.errors import UserError
from geo.store import audit, tables
from geo.store import rows as cleaning
from geo.store.engine import is_postgresql, writing


class StaleError(UserError):
    """Somebody else changed the same thing first; nothing was overwritten."""


@dataclass(frozen=True)
class BatchMeta:
    """What is known about a batch before it is staged.

    ``digest``: SHA-256 (hex) of everything that decides the rows – file content, mapping, accepted fixes;
    the same digest twice is one batch. ``supersedes``: batches that this one replaces once published.
    ``details``: anything else worth keeping (mapping, officer's remark, findings accepted); no personal data.
    """

    title: str
    digest: str
    kind: str = "import"
    template_id: str | None = None
    supersedes: tuple[int, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Staged:
    """The outcome of staging: the batch, and whether the very same file was there already."""

    batch_id: int
    status: str
    version: int
    existing: bool


def stage(
    engine: sa.Engine,
    meta: BatchMeta,
    observations: cleaning.Records,
    *,
    sources: cleaning.Records = (),
    who: str,
) -> Staged:
    """Keep ``observations`` as a staged batch, invisible to every reader until it is published.

    Sources that are not known yet are added. All of it is one transaction. Raises ``UserError`` when a row
    cannot be an observation (unknown indicator, negative value, period that ends before it starts …).
    """
    rows = cleaning.clean(observations)
    known_sources = [cleaning.source(entry) for entry in cleaning.records(sources)]
    try:
        with writing(engine) as connection:
            found = _alive(connection, meta.digest)
            if found is not None:
                return found
            batch_id = _insert_batch(connection, meta, rows, who)
            _insert_sources(connection, known_sources, needed={row[cleaning.SOURCE_PLACE] for row in rows})
            _insert_observations(connection, batch_id, rows, postgresql=is_postgresql(engine))
            after = {"title": meta.title, "status": "staged", "rows": len(rows), "digest": meta.digest}
            audit.record(
                connection,
                who=who,
                action="stage",
                kind="batch",
                object_id=batch_id,
                before=None,
                after=after,
            )
            return Staged(batch_id=batch_id, status="staged", version=1, existing=False)
    except (DataError, IntegrityError) as error:
        with writing(engine) as connection:  # another process staged the same file in the same moment
            found = _alive(connection, meta.digest)
        if found is not None:
            return found
        raise UserError("store.observation_refused") from error


def publish(
    engine: sa.Engine,
    batch_id: int,
    *,
    who: str,
    version: int | None = None,
    data_version: str | None = None,
) -> None:
    """Make a staged batch visible and retire the batches it supersedes, in one transaction.

    ``version``: the batch's version the officer looked at; ``data_version``: the published state they
    compared with. When either has changed since, ``StaleError`` is raised and nothing is done.
    """
    with writing(engine) as connection:
        batch = _locked(connection, batch_id)
        if batch["status"] != "staged":
            raise StaleError("store.not_staged", batch=batch["title"], status=_status(batch["status"]))
        if version is not None and batch["version"] != version:
            raise StaleError("store.changed_meanwhile", title=batch["title"])
        if data_version is not None and data_version != state_digest(connection):
            raise StaleError("store.data_changed", title=batch["title"])
        _move(
            connection, batch, who, "publish", status="published", published_at=audit.now(), published_by=who
        )
        for old_id in batch["supersedes"]:
            old = _locked(connection, old_id)
            if old["status"] != "published":
                raise StaleError("store.not_published", batch=old["title"], status=_status(old["status"]))
            _move(connection, old, who, "supersede", status="superseded", superseded_by=batch_id)


def rollback(engine: sa.Engine, batch_id: int, *, who: str, version: int | None = None) -> None:
    """Take a published or staged batch out again and bring back the batches it had superseded."""
    with writing(engine) as connection:
        batch = _locked(connection, batch_id)
        if batch["status"] not in ("staged", "published"):
            raise StaleError("store.cannot_roll_back", batch=batch["title"], status=_status(batch["status"]))
        if version is not None and batch["version"] != version:
            raise StaleError("store.changed_meanwhile", title=batch["title"])
        _move(connection, batch, who, "roll back", status="rolled_back", ended_at=audit.now(), ended_by=who)
        retired = connection.execute(
            sa.select(tables.batches.c.id).where(
                tables.batches.c.superseded_by == batch_id, tables.batches.c.status == "superseded"
            )
        ).scalars()
        for old_id in list(retired):
            old = _locked(connection, old_id)
            _move(connection, old, who, "restore", status="published", superseded_by=None)


def state_digest(connection: sa.Connection) -> str:
    """Return the data version: a digest of the rows of all published batches."""
    digests = connection.execute(
        sa.select(tables.batches.c.rows_digest)
        .where(tables.batches.c.status == "published")
        .order_by(tables.batches.c.rows_digest)
    ).scalars()
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()[:12]


def _status(status: str) -> Any:
    from geo.text import Phrase

    return Phrase(f"store.status_{status}")


def _alive(connection: sa.Connection, digest: str) -> Staged | None:
    table = tables.batches
    row = connection.execute(
        sa.select(table.c.id, table.c.status, table.c.version).where(
            table.c.digest == digest, table.c.status != "rolled_back"
        )
    ).one_or_none()
    return Staged(row.id, row.status, row.version, existing=True) if row else None


def _locked(connection: sa.Connection, batch_id: int) -> dict[str, Any]:
    """Read a batch and keep others from changing it until this transaction ends."""
    query = sa.select(tables.batches).where(tables.batches.c.id == batch_id).with_for_update()
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise UserError("store.batch_unknown", batch=batch_id)
    return dict(row)


def _move(connection: sa.Connection, batch: Mapping[str, Any], who: str, action: str, **changes: Any) -> None:
    table = tables.batches
    connection.execute(
        table.update().where(table.c.id == batch["id"]).values(version=batch["version"] + 1, **changes)
    )
    before = {name: batch[name] for name in changes}
    audit.record(
        connection,
        who=who,
        action=action,
        kind="batch",
        object_id=batch["id"],
        before=before,
        after=changes,
    )


def _insert_batch(
    connection: sa.Connection, meta: BatchMeta, rows: Sequence[tuple[Any, ...]], who: str
) -> int:
    result = connection.execute(
        tables.batches.insert().values(
            title=meta.title,
            kind=meta.kind,
            status="staged",
            digest=meta.digest,
            rows_digest=cleaning.digest(rows),
            rows=len(rows),
            template_id=meta.template_id,
            supersedes=list(meta.supersedes),
            details=dict(meta.details),
            created_at=audit.now(),
            created_by=who,
            version=1,
        )
    )
    key = result.inserted_primary_key
    assert key is not None
    return int(key[0])


def _insert_sources(connection: sa.Connection, entries: list[dict[str, str]], *, needed: set[str]) -> None:
    known = set(connection.execute(sa.select(tables.sources.c.id)).scalars())
    new = {entry["id"]: entry for entry in entries if entry["id"] not in known}
    unknown = needed - known - new.keys()
    if unknown:
        raise UserError("store.source_unknown", source=min(unknown))
    if new:
        connection.execute(tables.sources.insert(), list(new.values()))


def _insert_observations(
    connection: sa.Connection, batch_id: int, rows: list[tuple[Any, ...]], *, postgresql: bool
) -> None:
    """Write many rows fast: COPY on PostgreSQL, one prepared statement on SQLite."""
    columns = ", ".join(("batch_id", *cleaning.COLUMNS))
    if postgresql:
        cursor = connection.connection.cursor()
        with cursor.copy(f"COPY observations ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row((batch_id, *row))
        return
    if rows:
        places = ", ".join("?" * (len(cleaning.COLUMNS) + 1))
        statement = f"INSERT INTO observations ({columns}) VALUES ({places})"  # noqa: S608 – names are ours
        connection.exec_driver_sql(statement, [(batch_id, *row) for row in rows])
