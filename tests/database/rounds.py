"""Kill a writer at random moments, over and over, and look whether anything was lost or is half there.

    python rounds.py URL KILLS SEED

Prints one JSON line: kills, batches found published, how many of them the killed writer had announced, and
the faults found (none, or the test fails). The writer is forked, so that most kills hit work, not start-up.
"""

import json
import os
import random
import signal
import sys
import time

import sqlalchemy as sa

from geo import store
from geo.store import engine, tables

ROWS = 400
# A batch keeps its predecessors out of sight while published, and when superseded in its turn.
IN_FORCE = ("published", "superseded")


def _rows(number, source):
    return [
        {
            "area_code": f"53{1 + i % 21:02d}",
            "role": "origin",
            "indicator": "deceased",
            "procedural": "unknown",
            "country": f"{number}-{i}",
            "period_start": "2025-01-01",
            "period_end": "2025-01-31",
            "value": number * 1000 + i,
            "source_id": source,
        }
        for i in range(ROWS)
    ]


def write(url, first, announce):
    """Stage and publish batches until killed; every other one supersedes the one before, some roll back."""
    data = store.open_store(url)
    os.write(announce, b"ready\n")
    number, before = first, None
    while True:
        supersedes = (before,) if before is not None and number % 2 else ()
        meta = store.BatchMeta(title=f"file {number}", digest=f"{number:064d}", supersedes=supersedes)
        source = {"id": f"K{number}", "title": f"file {number}"}
        batch = data.stage(meta, _rows(number, source["id"]), sources=[source], who="writer").batch_id
        data.publish(batch, "writer")
        os.write(announce, f"published {batch}\n".encode())
        if number % 5 == 4:
            os.write(announce, f"rolling {batch}\n".encode())
            data.rollback(batch, "writer")
            os.write(announce, f"rolled {batch}\n".encode())
            before = None
        else:
            before = batch
        number += 1


def faults(url, said):
    """Return what is wrong in the database, given what the writers had announced."""
    data = store.open_store(url)
    found = []
    with engine.reading(data.engine) as connection:
        batches = {row.id: row for row in connection.execute(sa.select(tables.batches))}
        rows = tables.observations
        counted = connection.execute(sa.select(rows.c.batch_id, sa.func.count()).group_by(rows.c.batch_id))
        held = dict(tuple(row) for row in counted)
        told = sa.select(tables.audit.c.object_id, tables.audit.c.action)
        audit = connection.execute(told.where(tables.audit.c.object == "batch")).all()
        if data.engine.dialect.name == "sqlite":
            state = connection.exec_driver_sql("PRAGMA integrity_check").scalar()
            if state != "ok":
                found.append(f"integrity: {state}")
    actions = {}
    for key, action in audit:
        actions.setdefault(int(key), []).append(action)
    for key, batch in batches.items():
        if held.get(key, 0) != batch.rows:
            found.append(f"batch {key} holds {held.get(key, 0)} of {batch.rows} rows")
        if (batch.published_at is not None) != ("publish" in actions.get(key, [])):
            found.append(f"batch {key}: audit and state disagree")
        if batch.status == "superseded" and batches[batch.superseded_by].status not in IN_FORCE:
            found.append(f"batch {key} is superseded by one that is not in force")
    found += [f"rows of no batch {key}" for key in held.keys() - batches.keys()]
    for line in said:
        word, key = line.split()
        batch = batches.get(int(key))
        if batch is None or (word == "published" and batch.status == "staged"):
            found.append(f"batch {key} was announced as published and is lost")
        if word == "rolled" and batch is not None and batch.status != "rolled_back":
            found.append(f"batch {key} was announced as rolled back and is not")
        if (
            word == "published"
            and batch is not None
            and batch.status == "rolled_back"
            and f"rolling {key}" not in said
        ):
            found.append(f"batch {key} was rolled back by nobody")
    visible = set(data.observations()["batch_id"])
    published = {key for key, batch in batches.items() if batch.status == "published"}
    if visible != published:
        found.append(f"visible {sorted(visible)} but published {sorted(published)}")
    data.close()
    return found, len(published)


def main(url, kills, seed):
    """Run the rounds and print the result."""
    chance = random.Random(seed)
    store.open_store(url).close()
    said, wrong, published = [], [], 0
    for number in range(kills):
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reader)
            try:
                write(url, number * 1000, writer)
            finally:
                os._exit(1)
        os.close(writer)
        ready = os.read(reader, 6) if number % 10 else b""  # one in ten is killed while it opens the store
        time.sleep(chance.uniform(0.0, 0.15))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        if os.WTERMSIG(status) != signal.SIGKILL:
            wrong.append(f"the writer of round {number} ended by itself")
        if number % 10 and ready != b"ready\n":
            wrong.append(f"the writer of round {number} never started")
        with os.fdopen(reader) as stream:
            said += [line.strip() for line in stream.read().splitlines() if len(line.split()) == 2]
        if number % 10 == 9 or number == kills - 1:
            found, published = faults(url, said)
            wrong += found
    announced = len({line for line in said if line.startswith("published")})
    print(json.dumps({"kills": kills, "published": published, "announced": announced, "faults": wrong}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
