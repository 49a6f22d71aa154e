"""Islands of Indonesia: which one a point stands on. Distances over water cost a ferry, not a drive."""

from functools import lru_cache
from typing import TYPE_CHECKING

from geo import paths
from geo.boundaries import cells, topology

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

REACH_KM = 2.0
UNKNOWN = -1


def island_shapes() -> "gpd.GeoDataFrame":
    """Return every island as ``island`` (its number, largest first) and ``geometry`` (EPSG:4326, about 20 m).

    Shared: do not change it. Source: GSHHG at full resolution, Indonesia's part.
    """
    return _islands()


@lru_cache(maxsize=1)
def _islands() -> "gpd.GeoDataFrame":
    frame = topology.decode(topology.unpack(paths.data("boundaries", "islands.topojson.gz")), topology.OBJECT)
    frame["island"] = frame["code"].astype("int64")
    return frame[["island", "geometry"]].sort_values("island", ignore_index=True)


def island_of(longitude: "npt.ArrayLike", latitude: "npt.ArrayLike") -> "npt.NDArray[np.int64]":
    """Return the number of the island each point (degrees, WGS 84) stands on.

    A point off the coast stands on the nearest land within 2 km; further out, or without coordinates, it is
    −1.
    """
    import numpy as np
    import shapely

    x, y = np.atleast_1d(np.asarray(longitude, dtype=float)), np.atleast_1d(np.asarray(latitude, dtype=float))
    found = np.full(np.broadcast(x, y).shape, UNKNOWN, dtype=np.int64)
    known = np.isfinite(x) & np.isfinite(y)
    parts, owner = _parts()
    on = cells.stand_on(parts, shapely.points(x[known], y[known]), reach_km=REACH_KM)
    found[known] = np.where(on >= 0, owner[on], UNKNOWN)
    return found


@lru_cache(maxsize=1)
def _parts() -> "tuple[npt.NDArray[np.object_], npt.NDArray[np.int64]]":
    import shapely

    frame = island_shapes()
    parts, index = shapely.get_parts(frame.geometry.to_numpy(), return_index=True)
    return parts, frame["island"].to_numpy()[index]


def village_islands() -> "pd.Series[int]":
    """Return the island of every village with coordinates, by code; −1 where no land is within 2 km.

    Shared: do not change it.
    """
    return _village_islands()


@lru_cache(maxsize=1)
def _village_islands() -> "pd.Series[int]":
    import pandas as pd

    table = pd.read_parquet(paths.data("boundaries", "village_islands.parquet"))
    series: pd.Series[int] = table.set_index("code")["island"]
    return series
