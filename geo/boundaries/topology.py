"""TopoJSON: shared borders written once, and read back without GDAL.

A file holds one object a level; a feature's ``id`` is its area code and ``n`` its name. Vertices are whole
numbers on a grid, arcs are differences, so a gzipped file is about two bytes a coordinate. Specification:
https://github.com/topojson/topojson-specification
"""

import gzip
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import numpy.typing as npt

OBJECT = "areas"
"""Name of the object in a file made for the screen, which holds one level."""


@dataclass(frozen=True)
class TopoFile:
    """A TopoJSON file ready to be served: its bytes, plain and gzipped, and what to name it by."""

    gz: bytes

    @cached_property
    def content(self) -> bytes:
        """Return the plain file."""
        return gzip.decompress(self.gz)

    @cached_property
    def digest(self) -> str:
        """Return 16 hexadecimal digits that change when the file does."""
        return hashlib.sha256(self.content).hexdigest()[:16]


def pack(topology: Mapping[str, Any]) -> bytes:
    """Return a topology as gzipped JSON, equal bytes for equal topologies."""
    text = json.dumps(topology, separators=(",", ":"), ensure_ascii=False)
    return gzip.compress(text.encode("utf-8"), compresslevel=9, mtime=0)


def unpack(path: Path) -> dict[str, Any]:
    """Read a gzipped TopoJSON file."""
    loaded: dict[str, Any] = json.loads(gzip.decompress(path.read_bytes()))
    return loaded


def encode(levels: "Mapping[str, gpd.GeoDataFrame]", *, step: float) -> dict[str, Any]:
    """Return a topology with one object for each frame (columns ``code``, ``name``; EPSG:4326).

    ``step`` is the grid in degrees. Frames should share their borders vertex by vertex; where they do, the
    border is one arc for every level. Parts that fall together on the grid are dropped.
    """
    import numpy as np
    from topojson.core.topology import Topology

    frames = [f[["code", "geometry"]].reset_index(drop=True) for f in levels.values()]
    made = Topology(
        frames if len(frames) > 1 else frames[0],
        object_name=list(levels) if len(frames) > 1 else next(iter(levels)),
        prequantize=False,
        shared_coords=True,
    ).to_dict()
    west, south = (float(np.floor(v / step)) for v in made["bbox"][:2])
    arcs, kept = [], {}
    for number, arc in enumerate(made["arcs"]):
        grid = np.rint(np.asarray(arc, dtype=float) / step - (west, south)).astype(np.int64)
        moved = np.ones(len(grid), dtype=bool)
        moved[1:] = (grid[1:] != grid[:-1]).any(axis=1)
        grid = grid[moved]
        kept[number] = len(grid)
        arcs.append(np.diff(grid, axis=0, prepend=np.zeros((1, 2), dtype=np.int64)).tolist())
    objects = {
        level: {"type": "GeometryCollection", "geometries": _features(frame, made["objects"][level], kept)}
        for level, frame in levels.items()
    }
    transform = {"scale": [step, step], "translate": [round(west * step, 9), round(south * step, 9)]}
    return {"type": "Topology", "transform": transform, "objects": objects, "arcs": arcs}


def _features(
    frame: "gpd.GeoDataFrame", made: Mapping[str, Any], kept: Mapping[int, int]
) -> list[dict[str, Any]]:
    features = []
    for code, name, shape in zip(frame["code"], frame["name"], made["geometries"], strict=True):
        polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
        solid = [_solid(polygon, kept) for polygon in polygons]
        arcs = [rings for rings in solid if rings] or polygons[:1]
        features.append({"type": "MultiPolygon", "arcs": arcs, "id": code, "properties": {"n": name}})
    return features


def _solid(polygon: list[list[int]], kept: Mapping[int, int]) -> list[list[int]]:
    """Keep a polygon's rings that still have three corners; none at all when its outside has not."""
    rings = [ring for ring in polygon if sum(kept[a if a >= 0 else ~a] - 1 for a in ring) >= 3]
    return rings if rings and rings[0] is polygon[0] else []


def screen(topology: Mapping[str, Any], level: str, *, within: str | None = None) -> dict[str, Any]:
    """Return a topology with the one object ``areas``: the features of ``level``, or those inside ``within``.

    Arcs nobody uses are dropped.
    """
    wanted = [f for f in topology["objects"][level]["geometries"] if f["id"].startswith(within or "")]
    used = sorted({a if a >= 0 else ~a for feature in wanted for ring in _rings(feature) for a in ring})
    place = {old: new for new, old in enumerate(used)}
    features = [
        {
            **feature,
            "arcs": [
                [[place[a] if a >= 0 else ~place[~a] for a in ring] for ring in polygon]
                for polygon in feature["arcs"]
            ],
        }
        for feature in wanted
    ]
    objects = {OBJECT: {"type": "GeometryCollection", "geometries": features}}
    return {**topology, "objects": objects, "arcs": [topology["arcs"][a] for a in used]}


def _rings(feature: Mapping[str, Any]) -> Iterator[list[int]]:
    for polygon in feature["arcs"]:
        yield from polygon


def decode(topology: Mapping[str, Any], level: str) -> "gpd.GeoDataFrame":
    """Return one object of a topology as a frame: ``code``, ``name``, valid ``geometry`` in EPSG:4326."""
    import geopandas as gpd
    import numpy as np
    import shapely

    scale, origin = (np.asarray(topology["transform"][k]) for k in ("scale", "translate"))
    arcs = [np.cumsum(np.asarray(arc, dtype=np.int64), axis=0) for arc in topology["arcs"]]
    features = topology["objects"][level]["geometries"]
    rings: list[npt.NDArray[np.int64]] = []
    polygon_of_ring: list[int] = []
    feature_of_polygon: list[int] = []
    for number, feature in enumerate(features):
        for polygon in feature["arcs"]:
            for ring in polygon:
                rings.append(_ring(arcs, ring))
                polygon_of_ring.append(len(feature_of_polygon))
            feature_of_polygon.append(number)
    lengths = np.array([len(ring) for ring in rings])
    # a multiple of the step has one value wherever it is read, so borders of two files meet exactly
    steps = np.rint(origin / scale)
    places = np.round((np.concatenate(rings) + steps) * scale, 9)
    lines = shapely.linearrings(places, indices=np.repeat(np.arange(len(rings)), lengths))
    polygons = (
        shapely.polygons(lines, indices=np.array(polygon_of_ring))
        if _has_holes(polygon_of_ring)
        else (shapely.polygons(lines))
    )
    shapes = shapely.multipolygons(polygons, indices=np.array(feature_of_polygon))
    wrong = ~shapely.is_valid(shapes)
    if wrong.any():
        shapes[wrong] = [polygons_only(shape) for shape in shapely.make_valid(shapes[wrong])]
    codes = [feature["id"] for feature in features]
    names = [feature["properties"]["n"] for feature in features]
    return gpd.GeoDataFrame({"code": codes, "name": names}, geometry=shapes, crs="EPSG:4326")


def _has_holes(polygon_of_ring: list[int]) -> bool:
    return len(polygon_of_ring) > len(set(polygon_of_ring))


def _ring(arcs: "list[npt.NDArray[np.int64]]", ring: list[int]) -> "npt.NDArray[np.int64]":
    import numpy as np

    pieces = [arcs[a] if a >= 0 else arcs[~a][::-1] for a in ring]
    joined = (
        np.concatenate([pieces[0], *(piece[1:] for piece in pieces[1:])]) if len(pieces) > 1 else pieces[0]
    )
    return joined if (joined[0] == joined[-1]).all() else np.vstack([joined, joined[:1]])


def polygons_only(shape: Any) -> Any:
    """Return the areal part of a geometry as a multipolygon; lines and points in it are dropped."""
    import shapely

    parts = [
        p for p in shapely.get_parts(shapely.get_parts(shape)) if p.geom_type == "Polygon" and not p.is_empty
    ]
    return shapely.multipolygons(parts)
