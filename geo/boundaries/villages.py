"""Villages of a set that holds none: cells around their points, cut from the finest level there is."""

from functools import lru_cache
from typing import TYPE_CHECKING

from geo import areas
from geo.boundaries import cells

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geo.boundaries.sets import BoundarySet


def village_cells(chosen: "BoundarySet", within: str | None) -> "gpd.GeoDataFrame":
    """Return the cells of the villages inside a district or subdistrict: code, name, geometry (EPSG:4326).

    Cells are the parts of their subdistrict (of their district, where the set has no subdistricts) nearest
    to their point, island by island. Raises ``NoBoundariesError`` without such an area.
    """
    from geo.boundaries.sets import NoBoundariesError

    if within is None or areas.level_of(within) not in ("district", "subdistrict"):
        raise NoBoundariesError("boundaries.village_needs_district")
    finest = "subdistrict" if "subdistrict" in chosen.levels else "district"
    return _cells(chosen.id, chosen.digest, finest, within)


@lru_cache(maxsize=32)
def _cells(set_id: str, digest: str, finest: str, within: str) -> "gpd.GeoDataFrame":
    import geopandas as gpd
    import numpy as np
    import pandas as pd
    import shapely

    from geo.boundaries.sets import load

    del digest  # part of the key only
    outer = load(finest, within=within if finest == "subdistrict" else within[:4], set=set_id)
    table = _villages()
    mine = table[table.index.str.startswith(within if finest == "subdistrict" else within[:4])]
    found = []
    for area, shape in zip(outer["code"], outer.geometry, strict=True):
        inside = mine[mine.index.str.startswith(area)]
        if inside.empty:
            continue
        points = shapely.points(inside["longitude"].to_numpy(), inside["latitude"].to_numpy())
        pieces = cells.partition(
            shapely.get_parts(np.array([shape])), points, inside.index.to_numpy(dtype=object)
        )
        found.append(pieces.dissolve("code", method="coverage").reset_index())
    if not found:
        return gpd.GeoDataFrame({"code": [], "name": []}, geometry=[], crs="EPSG:4326")
    whole = pd.concat(found, ignore_index=True)
    whole = whole[whole["code"].str.startswith(within)].sort_values("code", ignore_index=True)
    whole["name"] = table["name"].reindex(whole["code"]).to_numpy(dtype=object)
    return gpd.GeoDataFrame(whole[["code", "name", "geometry"]], crs="EPSG:4326")


@lru_cache(maxsize=1)
def _villages() -> "pd.DataFrame":
    """Return the villages with coordinates and the weight each has among all of them."""
    import shapely

    table = areas.table("village")[["name", "longitude", "latitude"]].dropna(subset=["longitude", "latitude"])
    points = shapely.points(table["longitude"].to_numpy(), table["latitude"].to_numpy())
    return table.assign(weight=cells.reach(points))
