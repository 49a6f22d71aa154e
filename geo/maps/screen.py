"""The payload of the screen map: a few kilobytes of classes and figures; geometry goes by its own link."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from geo.maps.legend import Legend
from geo.text import Phrase, text

LARGEST_SYMBOL = 26.0
"""Radius in pixels of the largest circle."""

_TEXTS = ("zoom_in", "zoom_out", "home", "search", "incomplete", "missing", "failed")

TILES: Mapping[str, tuple[str, str]] = {
    "osm": ("https://tile.openstreetmap.org/{z}/{x}/{y}.png", "© OpenStreetMap contributors"),
    "big": (
        "https://geoservices.big.go.id/rbi/rest/services/BASEMAP/Rupabumi_Indonesia/MapServer/tile/{z}/{y}/{x}",
        "© Badan Informasi Geospasial",
    ),
}
"""Online backgrounds: address pattern and credit. Offline they stay empty and the land below shows."""


@dataclass(frozen=True)
class MapData:
    """Everything the browser needs to draw; ``payload`` is plain JSON."""

    areas: str
    base: str
    outline: str
    legend: Legend
    labels: Mapping[str, str]
    lang: str
    within: Sequence[str] = ()
    legend_title: str = ""
    legend_notes: Sequence[str] = ()
    incomplete: frozenset[str] = frozenset()
    selected: str | None = None
    notice: str = ""
    title: str = ""
    height: int = 520
    tiles: str | None = None
    symbols: Sequence[Sequence[Any]] = ()
    rings: Sequence[Sequence[Any]] = ()
    lines: Sequence[Sequence[Any]] = ()
    extra_classes: Sequence[Mapping[str, Any]] = field(default_factory=tuple)

    def payload(self) -> dict[str, Any]:
        """Return the JSON that ``static/map.js`` draws."""
        classes: list[dict[str, Any]] = [
            {"fill": c.fill, "label": _say(c.label, self.lang), "count": c.count}
            | ({"hatch": True} if c.hatch else {})
            for c in self.legend.classes
        ]
        label = text("maps.incomplete", self.lang)
        classes.append({"fill": "transparent", "label": label, "count": len(self.incomplete), "hatch": True})
        classes.extend(dict(c) for c in self.extra_classes)
        tiles = TILES.get(self.tiles or "")
        return {
            "areas": self.areas,
            "base": self.base,
            "outline": self.outline,
            "within": list(self.within),
            "values": self._values(),
            "rest": self._rest(),
            "classes": classes,
            "legend_title": self.legend_title,
            "legend_notes": list(self.legend_notes),
            "selected": self.selected,
            "notice": self.notice,
            "title": self.title,
            "height": self.height,
            "tiles": {"url": tiles[0], "attribution": tiles[1]} if tiles else None,
            "symbols": [list(s) for s in self.symbols],
            "rings": [list(r) for r in self.rings],
            "lines": [list(line) for line in self.lines],
            "texts": {key: text(f"maps.{key}", self.lang) for key in _TEXTS},
        }

    def _rest(self) -> int | None:
        """Return the class of the areas that ``values`` leaves out: those without data, often most."""
        keys = [c.key for c in self.legend.classes]
        return keys.index("missing") if "missing" in keys else None

    def _values(self) -> list[list[Any]]:
        """Return [class, label, codes, 1 when incomplete]: areas that say the same stand together."""
        groups: dict[tuple[int, str, bool], list[str]] = {}
        rest = (self._rest(), "", False)
        for code, position in self.legend.codes.items():
            key = (position, self.labels.get(code, ""), code in self.incomplete)
            if key != rest:
                groups.setdefault(key, []).append(code)
        return [
            [position, label, " ".join(codes), *([1] if incomplete else [])]
            for (position, label, incomplete), codes in groups.items()
        ]


def area_map(
    legend: Legend, *, labels: Mapping[str, str], lang: str, level: str, within: str, **parts: Any
) -> MapData:
    """Return the map of a level inside a province ("00" = nation) on the active boundary set.

    ``labels`` (code → text) is what the tooltip says beside the name; ``parts`` are further fields of
    ``MapData``. The boundary set's own notice is always on the map.
    """
    from geo import boundaries
    from geo.maps import assets

    active = boundaries.active()
    return MapData(
        areas=assets.geometry_path(level, within if level == "subdistrict" else None),
        base=assets.basemap_path(),
        outline=assets.geometry_path("province", None),
        legend=legend,
        labels=labels,
        lang=lang,
        within=() if within == "00" else (within,),
        notice=active.notice.render(lang) if active.notice else active.title.render(lang),
        **parts,
    )


def symbol_radius(values: Iterable[float]) -> list[float]:
    """Return radii in pixels so that circle **area** is proportional to the value."""
    numbers = [float(v) for v in values]
    largest = max(numbers, default=0.0)
    if largest <= 0:
        return [0.0 for _ in numbers]
    return [LARGEST_SYMBOL * math.sqrt(max(v, 0.0) / largest) for v in numbers]


def _say(label: Phrase | str, lang: str) -> str:
    return label.render(lang) if isinstance(label, Phrase) else label
