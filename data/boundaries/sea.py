"""Declare the links across the sea: run ``python data/boundaries/sea.py`` to write ``sea_links.csv`` anew.

Districts joined by land borders are one landmass. Two landmasses with at most 75 km of water between them are linked
by their two nearest districts; links that are needed so that no landmass stays alone are added, the shortest first.
The file may be edited by hand (a ferry line, say): the build of the boundaries leaves it alone.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from pyproj import Geod
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, minimum_spanning_tree

from geo import areas
from geo.boundaries import sets, topology

HERE = Path(__file__).resolve().parent
NEAR_KM = 75.0
FAR_DEGREES = 6.0


def main() -> None:
    """Write ``sea_links.csv``: code, other, km of water, and both names for the reader."""
    fine = sets.load("district", set=sets.SHIPPED)
    light = topology.decode(topology.unpack(HERE / "approximate" / "district.topojson.gz"), topology.OBJECT)
    light = light.set_index("code").loc[fine["code"]]
    borders = pd.read_parquet(HERE / "approximate" / "borders.parquet")
    borders = borders[borders["level"] == "district"]
    place = pd.Index(fine["code"])
    ends = place.get_indexer(borders["code"]), place.get_indexer(borders["other"])
    size = (len(place), len(place))
    number, landmass = connected_components(coo_array((np.ones(len(borders)), ends), shape=size), directed=False)

    shapes = light.geometry.to_numpy()
    left, right = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=FAR_DEGREES)
    apart = landmass[left] < landmass[right]
    left, right = left[apart], right[apart]
    pairs = pd.DataFrame({"left": left, "right": right, "degrees": shapely.distance(shapes[left], shapes[right])})
    pairs["a"], pairs["b"] = landmass[left], landmass[right]
    best = pairs.sort_values("degrees").drop_duplicates(["a", "b"]).reset_index(drop=True)
    exact = fine.geometry.to_numpy()
    best["km"] = [gap(exact[i], exact[j]) for i, j in zip(best["left"], best["right"], strict=True)]
    graph = coo_array((best["km"], (best["a"], best["b"])), shape=(number, number))
    tree = minimum_spanning_tree(graph).tocoo()
    needed = set(zip(tree.row.tolist(), tree.col.tolist(), strict=True))
    wanted = (best["km"] <= NEAR_KM) | np.array([p in needed for p in zip(best["a"], best["b"], strict=True)])
    links = pd.DataFrame({"code": place[best["left"]], "other": place[best["right"]], "km": best["km"]})[wanted]
    swap = links["code"] > links["other"]
    links.loc[swap, ["code", "other"]] = links.loc[swap, ["other", "code"]].to_numpy()
    for end in ("code", "other"):
        links[f"{end}_name"] = [areas.name(c) for c in links[end]]
    links.sort_values(["code", "other"]).to_csv(HERE / "sea_links.csv", index=False, lineterminator="\n")
    print(f"{number} landmasses, {len(links)} links")


def gap(one: shapely.Geometry, other: shapely.Geometry) -> float:
    """Return the kilometres of water between two shapes (geodesic, between their nearest points in degrees)."""
    ends = shapely.get_coordinates(shapely.shortest_line(one, other))
    return max(0.1, round(Geod(ellps="WGS84").inv(*ends[0], *ends[1])[2] / 1000, 1))


if __name__ == "__main__":
    main()
