"""The p sites with the least weighted distance to the demand, with a proof.

A greedy plan, vertex exchange (Teitz & Bart 1968), and a search tree over Lagrangian bounds
(``p_median_tree``).
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from geo.campaign.p_median_tree import price_of, search_tree
from geo.campaign.search import Search
from geo.campaign.solution import Indices, Mask, OnPlan, Solution, Vector
from geo.errors import UserError


def p_median(
    cost_matrix: ArrayLike,
    weights: ArrayLike | None,
    p: int,
    *,
    required: ArrayLike = (),
    forbidden: ArrayLike = (),
    time_limit: float = 120.0,
    on_plan: OnPlan | None = None,
) -> Solution:
    """Choose exactly ``p`` sites so that the weighted distance of all points to their nearest site is least.

    ``cost_matrix``: sites × points, distances or times ≥ 0. ``weights``: one per point, ``None`` is 1 each.
    The objective is the sum of weight × distance; ``assignment`` gives each point its site.
    Raises ``UserError`` when ``p`` does not fit the sites allowed and required, ``ValueError`` for a wrong
    shape.
    """
    search = Search(time_limit=time_limit, on_plan=on_plan, better=lambda new, old: new < old)
    costs, open_, must = read_costs(cost_matrix, weights, p, required=required, forbidden=forbidden)
    plan = _exchange(costs, _greedy(costs, p, must), must, search.stop)
    search.found(open_[plan], price_of(costs, plan), 0.0)
    plan, proven = search_tree(
        costs,
        plan,
        must,
        improve=lambda chosen: _exchange(costs, chosen, must, search.stop),
        found=lambda chosen, bound: search.found(open_[chosen], price_of(costs, chosen), bound),
        stop=search.stop,
    )
    price = price_of(costs, plan)
    nearest = plan[np.argmin(costs[plan], axis=0)]
    return Solution(
        sites=np.sort(open_[plan]),
        covered=np.ones(costs.shape[1], dtype=bool),
        objective=price,
        bound=price if proven >= price * (1 - 1e-9) else proven,
        seconds=search.seconds,
        stopped=search.stopped,
        assignment=open_[nearest],
    )


def read_costs(
    cost_matrix: ArrayLike, weights: ArrayLike | None, p: int, *, required: ArrayLike, forbidden: ArrayLike
) -> tuple[Vector, Indices, Mask]:
    """Return weight × distance of the allowed sites, their indices and which of them are required."""
    matrix = np.asarray(cost_matrix, dtype=float)
    if matrix.ndim != 2:
        raise ValueError(f"cost matrix: two dimensions needed, {matrix.ndim} given")
    sites, points = matrix.shape
    weight = np.ones(points) if weights is None else np.asarray(weights, dtype=float)
    if weight.shape != (points,):
        raise ValueError(f"the cost matrix is sites × points: {points} weights needed, {weight.shape} given")
    if not np.isfinite(matrix).all() or (matrix < 0).any():
        raise UserError("campaign.distance_wrong", n=int((~np.isfinite(matrix) | (matrix < 0)).sum()))
    if not np.isfinite(weight).all() or (weight < 0).any():
        raise UserError("campaign.demand_wrong", n=int((~np.isfinite(weight) | (weight < 0)).sum()))
    allowed, must = np.ones(sites, dtype=bool), np.zeros(sites, dtype=bool)
    allowed[np.asarray(forbidden, dtype=np.intp)] = False
    must[np.asarray(required, dtype=np.intp)] = True
    both = np.flatnonzero(must & ~allowed)
    if len(both):
        raise UserError("campaign.required_and_forbidden", n=len(both), sites=both[:5].tolist())
    if not max(1, int(must.sum())) <= p <= int(allowed.sum()):
        raise UserError("campaign.p_wrong", p=int(p), least=max(1, int(must.sum())), most=int(allowed.sum()))
    rows = np.flatnonzero(allowed)
    return matrix[rows] * weight, rows, must[rows]


def _greedy(costs: Vector, p: int, must: Mask) -> Indices:
    plan = np.flatnonzero(must).tolist()
    near = costs[plan].min(axis=0) if plan else np.full(costs.shape[1], float(costs.max(initial=0.0)) + 1)
    while len(plan) < p:
        saved = np.maximum(near - costs, 0).sum(axis=1)
        saved[plan] = -1
        best = int(np.argmax(saved))
        plan.append(best)
        near = np.minimum(near, costs[best])
    return np.array(plan, dtype=np.intp)


def _exchange(costs: Vector, plan: Indices, must: Mask, stop: Callable[[], bool]) -> Indices:
    """Return the plan after best exchanges of one site, until none helps."""
    plan = plan.copy()
    least = 1e-9 * max(1.0, float(costs.sum()) / max(1, len(costs)))
    while not stop():
        order = np.argsort(costs[plan], axis=0, kind="stable")
        reach = costs[plan]
        columns = np.arange(costs.shape[1])
        first, near = order[0], reach[order[0], columns]
        second = reach[order[1], columns] if len(plan) > 1 else np.full(len(near), float(costs.max()) + 1)
        by_owner = np.argsort(first, kind="stable")
        owners, starts = np.unique(first[by_owner], return_index=True)
        gain = np.maximum(near - costs, 0).sum(axis=1)
        kept = np.maximum(second - np.maximum(costs, near), 0)[:, by_owner]
        profit = np.tile(gain[:, None], (1, len(plan)))
        profit[:, owners] += np.add.reduceat(kept, starts, axis=1)
        profit -= np.bincount(first, weights=second - near, minlength=len(plan))
        profit[plan] = -np.inf
        profit[:, must[plan]] = -np.inf
        in_, out = divmod(int(np.argmax(profit)), len(plan))
        if not profit[in_, out] > least:
            break
        plan[out] = in_
    return plan
