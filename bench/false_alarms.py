"""How often does a map without any hotspot show an "Inti" area? At most 6 % with the default rules.

    python bench/false_alarms.py [--maps 1000] [--set ntt|indonesia|nc] [--seed 0]

Each null map shares the real total of cases out by population alone (multinomial) and goes through the very
functions of the assessment: empirical Bayes, scan, Gi* and class, default thresholds. The scan and Gi* are
left out of maps on which no area reaches the probability that "Inti" needs: there the answer is known.
"""

import argparse
import time

import libpysal
import numpy as np
from libpysal.graph import Graph

from geo import areas, boundaries
from geo.hotspots import weights
from geo.hotspots.assessment import Settings
from geo.hotspots.autocorrelation import getis_ord
from geo.hotspots.classes import Evidence, HotspotClass, classify
from geo.hotspots.empirical_bayes import relative_risk
from geo.hotspots.scan import poisson_scan

CASES = {"ntt": 122, "indonesia": 3_000, "nc": 667}
"""NTT: deceased 2024. Indonesia: about the deceased and repatriated of a year. NC: SIDS deaths of 1974–78."""


def maps(name):
    """Return population, points and weights of a map."""
    if name == "nc":
        import geopandas

        frame = geopandas.read_file(libpysal.examples.get_path("sids2.shp"))
        centres = frame.geometry.centroid
        graph = Graph.build_contiguity(frame, rook=False).transform("R")
        return frame["BIR74"].to_numpy(float), np.column_stack([centres.x, centres.y]), graph
    within = "53" if name == "ntt" else "00"
    codes = areas.children(within, "district")
    population = areas.table("district")["population"].reindex(codes).to_numpy(float)
    points = boundaries.centres("district").set_index("code").loc[codes, ["longitude", "latitude"]].to_numpy()
    return population, points, weights.border(codes, boundaries.neighbours("district", within=within))


def classes(cases, population, points, graph, *, settings, seed):
    """Return the class of every area, judging only those that can be Tinggi or Inti."""
    expected = population * cases.sum() / population.sum()
    risk = relative_risk(cases, expected)
    above = risk.exceedance(1.0)
    sure = np.flatnonzero(above >= settings.thresholds.high_probability)
    found = np.full(population.size, HotspotClass.LOW, dtype=object)
    if not sure.size:
        return found
    clusters = poisson_scan(
        points, cases, population, max_share=settings.max_share, permutations=settings.permutations, seed=seed
    )
    gi = getis_ord(cases, population, graph, permutations=settings.local_permutations, seed=seed)
    inside = {m: c for c in clusters.significant(level=settings.thresholds.scan_p) for m in c.members}
    for at in sure:
        evidence = Evidence(
            observed=cases[at], expected=expected[at], cover=1.0, days_covered=365, days=365,
            population=population[at], status="observed", mean=risk.mean[at], lower=0.0, upper=0.0,
            p_rr1=above[at], cluster=inside.get(int(at)), gi_z=gi.statistic[at], gi_q=gi.q_value[at],
        )  # fmt: skip
        found[at] = classify(evidence, settings.thresholds)[0]
    return found


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--maps", type=int, default=1000)
    arguments.add_argument("--set", choices=sorted(CASES), action="append", dest="sets")
    arguments.add_argument("--seed", type=int, default=0)
    given = arguments.parse_args()
    settings = Settings()
    print(settings.thresholds.sentence.render("en"))
    for name in given.sets or ("ntt", "indonesia", "nc"):
        population, points, graph = maps(name)
        generator = np.random.default_rng(given.seed)
        start, core, high = time.perf_counter(), 0, 0
        for number in range(given.maps):
            cases = generator.multinomial(CASES[name], population / population.sum()).astype(float)
            found = classes(cases, population, points, graph, settings=settings, seed=number)
            core += bool((found == HotspotClass.CORE).any())
            high += bool(np.isin(found, [HotspotClass.CORE, HotspotClass.HIGH]).any())
        share, error = (
            core / given.maps,
            1.96 * np.sqrt(core / given.maps * (1 - core / given.maps) / given.maps),
        )
        print(
            f"{name:<10} {population.size:>4} areas, {CASES[name]:>5} cases, {given.maps} null maps: "
            f"any Inti {share:.1%} ± {error:.1%}, any Inti or Tinggi {high / given.maps:.1%} "
            f"({time.perf_counter() - start:.0f} s)",
            flush=True,
        )


if __name__ == "__main__":
    main()
