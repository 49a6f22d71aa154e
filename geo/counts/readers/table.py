"""Where the tables of a sheet are: title lines, header rows (merged, two-row), columns and body."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from geo.counts.readers import words
from geo.counts.readers.periods import read_period
from geo.counts.readers.sheet import Cell, Merge, Row, Sheet, blank, plain

_LOOK = 60
"""Body rows that are looked at to learn what a column holds."""


@dataclass(frozen=True)
class Region:
    """One table of a sheet. Rows and columns are zero-based; ``bottom`` is None for "to the end".

    ``headers`` holds for each column from ``left`` on the header texts from top to bottom, without repeats.
    """

    sheet: Sheet
    titles: tuple[str, ...]
    top: int
    body: int
    bottom: int | None
    left: int
    headers: tuple[tuple[str, ...], ...]

    @property
    def columns(self) -> range:
        """Return the column numbers of the table."""
        return range(self.left, self.left + len(self.headers))

    def rows(self) -> Iterator[tuple[int, Row]]:
        """Yield number and cells of every body row."""
        if self.bottom is not None and self.bottom < len(self.sheet.head):
            yield from ((n, self.sheet.head[n]) for n in range(self.body, self.bottom + 1))
            return
        last = None if self.bottom is None else self.bottom + 1
        yield from enumerate(islice(self.sheet.rows(), self.body, last), start=self.body)

    def look(self, column: int) -> list[Cell]:
        """Return the first cells of a column's body that are not blank."""
        last = len(self.sheet.head) if self.bottom is None else self.bottom + 1
        cells = (self.sheet.cell(n, column) for n in range(self.body, min(last, self.body + 10 * _LOOK)))
        found = [cell for cell in cells if not blank(cell)]
        return found[:_LOOK]


def known(cell: Cell) -> bool:
    """Say whether a cell could be a header: a word of the trade or a period."""
    text = plain(cell)
    if not text or len(text) > 80:
        return False
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return read_period(cell) is not None
    return words.use_of(text) is not None or words.value_of(text) is not None or read_period(cell) is not None


def find_regions(sheet: Sheet) -> list[Region]:
    """Return the tables of a sheet from top to bottom, left to right."""
    tops = [row for row in range(len(sheet.head)) if _is_header(sheet, row)]
    blocks: list[tuple[int, int]] = []
    for row in tops:
        if blocks and row <= blocks[-1][1]:
            continue
        top = _first_header_row(sheet, row)
        if blocks and (top <= blocks[-1][1] or not _apart(sheet, top, blocks[-1][0])):
            continue
        blocks.append((top, _last_header_row(sheet, row)))
    blocks = _drop_repeats(sheet, blocks)
    regions: list[Region] = []
    previous = 0
    for number, (top, last) in enumerate(blocks):
        if number + 1 < len(blocks):
            bottom: int | None = blocks[number + 1][0] - 1
        else:
            bottom = None if sheet.long else len(sheet.head) - 1
        titles = _titles(sheet, previous, top)
        regions += _split(sheet, titles, top, last, bottom)
        previous = last + 1
    return regions or _without_header(sheet)


def _apart(sheet: Sheet, top: int, header: int) -> bool:
    """Say whether a later header is one: under a blank line or a title, or the same header again."""
    above = [cell for cell in sheet.head[top - 1] if not blank(cell)]
    return len(above) <= 1 or [plain(c) for c in sheet.head[top]] == [plain(c) for c in sheet.head[header]]


def _is_header(sheet: Sheet, row: int) -> bool:
    cells = [cell for cell in sheet.head[row] if not blank(cell)]
    if len(cells) < 2 or len(cells) > 200:
        return False
    uses = [words.use_of(plain(cell)) for cell in cells]
    anchors = sum(use in words.AREA_USES or use == "code" for use in uses)
    if not anchors:
        return False
    numbers = sum(isinstance(cell, int | float) and read_period(cell) is None for cell in cells)
    if numbers * 3 > len(cells):
        return False
    clear = sum(known(cell) for cell in cells) + sum(_personal(cell) for cell in cells)
    if clear >= 3 or clear * 2 > len(cells) or clear >= 2 <= len(cells) <= 4:
        return clear >= 2 or _numbers_below(sheet, row)
    return _numbers_below(sheet, row)


def _personal(cell: Cell) -> bool:
    from geo.counts.guard.columns import personal_header

    return not known(cell) and personal_header(plain(cell)) is not None


def _numbers_below(sheet: Sheet, row: int) -> bool:
    """Say whether the next filled row holds a text and a number, as the first row of a body does."""
    for below in range(row + 1, min(row + 4, len(sheet.head))):
        cells = [cell for cell in sheet.head[below] if not blank(cell)]
        if cells and not all(known(cell) for cell in cells):
            return any(_numeric(cell) for cell in cells) and any(
                isinstance(cell, str) and not _numeric(cell) for cell in cells
            )
    return False


def _numeric(cell: Cell) -> bool:
    if isinstance(cell, bool):
        return False
    return isinstance(cell, int | float) or (isinstance(cell, str) and cell.strip()[:1].isdigit())


def _anchor(sheet: Sheet, row: int) -> int:
    """Return the rightmost column of a header row that names areas or codes."""
    uses = {c: words.use_of(plain(cell)) for c, cell in enumerate(sheet.head[row]) if not blank(cell)}
    return max(c for c, use in uses.items() if use in words.AREA_USES or use == "code")


def _first_header_row(sheet: Sheet, row: int) -> int:
    """Return the row where a header begins: group titles may stand above the row that names the areas."""
    anchor = _anchor(sheet, row)
    top = row
    while top > 0:
        cells = {c: cell for c, cell in enumerate(sheet.head[top - 1]) if not blank(cell)}
        merged = any(
            m.top == top - 1 == m.bottom and m.left > anchor - 1 and m.right > m.left for m in sheet.merges
        )
        if not cells or (len(cells) < 2 and not merged):
            break
        if min(cells) <= anchor or not all(known(cell) or merged for cell in cells.values()):
            break
        top -= 1
    return top


def _last_header_row(sheet: Sheet, row: int) -> int:
    """Return the last row of a header: further rows hold header words only, none in the area column."""
    anchor = _anchor(sheet, row)
    last = row
    for merge in sheet.merges:
        if merge.top <= row <= merge.bottom and merge.left <= anchor <= merge.right:
            last = max(last, min(merge.bottom, row + 4))
    while last + 1 < len(sheet.head) and last < row + 5:
        cells = {c: cell for c, cell in enumerate(sheet.head[last + 1]) if not blank(cell)}
        if not cells or not (_numbering(cells) or _only_header_words(cells, anchor)):
            break
        last += 1
    return last


def _only_header_words(cells: dict[int, Cell], anchor: int) -> bool:
    return min(cells) > anchor and all(known(cell) for cell in cells.values()) and len(cells) > 1


def _numbering(cells: dict[int, Cell]) -> bool:
    """Say whether a row only numbers its columns: 1, 2, 3 … or (1), (2), (3) …"""
    texts = [plain(cell).strip("()[] .") for _, cell in sorted(cells.items())]
    numbers = [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) <= 3]
    return len(numbers) == len(texts) >= 3 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _drop_repeats(sheet: Sheet, blocks: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Leave out headers that a page break repeats: the same words over the same columns, no title between."""
    kept: list[tuple[int, int]] = []
    for top, last in blocks:
        if kept:
            words_of = [[plain(cell) for cell in sheet.head[r]] for r in (kept[-1][0], top)]
            between = [
                r
                for r in range(max(kept[-1][1] + 1, top - 3), top)
                if any(not blank(c) for c in sheet.head[r])
            ]
            title = any(sum(not blank(c) for c in sheet.head[r]) == 1 for r in between)
            if words_of[0] == words_of[1] and not title:
                continue
        kept.append((top, last))
    return kept


def _titles(sheet: Sheet, first: int, top: int) -> tuple[str, ...]:
    lines: list[str] = []
    for row in range(max(first, top - 12), top):
        texts = [plain(cell) for cell in sheet.head[row] if not blank(cell)]
        if (
            first
            and any(_numeric(cell) for cell in sheet.head[row][1:] if not blank(cell))
            and len(texts) > 1
        ):
            lines = []  # still the body of the table above
            continue
        if texts and not (first and words.is_note(texts[0])):
            lines.append(" ".join(texts))
    return tuple(lines)


def _split(sheet: Sheet, titles: tuple[str, ...], top: int, last: int, bottom: int | None) -> list[Region]:
    """Return the tables that stand side by side under one header, divided by empty columns."""
    end = min(len(sheet.head), last + 1 + _LOOK * 10 if bottom is None else bottom + 1)
    width = max((len(row) for row in sheet.head[top:end]), default=0)
    filled = [any(not blank(sheet.cell(row, column)) for row in range(top, end)) for column in range(width)]
    groups: list[list[int]] = []
    for column in range(width):
        if filled[column]:
            if column and filled[column - 1] and groups:
                groups[-1].append(column)
            else:
                groups.append([column])
    headers = _headers(sheet, top, last, width)
    anchored = [group for group in groups if any(_names_areas(headers[column]) for column in group)]
    body = last + 1
    if len(anchored) <= 1:
        if not groups:
            return []
        left, right = groups[0][0], groups[-1][-1]
        return [Region(sheet, titles, top, body, bottom, left, tuple(headers[left : right + 1]))]
    regions = []
    starts = [group[0] for group in anchored]
    for number, left in enumerate(starts):
        right = starts[number + 1] - 1 if number + 1 < len(starts) else width - 1
        first = groups[0][0] if number == 0 else left
        while right > first and not filled[right]:
            right -= 1
        regions.append(Region(sheet, titles, top, body, bottom, first, tuple(headers[first : right + 1])))
    return regions


def _names_areas(header: tuple[str, ...]) -> bool:
    return any(words.use_of(text) in words.AREA_USES or words.use_of(text) == "code" for text in header)


def _headers(sheet: Sheet, top: int, last: int, width: int) -> list[tuple[str, ...]]:
    """Return each column's header texts; merged cells, and blanks beside a group title, share the title."""
    grid = [
        [_header_text(sheet.cell(row, column)) for column in range(width)] for row in range(top, last + 1)
    ]
    covered: set[tuple[int, int]] = set()
    for merge in sheet.merges:
        _spread(grid, merge, top, last, width=width, covered=covered)
    for depth, line in enumerate(grid[:-1]):
        for column in range(1, width):
            below = any(grid[deeper][column] for deeper in range(depth + 1, len(grid)))
            beside = any(grid[deeper][column - 1] for deeper in range(depth + 1, len(grid)))
            if not line[column] and (depth, column) not in covered and below and beside and line[column - 1]:
                line[column] = line[column - 1]
    if len(grid) > 1 and _numbering({c: text for c, text in enumerate(grid[-1]) if text}):
        grid = grid[:-1]
    return [tuple(dict.fromkeys(line[column] for line in grid if line[column])) for column in range(width)]


def _spread(
    grid: list[list[str]], merge: Merge, top: int, last: int, *, width: int, covered: set[tuple[int, int]]
) -> None:
    if merge.bottom < top or merge.top > last or merge.top < top:
        return
    if merge.left >= width:
        return
    text = grid[merge.top - top][merge.left]
    for row in range(merge.top, min(merge.bottom, last) + 1):
        for column in range(merge.left, min(merge.right, width - 1) + 1):
            grid[row - top][column] = text
            covered.add((row - top, column))


def _header_text(cell: Cell) -> str:
    """Return a header cell as text; a date in a header is the month it stands for."""
    if hasattr(cell, "strftime") and getattr(cell, "day", 0) == 1:
        return f"{getattr(cell, 'year', 0):04d}-{getattr(cell, 'month', 0):02d}"
    return plain(cell)


def _without_header(sheet: Sheet) -> list[Region]:
    """Return the one table of a sheet that has no header: a column of names, a column of numbers."""
    from geo.counts.readers.places import names_area

    rows = [n for n, row in enumerate(sheet.head) if sum(not blank(cell) for cell in row) >= 2]
    good = [
        n
        for n in rows
        if any(isinstance(cell, str) and names_area(plain(cell)) for cell in sheet.head[n])
        and any(_numeric(cell) for cell in sheet.head[n])
    ]
    if len(good) < 1 or len(good) * 2 < len(rows):
        return []
    first = good[0]
    width = max(len(row) for row in sheet.head)
    filled = [
        c for c in range(width) if any(not blank(sheet.cell(n, c)) for n in range(first, len(sheet.head)))
    ]
    titles = tuple(
        " ".join(plain(c) for c in sheet.head[n] if not blank(c))
        for n in range(first)
        if any(not blank(c) for c in sheet.head[n])
    )
    headers = tuple(() for _ in range(filled[0], filled[-1] + 1))
    return [
        Region(sheet, titles, first, first, None if sheet.long else len(sheet.head) - 1, filled[0], headers)
    ]
