"""The scan in space and time: cylinders that say where and since when."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from joblib import Parallel, delayed

from geo.hotspots.compiled import compiled
from geo.hotspots.inputs import Floats, Integers, located
from geo.hotspots.scan import SIDES, Progress, Side, gumbel_p_value, rank_p_value
from geo.hotspots.scan_kernel import likelihood_ratio
from geo.hotspots.scan_windows import Circles, Metric, Plane

_BATCH = 64
"""Simulated maps in one unit of work."""


@dataclass(frozen=True)
class Cylinder:
    """A cluster in space and time; ``start`` and ``end`` are positions of periods, both inside.

    The other fields are those of ``scan.Cluster``; ``population`` is that of the cluster's areas and periods.
    """

    members: list[int]
    start: int
    end: int
    observed: float
    expected: float
    population: float
    relative_risk: float
    llr: float
    p_value: float
    p_gumbel: float
    centre: int
    reach: float


def space_time_scan(
    points: Any,
    cases: Any,
    population: Any,
    *,
    max_share: float = 0.5,
    max_duration: float = 0.5,
    prospective: bool = False,
    permutations: int = 999,
    seed: int = 0,
    metric: Metric = "geodesic",
    max_km: float | None = None,
    side: Side = "high",
    limit: int = 10,
    n_jobs: int = -1,
    progress: Progress | None = None,
) -> list[Cylinder]:
    """Find clusters by the space–time Poisson scan (Kulldorff et al. 1998), strongest first.

    ``cases`` is (areas, periods); ``population`` (areas,) or (areas, periods), which also carries periods
    of unequal length (person-days). A cylinder is a circle as in ``scan.poisson_scan`` (its share of the
    mean population) by a run of at most ``max_duration`` of the periods (at least one); ``prospective``
    looks only at runs that last until now (Kulldorff 2001). Reported cylinders share no area. Areas with a
    missing value are left out. Seeds, progress and p-values as in ``scan.poisson_scan``.

    Raises ``UserError`` when cases lie where and when nobody lives.
    """
    c, people = np.array(cases, dtype=np.float64), np.array(population, dtype=np.float64)
    if c.ndim != 2:
        raise ValueError(f"cases must have shape (areas, periods), have {c.shape}")
    people = np.repeat(people[:, None], c.shape[1], axis=1) if people.ndim == 1 else people
    used, place, c, people = located(points, c, people)
    plane = Plane.of(place, metric)
    total = float(c.sum())
    if total == 0 or c.shape[0] < 2 or c.shape[1] < 1:
        return []
    expected = people * (total / people.sum())
    average = people.mean(axis=1)
    circles = Circles(plane, average, max_share * float(average.sum()), max_km)
    longest = max(1, int(max_duration * c.shape[1]))
    job = _Job(circles, expected, total, longest, prospective, SIDES[side])

    batches = [range(i, min(i + _BATCH, permutations)) for i in range(0, permutations, _BATCH)]
    work = Parallel(n_jobs=n_jobs, prefer="threads", return_as="generator")(
        delayed(_simulate)(job, seed, permutations, batch) for batch in batches
    )
    parts = []
    for done, part in enumerate(work, start=1):
        parts.append(part)
        if progress is not None:
            progress(done, len(batches))
    simulated = np.concatenate(parts) if parts else np.empty(0)
    return _without_overlap(job, c, people, used, simulated, limit)


@dataclass(frozen=True)
class _Job:
    circles: Circles
    expected: Floats
    total: float
    longest: int
    prospective: bool
    side: int


@compiled
def _best_cylinders(  # noqa: PLR0917
    starts: Any,
    order: Any,
    ends: Any,
    cases: Any,
    expected: Any,
    taken: Any,
    total: Any,
    longest: Any,
    prospective: Any,
    side: Any,
) -> Any:
    """Return the highest ratio of each row with the entry, first and last period where it closes.

    ``cases`` and ``expected`` (areas, periods) are cumulative over the periods.
    """
    rows, periods = starts.size - 1, cases.shape[1]
    ratios = np.zeros(rows)
    place = np.full((rows, 3), -1)
    c = np.zeros(periods + 1)
    e = np.zeros(periods + 1)
    for row in range(rows):
        c[:] = 0.0
        e[:] = 0.0
        for j in range(starts[row], starts[row + 1]):
            area = order[j]
            if taken[area]:
                break
            for t in range(periods):
                c[t + 1] += cases[area, t]
                e[t + 1] += expected[area, t]
            if not ends[j]:
                continue
            for last in range(periods - 1 if prospective else 0, periods):
                for first in range(max(0, last - longest + 1), last + 1):
                    ratio = likelihood_ratio(c[last + 1] - c[first], e[last + 1] - e[first], total, side)
                    if ratio > ratios[row] * (1 + 1e-12):
                        ratios[row] = ratio
                        place[row] = j, first, last
    return ratios, place


def _simulate(job: _Job, seed: int, permutations: int, batch: range) -> Floats:
    """Return the highest ratio of each simulated map of ``batch``; map i draws from stream i of ``seed``."""
    streams = np.random.SeedSequence(seed).spawn(permutations)[batch.start : batch.stop]
    cases = round(job.total)
    shares = (job.expected / job.expected.sum()).ravel()
    maps = np.stack(
        [np.random.Generator(np.random.PCG64(s)).multinomial(cases, shares) for s in streams]
    ).reshape(-1, *job.expected.shape)
    highest = np.zeros(len(maps))
    expected = job.expected * (cases / job.total)
    nothing = np.zeros(len(job.expected), dtype=bool)
    for block in job.circles.blocks():
        w = job.circles.windows(block)
        for i, drawn in enumerate(np.cumsum(maps, axis=2, dtype=np.float64)):
            ratios, _ = _best_cylinders(
                w.starts, w.order, w.ends, drawn, np.cumsum(expected, axis=1), nothing, float(cases),
                job.longest, job.prospective, job.side,
            )  # fmt: skip
            highest[i] = max(highest[i], ratios.max(initial=0.0))
    return highest


def _without_overlap(  # noqa: PLR0917
    job: _Job, cases: Floats, people: Floats, used: Integers, simulated: Floats, limit: int
) -> list[Cylinder]:  # fmt: skip
    taken = np.zeros(len(cases), dtype=bool)
    c, e = np.cumsum(cases, axis=1), np.cumsum(job.expected, axis=1)
    found: list[Cylinder] = []
    least = simulated.min(initial=np.inf)
    while len(found) < limit:
        best: tuple[float, int, int, int, npt.NDArray[np.int32], float] | None = None
        for block in job.circles.blocks():
            w = job.circles.windows(block)
            ratios, place = _best_cylinders(
                w.starts, w.order, w.ends, c, e, taken, job.total, job.longest, job.prospective, job.side
            )
            row = int(np.argmax(ratios))
            if ratios[row] > (best[0] if best else 0.0):
                last, first, until = (int(v) for v in place[row])
                inside = slice(int(w.starts[row]), last + 1)
                reach = float(w.reach[inside].max())
                best = float(ratios[row]), int(w.centre[row]), first, until, w.order[inside], reach
        if best is None or (found and np.isfinite(least) and best[0] < least):
            break
        llr, centre, first, until, members, reach = best
        taken[members] = True
        members = np.sort(members)
        window = np.ix_(members, np.arange(first, until + 1))
        inside_c, inside_e = float(cases[window].sum()), float(job.expected[window].sum())
        outside = (job.total - inside_c) / (job.total - inside_e)
        found.append(
            Cylinder(
                members=used[members].tolist(),
                start=first,
                end=until,
                observed=inside_c,
                expected=inside_e,
                population=float(people[window].sum()),
                relative_risk=inside_c / inside_e / outside if outside > 0 else float("inf"),
                llr=llr,
                p_value=rank_p_value(llr, simulated),
                p_gumbel=gumbel_p_value(llr, simulated),
                centre=int(used[centre]),
                reach=reach,
            )
        )
    return found
