"""CSV of any delimiter and encoding, and tables pasted from a screen, read line by line."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from geo.counts.readers import limits
from geo.counts.readers.sheet import HEAD, Row, Sheet
from geo.errors import UserError

DELIMITERS = (";", "\t", ",", "|")
MAX_FIELD = 32_767
_SAMPLE = 256 * 1024
_LONGEST_LINE = 1 << 20
"""Bytes; a longer stretch without a line break is no table and would fill the memory as one row."""
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_delimited(source: Path | bytes, *, name: str, title: str) -> Sheet:
    """Return the one sheet of a text table.

    The encoding is told from the byte order mark, else UTF-8 when the whole file is valid, else UTF-16
    without mark, else Windows-1252. The delimiter is the one that gives the most equal rows. Raises
    ``UserError`` for text that is no table.
    """
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if size > limits.MAX_TEXT:
        raise UserError("desk.file.too_large", name=name, limit=limits.MAX_TEXT // 1024 // 1024)
    encoding = _encoding(source, name=name)
    with _open(source, encoding) as stream:
        sample = stream.read(_SAMPLE)
    if not sample.strip():
        raise UserError("desk.file.nothing", name=name)
    delimiter, quoted = _dialect(sample)

    def rows() -> Iterator[Row]:
        csv.field_size_limit(MAX_FIELD)
        with _open(source, encoding) as stream:
            reader = csv.reader(
                stream, delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
            )
            try:
                yield from reader
            except csv.Error as error:
                raise UserError("desk.file.text_broken", name=name, line=reader.line_num) from error
            except UnicodeError as error:
                raise UserError("desk.file.text_broken", name=name, line=reader.line_num) from error

    head: list[Row] = []
    long = False
    for row in rows():
        if len(head) == HEAD:
            long = True
            break
        head.append(row)
    if head and head[0] and str(head[0][0]).lower().startswith("sep=") and len(head[0]) <= 2:
        head[0] = []  # Excel's own hint line; the row stays so that addresses stay right
    return Sheet(name=title, head=head, rows=rows if long else lambda: iter(head), long=long)


def _open(source: Path | bytes, encoding: str) -> io.TextIOBase:
    raw = io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")
    return io.TextIOWrapper(raw, encoding=encoding, errors="strict", newline="")


def _encoding(source: Path | bytes, *, name: str) -> str:
    _check_lines(source, name=name)
    start = source[:4096] if isinstance(source, bytes) else _start(source)
    for mark, encoding in _BOMS:
        if start.startswith(mark):
            return encoding if _valid(source, encoding) else _broken(name)
    if start[:4096].count(0) > len(start) / 4:
        encoding = "utf-16-le" if start[1::2].count(0) > start[::2].count(0) else "utf-16-be"
        return encoding if _valid(source, encoding) else _broken(name)
    if 0 in start:
        raise UserError("desk.file.kind", name=name)
    if _valid(source, "utf-8"):
        return "utf-8"
    control = sum(1 for byte in start if byte < 32 and byte not in (9, 10, 13, 12))
    if control > len(start) / 50:
        raise UserError("desk.file.kind", name=name)
    return "cp1252" if _valid(source, "cp1252") else "latin-1"


def _check_lines(source: Path | bytes, *, name: str) -> None:
    with io.BytesIO(source) if isinstance(source, bytes) else source.open("rb") as stream:
        while chunk := stream.read(_LONGEST_LINE):
            if len(chunk) == _LONGEST_LINE and b"\n" not in chunk and b"\r" not in chunk:
                raise UserError("desk.file.too_wide", name=name)


def _broken(name: str) -> str:
    raise UserError("desk.file.damaged", name=name)


def _start(source: Path) -> bytes:
    with source.open("rb") as stream:
        return stream.read(4096)


def _valid(source: Path | bytes, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    stream = io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")
    try:
        with stream:
            while chunk := stream.read(_LONGEST_LINE):
                decoder.decode(chunk)
            decoder.decode(b"", True)
    except UnicodeError:
        return False
    return True


def _dialect(sample: str) -> tuple[str, bool]:
    """Return delimiter and whether double quotes are quotes, from the rows a sample gives."""
    lines = sample.splitlines(keepends=True)[:200]
    if len(lines) > 1 and len(sample) >= _SAMPLE - 1:
        lines = lines[:-1]
    first = lines[0].strip().lower()
    quoted = sample.count('"') % 2 == 0 or len(sample) >= _SAMPLE - 1
    if first.startswith("sep=") and len(first) == 5:
        return first[4], quoted
    best, score = ",", -1.0
    for delimiter in DELIMITERS:
        widths = Counter(width for width in _widths(lines, delimiter, quoted) if width > 1)
        if not widths:
            continue
        width, times = max(widths.items(), key=lambda pair: (pair[1] * min(pair[0], 4), pair[0]))
        # The order of DELIMITERS settles ties: a comma may be a decimal mark inside semicolon rows.
        value = times * (1 + min(width, 12) / 100)
        if value > score * 1.05:
            best, score = delimiter, value
    return best, quoted


def _widths(lines: list[str], delimiter: str, quoted: bool) -> Iterator[int]:
    reader: Callable[..., Iterator[list[str]]] = csv.reader
    try:
        for row in reader(
            lines, delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
        ):
            filled = [cell for cell in row if cell.strip()]
            yield len(row) if filled else 0
    except csv.Error:
        return
