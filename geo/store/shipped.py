"""What comes with the program: published figures, kept as one batch, and programmes that were reported."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from functools import cache
from typing import Any

import pandas as pd
import sqlalchemy as sa

from geo import paths
from geo.store import audit, batches, rows, tables
from geo.store.engine import is_postgresql, writing

KIND = "shipped"
WHO = "waspada"
TITLE = "Angka bawaan: terbitan instansi dan pers"
_FIGURES = ("published.csv", "sources.csv", "corrections.csv")


@cache
def digest() -> str:
    """Return the SHA-256 of the shipped figures, their sources and our corrections."""
    content = b"".join(paths.data("statistics", name).read_bytes() for name in _FIGURES)
    return hashlib.sha256(content).hexdigest()


def load(engine: sa.Engine) -> None:
    """Publish the shipped figures once; a newer edition supersedes the older one.

    Does nothing when this edition was loaded before, whatever became of it since: an officer who rolled it
    back does not find it again at the next start.
    """
    table = tables.batches
    with engine.connect() as connection:
        seen = connection.execute(sa.select(table.c.status).where(table.c.digest == digest())).scalars().all()
        older = connection.execute(
            sa.select(table.c.id).where(table.c.kind == KIND, table.c.status == "published")
        ).scalars()
        supersedes = tuple(older)
    if any(status != "staged" for status in seen):
        return
    meta = batches.BatchMeta(title=TITLE, digest=digest(), kind=KIND, supersedes=supersedes)
    staged = batches.stage(engine, meta, figures(), sources=sources(), who=WHO)
    try:
        batches.publish(engine, staged.batch_id, who=WHO)
    except batches.StaleError:  # another process, started in the same moment, was first
        return


def load_programmes(engine: sa.Engine) -> None:
    """Enter the shipped programmes once; a newer edition replaces those that nobody has edited since."""
    content = b"".join(
        paths.data("statistics", f"{n}.csv").read_bytes() for n in ("programmes", "programme_sources")
    )
    edition = hashlib.sha256(content).hexdigest()
    mark = sa.and_(tables.documents.c.kind == KIND, tables.documents.c.id == "programmes")
    table = tables.programmes
    seen = sa.select(tables.documents.c.title).where(mark)
    with engine.connect() as connection:
        if connection.execute(seen).scalar() == edition:
            return
    with writing(engine) as connection:
        if is_postgresql(engine):
            connection.execute(sa.text("LOCK TABLE programmes IN EXCLUSIVE MODE"))
        if connection.execute(seen).scalar() == edition:  # another process was first
            return
        connection.execute(table.delete().where(table.c.updated_by == WHO))
        connection.execute(tables.documents.delete().where(mark))
        known = set(connection.execute(sa.select(tables.sources.c.id)).scalars())
        described = [rows.source(entry) for entry in rows.records(_read("programme_sources.csv"))]
        new = [entry for entry in described if entry["id"] not in known]
        if new:
            connection.execute(tables.sources.insert(), new)
        entries = [_programme(entry) for entry in rows.records(_read("programmes.csv"))]
        connection.execute(table.insert(), entries)
        stamp = {"created_at": audit.now(), "updated_at": audit.now(), "created_by": WHO, "updated_by": WHO}
        about = {"kind": KIND, "id": "programmes", "title": edition, "status": "published", "payload": {}}
        connection.execute(tables.documents.insert().values(**about, **stamp, version=1))
        audit.record(
            connection,
            who=WHO,
            action="load",
            kind="programme",
            object_id="shipped",
            after={"entries": len(entries), "digest": edition},
        )


def _programme(entry: Mapping[str, Any]) -> dict[str, Any]:
    days = {n: dt.date.fromisoformat(entry[n]) if entry[n] else None for n in ("start", "end")}
    kept = dict(entry) | {"details": {}, "version": 1}
    return kept | days | {"updated_at": audit.now(), "updated_by": WHO}


def figures() -> pd.DataFrame:
    """Read ``data/statistics/published.csv`` with ``corrections.csv`` applied, each told in the note.

    The cell is the place in the file, to find a figure again. Raises ``ValueError`` when a correction meets
    no figure: then the files do not belong together.
    """
    table = _read("published.csv")
    table["value"] = table["value"].astype("int64")
    table["sheet"] = "published.csv"
    table["cell"] = [f"I{line}" for line in range(2, len(table) + 2)]
    for fix in _read("corrections.csv").itertuples(index=False):
        column = str(fix.column)
        found = (table["source_id"] == fix.source_id) & (table[column] == fix.was)
        found &= table["note"].str.startswith(str(fix.note_starts))
        if not found.any():
            raise ValueError(f"correction of {fix.source_id} meets no figure")
        told = table["note"] + f" [{column} here: {fix.becomes}; {fix.reason}]"
        table[column] = table[column].mask(found, str(fix.becomes))
        table["note"] = table["note"].mask(found, told)
    return table.drop(columns=["level", "area_name"])


def sources() -> pd.DataFrame:
    """Read ``data/statistics/sources.csv``."""
    return _read("sources.csv").rename(columns=lambda name: name.removeprefix("source_"))


def _read(name: str) -> pd.DataFrame:
    return pd.read_csv(paths.data("statistics", name), dtype=str, keep_default_na=False, encoding="utf-8")
