"""XLSX, XLS and ODS, read in a process of their own with limits of memory and time."""

import datetime as dt
import json
import logging
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from geo.counts.readers import limits
from geo.counts.readers.sheet import HEAD, Cell, Merge, Notice, Row, Sheet, unref
from geo.errors import UserError

_log = logging.getLogger("geo.counts.readers")

MAX_ROWS = 400_000
MAX_CELLS = 6_000_000
_MEMORY_MB = 640
_CHILD = Path(__file__).with_name("_workbook_child.py")


def read_workbook(
    content: bytes,
    *,
    name: str,
    kind: str,
    progress: Callable[[str, int], None] | None = None,
) -> tuple[str, list[Sheet], list[Notice]]:
    """Return kind, sheets and notices of a spreadsheet.

    ``progress(step, rows)`` is called now and then; what it raises stops the reading. Raises ``UserError``
    with one sentence for a file that is damaged, locked, too large or not a spreadsheet.
    """
    if len(content) > limits.MAX_FILE:
        raise UserError("desk.file.too_large", name=name, limit=limits.MAX_FILE // 1024 // 1024)
    if kind == "zip":
        kind, notices = limits.open_zip(content, name=name)
    elif kind == "ole":
        kind, notices = limits.open_ole(content, name=name)
    else:
        kind, notices = "xls", []
    # 4.5 s for a small file; one that needs more has to be large.
    seconds = 4.5 + len(content) / 250_000
    try:
        sheets = _collect(content, name=name, seconds=seconds, progress=progress)
    except UserError:
        raise
    except (ValueError, TypeError, KeyError, IndexError) as error:
        raise UserError("desk.file.damaged", name=name) from error
    if not sheets:
        raise UserError("desk.file.no_sheet", name=name)
    return kind, sheets, notices


def _collect(
    content: bytes, *, name: str, seconds: float, progress: Callable[[str, int], None] | None
) -> list[Sheet]:
    import python_calamine

    packages = str(Path(python_calamine.__file__).parent.parent)
    process = subprocess.Popen(  # noqa: S603  (our own script, run by our own interpreter)
        [sys.executable, "-I", "-S", str(_CHILD), str(_MEMORY_MB), packages, str(MAX_ROWS), str(MAX_CELLS)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    late = threading.Event()

    def stop() -> None:
        late.set()
        process.kill()

    timer = threading.Timer(seconds, stop)
    timer.start()
    feeder = threading.Thread(target=_feed, args=(process, content), daemon=True)
    feeder.start()
    assert process.stdout is not None
    try:
        sheets, ended = _parse(process.stdout, name=name, progress=progress)
        process.wait()
    finally:
        timer.cancel()
        process.kill()
        process.wait()
        feeder.join()
        process.stdout.close()
    if late.is_set():
        raise UserError("desk.file.slow", name=name)
    if process.returncode < 0 and not ended:
        # The parser ran out of the memory it may use: the process was ended by the system.
        raise UserError("desk.file.too_many_cells", name=name, rows=MAX_ROWS)
    if not ended:
        _log.warning("the spreadsheet process ended early with code %s", process.returncode)
        raise UserError("desk.file.damaged", name=name)
    return sheets


def _feed(process: "subprocess.Popen[bytes]", content: bytes) -> None:
    assert process.stdin is not None
    try:
        process.stdin.write(content)
        process.stdin.close()
    except OSError:  # the reader gave up on the file before its end: its verdict is on stdout
        pass


def _parse(lines: Any, *, name: str, progress: Callable[[str, int], None] | None) -> tuple[list[Sheet], bool]:
    parts: list[tuple[dict[str, Any], list[Row]]] = []
    pad: list[Cell] = []
    ended = False
    for number, line in enumerate(lines):
        if not line.endswith(b"\n"):
            break
        value = json.loads(line)
        if isinstance(value, list):
            parts[-1][1].append(pad + [_cell(cell) for cell in value])
            if progress is not None and number % 5_000 == 0:
                progress("read", number)
        elif value == "end":
            ended = True
        elif "error" in value:
            _refuse(value, name=name)
        else:
            top, left = value["start"]
            parts.append((value, [() for _ in range(top)]))
            pad = [None] * left
    return [_sheet(value, rows) for value, rows in parts], ended


def _refuse(value: dict[str, Any], *, name: str) -> None:
    _log.info("spreadsheet refused: %s", value)
    if value["error"] == "too_large":
        raise UserError("desk.file.too_many_cells", name=name, rows=MAX_ROWS)
    if value["error"] == "password":
        raise UserError("desk.file.password", name=name)
    raise UserError("desk.file.damaged", name=name)


def _sheet(value: dict[str, Any], rows: list[Row]) -> Sheet:
    return Sheet(
        name=value["sheet"],
        head=rows[:HEAD],
        rows=lambda: iter(rows),
        long=len(rows) > HEAD,
        merges=tuple(Merge(*merge) for merge in value["merges"]),
        hidden=value["hidden"],
        formulas=frozenset(unref(address) for address in value["formulas"]),
        uncalculated=frozenset(unref(address) for address in value["empty"]),
    )


def _cell(value: Any) -> Cell:
    if isinstance(value, dict):
        if "d" in value:
            return dt.date.fromisoformat(value["d"])
        return dt.datetime.fromisoformat(value["t"])
    return value  # type: ignore[no-any-return]
