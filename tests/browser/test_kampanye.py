"""A planner's walk: Malaka and Timor Tengah Selatan, budget, plan, ban one village, plan again, approve,
download."""

import io
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pymupdf
import pyogrio
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import map_ready

_WALK = "?in=53&what=deceased&from=2024-01-01&to=2024-12-31"


def _plan(page: Page) -> list[str]:
    """Wait for the plan and return the names of the chosen sites."""
    expect(page.get_by_text("terbukti terbaik")).to_be_visible(timeout=120_000)
    expect(page.get_by_role("button", name="Larang").first).to_be_visible(timeout=60_000)
    return page.locator("[data-testid=stMarkdown] strong + em, [data-testid=stMarkdown] p").all_inner_texts()


def _download(page: Page, name: str) -> Path:
    with page.expect_download(timeout=120_000) as waiting:
        page.locator("[data-testid='stDownloadButton'] button", has_text=name).first.click()
    target = Path(str(waiting.value.path())).with_name(waiting.value.suggested_filename)
    shutil.copy(waiting.value.path(), target)
    return target


@pytest.mark.slow
def test_the_planners_walk(address: str, open_page: Callable[..., Page], tmp_path: Path) -> None:
    page = open_page(f"{address}/{_WALK}", height=1400)
    page.get_by_role("link", name="Kampanye").click(timeout=90_000)
    expect(page.get_by_role("heading", name="Rencana kampanye")).to_be_visible(timeout=90_000)
    field = page.get_by_role("combobox", name="Wilayah rencana")
    for district in ("Kabupaten Malaka", "Kabupaten Timor Tengah Selatan"):
        field.click()
        field.fill(district)
        page.get_by_role("option", name=district).click()
    page.keyboard.press("Escape")
    slider = page.get_by_role("slider", name="Jumlah baliho")
    slider.focus()
    for _ in range(30):
        slider.press("ArrowLeft")
    expect(slider).to_have_value("10")
    page.get_by_role("button", name="Hitung rencana").click()
    _plan(page)
    map_ready(page)
    _lock_on_the_map(page)
    banned = page.get_by_text("1.", exact=True).locator("xpath=ancestor::p").inner_text()
    first = banned.split("·")[0].removeprefix("1.").strip()
    page.locator("[class*='st-key-ban-'] button").first.click()
    pill = page.get_by_test_id("stButtonGroup").get_by_text(first, exact=True)
    expect(pill).to_be_visible(timeout=60_000)
    expect(page.locator("p", has_text=f"{first} ·")).to_have_count(0, timeout=120_000)
    _plan(page)
    expect(page.get_by_text("Yang didapat dari anggaran lain")).to_be_visible(timeout=120_000)

    name = page.get_by_role("textbox", name="Nama rencana")
    name.fill("Malaka dan TTS")
    name.press("Enter")
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_text("Rencana “Malaka dan TTS” disimpan.")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Setujui").click()
    expect(page.get_by_text("· disetujui ·")).to_be_visible(timeout=60_000)

    _opens(page, tmp_path)
    assert page.problems == []  # type: ignore[attr-defined]


def _lock_on_the_map(page: Page) -> None:
    """Pick a village that is not reached on the map, lock it right there, and free it again."""
    page.locator(".leaflet-wm-symbol-pane path").first.click(force=True)
    strip = page.locator(".st-key-plan-pick")
    expect(strip.get_by_text("Belum terjangkau.")).to_be_visible(timeout=60_000)
    name = strip.locator("strong").inner_text()
    strip.get_by_role("button", name="Kunci").click()
    pill = page.get_by_test_id("stButtonGroup").get_by_text(name, exact=True)
    expect(pill).to_be_visible(timeout=60_000)
    said = page.locator("p", has_text=f"{name} ·")
    expect(said).to_have_count(2, timeout=120_000)  # in the strip and in the list
    strip.get_by_role("button", name="Lepaskan").click()
    expect(pill).to_have_count(0, timeout=60_000)
    expect(said).to_have_count(1, timeout=120_000)
    _plan(page)


def _opens(page: Page, folder: Path) -> None:
    """Download every file and open it with the program it is for."""
    book = _download(page, "XLSX")
    rows = openpyxl.load_workbook(io.BytesIO(book.read_bytes())).worksheets[1].max_row
    assert rows == 11
    if office := shutil.which("soffice"):
        command = [office, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(book)]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        assert len(pymupdf.open(folder / f"{book.stem}.pdf")) >= 4
    package = _download(page, "GPKG")
    assert len(pyogrio.read_dataframe(package, layer="sites")) == 10
    assert len(pyogrio.read_dataframe(package, layer="villages")) > 380
    for kind, root in (
        ("KML", "{http://www.opengis.net/kml/2.2}kml"),
        ("GPX", "{http://www.topografix.com/GPX/1/1}gpx"),
    ):
        file = _download(page, kind)
        assert ElementTree.parse(file).getroot().tag == root
        assert len(pyogrio.read_dataframe(file)) == 10
    paper = pymupdf.open(_download(page, "PDF"))
    assert "Malaka" in paper[0].get_text()
    assert len(set(paper[0].get_pixmap(dpi=40).samples)) > 20


@pytest.mark.slow
def test_impossible_wishes_get_a_sentence(address: str, open_page: Callable[..., Page]) -> None:
    page = open_page(f"{address}/{_WALK}", height=1400)
    page.get_by_role("link", name="Kampanye").click(timeout=90_000)
    field = page.get_by_role("combobox", name="Wilayah rencana")
    field.click(timeout=90_000)
    field.fill("Malaka")
    page.get_by_role("option", name="Kabupaten Malaka").click()
    page.keyboard.press("Escape")
    slider = page.get_by_role("slider", name="Jumlah baliho")
    slider.press("Home")
    slider.press("ArrowRight")
    expect(slider).to_have_value("2")
    page.get_by_role("button", name="Hitung rencana").click()
    _plan(page)
    free = page.locator("button:enabled", has_text="Kunci")
    for left in (2, 0):  # Streamlit draws a button with a tooltip twice
        free.first.click()
        expect(free).to_have_count(left, timeout=60_000)
    slider.press("Home")
    expect(slider).to_have_value("1")
    page.get_by_role("button", name=re.compile("Hitung (rencana|ulang)")).first.click()
    expect(page.get_by_text("titik yang dikunci memerlukan 2, melebihi anggaran 1")).to_be_visible(
        timeout=60_000
    )
