"""How exact the shipped boundaries are: on small shapes, and against the official outlines where at hand."""

import json
import os
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from geo import boundaries, paths
from geo.cli import main

OFFICIAL = paths.ship().parent / "shared" / "boundaries" / "adm2_official.gpkg"
GADM = Path(os.environ.get("GADM_LEVEL_2", "gadm41_IDN_2.json"))
"""Level 2 of GADM 4.1, as in the npm package geojson-indonesia 1.0.1 (not free to ship)."""

needs_official = pytest.mark.skipif(not OFFICIAL.is_file(), reason="the official outlines are not at hand")


def frame(**shapes):
    return gpd.GeoDataFrame({"code": list(shapes)}, geometry=list(shapes.values()), crs="ESRI:54034")


def test_shares_and_overlap_by_hand():
    square = 1000.0  # metres
    reference = frame(
        **{
            "5301": shapely.box(0, 0, 2 * square, square),
            "5302": shapely.box(2 * square, 0, 4 * square, square),
        }
    )
    # 5301 takes a quarter of 5302 and leaves a quarter of itself undrawn
    measured = frame(**{"5301": shapely.box(0.5 * square, 0, 2.5 * square, square),
                        "5302": shapely.box(2.5 * square, 0, 4 * square, square)})  # fmt: skip
    result = boundaries.compare(
        measured.to_crs(4326), reference.to_crs(4326), level="district", names=("one", "other")
    )
    assert result.table.loc["5301", "iou"] == pytest.approx(1.5 / 2.5, abs=1e-3)
    assert result.table.loc["5302", "iou"] == pytest.approx(1.5 / 2.0, abs=1e-3)
    assert result.right == pytest.approx(3 / 4, abs=1e-3)
    assert result.another == pytest.approx(0.5 / 4, abs=1e-3)
    assert result.none == pytest.approx(0.5 / 4, abs=1e-3)
    assert (result.present, result.expected) == (2, 2)


def test_an_absent_area_counts_as_nothing_right():
    reference = frame(**{"5301": shapely.box(0, 0, 1000, 1000), "5302": shapely.box(1000, 0, 2000, 1000)})
    result = boundaries.compare(
        reference.iloc[:1].to_crs(4326), reference.to_crs(4326), level="district", names=("a", "b")
    )
    assert (result.present, result.expected) == (1, 2)
    assert result.table.loc["5302", "iou"] == 0
    assert result.right == pytest.approx(0.5, abs=1e-3)


def test_the_set_agrees_with_itself(tmp_path):
    path = tmp_path / "itself.gpkg"
    boundaries.load("district", within="53", set="approximate").to_file(path)
    result = boundaries.accuracy(path)
    assert result.median_iou == pytest.approx(1.0, abs=1e-4)
    assert result.right == pytest.approx(1.0, abs=1e-4)
    both = boundaries.accuracy(path, against=path)
    assert both.measured == "itself.gpkg"
    assert "22" in both.sentence().render("id")


@needs_official
@pytest.mark.slow
def test_against_the_official_outlines(capsys):
    # what issue 1 asks: 514 of 514, median IoU at least 0.88, at least 93 % of the land in the right district
    with pytest.raises(SystemExit) as stopped:
        main(["boundaries", "accuracy", str(OFFICIAL), "--json"])
    assert stopped.value.code == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["present"], result["expected"]) == (514, 514)
    assert result["median_iou"] >= 0.88
    assert result["right"] >= 0.93
    ntt = [row["iou"] for row in result["areas"] if row["code"].startswith("53")]
    assert sorted(ntt)[len(ntt) // 2] >= 0.90


@needs_official
@pytest.mark.slow
@pytest.mark.skipif(not GADM.is_file(), reason="GADM_LEVEL_2 does not name a copy of GADM 4.1")
def test_not_behind_gadm():
    theirs = boundaries.accuracy(GADM, against=OFFICIAL)
    ours = boundaries.accuracy(OFFICIAL)
    assert (theirs.present, theirs.expected) == (497, 514)  # SOURCES of the official outlines: 17 missing
    assert theirs.another == pytest.approx(0.074, abs=0.01)
    assert ours.right > theirs.right
    assert ours.another < theirs.another


@needs_official
@pytest.mark.slow
def test_the_official_file_is_whole():
    report = boundaries.check(OFFICIAL)
    assert (report.level, report.system, report.code_column) == ("district", "kemendagri", "code")
    assert len(report.areas) == 514
    assert not report.missing
    assert not report.unmatched
    assert not report.doubtful


@pytest.mark.slow
@pytest.mark.skipif(not GADM.is_file(), reason="GADM_LEVEL_2 does not name a copy of GADM 4.1")
def test_gadm_speaks_bps():
    report = boundaries.check(GADM)
    assert (report.level, report.system, report.code_column) == ("district", "bps2020", "CC_2")
    assert len(report.areas) == 497
    assert set(report.missing) == {
        "1612", "1613", "1813", "3218", "5321", "6411", "7211", "7212", "7411", "7412", "7413", "7414",
        "7415", "7606", "8208", "9211", "9212",
    }  # fmt: skip
