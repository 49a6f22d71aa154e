"""The briefing page and the offline file in a real browser."""

import datetime as dt
import getpass
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from geo.briefing import files
from geo.briefing.options import Options
from geo.counts import Window


def test_the_page_previews_makes_and_remembers(address: str, open_page: Callable[..., Page]) -> None:
    page = open_page(f"{address}/?in=53&what=deceased&from=2024-01-01&to=2024-12-31")
    page.get_by_role("link", name="Paparan").click(timeout=90_000)
    expect(page.get_by_role("heading", name="Bahan paparan")).to_be_visible(timeout=90_000)
    expect(page.get_by_text("Halaman 2 dari")).to_be_visible(timeout=120_000)
    expect(page.locator("[data-testid='stImage'] img").first).to_be_visible()
    page.get_by_role("button", name="Buat paparan").click()
    download = page.locator("[data-testid='stDownloadButton']", has_text="PDF")
    expect(page.locator("[data-testid='stDownloadButton']")).to_have_count(4, timeout=120_000)
    expect(download).to_have_count(1)
    with page.expect_download() as waiting:
        download.locator("button:visible").click()
    content = Path(waiting.value.path()).read_bytes()
    assert content[:5] == b"%PDF-"
    assert waiting.value.suggested_filename == "paparan-53-2024-01-01-2024-12-31.pdf"
    page.get_by_text("Yang pernah diberikan (1)").click()
    expect(page.get_by_text(f"oleh {getpass.getuser()}, versi data")).to_be_visible()
    page.get_by_role("button", name="Buat lagi").click()
    expect(page.locator("[data-testid='stDownloadButton']")).to_have_count(8, timeout=120_000)
    with page.expect_download() as waiting:
        page.locator("[data-testid='stDownloadButton']", has_text="PDF").last.locator(
            "button:visible"
        ).click()
    assert Path(waiting.value.path()).read_bytes() == content
    assert page.problems == []  # type: ignore[attr-defined]


def test_the_offline_file_works_from_disk_with_no_network(browser: Browser, tmp_path: Path) -> None:
    options = Options("53", Window.year(2024), dt.date(2025, 1, 20), indicators=("deceased",))
    made = files.generate(options, formats=["html"])[1]["html"]
    assert len(made) <= 1_500_000
    target = tmp_path / "paparan.html"
    target.write_bytes(made)
    context = browser.new_context(offline=True)
    page = context.new_page()
    asked: list[str] = []
    problems: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda m: problems.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(target.as_uri())
    expect(page.locator("path.leaflet-interactive")).to_have_count(22)
    page.locator("path.leaflet-interactive").nth(20).click(force=True)
    expect(page.locator(".leaflet-popup-content")).to_contain_text("Malaka")
    expect(page.locator(".leaflet-popup-content")).to_contain_text("26")
    assert asked == [target.as_uri()]
    assert problems == []
    context.close()
