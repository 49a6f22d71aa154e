"""Static maps for paper: one SVG with frame, legend, scale, north, inset and the boundary notice.

Drawn as SVG and not through a plotting library: its text stays text in the PDF, its bytes are the same on
every machine, and a briefing does not wait for a large import.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.maps import paper_furniture as furniture
from geo.maps import paper_labels as labels
from geo.maps.paper_furniture import GREY, INK, LAND, PATTERNS, SEA, Drawing, Entry, Points
from geo.maps.paper_shapes import Box, Sheet, bounds, from_topojson, path
from geo.text import text

__all__ = ["Entry", "PaperMap", "Points", "draw", "from_topojson"]

_MANY = 60
"""From this number of areas on lines and names are finer."""

_SMALLEST = 3.2
"""An area drawn narrower than this (points) also gets a round mark, or nobody would see its colour."""


@dataclass(frozen=True)
class PaperMap:
    """A finished map: SVG text, its size in points, and the names that found a place."""

    svg: str
    width: float
    height: float
    named: tuple[str, ...]


def draw(
    areas: Mapping[str, BaseGeometry],
    *,
    classes: Mapping[str, str],
    legend: Sequence[Entry],
    legend_title: str,
    description: str,
    lang: str,
    names: Mapping[str, str] | None = None,
    importance: Mapping[str, float] | None = None,
    incomplete: Collection[str] = (),
    clusters: Sequence[Collection[str]] = (),
    marked: Collection[str] = (),
    points: Sequence[Points] = (),
    context: Mapping[str, BaseGeometry] | None = None,
    land: Sequence[BaseGeometry] = (),
    notice: str = "",
    width: float = 482.0,
    height: float = 330.0,
    aside: bool = False,
) -> PaperMap:
    """Draw areas filled by class.

    ``areas`` and ``context`` (neighbouring areas, outlined only) are geometries by code and ``land`` is what
    is painted under them, all longitude/latitude. ``classes`` gives each code the key of a legend entry; a
    code without one is drawn white. ``incomplete`` areas are hatched over their class, ``clusters`` are
    groups of codes outlined together and lettered, ``marked`` single areas outlined boldly. ``names`` are
    written in order of ``importance`` where they fit. ``width`` and ``height`` are the limits on paper in
    points; the height used may be less. ``aside`` puts the legend at the side even of a wide map.
    Projection and what it keeps: see ``paper_shapes.Sheet``.
    """
    window = _grow(bounds(areas.values()))
    wide = not aside and _aspect(window) >= 1.45
    strip = 120.0
    frame: Box = (10.0, 1.0, width - 1, height - 1)
    if wide:
        tall = min((width - 11) / _aspect(window), height - strip)
        frame = (10.0, 1.0, width - 1, 1.0 + tall)
    else:
        tall = min((width - 160) / _aspect(window), height - 24)
        frame = (10.0, 1.0, width - 150, 1.0 + tall)
    sheet = Sheet.fit(window, frame)

    drawing = Drawing()
    drawing.box(frame, fill=SEA)
    furniture.graticule(drawing, sheet, lang)
    for shape in land:
        if outline := path(sheet.lay(shape)):
            drawing.add(f'<path d="{outline}" fill="{LAND}"/>')
    for shape in (context or {}).values():
        if outline := path(sheet.lay(shape)):
            drawing.add(f'<path d="{outline}" fill="{LAND}" stroke="#b4b4ae" stroke-width="0.4"/>')
    laid = {code: sheet.lay(shape) for code, shape in sorted(areas.items())}
    small = _fill(drawing, laid, classes, {entry.key: entry for entry in legend}, incomplete)
    letters = _outline(drawing, laid, clusters)
    for code in sorted(set(marked) & laid.keys()):
        drawing.add(f'<path d="{path(laid[code])}" fill="none" stroke="{INK}" stroke-width="1.6"/>')
    for layer in points:
        for x, y in sheet.place(np.array(layer.coordinates, dtype=float).reshape(-1, 2)):
            drawing.add(furniture.mark(layer.shape, float(x), float(y), layer.size, layer.colour))
    named = _name(drawing, laid, names or {}, importance or {}, frame=frame, taken=letters)
    drawing.box(frame, fill="none", stroke=INK, line=0.7)

    counts: dict[str, int] = {}
    for code in areas:
        counts[classes.get(code, "")] = counts.get(classes.get(code, ""), 0) + 1
    nation = window[2] - window[0] > 30
    left, top, right, bottom = frame
    x0, y0 = (left, bottom + 14) if wide else (right + 10, top + 2)
    end_x = x0 + (width - 190 if wide else 138)
    below = furniture.legend(
        drawing,
        (x0, y0, end_x, y0),
        title=legend_title,
        entries=legend,
        counts=counts,
        layers=points,
        incomplete=text("paper.incomplete", lang) if incomplete else "",
        clusters=text("paper.cluster", lang) if clusters else "",
        small=text("paper.small", lang) if small else "",
        lang=lang,
        columns=2 if wide else 1,
    )
    side_x = end_x + 30 if wide else x0
    side_y = y0 if wide else below + 6
    if not nation and land:
        furniture.inset(drawing, (side_x, side_y, side_x + 120, side_y + 47), land, window)
        side_y += 50
    furniture.north_arrow(drawing, side_x + 6, side_y + 24, lang)
    furniture.scale_bar(drawing, sheet, side_x + 22, side_y + 22, limit=90, lang=lang)
    below = max(below, side_y + 26, bottom + 12)
    below = _small_print(drawing, notice, lang, width, below)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}pt" height="{below:.0f}pt" '
        f'viewBox="0 0 {width:.0f} {below:.0f}" font-family="Source Sans Pro">'
        f"<title>{escape(legend_title)}</title><desc>{escape(description)}</desc><defs>{PATTERNS}</defs>"
        f"{''.join(drawing.pieces)}</svg>"
    )
    return PaperMap(svg, width, round(below), named)


def _grow(box: Box) -> Box:
    west, south, east, north = box
    margin = 0.04 * max(east - west, north - south, 0.02)
    return west - margin, south - margin, east + margin, north + margin


def _aspect(window: Box) -> float:
    west, south, east, north = window
    return float((east - west) * np.cos(np.radians((south + north) / 2)) / (north - south))


def _fill(
    drawing: Drawing,
    laid: Mapping[str, BaseGeometry],
    classes: Mapping[str, str],
    entries: Mapping[str, Entry],
    incomplete: Collection[str],
) -> bool:
    """Colour the areas, with a dot for those too small to be seen; say whether there is such a dot."""
    line = 0.5 if len(laid) < _MANY else 0.2
    marks: list[str] = []
    for code, shape in laid.items():
        entry = entries.get(classes.get(code, ""))
        colour, hatch = (entry.colour, entry.hatch) if entry else ("#ffffff", "")
        outline = path(shape)
        drawing.add(f'<path d="{outline}" fill="{colour}" stroke="{GREY}" stroke-width="{line}"/>')
        for pattern in (hatch, "diagonal" if code in incomplete else ""):
            if pattern:
                drawing.add(f'<path d="{outline}" fill="url(#{pattern})"/>')
        if entry and not hatch and not shape.is_empty:
            west, north, east, south = shape.bounds
            if max(east - west, south - north) < _SMALLEST:
                spot = furniture.mark("dot", (west + east) / 2, (north + south) / 2, 1.9, colour)
                marks.append(spot.replace('stroke="#ffffff"', f'stroke="{INK}"'))
    for spot in marks:
        drawing.add(spot)
    return bool(marks)


def _outline(
    drawing: Drawing, laid: Mapping[str, BaseGeometry], clusters: Sequence[Collection[str]]
) -> list[labels.Box]:
    taken: list[labels.Box] = []
    bold = 1.5 if len(laid) < _MANY else 0.8
    for number, members in enumerate(clusters):
        shape = shapely.union_all([laid[code].buffer(0.3) for code in sorted(members) if code in laid])
        if shape.is_empty:
            continue
        parts = sorted(shapely.get_parts(shape), key=lambda part: part.area, reverse=True)
        for part in parts:
            line = bold if part is parts[0] or part.area > 12 else 0.6
            drawing.add(f'<path d="{path(part)}" fill="none" stroke="{INK}" stroke-width="{line}"/>')
        west, north, east, _ = parts[0].bounds
        aside = 4.0 if east - west > 16 else -5.0
        x, y = max(west + aside, 16.0), max(north, 4.0) + aside / 2
        drawing.add(f'<circle cx="{x:.2f}" cy="{y:.2f}" r="5" fill="{INK}"/>')
        letter = chr(ord("A") + number)
        drawing.write(letter, x, y + 2.4, size=7, fill="#ffffff", text_anchor="middle", font_weight="bold")
        taken.append((x - 5.5, y - 5.5, x + 5.5, y + 5.5))
    return taken


def _name(
    drawing: Drawing,
    laid: Mapping[str, BaseGeometry],
    names: Mapping[str, str],
    importance: Mapping[str, float],
    *,
    frame: Box,
    taken: Sequence[labels.Box],
) -> tuple[str, ...]:
    def wanted(code: str) -> tuple[float, float, str]:
        return -importance.get(code, 0.0), -laid[code].area, code

    wishes = []
    for code in sorted((c for c in names if c in laid and not laid[c].is_empty), key=wanted):
        largest = max(shapely.get_parts(laid[code]), key=lambda part: part.area)
        if largest.area <= 0:
            continue
        circle = shapely.maximum_inscribed_circle(largest, tolerance=0.5)
        (x, y), radius = shapely.get_coordinates(circle)[0], circle.length
        wishes.append((names[code], float(x), float(y), float(radius)))
    size = 6.2 if len(laid) < _MANY else 4.6
    placed = labels.place(wishes, frame=frame, size=size, taken=taken)
    for label in placed:
        y = label.y - (len(label.lines) - 1) * size * 0.525 + size * 0.34
        for line in label.lines:
            halo = {
                "stroke": "#ffffff",
                "stroke_width": "2",
                "paint_order": "stroke",
                "stroke_linejoin": "round",
            }
            drawing.write(line, label.x, y, size=size, text_anchor="middle", **halo)
            y += size * 1.05
    return tuple(" ".join(label.lines) for label in placed)


def _small_print(drawing: Drawing, notice: str, lang: str, width: float, y: float) -> float:
    words = " ".join(part for part in (notice, text("paper.projection", lang)) if part)
    y += 8
    for line in labels.wrap(words, width - 12, 5.4):
        drawing.write(line, 10, y, size=5.4, fill=GREY)
        y += 6.6
    return y
