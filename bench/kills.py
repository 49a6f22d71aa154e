"""Kills on SQLite and on PostgreSQL at random moments: what was lost, what was left half there.

python bench/kills.py [--kills 200]

First ``waspada counts import FILE``, started as a user starts it, killed anywhere in its measured duration,
and started again with the same file; then a writer that does nothing but stage, publish and roll back, so
that most kills hit a transaction.
"""

import argparse
import collections
import json
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent / "tests" / "database"
sys.path.insert(0, str(TESTS))

import rounds  # noqa: E402 – its folder is no package
import server  # noqa: E402

from geo import areas, store  # noqa: E402

ROWS = 100
MONTHS = (
    "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split()  # noqa: SIM905
)
# Functions of ours, by module, and the phase of the work that they are.
PHASES = {
    ("store", "open_store"): "open",
    ("importing", "read"): "read",
    ("importing", "check"): "check",
    ("importing", "observations"): "stage",
    ("batches", "stage"): "stage",
    ("batches", "publish"): "publish",
}
# Python runs this file first: on a signal the process writes where it is, just before it is killed.
WITNESS = "import faulthandler, signal\nfaulthandler.register(signal.SIGUSR1, open({path!r}, 'w'), False)\n"


def table(path: Path, number: int) -> None:
    """Write a table of districts by twelve months that is another for every number."""
    places = list(areas.table("district")["name"].items())[:ROWS]
    lines = [f"Deportasi PMI menurut daerah asal tahun 2016, kiriman {number}", ""]
    lines.append(";".join(["Kode Kemendagri", "Kabupaten/Kota", *(f"{month} 2016" for month in MONTHS)]))
    for row, (code, name) in enumerate(places):
        lines.append(";".join([code, name, *(str((row * month + number) % 9) for month in range(12))]))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


class Imports:
    """The command, killed and started again until its file is published; then the next file."""

    def __init__(self, url: str, folder: Path, seed: int) -> None:
        self.url, self.folder, self.chance = url, folder, random.Random(seed)
        self.dump, self.file = folder / "where.txt", folder / "kiriman.csv"
        (folder / "sitecustomize.py").write_text(WITNESS.format(path=str(self.dump)), encoding="utf-8")
        self.number, self.announced, self.faults = 0, [], []
        self.phases: collections.Counter[str] = collections.Counter()
        store.open_store(url).close()

    def start(self) -> subprocess.Popen[str]:
        """Start the command; every file replaces the one before it."""
        command = [sys.executable, "-m", "geo", "counts", "import", str(self.file)]
        command += ["--accept-warnings", "--json", "--who", "kills"]
        if self.announced:
            command += ["--supersedes", str(self.announced[-1])]
        self.dump.unlink(missing_ok=True)
        return subprocess.Popen(
            command,
            env={
                **os.environ,
                "DATABASE_URL": self.url,
                "WASPADA_HOME": str(self.folder),
                "PYTHONPATH": str(self.folder),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def whole(self) -> float:
        """Import the file without a kill; return the seconds it took."""
        began = time.perf_counter()
        said, _ = self.start().communicate()
        self.heard(said)
        return time.perf_counter() - began

    def next_file(self) -> None:
        self.number += 1
        table(self.file, self.number)

    def heard(self, said: str) -> None:
        """Note what the command announced, and go on to the next file."""
        try:
            batch = json.loads(said)["batch"]
        except ValueError:
            return
        if batch is None:
            self.faults.append(f"file {self.number} was not published")
        else:
            self.announced.append(batch)
            self.next_file()

    def kill(self, seconds: float) -> None:
        """Start, kill at a random moment of ``seconds``, and look what is there."""
        process = self.start()
        time.sleep(self.chance.uniform(0, seconds))
        if self.dump.exists() and process.poll() is None:
            process.send_signal(signal.SIGUSR1)
            until = time.perf_counter() + 0.1
            while not self.dump.stat().st_size and time.perf_counter() < until:
                time.sleep(0.0005)
        process.send_signal(signal.SIGKILL)
        said, _ = process.communicate()
        self.phases[self.phase(process.returncode)] += 1
        self.heard(said)
        time.sleep(0.1)  # PostgreSQL notices that the client is gone, or ends the commit that it was given
        before = len(self.faults)
        self.faults += rounds.faults(self.url, [f"published {batch}" for batch in self.announced[-1:]])[0]
        self.faults += self.half()
        if len(self.faults) > before:
            print("   fault in round", sum(self.phases.values()), self.faults[before:], flush=True)

    def phase(self, code: int) -> str:
        if code != -signal.SIGKILL:
            return "already over"
        where = self.dump.read_text(encoding="utf-8") if self.dump.exists() else ""
        frames = re.findall(r'(\w+)\.py", line \d+ in (\w+)', where)  # the innermost first
        return next((PHASES[frame] for frame in frames if frame in PHASES), "start or end")

    def half(self) -> list[str]:
        """Return batches whose visible figures are not all of a file's."""
        data = store.open_store(self.url)
        shown = data.observations()
        sizes = shown[shown["batch_id"] != shown["batch_id"].min()].groupby("batch_id").size()
        data.close()
        return [f"batch {batch} shows {size} figures" for batch, size in sizes.items() if size != ROWS * 12]


def imports(name: str, url: str, folder: Path, kills: int) -> bool:
    run = Imports(url, folder, seed=7)
    run.next_file()
    usual = statistics.median(run.whole() for _ in range(3))
    began = time.perf_counter()
    for number in range(1, kills + 1):
        run.kill(usual)
        if number % 20 == 0:  # what was killed can be finished; and the machine may be busier than before
            usual = run.whole()
            print(f"{name:<11} import: {number} kills, {len(run.faults)} faults", file=sys.stderr, flush=True)
    seconds = time.perf_counter() - began
    whole = len(run.announced)
    run.whole()
    if len(run.announced) == whole:
        run.faults.append("the last file could not be imported after the kills")
    names = ["start or end", *dict.fromkeys(PHASES.values()), "already over"]
    phases = ", ".join(f"{run.phases[name]} {name}" for name in names)
    print(
        f"{name:<11} import: {kills} kills in {seconds:.0f} s over {usual:.1f} s of the command "
        f"({phases}); "
        f"{len(run.announced)} files published; faults: {len(run.faults)}",
        flush=True,
    )
    return not run.faults


def writers(name: str, url: str, kills: int) -> bool:
    began = time.perf_counter()
    command = [sys.executable, str(TESTS / "rounds.py"), url, str(kills), "7"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    seconds = time.perf_counter() - began
    print(
        f"{name:<11} writer: {found['kills']} kills in {seconds:.0f} s; {found['announced']} batches "
        f"announced as published, {found['published']} published at the end; faults: {len(found['faults'])}",
        flush=True,
    )
    for fault in found["faults"][:20]:
        print("  ", fault)
    return not found["faults"]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--kills", type=int, default=200)
    kills = arguments.parse_args().kills
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        good = imports("SQLite", f"sqlite:///{folder}/imports.db", folder, kills)
        good &= writers("SQLite", f"sqlite:///{folder}/waspada.db", kills)
    reason = server.why_not()
    if reason:
        print(f"PostgreSQL  skipped: {reason}")
    else:
        with server.running() as address, tempfile.TemporaryDirectory() as home:
            good &= imports("PostgreSQL", server.new_database(address), Path(home), kills)
            good &= writers("PostgreSQL", server.new_database(address), kills)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
