"""From one level of areas to a set on disk: the levels above it, simplified for each use.

A set is a folder: ``set.json`` says what it is, ``detail/PP.topojson.gz`` holds a province with its levels
in one topology, ``province.topojson.gz`` and ``district.topojson.gz`` are the nation drawn light for a
first map, and ``borders.parquet`` lists which areas touch.
"""

import hashlib
import json
import shutil
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo import areas
from geo.boundaries import topology

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

EQUAL_AREA = "ESRI:54034"
DIGITS = {"province": 2, "district": 4, "subdistrict": 6, "village": 10}
DETAIL_TOLERANCE = 0.0006
DETAIL_STEP = 1e-5
SCREEN_STEP = 5e-4
SCREEN_BYTES = 195_000
"""Most a national file for the screen may weigh, gzipped; it is drawn coarser until it does."""

_SCREEN_TOLERANCES = (0.006, 0.008, 0.011, 0.015, 0.03, 0.06)
_SMALL_PART_KM2 = 4.0
_PARTS_KEPT = 4


def write(
    folder: Path,
    frame: "gpd.GeoDataFrame",
    *,
    level: str,
    about: Mapping[str, Any],
    ready: Path | None = None,
    ready_provinces: Collection[str] = (),
) -> None:
    """Write a set into ``folder`` from its finest level (``code``, ``geometry`` in EPSG:4326).

    ``about`` goes into ``set.json`` with the levels and a digest of everything drawn. Shapes should fit
    together; where they do not, each is simplified for itself. ``ready_provinces`` are taken over from the
    set in the folder ``ready``, at every level that it has.
    """
    import shapely

    folder.joinpath("detail").mkdir(parents=True, exist_ok=True)
    ordered = frame[["code", "geometry"]].sort_values("code", ignore_index=True)
    fits = bool(shapely.coverage_is_valid(ordered.geometry.to_numpy()))
    light = ordered.assign(geometry=_simplify(ordered.geometry.to_numpy(), DETAIL_TOLERANCE))
    levels = _upwards(light, level, fits=fits)
    for province in sorted(set(light["code"].str[:2])):
        inside = {name: f[f["code"].str[:2] == province] for name, f in levels.items()}
        file = folder / "detail" / f"{province}.topojson.gz"
        file.write_bytes(topology.pack(topology.encode(inside, step=DETAIL_STEP)))
    if ready is not None:
        levels = _taken_over(levels, folder, ready, ready_provinces)
    _borders(levels).to_parquet(folder / "borders.parquet", compression="zstd", index=False)
    for name in ("province", "district"):
        if name in levels:
            (folder / f"{name}.topojson.gz").write_bytes(_screen(levels, name))
    described = {**about, "levels": list(levels), "digest": digest(folder)}
    (folder / "set.json").write_text(
        json.dumps(described, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )


def _taken_over(
    levels: "Mapping[str, gpd.GeoDataFrame]", folder: Path, ready: Path, provinces: Collection[str]
) -> "dict[str, gpd.GeoDataFrame]":
    """Copy provinces of another set; return the levels with their areas, where that set has the level."""
    import geopandas as gpd
    import pandas as pd

    whole = {name: [f] for name, f in levels.items()}
    for province in sorted(provinces):
        file = ready / "detail" / f"{province}.topojson.gz"
        shutil.copyfile(file, folder / "detail" / file.name)
        drawn = topology.unpack(file)
        for name in whole.keys() & drawn["objects"].keys():
            whole[name].append(topology.decode(drawn, name))
    return {
        name: gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), crs="EPSG:4326").sort_values("code")
        for name, frames in whole.items()
    }


def digest(folder: Path) -> str:
    """Return 16 hexadecimal digits of everything a set draws."""
    total = hashlib.sha256()
    for file in sorted(folder.rglob("*.topojson.gz")):
        total.update(topology.TopoFile(file.read_bytes()).digest.encode())
    return total.hexdigest()[:16]


def _simplify(shapes: "npt.NDArray[np.object_]", tolerance: float) -> "npt.NDArray[np.object_]":
    import shapely

    simple: npt.NDArray[np.object_] = shapely.coverage_simplify(shapes, tolerance)
    return simple


def _named(codes: "Iterable[str]", level: str) -> list[str]:
    names = areas.names(level)
    return [names.get(code, code) for code in codes]


def dissolve(frame: "gpd.GeoDataFrame", digits: int, *, fits: bool = True) -> "gpd.GeoDataFrame":
    """Return the areas one or more levels up: shapes whose codes share their first digits, as one."""
    import geopandas as gpd

    method = "coverage" if fits else "unary"
    merged = gpd.GeoDataFrame({"code": frame["code"].str[:digits]}, geometry=frame.geometry, crs=frame.crs)
    return merged.dissolve("code", method=method).reset_index()


def _upwards(frame: "gpd.GeoDataFrame", level: str, *, fits: bool) -> "dict[str, gpd.GeoDataFrame]":
    levels = {level: frame}
    for name in reversed(tuple(DIGITS)[: tuple(DIGITS).index(level)]):
        below = next(iter(levels.values()))
        levels = {name: dissolve(below, DIGITS[name], fits=fits), **levels}
    return {name: f.assign(name=_named(f["code"], name)) for name, f in levels.items()}


def _screen(levels: "Mapping[str, gpd.GeoDataFrame]", level: str) -> bytes:
    """Draw one level of the nation as light as ``SCREEN_BYTES`` asks, keeping every area on the map."""
    finest = "district" if "district" in levels else level
    base = levels[finest]
    for tolerance in _SCREEN_TOLERANCES:
        light = base.assign(geometry=_without_small_parts(_simplify(base.geometry.to_numpy(), tolerance)))
        drawn = light if finest == level else dissolve(light, DIGITS[level])
        named = drawn.assign(name=_named(drawn["code"], level))
        packed = topology.pack(topology.screen(topology.encode({level: named}, step=SCREEN_STEP), level))
        if len(packed) <= SCREEN_BYTES:
            break
    return packed


def _without_small_parts(shapes: "npt.NDArray[np.object_]") -> "npt.NDArray[np.object_]":
    """Drop islands under 4 km², except an area's four largest: they are under a pixel."""
    import geopandas as gpd
    import numpy as np
    import shapely

    parts, owner = shapely.get_parts(shapes, return_index=True)
    size = gpd.GeoSeries(parts, crs="EPSG:4326").to_crs(EQUAL_AREA).area.to_numpy() / 1e6
    order = np.lexsort((-size, owner))
    rank = np.empty(len(parts), dtype=int)
    rank[order] = np.arange(len(parts)) - np.searchsorted(owner[order], owner[order])
    keep = (size >= _SMALL_PART_KM2) | (rank < _PARTS_KEPT)
    light: npt.NDArray[np.object_] = shapely.multipolygons(parts[keep], indices=owner[keep])
    return light


def _borders(levels: "Mapping[str, gpd.GeoDataFrame]") -> "pd.DataFrame":
    """Return every pair that shares a border: ``level``, ``code``, ``other``, geodesic ``shared_km``."""
    import pandas as pd

    found = [shared(f).assign(level=name) for name, f in levels.items()]
    return pd.concat(found, ignore_index=True)[["level", "code", "other", "shared_km"]]


def shared(frame: "gpd.GeoDataFrame") -> "pd.DataFrame":
    """Return ``code``, ``other`` and geodesic ``shared_km`` for every two shapes that share a line."""
    import numpy as np
    import pandas as pd
    import shapely
    from pyproj import Geod

    shapes = frame.geometry.to_numpy()
    left, right = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    once = left < right
    left, right = left[once], right[once]
    lines = shapely.intersection(shapely.boundary(shapes[left]), shapely.boundary(shapes[right]))
    geod = Geod(ellps="WGS84")
    km = np.array([_length(geod, line) for line in lines])
    codes = frame["code"].to_numpy(dtype=object)
    pairs = pd.DataFrame({"code": codes[left], "other": codes[right], "shared_km": km.round(2)})
    return pairs[pairs["shared_km"] > 0].reset_index(drop=True)


def _length(geod: Any, line: Any) -> float:
    import shapely

    parts = [p for p in shapely.get_parts(line) if p.geom_type == "LineString"]
    return sum(abs(float(geod.geometry_length(p))) for p in parts) / 1000
