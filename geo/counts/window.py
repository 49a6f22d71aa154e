"""The span of days a question is about."""

import calendar
import datetime as dt
from dataclasses import dataclass

from geo.errors import UserError

EARLIEST, LATEST = dt.date(1945, 1, 1), dt.date(2100, 12, 31)


@dataclass(frozen=True, order=True)
class Window:
    """Inclusive days from ``start`` to ``end``; raises ``UserError`` when there is no such span."""

    start: dt.date
    end: dt.date

    def __post_init__(self) -> None:
        """Refuse a window that ends before it starts or lies outside any statistics."""
        if self.end < self.start:
            raise UserError("counts.window_reversed", start=self.start, end=self.end)
        if self.start < EARLIEST or self.end > LATEST:
            raise UserError("counts.window_outside", first=str(EARLIEST.year), last=str(LATEST.year))

    @property
    def days(self) -> int:
        """Return the number of days, both ends counted."""
        return (self.end - self.start).days + 1

    @classmethod
    def year(cls, year: int) -> "Window":
        """Return a calendar year."""
        if not EARLIEST.year <= year <= LATEST.year:
            raise UserError("counts.window_outside", first=str(EARLIEST.year), last=str(LATEST.year))
        return cls(dt.date(year, 1, 1), dt.date(year, 12, 31))

    @classmethod
    def last_months(cls, months: int, until: dt.date) -> "Window":
        """Return the ``months`` that end on ``until``: 12 months until 14 March start on 15 March before."""
        if months < 1:
            raise UserError("counts.window_months", months=months)
        after = until + dt.timedelta(days=1)
        year, month = divmod(after.year * 12 + after.month - 1 - months, 12)
        if not dt.MINYEAR <= year <= dt.MAXYEAR:
            raise UserError("counts.window_outside", first=str(EARLIEST.year), last=str(LATEST.year))
        last_day = calendar.monthrange(year, month + 1)[1]
        return cls(dt.date(year, month + 1, min(after.day, last_day)), until)

    def holds(self, start: dt.date, end: dt.date) -> bool:
        """Say whether a period lies wholly inside the window."""
        return self.start <= start and end <= self.end
