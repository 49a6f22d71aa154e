"""Outlines for the maps of a briefing, read once from the active boundary set."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from geo import areas, boundaries
from geo.maps.paper import from_topojson

COAST_KM = 1.0
"""A village nearer than this to the shoreline counts as coastal."""


@cache
def _shapes(level: str, within: str, digest: str) -> Mapping[str, Any]:
    parent = within[:2] if level == "subdistrict" else None
    prefix = "" if within == areas.NATION else within
    return from_topojson(boundaries.topojson(level, within=parent).content, prefix=prefix)


def shapes(level: str, *, within: str) -> dict[str, Any]:
    """Return the outlines of every area of ``level`` inside ``within`` by code (EPSG:4326)."""
    return dict(_shapes(level, within, boundaries.active().digest))


@cache
def land() -> tuple[Any, ...]:
    """Return the land of Indonesia and its neighbours, for the ground of a map."""
    return tuple(from_topojson(boundaries.basemap().content).values())


def villages(district: str) -> "list[tuple[str, float, float, bool]]":
    """Return (code, longitude, latitude, coastal) of a district's villages whose point is known.

    Coastal: within ``COAST_KM`` of the shoreline of the district's outline, measured on a local plane
    (azimuthal equidistant about the district); borders on land do not count as shore.
    """
    import numpy as np
    import pyproj
    import shapely

    table = areas.table("village")
    table = table[table.index.str.startswith(district)].dropna(subset=["longitude", "latitude"])
    if table.empty:
        return []
    points = table[["longitude", "latitude"]].to_numpy(dtype=float)
    centre = points.mean(axis=0)
    plane = pyproj.Proj(f"+proj=aeqd +lat_0={centre[1]:.4f} +lon_0={centre[0]:.4f} +ellps=WGS84")

    def flat(coordinates: Any) -> Any:
        return np.column_stack(plane(coordinates[:, 0], coordinates[:, 1]))

    everything = shapes("district", within=areas.NATION)
    own = shapely.transform(everything[district], flat)
    reach = everything[district].envelope.buffer(0.05)
    others = [
        shapely.transform(shape, flat)
        for code, shape in everything.items()
        if code != district and shape.intersects(reach)
    ]
    shore = own.boundary.difference(shapely.union_all(others).buffer(200)) if others else own.boundary
    near = shapely.distance(shapely.points(flat(points)), shore) <= COAST_KM * 1000
    return [
        (str(code), float(x), float(y), bool(coastal))
        for code, (x, y), coastal in zip(table.index, points, near, strict=True)
    ]
