"""ID, passport and phone numbers inside a text: found, named and blotted out.

The NIK of Indonesia's population law: 6 digits of the area where it was given, date of birth as DDMMYY
with 40 added to the day for women, 4 digits of a serial number.
"""

# ruff: noqa: E501 – tables of patterns, one a line

import datetime as dt
import re
from collections.abc import Iterator
from functools import cache
from typing import Literal

from geo import areas

Kind = Literal["nik", "id", "passport", "phone", "email", "birth_date"]

BLOT = "•••"
LONGEST = 1_000
"""Characters of a text that are looked at; what follows is never shown or kept."""

_SIXTEEN = re.compile(r"(?<![\d])\d(?:[\s.\-]?\d){15}(?!\d)")
_SCIENTIFIC = re.compile(r"\b[1-9][.,]\d{3,15}[eE]\+?15\b")
_PASSPORT = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{1,2}[\s.\-]?\d{6,8}(?!\d)")
_PHONE = re.compile(
    r"(?<![\d.,])(?:(?:\+|00)\s?\d{1,3}(?:[\s.\-()]{0,2}\d){7,12}|(?:62|0)[\s\-]?8(?:[\s.\-]?\d){7,11}|8\d{9,11})(?!\d)"
)
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}\.[\w.]{2,63}")
_BIRTH = re.compile(
    r"(?:\b(?:lahir|ttl|dob|born)\b\D{0,40}|^[A-Za-z .'-]{3,40},\s*)\d{1,2}[\s/.-](?:\d{1,2}|[A-Za-z]{3,9})[\s/.-](?:19|20)?\d{2}(?!\d)",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"(?i:\b(?:a\.?n\.?|atas\s+nama|almh?\.?|almarhumah?|sdr[i]?\.?|sdri\.?|bpk\.?|ibu|jenazah)[\s_-]+)(?!(?:PMI|CPMI|TKI|NTT|NTB|WNI)\b)[A-Z]\w+(?:[\s_-]+[A-Z]\w+)*"
)


def is_nik(digits: str) -> bool:
    """Say whether 16 digits are an ID number: an area that exists and a date of birth that can be."""
    if len(digits) != 16 or not digits.isascii() or not digits.isdigit():
        return False
    if digits[:4] not in _districts() and digits[:2] not in _old_provinces():
        return False
    day, month, year = int(digits[6:8]), int(digits[8:10]), int(digits[10:12])
    if day > 40:
        day -= 40
    return any(_is_date(century + year, month, day) for century in (1900, 2000))


def find(text: str) -> Iterator[tuple[Kind, int, int]]:
    """Yield kind, start and end of everything in ``text`` that identifies a person.

    ``nik`` is a valid ID number, ``id`` any other 16 digits: a mistyped one still points at somebody.
    """
    text = text[:LONGEST]
    for match in _SIXTEEN.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        yield "nik" if is_nik(digits) else "id", match.start(), match.end()
    for match in _SCIENTIFIC.finditer(text):  # what a spreadsheet makes of sixteen digits
        yield "id", match.start(), match.end()
    for match in _PASSPORT.finditer(text):
        yield "passport", match.start(), match.end()
    for match in _PHONE.finditer(text):
        yield "phone", match.start(), match.end()
    for match in _EMAIL.finditer(text):
        yield "email", match.start(), match.end()
    for match in _BIRTH.finditer(text):
        yield "birth_date", match.start(), match.end()


def mask(text: str, *, limit: int = 80) -> str:
    """Return ``text`` with identifiers and names after "a.n." blotted out, cut at ``limit`` characters."""
    text = " ".join(str(text)[:LONGEST].split())
    spans = sorted(
        [(start, end) for _, start, end in find(text)] + [m.span() for m in _PERSON.finditer(text)]
    )
    parts, position = [], 0
    for start, end in spans:
        if start >= position:
            parts += [text[position:start], BLOT]
        position = max(position, end)
    result = "".join([*parts, text[position:]])
    return result if len(result) <= limit else result[: limit - 1] + "…"


@cache
def _districts() -> frozenset[str]:
    return frozenset(areas.names("district"))


@cache
def _old_provinces() -> frozenset[str]:
    """Provinces whose districts changed their codes: numbers given before keep the old ones."""
    return frozenset({"91", "92", "93", "94", "95", "96", "54"})


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        return dt.date(year, month, day).year > 1900
    except ValueError:
        return False
