"""Programmes as points on the map: where a village is known its point, else the district's centre."""

from collections.abc import Mapping, Sequence
from typing import Any

from geo import areas, boundaries, store
from geo.text import text

COLOUR = "#1b7837"
_RADIUS = 5.5


def points(within: str, lang: str) -> list[list[Any]]:
    """Return one symbol for each place with programmes inside ``within``, its programmes in the tooltip.

    Shape of a symbol: see ``static/map.js``; the id is the district, so that a click opens its panel.
    """
    entries = store.default().programmes(within=None if within == "00" else within)
    villages = areas.table("village")[["latitude", "longitude"]]
    centres = boundaries.centres("district").set_index("code")[["latitude", "longitude"]].to_dict("index")
    symbols = []
    for code, rows in entries.groupby("area_code", sort=True):
        place = str(code)
        if place in villages.index and villages.loc[place].notna().all():
            spot = villages.loc[place].to_dict()
        elif place[:4] in centres:
            spot = centres[place[:4]]
        else:
            continue
        lines = [areas.name(place), *(said(row, lang) for row in rows.to_dict("records"))]
        symbols.append(
            [
                round(float(spot["latitude"]), 4),
                round(float(spot["longitude"]), 4),
                _RADIUS,
                COLOUR,
                lines,
                place[:4],
            ]
        )
    return symbols


def listed(area: str, lang: str) -> Sequence[str]:
    """Return the programmes of a district in words, one a line."""
    return [said(row, lang) for row in store.default().programmes(within=area).to_dict("records")]


def said(entry: Mapping[Any, Any], lang: str) -> str:
    """Return one programme in words: kind, name, since when, status."""
    kind = text(f"store.programme.{entry['kind']}", lang)
    status = text(f"store.programme_status.{entry['status']}", lang)
    since = str(entry["start"])[:4] if entry["start"] else ""
    return text("maps.programme", lang, kind=kind, name=entry["name"], since=since or "–", status=status)
