"""The map page in a real Chromium, with nothing but this machine within reach."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ROOT, map_ready

SELECT = ["counts", "select", "--within", "53", "--indicator", "deceased"]


def selected(start: str, end: str) -> dict:
    command = [sys.executable, "-m", "geo", *SELECT, "--from", start, "--to", end, "--json"]
    return json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout)


def kpis(page: Page) -> list[str]:
    return page.locator("[data-testid=kpi] .v").all_inner_texts()


def rows(page: Page) -> dict[str, list[str]]:
    lines = page.locator(".wt-root tbody tr")
    return {
        lines.nth(i).get_attribute("data-code"): lines.nth(i).locator("td").all_inner_texts()
        for i in range(lines.count())
    }


def test_first_start_shows_ntt_with_the_figures_of_the_command_line(
    address: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(address)
    map_ready(page, 22)
    expected = selected("2024-01-01", "2024-12-31")
    assert expected["total"] == 122
    assert kpis(page) == ["122", "17 dari 22", "341 dari 366", "125"]
    shown = rows(page)
    assert len(shown) == 22
    for area in expected["areas"]:
        assert shown[area["code"]][1] == str(area["value"])
    fills = page.eval_on_selector_all("path.wm-area-path", "all => all.map(p => p.getAttribute('fill'))")
    assert len(fills) == 22
    assert len(set(fills)) == 6  # five classes and zero
    legend = page.locator(".wm-legend").inner_text()
    assert "Tidak ada data" in legend
    assert "Nol" in legend
    assert "Periode belum lengkap" in legend
    assert "bukan batas resmi" in page.locator(".leaflet-control-attribution").inner_text()
    assert page.problems == []


def test_a_link_restores_language_place_period_and_district(
    address: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(
        f"{address}/?lang=en&in=53&what=deceased&from=2018-01-01&to=2018-12-31&as=count&area=5306"
    )
    map_ready(page, 22)
    assert kpis(page)[:2] == ["105", "16 of 22"]
    assert "1 of them without a stated district" in page.locator("[data-testid=kpi] .n").first.inner_text()
    expect(page.get_by_role("heading", name="Kabupaten Flores Timur")).to_be_visible()
    assert page.locator(".wt-selected").get_attribute("data-code") == "5306"
    circles = page.locator(".leaflet-wm-symbol-pane path")
    expect(circles).to_have_count(16)
    assert page.problems == []


def test_a_click_on_the_map_opens_the_district_and_the_link_follows(
    address: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(address)
    map_ready(page, 22)
    page.locator("path.wm-area-path[data-code='5302']").click()
    expect(page.get_by_role("heading", name="Kabupaten Timor Tengah Selatan")).to_be_visible()
    page.wait_for_function("location.search.includes('area=5302')")
    page.locator(".wt-root tbody tr[data-code='5321']").click()
    expect(page.get_by_role("heading", name="Kabupaten Malaka")).to_be_visible()
    assert page.problems == []


def test_the_search_box_finds_a_district(address: str, open_page: Callable[..., Page]) -> None:
    page = open_page(address)
    map_ready(page, 22)
    page.locator(".wm-search input").fill("Kabupaten Sikka")
    page.locator(".wm-search input").press("Enter")
    expect(page.get_by_role("heading", name="Kabupaten Sikka")).to_be_visible()


def test_the_table_sorts(address: str, open_page: Callable[..., Page]) -> None:
    page = open_page(address)
    map_ready(page, 22)
    page.locator(".wt-root th button").first.click()
    names = page.locator(".wt-root tbody td:first-child").all_inner_texts()
    assert names == sorted(names)


def test_downloads_open_and_hold_the_sentence(
    address: str, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    import openpyxl

    page = open_page(address)
    map_ready(page, 22)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Unduh CSV").click()
    csv = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    assert "122" in csv
    assert "Batas" in csv
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Unduh XLSX").click()
    target = tmp_path / "map.xlsx"
    waiting.value.save_as(target)
    book = openpyxl.load_workbook(target)
    codes = [str(row[0]) for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)]
    districts = [code for code in codes if code != "5300"]
    assert len(districts) == len(set(districts)) == 22


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1400, 900), (1920, 1080)])
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("lang", ["id", "en"])
def test_nothing_leaves_the_screen_sideways(
    address: str, open_page: Callable[..., Page], width: int, height: int, dark: bool, lang: str
) -> None:
    page = open_page(f"{address}/?lang={lang}", width=width, height=height, dark=dark)
    map_ready(page, 22)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    brightness = page.evaluate(
        "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
    )
    levels = [int(n) for n in re.findall(r"\d+", brightness)[:3]]
    assert (max(levels) < 90) == dark
    assert page.problems == []


def test_an_online_background_fails_quietly(address: str, open_page: Callable[..., Page]) -> None:
    page = open_page(address)
    map_ready(page, 22)
    page.locator("[data-testid=stMain] [data-testid=stSelectbox]").nth(1).click()
    page.get_by_role("option", name="OpenStreetMap (perlu internet)").click()
    expect(page.locator(".leaflet-control-attribution")).to_contain_text("OpenStreetMap")
    map_ready(page, 22)
    assert page.locator("[data-testid=stAlert]").count() == 0
    assert page.locator(".wm-failure:visible").count() == 0
