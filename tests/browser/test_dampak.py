"""The ledger in a real browser: an approved plan's board is installed; on too few figures nothing is
claimed."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from geo import store
from geo.campaign import ledger


@pytest.mark.slow
def test_a_board_is_installed(
    serve: Callable[..., str], open_page: Callable[..., Page], tmp_path: Path
) -> None:
    data = store.open_store(f"sqlite:///{tmp_path / 'waspada.db'}")
    place = {"type": "billboard", "name": "Pasar Betun", "longitude": 124.915, "latitude": -9.57, "km": 3}
    planned = ledger.add(data, place, who="tes", planned_on=dt.date(2025, 1, 2))
    data.close()
    page = open_page(f"{serve(tmp_path)}/?in=53&what=deceased&from=2024-01-01&to=2024-12-31", height=1600)
    page.get_by_role("link", name="Dampak").click(timeout=90_000)
    expect(page.get_by_role("heading", name="Pelaksanaan dan dampak")).to_be_visible(timeout=90_000)
    expect(page.get_by_text("Terlalu sedikit untuk disimpulkan")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Simpan").click()
    entry = page.get_by_role("combobox", name="Catatan")
    expect(entry).to_have_value("Pasar Betun · Terpasang", timeout=60_000)
    assert page.problems == []  # type: ignore[attr-defined]
    again = store.open_store(f"sqlite:///{tmp_path / 'waspada.db'}")
    assert ledger.standing(again).index.tolist() == [planned.id]
