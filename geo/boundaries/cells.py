"""Cells around points, cut out of land: who is nearest, island by island.

An island is shared only among the points that stand on it, so a strait is always a border; an island
without a point goes whole to the nearest one. The pieces of one call fit together vertex by vertex.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import numpy.typing as npt
    import shapely

    Array = npt.NDArray[np.object_]

GRID = 1e-5
"""Grid of every vertex, in degrees: about a metre."""

_DEGREE_KM = 111.32


def stand_on(land: "Array", points: "Array", *, reach_km: float = 2.0) -> "npt.NDArray[np.int64]":
    """Return for each point the number of the polygon of ``land`` (EPSG:4326) it stands on.

    A point off the land belongs to the nearest polygon within ``reach_km``; further away it is −1.
    Distances are in degrees times 111.32 km, which near the equator is wrong by under 2 %.
    """
    import numpy as np
    import shapely

    tree = shapely.STRtree(land)
    found = np.full(len(points), -1, dtype=np.int64)
    inside = tree.query(points, predicate="intersects")
    found[inside[0][::-1]] = inside[1][::-1]
    off = np.flatnonzero(found < 0)
    near = tree.query_nearest(points[off], max_distance=reach_km / _DEGREE_KM, all_matches=False)
    found[off[near[0]]] = near[1]
    return found


def partition(land: "Array", points: "Array", codes: "Array", *, reach_km: float = 2.0) -> "gpd.GeoDataFrame":
    """Cut polygons of ``land`` among ``points`` (EPSG:4326), each of which carries the code of its area.

    Return pieces with ``code`` and ``island`` (number in ``land``); an area may have several pieces.
    Points further than ``reach_km`` from any land only take part in sharing out islands without points.
    """
    import geopandas as gpd
    import numpy as np
    import shapely

    island = stand_on(land, points, reach_km=reach_km)
    order = np.argsort(island, kind="stable")
    first, last = (np.searchsorted(island[order], np.arange(len(land)), side=s) for s in ("left", "right"))
    pieces, piece_codes, piece_island = [], [], []
    empty = []
    for number, shape in enumerate(land):
        mine = order[first[number] : last[number]]
        if len(mine) == 0:
            empty.append(number)
            continue
        for code, piece in _share(shape, points[mine], codes[mine]):
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


def _share(shape: "shapely.Polygon", points: "Array", codes: "Array") -> "list[tuple[Any, Any]]":
    import numpy as np
    import shapely

    names = np.unique(codes)
    if len(names) == 1:
        return [(names[0], shape)]
    room = shapely.box(*shapely.bounds(shapely.buffer(shapely.envelope(shape), 0.5)))
    each = shapely.get_parts(
        shapely.voronoi_polygons(shapely.multipoints(points), extend_to=room, ordered=True)
    )
    cells = np.array([shapely.coverage_union_all(each[codes == name]) for name in names], dtype=object)
    lines = np.append(shapely.boundary(cells), shapely.boundary(shape))
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(shapely.union_all(lines, grid_size=GRID))))
    inner = shapely.point_on_surface(faces)
    shapely.prepare(shape)
    inside = shapely.contains(shape, inner)
    faces, inner = faces[inside], inner[inside]
    face, cell = shapely.STRtree(cells).query(inner, predicate="intersects")
    owner = dict(zip(face[::-1].tolist(), cell[::-1].tolist(), strict=True))
    return [(names[owner[number]], faces[number]) for number in range(len(faces))]
