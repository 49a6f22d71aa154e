"""Published numbers of the array-level statistics: every test names its data set and the number's source.

`hotspots/spdep.json` is the output of `hotspots/reference.R` with spdep 1.2-7 and spData 2.2.1 (CC0).
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import libpysal
import numpy as np
import pytest
from esda.moran import Moran
from libpysal.graph import Graph
from libpysal.weights import W

from geo.hotspots import autocorrelation, dispersion, empirical_bayes, weights

HERE = Path(__file__).parent / "hotspots"
SPDEP = json.loads((HERE / "spdep.json").read_text())


def graph(neighbours: list) -> Graph:
    # jsonlite writes a single neighbour as a number
    return Graph.from_W(
        W({i: np.atleast_1d(n).tolist() for i, n in enumerate(neighbours)}, silence_warnings=True)
    )


@pytest.fixture(scope="module")
def sids2():
    frame = libpysal.io.open(libpysal.examples.get_path("sids2.dbf")).to_df()
    gal = libpysal.io.open(libpysal.examples.get_path("sids2.gal")).read()
    gal.transform = "r"
    return frame, gal


# --- autocorrelation ---------------------------------------------------------------------------------


def test_moran_of_a_rate_nc_sids(sids2):
    """NC SIDS (libpysal sids2), SIDR74, row-standardised: esda test suite, test_moran.py."""
    frame, gal = sids2
    result = autocorrelation.moran_eb(frame["SIDR74"], None, gal, permutations=0)
    assert result.statistic == pytest.approx(0.24772519320480135, rel=1e-10)


def test_moran_rate_nc_sids79(sids2):
    """NC SIDS (libpysal sids2), Moran_Rate(SID79, BIR79): esda test suite, test_moran.py."""
    frame, gal = sids2
    result = autocorrelation.moran_eb(frame["SID79"], frame["BIR79"], gal, permutations=0)
    assert result.statistic == pytest.approx(0.16622343552567395, rel=1e-10)


def test_excess_risk_and_global_eb_nc_sids(sids2):
    """NC SIDS (libpysal sids2), SID74: esda test suite, test_smoothing.py (Excess_Risk, Empirical_Bayes)."""
    frame, _ = sids2
    cases, births = frame["SID74"].to_numpy(float), frame["BIR74"].to_numpy(float)
    assert (cases.sum(), births.sum()) == (667, 329_962)
    # esda's test reads dbf columns 8 and 9: BIR74 and SID74
    excess = cases / (births * cases.sum() / births.sum())
    np.testing.assert_allclose(excess[:5], [0.453433, 0.0, 0.775871, 0.973810, 3.133190], atol=2e-6)
    smooth = empirical_bayes.relative_risk(cases, births, method="marshall")
    np.testing.assert_allclose(
        smooth.mean[:5], [0.0016973, 0.0017054, 0.0017731, 0.0020129, 0.0035349], atol=5e-8
    )


def test_assuncao_reis_nc_sids():
    """NC SIDS with ncCC89 (spData), binary weights: spdep EBImoran.mc 0.25789, p 0.002 two-sided."""
    sids = SPDEP["sids"]
    result = autocorrelation.moran_eb(sids["sid74"], sids["bir74"], graph(sids["neighbours"]), seed=1)
    assert round(result.statistic, 5) == 0.25789
    assert result.p_value <= 0.006  # 0.002 is the least that 999 permutations can give; chance moves it
    assert result.isolates.size == 2
    many = autocorrelation.moran_eb(
        sids["sid74"], sids["bir74"], graph(sids["neighbours"]), permutations=99_999
    )
    assert 0.0001 < many.p_value < 0.004


def test_moran_without_isolates_nc_sids():
    """NC SIDS with ncCC89 (spData), raw rate, binary: spdep moran.test with and without adjust.n."""
    sids = SPDEP["sids"]
    rate = np.array(sids["sid74"]) / np.array(sids["bir74"])
    links = graph(sids["neighbours"])
    adjusted = autocorrelation.moran_eb(rate, None, links, permutations=0, count_isolates=False)
    every = autocorrelation.moran_eb(rate, None, links, permutations=0)
    assert (round(adjusted.statistic, 5), adjusted.areas) == (0.20904, 98)
    assert round(every.statistic, 5) == 0.21331


def test_getis_ord_grid():
    """Getis & Ord (1996), 16×16 grid (spData getisord), cell n−136: spdep localG."""
    grid = SPDEP["getisord"]
    points, at = np.column_stack([grid["x"], grid["y"]]), grid["at"]
    published = {30: 1.221979, 60: 1.748098, 90: 1.986135, 120: 1.893374, 150: 1.237454}
    apart = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    for distance, number in published.items():
        binary = (apart <= distance) & (apart > 0)
        gi = autocorrelation.getis_ord(grid["value"], None, binary, star=False, permutations=9)
        assert round(float(gi.statistic[at]), 6) == number
    star = autocorrelation.getis_ord(grid["value"], None, (apart <= 30) & (apart > 0), permutations=9)
    assert round(float(star.statistic[at]), 5) == 1.45078


def test_african_conflict():
    """African conflict (spData afcon, paper.nb), row-standardised: spdep localmoran and localG."""
    africa = SPDEP["afcon"]
    rows = graph(africa["neighbours"]).transform("R")
    at = [africa["name"].index(n) for n in ("SUDAN", "EGYPT", "UGANDA", "KENYA", "THE GAMBIA", "MALI")]
    overall = autocorrelation.moran_eb(africa["totcon"], None, rows, permutations=0)
    assert round(overall.statistic, 8) == 0.41679563
    local = autocorrelation.local_moran(africa["totcon"], None, rows, permutations=9)
    np.testing.assert_allclose(
        local.statistic[at], [2.9878, 6.9467, 1.9425, 1.1969, 0.37523, 0.46363], rtol=3e-5
    )
    star = autocorrelation.getis_ord(africa["totcon"], None, rows, permutations=9)
    at = [africa["name"].index(n) for n in ("EGYPT", "SUDAN", "KENYA", "UGANDA", "THE GAMBIA", "MALI")]
    np.testing.assert_allclose(
        star.statistic[at],
        [4.42133637, 4.03925235, 3.50301896, 3.33600851, -0.98383592, -1.69893391],
        atol=5e-9,
    )


def test_assuncao_rate_toy():
    """Toy data of the esda test suite (assuncao_rate)."""
    rates = autocorrelation.standardised_rates(
        [30, 25, 25, 15, 33, 21, 30, 20], [100, 100, 110, 90, 100, 90, 110, 90]
    )
    np.testing.assert_allclose(rates[:4], [1.03843594, -0.04099089, -0.56250375, -1.73061861], atol=5e-9)


def test_local_moran_agrees_with_esda_up_to_its_n_minus_one(sids2):
    """esda scales local Moran by n − 1, spdep by n; the global values agree."""
    from esda.moran import Moran_Local

    frame, gal = sids2
    ours = autocorrelation.local_moran(frame["SIDR79"], None, gal, permutations=9)
    theirs = Moran_Local(frame["SIDR79"].to_numpy(), gal, permutations=0)
    np.testing.assert_allclose(ours.statistic * 99 / 100, theirs.Is, rtol=1e-9)
    assert ours.statistic.mean() == pytest.approx(Moran(frame["SIDR79"], gal, permutations=0).I)


def test_nc_sids_lisa_is_too_timid_after_fdr(sids2):
    """NC SIDS 74, queen weights: 12 raw-rate locations at two-sided 0.05, 1 after FDR."""
    from libpysal.weights import Queen

    frame, _ = sids2
    queen = Queen.from_shapefile(libpysal.examples.get_path("sids2.shp"))
    queen.transform = "r"
    rate = frame["SID74"] / frame["BIR74"]
    raw = autocorrelation.local_moran(rate, None, queen, permutations=9999, seed=12)
    assert 10 <= (raw.p_value <= 0.05).sum() <= 14
    assert raw.significant().sum() <= 2
    smooth = autocorrelation.local_moran(frame["SID74"], frame["BIR74"], queen, permutations=9999, seed=12)
    assert smooth.significant().sum() <= 1


def test_p_values_are_two_sided_and_fdr_is_benjamini_hochberg():
    rng = np.random.default_rng(3)
    field = rng.normal(size=400).reshape(20, 20)
    lattice = Graph.from_W(libpysal.weights.lat2W(20, 20)).transform("R")
    local = autocorrelation.local_moran(field.ravel(), None, lattice, seed=5)
    share = (local.p_value <= 0.1).mean()
    assert 0.06 < share < 0.14  # uniform under the null; a one-tailed directed value would give 0.2
    order = np.argsort(local.p_value)
    by_hand = np.minimum.accumulate((np.sort(local.p_value) * 400 / np.arange(1, 401))[::-1])[::-1]
    np.testing.assert_allclose(local.q_value[order], np.minimum(by_hand, 1))
    assert not local.significant().any()


# --- empirical Bayes ---------------------------------------------------------------------------------


def test_eb_auckland():
    """Auckland infant deaths (spData), 9 × Und5_81: spdep EBest a = 7.284173e-07, b = 0.002633436."""
    auckland = SPDEP["auckland"]
    risk = empirical_bayes.relative_risk(
        auckland["deaths"], 9.0 * np.array(auckland["under_five"]), method="marshall"
    )
    assert risk.prior_variance == pytest.approx(7.284173e-07, rel=1e-6)
    assert risk.prior_mean == pytest.approx(0.002633436, rel=1e-6)
    np.testing.assert_allclose(risk.mean, auckland["eb_rate"], rtol=1e-9)


def test_eb_binomial_huddersfield():
    """Huddersfield (spData), areas 1, 8, 30, 59: spdep EBest(family = "binomial")."""
    data = SPDEP["huddersfield"]
    smooth = 100 * empirical_bayes.binomial_rate(data["cases"], data["total"])
    np.testing.assert_allclose(smooth[[0, 7, 29, 58]], [34.44, 35.93, 33.57, 29.73], atol=0.005)
    np.testing.assert_allclose(smooth / 100, data["eb_rate"], rtol=1e-9)


def test_eb_methods_shrink_and_agree_on_nc_sids():
    sids = SPDEP["sids"]
    observed, births = np.array(sids["sid74"], float), np.array(sids["bir74"], float)
    expected = births * observed.sum() / births.sum()
    for method in ("ml", "clayton_kaldor", "marshall"):
        risk = empirical_bayes.relative_risk(observed, expected, method=method)
        assert risk.prior_variance == pytest.approx(0.18, abs=0.08)
        assert ((risk.lower < risk.mean) & (risk.mean < risk.upper)).all()
        raw, mean = observed / expected, risk.prior_mean
        assert (np.abs(risk.mean - mean) <= np.abs(raw - mean) + 1e-12).all()
    # Anson county (15 of 1,570 births): the raw ratio of 4.7 is pulled towards 1 but stays sure
    at = int(np.argmax(raw))
    assert risk.exceedance(1.0)[at] > 0.99


def test_eb_maximum_likelihood_is_the_negative_binomial_fit():
    """The same numbers as statsmodels' negative binomial with a constant and log E as offset, NC SIDS 74."""
    import statsmodels.api as sm

    sids = SPDEP["sids"]
    observed, births = np.array(sids["sid74"], float), np.array(sids["bir74"], float)
    expected = births * observed.sum() / births.sum()
    fit = sm.NegativeBinomial(observed, np.ones((100, 1)), offset=np.log(expected)).fit(disp=False)
    risk = empirical_bayes.relative_risk(observed, expected)
    assert risk.prior_mean == pytest.approx(np.exp(fit.params[0]), rel=1e-3)
    assert risk.prior_variance / risk.prior_mean**2 == pytest.approx(fit.params[1], rel=5e-3)


def test_eb_without_spread_shares_one_risk():
    risk = empirical_bayes.relative_risk([10, 10, 10], [10, 10, 10])
    assert risk.prior_variance == 0
    np.testing.assert_allclose(risk.mean, 1.0)
    np.testing.assert_allclose(risk.exceedance(1.0), 0.5, atol=0.03)


@pytest.mark.parametrize("method", ["ml", "clayton_kaldor", "marshall"])
def test_eb_states_what_it_cannot_judge(method):
    risk = empirical_bayes.relative_risk([5, np.nan, 3, 0, 2], [4.0, 2.0, 0.0, 1.0, np.nan], method=method)
    assert risk.judged.tolist() == [True, False, False, True, False]
    nothing = empirical_bayes.relative_risk([], [], method=method)
    assert nothing.mean.size == 0
    missing = empirical_bayes.relative_risk([np.nan, None], [1.0, 2.0], method=method)
    assert np.isnan(missing.mean).all()
    assert np.isnan(missing.exceedance(1)).all()
    zero = empirical_bayes.relative_risk([0, 0, 0], [1.0, 2.0, 3.0], method=method)
    assert (zero.mean < 0.1).all()
    assert (zero.upper < 1).all()
    one = empirical_bayes.relative_risk([7], [3.5], method=method)
    assert one.mean[0] == pytest.approx(2.0)


# --- dispersion and funnel ---------------------------------------------------------------------------


def test_dispersion_nc_sids():
    """NC SIDS 74: quasi-Poisson dispersion 2.2786 in spdep's sids article."""
    sids = SPDEP["sids"]
    result = dispersion.dispersion(sids["sid74"], sids["bir74"])
    assert result.factor == pytest.approx(2.2786, abs=1e-3)
    assert result.overstates
    assert result.degrees == 99
    assert "2,3" in result.sentence.render("id")


def test_dispersion_of_nothing():
    for observed in ([], [3], [0, 0], [np.nan, 2]):
        result = dispersion.dispersion(observed, np.ones(len(observed)))
        assert result.degrees == 0
        assert result.sentence.render("en")


def test_funnel_limits_hold_their_coverage():
    mean = np.array([2.0, 10.0, 100.0, 1000.0])
    limits = dispersion.funnel(mean)
    assert (limits.lower[0] <= 1).all()
    assert (limits.upper[1] > limits.upper[0]).all()
    draws = np.random.default_rng(0).poisson(mean, (20_000, 4)) / mean
    outside = ((draws > limits.upper[0]) | (draws < limits.lower[0])).mean(axis=0)
    assert (outside < 0.07).all()
    wide = dispersion.funnel(mean, factor=4.0)
    assert wide.upper[0][3] == pytest.approx(1 + 1.959964 * np.sqrt(4 / 1000), rel=1e-6)


# --- weights -----------------------------------------------------------------------------------------


def test_weights_list_the_isolated():
    import pandas as pd

    codes = ["5301", "5302", "5303", "5304"]
    links = pd.DataFrame(
        {
            "code": ["5301", "5302"],
            "other": ["5302", "5303"],
            "kind": ["border", "sea"],
            "shared_km": [3.0, 0.0],
        }
    )
    land = weights.border(codes, links, sea=False)
    assert land.isolates == ("5303", "5304")
    assert weights.border(codes, links).isolates == ("5304",)
    mended = weights.border(codes, links, add=[("5303", "5304")], drop=[("5301", "5302")])
    assert mended.isolates == ("5301",)
    assert list(mended.codes) == codes
    assert mended.sparse.todense()[2].sum() == pytest.approx(1.0)


def test_nearest_and_band_measure_along_the_sphere():
    points = [(120.0, -10.0), (120.5, -10.0), (123.0, -9.0), (125.0, -8.0)]
    codes = ["a", "b", "c", "d"]
    near = weights.nearest(codes, points, k=2)
    assert (np.diff(near.sparse.indptr) == 2).all()
    within = weights.band(codes, points, km=60)
    assert within.isolates == ("c", "d")
    assert weights.nearest(["a"], points[:1]).isolates == ("a",)


def test_every_kind_of_weights_is_taken():
    """``Weights``, ``Graph``, ``W`` and a bare matrix say the same."""
    codes = ["5301", "5302", "5303", "5304"]
    ours = weights.nearest(codes, [(120.0, -10.0), (120.5, -10.0), (123.0, -9.0), (125.0, -8.0)], k=2)
    table = ours.sparse.tocoo()
    graph = Graph.from_arrays(np.array(codes)[table.coords[0]], np.array(codes)[table.coords[1]], table.data)
    values = [1.0, 4.0, 2.0, 8.0]
    for other in (graph, graph.to_W(), ours.sparse, ours.sparse.toarray()):
        np.testing.assert_array_equal(weights.matrix(other).toarray(), ours.sparse.toarray())
        said = autocorrelation.local_moran(values, None, other, permutations=99)
        np.testing.assert_array_equal(
            said.statistic, autocorrelation.local_moran(values, None, ours, permutations=99).statistic
        )


def test_an_assessment_starts_without_what_only_some_need():
    """scikit-learn came with libpysal, two seconds at every start; numba and scipy.stats wait until used."""
    heavy = ("libpysal", "sklearn", "scipy.stats", "scipy.optimize", "numba")
    script = f"import sys, geo.hotspots.assessment; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# --- edges -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("statistic", ["local_moran", "getis_ord"])
def test_local_statistics_state_what_they_cannot_judge(statistic):
    compute = getattr(autocorrelation, statistic)
    ring = graph([[1, 4], [0, 2], [1, 3], [2, 4], [0, 3], []]).transform("R")
    result = compute([3, 9, 2, 1, np.nan, 5], [100, 100, 100, 100, 100, 100], ring, permutations=99)
    assert np.isnan(result.statistic[[4, 5]]).all()
    assert result.isolates.tolist() == [5]
    assert np.isfinite(result.q_value[:4]).all()
    zeros = compute([0] * 6, [100] * 6, ring)
    assert np.isnan(zeros.statistic).all()
    assert not zeros.significant().any()
    empty = compute([], [], np.zeros((0, 0)))
    assert empty.statistic.size == 0
    alone = compute([3], [10], np.zeros((1, 1)))
    assert np.isnan(alone.p_value).all()


def test_global_moran_states_what_it_cannot_judge():
    ring = graph([[1, 2], [0, 2], [0, 1]])
    assert np.isnan(autocorrelation.moran_eb([0, 0, 0], [1, 1, 1], ring).statistic)
    assert np.isnan(autocorrelation.moran_eb([1, 2, 3], [0, 0, np.nan], ring).statistic)
    with pytest.raises(ValueError, match="weights are for 3 areas"):
        autocorrelation.moran_eb([1, 2], [1, 1], ring)


def test_same_seed_same_values(sids2):
    frame, gal = sids2
    runs = [autocorrelation.local_moran(frame["SID74"], frame["BIR74"], gal, seed=4) for _ in range(2)]
    assert runs[0].p_value.tobytes() == runs[1].p_value.tobytes()


# --- R -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def rscript():
    """R with spdep, when installed (required where WASPADA_REQUIRE_R=1)."""
    program = shutil.which("Rscript")
    wanted = "library(spdep); library(jsonlite); library(sf)"
    if (
        program is None
        or subprocess.run([program, "-e", wanted], capture_output=True, check=False).returncode
    ):
        if os.environ.get("WASPADA_REQUIRE_R") == "1":
            pytest.fail("WASPADA_REQUIRE_R=1, but R with spdep, sf and jsonlite is not installed")
        pytest.skip("R with spdep, sf and jsonlite is not installed")

    def run(*arguments):
        done = subprocess.run(
            [program, *map(str, arguments)], capture_output=True, text=True, check=True, timeout=240
        )
        return json.loads(done.stdout)

    return run


@pytest.mark.parametrize("year", [2018, 2024])
def test_spdep_agrees_on_the_bundled_figures(rscript, tmp_path, year):
    """NTT's deceased, borders and sea links: EBest, EBImoran, localmoran, localG and the dispersion."""
    from geo import counts, rates
    from geo.hotspots.assessment import Settings, neighbours

    selection = counts.select(counts.Window.year(year), "deceased", within="53")
    observed = rates.observed(selection).to_numpy(dtype=float)
    people = rates.population(selection).to_numpy(dtype=float)
    graph = neighbours(selection, Settings())
    w = weights.matrix(graph)
    given = tmp_path / "given.json"
    links = [w.indices[w.indptr[i] : w.indptr[i + 1]].tolist() for i in range(observed.size)]
    given.write_text(
        json.dumps({"observed": observed.tolist(), "population": people.tolist(), "neighbours": links})
    )
    theirs = rscript(HERE / "bundled.R", given)
    ours = empirical_bayes.relative_risk(observed, people, method="marshall")
    np.testing.assert_allclose(ours.mean, theirs["eb_rate"], rtol=1e-6)
    moran = autocorrelation.moran_eb(observed, people, graph, permutations=0)
    assert moran.statistic == pytest.approx(theirs["eb_index"], rel=1e-6)
    lisa = autocorrelation.local_moran(observed, people, graph, permutations=9)
    np.testing.assert_allclose(lisa.statistic, theirs["local_moran"], rtol=1e-5, atol=1e-9)
    gi = autocorrelation.getis_ord(observed, people, graph, permutations=9)
    np.testing.assert_allclose(gi.statistic, theirs["gi_star"], rtol=1e-5, atol=1e-9)
    spread = dispersion.dispersion(observed, people)
    assert spread.factor == pytest.approx(theirs["dispersion"], rel=1e-4)


def test_r_still_says_what_is_kept(rscript):
    """spdep itself repeats the kept numbers."""
    fresh = rscript(HERE / "reference.R")
    for data, entries in fresh.items():
        for key, value in entries.items():
            if data in ("versions", "kendall") or isinstance(value, str) or key in ("neighbours", "name"):
                continue
            np.testing.assert_allclose(value, SPDEP[data][key], rtol=1e-6, err_msg=f"{data}.{key}")
