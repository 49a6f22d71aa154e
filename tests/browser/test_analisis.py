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
