"""How fast the scan is, beside a plain NumPy version of the same in the same run.

    python bench/scan.py [districts] [subdistricts] [villages]

The plain version sorts the distances once and scans every null map with cumulative sums over all centres; it
is timed on as many null maps as take a few seconds and its time is scaled up to all of them. Points are the
register's own; the population of subdistricts and villages, which nobody publishes, is the district's in
equal shares. Cases are drawn by population: a national year of 3,000 (30,000 for subdistricts and villages).
"""

import os
import resource
import sys
import time

import numpy as np
from scipy.special import xlogy

from geo import areas, boundaries
from geo.hotspots.scan import poisson_scan
from geo.hotspots.weights import EARTH_RADIUS_KM, unit_vectors

SIZES = {
    "districts": ("district", 999, None, 3_000, 1.0),
    "subdistricts": ("subdistrict", 999, None, 30_000, 20.0),
    "villages": ("village", 99, 50.0, 30_000, 60.0),
}


def load(level):
    centres = boundaries.centres(level).set_index("code")[["longitude", "latitude"]]
    owner = centres.index.str[:4]
    people = areas.table("district")["population"].astype(float)
    population = people.reindex(owner).to_numpy() / owner.value_counts().reindex(owner).to_numpy()
    return centres.to_numpy(), np.nan_to_num(population)


def plain(points, population, cases, *, maps, max_km):
    """Scan ``maps`` null maps the plain way; return the seconds for preparing and for one map."""
    start = time.perf_counter()
    vectors, total = unit_vectors(points), cases.sum()
    expected = population * total / population.sum()
    reach = 2.0 if max_km is None else 2 * np.sin(max_km / 2 / EARTH_RADIUS_KM)
    rows = np.arange(len(points)) if len(points) < 10_000 else np.arange(0, len(points), 500)
    orders = []
    for row in rows:
        away = np.linalg.norm(vectors - vectors[row], axis=1)
        near = np.flatnonzero(away <= reach)
        near = near[np.argsort(away[near])]
        orders.append(near[np.cumsum(population[near]) <= population.sum() / 2].astype(np.int32))
    prepared = time.perf_counter() - start
    generator = np.random.default_rng(0)
    start = time.perf_counter()
    for _ in range(maps):
        drawn = generator.multinomial(int(total), population / population.sum())
        best = 0.0
        for order in orders:
            c, e = np.cumsum(drawn[order]), np.cumsum(expected[order])
            ratio = xlogy(c, c / e) + xlogy(total - c, (total - c) / (total - e))
            best = max(best, float(np.where(c > e, ratio, 0.0).max(initial=0.0)))
    scale = len(points) / len(rows)
    return prepared * scale, (time.perf_counter() - start) / maps * scale


def main() -> None:
    print(f"load of this machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    warm = np.random.default_rng(0).uniform(0, 1, (30, 2))
    poisson_scan(warm, np.ones(30), np.ones(30), permutations=9)  # compile, or read what is compiled
    for name in sys.argv[1:] or SIZES:
        level, permutations, max_km, total, allowed = SIZES[name]
        points, population = load(level)
        generator = np.random.default_rng(1)
        cases = generator.multinomial(total, population / population.sum()).astype(float)
        wall, processor = time.perf_counter(), time.process_time()
        poisson_scan(points, cases, population, permutations=permutations, max_km=max_km, seed=1)
        wall, processor = time.perf_counter() - wall, time.process_time() - processor
        prepared, each = plain(points, population, cases, maps=2, max_km=max_km)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        everything = prepared + permutations * each
        windows = f", windows to {max_km:g} km" if max_km else ""
        print(f"{name}: {len(points):,} points × {permutations} maps{windows}")
        print(f"  {wall:.2f} s (allowed {allowed:g} s), {processor:.1f} s of processor, peak {memory:.2f} GB")
        print(f"  plain NumPy {everything:,.0f} s: {everything / wall:,.0f} times as long", flush=True)


if __name__ == "__main__":
    main()
