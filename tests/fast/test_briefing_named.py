"""Named briefings of the five seed situations: figures are read back out of PDF, slides and workbook."""

import datetime as dt
import re
from functools import cache
from pathlib import Path

import pytest

from geo import counts, store
from geo.briefing import assessing, content, evidence, files
from geo.briefing.blocks import Briefing
from geo.briefing.options import Options
from geo.briefing.risk import CLASSES
from geo.counts import Window
from geo.hotspots import assessment
from geo.hotspots.classes import HotspotClass
from geo.text import fixed, integer, ratio
from tests.fast.readback import pdf_words, sheet, slides

CREATED = dt.date(2026, 1, 20)


@cache
def made(
    area: str, year: int, indicators: tuple[str, ...], lang: str = "id"
) -> tuple[Briefing, dict[str, bytes]]:
    options = Options(area, Window.year(year), CREATED, indicators=indicators, lang=lang)
    return files.generate(options, formats=["pdf", "pptx", "xlsx"])


NTT = ("53", 2024, ("deceased", "deportations", "placements"))


def test_ntt_headlines_equal_the_selection_in_every_form() -> None:
    briefing, forms = made(*NTT)
    words, deck = pdf_words(forms["pdf"]), "\n".join(slides(forms["pptx"]))
    summary = sheet(forms["xlsx"], "Ringkasan")
    for indicator, row, label in zip(
        NTT[2], summary, ("PMI meninggal", "Deportasi", "Penempatan prosedural"), strict=True
    ):
        own = counts.select(Window.year(2024), indicator, level="province", within="53").table.loc["53"]
        said = integer(int(own["value"]), "id")
        assert f"{label} {said} " in words
        assert f"{label}\n{said}" in deck
        assert row[:3] == (label, int(own["value"]), int(own["days_covered"]))
    assert briefing.data_version == counts.select(Window.year(2024), "deceased").data_version
    assert briefing.data_version in words
    assert "125 PMI meninggal pada 2024" in words  # S025: 125 in the full year, province's own figure
    assert "memuat 122 (22 dari 22 wilayah melapor); mencakup 341 dari 366 hari" in words
    assert "Selisih dengan angka Nusa Tenggara Timur sendiri (125): 3" in words


def test_ntt_districts_equal_the_selection_in_every_form() -> None:
    _, forms = made(*NTT)
    table = counts.select(Window.year(2024), "deceased", within="53").table
    book = {str(row[0]).replace(".", ""): row for row in sheet(forms["xlsx"], "PMI meninggal")}
    deck = slides(forms["pptx"])
    ranked = next(text for text in deck if "Malaka | 26" in text)
    words = pdf_words(forms["pdf"])
    for code, row in table.iterrows():
        value = int(row["value"])
        assert book[str(code)][2] == value
        assert book[str(code)][5] == int(row["days_covered"]) == 341
        short = str(row["name"]).removeprefix("Kabupaten ")
        assert f"{short} | {value} |" in ranked
        assert re.search(rf" \d+ {re.escape(short)} {value} ", words), short
    assert int(table["value"].sum()) == 122


def test_ntt_change_is_not_concluded_because_its_interval_holds_one() -> None:
    briefing, forms = made(*NTT)
    change = briefing.section("headline").headlines[0].change  # type: ignore[union-attr]
    assert change.startswith(
        "Tercatat 125, lebih sedikit daripada 151 pada 2023, tetapi penurunan belum dapat disimpulkan"
    )
    assert "Sumber berbeda untuk penempatan prosedural, 2024: 1.096 (S025) dan 1.401 (S026)." in pdf_words(
        forms["pdf"]
    )


def test_buton_tengah_shows_its_deportations_and_coastal_villages() -> None:
    briefing, forms = made("7414", 2025, ("deportations",))
    words = pdf_words(forms["pdf"])
    own = counts.select(Window.year(2025), "deportations", level="district", within="7414").table.loc["7414"]
    assert int(own["value"]) == 11  # 10 to 30 July (S075) and one on 7 August (S204)
    assert "Kabupaten Buton Tengah mencatat 11 deportasi pada 2025" in words
    assert f"Baru mencakup {int(own['days_covered'])} dari 365 hari" in words
    assert "7 kecamatan dan 77 desa/kelurahan" in words
    places = briefing.section("places")
    assert places is not None
    subdistricts = {row[0]: row[1:] for row in places.tables[-1].rows}
    assert len(subdistricts) == 7
    assert sum(villages for villages, _ in subdistricts.values()) == 77
    assert 0 < sum(coastal for _, coastal in subdistricts.values()) < 77
    assert "Talaga Raya" in subdistricts
    events = places.tables[0].rows
    assert ("1 Jan – 30 Jul 2025", "Deportasi", 10, "S075") in events
    assert ("7 Agu 2025", "Deportasi", 1, "S204") in events


def test_tanjungpinang_keeps_arrivals_apart_from_origin() -> None:
    briefing, forms = made("2172", 2024, ("deportations",))
    headline = briefing.section("headline")
    assert headline is not None
    assert headline.headlines[0].value is None
    words = pdf_words(forms["pdf"])
    assert "Tidak ada angka deportasi menurut daerah asal yang terbit untuk Kota Tanjung Pinang" in words
    arrivals = briefing.section("arrivals")
    assert arrivals is not None
    assert arrivals.tables[0].rows == (
        ("Kota Tanjung Pinang", "tempat kedatangan", "Deportasi", 1391, "1 Jan – 10 Des 2024", "S064"),
    )
    assert "tidak pernah dijumlahkan dengan angka asal" in words
    assert "1.391" in "\n".join(slides(forms["pptx"]))
    origin = sheet(forms["xlsx"], "Deportasi")
    assert all(row[2] is None for row in origin)


def test_dki_jakarta_sets_placements_against_the_target() -> None:
    _, forms = made("31", 2025, ("placements",))
    words = pdf_words(forms["pdf"])
    assert "Belum ada angka target penempatan" in words
    assert "kantor yang melayani" in words and "40.790" in words  # S108: served, not of origin
    national, forms = made("00", 2023, ("placements",))
    card = national.section("headline").headlines[0]  # type: ignore[union-attr]
    assert card.value == 297108
    assert "Target penempatan 279.700: tercapai 106,2%." in card.cover  # S901
    assert "Target penempatan 279.700: tercapai 106,2%." in pdf_words(forms["pdf"])


def test_palangka_raya_says_that_there_is_nothing() -> None:
    briefing, forms = made("6271", 2024, ("deportations",))
    words = pdf_words(forms["pdf"])
    assert (
        "Tidak ada angka deportasi menurut daerah asal yang terbit untuk Kota Palangkaraya pada 2024."
        in words
    )
    assert "tidak ada data bukan berarti nol" in words
    assert briefing.section("series") is not None
    assert "Tidak ada angka tahunan yang terbit" in words


@pytest.mark.parametrize("area", ["53", "00"])
def test_without_a_choice_the_best_known_harm_leads(area: str) -> None:
    options = Options(area, Window.year(2024), CREATED)
    assert evidence.gather(options)[0].indicator in ("deceased", "deportations", "repatriations")
    assert evidence.gather(options)[-1].indicator == "placements"


def test_ntt_classes_equal_the_assessment_in_every_form() -> None:
    _, forms = made(*NTT)
    found = assessment.assess(counts.select(Window.year(2024), "deceased", within="53")).table
    book = {str(row[1]).replace(".", ""): row for row in sheet(forms["xlsx"], "Peringkat")}
    deck = "\n".join(slides(forms["pptx"]))
    words = pdf_words(forms["pdf"])
    assert set(book) == set(found.index)
    for code, row in found.iterrows():
        label = row["klass"].label.render("id")
        _, _, name, count, _, expected, mean, lower, upper, exceed, klass, reasons = book[str(code)]
        assert (name, count, klass) == (row["name"], int(row["observed"]), label)
        assert (expected, mean, lower, upper, exceed) == pytest.approx(
            (row["expected"], row["eb_mean"], row["eb_lower"], row["eb_upper"], row["p_rr1"]), rel=1e-12
        )
        assert reasons == " ".join(reason.render("id") for reason in row["reasons"])
        short = str(name).removeprefix("Kabupaten ")
        numbers = [fixed(row["expected"], "id", 1), ratio(row["eb_mean"], "id")]
        interval = f"{ratio(row['eb_lower'], 'id')}–{ratio(row['eb_upper'], 'id')}"
        assert f"{short} {count} {' '.join(numbers)} {interval} {label}" in words
        assert f"{short} | {count} | {' | '.join(numbers)} | {interval} | {label}" in deck


def test_the_classes_are_those_of_the_hotspot_room() -> None:
    assert tuple(klass.value for klass in HotspotClass) == CLASSES


def test_a_kept_assessment_says_the_same_as_a_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WASPADA_HOME", str(tmp_path))
    selection = counts.select(Window.year(2024), "deceased", within="53", store=store.default())
    first = assessing.assess(selection, lang="id")
    assert len(list((tmp_path / "cache").glob("risk-*.json"))) == 1
    assert assessing.assess(selection, lang="id") == first
    next((tmp_path / "cache").glob("risk-*.json")).write_text("{broken", encoding="utf-8")
    assert assessing.assess(selection, lang="id") == first


def test_years_of_nothing_but_zero_get_words_and_no_chart() -> None:
    briefing = content.build(Options("7414", Window.year(2024), dt.date(2025, 1, 20), ("deceased",)))
    series = briefing.section("series")
    assert series is not None and series.charts == ()
    assert "Angka 2023 dan 2024 tidak mencakup seluruh tahun." in " ".join(series.paragraphs)
