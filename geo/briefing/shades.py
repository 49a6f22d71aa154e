"""The legends of a briefing's maps: colours of the screen, with hatching where print needs it."""

from collections.abc import Sequence

from geo.briefing.risk import CLASSES, NO_DATA
from geo.maps import ramps
from geo.maps.paper import Entry
from geo.text import text

MISSING = "#efefef"
"""Lighter than on screen: on paper the hatching says it, and a page of missing areas must not go black."""


def hotspot_legend(lang: str) -> list[Entry]:
    """Return the legend of hotspot classes, the worst first."""
    return [
        Entry(klass, class_name(klass, lang), colour(klass), "cross" if klass == NO_DATA else "")
        for klass in CLASSES
    ]


def class_name(klass: str, lang: str) -> str:
    """Return the word for a hotspot class."""
    return text(f"hotspots.class_{klass}", lang)


def colour(klass: str) -> str:
    """Return the colour of a hotspot class on paper."""
    return MISSING if klass == NO_DATA else ramps.HOTSPOT_CLASSES[klass]


def hatched(entries: Sequence[Entry]) -> tuple[dict[str, str], ...]:
    """Return a legend as plain data for the interactive map."""
    return tuple({"key": e.key, "label": e.label, "colour": e.colour, "hatch": e.hatch} for e in entries)
