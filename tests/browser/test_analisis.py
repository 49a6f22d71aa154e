"""The analysis and the trend in a real browser that reaches nothing but this machine."""

import re

import pytest
from playwright.sync_api import expect

NTT = "in=53&what=deceased&from=2024-01-01&to=2024-12-31"


def real(problems):
    """Leave out what Streamlit's own start looks for below a page's address before it finds the root."""
    return [p for p in problems if "404" not in p]


@pytest.mark.parametrize(("lang", "core"), [("id", "Inti"), ("en", "Core")])
def test_analysis_says_where_how_sure_since_when_and_who(address, open_page, lang, core):
    page = open_page(f"{address}/analisis?lang={lang}&{NTT}")
    first = page.get_by_test_id("kpi").first
    expect(first).to_contain_text(core, timeout=60_000)
    expect(first).to_contain_text("4", timeout=60_000)
    expect(page.get_by_text("Malaka").first).to_be_visible()
    expect(page.get_by_text("S110").or_(page.get_by_text("Kompas.com")).first).to_be_visible()
    expect(page.get_by_test_id("sentence")).to_contain_text("0.1.0")
    assert real(page.problems) == []


def test_a_year_half_covered_says_so(address, open_page):
    page = open_page(f"{address}/analisis?lang=id&in=53&what=deceased&from=2025-01-01&to=2025-12-31")
    expect(page.get_by_text("12 Juli 2025").first).to_be_visible(timeout=60_000)


@pytest.mark.parametrize("width", [390, 1400])
def test_trend_draws_years_and_months(address, open_page, width):
    page = open_page(f"{address}/tren?lang=id&{NTT}", width=width)
    expect(page.get_by_test_id("year-map").last).to_be_visible(timeout=60_000)
    assert page.get_by_test_id("year-map").count() >= 6
    expect(page.get_by_text(re.compile("Tidak dapat dinilai per bulan"))).to_be_visible()
    assert real(page.problems) == []


def test_a_long_refinement_shows_progress_and_can_be_cancelled(address, open_page):
    page = open_page(f"{address}/analisis?lang=id&{NTT}")
    expect(page.get_by_test_id("sentence")).to_be_visible(timeout=60_000)
    page.get_by_text("Pengaturan", exact=True).click()
    page.get_by_role("combobox", name=re.compile("Jumlah simulasi")).click()
    page.get_by_role("option", name="99.999").click()
    bar = page.get_by_test_id("stProgress")
    expect(bar).to_be_visible(timeout=60_000)
    expect(page.get_by_test_id("kpi").first).to_be_visible()  # the first answer stands meanwhile
    page.get_by_role("button", name="Batalkan").click()
    expect(page.get_by_text("penghalusan tidak selesai")).to_be_visible(timeout=60_000)
    expect(bar).to_have_count(0)
    expect(page.get_by_test_id("sentence")).not_to_contain_text("99.999")
    page.get_by_role("button", name="Haluskan lagi").click()
    expect(page.get_by_test_id("sentence")).to_contain_text("99.999", timeout=200_000)
    assert real(page.problems) == []


def test_the_index_opens_a_score_and_follows_the_weights(address, open_page):
    page = open_page(f"{address}/analisis?lang=id&{NTT}")
    table = page.locator(".wt-root", has_text="Keyakinan")
    expect(table.locator("tbody tr").first).to_contain_text("Belu", timeout=60_000)
    expect(page.get_by_text("Kabupaten Belu: indeks")).to_be_visible()
    table.locator("tbody tr", has_text="Malaka").click()
    expect(page.get_by_text("Kabupaten Malaka: indeks")).to_be_visible(timeout=30_000)
    protection = page.get_by_role("slider", name="Bobot: Kurangnya pelindungan")
    protection.focus()
    protection.press("Home")
    expect(table.locator("tbody tr").first).to_contain_text("Malaka", timeout=60_000)
    expect(page.get_by_test_id("stApp")).to_have_attribute(
        "data-test-script-state", "notRunning", timeout=60_000
    )
    with page.expect_download() as saved:
        page.get_by_role("button", name="Indeks risiko: CSV").click()
    content = saved.value.path().read_text(encoding="utf-8-sig")
    assert "Malaka" in content and "rank_low" in content
    assert real(page.problems) == []
