"""Time to the analysis page's first and final figures, beside a page that computes all before it answers.

    python bench/analysis_page.py [--permutations 99999]

Starts both servers on loopback and opens, in Chromium, NTT's and the nation's deaths of a year: with the
usual 999 simulated maps, then with many; opened anew in the browser, and from the menu. "first" is when
figures are painted, "final" when they are refined; the first row is a page without any figures to compute:
what the browser and the server need anyway. Both servers have answered for another year before, so that
nothing is timed that only a first reader waits for.
"""

import argparse
import os
import re
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from map_page import FLAGS, ROOT, server
from playwright.sync_api import Page, sync_playwright

NAIVE = """
import sys
sys.path.insert(0, {root!r})
import streamlit as st
from geo.counts import Window, select
from geo.hotspots.assessment import Settings, assess
from geo.hotspots.classes import HotspotClass
asked = st.query_params
selection = select(Window.year(int(asked["year"])), "deceased", within=asked["in"])
found = assess(selection, settings=Settings(permutations=int(asked["permutations"])))
counts = found.table["klass"].value_counts()
for kind, column in zip(HotspotClass, st.columns(5)):
    column.metric(kind.label.render("id"), int(counts.get(kind, 0)))
st.html('<p data-testid="kpi">done</p>')
"""
PLACES = {"NTT": "53", "nation": "00"}
YEARS = (2021, 2023, 2024)
"""Opened one after the other; the median is printed."""


def ours(within: str, year: int) -> str:
    return f"/analisis?lang=id&in={within}&what=deceased&from={year}-01-01&to={year}-12-31"


def naive(within: str, year: int, permutations: int) -> str:
    return f"/?in={within}&year={year}&permutations={permutations}"


PAINTED = """
new MutationObserver((_, observer) => {
  if (!document.querySelector('MARK')) return;
  observer.disconnect();
  requestAnimationFrame(() => setTimeout(() => { window.painted = performance.now(); }));
}).observe(document, { subtree: true, childList: true });
"""


def opened(page: Page, address: str, mark: str) -> float:
    """Open an address; return the seconds until a frame with ``mark`` was painted, by the browser's clock."""
    page.add_init_script(PAINTED.replace("MARK", mark))
    page.goto(address, wait_until="commit")
    page.wait_for_function("window.painted", timeout=120_000)
    return float(page.evaluate("window.painted / 1000"))


def medians(seen: list[tuple[float, float]]) -> tuple[float, float]:
    """Return the median of the first and of the second seconds."""
    first, final = zip(*seen, strict=True)
    return statistics.median(first), statistics.median(final)


def refined(page: Page, start: float, permutations: int) -> float:
    """Return the seconds from ``start`` until the sentence names the permutations and all is done."""
    said = re.compile(re.escape(f"{permutations:,}".replace(",", ".") + " ulangan; Moran"))
    page.get_by_test_id("sentence").filter(has_text=said).wait_for(timeout=240_000)
    page.wait_for_selector("[data-testid=stProgress]", state="detached", timeout=240_000)
    return time.perf_counter() - start


def changed(page: Page, permutations: int) -> tuple[float, float]:
    """Ask for more permutations; return the seconds to figures under a progress bar and to the final ones."""
    page.get_by_text("Pengaturan", exact=True).click()
    page.get_by_role("combobox", name=re.compile("Jumlah simulasi")).click()
    option = page.get_by_role("option", name=f"{permutations:,}".replace(",", "."), exact=True)
    option.wait_for()
    start = time.perf_counter()
    option.click()
    page.wait_for_selector("[data-testid=stProgress]", timeout=120_000)
    page.get_by_test_id("kpi").first.wait_for()
    return time.perf_counter() - start, refined(page, start, permutations)


def from_the_menu(page: Page, url: str) -> float:
    """Return the seconds from a click in the menu of the map to the figures, for a year not asked before."""
    page.goto(f"{url}/?lang=id&in=53&what=deceased&from=2022-01-01&to=2022-12-31")
    page.wait_for_function("document.querySelector('.wm-root')?.dataset.ready > 0")
    page.wait_for_timeout(2000)
    start = time.perf_counter()
    page.get_by_role("link", name="Analisis").first.click()
    page.wait_for_function("document.querySelectorAll('[data-testid=kpi]').length === 5")  # one a class
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--permutations", type=int, default=99_999, choices=(9_999, 99_999))
    many = parser.parse_args().permutations
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("Chromium is not installed; run .ci/test once, it installs it.")
    rows: dict[str, tuple[float, float]] = {}
    with tempfile.TemporaryDirectory() as home, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=FLAGS)
        with server(None, home) as (url, _):
            page = browser.new_page()
            opened(page, url + ours("53", 2018), "[data-testid=sentence]")
            page.close()
            page = browser.new_page()
            first = opened(page, url + "/metode?lang=id", "h1.wh")
            page.close()
            rows["ours, a page without figures"] = first, first
            page = browser.new_page(viewport={"width": 1400, "height": 900})
            first = from_the_menu(page, url)
            rows["ours, NTT, from the menu, 999"] = first, refined(page, time.perf_counter() - first, 999)
            page.close()
            for place, within in PLACES.items():
                seen = []
                for year in YEARS:
                    page = browser.new_page(viewport={"width": 1400, "height": 900})
                    start = time.perf_counter()
                    first = opened(page, url + ours(within, year), "[data-testid=kpi]")
                    seen.append((first, refined(page, start, 999)))
                    if year == YEARS[-1]:
                        rows[f"ours, {place}, {many:,}"] = changed(page, many)
                    page.close()
                rows[f"ours, {place}, 999"] = medians(seen)
        script = Path(home) / "naive_analysis.py"
        script.write_text(NAIVE.format(root=str(ROOT)), encoding="utf-8")
        with server(script, home) as (url, _):
            opened(browser.new_page(), url + naive("53", 2018, 99), "[data-testid=kpi]")
            for place, within in PLACES.items():
                for permutations in (999, many):
                    seen = []
                    for year in YEARS:
                        page = browser.new_page(viewport={"width": 1400, "height": 900})
                        first = opened(page, url + naive(within, year, permutations), "[data-testid=kpi]")
                        seen.append((first, first))
                        page.close()
                    rows[f"computes all first, {place}, {permutations:,}"] = medians(seen)
        browser.close()
    print(f"load of this machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print(f"{'':40}{'first, s':>10}{'final, s':>10}")
    for name, (first, final) in rows.items():
        print(f"{name:40}{first:10.2f}{final:10.2f}")
    for place in PLACES:
        for permutations in (999, many):
            beside = rows[f"computes all first, {place}, {permutations:,}"][0]
            mine = rows[f"ours, {place}, {permutations:,}"][0]
            print(f"{place}, {permutations:,}: all first / ours first = {beside / mine:.1f}")


if __name__ == "__main__":
    main()
