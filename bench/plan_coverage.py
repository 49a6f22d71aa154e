"""Maximal coverage beside spopt's MCLP with its default solver and plain greedy, all in this run.

NTT: 40 billboards, 3 km. The nation: 1,000 billboards, 3 km. Run: ``waspada bench plan_coverage``.
"""

import argparse
import resource
import sys
import time
from pathlib import Path

# numba looks for a module "coverage" and would take this file for it
sys.path = [entry for entry in sys.path if Path(entry or ".").resolve() != Path(__file__).resolve().parent]

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
from scipy import sparse  # noqa: E402

from geo.campaign import coverage  # noqa: E402
from geo.campaign.catchments import covers, distance_km  # noqa: E402
from geo.campaign.demand import demand  # noqa: E402
from geo.counts import Window  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", choices=["ntt", "nation"])
    parser.add_argument("--seconds", type=float, default=300.0, help="time limit for the nation")
    chosen = parser.parse_args()
    if chosen.only != "nation":
        _one("53", budget=40, seconds=60.0, spopt=True)
    if chosen.only != "ntt":
        _one("00", budget=1000, seconds=chosen.seconds, spopt=False)


def _one(area: str, *, budget: int, seconds: float, spopt: bool) -> None:
    villages = demand([area], window=Window.year(2024), indicators={"deceased": 1.0}).table
    villages = villages[villages["longitude"].notna()]
    weight = villages["weight"].to_numpy(float)
    start = time.perf_counter()
    matrix = covers(villages, villages, km=3.0, islands=(villages["island"], villages["island"]))
    print(
        f"\n{area}: {len(villages):,} villages, {matrix.nnz:,} pairs within 3 km, {budget} billboards", end=""
    )
    print(f" (catchments {time.perf_counter() - start:.1f} s)")
    first: list[float] = []
    plan = coverage.solve(
        weight,
        matrix,
        budget=budget,
        time_limit=seconds,
        on_plan=lambda progress: first.append(progress.seconds) if not first else None,
    )
    _row("waspada", plan.objective, plan.seconds, plan.objective)
    print(f"    first plan {first[0]:.2f} s, bound {plan.bound:,.3f}, gap {100 * plan.gap:.3f} %")
    start = time.perf_counter()
    greedy = _greedy(weight, matrix, budget)
    _row("plain greedy", greedy, time.perf_counter() - start, plan.objective)
    if spopt:
        start = time.perf_counter()
        _row("spopt MCLP, CBC", _spopt(villages, weight, budget), time.perf_counter() - start, plan.objective)
        print("    (spopt knows no islands: its objective may count villages across water)")
    else:
        size = len(villages) ** 2 * 8 / 1e9
        print(f"  spopt MCLP        cannot be built: its matrix of distances alone needs {size:,.0f} GB")
    print(f"    peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")


def _row(name: str, objective: float, seconds: float, ours: float) -> None:
    print(
        f"  {name:<17} objective {objective:,.3f} ({100 * objective / ours:.2f} %)  {seconds:.2f} s",
        flush=True,
    )


def _greedy(weight: np.ndarray, matrix: sparse.csr_matrix, budget: int) -> float:
    left, total = weight.copy(), 0.0
    for _ in range(budget):
        gain = matrix @ left
        best = int(np.argmax(gain))
        total += float(gain[best])
        left[matrix.indices[matrix.indptr[best] : matrix.indptr[best + 1]]] = 0.0
    return total


def _spopt(villages: pd.DataFrame, weight: np.ndarray, budget: int) -> float:
    import pulp
    from spopt.locate import MCLP

    model = MCLP.from_cost_matrix(distance_km(villages, villages), weight, 3.0, p_facilities=budget)
    model.solve(pulp.PULP_CBC_CMD(msg=False))
    return float(pulp.value(model.problem.objective))


if __name__ == "__main__":
    main()
