"""Names and titles from files are text everywhere: on the map, in the table, in CSV and XLSX."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest
from playwright.sync_api import Page

from geo import boundaries, store
from tests.browser.conftest import map_ready

HOSTILE = (
    """=cmd|' /C calc'!A0"<script>window.hacked=1</script>`${window.hacked=2}`"""
    """{{ 7*7 }}<img src=x onerror=window.hacked=3>'"""
)


@pytest.fixture(scope="module")
def hostile_address(serve: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """A dashboard on a store and a boundary file whose every name is hostile."""
    home = tmp_path_factory.mktemp("hostile")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WASPADA_HOME", str(home))
        data = store.open_store(f"sqlite:///{home / 'waspada.db'}")
        row = {
            "area_code": "5321",
            "role": "origin",
            "indicator": "deceased",
            "procedural": "unknown",
            "period_start": dt.date(2024, 1, 1),
            "period_end": dt.date(2024, 12, 31),
            "value": 31,
            "source_id": "X1",
            "sheet": HOSTILE,
            "cell": "A1",
            "note": HOSTILE,
        }
        source = {"id": "X1", "title": HOSTILE, "url": "javascript:window.hacked=4", "date": "2025-01-01"}
        staged = data.stage(
            store.BatchMeta(title=HOSTILE, digest="1" * 64), [row], sources=[source], who=HOSTILE
        )
        data.publish(staged.batch_id, HOSTILE)
        data.close()
        shapes = boundaries.load("district", within="53")
        file = home / "hostile.geojson"
        gpd.GeoDataFrame(
            {"code": shapes["code"], "name": HOSTILE}, geometry=shapes.geometry.values, crs=4326
        ).to_file(file)
        boundaries.install(file, title=HOSTILE)
    return serve(home)


def test_hostile_names_are_text(hostile_address: str, open_page: Callable[..., Page]) -> None:
    page = open_page(f"{hostile_address}/?area=5321")
    map_ready(page)
    page.locator("path.wm-area-path[data-code='5321']").hover()
    page.wait_for_timeout(500)
    shown = page.locator("body").inner_text()
    assert "<script>window.hacked=1</script>" in shown
    assert "{{ 7*7 }}" in shown
    assert page.evaluate("window.hacked") is None
    assert page.locator("a[href^='javascript']").count() == 0
    assert page.problems == []


def test_hostile_names_stay_text_in_files(
    hostile_address: str, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    import openpyxl

    page = open_page(f"{hostile_address}/?area=5321")
    map_ready(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Unduh XLSX").click()
    target = tmp_path / "hostile.xlsx"
    waiting.value.save_as(target)
    book = openpyxl.load_workbook(target)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any("<script>" in str(cell.value) for cell in cells)
    assert not [cell for cell in cells if cell.data_type == "f"]
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Unduh CSV").click()
    import csv
    import io

    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    assert "<script>" in text
    fields = [field for row in csv.reader(io.StringIO(text)) for field in row]
    assert not [f for f in fields if f[:1] in ("=", "+", "-", "@", "\t", "\r")]
