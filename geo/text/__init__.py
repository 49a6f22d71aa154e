"""Locale catalogues, number and date formats, phrases that can be said in every language."""

from geo.text.catalogue import DEFAULT_LANGUAGE, LANGUAGES, Phrase, keys, text
from geo.text.formats import date, fixed, integer, number, percent, period, ratio

__all__ = [
    "DEFAULT_LANGUAGE",
    "LANGUAGES",
    "Phrase",
    "date",
    "fixed",
    "integer",
    "keys",
    "number",
    "percent",
    "period",
    "ratio",
    "text",
]
