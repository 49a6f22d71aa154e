"""How often is a planted cluster found? Share of maps on which its areas become "Inti", by size and risk.

    python bench/power.py [--maps 200] [--set ntt|indonesia|nc] [--seed 0]

A cluster is a randomly chosen area with its nearest ones; their rates are multiplied by the planted risk, the
total of cases stays as in false_alarms.py. "any" counts maps with at least one planted area Inti, "each"
is the mean share of planted areas Inti, "wrong" the mean number of other areas that are.
"""

import argparse

import numpy as np
from false_alarms import CASES, classes, maps

from geo.hotspots.assessment import Settings
from geo.hotspots.classes import HotspotClass
from geo.hotspots.weights import unit_vectors


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--maps", type=int, default=200)
    arguments.add_argument("--set", choices=sorted(CASES), action="append", dest="sets")
    arguments.add_argument("--seed", type=int, default=0)
    given = arguments.parse_args()
    settings = Settings()
    print(
        f"{'set':<10} {'areas':>5} {'risk':>5} {'any':>6} {'each':>6} {'wrong':>6}   ({given.maps} maps each)"
    )
    for name in given.sets or ("ntt", "nc"):
        population, points, graph = maps(name)
        place = unit_vectors(points)
        for size in (1, 3, 5):
            for risk in (1.5, 2.0, 3.0, 5.0):
                generator = np.random.default_rng(given.seed)
                hit, share, wrong = [], [], []
                for number in range(given.maps):
                    centre = generator.integers(population.size)
                    planted = np.argsort(((place - place[centre]) ** 2).sum(axis=1))[:size]
                    rate = population.copy()
                    rate[planted] *= risk
                    cases = generator.multinomial(CASES[name], rate / rate.sum()).astype(float)
                    found = classes(cases, population, points, graph, settings=settings, seed=number)
                    core = found == HotspotClass.CORE
                    hit.append(core[planted].any())
                    share.append(core[planted].mean())
                    wrong.append(core.sum() - core[planted].sum())
                print(
                    f"{name:<10} {size:>5} {risk:>5} {np.mean(hit):>6.0%} {np.mean(share):>6.0%} "
                    f"{np.mean(wrong):>6.2f}   {'█' * round(20 * np.mean(hit))}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
