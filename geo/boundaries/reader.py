"""Read polygons from any common vector file, told by its content and not by its name.

GeoPackage, GeoJSON, TopoJSON, FlatGeobuf, GeoParquet, shapefile, and a zip of one of these. Other kinds
that GDAL knows are not opened: some of them point at other files or addresses.
"""

import logging
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.boundaries import topology
from geo.errors import UserError

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

log = logging.getLogger("geo.boundaries")

WINDOW = (90.0, -15.0, 145.0, 12.0)
"""Degrees around Indonesia; coordinates without a reference system must lie in it to be taken as degrees."""

MOST_UNPACKED = 4_000_000_000
"""Bytes a zip may unpack to."""

_MAGIC: Mapping[bytes, str] = {
    b"SQLite format 3\x00": "GeoPackage",
    b"fgb": "FlatGeobuf",
    b"PAR1": "GeoParquet",
    b"\x00\x00\x27\x0a": "shapefile",
    b"PK\x03\x04": "zip",
}
_IN_ZIP = (".shp", ".gpkg", ".geojson", ".json", ".topojson", ".fgb")


class UnusableFileError(UserError):
    """A file that cannot serve as boundaries, and why."""


@dataclass(frozen=True)
class Layer:
    """One layer of polygons in a file: where it is, its columns, and its shapes once they are read."""

    path: Path
    kind: str
    source: str
    name: str | None
    crs: str | None
    crs_assumed: bool = False
    table: "pd.DataFrame | None" = None
    shapes: "gpd.GeoSeries | None" = None
    repaired: int = 0
    dropped: int = 0


def layers(path: Path) -> list[Layer]:
    """Return the layers of polygons in a file; raises ``UnusableFileError`` when there are none.

    Shapes are read later, by ``with_shapes``: a file may have many layers of which one is wanted.
    """
    path = Path(path)
    if not path.is_file():
        raise UnusableFileError("boundaries.file_missing", path=str(path))
    if path.stat().st_size == 0:
        raise UnusableFileError("boundaries.file_empty", path=str(path))
    kind = _kind(path)
    try:
        found = [_parquet(path)] if kind == "GeoParquet" else _vector(path, kind)
    except UserError:
        raise
    except Exception as error:  # a broken file fails in as many ways as there are formats
        log.warning("not readable as %s: %s", kind, type(error).__name__)
        raise UnusableFileError("boundaries.file_broken", path=path.name, kind=kind) from error
    if not found:
        raise UnusableFileError("boundaries.file_no_polygons", path=path.name)
    if all(layer.table is None or layer.table.empty for layer in found):
        raise UnusableFileError("boundaries.file_no_features", path=path.name)
    return [layer for layer in found if layer.table is not None and not layer.table.empty]


def _kind(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(512)
    for magic, kind in _MAGIC.items():
        if head.startswith(magic):
            return kind
    if head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{":
        return "GeoJSON"
    raise UnusableFileError("boundaries.file_kind", path=path.name)


def _sources(path: Path, kind: str) -> list[str]:
    if kind != "zip":
        return [str(path)]
    with zipfile.ZipFile(path) as archive:
        if sum(item.file_size for item in archive.infolist()) > MOST_UNPACKED:
            raise UnusableFileError("boundaries.file_too_large", path=path.name)
        names = [n for n in archive.namelist() if n.lower().endswith(_IN_ZIP) and "__MACOSX" not in n]
    if not names:
        raise UnusableFileError("boundaries.zip_without_vector", path=path.name)
    return [f"/vsizip/{{{path.resolve()}}}/{name}" for name in names]


def _vector(path: Path, kind: str) -> list[Layer]:
    import pyogrio

    found = []
    for source in _sources(path, kind):
        for name, shape in pyogrio.list_layers(source).tolist():
            if shape is None or ("Polygon" not in shape and shape not in ("Unknown", "GeometryCollection")):
                continue
            about = pyogrio.read_info(source, layer=name)
            table = pyogrio.read_dataframe(source, layer=name, read_geometry=False)
            found.append(Layer(path, kind, source, name, about["crs"], table=table))
    return found


def _parquet(path: Path) -> Layer:
    import geopandas as gpd

    frame = gpd.read_parquet(path)
    table = frame.drop(columns=frame.geometry.name)
    crs = frame.crs.to_string() if frame.crs else None
    return Layer(path, "GeoParquet", str(path), None, crs, table=table, shapes=frame.geometry)


def with_shapes(layer: Layer) -> Layer:
    """Return the layer with valid polygons in EPSG:4326 (missing where there are none).

    Raises ``UnusableFileError`` without polygons, without a way to place them, or when none lies in
    Indonesia.
    """
    shapes = layer.shapes if layer.shapes is not None else _read_shapes(layer)
    name = layer.path.name
    areal = shapes.geom_type.isin(["Polygon", "MultiPolygon", "GeometryCollection"]).to_numpy()
    if not areal.any():
        raise UnusableFileError("boundaries.file_no_polygons", path=name)
    assumed = shapes.crs is None
    if assumed:
        if not _inside(shapes.total_bounds):
            raise UnusableFileError("boundaries.file_no_crs", path=name)
        shapes = shapes.set_crs("EPSG:4326")
    mended, repaired = _mend(shapes.where(areal, None))
    placed = mended.to_crs("EPSG:4326")
    bounds = placed.bounds
    near = (
        (bounds["minx"] < WINDOW[2])
        & (bounds["maxx"] > WINDOW[0])
        & (bounds["miny"] < WINDOW[3])
        & (bounds["maxy"] > WINDOW[1])
    )
    if not near.any():
        raise UnusableFileError("boundaries.file_outside", path=name)
    placed = placed.where(near, None)
    return replace(
        layer,
        crs=shapes.crs.to_string(),
        crs_assumed=assumed,
        shapes=placed,
        repaired=repaired,
        dropped=int(placed.isna().sum()),
    )


def _read_shapes(layer: Layer) -> "gpd.GeoSeries":
    import pyogrio

    try:
        frame = pyogrio.read_dataframe(layer.source, layer=layer.name, columns=[])
    except Exception as error:
        log.warning("shapes not readable: %s", type(error).__name__)
        raise UnusableFileError("boundaries.file_broken", path=layer.path.name, kind=layer.kind) from error
    if "geometry" not in frame:
        raise UnusableFileError("boundaries.file_no_polygons", path=layer.path.name)
    return frame.geometry


def _inside(bounds: Any) -> bool:
    west, south, east, north = WINDOW
    return bool(west <= bounds[0] and south <= bounds[1] and bounds[2] <= east and bounds[3] <= north)


def _mend(shapes: "gpd.GeoSeries") -> "tuple[gpd.GeoSeries, int]":
    """Make every shape a valid multipolygon in two dimensions; what has no area becomes missing."""
    import geopandas as gpd
    import numpy as np
    import shapely

    flat = shapely.force_2d(shapes.to_numpy())
    there = ~shapely.is_missing(flat) & ~shapely.is_empty(flat)
    wrong = there & ~shapely.is_valid(flat)
    flat[wrong] = shapely.make_valid(flat[wrong], method="structure", keep_collapsed=False)
    out = np.full(len(flat), None, dtype=object)
    out[there] = [_areal(shape) for shape in flat[there]]
    return gpd.GeoSeries(out, index=shapes.index, crs=shapes.crs), int(wrong.sum())


def _areal(shape: Any) -> Any:
    if shape.geom_type in ("Polygon", "MultiPolygon"):
        return None if shape.is_empty else shape
    areal = topology.polygons_only(shape)
    return None if areal.is_empty else areal
