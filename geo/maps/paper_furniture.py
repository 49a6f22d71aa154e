"""What surrounds a paper map: graticule, north arrow, scale bar, legend, inset."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.maps import paper_labels as labels
from geo.maps.paper_shapes import Box, Sheet, path
from geo.text import integer, number, text

INK, GREY, SEA, LAND = "#1b1f24", "#6b7280", "#f4f8fb", "#e3e3df"


@dataclass(frozen=True)
class Entry:
    """One class of the legend: how its areas are filled, and its words."""

    key: str
    label: str
    colour: str
    hatch: str = ""
    """"", "diagonal", "cross" or "dots": what tells the class apart without colour."""


@dataclass(frozen=True)
class Points:
    """A layer of marked places, longitude/latitude."""

    label: str
    coordinates: Sequence[tuple[float, float]]
    colour: str = INK
    shape: str = "dot"
    """"dot", "square" or "ring"."""
    size: float = 1.6


@dataclass
class Drawing:
    """SVG pieces in the order they are drawn."""

    pieces: list[str] = field(default_factory=list)

    def add(self, piece: str) -> None:
        """Draw a piece over what is there."""
        self.pieces.append(piece)

    def write(self, words: str, x: float, y: float, *, size: float, **style: str) -> None:
        """Write one line of text; ``x``, ``y`` is the baseline's anchor."""
        look = {"font-size": f"{size:.2f}", "fill": INK, **{k.replace("_", "-"): v for k, v in style.items()}}
        attributes = " ".join(f'{name}="{value}"' for name, value in look.items())
        self.add(f'<text x="{x:.2f}" y="{y:.2f}" {attributes}>{escape(words)}</text>')

    def box(self, area: Box, *, fill: str, stroke: str = "none", line: float = 0.5) -> None:
        """Draw a rectangle."""
        left, top, right, bottom = area
        self.add(
            f'<rect x="{left:.2f}" y="{top:.2f}" width="{right - left:.2f}" height="{bottom - top:.2f}" '
            f'fill="{fill}" stroke="{stroke}" stroke-width="{line}"/>'
        )


PATTERNS = (
    '<pattern id="diagonal" width="5" height="5" patternUnits="userSpaceOnUse">'
    '<path d="M-1 1L1 -1M0 5L5 0M4 6L6 4" stroke="#5b6470" stroke-width="0.4"/></pattern>'
    '<pattern id="cross" width="5" height="5" patternUnits="userSpaceOnUse">'
    '<path d="M0 0L5 5M5 0L0 5" stroke="#a9afb8" stroke-width="0.4"/></pattern>'
    '<pattern id="dots" width="4" height="4" patternUnits="userSpaceOnUse">'
    '<circle cx="1" cy="1" r="0.6" fill="#4b5563"/><circle cx="3" cy="3" r="0.6" fill="#4b5563"/></pattern>'
)


def graticule(drawing: Drawing, sheet: Sheet, lang: str, size: float = 5.2) -> None:
    """Draw meridians and parallels over the sea with their degrees at the frame's edges."""
    west, south, east, north = sheet.visible()
    left, top, right, bottom = sheet.frame
    step = next((s for s in (2, 5, 10, 15, 30, 60, 120, 300, 600) if (east - west) * 60 / s <= 7), 600)
    for along_x in (True, False):
        low, high = (west, east) if along_x else (south, north)
        for minutes in range(math.ceil(low * 60 / step) * step, math.ceil(high * 60), step):
            fixed, other = (
                np.full(40, minutes / 60),
                np.linspace(*((south, north) if along_x else (west, east)), 40),
            )
            pairs = np.column_stack([fixed, other] if along_x else [other, fixed])
            line = shapely.clip_by_rect(shapely.LineString(sheet.place(pairs)), *sheet.frame)
            if line.is_empty:
                continue
            drawing.add(f'<path d="{path(line)}" fill="none" stroke="#c3ccd6" stroke-width="0.35"/>')
            ends = shapely.get_coordinates(line)
            words = _degrees(minutes, along_x, lang)
            half = labels.width(words, size) / 2
            look = {"fill": GREY, "text_anchor": "middle"}
            if along_x:
                x, y = ends[np.argmax(ends[:, 1])]
                if y > bottom - 1 and left + half < x < right - half:
                    drawing.write(words, x, bottom + size + 1, size=size, **look)
            else:
                x, y = ends[np.argmin(ends[:, 0])]
                if x < left + 1 and top + half < y < bottom - half:
                    drawing.write(
                        words, left - 2, y, size=size, **look, transform=f"rotate(-90 {left - 2:.2f} {y:.2f})"
                    )


def _degrees(minutes: int, along_x: bool, lang: str) -> str:
    """Write 10°30′ LS: degrees and minutes with the language's letters for the half of the globe."""
    whole, rest = divmod(abs(minutes), 60)
    figure = f"{whole}°{rest:02d}′" if rest else f"{whole}°"
    if not minutes:
        return figure
    half = ("east" if minutes > 0 else "west") if along_x else ("north" if minutes > 0 else "south")
    return text(f"paper.{half}", lang, degrees=figure)


def north_arrow(drawing: Drawing, x: float, y: float, lang: str) -> None:
    """Draw an arrow to the north, 22 points high, its foot's middle at ``x``, ``y``."""
    drawing.add(f'<path d="M{x} {y - 22}L{x + 5} {y - 6}L{x} {y - 9}L{x - 5} {y - 6}Z" fill="{INK}"/>')
    drawing.write(text("paper.north_letter", lang), x, y, size=6.5, text_anchor="middle", font_weight="bold")


def scale_bar(drawing: Drawing, sheet: Sheet, x: float, y: float, *, limit: float, lang: str) -> None:
    """Draw a bar of a round length, at most ``limit`` points long."""
    longest = limit * sheet.metres_per_point / 1000
    power = 10 ** math.floor(math.log10(longest))
    kilometres = max(k * power for k in (1, 2, 5) if k * power <= longest)
    long = kilometres * 1000 / sheet.metres_per_point
    for part, fill in enumerate((INK, "#ffffff")):
        start = x + part * long / 2
        drawing.box((start, y - 3, start + long / 2, y), fill=fill, stroke=INK, line=0.5)
    drawing.write("0", x, y - 5, size=5.5, text_anchor="middle")
    drawing.write(number(kilometres / 2, lang), x + long / 2, y - 5, size=5.5, text_anchor="middle")
    drawing.write(f"{number(kilometres, lang)} km", x + long, y - 5, size=5.5, text_anchor="middle")


def legend(
    drawing: Drawing,
    area: Box,
    *,
    title: str,
    entries: Sequence[Entry],
    counts: Mapping[str, int],
    layers: Sequence[Points],
    incomplete: str,
    clusters: str,
    small: str,
    lang: str,
    columns: int,
) -> float:
    """Draw the legend into ``area`` in as many columns and return the y where it ends."""
    left, top, right, _ = area
    size, row = 6.4, 9.2
    y = top + size
    for line in labels.wrap(title, right - left, size):
        drawing.write(line, left, y, size=size, font_weight="bold")
        y += size + 1
    rows: list[tuple[str, str, str]] = []
    for entry in entries:
        words = f"{entry.label} ({integer(counts.get(entry.key, 0), lang)})"
        fill = "" if not entry.hatch else f"url(#{entry.hatch})"
        rows.append((entry.colour, fill, words))
    if incomplete:
        rows.append(("#ffffff", "url(#diagonal)", incomplete))
    if clusters:
        rows.append(("outline", "", clusters))
    if small:
        rows.append((f"ring:{INK}", "", small))
    rows += [(f"{layer.shape}:{layer.colour}", "", layer.label) for layer in layers]
    each = (right - left) / columns
    tall = math.ceil(len(rows) / columns)
    bottom, start = y, y
    for column in range(columns):
        y = start
        for colour, hatch, words in rows[column * tall : (column + 1) * tall]:
            x = left + column * each
            _swatch(drawing, x, y, colour, hatch)
            for line in labels.wrap(words, each - 20, size):
                drawing.write(line, x + 16, y + 1.6, size=size)
                y += row - 1.8
            y += 1.8
        bottom = max(bottom, y)
    return bottom


def _swatch(drawing: Drawing, x: float, y: float, colour: str, hatch: str) -> None:
    area = (x, y - 4, x + 12, y + 2.5)
    if colour == "outline":
        drawing.box(area, fill="none", stroke=INK, line=1.4)
    elif ":" in colour:
        shape, ink = colour.split(":")
        drawing.add(mark(shape, x + 6, y - 1, 2.0, ink))
    else:
        drawing.box(area, fill=colour, stroke=GREY, line=0.4)
        if hatch:
            drawing.box(area, fill=hatch)


def mark(shape: str, x: float, y: float, size: float, colour: str) -> str:
    """Return a point sign as SVG: a dot, a square or a ring."""
    if shape == "square":
        corner = f'x="{x - size:.2f}" y="{y - size:.2f}" width="{2 * size:.2f}" height="{2 * size:.2f}"'
        return f'<rect {corner} fill="{colour}" stroke="#ffffff" stroke-width="0.4"/>'
    fill, line, wide = ("none", colour, 0.9) if shape == "ring" else (colour, "#ffffff", 0.4)
    round_ = f'cx="{x:.2f}" cy="{y:.2f}" r="{size:.2f}"'
    return f'<circle {round_} fill="{fill}" stroke="{line}" stroke-width="{wide}"/>'


def inset(drawing: Drawing, area: Box, land: Sequence[BaseGeometry], window: Box) -> None:
    """Draw the nation small, with a frame where the map is."""
    left, top, right, bottom = area
    sheet = Sheet.fit((95.0, -11.0, 141.1, 6.1), (left + 1, top + 1, right - 1, bottom - 1))
    drawing.box(area, fill=SEA, stroke=GREY, line=0.4)
    for shape in land:
        if outline := path(sheet.lay(shape)):
            drawing.add(f'<path d="{outline}" fill="#b9bcb5"/>')
    corners = sheet.place(np.array([[window[0], window[1]], [window[2], window[3]]]))
    (x0, y1), (x1, y0) = corners
    middle_x, middle_y = (x0 + x1) / 2, (y0 + y1) / 2
    half_x, half_y = max(2.5, (x1 - x0) / 2 + 0.8), max(2.5, (y1 - y0) / 2 + 0.8)
    drawing.box(
        (middle_x - half_x, middle_y - half_y, middle_x + half_x, middle_y + half_y),
        fill="none",
        stroke="#b3261e",
        line=1.0,
    )
