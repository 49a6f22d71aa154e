"""The scan on published data, against a plain NumPy version, and at its edges."""

import libpysal
import numpy as np
import pytest
from joblib import parallel_config
from scipy.special import xlogy

from geo.errors import UserError
from geo.hotspots import compiled
from geo.hotspots.scan import gumbel_p_value, poisson_scan, rank_p_value
from geo.hotspots.scan_space_time import space_time_scan
from geo.hotspots.scan_windows import Circles, Flexible, Plane, _connected


@pytest.fixture(scope="module")
def sids():
    import geopandas

    frame = geopandas.read_file(libpysal.examples.get_path("sids2.shp"))
    centres = frame.geometry.centroid
    return frame, np.column_stack([centres.x, centres.y])


def naive_ratios(points, cases, population, *, max_share):
    """Every circle's log-likelihood ratio and members, the slow and plain way."""
    total, people = cases.sum(), population.sum()
    out = []
    for point in points:
        away = np.round(np.hypot(*(points - point).T), 9)
        for reach in np.unique(away):
            inside = np.flatnonzero(away <= reach)
            if population[inside].sum() > max_share * people * (1 + 1e-12):
                break
            c, e = cases[inside].sum(), total * population[inside].sum() / people
            if e > 0 and c > e:
                ratio = xlogy(c, c / e) + xlogy(total - c, (total - c) / (total - e))
                out.append((ratio, frozenset(inside.tolist())))
    return out


def test_sids_clusters(sids):
    """NC SIDS 74, ≤ 20 % of births, centroids of sids2: Int. J. Health Geogr. 2021, s12942-021-00298-6.

    Two clusters: north-east 40 of 7,805 births (5.12 per 1,000), south 70 of 18,612 (3.76);
    LLR 13.446 and 11.932.
    """
    frame, points = sids
    projected = points * [np.cos(np.radians(points[:, 1].mean())), 1.0]
    for where, metric in ((projected, "euclidean"), (points, "geodesic")):
        clusters = poisson_scan(where, frame.SID74, frame.BIR74, max_share=0.2, metric=metric, seed=1)
        first, second = clusters[:2]
        assert [round(c.llr, 3) for c in (first, second)] == [13.446, 11.932]
        assert (first.observed, first.population, len(first.members)) == (40, 7805, 4)
        assert (second.observed, second.population, len(second.members)) == (70, 18612, 6)
        assert round(1000 * first.observed / first.population, 2) == 5.12
        assert round(1000 * second.observed / second.population, 2) == 3.76
        assert sorted(frame.NAME[first.members]) == ["Bertie", "Halifax", "Hertford", "Northampton"]
        assert first.p_value == 0.001  # the least that 999 permutations can give
        assert first.p_gumbel < 0.001
        outside = (667 - 40) / (667 - first.expected)
        assert first.relative_risk == pytest.approx(40 / first.expected / outside)


def test_unprojected_degrees_give_another_first_cluster(sids):
    frame, points = sids
    clusters = poisson_scan(
        points, frame.SID74, frame.BIR74, max_share=0.2, metric="euclidean", permutations=9
    )
    assert round(clusters[0].llr, 3) != 13.446


@pytest.mark.parametrize("side", ["high", "low", "both"])
@pytest.mark.parametrize("seed", range(3))
def test_simulated_maxima_are_exact(seed, side):
    """The bound that skips logarithms never skips a maximum: a map scanned alone gives the same."""
    rng = np.random.default_rng(seed)
    points, population = rng.uniform(0, 10, (40, 2)), rng.integers(0, 900, 40)
    cases = rng.multinomial(60, population / population.sum())
    options = {"max_share": 0.5, "metric": "euclidean", "side": side}
    clusters = poisson_scan(points, cases, population, permutations=40, seed=seed, **options)
    streams = np.random.SeedSequence(seed).spawn(40)
    for i, stream in enumerate(streams):
        drawn = np.random.Generator(np.random.PCG64(stream)).multinomial(60, population / population.sum())
        alone = poisson_scan(points, drawn, population, permutations=0, limit=1, **options)
        assert clusters.simulated[i] == pytest.approx(alone[0].llr if alone else 0.0, rel=1e-9)


@pytest.mark.parametrize("grid", [False, True])
def test_clusters_against_a_plain_version(grid):
    """On scattered points and on a grid, where many areas lie at one distance."""
    rng = np.random.default_rng(7)
    if grid:
        points = np.stack(np.meshgrid(np.arange(6) * 0.1, np.arange(6) * 0.1), axis=-1).reshape(-1, 2)
    else:
        points = rng.uniform(0, 1, (36, 2))
    population = rng.integers(50, 500, 36).astype(float)
    cases = rng.poisson(population / 40).astype(float)
    cases[[7, 8, 13]] += 12
    clusters = poisson_scan(points, cases, population, metric="euclidean", permutations=99, max_share=0.3)
    taken: set[int] = set()
    windows = naive_ratios(points, cases, population, max_share=0.3)
    for cluster in clusters:
        free = [w for w in windows if not w[1] & taken]
        best = max(w[0] for w in free)
        assert cluster.llr == pytest.approx(best, rel=1e-10)
        assert frozenset(cluster.members) in {w[1] for w in free if w[0] > best - 1e-9}
        assert not taken & set(cluster.members)
        taken |= set(cluster.members)
    assert clusters
    assert [c.llr for c in clusters] == sorted((c.llr for c in clusters), reverse=True)


def test_same_bytes_on_one_core_or_many_and_on_a_cluster(sids):
    frame, points = sids
    options = {"max_share": 0.2, "permutations": 199, "seed": 5}
    one = poisson_scan(points, frame.SID74, frame.BIR74, n_jobs=1, **options)
    many = poisson_scan(points, frame.SID74, frame.BIR74, n_jobs=2, **options)
    assert list(one) == list(many)
    assert one.simulated.tobytes() == many.simulated.tobytes()
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(
            n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None
        ) as c,
        distributed.Client(c),
        parallel_config(backend="dask"),
    ):
        there = poisson_scan(points, frame.SID74, frame.BIR74, **options)
    assert list(there) == list(one)
    assert there.simulated.tobytes() == one.simulated.tobytes()


def test_p_values_are_uniform_under_the_null():
    rng = np.random.default_rng(11)
    points, population = rng.uniform(0, 10, (30, 2)), rng.integers(100, 900, 30)
    first = []
    for i in range(200):
        cases = rng.multinomial(90, population / population.sum())
        found = poisson_scan(points, cases, population, metric="euclidean", permutations=99, seed=i, limit=1)
        first.append(found[0].p_value)
    assert 0.01 <= (np.array(first) <= 0.05).mean() <= 0.1
    assert 0.4 <= np.mean(first) <= 0.6


def test_rank_and_gumbel():
    simulated = np.arange(1.0, 20.0)
    assert rank_p_value(100.0, simulated) == 1 / 20
    assert rank_p_value(19.0, simulated) == 2 / 20
    assert rank_p_value(0.0, simulated) == 1.0
    assert np.isnan(rank_p_value(1.0, np.empty(0)))
    draws = np.random.default_rng(0).gumbel(5, 1.3, 5000)
    at = 5 - 1.3 * np.log(-np.log(0.99))
    assert gumbel_p_value(at, draws) == pytest.approx(0.01, rel=0.15)


def test_areas_at_one_distance_enter_together():
    points = [(0, 0), (1, 0), (-1, 0), (0, 3), (0, -3), (9, 9)]
    plane = Plane.of(points, "euclidean")
    windows = Circles(plane, np.ones(6), 5.0).windows(np.array([0]))
    assert windows.ends.tolist() == [True, False, True, False, True]
    assert sorted(windows.order[1:3].tolist()) == [1, 2]


def test_windows_keep_to_their_share_of_people_and_distance():
    rng = np.random.default_rng(2)
    points = np.column_stack([rng.uniform(120, 125, 60), rng.uniform(-11, -8, 60)])
    people = rng.integers(0, 1000, 60).astype(float)
    plane = Plane.of(points, "geodesic")
    everywhere = Circles(plane, people, 0.2 * people.sum()).windows(np.arange(60))
    near = Circles(plane, people, 0.2 * people.sum(), 80.0).windows(np.arange(60))
    assert near.reach.max() <= 80
    assert near.order.size < everywhere.order.size
    for windows in (everywhere, near):
        for row in range(60):
            inside = slice(windows.starts[row], windows.starts[row + 1])
            assert people[windows.order[inside]].sum() <= 0.2 * people.sum()
            assert (np.diff(windows.reach[inside]) >= 0).all()
    # Kupang to Atambua (district capitals), 10.18° S 123.58° E to 9.11° S 124.89° E: about 187 km
    pair = Circles(Plane.of([(123.58, -10.18), (124.89, -9.11)], "geodesic"), np.ones(2), 2.0)
    assert pair.windows(np.array([0])).reach.max() == pytest.approx(186.6, abs=1.5)


def test_elliptic_windows_find_a_streak():
    points = np.stack(np.meshgrid(np.arange(12.0), np.arange(12.0)), axis=-1).reshape(-1, 2)
    cases = np.ones(144)
    streak = np.flatnonzero((points[:, 1] == 5) & (points[:, 0] > 2) & (points[:, 0] < 8))
    cases[streak] = 6
    options = {"metric": "euclidean", "permutations": 19, "limit": 1}
    circle = poisson_scan(points, cases, np.ones(144), **options)[0]
    ellipse = poisson_scan(points, cases, np.ones(144), method="elliptic", **options)[0]
    assert set(ellipse.members) == set(streak.tolist())
    assert ellipse.llr > circle.llr
    with pytest.raises(ValueError, match="plane"):
        poisson_scan([(1, 1), (2, 2)], [1, 2], [3, 4], method="elliptic")


def test_flexible_windows_are_the_connected_sets():
    path = [0b0010, 0b0101, 0b1010, 0b0100]  # 0–1–2–3
    assert _connected(path) == {0b0001, 0b0011, 0b0111, 0b1111}
    lattice = libpysal.weights.lat2W(8, 8)
    points = np.stack(np.meshgrid(np.arange(8.0), np.arange(8.0)), axis=-1).reshape(-1, 2)
    cases = np.ones(64)
    bend = [19, 20, 28]  # a corner that no circle follows
    cases[bend] = 9
    found = poisson_scan(
        points, cases, np.ones(64), method="flexible", metric="euclidean", adjacency=lattice, k=10, limit=1,
        permutations=19,
    )  # fmt: skip
    assert set(found[0].members) == set(bend)
    shape = Flexible(Plane.of(points, "euclidean"), np.ones(64), 32.0, libpysal.weights.lat2W(8, 8).sparse, 5)
    windows = shape.windows(np.array([0]))
    assert (windows.order[windows.starts[:-1]] == 0).all()
    with pytest.raises(ValueError, match="adjacency"):
        poisson_scan(points, cases, np.ones(64), method="flexible", metric="euclidean")


def test_progress_and_cancel(sids):
    frame, points = sids
    seen = []
    poisson_scan(points, frame.SID74, frame.BIR74, permutations=9, progress=lambda *at: seen.append(at))
    assert seen[-1][0] == seen[-1][1]

    def cancel(done, total):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        poisson_scan(points, frame.SID74, frame.BIR74, permutations=9, progress=cancel)


def test_fractional_cases_are_read():
    """As the New York leukaemia data have them: cases of unknown block shared out."""
    points = np.random.default_rng(4).uniform(0, 5, (25, 2))
    cases = np.full(25, 0.4)
    cases[3] = 7.3
    found = poisson_scan(points, cases, np.ones(25), metric="euclidean", permutations=99)
    assert 3 in found[0].members
    assert found[0].observed == pytest.approx(7.3, abs=1.7)


def test_edges_have_a_stated_result():
    points = [(120.0, -10.0), (121.0, -10.0), (122.0, -10.0)]
    assert poisson_scan([], [], []) == []
    assert poisson_scan(points, [0, 0, 0], [5, 5, 5]) == []
    assert poisson_scan(points[:1], [3], [5]) == []
    assert poisson_scan(points, [np.nan] * 3, [5, 5, 5]) == []
    assert poisson_scan(points, [1, 0, 0], [0, 0, 0][:0] or [9, 0, 0], permutations=9) == []
    found = poisson_scan(points, [9, np.nan, 1], [10, 10, 30], permutations=9)
    assert found[0].members == [0]
    with pytest.raises(UserError) as error:
        poisson_scan(points, [1, 1, 0], [5, 0, 5])
    assert "satu wilayah" in error.value.render("id")
    with pytest.raises(ValueError, match="negative"):
        poisson_scan(points, [-1, 1, 0], [5, 5, 5])


def test_the_caller_s_arrays_are_left_alone(sids):
    frame, points = sids
    kept = points.copy(), frame.SID74.copy(), frame.BIR74.copy()
    poisson_scan(points, frame.SID74, frame.BIR74, permutations=9)
    assert (kept[0] == points).all()
    assert kept[1].equals(frame.SID74)
    assert kept[2].equals(frame.BIR74)


def test_compiles_where_nothing_can_be_kept(monkeypatch):
    real = compiled.numba.njit

    def unwritable(**options):
        if options.get("cache"):
            raise RuntimeError("cannot cache function: no locator available")
        return real(**options)

    monkeypatch.setattr(compiled.numba, "njit", unwritable)
    assert compiled.compiled(lambda x: x + 1)(1) == 2


# --- space and time ----------------------------------------------------------------------------------


def outbreak():
    rng = np.random.default_rng(9)
    points = rng.uniform(0, 10, (30, 2))
    population = rng.integers(200, 900, 30).astype(float)
    cases = rng.poisson(population[:, None] / 400, (30, 12)).astype(float)
    near = np.argsort(np.hypot(*(points - points[4]).T))[:4]
    cases[near[:, None], np.arange(9, 12)] += 5
    return points, cases, population, near


def test_space_time_finds_where_and_since_when():
    points, cases, population, near = outbreak()
    for prospective in (False, True):
        found = space_time_scan(
            points, cases, population, metric="euclidean", permutations=99, prospective=prospective
        )
        assert set(found[0].members) == set(near.tolist())
        assert (found[0].start, found[0].end) == (9, 11)
        assert found[0].p_value == 0.01
        members = [set(f.members) for f in found]
        assert sum(map(len, members)) == len(set().union(*members))
        if prospective:
            assert all(f.end == 11 for f in found)


def test_space_time_against_a_plain_version():
    points, cases, population, _ = outbreak()
    found = space_time_scan(points, cases, population, metric="euclidean", permutations=0, limit=1)[0]
    total = cases.sum()
    expected = population[:, None] / population.sum() / 12 * total * np.ones(12)
    best = 0.0
    for point in points:
        order = np.argsort(np.hypot(*(points - point).T))
        for size in range(1, 31):
            inside = order[:size]
            if population[inside].sum() > population.sum() / 2:
                break
            for first in range(12):
                for last in range(first, min(first + 6, 12)):
                    c = cases[inside, first : last + 1].sum()
                    e = expected[inside, first : last + 1].sum()
                    if c > e:
                        best = max(best, xlogy(c, c / e) + xlogy(total - c, (total - c) / (total - e)))
    assert found.llr == pytest.approx(best, rel=1e-10)


def test_space_time_same_bytes_and_edges():
    points, cases, population, _ = outbreak()
    options = {"metric": "euclidean", "permutations": 70, "seed": 3}
    one = space_time_scan(points, cases, population, n_jobs=1, **options)
    assert one == space_time_scan(points, cases, population, n_jobs=2, **options)
    assert space_time_scan(points, cases * 0, population, **options) == []
    assert space_time_scan(np.empty((0, 2)), np.empty((0, 3)), np.empty(0)) == []
    with pytest.raises(UserError):
        space_time_scan(points, cases, population * 0, **options)
    with pytest.raises(ValueError, match="shape"):
        space_time_scan(points, cases[:, 0], population)
