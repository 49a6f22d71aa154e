"""Charts, small maps and series: what they are drawn from, in both languages."""

import base64
import re
import xml.etree.ElementTree as ET

import numpy as np
import pandas as pd
import pytest

from geo import areas, boundaries, counts, rates
from geo.hotspots import figures, small_maps
from geo.hotspots.assessment import Settings, assess, neighbours
from geo.hotspots.series import emerging_by_year, series
from geo.hotspots.trend import Emerging

QUICK = Settings(permutations=19, local_permutations=99)


@pytest.fixture(scope="module")
def found():
    return assess(counts.select(counts.Window.year(2024), "deceased", within="53"), settings=QUICK)


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("draw", [figures.risk_plot, figures.funnel_plot, figures.moran_plot])
def test_charts_are_valid_and_local(found, draw, lang):
    chart = draw(found, lang).to_dict()
    said = str(chart)
    assert "hotspots." not in said
    assert not re.search(r"https?://(?!vega)", said.replace(chart["$schema"], ""))
    names = {row["area"] for data in chart["datasets"].values() for row in data if "area" in row}
    assert "Malaka" in names


def test_the_sensitivity_chart_has_every_kind(found):
    other = assess(
        found.selection, settings=Settings(weights="nearest", permutations=19, local_permutations=99)
    )
    chart = figures.sensitivity_plot({"border_sea": found, "nearest": other}, "id").to_dict()
    rows = next(iter(chart["datasets"].values()))
    assert {row["weights"] for row in rows} == {"batas darat dan laut", "4 terdekat"}


def test_nothing_to_draw_is_no_chart():
    empty = assess(counts.select(counts.Window.year(1990), "deceased", within="53"), settings=QUICK)
    assert figures.moran_plot(empty, "id") is None


def test_a_series_is_published_figures_none_overlapping(found):
    """Malaka's dead: 2017 8, 2018 16 … 2024 26, each with the days it covers."""
    rows = series(found.selection, "5321", since=2017)
    assert rows["value"].tolist() == [8, 16, 11, 15, 19, 15, 26]
    assert all(start > end for start, end in zip(rows["start"][1:], rows["end"], strict=False))
    assert rows["verdict"].tolist()[:3] == ["short_baseline"] * 3
    last = rows.iloc[-1]
    assert last["per_month"] == pytest.approx(26 * 30 / 341)
    belu = series(found.selection, "5304", since=2017).iloc[-1]
    assert belu["verdict"] == "alert"
    assert figures.series_plot(rows, "en").to_dict()
    assert series(found.selection, "5304", since=2024)["value"].tolist() == [15]


def test_emerging_needs_four_years(found):
    selection = found.selection
    people = rates.population(selection).to_numpy(dtype=float)
    graph = neighbours(selection, QUICK)
    years = {y: selection.again(window=counts.Window.year(y)) for y in (2018, 2022, 2024)}
    kinds = emerging_by_year(years, graph, people)
    assert set(kinds.values()) == {Emerging.UNKNOWN}
    assert len(kinds) == 22
    assert emerging_by_year({}, graph, people) == {}


def test_year_maps_are_safe_images():
    shapes = boundaries.load("district", within="53")
    names = {code: areas.name(code, short=True) for code in shapes["code"]} | {"5321": '<b onclick="x">'}
    risks = {"2024 (93%)": pd.Series({"5321": 4.98, "5304": 2.7, "5305": np.nan})}
    html = small_maps.year_maps(risks, names, shapes, "id")
    assert "<b " not in html
    assert "4,98" in html
    (source,) = re.findall(r'base64,([^"]+)"', html)
    drawing = ET.fromstring(base64.b64decode(source))
    paths = [p for p in drawing if p.tag.endswith("path")]
    assert len(paths) == 22
    fills = [p.get("fill") for p in paths]
    assert fills.count(small_maps.DIVERGING[-1]) == 2
    assert fills.count(small_maps.MISSING) == 20
    assert len(source) < 60_000
