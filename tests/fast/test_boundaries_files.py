"""Reading boundary files of every kind, code system and quality; refusing what is not usable."""

import json
import zipfile

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo import areas, boundaries
from geo.boundaries import columns
from geo.cli import main

HOSTILE = 'O\'Brien "`<script>alert(1)</script>`" {{ 7*7 }} {name} =1+1'


@pytest.fixture(autouse=True)
def _home(tmp_path, monkeypatch):
    monkeypatch.setenv("WASPADA_HOME", str(tmp_path / "home"))


@pytest.fixture(scope="module")
def ntt():
    """The 22 districts of NTT as any producer might draw them."""
    return boundaries.load("district", within="53", set="approximate")


def put(frame, path):
    """Write a frame in the kind of file its suffix says."""
    if path.suffix == ".zip":
        folder = path.with_suffix("")
        folder.mkdir()
        frame.to_file(folder / "areas.shp")
        with zipfile.ZipFile(path, "w") as archive:
            for part in folder.iterdir():
                archive.write(part, f"inner folder/{part.name}")
    elif path.suffix == ".parquet":
        frame.to_parquet(path)
    else:
        frame.to_file(path)
    return path


def bps(code):
    return areas.from_kemendagri(code, system="bps")


@pytest.mark.parametrize("kind", ["gpkg", "zip", "geojson", "parquet", "fgb"])
@pytest.mark.parametrize("crs", [4326, 32751, 3857])
def test_every_kind_of_file_in_every_projection(ntt, tmp_path, kind, crs):
    if kind == "geojson" and crs != 4326:
        pytest.skip("GeoJSON is in degrees")
    path = put(ntt.to_crs(crs), tmp_path / f"areas.{kind}")
    report = boundaries.check(path)
    assert report.level == "district"
    assert [row["code"] for row in report.areas] == sorted(ntt["code"])
    assert report.system == "kemendagri"
    assert not report.missing
    assert not report.unmatched
    assert not report.overlaps


def big(frame):
    """BIG's schema: dotted ministry codes level by level, names in WADM…"""
    return frame.assign(
        KDPPUM="53", WADMPR="Nusa Tenggara Timur", KDPKAB=frame["code"].map(areas.dotted),
        WADMKK=frame["name"], FCODE="BA03040060", LUASWH=1234.5,
    ).drop(columns=["code", "name"])  # fmt: skip


def hdx(frame):
    """OCHA's schema: BPS codes with ID before them."""
    return frame.assign(
        ADM0_PCODE="ID", ADM1_PCODE="ID53", ADM1_EN="Nusa Tenggara Timur",
        ADM2_EN=frame["name"].map(areas.short_name),
        ADM2_PCODE="ID" + frame["code"].map(bps), validOn="2020-04-01",
    ).drop(columns=["code", "name"])  # fmt: skip


def gadm(frame):
    """GADM's schema: names without spaces, the kind apart, BPS codes of which some are NA."""
    codes = frame["code"].map(bps).to_numpy(dtype=object)
    codes[:3] = "NA"
    return frame.assign(
        GID_2=[f"IDN.20.{i}_1" for i in range(1, len(frame) + 1)], NAME_1="NusaTenggaraTimur",
        NAME_2=frame["name"].map(areas.base_name).str.replace(" ", ""),
        TYPE_2=np.where(frame["name"].str.startswith("Kota"), "Kota", "Kabupaten"), CC_2=codes,
    ).drop(columns=["code", "name"])  # fmt: skip


def kode(frame):
    """A spreadsheet's idea of a code: a floating-point number."""
    return frame.assign(kode=frame["code"].astype(float)).drop(columns=["code", "name"])


def names(frame):
    """No codes at all."""
    return frame.assign(provinsi="NTT", kabupaten=frame["name"]).drop(columns=["code", "name"])


@pytest.mark.parametrize(
    ("schema", "column", "system"),
    [
        (big, "KDPKAB", "kemendagri"),
        (hdx, "ADM2_PCODE", "bps"),
        (gadm, "CC_2", "bps"),
        (kode, "kode", "kemendagri"),
        (names, None, None),
    ],
)
def test_codes_and_their_system_are_found_by_evidence(ntt, tmp_path, schema, column, system):
    report, frame = boundaries.report.examine(put(schema(ntt), tmp_path / "areas.gpkg"))
    assert report.code_column == column
    assert report.system == system
    assert sorted(frame["code"]) == sorted(ntt["code"])
    wanted = ntt.set_index("code").geometry
    for code, shape in zip(frame["code"], frame.geometry, strict=True):
        assert shape.symmetric_difference(wanted[code]).area < 1e-9
    if system:
        assert report.evidence[system] == 1.0
        other = "bps" if system == "kemendagri" else "kemendagri"
        assert report.evidence[other] < 0.5  # 16 of NTT's 22 codes differ between the two


def test_a_column_named_like_a_code_is_not_believed(ntt, tmp_path):
    # a column called code that holds BPS codes: 5304 is Timor Tengah Selatan there, not Belu
    path = put(ntt.assign(code=ntt["code"].map(bps)).drop(columns="name"), tmp_path / "areas.gpkg")
    report = boundaries.check(path)
    assert report.system == "bps"
    assert {row["code"] for row in report.areas} == set(ntt["code"])


@pytest.mark.parametrize(
    ("written", "digits"),
    [("53.04", "5304"), ("ID5304", "5304"), (5304.0, "5304"), (5304, "5304"), ("53.04.12.2001", "5304122001"),
     ("5304.0", "5304"), ("IDN.20.1_1", None), ("BA03040060", None), (None, None), ("", None), ("530", None)],
)  # fmt: skip
def test_digits_of_a_code(written, digits):
    assert columns.digits_of(written) == digits


def test_subdistricts_and_villages(tmp_path):
    subdistricts = boundaries.load("subdistrict", within="5304", set="approximate")
    report = boundaries.check(put(subdistricts, tmp_path / "sub.gpkg"))
    assert report.level == "subdistrict"
    assert len(report.areas) == 12
    villages = boundaries.load("village", within="530412", set="approximate")
    dotted = villages.assign(
        KDEPUM=villages["code"].map(areas.dotted), WADMKD=villages["name"], KDPKAB="53.04"
    )
    report = boundaries.check(put(dotted.drop(columns=["code", "name"]), tmp_path / "village.gpkg"))
    assert report.level == "village"
    assert report.code_column == "KDEPUM"
    assert len(report.areas) == len(villages)


def test_a_file_with_several_layers_gives_its_districts(ntt, tmp_path):
    path = tmp_path / "all.gpkg"
    provinces = boundaries.load("province", within="53", set="approximate")
    gpd.GeoDataFrame({"code": ["x"]}, geometry=[shapely.Point(124, -9)], crs=4326).to_file(
        path, layer="points"
    )
    provinces.to_file(path, layer="a_provinces")
    ntt.to_file(path, layer="b_districts")
    assert boundaries.check(path).level == "district"
    assert boundaries.check(path, level="province").layer == "a_provinces"
    with pytest.raises(boundaries.UnusableFileError, match="villages"):
        boundaries.check(path, level="village")


def test_what_is_wrong_is_reported(ntt, tmp_path):
    frame = ntt[ntt["code"] != "5321"].copy()  # missing
    shapes = frame.set_index("code").geometry.copy()
    west, south, east, north = shapes["5302"].bounds
    half = shapely.box(west, south, (west + east) / 2, north)
    parts = [shapes["5302"].intersection(half), shapes["5302"].difference(half)]  # two features of one area
    shapes["5304"] = shapely.union(shapes["5304"], shapes["5303"].buffer(-0.02))  # overlap
    bow = shapely.Polygon([(121, -8), (121.1, -8.1), (121.1, -8), (121, -8.1)])  # invalid and nobody's
    codes = [c for c in shapes.index if c != "5302"]
    drawn = gpd.GeoDataFrame(
        {"code": [*codes, "5302", "5302", "9999", "5305"]},
        geometry=[*shapes[codes], *parts, bow, None],
        crs=4326,
    )
    report = boundaries.check(put(drawn, tmp_path / "areas.gpkg"))
    assert report.missing == ["5321"]
    assert report.duplicates == {"5302": 2}
    assert report.unmatched == ["9999"]
    assert report.repaired == 1
    assert report.dropped == 1
    assert report.overlaps[0][:2] == ("5303", "5304")
    assert report.overlaps[0][2] > 100
    sizes = {row["code"]: row["area_km2"] for row in report.areas}
    assert sizes["5302"] == pytest.approx(areas.table("district")["area_km2"]["5302"], rel=0.1)
    said = [s.render(lang) for lang in ("id", "en") for s in report.sentences()]
    assert any("Kabupaten Malaka" in s for s in said)
    assert any("9999" in s for s in said)


def test_swapped_codes_are_doubtful(ntt, tmp_path):
    swap = {"5303": "5302", "5302": "5303"}
    frame = ntt.assign(code=ntt["code"].replace(swap)).drop(columns="name")
    report = boundaries.check(put(frame, tmp_path / "areas.gpkg"))
    assert {(a, b) for a, b, _ in report.doubtful} == {("5302", "5303"), ("5303", "5302")}


def test_degrees_without_a_reference_system_are_taken_as_such_and_said(ntt, tmp_path):
    path = put(ntt.set_crs(None, allow_override=True), tmp_path / "areas.zip")
    report = boundaries.check(path)
    assert report.crs_assumed
    assert len(report.areas) == 22
    metres = ntt.to_crs(32751).set_crs(None, allow_override=True)
    with pytest.raises(boundaries.UnusableFileError) as caught:
        boundaries.check(put(metres, tmp_path / "metres.zip"))
    assert caught.value.key == "boundaries.file_no_crs"


def bad_files(folder, ntt):
    """Files that cannot serve, with the sentence that says why."""

    def write(name, content):
        path = folder / name
        path.write_bytes(content)
        return path

    empty = json.dumps({"type": "FeatureCollection", "features": []}).encode()
    shape = ntt.geometry.iloc[0]
    yield folder / "nothing.gpkg", "file_missing"
    yield write("empty.gpkg", b""), "file_empty"
    yield write("letter.docx.gpkg", b"Dear sir"), "file_kind"
    yield write("source.vrt", b'<OGRVRTDataSource><OGRVRTLayer name="x"/></OGRVRTDataSource>'), "file_kind"
    yield write("half.gpkg", b"SQLite format 3\x00" + b"\x00" * 100), "file_broken"
    yield write("half.parquet", b"PAR1" + b"\x00" * 100), "file_broken"
    yield write("half.geojson", b'{"type": "FeatureCollection", "features": ['), "file_broken"
    yield write("half.zip", b"PK\x03\x04" + b"\x00" * 50), "file_broken"
    yield write("none.geojson", empty), "file_no_features"
    with zipfile.ZipFile(folder / "text.zip", "w") as archive:
        archive.writestr("readme.txt", "hello")
    yield folder / "text.zip", "zip_without_vector"
    points = gpd.GeoDataFrame({"code": ["5304"]}, geometry=[shapely.Point(124, -9)], crs=4326)
    yield put(points, folder / "points.gpkg"), "file_no_polygons"
    yield put(points, folder / "points.geojson"), "file_no_polygons"
    nameless = gpd.GeoDataFrame({"x": [1.5, 2.5]}, geometry=[shape, shape.buffer(0.1)], crs=4326)
    yield put(nameless, folder / "nameless.gpkg"), "file_no_codes"
    other = gpd.GeoDataFrame({"code": ["zz"], "n": ["Alpha"]}, geometry=[shape], crs=4326)
    yield put(other, folder / "names.geojson"), "file_no_codes"
    france = gpd.GeoDataFrame({"code": ["5304"]}, geometry=[shapely.box(2, 46, 3, 47)], crs=4326)
    yield put(france, folder / "france.gpkg"), "file_outside"


def test_what_cannot_serve_is_refused_in_one_sentence(ntt, tmp_path, capsys):
    for path, reason in bad_files(tmp_path, ntt):
        with pytest.raises(boundaries.UnusableFileError) as caught:
            boundaries.check(path)
        assert caught.value.key == f"boundaries.{reason}", path.name
        for command in (["check"], ["install"], ["accuracy"]):
            with pytest.raises(SystemExit) as stopped:
                main(["--lang", "en", "boundaries", *command, str(path)])
            assert stopped.value.code == 2
            said = capsys.readouterr()
            assert said.out == ""
            assert len(said.err.strip().splitlines()) == 1
            assert "Traceback" not in said.err
    assert [s.id for s in boundaries.available()] == ["approximate"]


def test_hostile_names_stay_text(ntt, tmp_path):
    extra = gpd.GeoDataFrame(
        {"code": ["x"], "name": [HOSTILE]}, geometry=[shapely.box(124, -9, 124.1, -8.9)], crs=4326
    )
    frame = gpd.GeoDataFrame(pd.concat([ntt, extra], ignore_index=True), crs=4326)
    path = put(frame, tmp_path / "areas.gpkg")
    stored, report = boundaries.install(path, title=HOSTILE)
    assert report.unmatched == [HOSTILE]
    assert stored.title.render("en").startswith(HOSTILE)
    assert any(HOSTILE in s.render("id") for s in report.sentences())
    assert stored.id == "o-brien-script-alert-1-script-7-7-name-1-1"
    drawn = json.loads(boundaries.topojson("district", within="53").content)
    assert {f["properties"]["n"] for f in drawn["objects"]["areas"]["geometries"]} == set(ntt["name"])


def test_install_replaces_the_level_and_remove_brings_it_back(ntt, tmp_path, capsys):
    shifted = ntt.assign(geometry=ntt.geometry.translate(0.01, 0))
    path = put(shifted, tmp_path / "official ntt.gpkg")
    before = boundaries.topojson("district").digest
    stored, _ = boundaries.install(path, title="Resmi NTT")
    assert stored.id == "resmi-ntt"
    assert boundaries.active() == stored
    assert boundaries.active(level="subdistrict").id == "approximate"
    assert boundaries.topojson("district").digest != before
    drawn = boundaries.load("district").set_index("code")
    assert len(drawn) == 514  # the other provinces keep their approximate shapes, and the set says so
    assert stored.approximate
    assert "37" in stored.notice.render("id")
    one = shifted.set_index("code").geometry["5304"]
    assert drawn.geometry["5304"].symmetric_difference(one).area / one.area < 0.01
    assert boundaries.load("province").set_index("code").loc["53", "name"] == "Nusa Tenggara Timur"
    assert len(boundaries.load("subdistrict", within="53")) == len(areas.children("53", "subdistrict"))
    assert len(boundaries.topojson("district").gz) <= 200_000
    assert set(boundaries.neighbours("district")["code"]) == set(drawn.index)

    again, _ = boundaries.install(path, title="Resmi NTT")
    assert again.digest == stored.digest
    with pytest.raises(SystemExit) as stopped:
        main(["boundaries", "list", "--json"])
    assert stopped.value.code == 0
    listed = json.loads(capsys.readouterr().out)
    assert [(s["id"], s["active"]) for s in listed] == [("approximate", False), ("resmi-ntt", True)]

    assert boundaries.remove("resmi-ntt").id == "approximate"
    assert boundaries.topojson("district").digest == before
    with pytest.raises(boundaries.NotRemovableError):
        boundaries.remove("approximate")
    with pytest.raises(boundaries.UnknownSetError):
        boundaries.remove("resmi-ntt")


def test_check_prints_the_report_as_json(ntt, tmp_path, capsys):
    path = put(hdx(ntt), tmp_path / "hdx.gpkg")
    with pytest.raises(SystemExit) as stopped:
        main(["boundaries", "check", str(path), "--json"])
    assert stopped.value.code == 0
    report = json.loads(capsys.readouterr().out)
    assert report["system"] == "bps"
    assert report["code_column"] == "ADM2_PCODE"
    assert len(report["areas"]) == 22
