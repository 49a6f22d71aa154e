"""Declare the links across the sea: run ``python data/boundaries/sea.py`` to write ``sea_links.csv`` anew.

Two islands with a village each and at most 50 km of water between them are linked by their two nearest
districts, when these are different and share no border on land. Where that leaves a landmass (districts
joined by borders and links) alone, the shortest links that join everything are added. The file may be
edited by hand (a ferry line, say): the build of the boundaries leaves it alone.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from pyproj import Geod
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, minimum_spanning_tree

from geo import areas
from geo.boundaries import islands, sets

HERE = Path(__file__).resolve().parent
NEAR_KM = 50.0
FAR_DEGREES = 10.0
FEWEST_VILLAGES = 1
LIGHT_DEGREES = 0.002


def main() -> None:
    """Write ``sea_links.csv``: code, other, km of water, and both names for the reader."""
    districts = sets.load("district", set=sets.SHIPPED)
    parts, owner = shapely.get_parts(districts.geometry.to_numpy(), return_index=True)
    inner = shapely.point_on_surface(parts)
    island = islands.island_of(shapely.get_x(inner), shapely.get_y(inner))
    villages = islands.village_islands().value_counts()
    kept = np.isin(island, villages.index[(villages >= FEWEST_VILLAGES) & (villages.index >= 0)])
    parts, owner, island = parts[kept], owner[kept], island[kept]
    light = shapely.simplify(parts, LIGHT_DEGREES)

    borders = pd.read_parquet(HERE / "approximate" / "borders.parquet")
    borders = borders[borders["level"] == "district"]
    place = pd.Index(districts["code"])
    ends = np.array([place.get_indexer(borders["code"]), place.get_indexer(borders["other"])])
    by_land = set(map(tuple, np.sort(ends, axis=0).T.tolist()))

    near = nearest(light, island, NEAR_KM / 111)
    near["km"] = [gap(parts[i], parts[j]) for i, j in zip(near["left"], near["right"], strict=True)]
    near = near[near["km"] <= NEAR_KM]
    links = {}
    for i, j, km in zip(owner[near["left"]], owner[near["right"]], near["km"], strict=True):
        pair = (int(min(i, j)), int(max(i, j)))
        if i != j and pair not in by_land:
            links[pair] = min(km, links.get(pair, km))
    joined = np.hstack([ends, np.array(list(links)).T])
    size = (len(place), len(place))
    joins = coo_array((np.ones(joined.shape[1]), joined), shape=size)
    number, landmass = connected_components(joins, directed=False)

    far = nearest(light, landmass[owner], FAR_DEGREES)
    far["km"] = [gap(parts[i], parts[j]) for i, j in zip(far["left"], far["right"], strict=True)]
    tree = minimum_spanning_tree(coo_array((far["km"], (far["a"], far["b"])), shape=(number, number))).tocoo()
    needed = set(zip(tree.row.tolist(), tree.col.tolist(), strict=True))
    for row in far.itertuples():
        if (row.a, row.b) in needed:
            i, j = owner[row.left], owner[row.right]
            links[int(min(i, j)), int(max(i, j))] = row.km

    table = pd.DataFrame(
        [(place[i], place[j], km) for (i, j), km in links.items()], columns=["code", "other", "km"]
    )
    for end in ("code", "other"):
        table[f"{end}_name"] = [areas.name(c) for c in table[end]]
    table.sort_values(["code", "other"]).to_csv(HERE / "sea_links.csv", index=False, lineterminator="\n")
    print(f"{number} landmasses joined by {len(needed)} links; {len(table)} links in all")


def nearest(shapes: np.ndarray, group: np.ndarray, degrees: float) -> pd.DataFrame:
    """Return for every two groups the two nearest shapes (``left``, ``right``, groups ``a`` < ``b``)."""
    left, right = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=degrees)
    apart = group[left] < group[right]
    left, right = left[apart], right[apart]
    pairs = pd.DataFrame({"left": left, "right": right, "a": group[left], "b": group[right]})
    pairs["degrees"] = shapely.distance(shapes[left], shapes[right])
    return pairs.sort_values("degrees").drop_duplicates(["a", "b"]).reset_index(drop=True)


def gap(one: shapely.Geometry, other: shapely.Geometry) -> float:
    """Return the kilometres of water between two shapes (geodesic, between their nearest points)."""
    ends = shapely.get_coordinates(shapely.shortest_line(one, other))
    return max(0.1, round(Geod(ellps="WGS84").inv(*ends[0], *ends[1])[2] / 1000, 1))


if __name__ == "__main__":
    main()
