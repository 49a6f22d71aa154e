"""200 kills of a writer on SQLite and on PostgreSQL: what was lost, what was left half there.

python bench/kills.py [--kills 200]
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent / "tests" / "database"
sys.path.insert(0, str(TESTS))

import server  # noqa: E402 – its folder is no package


def rounds(name: str, url: str, kills: int) -> bool:
    began = time.perf_counter()
    command = [sys.executable, str(TESTS / "rounds.py"), url, str(kills), "7"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    seconds = time.perf_counter() - began
    print(
        f"{name:<11} {found['kills']} kills in {seconds:.0f} s; {found['announced']} batches announced as "
        f"published, {found['published']} published at the end; faults: {len(found['faults'])}"
    )
    for fault in found["faults"][:20]:
        print("  ", fault)
    return not found["faults"]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--kills", type=int, default=200)
    kills = arguments.parse_args().kills
    with tempfile.TemporaryDirectory() as folder:
        good = rounds("SQLite", f"sqlite:///{folder}/waspada.db", kills)
    reason = server.why_not()
    if reason:
        print(f"PostgreSQL  skipped: {reason}")
    else:
        with server.running() as address:
            good &= rounds("PostgreSQL", server.new_database(address), kills)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
