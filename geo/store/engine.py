"""Opening the database: SQLite (WAL) or PostgreSQL, brought up to the newest tables."""

import logging
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, OperationalError

from geo import paths
from geo.errors import UserError
from geo.store.tables import HEAD

_LOG = logging.getLogger("geo.store")
_BUSY_SECONDS = 30
_ADVISORY_LOCK = 0x5753_5044


class StoreError(UserError):
    """The database cannot be opened or used."""


def location(url: str | None = None) -> str:
    """Return the SQLAlchemy address: ``url``, else ``DATABASE_URL``, else a file in ``WASPADA_HOME``."""
    given = url or os.environ.get("DATABASE_URL")
    if not given:
        return f"sqlite:///{paths.home() / 'waspada.db'}"
    for prefix in ("postgres://", "postgresql://"):
        if given.startswith(prefix):
            return "postgresql+psycopg://" + given.removeprefix(prefix)
    return given


def connect(url: str) -> sa.Engine:
    """Make the engine for ``url`` and bring its tables up to date; raises ``StoreError``."""
    try:
        parsed = sa.make_url(url)
        engine = _sqlite(parsed) if parsed.get_backend_name() == "sqlite" else _postgresql(parsed)
    except (sa.exc.ArgumentError, sa.exc.NoSuchModuleError) as error:
        raise StoreError("store.address_wrong") from error
    except ImportError as error:
        raise StoreError("store.driver_missing") from error
    try:
        _migrate(engine)
    except DBAPIError as error:
        _LOG.exception("the store cannot be opened")
        engine.dispose()
        raise StoreError("store.unreachable", place=_place(parsed)) from error
    return engine


def _place(url: sa.URL) -> str:
    """Name the database without user or password."""
    if url.get_backend_name() == "sqlite":
        return Path(url.database or ":memory:").name
    return f"{url.host or 'localhost'}/{url.database}"


def _postgresql(url: sa.URL) -> sa.Engine:
    return sa.create_engine(url, pool_pre_ping=True, pool_size=5, max_overflow=10)


def _sqlite(url: sa.URL) -> sa.Engine:
    engine = sa.create_engine(url, connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False})
    sa.event.listen(engine, "connect", _prepare_sqlite)
    # The driver opens transactions late and leaves table changes outside them: we begin them ourselves,
    # and a writer takes its lock at once, so that it waits for another writer instead of failing halfway.
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    # FULL: what was published survives a power cut, not only a crash of the program.
    connection.execute("PRAGMA synchronous = FULL")
    if connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
        return
    for attempt in range(100):  # two first starts at once: this pragma does not wait by itself
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            if attempt == 99:
                raise
            time.sleep(0.05)


def _begin_sqlite(connection: sa.Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Give a connection that sees one state of the data from first to last read."""
    level: dict[str, Any] = {"isolation_level": "REPEATABLE READ"} if is_postgresql(engine) else {}
    with _sentences(), engine.connect().execution_options(**level) as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Give a connection whose changes are kept together or not at all."""
    with _sentences(), engine.connect().execution_options(writing=True) as connection, connection.begin():
        yield connection


@contextmanager
def _sentences() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        _LOG.exception("the store did not answer")
        raise StoreError("store.busy") from error


def is_postgresql(engine: sa.Engine) -> bool:
    """Say whether the engine speaks to PostgreSQL."""
    return engine.dialect.name == "postgresql"


def _migrate(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        current = _revision(connection)
    if current == HEAD:
        return
    from alembic import command
    from alembic.config import Config
    from alembic.util.exc import CommandError

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        if is_postgresql(engine):
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_ADVISORY_LOCK)))
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise StoreError("store.too_new") from error


def _revision(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    return found
