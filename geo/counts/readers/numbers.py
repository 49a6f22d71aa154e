"""Counts as offices write them: 1.234, 1,234, 1234,0, 1 234, -, nihil, n/a, sembilan orang.

The mark of thousands is decided for a whole column, from the cells that leave no doubt; a cell that could
be read in two ways is read as a count (whole) and reported, never silently guessed.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from geo.counts.readers.sheet import Cell, plain

Kind = Literal["number", "blank", "zero_mark", "missing", "unreadable"]

ZERO_MARKS = frozenset({"-", "–", "—", "−", "nihil", "nil", "tidak ada", "kosong"})
MISSING_MARKS = frozenset(
    {"n/a", "na", "n.a.", "n.a", "#n/a", "…", "...", "..", "x", "?", "tidak tersedia", "belum ada data",
     "tad", "null", "none", "nan", "tt", "belum lapor", "belum ada laporan"}
)  # fmt: skip
_UNITS = r"(?:orang|org|pmi|cpmi|tki|jiwa|kasus|jenazah|peti|people|persons?|cases?|desa|unit|buah)"
_SPACES = re.compile(r"(?<=\d)[\s\u00a0\u202f\u2009'’](?=\d{3}(?:\D|$))")
_FOOT = re.compile(r"(?<=\d)\s*(?:\*+|[¹²³⁴⁵⁶⁷⁸⁹]+|\s\d\))$")
_MOST = 1e12
"""No count of people comes near; also keeps infinities and "not a number" out."""
_DIGIT_WORDS = dict(
    zip(
        ["nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"],
        range(10),
        strict=True,
    )
)


@dataclass(frozen=True)
class Value:
    """A cell read as a count: its number, or why there is none.

    ``doubtful`` marks a cell such as ``1.234`` whose thousands mark nothing else in its column confirms.
    """

    kind: Kind
    number: float | None = None
    doubtful: bool = False
    words: bool = False


@dataclass(frozen=True)
class Marks:
    """The marks of a column: of thousands and of decimals, and whether a cell without doubt showed them."""

    thousands: str | None
    decimal: str | None
    conflict: bool = False


def marks_of(cells: Iterable[Cell], *, given: str | None = None) -> Marks:
    """Return the marks that the text cells of a column show; ``given`` is an officer's answer."""
    sure_thousands: set[str] = set()
    sure_decimal: set[str] = set()
    maybe: set[str] = set()
    for cell in cells:
        if not isinstance(cell, str):
            continue
        number = _strip(cell)
        if not re.fullmatch(r"[-(]?[\d.,]+\)?", number):
            continue
        number = number.strip("-()")
        both = re.fullmatch(r"\d{1,3}(?:([.,])\d{3})+([.,])\d+", number)
        if both and both[1] != both[2]:
            sure_thousands.add(both[1])
            sure_decimal.add(both[2])
        elif match := re.fullmatch(r"\d{1,3}(?:([.,])\d{3}){2,}", number):
            sure_thousands.add(match[1])
        elif match := re.fullmatch(r"[1-9]\d{0,2}([.,])\d{3}", number):
            maybe.add(match[1])
        elif match := re.fullmatch(r"\d+([.,])\d+", number):
            sure_decimal.add(match[1])
    if given is not None:
        return Marks(given, {".": ",", ",": "."}.get(given))
    for mark in sure_decimal:
        sure_thousands |= {".", ","} - {mark} if maybe & ({".", ","} - {mark}) else set()
    if sure_thousands & sure_decimal or len(sure_thousands) > 1 or len(sure_decimal) > 1:
        return Marks(None, None, conflict=True)
    if not sure_thousands and not sure_decimal:
        return Marks(None, None, conflict=len(maybe) > 1)
    thousands = next(iter(sure_thousands), None)
    decimal = next(iter(sure_decimal), None)
    if thousands is None:
        thousands = {".": ",", ",": "."}[decimal] if decimal else None
    if decimal is None:
        decimal = {".": ",", ",": "."}[thousands] if thousands else None
    return Marks(thousands, decimal)


def read_value(cell: Cell, marks: Marks) -> Value:
    """Return a cell as a count under the marks of its column. Never raises."""
    if cell is None:
        return Value("blank")
    if isinstance(cell, bool):
        return Value("unreadable")
    if isinstance(cell, int | float):
        return Value("number", float(cell)) if abs(cell) < _MOST else Value("unreadable")
    if not isinstance(cell, str):
        return Value("unreadable")
    text = plain(cell).casefold()
    if not text:
        return Value("blank")
    if text in ZERO_MARKS:
        return Value("zero_mark", 0.0)
    if text in MISSING_MARKS:
        return Value("missing")
    return _number(_strip(text), marks) or _in_words(text) or Value("unreadable")


def _strip(text: str) -> str:
    text = plain(text).casefold().removeprefix("'")  # the mark of "this is text" in a spreadsheet
    text = re.sub(rf"\s*{_UNITS}\.?$", "", text)
    text = _FOOT.sub("", text)
    return _SPACES.sub("", text).strip().replace("−", "-")


def _number(text: str, marks: Marks) -> Value | None:
    negative = text.startswith("-") or (text.startswith("(") and text.endswith(")"))
    text = text.strip("()") if text.startswith("(") else text.lstrip("-+")
    sign = -1.0 if negative else 1.0
    if re.fullmatch(r"\d{1,12}", text) and text.isascii():
        return Value("number", sign * int(text))
    if not re.fullmatch(r"\d[\d.,]*\d", text) or len(text) > 20 or not text.isascii():
        return None
    single = re.fullmatch(r"([1-9]\d{0,2})([.,])(\d{3})", text)
    if single and marks.thousands is None and not marks.conflict:
        return Value("number", sign * int(single[1] + single[3]), doubtful=True)
    if marks.conflict or marks.thousands is None:
        return None
    whole, point, rest = text.partition(marks.decimal or "\0")
    if marks.thousands in whole and not re.fullmatch(
        rf"\d{{1,3}}(?:{re.escape(marks.thousands)}\d{{3}})+", whole
    ):
        return None
    if point and not rest.isdigit():
        return None
    return Value("number", sign * float(whole.replace(marks.thousands, "") + (f".{rest}" if point else "")))


def _in_words(text: str) -> Value | None:
    """Read Indonesian number words up to 999,999 ("dua belas orang"); a number may repeat it in brackets."""
    text = re.sub(rf"\s*{_UNITS}$", "", text)
    both = re.fullmatch(r"(?:(\d+)\s*\(([a-z ]+)\)|([a-z ]+)\s*\((\d+)\))", text)
    if both:
        number = int(both[1] or both[4])
        spoken = _spoken((both[2] or both[3]).split())
        return Value("number", float(number)) if spoken in (number, None) else None
    spoken = _spoken(text.split())
    return None if spoken is None else Value("number", float(spoken), words=True)


def _spoken(words: list[str]) -> int | None:
    total, group, digit = 0, 0, None
    fixed = {"sepuluh": 10, "sebelas": 11, "seratus": 100}
    for word in words:
        if word in _DIGIT_WORDS and digit is None:
            digit = _DIGIT_WORDS[word]
        elif word in fixed and digit is None:
            group += fixed[word]
        elif word == "belas" and digit is not None:
            group, digit = group + 10 + digit, None
        elif word == "puluh" and digit is not None:
            group, digit = group + 10 * digit, None
        elif word == "ratus" and digit is not None:
            group, digit = group + 100 * digit, None
        elif word == "ribu":
            total, group, digit = total + 1000 * (group + (digit or 0)), 0, None
        elif word == "seribu":
            total += 1000
        else:
            return None
    return total + group + (digit or 0) if words else None
