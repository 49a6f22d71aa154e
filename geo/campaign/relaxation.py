"""The Lagrangian bound of the coverage problem, and the sites it proves in or out.

The rule "a covered point needs a chosen site" is priced into the objective (Galvão & ReVelle 1996, Eur. J.
Oper. Res. 88:114–123); what is left is a fractional knapsack over the sites. Prices follow a deflected
subgradient.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from geo.campaign import greedy
from geo.campaign.reduction import Problem
from geo.campaign.solution import Indices, Mask, Vector

_PATIENCE = 15
_FIRST_TRY = 40


@dataclass(frozen=True)
class Bound:
    """``value``: no plan covers more. ``merit``: by how much each site changes the bound when the other
    way is forced.
    ``prices``: what it is worth to cover each point."""

    value: float
    merit: Vector
    prices: Vector

    def slack(self, problem: Problem, plan: Indices) -> Vector:
        """Return what each point adds to the distance between bound and plan: paid twice, or left out."""
        times = problem.points @ np.isin(np.arange(len(problem.cost)), plan).astype(float)
        left_out = np.maximum(problem.weight - self.prices, 0)
        return np.where(times > 0, self.prices * (times - 1), left_out)

    def outside(self, best: float) -> Mask:
        """Return the sites that no plan better than ``best`` contains."""
        return self.value + self.merit < best

    def inside(self, best: float) -> Mask:
        """Return the sites that every plan better than ``best`` contains."""
        return self.value - self.merit < best


def bound(
    problem: Problem,
    plan: Indices,
    *,
    iterations: int = 600,
    stop: Callable[[], bool],
    on_plan: Callable[[Indices, float], None],
) -> tuple[Bound, Indices]:
    """Return the tightest bound found and the best plan met on the way.

    ``plan`` meets the floors; ``on_plan(rows, bound)`` is called with each better one. Ends early when the
    bound equals the plan, or with ``stop()``.
    """
    weight, floors, groups = problem.weight, problem.floors, problem.groups
    group_weight = sparse.csr_matrix(groups.multiply(weight))
    value = problem.value(plan)
    prices, extra = weight * 0.5, np.zeros(len(floors))
    best = (np.inf, prices, extra)
    step, stalled, next_try = 1.0, 0, _FIRST_TRY
    previous = np.zeros(len(weight))
    step_floor = float(weight.mean()) * 1e-6 if len(weight) else 0.0
    for turn in range(iterations):
        worth = weight + group_weight.T @ extra if len(floors) else weight
        prices = np.clip(prices, 0, worth)
        total, share, _ = _knapsack(problem, problem.covers @ prices)
        bound_now = float((worth - prices).sum()) + total - float(extra @ floors)
        if bound_now < best[0] - 1e-9 * abs(bound_now):
            best, stalled = (bound_now, prices.copy(), extra.copy()), 0
        else:
            stalled += 1
            if stalled >= _PATIENCE:
                step, stalled = step * 0.7, 0
                prices, extra = best[1].copy(), best[2].copy()
        if turn == next_try:
            next_try *= 2
            found = greedy.improve(
                problem, greedy.fill(problem, _ranked(problem, share, problem.covers @ prices)), stop=stop
            )
            if problem.value(found) > value and problem.shortfall(found) <= 1e-9:
                plan, value = found, problem.value(found)
                on_plan(plan, problem.ceiling(best[0]))
        if problem.ceiling(best[0]) <= value * (1 + 1e-12) or step < 1e-4 or stop():
            break
        covered = problem.points @ share
        taken = np.where(prices < worth, 1.0, np.minimum(covered, 1.0))
        slope = covered - taken
        push = group_weight @ taken - floors
        direction = slope + 0.7 * previous
        direction[((prices <= 0) & (direction > 0)) | ((prices >= worth) & (direction < 0))] = 0
        push[(extra <= 0) & (push > 0)] = 0
        scale = float(weight.max())
        size = float(direction @ direction) + float(push @ push) / scale**2
        if size == 0:
            break
        length = step * max(bound_now - value, step_floor) / size
        prices = prices - length * direction
        extra = np.maximum(extra - length * push / scale**2, 0)
        previous = direction
    top, prices, _ = best
    _, _, threshold = _knapsack(problem, problem.covers @ prices)
    merit = problem.covers @ prices - threshold * problem.cost
    return Bound(top, merit, prices), plan


def _knapsack(problem: Problem, worth: Vector) -> tuple[float, Vector, float]:
    """Return the best total worth under the budget, each site's share (0–1) and the worth of one unit of
    budget."""
    cost = problem.cost
    ratio = np.where(cost > 0, worth / np.where(cost > 0, cost, 1), np.inf)
    order = np.argsort(-ratio, kind="stable")
    order = order[worth[order] > 0]
    spent = np.cumsum(cost[order])
    whole = int(np.searchsorted(spent, problem.budget + 1e-9, side="right"))
    share = np.zeros(len(cost))
    share[order[:whole]] = 1.0
    if whole == len(order):
        return float(worth[order].sum()), share, 0.0
    last = order[whole]
    share[last] = (problem.budget - (spent[whole - 1] if whole else 0.0)) / cost[last]
    return float(worth @ share), share, float(ratio[last])


def _ranked(problem: Problem, share: Vector, worth: Vector) -> Indices:
    taken = np.flatnonzero(share > 0)
    cost = np.maximum(problem.cost[taken], 1e-12)
    return taken[np.argsort(-worth[taken] / cost, kind="stable")]
