"""Kulldorff's Poisson scan statistic: where a window holds more cases than chance puts there."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from joblib import Parallel, delayed

from geo.hotspots import scan_kernel
from geo.hotspots.inputs import Flags, Floats, Integers, located, pair
from geo.hotspots.scan_windows import Circles, Flexible, Metric, Plane, Shape, ellipses
from geo.hotspots.weights import matrix

Method = Literal["circular", "elliptic", "flexible"]
Side = Literal["high", "low", "both"]
Progress = Callable[[int, int], None]

SIDES: dict[str, int] = {"high": scan_kernel.HIGH, "low": scan_kernel.LOW, "both": scan_kernel.BOTH}
_EULER = 0.5772156649015329
_SAMPLE = 16
_AGAIN = 256
"""Centres searched anew together once a reported cluster has taken some of their areas."""


@dataclass(frozen=True)
class Cluster:
    """One cluster: positions of its areas in ascending order, its counts and its evidence.

    ``centre`` is the position of the window's central area, ``reach`` the distance of the farthest member
    from it (km for geodesic points, else units of the plane). ``relative_risk`` is the risk inside against
    outside, (c/E)/((C−c)/(C−E)). ``p_value`` is the rank among the simulated maxima over
    (permutations + 1); ``p_gumbel`` the tail of a Gumbel distribution fitted to them (Abrams et al. 2010).
    """

    members: list[int]
    observed: float
    expected: float
    population: float
    relative_risk: float
    llr: float
    p_value: float
    p_gumbel: float
    centre: int
    reach: float


class Clusters(list[Cluster]):
    """Clusters in descending log-likelihood ratio; ``simulated`` holds every simulated map's maximum."""

    def __init__(self, clusters: Iterable[Cluster] = (), simulated: Floats | None = None) -> None:
        super().__init__(clusters)
        self.simulated: Floats = np.empty(0) if simulated is None else simulated

    def significant(self, *, level: float = 0.05) -> list[Cluster]:
        """Return the clusters with a p-value of at most ``level``."""
        return [c for c in self if c.p_value <= level]


def poisson_scan(
    points: Any,
    cases: Any,
    population: Any,
    *,
    max_share: float = 0.5,
    permutations: int = 999,
    seed: int = 0,
    metric: Metric = "geodesic",
    method: Method = "circular",
    max_km: float | None = None,
    side: Side = "high",
    adjacency: Any = None,
    k: int = 10,
    limit: int = 20,
    n_jobs: int = -1,
    progress: Progress | None = None,
) -> Clusters:
    """Find clusters by the spatial Poisson scan (Kulldorff 1997), strongest first, none overlapping.

    ``points`` (n, 2): longitude and latitude in degrees for ``metric="geodesic"`` (great circles on the
    mean sphere), x and y for ``"euclidean"``. ``cases`` (n,) may be fractional; ``population`` (n,) is
    anything the expected counts are proportional to. Areas with a missing value are left out.

    Windows hold at most ``max_share`` of the population (and reach at most ``max_km``, in km or plane
    units); areas at the same distance enter together. ``method``: "circular"; "elliptic" (SaTScan's shapes
    and angles, plane points, no eccentricity penalty); "flexible" (Tango & Takahashi 2005: connected sets
    among each area's ``k`` nearest; needs ``adjacency`` weights). ``side``: clusters of high rates, low
    rates or both.

    Null maps are multinomial with the observed total (rounded); map i draws from its own stream of
    ``seed``, so the result is the same byte for byte on any number of cores. After the first, clusters are
    the best windows that touch no reported one (all windows are searched again, not only each centre's
    best), until ``limit`` or until a cluster falls below every simulated maximum. The work units run under
    joblib: inside ``joblib.parallel_config(backend="dask")`` they go to the cluster. ``progress(done,
    total)`` is called after each unit; raising in it cancels the scan.

    Returns an empty list without cases, or with fewer than two areas. Raises ``UserError`` when cases lie
    where nobody lives.
    """
    used, place, c, people = located(points, *pair(cases, population, names=("cases", "population")))
    plane = Plane.of(place, metric)
    total = float(c.sum())
    if total == 0 or c.size < 2:
        return Clusters()
    expected = people * (total / people.sum())
    ceiling = max_share * float(people.sum())
    shapes: Sequence[Shape]
    if method == "circular":
        shapes = [Circles(plane, people, ceiling, max_km)]
    elif method == "elliptic":
        shapes = ellipses(plane, people, limit=ceiling)
    elif method == "flexible":
        if adjacency is None:
            raise ValueError("flexible windows need adjacency weights")
        touching = matrix(adjacency)[used][:, used]
        shapes = [Flexible(plane, people, ceiling, touching, k)]
    else:
        raise ValueError(f"unknown method {method!r}")

    maps = null_maps(expected / total, cases=round(total), permutations=permutations, seed=seed)
    job = _Job(c, expected, total, SIDES[side])
    search = _Search(shapes, job, maps, n_jobs, progress)
    ratios, highest = search.run()
    simulated = highest[:permutations]
    found = _without_overlap(shapes, job, ratios, limit=limit, least=float(simulated.min(initial=np.inf)))
    return Clusters(_describe(found, job, people, used, simulated), simulated)


def warm_up() -> None:
    """Compile the loops, or read them compiled, before the first reader waits for them."""
    poisson_scan([(0.0, 0.0), (1.0, 0.0), (5.0, 5.0)], [2, 0, 1], [1, 1, 9], permutations=1, n_jobs=1)


def null_maps(
    probability: Floats, *, cases: int, permutations: int, seed: int
) -> npt.NDArray[np.floating[Any]]:
    """Return multinomial maps as (groups, areas + 1, LANES): an empty area at the end, empty maps to fill up.

    Map i is drawn from the i-th child of ``SeedSequence(seed)``.
    """
    kind = np.float32 if cases < 2**24 else np.float64  # whole numbers must stay exact
    groups = -(-permutations // scan_kernel.LANES)
    maps = np.zeros((groups, probability.size + 1, scan_kernel.LANES), dtype=kind)
    shares = probability / probability.sum()
    for i, stream in enumerate(np.random.SeedSequence(seed).spawn(permutations)):
        drawn = np.random.Generator(np.random.PCG64(stream)).multinomial(cases, shares)
        maps[i // scan_kernel.LANES, :-1, i % scan_kernel.LANES] = drawn
    return maps


def rank_p_value(value: float, simulated: Floats) -> float:
    """Return the rank of ``value`` among the simulated maxima over their number plus one; NaN without any."""
    if simulated.size == 0:
        return float("nan")
    return float((1 + (simulated >= value * (1 - 1e-10)).sum()) / (simulated.size + 1))


def gumbel_p_value(value: float, simulated: Floats) -> float:
    """Return the tail beyond ``value`` of a Gumbel distribution with the simulated mean and variance."""
    if simulated.size < 2 or np.ptp(simulated) == 0:
        return float("nan")
    scale = float(simulated.std(ddof=1)) * np.sqrt(6) / np.pi
    place = float(simulated.mean()) - _EULER * scale
    return float(-np.expm1(-np.exp(-(value - place) / scale)))


@dataclass(frozen=True)
class _Job:
    """What every unit of work needs to know."""

    cases: Floats
    expected: Floats
    total: float
    side: int


@dataclass(frozen=True)
class _Search:
    """The search of all windows, cut into units of work.

    The first units take every ``_SAMPLE``-th centre: the maxima they find let all others pass over most
    windows.
    """

    shapes: Sequence[Shape]
    job: _Job
    maps: npt.NDArray[np.floating[Any]]
    n_jobs: int
    progress: Progress | None

    def run(self) -> tuple[Floats, Floats]:
        """Return the best observed ratio by shape and centre, and every map's highest ratio."""
        ratios = np.zeros((len(self.shapes), self.job.cases.size))
        highest = np.zeros((self.maps.shape[0], scan_kernel.LANES))
        units = [(s, block) for s, shape in enumerate(self.shapes) for block in shape.blocks()]
        sample = [(s, block[block % _SAMPLE == 0]) for s, block in units[:: len(units) // _SAMPLE + 1]]
        sample = [unit for unit in sample if unit[1].size]
        done, total = 0, len(sample) + len(units)
        for part in (sample, units):
            work = Parallel(n_jobs=self.n_jobs, prefer="threads", return_as="generator")(
                delayed(_search)(self.shapes[s], centres, self.job, self.maps, highest.copy())
                for s, centres in part
            )
            for (s, centres), (best, maxima) in zip(part, work, strict=True):
                ratios[s, centres] = best
                np.maximum(highest, maxima, out=highest)
                done += 1
                if self.progress is not None:
                    self.progress(done, total)
        return ratios, highest.ravel()


def _search(
    shape: Shape, centres: Integers, job: _Job, maps: npt.NDArray[np.floating[Any]], floor: Floats
) -> tuple[Floats, Floats]:
    """Search the windows about ``centres``: best observed ratio by centre, highest ratio of every map."""
    w = shape.windows(centres)
    nothing = np.zeros(job.cases.size, dtype=bool)
    ratios, _ = scan_kernel.best_windows(
        w.starts, w.order, w.ends, job.cases, job.expected, nothing, job.total, job.side
    )
    best = np.zeros(job.cases.size)
    np.maximum.at(best, w.centre, ratios)
    cases = float(round(job.total))  # the null maps hold whole cases
    steps = scan_kernel.steps(w.starts, w.order, w.ends, job.expected * (cases / job.total), cases, job.side)
    return best[centres], scan_kernel.simulated_maxima(steps, maps, floor, cases, job.side)


@dataclass(frozen=True)
class _Found:
    members: npt.NDArray[np.int32]
    llr: float
    centre: int
    reach: float


def _without_overlap(
    shapes: Sequence[Shape], job: _Job, ratios: Floats, *, limit: int, least: float
) -> list[_Found]:
    """Pick the best window, forbid its areas, pick again.

    A centre's best ratio can only fall when areas are taken, so only the centres at the top are searched
    anew.
    """
    taken = np.zeros(job.cases.size, dtype=bool)
    fresh = np.ones(ratios.shape, dtype=bool)
    found: list[_Found] = []
    while len(found) < limit:
        top = np.unravel_index(int(np.argmax(ratios)), ratios.shape)
        if ratios[top] <= 0 or (found and np.isfinite(least) and ratios[top] < least):
            break
        if fresh[top]:
            found.append(_window(shapes[int(top[0])], int(top[1]), job, taken))
            taken[found[-1].members] = True
            fresh[:] = False
            continue
        stale = np.where(fresh, -1.0, ratios)
        again = np.argsort(-stale, axis=None, kind="stable")[:_AGAIN]
        again = again[stale.ravel()[again] > 0]
        for s, shape in enumerate(shapes):
            centres = np.sort(again[again // ratios.shape[1] == s] % ratios.shape[1])
            if centres.size:
                ratios[s, centres] = _best_now(shape, centres, job, taken)
                fresh[s, centres] = True
    return found


def _best_now(shape: Shape, centres: Integers, job: _Job, taken: Flags) -> Floats:
    best = np.zeros(job.cases.size)
    w = shape.windows(centres)
    ratios, _ = scan_kernel.best_windows(
        w.starts, w.order, w.ends, job.cases, job.expected, taken, job.total, job.side
    )
    np.maximum.at(best, w.centre, ratios)
    return best[centres]


def _window(shape: Shape, centre: int, job: _Job, taken: Flags) -> _Found:
    w = shape.windows(np.array([centre]))
    ratios, closes = scan_kernel.best_windows(
        w.starts, w.order, w.ends, job.cases, job.expected, taken, job.total, job.side
    )
    row = int(np.argmax(ratios))
    inside = slice(int(w.starts[row]), int(closes[row]) + 1)
    return _Found(w.order[inside], float(ratios[row]), centre, float(w.reach[inside].max()))


def _describe(
    found: list[_Found], job: _Job, population: Floats, used: Integers, simulated: Floats
) -> list[Cluster]:
    clusters = []
    for one in found:
        members = np.sort(one.members)
        c, e = float(job.cases[members].sum()), float(job.expected[members].sum())
        outside = (job.total - c) / (job.total - e)
        clusters.append(
            Cluster(
                members=used[members].tolist(),
                observed=c,
                expected=e,
                population=float(population[members].sum()),
                relative_risk=c / e / outside if outside > 0 else float("inf"),
                llr=one.llr,
                p_value=rank_p_value(one.llr, simulated),
                p_gumbel=gumbel_p_value(one.llr, simulated),
                centre=int(used[one.centre]),
                reach=one.reach,
            )
        )
    return clusters
