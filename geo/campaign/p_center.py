"""The p sites with the shortest longest distance, found by set covers at each distance that can be the
answer."""

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from geo.campaign import reduction
from geo.campaign.p_median import read_costs
from geo.campaign.search import Search
from geo.campaign.set_cover import cheapest
from geo.campaign.solution import Indices, Solution, Vector


def p_center(
    cost_matrix: ArrayLike,
    p: int,
    *,
    required: ArrayLike = (),
    forbidden: ArrayLike = (),
    time_limit: float = 60.0,
) -> Solution:
    """Choose ``p`` sites so that the farthest point is as near as can be (bisection over the distances;
    Minieka 1970).

    ``cost_matrix``: sites × points. The objective is the longest distance, in the unit of the matrix.
    Raises ``UserError`` when ``p`` does not fit the sites allowed and required, ``ValueError`` for a wrong
    shape.
    """
    search = Search(time_limit=time_limit, better=lambda new, old: new < old)
    costs, open_, must = read_costs(cost_matrix, None, p, required=required, forbidden=forbidden)
    fixed = np.flatnonzero(must)
    levels = np.unique(costs)
    low = int(np.searchsorted(levels, costs.min(axis=0).max()))
    plan = _spread(costs, p, fixed)
    high = int(np.searchsorted(levels, costs[plan].min(axis=0).max()))
    while low < high and not search.stop():
        middle = (low + high) // 2
        found, least = _within(costs, levels[middle], fixed, p, search)
        if len(found) <= p:
            plan = found
            high = int(np.searchsorted(levels, costs[plan].min(axis=0).max()))
        elif least > p:
            low = middle + 1
        else:
            break
    plan = np.sort(plan)
    return Solution(
        sites=open_[plan],
        covered=np.ones(costs.shape[1], dtype=bool),
        objective=float(levels[high]),
        bound=float(levels[low]),
        seconds=search.seconds,
        stopped=search.stopped,
        assignment=open_[plan[np.argmin(costs[plan], axis=0)]],
    )


def _spread(costs: Vector, p: int, fixed: Indices) -> Indices:
    """Return sites chosen one by one, each the best for the point that is farthest so far (Gonzalez 1985)."""
    plan = fixed.tolist() or [int(np.argmin(costs.max(axis=1)))]
    while len(plan) < p:
        farthest = int(np.argmax(costs[plan].min(axis=0)))
        order = np.argsort(costs[:, farthest], kind="stable")
        fresh = order[~np.isin(order, plan)]
        plan.append(int(fresh[0]))
    return np.array(plan, dtype=np.intp)


def _within(costs: Vector, distance: float, fixed: Indices, p: int, search: Search) -> tuple[Indices, float]:
    """Return sites that reach every point within ``distance``, and the least number that can."""
    points = costs.shape[1]
    problem = reduction.reduce(
        sparse.csr_matrix((costs <= distance).astype(np.int32)),
        weight=np.ones(points),
        cost=np.ones(len(costs)),
        budget=np.inf,
        groups=sparse.csr_matrix(np.ones((1, points))),
        floors=np.array([float(points)]),
        required=fixed,
        allowed=np.ones(len(costs), dtype=bool),
    )
    rows, least = cheapest(problem, search, enough=p - len(fixed))
    return np.concatenate([fixed, problem.sites[rows]]), len(fixed) + least
