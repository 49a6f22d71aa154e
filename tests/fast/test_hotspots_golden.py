"""NTT's deceased on the published figures: where, how sure, since when, says who."""

import datetime as dt
import importlib.util
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from geo import counts, store
from geo.errors import UserError
from geo.hotspots import export
from geo.hotspots.assessment import Settings, assess, letter
from geo.hotspots.classes import HotspotClass, Thresholds
from geo.hotspots.index import DIMENSIONS, Weighting, risk_index, weighting_of
from geo.rates import MEASURES, measure_table

_spec = importlib.util.spec_from_file_location("golden", Path(__file__).parent / "hotspots" / "golden.py")
golden = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(golden)
KEPT = json.loads(golden.FILE.read_text())


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    opened = store.open_store(f"sqlite:///{tmp_path_factory.mktemp('store') / 'waspada.sqlite'}")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def found(published):
    return {key: golden.answer(key, published) for key in golden.WINDOWS}


@pytest.mark.parametrize("key", list(golden.WINDOWS))
def test_golden(found, key):
    fresh, kept = json.loads(json.dumps(golden.plain(found[key]))), KEPT[key]
    for code, area in kept["areas"].items():
        got = fresh["areas"][code]
        assert {k: got[k] for k in ("observed", "class", "reasons")} == {
            k: area[k] for k in ("observed", "class", "reasons")
        }, code
        if area["eb"] is not None:
            assert got["eb"] == pytest.approx(area["eb"], abs=0.002)
            assert got["p_rr1"] == pytest.approx(area["p_rr1"], abs=0.002)
    assert fresh["clusters"] == kept["clusters"]
    assert (fresh["covered"], fresh["sources"]) == (kept["covered"], kept["sources"])


def test_malaka_2024_by_hand(found):
    """Malaka 2024, step by step, with nothing but the published numbers and a gamma table.

    1. Published (S110, 1 January – 6 December 2024, 341 of 366 days = 93 %): 26 of NTT's 122 dead.
    2. Expected: Malaka has 216,098 of NTT's 5.84 million people, 3.70 %: 122 × 0.0370 = 4.51.
    3. Relative risk: 26 / 4.51 = 5.76.
    4. The 22 districts' risks follow a gamma with mean m and variance v (maximum likelihood). Posterior:
       gamma(m²/v + 26, m/v + 4.51); its mean is the drawn-in risk, and the share of it above 1 is P(RR > 1).
    5. P(RR > 1) ≥ 95 %, and with Belu it is in cluster A: 41 cases, 9.50 expected. LLR = 41·ln(41/9.50) +
       81·ln(81/112.50) = 59.97 − 26.60 = 33.36; none of 999 null maps has a higher one: p = 1/1000.
    6. Hence Inti. Since when: cases a day rose in all years that can be compared (2017: 8/365, 2018: 16/365,
       2022: 19/313, 2024: 26/341): S = 6 of 6 pairs, z = 5/√8.667 = 1.70, one-sided p = 0.045. Source: S110.
    """
    answer = found["2024"]
    malaka, belu = answer.table.loc["5321"], answer.table.loc["5304"]
    people, everyone = malaka["population"], answer.table["population"].sum()
    expected = 122 * people / everyone
    assert malaka["observed"] == 26
    assert malaka["expected"] == pytest.approx(expected)
    assert round(expected, 2) == 4.51
    assert malaka["rr"] == pytest.approx(26 / expected)
    shape = answer.risk.prior_mean**2 / answer.risk.prior_variance + 26
    rate = answer.risk.prior_mean / answer.risk.prior_variance + expected
    assert malaka["eb_mean"] == pytest.approx(shape / rate)
    assert malaka["p_rr1"] == pytest.approx(stats.gamma.sf(1, shape, scale=1 / rate))
    assert malaka["eb_lower"] == pytest.approx(stats.gamma.ppf(0.025, shape, scale=1 / rate))

    first = answer.clusters[0]
    c, e = 26 + 15, expected + belu["expected"]
    assert first.llr == pytest.approx(c * np.log(c / e) + (122 - c) * np.log((122 - c) / (122 - e)))
    assert [answer.table.index[m] for m in first.members] == ["5304", "5321"]
    assert first.p_value == 0.001
    assert malaka["klass"] is HotspotClass.CORE

    trend = answer.history.trends["5321"]
    assert (trend.s, trend.n) == (6, 4)
    assert trend.p_value / 2 == pytest.approx(stats.norm.sf(5 / np.sqrt(4 * 3 * 13 / 18)))
    assert answer.selection.table.loc["5321", "sources"] == ["S110"]


def test_belu_2024_is_a_sudden_rise(found):
    """Fifteen dead where the years before lead one to expect 4.7 and chance reaches 11.2."""
    alert = found["2024"].history.alerts["5304"]
    assert alert.raised
    assert (round(alert.expected, 1), round(alert.upper, 1)) == (4.7, 11.2)
    reasons = [r.render("id") for r in found["2024"].table.loc["5304", "reasons"]]
    assert any("Kenaikan mendadak: 15 kasus" in r for r in reasons)


def test_a_year_covered_by_half_is_not_judged(found):
    answer = found["2025"]
    assert answer.judged == 0
    assert set(answer.table["klass"]) == {HotspotClass.NO_DATA}
    assert answer.clusters == []
    assert (answer.covered.start, answer.covered.end) == (dt.date(2025, 1, 1), dt.date(2025, 7, 12))
    assert "12 Juli 2025" in answer.findings[0].render("id")
    assert np.isfinite(answer.table.loc["5321", "eb_mean"])  # shown, but not judged


def test_every_area_has_reasons_in_both_languages(found):
    for answer in found.values():
        for code, reasons in answer.table["reasons"].items():
            assert reasons, code
            for lang in ("id", "en"):
                assert all(r.render(lang) and "{" not in r.render(lang) for r in reasons)
        for lang in ("id", "en"):
            said = answer.sentence.render(lang)
            assert "{" not in said
            assert answer.selection.data_version in said
            assert all(f.render(lang) for f in answer.findings)


def test_the_class_is_designs_table(found):
    """Every class of the golden years follows from the numbers beside it, by DESIGN.md read anew."""
    rules = Thresholds()
    for answer in found.values():
        for code, row in answer.table.iterrows():
            shown = answer.selection.table.loc[code]
            supported = row["cluster"] is not None or (row["gi_z"] > 0 and row["gi_q"] <= 0.05)
            past = answer.history
            moving = row["observed"] >= 5 and (
                (code in past.alerts and past.alerts[code].raised)
                or (code in past.trends and past.trends[code].rising(level=0.05))
            )
            if np.isnan(row["observed"]) or shown["cover"] < 0.8:
                expected = HotspotClass.NO_DATA
            elif row["p_rr1"] >= 0.95:
                expected = HotspotClass.CORE if supported else HotspotClass.HIGH
            elif row["p_rr1"] >= 0.80 or moving:
                expected = HotspotClass.WATCH
            else:
                expected = HotspotClass.LOW
            assert row["klass"] is expected, (code, rules)


def test_same_seed_same_answer(found, published):
    again = golden.answer("2024", published)
    assert again.clusters == found["2024"].clusters
    columns = found["2024"].table.drop(columns=["reasons", "klass"])
    pd.testing.assert_frame_equal(again.table.drop(columns=["reasons", "klass"]), columns)


@pytest.mark.parametrize("weights", ["border", "nearest", "band"])
def test_other_weights_change_neighbours_not_risks(found, published, weights):
    selection = counts.select(golden.WINDOWS["2024"], "deceased", within="53", store=published)
    other = assess(selection, settings=Settings(weights=weights, permutations=99, local_permutations=99))
    assert other.table["eb_mean"].equals(found["2024"].table["eb_mean"])
    assert other.weights.sentence.render("id") != found["2024"].weights.sentence.render("id")
    if weights == "border":
        assert {"5305", "5313", "5314", "5320"} <= set(other.isolates)


def test_edges(published):
    empty = counts.select(counts.Window.year(1990), "deceased", within="53", store=published)
    nothing = assess(empty)
    assert nothing.judged == 0
    assert nothing.covered is None
    assert "tidak ada angka" in nothing.findings[0].render("id")
    arrivals = counts.select(golden.WINDOWS["2024"], "deportations", role="arrival", store=published)
    with pytest.raises(UserError, match="origin"):
        assess(arrivals)
    one = counts.select(golden.WINDOWS["2024"], "deceased", level="district", within="5321", store=published)
    alone = assess(one)
    assert len(alone.table) == 1
    assert alone.table["klass"].iloc[0] is HotspotClass.NO_DATA  # it would be compared with itself
    assert "hanya Kabupaten Malaka" in alone.findings[0].render("id")
    against_all = assess(one, settings=Settings(reference="nation"))
    assert "angka nasional" in against_all.findings[0].render("id")
    assert against_all.covered is None
    with pytest.raises(UserError, match="nowhere"):
        assess(one, settings=Settings(weights="nowhere"))


def test_one_covered_area_among_many_is_not_compared_with_itself(published):
    """Deportations of 2024: NTT's figure covers the year, twelve other provinces a day or two."""
    selection = counts.select(golden.WINDOWS["2024"], "deportations", level="province", store=published)
    result = assess(selection, settings=Settings(permutations=99, local_permutations=99))
    assert result.judged == 0
    assert set(result.table["klass"]) == {HotspotClass.NO_DATA}
    assert "Nusa Tenggara Timur" in result.findings[0].render("id")
    assert result.table["p_rr1"].isna().all()


def test_zeros_everywhere_are_said_as_such(tmp_path):
    data = store.open_store(f"sqlite:///{tmp_path / 'waspada.sqlite'}")
    window = counts.Window.year(2009)
    rows = [
        {"area_code": code, "role": "origin", "indicator": "deceased", "procedural": "unknown", "value": 0,
         "period_start": window.start, "period_end": window.end, "source_id": "Z"}
        for code in ("5301", "5302", "5303")
    ]  # fmt: skip
    staged = data.stage(
        store.BatchMeta(title="z", digest="0" * 64), rows, sources=[{"id": "Z", "title": "Z"}], who="rina"
    )
    data.publish(staged.batch_id, "rina")
    found = assess(counts.select(window, "deceased", within="53", store=data))
    assert found.judged == 0
    assert "seluruh 3 wilayah" in found.findings[0].render("id")
    assert "dilaporkan nol" in found.table.loc["5301", "reasons"][0].render("id")
    assert set(found.table["klass"]) == {HotspotClass.NO_DATA}
    data.close()


def test_letters():
    assert [letter(i) for i in (0, 25, 26, 51, 52)] == ["A", "Z", "AA", "AZ", "BA"]


# --- measures, exports -------------------------------------------------------------------------------


def test_measures_are_registered(found):
    for key, column in (
        ("eb_relative_risk", "eb_mean"),
        ("exceedance_1", "p_rr1"),
        ("exceedance_2", "p_rr2"),
    ):
        values = measure_table(found["2024"].selection, key)["measure"]
        np.testing.assert_allclose(values, found["2024"].table[column])
        for lang in ("id", "en"):
            assert MEASURES[key].label.render(lang)
            assert MEASURES[key].definition.render(lang)


def test_exports_open(found, tmp_path):
    import geopandas
    import pyogrio

    answer = found["2024"]
    csv = export.export(answer, format="csv", lang="id").decode("utf-8-sig")
    assert "benih acak 0" in csv
    assert "5321" in csv
    assert export.export(answer, format="xlsx", lang="en")[:2] == b"PK"
    for kind in ("gpkg", "geojson"):
        path = tmp_path / f"x.{kind}"
        path.write_bytes(export.export(answer, format=kind, lang="id"))
        frame = geopandas.read_file(path, layer=export.LAYER if kind == "gpkg" else None)
        assert len(frame) == 22
        assert frame.crs.to_epsg() == 4326
        assert frame.set_index("code").loc["5321", "class_key"] == "core"
    styles = pyogrio.read_dataframe(tmp_path / "x.gpkg", layer="layer_styles", read_geometry=False)
    assert "categorizedSymbol" in styles["styleQML"].iloc[0]
    import xml.etree.ElementTree as ET

    root = ET.fromstring(export.export(answer, format="qml", lang="id"))
    assert [c.get("label") for c in root.iter("category")] == [
        "Inti",
        "Tinggi",
        "Waspada",
        "Rendah",
        "Data kurang",
    ]
    parsed = json.loads(export.export(answer, format="json", lang="en"))
    assert parsed["parameters"]["seed"] == 0
    with pytest.raises(UserError):
        export.export(answer, format="shp", lang="id")


# --- risk index --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ranked(found):
    programmes = pd.DataFrame(
        [
            ("5321", "ltsa", dt.date(2020, 1, 1), None, "active"),
            ("5304", "ltsa", None, None, "planned"),
            ("53", "mou", dt.date(2019, 1, 1), dt.date(2021, 1, 1), "active"),
            ("532104", "outreach", dt.date(2024, 3, 1), None, "held"),
            ("5371", "outreach", None, None, "unknown"),
        ],
        columns=["area_code", "kind", "start", "end", "status"],
    )
    return risk_index(found["2024"].selection, draws=200, programmes=programmes)


def test_index_is_the_geometric_mean_of_its_parts(ranked):
    malaka = ranked.table.loc["5321"]
    harm = np.nanmean([malaka[c] for c in DIMENSIONS["harm"]])
    assert malaka["harm"] == pytest.approx(harm)
    dimensions = [malaka[d] for d in DIMENSIONS if np.isfinite(malaka[d])]
    assert malaka["index"] == pytest.approx(np.exp(np.mean(np.log(np.maximum(dimensions, 0.1)))))
    assert malaka["rank_low"] <= malaka["rank"] <= malaka["rank_high"]
    # the risk of death: 5 + 5·log2(4.98)/2, cut at 10
    assert malaka["deceased"] == 10.0
    kupang = ranked.table.loc["5371"]
    value = ranked.values.loc["5371", "deceased"]
    assert kupang["deceased"] == pytest.approx(5 + 5 * np.log2(value) / 2)


def test_index_reads_the_programme_register(ranked):
    malaka, belu = ranked.table.loc["5321"], ranked.table.loc["5304"]
    assert (malaka["service"], belu["service"]) == (0.0, 10.0)
    assert malaka["agreement"] == 10.0  # ended in 2021
    assert (malaka["outreach"], belu["outreach"]) == (0.0, 10.0)
    assert np.isnan(ranked.table.loc["5371", "outreach"])  # listed, but nobody knows whether it was held
    assert np.isnan(malaka["training"])  # nobody keeps a register of it: no data, no score


def test_missing_data_lower_confidence_never_a_score(found, ranked):
    without = risk_index(found["2024"].selection, draws=0, programmes=pd.DataFrame())
    assert without.table.loc["5321", "rank"] == 1
    assert without.table.loc["5321", "harm"] == ranked.table.loc["5321", "harm"]
    assert (without.table["available"] <= ranked.table["available"]).all()
    assert without.table["confidence"].min() >= ranked.table["confidence"].min()
    assert without.table["rank_low"].isna().all()


def test_an_area_that_only_the_register_speaks_of_is_not_ranked():
    nation = counts.select(counts.Window.year(2024), "deceased")
    listed = pd.DataFrame(
        [["5321", "ltsa", None, None, "active"]], columns=["area_code", "kind", "start", "end", "status"]
    )
    table = risk_index(nation, draws=20, programmes=listed).table
    aceh = table.loc["1105"]  # Aceh Barat: no figure at all, and no LTSA on this register
    assert aceh["index"] == pytest.approx(10.0) and aceh["confidence"] == "D"
    assert pd.isna(aceh["rank"]) and pd.isna(aceh["rank_low"])
    assert table["rank"].min() == 1 and table["rank"].max() == table["rank"].notna().sum()
    elsewhere = listed.assign(area_code="1105")  # a register that has nothing of this selection says nothing
    ntt = counts.select(counts.Window.year(2024), "deceased", within="53")
    assert risk_index(ntt, draws=0, programmes=elsewhere).table["service"].isna().all()


def test_weights_are_editable_and_checked(found):
    only = weighting_of(["change=0", "protection=0", "deportations=0", "repatriations=0"])
    index = risk_index(found["2024"].selection, weighting=only, draws=20, programmes=pd.DataFrame())
    by_death = found["2024"].table["eb_mean"].rank(ascending=False, method="min")
    assert index.table.loc["5321", "rank"] == by_death["5321"]
    for wrong in ("x=1", "harm=-1", "harm=much", "harm"):
        with pytest.raises(UserError):
            weighting_of([wrong])
    with pytest.raises(UserError):
        weighting_of(["harm=0", "change=0", "protection=0"])
    with pytest.raises(ValueError, match="weights"):
        Weighting({"harm": 0.0, "change": 0.0, "protection": 0.0})


def test_index_can_say_itself(ranked):
    for lang in ("id", "en"):
        assert "{" not in ranked.sentence.render(lang)
        parts = [p.render(lang) for p in ranked.parts("5321")]
        assert len(parts) == 3 + sum(len(c) for c in DIMENSIONS.values())
        assert not any("{" in p for p in parts)


def test_two_days_of_arrivals_are_no_rise_and_one_area_no_comparison(published):
    """Deportations of 2024 by province: 70 from Kalimantan Utara on 2 days, 307 from NTT over the year."""
    selection = counts.select(golden.WINDOWS["2024"], "deportations", level="province", store=published)
    found = risk_index(selection, programmes=published.programmes())
    assert np.isnan(found.values.loc["65", "rise"])
    assert found.values["deportations"].isna().all()
    assert found.table["rank"].dropna().index.tolist() == ["53"]
