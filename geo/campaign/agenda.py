"""Working days and the calendar file of a campaign."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import holidays

from geo.errors import UserError

_CENTRAL = frozenset({"51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76"})
_LONGEST_SEARCH = 1500


@dataclass(frozen=True, kw_only=True)
class Event:
    """One entry of the calendar file; ``start`` and ``end`` in local time."""

    uid: str
    title: str
    place: str
    note: str
    start: dt.datetime
    end: dt.datetime
    latitude: float | None = None
    longitude: float | None = None


def timezone(code: str) -> ZoneInfo:
    """Return the time zone of an area: western, central or eastern Indonesia time, by province."""
    province = code[:2]
    if province in _CENTRAL:
        return ZoneInfo("Asia/Makassar")
    return ZoneInfo("Asia/Jayapura" if province >= "81" else "Asia/Jakarta")


def working_days(
    start: dt.date, count: int, *, saturdays: bool = True, closed: Iterable[dt.date] = ()
) -> list[dt.date]:
    """Return the first ``count`` days from ``start`` that are no Sunday, public holiday of Indonesia or
    ``closed`` day.

    Raises ``UserError`` when they are not found within four years.
    """
    off = set(closed)
    days: list[dt.date] = []
    for step in range(_LONGEST_SEARCH):
        if len(days) == count:
            return days
        day = start + dt.timedelta(days=step)
        rest = day.weekday() == 6 or (day.weekday() == 5 and not saturdays)
        if not rest and day not in off and day not in holiday_names(day.year):
            days.append(day)
    raise UserError("campaign.no_working_days")


def holiday_names(year: int) -> dict[dt.date, str]:
    """Return the public holidays of Indonesia in a year with their Indonesian names."""
    return dict(holidays.country_holidays("ID", years=year, language="id"))


def ics(events: Iterable[Event], *, name: str, stamp: dt.datetime) -> bytes:
    """Return an iCalendar file (RFC 5545): UTC times, escaped text, lines folded at 75 bytes, CRLF.

    ``stamp``: an aware moment written as the time of making, so that the same plan gives the same bytes.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Waspada PMI//ID",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_escaped(name)}",
    ]
    for event in events:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{event.uid}@waspada-pmi",
            f"DTSTAMP:{_utc(stamp)}",
            f"DTSTART:{_utc(event.start)}",
            f"DTEND:{_utc(event.end)}",
            f"SUMMARY:{_escaped(event.title)}",
            f"LOCATION:{_escaped(event.place)}",
            f"DESCRIPTION:{_escaped(event.note)}",
        ]
        if event.latitude is not None and event.longitude is not None:
            lines.append(f"GEO:{event.latitude:.6f};{event.longitude:.6f}")
        lines.append("END:VEVENT")
    lines.append("END:VCALENDAR")
    return "".join(_folded(line) + "\r\n" for line in lines).encode()


def _utc(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    for mark in ("\\", ";", ","):
        text = text.replace(mark, "\\" + mark)
    return text.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def _folded(line: str) -> str:
    """Break a line so that no piece is longer than 75 bytes and no letter is cut in two."""
    pieces: list[str] = []
    piece = ""
    for letter in line:
        if len((piece + letter).encode()) > (75 if not pieces else 74):
            pieces.append(piece)
            piece = ""
        piece += letter
    return "\r\n ".join([*pieces, piece])
