"""Numbers, dates and periods in the form a reader of each language expects."""

import datetime as dt
import math

from babel.dates import format_date
from babel.numbers import format_decimal

_DASH = "–"
_LOCALE = {"id": "id_ID", "en": "en_GB"}


def integer(value: float, lang: str) -> str:
    """Format a whole number with the language's thousands mark: ``1.234`` (id), ``1,234`` (en)."""
    return format_decimal(round(value), format="#,##0", locale=_LOCALE[lang])


def fixed(value: float, lang: str, digits: int = 1) -> str:
    """Format with exactly ``digits`` decimals; a dash for a value that is not finite."""
    if value is None or not math.isfinite(value):
        return _DASH
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return format_decimal(value, format=pattern, locale=_LOCALE[lang], decimal_quantization=True)


def number(value: float, lang: str) -> str:
    """Format a count or a rate: whole numbers whole, others with one decimal (two below one)."""
    if value is None or not math.isfinite(value):
        return _DASH
    if float(value).is_integer():
        return integer(value, lang)
    return fixed(value, lang, 2 if abs(value) < 1 else 1)


def ratio(value: float, lang: str) -> str:
    """Format a relative risk with two decimals."""
    return fixed(value, lang, 2)


def percent(value: float, lang: str, digits: int = 0) -> str:
    """Format a share (0–1) as a percentage; never rounds a doubt away to 0 % or 100 %."""
    if value is None or not math.isfinite(value):
        return _DASH
    smallest = 0.5 * 10 ** -(digits + 2)
    step = fixed(10**-digits, lang, digits)
    if 0 < value < smallest:
        return f"< {step}%"
    if 1 - smallest < value < 1:
        return f"> {fixed(100 - 10**-digits, lang, digits)}%"
    return f"{fixed(100 * value, lang, digits)}%"


def date(value: dt.date, lang: str, style: str = "long") -> str:
    """Format a date: ``6 Desember 2024`` (long) or ``6 Des 2024`` (medium)."""
    pattern = {"long": "d MMMM y", "medium": "d MMM y", "month": "MMMM y"}[style]
    return format_date(value, format=pattern, locale=_LOCALE[lang])


def period(start: dt.date, end: dt.date, lang: str, style: str = "long") -> str:
    """Format an inclusive period as briefly as it can be said without doubt.

    A calendar year is its number, a calendar month its name, one day that day; otherwise both ends.
    """
    if start == end:
        return date(start, lang, style)
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return str(start.year) if start.year == end.year else f"{start.year}{_DASH}{end.year}"
    next_day = end + dt.timedelta(days=1)
    if start.day == 1 and next_day.day == 1 and (start.year, start.month) == (end.year, end.month):
        return date(start, lang, "month")
    if start.year == end.year:
        pattern = "d MMMM" if style == "long" else "d MMM"
        first = format_date(start, format=pattern, locale=_LOCALE[lang])
        return f"{first} {_DASH} {date(end, lang, style)}"
    return f"{date(start, lang, style)} {_DASH} {date(end, lang, style)}"
