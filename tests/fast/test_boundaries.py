"""The shipped boundary set: complete, nested, light, with islands and neighbours; what makes it."""

import gzip
import hashlib
import json

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo import areas, boundaries
from geo.boundaries import cells, levels, topology


@pytest.fixture(autouse=True)
def _home(tmp_path, monkeypatch):
    monkeypatch.setenv("WASPADA_HOME", str(tmp_path))


@pytest.mark.parametrize(("level", "count"), [("province", 38), ("district", 514), ("subdistrict", 7285)])
def test_every_area_of_the_register_is_drawn(level, count):
    frame = boundaries.load(level)
    assert len(frame) == count
    assert sorted(frame["code"]) == sorted(areas.table(level).index)
    assert frame.is_valid.all()
    assert frame.crs.to_epsg() == 4326
    assert not frame.is_empty.any()


def test_levels_nest():
    districts = boundaries.load("district", within="53")
    subdistricts = boundaries.load("subdistrict", within="53")
    whole = levels.dissolve(subdistricts, 4).set_index("code").geometry
    for code, shape in zip(districts["code"], districts.geometry, strict=True):
        assert shape.symmetric_difference(whole[code]).area < 1e-9


def test_ntt_has_22_districts_with_register_names():
    frame = boundaries.load("district", within="53")
    assert len(frame) == 22
    assert dict(zip(frame["code"], frame["name"], strict=True))["5321"] == "Kabupaten Malaka"


def test_district_geometry_of_the_nation_is_under_200_kilobytes():
    file = boundaries.topojson("district")
    assert len(file.gz) <= 200_000
    assert gzip.decompress(file.gz) == file.content
    assert file.digest == hashlib.sha256(file.content).hexdigest()[:16]
    content = json.loads(file.content)
    features = content["objects"]["areas"]["geometries"]
    assert sorted(f["id"] for f in features) == sorted(areas.table("district").index)
    assert all(f["properties"]["n"] == areas.name(f["id"]) for f in features)
    assert all(f["arcs"] and all(polygon for polygon in f["arcs"]) for f in features)
    assert content["transform"]["scale"] == [5e-4, 5e-4]


def test_screen_files_of_a_province():
    file = json.loads(boundaries.topojson("subdistrict", within="53").content)
    assert {f["id"] for f in file["objects"]["areas"]["geometries"]} == set(
        areas.children("53", "subdistrict")
    )
    part = json.loads(boundaries.topojson("subdistrict", within="5304").content)
    assert {f["id"] for f in part["objects"]["areas"]["geometries"]} == set(
        areas.children("5304", "subdistrict")
    )
    assert len(part["arcs"]) < len(file["arcs"])


def test_gdal_reads_the_screen_file_as_we_do(tmp_path):
    path = tmp_path / "areas.topojson"
    path.write_bytes(boundaries.topojson("district", within="53").content)
    ours = topology.decode(json.loads(path.read_bytes()), "areas").set_index("code").geometry
    theirs = gpd.read_file(path).set_index("id").geometry
    for code, shape in ours.items():
        assert shapely.make_valid(theirs[code]).symmetric_difference(shape).area < 1e-9


def test_basemap_is_land_of_indonesia_and_its_neighbours():
    file = boundaries.basemap()
    assert len(file.gz) < 150_000
    frame = topology.decode(json.loads(file.content), "areas").set_index("code").geometry
    jakarta, kuala_lumpur, dili = (
        shapely.Point(106.82, -6.25), shapely.Point(101.7, 3.1), shapely.Point(125.6, -8.8)
    )  # fmt: skip
    assert frame["indonesia"].contains(jakarta)
    assert not frame["indonesia"].contains(kuala_lumpur)
    assert frame["neighbours"].contains(kuala_lumpur)
    assert frame["neighbours"].contains(dili)
    assert not frame["indonesia"].contains(dili)


def test_the_shipped_set_says_that_it_is_a_picture():
    shown = boundaries.active()
    assert shown.id == "approximate"
    assert shown.approximate
    assert shown.notice is not None
    assert "bukan batas resmi" in shown.notice.render("id")
    assert "not official" in shown.notice.render("en")
    assert shown.title.render("id") != shown.title.render("en")


def test_villages_are_cut_from_their_subdistrict():
    villages = boundaries.load("village", within="5304")
    known = areas.table("village").loc[areas.children("5304", "village")].dropna(subset=["latitude"])
    assert set(villages["code"]) <= set(known.index)
    assert len(villages) == len(known)
    subdistricts = boundaries.load("subdistrict", within="5304").set_index("code").geometry
    together = levels.dissolve(villages, 6).set_index("code").geometry
    for code, shape in together.items():
        assert shape.symmetric_difference(subdistricts[code]).area < 1e-6
    one = villages.set_index("code").geometry
    inside = [
        one[c].buffer(1e-5).contains(shapely.Point(known.longitude[c], known.latitude[c])) for c in one.index
    ]
    assert np.mean(inside) > 0.95


def test_village_cells_need_a_district():
    with pytest.raises(boundaries.NoBoundariesError):
        boundaries.load("village", within="53")
    with pytest.raises(boundaries.NoBoundariesError):
        boundaries.load("block")
    with pytest.raises(boundaries.UnknownSetError):
        boundaries.load("district", set="nothing")
    with pytest.raises(boundaries.NoBoundariesError):
        boundaries.topojson("subdistrict")


def test_what_a_caller_does_to_a_frame_stays_with_the_caller():
    frame = boundaries.load("district", within="53")
    frame["code"] = "x"
    assert boundaries.load("district", within="53")["code"].iloc[0] == "5301"


def test_islands_of_known_places():
    places = {
        "Kupang": (123.6, -10.2),
        "Soe": (124.28, -9.86),
        "Ende": (121.66, -8.83),
        "Baa": (123.05, -10.73),
    }
    island = dict(zip(places, boundaries.island_of(*zip(*places.values(), strict=True)), strict=True))
    assert island["Kupang"] == island["Soe"]
    assert len({island["Kupang"], island["Ende"], island["Baa"]}) == 3
    assert boundaries.island_of(100.0, -20.0).tolist() == [-1]
    assert boundaries.island_of(np.nan, np.nan).tolist() == [-1]
    assert boundaries.island_of([], []).shape == (0,)


def test_two_islands_a_kilometre_apart_are_two():
    # Larantuka (Flores) and the coast of Adonara across the strait, under 1 km of water at Tanah Merah
    flores, adonara = boundaries.island_of([122.98, 123.10], [-8.34, -8.32])
    assert flores != adonara
    assert min(flores, adonara) >= 0


def test_islands_of_villages():
    series = boundaries.village_islands()
    table = areas.table("village").dropna(subset=["latitude"])
    assert set(series.index) == set(table.index)
    assert (series < 0).mean() < 0.001
    sample = table.iloc[::500]
    found = boundaries.island_of(sample["longitude"], sample["latitude"])
    assert (found == series[sample.index].to_numpy()).mean() > 0.99


def test_neighbours_by_land_and_across_the_sea():
    pairs = boundaries.neighbours("district", within="53")
    back = set(zip(pairs["other"], pairs["code"], strict=True))
    assert set(zip(pairs["code"], pairs["other"], strict=True)) == back
    land = pairs[pairs["kind"] == "border"]
    sea = pairs[pairs["kind"] == "sea"]
    assert (land["shared_km"] > 0).all()
    assert (land["km"] == 0).all()
    assert (sea["shared_km"] == 0).all()
    assert (sea["km"] > 0).all()
    by_land = set(zip(land["code"], land["other"], strict=True))
    assert ("5302", "5303") in by_land  # Timor Tengah Selatan and Timor Tengah Utara
    assert ("5304", "5321") in by_land  # Belu and Malaka
    assert ("5301", "5314") in set(zip(sea["code"], sea["other"], strict=True))  # Kupang and Rote Ndao
    assert not by_land & set(zip(sea["code"], sea["other"], strict=True))


def test_every_district_has_a_neighbour_and_all_are_joined():
    pairs = boundaries.neighbours("district")
    assert set(pairs["code"]) == set(areas.table("district").index)
    reached, edge = {"5304"}, {"5304"}
    others = pairs.groupby("code")["other"].agg(set)
    while edge:
        edge = set().union(*(others[c] for c in edge)) - reached
        reached |= edge
    assert len(reached) == 514
    assert set(boundaries.neighbours("province")["code"]) == set(areas.table("province").index)


def test_centres_stand_on_land_in_their_area():
    districts = boundaries.load("district").set_index("code").geometry
    centres = boundaries.centres("district").set_index("code")
    assert len(centres) == 514
    near = [
        districts[code].distance(shapely.Point(row.longitude, row.latitude)) < 0.01
        for code, row in centres.iterrows()
    ]
    assert sum(near) >= 510
    assert len(boundaries.centres("province")) == 38


def test_cells_of_two_points_meet_in_the_middle():
    land = np.array([shapely.box(0, 0, 2, 1)], dtype=object)
    points = shapely.points([[0.5, 0.5], [1.5, 0.5]])
    codes = np.array(["a", "b"], dtype=object)
    even = cells.partition(land, points, codes).set_index("code").geometry
    assert even["a"].area == pytest.approx(1.0)
    assert even["a"].intersection(even["b"]).length == pytest.approx(1.0)
    # the border of a power diagram: x with (x-0.5)² - 0.2 = (x-1.5)², so x = 1.1
    heavier = cells.partition(land, points, codes, weights=np.array([0.2, 0.0])).set_index("code").geometry
    assert heavier["a"].bounds[2] == pytest.approx(1.1)


def test_cells_equal_shapelys_voronoi():
    random = np.random.default_rng(0)
    places = random.uniform(0, 1, (60, 2))
    codes = np.array([f"{i % 7}" for i in range(60)], dtype=object)
    square = shapely.box(0, 0, 1, 1)
    ours = cells.partition(np.array([square]), shapely.points(places), codes).dissolve("code").geometry
    raw = shapely.voronoi_polygons(shapely.multipoints(places), extend_to=square.buffer(1), ordered=True)
    for code in np.unique(codes):
        parts = [p for p, c in zip(raw.geoms, codes, strict=True) if c == code]
        wanted = shapely.intersection(shapely.union_all(parts), square)
        assert ours[code].symmetric_difference(wanted).area < 1e-3


def test_an_island_is_shared_only_by_who_stands_on_it():
    land = np.array(
        [shapely.box(0, 0, 1, 1), shapely.box(1.2, 0, 2, 1), shapely.box(5, 0, 5.1, 0.1)], dtype=object
    )
    points = shapely.points([[0.95, 0.5], [1.9, 0.5]])
    codes = np.array(["a", "b"], dtype=object)
    pieces = cells.partition(land, points, codes)
    assert sorted(zip(pieces["code"], pieces["island"], strict=True)) == [("a", 0), ("b", 1), ("b", 2)]


def test_topology_survives_the_way_there_and_back():
    shapes = [
        shapely.box(0, 0, 1, 1),
        shapely.Polygon(
            [(1, 0), (2, 0), (2, 1), (1, 1)], holes=[[(1.2, 0.2), (1.4, 0.2), (1.4, 0.4), (1.2, 0.4)]]
        ),
        shapely.MultiPolygon([shapely.box(1.2, 0.2, 1.4, 0.4), shapely.box(5, 5, 6, 6)]),
    ]
    frame = gpd.GeoDataFrame(
        {"code": ["1", "2", "3"], "name": ['"`<b>', "{{x}}", "ü"]}, geometry=shapes, crs=4326
    )
    made = topology.encode({"areas": frame}, step=1e-5)
    again = topology.decode(json.loads(gzip.decompress(topology.pack(made))), "areas")
    assert again["name"].tolist() == frame["name"].tolist()
    for one, other in zip(shapes, again.geometry, strict=True):
        assert one.symmetric_difference(other).area < 1e-12
