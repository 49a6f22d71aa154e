"""The register: counts and sums of the decree, codes of other systems, hierarchy, splits."""

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from geo import areas
from geo.errors import UserError

ROOT = Path(__file__).resolve().parents[2]
OFFICIAL = ROOT.parent / "shared" / "boundaries" / "bps_kemendagri.csv"
ADOPTED = {
    "province": 38,
    "district": 514,
    "subdistrict": 7285,
    "village": 83762,
}  # Kepmendagri 300.2.2-2138/2025


@pytest.mark.parametrize(("level", "count"), ADOPTED.items())
def test_every_level_is_complete_and_nested(level, count):
    table = areas.table(level)
    assert len(table) == count and table.index.is_unique and table["name"].notna().all()
    above = areas.LEVELS[areas.LEVELS.index(level) - 1]
    assert set(table["parent"]) == set(areas.table(above).index)
    assert areas.children(None, level) == table.index.tolist()
    assert {areas.level_of(c) for c in table.index[:50]} == {level}


def test_population_is_that_of_the_decree_and_provinces_are_the_sum_of_their_districts():
    districts, provinces = areas.table("district"), areas.table("province")
    assert districts["population"].sum() == provinces["population"].sum() == 284_973_643
    assert (districts.groupby("parent")["population"].sum() == provinces["population"]).all()
    assert areas.table("nation").loc["00", "population"] == 284_973_643
    assert areas.table("village")["population"].isna().all()


def test_areas_that_cannot_be_right_are_not_shown():
    missing = ["1110", "1210", "1220", "1410", "9110", "9120", "9206", "9211", "9504"]
    area = areas.table("district")["area_km2"]
    assert area.index[area.isna()].tolist() == missing
    assert area.idxmax() == "9301" and area.max() < 46_000  # Merauke


def test_village_points_lie_in_indonesia():
    villages = areas.table("village")
    known = villages.dropna(subset=["latitude", "longitude"])
    assert len(known) == 83_379
    assert known["latitude"].between(-11.1, 6.1).all() and known["longitude"].between(94.9, 141.1).all()
    assert areas.table("district")[["latitude", "longitude"]].notna().all().all()
    malaka = areas.table("district").loc["5321"]
    assert abs(malaka["latitude"] + 9.55) < 0.2 and abs(malaka["longitude"] - 124.9) < 0.2


def test_names_codes_and_hierarchy():
    assert areas.name("5304") == "Kabupaten Belu" and areas.name("5304", short=True) == "Belu"
    assert areas.name("5371", short=True) == "Kota Kupang" and areas.base_name("Kota Kupang") == "Kupang"
    assert areas.name("5300") == "Nusa Tenggara Timur – kabupaten/kota tidak disebutkan"
    assert areas.name("5300", lang="en") == "Nusa Tenggara Timur – district not stated"
    assert areas.dotted("5304122001") == "53.04.12.2001" and areas.dotted("53") == "53"
    assert areas.parent("5304122001") == "530412" and areas.parent("5304122001", "province") == "53"
    assert areas.parent("53") == areas.parent("5304", "nation") == "00"
    assert len(areas.children("53", "district")) == 22 and areas.children("53", "province") == ["53"]
    assert (
        areas.exists("5304")
        and not areas.exists("5300")
        and not areas.exists("x")
        and areas.is_not_stated("5300")
    )


@pytest.mark.parametrize("code", ["", "5", "530", "53.04", "٥٣", "530412200", "5322", "53041220010", "ab"])
def test_codes_that_are_not_in_the_register_are_refused(code):
    assert not areas.exists(code)
    with pytest.raises(areas.UnknownAreaError):
        areas.name(code)


def test_levels_that_do_not_exist_are_refused():
    for call in (
        areas.table,
        lambda level: areas.children("53", level),
        lambda level: areas.find("x", level=level),
    ):
        with pytest.raises(areas.UnknownLevelError):
            call("kecamatan")
    with pytest.raises(areas.UnknownAreaError):
        areas.parent("53", "district")


def test_the_same_digits_are_two_districts():
    assert areas.name(areas.to_kemendagri("5304", system="kemendagri")) == "Kabupaten Belu"
    assert areas.name(areas.to_kemendagri("5304", system="bps")) == "Kabupaten Timor Tengah Selatan"
    assert areas.from_kemendagri("5304", system="bps") == "5306"
    assert (
        areas.to_kemendagri("94", system="bps") == "91" and areas.from_kemendagri("93", system="bps") == "95"
    )
    assert areas.to_kemendagri("91.01", system="kemendagri2020") == "9301"
    assert (
        areas.to_kemendagri("5300", system="bps") == "5300"
        and areas.from_kemendagri("9100", system="bps") == "9400"
    )
    assert areas.to_kemendagri("00", system="bps") == "00"


def test_codes_without_a_counterpart_are_refused():
    with pytest.raises(TypeError):
        areas.to_kemendagri("5304")  # type: ignore[call-arg]
    for code, system in (
        ("94", "bps2020"),
        ("9999", "bps"),
        ("530412", "bps"),
        ("", "bps"),
        ("5304", "kemendagri2025"),
    ):
        with pytest.raises(UserError):
            areas.to_kemendagri(code, system=system)
    with pytest.raises(areas.UnknownAreaError):
        areas.from_kemendagri("93", system="bps2020")
    with pytest.raises(areas.UnknownSystemError):
        areas.from_kemendagri("53", system="gadm")


def test_crosswalk_is_one_to_one_and_codes_collide_as_often_as_known():
    own = areas.children(None, "district")
    for system, differ, collide in (("bps", 199, 169), ("bps2020", 199, 164), ("kemendagri2020", 26, 0)):
        other = {code: areas.from_kemendagri(code, system=system) for code in own}
        assert len(set(other.values())) == 514
        assert all(areas.to_kemendagri(there, system=system) == here for here, there in other.items())
        assert sum(here != there for here, there in other.items()) == differ
        assert sum(here != there and there in other for here, there in other.items()) == collide
    # the count of 166 in the facts: both lists as they were in 2020
    pairs = [tuple(areas.from_kemendagri(c, system=s) for s in ("bps2020", "kemendagri2020")) for c in own]
    assert sum(bps != dagri and bps in {d for _, d in pairs} for bps, dagri in pairs) == 166


@pytest.mark.skipif(not OFFICIAL.is_file(), reason="../shared/boundaries/bps_kemendagri.csv is not here")
def test_crosswalk_agrees_with_the_official_list_514_of_514():
    official = pd.read_csv(OFFICIAL, dtype=str).query("level == 'kabkota'")
    columns = {"bps": "bps_code_2024", "bps2020": "bps_code_2020", "kemendagri2020": "kemendagri_code_2020"}
    for system, column in columns.items():
        ours = [areas.from_kemendagri(code, system=system) for code in official["kemendagri_code_2025"]]
        assert sum(a == b for a, b in zip(ours, official[column], strict=True)) == 514


def test_splits_are_complete():
    """74 districts since 2007 (440 at the end of 2006, 514 today); 215 and 12 provinces since April 1999."""
    districts = {s.new for s in areas.SPLITS if len(s.new) == 4}
    assert len(districts) == 215
    assert len({s.new for s in areas.SPLITS if len(s.new) == 4 and s.date.year >= 2007}) == 514 - 440
    provinces = {"36", "19", "75", "82", "92", "21", "76", "65", "93", "94", "95", "96"}
    assert {s.new for s in areas.SPLITS if len(s.new) == 2} == provinces
    assert all(areas.exists(s.new) and areas.exists(s.old) and len(s.new) == len(s.old) for s in areas.SPLITS)
    assert [s.date for s in areas.splits()] == sorted(s.date for s in areas.splits())


def test_the_register_knows_when_an_area_was_founded():
    districts = areas.table("district")["founded"]
    assert districts["5321"] == pd.Timestamp(2013, 1, 11) and districts["7414"] == pd.Timestamp(2014, 7, 23)
    assert districts.notna().sum() == 215 and pd.isna(districts["5304"])


def test_splits_say_what_cannot_be_compared():
    assert [(s.new, s.law) for s in areas.split_since("7404", dt.date(2013, 12, 31))] == [
        ("7414", "UU 15/2014"),
        ("7415", "UU 16/2014"),
    ]
    assert [s.old for s in areas.split_since("5321", dt.date(2012, 12, 31))] == ["5304"]
    assert areas.split_since("7404", dt.date(2014, 12, 31)) == ()
    assert [s.new for s in areas.split_since("91", dt.date(2022, 1, 1))] == ["93", "94", "95"]
    assert not areas.existed("5321", dt.date(2012, 12, 31)) and areas.existed("5321", dt.date(2014, 1, 1))
    assert areas.existed("5304", dt.date(2000, 1, 1)) and not areas.existed("5321012001", dt.date(2010, 1, 1))
    assert areas.successors("7404", since=dt.date(2010, 1, 1)) == ["7404", "7414", "7415"]
    assert areas.successors("91", since=dt.date(2022, 1, 1)) == ["91", "93", "94", "95"]
    assert areas.successors("9101", since=dt.date(2020, 1, 1)) == ["9301"]
    malaka = areas.split_since("5321", dt.date(2012, 1, 1))[0].sentence
    assert malaka.render("id") == "Kabupaten Malaka dari Kabupaten Belu, 11 Januari 2013 (UU 3/2013)"
    assert malaka.render("en") == "Kabupaten Malaka from Kabupaten Belu, 11 January 2013 (UU 3/2013)"
