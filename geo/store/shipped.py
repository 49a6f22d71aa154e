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
    """Return the SHA-256 of the shipped figures and their sources."""
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
    """Read ``data/statistics/published.csv``; the cell is the line of the file, to find a figure again."""
    table = pd.read_csv(
        paths.data("statistics", "published.csv"), dtype=str, keep_default_na=False, encoding="utf-8"
    )
    table["value"] = table["value"].astype("int64")
    table["sheet"] = "published.csv"
    table["cell"] = [f"I{line}" for line in range(2, len(table) + 2)]
    return table.drop(columns=["level", "area_name"])


def sources() -> pd.DataFrame:
    """Read ``data/statistics/sources.csv``."""
    table = pd.read_csv(
        paths.data("statistics", "sources.csv"), dtype=str, keep_default_na=False, encoding="utf-8"
    )
    return table.rename(columns=lambda name: name.removeprefix("source_"))
