"""Periods as offices write them: "Januari s.d. 9 November 2024", "TW I 2024", "Jan-24", "2015-2019"."""

# ruff: noqa: E501 – tables of patterns, one a line

import calendar
import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from geo.counts.readers.sheet import Cell, plain

_MONTHS = {
    1: ("januari", "jan", "january", "jan."),
    2: ("februari", "feb", "february", "pebruari", "peb", "februai", "febuari"),
    3: ("maret", "mar", "march", "mrt"),
    4: ("april", "apr"),
    5: ("mei", "may"),
    6: ("juni", "jun", "june"),
    7: ("juli", "jul", "july"),
    8: ("agustus", "agu", "ags", "agt", "agst", "agus", "august", "aug"),
    9: ("september", "sep", "sept"),
    10: ("oktober", "okt", "october", "oct"),
    11: ("november", "nov", "nopember", "nop"),
    12: ("desember", "des", "december", "dec"),
}
_MONTH = {name: number for number, names in _MONTHS.items() for name in names}
_M = "(?:" + "|".join(sorted(map(re.escape, _MONTH), key=len, reverse=True)) + r")\b\.?"
_Y = r"(?:(?:19|20)\d{2}|['’]\d{2})(?!\d)"
_TO = r"(?:s\.?\s?/?\s?d\.?(?![a-z])|sampai(?:\s+dengan)?|hingga|sd\.?(?![a-z])|-|–|—|to|until|through)"
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_ROMANS = r"(iv|iii|ii|i|[1-4])"


@dataclass(frozen=True)
class Period:
    """An inclusive period, or the part of one that a header names.

    ``year`` or the months may still be missing (a column "Maret" under a title "Tahun 2024"); ``whole``
    gives the dates once both are known. ``open_start`` marks "s.d. 13 April 2024": from the first of January
    by custom. ``cumulative`` marks a running total since the start of the year.
    """

    year: int | None = None
    first_month: int | None = None
    last_month: int | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    open_start: bool = False
    cumulative: bool = False

    @property
    def complete(self) -> bool:
        """Say whether both dates are known."""
        return self.start is not None and self.end is not None

    def dates(self) -> tuple[dt.date, dt.date]:
        """Return both dates of a complete period."""
        assert self.start is not None and self.end is not None
        return self.start, self.end

    def within(self, year: int) -> "Period":
        """Return the period with ``year`` where it has none."""
        if self.complete or self.year is not None:
            return self
        return _months(year, self.first_month or 1, self.last_month or 12, cumulative=self.cumulative)


def _months(year: int, first: int, last: int, *, cumulative: bool = False) -> Period:
    end = dt.date(year, last, calendar.monthrange(year, last)[1])
    start = dt.date(year, 1 if cumulative else first, 1)
    return Period(year, first, last, start, end, cumulative=cumulative)


def _year(text: str) -> int:
    digits = text.strip("'’ ")
    if len(digits) == 2:
        return 2000 + int(digits) if int(digits) < 70 else 1900 + int(digits)
    return int(digits)


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def normal(text: Cell) -> str:
    """Return text in lower case with plain dashes and spaces, as the patterns here expect it."""
    text = plain(text).casefold()
    return re.sub(r"[–—−]", "-", text)


def read_period(cell: Cell) -> Period | None:
    """Return the period a whole cell names (a header, a period column), or ``None``."""
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, dt.datetime | dt.date):
        day = cell.date() if isinstance(cell, dt.datetime) else cell
        # A spreadsheet turns the header "Jan-24" into the first day of that month.
        return (
            _months(day.year, day.month, day.month) if day.day == 1 else Period(day.year, start=day, end=day)
        )
    if isinstance(cell, int | float):
        number = int(cell)
        return _months(number, 1, 12) if number == cell and 1980 <= number <= 2100 else None
    text = normal(cell)
    text = re.sub(
        r"^(?:bulan|periode|period|tahun|thn\.?|th\.?|ta\.?|t\.a\.?|year|month|realisasi|jumlah|jml)\s*:?\s+",
        "",
        text,
    )
    text = re.sub(r"^(?:bulan|periode|tahun)\s*:?\s+", "", text).strip(" .:()*")
    found = _scan(text)
    if found is None:
        return None
    period, begin, stop = found
    rest = re.sub(
        r"\b(?:tahun|bulan|periode|kumulatif|cumulative|ytd|total|of)\b|[\s.,:()/-]",
        "",
        text[:begin] + text[stop:],
    )
    if rest:
        return None
    if re.search(r"kumulatif|cumulative|\bytd\b", text) and period.first_month and not period.cumulative:
        period = replace(period, cumulative=True, start=period.start and period.start.replace(month=1, day=1))
    return period


def find_period(text: str) -> Period | None:
    """Return the most exact period named anywhere in a title, or ``None``."""
    found = _scan(normal(text))
    return None if found is None else found[0]


def _scan(text: str) -> tuple[Period, int, int] | None:
    if re.search(r"\b(?:minggu|pekan|week)\b", text):
        return None  # a week of a month is no period this reader knows; the officer is asked
    for pattern, make in _PATTERNS:
        if make is _one_year and re.search(rf"(?<![a-z]){_M}", text):
            return None  # "31 Februari 2024" must not become all of 2024
        found = [(period, match) for match in re.finditer(pattern, text) if (period := make(match))]
        if len({period for period, _ in found}) > 1:
            return None
        if found:
            return found[0][0], found[0][1].start(), found[0][1].end()
    return None


def _span(match: "re.Match[str]") -> Period | None:
    """[day] [month] [year] to [day] month [year]; either side may leave out what the other says."""
    year2 = match["y2"]
    year1 = match["y1"] or year2
    month2 = _MONTH[match["m2"].strip(".")]
    month1 = _MONTH[match["m1"].strip(".")] if match["m1"] else month2
    if year2 is None and year1 is None:
        if match["d1"] or match["d2"]:
            return None
        return Period(None, month1, month2)
    if year2 is None:
        return None
    last, first = _year(year2), _year(year1 or year2)
    if not match["m1"] and not match["d1"]:
        return None
    end = _date(last, month2, int(match["d2"]) if match["d2"] else calendar.monthrange(last, month2)[1])
    start = _date(first, month1, int(match["d1"]) if match["d1"] else 1)
    if start is None or end is None:
        return None
    if start > end and not match["y1"]:
        start = _date(first - 1, month1, start.day)  # "November - Januari 2024"
    if start is None or start > end:
        return None
    whole = start.day == 1 and end.day == calendar.monthrange(last, month2)[1] and first == last
    return Period(last, month1 if whole else None, month2 if whole else None, start, end)


def _until(match: "re.Match[str]") -> Period | None:
    month = _MONTH[match["m"].strip(".")]
    if match["y"] is None:
        return None if match["d"] else Period(None, 1, month, cumulative=True)
    year = _year(match["y"])
    end = _date(year, month, int(match["d"]) if match["d"] else calendar.monthrange(year, month)[1])
    if end is None:
        return None
    return Period(year, None, None, dt.date(year, 1, 1), end, open_start=True, cumulative=True)


def _one_month(match: "re.Match[str]") -> Period | None:
    month = _MONTH[match["m"].strip(".")]
    if match["y"] is None:
        return Period(None, month, month)
    year = _year(match["y"])
    return _months(year, month, month) if 1980 <= year <= 2100 else None


def _day(match: "re.Match[str]") -> Period | None:
    year = _year(match["y"])
    month = _MONTH[match["m"].strip(".")] if "m" in match.re.groupindex else int(match["n"])
    day = _date(year, month, int(match["d"]))
    return None if day is None else Period(year, start=day, end=day)


def _numeric_month(match: "re.Match[str]") -> Period | None:
    month = int(match["n"])
    return _months(int(match["y"]), month, month) if 1 <= month <= 12 else None


def _part(size: int) -> Callable[["re.Match[str]"], Period | None]:
    def make(match: "re.Match[str]") -> Period | None:
        number = _ROMAN[match[1]]
        if number * size > 12:
            return None
        first = (number - 1) * size + 1
        if match["y"] is None:
            return Period(None, first, first + size - 1)
        return _months(_year(match["y"]), first, first + size - 1)

    return make


def _years(match: "re.Match[str]") -> Period | None:
    first, last = _year(match["y1"]), _year(match["y2"])
    if not first < last <= first + 60:
        return None
    return Period(last, start=dt.date(first, 1, 1), end=dt.date(last, 12, 31))


def _one_year(match: "re.Match[str]") -> Period | None:
    return _months(_year(match["y"]), 1, 12)


_Maker = Callable[["re.Match[str]"], Period | None]

_PATTERNS: tuple[tuple[str, _Maker], ...] = (
    (rf"(?:(?<![\d.,])(?P<d1>\d{{1,2}})\s*)?(?:(?<![a-z])(?P<m1>{_M})\s*)?(?:(?P<y1>{_Y})\s*)?{_TO}\s*(?:tanggal\s+|tgl\.?\s+)?(?:(?P<d2>\d{{1,2}})\s+)?(?P<m2>{_M})(?:\s*(?P<y2>{_Y}))?", _span),
    (rf"(?:{_TO}|per|posisi)\s*(?:tanggal\s+|tgl\.?\s+|bulan\s+)?(?:(?P<d>\d{{1,2}})\s+)?\b(?P<m>{_M})(?:\s*(?P<y>{_Y}))?", _until),
    (rf"(?<!\d)(?P<d>\d{{1,2}})[\s-]+(?P<m>{_M})[\s-]+(?P<y>{_Y})", _day),
    (rf"(?:triwulan|tw\.?|trw\.?|kuartal|kwartal|quarter|q)\s*-?\s*{_ROMANS}\b(?:[\s/-]*(?:tahun\s+)?(?P<y>{_Y}))?", _part(3)),
    (rf"(?:semester|smt\.?|sem\.?)\s*-?\s*{_ROMANS}\b(?:[\s/-]*(?:tahun\s+)?(?P<y>{_Y}))?", _part(6)),
    (rf"(?<!\d)(?<!\d[\s-])\b(?P<m>{_M})[\s/-]*(?:tahun\s+)?(?P<y>(?:19|20)\d{{2}}|(?<=[-/ '’])['’]?\d{{2}}(?!\d))", _one_month),
    (r"(?<!\d)(?P<d>\d{1,2})[/.-](?P<n>\d{1,2})[/.-](?P<y>(?:19|20)\d{2})(?!\d)", _day),
    (r"(?<!\d)(?P<y>(?:19|20)\d{2})-(?P<n>\d{2})-(?P<d>\d{2})(?!\d)", _day),
    (r"(?<!\d)(?P<y>(?:19|20)\d{2})[-/](?P<n>0[1-9]|1[0-2])(?![\d-])", _numeric_month),
    (r"(?<!\d)(?P<n>0?[1-9]|1[0-2])[/-](?P<y>(?:19|20)\d{2})(?!\d)", _numeric_month),
    (rf"(?P<y1>(?:19|20)\d{{2}})\s*{_TO}\s*(?:tahun\s+)?(?P<y2>(?:19|20)\d{{2}})(?!\d)", _years),
    (rf"(?<!\d)(?<!\d[\s-])\b(?P<m>{_M})(?P<y>(?!))?", _one_month),
    (r"(?<![\d/.,])(?P<y>(?:19|20)\d{2})(?![\d.,]\d|[\d/])", _one_year),
)  # fmt: skip
"""Most exact first; each pattern with the function that makes a period of its match."""


def read_dates(cells: list[Cell]) -> tuple[list[dt.date | None], bool]:
    """Return the day each cell of a date column names, and whether day and month could be swapped.

    ``31/12/2024`` style dates are read day first unless a cell of the column shows the opposite; the flag is
    true when no cell settles it.
    """
    first, second = 0, 0
    for cell in cells:
        match = re.match(r"\s*(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}", cell) if isinstance(cell, str) else None
        if match:
            first, second = max(first, int(match[1])), max(second, int(match[2]))
    month_first = second > 12 >= first
    unsure = 0 < first <= 12 and 0 < second <= 12
    return [_read_day(cell, month_first=month_first) for cell in cells], unsure


def _read_day(cell: Cell, *, month_first: bool) -> dt.date | None:
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        # A date that lost its format is a count of days since 1899-12-30.
        return dt.date(1899, 12, 30) + dt.timedelta(days=int(cell)) if 25_569 <= cell <= 73_050 else None
    if not isinstance(cell, str):
        return None
    text = re.sub(r"^(?:senin|selasa|rabu|kamis|jum'?at|sabtu|minggu)\s*,\s*", "", normal(cell))
    text = re.sub(r"[t\s]\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\.\d+)?(?:z|\s*(?:wib|wita|wit))?$", "", text)
    if match := re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", text):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    if match := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})", text):
        day, month = int(match[1]), int(match[2])
        day, month = (month, day) if month_first else (day, month)
        return _date(_year(match[3]) if len(match[3]) == 2 else int(match[3]), month, day)
    if match := re.fullmatch(rf"(\d{{1,2}})[\s-]+({_M})[\s-]+({_Y}|\d{{2}})", text):
        return _date(_year(match[3]), _MONTH[match[2].strip(".")], int(match[1]))
    return None
