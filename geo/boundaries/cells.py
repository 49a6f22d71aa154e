"""Cells around points, cut out of land: who is nearest, island by island.

An island is shared only among the points that stand on it, so a strait is always a border; an island
without a point goes whole to the nearest one. The pieces of one call fit together vertex by vertex.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import numpy.typing as npt

    Array = npt.NDArray[np.object_]
    Floats = npt.NDArray[np.float64]

GRID = 1e-5
"""Grid of every vertex, in degrees: about a metre."""

_DEGREE_KM = 111.32
_RIVALS = 12
_LIFTS = 4
_OWN = 0.8
"""How far towards a heavier neighbour a point's own cell may end, as a share of the squared distance."""


def stand_on(land: "Array", points: "Array", *, reach_km: float = 2.0) -> "npt.NDArray[np.int64]":
    """Return for each point the number of the polygon of ``land`` (EPSG:4326) it stands on.

    A point off the land belongs to the nearest polygon within ``reach_km``; further away it is −1.
    Distances are in degrees times 111.32 km, which near the equator is wrong by under 2 %.
    """
    import numpy as np
    import shapely

    found = np.full(len(points), -1, dtype=np.int64)
    # the tree holds the points, not the land: then each polygon is prepared once and asked about all of them
    polygon, inside = shapely.STRtree(points).query(land, predicate="intersects")
    found[inside[::-1]] = polygon[::-1]
    off = np.flatnonzero(found < 0)
    near = shapely.STRtree(land).query_nearest(
        points[off], max_distance=reach_km / _DEGREE_KM, all_matches=False
    )
    found[off[near[0]]] = near[1]
    return found


def reach(points: "Array", *, share: float = 0.4, among: int = 3) -> "Floats":
    """Return weights for ``partition``: ``share`` of the squared degrees to the third nearest point.

    A village far from the others reaches further than one of many close together, so the border between a
    city and the country around it moves towards the city. A point that a heavier one would swallow is
    lifted until it stands in its own cell.
    """
    import numpy as np
    import shapely
    from scipy.spatial import cKDTree

    places = shapely.get_coordinates(points)
    if len(places) <= among:
        return np.zeros(len(places))
    found = cKDTree(places).query(places, k=min(len(places), _RIVALS + 1))
    distance, nearest = np.asarray(found[0]), np.asarray(found[1])
    squared = distance[:, 1:] ** 2
    weights: Floats = share * distance[:, among] ** 2
    for _ in range(_LIFTS):
        swallowed = (weights[nearest[:, 1:]] - _OWN * squared).max(axis=1)
        weights = np.maximum(weights, swallowed)
    return weights


def partition(
    land: "Array",
    points: "Array",
    codes: "Array",
    *,
    weights: "npt.NDArray[np.float64] | None" = None,
    reach_km: float = 2.0,
) -> "gpd.GeoDataFrame":
    """Cut polygons of ``land`` among ``points`` (EPSG:4326), each of which carries the code of its area.

    A place belongs to the point with the least squared distance (degrees) minus the point's ``weights``:
    without weights, to the nearest (a Voronoi diagram, with weights a power diagram: Aurenhammer 1987).
    Return pieces with ``code`` and ``island`` (number in ``land``); an area may have several. Points
    further than ``reach_km`` from any land only take part in sharing out islands without points.
    """
    import geopandas as gpd
    import numpy as np
    import shapely

    island = stand_on(land, points, reach_km=reach_km)
    places = shapely.get_coordinates(points)
    heavy = np.zeros(len(points)) if weights is None else weights
    order = np.argsort(island, kind="stable")
    first, last = (np.searchsorted(island[order], np.arange(len(land)), side=s) for s in ("left", "right"))
    pieces, piece_codes, piece_island = [], [], []
    empty = []
    for number, shape in enumerate(land):
        mine = order[first[number] : last[number]]
        if len(mine) == 0:
            empty.append(number)
            continue
        for code, piece in _share(shape, places[mine], codes[mine], heavy[mine]):
            pieces.append(piece)
            piece_codes.append(code)
            piece_island.append(number)
    if empty:
        nearest = shapely.STRtree(points).query_nearest(land[empty], all_matches=False)
        pieces += list(land[empty][nearest[0]])
        piece_codes += list(codes[nearest[1]])
        piece_island += list(np.array(empty)[nearest[0]])
    fine = shapely.set_precision(np.array(pieces, dtype=object), GRID)
    frame = gpd.GeoDataFrame({"code": piece_codes, "island": piece_island}, geometry=fine, crs="EPSG:4326")
    return frame[~frame.is_empty].reset_index(drop=True)


def _share(shape: Any, places: "Floats", codes: "Array", weights: "Floats") -> list[tuple[Any, Any]]:
    """Cut one polygon along the borders between points of different codes, and name every face."""
    import numpy as np
    import shapely
    from scipy.spatial import cKDTree

    if len(np.unique(codes)) == 1:
        return [(codes[0], shape)]
    lines = np.append(_borders(shape, places, codes, weights), shapely.boundary(shape))
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(shapely.union_all(lines, grid_size=GRID))))
    inner = shapely.point_on_surface(faces)
    shapely.prepare(shape)
    inside = shapely.contains(shape, inner)
    faces, inner = faces[inside], shapely.get_coordinates(inner[inside])
    # the least power distance is the least distance to points lifted by what their weight lacks
    lifted = np.c_[places, np.sqrt(weights.max() - weights)]
    owner = cKDTree(lifted).query(np.c_[inner, np.zeros(len(inner))])[1]
    return list(zip(codes[owner], faces, strict=True))


def _borders(shape: Any, places: "Floats", codes: "Array", weights: "Floats") -> "Array":
    """Return the edges of the power diagram that divide different codes, around ``shape``.

    The diagram is the dual of the lower convex hull of the points lifted to x² + y² − weight. Eight far
    points keep every cell finite; they are too far away to own any of the shape.
    """
    import numpy as np
    import shapely
    from scipy.spatial import ConvexHull

    west, south, east, north = shape.bounds
    middle = np.array([(west + east) / 2, (south + north) / 2])
    radius = np.hypot(east - west, north - south) + np.sqrt(max(weights.max() - weights.min(), 0)) + 0.1
    turn = np.linspace(0, 2 * np.pi, 8, endpoint=False)
    far = 4 * radius * np.c_[np.cos(turn), np.sin(turn)]
    all_places = np.vstack([places - middle, far])
    lift = (all_places**2).sum(axis=1) - np.append(weights, np.full(8, weights.min()))
    hull = ConvexHull(np.c_[all_places, lift])
    below = hull.equations[:, 2] < 0
    normal = hull.equations[:, :3]
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = -normal[:, :2] / normal[:, 2:] / 2 + middle
    number = len(places)
    label = np.append(np.unique(codes, return_inverse=True)[1], np.full(8, -1))
    facet, side = np.nonzero(below[:, None] & below[hull.neighbors])
    other = hull.neighbors[facet, side]
    once = facet < other
    facet, side, other = facet[once], side[once], other[once]
    ends = hull.simplices[facet[:, None], (side[:, None] + (1, 2)) % 3]
    divides = (label[ends[:, 0]] != label[ends[:, 1]]) & (ends < number).any(axis=1)
    segments = np.stack([centre[facet[divides]], centre[other[divides]]], axis=1)
    lines: Array = shapely.linestrings(segments)
    return lines
