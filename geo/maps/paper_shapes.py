"""Shapes for paper: TopoJSON to geometry, one equal-area projection, outlines as SVG paths."""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

Box = tuple[float, float, float, float]
"""West, south, east, north – or left, top, right, bottom on the sheet."""


def from_topojson(content: bytes, *, prefix: str = "") -> dict[str, BaseGeometry]:
    """Return the areas of a TopoJSON file by code, longitude/latitude (EPSG:4326).

    Only ids that start with ``prefix`` are built. A feature without an id is kept under its number, so that a
    base map without codes can be read too. Rings are joined as the TopoJSON specification 1.0 (2.1.4) says.
    """
    topology = json.loads(content)
    scale, shift = _transform(topology)
    arcs: dict[int, npt.NDArray[np.float64]] = {}

    def arc(number: int) -> npt.NDArray[np.float64]:
        index = number if number >= 0 else ~number
        if index not in arcs:
            steps = np.asarray(topology["arcs"][index], dtype=float)[:, :2]
            arcs[index] = np.cumsum(steps, axis=0) * scale + shift if "transform" in topology else steps
        return arcs[index] if number >= 0 else arcs[index][::-1]

    def joined(ring: Sequence[int]) -> npt.NDArray[np.float64]:
        return np.vstack([arc(n) if i == 0 else arc(n)[1:] for i, n in enumerate(ring)])

    codes: list[str] = []
    rings: list[npt.NDArray[np.float64]] = []
    polygon_of_ring: list[int] = []
    code_of_polygon: list[int] = []
    number = 0
    for layer in topology["objects"].values():
        for feature in layer.get("geometries", [layer]):
            number += 1
            code = str(feature.get("id", f"#{number}"))
            kind = feature.get("type")
            if not code.startswith(prefix) or kind not in ("Polygon", "MultiPolygon"):
                continue
            for outline in [feature["arcs"]] if kind == "Polygon" else feature["arcs"]:
                shell, *holes = map(joined, outline)
                if len(shell) < 4:
                    continue
                usable = [shell, *(hole for hole in holes if len(hole) >= 4)]
                rings += usable
                polygon_of_ring += [len(code_of_polygon)] * len(usable)
                code_of_polygon.append(len(codes))
            codes.append(code)
    if not rings:
        return dict.fromkeys(codes, shapely.MultiPolygon())
    lines = shapely.linearrings(np.vstack(rings), indices=np.repeat(range(len(rings)), [*map(len, rings)]))
    polygons = shapely.polygons(lines, indices=polygon_of_ring)
    shapes = np.full(len(codes), shapely.MultiPolygon())
    shapely.multipolygons(polygons, indices=code_of_polygon, out=shapes)
    return dict(zip(codes, shapes, strict=True))


def _transform(topology: Mapping[str, Any]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    found = topology.get("transform", {"scale": (1.0, 1.0), "translate": (0.0, 0.0)})
    return np.asarray(found["scale"], dtype=float), np.asarray(found["translate"], dtype=float)


def bounds(shapes: Iterable[BaseGeometry]) -> Box:
    """Return west, south, east, north of all shapes together."""
    west, south, east, north = shapely.total_bounds(list(shapes))
    return float(west), float(south), float(east), float(north)


@dataclass(frozen=True)
class Sheet:
    """A window of the earth laid on a rectangle of paper (Lambert azimuthal equal-area, centred on it).

    Equal area, so that no district looks larger than it is; within a province distances are right to better
    than 0.1 %, over the whole nation to about 2 % at the ends (Snyder 1987, p. 182–190).
    """

    window: Box
    """West, south, east, north in degrees."""
    frame: Box
    """Left, top, right, bottom on paper, points."""
    metres_per_point: float
    centre: tuple[float, float]

    @classmethod
    def fit(cls, window: Box, frame: Box) -> "Sheet":
        """Return the sheet that shows all of ``window`` as large as ``frame`` allows."""
        west, south, east, north = window
        centre = ((west + east) / 2, (south + north) / 2)
        edge = _edge(window)
        x, y = _project(edge, centre)
        width, height = float(np.ptp(x)) or 1.0, float(np.ptp(y)) or 1.0
        left, top, right, bottom = frame
        return cls(window, frame, max(width / (right - left), height / (bottom - top)), centre)

    def place(self, coordinates: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return paper positions (points, y down) of longitude/latitude pairs."""
        x, y = _project(coordinates, self.centre)
        left, top, right, bottom = self.frame
        return np.column_stack(
            [(left + right) / 2 + x / self.metres_per_point, (top + bottom) / 2 - y / self.metres_per_point]
        )

    def visible(self) -> Box:
        """Return the degrees that the frame really shows (at least ``window``)."""
        left, top, right, bottom = self.frame
        half_x = (right - left) / 2 * self.metres_per_point
        half_y = (bottom - top) / 2 * self.metres_per_point
        lat = math.degrees(half_y / 6.37e6)
        lon = math.degrees(half_x / (6.37e6 * math.cos(math.radians(min(80.0, abs(self.centre[1]) + lat)))))
        x, y = self.centre
        return x - lon * 1.05, y - lat * 1.05, x + lon * 1.05, y + lat * 1.05

    def lay(self, shape: BaseGeometry) -> BaseGeometry:
        """Return ``shape`` on paper, cut at the frame and thinned to what print can show."""
        near = shapely.clip_by_rect(shape, *self.visible())
        laid = shapely.simplify(shapely.transform(near, self.place), 0.12, preserve_topology=False)
        return shapely.clip_by_rect(shapely.make_valid(laid), *self.frame)


def _edge(window: Box, steps: int = 12) -> npt.NDArray[np.float64]:
    west, south, east, north = window
    lon, lat = np.linspace(west, east, steps), np.linspace(south, north, steps)
    sides = [(lon, np.full(steps, south)), (lon, np.full(steps, north))]
    sides += [(np.full(steps, west), lat), (np.full(steps, east), lat)]
    return np.vstack([np.column_stack(side) for side in sides])


def _project(
    coordinates: npt.NDArray[np.float64], centre: tuple[float, float]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    import pyproj

    crs = f"+proj=laea +lat_0={centre[1]:.4f} +lon_0={centre[0]:.4f} +ellps=WGS84 +units=m"
    x, y = pyproj.Proj(crs)(coordinates[:, 0], coordinates[:, 1])
    return np.asarray(x), np.asarray(y)


def path(shape: BaseGeometry) -> str:
    """Return the outline of a shape on paper as SVG path data."""
    pieces: list[str] = []
    for part in shapely.get_parts(shape):
        if isinstance(part, shapely.Polygon) and not part.is_empty:
            pieces += [_line(ring, close=True) for ring in (part.exterior, *part.interiors)]
        elif isinstance(part, shapely.LineString) and not part.is_empty:
            pieces.append(_line(part, close=False))
        elif isinstance(part, shapely.MultiPolygon | shapely.GeometryCollection):
            pieces.append(path(part))
    return "".join(pieces)


def _line(line: BaseGeometry, *, close: bool) -> str:
    points = [f"{x:.2f} {y:.2f}" for x, y in shapely.get_coordinates(line)[: -1 if close else None]]
    return f"M{'L'.join(points)}{'Z' if close else ''}" if len(points) > 1 else ""
