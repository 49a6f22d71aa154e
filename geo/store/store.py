"""The store: one object through which every room reads and writes."""

import threading
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import pandas as pd
import sqlalchemy as sa

from geo.store import batches, documents, programmes, shipped, tables
from geo.store.batches import BatchMeta, Staged
from geo.store.documents import Document
from geo.store.engine import connect, location, reading
from geo.store.snapshot import Snapshot

_TEXT_COLUMNS = ("procedural", "country", "sex", "sector", "kind", "complete_for", "sheet", "cell", "note")


class Store:
    """Observations, sources, batches, audit, documents and programmes of one database.

    Every read of observations sees published batches only. Safe to share between threads.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None

    @property
    def version(self) -> str:
        """Return the data version: twelve hexadecimal digits that name the published state."""
        with reading(self.engine) as connection:
            return batches.state_digest(connection)

    def observations(
        self,
        *,
        indicator: str | None = None,
        role: str | None = None,
        within: str | None = None,
        batch_id: int | None = None,
    ) -> pd.DataFrame:
        """Return published observations, in the order they came; periods are ``datetime.date``.

        ``within`` keeps the codes that start with it ("00" or None: all); ``batch_id`` shows one batch
        whatever its status, for the officer who is about to publish it.
        """
        table = self._read(batch_id)[0] if batch_id is not None else self.snapshot().observations
        keep = pd.Series(True, index=table.index)
        if indicator is not None:
            keep &= table["indicator"] == indicator
        if role is not None:
            keep &= table["role"] == role
        if within not in (None, "00"):
            keep &= table["area_code"].str.startswith(str(within))
        return table[keep].reset_index(drop=True)

    def sources(self) -> pd.DataFrame:
        """Return the sources of the published observations and of the programmes, indexed by id.

        Columns: title, url, date (as precise as known: "2024-11-09", "2023-07", "2018" or ""), publisher,
        file_name, note, reported_until (the last day any of its figures speaks of; None for programmes).
        """
        figures, table = self.snapshot().sources, tables.programmes
        query = sa.select(tables.sources).where(tables.sources.c.id.in_(sa.select(table.c.source_id)))
        others = self._table(query.order_by(tables.sources.c.id), tables.sources).set_index("id")
        others = others[~others.index.isin(figures.index)].assign(reported_until=None)
        return pd.concat([figures, others]) if len(others) else figures.copy()

    def snapshot(self) -> Snapshot:
        """Return the published state as it is now; while nothing is published it stays the same object."""
        version = self.version
        with self._lock:
            if self._snapshot is None or self._snapshot.version != version:
                table, version = self._read(None)
                self._snapshot = Snapshot(version, table, self._read_sources(table))
            return self._snapshot

    def _read(self, batch_id: int | None) -> tuple[pd.DataFrame, str]:
        rows, batch = tables.observations, tables.batches
        query = sa.select(rows).join(batch, batch.c.id == rows.c.batch_id).order_by(rows.c.id)
        query = query.where(batch.c.status == "published" if batch_id is None else batch.c.id == batch_id)
        with reading(self.engine) as connection:
            found = connection.execute(query).all()
            version = batches.state_digest(connection)
        table = pd.DataFrame([tuple(row) for row in found], columns=[c.name for c in rows.columns])
        kinds = dict.fromkeys(_TEXT_COLUMNS, "str") | {"area_code": "str", "source_id": "str"}
        kinds |= {"role": "str", "indicator": "str", "id": "int64", "batch_id": "int64", "value": "int64"}
        return table.astype(kinds), version

    def _read_sources(self, observations: pd.DataFrame) -> pd.DataFrame:
        with reading(self.engine) as connection:
            found = connection.execute(sa.select(tables.sources).order_by(tables.sources.c.id)).all()
        table = pd.DataFrame([tuple(row) for row in found], columns=[c.name for c in tables.sources.columns])
        table = table.set_index("id")
        until = observations.groupby("source_id")["period_end"].max()
        return table[table.index.isin(until.index)].assign(reported_until=until)

    def stage(
        self,
        meta: BatchMeta,
        observations: pd.DataFrame | Iterable[Mapping[str, Any]],
        *,
        sources: pd.DataFrame | Iterable[Mapping[str, Any]] = (),
        who: str,
    ) -> Staged:
        """Keep a batch for review; see ``geo.store.batches.stage``."""
        return batches.stage(self.engine, meta, observations, sources=sources, who=who)

    def publish(
        self, batch_id: int, who: str, *, version: int | None = None, data_version: str | None = None
    ) -> None:
        """Make a staged batch visible; see ``geo.store.batches.publish``."""
        batches.publish(self.engine, batch_id, who=who, version=version, data_version=data_version)

    def rollback(self, batch_id: int, who: str, *, version: int | None = None) -> None:
        """Take a batch out again; see ``geo.store.batches.rollback``."""
        batches.rollback(self.engine, batch_id, who=who, version=version)

    def batches(self) -> pd.DataFrame:
        """Return all batches whatever their status, newest first."""
        return self._table(sa.select(tables.batches).order_by(tables.batches.c.id.desc()), tables.batches)

    def audit(self, *, kind: str | None = None, object_id: object = None) -> pd.DataFrame:
        """Return the audit, newest first: at, who, action, object, object_id, before, after."""
        query = sa.select(tables.audit).order_by(tables.audit.c.id.desc())
        if kind is not None:
            query = query.where(tables.audit.c.object == kind)
        if object_id is not None:
            query = query.where(tables.audit.c.object_id == str(object_id))
        return self._table(query, tables.audit)

    def _table(self, query: sa.Select[Any], table: sa.Table) -> pd.DataFrame:
        with reading(self.engine) as connection:
            rows = [tuple(row) for row in connection.execute(query)]
        return pd.DataFrame(rows, columns=[c.name for c in table.columns])

    def save_document(
        self,
        kind: str,
        *,
        payload: Mapping[str, Any],
        who: str,
        id: str | None = None,
        title: str = "",
        status: str = "draft",
        version: int | None = None,
    ) -> Document:
        """Keep a new document, or a change of the ``version`` looked at; see ``geo.store.documents``."""
        return documents.save(
            self.engine, kind, payload=payload, who=who, id=id, title=title, status=status, version=version
        )

    def document(self, kind: str, id: str) -> Document:
        """Return one document; raises ``UserError`` when there is none."""
        return documents.get(self.engine, kind, id)

    def documents(self, kind: str, *, status: str | None = None) -> list[Document]:
        """Return the documents of a kind, newest change first."""
        return documents.find(self.engine, kind, status=status)

    def delete_document(self, kind: str, id: str, *, who: str, version: int) -> None:
        """Remove a document; how it was stays in the audit."""
        documents.delete(self.engine, kind, id, who=who, version=version)

    def programmes(self, *, within: str | None = None, kind: str | None = None) -> pd.DataFrame:
        """Return the programme register, or what of it lies ``within`` an area."""
        return programmes.find(self.engine, within=within, kind=kind)

    def save_programmes(self, entries: Iterable[Mapping[str, Any]], *, who: str) -> list[int]:
        """Add or change entries of the register, all or none; see ``geo.store.programmes.save``."""
        return programmes.save(self.engine, entries, who=who)

    def delete_programme(self, programme_id: int, *, who: str, version: int) -> None:
        """Remove one entry of the register."""
        programmes.delete(self.engine, programme_id, who=who, version=version)

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()


def open_store(url: str | None = None) -> Store:
    """Open the database at ``url`` (default: ``DATABASE_URL``, else SQLite in ``WASPADA_HOME``).

    The first opening makes the tables, publishes the shipped figures and enters the shipped programmes; later
    ones only check. Raises ``StoreError`` with a sentence when the database cannot be reached or is newer
    than the program.
    """
    engine = connect(location(url))
    shipped.load(engine)
    shipped.load_programmes(engine)
    return Store(engine)


@cache
def _opened(url: str) -> Store:
    return open_store(url)


def default() -> Store:
    """Return the store of this process, opened once per address."""
    return _opened(location())
