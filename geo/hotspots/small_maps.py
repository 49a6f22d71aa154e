"""Small maps side by side, one a year: an HTML grid of SVG that fits a telephone and a wall."""

import base64
from collections.abc import Hashable, Mapping
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geo.hotspots.inputs import Floats
from geo.text import fixed, text

if TYPE_CHECKING:
    import geopandas as gpd

DIVERGING = ("#5e3c99", "#b2abd2", "#f7f7f7", "#fdb863", "#e66101")
BREAKS = (0.5, 0.8, 1.25, 2.0)
"""Bounds of the steps of relative risk, the same on every map."""
MISSING = "#bdbdbd"
_WIDTH = 300.0


def outlines(shapes: "gpd.GeoDataFrame") -> tuple[dict[str, str], float]:
    """Return an SVG path for every area (``code``, geometry in degrees) and the height of a map 300 wide.

    Plate carrée at the middle latitude; outlines thinned to a third of a pixel, islands under one pixel
    left out.
    """
    west, south, east, north = shapes.total_bounds
    squeeze = float(np.cos(np.radians((south + north) / 2)))
    scale = _WIDTH / max((east - west) * squeeze, 1e-9)

    def to_screen(points: Floats) -> Floats:
        return np.column_stack([(points[:, 0] - west) * squeeze * scale, (north - points[:, 1]) * scale])

    flat = shapely.simplify(shapely.transform(shapes.geometry.to_numpy(), to_screen), 0.35)
    paths = {}
    for code, shape in zip(shapes["code"], flat, strict=True):
        parts = shapely.get_parts(shape)
        large = parts[shapely.area(parts) >= 0.6]
        kept = large if large.size else parts[np.argsort(shapely.area(parts))[-1:]]
        paths[str(code)] = "".join(_ring(ring) for part in kept for ring in _rings(part))
    return paths, float((north - south) * scale)


def year_maps(
    risks: Mapping[str, "pd.Series[float]"],
    names: Mapping[Hashable, str],
    shapes: "gpd.GeoDataFrame",
    lang: str,
) -> str:
    """Return the HTML of one map for every heading of ``risks`` (relative risk by area code), and a legend.

    Below each map its heading and the three areas of highest risk, which are also its text for the blind.
    """
    paths, height = outlines(shapes)
    maps = []
    for heading, values in risks.items():
        drawn = "".join(
            f'<path d="{path}" fill="{_colour(float(values.get(code, np.nan)))}"/>'
            for code, path in paths.items()
        )
        picture = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-2 -2 {_WIDTH + 4:.0f} {height + 4:.0f}" '
            f'stroke="#6b7280" stroke-width="0.5">{drawn}</svg>'
        )
        worst = values.dropna().nlargest(3)
        told = ", ".join(f"{names.get(code, code)} {fixed(risk, lang, 2)}" for code, risk in worst.items())
        # as an image: the page takes no drawing that is part of its text
        source = "data:image/svg+xml;base64," + base64.b64encode(picture.encode()).decode()
        image = f'<img src="{source}" alt="{escape(told)}" title="{escape(told)}" style="width:100%">'
        label = f"<figcaption><strong>{escape(heading)}</strong> {escape(told)}</figcaption>"
        maps.append(f'<figure style="margin:0" data-testid="year-map">{image}{label}</figure>')
    grid = "display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,250px),1fr));gap:14px"
    return f'<div style="{grid}">{"".join(maps)}</div>{_legend(lang)}'


def _legend(lang: str) -> str:
    at = [fixed(b, lang, 2).rstrip("0").rstrip(",.") for b in BREAKS]
    labels = [f"< {at[0]}", *(f"{a}–{b}" for a, b in pairwise(at)), f"≥ {at[-1]}"]
    labels.append(text("hotspots.page_no_figure", lang))
    boxes = "".join(
        f'<span style="white-space:nowrap"><span style="display:inline-block;width:1.1em;height:.8em;'
        f'background:{fill};border:1px solid #6b7280;margin-right:.35em"></span>{escape(label)}</span>'
        for fill, label in zip((*DIVERGING, MISSING), labels, strict=True)
    )
    title = escape(text("hotspots.page_axis_risk", lang))
    return f'<div style="display:flex;flex-wrap:wrap;gap:.3em 1.1em;margin-top:.7em">{title}: {boxes}</div>'


def _colour(risk: float) -> str:
    return MISSING if not np.isfinite(risk) else DIVERGING[int(np.searchsorted(BREAKS, risk, side="right"))]


def _rings(part: shapely.Geometry) -> list[Floats]:
    if part.geom_type != "Polygon":
        return []
    return [shapely.get_coordinates(ring) for ring in (part.exterior, *part.interiors)]


def _ring(points: Floats) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points[:-1]) + "Z"
