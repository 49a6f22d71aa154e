"""The published figures that come with the program, kept as one batch of every store."""

import hashlib
from functools import cache

import pandas as pd
import sqlalchemy as sa

from geo import paths
from geo.store import batches, tables

KIND = "shipped"
WHO = "waspada"


@cache
def digest() -> str:
    """Return the SHA-256 of the shipped figures, their sources and our corrections."""
    content = b"".join(
        paths.data("statistics", name).read_bytes() for name in ("published.csv", "sources.csv")
    )
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
    meta = batches.BatchMeta(title="published", digest=digest(), kind=KIND, supersedes=supersedes)
    staged = batches.stage(engine, meta, figures(), sources=sources(), who=WHO)
    try:
        batches.publish(engine, staged.batch_id, who=WHO)
    except batches.StaleError:  # another process, started in the same moment, was first
        return


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
