"""The store: batches of observations, sources, audit, documents, programmes – SQLite or PostgreSQL."""

from geo.store.batches import BatchMeta, Staged, StaleError
from geo.store.documents import Document
from geo.store.engine import StoreError, location
from geo.store.rows import COLUMNS
from geo.store.snapshot import Snapshot
from geo.store.store import Store, default, open_store
from geo.store.tables import (
    BATCH_STATUS,
    INDICATORS,
    PROCEDURAL,
    PROGRAMME_KINDS,
    PROGRAMME_STATUS,
    ROLES,
)

__all__ = [
    "BATCH_STATUS",
    "COLUMNS",
    "INDICATORS",
    "PROCEDURAL",
    "PROGRAMME_KINDS",
    "PROGRAMME_STATUS",
    "ROLES",
    "BatchMeta",
    "Document",
    "Snapshot",
    "Staged",
    "StaleError",
    "Store",
    "StoreError",
    "default",
    "location",
    "open_store",
]
