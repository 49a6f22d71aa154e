"""How fast figures go in and come back, beside the plain way (one INSERT a row).

python bench/store.py [--rows 200000]
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "database"))

import pandas as pd
import server

from geo import counts, store
from geo.store import engine, tables


def rows(number: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "area_code": [f"{5301 + i % 21}" for i in range(number)],
            "role": "origin",
            "indicator": "deceased",
            "procedural": "unknown",
            "country": [f"C{i % 50}" for i in range(number)],
            "period_start": "2025-01-01",
            "period_end": "2025-01-31",
            "value": range(number),
            "source_id": "B1",
        }
    )


def measure(name: str, url: str, number: int) -> None:
    def timed(what: str, act):
        began = time.perf_counter()
        result = act()
        print(f"{name:<11} {what:<46} {time.perf_counter() - began:7.2f} s")
        return result

    data = timed("first start: tables and 1,506 figures", lambda: store.open_store(url))
    data.close()
    data = timed("later start", lambda: store.open_store(url))
    figures, source = rows(number), [{"id": "B1", "title": "bench"}]
    meta = store.BatchMeta(title="bench", digest="b" * 64)
    staged = timed(f"stage {number:,} rows", lambda: data.stage(meta, figures, sources=source, who="b"))
    timed("publish", lambda: data.publish(staged.batch_id, "b"))
    timed(f"read {number + 1506:,} rows (first time)", data.observations)
    timed("read again (kept)", data.observations)
    year = counts.Window.year(2024)
    timed("select NTT 2024", lambda: counts.select(year, "deceased", within="53", store=data))

    def plain() -> None:
        few = figures.head(number // 20).assign(batch_id=staged.batch_id)
        for name in ("period_start", "period_end"):
            few[name] = pd.to_datetime(few[name]).dt.date
        with engine.writing(data.engine) as connection:
            for record in few.to_dict("records"):
                connection.execute(tables.observations.insert().values(**record))

    timed(f"the plain way, {number // 20:,} rows only", plain)
    data.close()


def imports() -> None:
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"WASPADA_HOME": folder}
        command = [sys.executable, "-m", "geo", "counts", "batches", "--json"]
        for what in ("first command", "later command"):
            began = time.perf_counter()
            subprocess.run(command, env=environment, check=True, capture_output=True)
            print(f"{'program':<11} {what:<46} {time.perf_counter() - began:7.2f} s")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=200_000)
    number = arguments.parse_args().rows
    with tempfile.TemporaryDirectory() as folder:
        measure("SQLite", f"sqlite:///{folder}/waspada.db", number)
    reason = server.why_not()
    if reason:
        print(f"PostgreSQL  skipped: {reason}")
    else:
        with server.running() as address:
            measure("PostgreSQL", server.new_database(address), number)
    imports()


if __name__ == "__main__":
    main()
