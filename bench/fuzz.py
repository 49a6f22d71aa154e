"""Throw mutated files at the import and look for tracebacks, hangs, memory and half-published batches.

    python bench/fuzz.py --files 10000 --seed 0

Seeds are the files of the corpus (tests/fast/desk). A mutation flips, cuts, repeats or splices bytes, puts
in numbers and signs that break parsers, or does so inside one part of a spreadsheet and packs it again. Each
file goes the whole way to a published batch in a database of its own, and is rolled back when it got there.
"""

# ruff: noqa: E501 – what to put in, many on a line

import argparse
import io
import os
import random
import re
import resource
import signal
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

TOKENS = (
    b"", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b'"', b'""', b";", b"\t", b"\r", b"\n", b",", b"=1+1", b"-1", b"1e308", b"1E999",
    b"NaN", b"9" * 40, b"0" * 5000, b"5321015203850002", b"A" * 40000, b"<", b">", b"&#0;", b"&x;", b"]]>", b"{0}", b"{name}", b"%s",
    "٣".encode(), "🙂".encode(), b"31/02/2024", b"Januari s.d. 99 Mei 2024", b"XFD1048576", b"r=\"A99999999\"", b"t=\"s\"><v>99999999",
    b"<mergeCell ref=\"A1:XFD1048576\"/>", b"Total", b"Jumlah", b"No", b"Kabupaten", b"Nama", b"2024", b"1.234", b"1,234",
)  # fmt: skip
LIMIT_SECONDS = 5.0
LIMIT_MB = 1024


class Hang(Exception):
    pass


def mutate(content: bytes, random_: random.Random) -> bytes:
    if content[:2] == b"PK" and random_.random() < 0.8:
        packed = _inside(content, random_)
        if packed is not None:
            return packed
    return _values(content, random_) if random_.random() < 0.4 else _bytes(content, random_)


def _values(content: bytes, random_: random.Random) -> bytes:
    """Change values only: what stands between tags, or between delimiters; the file stays well formed."""
    pattern = rb">([^<>]+)<" if b"<" in content[:200] else rb"([^;,\t\n]+)"
    for _ in range(random_.randint(1, 5)):
        found = list(re.finditer(pattern, content))
        if not found:
            break
        match = random_.choice(found)
        token = random_.choice(
            [
                *TOKENS,
                random_.choice(found)[1],
                str(random_.randint(-5, 10 ** random_.randint(1, 18))).encode(),
            ]
        )
        if b"<" in content[:200]:
            token = (
                token.replace(b"&", b"&amp;")
                .replace(b"<", b"&lt;")
                .replace(b"\x00", b"")
                .replace(b"\xff\xfe", b"")
            )
        content = content[: match.start(1)] + token + content[match.end(1) :]
    return content


def _bytes(content: bytes, random_: random.Random) -> bytes:
    data = bytearray(content)
    for _ in range(random_.randint(1, 6)):
        kind = random_.randrange(7)
        place = random_.randrange(len(data) + 1)
        if kind == 0 and data:
            data[random_.randrange(len(data))] = random_.randrange(256)
        elif kind == 1:
            data[place:place] = random_.choice(TOKENS)
        elif kind == 2:
            del data[place : place + random_.randint(1, 200)]
        elif kind == 3:
            del data[place:]
        elif kind == 4:
            piece = data[place : place + random_.randint(1, 400)]
            data[place:place] = piece * random_.randint(1, 30)
        elif kind == 5 and data:
            other = random_.randrange(len(data))
            data[place : place + 50] = data[other : other + 50]
        else:
            size = random_.randint(1, 8)
            data[place : place + size] = random_.randbytes(size)
    return bytes(data)


def _inside(content: bytes, random_: random.Random) -> bytes | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except Exception:
        return None
    likely = [
        name
        for name in parts
        if "sheet" in name or "workbook" in name or "content" in name or "shared" in name
    ]
    name = random_.choice(likely if likely and random_.random() < 0.9 else list(parts))
    parts[name] = (_values if random_.random() < 0.6 else _bytes)(parts[name], random_)
    if random_.random() < 0.05:
        parts.pop(random_.choice(list(parts)))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, data in parts.items():
            archive.writestr(part, data)
    return stream.getvalue()


def _alarm(*_: object) -> None:
    raise Hang


def _peak() -> int:
    """Return the most memory this program held, MB; ``ru_maxrss`` counts what its parent held before, too."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    found = re.search(r"VmHWM:\s+(\d+)", status.read_text(encoding="ascii"))
    assert found is not None
    return int(found[1]) // 1024


def _processor() -> float:
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def run(files: int, seed: int, *, show: bool = True) -> dict[str, object]:
    """Return the tally; ``failures`` must be empty."""
    from geo import store
    from geo.counts import importing
    from geo.errors import UserError
    from tests.fast.desk.corpus import CASES, TODAY

    random_ = random.Random(seed)
    seeds = [(case, case.content()) for case in CASES if len(case.content()) < 200_000]
    data = store.open_store(f"sqlite:///{tempfile.mkdtemp()}/fuzz.db")
    before = data.version
    outcomes: Counter[str] = Counter()
    failures: list[str] = []
    slowest = 0.0
    signal.signal(signal.SIGALRM, _alarm)
    for number in range(files):
        case, content = random_.choice(seeds)
        mutated = mutate(content, random_)
        started, processor = time.perf_counter(), _processor()
        signal.setitimer(signal.ITIMER_REAL, 6 * LIMIT_SECONDS)
        try:
            reading = importing.read(mutated, name=case.file, today=TODAY)
            outcome = importing.publish(reading, store=data, who="fuzz", today=TODAY, accepted=True)
            for finding in outcome.findings:
                finding.what.render("id")
            if outcome.staged is None:
                outcomes["blocked"] += 1
            else:
                outcomes["published"] += 1
                rows = data.batches().set_index("id").loc[outcome.staged.batch_id, "rows"]
                if rows != outcome.observations and not outcome.staged.existing:
                    failures.append(f"{number} {case.name}: {rows} rows of {outcome.observations}")
                data.rollback(outcome.staged.batch_id, "fuzz")
        except UserError as error:
            outcomes[error.key] += 1
            if "\n" in error.render("id"):
                failures.append(f"{number} {case.name}: more than one line")
        except Hang:
            failures.append(f"{number} {case.name}: hang")
        except Exception as error:
            failures.append(f"{number} {case.name}: {type(error).__name__} {traceback.format_exc(limit=-3)}")
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        # On a busy machine the clock runs on while others compute: the processor's time is what counts.
        seconds = min(time.perf_counter() - started, _processor() - processor)
        slowest = max(slowest, seconds)
        if seconds > LIMIT_SECONDS:
            failures.append(f"{number} {case.name}: {seconds:.1f} s")
        if show and failures and failures[-1].startswith(f"{number} "):
            print(failures[-1], flush=True)
        if show and number % 500 == 499:
            print(f"{number + 1} files, {len(failures)} failures", flush=True)
    if data.version != before:
        failures.append("something stayed published")
    data.close()
    memory = max(_peak(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
    if memory > LIMIT_MB:
        failures.append(f"{memory} MB")
    return {
        "files": files,
        "seed": seed,
        "outcomes": dict(outcomes),
        "slowest": slowest,
        "memory_mb": memory,
        "failures": failures,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    os.environ.setdefault("WASPADA_HOME", tempfile.mkdtemp())
    result = run(given.files, given.seed)
    for failure in result["failures"][:20]:
        print(failure)
    print({key: value for key, value in result.items() if key != "failures"})
    print(f"{len(result['failures'])} failures in {given.files} mutated files")
    sys.exit(1 if result["failures"] else 0)


if __name__ == "__main__":
    main()
