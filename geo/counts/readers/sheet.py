"""A file as it came: sheets of raw cells, each cell with its address."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from geo.text import Phrase

Cell = str | int | float | bool | dt.date | dt.datetime | dt.time | None
Row = Sequence[Cell]

HEAD = 2_000
"""Rows that are looked at to find tables; a longer sheet is one table that is read row by row."""


LONGEST = 1_000
"""Characters of a cell that are read; no name, number or title is longer."""


@dataclass(frozen=True)
class Notice:
    """Something about the file as a whole that the officer must know (macros, links, hidden sheets)."""

    kind: str
    what: Phrase
    sheet: str = ""
    cell: str = ""


@dataclass(frozen=True)
class Merge:
    """A merged range of cells; zero-based, inclusive."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass
class Sheet:
    """Raw cells of one sheet: the first rows at hand, all rows by iterating.

    Row and column numbers are zero-based and count from the sheet's first cell, so that ``ref`` gives
    the address a spreadsheet program shows.
    """

    name: str
    head: list[Row]
    rows: Callable[[], Iterator[Row]]
    long: bool = False
    merges: tuple[Merge, ...] = ()
    hidden: bool = False
    formulas: frozenset[tuple[int, int]] = frozenset()
    uncalculated: frozenset[tuple[int, int]] = frozenset()

    def cell(self, row: int, column: int) -> Cell:
        """Return a cell of the head; ``None`` outside it."""
        if 0 <= row < len(self.head) and 0 <= column < len(self.head[row]):
            return self.head[row][column]
        return None

    @classmethod
    def of(cls, name: str, rows: Iterable[Row]) -> "Sheet":
        """Return a sheet whose rows are all at hand."""
        cells = list(rows)
        return cls(name=name, head=cells[:HEAD], rows=lambda: iter(cells), long=len(cells) > HEAD)


@dataclass
class Book:
    """One file: its name without personal data, digest of its bytes, size, kind and sheets."""

    name: str
    digest: str
    size: int
    kind: str
    sheets: list[Sheet]
    notices: list[Notice] = field(default_factory=list)


def column_letters(column: int) -> str:
    """Return the letters of a zero-based column: 0 → A, 26 → AA."""
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def ref(row: int, column: int) -> str:
    """Return the address of a zero-based cell: (6, 1) → B7."""
    return f"{column_letters(column)}{row + 1}"


def unref(address: str) -> tuple[int, int]:
    """Return zero-based row and column of an address such as B7."""
    match = re.fullmatch(r"([A-Z]{1,3})([1-9]\d{0,6})", address)
    if match is None:
        raise ValueError(address)
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]) - 1, column - 1


def plain(cell: Cell) -> str:
    """Return a cell as one line of text without outer or double spaces."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e17 else repr(cell)
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    return " ".join(str(cell)[:LONGEST].split())


def blank(cell: Cell) -> bool:
    """Say whether a cell holds nothing a reader can see."""
    return cell is None or (isinstance(cell, str) and not cell.strip())
