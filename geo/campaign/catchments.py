"""Which site reaches which village: within a distance or a travel time, never across water."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from pyproj import Geod, Transformer
from scipy import sparse
from scipy.spatial import cKDTree

from geo import boundaries
from geo.campaign.solution import Vector
from geo.errors import UserError

_GEOD = Geod(ellps="WGS84")
_SAME_PLACE_KM = 0.001


def covers(
    sites: pd.DataFrame,
    points: pd.DataFrame,
    *,
    km: float | ArrayLike,
    islands: tuple[ArrayLike, ArrayLike] | None = None,
) -> sparse.csr_matrix:
    """Return sites × points, 1 where the point lies within ``km`` of the site and on the same island.

    Both tables have ``longitude`` and ``latitude`` (degrees, WGS 84); without coordinates a site reaches
    nothing and a point is not reached. ``km``: one distance or one per site, along the ellipsoid.
    ``islands``: the island number of each site and point; when absent it is looked up. A site on no known
    island (−1) reaches only a point at its own place: a strait is not a road.
    """
    reach = np.broadcast_to(np.asarray(km, dtype=float), (len(sites),))
    if not (np.isfinite(reach).all() and (reach >= 0).all()):
        raise UserError("campaign.radius_wrong")
    if islands is None:
        islands = (_islands(sites), _islands(points))
    from_island, to_island = (np.asarray(side) for side in islands)
    site_at, point_at = _located(sites), _located(points)
    shape = (len(sites), len(points))
    if not len(site_at) or not len(point_at):
        return sparse.csr_matrix(shape)
    near = cKDTree(_space(sites.iloc[site_at])).sparse_distance_matrix(
        cKDTree(_space(points.iloc[point_at])),
        # a chord is never longer than the way along the ellipsoid, so nothing is missed
        max_distance=float(reach.max()) + _SAME_PLACE_KM,
        output_type="ndarray",
    )
    site, point = site_at[near["i"]], point_at[near["j"]]
    km_apart = _distance(sites, points, site, point)
    same = (from_island[site] == to_island[point]) & (from_island[site] >= 0)
    inside = ((km_apart <= reach[site]) & same) | (km_apart <= _SAME_PLACE_KM)
    return sparse.csr_matrix((np.ones(int(inside.sum())), (site[inside], point[inside])), shape=shape)


def covers_by_time(
    table: pd.DataFrame,
    sites: pd.DataFrame,
    points: pd.DataFrame,
    *,
    minutes: float,
    islands: tuple[ArrayLike, ArrayLike],
) -> sparse.csr_matrix:
    """Return sites × points, 1 where the uploaded ``table`` says at most ``minutes`` and no water lies
    between.

    ``table``: columns ``site``, ``village`` (ids in the indices of ``sites`` and ``points``) and
    ``minutes``; a pair that is not in it is not reached. Every village reaches itself. Raises
    ``UserError`` when a column is missing, an id is unknown or a time is not a number ≥ 0.
    """
    missing = [name for name in ("site", "village", "minutes") if name not in table]
    if missing:
        raise UserError("campaign.times_columns", columns=missing)
    site = sites.index.get_indexer(pd.Index(table["site"].astype(str)))
    point = points.index.get_indexer(pd.Index(table["village"].astype(str)))
    unknown = (site < 0) | (point < 0)
    if unknown.any():
        raise UserError("campaign.times_unknown", n=int(unknown.sum()))
    time = pd.to_numeric(table["minutes"], errors="coerce").to_numpy(dtype=float)
    if not (np.isfinite(time) & (time >= 0)).all():
        raise UserError("campaign.times_wrong", n=int((~(np.isfinite(time) & (time >= 0))).sum()))
    from_island, to_island = (np.asarray(side) for side in islands)
    inside = (time <= minutes) & (from_island[site] == to_island[point]) & (from_island[site] >= 0)
    own = points.index.get_indexer(sites.index)
    itself = np.flatnonzero(own >= 0)
    rows, columns = np.concatenate([site[inside], itself]), np.concatenate([point[inside], own[itself]])
    matrix = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(sites), len(points)))
    matrix.data[:] = 1.0
    return matrix


def distance_km(one: pd.DataFrame, other: pd.DataFrame) -> Vector:
    """Return the geodesic distance in km between every row of ``one`` and every row of ``other``."""
    rows, columns = np.indices((len(one), len(other)))
    flat = _distance(one, other, rows.ravel(), columns.ravel())
    return flat.reshape(len(one), len(other))


def _located(table: pd.DataFrame) -> np.ndarray:
    return np.flatnonzero(table[["longitude", "latitude"]].notna().all(axis=1).to_numpy())


def _islands(table: pd.DataFrame) -> np.ndarray:
    return boundaries.island_of(table["longitude"].to_numpy(float), table["latitude"].to_numpy(float))


def _space(table: pd.DataFrame) -> Vector:
    """Return geocentric coordinates in km."""
    to_space = Transformer.from_crs("EPSG:4979", "EPSG:4978", always_xy=True)
    x, y = table["longitude"].to_numpy(float), table["latitude"].to_numpy(float)
    return np.column_stack(to_space.transform(x, y, np.zeros(len(x)))) / 1000


def _distance(one: pd.DataFrame, other: pd.DataFrame, row: np.ndarray, column: np.ndarray) -> Vector:
    x1, y1 = one["longitude"].to_numpy(float)[row], one["latitude"].to_numpy(float)[row]
    x2, y2 = other["longitude"].to_numpy(float)[column], other["latitude"].to_numpy(float)[column]
    return np.asarray(_GEOD.inv(x1, y1, x2, y2)[2]) / 1000
